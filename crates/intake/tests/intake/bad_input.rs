//! Input that must be survived, and said in full.

use crate::made::{book, gb18030, id, lines, read};

#[test]
fn every_issue_has_its_place() {
    let (woman, other) = (id("19460515", 2), id("19500102", 4));
    let wrong = format!("{}1", &woman[..17]);
    let text = format!(
        "姓名,身份证号,性别,出生日期,联系电话,户籍地址\n\
         张秀英,{woman},男,1946-05-16,12345,金桂苑\n\
         ,{other},女,1950-01-02,13800138000,金桂苑3-2-301\n\
         王五,37020319460515002,火星,1946/13/40,13800138000,金桂苑3-2-301\n\
         赵六,{wrong},,,无,无\n"
    );
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    let mut places = outcome.places(&[]);
    places.sort();
    assert_eq!(
        places,
        [
            "2 C sex-disagrees warn",
            "2 D birth-disagrees warn",
            "2 E phone-invalid warn",
            "2 F address-unclear note",
            "3 A required-empty refuse",
            "4 B id-number-length warn",
            "4 C code-unknown warn",
            "4 D date-invalid warn",
            "5 B id-number-check warn",
        ]
    );
    assert!(outcome.issues.iter().all(|issue| issue.sheet == "户籍"));
    assert_eq!(outcome.issues[0].column.as_deref(), Some("联系电话"));
    let card = outcome.card();
    assert_eq!(
        (card.rows_read, card.rows_loaded, card.rows_refused),
        (4, 3, 1)
    );
    assert_eq!(
        card.issues_by_code["required-empty"].label,
        "必需的内容为空"
    );
    // Nobody's values stand in a message.
    for issue in &outcome.issues {
        assert!(
            !issue.message.contains(&woman) && !issue.message.contains("12345"),
            "{}",
            issue.message
        );
    }
    // A typed value that the number contradicts is kept: either may be wrong.
    assert_eq!(outcome.value(2, "sex"), Some("1"));
    assert_eq!(outcome.value(4, "id_number"), None);
}

#[test]
fn numbers_stored_as_floats_are_found_and_never_repaired() {
    let bytes = book(&[("低保", &|sheet| {
        lines(
            sheet,
            0,
            &[
                &["姓名", "身份证号", "保障金额"],
                &["张秀英", "", "1030"],
                &["李四", "", "800"],
            ],
        );
        sheet
            .write_number(1, 1, 370_203_194_605_150_020_f64)
            .unwrap();
        sheet.write_string(2, 1, "3.70203E+17").unwrap();
    })]);
    // 低保 requires the number, so the rows go back …
    let outcome = read(&bytes, "低保.xlsx", "minzheng-dibao");
    assert_eq!(outcome.card().rows_refused, 2);
    assert_eq!(
        outcome.places(&[]),
        [
            "2 B id-number-excel-damaged refuse",
            "3 B id-number-excel-damaged refuse"
        ]
    );
    // … the communities' own list does not, so they are read without it.
    let outcome = read(&bytes, "走访.xlsx", "shequ-zoufang");
    assert_eq!(outcome.card().rows_loaded, 2);
    assert_eq!(outcome.value(2, "id_number"), None);
    assert_eq!(
        outcome.places(&["id-number-excel-damaged"]),
        [
            "2 B id-number-excel-damaged warn",
            "3 B id-number-excel-damaged warn"
        ]
    );
}

#[test]
fn an_unknown_area_code_is_said() {
    let text = "姓名,社区代码,户籍地址\n张三,370203999001,\n李四,3702,\n";
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(
        outcome.places(&["area-unknown", "area-invalid"]),
        ["2 B area-unknown warn"]
    );
    let text = "姓名,社区代码,户籍地址\n张三,台东,\n";
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(outcome.places(&["area-invalid"]), ["2 B area-invalid warn"]);
}

#[test]
fn a_missing_required_column_is_named() {
    let text = "姓名,联系电话,保障金额\n张三,13800138000,800\n";
    let outcome = read(text.as_bytes(), "低保.csv", "minzheng-dibao");
    let problem = outcome.card.as_ref().unwrap_err();
    assert_eq!(problem.code, "required-column-missing");
    assert!(
        problem.detail.contains("公民身份号码"),
        "{}",
        problem.detail
    );
    assert_eq!(
        outcome.places(&["required-column-missing"]),
        ["1 - required-column-missing refuse"]
    );
    assert!(outcome.rows.is_empty());
}

