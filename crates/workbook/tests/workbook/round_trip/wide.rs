//! One header row over sixty columns, its lists in a second sheet, its instructions in a third.

use workbook::{WriteValue, fill, read_header};

use super::{RED, day, range, text};
use crate::biff::{Face, Look, OldBook, PLAIN, Validation, area, words};
use crate::looks::{attribute, look};
use crate::support::{part, read};

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

#[test]
fn the_same_old_workbook_gives_the_same_bytes() {
    let original = wide(62, false);
    assert_eq!(wide_filled(&original, 3), wide_filled(&original, 3));
}
