//! What a sheet says about paper and screen.

use workbook::{WriteValue, fill};

use super::{range, text};
use crate::biff::{Face, Look, OldBook, PLAIN, area, long_text, words};
use crate::looks::{attribute, look};
use crate::support::{part, read};

/// A list that is printed: areas, titles on every page, margins, words above and below, a page
/// break, frozen rows, a filter, a comment, a hidden row, protection.
pub(crate) fn printed() -> Vec<u8> {
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
