//! Steps of a submission that carry a remark: returning and reopening.

use catalog::problem::Problem;
use forms::submission::{Act, step};
use storage::{RequestState, SubmissionStep};

use crate::app::App;
use crate::audited::entry;
use crate::form_edit::require_open;
use crate::form_reach::submission_in_reach;
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{asked_columns, level_of, state_of, stored_state, submission_view};
use crate::wire::form::SubmissionRow;

/// Takes a step with a remark that says why.
///
/// # Errors
/// When the remark is missing, or the state or the caller's level does not allow the step.
pub async fn step_with_remark(
    app: &App,
    caller: &Caller,
    id: i64,
    act: Act,
    audited: &'static str,
    name: &'static str,
    remark: &str,
) -> Result<SubmissionRow, Problem> {
    let remark = remark.trim();
    if remark.is_empty() {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明原因，让社区知道要改什么。",
        ));
    }
    let (request, _) = submission_in_reach(app, caller, id).await?;
    require_open(&request)?;
    let template = RequestBody::of(&request)?.reading.template;
    let mut tx = app
        .store
        .write(entry(caller, audited, "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    let next = step(state_of(held.state), act, level_of(caller))?;
    let change = SubmissionStep {
        expected_version: held.version,
        state: stored_state(next),
        act: name,
        remark: Some(remark.to_owned()),
    };
    tx.set_submission_state(id, change).await?;
    if request.state == RequestState::Complete {
        // A reopened part means that the whole is no longer complete.
        tx.set_request_state(request.id, RequestState::Open).await?;
    }
    tx.commit().await?;
    let after = app.store.submission(id).await?;
    Ok(submission_view(
        &after,
        asked_columns(&template),
        &app.areas(),
    ))
}
