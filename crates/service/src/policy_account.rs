//! Entitlement beside payment in an area: what the snapshot counts, and who stands twice in the
//! payment lists.

use std::collections::BTreeMap;

use catalog::area::AreaCode;
use catalog::problem::Problem;
use catalog::source::Source;
use query::PolicyAccount;
use rules::policy::Policy;

use crate::app::App;
use crate::payment;
use crate::registry::feed::build_failed;

/// The accounts of a policy.
#[derive(Debug)]
pub struct Accounts {
    /// By community.
    pub all: Vec<PolicyAccount>,
    /// How many people are paid twice, by community; `None` when no payment list may be seen.
    pub twice: Option<BTreeMap<Option<AreaCode>, u64>>,
}

/// Counts a policy of an area (`area`) in another (`within`; everywhere without), with the payment
/// lists that may be seen.
///
/// # Errors
/// When storage cannot be reached.
pub async fn count(
    app: &App,
    policy: &Policy,
    area: AreaCode,
    within: Option<AreaCode>,
    sees: impl Fn(&Source) -> bool,
) -> Result<Accounts, Problem> {
    let (snapshot, ready) = (app.snapshot.load(), policy.clone());
    let all = tokio::task::spawn_blocking(move || snapshot.policy_accounts(&ready, area, within))
        .await
        .map_err(|_| build_failed())?;
    let twice = payment::twice_of(app, policy, sees).await?;
    Ok(Accounts {
        twice: twice.map(|twice| by_community(app, &all, &twice)),
        all,
    })
}

/// People of the counted communities who are paid twice: whoever is so for several months is one.
fn by_community(
    app: &App,
    counted: &[PolicyAccount],
    twice: &[payment::Twice],
) -> BTreeMap<Option<AreaCode>, u64> {
    let snapshot = app.snapshot.load();
    let mut people: Vec<i64> = twice
        .iter()
        .filter_map(|twice| Some(twice.rows.first()?.person))
        .collect();
    people.sort_unstable();
    people.dedup();
    let mut found: BTreeMap<Option<AreaCode>, u64> =
        counted.iter().map(|one| (one.community, 0)).collect();
    for person in people.iter().filter_map(|id| snapshot.person(*id)) {
        if let Some(count) = found.get_mut(&person.community) {
            *count += 1;
        }
    }
    found
}
