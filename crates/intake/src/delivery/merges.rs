//! Merged cells among the data: a value merged over several rows holds for each of them.

use workbook::{Cell, Range};

/// Fills values of merged cells down, row by row.
#[derive(Debug, Default)]
pub(crate) struct Merges {
    /// Ranges over several rows, by first row.
    waiting: std::collections::VecDeque<Range>,
    /// Values that still hold: the range and its value.
    active: Vec<(Range, Cell)>,
    /// Ranges over several columns of one row, by row.
    across: Vec<Range>,
}

impl Merges {
    /// Takes the merged ranges of a sheet that lie below its header.
    pub(crate) fn new(merges: &[Range], data_first_row: u32) -> Self {
        let mut below: Vec<Range> = merges
            .iter()
            .filter(|range| range.first_row >= data_first_row)
            .copied()
            .collect();
        below.sort_unstable();
        let (down, across): (Vec<Range>, Vec<Range>) = below
            .into_iter()
            .partition(|range| range.last_row > range.first_row);
        Self {
            waiting: down.into(),
            active: Vec::new(),
            across,
        }
    }

    /// Whether nothing is merged.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.active.is_empty()
    }

    /// Fills a row and says whether anything was filled. Rows must come in order.
    pub(crate) fn fill(&mut self, row: u32, cells: &mut Vec<Cell>) -> bool {
        self.active.retain(|(range, _)| range.last_row >= row);
        while self
            .waiting
            .front()
            .is_some_and(|range| range.first_row <= row)
        {
            let Some(range) = self.waiting.pop_front() else {
                break;
            };
            let value = cells.get(range.first_col as usize);
            if let Some(value) = value.filter(|value| !value.is_empty() && range.first_row == row) {
                self.active.push((range, value.clone()));
            }
        }
        let mut filled = false;
        for (range, value) in &self.active {
            let at = range.first_col as usize;
            if range.first_row == row {
                continue;
            }
            if cells.len() <= at {
                cells.resize(at + 1, Cell::Empty);
            }
            if cells[at].is_empty() {
                cells[at] = value.clone();
                filled = true;
            }
        }
        filled
    }

    /// Whether a row is one text merged over at least three columns: a heading between data.
    pub(crate) fn is_heading(&self, row: u32) -> bool {
        let at = self.across.partition_point(|range| range.first_row < row);
        self.across[at..]
            .iter()
            .take_while(|range| range.first_row == row)
            .any(|range| range.last_col >= range.first_col + 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_merged_value_holds_for_all_its_rows() {
        let range = Range {
            first_row: 2,
            first_col: 0,
            last_row: 4,
            last_col: 0,
        };
        let heading = Range {
            first_row: 5,
            first_col: 0,
            last_row: 5,
            last_col: 3,
        };
        let mut merges = Merges::new(&[heading, range], 2);
        let mut first = vec![text("一户"), text("张三")];
        assert!(!merges.fill(2, &mut first));
        let mut second = vec![Cell::Empty, text("李四")];
        assert!(merges.fill(3, &mut second));
        assert_eq!(second[0], text("一户"));
        let mut other = vec![text("二户")];
        assert!(!merges.fill(4, &mut other));
        assert!(!merges.fill(5, &mut vec![]));
        assert!(merges.is_heading(5) && !merges.is_heading(4));
        assert!(merges.is_empty());
    }
}
