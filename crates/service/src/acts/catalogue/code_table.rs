//! GET /api/code-tables/{id}

use axum::Json;
use axum::extract::Path;
use catalog::code_table::CodeTables;
use catalog::problem::Problem;

use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::catalogue::{CodeOption, CodeTableView};

/// A code table.
#[utoipa::path(get, path = "/api/code-tables/{id}", tag = "catalogue", params(("id" = String, Path)),
    responses((status = 200, body = CodeTableView), (status = 404, body = ProblemBody)))]
pub async fn code_table(
    _caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<CodeTableView>, Refusal> {
    let table = CodeTables::shipped().get(&id).ok_or_else(|| {
        Problem::not_found("code-table-unknown", "没有这个代码表，请从数据元列表进入。")
    })?;
    Ok(Json(CodeTableView {
        id: table.id.clone(),
        label: table.label.clone(),
        standard: table.standard.clone(),
        entries: table
            .entries
            .iter()
            .map(|entry| CodeOption {
                code: entry.code.clone(),
                label: entry.label.clone(),
            })
            .collect(),
    }))
}
