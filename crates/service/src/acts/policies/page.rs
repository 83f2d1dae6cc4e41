//! GET /api/policies/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use storage::LeadFilter;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::reach;
use crate::policy::policies;
use crate::rights::{Caller, Right};
use crate::view::policy::page;
use crate::wire::policy::PolicyPage;

/// A policy: who is entitled to what, by which document, with its test cases and versions.
#[utoipa::path(get, path = "/api/policies/{id}", tag = "policies", params(("id" = String, Path)),
    responses((status = 200, body = PolicyPage), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn policy_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<PolicyPage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let policies = policies(&app);
    let policy = policies.seen(&caller, &id)?;
    let seen = reach(&caller, &app.areas(), &policies);
    let own = seen
        .policies
        .as_ref()
        .is_none_or(|policies| policies.contains(&id));
    let open = if own {
        let filter = LeadFilter {
            open: true,
            policies: Some(vec![id]),
            ..seen
        };
        app.store
            .lead_counts(&filter)
            .await?
            .iter()
            .map(|count| count.count)
            .sum()
    } else {
        0
    };
    Ok(Json(page(&app, &caller, policy, open).await?))
}
