//! People counted by a coded element, and by two things at once (交叉表).

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::{AreaCode, Level};
use catalog::element::{Dictionary, ElementNo};
use catalog::problem::Problem;
use rayon::prelude::*;
use rules::{Cell, says_unknown};
use rustc_hash::FxHashMap;

use crate::filter::{Basis, PersonFilter};
use crate::group::{GroupBy, UNKNOWN, band_label, band_of};
use crate::partition::UNKNOWN_AGE;
use crate::selection::{Part, Selection};
use crate::snapshot::Snapshot;

/// People by two things at once. Everybody selected stands in exactly one cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrossTab {
    /// Keys of the rows, in their own order, [`UNKNOWN`] last.
    pub rows: Vec<String>,
    /// Keys of the columns, likewise.
    pub columns: Vec<String>,
    /// Counts by row and column.
    pub cells: Vec<Vec<u64>>,
}

/// What somebody counts under. The order is that of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'a> {
    Area(AreaCode),
    Band(usize),
    Code(&'a str),
    Unknown,
}

impl Key<'_> {
    fn text(self) -> String {
        match self {
            Self::Area(code) => code.to_string(),
            Self::Band(band) => band_label(band),
            Self::Code(code) => code.to_owned(),
            Self::Unknown => UNKNOWN.to_owned(),
        }
    }
}

/// Tells the key of a row.
type KeyOf<'a> = Box<dyn Fn(usize) -> Key<'a> + 'a>;

impl Snapshot {
    /// Counts the people a filter selects by two things at once, without empty rows and columns.
    ///
    /// # Errors
    /// As [`Snapshot::group`]; `group-not-crossed` for tags: people carry any number of them, so a
    /// table would count them more than once.
    pub fn cross_tab(
        &self,
        filter: &PersonFilter,
        rows: GroupBy,
        columns: GroupBy,
    ) -> Result<CrossTab, Problem> {
        if rows == GroupBy::Tag || columns == GroupBy::Tag {
            return Err(Problem::bad_input(
                "group-not-crossed",
                "一个人可以有多个标签，标签不能作交叉表的行或列，请换一个分组项，或把标签作为条件。",
            ));
        }
        let selection = self.select(filter)?;
        let counts = selection
            .parts
            .par_iter()
            .map(|part| {
                let of_row = self.keys(&selection, part, rows);
                let of_column = self.keys(&selection, part, columns);
                let mut counts: FxHashMap<(Key<'_>, Key<'_>), u64> = FxHashMap::default();
                part.for_each(|row| {
                    *counts.entry((of_row(row), of_column(row))).or_default() += 1;
                });
                counts
            })
            .collect::<Vec<_>>();
        let mut table: BTreeMap<(Key<'_>, Key<'_>), u64> = BTreeMap::new();
        for (keys, count) in counts.into_iter().flatten() {
            *table.entry(keys).or_default() += count;
        }
        let of_rows: BTreeSet<Key<'_>> = table.keys().map(|(row, _)| *row).collect();
        let of_columns: BTreeSet<Key<'_>> = table.keys().map(|(_, column)| *column).collect();
        Ok(CrossTab {
            cells: of_rows
                .iter()
                .map(|row| {
                    of_columns
                        .iter()
                        .map(|column| table.get(&(*row, *column)).copied().unwrap_or(0))
                        .collect()
                })
                .collect(),
            rows: of_rows.into_iter().map(Key::text).collect(),
            columns: of_columns.into_iter().map(Key::text).collect(),
        })
    }

    /// Counts selected people by the codes of an element, those of whom none is held last.
    pub(crate) fn by_element(
        &self,
        selection: &Selection<'_>,
        element: ElementNo,
    ) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<Key<'_>, u64> = BTreeMap::new();
        for part in &selection.parts {
            let key = self.keys(selection, part, GroupBy::Element(element));
            part.for_each(|row| *counts.entry(key(row)).or_default() += 1);
        }
        counts
            .into_iter()
            .map(|(key, count)| (key.text(), count))
            .collect()
    }

    /// How the rows of a part are told apart.
    fn keys<'a>(&'a self, selection: &Selection<'a>, part: &Part<'a>, by: GroupBy) -> KeyOf<'a> {
        let partition = part.partition;
        let people = partition.people();
        match by {
            GroupBy::Community | GroupBy::Street => {
                let key = move |community: Option<AreaCode>| {
                    let place = match by {
                        GroupBy::Street => community.and_then(|code| self.street_of(code)),
                        _ => community,
                    };
                    place.map_or(Key::Unknown, Key::Area)
                };
                // Counts stand where the filter's basis puts people, as they do in lists.
                let held = match selection.basis {
                    Basis::Home => true,
                    Basis::Hukou => false,
                    Basis::Either => selection.scope.contains(partition.community()),
                };
                if held {
                    let here = key(partition.community());
                    return Box::new(move |_| here);
                }
                Box::new(move |row| key(people.hukou_of(row)))
            }
            GroupBy::Sex => {
                let sex = people.sex.values();
                Box::new(move |row| match sex[row] {
                    1 => Key::Code("1"),
                    2 => Key::Code("2"),
                    _ => Key::Unknown,
                })
            }
            GroupBy::AgeBand5 => Box::new(move |row| match partition.ages[row] {
                UNKNOWN_AGE => Key::Unknown,
                age => Key::Band(band_of(age)),
            }),
            GroupBy::Element(element) => {
                let known = Dictionary::shipped().get(element);
                let codes = known.and_then(|known| known.code_table.as_deref());
                let Some(column) = people.held.column(element) else {
                    return Box::new(|_| Key::Unknown);
                };
                Box::new(move |row| match column.cell(row) {
                    Some(Cell::Text(code))
                        if codes.is_none_or(|table| !says_unknown(table, code)) =>
                    {
                        Key::Code(code)
                    }
                    Some(Cell::YesNo(yes)) => Key::Code(if yes { "1" } else { "0" }),
                    _ => Key::Unknown,
                })
            }
            GroupBy::Tag => Box::new(|_| Key::Unknown),
        }
    }

    fn street_of(&self, community: AreaCode) -> Option<AreaCode> {
        self.district
            .areas
            .at_level_above(&community, Level::Street)
            .map(|street| street.code)
    }
}
