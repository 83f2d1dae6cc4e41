//! POST /api/submissions/{id}/assign, GET /api/submissions/{id}/workers

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::form_edit::require_open;
use crate::form_reach::submission_in_reach;
use crate::form_step::after;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Right};
use crate::view::form::may_assign;
use crate::view::names::Names;
use crate::wire::form::SubmissionRow;
use crate::wire::trace::{Assignment, Worker};

/// Name the account of the community that fills a submission; none for whoever comes first.
#[utoipa::path(post, path = "/api/submissions/{id}/assign", tag = "forms", params(("id" = i64, Path)),
    request_body = Assignment,
    responses((status = 200, body = SubmissionRow), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn assign(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<Assignment>,
) -> Result<Json<SubmissionRow>, Refusal> {
    caller.require(Right::ReviewForms)?;
    let (request, _) = submission_in_reach(&app, &caller, id).await?;
    require_open(&request)?;
    let names = Names::read(&app).await?;
    let mut tx = app
        .store
        .write(entry(&caller, "submission.assign", "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    if !may_assign(&held) {
        return Err(Problem::conflict(
            "submission-state",
            "这份填报已经提交，不能再指定填报人；如需改动请先退回。",
        )
        .into());
    }
    let words = match asked.account {
        None => "不指定填报人".to_owned(),
        Some(account) => {
            let worker = names
                .workers_of(&held.community)
                .find(|worker| worker.id == account);
            let worker = worker.ok_or_else(|| {
                Problem::bad_input(
                    "worker-unknown",
                    "所选账号不是这个社区的在用账号，请重新选择。",
                )
            })?;
            format!("指定{}填报", worker.name)
        }
    };
    tx.assign_submission(id, asked.account, &words).await?;
    tx.commit().await?;
    Ok(Json(after(&app, id, &RequestBody::of(&request)?).await?))
}

/// The accounts of the community that may be asked to fill a submission.
#[utoipa::path(get, path = "/api/submissions/{id}/workers", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<Worker>), (status = 404, body = ProblemBody)))]
pub async fn workers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<Worker>>, Refusal> {
    caller.require(Right::ReviewForms)?;
    let (_, submission) = submission_in_reach(&app, &caller, id).await?;
    let names = Names::read(&app).await?;
    let workers = names.workers_of(&submission.community);
    Ok(Json(
        workers
            .map(|worker| Worker {
                id: worker.id,
                name: worker.name.clone(),
            })
            .collect(),
    ))
}
