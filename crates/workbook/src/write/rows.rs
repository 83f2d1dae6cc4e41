//! Writes the rows of a sheet: those above the data as they are, the data, and what is below
//! moved down.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use quick_xml::escape::escape;

use super::WriteValue;
use super::a1;
use super::formula;
use super::growth::Growth;
use super::row_xml::{CellXml, FormulaXml, RowXml};
use super::styles::Styles;

/// Longest text that a cell of a spreadsheet holds.
const LONGEST_TEXT: usize = 32_767;

/// Digits from which a spreadsheet program would damage a number somebody edits.
const LONG_NUMBER: usize = 11;

/// Data rows to be written.
pub(super) struct Data<'a> {
    pub(super) growth: Growth,
    pub(super) rows: &'a [Vec<WriteValue>],
    /// 0-based column of each value of a row.
    pub(super) columns: &'a [u32],
}

/// Writes rows in order.
pub(super) struct RowWriter<'a, 'x> {
    pub(super) p: String,
    pub(super) sheet: &'a str,
    pub(super) data: Option<Data<'a>>,
    /// Single cells by row and column.
    pub(super) singles: BTreeMap<u32, BTreeMap<u32, &'a WriteValue>>,
    pub(super) styles: &'a mut Styles,
    /// Formats of whole columns: first, last, format.
    pub(super) column_styles: Vec<(u32, u32, u32)>,
    pub(super) out: String,
    /// Whether any formula was met.
    pub(super) formulas: bool,
    /// Place of the next data row, from 0.
    next: u32,
    first: Option<RowXml<'x>>,
    last: Option<RowXml<'x>>,
}

impl<'a, 'x> RowWriter<'a, 'x> {
    pub(super) fn new(
        sheet: &'a str,
        data: Option<Data<'a>>,
        singles: BTreeMap<u32, BTreeMap<u32, &'a WriteValue>>,
        styles: &'a mut Styles,
    ) -> Self {
        Self {
            p: String::new(),
            sheet,
            data,
            singles,
            styles,
            column_styles: Vec::new(),
            out: String::new(),
            formulas: false,
            next: 0,
            first: None,
            last: None,
        }
    }

    /// Takes the next row of the sheet.
    pub(super) fn take(&mut self, row: RowXml<'x>) {
        self.formulas |= row.has_formula();
        let Some(growth) = self.data.as_ref().map(|data| data.growth) else {
            self.plain(&row, None);
            return;
        };
        if row.index < growth.first {
            self.plain(&row, Some(growth));
        } else if row.index < growth.end() {
            self.data_row(row, growth);
        } else {
            self.finish_data();
            self.plain(&row, Some(growth));
        }
    }

    /// Everything is taken: what has no row in the layout is written now.
    pub(super) fn finish(&mut self) {
        self.finish_data();
        self.singles_before(u32::MAX);
    }

    /// A row outside of the data.
    fn plain(&mut self, row: &RowXml<'x>, growth: Option<Growth>) {
        self.singles_before(row.index);
        let singles = self.singles.remove(&row.index).unwrap_or_default();
        let index = growth.map_or(row.index, |growth| growth.row(row.index));
        if index == row.index && singles.is_empty() && !row.has_formula() {
            self.out.push_str(row.raw);
            return;
        }
        self.open_row(index, row);
        let mut cells: BTreeMap<u32, Option<&CellXml<'_>>> = row
            .cells
            .iter()
            .map(|cell| (cell.col, Some(cell)))
            .collect();
        for col in singles.keys() {
            cells.entry(*col).or_default();
        }
        for (col, cell) in cells {
            match (singles.get(&col), cell) {
                (Some(value), cell) => {
                    let style = self.style_of(cell, Some(row), col);
                    self.value(index, col, style, value);
                }
                (None, Some(cell)) => {
                    let formula = cell
                        .formula
                        .as_ref()
                        .map(|formula| self.moved(formula, growth));
                    cell.write(&mut self.out, &self.p, index, formula.as_ref());
                }
                (None, None) => {}
            }
        }
        self.close_row();
    }

    /// Rows for single cells that the layout does not have.
    fn singles_before(&mut self, index: u32) {
        while let Some(row) = self
            .singles
            .keys()
            .next()
            .copied()
            .filter(|row| *row < index)
        {
            let cells = self.singles.remove(&row).unwrap_or_default();
            self.open_row(row, &RowXml::default());
            for (col, value) in cells {
                let style = self.style_of(None, None, col);
                self.value(row, col, style, value);
            }
            self.close_row();
        }
    }

    /// A row of the layout that offers itself for data.
    fn data_row(&mut self, row: RowXml<'x>, growth: Growth) {
        let place = row.index - growth.first;
        while self.next < place {
            self.missing_data_row();
        }
        let is_last = place + 1 == growth.old;
        if is_last && growth.delta() > 0 && place > 0 {
            // The last row of a frame often closes it; it stays the last one.
            self.last = Some(row);
            return;
        }
        self.write_data(place, &row);
        self.next = place + 1;
        if place == 0 {
            self.first = Some(row);
        }
    }

    /// A data row without a row in the layout: as the first one.
    fn missing_data_row(&mut self) {
        let place = self.next;
        self.next += 1;
        let wanted = self
            .data
            .as_ref()
            .is_some_and(|data| (place as usize) < data.rows.len());
        if wanted {
            let template = self.first.take().unwrap_or_default();
            self.write_data(place, &template);
            self.first = Some(template);
        }
    }

    fn finish_data(&mut self) {
        let Some(growth) = self.data.as_ref().map(|data| data.growth) else {
            return;
        };
        while self.next < growth.new {
            let closes = self.next + 1 == growth.new;
            match self.last.take_if(|_| closes) {
                Some(last) => {
                    self.write_data(self.next, &last);
                    self.next += 1;
                }
                None => self.missing_data_row(),
            }
        }
    }

