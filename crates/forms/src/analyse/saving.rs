//! What is saved when held items are filled in and the same item is asked once.
//!
//! Counted for a year and for every community: today each form asks all of its items each time.
//! Afterwards an item is asked only where the registry does not hold it and the community has not
//! answered it already, in another form or an earlier period; numbers of a period (statistics) are
//! asked again each period.

use std::collections::BTreeMap;

use serde::Serialize;

use super::asked::{AskedForm, FormKind};
use super::item::Item;
use super::overlap::ItemsOfForms;

/// Seconds to find out and type one cell; an assumption, see docs/forms.md.
pub const SECONDS_TO_TYPE: u64 = 12;
/// Seconds to look over one cell that is filled in already.
pub const SECONDS_TO_CHECK: u64 = 1;

/// Figures of one community, one department or all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Effort {
    /// Items asked in a year today: each item of each form, each time.
    pub items_today: u64,
    /// Items asked afterwards.
    pub items_after: u64,
    /// Cells of a year: items by rows.
    pub cells: u64,
    /// Of these filled in from the registry or from an earlier answer.
    pub reused: u64,
    /// Minutes a year today.
    pub minutes_today: u64,
    /// Minutes a year afterwards.
    pub minutes_after: u64,
    #[serde(skip)]
    seconds_today: u64,
    #[serde(skip)]
    seconds_after: u64,
}

impl Effort {
    /// Adds an item that is asked some times of all, each time in so many rows.
    fn add(&mut self, asked: u64, times: u64, rows: u64) {
        let spared = times - asked;
        self.items_today += times;
        self.items_after += asked;
        self.cells += times * rows;
        self.reused += spared * rows;
        self.seconds_today += times * rows * SECONDS_TO_TYPE;
        self.seconds_after += asked * rows * SECONDS_TO_TYPE + spared * rows * SECONDS_TO_CHECK;
        self.minutes_today = self.seconds_today.div_ceil(60);
        self.minutes_after = self.seconds_after.div_ceil(60);
    }

    fn join(&mut self, other: &Self) {
        self.items_today += other.items_today;
        self.items_after += other.items_after;
        self.cells += other.cells;
        self.reused += other.reused;
        self.seconds_today += other.seconds_today;
        self.seconds_after += other.seconds_after;
        self.minutes_today = self.seconds_today.div_ceil(60);
        self.minutes_after = self.seconds_after.div_ceil(60);
    }

    /// Share of cells that need not be typed.
    #[must_use]
    pub fn reuse(&self) -> f64 {
        ratio(self.reused, self.cells)
    }

    /// Items asked afterwards as a share of today's.
    #[must_use]
    pub fn asked_share(&self) -> f64 {
        ratio(self.items_after, self.items_today)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The simulated saving of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Saving {
    /// In all.
    pub total: Effort,
    /// By asking department.
    pub departments: BTreeMap<String, Effort>,
    /// By community.
    pub communities: BTreeMap<String, Effort>,
}

/// The community of forms that name none.
const SOME_COMMUNITY: &str = "（每个社区）";

/// Simulates a year.
pub(super) fn simulate(
    forms: &[AskedForm],
    items: &ItemsOfForms,
    held: &dyn Fn(&Item) -> bool,
) -> Saving {
    let mut saving = Saving::default();
    // Items by number, so that what a community has answered is a row of flags.
    let mut numbers: BTreeMap<&Item, usize> = BTreeMap::new();
    for item in items.iter().flatten() {
        let next = numbers.len();
        numbers.entry(item).or_insert(next);
    }
    let mut answered: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    let some = [SOME_COMMUNITY.to_owned()];
    for (form, items) in forms.iter().zip(items) {
        let communities: &[String] = if form.communities.is_empty() {
            &some
        } else {
            &form.communities
        };
        let (times, rows) = (u64::from(form.times()), u64::from(form.rows()));
        let asks: Vec<(usize, bool, bool)> = items
            .iter()
            .map(|item| {
                let again = form.kind == FormKind::Statistics && is_number_of_period(item);
                (numbers[item], held(item), again)
            })
            .collect();
        for community in communities {
            let known = answered
                .entry(community)
                .or_insert_with(|| vec![false; numbers.len()]);
            let mut effort = Effort::default();
            for (number, is_held, again) in &asks {
                let first = !std::mem::replace(&mut known[*number], true);
                let asked = match (is_held, again) {
                    (true, _) => 0,
                    (false, true) => times,
                    (false, false) => u64::from(first).min(times),
                };
                effort.add(asked, times, rows);
            }
            saving.total.join(&effort);
            entry(&mut saving.departments, &form.dept).join(&effort);
            entry(&mut saving.communities, community).join(&effort);
        }
    }
    saving
}

/// Numbers of a period are new in every period.
fn is_number_of_period(item: &Item) -> bool {
    !matches!(item.core, super::item::Core::Element(_))
}

fn entry<'a>(all: &'a mut BTreeMap<String, Effort>, key: &str) -> &'a mut Effort {
    all.entry(key.to_owned()).or_default()
}
