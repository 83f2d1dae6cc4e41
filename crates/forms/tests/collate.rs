//! Filled workbooks of one template come back as one: rows follow each other, numbers add up, and
//! what does not fit is named by file, sheet, row and column.
#![expect(clippy::unwrap_used, reason = "tests")]

use forms::collate::{Collated, Filled, collate};
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet};
use workbook::{Book, Limits, read};

const NAME: &str = "救助情况.xlsx";
const ROWS: [&str; 4] = ["北仲社区", "南仲社区", "其中：城镇", "合计"];

/// A list, and below it in a second sheet a table whose rows are named.
fn workbook(people: &[(&str, &str)], counts: &[[&str; 3]; 4]) -> Vec<u8> {
    let mut book = Workbook::new();
    let boxed = Format::new().set_border(FormatBorder::Thin);
    let list = book.add_worksheet().set_name("名册").unwrap();
    list.merge_range(0, 0, 0, 3, "临时救助名册", &boxed)
        .unwrap();
    texts(list, 1, &["序号", "姓名", "救助金额（元）", "备注"]);
    for (row, (name, amount)) in (2..).zip(people) {
        list.write(row, 0, row - 1).unwrap();
        texts_from(list, row, 1, &[name, amount]);
    }
    for row in 2..8 {
        list.write_blank(row, 3, &boxed).unwrap();
    }
    list.write(8, 0, "填表人：").unwrap();
    list.set_column_width(1, 33).unwrap();
    let sheet = book.add_worksheet().set_name("统计").unwrap();
    sheet
        .merge_range(0, 0, 0, 3, "临时救助情况统计表", &boxed)
        .unwrap();
    texts(
        sheet,
        1,
        &["社区", "救助户数", "救助人数", "其中：女性人数"],
    );
    for (row, (label, counts)) in (2..).zip(ROWS.iter().zip(counts)) {
        sheet.write(row, 0, *label).unwrap();
        texts_from(sheet, row, 1, counts);
    }
    book.save_to_buffer().unwrap()
}

fn texts(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    texts_from(sheet, row, 0, texts);
}

fn texts_from(sheet: &mut Worksheet, row: u32, col: u16, texts: &[&str]) {
    for (col, text) in (col..).zip(texts) {
        match text.parse::<f64>() {
            Ok(number) => sheet.write(row, col, number).unwrap(),
            Err(_) => sheet.write(row, col, *text).unwrap(),
        };
    }
}

const EMPTY: [[&str; 3]; 4] = [["", "", ""]; 4];

fn open(bytes: &[u8], name: &str) -> Book {
    read(bytes, name, &Limits::default()).unwrap()
}

fn put_together(files: &[(&str, Vec<u8>)]) -> (Book, Vec<u8>, Collated) {
    let template = workbook(&[], &EMPTY);
    let filled: Vec<Filled> = files
        .iter()
        .map(|(name, bytes)| Filled {
            name: (*name).to_owned(),
            book: open(bytes, name),
        })
        .collect();
    let (bytes, answer) = collate(&template, NAME, &open(&template, NAME), &filled).unwrap();
    (open(&bytes, NAME), bytes, answer)
}

fn column(book: &Book, sheet: &str, rows: std::ops::Range<u32>, col: u32) -> Vec<String> {
    let sheet = book.sheet(sheet).unwrap();
    rows.map(|row| sheet.text(row, col)).collect()
}

#[test]
fn rows_follow_each_other_and_counts_add_up() {
    let north = workbook(
        &[("张三", "1200.5"), ("李四", "300")],
        &[
            ["3", "5", "2"],
            ["1", "1", "0"],
            ["2", "3", "1"],
            ["4", "6", "2"],
        ],
    );
    let south = workbook(
        &[("王五", "0.25")],
        &[
            ["10", "20", "9"],
            ["0", "0", "0"],
            ["4", "7", "3"],
            ["10", "20", "9"],
        ],
    );
    let (book, _, answer) = put_together(&[("北.xlsx", north), ("南.xlsx", south)]);
    assert_eq!(answer.differences, []);
    assert_eq!((answer.files, answer.rows), (2, 3));
    assert_eq!(
        column(&book, "名册", 2..5, 0),
        ["1", "2", "3"],
        "序号 counts anew"
    );
    assert_eq!(column(&book, "名册", 2..5, 1), ["张三", "李四", "王五"]);
    assert_eq!(column(&book, "统计", 2..6, 2), ["25", "1", "10", "26"]);
    let list = answer
        .sums
        .iter()
        .find(|sum| sum.title == "救助金额（元）")
        .unwrap();
    let of_files: Vec<String> = list.files.iter().map(ToString::to_string).collect();
    assert_eq!(
        (of_files, list.total.to_string()),
        (vec!["1500.5".into(), "0.25".into()], "1500.75".into())
    );
    let counts = answer
        .sums
        .iter()
        .find(|sum| sum.title == "救助人数")
        .unwrap();
    assert_eq!(
        counts.total.to_string(),
        "26",
        "totals and parts are not counted twice"
    );
    // The footer of the list is still the last line.
    let list = book.sheet("名册").unwrap();
    assert_eq!(list.text(list.rows - 1, 0), "填表人：");
}

#[test]
fn what_does_not_fit_is_named_by_place() {
    let wrong = workbook(
        &[("张三", "一千二")],
        &[
            ["3", "5", "8"],
            ["1", "1", "0"],
            ["2", "3", "1"],
            ["4", "7", "2"],
        ],
    );
    let (_, _, answer) = put_together(&[("北.xlsx", wrong)]);
    let told: Vec<(Option<u32>, Option<&str>)> = answer
        .differences
        .iter()
        .map(|found| (found.row, found.column.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(3), Some("C")), // 一千二 is no number
            (Some(3), Some("D")), // more women than people
            (Some(6), Some("C")), // 7 is not 5 + 1
            (Some(6), Some("D")), // 2 is not 8 + 0
        ],
        "{:?}",
        answer.differences
    );
    let total = &answer.differences[2];
    assert_eq!(total.sheet, "统计");
    assert!(
        total.message.contains("第 6 行C 列")
            && total.message.contains("7")
            && total.message.contains("6"),
        "{}",
        total.message
    );
}

#[test]
fn a_changed_header_is_refused_and_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("名册").unwrap();
    texts(sheet, 1, &["序号", "姓名", "备注", "救助金额（元）"]);
    texts(sheet, 2, &["1", "张三", "", "100"]);
    let moved = book.save_to_buffer().unwrap();
    let (book, _, answer) = put_together(&[("改.xlsx", moved)]);
    assert_eq!(answer.rows, 0);
    assert_eq!(
        book.sheet("名册").unwrap().text(2, 1),
        "",
        "nothing is taken from it"
    );
    let told: Vec<&str> = answer
        .differences
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    assert!(
        told.iter()
            .any(|told| told.contains("C 列的列名应为“救助金额（元）”，现为“备注”")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|told| told.contains("没有工作表“统计”")),
        "{told:?}"
    );
}
