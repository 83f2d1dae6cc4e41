//! PUT /api/sources/{source}/contract

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::check::stored;
use crate::rights::{Caller, Right};
use crate::view::contract::{contract_from, due_of, source_in_reach};
use crate::wire::contract::{ContractChange, SourceDue};

/// Put a new version of a source's contract into force; older versions are kept.
#[utoipa::path(put, path = "/api/sources/{source}/contract", tag = "contracts", params(("source" = String, Path)),
    request_body = ContractChange,
    responses((status = 200, body = SourceDue), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn save_contract(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
    Body(asked): Body<ContractChange>,
) -> Result<Json<SourceDue>, Refusal> {
    caller.require(Right::Contracts)?;
    let source = source_in_reach(&caller, &code)?;
    let remark = asked.remark.trim();
    if remark.is_empty() || remark.chars().count() > 200 {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明为什么这样改，不超过 200 个字；它会留在约定的历次版本里。",
        )
        .into());
    }
    let contract = contract_from(asked.contract)?;
    let audit = entry(&caller, "contract.save", "source", &source.code)
        .with_detail(json!({ "version": asked.version + 1 }));
    let mut tx = app.store.write(audit).await?;
    tx.add_contract(source.no, asked.version, &stored(&contract), remark)
        .await?;
    tx.commit().await?;
    Ok(Json(due_of(&app, source).await?))
}
