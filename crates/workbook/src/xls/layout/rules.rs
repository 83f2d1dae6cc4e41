//! Drop-down lists and print areas, with the references they are made of.

use crate::sheet::Range;
use crate::write::a1;

use super::super::biff::Data;
use super::{Choices, Rule, range};

/// Sheets and names that formulas refer to by number.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Names of the sheets in order.
    pub(super) sheets: Vec<String>,
    /// First sheet of each numbered reference.
    links: Vec<u16>,
    /// Sheet (counted from 1; 0 for all), whether it is a print area, and what it means.
    names: Vec<(u16, bool, Vec<u8>)>,
}

/// First byte of a name that programs give meaning to: the print area.
const PRINT_AREA: u8 = 6;

impl References {
    pub(super) fn take_sheets(&mut self, data: Data<'_>) {
        let count = usize::from(data.u16(0).unwrap_or(0));
        self.links
            .extend((0..count).map_while(|place| data.u16(2 + place * 6 + 2)));
    }

    pub(super) fn take_name(&mut self, data: Data<'_>) {
        let facts = (data.u16(0), data.u8(3), data.u16(4), data.u16(8));
        let (Some(flags), Some(length), Some(size), Some(sheet)) = facts else {
            return;
        };
        let wide = data.u8(14).is_some_and(|flags| flags & 1 != 0);
        let built_in = flags & 0x20 != 0 && data.u8(15) == Some(PRINT_AREA);
        let start = 15 + usize::from(length) * if wide { 2 } else { 1 };
        let formula = data.from(start).0;
        let formula = formula.get(..usize::from(size)).unwrap_or(formula);
        self.names.push((sheet, built_in, formula.to_vec()));
    }

    /// The print area of a sheet by its place.
    pub(super) fn print_area(&self, sheet: usize) -> Option<Range> {
        let (.., formula) = self
            .names
            .iter()
            .find(|(of, is_area, _)| *is_area && usize::from(*of) == sheet + 1)?;
        self.area(Data(formula)).map(|(_, range)| range)
    }

    /// The sheet and range that a formula consists of.
    fn area(&self, formula: Data<'_>) -> Option<(Option<String>, Range)> {
        match formula.u8(0)? {
            // An area and a cell of another sheet.
            0x3B | 0x5B | 0x7B => Some((Some(self.sheet(formula.u16(1)?)?), range(formula, 3)?)),
            0x3A | 0x5A | 0x7A => {
                let (row, col) = (
                    u32::from(formula.u16(3)?),
                    u32::from(formula.u16(5)? & 0x3FFF),
                );
                let range = Range {
                    first_row: row,
                    last_row: row,
                    first_col: col,
                    last_col: col,
                };
                Some((Some(self.sheet(formula.u16(1)?)?), range))
            }
            // An area of the own sheet.
            0x25 | 0x45 | 0x65 => Some((None, range(formula, 1)?)),
            // A name for an area.
            0x23 | 0x43 | 0x63 => {
                let number = usize::from(formula.u16(1)?).checked_sub(1)?;
                let (.., named) = self.names.get(number)?;
                let is_name = matches!(named.first(), Some(0x23 | 0x43 | 0x63));
                if is_name {
                    None
                } else {
                    self.area(Data(named))
                }
            }
            _ => None,
        }
    }

    fn sheet(&self, link: u16) -> Option<String> {
        self.sheets
            .get(usize::from(*self.links.get(usize::from(link))?))
            .cloned()
    }

    /// The drop-down list of a validation record; other validations give none.
    pub(super) fn rule(&self, data: Data<'_>) -> Option<Rule> {
        const LIST: u32 = 3;
        let flags = data.u32(0)?;
        if flags & 0xF != LIST {
            return None;
        }
        let mut at = 4;
        for _ in 0..4 {
            at += data.string(at)?.1;
        }
        let size = usize::from(data.u16(at)?);
        let formula = Data(data.0.get(at + 4..at + 4 + size)?);
        at += 4 + size;
        at += 4 + usize::from(data.u16(at)?);
        let choices = if formula.u8(0)? == 0x17 {
            let text = formula.short_string(1)?.0;
            Choices::Values(
                text.split('\0')
                    .map(|value| value.trim().to_owned())
                    .collect(),
            )
        } else {
            let (sheet, range) = self.area(formula)?;
            Choices::Cells(reference(sheet.as_deref(), &range))
        };
        let count = usize::from(data.u16(at)?);
        let ranges = (0..count)
            .map_while(|place| range(data, at + 2 + place * 8))
            .collect();
        Some(Rule { ranges, choices })
    }
}

/// `=字典!$A$2:$A$57`
fn reference(sheet: Option<&str>, range: &Range) -> String {
    let fixed = |row: u32, col: u32| format!("${}${}", a1::letters(col), row + 1);
    let sheet = sheet
        .map(|name| format!("'{}'!", name.replace('\'', "''")))
        .unwrap_or_default();
    format!(
        "={sheet}{}:{}",
        fixed(range.first_row, range.first_col),
        fixed(range.last_row, range.last_col)
    )
}
