//! Evidence against: what two records of one entity can never be, however much they agree.

use crate::feature::{address, birth, name};
use crate::interner::MISSING;
use crate::table::Table;

/// Why two records are not of one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conflict {
    /// They carry two valid and different identity numbers.
    TwoNumbers,
    /// They come from one source, which holds each entity once.
    OneSource,
    /// Born on one day, living in one dwelling, and differently named.
    Twins,
}

/// Places of the fields by which twins are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twins {
    /// The name.
    pub name: usize,
    /// The birth date.
    pub birth: usize,
    /// The dwelling.
    pub address: usize,
    /// The identity number, equal ones of which outweigh the names.
    pub number: usize,
}

/// What must never be together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Each source holds each entity once.
    pub once_per_source: bool,
    /// Place of the identity number.
    pub numbers: Option<usize>,
    /// How twins are recognised.
    pub twins: Option<Twins>,
}

impl Constraints {
    /// Why two records cannot be of one entity, if they cannot.
    #[must_use]
    pub fn conflict(&self, table: &Table, one: u32, other: u32) -> Option<Conflict> {
        if self.numbers.is_some_and(|field| has_two_numbers(table, field, one, other)) {
            return Some(Conflict::TwoNumbers);
        }
        if self.once_per_source && table.source(one) == table.source(other) {
            return Some(Conflict::OneSource);
        }
        if self.twins.is_some_and(|twins| twins.are(table, one, other)) {
            return Some(Conflict::Twins);
        }
        None
    }
}

fn has_two_numbers(table: &Table, field: usize, one: u32, other: u32) -> bool {
    let field = &table.fields()[field];
    let (left, right) = (field.first(one as usize), field.first(other as usize));
    if left == right || left == MISSING || right == MISSING {
        return false;
    }
    field.features.identity().is_some_and(|all| {
        let (left, right) = (&all[left as usize], &all[right as usize]);
        left.is_trusted() && right.is_trusted()
    })
}

impl Twins {
    /// Whether two records are of twins: the names are too different for a slip of the pen.
    fn are(&self, table: &Table, one: u32, other: u32) -> bool {
        /// From this level on names are not slips of one another.
        const OTHER_NAME: u8 = 4;
        let fields = table.fields();
        let first = |field: usize| {
            (
                fields[field].first(one as usize),
                fields[field].first(other as usize),
            )
        };
        let (left, right) = first(self.name);
        let (left_birth, right_birth) = first(self.birth);
        if left == right || left == MISSING || right == MISSING || left_birth == MISSING {
            return false;
        }
        let days = fields[self.birth].features.days();
        let same_birth = days.is_some_and(|days| {
            let (one, other) = (&days[left_birth as usize], &days[right_birth as usize]);
            one.is_known() && other.is_known() && birth::compare(one, other) == 0
        });
        if !same_birth || self.shares_number(table, one, other) {
            return false;
        }
        let names = &fields[self.name];
        let other_name = names.features.names().is_some_and(|all| {
            let texts = (names.text(left), names.text(right));
            name::compare(&all[left as usize], &all[right as usize], texts) >= OTHER_NAME
        });
        other_name && self.share_dwelling(table, one, other)
    }

    fn shares_number(&self, table: &Table, one: u32, other: u32) -> bool {
        let field = &table.fields()[self.number];
        let key = |record: u32| {
            let value = field.first(record as usize) as usize;
            field.features.identity().and_then(|all| all[value].key())
        };
        key(one).is_some() && key(one) == key(other)
    }

    fn share_dwelling(&self, table: &Table, one: u32, other: u32) -> bool {
        let field = &table.fields()[self.address];
        let Some(all) = field.features.addresses() else {
            return false;
        };
        field.held(one as usize).any(|left| {
            field
                .held(other as usize)
                .any(|right| address::compare(all.get(left), all.get(right)).is_some_and(|level| level <= 1))
        })
    }
}
