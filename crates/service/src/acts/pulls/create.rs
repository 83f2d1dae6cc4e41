//! POST /api/sources/{source}/pulls

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::problem::Problem;
use serde_json::json;
use storage::NewPull;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::check::stored;
use crate::rights::{Caller, Right};
use crate::view::contract::source_in_reach;
use crate::view::pull::pull_view;
use crate::ways::cadence::Cadence;
use crate::ways::pull::PullPlan;
use crate::wire::pull::{NewPullBody, PullView};

/// Have a table of another system's PostgreSQL, MySQL or MariaDB pulled on schedule. The address is
/// kept sealed and never shown again.
#[utoipa::path(post, path = "/api/sources/{source}/pulls", tag = "pulls", params(("source" = String, Path)),
    request_body = NewPullBody,
    responses((status = 201, body = PullView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_pull(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
    Body(asked): Body<NewPullBody>,
) -> Result<(StatusCode, Json<PullView>), Refusal> {
    caller.require(Right::Contracts)?;
    let source = source_in_reach(&caller, &code)?;
    let label = asked.label.trim();
    if label.is_empty() || label.chars().count() > 40 {
        return Err(Problem::bad_input(
            "pull-label-missing",
            "请给这项抽取起个名字，不超过 40 个字。",
        )
        .into());
    }
    let cadence = Cadence::read(asked.every_hours, asked.daily_at.as_deref())?;
    let plan = PullPlan::read(
        &asked.url,
        asked.table.as_deref(),
        &asked.columns,
        asked.select.as_deref(),
        cadence,
    )?;
    let audit = entry(&caller, "pull.create", "pull", "")
        .with_detail(json!({ "source": source.code, "address": plan.address() }));
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .create_pull(&NewPull {
            source: source.no,
            label: label.to_owned(),
            body: stored(&plan),
            next_at: cadence.next(clock::now()),
        })
        .await?;
    tx.commit().await?;
    let pull = app.store.pull(id).await?;
    Ok((StatusCode::CREATED, Json(pull_view(&app, pull).await?)))
}
