//! Raw cells and what becomes of them.
#![allow(clippy::unwrap_used)]

use catalog::element::Dictionary;
use chrono::NaiveDate;
use workbook::Cell;

use super::{CleanValue, Severity, clean};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn cleaned(id: &str, raw: &Cell) -> CleanValue {
    clean(Dictionary::shipped().by_id(id).unwrap(), raw, today())
}

fn text(id: &str, typed: &str) -> (Option<String>, Vec<&'static str>) {
    let clean = cleaned(id, &Cell::Text(typed.to_owned()));
    (
        clean.text,
        clean.findings.iter().map(|found| found.code).collect(),
    )
}

/// Element, what is typed, canonical text (`-` for none), codes found.
const CASES: &[(&str, &str, &str, &[&str])] = &[
    ("name", " 张 三 ", "张三", &[]),
    ("name", "无", "-", &[]),
    ("name", "——", "-", &[]),
    ("id_number", "370203194605150020", "370203194605150020", &[]),
    (
        "id_number",
        "11010519491231002x",
        "11010519491231002X",
        &["id-number-tidied"],
    ),
    (
        "id_number",
        "'370203194605150020",
        "370203194605150020",
        &[],
    ),
    (
        "id_number",
        "３７０２０３１９４６０５１５００２０",
        "370203194605150020",
        &["id-number-tidied"],
    ),
    (
        "id_number",
        "370203460515002",
        "370203194605150020",
        &["id-number-upgraded"],
    ),
    ("id_number", "370203194605150021", "-", &["id-number-check"]),
    (
        "id_number",
        "3.70203E+17",
        "-",
        &["id-number-excel-damaged"],
    ),
    (
        "id_number",
        "370203194605150000",
        "-",
        &["id-number-excel-damaged"],
    ),
    ("id_number", "37020319460515002", "-", &["id-number-length"]),
    ("id_number", "E12345678", "-", &["id-number-other-document"]),
    ("id_number", "—", "-", &[]),
    ("sex", "1-男", "1", &[]),
    ("sex", "女", "2", &[]),
    ("sex", "2", "2", &[]),
    ("sex", "男人", "-", &["code-unknown"]),
    ("ethnicity", "汉族", "01", &[]),
    ("ethnicity", "汉", "01", &[]),
    ("birth_date", "2024/2/9", "2024-02-09", &[]),
    ("birth_date", "19460515", "1946-05-15", &[]),
    ("birth_date", "1946年5月15日", "1946-05-15", &[]),
    ("birth_date", "45351", "2024-02-29", &["date-excel-serial"]),
    ("birth_date", "1946-05", "-", &["date-imprecise"]),
    ("birth_date", "2023-02-29", "-", &["date-invalid"]),
    ("birth_date", "2030-01-01", "-", &["date-future"]),
    ("birth_date", "1900-01-01", "-", &["date-placeholder"]),
    ("old_age_allowance_since", "2024.3", "2024-03", &[]),
    ("old_age_allowance_since", "2024-03-15", "2024-03", &[]),
    ("old_age_allowance_since", "2024", "-", &["month-imprecise"]),
    ("phone", "13800138000", "13800138000", &[]),
    ("phone", "13800138000 张三", "13800138000", &[]),
    ("phone", "无", "-", &[]),
    ("phone", "12345", "-", &["phone-invalid"]),
    ("dibao_amount", "1,200.50元", "1200.5", &[]),
    ("dibao_amount", "很多", "-", &["number-invalid"]),
    ("floor_area", "86.50㎡", "86.5", &[]),
    ("household_size", "3人", "3", &[]),
    ("volunteer", "是", "1", &[]),
    ("volunteer", "×", "0", &[]),
    ("volunteer", "可能", "-", &["yes-no-invalid"]),
    ("community_code", "370203005001", "370203005001", &[]),
    (
        "community_code",
        "370203999001",
        "370203999001",
        &["area-unknown"],
    ),
    ("community_code", "台东", "-", &["area-invalid"]),
    ("hukou_area_code", "411627", "411627000000", &[]),
    (
        "hukou_area_code",
        "999999",
        "999999000000",
        &["area-unknown"],
    ),
    (
        "credit_code",
        "92370203ma3c000110",
        "92370203MA3C000110",
        &["credit-code-tidied"],
    ),
    (
        "credit_code",
        "92370203MA3C000111",
        "-",
        &["credit-code-check"],
    ),
    (
        "disability_no",
        "37020319460515002042",
        "37020319460515002042",
        &[],
    ),
    (
        "disability_no",
        "370203194605150020",
        "-",
        &["disability-no-short"],
    ),
    ("building", "3号楼", "3", &[]),
    ("building", "三栋", "3", &[]),
    ("unit", "2单元", "2", &[]),
    ("room", "0301室", "301", &[]),
    ("room", "3#2-301", "3#2-301", &[]),
    ("estate", "金秀花园（2期）", "金秀花园二期", &[]),
    ("workplace", "某　某  公司", "某 某 公司", &[]),
    ("home_address", "－", "-", &[]),
];

