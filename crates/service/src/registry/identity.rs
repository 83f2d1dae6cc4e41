//! What a person decides about who is who, kept in one write; the snapshot follows at once.

use catalog::problem::Problem;
use storage::{
    Merge, NewMerge, NewSplitOff, PairAnswer, PairState, RecordView, ReviewPair, SplitOff, WriteTx,
};

use super::decided::print_of;
use super::two_names::Apart;
use super::{community_of, feed};
use crate::app::App;

/// Why records are split off when the one who said so gave no remark.
const OTHER_PERSON: &str = "身份核对：号码相同，不是同一人";

/// Merges two people in an open write and commits it.
///
/// # Errors
/// As [`WriteTx::merge`].
pub async fn merge(app: &App, mut tx: WriteTx, new: NewMerge) -> Result<Merge, Problem> {
    let made = tx.merge(new, community_of).await?;
    tx.commit().await?;
    feed::catch_up(app).await?;
    Ok(made)
}

/// Takes a merge back.
///
/// # Errors
/// As [`WriteTx::unmerge`].
pub async fn unmerge(
    app: &App,
    mut tx: WriteTx,
    merge: i64,
    remark: &str,
) -> Result<Merge, Problem> {
    let undone = tx.unmerge(merge, Some(remark), community_of).await?;
    tx.commit().await?;
    feed::catch_up(app).await?;
    Ok(undone)
}

/// Founds a new person for some records of one.
///
/// # Errors
/// As [`WriteTx::split_off`].
pub async fn split_off(
    app: &App,
    mut tx: WriteTx,
    origin: i64,
    records: Vec<i64>,
    reason: &str,
) -> Result<SplitOff, Problem> {
    let new = parting(app, origin, records, reason).await?;
    let made = tx.split_off(new, community_of).await?;
    tx.commit().await?;
    feed::catch_up(app).await?;
    Ok(made)
}

/// A split-off of records with all that cannot be told from them.
async fn parting(
    app: &App,
    origin: i64,
    records: Vec<i64>,
    reason: &str,
) -> Result<NewSplitOff, Problem> {
    let held = app.store.records_of(origin).await?;
    let print = |record: &RecordView| Some((record.id, print_of(&record.values, &app.keys)?));
    Ok(NewSplitOff {
        origin,
        records,
        prints: held.iter().filter_map(print).collect(),
        reason: Some(reason.to_owned()),
    })
}

/// Takes a split-off back.
///
/// # Errors
/// As [`WriteTx::rejoin`].
pub async fn rejoin(
    app: &App,
    mut tx: WriteTx,
    split: i64,
    remark: &str,
) -> Result<SplitOff, Problem> {
    let undone = tx.rejoin(split, Some(remark), community_of).await?;
    tx.commit().await?;
    feed::catch_up(app).await?;
    Ok(undone)
}

/// Answers a pair of the review queue. "The same" merges an open question, "different" takes a
/// sampled merge of the machine back, or founds a person for the records under the other of two names;
/// every answer is kept.
///
/// # Errors
/// `pair-answered` when somebody was faster; `merge-taken-back` when it was a sample of a merge that was
/// taken back since; as merging, taking back and splitting off.
pub async fn answer(
    app: &App,
    mut tx: WriteTx,
    pair: &ReviewPair,
    answer: PairAnswer,
    remark: Option<&str>,
) -> Result<(), Problem> {
    let held = tx.hold_pair(pair.id).await?;
    if !matches!(
        held.state,
        PairState::Open | PairState::Answered(PairAnswer::Unsure)
    ) {
        return Err(Problem::conflict(
            "pair-answered",
            "这一对刚刚已有人给出结论，请刷新后处理下一对。",
        ));
    }
    if let Some(merge) = held.merge
        && !tx.merge_holds(merge).await?
    {
        return Err(Problem::conflict(
            "merge-taken-back",
            "系统的这次合并已经撤回，这两条档案已重新列为待核对，请回到列表核对。",
        ));
    }
    match (held.merge, answer) {
        _ if held.names.is_some() => {
            if answer == PairAnswer::Different
                && let Some(apart) = Apart::read(app, &held).await?
            {
                let odd = apart.odd.iter().map(|record| record.id).collect();
                let reason = remark.unwrap_or(OTHER_PERSON);
                let new = parting(app, held.low, odd, reason).await?;
                let made = tx.split_off(new, community_of).await?;
                let next = apart.whose(app, &held, made.founded).await?;
                tx.ask_about(next.into_iter().collect()).await?;
            }
            tx.settle_names(held.id, answer).await?;
        }
        (None, PairAnswer::Same) => {
            let new = NewMerge {
                kept: held.low,
                gone: held.high,
                by: tx.account_id(),
                reason: remark.map(str::to_owned),
            };
            tx.merge(new, community_of).await?;
        }
        (Some(merge), PairAnswer::Different) => {
            tx.unmerge(merge, remark, community_of).await?;
        }
        _ => tx.give_verdict(held.low, held.high, answer, remark).await?,
    }
    tx.commit().await?;
    feed::catch_up(app).await
}
