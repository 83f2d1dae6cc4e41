//! Files that are empty, broken, locked, disguised or made to do harm.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Formula, Workbook};
use workbook::{Cell, Limits, SheetKind, read_header};

use crate::round_trip::printed::printed;
use crate::support::{fixture, part, read, refused, stream, texts, with_parts, xlsx};

const LIST: &[&[&str]] = &[
    &["姓名", "身份证号", "电话"],
    &["张三", "370203197512310024", "13800138000"],
];

/// An OLE file with streams of the given names.
fn ole(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        file.create_stream(format!("/{name}"))
            .unwrap()
            .write_all(content)
            .unwrap();
    }
    file.into_inner().into_inner()
}

#[test]
fn empty_files() {
    assert_eq!(refused(b"", "空.xlsx"), "workbook-empty");
    assert_eq!(refused(b" \r\n\t\n", "空.csv"), "workbook-empty");
    let book = read(&xlsx(&[("空表", &[])]), "空表.xlsx");
    assert_eq!(read_header(&book.sheets[0]).kind, SheetKind::Empty);
}

#[test]
fn half_an_xlsx_and_half_an_xls() {
    let whole = xlsx(&[("名单", LIST)]);
    assert_eq!(
        refused(&whole[..whole.len() / 2], "半个.xlsx"),
        "workbook-broken"
    );
    let old = fixture!("old.xls");
    assert_eq!(refused(&old[..600], "半个.xls"), "workbook-broken");
}

#[test]
fn half_a_csv_reads_as_far_as_it_goes() {
    let book = read(
        "姓名,身份证号,电话\n张三,1,2\n李四,3,4\n王五,5".as_bytes(),
        "半个.csv",
    );
    assert_eq!(book.sheets[0].rows, 4);
    assert_eq!(book.notes[0].code, "csv-truncated");
}

#[test]
fn passwords() {
    let modern = ole(&[
        ("EncryptionInfo", &[4, 0, 4, 0]),
        ("EncryptedPackage", &[0; 64]),
    ]);
    assert_eq!(refused(&modern, "加密.xlsx"), "workbook-encrypted");
    // BOF, then FILEPASS: what an xls with a password starts with.
    let mut stream = vec![0x09, 0x08, 16, 0, 0, 6, 5, 0];
    stream.extend([0; 12]);
    stream.extend([0x2F, 0, 6, 0, 1, 0, 1, 0, 1, 0]);
    stream.resize(4096, 0);
    assert_eq!(
        refused(&ole(&[("Workbook", &stream)]), "加密.xls"),
        "workbook-encrypted"
    );
}

