//! The rules of sending for the wire.

use catalog::duty::shipped;
use catalog::problem::Problem;

use super::names::Names;
use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Right};
use crate::sending::rules::{duties, minimum_notice, year_of};
use crate::wire::sending::{BudgetRow, DutyItem, SendingRules};

/// The rules as they stand. What departments have spent is shown to everybody who sees the page:
/// those who are asked may know it too.
pub async fn sending_rules(app: &App, caller: &Caller) -> Result<SendingRules, Problem> {
    let year = year_of(clock::today());
    let set = app.store.minute_budgets(year).await?;
    let mut departments = Names::read(app).await?.departments();
    for budget in &set {
        if !departments.contains(&budget.department) {
            departments.push(budget.department.clone());
        }
    }
    let mut budgets = Vec::with_capacity(departments.len());
    for department in departments {
        let minutes = set
            .iter()
            .find(|budget| budget.department == department)
            .map(|budget| budget.minutes);
        budgets.push(BudgetRow {
            used: app.store.minutes_sent(&department, year).await?,
            department,
            minutes,
        });
    }
    let items = duties(app).await?.into_iter().map(|duty| DutyItem {
        added: !shipped().iter().any(|own| own.id == duty.id),
        kind: duty.kind.as_str().to_owned(),
        kind_label: duty.kind.label().to_owned(),
        id: duty.id,
        name: duty.name,
        field: duty.field,
    });
    Ok(SendingRules {
        minimum_notice: minimum_notice(app).await?,
        duties: items.collect(),
        year,
        budgets,
        can_set: caller.can(Right::SendingRules),
    })
}
