//! How much forms and departments ask the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::asked::AskedForm;
use super::item::Item;

/// Two forms that share items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// Places of the forms in the list, from 0.
    pub left: usize,
    /// The other form.
    pub right: usize,
    /// Items that both ask.
    pub shared: usize,
    /// Share of the items of the left form that the right one asks too.
    pub of_left: f64,
    /// The same for the right form.
    pub of_right: f64,
}

/// What two departments ask both; of one department, what its forms ask in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepartmentOverlap {
    /// A department.
    pub left: String,
    /// Another one, or the same.
    pub right: String,
    /// Distinct items that both ask.
    pub shared: usize,
}

/// Pairs of forms that share fewer items than this are left out of the answer.
const FEWEST_SHARED: usize = 3;

/// Pairs in an answer, those that share most first; the plan looks at all.
pub(super) const MOST_PAIRS: usize = 5_000;

/// Distinct items of each form.
pub(super) type ItemsOfForms = Vec<BTreeSet<Item>>;

/// Every pair of forms that shares items: the overlap matrix without its zeros.
pub(super) fn overlaps(items: &ItemsOfForms) -> Vec<Overlap> {
    let mut numbers: BTreeMap<&Item, Vec<usize>> = BTreeMap::new();
    for (form, items) in items.iter().enumerate() {
        for item in items {
            numbers.entry(item).or_default().push(form);
        }
    }
    let width = items.len();
    let mut shared: Vec<u32> = vec![0; width * width];
    for forms in numbers.values() {
        for (at, left) in forms.iter().enumerate() {
            for right in &forms[at + 1..] {
                shared[left * width + right] += 1;
            }
        }
    }
    let mut pairs: Vec<Overlap> = Vec::new();
    for left in 0..width {
        for right in left + 1..width {
            let common = shared[left * width + right] as usize;
            if common >= FEWEST_SHARED {
                pairs.push(Overlap {
                    left,
                    right,
                    shared: common,
                    of_left: share(common, items[left].len()),
                    of_right: share(common, items[right].len()),
                });
            }
        }
    }
    pairs.sort_by(|one, two| {
        let weight = |pair: &Overlap| pair.of_left.max(pair.of_right);
        two.shared
            .cmp(&one.shared)
            .then_with(|| weight(two).total_cmp(&weight(one)))
    });
    pairs
}

/// What departments ask both.
pub(super) fn of_departments(forms: &[AskedForm], items: &ItemsOfForms) -> Vec<DepartmentOverlap> {
    let mut asked: BTreeMap<&str, BTreeSet<&Item>> = BTreeMap::new();
    for (form, items) in forms.iter().zip(items) {
        asked.entry(form.dept.as_str()).or_default().extend(items);
    }
    let departments: Vec<(&str, BTreeSet<&Item>)> = asked.into_iter().collect();
    let mut pairs = Vec::new();
    for (at, (left, ours)) in departments.iter().enumerate() {
        for (right, theirs) in &departments[at..] {
            pairs.push(DepartmentOverlap {
                left: (*left).to_owned(),
                right: (*right).to_owned(),
                shared: ours.intersection(theirs).count(),
            });
        }
    }
    pairs
}

/// A part of a whole; 0 of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of columns are small")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
