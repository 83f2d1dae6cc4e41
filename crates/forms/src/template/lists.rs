//! Lists of allowed values that a workbook keeps in a sheet of its own (`type`, 字典): each column
//! of such a sheet is the list of the form's column with the same title.

use std::collections::BTreeMap;

use catalog::title::normalise;
use workbook::{Book, Sheet, SheetKind, read_header};

/// Values of a list; more are no code table.
const MOST_VALUES: u32 = 5_000;

/// Lists by plain title.
#[derive(Debug, Default)]
pub(super) struct Lists {
    by_title: BTreeMap<String, Vec<String>>,
}

impl Lists {
    /// Reads every dictionary sheet of a workbook, hidden ones too.
    pub(super) fn of(book: &Book) -> Self {
        let mut lists = Self::default();
        for sheet in &book.sheets {
            let header = read_header(sheet);
            if header.kind != SheetKind::Dictionary {
                continue;
            }
            for column in &header.columns {
                let title = column.path.last().map_or("", String::as_str);
                let values = values(sheet, header.data_first_row, column.index);
                if !values.is_empty() {
                    lists.by_title.entry(normalise(title)).or_insert(values);
                }
            }
        }
        lists
    }

    /// The list for a column title.
    pub(super) fn get(&self, title: &str) -> Option<&[String]> {
        self.by_title.get(&normalise(title)).map(Vec::as_slice)
    }
}

fn values(sheet: &Sheet, first: u32, column: u32) -> Vec<String> {
    (first..sheet.rows.min(first.saturating_add(MOST_VALUES)))
        .map(|row| sheet.text(row, column))
        .filter(|text| !text.is_empty())
        .collect()
}
