//! GET /api/sources/{source}/contract

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use catalog::source::Source;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::check::contract_of;
use crate::rights::{Caller, Right};
use crate::view::contract::{body_of, due_of, source_in_reach};
use crate::wire::contract::{ContractPage, ContractVersionView};

/// The contract of a source with every version of it.
#[utoipa::path(get, path = "/api/sources/{source}/contract", tag = "contracts", params(("source" = String, Path)),
    responses((status = 200, body = ContractPage), (status = 404, body = ProblemBody)))]
pub async fn contract_page(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Json<ContractPage>, Refusal> {
    caller.require(Right::Deliver)?;
    let source = source_in_reach(&caller, &code)?;
    Ok(Json(page_of(&app, &caller, source).await?))
}

/// The page as it is now.
pub async fn page_of(app: &App, caller: &Caller, source: &Source) -> Result<ContractPage, Problem> {
    let mut versions = Vec::new();
    let mut newest = None;
    for held in app.store.contract_versions(source.no).await? {
        let contract = contract_of(&held)?;
        let by = match held.created_by {
            Some(account) => app.store.account(account).await?.name,
            None => "命令行".to_owned(),
        };
        versions.push(ContractVersionView {
            version: held.version,
            remark: held.remark,
            by,
            at: clock::iso(held.created_at),
            columns: contract.columns.len() as u64,
        });
        newest.get_or_insert((held.version, contract));
    }
    let (version, contract) = match newest {
        Some((version, contract)) => (version, Some(body_of(contract))),
        None => (0, None),
    };
    Ok(ContractPage {
        source: source.code.clone(),
        source_label: source.label.clone(),
        department: source.department.clone(),
        may_edit: caller.can(Right::Contracts),
        version,
        contract,
        versions,
        due: due_of(app, source).await?,
    })
}
