//! GET /api/audit

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use storage::{AuditFilter as StoredFilter, Paging as StoredPaging};
use utoipa::IntoParams;

use crate::app::App;
use crate::audited::label_of;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::audit::{detail_text, subject_text};
use crate::wire::Paging;
use crate::wire::account::{AuditPage, AuditRow};

/// Which acts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Act, such as `person.reveal`.
    act: Option<String>,
    page: Option<u64>,
    size: Option<u64>,
}

/// Who did what, newest first. Nobody can change or delete an entry.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(AuditFilter),
    responses((status = 200, body = AuditPage), (status = 403, body = ProblemBody)))]
pub async fn list_audit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<AuditFilter>,
) -> Result<Json<AuditPage>, Refusal> {
    caller.require(Right::Audit)?;
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let act = asked.act.as_deref().filter(|act| !act.is_empty());
    let filter = StoredFilter {
        act: act.map(str::to_owned),
        ..StoredFilter::default()
    };
    let (total, found) = app
        .store
        .audit_page(&filter, StoredPaging::new(page, size))
        .await?;
    let names: BTreeMap<i64, String> = app
        .store
        .accounts()
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    let rows = found
        .into_iter()
        .map(|row| AuditRow {
            id: row.id,
            at: clock::iso(row.at),
            actor: row.account_id.map_or_else(
                || "命令行".to_owned(),
                |id| {
                    names
                        .get(&id)
                        .cloned()
                        .unwrap_or_else(|| format!("账号 {id}"))
                },
            ),
            act_label: label_of(&row.act).to_owned(),
            act: row.act,
            subject: subject_text(&row.subject_kind, &row.subject_id),
            purpose: row.purpose.unwrap_or_default(),
            detail: detail_text(&row.detail),
        })
        .collect();
    Ok(Json(AuditPage { total, rows }))
}
