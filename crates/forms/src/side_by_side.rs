//! Tables that stand beside each other in the same rows (左右并列): a list that goes on to the right
//! to save paper, or another table in the free space.
//!
//! A row of such a sheet speaks of two people, or of a person and of something else. Only the table
//! on the left is filled; what the others are is asked.

use std::collections::BTreeSet;
use std::ops::Range;

use catalog::title::{Tier, normalise};
use workbook::{ColumnMatch, HeaderReading, Sheet};

/// Titles with which a table starts.
const STARTS: [&str; 4] = ["序号", "编号", "序", "号"];

/// Titles in common that tell a list which goes on.
const COMMON: usize = 2;

/// Free columns, and titles behind them, that tell another table.
const FREE_COLUMNS: u32 = 2;
const TITLES_BEHIND: usize = 3;

/// The tables of a header by the places of their columns, from the left; one for most.
pub(crate) fn tables(sheet: &Sheet, header: &HeaderReading) -> Vec<Range<usize>> {
    let count = header.columns.len();
    let mut starts = vec![0];
    for at in 1..count {
        let start = starts.last().copied().unwrap_or(0);
        if at - start >= 2 && starts_table(sheet, header, start, at) {
            starts.push(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([count]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

/// Takes back what was found for the columns of all tables but the first.
pub(crate) fn leave_out(matches: &mut [ColumnMatch], tables: &[Range<usize>]) {
    for matched in matches
        .iter_mut()
        .skip(tables.first().map_or(0, |first| first.end))
    {
        matched.element = None;
        matched.confidence = 0.0;
        matched.tier = Tier::None;
        matched.reason = "与左边的表左右并列，不能确定是否同一张表，请拆开或逐列指定".to_owned();
    }
}

fn starts_table(sheet: &Sheet, header: &HeaderReading, start: usize, at: usize) -> bool {
    let title = |at: usize| own_title(header, at);
    let free = free_columns(sheet, header, at);
    let starts_again = STARTS.contains(&title(at).as_str()) && title(start) == title(at);
    if free == 0 {
        return starts_again && common_titles(header, start, at) >= COMMON;
    }
    starts_again
        || common_titles(header, start, at) >= COMMON
        || free >= FREE_COLUMNS && header.columns.len() - at >= TITLES_BEHIND
}

fn own_title(header: &HeaderReading, at: usize) -> String {
    let title = header.columns[at].path.last();
    title.map_or(String::new(), |title| normalise(title))
}

/// Titles that stand on both sides of a place.
fn common_titles(header: &HeaderReading, start: usize, at: usize) -> usize {
    let left: BTreeSet<String> = (start..at).map(|place| own_title(header, place)).collect();
    let right: BTreeSet<String> = (at..header.columns.len())
        .map(|place| own_title(header, place))
        .collect();
    left.intersection(&right)
        .filter(|title| !title.is_empty())
        .count()
}

/// Columns between a title and the one on its left that hold nothing from the header down.
fn free_columns(sheet: &Sheet, header: &HeaderReading, at: usize) -> u32 {
    let Some((top, bottom)) = header.header_rows else {
        return 0;
    };
    let (left, right) = (header.columns[at - 1].index, header.columns[at].index);
    let is_free = |col: &u32| {
        let titled = sheet.merges.iter().any(|range| {
            range.first_row <= bottom
                && range.last_row >= top
                && (range.first_col..=range.last_col).contains(col)
        });
        let used = || {
            sheet
                .used_rows()
                .filter(|(row, _)| *row >= top)
                .any(|(_, cells)| cells.iter().any(|(place, _)| place == col))
        };
        !titled && !used()
    };
    let free = (left + 1..right).filter(is_free).count();
    u32::try_from(free).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbook::read_header;

    fn parts(rows: &[&[&str]]) -> Vec<Range<usize>> {
        let sheet = Sheet::of_text("名册", rows);
        tables(&sheet, &read_header(&sheet))
    }

    #[test]
    fn a_list_that_goes_on_to_the_right_is_two_tables() {
        let head = ["序号", "姓名", "身份证号", "", "序号", "姓名", "身份证号"];
        let row = ["1", "张三", "", "", "21", "李四", ""];
        assert_eq!(parts(&[&["困难群众花名册"], &head, &row]), [0..3, 3..6]);
        let close = ["序号", "姓名", "身份证号", "序号", "姓名", "身份证号"];
        assert_eq!(parts(&[&close]), [0..3, 3..6]);
        let thrice = [
            "序号", "姓名", "电话", "序号", "姓名", "电话", "序号", "姓名", "电话",
        ];
        assert_eq!(parts(&[&thrice]), [0..3, 3..6, 6..9]);
    }

    #[test]
    fn another_table_in_the_free_space_is_one_of_its_own() {
        let head = [
            "序号",
            "姓名",
            "身份证号",
            "联系电话",
            "",
            "",
            "社区名称",
            "户数",
            "人口数",
        ];
        assert_eq!(parts(&[&head]), [0..4, 4..7]);
    }

    #[test]
    fn tables_under_titles_of_their_own_are_told_apart() {
        let rows: &[&[&str]] = &[
            &["表一 低保人员", "", "", "", "表二 残疾人", "", ""],
            &["序号", "姓名", "身份证号", "", "序号", "姓名", "残疾类别"],
        ];
        let mut sheet = Sheet::of_text("名册", rows);
        sheet.merges = [0, 4]
            .map(|first_col| workbook::Range {
                first_row: 0,
                first_col,
                last_row: 0,
                last_col: first_col + 2,
            })
            .to_vec();
        assert_eq!(tables(&sheet, &read_header(&sheet)), [0..3, 3..6]);
    }

    #[test]
    fn one_table_stays_one() {
        let plain: &[&str] = &["序号", "姓名", "身份证号", "联系电话", "备注"];
        let spaced = &["序号", "姓名", "", "身份证号", "联系电话", "备注"];
        let twice = &["姓名", "电话", "监护人", "电话", "备注"];
        for head in [plain, spaced, twice] {
            assert_eq!(parts(&[head]).len(), 1, "{head:?}");
        }
        let roles: &[&[&str]] = &[
            &["序号", "户主信息", "", "配偶信息", ""],
            &["", "姓名", "身份证号", "姓名", "身份证号"],
        ];
        assert_eq!(parts(roles).len(), 1);
    }
}
