//! GET /api/policies/{id}/audit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use catalog::area::{AreaCode, AreaTree, Level};
use query::PolicyAccount;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::{sees_policy, yuan};
use crate::policy::policies;
use crate::policy_account::{Accounts, count};
use crate::rights::{Caller, Right};
use crate::view::policy::{ByArea, Place};
use crate::wire::area::level_text;
use crate::wire::policy::{AuditWhere, PolicyAudit, PolicyAuditRow};

/// Entitled against paid in the caller's area, both ways, in people and in money: by street, and in
/// a street by community.
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
    let ready = policy.deciding(clock::today())?;
    let accounts = count(&app, ready, policy.file.area, Some(within), |source| {
        caller.sees_sensitive_of(source)
    })
    .await?;
    let level = level_below(within);
    let (total, rows) = by_area(&accounts, &areas, level);
    Ok(Json(PolicyAudit {
        total,
        areas: rows,
        level: level_text(level).to_owned(),
        paid_known: ready.paid.is_some(),
        twice_known: accounts.twice.is_some(),
        lists_unknown: sees_policy(&caller, &areas, &policies, &id),
        data_day: app.snapshot.load().district().today.to_string(),
    }))
}

/// What an area is counted by.
fn level_below(area: AreaCode) -> Level {
    if area.level() < Level::Street {
        Level::Street
    } else {
        Level::Community
    }
}

fn by_area(
    accounts: &Accounts,
    areas: &AreaTree,
    level: Level,
) -> (PolicyAuditRow, Vec<PolicyAuditRow>) {
    let mut sums = ByArea::new(areas, level);
    for account in &accounts.all {
        let twice = accounts.twice.as_ref();
        let twice = twice.and_then(|twice| twice.get(&account.community));
        sums.add(account.community, |row: &mut PolicyAuditRow| {
            add(row, account);
            row.paid_twice += twice.copied().unwrap_or(0);
        });
    }
    sums.finish()
}

fn add(row: &mut PolicyAuditRow, account: &PolicyAccount) {
    row.entitled += account.entitled;
    row.unknown += account.unknown;
    row.paid += account.paid;
    row.entitled_not_paid += account.entitled_not_paid;
    row.paid_not_entitled += account.paid_not_entitled;
    row.dead_but_paid += account.dead_but_paid;
    row.paid_more += account.paid_more;
    row.paid_unstated += account.paid_unstated;
    row.yearly_due += yuan(account.yearly);
    row.yearly_paid += yuan(account.paid_yearly);
    row.over_not_entitled += yuan(account.over_not_entitled);
    row.over_dead += yuan(account.over_dead);
    row.over_more += yuan(account.over_more);
    row.unpaid += yuan(account.unpaid);
}

impl Place for PolicyAuditRow {
    fn name(&mut self, code: String, name: String) {
        (self.code, self.area) = (code, name);
    }
}
