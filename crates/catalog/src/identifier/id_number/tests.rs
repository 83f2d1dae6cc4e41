#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap()
}

fn read(typed: &str) -> IdNumberReading {
    check(typed, today())
}

fn codes(typed: &str) -> Vec<&'static str> {
    read(typed)
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn worked_examples() {
    for (body, full) in [
        ("11010519491231002", "11010519491231002X"),
        ("44052418800101001", "440524188001010014"),
        ("37020319460515002", "370203194605150020"),
        ("31015120240229001", "310151202402290017"),
        ("81000019900101001", "810000199001010019"),
        ("83000019850615002", "830000198506150024"),
        ("93184019880808001", "931840198808080016"),
    ] {
        assert_eq!(with_check(body).as_deref(), Some(full));
        assert_eq!(read(full).canonical.as_deref(), Some(full));
    }
}

#[test]
fn a_good_number_says_birth_sex_and_county() {
    let reading = read("370203194605150020");
    assert_eq!(reading.birth, NaiveDate::from_ymd_opt(1946, 5, 15));
    assert_eq!(reading.sex, Some('2'));
    assert_eq!(reading.county, Some("市北区"));
    assert_eq!(reading.kind, Some(IdNumberKind::Citizen));
    assert_eq!(reading.findings, []);
    assert_eq!(
        birth_and_sex("370203194605150020"),
        Some((reading.birth.unwrap(), '2'))
    );
}

#[test]
fn typed_forms_are_tidied() {
    for typed in [
        " 11010519491231002x ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "110105 19491231 002X",
        "11010519491231002×",
        "11010519491231002*",
        "11010519491231002＊",
        "110105-19491231-002X",
        "\u{FEFF}11010519491231002X",
    ] {
        let reading = read(typed);
        assert_eq!(
            reading.canonical.as_deref(),
            Some("11010519491231002X"),
            "{typed}"
        );
        assert_eq!(reading.findings, [finding::TIDIED], "{typed}");
    }
}

#[test]
fn fifteen_digits_become_eighteen() {
    let reading = read("370203460515002");
    assert_eq!(reading.canonical.as_deref(), Some("370203194605150020"));
    assert_eq!(reading.findings, [finding::UPGRADED]);
    assert_eq!(
        read("370203460515002.0").canonical.as_deref(),
        Some("370203194605150020")
    );
    // Serials 996–999: born in the century before.
    assert_eq!(
        read("370203960515996").birth.map(|birth| birth.year()),
        Some(1896)
    );
    assert_eq!(
        codes("370203461315002"),
        ["id-number-upgraded", "id-number-date"]
    );
}

#[test]
fn damage_by_excel_is_never_repaired() {
    for typed in ["3.70203194605150E+17", "3.70203E+17", "370203194605150000"] {
        let reading = read(typed);
        assert_eq!(reading.canonical, None, "{typed}");
        assert_eq!(reading.findings, [finding::EXCEL_DAMAGED], "{typed}");
    }
}

#[test]
fn wrong_numbers_say_why() {
    assert_eq!(codes("370203194605150021"), ["id-number-check"]);
    assert_eq!(codes("37020319460515002"), ["id-number-length"]);
    assert_eq!(codes("3702031946051500200"), ["id-number-length"]);
    assert_eq!(codes("3702031946O5150020"), ["id-number-character"]);
    assert_eq!(codes("张三"), ["id-number-length"]);
    assert_eq!(
        codes("一二三四五六七八九十一二三四五六七八"),
        ["id-number-character"]
    );
    assert_eq!(
        codes(&with_check("37020319460230002").unwrap()),
        ["id-number-date"]
    );
    assert_eq!(
        codes(&with_check("37020320991231002").unwrap()),
        ["id-number-future"]
    );
    assert_eq!(
        codes(&with_check("99900119900101001").unwrap()),
        ["id-number-unknown-county"]
    );
    for nothing in ["", "  ", "无", "—", "/"] {
        assert_eq!(read(nothing), unusable(Vec::new()), "{nothing}");
    }
}

