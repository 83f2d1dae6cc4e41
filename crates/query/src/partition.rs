//! One community of the snapshot: columns, and what the day makes of them.

use std::sync::Arc;

use arrow_array::Array;
use catalog::area::{AreaCode, Level};
use catalog::period::age_on;
use catalog::roster::Rosters;
use catalog::source;
use chrono::NaiveDate;

use crate::bits::RowBits;
use crate::draft::Draft;
use crate::dwelling_columns::DwellingColumns;
use crate::household::Households;
use crate::kin_elsewhere::KinComplete;
use crate::outside::Outside;
use crate::person_columns::{PersonColumns, day_of};
use crate::place_columns::{PlaceColumns, PlaceKind};
use crate::snapshot::District;
use crate::strays::Strays;
use crate::tag_set::TagSet;
use crate::tags::Carried;

/// An age that is not known.
pub(crate) const UNKNOWN_AGE: u8 = u8::MAX;

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
    pub(crate) strays: Strays,
}

impl Core {
    /// Builds the columns.
    pub(crate) fn build(community: Option<AreaCode>, draft: Draft, district: &District) -> Self {
        let dwellings = DwellingColumns::build(draft.dwellings);
        let people = PersonColumns::build(draft.persons, &dwellings);
        let strays = Strays::of(&people, &dwellings);
        let street = community
            .and_then(|code| district.areas.at_level_above(&code, Level::Street))
            .map(|street| street.code);
        let places = PlaceColumns::build(draft.places, &dwellings);
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
#[derive(Debug, Clone)]
pub(crate) struct Partition {
    pub(crate) core: Arc<Core>,
    pub(crate) today: NaiveDate,
    pub(crate) outside: Outside,
    /// The whole lists by which it is told who stands in a source.
    pub(crate) rosters: Arc<Rosters>,
    /// What kind each place is.
    pub(crate) place_kinds: Vec<PlaceKind>,
    /// The households that it holds.
    pub(crate) households: Households,
    pub(crate) tag_set: Arc<TagSet>,
    /// Full years today, of the dead at their death; [`UNKNOWN_AGE`] when not known.
    pub(crate) ages: Vec<u8>,
    /// Whose age is known; `None` means everybody's, as nearly everywhere.
    pub(crate) ages_known: Option<RowBits>,
    /// Whose lists are complete.
    pub(crate) complete: Complete,
    /// Who and what carries each tag.
    pub(crate) carried: Carried,
    /// For each dwelling who is in it.
    pub(crate) occupancy: Vec<Occupancy>,
}

/// Rows whose lists hold everybody; `None` means all rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Complete {
    /// People with all their 同住人.
    pub(crate) housemates: Option<RowBits>,
    /// People with all their 户内成员.
    pub(crate) household: Option<RowBits>,
    /// Dwellings with all their 居住人.
    pub(crate) residents: Option<RowBits>,
    /// Dwellings with all their 户籍登记人.
    pub(crate) registered: Option<RowBits>,
    /// People with all their 配偶, 子女, 父母.
    pub(crate) kin: KinComplete,
}

impl Complete {
    fn of(core: &Core, outside: &Outside) -> Self {
        let (people, dwellings) = (&core.people, &core.dwellings);
        let all_but = |rows: usize, open: Vec<usize>| {
            (!open.is_empty()).then(|| {
                let mut bits = RowBits::all(rows);
                open.into_iter().for_each(|row| bits.remove(row));
                bits
            })
        };
        let homes = || outside.homes.keys();
        Self {
            kin: KinComplete::of(core, &outside.kin),
            housemates: all_but(
                people.len(),
                homes()
                    .flat_map(|home| people.at_home_in(*home))
                    .map(|row| *row as usize)
                    .collect(),
            ),
            household: all_but(
                people.len(),
                outside
                    .households
                    .iter()
                    .flat_map(|household| people.of_household(*household))
                    .map(|row| *row as usize)
                    .collect(),
            ),
            residents: all_but(
                dwellings.len(),
                homes().filter_map(|home| dwellings.row_of(*home)).collect(),
            ),
            registered: all_but(
                dwellings.len(),
                outside
                    .registered
                    .iter()
                    .filter_map(|dwelling| dwellings.row_of(*dwelling))
                    .collect(),
            ),
        }
    }
}

impl Partition {
    /// Computes what depends on the day, but for the tags that look into other partitions.
    pub(crate) fn derive(core: Arc<Core>, district: &District, outside: Outside) -> Self {
        let ages = ages(&core.people, district.today);
        let mut partition = Self {
            occupancy: occupancy(&core, &ages, &outside, &district.rosters),
            place_kinds: core.places.kinds(&district.rosters),
            rosters: Arc::clone(&district.rosters),
            complete: Complete::of(&core, &outside),
            households: Households::of(&core, &outside.shared),
            carried: Carried::default(),
            tag_set: Arc::clone(&district.tags),
            core,
            today: district.today,
            outside,
            ages_known: ages
                .contains(&UNKNOWN_AGE)
                .then(|| RowBits::from_bytes(&ages, |age| age != UNKNOWN_AGE)),
            ages,
        };
        Carried::fill(&mut partition);
        partition
    }

    /// Its community.
    pub(crate) fn community(&self) -> Option<AreaCode> {
        self.core.community
    }

    /// Whether everybody and everything stands in the same sources under other whole lists.
    pub(crate) fn stands_alike(&self, rosters: &Arc<Rosters>) -> bool {
        let core = &self.core;
        Arc::ptr_eq(&self.rosters, rosters)
            || [&core.people.held, &core.dwellings.held, &core.places.held]
                .into_iter()
                .all(|held| held.stand_alike(&self.rosters, rosters))
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

/// The age of everybody. Births after today count as not known.
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
fn occupancy(core: &Core, ages: &[u8], outside: &Outside, rosters: &Rosters) -> Vec<Occupancy> {
    let people = &core.people;
    let certified = |row| people.held.stands(source::no::DISABILITY, row, rosters);
    core.dwellings
        .id
        .values()
        .iter()
        .enumerate()
        .map(|(at, dwelling)| {
            let mut found = Occupancy {
                residents: outside.residents(*dwelling),
                ..Occupancy::default()
            };
            for row in people.homes.lists.of(at) {
                let row = *row as usize;
                let age = ages[row];
                found.residents += 1;
                found.has_elder |= age >= 60 && age != UNKNOWN_AGE;
                found.has_minor |= age < 18;
                found.has_disabled |= certified(row);
            }
            found.lives_alone = found.residents == 1 && found.has_elder;
            found
        })
        .collect()
}
