//! A department corrects a value of its own that was marked wrong: the answer and the new fact are
//! one write.

use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::values::Values;
use storage::{Contest, ContestState, ContestStep};

use super::amend::{Amendment, amend, row_about};
use super::{Registry, feed};
use crate::app::App;
use crate::audited::entry;
use crate::contest::Said;
use crate::rights::Caller;

/// Answers a contest with a corrected value, which becomes a fact of the source, dated today.
///
/// # Errors
/// When somebody answered meanwhile or storage fails; then nothing has changed.
pub async fn correct(
    app: &App,
    caller: &Caller,
    contest: &Contest,
    version: i64,
    said: Said,
) -> Result<(), Problem> {
    let mut held = Registry::in_hand(app).await?;
    let outcome = correct_with(app, caller, contest, version, said, &mut held).await;
    drop(held);
    outcome?;
    feed::catch_up(app).await
}

async fn correct_with(
    app: &App,
    caller: &Caller,
    contest: &Contest,
    version: i64,
    said: Said,
    held: &mut Option<Registry>,
) -> Result<(), Problem> {
    let source = Sources::shipped().get(contest.source).ok_or_else(|| {
        Problem::conflict("source-unknown", "这个值的来源已停用，请改答“无法核实”。")
    })?;
    let mut values = Values::new();
    values.set(
        contest.element,
        said.corrected.as_deref().unwrap_or_default(),
    );
    let tx = app
        .store
        .write(entry(caller, "contest.answer", "contest", contest.id))
        .await?;
    let amendment = Amendment {
        source,
        title: format!("校核更正{}", contest.id),
        digest: format!("contest-{}-{version}", contest.id),
        rows: vec![row_about(
            Some(contest.entity_id),
            0,
            values,
            &app.territory(),
        )],
    };
    let (mut tx, delivery) = amend(app, tx, held, amendment).await?;
    let step = ContestStep {
        expected_version: version,
        state: ContestState::Answered,
        reopened: contest.reopened,
        due: contest.due,
        outcome: Some("corrected".to_owned()),
        delivery_id: Some(delivery),
        body: said.stored()?,
    };
    tx.step_contest(contest.id, step).await?;
    tx.commit().await?;
    if let Some(registry) = held {
        registry.pass_own(app, "contest.answer", contest.id).await;
    }
    Ok(())
}
