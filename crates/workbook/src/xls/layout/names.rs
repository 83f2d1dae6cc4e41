//! Names of a workbook and the sheets that formulas refer to by number.

use crate::sheet::Range;

use super::super::biff::Data;
use super::{formula, range};

/// Sheets and names that formulas refer to by number.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Names of the sheets in order.
    pub(super) sheets: Vec<String>,
    /// Which of the books that formulas speak of are this file, and which are other files;
    /// functions of extensions are neither.
    books: Vec<Book>,
    /// Book and first sheet of each numbered reference.
    links: Vec<(u16, u16)>,
    names: Vec<Entry>,
}

/// A book that formulas speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Book {
    Own,
    Other,
    Extension,
}

/// A name as it stands in the file.
#[derive(Debug)]
struct Entry {
    /// Sheet that it belongs to, counted from 1; 0 for all.
    sheet: u16,
    /// What programs give a meaning to: the print area, for example.
    meaning: Option<u8>,
    hidden: bool,
    text: String,
    formula: Vec<u8>,
}

/// A name that people gave to cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The sheet to which it is known; `None` for all.
    pub(crate) sheet: Option<String>,
    pub(crate) name: String,
    /// What it stands for, without `=`.
    pub(crate) formula: String,
}

/// Names that programs give a meaning to.
const PRINT_AREA: u8 = 6;
const PRINT_TITLES: u8 = 7;
const FILTER: u8 = 13;

impl References {
    pub(super) fn take_book(&mut self, data: Data<'_>) {
        // Instead of a path stand marks for this file and for functions of extensions.
        self.books.push(match data.u16(2) {
            Some(0x0401) => Book::Own,
            Some(0x3A01 | 1) | None => Book::Extension,
            Some(_) => Book::Other,
        });
    }

    pub(super) fn take_sheets(&mut self, data: Data<'_>) {
        let count = usize::from(data.u16(0).unwrap_or(0));
        self.links.extend((0..count).map_while(|place| {
            let at = 2 + place * 6;
            data.u16(at).zip(data.u16(at + 2))
        }));
    }

    fn book(&self, link: u16) -> Option<Book> {
        let (book, _) = self.links.get(usize::from(link))?;
        self.books.get(usize::from(*book)).copied()
    }

    /// Whether a numbered reference leads to another file.
    pub(super) fn is_outside(&self, link: u16) -> bool {
        self.book(link) == Some(Book::Other)
    }

    pub(super) fn take_name(&mut self, data: Data<'_>) {
        let facts = (data.u16(0), data.u8(3), data.u16(4), data.u16(8));
        let (Some(flags), Some(length), Some(size), Some(sheet)) = facts else {
            return;
        };
        let Some((text, taken)) = data.characters(14, usize::from(length)) else {
            return;
        };
        let formula = data.from(14 + taken).0;
        let formula = formula.get(..usize::from(size)).unwrap_or(formula);
        self.names.push(Entry {
            sheet,
            meaning: (flags & 0x20 != 0).then(|| data.u8(15)).flatten(),
            // Functions of macros are names as well.
            hidden: flags & 0x0F != 0,
            text,
            formula: formula.to_vec(),
        });
    }

    /// The names that people gave, as far as they can be said.
    pub(super) fn given(&self) -> Vec<Name> {
        let given = self.names.iter().filter_map(|entry| {
            Some(Name {
                sheet: match entry.sheet {
                    0 => None,
                    number => Some(self.sheets.get(usize::from(number) - 1)?.clone()),
                },
                name: entry.text.clone(),
                formula: self.meaning_of(entry)?,
            })
        });
        given.collect()
    }

    fn meaning_of(&self, entry: &Entry) -> Option<String> {
        if entry.meaning.is_some() || entry.hidden {
            return None;
        }
        formula::text(Data(&entry.formula), self, None)
    }

    /// A name as formulas write it, by its number from 1. One that belongs to a sheet is written
    /// with it, because another may be called the same.
    pub(super) fn name(&self, number: u16) -> Option<String> {
        let entry = self.names.get(usize::from(number).checked_sub(1)?)?;
        self.meaning_of(entry)?;
        Some(match usize::from(entry.sheet).checked_sub(1) {
            Some(sheet) => format!("{}!{}", quoted(self.sheets.get(sheet)?), entry.text),
            None => entry.text.clone(),
        })
    }

    /// The print area of a sheet by its place.
    pub(super) fn print_area(&self, sheet: usize) -> Option<Range> {
        self.areas_of(sheet, PRINT_AREA).into_iter().next()
    }

    /// The range of a sheet in which rows are filtered.
    pub(super) fn filter(&self, sheet: usize) -> Option<Range> {
        self.areas_of(sheet, FILTER).into_iter().next()
    }

    /// Rows and columns of a sheet that are printed on every page.
    pub(super) fn print_titles(&self, sheet: usize) -> Vec<Range> {
        self.areas_of(sheet, PRINT_TITLES)
    }

    fn areas_of(&self, sheet: usize, meaning: u8) -> Vec<Range> {
        let entry = self
            .names
            .iter()
            .find(|entry| entry.meaning == Some(meaning) && usize::from(entry.sheet) == sheet + 1);
        let Some(entry) = entry else {
            return Vec::new();
        };
        let formula = Data(&entry.formula);
        let (mut areas, mut at) = (Vec::new(), 0);
        while let Some(token) = formula.u8(at) {
            match token & 0x1F | 0x20 {
                // Several ranges come with their size ahead and their sign behind.
                0x29 if token >= 0x20 => at += 3,
                0x3B if token >= 0x20 => {
                    areas.extend(range(formula, at + 3));
                    at += 11;
                }
                _ => at += 1,
            }
        }
        areas
    }

    /// The cells that a formula consists of, as `'字典'!$A$2:$A$57`.
    pub(super) fn cells(&self, formula: Data<'_>) -> Option<String> {
        if !matches!(formula.u8(0)?, 0x23 | 0x43 | 0x63) {
            return self.plain_cells(formula);
        }
        let number = usize::from(formula.u16(1)?).checked_sub(1)?;
        self.plain_cells(Data(&self.names.get(number)?.formula))
    }

    /// The same without names, which may lead back to themselves.
    fn plain_cells(&self, formula: Data<'_>) -> Option<String> {
        match formula.u8(0)? & 0x1F | 0x20 {
            0x24 | 0x25 | 0x3A | 0x3B => formula::text(formula, self, None),
            _ => None,
        }
    }

    /// The sheet of a numbered reference with its sign, `'字典'!`.
    pub(super) fn quoted_sheet(&self, link: u16) -> Option<String> {
        let (_, sheet) = self.links.get(usize::from(link))?;
        let sheet = usize::from(*sheet);
        if self.book(link)? != Book::Own {
            return None;
        }
        Some(format!("{}!", quoted(self.sheets.get(sheet)?)))
    }
}

fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}
