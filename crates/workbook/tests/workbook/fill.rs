//! Values into original layouts, opened again and compared.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook,
};
use workbook::{CellWrite, WriteValue, fill, write_cells};

use crate::support::{draw, fixture, merges, part, read, texts, with_parts, xlsx};

/// A list as a department sends it: title, unit line, two header rows, explanation, five framed
/// rows, a total with a formula, signatures; drop-downs, widths, a print area, a note, a
/// dictionary that is hidden.
const LAYOUT: &[&[&str]] = &[
    &["高龄津贴发放名册", "<", "<", "<", "<", "<"],
    &["填报单位：", "<", "", "", "单位：元", "<"],
    &["序号", "基本信息", "<", "<", "津贴标准", "备注"],
    &["^", "姓名", "身份证号码", "出生日期", "^", "^"],
];

const FIRST: u32 = 4;

fn layout() -> Vec<u8> {
    let mut book = Workbook::new();
    let frame = Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center);
    let grey = Format::new()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_DDDD));
    let money = Format::new()
        .set_border(FormatBorder::Thin)
        .set_num_format("#,##0.00");
    let sheet = book.add_worksheet();
    sheet.set_name("名册").unwrap();
    draw(sheet, LAYOUT, &grey);
    for row in FIRST..FIRST + 5 {
        sheet.set_row_height(row, 27).unwrap();
        for col in 0..6 {
            let format = if col == 4 { &money } else { &frame };
            sheet.write_blank(row, col, format).unwrap();
        }
    }
    sheet.write_with_format(9, 0, "合计", &frame).unwrap();
    sheet
        .write_formula_with_format(9, 4, Formula::new("=SUM(E5:E9)").set_result("0"), &money)
        .unwrap();
    sheet
        .merge_range(
            10,
            0,
            10,
            5,
            "填表人：          审核人：          填表日期：",
            &Format::new(),
        )
        .unwrap();
    for (col, width) in [(0, 6.0), (1, 12.0), (2, 24.5), (5, 30.0)] {
        sheet.set_column_width(col, width).unwrap();
    }
    sheet.set_print_area(0, 0, 10, 5).unwrap();
    sheet.set_repeat_rows(2, 3).unwrap();
    sheet.set_landscape();
    sheet.set_freeze_panes(4, 0).unwrap();
    let choices = DataValidation::new().allow_list_formula(Formula::new("=字典!$A$2:$A$4"));
    sheet.add_data_validation(4, 5, 8, 5, &choices).unwrap();
    let high = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(1000))
        .set_format(Format::new().set_bold());
    sheet.add_conditional_format(4, 4, 8, 4, &high).unwrap();
    sheet.insert_note(2, 4, &Note::new("按文件执行")).unwrap();
    sheet.insert_note(9, 0, &Note::new("自动汇总")).unwrap();
    let sums = book.add_worksheet();
    sums.set_name("汇总").unwrap();
    sums.write(0, 0, "总额").unwrap();
    sums.write_formula(0, 1, Formula::new("=名册!E10").set_result("0"))
        .unwrap();
    let dictionary = book.add_worksheet();
    dictionary.set_name("字典").unwrap();
    dictionary.set_hidden(true);
    for (row, text) in (0..).zip(["备注", "新增", "死亡", "迁出"]) {
        dictionary.write(row, 0, text).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn text(value: &str) -> WriteValue {
    WriteValue::Text(value.to_owned())
}

fn people(count: u32) -> Vec<Vec<WriteValue>> {
    (0..count)
        .map(|at| {
            vec![
                WriteValue::Number(f64::from(at + 1)),
                text(&format!("居民{}", at + 1)),
                text("370203193512310024"),
                WriteValue::Date(NaiveDate::from_ymd_opt(1935, 12, 31).unwrap()),
                WriteValue::Number(200.0),
            ]
        })
        .collect()
}

const COLUMNS: &[u32] = &[0, 1, 2, 3, 4];

fn filled(count: u32) -> Vec<u8> {
    fill(
        &layout(),
        "名册.xlsx",
        "名册",
        FIRST,
        &people(count),
        COLUMNS,
    )
    .unwrap()
}

#[test]
fn values_stand_in_their_cells() {
    let book = read(&filled(8), "a.xlsx");
    let sheet = &book.sheets[0];
    for at in 0..8_u32 {
        let row = FIRST + at;
        assert_eq!(sheet.text(row, 0), (at + 1).to_string());
        assert_eq!(sheet.text(row, 1), format!("居民{}", at + 1));
        assert_eq!(sheet.text(row, 2), "370203193512310024");
        assert!(!sheet.is_damaged_number(row, 2));
        assert_eq!(sheet.text(row, 3), "1935-12-31");
        assert_eq!(sheet.text(row, 4), "200");
    }
}

#[test]
fn the_footer_is_pushed_down() {
    let book = read(&filled(8), "a.xlsx");
    assert_eq!(book.sheets[0].text(12, 0), "合计");
    assert!(book.sheets[0].text(13, 0).starts_with("填表人"));
    assert_eq!(book.sheets[0].rows, 14);
}

#[test]
fn the_head_and_all_merges_stay() {
    let before = read(&layout(), "a.xlsx");
    let after = read(&filled(8), "a.xlsx");
    for row in 0..FIRST {
        assert_eq!(before.sheets[0].row(row), after.sheets[0].row(row));
    }
    let mut expected = merges(LAYOUT);
    let mut found = after.sheets[0].merges.clone();
    let footer = found
        .iter()
        .position(|range| range.first_row >= FIRST)
        .unwrap();
    let footer = found.remove(footer);
    assert_eq!(
        (
            footer.first_row,
            footer.last_row,
            footer.first_col,
            footer.last_col
        ),
        (13, 13, 0, 5)
    );
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn sums_grow_wherever_they_stand() {
    let bytes = filled(8);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("SUM(E5:E12)</f></c>"),
        "no stale value is kept: {sheet}"
    );
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("名册!E13"));
    assert!(part(&bytes, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
}

#[test]
fn rules_widths_and_print_settings_follow() {
    let bytes = filled(8);
    let (before, after) = (
        part(&layout(), "xl/worksheets/sheet1.xml"),
        part(&bytes, "xl/worksheets/sheet1.xml"),
    );
    let between = |xml: &str, start: &str, end: &str| {
        let from = xml.find(start).unwrap();
        xml[from..from + xml[from..].find(end).unwrap()].to_owned()
    };
    assert_eq!(
        between(&before, "<cols>", "</cols>"),
        between(&after, "<cols>", "</cols>")
    );
    assert_eq!(
        between(&before, "<sheetViews>", "</sheetViews>"),
        between(&after, "<sheetViews>", "</sheetViews>")
    );
    assert_eq!(
        between(&before, "<pageSetup", ">"),
        between(&after, "<pageSetup", ">")
    );
    assert!(after.contains("sqref=\"F5:F12\""));
    assert!(after.contains("<formula1>字典!$A$2:$A$4</formula1>"));
    assert!(after.contains("<conditionalFormatting sqref=\"E5:E12\">"));
    assert!(after.contains("<dimension ref=\"A1:F14\"/>"));
    let book = part(&bytes, "xl/workbook.xml");
    assert!(
        book.contains("名册!$A$1:$F$14"),
        "the print area reaches over the footer: {book}"
    );
    assert!(
        book.contains("名册!$3:$4"),
        "repeated title rows stay: {book}"
    );
    let notes = part(&bytes, "xl/comments1.xml");
    assert!(notes.contains("ref=\"E3\"") && notes.contains("ref=\"A13\""));
}

#[test]
fn other_sheets_are_untouched() {
    let bytes = filled(8);
    let (before, after) = (read(&layout(), "a.xlsx"), read(&bytes, "a.xlsx"));
    assert_eq!(before.sheets[2], after.sheets[2]);
    assert!(after.sheets[2].hidden);
    for name in [
        "xl/worksheets/sheet3.xml",
        "xl/theme/theme1.xml",
        "xl/sharedStrings.xml",
        "[Content_Types].xml",
    ] {
        assert_eq!(part(&layout(), name), part(&bytes, name));
    }
}

/// The formats of a row's cells.
fn look(xml: &str, row: u32) -> Vec<String> {
    let start = xml.find(&format!("<row r=\"{}\"", row + 1)).unwrap();
    let row = &xml[start..start + xml[start..].find("</row>").unwrap()];
    let attribute = |cell: &str| {
        cell.split(" s=\"")
            .nth(1)
            .map(|rest| rest[..rest.find('"').unwrap()].to_owned())
    };
    row.split("<c ").skip(1).filter_map(attribute).collect()
}

#[test]
fn the_look_of_the_first_row_is_repeated() {
    let xml = part(&filled(8), "xl/worksheets/sheet1.xml");
    let first = look(&xml, FIRST);
    assert_eq!(first.len(), 6);
    for row in FIRST + 1..FIRST + 8 {
        assert_eq!(look(&xml, row), first, "row {row}");
    }
    assert_eq!(xml.matches("ht=\"27\"").count(), 8);
}

#[test]
fn the_row_that_closes_a_frame_stays_the_last_one() {
    let mut book = Workbook::new();
    let thin = Format::new().set_border(FormatBorder::Thin);
    let closing = Format::new()
        .set_border(FormatBorder::Thin)
        .set_border_bottom(FormatBorder::Thick);
    let sheet = book.add_worksheet();
    sheet.set_name("表").unwrap();
    sheet.write_with_format(0, 0, "姓名", &thin).unwrap();
    for row in 1..=3 {
        sheet
            .write_blank(row, 0, if row == 3 { &closing } else { &thin })
            .unwrap();
    }
    sheet.write(4, 0, "填表人：").unwrap();
    let layout = book.save_to_buffer().unwrap();
    let rows: Vec<Vec<WriteValue>> = (0..5).map(|at| vec![text(&format!("居民{at}"))]).collect();
    let bytes = fill(&layout, "a.xlsx", "表", 1, &rows, &[0]).unwrap();
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    let looks: Vec<Vec<String>> = (1..=5).map(|row| look(&xml, row)).collect();
    assert!(
        looks[..4].iter().all(|found| *found == looks[0]) && looks[4] != looks[0],
        "{looks:?}"
    );
    assert_eq!(read(&bytes, "a.xlsx").sheets[0].text(6, 0), "填表人：");
}

#[test]
fn fewer_rows_leave_the_frame_as_it_is() {
    let bytes = filled(2);
    let book = read(&bytes, "a.xlsx");
    assert_eq!(book.sheets[0].text(9, 0), "合计");
    assert!(book.sheets[0].row_is_empty(FIRST + 2));
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert_eq!(look(&xml, FIRST + 4).len(), 6);
    assert!(xml.contains("SUM(E5:E9)"));
    assert!(part(&bytes, "xl/workbook.xml").contains("$F$11"));
}

#[test]
fn no_rows_at_all() {
    let book = read(&filled(0), "a.xlsx");
    assert_eq!(
        texts(&book.sheets[0])[..4],
        texts(&read(&layout(), "a.xlsx").sheets[0])[..4]
    );
}

#[test]
fn filling_a_filled_layout_replaces_it() {
    let once = filled(8);
    let again = fill(&once, "名册.xlsx", "名册", FIRST, &people(3), COLUMNS).unwrap();
    let book = read(&again, "a.xlsx");
    assert_eq!(book.sheets[0].text(FIRST + 2, 1), "居民3");
    assert!(book.sheets[0].row_is_empty(FIRST + 3));
    assert_eq!(book.sheets[0].text(12, 0), "合计");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(filled(30), filled(30));
}

#[test]
fn a_header_without_rows_below() {
    let bytes = xlsx(&[("名单", &[&["姓名", "身份证号"]])]);
    let filled = fill(
        &bytes,
        "a.xlsx",
        "名单",
        1,
        &[vec![text("张三"), text("370203197512310024")]],
        &[0, 1],
    )
    .unwrap();
    assert_eq!(
        texts(&read(&filled, "a.xlsx").sheets[0])[1],
        ["张三", "370203197512310024"]
    );
    assert!(
        part(&filled, "xl/styles.xml").contains("numFmtId=\"49\""),
        "the number stays text when edited"
    );
}

#[test]
fn the_footer_right_below_the_header() {
    let bytes = xlsx(&[("名单", &[&["姓名", "金额"], &["合计", "0"], &["填表人："]])]);
    let rows = [
        vec![text("张三"), WriteValue::Number(1.0)],
        vec![text("李四"), WriteValue::Number(2.0)],
    ];
    let filled = fill(&bytes, "a.xlsx", "名单", 1, &rows, &[0, 1]).unwrap();
    let expected: &[&[&str]] = &[
        &["姓名", "金额"],
        &["张三", "1"],
        &["李四", "2"],
        &["合计", "0"],
        &["填表人："],
    ];
    assert_eq!(texts(&read(&filled, "a.xlsx").sheets[0]), expected);
}

#[test]
fn formulas_in_data_rows_are_repeated() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("表").unwrap();
    for (col, title) in (0..).zip(["姓名", "基本", "补贴", "合计"]) {
        sheet.write(0, col, title).unwrap();
    }
    sheet.write_formula(1, 3, "=B2+C2").unwrap();
    let layout = book.save_to_buffer().unwrap();
    let rows = vec![
        vec![
            text("张三"),
            WriteValue::Number(1.0),
            WriteValue::Number(2.0)
        ];
        3
    ];
    let xml = part(
        &fill(&layout, "a.xlsx", "表", 1, &rows, &[0, 1, 2]).unwrap(),
        "xl/worksheets/sheet1.xml",
    );
    for formula in ["B2+C2", "B3+C3", "B4+C4"] {
        assert!(xml.contains(formula), "{formula}");
    }
}

#[test]
fn cells_merged_within_each_data_row() {
    let bytes = xlsx(&[(
        "表",
        &[
            &["姓名", "住址", "<"],
            &["旧", "旧址", "<"],
            &["旧", "旧址", "<"],
            &["填表人：", "", ""],
        ],
    )]);
    let rows = vec![vec![text("张三"), text("某路1号")]; 4];
    let book = read(
        &fill(&bytes, "a.xlsx", "表", 1, &rows, &[0, 1]).unwrap(),
        "a.xlsx",
    );
    let mut found: Vec<u32> = book.sheets[0]
        .merges
        .iter()
        .map(|range| range.first_row)
        .collect();
    found.sort_unstable();
    assert_eq!(found, [0, 1, 2, 3, 4]);
    assert_eq!(book.sheets[0].text(5, 0), "填表人：");
}

#[test]
fn old_values_among_the_data_rows_go() {
    let bytes = xlsx(&[(
        "表",
        &[
            &["姓名", "电话", "备注"],
            &["旧人", "1", "旧备注"],
            &["旧人二", "2", "旧备注"],
        ],
    )]);
    let book = read(
        &fill(&bytes, "a.xlsx", "表", 1, &[vec![text("张三")]], &[0]).unwrap(),
        "a.xlsx",
    );
    assert_eq!(
        texts(&book.sheets[0]),
        [vec!["姓名", "电话", "备注"], vec!["张三"]]
    );
}

#[test]
fn macros_are_left_out() {
    let types = part(&layout(), "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    );
    let layout = with_parts(
        &layout(),
        &[
            ("xl/vbaProject.bin", vec![1; 64]),
            ("[Content_Types].xml", types.into_bytes()),
        ],
    );
    let bytes = fill(&layout, "宏.xlsm", "名册", FIRST, &people(1), COLUMNS).unwrap();
    assert!(read(&bytes, "a.xlsx").notes.is_empty());
    assert!(!part(&bytes, "[Content_Types].xml").contains("macroEnabled"));
}

#[test]
fn an_old_workbook_comes_back_in_its_look() {
    let layout = fixture!("old.xls");
    let rows: Vec<Vec<WriteValue>> = (0..6)
        .map(|at| {
            vec![
                WriteValue::Number(f64::from(at + 1)),
                text(&format!("居民{at}")),
                text("370203193512310024"),
                text("男"),
                WriteValue::Number(50.0),
            ]
        })
        .collect();
    let bytes = fill(layout, "旧表.xls", "登记表", 3, &rows, COLUMNS).unwrap();
    let book = read(&bytes, "旧表.xlsx");
    let sheet = &book.sheets[0];
    assert_eq!(sheet.text(0, 0), "优抚对象登记表");
    assert_eq!(sheet.text(8, 1), "居民5");
    assert_eq!(
        (sheet.text(9, 0), sheet.text(10, 0)),
        ("合计".to_owned(), "填表人：".to_owned())
    );
    assert_eq!(
        sheet.merges.len(),
        read(layout, "旧表.xls").sheets[0].merges.len()
    );
    assert!(book.sheets[1].hidden);
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(xml.contains("SUM(E4:E9)"), "{xml}");
    assert!(xml.contains("orientation=\"landscape\"") && xml.contains("ht=\"39.75\""));
    let styles = part(&bytes, "xl/styles.xml");
    for look in [
        "黑体",
        "方正小标宋简体",
        "仿宋",
        "numFmtId=\"4\"",
        "<left style=\"thin\"",
        "FFCCFFCC",
    ] {
        assert!(styles.contains(look), "{look}: {styles}");
    }
}

#[test]
fn a_csv_comes_back_as_an_xlsx() {
    let bytes = fill(
        "姓名,电话\n".as_bytes(),
        "名单.csv",
        "名单",
        1,
        &[vec![text("张三"), text("13800138000")]],
        &[0, 1],
    )
    .unwrap();
    assert_eq!(
        texts(&read(&bytes, "名单.xlsx").sheets[0])[1],
        ["张三", "13800138000"]
    );
}

#[test]
fn single_cells() {
    let writes = [
        CellWrite {
            sheet: "名册".to_owned(),
            row: 1,
            col: 0,
            value: text("填报单位：登州路街道 & <社区>"),
        },
        CellWrite {
            sheet: "名册".to_owned(),
            row: 20,
            col: 3,
            value: WriteValue::Number(1.5),
        },
        CellWrite {
            sheet: "字典".to_owned(),
            row: 1,
            col: 0,
            value: text("其他"),
        },
    ];
    let book = read(
        &write_cells(&layout(), "a.xlsx", &writes).unwrap(),
        "a.xlsx",
    );
    assert_eq!(book.sheets[0].text(1, 0), "填报单位：登州路街道 & <社区>");
    assert_eq!(book.sheets[0].text(20, 3), "1.5");
    assert_eq!(book.sheets[2].text(1, 0), "其他");
    assert_eq!(
        book.sheets[0].merges.len(),
        read(&layout(), "a.xlsx").sheets[0].merges.len()
    );
}

#[test]
fn what_cannot_be_filled_is_said() {
    let missing = fill(&layout(), "名册.xlsx", "别的表", FIRST, &people(1), COLUMNS).unwrap_err();
    assert_eq!(missing.code, "sheet-missing");
    assert!(missing.detail.contains("别的表"));
    let broken = fill(
        &layout()[..500],
        "名册.xlsx",
        "名册",
        FIRST,
        &people(1),
        COLUMNS,
    )
    .unwrap_err();
    assert_eq!(broken.code, "workbook-broken");
    let late = fill(
        &layout(),
        "名册.xlsx",
        "名册",
        1_048_570,
        &people(10),
        COLUMNS,
    )
    .unwrap_err();
    assert_eq!(late.code, "workbook-too-large");
}
