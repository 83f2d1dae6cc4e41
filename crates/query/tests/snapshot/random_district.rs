//! A snapshot of random people, dwellings and places.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::element::no;
use catalog::roster::Rosters;
use catalog::source::Sources;
use catalog::survivorship::{Current, Winner};
use query::{District, DwellingInput, PersonInput, PlaceInput, Snapshot, TagSet};
use rules::memory::{Entry, World};

use crate::random_world::AREAS;

/// What the registry would hold of a random entry.
fn current(entry: &Entry) -> Current {
    let mut winners: Vec<Winner> = entry
        .values
        .iter()
        .map(|(element, text)| Winner {
            element: *element,
            text: text.clone(),
            record: 1,
            source: catalog::source::no::DOOR_TO_DOOR,
            as_of: 0,
        })
        .collect();
    winners.sort_by_key(|winner| winner.element);
    Current {
        winners,
        standby: Vec::new(),
        // Every third is missing from the newest whole lists, which are of the day after.
        sources: entry
            .sources
            .iter()
            .map(|source| (*source, i32::from(entry.id % 3 != 0)))
            .collect(),
    }
}

/// Gives the members of one household number one household with at most one head, behind one door of
/// registration; they live in whatever communities they live.
fn in_households(world: &mut World) {
    let mut headed = BTreeSet::new();
    for entry in &mut world.people {
        let Some(household) = entry.values.get(&no::HOUSEHOLD_NO).cloned() else {
            continue;
        };
        let number = household[1..].parse::<usize>().unwrap();
        let roles = ["10", "20", "30", "51", "99"];
        let role = if headed.insert(household) {
            "02"
        } else {
            roles[usize::try_from(entry.id).unwrap() % roles.len()]
        };
        entry
            .values
            .insert(no::HOUSEHOLD, (7000 + number).to_string());
        entry.values.insert(no::RELATION_TO_HEAD, role.to_owned());
        if let Some(hukou) = entry.values.get_mut(&no::HUKOU_COMMUNITY) {
            AREAS[number % AREAS.len()].clone_into(hukou);
        }
    }
    // A household is there as long as somebody belongs to it.
    let people = &world.people;
    world.households.retain(|household| {
        let id = household.id.to_string();
        people
            .iter()
            .any(|entry| entry.values.get(&no::HOUSEHOLD) == Some(&id))
    });
}

/// The snapshot of a random world, whose people are put into households first.
pub fn snapshot(world: &mut World) -> Snapshot {
    in_households(world);
    let lists = Sources::shipped().all().iter();
    Snapshot::build(
        District {
            areas: AreaTree::shipped().clone().into(),
            today: "2026-11-22".parse().unwrap(),
            tags: TagSet::shipped(),
            rosters: Arc::new(Rosters::newest(lists.map(|source| (source.no, 1)))),
            serves: None,
        },
        world
            .people
            .iter()
            .map(|entry| PersonInput {
                id: entry.id,
                current: current(entry),
            })
            .collect(),
        world
            .dwellings
            .iter()
            .map(|entry| DwellingInput {
                id: entry.id,
                current: current(entry),
            })
            .collect(),
        world
            .places
            .iter()
            .map(|entry| PlaceInput {
                id: entry.id,
                current: current(entry),
            })
            .collect(),
    )
}
