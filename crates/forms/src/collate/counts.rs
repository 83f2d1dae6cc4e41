//! Statistics with rows that the template names: each number is the sum of the same cell of all
//! files, and totals have to be the sums that they say they are.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use catalog::title::normalise;
use workbook::{CellWrite, Sheet, WriteValue, write_cells};

use super::{Amount, Collated, Part, Sum, is_signed, is_total, label_columns, number, row_label};
use crate::template::{Template, TemplateColumn};

/// Adds the cells up and writes them where the template has no formula.
pub(super) fn collate(
    written: &[u8],
    file_name: &str,
    sheet: &Sheet,
    form: &Template,
    parts: &[Part<'_>],
    answer: &mut Collated,
) -> Result<Vec<u8>, Problem> {
    let labels = label_columns(form);
    let numbers: Vec<&TemplateColumn> = form
        .columns
        .iter()
        .filter(|column| column.asks() && !labels.contains(&column.index))
        .collect();
    let rows: Vec<(u32, String)> = (form.data_first_row..sheet.rows)
        .filter(|row| !is_signed(sheet, *row))
        .map(|row| (row, row_label(sheet, row, form)))
        .filter(|(_, label)| !label.is_empty())
        .collect();
    let mut cells: BTreeMap<(u32, u32), Amount> = BTreeMap::new();
    let mut sums: Vec<Sum> = numbers
        .iter()
        .map(|column| Sum {
            sheet: form.sheet.clone(),
            title: column.path.join("/"),
            files: Vec::new(),
            total: Amount::default(),
        })
        .collect();
    for part in parts {
        let own = Own::read(part, form, &rows, &numbers, answer);
        check(part, &rows, &numbers, &own, answer);
        for (column, sum) in numbers.iter().zip(&mut sums) {
            let mut of_file = Amount::default();
            for (row, label) in &rows {
                let Some(amount) = own.cells.get(&(*row, column.index)) else {
                    continue;
                };
                *cells.entry((*row, column.index)).or_default() += *amount;
                if !is_total(label) && !is_part(label) {
                    of_file += *amount;
                }
            }
            sum.files.push(of_file);
            sum.total += of_file;
        }
    }
    answer.sums.extend(sums);
    let writes: Vec<CellWrite> = cells
        .into_iter()
        .filter(|((row, col), _)| !sheet.is_formula(*row, *col))
        .map(|((row, col), amount)| CellWrite {
            sheet: form.sheet.clone(),
            row,
            col,
            value: WriteValue::Number(amount.to_f64()),
        })
        .collect();
    write_cells(written, file_name, &writes)
}

/// 其中：女性: a part of the row or column before it.
fn is_part(label: &str) -> bool {
    label
        .split('/')
        .any(|part| normalise(part).starts_with("其中"))
}

/// The numbers of one file by the template's rows and columns.
struct Own {
    cells: BTreeMap<(u32, u32), Amount>,
    /// Rows of the file by rows of the template.
    rows: BTreeMap<u32, u32>,
}

impl Own {
    /// Finds each row by its words; rows that the template does not have are told.
    fn read(
        part: &Part<'_>,
        form: &Template,
        rows: &[(u32, String)],
        numbers: &[&TemplateColumn],
        answer: &mut Collated,
    ) -> Self {
        let mut own = Self {
            cells: BTreeMap::new(),
            rows: BTreeMap::new(),
        };
        let mut wanted: Vec<(u32, String)> = rows
            .iter()
            .map(|(row, label)| (*row, normalise(label)))
            .collect();
        for row in part.first_row..part.last_row() {
            let label = normalise(&row_label(part.sheet, row, form));
            if label.is_empty() || is_signed(part.sheet, row) {
                continue;
            }
            let Some(at) = wanted.iter().position(|(_, name)| *name == label) else {
                answer.differences.push(part.difference(
                    row,
                    None,
                    &format!("表样里没有“{label}”这一行，没有汇总进去，请按表样的行填写。"),
                ));
                continue;
            };
            let (place, _) = wanted.remove(at);
            own.rows.insert(place, row);
            for column in numbers {
                let text = part.sheet.text(row, column.index);
                match number(&text) {
                    Some(amount) => {
                        own.cells.insert((place, column.index), amount);
                    }
                    None if catalog::text::is_nothing(&text) => {}
                    None => answer.differences.push(part.difference(
                        row,
                        Some(column.index),
                        &format!(
                            "“{}”应为数字，现为“{text}”，按空处理，请改正。",
                            column.label()
                        ),
                    )),
                }
            }
        }
        for (_, label) in wanted {
            answer.differences.push(part.difference(
                part.first_row.saturating_sub(1),
                None,
                &format!("缺少“{label}”这一行，按空处理，请按表样补上。"),
            ));
        }
        own
    }
}

/// The rows that total others, each with the groups of rows that it may total: 合计 all of them, 小计
/// those above it up to the one before, or those below it down to the next. Two 合计 have groups that
/// only a person can tell.
fn totals(rows: &[(u32, String)]) -> Vec<(u32, Vec<Vec<u32>>)> {
    let is_detail = |label: &str| !is_total(label) && !is_part(label);
    let is_sub = |label: &str| normalise(label).contains("小计");
    let details = |rows: &[(u32, String)]| -> Vec<u32> {
        rows.iter()
            .filter(|(_, label)| is_detail(label))
            .map(|(row, _)| *row)
            .collect()
    };
    let whole = rows
        .iter()
        .filter(|(_, label)| is_total(label) && !is_sub(label))
        .count();
    let mut found = Vec::new();
    for (at, (row, label)) in rows.iter().enumerate() {
        if !is_total(label) {
            continue;
        }
        let groups = if is_sub(label) {
            let above = rows[..at]
                .iter()
                .rposition(|(_, label)| is_total(label))
                .map_or(0, |before| before + 1);
            let below = rows[at + 1..]
                .iter()
                .position(|(_, label)| is_total(label))
                .map_or(rows.len(), |next| at + 1 + next);
            vec![details(&rows[above..at]), details(&rows[at + 1..below])]
        } else if whole == 1 {
            vec![details(rows)]
        } else {
            continue;
        };
        let groups: Vec<Vec<u32>> = groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect();
        if !groups.is_empty() {
            found.push((*row, groups));
        }
    }
    found
}

/// Totals have to be the sums of the rows they total, and parts no more than their whole.
fn check(
    part: &Part<'_>,
    rows: &[(u32, String)],
    numbers: &[&TemplateColumn],
    own: &Own,
    answer: &mut Collated,
) {
    let place = |row: &u32| own.rows.get(row).copied().unwrap_or(*row);
    for column in numbers {
        for (row, sums) in totals(rows) {
            let at = |row: &u32| own.cells.get(&(*row, column.index)).copied();
            let Some(said) = at(&row) else { continue };
            let sums: Vec<Amount> = sums
                .iter()
                .map(|details| {
                    let mut sum = Amount::default();
                    for row in details {
                        sum += at(row).unwrap_or_default();
                    }
                    sum
                })
                .collect();
            let Some(sum) = sums.first().filter(|_| !sums.contains(&said)) else {
                continue;
            };
            let label = rows
                .iter()
                .find(|(own, _)| *own == row)
                .map_or("合计", |(_, label)| label.as_str());
            answer.differences.push(part.difference(
                place(&row),
                Some(column.index),
                &format!(
                    "“{}”{label}写的是 {said}，各行相加是 {sum}，请核对。",
                    column.label()
                ),
            ));
        }
    }
    for (row, _) in rows {
        let mut whole: Option<(Amount, &str)> = None;
        for column in numbers {
            let amount = own.cells.get(&(*row, column.index)).copied();
            if !is_part(&column.path.join("/")) {
                whole = amount.map(|amount| (amount, column.label()));
            } else if let (Some(amount), Some((most, of))) = (amount, whole)
                && amount > most
            {
                answer.differences.push(part.difference(
                    place(row),
                    Some(column.index),
                    &format!(
                        "“{}”是 {amount}，比“{of}”的 {most} 还多，请核对。",
                        column.label()
                    ),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(labels: &[&str]) -> Vec<(u32, Vec<Vec<u32>>)> {
        let rows: Vec<(u32, String)> = (0..)
            .zip(labels)
            .map(|(row, label)| (row, (*label).to_owned()))
            .collect();
        totals(&rows)
    }

    #[test]
    fn a_subtotal_has_the_rows_of_its_group() {
        assert_eq!(
            found(&["北仲", "南仲", "小计", "东莱", "其中：城镇", "小计", "合计"]),
            [
                (2, vec![vec![0, 1], vec![3]]),
                (5, vec![vec![3]]),
                (6, vec![vec![0, 1, 3]]),
            ]
        );
        assert_eq!(
            found(&["小计", "北仲", "南仲"]),
            [(0, vec![vec![1, 2]])],
            "a subtotal above its rows"
        );
    }

    #[test]
    fn two_totals_are_left_to_a_person() {
        assert_eq!(found(&["北仲", "合计", "东莱", "合计"]), []);
    }
}
