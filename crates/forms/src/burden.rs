//! What forms cost those who answer them, counted from use: cells that were typed, changed, or only
//! looked over. The same seconds as in the plan of forms ([`crate::analyse`]), so that what was
//! promised and what came of it can be compared.

use crate::analyse::{SECONDS_TO_CHECK, SECONDS_TO_TYPE};

/// Cells of some submissions, by how they came to their content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Filled in by the system and left as they were.
    pub prefilled: u64,
    /// Filled in by the system and changed.
    pub corrected: u64,
    /// Typed.
    pub typed: u64,
    /// Left empty.
    pub empty: u64,
}

impl Effort {
    /// Cells that people were asked for.
    #[must_use]
    pub const fn cells(&self) -> u64 {
        self.prefilled + self.corrected + self.typed + self.empty
    }

    /// Seconds that it took: typing what was typed or changed, looking over the rest.
    #[must_use]
    pub const fn seconds(&self) -> u64 {
        (self.typed + self.corrected) * SECONDS_TO_TYPE + self.prefilled * SECONDS_TO_CHECK
    }

    /// Seconds that the same answers would have taken by hand.
    #[must_use]
    pub const fn seconds_by_hand(&self) -> u64 {
        (self.typed + self.corrected + self.prefilled) * SECONDS_TO_TYPE
    }

    /// Share of answered cells that nobody had to type, 0 to 1; none before anything was answered.
    #[must_use]
    pub fn reuse(&self) -> Option<f64> {
        share(self.prefilled, self.prefilled + self.corrected + self.typed)
    }

    /// Share of the time by hand that was spared, 0 to 1.
    #[must_use]
    pub fn reduction(&self) -> Option<f64> {
        let by_hand = self.seconds_by_hand();
        share(by_hand.saturating_sub(self.seconds()), by_hand)
    }

    /// Adds other submissions.
    pub const fn add(&mut self, other: &Self) {
        self.prefilled += other.prefilled;
        self.corrected += other.corrected;
        self.typed += other.typed;
        self.empty += other.empty;
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share for showing; counts stay far below 2^52"
)]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_those_of_the_formula() {
        let effort = Effort {
            prefilled: 90,
            corrected: 4,
            typed: 6,
            empty: 20,
        };
        assert_eq!(effort.cells(), 120);
        assert_eq!(effort.seconds(), 10 * 12 + 90);
        assert_eq!(effort.seconds_by_hand(), 100 * 12);
        assert_eq!(effort.reuse(), Some(0.9));
        assert_eq!(effort.reduction(), Some(0.825));
        assert_eq!(Effort::default().reuse(), None);
        assert_eq!(Effort::default().reduction(), None);
    }
}
