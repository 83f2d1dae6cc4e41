//! Old workbooks of departments, filled and opened again: five shapes that are in use.

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Note, Workbook};
use workbook::{Range, SheetKind, WriteValue, fill, read_header};

use crate::biff::{Face, Look, OldBook, PLAIN, Validation, area, long_text, short_text, words};
use crate::looks::{attribute, look};
use crate::support::{part, read};

const RED: u16 = 10;
const GREY: u16 = 22;
const WHITE: u16 = 9;

fn text(value: &str) -> WriteValue {
    WriteValue::Text(value.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> WriteValue {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    WriteValue::DayOrText(date, date.to_string())
}

fn range(first_row: u32, last_row: u32, first_col: u32, last_col: u32) -> Range {
    Range {
        first_row,
        first_col,
        last_row,
        last_col,
    }
}

/// Titles of a wide list: a running number, the person, and further columns up to `width`.
fn titles(width: usize) -> Vec<String> {
    let known = [
        "序号",
        "人员身份证号*（必填）",
        "姓名*（必填）",
        "出生日期*（必填）",
        "民族*（必填）",
        "性别*（必填）",
        "与户主关系*（必填）",
        "户籍行政区划代码*（必填）",
        "邮政编码",
        "联系方式(手机)",
        "所在市",
        "所在区",
        "是否孤老*（必填）",
        "是否残疾*（必填）",
    ];
    let known = known.iter().map(|title| (*title).to_owned());
    known
        .chain((1..).map(|number| format!("补充项目{number}")))
        .take(width)
        .collect()
}

/// A list of one header row over many columns, with its lists in a second sheet and its
/// instructions in a third, as import templates of the 优抚 system have it.
fn wide(width: usize, lists_hidden: bool) -> Vec<u8> {
    let mut book = OldBook::new();
    let red = book.font(Face {
        colour: RED,
        ..PLAIN
    });
    let days = book.number_format("yyyy/m/d;@");
    let plain = book.look(Look::default());
    let title = book.look(Look {
        font: red,
        align: 2,
        ..Look::default()
    });
    let texts = book.look(Look {
        number: 49,
        ..Look::default()
    });
    let dates = book.look(Look {
        number: days,
        ..Look::default()
    });
    let listed = book.look(Look {
        fill: (18, 64, 65),
        ..Look::default()
    });
    let form = book.sheet("人员导入模板", 0);
    let lists = book.sheet("type", u8::from(lists_hidden));
    let notes = book.sheet("导入注意事项", 0);
    for (col, words) in (0..).zip(titles(width)) {
        match words.find('*') {
            // The star alone is red in some titles.
            Some(at) if col % 2 == 0 => {
                let star = u16::try_from(words[..at].encode_utf16().count()).unwrap();
                book.rich(form, (0, col), plain, &words, &[(star, red), (star + 1, 0)]);
            }
            Some(_) => book.text(form, (0, col), title, &words),
            None => book.text(form, (0, col), plain, &words),
        }
        let look = match col {
            1 | 2 => texts,
            3 => dates,
            _ => plain,
        };
        book.of(form)
            .width((col, col), 2304 + 128 * (col % 9), look);
    }
    for (row, values) in (0..).zip([
        ["民族", "性别", "与户主关系", "是/否", "青岛市"],
        ["汉族", "男", "户主/本人", "是", "市北区"],
        ["回族", "女", "配偶", "否", "市南区"],
        ["满族", "", "子/婿", "", "李沧区"],
    ]) {
        for (col, value) in (0..).zip(values).filter(|(_, value)| !value.is_empty()) {
            let look = if row == 0 { listed } else { plain };
            book.text(lists, (row, col), look, value);
        }
    }
    book.name(0, "民族", &area(1, (1, 3), (0, 0)));
    book.name(0, "是否", &area(1, (1, 2), (3, 3)));
    book.name(2, "是否", &area(1, (1, 2), (3, 3)));
    book.name(0, "青岛市", &area(1, (1, 3), (4, 4)));
    let end = u16::MAX;
    let sheet = book.of(form);
    sheet.validation(Validation {
        kind: 3,
        formula: &[0x23, 1, 0, 0, 0],
        ranges: &[[1, end, 4, 4]],
        ..Validation::default()
    });
    sheet.validation(Validation {
        kind: 3,
        formula: &[0x23, 2, 0, 0, 0],
        ranges: &[[1, end, 12, 12], [1, end, 13, 13]],
        ..Validation::default()
    });
    sheet.validation(Validation {
        kind: 3,
        formula: &area(1, (1, 2), (1, 1)),
        ranges: &[[1, 200, 5, 5]],
        ..Validation::default()
    });
    // Twelve characters, warned about only.
    sheet.validation(Validation {
        kind: 6,
        strictness: 2,
        operator: 2,
        prompt: ("区划代码", "填12位行政区划代码"),
        error: ("长度", "应填写为12位"),
        formula: &[0x1E, 12, 0],
        ranges: &[[1, 3000, 7, 7]],
    });
    // The districts of the city on the left.
    sheet.validation(Validation {
        kind: 3,
        formula: &[0x4C, 0, 0, 0xFF, 0xC0, 0x22, 1, 148, 0],
        ranges: &[[1, 3000, 11, 11]],
        ..Validation::default()
    });
    // Zoom and gridlines, the colour of a tab, and text merged over lines.
    sheet.before(0x00A0, &words(&[9, 10]));
    sheet.before(0x023E, &words(&[0x06B6, 0, 0, 64, 0, 0, 0, 0, 0]));
    book.text(notes, (1, 3), title, "导入注意事项");
    book.text(notes, (3, 3), plain, "1.红色星号字体列为必填项。");
    let sheet = book.of(notes);
    sheet.merge([1, 2, 3, 14]);
    sheet.merge([3, 3, 3, 14]);
    sheet.before(0x023E, &words(&[0x00B4, 0, 0, 64, 0, 0, 0, 0, 0]));
    let mut tab = words(&[0x0862, 0, 0, 0, 0, 0, 0x28, 0]);
    tab.extend(words(&[RED, 0]));
    sheet.before(0x0862, &tab);
    book.finish()
}

/// Fills a wide list with people who have numbers that a spreadsheet would round.
fn wide_filled(original: &[u8], count: u32) -> Vec<u8> {
    let rows: Vec<Vec<WriteValue>> = (0..count)
        .map(|at| {
            vec![
                WriteValue::Number(f64::from(at + 1)),
                text("37020319460515002X"),
                text(&format!("居民{at}")),
                day(1946, 5, 15),
                text("汉族"),
                text("女"),
                text("370203005001"),
                text("13800138000"),
            ]
        })
        .collect();
    let columns = [0, 1, 2, 3, 4, 5, 7, 9];
    fill(original, "名册.xls", "人员导入模板", 1, &rows, &columns).unwrap()
}

#[test]
fn a_wide_list_keeps_its_header_and_takes_its_people() {
    for (width, hidden) in [(62, false), (66, true)] {
        let original = wide(width, hidden);
        let header = read_header(&read(&original, "名册.xls").sheets[0]);
        assert_eq!(header.header_rows, Some((0, 0)));
        assert_eq!(header.columns.len(), width);
        let bytes = wide_filled(&original, 300);
        let book = read(&bytes, "名册.xlsx");
        let names: Vec<(&str, bool)> = book
            .sheets
            .iter()
            .map(|sheet| (sheet.name.as_str(), sheet.hidden))
            .collect();
        assert_eq!(
            names,
            [
                ("人员导入模板", false),
                ("type", hidden),
                ("导入注意事项", false)
            ]
        );
        let sheet = &book.sheets[0];
        for (col, title) in (0..).zip(titles(width)) {
            assert_eq!(sheet.text(0, col), title);
        }
        for (col, value) in [
            (0, "300"),
            (1, "37020319460515002X"),
            (2, "居民299"),
            (3, "1946-05-15"),
            (4, "汉族"),
            (7, "370203005001"),
            (9, "13800138000"),
            (10, ""),
        ] {
            assert_eq!(sheet.text(300, col), value, "column {col}");
        }
        assert_eq!(sheet.rows, 301);
        assert!(!sheet.is_damaged_number(300, 1));
    }
}

#[test]
fn cells_without_rows_take_the_look_of_their_column() {
    let bytes = wide_filled(&wide(62, false), 3);
    let born = look(&bytes, 1, "D4");
    assert_eq!(born.number, "yyyy/m/d;@", "days in the column's own way");
    assert_eq!(look(&bytes, 1, "B4").number, "49");
    assert_eq!(look(&bytes, 1, "J4").number, "49", "a phone is no number");
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        xml.contains("<c r=\"D4\"") && xml.contains("<v>16937</v>"),
        "{xml}"
    );
    // Widths may differ by half a pixel.
    for col in xml.split("<col ").skip(1) {
        let number = |name: &str| attribute(col, name).parse::<f64>().unwrap();
        let (first, width) = (number("min") - 1.0, number("width"));
        let wanted = (2304.0 + 128.0 * (first % 9.0)) / 256.0;
        if first < 62.0 {
            assert!((width - wanted).abs() < 0.08, "{first}: {width} {wanted}");
        }
    }
}

#[test]
fn titles_with_a_red_star_keep_it() {
    let bytes = wide_filled(&wide(62, false), 1);
    let strings = part(&bytes, "xl/sharedStrings.xml");
    let of_name = strings
        .split("<si>")
        .find(|item| item.contains("姓名") && !item.contains("户主"))
        .unwrap();
    let parts: Vec<&str> = of_name.split("<r>").skip(1).collect();
    assert_eq!(parts.len(), 3, "{of_name}");
    assert!(
        parts[1].contains("FFFF0000") && parts[1].contains(">*<"),
        "{of_name}"
    );
    assert!(!parts[2].contains("FFFF0000") && parts[2].contains("（必填）"));
    assert!(look(&bytes, 1, "B1").font.contains("FFFF0000"));
}

#[test]
fn lists_checks_and_names_come_along() {
    let original = wide(62, false);
    let bytes = wide_filled(&original, 300);
    let sheet = &read(&bytes, "名册.xlsx").sheets[0];
    for row in [1, 300, 60_000] {
        assert_eq!(sheet.choices(row, 4), ["汉族", "回族", "满族"]);
        assert_eq!(sheet.choices(row, 13), ["是", "否"]);
    }
    assert_eq!(
        sheet.choices(300, 5),
        ["男", "女"],
        "the list covers all rows"
    );
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    let check = |column: &str| {
        xml.split("<dataValidation ")
            .skip(1)
            .find(|check| attribute(check, "sqref").starts_with(column))
            .unwrap_or_else(|| panic!("{column} in {xml}"))
    };
    assert!(
        check("E2").contains("<formula1>民族</formula1>"),
        "{}",
        check("E2")
    );
    assert_eq!(attribute(check("M2"), "sqref"), "M2:M1048576 N2:N1048576");
    assert!(
        check("L2").contains("<formula1>INDIRECT(K2)</formula1>"),
        "{}",
        check("L2")
    );
    let length = check("H2");
    for (name, value) in [
        ("type", "textLength"),
        ("operator", "equal"),
        ("errorStyle", "information"),
        ("promptTitle", "区划代码"),
        ("prompt", "填12位行政区划代码"),
        ("error", "应填写为12位"),
        ("sqref", "H2:H3301"),
    ] {
        assert_eq!(attribute(length, name), value, "{length}");
    }
    assert!(length.contains("<formula1>12</formula1>"), "{length}");
    let names = part(&bytes, "xl/workbook.xml");
    assert!(
        names.contains("<definedName name=\"民族\">'type'!$A$2:$A$4<"),
        "{names}"
    );
    assert!(
        names.contains("<definedName name=\"是否\" localSheetId=\"1\">"),
        "{names}"
    );
    assert!(names.contains("name=\"青岛市\""), "{names}");
}

#[test]
fn the_other_sheets_look_as_before() {
    let bytes = wide_filled(&wide(66, true), 2);
    assert!(look(&bytes, 2, "A1").fill.contains("gray0625"));
    let form = part(&bytes, "xl/worksheets/sheet1.xml");
    let notes = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(
        form.contains("zoomScale=\"90\"") && !form.contains("showGridLines"),
        "{form}"
    );
    assert!(notes.contains("showGridLines=\"0\""), "{notes}");
    assert!(notes.contains("<tabColor rgb=\"FFFF0000\"/>"), "{notes}");
    let merges = &read(&bytes, "名册.xlsx").sheets[2].merges;
    assert_eq!(*merges, [range(1, 2, 3, 14), range(3, 3, 3, 14)]);
}

/// Framed empty rows under a grey header, with a list that is written in its check.
fn framed(titles: &[&str], body: u16) -> Vec<u8> {
    let mut book = OldBook::new();
    let bold = book.font(Face {
        name: "Arial",
        bold: true,
        ..PLAIN
    });
    let small = book.font(Face {
        name: "Arial",
        points: 10,
        ..PLAIN
    });
    let head = book.look(Look {
        font: bold,
        align: 2,
        border: (1, 8),
        fill: (1, GREY, 64),
        ..Look::default()
    });
    let cell = book.look(Look {
        font: small,
        number: 49,
        align: 2,
        wrap: true,
        border: (1, RED.into()),
        fill: (1, WHITE, 64),
        ..Look::default()
    });
    let sheet = book.sheet("模板", 0);
    let width = u16::try_from(titles.len()).unwrap();
    for (col, title) in (0..).zip(titles) {
        book.text(sheet, (0, col), head, title);
    }
    for row in 1..=body {
        for col in 0..width {
            // Templates that programs wrote hold empty texts.
            book.text(sheet, (row, col), cell, "");
        }
    }
    let sheet = book.of(sheet);
    sheet.width((0, 255), 5558, 15);
    sheet.height(0, 24);
    if width > 2 {
        let list = ["102-中国工商银行", "103-中国农业银行", "401-信用社"].join("\0");
        let mut formula = vec![0x17];
        formula.extend(short_text(&list));
        sheet.validation(Validation {
            kind: 3,
            formula: &formula,
            ranges: &[[1, body, 2, 2]],
            ..Validation::default()
        });
    }
    for (kind, inches) in [
        (0x0026, 0.75_f64),
        (0x0027, 0.75),
        (0x0028, 1.0),
        (0x0029, 1.0),
    ] {
        sheet.before(kind, &inches.to_le_bytes());
    }
    book.finish()
}

#[test]
fn framed_rows_go_on_in_their_frame() {
    let titles = ["户主姓名", "身份证号码", "开户银行", "账户名称", "银行账号"];
    let original = framed(&titles, 20);
    let rows: Vec<Vec<WriteValue>> = (0..33)
        .map(|at| vec![text(&format!("居民{at}")), text("6210000000000001627")])
        .collect();
    let bytes = fill(&original, "银行账号.xls", "模板", 1, &rows, &[0, 4]).unwrap();
    let book = read(&bytes, "银行账号.xlsx");
    let sheet = &book.sheets[0];
    assert_eq!((sheet.rows, sheet.text(33, 0)), (34, "居民32".to_owned()));
    assert_eq!(sheet.text(33, 4), "6210000000000001627");
    for (col, title) in (0..).zip(titles) {
        assert_eq!(sheet.text(0, col), title);
    }
    assert_eq!(
        sheet.choices(33, 2).len(),
        3,
        "added rows are chosen from the list as well"
    );
    let (first, added) = (look(&bytes, 1, "E2"), look(&bytes, 1, "E34"));
    assert_eq!(first, added);
    assert_eq!(
        look(&bytes, 1, "C34"),
        first,
        "cells without a value are framed as well"
    );
    assert_eq!(first.number, "49");
    assert!(first.border.contains("FFFF0000"), "{first:?}");
    assert!(first.format.contains("wrapText=\"1\"") && first.font.contains("Arial"));
    let head = look(&bytes, 1, "A1");
    assert!(
        head.fill.contains("FFC0C0C0") && head.font.contains("<b/>"),
        "{head:?}"
    );
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        xml.contains("left=\"0.75\" right=\"0.75\" top=\"1\" bottom=\"1\""),
        "{xml}"
    );
    assert!(xml.contains("ht=\"24\""), "{xml}");
}

