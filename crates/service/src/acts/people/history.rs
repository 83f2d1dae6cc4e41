//! GET /api/people/{id}/history

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::identity::{Accounts, merge_view, record_brief, split_view, verdict_view};
use crate::view::person::person_in_reach;
use crate::wire::identity::IdentityHistory;

/// 合并记录: which merges, split-offs and verdicts made this person what it is, and the records
/// it consists of.
#[utoipa::path(get, path = "/api/people/{id}/history", tag = "people", params(("id" = i64, Path)),
    responses((status = 200, body = IdentityHistory), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn identity_history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<IdentityHistory>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let person = person_in_reach(&app, &caller, id, &areas).await?.id;
    let family = app.store.family_of(person).await?;
    let accounts = Accounts::read(&app).await?;
    let records = app.store.records_of(person).await?;
    let merges = app.store.merges_of(&family).await?;
    let split_offs = app.store.split_offs_of(&family).await?;
    let verdicts = app.store.verdicts_of(&family).await?;
    Ok(Json(IdentityHistory {
        person,
        merges: merges
            .into_iter()
            .map(|merge| merge_view(merge, &accounts))
            .collect(),
        split_offs: split_offs
            .into_iter()
            .map(|split| split_view(split, &accounts))
            .collect(),
        verdicts: verdicts
            .into_iter()
            .map(|verdict| verdict_view(verdict, &accounts))
            .collect(),
        records: records
            .iter()
            .map(|record| record_brief(&caller, record, &areas))
            .collect(),
        may_decide: caller.can(Right::Identify),
    }))
}