#[test]
fn other_formats_in_disguise() {
    assert_eq!(
        refused(&ole(&[("WordDocument", &[1; 32])]), "通知.xls"),
        "workbook-unsupported"
    );
    assert_eq!(
        refused(
            b"<html><table><tr><td>1</td></tr></table></html>",
            "导出.xls"
        ),
        "workbook-unsupported"
    );
    assert_eq!(
        refused(
            b"\xEF\xBB\xBF  <?xml version=\"1.0\"?><Workbook/>",
            "导出.xls"
        ),
        "workbook-unsupported"
    );
    assert_eq!(
        refused(b"%PDF-1.7\n%\xE2\xE3", "扫描.xlsx"),
        "workbook-unsupported"
    );
    let word = with_parts(&xlsx(&[("名单", LIST)]), &[
        ("word/document.xml", b"<w/>".to_vec()),
        ("_rels/.rels", b"<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_vec()),
    ]);
    assert_eq!(refused(&word, "通知.docx"), "workbook-unsupported");
    assert_eq!(
        refused(
            &[0x7F, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            "程序.csv"
        ),
        "workbook-unsupported"
    );
}

/// A sheet whose XML is a hundred megabytes of blanks.
fn bomb() -> Vec<u8> {
    let mut xml = b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>".to_vec();
    xml.resize(100 << 20, b' ');
    xml.extend_from_slice(b"</sheetData></worksheet>");
    with_parts(
        &xlsx(&[("名单", LIST)]),
        &[("xl/worksheets/sheet1.xml", xml)],
    )
}

#[test]
fn a_zip_bomb() {
    assert_eq!(refused(&bomb(), "炸弹.xlsx"), "workbook-too-large");
}

#[test]
fn a_zip_bomb_that_lies_about_its_size() {
    let mut bytes = bomb();
    let size = u32::try_from((100 << 20) + "</sheetData></worksheet>".len())
        .unwrap()
        .to_le_bytes();
    let places: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == size)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let code = refused(&bytes, "炸弹.xlsx");
    assert!(
        matches!(code.as_str(), "workbook-too-large" | "workbook-broken"),
        "{code}"
    );
}

#[test]
fn shared_strings_that_claim_billions() {
    let bytes = xlsx(&[("名单", LIST)]);
    let strings = part(&bytes, "xl/sharedStrings.xml");
    let start = strings.find("uniqueCount=\"").unwrap() + "uniqueCount=\"".len();
    let end = start + strings[start..].find('"').unwrap();
    let claim = format!("{}99999999999{}", &strings[..start], &strings[end..]);
    let bytes = with_parts(&bytes, &[("xl/sharedStrings.xml", claim.into_bytes())]);
    assert_eq!(refused(&bytes, "坏.xlsx"), "workbook-broken");
}

#[test]
fn limits_hold() {
    let bytes = xlsx(&[("名单", LIST)]);
    let code = |limits: Limits| workbook::read(&bytes, "a.xlsx", &limits).unwrap_err().code;
    assert_eq!(
        code(Limits {
            max_bytes: 100,
            ..Limits::default()
        }),
        "workbook-too-large"
    );
    assert_eq!(
        code(Limits {
            max_unpacked: 1000,
            ..Limits::default()
        }),
        "workbook-too-large"
    );
    assert_eq!(
        code(Limits {
            max_cells: 5,
            ..Limits::default()
        }),
        "workbook-too-large"
    );
    let rows = |bytes: &[u8], name: &str| {
        let limits = Limits {
            max_rows: 1,
            ..Limits::default()
        };
        workbook::stream_rows(bytes, name, &limits, &mut |_| {}, &mut |_, _| {
            ControlFlow::Continue(())
        })
        .unwrap_err()
        .code
    };
    assert_eq!(
        rows("甲,乙\n1,2\n".as_bytes(), "a.csv"),
        "workbook-too-large"
    );
    assert_eq!(
        rows(&xlsx(&[("名单", &[&["甲"], &["1"], &["2"]])]), "a.xlsx"),
        "workbook-too-large"
    );
}

#[test]
fn a_million_formatted_rows_without_content() {
    let mut xml = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:C1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>姓名</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>电话</t></is></c></row>",
    );
    for row in 2..=1_048_576 {
        // Cells in some rows only, which is enough and keeps the test short.
        let cells = if row % 16 == 0 {
            format!("<c r=\"A{row}\" s=\"0\"/>")
        } else {
            String::new()
        };
        xml.push_str(&format!(
            "<row r=\"{row}\" s=\"0\" customFormat=\"1\">{cells}</row>"
        ));
    }
    xml.push_str("</sheetData></worksheet>");
    let bytes = with_parts(
        &xlsx(&[("名单", LIST)]),
        &[("xl/worksheets/sheet1.xml", xml.into_bytes())],
    );
    let book = read(&bytes, "长.xlsx");
    assert_eq!((book.sheets[0].rows, book.sheets[0].cell_count()), (1, 2));
    assert_eq!(stream(&bytes, "长.xlsx")[0].rows.len(), 1);
}

#[test]
fn macros_are_not_run_and_mentioned() {
    let bytes = with_parts(
        &xlsx(&[("名单", LIST)]),
        &[("xl/vbaProject.bin", vec![1; 64])],
    );
    let book = read(&bytes, "宏.xlsm");
    assert_eq!(book.sheets[0].text(1, 0), "张三");
    assert_eq!(book.notes[0].code, "workbook-macros");
    assert!(book.notes[0].message.contains("宏未执行"));
}

