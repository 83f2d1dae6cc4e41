//! POST /api/policies/{id}/use

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::policy::{policies, require_owner, reread};
use crate::registry::leads::{follow_policy, withdraw_untouched};
use crate::rights::Caller;
use crate::view::policy::page;
use crate::wire::policy::{PolicyPage, PolicySwitch};

/// Switch a policy on, so that it makes leads from now on, or off: then leads that nobody has
/// begun are taken back.
#[utoipa::path(post, path = "/api/policies/{id}/use", tag = "policies", params(("id" = String, Path)),
    request_body = PolicySwitch,
    responses((status = 200, body = PolicyPage), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn switch_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(asked): Body<PolicySwitch>,
) -> Result<Json<PolicyPage>, Refusal> {
    let before = policies(&app);
    let policy = before.get(&id)?;
    require_owner(&caller, &policy.file)?;
    if asked.in_use {
        policy.require_lasting(clock::today())?;
    }
    if asked.in_use && policy.ready.is_none() {
        return Err(Problem::conflict(
            "policy-data-lacking",
            format!(
                "现有数据还不能判断谁符合这项政策，缺少：{}。",
                policy.file.lacks.join("、")
            ),
        )
        .into());
    }
    let audit =
        entry(&caller, "policy.use", "policy", &id).with_detail(json!({ "in_use": asked.in_use }));
    let mut tx = app.store.write(audit).await?;
    tx.use_policy(&id, asked.in_use).await?;
    if !asked.in_use {
        withdraw_untouched(&app, &mut tx, &id).await?;
    }
    tx.commit().await?;
    reread(&app).await?;
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    if policy.in_use {
        follow_policy(&app, policy, None).await?;
    }
    Ok(Json(page(&app, &caller, policy, 0).await?))
}
