//! Comparing two records on one field: which level of likeness they reach.

use crate::feature::{Kind, address, birth, identity, name, phone};
use crate::interner::MISSING;
use crate::table::{Field, Table};

/// Level of a pair of which one record says nothing. It weighs nothing.
pub const UNKNOWN: u8 = 15;

/// Most levels of a comparison and most comparisons of a model: both fit four bits, and a whole
/// pattern fits 64.
pub const MOST: usize = 15;

/// By what two values are compared. Thresholds are given from strict to loose.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Equal or not.
    Exact,
    /// Jaro–Winkler similarity, 0 to 1, at least.
    JaroWinkler(Vec<f64>),
    /// Edit distance, at most.
    Levenshtein(Vec<usize>),
    /// Edit distance where swapped neighbours count as one, at most.
    Damerau(Vec<usize>),
    /// Difference of two numbers, at most.
    Difference(Vec<f64>),
    /// Days between two days, at most.
    Days(Vec<u32>),
    /// Names of people; [`name::LEVELS`].
    Name,
    /// Identity numbers; [`identity::LEVELS`].
    IdentityNumber,
    /// Birth dates; [`birth::LEVELS`].
    Birth,
    /// Phones; [`phone::LEVELS`].
    Phone,
    /// Dwellings; [`address::LEVELS`].
    Address,
}

/// One comparison of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What people read: 姓名, 身份号码.
    pub label: String,
    /// Place of the field in the table.
    pub field: usize,
    /// By what.
    pub rule: Rule,
    /// Agreement on a rare value weighs more than on a common one.
    pub term_frequency: bool,
    /// Comparisons with the same word speak of the same thing (phone and dwelling both of the
    /// household): only the strongest counts in full.
    pub group: Option<String>,
}

impl Rule {
    /// Names of the levels, best first.
    #[must_use]
    pub fn levels(&self) -> Vec<String> {
        let fixed = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let graded = |steps: Vec<String>| {
            let mut levels = vec!["same".to_owned()];
            levels.extend(steps);
            levels.push("different".to_owned());
            levels
        };
        match self {
            Self::Exact => fixed(&["same", "different"]),
            Self::JaroWinkler(steps) => {
                graded(steps.iter().map(|step| format!("≥ {step}")).collect())
            }
            Self::Levenshtein(steps) | Self::Damerau(steps) => {
                graded(steps.iter().map(|step| format!("≤ {step}")).collect())
            }
            Self::Difference(steps) => {
                graded(steps.iter().map(|step| format!("≤ {step}")).collect())
            }
            Self::Days(steps) => graded(steps.iter().map(|step| format!("≤ {step} d")).collect()),
            Self::Name => fixed(&name::LEVELS),
            Self::IdentityNumber => fixed(&identity::LEVELS),
            Self::Birth => fixed(&birth::LEVELS),
            Self::Phone => fixed(&phone::LEVELS),
            Self::Address => fixed(&address::LEVELS),
        }
    }

    /// What fields it can compare.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Exact | Self::JaroWinkler(_) | Self::Levenshtein(_) | Self::Damerau(_) => None,
            Self::Difference(_) => Some(Kind::Number),
            Self::Days(_) | Self::Birth => Some(Kind::Day),
            Self::Name => Some(Kind::Name),
            Self::IdentityNumber => Some(Kind::IdentityNumber),
            Self::Phone => Some(Kind::Phone),
            Self::Address => Some(Kind::Address),
        }
    }

    /// The share of pairs of different entities on a level, where a sample of pairs cannot show
    /// it because it is too rare.
    #[must_use]
    pub fn chance(&self, level: usize) -> Option<f64> {
        match self {
            Self::IdentityNumber => identity::CHANCE.get(level).copied().flatten(),
            _ => None,
        }
    }

    /// The level of two values of a field.
    fn compare(&self, field: &Field, one: u32, other: u32) -> u8 {
        let (left, right) = (one as usize, other as usize);
        let texts = || (field.text(one), field.text(other));
        let features = &field.features;
        match self {
            Self::Exact => u8::from(one != other),
            // Marks behind a number have to be looked at even where the values are equal.
            Self::IdentityNumber => features.identity().map_or(UNKNOWN, |all| {
                identity::compare(&all[left], &all[right]).unwrap_or(UNKNOWN)
            }),
            Self::Address => features.addresses().map_or(UNKNOWN, |all| {
                address::compare(all.get(one), all.get(other)).unwrap_or(UNKNOWN)
            }),
            _ if one == other => 0,
            Self::JaroWinkler(steps) => {
                let similarity = strsim::jaro_winkler(texts().0, texts().1);
                graded(steps, |step| similarity >= *step)
            }
            Self::Levenshtein(steps) => {
                let distance = strsim::levenshtein(texts().0, texts().1);
                graded(steps, |step| distance <= *step)
            }
            Self::Damerau(steps) => {
                let distance = strsim::osa_distance(texts().0, texts().1);
                graded(steps, |step| distance <= *step)
            }
            Self::Difference(steps) => features.numbers().map_or(UNKNOWN, |all| {
                let distance = (all[left] - all[right]).abs();
                if distance.is_nan() {
                    UNKNOWN
                } else {
                    graded(steps, |step| distance <= *step)
                }
            }),
            Self::Days(steps) => features.days().map_or(UNKNOWN, |all| {
                if !all[left].is_known() || !all[right].is_known() {
                    return UNKNOWN;
                }
                let distance = all[left].distance(&all[right]);
                graded(steps, |step| distance <= *step)
            }),
            Self::Birth => features.days().map_or(UNKNOWN, |all| {
                if !all[left].is_known() || !all[right].is_known() {
                    return UNKNOWN;
                }
                birth::compare(&all[left], &all[right])
            }),
            Self::Name => features.names().map_or(UNKNOWN, |all| {
                name::compare(&all[left], &all[right], texts())
            }),
            Self::Phone => features
                .phones()
                .map_or(UNKNOWN, |all| phone::compare(&all[left], &all[right])),
        }
    }
}

