//! New tables.

use workbook::{Cell, table, table_of_cells};

use crate::support::{read, texts};

#[test]
fn a_table_reads_back_as_text() {
    let rows = vec![
        vec![
            "张三".to_owned(),
            "370203197512310024".to_owned(),
            "a<b & \"c\"".to_owned(),
        ],
        vec![
            "李四".to_owned(),
            String::new(),
            " 前后有空格 \u{1}\n第二行".to_owned(),
        ],
    ];
    let bytes = table(
        "退回/名单",
        &["姓名", "身份证号", "退回原因"],
        rows.into_iter(),
    )
    .unwrap();
    let book = read(&bytes, "退回.xlsx");
    assert_eq!(book.sheets[0].name, "退回_名单");
    assert_eq!(
        texts(&book.sheets[0]),
        [
            vec!["姓名", "身份证号", "退回原因"],
            vec!["张三", "370203197512310024", "a<b & \"c\""],
            vec!["李四", "", "前后有空格 \n第二行"],
        ]
    );
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let make = || {
        table(
            "名单",
            &["姓名"],
            (0..500).map(|at| vec![format!("居民{at}")]),
        )
        .unwrap()
    };
    assert_eq!(make(), make());
}

#[test]
fn a_table_without_rows() {
    let bytes = table("", &["姓名", "电话"], std::iter::empty()).unwrap();
    let book = read(&bytes, "空.xlsx");
    assert_eq!(
        (book.sheets[0].name.as_str(), book.sheets[0].rows),
        ("Sheet1", 1)
    );
}

#[test]
fn numbers_stay_numbers_and_texts_of_digits_stay_texts() {
    let row = vec![
        Cell::Text("甲".to_owned()),
        Cell::count(1_234_567),
        Cell::count(-2),
        Cell::Text("0012".to_owned()),
        Cell::Empty,
    ];
    let header = ["单元", "人口", "增减", "编号", "备注"];
    let bytes = table_of_cells("统计", &header, std::iter::once(row)).unwrap();
    let sheet = &read(&bytes, "统计.xlsx").sheets[0];
    assert_eq!(sheet.cell(1, 1), &Cell::Number(1_234_567.0));
    assert_eq!(sheet.cell(1, 2), &Cell::Number(-2.0));
    assert_eq!(sheet.cell(1, 3), &Cell::Text("0012".to_owned()));
    assert_eq!(sheet.cell(1, 4), &Cell::Empty);
    assert_eq!(sheet.text(1, 0), "甲");
}
