//! Framed empty rows, a single column, a row of explanations.

use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Note, Workbook};
use workbook::{SheetKind, WriteValue, fill, read_header};

use super::{GREY, RED, WHITE, text};
use crate::biff::{Face, Look, OldBook, PLAIN, Validation, short_text};
use crate::looks::look;
use crate::support::{part, read};

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
