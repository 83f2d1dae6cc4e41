//! A border set (区划方案) laid over the dwellings there are: into which unit each falls.
//!
//! Whoever redraws grids writes down dwellings, not lines on a map: a community, an estate, a run
//! of buildings. What is kept is what was written; which dwellings that means is found anew each
//! time, so that a dwelling built later falls into its unit, too.

use std::collections::BTreeMap;

use catalog::area::AreaCode;
use catalog::problem::Problem;
use catalog::text::squeeze;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::filter::Scope;
use crate::natural;
use crate::partition::Partition;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// One row of a border set: some dwellings, and the unit they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BorderRow {
    /// The unit, counted from 0.
    pub unit: usize,
    /// Where they stand; `None` for any community.
    pub community: Option<AreaCode>,
    /// Their estate or road; empty for all of the community.
    pub estate: String,
    /// First and last building or door number, both included; empty for all.
    pub from: String,
    /// See `from`.
    pub to: String,
}

/// What one row of a border set holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowShare {
    /// Dwellings that fall into a unit by this row.
    pub dwellings: u64,
    /// Dwellings that this row names too, by the earlier row that gave them to another unit.
    pub taken: BTreeMap<usize, u64>,
}

/// Dwellings of an estate that are in no unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorderGap {
    /// Where they stand.
    pub community: Option<AreaCode>,
    /// Their estate; empty when not held.
    pub estate: String,
    /// Their buildings in natural order.
    pub buildings: Vec<String>,
    /// How many they are.
    pub dwellings: u64,
}

/// A border set as it lies over the dwellings of a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// How many units there are.
    pub(crate) units: usize,
    /// Every dwelling with its unit.
    pub(crate) doors: FxHashMap<i64, Option<usize>>,
    /// Communities that lie wholly in one unit, so that whoever is known to live there belongs to
    /// it without a known door.
    pub(crate) whole: FxHashMap<AreaCode, usize>,
    /// By row, within the asked area.
    pub rows: Vec<RowShare>,
    /// What is in no unit, within the asked area, by community and estate.
    pub gaps: Vec<BorderGap>,
}

impl Snapshot {
    /// Lays a border set over the dwellings. Every dwelling falls into the unit of the first row
    /// that names it. Shares of rows and gaps are those of an area.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`.
    pub fn draw(&self, rows: &[BorderRow], area: Option<&AreaCode>) -> Result<Drawn, Problem> {
        let scope = Scope::of(area, self)?;
        let book = RowBook::of(rows);
        let parts: Vec<Drawn> = self
            .partitions
            .par_iter()
            .map(|partition| book.draw(partition, scope.contains(partition.community())))
            .collect();
        let mut drawn = Drawn {
            units: rows.iter().map(|row| row.unit + 1).max().unwrap_or(0),
            rows: vec![RowShare::default(); rows.len()],
            ..Drawn::default()
        };
        for part in parts {
            drawn.add(part);
        }
        Ok(drawn)
    }
}

impl Drawn {
    fn add(&mut self, part: Self) {
        self.doors.extend(part.doors);
        self.whole.extend(part.whole);
        self.gaps.extend(part.gaps);
        for (sum, share) in self.rows.iter_mut().zip(part.rows) {
            sum.dwellings += share.dwellings;
            for (row, count) in share.taken {
                *sum.taken.entry(row).or_default() += count;
            }
        }
    }
}

/// The rows of a border set by the community and estate they name.
struct RowBook<'a> {
    rows: &'a [BorderRow],
    /// An estate is known by its squeezed name; the empty one is all of a community.
    by_name: FxHashMap<(Option<AreaCode>, String), Vec<usize>>,
    runs: Vec<Option<Run>>,
}

impl<'a> RowBook<'a> {
    fn of(rows: &'a [BorderRow]) -> Self {
        let mut by_name: FxHashMap<(Option<AreaCode>, String), Vec<usize>> = FxHashMap::default();
        for (at, row) in rows.iter().enumerate() {
            by_name
                .entry((row.community, squeeze(&row.estate)))
                .or_default()
                .push(at);
        }
        Self {
            rows,
            by_name,
            runs: rows.iter().map(Run::of).collect(),
        }
    }