#[test]
fn a_single_column_is_a_list_too() {
    let original = framed(&["身份证号码"], 20);
    let header = read_header(&read(&original, "号码.xls").sheets[0]);
    assert_eq!((header.kind, header.data_first_row), (SheetKind::Form, 1));
    let rows: Vec<Vec<WriteValue>> = vec![vec![text("370203194605150020")]; 25];
    let bytes = fill(&original, "号码.xls", "模板", 1, &rows, &[0]).unwrap();
    let book = read(&bytes, "号码.xlsx");
    assert_eq!((book.sheets[0].rows, book.sheets[0].columns), (26, 1));
    assert_eq!(book.sheets[0].text(25, 0), "370203194605150020");
    assert_eq!(look(&bytes, 1, "A26"), look(&bytes, 1, "A2"));
}

#[test]
fn an_explanation_row_stays_between_header_and_people() {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_align(FormatAlign::Center);
    let told = Format::new().set_text_wrap().set_italic();
    let column = Format::new().set_num_format("@");
    let sheet = book.add_worksheet();
    sheet.set_name("Person").unwrap();
    for (col, (title, explanation)) in (0_u16..).zip([
        ("姓名（必填）", "必填，真实姓名"),
        ("身份证号（必填）", "必填，18位身份证号"),
        ("出生日期", "YYYYMMDD"),
        ("联系电话", "多个电话用;分隔"),
        ("是否人户分离", "1=是，0=否"),
        ("备注", "其他补充信息"),
    ]) {
        sheet.set_column_width(col, 9.0 + f64::from(col)).unwrap();
        sheet.set_column_format(col, &column).unwrap();
        sheet.write_with_format(0, col, title, &head).unwrap();
        sheet.write_with_format(1, col, explanation, &told).unwrap();
    }
    sheet.set_row_height(1, 32.8).unwrap();
    sheet
        .insert_note(0, 4, &Note::new("人户分离指居住地与户籍地不一致"))
        .unwrap();
    let notes = book.add_worksheet();
    notes.set_name("注意事项").unwrap();
    notes.write(0, 0, "请勿修改列名").unwrap();
    book.set_properties(&DocProperties::new().set_title("人员导入"));
    let original = book.save_to_buffer().unwrap();
    let header = read_header(&read(&original, "人员.xlsx").sheets[0]);
    assert_eq!(
        (header.header_rows, header.data_first_row),
        (Some((0, 0)), 2)
    );
    let rows = vec![vec![text("居民"), text("370203194605150020"), text("19460515")]; 5];
    let bytes = fill(&original, "人员.xlsx", "Person", 2, &rows, &[0, 1, 2]).unwrap();
    let sheet = &read(&bytes, "人员.xlsx").sheets[0];
    assert_eq!(sheet.text(1, 2), "YYYYMMDD");
    assert_eq!(
        (sheet.text(2, 0), sheet.text(6, 2)),
        ("居民".to_owned(), "19460515".to_owned())
    );
    assert_eq!(sheet.rows, 7);
    assert_eq!(look(&bytes, 1, "A1"), look(&original, 1, "A1"));
    assert_eq!(look(&bytes, 1, "A2"), look(&original, 1, "A2"));
    assert_eq!(look(&bytes, 1, "C7").number, "@");
    let columns = |bytes: &[u8]| {
        let xml = part(bytes, "xl/worksheets/sheet1.xml");
        let start = xml.find("<cols>").unwrap();
        xml[start..xml.find("</cols>").unwrap()].to_owned()
    };
    assert_eq!(columns(&bytes), columns(&original));
    for path in [
        "xl/worksheets/sheet2.xml",
        "docProps/core.xml",
        "xl/comments1.xml",
    ] {
        assert_eq!(
            part(&bytes, path).len(),
            part(&original, path).len(),
            "{path}"
        );
    }
}

