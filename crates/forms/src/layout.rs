//! Writing filled rows back into the department's own workbook.

use catalog::element::ValueKind;
use catalog::period::day_of;
use catalog::problem::Problem;
use workbook::{WriteValue, fill};

use crate::amount::Amount;
use crate::cell::FormCell;
use crate::date_style::DateStyle;
use crate::output::{Output, of_column};
use crate::rollup::names_amount;
use crate::template::{Template, TemplateColumn};

/// What `workbook::fill` is called with, besides the original file.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Name of the sheet.
    pub sheet: String,
    /// First row to write, from 0.
    pub first_data_row: u32,
    /// Columns to write, from 0, in the order of the values of a row.
    pub columns: Vec<u32>,
    /// Values of each row.
    pub rows: Vec<Vec<WriteValue>>,
}

/// Lays rows out under the header of their template. Values are plain, not masked. 序号 is
/// counted anew, because rows of several communities follow each other and some are left out.
/// Identity numbers, phones and accounts are texts, so that no spreadsheet rounds them; amounts
/// are numbers, so that the department's formulas add them up; days are days where the
/// department's cells show days, and otherwise texts as its explanation wants them.
#[must_use]
pub fn lay_out<'a>(template: &Template, rows: impl IntoIterator<Item = &'a [FormCell]>) -> Layout {
    // Spacers stay as the department left them.
    let asked: Vec<(usize, Writing)> = template
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.asks())
        .map(|(at, column)| (at, Writing::of(column)))
        .collect();
    let values = |(position, row): (usize, &[FormCell])| {
        let value = |(at, writing): &(usize, Writing)| {
            let empty = || WriteValue::Text(String::new());
            row.get(*at)
                .map_or_else(empty, |cell| writing.value(cell, position))
        };
        asked.iter().map(value).collect()
    };
    Layout {
        sheet: template.sheet.clone(),
        first_data_row: template.data_first_row,
        columns: asked
            .iter()
            .map(|(at, _)| template.columns[*at].index)
            .collect(),
        rows: rows.into_iter().enumerate().map(values).collect(),
    }
}

/// Fills rows into the department's workbook and gives the new file; everything else in it stays
/// as it was.
///
/// # Errors
/// As `workbook::fill`.
pub fn write_back<'a>(
    original: &[u8],
    file_name: &str,
    template: &Template,
    rows: impl IntoIterator<Item = &'a [FormCell]>,
) -> Result<Vec<u8>, Problem> {
    let layout = lay_out(template, rows);
    fill(
        original,
        file_name,
        &layout.sheet,
        layout.first_data_row,
        &layout.rows,
        &layout.columns,
    )
}

/// How the cells of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// The number of the row.
    Count,
    /// As a number where the cell holds one.
    Number,
    /// As a day where the department's cells show days, else as text.
    Day,
    /// As text, in the way the recipient wants it.
    Text(Output),
}

impl Writing {
    fn of(column: &TemplateColumn) -> Self {
        if column.is_counted() {
            return Self::Count;
        }
        let number = match column.element() {
            Some(element) => matches!(element.kind, ValueKind::Integer | ValueKind::Decimal),
            None => names_amount(column),
        };
        let is_day = column
            .element()
            .is_some_and(|element| element.kind == ValueKind::Date);
        if number {
            Self::Number
        } else if is_day && !column.dates.is_some_and(DateStyle::is_no_day) {
            Self::Day
        } else {
            Self::Text(of_column(column))
        }
    }

