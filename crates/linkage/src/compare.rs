//! Comparing two lists (比对): which rows of one stand in the other, and where they say something
//! else.
//!
//! Rows are paired by keys. The first key that a row has decides; a later one is only for rows that
//! lack the earlier ones. A key that stands more than once on a side pairs nothing: nobody can tell
//! which row is meant, so the whole group is reported as ambiguous.

mod list;
mod pairing;

use std::collections::BTreeMap;

use catalog::element::ElementNo;
use serde::{Deserialize, Serialize};

pub use list::List;
use pairing::Pairing;

/// What is compared: a data element, or a column that no element stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// A data element; its texts are canonical.
    Element(ElementNo),
    /// A column by its title.
    Column(String),
}

/// Most fields of one comparison: differing fields of a pair are the bits of one number.
pub const MOST_FIELDS: usize = 64;

/// How two lists are compared.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Keys, the surest first; all fields of a key count together.
    pub keys: Vec<Vec<Field>>,
    /// Fields that are compared, at most [`MOST_FIELDS`]; further ones are passed over.
    pub fields: Vec<Field>,
    /// Whether a blank contradicts a value. Otherwise it says nothing.
    pub blanks_differ: bool,
    /// Whether two unequal texts of a field mean the same. Must not depend on their order.
    pub agree: fn(&Field, &str, &str) -> bool,
}

/// Two rows with the same key, one of each list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// Row of the left list, from 0.
    pub left: u32,
    /// Row of the right list, from 0.
    pub right: u32,
    /// Differing fields: bit n is field n of the rules.
    pub differing: u64,
}

impl Pair {
    /// Numbers of the differing fields, as in the rules.
    pub fn fields(self) -> impl Iterator<Item = usize> {
        (0..MOST_FIELDS).filter(move |at| self.differing & (1 << at) != 0)
    }
}

/// Rows of both lists that share a key which stands more than once on a side; in row order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous {
    /// Rows of the left list, at least one.
    pub left: Vec<u32>,
    /// Rows of the right list, at least one.
    pub right: Vec<u32>,
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Pairs without a difference.
    pub same: u64,
    /// Pairs with one.
    pub differs: u64,
    /// Rows of the left list without a counterpart.
    pub only_left: u64,
    /// Rows of the right list without a counterpart.
    pub only_right: u64,
    /// Rows of the left list with an ambiguous key.
    pub ambiguous_left: u64,
    /// Rows of the right list with an ambiguous key.
    pub ambiguous_right: u64,
}

/// How often a field was the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldTally {
    /// The field.
    pub field: Field,
    /// Pairs whose values mean the same.
    pub same: u64,
    /// Pairs whose values differ.
    pub differs: u64,
    /// Pairs with a value on the right only.
    pub blank_left: u64,
    /// Pairs with a value on the left only.
    pub blank_right: u64,
}

/// What comparing two lists came to. Everything is in row order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Paired rows, by left row.
    pub pairs: Vec<Pair>,
    /// Rows of the left list without a counterpart.
    pub only_left: Vec<u32>,
    /// Rows of the right list without a counterpart.
    pub only_right: Vec<u32>,
    /// Groups that cannot be paired, by first left row.
    pub ambiguous: Vec<Ambiguous>,
    /// Rows of the left list that share their first key, a group each.
    pub repeated_left: Vec<Vec<u32>>,
    /// Rows of the right list that share their first key, a group each.
    pub repeated_right: Vec<Vec<u32>>,
    /// Rows of the left list without any key; they stand among `only_left`.
    pub keyless_left: u64,
    /// Rows of the right list without any key; they stand among `only_right`.
    pub keyless_right: u64,
    /// Everything counted.
    pub total: Tally,
    /// By field, in the order of the rules.
    pub fields: Vec<FieldTally>,
    /// By community as the left list names it, else the right one; empty for rows without.
    pub communities: BTreeMap<String, Tally>,
}