#[test]
fn typed_texts() {
    for (id, typed, expected, codes) in CASES {
        let expected = Some((*expected).to_owned()).filter(|text| text != "-");
        let (found, found_codes) = text(id, typed);
        assert_eq!(found, expected, "{id} {typed}");
        assert_eq!(found_codes, *codes, "{id} {typed}");
    }
}

#[test]
fn several_phones_keep_the_first_first() {
    let (found, _) = text("phone", "13800138000（儿子） 0532-88881234");
    assert_eq!(found.as_deref(), Some("13800138000;053288881234"));
}

#[test]
fn number_cells() {
    let damaged = Cell::Number(370_203_194_605_150_020.0);
    let clean = cleaned("id_number", &damaged);
    assert_eq!(clean.text, None);
    assert_eq!(clean.findings[0].code, "id-number-excel-damaged");
    assert_eq!(clean.findings[0].severity, Severity::Refuse);
    // Fifteen digits fit into a float and are upgraded as typed ones are.
    let old = cleaned("id_number", &Cell::Number(370_203_460_515_002.0));
    assert_eq!(old.text.as_deref(), Some("370203194605150020"));
    let account = cleaned("bank_account", &Cell::Number(6_222_023_701_000_000_018.0));
    assert_eq!(account.text, None);
    assert_eq!(
        cleaned("phone", &Cell::Number(13_800_138_000.0))
            .text
            .as_deref(),
        Some("13800138000")
    );
    assert_eq!(
        cleaned("floor_area", &Cell::Number(86.5)).text.as_deref(),
        Some("86.5")
    );
    assert_eq!(
        cleaned("sex", &Cell::Number(1.0)).text.as_deref(),
        Some("1")
    );
    assert_eq!(
        cleaned("birth_date", &Cell::Number(19_460_515.0))
            .text
            .as_deref(),
        Some("1946-05-15")
    );
    assert_eq!(cleaned("name", &Cell::Empty).text, None);
}

#[test]
fn errors_booleans_and_dates() {
    assert_eq!(
        cleaned("name", &Cell::Error("#N/A".into())).findings[0].code,
        "cell-error"
    );
    assert_eq!(
        cleaned("volunteer", &Cell::Bool(true)).text.as_deref(),
        Some("1")
    );
    let moment = NaiveDate::from_ymd_opt(1946, 5, 15)
        .unwrap()
        .and_hms_opt(0, 0, 0)
        .unwrap();
    assert_eq!(
        cleaned("birth_date", &Cell::Date(moment)).text.as_deref(),
        Some("1946-05-15")
    );
}

#[test]
fn every_element_survives_anything() {
    let raws = [
        Cell::Text("\u{0}\u{feff}".into()),
        Cell::Text("''".into()),
        Cell::Text("一".repeat(3_000)),
        Cell::Text("-".into()),
        Cell::Number(f64::NAN),
        Cell::Number(-1e300),
        Cell::Bool(false),
    ];
    for element in Dictionary::shipped().all() {
        for raw in &raws {
            let clean = clean(element, raw, today());
            assert!(
                clean.text.is_none_or(|text| !text.is_empty()),
                "{}",
                element.id
            );
        }
    }
}
