//! Entities that the caller may look at.

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::survivorship::Current;
use storage::EntityRow;

use crate::app::App;
use crate::rights::{Caller, Role};
use crate::view::person::require_reach;

/// What callers are told of a number that leads nowhere they may go.
pub fn missing() -> Problem {
    Problem::not_found(
        "entity-unknown",
        "没有找到，可能批次已撤销或记录已合并，请重新查询。",
    )
}

/// An entity that the caller may look at.
pub async fn entity_in_reach(app: &App, caller: &Caller, id: i64) -> Result<EntityRow, Problem> {
    let entity = app.store.entity(id).await?.ok_or_else(missing)?;
    require_entity(caller, entity.kind, &entity.current, &app.areas())?;
    Ok(entity)
}

/// Fails when an entity that holds these values lies outside the caller's area.
pub fn require_entity(
    caller: &Caller,
    kind: EntityKind,
    current: &Current,
    areas: &AreaTree,
) -> Result<(), Problem> {
    match kind {
        EntityKind::Person => require_reach(caller, current, areas),
        EntityKind::Dwelling | EntityKind::Place => {
            let site = current
                .text(no::SITE_COMMUNITY)
                .and_then(|code| code.parse::<AreaCode>().ok());
            require_site(caller, site, areas)
        }
        EntityKind::Household | EntityKind::Form => Err(missing()),
    }
}

/// Fails when what stands in a community, or in none that is known, lies outside the caller's area.
pub fn require_site(
    caller: &Caller,
    site: Option<AreaCode>,
    areas: &AreaTree,
) -> Result<(), Problem> {
    match site {
        Some(code) => caller.require_area(&code, areas),
        None if caller.role == Role::Department => Ok(()),
        None => Err(missing()),
    }
}

/// Whether the caller may know a person of a list by name: whoever lives or is registered in the
/// caller's area.
pub fn reaches(caller: &Caller, person: &query::PersonRow, areas: &AreaTree) -> bool {
    [person.community, person.hukou_community]
        .into_iter()
        .flatten()
        .any(|code| areas.is_within(&code, &caller.area))
}
