//! POST /api/library/decisions/{id}/undo

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::library::{decision_view, may_undo};
use crate::wire::library::DecisionView;

/// Take a decision about items back: forms are then read as if it had never been made.
#[utoipa::path(post, path = "/api/library/decisions/{id}/undo", tag = "library", params(("id" = i64, Path)),
    responses((status = 200, body = DecisionView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn undo_decision(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<DecisionView>, Refusal> {
    caller.require(Right::ComposeForms)?;
    let kept = app.store.form_decision(id).await?;
    if kept.undone_at.is_none() && !may_undo(&caller, &kept) {
        return Err(Problem::forbidden(
            "decision-foreign",
            "这条决定由其他部门作出，请联系作出它的部门或大数据中心撤销。",
        )
        .into());
    }
    let mut tx = app
        .store
        .write(entry(&caller, "form-decision.undo", "form-decision", id))
        .await?;
    tx.undo_form_decision(id).await?;
    tx.commit().await?;
    let kept = app.store.form_decision(id).await?;
    Ok(Json(decision_view(&app, &caller, &kept).await?))
}
