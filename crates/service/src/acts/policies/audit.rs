//! GET /api/policies/{id}/audit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use catalog::area::AreaTree;
use catalog::problem::Problem;
use query::PolicyAccount;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::lead::yuan;
use crate::policy::policies;
use crate::rights::{Caller, Right};
use crate::view::policy::{ByStreet, Place};
use crate::wire::policy::{AuditWhere, PolicyAudit, PolicyAuditRow};

/// Entitled against paid in the caller's area, both ways, by street.
#[utoipa::path(get, path = "/api/policies/{id}/audit", tag = "policies",
    params(("id" = String, Path), AuditWhere),
    responses((status = 200, body = PolicyAudit), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn audit_policy(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(place): Query<AuditWhere>,
) -> Result<Json<PolicyAudit>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let areas = app.areas();
    let within = caller.scope(place.area.as_deref(), &areas)?;
    let policies = policies(&app);
    let policy = policies.get(&id)?;
    let ready = policy.ready.clone().ok_or_else(lacking)?;
    let (snapshot, area) = (app.snapshot.load(), policy.file.area);
    let paid_known = ready.paid.is_some();
    let data_day = snapshot.district().today.to_string();
    let accounts =
        tokio::task::spawn_blocking(move || snapshot.policy_accounts(&ready, area, Some(within)))
            .await
            .map_err(|_| broken())?;
    let (total, streets) = by_street(&accounts, &areas);
    Ok(Json(PolicyAudit {
        total,
        streets,
        paid_known,
        data_day,
    }))
}

fn by_street(
    accounts: &[PolicyAccount],
    areas: &AreaTree,
) -> (PolicyAuditRow, Vec<PolicyAuditRow>) {
    let mut sums = ByStreet::new(areas);
    for account in accounts {
        sums.add(account.community, |row: &mut PolicyAuditRow| {
            row.entitled += account.entitled;
            row.unknown += account.unknown;
            row.paid += account.paid;
            row.entitled_not_paid += account.entitled_not_paid;
            row.paid_not_entitled += account.paid_not_entitled;
            row.dead_but_paid += account.dead_but_paid;
            row.yearly_due += yuan(account.yearly);
        });
    }
    sums.finish()
}

impl Place for PolicyAuditRow {
    fn name(&mut self, code: String, name: String) {
        (self.code, self.area) = (code, name);
    }
}

fn lacking() -> Problem {
    Problem::conflict(
        "policy-data-lacking",
        "现有数据还不能判断谁符合这项政策，请看政策页上缺少的数据。",
    )
}
