//! Who may see and close what of a comparison.

use catalog::area::AreaTree;
use catalog::problem::Problem;
use storage::{Comparison, Item};

use crate::app::App;
use crate::rights::{Caller, DATA_CENTRE, Right, Role};

/// Whether a comparison is the caller's own: to run, to put away, to see in whole.
pub fn owns(caller: &Caller, comparison: &Comparison) -> bool {
    match caller.role {
        Role::Department => {
            caller.department.as_deref() == Some(DATA_CENTRE)
                || (comparison.department.is_some() && comparison.department == caller.department)
        }
        Role::Street => {
            comparison.department.is_none() && comparison.area == caller.area.to_string()
        }
        Role::Admin | Role::Community => false,
    }
}

/// Whether a comparison concerns the caller at all: their own, or one about an area that theirs is
/// part of; of that they see their own communities.
pub fn concerns(caller: &Caller, comparison: &Comparison, areas: &AreaTree) -> bool {
    let about = comparison
        .area
        .parse()
        .is_ok_and(|area| areas.is_within(&caller.area, &area));
    let below = matches!(caller.role, Role::Street | Role::Community);
    owns(caller, comparison) || (below && about)
}

/// A comparison that concerns the caller.
///
/// # Errors
/// `comparison-unknown` when there is none, or it does not.
pub async fn in_reach(app: &App, caller: &Caller, id: i64) -> Result<Comparison, Problem> {
    let missing = || {
        Problem::not_found(
            "comparison-unknown",
            "没有这项比对，或它不涉及您的单位，请从比对列表重新进入。",
        )
    };
    let found = app
        .store
        .comparison(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    if !found.archived && concerns(caller, &found, &app.areas()) {
        Ok(found)
    } else {
        Err(missing())
    }
}

/// The communities whose items the caller sees; none means all.
pub fn communities(
    caller: &Caller,
    comparison: &Comparison,
    areas: &AreaTree,
) -> Option<Vec<String>> {
    if owns(caller, comparison) {
        return None;
    }
    let own = areas.communities_under(&caller.area);
    Some(own.iter().map(|area| area.code.to_string()).collect())
}

/// Whether the caller may close an item: the community that knows the person, or its street; where
/// no community is known, whoever owns the comparison.
pub fn may_close(caller: &Caller, comparison: &Comparison, item: &Item, areas: &AreaTree) -> bool {
    if !caller.can(Right::CloseItems) || item.outcome.is_some() || item.gone_run.is_some() {
        return false;
    }
    match item.community.as_deref().and_then(|code| code.parse().ok()) {
        Some(community) => {
            caller.role != Role::Department && areas.is_within(&community, &caller.area)
        }
        None => owns(caller, comparison),
    }
}

/// An item that the caller may see, with its comparison.
///
/// # Errors
/// `item-unknown` when there is none, or it lies outside the caller's area.
pub async fn item_in_reach(
    app: &App,
    caller: &Caller,
    id: i64,
) -> Result<(Comparison, Item), Problem> {
    let missing = || {
        Problem::not_found(
            "item-unknown",
            "没有这条差异，或它不属于您的辖区，请从比对列表重新进入。",
        )
    };
    let item = app
        .store
        .comparison_item(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let comparison = in_reach(app, caller, item.comparison_id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let seen = match communities(caller, &comparison, &app.areas()) {
        None => true,
        Some(own) => item
            .community
            .as_ref()
            .is_some_and(|code| own.contains(code)),
    };
    if seen {
        Ok((comparison, item))
    } else {
        Err(missing())
    }
}
