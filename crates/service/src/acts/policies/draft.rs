//! PUT /api/policies/{id}/draft

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::audited::entry;
use crate::contest::reason_of;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::policy::{policies, require_owner, reread, stored};
use crate::policy_draft::{allowed, require_complete};
use crate::rights::Caller;
use crate::view::policy::page;
use crate::view::policy_written::written;
use crate::wire::policy::{PolicyDraft, PolicyPage};

/// Keep a changed policy as a draft. It must be complete, its rules readable, and ask by nothing that the caller
/// may not ask by; its test cases may still fail.
#[utoipa::path(put, path = "/api/policies/{id}/draft", tag = "policies", params(("id" = String, Path)),
    request_body = PolicyDraft,
    responses((status = 200, body = PolicyPage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn draft_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(draft): Body<PolicyDraft>,
) -> Result<Json<PolicyPage>, Refusal> {
    let before = policies(&app);
    let policy = before.get(&id)?;
    require_owner(&caller, &policy.file)?;
    let file = written(&caller, &policy.file, draft.file)?;
    require_complete(&file)?;
    allowed(&app, &caller, policy.ready.as_ref(), &file)?;
    let note = reason_of(Some(&draft.note))?;
    let mut tx = app
        .store
        .write(entry(&caller, "policy.draft", "policy", &id))
        .await?;
    tx.put_policy_draft(&id, &stored(&file)?, &note).await?;
    tx.commit().await?;
    reread(&app).await?;
    let policies = policies(&app);
    Ok(Json(page(&app, &caller, policies.get(&id)?, 0).await?))
}