    fn value(self, cell: &FormCell, position: usize) -> WriteValue {
        let number = match self {
            Self::Count => u32::try_from(position + 1).ok().map(f64::from),
            Self::Number => Amount::read(&cell.canonical).map(Amount::to_f64),
            Self::Text(output) if output != Output::Full => {
                return WriteValue::Text(output.write(&cell.text));
            }
            Self::Day => {
                let text = cell.text.clone();
                return match day_of(&cell.canonical) {
                    Some(day) => WriteValue::DayOrText(day, text),
                    None => WriteValue::Text(text),
                };
            }
            Self::Text(_) => None,
        };
        number.map_or_else(|| WriteValue::Text(cell.text.clone()), WriteValue::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::CellState;
    use crate::testing::template;

    fn day(text: &str) -> chrono::NaiveDate {
        day_of(text).expect("a day")
    }

    fn cell(text: &str, canonical: &str) -> FormCell {
        FormCell {
            text: text.to_owned(),
            canonical: canonical.to_owned(),
            ..FormCell::blank(CellState::Prefilled)
        }
    }

    #[test]
    fn identifiers_are_texts_and_amounts_numbers() {
        let form = template(&[
            ("序号", "序号"),
            ("身份证号", "公民身份号码"),
            ("电话", "联系电话"),
            ("", ""),
            ("银行账号", "银行账号"),
            ("津贴标准", "高龄津贴金额"),
            ("出生日期", "出生日期"),
            ("补助金额", ""),
            ("档次", ""),
        ]);
        let row = [
            cell("41", "41"),
            cell("370203194605150020", "370203194605150020"),
            cell("13800001234/053288661234", "13800001234;053288661234"),
            FormCell::blank(CellState::NotAsked),
            cell("6222023701000000018", "6222023701000000018"),
            cell("100.5", "100.5"),
            cell("1946-05-15", "1946-05-15"),
            cell("20", "20"),
            cell("2", "2"),
        ];
        let layout = lay_out(&form, [row.as_slice(), row.as_slice()]);
        assert_eq!(layout.columns, [0, 1, 2, 4, 5, 6, 7, 8]);
        assert_eq!(
            (layout.sheet.as_str(), layout.first_data_row),
            ("Sheet1", 1)
        );
        let text = |text: &str| WriteValue::Text(text.to_owned());
        let expected = |position: f64| {
            vec![
                WriteValue::Number(position),
                text("370203194605150020"),
                text("13800001234/053288661234"),
                text("6222023701000000018"),
                WriteValue::Number(100.5),
                WriteValue::DayOrText(day("1946-05-15"), "1946-05-15".to_owned()),
                WriteValue::Number(20.0),
                text("2"),
            ]
        };
        assert_eq!(layout.rows, [expected(1.0), expected(2.0)]);
    }

    #[test]
    fn an_identity_number_is_written_as_its_recipient_wants_it() {
        let mut form = template(&[("身份证号", "公民身份号码")]);
        form.columns[0].output = Output::LastSix;
        let row = [cell("370203194605150020", "370203194605150020")];
        let layout = lay_out(&form, [row.as_slice()]);
        assert_eq!(layout.rows, [vec![WriteValue::Text("150020".to_owned())]]);
    }

    #[test]
    fn days_that_the_explanation_wants_otherwise_are_texts() {
        let mut form = template(&[("出生日期", "出生日期")]);
        let written = |form: &Template, text: &str, canonical: &str| {
            let row = [cell(text, canonical)];
            lay_out(form, [row.as_slice()]).rows.remove(0).remove(0)
        };
        assert_eq!(
            written(&form, "1946/5/9", "1946-05-09"),
            WriteValue::DayOrText(day("1946-05-09"), "1946/5/9".to_owned())
        );
        let month = written(&form, "1946-05", "1946-05");
        assert_eq!(month, WriteValue::Text("1946-05".to_owned()));
        form.columns[0].dates = DateStyle::of_text("YYYYMMDD");
        let digits = written(&form, "19460509", "1946-05-09");
        assert_eq!(digits, WriteValue::Text("19460509".to_owned()));
    }

    #[test]
    fn an_amount_column_keeps_words() {
        let form = template(&[("津贴标准", "高龄津贴金额"), ("补助金额", "")]);
        let row = [cell("", ""), cell("待定", "待定")];
        let layout = lay_out(&form, [row.as_slice()]);
        let text = |text: &str| WriteValue::Text(text.to_owned());
        assert_eq!(layout.rows, [vec![text(""), text("待定")]]);
    }
}
