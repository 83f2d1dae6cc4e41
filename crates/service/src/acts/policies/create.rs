//! POST /api/policies

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::audited::entry;
use crate::contest::reason_of;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::policy::{policies, reread, stored};
use crate::policy_draft::{allowed, require_complete};
use crate::rights::{Caller, Right};
use crate::view::policy::page;
use crate::view::policy_written::first_draft;
use crate::wire::policy::{PolicyNew, PolicyPage};

/// Make a new policy of the caller's department and area. It is a draft, and decides nothing before
/// somebody else publishes it.
#[utoipa::path(post, path = "/api/policies", tag = "policies", request_body = PolicyNew,
    responses((status = 201, body = PolicyPage), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn create_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<PolicyNew>,
) -> Result<(StatusCode, Json<PolicyPage>), Refusal> {
    caller.require(Right::EditPolicies)?;
    let note = reason_of(Some(&asked.note))?;
    let id = app.store.next_policy().await?;
    let file = first_draft(&app, &caller, &id, asked)?;
    require_complete(&file)?;
    allowed(&app, &caller, None, &file)?;
    let mut tx = app
        .store
        .write(entry(&caller, "policy.create", "policy", &id))
        .await?;
    tx.add_policy(&id, &stored(&file)?, &note).await?;
    tx.commit().await?;
    reread(&app).await?;
    let policies = policies(&app);
    let page = page(&app, &caller, policies.get(&id)?, 0).await?;
    Ok((StatusCode::CREATED, Json(page)))
}