/// A list that is printed: areas, titles on every page, margins, words above and below, a page
/// break, frozen rows, a filter, a comment, a hidden row, protection.
fn printed() -> Vec<u8> {
    let mut book = OldBook::new();
    let struck = book.font(Face {
        struck: true,
        ..PLAIN
    });
    let head = book.look(Look {
        font: struck,
        indent: 2,
        align: 1,
        border: (6, 12),
        ..Look::default()
    });
    let open = book.look(Look {
        border: (1, 12),
        unlocked: true,
        ..Look::default()
    });
    let sheet = book.sheet("名册", 0);
    book.text(sheet, (0, 0), head, "优抚对象名册");
    for (col, title) in (0..).zip(["序号", "姓名", "身份证号码"]) {
        book.text(sheet, (1, col), head, title);
    }
    for row in 2..6 {
        for col in 0..3 {
            book.of(sheet).blank(row, col, open);
        }
    }
    book.text(sheet, (6, 0), head, "填表人：");
    book.meaning(1, 6, &area(0, (0, 6), (0, 2)));
    book.meaning(1, 7, &area(0, (0, 1), (0, 255)));
    book.meaning(1, 13, &area(0, (1, 5), (0, 2)));
    let sheet = book.of(sheet);
    sheet.merge([0, 0, 0, 2]);
    sheet.before(0x0012, &words(&[1]));
    sheet.before(0x0014, &long_text("&C市北区民政局"));
    sheet.before(0x0015, &long_text("&C第&P页"));
    sheet.before(0x0083, &words(&[1]));
    sheet.before(0x001B, &words(&[1, 4, 0, 255]));
    sheet.before(0x0081, &words(&[0x05C1]));
    let mut page = words(&[9, 90, 1, 1, 0, 0x0000, 300, 300]);
    page.extend(0.5_f64.to_le_bytes());
    page.extend(0.4_f64.to_le_bytes());
    page.extend(words(&[1]));
    sheet.before(0x00A1, &page);
    // A hidden row.
    sheet.before(0x0208, &words(&[5, 0, 3, 255, 0, 0, 0x0120, 15]));
    // The drawing of a comment, its text, and where it belongs.
    let mut object = words(&[0x15, 18, 0x19, 1, 0x4011]);
    object.extend([0; 12]);
    object.extend(words(&[0, 0]));
    sheet.after(0x005D, &object);
    sheet.after(0x01B6, &words(&[0x0212, 0, 0, 0, 0, 6, 16, 0, 0]));
    let mut content = vec![1];
    content.extend("按证件填写。".encode_utf16().flat_map(u16::to_le_bytes));
    sheet.after(0x003C, &content);
    sheet.after(0x003C, &[0; 16]);
    let mut place = words(&[1, 2, 0, 1]);
    place.extend(long_text("民政局"));
    sheet.after(0x001C, &place);
    // Two frozen rows.
    sheet.after(0x023E, &words(&[0x06BE, 0, 0, 64, 0, 0, 0, 0, 0]));
    sheet.after(0x0041, &words(&[0, 2, 2, 0, 2]));
    book.finish()
}

