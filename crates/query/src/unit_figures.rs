//! Figures by the units of a border set: people, households, dwellings, and any rule.
//!
//! Everybody and everything falls into one unit or into none, so that units and what is in none
//! add up to the whole. People belong where their door is; the door is the one of the basis.

use arrow_array::Array;
use catalog::area::AreaCode;
use catalog::problem::Problem;
use rayon::prelude::*;
use rules::{Plan, Rule, Subject};
use rustc_hash::FxHashMap;

use crate::bits::RowBits;
use crate::border::Drawn;
use crate::filter::{Basis, PersonFilter, Scope};
use crate::partition::Partition;
use crate::rule_columns::table;
use crate::selection::Selection;
use crate::snapshot::Snapshot;

/// A count by unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// By unit.
    pub units: Vec<u64>,
    /// 未划入: in no unit.
    pub none: u64,
    /// Of the whole area, counted on its own.
    pub total: u64,
}

/// What a rule comes to, by unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedSplit {
    /// 满足
    pub yes: Split,
    /// 无法判断
    pub unknown: Split,
    /// Different dwellings of those of whom it holds.
    pub doors: Split,
}

/// The figures of an area by the units of a border set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitFigures {
    /// Living people.
    pub people: Split,
    /// Of those in no unit: whose door is not known.
    pub without_door: u64,
    /// Households with a living member, where they are registered.
    pub households: Split,
    /// Dwellings.
    pub dwellings: Split,
    /// Dwellings with a living occupant.
    pub inhabited: Split,
    /// What was asked, in its order.
    pub asked: Vec<AskedSplit>,
}

/// Where somebody or something is.
#[derive(Debug, Clone, Copy, Default)]
struct Spot {
    door: Option<i64>,
    unit: Option<usize>,
}

impl Split {
    fn new(units: usize) -> Self {
        Self {
            units: vec![0; units],
            ..Self::default()
        }
    }

    fn add(&mut self, unit: Option<usize>) {
        match unit {
            Some(unit) => self.units[unit] += 1,
            None => self.none += 1,
        }
    }
}

impl Snapshot {
    /// Counts an area by the units of a border set that was drawn over this snapshot. Area, basis and
    /// rule of the filter count, and nothing else of it; the rule says whom people and what is asked
    /// of people are counted among, not households and dwellings.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, and what is wrong with the rule.
    pub fn unit_figures(
        &self,
        drawn: &Drawn,
        filter: &PersonFilter,
        asked: &[Rule],
    ) -> Result<UnitFigures, Problem> {
        let everybody = PersonFilter {
            area: filter.area,
            basis: filter.basis,
            rule: filter.rule.clone(),
            ..PersonFilter::default()
        };
        let counter = Counter {
            drawn,
            scope: Scope::of(filter.area.as_ref(), self)?,
            basis: filter.basis,
            spots: FxHashMap::default(),
        }
        .seat(self);
        let living = PersonFilter {
            alive: Some(true),
            ..everybody.clone()
        };
        let mut figures = UnitFigures {
            households: counter.households(self),
            dwellings: counter.dwellings(self, |_, _| true),
            inhabited: counter.dwellings(self, |partition, row| {
                partition.occupancy[row].residents > 0
            }),
            ..UnitFigures::default()
        };
        let living = self.select(&living)?;
        figures.people = counter.people(&living);
        counter.each(&living, |spot| {
            figures.without_door += u64::from(spot.unit.is_none() && spot.door.is_none());
        });
        for rule in asked {
            figures.asked.push(if rule.subject == Subject::Person {
                let answer = self.ask(rule, &everybody)?;
                AskedSplit {
                    yes: counter.people(&answer.yes),
                    unknown: counter.people(&answer.unknown),
                    doors: counter.doors(&answer.yes),
                }
            } else {
                counter.things(self, rule, filter.area)
            });
        }
        Ok(figures)
    }
}

/// Counts by unit.
struct Counter<'a> {
    drawn: &'a Drawn,
    scope: Scope,
    basis: Basis,
    /// Where each person is, by partition and row.
    spots: FxHashMap<Option<AreaCode>, Vec<Spot>>,
}

