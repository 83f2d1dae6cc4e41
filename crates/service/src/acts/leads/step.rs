//! POST /api/leads/{id}/steps

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::page;
use crate::lead_step::take;
use crate::rights::{Caller, Right};
use crate::wire::lead::{LeadPage, LeadStepTaken};

/// Take the next step of a lead. A payment starts, changes or stops only after the community has
/// verified it, its street approved it, and the department settles it.
#[utoipa::path(post, path = "/api/leads/{id}/steps", tag = "leads", params(("id" = i64, Path)),
    request_body = LeadStepTaken,
    responses((status = 200, body = LeadPage), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn step_lead(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<LeadStepTaken>,
) -> Result<Json<LeadPage>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let lead = take(&app, &caller, id, &asked).await?;
    Ok(Json(page(&app, &caller, &lead).await?))
}
