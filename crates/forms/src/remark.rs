//! What is worth telling about a department's tables though they can be read: things that a person
//! has to look at, each with its sentence.

use std::collections::BTreeMap;
use std::ops::Range;

use catalog::title::normalise;
use workbook::{Book, BookIssue, HeaderColumn, HeaderReading, Sheet, SheetKind, read_tables};

use crate::side_by_side;

/// More columns than this are seldom one form.
const MANY_COLUMNS: usize = 200;

/// Remarks on every visible sheet, from the first on.
#[must_use]
pub fn remarks(book: &Book) -> Vec<BookIssue> {
    book.sheets
        .iter()
        .filter(|sheet| !sheet.hidden)
        .flat_map(|sheet| {
            let tables = read_tables(sheet);
            tables
                .iter()
                .flat_map(|table| of_table(sheet, table))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn of_table(sheet: &Sheet, table: &HeaderReading) -> Vec<BookIssue> {
    if table.kind != SheetKind::Form {
        return Vec::new();
    }
    if table.header_rows.is_none() {
        return vec![issue(
            "form-no-header",
            format!(
                "工作表“{}”里没有找到表头，请确认每列上方写有列名后再上传；不是填报表的，可以删除或隐藏这张工作表。",
                sheet.name
            ),
        )];
    }
    let tables = side_by_side::tables(sheet, table);
    let mut told: Vec<BookIssue> = tables
        .iter()
        .flat_map(|places| equal_titles(sheet, &table.columns[places.clone()]))
        .collect();
    told.extend(beside_each_other(sheet, table, &tables));
    if table.columns.len() > MANY_COLUMNS {
        told.push(issue(
            "form-many-columns",
            format!(
                "工作表“{}”有 {} 列，已全部读取；这么多列多半是几张表拼在一起，请确认是否应拆开填报。",
                sheet.name,
                table.columns.len()
            ),
        ));
    }
    told
}

fn beside_each_other(
    sheet: &Sheet,
    table: &HeaderReading,
    tables: &[Range<usize>],
) -> Option<BookIssue> {
    if tables.len() < 2 {
        return None;
    }
    let letters = |place: usize| crate::collate::column_letters(table.columns[place].index);
    let spans: Vec<String> = tables
        .iter()
        .map(|places| format!("{}—{}", letters(places.start), letters(places.end - 1)))
        .collect();
    Some(issue(
        "form-side-by-side",
        format!(
            "工作表“{}”的 {} 列像是左右并列的 {} 张表，只按最左边一张填写，其余各列没有自动对应；请改成上下排列或分到不同工作表后再上传，或在表样里逐列指定。",
            sheet.name,
            spans.join("、"),
            tables.len()
        ),
    ))
}

fn equal_titles(sheet: &Sheet, table: &[HeaderColumn]) -> Vec<BookIssue> {
    let mut places: BTreeMap<Vec<String>, Vec<u32>> = BTreeMap::new();
    for column in table {
        let path = column.path.iter().map(|title| normalise(title)).collect();
        places.entry(path).or_default().push(column.index);
    }
    places
        .into_iter()
        .filter(|(path, columns)| columns.len() > 1 && path.iter().any(|title| !title.is_empty()))
        .map(|(path, columns)| {
            let letters: Vec<String> = columns
                .iter()
                .map(|column| crate::collate::column_letters(*column))
                .collect();
            issue(
                "form-equal-titles",
                format!(
                    "工作表“{}”的 {} 列列名都是“{}”，分不清各问什么，请改成不同的列名，或在表样里逐列指定。",
                    sheet.name,
                    letters.join("、"),
                    path.join("/")
                ),
            )
        })
        .collect()
}

fn issue(code: &str, message: String) -> BookIssue {
    BookIssue {
        code: code.to_owned(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rows: &[&[&str]]) -> Vec<String> {
        let book = Book {
            sheets: vec![Sheet::of_text("名册", rows)],
            notes: Vec::new(),
        };
        remarks(&book)
            .into_iter()
            .map(|issue| issue.message)
            .collect()
    }

    #[test]
    fn two_equal_titles_are_named() {
        let told = told(&[
            &["序号", "姓名", "电话", "姓 名*"],
            &["1", "张三", "13800138000", "李四"],
        ]);
        assert_eq!(told.len(), 1);
        assert!(
            told[0].contains("B、D 列") && told[0].contains("“姓名”"),
            "{told:?}"
        );
    }

    #[test]
    fn tables_beside_each_other_are_asked_about() {
        let told = told(&[
            &["序号", "姓名", "身份证号", "", "序号", "姓名", "身份证号"],
            &["1", "张三", "", "", "21", "李四", ""],
        ]);
        assert_eq!(
            told.len(),
            1,
            "equal titles of two tables are no fault: {told:?}"
        );
        assert!(
            told[0].contains("A—C、E—G 列") && told[0].contains("左右并列的 2 张表"),
            "{told:?}"
        );
    }

    #[test]
    fn four_hundred_columns_are_read_and_told() {
        let titles: Vec<String> = (1..=400).map(|at| format!("指标{at}人数")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let told = told(&[&titles]);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("400 列"), "{told:?}");
    }

    #[test]
    fn a_sheet_without_titles_is_told() {
        let told = told(&[
            &["1", "370203197512310024", "13800138000"],
            &["2", "370203197512310024", "13800138000"],
        ]);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("没有找到表头"), "{told:?}");
    }
}
