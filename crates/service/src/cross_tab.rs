//! Tables of two things that people are counted by (交叉表), for the screen and as a sheet.

use catalog::problem::Problem;
use workbook::Cell;

use crate::app::App;
use crate::dimension::{dimension, key_labels, label_of, require_crowd};
use crate::rights::{Caller, Right};
use crate::tag::figures::in_background;
use crate::view::person::check_tags;
use crate::wire::dimension::{CrossTabAsked, CrossTabRow, CrossTabView};

/// More than anybody reads on a screen or prints on a sheet.
const MOST_CELLS: usize = 3_000;

/// Counts a table as far as the caller may ask it.
///
/// # Errors
/// `group-unknown`, `group-same`, `group-not-crossed`, `group-too-few`, `cross-tab-too-large`, and what the caller
/// may not ask by.
pub async fn cross_tab(
    app: &App,
    caller: &Caller,
    asked: &CrossTabAsked,
) -> Result<CrossTabView, Problem> {
    caller.require(Right::ReadPeople)?;
    check_tags(app, caller, &asked.query)?;
    let rows = dimension(app, caller, &asked.rows)?;
    let columns = dimension(app, caller, &asked.columns)?;
    if rows == columns {
        return Err(Problem::bad_input(
            "group-same",
            "行和列是同一项，请给列选另一个分组项。",
        ));
    }
    let areas = app.areas();
    let filter = asked
        .query
        .filter(caller.scope(asked.query.area.as_deref(), &areas)?);
    let table = in_background(app.snapshot.load(), move |snapshot| {
        snapshot.cross_tab(&filter, rows, columns)
    })
    .await?;
    require_crowd(&[rows, columns], table.cells.iter().flatten().sum())?;
    let (height, width) = (table.rows.len(), table.columns.len());
    if height * width > MOST_CELLS {
        return Err(Problem::bad_input(
            "cross-tab-too-large",
            format!(
                "这张交叉表有 {height} 行 {width} 列，超过 {MOST_CELLS} 格，请缩小区划，或换一个组数少的分组项。"
            ),
        ));
    }
    let totals: Vec<u64> = (0..width)
        .map(|column| table.cells.iter().map(|cells| cells[column]).sum())
        .collect();
    Ok(CrossTabView {
        row_label: label_of(rows),
        column_label: label_of(columns),
        columns: key_labels(&areas, columns, &table.columns),
        rows: key_labels(&areas, rows, &table.rows)
            .into_iter()
            .zip(table.rows)
            .zip(table.cells)
            .map(|((label, key), cells)| CrossTabRow {
                key,
                label,
                total: cells.iter().sum(),
                cells,
            })
            .collect(),
        total: totals.iter().sum(),
        totals,
    })
}

/// The header and rows of a table, with its totals.
pub fn sheet(table: CrossTabView) -> (Vec<String>, Vec<Vec<Cell>>) {
    let corner = format!("{}＼{}", table.row_label, table.column_label);
    let line = |name: String, cells: &[u64], total: u64| -> Vec<Cell> {
        let counts = cells.iter().chain([&total]);
        let numbers = counts.map(|count| Cell::count(count.cast_signed()));
        [Cell::Text(name)].into_iter().chain(numbers).collect()
    };
    let mut rows: Vec<Vec<Cell>> = table
        .rows
        .into_iter()
        .map(|row| line(row.label, &row.cells, row.total))
        .collect();
    rows.push(line("合计".to_owned(), &table.totals, table.total));
    let header = [corner]
        .into_iter()
        .chain(table.columns)
        .chain(["合计".to_owned()]);
    (header.collect(), rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_the_totals_of_rows_and_columns() {
        let (header, rows) = sheet(CrossTabView {
            row_label: "文化程度".to_owned(),
            column_label: "性别".to_owned(),
            columns: vec!["男".to_owned(), "不详".to_owned()],
            rows: vec![CrossTabRow {
                key: "21".to_owned(),
                label: "小学".to_owned(),
                cells: vec![3, 1],
                total: 4,
            }],
            totals: vec![3, 1],
            total: 4,
        });
        assert_eq!(header, ["文化程度＼性别", "男", "不详", "合计"]);
        let line = |name: &str| -> Vec<Cell> {
            let counts = [3, 1, 4].map(Cell::count);
            [Cell::Text(name.to_owned())]
                .into_iter()
                .chain(counts)
                .collect()
        };
        assert_eq!(rows, [line("小学"), line("合计")]);
    }
}
