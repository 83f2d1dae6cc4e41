//! Figures as a sheet: a row a unit, a column a figure and day, and the difference of two days.

use workbook::Cell;

use crate::wire::figure_run::{FigureOnDay, FigureTable, UnitCounts};

/// The header and rows of a table of figures.
pub fn sheet(table: &FigureTable) -> (Vec<String>, Vec<Vec<Cell>>) {
    let mut header = vec!["单元".to_owned()];
    for figure in &table.figures {
        for day in &table.days {
            header.push(match table.days.len() {
                1 => format!("{}（{}）", figure.label, figure.unit),
                _ => format!("{} {day}（{}）", figure.label, figure.unit),
            });
        }
        if table.days.len() == 2 {
            header.push(format!("{} 增减", figure.label));
        }
        if figure.days.iter().any(has_unknown) {
            header.push(format!("{} 无法判断", figure.label));
        }
    }
    let mut rows: Vec<Vec<Cell>> = table
        .units
        .iter()
        .enumerate()
        .map(|(at, unit)| {
            row(table, unit, |counts| {
                counts.units.get(at).copied().unwrap_or(0)
            })
        })
        .collect();
    rows.push(row(table, "未划入", |counts| counts.none));
    rows.push(row(table, "合计", |counts| counts.total));
    (header, rows)
}

fn row(table: &FigureTable, name: &str, of: impl Fn(&UnitCounts) -> u64) -> Vec<Cell> {
    let mut cells = vec![Cell::Text(name.to_owned())];
    for figure in &table.figures {
        let counts: Vec<Option<u64>> = figure
            .days
            .iter()
            .map(|day| day.problem.is_none().then(|| of(&day.count)))
            .collect();
        cells.extend(
            counts
                .iter()
                .map(|count| number(count.map(u64::cast_signed))),
        );
        if let [before, after] = counts.as_slice() {
            let both = before.zip(*after);
            cells.push(number(
                both.map(|(before, after)| after.cast_signed() - before.cast_signed()),
            ));
        }
        if figure.days.iter().any(has_unknown) {
            // Of several days the last is what a reader goes on from.
            let last = figure.days.last().and_then(|day| day.unknown.as_ref());
            cells.push(number(last.map(&of).map(u64::cast_signed)));
        }
    }
    cells
}

/// A count; a dash where a day could not be counted.
fn number(count: Option<i64>) -> Cell {
    count.map_or_else(|| Cell::Text("—".to_owned()), Cell::count)
}

fn has_unknown(day: &FigureOnDay) -> bool {
    day.unknown.as_ref().is_some_and(|counts| counts.total > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::figure_run::FigureColumn;

    fn counts(units: [u64; 2], none: u64) -> UnitCounts {
        UnitCounts {
            units: units.to_vec(),
            none,
            total: units.iter().sum::<u64>() + none,
        }
    }

    #[test]
    fn two_days_stand_side_by_side_with_their_difference() {
        let table = FigureTable {
            units: vec!["甲".to_owned(), "乙".to_owned()],
            days: vec!["2026-06-30".to_owned(), "2026-07-31".to_owned()],
            figures: vec![FigureColumn {
                label: "低保".to_owned(),
                meaning: String::new(),
                unit: "人".to_owned(),
                days: vec![
                    FigureOnDay {
                        count: counts([3, 4], 1),
                        ..FigureOnDay::default()
                    },
                    FigureOnDay {
                        count: counts([5, 2], 1),
                        unknown: Some(counts([0, 1], 0)),
                        ..FigureOnDay::default()
                    },
                ],
            }],
            notes: Vec::new(),
        };
        let (header, rows) = sheet(&table);
        assert_eq!(
            header,
            [
                "单元",
                "低保 2026-06-30（人）",
                "低保 2026-07-31（人）",
                "低保 增减",
                "低保 无法判断"
            ]
        );
        let line = |name: &str, numbers: [i64; 4]| -> Vec<Cell> {
            let numbers = numbers.map(Cell::count);
            let name = Cell::Text(name.to_owned());
            [name].into_iter().chain(numbers).collect()
        };
        assert_eq!(
            rows,
            [
                line("甲", [3, 5, 2, 0]),
                line("乙", [4, 2, -2, 1]),
                line("未划入", [1, 1, 0, 0]),
                line("合计", [8, 8, 0, 1]),
            ]
        );
    }
}
