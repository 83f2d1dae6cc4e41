use super::*;

fn numbers(typed: &str) -> Vec<String> {
    read(typed).numbers
}

#[test]
fn one_number_in_every_spelling() {
    for typed in [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "+86-138-1234-5678",
        "8613812345678",
        "013812345678",
        "13812345678.0",
        "电话：13812345678",
        "手机13812345678",
        "'13812345678",
    ] {
        assert_eq!(numbers(typed), ["13812345678"], "{typed}");
    }
    for typed in [
        "0532-88881234",
        "(0532)88881234",
        "0532 8888 1234",
        "0532—88881234",
        "053288881234",
    ] {
        assert_eq!(numbers(typed), ["053288881234"], "{typed}");
    }
    assert_eq!(numbers("021-58881234"), ["02158881234"]);
    assert_eq!(numbers("0532-8123456"), ["05328123456"]);
    assert_eq!(numbers("400-800-1234"), ["4008001234"]);
}

#[test]
fn several_numbers_in_one_cell() {
    for typed in [
        "13812345678/13912345678",
        "13812345678、13912345678",
        "13812345678,13912345678",
        "13812345678 13912345678",
        "13812345678\n13912345678",
        "13812345678;13912345678;13812345678",
        "1381234567813912345678",
        "张三13812345678或李四13912345678",
    ] {
        let reading = read(typed);
        assert_eq!(
            reading.canonical().as_deref(),
            Some("13812345678;13912345678"),
            "{typed}"
        );
        assert!(reading.findings.contains(&finding::SEVERAL));
    }
    assert_eq!(
        numbers("0532-88881234/13812345678"),
        ["053288881234", "13812345678"]
    );
}

#[test]
fn names_and_extensions_are_notes() {
    let reading = read("13812345678（儿子）");
    assert_eq!(reading.numbers, ["13812345678"]);
    assert_eq!(reading.note.as_deref(), Some("儿子"));
    assert_eq!(reading.findings, []);
    let reading = read("0532-88881234-801");
    assert_eq!(reading.numbers, ["053288881234"]);
    assert_eq!(reading.note.as_deref(), Some("分机801"));
    assert_eq!(read("0532-88881234转801").note.as_deref(), Some("分机801"));
}

#[test]
fn doubtful_numbers_are_kept_with_a_finding() {
    assert_eq!(read("88881234").findings, [finding::NO_AREA_CODE]);
    assert_eq!(read("13888888888").findings, [finding::PLACEHOLDER]);
    let reading = read("13812345678/1391234567");
    assert_eq!(reading.numbers, ["13812345678"]);
    assert!(reading.findings.contains(&finding::PARTLY));
}

#[test]
fn what_is_no_number_is_refused() {
    for typed in [
        "1381234567",
        "12812345678",
        "138123456789",
        "见备注",
        "110",
        "370203194605150020",
    ] {
        let reading = read(typed);
        assert_eq!(reading.numbers, Vec::<String>::new(), "{typed}");
        assert_eq!(reading.findings, [finding::NO_NUMBER], "{typed}");
    }
    assert_eq!(read("1.38E+10").findings, [finding::EXCEL_DAMAGED]);
    for typed in ["", "无", "—", "/"] {
        assert_eq!(read(typed), PhoneReading::default(), "{typed}");
    }
}

#[test]
fn kinds_and_display() {
    assert_eq!(
        kind_of("053288881234"),
        Some(PhoneKind::Landline { area: 4 })
    );
    assert_eq!(
        kind_of("02158881234"),
        Some(PhoneKind::Landline { area: 3 })
    );
    assert_eq!(kind_of("4008001234"), Some(PhoneKind::Service));
    assert_eq!(kind_of("0532"), None);
    assert_eq!(display("053288881234"), "0532-88881234");
    assert_eq!(display("13812345678"), "13812345678");
}