    /// Writes the data row of a place in the look of a row of the layout. Old values of the
    /// layout do not stay: they would mix with those of another row. Formulas stay and are
    /// repeated.
    fn write_data(&mut self, place: u32, template: &RowXml<'x>) {
        let Some(data) = &self.data else { return };
        let index = data.growth.first + place;
        let (growth, rows, columns) = (data.growth, data.rows, data.columns);
        let values = rows.get(place as usize).map(Vec::as_slice);
        let mut cells: BTreeMap<u32, (Option<&CellXml<'_>>, Option<&WriteValue>)> = template
            .cells
            .iter()
            .map(|cell| (cell.col, (Some(cell), None)))
            .collect();
        for (col, value) in columns.iter().zip(values.unwrap_or_default()) {
            cells.entry(*col).or_default().1 = Some(value);
        }
        self.open_row(index, template);
        for (col, (cell, value)) in cells {
            let formula = cell.and_then(|cell| cell.formula.as_ref());
            match (value, cell, formula) {
                (Some(value), ..) => {
                    let style = self.style_of(cell, Some(template), col);
                    self.value(index, col, style, value);
                }
                (None, Some(cell), Some(formula)) => {
                    let repeated = FormulaXml {
                        array: None,
                        text: formula::translated(
                            &formula.text,
                            i64::from(index) - i64::from(template.index),
                            0,
                        ),
                    };
                    let formula = if index == template.index {
                        self.moved(formula, Some(growth))
                    } else {
                        repeated
                    };
                    cell.write(&mut self.out, &self.p, index, Some(&formula));
                }
                (None, cell, None) => {
                    let style = self.style_of(cell, Some(template), col);
                    self.value(index, col, style, &WriteValue::Text(String::new()));
                }
                (None, None, Some(_)) => {}
            }
        }
        self.close_row();
    }

    fn moved(&self, formula: &FormulaXml, growth: Option<Growth>) -> FormulaXml {
        let Some(growth) = growth else {
            return formula.clone();
        };
        FormulaXml {
            array: formula
                .array
                .as_ref()
                .map(|range| growth.rule_ranges(range)),
            text: formula::grown(&formula.text, true, self.sheet, &growth),
        }
    }

    fn style_of(&self, cell: Option<&CellXml<'_>>, row: Option<&RowXml<'_>>, col: u32) -> u32 {
        let column = || {
            let of_column = self
                .column_styles
                .iter()
                .find(|(first, last, _)| (*first..=*last).contains(&col));
            of_column.map(|(_, _, style)| *style)
        };
        match cell {
            Some(cell) => cell.style.unwrap_or(0),
            None => row.and_then(|row| row.style).or_else(column).unwrap_or(0),
        }
    }

    fn open_row(&mut self, index: u32, like: &RowXml<'_>) {
        // A hidden row would hide data.
        let attributes = like
            .attributes
            .replace(" hidden=\"1\"", "")
            .replace(" hidden=\"true\"", "");
        self.out
            .push_str(&format!("<{}row r=\"{}\"{attributes}>", self.p, index + 1));
    }

    fn close_row(&mut self) {
        self.out.push_str(&format!("</{}row>", self.p));
    }

    fn value(&mut self, row: u32, col: u32, style: u32, value: &WriteValue) {
        let p = self.p.clone();
        let (style, content) = match value {
            WriteValue::Text(text) if text.is_empty() => (style, None),
            WriteValue::Text(text) => {
                let style = if is_long_number(text) {
                    self.styles.as_text(style)
                } else {
                    style
                };
                (style, Some(inline(&p, text)))
            }
            WriteValue::Number(number) if number.is_finite() => {
                (style, Some(format!("><{p}v>{number}</{p}v>")))
            }
            WriteValue::Number(number) => (style, Some(inline(&p, &number.to_string()))),
            WriteValue::Date(day) if self.styles.is_text(style) => {
                (style, Some(inline(&p, &day.format("%Y-%m-%d").to_string())))
            }
            WriteValue::DayOrText(day, text) => {
                let as_day = self.styles.shows_days(style) && serial(*day).is_some();
                let value = if as_day {
                    WriteValue::Date(*day)
                } else {
                    WriteValue::Text(text.clone())
                };
                self.value(row, col, style, &value);
                return;
            }
            WriteValue::Date(day) => match serial(*day) {
                Some(serial) => (
                    self.styles.as_day(style),
                    Some(format!("><{p}v>{serial}</{p}v>")),
                ),
                None => (style, Some(inline(&p, &day.format("%Y-%m-%d").to_string()))),
            },
        };
        let name = a1::name(row, col);
        let style = if style == 0 {
            String::new()
        } else {
            format!(" s=\"{style}\"")
        };
        match content {
            None => self.out.push_str(&format!("<{p}c r=\"{name}\"{style}/>")),
            Some(content) => self
                .out
                .push_str(&format!("<{p}c r=\"{name}\"{style}{content}</{p}c>")),
        }
    }
}

/// The rest of the start tag and the content of a text cell.
fn inline(p: &str, text: &str) -> String {
    // XML has no way to say most control characters.
    let clean: String = text
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .take(LONGEST_TEXT)
        .collect();
    format!(
        " t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is>",
        escape(clean.as_str())
    )
}

fn is_long_number(text: &str) -> bool {
    text.len() >= LONG_NUMBER
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'x'))
}

/// The serial number of a day; days before March 1900 differ between programs and go as text.
fn serial(day: NaiveDate) -> Option<i64> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let serial = day.signed_duration_since(epoch).num_days();
    (serial > 60).then_some(serial)
}