/// Compares two lists. The same lists and rules always give the same answer, and swapping the
/// lists swaps the answer.
#[must_use]
pub fn compare(left: &List, right: &List, rules: &Rules) -> Comparison {
    let Pairing {
        pairs,
        only_left,
        only_right,
        ambiguous,
        repeated_left,
        repeated_right,
        keyless_left,
        keyless_right,
    } = pairing::pair(left, right, &rules.keys);
    let mut judge = Judge::new(left, right, rules);
    let pairs = pairs
        .into_iter()
        .map(|(left, right)| judge.pair(left, right))
        .collect();
    judge.count_rest(&only_left, &only_right, &ambiguous);
    Comparison {
        pairs,
        only_left,
        only_right,
        ambiguous,
        repeated_left,
        repeated_right,
        keyless_left,
        keyless_right,
        total: judge.total,
        fields: judge.fields,
        communities: judge.communities,
    }
}

/// Compares paired rows and counts.
struct Judge<'a> {
    left: &'a List,
    right: &'a List,
    rules: &'a Rules,
    /// Columns of each field in both lists.
    columns: Vec<(Option<usize>, Option<usize>)>,
    total: Tally,
    fields: Vec<FieldTally>,
    communities: BTreeMap<String, Tally>,
}

impl<'a> Judge<'a> {
    fn new(left: &'a List, right: &'a List, rules: &'a Rules) -> Self {
        let used = rules.fields.iter().take(MOST_FIELDS);
        Self {
            left,
            right,
            rules,
            columns: used
                .clone()
                .map(|field| (left.column_of(field), right.column_of(field)))
                .collect(),
            total: Tally::default(),
            fields: used
                .map(|field| FieldTally {
                    field: field.clone(),
                    same: 0,
                    differs: 0,
                    blank_left: 0,
                    blank_right: 0,
                })
                .collect(),
            communities: BTreeMap::new(),
        }
    }

    fn pair(&mut self, left: u32, right: u32) -> Pair {
        let mut differing = 0;
        for (at, (one, other)) in self.columns.iter().enumerate() {
            let text = |list: &'a List, row, column: &Option<usize>| {
                column.map_or("", |column| list.text(row, column))
            };
            let (one, other) = (text(self.left, left, one), text(self.right, right, other));
            let tally = &mut self.fields[at];
            let differs = match (one.is_empty(), other.is_empty()) {
                (true, true) => false,
                (true, false) => {
                    tally.blank_left += 1;
                    self.rules.blanks_differ
                }
                (false, true) => {
                    tally.blank_right += 1;
                    self.rules.blanks_differ
                }
                (false, false) if one == other || (self.rules.agree)(&tally.field, one, other) => {
                    tally.same += 1;
                    false
                }
                (false, false) => {
                    tally.differs += 1;
                    true
                }
            };
            differing |= u64::from(differs) << at;
        }
        self.count(Some(left), Some(right), |tally| {
            if differing == 0 {
                tally.same += 1;
            } else {
                tally.differs += 1;
            }
        });
        Pair {
            left,
            right,
            differing,
        }
    }

    fn count_rest(&mut self, only_left: &[u32], only_right: &[u32], ambiguous: &[Ambiguous]) {
        for row in only_left {
            self.count(Some(*row), None, |tally| tally.only_left += 1);
        }
        for row in only_right {
            self.count(None, Some(*row), |tally| tally.only_right += 1);
        }
        for group in ambiguous {
            for row in &group.left {
                self.count(Some(*row), None, |tally| tally.ambiguous_left += 1);
            }
            for row in &group.right {
                self.count(None, Some(*row), |tally| tally.ambiguous_right += 1);
            }
        }
    }

    fn count(&mut self, left: Option<u32>, right: Option<u32>, add: impl Fn(&mut Tally)) {
        add(&mut self.total);
        let community = community(self.left, left, self.right, right);
        match self.communities.get_mut(community) {
            Some(tally) => add(tally),
            None => add(self.communities.entry(community.to_owned()).or_default()),
        }
    }
}

/// The community of a finding: as the left list names it, else the right one.
#[must_use]
pub fn community<'a>(
    left: &'a List,
    left_row: Option<u32>,
    right: &'a List,
    right_row: Option<u32>,
) -> &'a str {
    let of = |list: &'a List, row: Option<u32>| row.map_or("", |row| list.community(row));
    match of(left, left_row) {
        "" => of(right, right_row),
        named => named,
    }
}