    /// The rows that name a building, in their order.
    fn naming(&self, community: Option<AreaCode>, estate: &str, building: &str) -> Vec<usize> {
        let estate = squeeze(estate);
        let mut found = Vec::new();
        let mut take = |name: &str, number: &str| {
            let mut places = vec![None];
            places.extend(community.map(Some));
            for place in places {
                let rows = self.by_name.get(&(place, name.to_owned()));
                found.extend(rows.into_iter().flatten().copied().filter(|row| {
                    self.runs[*row]
                        .as_ref()
                        .is_none_or(|run| run.contains(number))
                }));
            }
        };
        take("", building);
        if !estate.is_empty() {
            take(&estate, building);
        }
        if let Some((road, number)) = door_on_road(&estate) {
            take(road, number);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn draw(&self, partition: &Partition, in_scope: bool) -> Drawn {
        let community = partition.community();
        let dwellings = &partition.core.dwellings;
        let mut drawn = Drawn {
            rows: vec![RowShare::default(); self.rows.len()],
            ..Drawn::default()
        };
        // A door's rows depend on its estate and building alone.
        let mut seen: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
        let mut gaps: BTreeMap<String, (Vec<&str>, u64)> = BTreeMap::new();
        for (at, id) in dwellings.id.values().iter().enumerate() {
            let estate = dwellings.estate_at(at);
            let building = text_at(&dwellings.building, at).unwrap_or("");
            let naming = seen
                .entry((estate, building))
                .or_insert_with(|| self.naming(community, estate, building));
            let first = naming.first().copied();
            let unit = first.map(|row| self.rows[row].unit);
            drawn.doors.insert(*id, unit);
            if !in_scope {
                continue;
            }
            let (Some(first), Some(unit)) = (first, unit) else {
                let gap = gaps.entry(estate.to_owned()).or_default();
                gap.1 += 1;
                if !gap.0.contains(&building) {
                    gap.0.push(building);
                }
                continue;
            };
            drawn.rows[first].dwellings += 1;
            for other in naming.iter().skip(1) {
                if self.rows[*other].unit != unit {
                    *drawn.rows[*other].taken.entry(first).or_default() += 1;
                }
            }
        }
        drawn.gaps = gaps
            .into_iter()
            .map(|(estate, (mut buildings, dwellings))| {
                buildings.sort_unstable_by(|left, right| natural::compare(left, right));
                BorderGap {
                    community,
                    estate,
                    buildings: buildings.into_iter().map(str::to_owned).collect(),
                    dwellings,
                }
            })
            .collect();
        if let Some(community) = community
            && let Some(unit) = self.whole(community, &drawn)
        {
            drawn.whole.insert(community, unit);
        }
        drawn
    }

    /// The unit that holds all of a community: a row says so, and no door of it lies elsewhere.
    fn whole(&self, community: AreaCode, drawn: &Drawn) -> Option<usize> {
        let rows = self.by_name.get(&(Some(community), String::new()))?;
        let unit = rows
            .iter()
            .find(|row| self.runs[**row].is_none())
            .map(|row| self.rows[*row].unit)?;
        drawn
            .doors
            .values()
            .all(|held| *held == Some(unit))
            .then_some(unit)
    }
}

/// A run of buildings or door numbers.
#[derive(Debug)]
enum Run {
    Numbers(u64, u64),
    /// What is not numbered (A座 to C座), in natural order.
    Names(String, String),
}

impl Run {
    fn of(row: &BorderRow) -> Option<Self> {
        let (from, to) = (squeeze(&row.from), squeeze(&row.to));
        if from.is_empty() && to.is_empty() {
            return None;
        }
        Some(match (plain_number(&from), plain_number(&to)) {
            (Some(from), Some(to)) => Self::Numbers(from, to),
            _ => Self::Names(from, to),
        })
    }

    fn contains(&self, building: &str) -> bool {
        let building = squeeze(building);
        match self {
            // 5甲 stands beside 5 and goes with it.
            Self::Numbers(from, to) => {
                leading_number(&building).is_some_and(|number| *from <= number && number <= *to)
            }
            Self::Names(from, to) => {
                !building.is_empty()
                    && natural::compare(from, &building).is_le()
                    && natural::compare(&building, to).is_le()
            }
        }
    }
}

/// `3` of `3`, `3号`, `3号楼`, `3幢`; nothing of `3甲`.
fn plain_number(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    matches!(
        rest,
        "" | "号" | "号楼" | "楼" | "栋" | "幢" | "弄" | "号院"
    )
    .then(|| digits.parse().ok())
    .flatten()
}

fn leading_number(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text[..end.unwrap_or(text.len())].parse().ok()
}

/// Road and number of an estate that is a door on a road: 登州路 and 45 of 登州路45号.
fn door_on_road(estate: &str) -> Option<(&str, &str)> {
    let start = estate.find(|c: char| c.is_ascii_digit())?;
    let (road, number) = estate.split_at(start);
    (!road.is_empty() && plain_number(number).is_some()).then_some((road, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(from: &str, to: &str, building: &str) -> bool {
        let row = BorderRow {
            from: from.to_owned(),
            to: to.to_owned(),
            ..BorderRow::default()
        };
        Run::of(&row).is_none_or(|run| run.contains(building))
    }

    #[test]
    fn a_run_goes_by_number_whatever_stands_behind_it() {
        for (from, to, building, expected) in [
            ("2", "10", "3", true),
            ("2号楼", "10号楼", "10", true),
            ("２", "10", "2甲", true),
            ("2", "10", "12", false),
            ("2", "10", "A座", false),
            ("A座", "C座", "B座", true),
            ("A座", "C座", "D座", false),
            ("A座", "C座", "", false),
            ("", "", "任何", true),
        ] {
            assert_eq!(
                contains(from, to, building),
                expected,
                "{from} {to} {building}"
            );
        }
    }

    #[test]
    fn an_estate_that_is_a_door_has_a_road() {
        assert_eq!(door_on_road("登州路45号"), Some(("登州路", "45号")));
        assert_eq!(door_on_road("海泊佳苑"), None);
        assert_eq!(door_on_road("108广场"), None);
    }
}
