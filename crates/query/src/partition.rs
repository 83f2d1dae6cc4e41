//! One community of the snapshot: columns, and what the day makes of them.

use std::sync::Arc;

use arrow_array::Array;
use catalog::area::{AreaCode, Level};
use catalog::period::age_on;
use catalog::tag;
use chrono::NaiveDate;

use crate::dwelling_columns::{DwellingColumns, DwellingDraft};
use crate::input::PartitionInput;
use crate::outside::Outside;
use crate::person_columns::{PersonColumns, PersonDraft, day_of};
use crate::place_columns::{PlaceColumns, PlaceDraft};
use crate::row_set::RowSet;
use crate::snapshot::District;
use crate::tags::{self, UNKNOWN_AGE};

/// Everything of one community in reduced form, before it becomes columns.
#[derive(Debug, Default)]
pub(crate) struct PartitionDraft {
    pub(crate) persons: Vec<PersonDraft>,
    pub(crate) dwellings: Vec<DwellingDraft>,
    pub(crate) places: Vec<PlaceDraft>,
}

impl PartitionDraft {
    /// Reduces what was handed over.
    pub(crate) fn of(input: PartitionInput) -> Self {
        Self {
            persons: input.persons.into_iter().map(PersonDraft::of).collect(),
            dwellings: input.dwellings.into_iter().map(DwellingDraft::of).collect(),
            places: input.places.into_iter().map(PlaceDraft::of).collect(),
        }
    }
}

/// The columns of one community; independent of the day and of other communities.
#[derive(Debug)]
pub(crate) struct Core {
    /// `None` holds everybody and everything without a known community.
    pub(crate) community: Option<AreaCode>,
    /// The street above it, when the area tree knows.
    pub(crate) street: Option<AreaCode>,
    pub(crate) people: PersonColumns,
    pub(crate) dwellings: DwellingColumns,
    pub(crate) places: PlaceColumns,
    /// Homes that are not among `dwellings`, with their living occupants here.
    pub(crate) strays: Vec<(i64, u32)>,
}

impl Core {
    /// Builds the columns.
    pub(crate) fn build(
        community: Option<AreaCode>,
        draft: PartitionDraft,
        district: &District,
    ) -> Self {
        let dwellings = DwellingColumns::build(draft.dwellings);
        let people = PersonColumns::build(draft.persons, &dwellings);
        let strays = strays(&people, &dwellings);
        let street = community
            .and_then(|code| district.areas.at_level_above(&code, Level::Street))
            .map(|street| street.code);
        let places = PlaceColumns::build(draft.places);
        Self {
            community,
            street,
            people,
            dwellings,
            places,
            strays,
        }
    }

    /// Whether nobody and nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.people.len() == 0 && self.dwellings.len() == 0 && self.places.len() == 0
    }
}

/// Homes that are not dwellings of the same partition.
fn strays(people: &PersonColumns, dwellings: &DwellingColumns) -> Vec<(i64, u32)> {
    let home = |row: &u32| people.home_dwelling.value(*row as usize);
    people
        .by_home
        .chunk_by(|a, b| home(a) == home(b))
        .filter(|occupants| dwellings.row_of(home(&occupants[0])).is_none())
        .map(|occupants| (home(&occupants[0]), people.living_among(occupants)))
        .collect()
}

/// Who is behind a door today.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Occupancy {
    /// Living occupants, those held in other partitions included.
    pub(crate) residents: u32,
    /// One of them is 60 or older.
    pub(crate) has_elder: bool,
    /// One of them is under 18.
    pub(crate) has_minor: bool,
    /// One of them has a disability certificate.
    pub(crate) has_disabled: bool,
    /// The only one of them is 60 or older.
    pub(crate) lives_alone: bool,
}

/// One community on one day.
#[derive(Debug)]
pub(crate) struct Partition {
    pub(crate) core: Arc<Core>,
    pub(crate) today: NaiveDate,
    pub(crate) outside: Outside,
    /// Full years today, of the dead at their death; [`UNKNOWN_AGE`] when not known.
    pub(crate) ages: Vec<u8>,
    /// For each tag the people who carry it.
    pub(crate) tags: Vec<RowSet>,
    /// For each dwelling who is in it.
    pub(crate) occupancy: Vec<Occupancy>,
}

impl Partition {
    /// Computes what depends on the day.
    pub(crate) fn derive(core: Arc<Core>, district: &District, outside: Outside) -> Self {
        let ages = ages(&core.people, district.today);
        let tags = tags::decide(
            &core.people,
            core.community,
            &district.areas,
            &ages,
            &outside,
        );
        let occupancy = occupancy(&core, &tags, &outside);
        Self {
            core,
            today: district.today,
            outside,
            ages,
            tags,
            occupancy,
        }
    }

    /// Its community.
    pub(crate) fn community(&self) -> Option<AreaCode> {
        self.core.community
    }

    /// Its people.
    pub(crate) fn people(&self) -> &PersonColumns {
        &self.core.people
    }

    /// The age of a row, if known.
    pub(crate) fn age(&self, row: usize) -> Option<i32> {
        Some(self.ages[row])
            .filter(|age| *age != UNKNOWN_AGE)
            .map(i32::from)
    }
}

/// The age of everybody. Births after today, and ages no human has reached, count as not known.
fn ages(people: &PersonColumns, today: NaiveDate) -> Vec<u8> {
    (0..people.len())
        .map(|row| {
            let birth = people
                .birth
                .is_valid(row)
                .then(|| people.birth.value(row))?;
            let died = people
                .death
                .is_valid(row)
                .then(|| people.death.value(row))
                .and_then(day_of);
            let day = died.map_or(today, |died| died.min(today));
            u8::try_from(age_on(day_of(birth)?, day)).ok()
        })
        .map(|age| age.unwrap_or(UNKNOWN_AGE))
        .collect()
}

/// Who is in each dwelling of the partition.
fn occupancy(core: &Core, tags: &[RowSet], outside: &Outside) -> Vec<Occupancy> {
    let people = &core.people;
    let carries = |tag: tag::TagNo, row| tags[tags::place(tag)].contains(row);
    core.dwellings
        .id
        .values()
        .iter()
        .map(|dwelling| {
            let mut found = Occupancy {
                residents: outside.get(dwelling).copied().unwrap_or(0),
                ..Occupancy::default()
            };
            let rows = people.at_home_in(*dwelling).iter().map(|row| *row as usize);
            for row in rows.filter(|row| people.living.get(*row)) {
                found.residents += 1;
                found.has_elder |= carries(tag::no::AGED_60, row);
                found.has_minor |= carries(tag::no::MINOR, row);
                found.has_disabled |= carries(tag::no::DISABLED, row);
                found.lives_alone |= carries(tag::no::SOLE_OCCUPANT, row);
            }
            found
        })
        .collect()
}
