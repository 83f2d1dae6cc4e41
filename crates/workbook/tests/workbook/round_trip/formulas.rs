//! Formulas of old sheets.

use workbook::{WriteValue, fill};

use crate::biff::{OldBook, Validation, area, words};
use crate::support::{part, read};

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
fn names_that_lead_back_to_themselves_are_left_out() {
    let mut book = OldBook::new();
    let sheet = book.sheet("名册", 0);
    for (col, title) in (0..).zip(["序号", "姓名", "类别"]) {
        book.text(sheet, (0, col), 15, title);
    }
    book.name(0, "甲", &[0x23, 2, 0, 0, 0]);
    book.name(0, "乙", &[0x23, 1, 0, 0, 0]);
    book.name(0, "丁", &[0x83, 3, 0, 0, 0]);
    book.name(0, "丙", &area(0, (1, 3), (2, 2)));
    book.of(sheet).validation(Validation {
        kind: 3,
        formula: &[0x23, 1, 0, 0, 0],
        ranges: &[[1, 9, 2, 2]],
        ..Validation::default()
    });
    book.of(sheet).validation(Validation {
        kind: 3,
        formula: &[0x23, 3, 0, 0, 0],
        ranges: &[[1, 9, 1, 1]],
        ..Validation::default()
    });
    let bytes = fill(&book.finish(), "名册.xls", "名册", 1, &[], &[]).unwrap();
    let names = part(&bytes, "xl/workbook.xml");
    assert!(
        names.contains("name=\"丙\"") && !names.contains("name=\"甲\""),
        "{names}"
    );
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("dataValidation"), "{xml}");
}