#[test]
fn doubt_does_not_refuse() {
    let ancient = read("440524188001010014");
    assert!(ancient.canonical.is_some());
    assert!(ancient.findings.contains(&finding::TOO_OLD));
    let old = read(&with_check("37020319100515002").unwrap());
    assert_eq!(old.findings, [finding::VERY_OLD]);
    let unknown = read(&with_check("37029919460515002").unwrap());
    assert!(unknown.canonical.is_some());
    assert_eq!(unknown.findings, [finding::UNKNOWN_COUNTY]);
    for county in [
        "370205", "370284", "370282", "310230", "310108", "310103", "379013",
    ] {
        let reading = read(&with_check(&format!("{county}19460515002")).unwrap());
        assert_eq!(reading.findings, [finding::ABOLISHED_COUNTY], "{county}");
    }
}

#[test]
fn other_holders_are_told_apart() {
    let permit = read("810000199001010019");
    assert_eq!(permit.kind, Some(IdNumberKind::HongKongMacaoTaiwan));
    assert_eq!(permit.county, Some("香港特别行政区"));
    let foreigner = read("931840198808080016");
    assert_eq!(foreigner.kind, Some(IdNumberKind::PermanentResident));
    assert_eq!(foreigner.county, Some("上海市"));
    assert_eq!(foreigner.sex, Some('1'));
}

#[test]
fn shapes() {
    assert!(looks_like("370203194605150021"));
    assert!(looks_like("３７０２０３４６０５１５００２"));
    assert!(looks_like("3.70203194605150E+17"));
    assert!(!looks_like("13812345678"));
    assert!(!looks_like("622202370100000001"));
    assert!(!looks_like(""));
}

prop_compose! {
    fn body()(
        county in prop::sample::select(vec!["370203", "310151", "370205", "310230", "110105"]),
        days in 0_i64..36_000,
        serial in 0_u32..996,
    ) -> String {
        let birth = NaiveDate::from_ymd_opt(1925, 1, 1).unwrap() + chrono::Duration::days(days);
        format!("{county}{}{serial:03}", birth.format("%Y%m%d"))
    }
}

proptest! {
    #![proptest_config(crate::testing::same_every_run())]

    #[test]
    fn valid_numbers_read_back(body in body()) {
        let number = with_check(&body).unwrap();
        let reading = read(&number);
        prop_assert_eq!(reading.canonical.as_deref(), Some(number.as_str()));
        let birth = reading.birth.unwrap().format("%Y%m%d").to_string();
        prop_assert_eq!(birth.as_str(), &body[6..14]);
        let odd = body.as_bytes()[16] % 2 == 1;
        prop_assert_eq!(reading.sex, Some(if odd { '1' } else { '2' }));
    }

    #[test]
    fn fifteen_digits_keep_the_person(body in body()) {
        prop_assume!(&body[6..8] == "19");
        let old = format!("{}{}", &body[..6], &body[8..]);
        prop_assert_eq!(read(&old).canonical, with_check(&body));
    }

    #[test]
    fn one_wrong_character_is_always_caught(body in body(), place in 0_usize..18, other in 0_u8..11) {
        let mut number = with_check(&body).unwrap().into_bytes();
        let wrong = b"0123456789X"[usize::from(other)];
        prop_assume!(number[place] != wrong);
        number[place] = wrong;
        let typed = String::from_utf8(number).unwrap();
        prop_assert_eq!(read(&typed).canonical, None);
    }

    #[test]
    fn two_neighbours_exchanged_are_always_caught(body in body(), place in 0_usize..17) {
        let mut number = with_check(&body).unwrap().into_bytes();
        prop_assume!(number[place] != number[place + 1]);
        number.swap(place, place + 1);
        let typed = String::from_utf8(number).unwrap();
        prop_assert_eq!(read(&typed).canonical, None);
    }

    #[test]
    fn any_text_is_read_without_panic(typed in ".{0,24}") {
        let reading = read(&typed);
        prop_assert!(reading.canonical.is_none_or(|number| number.len() == 18));
    }
}