/// The level after "same" of the first threshold that holds.
fn graded<T>(steps: &[T], holds: impl Fn(&T) -> bool) -> u8 {
    let at = steps.iter().position(holds).unwrap_or(steps.len());
    u8::try_from(at + 1).unwrap_or(UNKNOWN - 1)
}

impl Comparison {
    /// The best level that any value of one record reaches with any value of the other.
    #[must_use]
    pub fn level(&self, table: &Table, one: u32, other: u32) -> u8 {
        let field = &table.fields()[self.field];
        if field.is_single() {
            return match (field.first(one as usize), field.first(other as usize)) {
                (MISSING, _) | (_, MISSING) => UNKNOWN,
                (left, right) => self.rule.compare(field, left, right),
            };
        }
        let mut best = UNKNOWN;
        for left in field.held(one as usize) {
            for right in field.held(other as usize) {
                best = best.min(self.rule.compare(field, left, right));
            }
        }
        best
    }

    /// The rarest value that both records hold, for the weight of its frequency.
    #[must_use]
    pub fn common_value(&self, table: &Table, one: u32, other: u32) -> Option<u32> {
        let field = &table.fields()[self.field];
        let shared = |value: &u32| field.held(other as usize).any(|theirs| theirs == *value);
        field
            .held(one as usize)
            .filter(shared)
            .min_by_key(|value| field.count_of(*value))
    }
}

/// The levels of a pair on all comparisons, four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub u64);

impl Pattern {
    /// Compares two records.
    #[must_use]
    pub fn of(comparisons: &[Comparison], table: &Table, one: u32, other: u32) -> Self {
        let pattern = comparisons
            .iter()
            .enumerate()
            .fold(0, |sum, (at, comparison)| {
                sum | u64::from(comparison.level(table, one, other)) << (4 * at)
            });
        Self(pattern)
    }

    /// The level on a comparison, by its place; `None` when it is not known.
    #[must_use]
    pub const fn level(self, comparison: usize) -> Option<usize> {
        let level = (self.0 >> (4 * comparison) & 15) as u8;
        if level == UNKNOWN {
            None
        } else {
            Some(level as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(rule: Rule, kind: Kind, one: &[&str], other: &[&str]) -> Option<usize> {
        let mut table = Table::new(vec![Field::new("field", kind, 2)]);
        let (one, other) = (table.push(0, &[one]), table.push(0, &[other]));
        let comparison = Comparison {
            label: "field".to_owned(),
            field: 0,
            rule,
            term_frequency: false,
            group: None,
        };
        Pattern::of(&[comparison], &table, one, other).level(0)
    }

    #[test]
    fn rules_for_any_table() {
        let text = |rule, one, other| level(rule, Kind::Text, &[one], &[other]);
        assert_eq!(text(Rule::Exact, "a", "a"), Some(0));
        assert_eq!(text(Rule::Exact, "a", "b"), Some(1));
        assert_eq!(text(Rule::Exact, "a", ""), None);
        let similar = || Rule::JaroWinkler(vec![0.9, 0.7]);
        assert_eq!(text(similar(), "martha", "marhta"), Some(1));
        assert_eq!(text(similar(), "dwayne", "duane"), Some(2));
        assert_eq!(text(similar(), "dwayne", "xyz"), Some(3));
        assert_eq!(text(Rule::Levenshtein(vec![1, 2]), "2617", "2671"), Some(2));
        assert_eq!(text(Rule::Damerau(vec![1, 2]), "2617", "2671"), Some(1));
        let number = |one, other| {
            level(
                Rule::Difference(vec![1.0, 5.0]),
                Kind::Number,
                &[one],
                &[other],
            )
        };
        assert_eq!(number("10", "10.5"), Some(1));
        assert_eq!(number("10", "16"), Some(3));
        assert_eq!(number("10", "many"), None);
        let days = |one, other| level(Rule::Days(vec![1, 31]), Kind::Day, &[one], &[other]);
        assert_eq!(days("2024-02-28", "20240229"), Some(1));
        assert_eq!(days("2024-02-28", "20240328"), Some(2));
        assert_eq!(days("2024-02-28", "?"), None);
    }

    #[test]
    fn the_best_of_several_values_counts() {
        let phones = |one: &[&str], other: &[&str]| level(Rule::Phone, Kind::Phone, one, other);
        let (first, second, third) = ("13800531196", "13911112222", "15012345678");
        assert_eq!(phones(&[first, second], &[second]), Some(0));
        assert_eq!(phones(&[first], &[second, third]), Some(2));
        assert_eq!(phones(&[first], &[]), None);
    }
}
