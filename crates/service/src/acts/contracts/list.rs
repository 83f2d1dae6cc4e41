//! GET /api/contracts

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::source::{Sources, no};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::contract::due_of;
use crate::wire::contract::SourceDue;

/// The calendar: when each source delivered last, is expected next, and how late it is. The
/// latest come first.
#[utoipa::path(get, path = "/api/contracts", tag = "contracts",
    responses((status = 200, body = Vec<SourceDue>), (status = 403, body = ProblemBody)))]
pub async fn list_contracts(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<SourceDue>>, Refusal> {
    caller.require(Right::Deliver)?;
    let mut lines = Vec::new();
    for source in Sources::shipped()
        .all()
        .iter()
        .filter(|source| source.no != no::FORM_CORRECTION && caller.owns_source(source))
    {
        lines.push(due_of(&app, source).await?);
    }
    lines.sort_by(|one, other| {
        other
            .overdue
            .cmp(&one.overdue)
            .then_with(|| one.next.is_none().cmp(&other.next.is_none()))
            .then_with(|| one.next.cmp(&other.next))
    });
    Ok(Json(lines))
}
