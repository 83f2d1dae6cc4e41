//! POST /api/policies/{id}/check

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use rules::{Rule, Subject};

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::policy::{policies, require_owner, with_parameters, words_in_force};
use crate::policy_draft::mistakes;
use crate::rights::Caller;
use crate::view::policy_written::written;
use crate::wire::policy::{PolicyChecked, PolicyTrial};

/// Look over a policy as typed: every mistake with its place. Nothing is kept, and nobody is
/// counted.
#[utoipa::path(post, path = "/api/policies/{id}/check", tag = "policies", params(("id" = String, Path)),
    request_body = PolicyTrial,
    responses((status = 200, body = PolicyChecked), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn check_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(trial): Body<PolicyTrial>,
) -> Result<Json<PolicyChecked>, Refusal> {
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    require_owner(&caller, &policy.file)?;
    let file = match written(&caller, &policy.file, trial.file) {
        Ok(file) => file,
        // A day or a number that is not typed yet is a mistake like every other.
        Err(refusal) => {
            return Ok(Json(PolicyChecked {
                places: refusal.into_places(),
                who: None,
            }));
        }
    };
    let words = with_parameters(&words_in_force(&app.tags()), &file);
    let who = file
        .who
        .as_deref()
        .and_then(|who| Rule::parse(who, Subject::Person, &words).ok());
    Ok(Json(PolicyChecked {
        places: mistakes(&app, &caller, policy.ready.as_ref(), &file)?,
        who: who.map(|rule| rule.condition.sentence()),
    }))
}
