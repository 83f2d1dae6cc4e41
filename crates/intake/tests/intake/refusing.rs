//! Rows that are sent back, mended, and handed in again.

use chrono::Datelike;
use intake::refused::refused_workbook;
use workbook::Limits;

use crate::made::{book, id, lines, merged, read, source, today};

fn refused(bytes: &[u8], name: &str, code: &str) -> Vec<u8> {
    refused_workbook(bytes, name, source(code), today(), &Limits::default()).unwrap()
}

/// The workbook with some texts replaced by others.
fn mended(bytes: &[u8], replace: &dyn Fn(u32, u32, &str) -> String) -> Vec<u8> {
    let read = workbook::read(bytes, "退回行.xlsx", &Limits::default()).unwrap();
    let sheet = &read.sheets[0];
    book(&[("退回行", &|written| {
        for (row, cells) in sheet.used_rows() {
            for (col, cell) in cells {
                let text = replace(row, *col, &cell.text());
                written
                    .write_string(row, u16::try_from(*col).unwrap(), text)
                    .unwrap();
            }
        }
    })])
}

#[test]
fn refused_rows_come_back_with_their_reason_and_can_be_mended() {
    let (good, other) = (id("19460515", 2), id("19500102", 4));
    let text = format!(
        "姓名,身份证号,保障金额,住址\n张秀英,{good},800,金桂苑3-2-301\n李四,37020319500102004,900,金桂苑3-2-302\n王五,,700,金桂苑3-2-303\n"
    );
    let back = refused(text.as_bytes(), "低保.csv", "minzheng-dibao");
    let sheet = workbook::read(&back, "退回行.xlsx", &Limits::default())
        .unwrap()
        .sheets
        .remove(0);
    let titles: Vec<String> = (0..sheet.columns).map(|col| sheet.text(0, col)).collect();
    assert_eq!(titles, ["姓名", "身份证号", "保障金额", "住址", "退回原因"]);
    assert_eq!(sheet.text(1, 0), "李四");
    assert_eq!(sheet.text(1, 1), "37020319500102004");
    assert!(sheet.text(1, 4).contains("第3行"), "{}", sheet.text(1, 4));
    assert!(
        sheet.text(1, 4).contains("身份证号"),
        "{}",
        sheet.text(1, 4)
    );
    assert!(sheet.text(2, 4).contains("第4行"));
    // As it is, it is refused again for the same reasons.
    let again = read(&back, "退回行.xlsx", "minzheng-dibao");
    assert_eq!(again.card().rows_refused, 2);
    assert!(again.card().unknown_columns.is_empty());
    // Mended, it is read without a word.
    let wang = id("19620303", 6);
    let whole = mended(&back, &|row, col, text| match (row, col) {
        (1, 1) => other.clone(),
        _ => text.to_owned(),
    });
    let outcome = read(&whole, "退回行.xlsx", "minzheng-dibao");
    assert_eq!(
        (outcome.card().rows_loaded, outcome.card().rows_refused),
        (1, 1)
    );
    assert_eq!(outcome.value(2, "dibao_amount"), Some("900"));
    assert!(wang.starts_with("370203") && today().year() == 2026);
}

#[test]
fn headers_of_two_levels_keep_their_meaning() {
    let (head, member) = (id("19460515", 2), id("19700101", 3));
    let bytes = book(&[("名册", &|sheet| {
        merged(sheet, (0, 0), (0, 1), "户主");
        merged(sheet, (0, 0), (2, 3), "家庭成员");
        merged(sheet, (0, 1), (4, 4), "保障金额");
        lines(sheet, 1, &[&["姓名", "身份证号", "姓名", "身份证号"]]);
        lines(
            sheet,
            2,
            &[
                &["张秀英", &head, "李四", &member, "800"],
                &["张秀英", &head, "王五", "", "800"],
            ],
        );
    })]);
    let outcome = read(&bytes, "低保.xlsx", "minzheng-dibao");
    assert_eq!(
        outcome.value(3, "head_id_number"),
        Some(head.as_str()),
        "{:?}",
        outcome.card()
    );
    assert_eq!(outcome.value(3, "id_number"), Some(member.as_str()));
    assert_eq!(outcome.card().rows_refused, 1);
    let back = refused(&bytes, "低保.xlsx", "minzheng-dibao");
    let whole = mended(&back, &|_, _, text| text.to_owned());
    let again = read(&whole, "退回行.xlsx", "minzheng-dibao");
    assert_eq!(again.card().rows_refused, 1);
    // The head's number did not slip into the member's column.
    assert_eq!(again.places(&["required-empty"]).len(), 1);
    let sheet = workbook::read(&back, "退回行.xlsx", &Limits::default())
        .unwrap()
        .sheets
        .remove(0);
    let column = (0..sheet.columns)
        .find(|col| {
            [
                "成员身份证号",
                "家庭成员身份证号",
                "身份证号",
                "公民身份号码",
            ]
            .contains(&sheet.text(0, *col).as_str())
        })
        .unwrap();
    let number = member.clone();
    let bytes = book(&[("退回行", &|written| {
        for (row, cells) in sheet.used_rows() {
            for (col, cell) in cells {
                written
                    .write_string(row, u16::try_from(*col).unwrap(), cell.text())
                    .unwrap();
            }
        }
        written
            .write_string(1, u16::try_from(column).unwrap(), &number)
            .unwrap();
    })]);
    let outcome = read(&bytes, "退回行.xlsx", "minzheng-dibao");
    assert_eq!(
        (outcome.card().rows_loaded, outcome.card().rows_refused),
        (1, 0),
        "{:?}",
        outcome.issues
    );
    assert_eq!(outcome.value(2, "id_number"), Some(member.as_str()));
    assert_eq!(outcome.value(2, "head_id_number"), Some(head.as_str()));
    assert_eq!(outcome.value(2, "name"), Some("王五"));
}

#[test]
fn nothing_refused_is_said() {
    let text = format!("姓名,身份证号\n张三,{}\n", id("19460515", 1));
    let problem = refused_workbook(
        text.as_bytes(),
        "低保.csv",
        source("minzheng-dibao"),
        today(),
        &Limits::default(),
    )
    .unwrap_err();
    assert_eq!(problem.code, "nothing-refused");
}
