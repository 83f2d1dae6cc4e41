//! Figures as a sheet: a row a unit, a column a figure and day, and the difference of two days.

use crate::wire::figure_run::{FigureOnDay, FigureTable, UnitCounts};

/// The header and rows of a table of figures.
pub fn sheet(table: &FigureTable) -> (Vec<String>, Vec<Vec<String>>) {
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
    let mut rows: Vec<Vec<String>> = table
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

fn row(table: &FigureTable, name: &str, of: impl Fn(&UnitCounts) -> u64) -> Vec<String> {
    let mut cells = vec![name.to_owned()];
    for figure in &table.figures {
        let counts: Vec<Option<u64>> = figure
            .days
            .iter()
            .map(|day| day.problem.is_none().then(|| of(&day.count)))
            .collect();
        let text = |count: &Option<u64>| count.map_or_else(|| "—".to_owned(), |n| n.to_string());
        cells.extend(counts.iter().map(text));
        if let [before, after] = counts.as_slice() {
            cells.push(match (before, after) {
                (Some(before), Some(after)) => {
                    (i128::from(*after) - i128::from(*before)).to_string()
                }
                _ => "—".to_owned(),
            });
        }
        if figure.days.iter().any(has_unknown) {
            // Of several days the last is what a reader goes on from.
            let last = figure.days.last().and_then(|day| day.unknown.as_ref());
            cells.push(text(&last.map(&of)));
        }
    }
    cells
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
        assert_eq!(
            rows,
            [
                ["甲", "3", "5", "2", "0"],
                ["乙", "4", "2", "-2", "1"],
                ["未划入", "1", "1", "0", "0"],
                ["合计", "8", "8", "0", "1"],
            ]
        );
    }
}