#[test]
fn formulas_give_their_cached_value() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "金额").unwrap();
    sheet.write(1, 0, 3).unwrap();
    sheet
        .write_formula(2, 0, Formula::new("=A2*2").set_result("6"))
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let book = read(&bytes, "a.xlsx");
    assert_eq!(book.sheets[0].text(2, 0), "6");
    assert!(book.sheets[0].is_formula(2, 0) && !book.sheets[0].is_formula(1, 0));
}

#[test]
fn identity_numbers_that_a_spreadsheet_rounded() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "身份证号").unwrap();
    sheet.write(1, 0, 370_203_197_512_310_000_f64).unwrap();
    sheet.write(2, 0, 370_203_751_231_002_f64).unwrap();
    sheet.write(3, 0, "370203197512310024").unwrap();
    let book = read(&book.save_to_buffer().unwrap(), "a.xlsx");
    let sheet = &book.sheets[0];
    assert_eq!(sheet.text(1, 0), "370203197512310000");
    let damaged: Vec<bool> = (1..4).map(|row| sheet.is_damaged_number(row, 0)).collect();
    assert_eq!(damaged, [true, false, false]);
}

#[test]
fn dates_and_numbers_with_a_date_format() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = book.add_worksheet();
    sheet.write_with_format(0, 0, 45351, &day).unwrap();
    sheet.write_with_format(0, 1, 19_751_231, &day).unwrap();
    sheet.write_with_format(0, 2, true, &Format::new()).unwrap();
    let book = read(&book.save_to_buffer().unwrap(), "a.xlsx");
    assert_eq!(texts(&book.sheets[0]), [["2024-02-29", "19751231", "TRUE"]]);
    assert!(matches!(book.sheets[0].cell(0, 0), Cell::Date(_)));
}

#[test]
fn csv_in_every_encoding() {
    let text = "姓名,住址\n张三,登州路街道12号\n李四,即墨路街道3号\n";
    let expected = [
        ["姓名", "住址"],
        ["张三", "登州路街道12号"],
        ["李四", "即墨路街道3号"],
    ];
    let gbk = GB18030.encode(text).0.into_owned();
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [gbk, wide, marked, text.as_bytes().to_vec()] {
        // The name says nothing: a UTF-8 name around GBK content, csv content in an .xls.
        for name in ["户籍人口.csv", "户籍人口.xls", "x"] {
            assert_eq!(texts(&read(&bytes, name).sheets[0]), expected);
        }
    }
}

#[test]
fn csv_of_two_encodings() {
    let mut bytes = "姓名,住址\n".as_bytes().to_vec();
    bytes.extend_from_slice(&GB18030.encode("张三,登州路街道\n李四,即墨路街道\n").0);
    let book = read(&bytes, "混合.csv");
    assert_eq!(book.sheets[0].text(2, 1), "即墨路街道");
    assert_eq!(book.notes[0].code, "csv-mixed-encoding");
}

#[test]
fn a_stream_goes_on_with_the_next_sheet_after_a_break() {
    let bytes = xlsx(&[
        ("一", &[&["甲"], &["1"], &["2"]]),
        ("二", &[&["乙"], &["3"]]),
    ]);
    let mut seen = Vec::new();
    workbook::stream_rows(
        &bytes,
        "a.xlsx",
        &Limits::default(),
        &mut |_| {},
        &mut |row, cells| {
            seen.push((row, cells[0].text()));
            ControlFlow::Break(())
        },
    )
    .unwrap();
    assert_eq!(seen, [(0, "甲".to_owned()), (0, "乙".to_owned())]);
}

#[test]
fn damaged_bytes_never_do_more_than_refuse() {
    let files = [
        xlsx(&[("名单", LIST)]),
        fixture!("old.xls").to_vec(),
        printed(),
        GB18030.encode("姓名,电话\n张三,1\n").0.into_owned(),
    ];
    for file in files {
        let step = (file.len() / 150).max(1);
        for at in (0..file.len()).step_by(step) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x5A;
            // Whether it can be read or not, an answer comes back.
            let _ = workbook::read(&damaged, "坏.xlsx", &Limits::default());
            let _ = workbook::fill(&damaged, "坏.xlsx", "名单", 1, &[], &[]);
            let _ = workbook::read(&file[..at], "断.xlsx", &Limits::default());
        }
    }
}
