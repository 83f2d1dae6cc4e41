#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use catalog::element::{Dictionary, no};

use super::*;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn read(text: &str) -> (ListReading, Vec<ListRow>) {
    let mut rows = Vec::new();
    let reading = read_list(
        text.as_bytes(),
        "名单.csv",
        None,
        day(),
        &Limits::default(),
        &mut |_, some| rows.extend(some),
    )
    .unwrap();
    (reading, rows)
}

#[test]
fn values_are_canonical_whatever_form_the_list_has() {
    let (reading, rows) = read(
        "序号,姓名,性别,出生日期,身份证号码,档案号\n1,李秀英,男,1946.5.15,370203194605150020,A-7\n2,王 五,1,1950年1月2日,12345,A-8\n合计,2,,,,\n",
    );
    let element = |title: &str| {
        let column = reading.columns.iter().find(|column| column.title == title);
        column.unwrap().element
    };
    assert_eq!(element("性别"), Some(no::SEX));
    assert_eq!(element("档案号"), None);
    assert_eq!(element("序号"), None);
    assert_eq!(reading.rows, 2, "totals are no rows");
    assert_eq!(
        rows[0].texts,
        [
            "1",
            "李秀英",
            "1",
            "1946-05-15",
            "370203194605150020",
            "A-7"
        ]
    );
    assert_eq!((rows[0].row, rows[1].row), (2, 3));
    assert_eq!(rows[1].texts[2], "1");
    assert_eq!(rows[1].texts[3], "1950-01-02");
    assert_eq!(rows[1].texts[4], "12345", "a slip is kept as typed");
}

#[test]
fn a_file_without_a_header_is_refused() {
    let problem = read_list(
        b"",
        "空.csv",
        None,
        day(),
        &Limits::default(),
        &mut |_, _| panic!("nothing can be read"),
    )
    .unwrap_err();
    assert!(matches!(
        problem.code.as_str(),
        "workbook-empty" | "header-not-found"
    ));
}

#[test]
fn the_same_door_and_a_shared_number_agree() {
    let element = |no| Dictionary::shipped().get(no).unwrap();
    let home = element(no::HOME_ADDRESS);
    assert!(agree(home, "示范花园3号楼2单元301", "示范花园3-2-301"));
    assert!(!agree(home, "示范花园3号楼2单元301", "示范花园3-2-302"));
    assert!(agree(home, "示范花园3号楼2单元301", "3号楼2单元301"));
    assert!(!agree(
        home,
        "示范花园3号楼2单元301",
        "和平小区3号楼2单元301"
    ));
    assert!(!agree(home, "示范花园", "示范花园北门"));
    let phone = element(no::PHONE);
    assert!(agree(phone, "13900000001;13900000002", "13900000002"));
    assert!(!agree(phone, "13900000001", "13900000002"));
    assert!(!agree(element(no::NAME), "张三", "张三丰"));
}
