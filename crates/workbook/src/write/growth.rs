//! How rows move when a region of data rows grows.

use crate::sheet::{MAX_ROWS, Range};

use super::a1;

/// Rows that take part in a fill. Everything is 0-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Growth {
    /// First data row.
    pub(super) first: u32,
    /// Data rows that the layout offers.
    pub(super) old: u32,
    /// Rows that are written.
    pub(super) new: u32,
}

impl Growth {
    /// Rows that everything below the region moves down.
    pub(super) fn delta(&self) -> u32 {
        self.new.saturating_sub(self.old)
    }

    /// First row below the region, before it grows.
    pub(super) fn end(&self) -> u32 {
        self.first + self.old
    }

    /// Where a row stands afterwards.
    pub(super) fn row(&self, row: u32) -> u32 {
        let moved = if row >= self.end() {
            row.saturating_add(self.delta())
        } else {
            row
        };
        moved.min(MAX_ROWS - 1)
    }

    /// The last row of a range that starts elsewhere: a range that ends with the region grows
    /// with it, so that sums keep covering all rows.
    pub(super) fn last_row(&self, last: u32) -> u32 {
        let ends_with_region = self.old > 0 && last + 1 == self.end();
        let moved = if last >= self.end() || ends_with_region {
            last.saturating_add(self.delta())
        } else {
            last
        };
        moved.min(MAX_ROWS - 1)
    }

    /// A range afterwards.
    pub(super) fn range(&self, range: Range) -> Range {
        Range {
            first_row: self.row(range.first_row),
            last_row: self.last_row(range.last_row),
            ..range
        }
    }

    /// A range of a rule (validation, conditional format) afterwards: a rule on the first data
    /// row holds for all of them.
    pub(super) fn rule_range(&self, range: Range) -> Range {
        let mut moved = self.range(range);
        if (range.first_row..=range.last_row).contains(&self.first) && self.new > 0 {
            moved.first_row = range.first_row;
            moved.last_row = moved.last_row.max(self.first + self.new - 1);
        }
        moved
    }

    /// Whether a rule with this list of ranges stays with the data, as [`Self::rule_range`] has it.
    pub(super) fn keeps(&self, list: &str) -> bool {
        let first = list.split_whitespace().next().and_then(a1::parse_range);
        first.is_none_or(|range| (range.first_row..=range.last_row).contains(&self.first))
    }

    /// The growth for formulas of a rule that stays with the data: they count from the first data
    /// row, which stays where it is even where the layout has no row for it.
    pub(super) fn of_rule(&self) -> Self {
        if self.old > 0 {
            return *self;
        }
        Self {
            first: self.first,
            old: 1,
            new: self.new + 1,
        }
    }

    /// A list of ranges as attributes hold it (`A1:A3 C1`).
    pub(super) fn rule_ranges(&self, list: &str) -> String {
        let moved = list
            .split_whitespace()
            .map(|name| match a1::parse_range(name) {
                Some(range) => a1::range_name(&self.rule_range(range)),
                None => name.to_owned(),
            });
        moved.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_grow_and_move() {
        let growth = Growth {
            first: 4,
            old: 5,
            new: 8,
        };
        assert_eq!(growth.delta(), 3);
        // The whole region, the sum over it, the footer, the header.
        assert_eq!(growth.rule_ranges("C5:C9"), "C5:C12");
        assert_eq!(growth.rule_ranges("A10:F10 B11"), "A13:F13 B14");
        assert_eq!(growth.rule_ranges("A1:F4"), "A1:F4");
        assert_eq!(growth.rule_ranges("C5"), "C5:C12");
        assert_eq!(growth.rule_ranges("C5:C1048576"), "C5:C1048576");
        let shrunk = Growth {
            first: 4,
            old: 5,
            new: 2,
        };
        assert_eq!(shrunk.rule_ranges("C5:C9 A10"), "C5:C9 A10");
        let none = Growth {
            first: 4,
            old: 0,
            new: 2,
        };
        assert_eq!(none.rule_ranges("A4:F4 A5:B5"), "A4:F4 A5:B7");
        assert!(none.keeps("A5:B90") && !none.keeps("A6:B90"));
        assert_eq!((none.row(4), none.of_rule().row(4)), (6, 4));
        assert_eq!((none.row(5), none.of_rule().row(5)), (7, 7));
        assert_eq!(growth.of_rule(), growth);
    }
}