impl Counter<'_> {
    /// Finds out where everybody is.
    fn seat(mut self, snapshot: &Snapshot) -> Self {
        self.spots = snapshot
            .partitions
            .par_iter()
            .map(|partition| {
                let rows = 0..partition.people().len();
                let spots = rows.map(|row| self.spot(partition, row)).collect();
                (partition.community(), spots)
            })
            .collect::<Vec<_>>()
            .into_iter()
            .collect();
        self
    }

    /// Where a person is in the sense of the basis.
    fn spot(&self, partition: &Partition, row: usize) -> Spot {
        let people = partition.people();
        let at_home = match self.basis {
            Basis::Home => true,
            Basis::Hukou => false,
            Basis::Either => self.scope.contains(partition.community()),
        };
        let home = people
            .home_dwelling
            .is_valid(row)
            .then(|| people.home_dwelling.value(row));
        let hukou = people
            .hukou_dwelling
            .is_valid(row)
            .then(|| people.hukou_dwelling.value(row));
        // Whose home is not known is held where they are registered.
        let (door, community) = if !at_home {
            (hukou, people.hukou_of(row))
        } else if home.is_some() || people.home_held.get(row) {
            (home, partition.community())
        } else {
            (hukou, partition.community())
        };
        self.of_door(door, community)
    }

    /// The unit of a door; without one, the unit that all of the community lies in.
    fn of_door(&self, door: Option<i64>, community: Option<AreaCode>) -> Spot {
        match door.and_then(|door| Some((door, self.drawn.doors.get(&door)?))) {
            Some((door, unit)) => Spot {
                door: Some(door),
                unit: *unit,
            },
            None => Spot {
                door: None,
                unit: community.and_then(|code| self.drawn.whole.get(&code).copied()),
            },
        }
    }

    fn each(&self, selection: &Selection<'_>, mut found: impl FnMut(Spot)) {
        for part in &selection.parts {
            if let Some(spots) = self.spots.get(&part.partition.community()) {
                part.for_each(|row| found(spots[row]));
            }
        }
    }

    fn people(&self, selection: &Selection<'_>) -> Split {
        let mut split = Split::new(self.drawn.units);
        self.each(selection, |spot| split.add(spot.unit));
        split.total = selection.count();
        split
    }

    fn doors(&self, selection: &Selection<'_>) -> Split {
        let mut doors = Vec::new();
        self.each(selection, |spot| doors.extend(spot.door));
        self.different(doors)
    }

    /// Different dwellings by unit.
    fn different(&self, mut doors: Vec<i64>) -> Split {
        doors.sort_unstable();
        doors.dedup();
        let mut split = Split::new(self.drawn.units);
        split.total = doors.len() as u64;
        for door in doors {
            split.add(self.drawn.doors.get(&door).copied().flatten());
        }
        split
    }

    /// A household stands where it is registered; of its members the first says where that is.
    fn households(&self, snapshot: &Snapshot) -> Split {
        let mut members: Vec<(i64, i64, Option<usize>)> = snapshot
            .partitions
            .par_iter()
            .flat_map_iter(|partition| {
                let people = partition.people();
                (0..people.len()).filter_map(move |row| {
                    let hukou = people.hukou_of(row);
                    if !people.household.is_valid(row)
                        || !people.living.get(row)
                        || !self.scope.contains(hukou)
                    {
                        return None;
                    }
                    let door = people
                        .hukou_dwelling
                        .is_valid(row)
                        .then(|| people.hukou_dwelling.value(row));
                    let unit = self.of_door(door, hukou).unit;
                    Some((people.household.value(row), people.id.value(row), unit))
                })
            })
            .collect();
        members.sort_unstable();
        members.dedup_by_key(|(household, _, _)| *household);
        let mut split = Split::new(self.drawn.units);
        split.total = members.len() as u64;
        members.iter().for_each(|(_, _, unit)| split.add(*unit));
        split
    }

    fn in_scope<'s>(&self, snapshot: &'s Snapshot) -> impl Iterator<Item = &'s Partition> {
        snapshot
            .partitions
            .iter()
            .map(AsRef::as_ref)
            .filter(|partition| self.scope.contains(partition.community()))
    }

    fn dwellings(&self, snapshot: &Snapshot, meant: impl Fn(&Partition, usize) -> bool) -> Split {
        let doors = self.in_scope(snapshot).flat_map(|partition| {
            let ids = partition.core.dwellings.id.values().iter().enumerate();
            ids.filter(|(row, _)| meant(partition, *row))
                .map(|(_, id)| *id)
                .collect::<Vec<_>>()
        });
        self.different(doors.collect())
    }

    /// Asks a rule of the dwellings, places or households of the area.
    fn things(&self, snapshot: &Snapshot, rule: &Rule, area: Option<AreaCode>) -> AskedSplit {
        let plan = Plan::new(rule, &snapshot.context(area));
        let new = || Split::new(self.drawn.units);
        let (mut yes, mut unknown, mut doors) = (new(), new(), Vec::new());
        for partition in self.in_scope(snapshot) {
            let answer = plan.run(&*table(&snapshot.partitions, partition, rule.subject));
            let rows = answer.rows();
            let bits = |words: Vec<u64>| RowBits::from_words(words, rows);
            let untold = bits(
                answer
                    .unknown()
                    .unwrap_or_else(|| vec![0; rows.div_ceil(64)]),
            );
            let told = bits(answer.into_yes());
            unknown.total += untold.count();
            yes.total += told.count();
            for row in untold.iter() {
                unknown.add(self.thing(partition, rule.subject, row).unit);
            }
            for row in told.iter() {
                let spot = self.thing(partition, rule.subject, row);
                yes.add(spot.unit);
                doors.extend(spot.door);
            }
        }
        AskedSplit {
            yes,
            unknown,
            doors: self.different(doors),
        }
    }

    fn thing(&self, partition: &Partition, subject: Subject, row: usize) -> Spot {
        let core = &partition.core;
        let door = match subject {
            Subject::Place => core
                .places
                .dwelling
                .is_valid(row)
                .then(|| core.places.dwelling.value(row)),
            Subject::Household => {
                let door = partition.households.door[row] as usize;
                core.dwellings.id.values().get(door).copied()
            }
            _ => Some(core.dwellings.id.value(row)),
        };
        self.of_door(door, partition.community())
    }
}
