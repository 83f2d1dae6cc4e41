//! GET /api/leads/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::{in_reach, page};
use crate::rights::{Caller, Right};
use crate::wire::lead::LeadPage;

/// A lead with the reasons, what to ask at the door, and every step so far.
#[utoipa::path(get, path = "/api/leads/{id}", tag = "leads", params(("id" = i64, Path)),
    responses((status = 200, body = LeadPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn lead_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<LeadPage>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let lead = in_reach(&app, &caller, id).await?;
    Ok(Json(page(&app, &caller, &lead).await?))
}