#[test]
fn what_is_printed_and_shown_comes_along_and_follows_the_rows() {
    let rows: Vec<Vec<WriteValue>> = (1..=10)
        .map(|at| {
            let number = text("370203194605150020");
            vec![WriteValue::Number(f64::from(at)), text("居民"), number]
        })
        .collect();
    let bytes = fill(&printed(), "名册.xls", "名册", 2, &rows, &[0, 1, 2]).unwrap();
    let book = read(&bytes, "名册.xlsx");
    let sheet = &book.sheets[0];
    assert_eq!(sheet.text(12, 0), "填表人：");
    assert_eq!(sheet.merges, [range(0, 0, 0, 2)]);
    let names = part(&bytes, "xl/workbook.xml");
    for name in [
        "_xlnm.Print_Area\" localSheetId=\"0\">名册!$A$1:$C$13<",
        "_xlnm.Print_Titles\" localSheetId=\"0\">名册!$1:$2<",
    ] {
        assert!(names.contains(name), "{name}: {names}");
    }
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    for said in [
        "<autoFilter ref=\"A2:C12\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "<pageSetUpPr fitToPage=\"1\"/>",
        "header=\"0.5\" footer=\"0.4\"",
        "<oddHeader>&amp;C市北区民政局</oddHeader>",
        "<oddFooter>&amp;C第&amp;P页</oddFooter>",
        "horizontalCentered=\"1\"",
        "<sheetProtection sheet=\"1\"",
        "ySplit=\"2\"",
        "state=\"frozen\"",
        "<brk max=\"16383\" man=\"1\" id=\"4\"/>",
    ] {
        assert!(xml.contains(said), "{said}: {xml}");
    }
    let rows_hidden = xml
        .split("<row ")
        .any(|row| attribute(row, "hidden") == "1");
    assert!(!rows_hidden, "a hidden row would hide a person");
    let comments = part(&bytes, "xl/comments1.xml");
    assert!(
        comments.contains("ref=\"C2\"")
            && comments.contains("按证件填写。")
            && comments.contains("<author>民政局</author>"),
        "{comments}"
    );
    let head = look(&bytes, 1, "A2");
    assert!(
        head.font.contains("<strike/>") && head.format.contains("indent=\"2\""),
        "{head:?}"
    );
    assert!(
        head.border.contains("double") && head.border.contains("FF0000FF"),
        "{head:?}"
    );
    let cell = look(&bytes, 1, "B12");
    assert!(cell.format.contains("locked=\"0\""), "{cell:?}");
    assert_eq!(cell, look(&bytes, 1, "B3"));
}

