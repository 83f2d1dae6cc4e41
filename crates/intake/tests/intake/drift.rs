//! From the bytes of two deliveries to what has changed between them.

use std::fmt::Write;

use intake::contract::Contract;
use intake::drift::{Before, Finding, Handing, drift};
use intake::survey::{Survey, survey};
use workbook::Limits;

use crate::made::{book, lines, source, today};

fn seen(bytes: &[u8], name: &str) -> Survey {
    survey(
        bytes,
        name,
        source("shequ-zoufang"),
        today(),
        &Limits::default(),
    )
    .unwrap()
}

fn list(title: &str, rows: usize, kind: &str) -> String {
    let mut text = format!("残疾人名单,,,\n姓名,身份证号,{title},所属社区\n");
    for row in 0..rows {
        let community = ["甲社区", "乙社区"][row % 2];
        let kind = if row % 10 == 3 { kind } else { "肢体" };
        writeln!(text, "测试{row},,{kind},{community}").unwrap();
    }
    text.push_str("合计,,,\n");
    text
}

fn compared(first: &str, next: &str) -> Vec<Finding> {
    let first = seen(first.as_bytes(), "名单.csv");
    let contract = Contract::proposed(source("shequ-zoufang"), std::slice::from_ref(&first));
    let before = Before {
        rows: first.rows,
        places: first.places,
        as_of: None,
    };
    let handing = Handing {
        part: false,
        as_of: 0,
    };
    drift(
        &contract,
        &seen(next.as_bytes(), "名单.csv"),
        &before,
        handing,
    )
}

#[test]
fn a_survey_counts_rows_places_and_codes_and_keeps_no_person() {
    let survey = seen(list("残疾类别", 100, "听力").as_bytes(), "名单.csv");
    assert_eq!(survey.rows, 100, "title and total are no rows");
    assert_eq!(survey.places["甲社区"], 50);
    let kinds = &survey.columns[2];
    assert_eq!(kinds.element.as_deref(), Some("disability_kind"));
    let codes: Vec<(&str, u64, u32)> = kinds
        .codes
        .iter()
        .map(|(label, code)| (label.as_str(), code.count, code.row))
        .collect();
    assert_eq!(
        codes,
        [("听力", 10, 6), ("肢体", 90, 3)],
        "as the table calls them"
    );
    let stored = format!("{survey:?}");
    assert!(!stored.contains("测试"), "{stored}");
}

#[test]
fn a_renamed_column_a_new_code_and_missing_rows_are_told_with_their_place() {
    let first = list("残疾类别", 100, "听力");
    assert_eq!(compared(&first, &list("残疾类别", 95, "听力")), []);

    let renamed = compared(&first, &list("残疾类型", 100, "听力"));
    assert_eq!(renamed[0].code, "column-renamed", "{renamed:?}");
    assert!(
        renamed[0].message.contains("工作表“名单”第 2 行 C 列"),
        "{renamed:?}"
    );

    let coded = compared(&first, &list("残疾类别", 100, "失明失聪"));
    assert_eq!(coded[0].code, "code-new", "{coded:?}");
    assert_eq!((coded[0].row, coded.len()), (Some(6), 1));

    let fewer = compared(&first, &list("残疾类别", 70, "听力"));
    assert_eq!(fewer[0].code, "rows-fewer", "{fewer:?}");
}

#[test]
fn a_file_that_lost_what_its_source_requires_is_surveyed_all_the_same() {
    let first = list("残疾类别", 100, "听力");
    let next = first.replacen("姓名", "称呼", 1);
    let findings = compared(&first, &next);
    assert!(
        findings
            .iter()
            .any(|finding| finding.column.as_deref() == Some("姓名")),
        "{findings:?}"
    );
}

#[test]
fn a_workbook_of_refused_rows_is_known_by_its_last_column() {
    let bytes = book(&[("退回行", &|sheet| {
        lines(
            sheet,
            0,
            &[
                &["姓名", "身份证号", "退回原因"],
                &["测试", "", "必需的内容为空"],
            ],
        );
    })]);
    let survey = seen(&bytes, "名单.xlsx");
    assert!(survey.returned);
    assert_eq!(
        survey.columns.len(),
        2,
        "the reason is no column of the list"
    );
}

#[test]
fn objects_and_tables_are_surveyed_alike() {
    let objects = "{\"姓名\":\"测试\",\"disability_kind\":\"听力\"}\n".repeat(30);
    let survey = seen(objects.as_bytes(), "推送.ndjson");
    assert_eq!(survey.rows, 30);
    assert_eq!(survey.columns[1].title, "残疾类别");
    assert_eq!(survey.columns[1].codes["听力"].count, 30);
}