#[test]
fn one_sheet_without_a_required_column_does_not_spoil_the_others() {
    let number = id("19460515", 2);
    let bytes = book(&[
        ("名册", &|sheet| {
            lines(
                sheet,
                0,
                &[&["姓名", "身份证号", "保障金额"], &["张三", &number, "800"]],
            )
        }),
        ("联系人", &|sheet| {
            lines(
                sheet,
                0,
                &[
                    &["姓名", "联系电话", "住址"],
                    &["李四", "13800138000", "金桂苑"],
                ],
            )
        }),
    ]);
    let outcome = read(&bytes, "低保.xlsx", "minzheng-dibao");
    assert_eq!(outcome.card().rows_loaded, 1);
    assert_eq!(outcome.card().missing_required, ["公民身份号码"]);
    let refused: Vec<&str> = outcome
        .issues
        .iter()
        .filter(|issue| issue.code == "required-column-missing")
        .map(|issue| issue.sheet.as_str())
        .collect();
    assert_eq!(refused, ["联系人"]);
}

#[test]
fn of_repeated_columns_one_is_read() {
    let (right, wrong) = (id("19460515", 2), id("19500102", 4));
    let text = format!("姓名,身份证号,户籍地址,身份证号\n张三,{right},金桂苑3-2-301,{wrong}\n");
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(
        outcome.places(&["column-repeated"]),
        ["1 D column-repeated warn"]
    );
    assert_eq!(outcome.value(2, "id_number"), Some(right.as_str()));
}

#[test]
fn repeated_rows_are_noted_and_kept() {
    let text = "姓名,户籍地址\n张三,金桂苑3-2-301\n李四,金桂苑3-2-301\n张三,金桂苑3-2-301\n";
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(outcome.card().rows_loaded, 3);
    assert_eq!(outcome.places(&[]), ["4 - row-repeated note"]);
    assert!(outcome.issues[0].message.contains("第2行"));
}

#[test]
fn unknown_columns_are_listed() {
    let text = "姓名,户籍地址,星座运势\n张三,金桂苑3-2-301,天蝎\n";
    let outcome = read(text.as_bytes(), "户籍.csv", "gongan-hukou");
    assert_eq!(outcome.card().unknown_columns, ["星座运势"]);
    assert_eq!(outcome.places(&[]), ["1 C column-unknown note"]);
}

#[test]
fn half_a_csv_gives_its_whole_rows() {
    let text = format!(
        "姓名,身份证号,户籍地址\n张三,{},金桂苑3-2-301\n李四,37020319",
        id("19460515", 1)
    );
    for bytes in [text.clone().into_bytes(), gb18030(&text)] {
        let outcome = read(&bytes, "户籍.csv", "gongan-hukou");
        assert_eq!(outcome.value(2, "name"), Some("张三"));
        assert_eq!(
            outcome.places(&["id-number-length"]),
            ["3 B id-number-length warn"]
        );
    }
    // Cut in the middle of a character.
    let bytes = gb18030(&text.replace("37020319", "青岛"));
    let outcome = read(&bytes[..bytes.len() - 1], "户籍.csv", "gongan-hukou");
    assert_eq!(outcome.value(2, "name"), Some("张三"));
}

#[test]
fn half_a_workbook_and_an_empty_file_are_refused_clearly() {
    let bytes = book(&[("低保", &|sheet| {
        lines(sheet, 0, &[&["姓名", "身份证号"], &["张三", "1"]])
    })]);
    let outcome = read(&bytes[..bytes.len() / 2], "低保.xlsx", "minzheng-dibao");
    assert_eq!(outcome.card.unwrap_err().code, "workbook-broken");
    let outcome = read(b"", "低保.csv", "minzheng-dibao");
    assert_eq!(outcome.card.unwrap_err().code, "workbook-empty");
}

#[test]
fn a_header_without_rows_and_rows_without_a_header() {
    let outcome = read(
        "姓名,身份证号,保障金额\n".as_bytes(),
        "低保.csv",
        "minzheng-dibao",
    );
    assert_eq!(outcome.card().rows_read, 0);
    assert!(outcome.card().notes[0].contains("没有数据行"));
    let outcome = read(
        "1,2,3\n4,5,6\n7,8,9\n".as_bytes(),
        "低保.csv",
        "minzheng-dibao",
    );
    let problem = outcome.card.unwrap_err();
    assert!(
        [
            "header-not-found",
            "no-column-understood",
            "required-column-missing"
        ]
        .contains(&problem.code.as_str()),
        "{problem}"
    );
}

#[test]
fn prepared_lines_with_only_a_number_are_no_rows() {
    let text = format!(
        "序号,姓名,身份证号\n1,张三,{}\n2,,\n3,,\n",
        id("19460515", 1)
    );
    let outcome = read(text.as_bytes(), "低保.csv", "minzheng-dibao");
    assert_eq!(outcome.card().rows_read, 1);
    assert_eq!(outcome.card().rows_refused, 0);
}
