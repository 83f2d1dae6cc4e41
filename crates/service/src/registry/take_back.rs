//! Taking back (撤回) what the machine merged before the gate closed: what nobody has confirmed stops
//! being in force in one write, and every pair of it is put to the community that knows the person, so
//! that nothing is lost and the machine does not merge it again by itself.

use catalog::problem::Problem;
use linkage::candidates::People;
use serde_json::json;
use storage::{NewPair, Unchecked, WriteTx};

use super::duplicates::{Homes, question, stopped};
use super::{community_of, feed, gate};
use crate::app::App;

/// The act under which it stands in the audit and change logs.
pub const TAKING_BACK: &str = "review.take-back";

/// Merges of the machine that hold though nobody has confirmed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// Made since the gate was last opened.
    pub since: u64,
    /// Made before.
    pub earlier: u64,
}

/// Counts what could be taken back.
///
/// # Errors
/// When the database cannot be reached.
pub async fn in_force(app: &App, gate: &gate::Gate) -> Result<InForce, Problem> {
    let all = app.store.unchecked_merges(0).await?;
    let since = match gate.opened_at {
        0 => all,
        opened_at => app.store.unchecked_merges(opened_at).await?,
    };
    Ok(InForce {
        since,
        earlier: all.saturating_sub(since),
    })
}

/// Takes back in an open write every merge of the machine since the gate was last opened (or, with
/// `earlier`, since ever) that nobody has confirmed, puts the pairs to people, and commits. Returns how
/// many merges were taken back.
///
/// # Errors
/// `merges-running` while the gate is open; `merges-all-checked` when there is nothing to take back;
/// when storage fails. Then nothing has changed.
pub async fn take_back(app: &App, mut tx: WriteTx, earlier: bool) -> Result<u64, Problem> {
    tx.hold_registry().await?;
    let gate = gate::read(app).await?;
    gate.require_closed()?;
    let after = if earlier { 0 } else { gate.opened_at };
    let taken = tx.take_back_unchecked(after, community_of).await?;
    if taken.is_empty() {
        return Err(Problem::conflict(
            "merges-all-checked",
            "系统自动合并的档案都已有人核对，没有需要撤回的，请刷新页面查看。",
        ));
    }
    let questions = questions(app, &mut tx, &taken).await?;
    tx.ask_about(questions).await?;
    let merges = taken.len() as u64;
    tx.set_audit_detail(json!({ "merges": merges, "earlier": earlier }))
        .await?;
    tx.commit().await?;
    feed::catch_up(app).await?;
    Ok(merges)
}

/// The pairs as people are asked about them: under whom both sides stand for now, with what speaks for
/// and against now that they are apart. How rare a name is among everybody is not counted again for
/// that; rows that a load cannot choose among are weighed in the same way.
async fn questions(
    app: &App,
    tx: &mut WriteTx,
    taken: &[Unchecked],
) -> Result<Vec<NewPair>, Problem> {
    let roots = tx.redirects().await?;
    let root = |id: i64| roots.get(&id).copied().unwrap_or(id);
    let pairs: Vec<(i64, i64)> = taken
        .iter()
        .map(|merge| (root(merge.kept), root(merge.gone)))
        .collect();
    let mut ids: Vec<i64> = pairs
        .iter()
        .flat_map(|(one, other)| [*one, *other])
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let registry = app.snapshot.load().size().people;
    let mut people = People::of_registry(usize::try_from(registry).unwrap_or(usize::MAX));
    let mut homes = Homes::default();
    for row in tx.entities(&ids).await? {
        homes.note(&row);
        people.add(row.id, &row.current);
    }
    let weigh = move || {
        // Whoever has no record left is not there to be asked about.
        let weighed = |(one, other)| Some((one, other, people.weigh(one, other)?));
        pairs.into_iter().filter_map(weighed).collect::<Vec<_>>()
    };
    let weighed = tokio::task::spawn_blocking(weigh).await;
    Ok(weighed
        .map_err(|_| stopped())?
        .iter()
        .map(|(one, other, score)| question(*one, *other, score, homes.of_pair(*one, *other)))
        .collect())
}
