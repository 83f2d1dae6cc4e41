#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use catalog::element::no;
use catalog::values::Values;
use rustc_hash::FxHashMap;
use workbook::Limits;

use super::*;
use crate::address::Territory;
use crate::delivery::{Setting, read_delivery};
use crate::reconcile::{Arrived, reconcile};

const MAPPING: &str = r#"
name = "老系统"
[[table]]
input = "resident"
source = "shequ-zoufang"
as_of = "2024-12-31"
key = "BH"
ignore = ["CJSJ"]
[table.columns]
XM = "name"
SFZH = "公民身份号码"
XB = { to = "sex", codes = { "0" = "男", "1" = "女" } }
[table.constants]
street = "辽宁路街道"
"#;

const OLD: &str =
    "BH,XM,SFZH,XB,CJSJ,BZ\nA1,李秀英,370203194605150020,1,2019,\nA2,王五,12345,7,2019,旧\n";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

#[test]
fn a_table_is_put_into_the_words_of_the_catalogue() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let table = &mapping.tables[0];
    let mapped = map_table(OLD.as_bytes(), "resident.csv", table, &Limits::default()).unwrap();
    let text = String::from_utf8(mapped.file.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("原系统编号,"), "{}", lines[0]);
    assert!(lines[1].contains("女") && lines[1].contains("辽宁路街道"));
    assert_eq!(mapped.unmapped, ["BZ"]);
    assert!(mapped.missing.is_empty());
    let sex = mapped
        .columns
        .iter()
        .find(|column| column.name == "XB")
        .unwrap();
    assert_eq!(sex.unknown_codes.get("7"), Some(&1));
    assert_eq!((sex.filled, sex.distinct), (2, 2));
}

#[test]
fn the_mapped_table_is_a_delivery_and_reconciles() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let table = &mapping.tables[0];
    let mapped = map_table(OLD.as_bytes(), "resident.csv", table, &Limits::default()).unwrap();
    let mut arrived: FxHashMap<u32, Arrived> = FxHashMap::default();
    read_delivery(
        &mapped.file,
        "resident.csv",
        table.source().unwrap(),
        Setting {
            today: today(),
            territory: Territory::shipped(),
        },
        &Limits::default(),
        &mut |rows| {
            for row in rows {
                arrived.insert(
                    row.row,
                    Arrived {
                        values: row.values,
                        ..Arrived::default()
                    },
                );
            }
        },
        &mut |_| {},
    )
    .unwrap();
    let found = reconcile(&mapped, table, &arrived, today(), 1);
    assert_eq!((found.old_rows, found.new_rows), (2, 2));
    let of = |label: &str| {
        found
            .fields
            .iter()
            .find(|field| field.label == label)
            .unwrap()
    };
    assert_eq!((of("姓名").same, of("姓名").differs), (2, 0));
    assert_eq!(
        (of("公民身份号码").same, of("公民身份号码").differs),
        (1, 1)
    );
    assert_eq!(
        (of("性别").same, of("性别").differs),
        (1, 1),
        "7 has no translation and is no code"
    );
    assert!(!found.is_whole());
    assert_eq!(found.sample.len(), 2);
    assert_eq!(
        found.sample,
        reconcile(&mapped, table, &arrived, today(), 1).sample
    );
}

#[test]
fn another_source_that_wins_is_counted_apart() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let table = &mapping.tables[0];
    let mapped = map_table(OLD.as_bytes(), "resident.csv", table, &Limits::default()).unwrap();
    let mut record = Values::new();
    record.set(no::NAME, "李秀英");
    let mut winners = Values::new();
    winners.set(no::NAME, "李秀瑛");
    let arrived = [(
        2,
        Arrived {
            values: record,
            winners,
            community: None,
        },
    )]
    .into_iter()
    .collect();
    let found = reconcile(&mapped, table, &arrived, today(), 1);
    let name = found
        .fields
        .iter()
        .find(|field| field.label == "姓名")
        .unwrap();
    assert_eq!((name.same, name.differs, name.outranked), (1, 1, 1));
    assert_eq!(found.new_rows, 1);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let wrong = MAPPING
        .replace("\"name\"\n", "\"no_such_element\"\n")
        .replace("shequ-zoufang", "no-source");
    let problem = Mapping::parse(&wrong).unwrap_err();
    assert_eq!(problem.code, "mapping-wrong");
    assert!(problem.detail.contains("no-source"));
    let wrong = MAPPING
        .replace("\"0\" = \"男\"", "\"0\" = \"什么\"")
        .replace("XM = \"name\"", "XM = \"age\"");
    let problem = Mapping::parse(&wrong).unwrap_err();
    assert!(
        problem.detail.contains("什么") && problem.detail.contains("年龄"),
        "{}",
        problem.detail
    );
    assert_eq!(
        Mapping::parse("name = ").unwrap_err().code,
        "mapping-unreadable"
    );
    assert_eq!(
        Mapping::parse("name = \"空\"").unwrap_err().code,
        "mapping-wrong"
    );
}