#[test]
fn formulas_of_old_sheets_keep_speaking_of_their_cells() {
    let mut book = OldBook::new();
    let list = book.sheet("名册", 0);
    let sums = book.sheet("汇 总", 0);
    // The numbers of references are not the places of sheets.
    book.link(0, 1);
    book.link(0, 0);
    for (col, title) in (0..).zip(["序号", "人数", "标准", "金额"]) {
        book.text(list, (0, col), 15, title);
    }
    let sheet = book.of(list);
    let product = [0x4C, 0, 0, 0xFE, 0xC0, 0x4C, 0, 0, 0xFF, 0xC0, 0x05];
    sheet.formula((1, 3), 0.0, &[0x01, 1, 0, 3, 0]);
    sheet.shared_formula((1, 2), 3, &product);
    sheet.formula((2, 3), 0.0, &[0x01, 1, 0, 3, 0]);
    book.text(list, (3, 0), 15, "合计");
    let sum = [0x25, 1, 0, 2, 0, 3, 0xC0, 3, 0xC0, 0x22, 1, 4, 0];
    book.of(list).formula((3, 3), 0.0, &sum);
    book.text(sums, (0, 0), 15, "总额");
    let mut total = vec![0x5A];
    total.extend(words(&[1, 3, 3]));
    book.of(sums).formula((0, 1), 0.0, &total);
    let rows: Vec<Vec<WriteValue>> = (1..=4)
        .map(|at| [f64::from(at), 2.0, 50.0].map(WriteValue::Number).to_vec())
        .collect();
    let bytes = fill(&book.finish(), "金额.xls", "名册", 1, &rows, &[0, 1, 2]).unwrap();
    let list = part(&bytes, "xl/worksheets/sheet1.xml");
    for formula in ["<f>B2*C2</f>", "<f>B5*C5</f>", "<f>SUM(D2:D5)</f>"] {
        assert!(list.contains(formula), "{formula}: {list}");
    }
    let sums = part(&bytes, "xl/worksheets/sheet2.xml").replace("&apos;", "'");
    assert!(
        sums.contains("<f>'名册'!$D$6</f>"),
        "the total moved down: {sums}"
    );
}

