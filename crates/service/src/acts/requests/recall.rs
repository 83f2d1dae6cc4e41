//! POST /api/requests/{id}/recall

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::area::AreaCode;
use catalog::problem::Problem;
use forms::submission::{Act, Level};
use storage::{NewNotice, RequestState, Submission, SubmissionState};

use crate::app::App;
use crate::audited::entry;
use crate::form_edit::require_open;
use crate::form_reach::request_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::sending::carry_out::take_step;
use crate::view::form::{request_view, state_of};
use crate::wire::form::Request;
use crate::wire::sending::RequestRecall;

/// Take a request back, or the part of some streets or communities, saying why. What was typed is
/// kept; what was accepted stays accepted.
#[utoipa::path(post, path = "/api/requests/{id}/recall", tag = "forms", params(("id" = i64, Path)),
    request_body = RequestRecall,
    responses((status = 200, body = Request), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn recall_request(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RequestRecall>,
) -> Result<Json<Request>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let reason = asked.reason.trim();
    if reason.is_empty() {
        return Err(
            Problem::bad_input("reason-missing", "请写明收回的原因，街道和社区会看到。").into(),
        );
    }
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let parts = chosen(&app, &submissions, &asked.areas)?;
    if parts.is_empty() {
        return Err(Problem::conflict(
            "nothing-to-recall",
            "所选范围内没有可以收回的填报；已通过的填报请街道重新打开后再收回。",
        )
        .into());
    }
    let body = RequestBody::of(&request)?;
    let mut tx = app
        .store
        .write(entry(&caller, "request.recall", "request", id))
        .await?;
    for part in &parts {
        let held = tx.hold_submission(part.id).await?;
        let reached = held.state != SubmissionState::Waiting;
        let remark = Some(reason.to_owned());
        take_step(
            &mut tx,
            &body,
            &held,
            Act::Recall,
            Level::Department,
            remark,
        )
        .await?;
        if reached {
            tx.leave_notice(NewNotice {
                area: held.community.clone(),
                kind: "recall".to_owned(),
                request_id: id,
                submission_id: Some(held.id),
                text: format!(
                    "{}收回了“{}”，不用再填；已填的内容保留。原因：{reason}",
                    request.department.as_deref().unwrap_or_default(),
                    request.title
                ),
            })
            .await?;
        }
    }
    let left = submissions.iter().filter(|submission| {
        submission.state != SubmissionState::Recalled
            && !parts.iter().any(|part| part.id == submission.id)
    });
    let left: Vec<&Submission> = left.collect();
    if left.is_empty() {
        tx.set_request_state(id, RequestState::Recalled).await?;
    } else if left
        .iter()
        .all(|submission| body.route.is_done(state_of(submission.state)))
    {
        tx.set_request_state(id, RequestState::Complete).await?;
    }
    let whole = asked.areas.is_empty();
    if whole {
        tx.note_request_event(id, "recall", None, Some(reason))
            .await?;
    }
    tx.commit().await?;
    let (request, submissions) = request_in_reach(&app, &caller, id).await?;
    Ok(Json(request_view(&app, &request, &submissions).await?))
}

/// The unfinished submissions of the chosen areas.
fn chosen<'s>(
    app: &App,
    submissions: &'s [Submission],
    areas: &[String],
) -> Result<Vec<&'s Submission>, Problem> {
    let codes: Result<Vec<AreaCode>, _> = areas.iter().map(|code| code.parse()).collect();
    let codes = codes.map_err(|_| {
        Problem::bad_input(
            "area-unknown",
            "收回范围中有无法识别的区划代码，请重新选择。",
        )
    })?;
    let tree = app.areas();
    let within = |submission: &Submission| {
        codes.is_empty()
            || submission
                .community
                .parse::<AreaCode>()
                .is_ok_and(|community| codes.iter().any(|area| tree.is_within(&community, area)))
    };
    Ok(submissions
        .iter()
        .filter(|submission| within(submission))
        .filter(|submission| {
            !state_of(submission.state).is_accepted()
                && submission.state != SubmissionState::Recalled
        })
        .collect())
}
