//! POST /api/policies/{id}/publish

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use rules::Truth;
use rules::policy::PolicyFile;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::policy::{PolicyHere, failures, policies, require_owner, reread, words_in_force};
use crate::policy_draft::{allowed, writer};
use crate::registry::leads::follow_policy;
use crate::rights::Caller;
use crate::view::policy::{kept, may_publish, page};
use crate::wire::policy::{PolicyPage, PolicyPublish};

/// Publish a draft: from now on it decides. Refused while a test case fails or is wanting, and for
/// whoever edited it.
#[utoipa::path(post, path = "/api/policies/{id}/publish", tag = "policies", params(("id" = String, Path)),
    request_body = PolicyPublish,
    responses((status = 200, body = PolicyPage), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn publish_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(asked): Body<PolicyPublish>,
) -> Result<Json<PolicyPage>, Refusal> {
    let before = policies(&app);
    let policy = before.get(&id)?;
    require_owner(&caller, &policy.file)?;
    let draft = policy
        .draft()
        .filter(|draft| draft.version == asked.version)
        .ok_or_else(|| {
            Problem::conflict(
                "policy-draft-missing",
                "这份修改已经发布或已被替换，请刷新页面。",
            )
        })?;
    if !may_publish(&caller, draft) {
        return Err(Problem::forbidden(
            "policy-own-draft",
            "修改人不能发布自己的修改，请由本部门另一位同事核对后发布。",
        )
        .into());
    }
    let file = kept(draft)?;
    // Whoever publishes only puts in force what the other has asked; the other may have moved to
    // another department since, or a source may have gone.
    let writer = writer(&app, draft).await?;
    let writer = writer.as_ref().unwrap_or(&caller);
    allowed(&app, writer, policy.ready.as_ref(), &file)?;
    require_words(policy, &file)?;
    require_cases(&file)?;
    let wrong = failures(&file, &words_in_force(&app.tags()))?;
    if let Some(first) = wrong.first() {
        return Err(Problem::conflict(
            "policy-cases-fail",
            format!(
                "有 {} 个测试案例没有通过，不能发布。第一个是“{}”：{}。请修改规则或更正案例。",
                wrong.len(),
                first.case,
                first.reason
            ),
        )
        .into());
    }
    let audit = entry(&caller, "policy.publish", "policy", &id)
        .with_detail(json!({ "version": asked.version }));
    let mut tx = app.store.write(audit).await?;
    tx.publish_policy(&id, asked.version).await?;
    tx.commit().await?;
    reread(&app).await?;
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    if policy.in_use {
        follow_policy(&app, policy, None).await?;
    }
    Ok(Json(page(&app, &caller, policy, 0).await?))
}

/// A policy made here says who is entitled, or what is lacking to say it.
fn require_words(policy: &PolicyHere, file: &PolicyFile) -> Result<(), Problem> {
    if !policy.own || file.who.is_some() || !file.lacks.is_empty() {
        return Ok(());
    }
    Err(Problem::conflict(
        "policy-words-wanting",
        "还没有写谁可以享受。请写好条件，或写明还缺少哪些数据，再发布。",
    ))
}

/// Cases that fail nothing prove nothing: without somebody who is entitled and somebody who is not,
/// a rule that pays everybody, or nobody, would pass.
fn require_cases(file: &PolicyFile) -> Result<(), Problem> {
    if file.who.is_none() {
        return Ok(());
    }
    let has = |truth| file.cases.iter().any(|case| case.expect.entitled == truth);
    let wanting = match (has(Truth::True), has(Truth::False)) {
        (true, true) => return Ok(()),
        (false, true) => "应为“符合”的案例",
        (true, false) => "应为“不符合”的案例",
        (false, false) => "这两种案例",
    };
    Err(Problem::conflict(
        "policy-cases-wanting",
        format!(
            "至少要有一个应为“符合”和一个应为“不符合”的测试案例才能发布，现在缺少{wanting}，请补上后再发布。"
        ),
    ))
}