#[test]
fn old_formulas_that_lead_astray_are_told() {
    let mut book = OldBook::new();
    let sheet = book.sheet("名册", 0);
    for (col, title) in (0..).zip(["序号", "姓名", "金额"]) {
        book.text(sheet, (0, col), 15, title);
    }
    book.link(1, 0);
    let mut outside = vec![0x5A];
    outside.extend(words(&[0, 0, 0]));
    book.of(sheet).formula((4, 2), 7.0, &outside);
    book.of(sheet).formula((5, 2), 0.0, &[0x44, 5, 0, 2, 0]);
    let original = book.finish();
    let told: Vec<(String, String)> = read(&original, "金额.xls")
        .notes
        .into_iter()
        .map(|note| (note.code, note.message))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].0, "workbook-external-link");
    assert_eq!(told[1].0, "workbook-circular");
    assert!(told[1].1.contains("“名册”单元格 C6"), "{told:?}");
    let bytes = fill(&original, "金额.xls", "名册", 1, &[], &[]).unwrap();
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("other") && !xml.contains("<f>A1"), "{xml}");
}

#[test]
fn the_same_old_workbook_gives_the_same_bytes() {
    let original = wide(62, false);
    assert_eq!(wide_filled(&original, 3), wide_filled(&original, 3));
}
