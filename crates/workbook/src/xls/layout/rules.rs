//! What may stand in cells: drop-down lists and other checks, with their words to the user.

use crate::sheet::Range;

use super::super::biff::Data;
use super::names::References;
use super::{formula, range};

/// A check of cells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) ranges: Vec<Range>,
    pub(crate) check: Check,
    /// Whether an empty cell is accepted.
    pub(crate) accepts_empty: bool,
    /// Whether the list can be opened in the cell.
    pub(crate) drops_down: bool,
    /// 0 refuses, 1 warns, 2 tells.
    pub(crate) strictness: u8,
    /// Title and text shown when the cell is chosen.
    pub(crate) prompt: Option<(String, String)>,
    /// Title and text shown when a value is wrong.
    pub(crate) error: Option<(String, String)>,
}

/// What a cell has to hold. Formulas are texts without `=`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    /// Anything; there are only words to the user.
    Anything,
    /// One of these.
    Values(Vec<String>),
    /// What one of the cells holds that a formula gives: the formula, and the cells as far as they
    /// are fixed.
    Cells(String, Option<String>),
    /// A number, day, time or length compared to one value or two.
    Compared(Measure, u8, String, String),
    /// A formula that has to come true.
    Formula(String),
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Whole,
    Decimal,
    Date,
    Time,
    Length,
}

impl References {
    /// The check of a validation record; what is not understood gives none.
    pub(super) fn rule(&self, data: Data<'_>) -> Option<Rule> {
        let flags = data.u32(0)?;
        let mut at = 4;
        let mut words = Vec::new();
        for _ in 0..4 {
            let (text, size) = data.string(at)?;
            at += size;
            words.push(text.trim_matches('\0').to_owned());
        }
        let first = sized(data, &mut at)?;
        let second = sized(data, &mut at)?;
        let count = usize::from(data.u16(at)?);
        let ranges: Vec<Range> = (0..count)
            .map_while(|place| range(data, at + 2 + place * 8))
            .collect();
        let corner = ranges.first()?;
        let base = (corner.first_row, corner.first_col);
        let bits = |at: u32, mask: u32| u8::try_from((flags >> at) & mask).unwrap_or(0);
        let mut words = words.into_iter();
        let (prompt_title, error_title) = (words.next()?, words.next()?);
        let (prompt, error) = (words.next()?, words.next()?);
        Some(Rule {
            check: self.check(bits(0, 0xF), bits(20, 0xF), [first, second], base)?,
            ranges,
            accepts_empty: flags & 0x100 != 0,
            drops_down: flags & 0x200 == 0,
            strictness: bits(4, 7),
            prompt: (flags & 0x4_0000 != 0).then_some((prompt_title, prompt)),
            error: (flags & 0x8_0000 != 0).then_some((error_title, error)),
        })
    }

    fn check(
        &self,
        kind: u8,
        operator: u8,
        [first, second]: [Data<'_>; 2],
        base: formula::Base,
    ) -> Option<Check> {
        let text = |data: Data<'_>| formula::text(data, self, Some(base));
        let measure = match kind {
            0 => return Some(Check::Anything),
            3 => return self.list(first, base),
            7 => return text(first).map(Check::Formula),
            1 => Measure::Whole,
            2 => Measure::Decimal,
            4 => Measure::Date,
            5 => Measure::Time,
            6 => Measure::Length,
            _ => return None,
        };
        let second = if second.0.is_empty() {
            String::new()
        } else {
            text(second)?
        };
        Some(Check::Compared(measure, operator, text(first)?, second))
    }

    fn list(&self, formula: Data<'_>, base: formula::Base) -> Option<Check> {
        if formula.u8(0)? == 0x17 {
            let text = formula.short_string(1)?.0;
            let values = text.split('\0').map(|value| value.trim().to_owned());
            return Some(Check::Values(values.collect()));
        }
        let cells = self.cells(formula);
        let text = formula::text(formula, self, Some(base)).or_else(|| cells.clone())?;
        Some(Check::Cells(text, cells))
    }
}

/// A formula behind its size; moves behind it.
fn sized<'a>(data: Data<'a>, at: &mut usize) -> Option<Data<'a>> {
    let size = usize::from(data.u16(*at)?);
    let start = *at + 4;
    *at = start + size;
    data.0.get(start..start + size).map(Data)
}
