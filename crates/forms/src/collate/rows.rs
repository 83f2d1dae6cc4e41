//! Lists: the rows of all files, one below the other.

use catalog::problem::Problem;
use workbook::{Cell, WriteValue, fill, is_footer_row};

use super::{Amount, Collated, Part, Sum, number};
use crate::rollup::is_amount;
use crate::template::Template;

/// Writes the rows of every part under the header; 序号 counts anew.
pub(super) fn collate(
    written: &[u8],
    file_name: &str,
    form: &Template,
    parts: &[Part<'_>],
    answer: &mut Collated,
) -> Result<Vec<u8>, Problem> {
    let asked: Vec<_> = form.columns.iter().filter(|column| column.asks()).collect();
    let mut sums: Vec<Sum> = asked
        .iter()
        .filter(|column| is_amount(column))
        .map(|column| Sum {
            sheet: form.sheet.clone(),
            title: column.label().to_owned(),
            files: Vec::new(),
            total: Amount::default(),
        })
        .collect();
    let mut rows: Vec<Vec<WriteValue>> = Vec::new();
    for part in parts {
        for sum in &mut sums {
            sum.files.push(Amount::default());
        }
        for row in part.first_row..part.last_row() {
            let cells = part.sheet.dense_row(row);
            if cells.iter().all(Cell::is_empty) {
                continue;
            }
            if is_footer_row(&cells) {
                break;
            }
            if asked
                .iter()
                .all(|column| column.is_counted() || part.sheet.text(row, column.index).is_empty())
            {
                continue;
            }
            let place = rows.len() + 1;
            let mut amounts = sums.iter_mut();
            let mut values = Vec::with_capacity(asked.len());
            for column in &asked {
                let cell = part.sheet.cell(row, column.index);
                if column.is_counted() {
                    values.push(count(place));
                    continue;
                }
                if part.sheet.is_damaged_number(row, column.index) {
                    answer.differences.push(part.difference(
                        row,
                        Some(column.index),
                        "长号码被存成了数字，末几位已丢失，请设为文本格式后重新填写。",
                    ));
                }
                if is_amount(column) {
                    let sum = amounts.next();
                    let text = cell.text();
                    match (number(&text), sum) {
                        (Some(amount), Some(sum)) => {
                            sum.total += amount;
                            if let Some(own) = sum.files.last_mut() {
                                *own += amount;
                            }
                            values.push(WriteValue::Number(amount.to_f64()));
                        }
                        _ => {
                            if !catalog::text::is_nothing(&text) {
                                answer.differences.push(part.difference(
                                    row,
                                    Some(column.index),
                                    &format!(
                                        "“{}”应为数字，现为“{text}”，没有计入合计，请改正。",
                                        column.label()
                                    ),
                                ));
                            }
                            values.push(WriteValue::Text(text));
                        }
                    }
                    continue;
                }
                values.push(as_written(cell));
            }
            rows.push(values);
        }
    }
    answer.rows += rows.len();
    answer.sums.extend(sums);
    let columns: Vec<u32> = asked.iter().map(|column| column.index).collect();
    fill(
        written,
        file_name,
        &form.sheet,
        form.data_first_row,
        &rows,
        &columns,
    )
}

fn count(place: usize) -> WriteValue {
    u32::try_from(place).map_or_else(
        |_| WriteValue::Text(place.to_string()),
        |place| WriteValue::Number(f64::from(place)),
    )
}

/// The value as the file has it: days stay days, everything else is text or a number.
fn as_written(cell: &Cell) -> WriteValue {
    match cell {
        Cell::Date(moment) => WriteValue::Date(moment.date()),
        Cell::Number(number) if number.abs() < 1e15 => WriteValue::Number(*number),
        other => WriteValue::Text(other.text()),
    }
}
