//! A small district and short ways to write its people, dwellings and places.

use std::sync::Arc;

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{ElementNo, no};
use catalog::source::SourceNo;
use catalog::survivorship::{Current, Winner};
use chrono::NaiveDate;
use query::{District, DwellingInput, PersonFilter, PersonInput, PlaceInput, Snapshot};

pub const DISTRICT: &str = "370203000000";
/// 甲街道 with 一社区 and 二社区, 乙街道 with 三社区; 四社区 is in another district.
pub const STREET_A: &str = "370203005000";
pub const STREET_B: &str = "370203008000";
pub const ONE: &str = "370203005001";
pub const TWO: &str = "370203005002";
pub const THREE: &str = "370203008001";
pub const FOUR: &str = "370202002001";

const AREAS: &str = "code,name,level,parent
370000000000,山东省,province,
370200000000,青岛市,city,370000000000
370202000000,市南区,district,370200000000
370202002000,丙街道,street,370202000000
370202002001,四社区,community,370202002000
370203000000,市北区,district,370200000000
370203005000,甲街道,street,370203000000
370203005001,一社区,community,370203005000
370203005001007,第七网格,grid,370203005001
370203005002,二社区,community,370203005000
370203008000,乙街道,street,370203000000
370203008001,三社区,community,370203008000
";

pub fn code(digits: &str) -> AreaCode {
    digits.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day of all tests.
pub fn today() -> NaiveDate {
    day("2026-05-01")
}

pub fn district() -> District {
    let (areas, issues) = AreaTree::from_csv(AREAS);
    assert!(issues.is_empty());
    District::new(Arc::new(areas), today())
}

/// An entity under construction.
#[derive(Debug, Clone)]
pub struct Entity {
    id: i64,
    current: Current,
}

pub fn entity(id: i64) -> Entity {
    Entity {
        id,
        current: Current::default(),
    }
}

/// A person with a name.
pub fn person(id: i64, name: &str) -> Entity {
    entity(id).set(no::NAME, name)
}

/// A dwelling of a community; an empty part is not held.
pub fn dwelling(id: i64, community: &str, door: [&str; 4]) -> Entity {
    let [estate, building, unit, room] = door;
    entity(id)
        .set(no::SITE_COMMUNITY, community)
        .set(no::ESTATE, estate)
        .set(no::BUILDING, building)
        .set(no::UNIT, unit)
        .set(no::ROOM, room)
}

impl Entity {
    pub fn set(mut self, element: ElementNo, text: &str) -> Self {
        if text.is_empty() {
            return self;
        }
        let winner = Winner {
            element,
            text: text.to_owned(),
            record: 1,
            // 社区入户走访
            source: SourceNo(2),
            as_of: 0,
        };
        match self
            .current
            .winners
            .binary_search_by_key(&element, |winner| winner.element)
        {
            Ok(at) => self.current.winners[at] = winner,
            Err(at) => self.current.winners.insert(at, winner),
        }
        self
    }

    pub fn from(self, source: SourceNo) -> Self {
        self.listed_on(source, 0)
    }

    pub fn listed_on(mut self, source: SourceNo, as_of: i32) -> Self {
        if let Err(at) = self
            .current
            .sources
            .binary_search_by_key(&source, |(no, _)| *no)
        {
            self.current.sources.insert(at, (source, as_of));
        }
        self
    }

    pub fn born(self, day: &str) -> Self {
        self.set(no::BIRTH_DATE, day)
    }

    pub fn died(self, day: &str) -> Self {
        self.set(no::DEATH_DATE, day)
    }

    /// Lives in a community, in a dwelling unless it is 0.
    pub fn home(self, community: &str, dwelling: i64) -> Self {
        let person = self.set(no::HOME_COMMUNITY, community);
        if dwelling == 0 {
            person
        } else {
            person.set(no::HOME_DWELLING, &dwelling.to_string())
        }
    }

    /// Is registered in a community, in a dwelling unless it is 0.
    pub fn hukou(self, community: &str, dwelling: i64) -> Self {
        let person = self.set(no::HUKOU_COMMUNITY, community);
        if dwelling == 0 {
            person
        } else {
            person.set(no::HUKOU_DWELLING, &dwelling.to_string())
        }
    }

    pub fn person(self) -> PersonInput {
        PersonInput {
            id: self.id,
            current: self.current,
        }
    }

    pub fn dwelling(self) -> DwellingInput {
        DwellingInput {
            id: self.id,
            current: self.current,
        }
    }

    pub fn place(self) -> PlaceInput {
        PlaceInput {
            id: self.id,
            current: self.current,
        }
    }
}

/// A snapshot of people and dwellings.
pub fn snapshot(people: Vec<Entity>, dwellings: Vec<Entity>) -> Snapshot {
    Snapshot::build(
        district(),
        people.into_iter().map(Entity::person).collect(),
        dwellings.into_iter().map(Entity::dwelling).collect(),
        Vec::new(),
    )
}

/// Ids a filter selects, ascending.
pub fn ids(snapshot: &Snapshot, filter: &PersonFilter) -> Vec<i64> {
    let mut ids = snapshot.ids(filter).unwrap();
    ids.sort_unstable();
    ids
}

/// Ids found by a text.
pub fn found(snapshot: &Snapshot, text: &str) -> Vec<i64> {
    ids(
        snapshot,
        &PersonFilter {
            text: Some(text.to_owned()),
            ..PersonFilter::default()
        },
    )
}

/// Ids of the people who carry a tag.
pub fn tagged(snapshot: &Snapshot, tag: &str) -> Vec<i64> {
    ids(
        snapshot,
        &PersonFilter {
            tags_all: vec![tag.to_owned()],
            ..PersonFilter::default()
        },
    )
}
