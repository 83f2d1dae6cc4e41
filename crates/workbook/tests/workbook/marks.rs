//! What a sheet says besides its values: drop-downs, red titles, several tables, formulas that
//! lead nowhere.

use rust_xlsxwriter::{Color, DataValidation, Format, Formula, Workbook};
use workbook::{read_header, read_tables};

use crate::support::{read, with_parts, xlsx};

/// A form whose second column is required by colour and whose third is chosen from a list.
fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    let red = Format::new().set_font_color(Color::Red);
    let sheet = book.add_worksheet().set_name("名册").unwrap();
    for (col, title) in (0..).zip(["序号", "姓名", "性别", "民族", "关系"]) {
        if title == "姓名" {
            sheet.write_with_format(0, col, title, &red).unwrap();
        } else {
            sheet.write(0, col, title).unwrap();
        }
    }
    let list = DataValidation::new()
        .allow_list_strings(&["1-男", "2-女"])
        .unwrap();
    sheet.add_data_validation(1, 2, 50, 2, &list).unwrap();
    let cells = DataValidation::new().allow_list_formula(Formula::new("=字典!$A$2:$A$4"));
    sheet.add_data_validation(1, 3, 50, 3, &cells).unwrap();
    let named = DataValidation::new().allow_list_formula(Formula::new("=关系"));
    sheet.add_data_validation(1, 4, 50, 4, &named).unwrap();
    let lists = book.add_worksheet().set_name("字典").unwrap();
    for (row, (people, kin)) in (0..).zip([
        ("民族", "关系"),
        ("01汉族", "户主"),
        ("03回族", "配偶"),
        ("", "子女"),
    ]) {
        lists.write(row, 0, people).unwrap();
        lists.write(row, 1, kin).unwrap();
    }
    book.define_name("关系", "=字典!$B$2:$B$4").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn drop_downs_and_red_titles_are_kept() {
    let book = read(&form(), "名册.xlsx");
    let sheet = &book.sheets[0];
    assert_eq!(sheet.choices(1, 2), ["1-男", "2-女"]);
    assert_eq!(sheet.choices(50, 3), ["01汉族", "03回族"]);
    assert_eq!(sheet.choices(3, 4), ["户主", "配偶", "子女"]);
    assert!(sheet.choices(1, 1).is_empty() && sheet.choices(51, 2).is_empty());
    let required: Vec<bool> = read_header(sheet)
        .columns
        .iter()
        .map(|column| column.required)
        .collect();
    assert_eq!(required, [false, true, false, false, false]);
}

#[test]
fn two_tables_in_one_sheet_are_both_read() {
    let bytes = xlsx(&[(
        "情况表",
        &[
            &["一、人员名册", "<", "<", "<"],
            &["序号", "姓名", "身份证号", "联系电话"],
            &["1", "张三", "370203197512310024", "13800138000"],
            &["2", "李四", "370203197512310024", "13800138000"],
            &[],
            &["3", "王五", "370203197512310024", "13800138000"],
            &[],
            &["二、社区情况统计", "<", "<", "<"],
            &["社区", "人口数", "<", "备注"],
            &["^", "户籍", "流动", "^"],
            &["北仲社区", "10", "20", ""],
        ],
    )]);
    let tables = read_tables(&read(&bytes, "a.xlsx").sheets[0]);
    let found: Vec<_> = tables
        .iter()
        .map(|table| (table.header_rows, table.data_first_row, table.columns.len()))
        .collect();
    assert_eq!(found, [(Some((1, 1)), 2, 4), (Some((8, 9)), 10, 4)]);
    assert_eq!(tables[1].columns[1].path, ["人口数", "户籍"]);
}

#[test]
fn a_list_that_goes_on_after_a_gap_is_one_table() {
    let bytes = xlsx(&[(
        "名单",
        &[
            &["姓名", "性别", "民族", "职业"],
            &["张三", "男", "汉族", "工人"],
            &[],
            &["李四", "女", "汉族", "教师"],
            &["王五", "男", "回族", "医生"],
        ],
    )]);
    assert_eq!(read_tables(&read(&bytes, "a.xlsx").sheets[0]).len(), 1);
}

#[test]
fn circles_and_links_to_other_files_are_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("统计").unwrap();
    sheet.write(0, 0, "社区").unwrap();
    sheet.write(0, 1, "人数").unwrap();
    sheet.write_formula(1, 1, "=B3+1").unwrap();
    sheet.write_formula(2, 1, "=B2+1").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let codes = |bytes: &[u8]| -> Vec<String> {
        let notes = read(bytes, "统计.xlsx").notes;
        notes
            .into_iter()
            .map(|note| format!("{} {}", note.code, note.message))
            .collect()
    };
    let told = codes(&bytes);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("workbook-circular") && told[0].contains("“统计”单元格 B2"),
        "{told:?}"
    );
    let linked = with_parts(
        &xlsx(&[("名单", &[&["姓名", "电话"], &["张三", "13800138000"]])]),
        &[(
            "xl/externalLinks/externalLink1.xml",
            b"<externalLink/>".to_vec(),
        )],
    );
    let told = codes(&linked);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("引用了别的文件"), "{told:?}");
}
