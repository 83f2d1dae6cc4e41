//! POST /api/policies/{id}/cases

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::policy::{policies, require_owner, words_in_force};
use crate::policy_draft::allowed;
use crate::rights::Caller;
use crate::view::case_field::policy_cases;
use crate::view::policy_written::written;
use crate::wire::policy::{PolicyCases, PolicyTrial};

/// Run the test cases of a policy as typed, and say what a case of it may give its person. Nothing
/// is kept, and nobody real is asked.
#[utoipa::path(post, path = "/api/policies/{id}/cases", tag = "policies", params(("id" = String, Path)),
    request_body = PolicyTrial,
    responses((status = 200, body = PolicyCases), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn run_cases(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(trial): Body<PolicyTrial>,
) -> Result<Json<PolicyCases>, Refusal> {
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    require_owner(&caller, &policy.file)?;
    let file = written(&caller, &policy.file, trial.file)?;
    let changed = allowed(&app, &caller, policy.ready.as_ref(), &file)?;
    let words = words_in_force(&app.tags());
    Ok(Json(policy_cases(&file, changed.as_ref(), &words)?))
}
