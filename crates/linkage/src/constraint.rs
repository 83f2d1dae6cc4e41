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
    /// They carry one number and names of two people: one of them wrote a relative's number down.
    OtherName,
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
    /// Place of the name that must fit an equal number.
    pub names: Option<usize>,
    /// How twins are recognised.
    pub twins: Option<Twins>,
}

impl Constraints {
    /// Why two records cannot be of one entity, if they cannot.
    #[must_use]
    pub fn conflict(&self, table: &Table, one: u32, other: u32) -> Option<Conflict> {
        match self
            .numbers
            .and_then(|field| numbers(table, field, one, other))
        {
            Some(Numbers::Two) => return Some(Conflict::TwoNumbers),
            Some(Numbers::One)
                if self
                    .names
                    .is_some_and(|field| has_two_names(table, field, one, other)) =>
            {
                return Some(Conflict::OtherName);
            }
            _ => {}
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

/// What the numbers of two records are.
enum Numbers {
    /// Valid, trusted and different.
    Two,
    /// The same digits.
    One,
}

fn numbers(table: &Table, field: usize, one: u32, other: u32) -> Option<Numbers> {
    let field = &table.fields()[field];
    let all = field.features.identity()?;
    let of = |record: u32| &all[field.first(record as usize) as usize];
    let (left, right) = (of(one), of(other));
    match (left.key()?, right.key()?) {
        (left, right) if left == right => Some(Numbers::One),
        _ if left.is_trusted() && right.is_trusted() => Some(Numbers::Two),
        _ => None,
    }
}

fn has_two_names(table: &Table, field: usize, one: u32, other: u32) -> bool {
    let field = &table.fields()[field];
    let (left, right) = (field.first(one as usize), field.first(other as usize));
    let names = field.features.names().filter(|_| left != right);
    names.is_some_and(|all| name::are_of_two(&all[left as usize], &all[right as usize]))
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
        let one_number = matches!(numbers(table, self.number, one, other), Some(Numbers::One));
        if !same_birth || one_number {
            return false;
        }
        let names = &fields[self.name];
        let other_name = names.features.names().is_some_and(|all| {
            let texts = (names.text(left), names.text(right));
            name::compare(&all[left as usize], &all[right as usize], texts) >= OTHER_NAME
        });
        other_name && self.share_dwelling(table, one, other)
    }

    fn share_dwelling(&self, table: &Table, one: u32, other: u32) -> bool {
        let field = &table.fields()[self.address];
        let Some(all) = field.features.addresses() else {
            return false;
        };
        field.held(one as usize).any(|left| {
            field.held(other as usize).any(|right| {
                address::compare(all.get(left), all.get(right)).is_some_and(|level| level <= 1)
            })
        })
    }
}
