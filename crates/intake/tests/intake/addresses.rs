//! The published set of addresses (`tests/data/addresses.csv`, described beside it).

use intake::address::{AddressParts, dwelling_key, parse};

struct Case {
    text: String,
    expected: [String; 4],
}

fn cases() -> Vec<Case> {
    include_str!("../data/addresses.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let [text, estate, building, unit, room] = fields[..] else {
                panic!("{line}")
            };
            let expected = [estate, building, unit, room].map(str::to_owned);
            Case {
                text: text.to_owned(),
                expected,
            }
        })
        .collect()
}

fn parts(text: &str) -> [String; 4] {
    let AddressParts {
        estate,
        building,
        unit,
        room,
        ..
    } = parse(text);
    [estate, building, unit, room].map(Option::unwrap_or_default)
}

#[test]
fn at_least_99_in_100_are_right_at_room_level() {
    let cases = cases();
    assert!(cases.len() >= 300, "{} addresses", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter(|case| parts(&case.text) != case.expected)
        .map(|case| {
            format!(
                "{} → {:?}, expected {:?}",
                case.text,
                parts(&case.text),
                case.expected
            )
        })
        .collect();
    let right = cases.len() - wrong.len();
    assert!(
        right * 100 >= cases.len() * 99,
        "{right} of {} right:\n{}",
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_wrong_room_is_worse_than_none() {
    // Where the set expects nothing, nothing may be made up.
    for case in cases().iter().filter(|case| case.expected[3].is_empty()) {
        assert_eq!(parts(&case.text)[3], "", "{}", case.text);
    }
}

#[test]
fn one_dwelling_has_one_key() {
    let spellings = [
        "山东省青岛市市北区辽宁路街道科技街社区金桂苑3号楼2单元301户",
        "市北区金桂苑3#2-301",
        "金桂苑3-2-301",
        "金桂苑三栋二单元三零一室",
        "金桂苑３号楼２单元３０１",
        "金桂苑小区03幢02单元0301（张三）",
    ];
    for text in spellings {
        let key = dwelling_key(&parse(text));
        assert_eq!(key.as_deref(), Some("金桂苑|3|2|301"), "{text}");
    }
}

#[test]
fn the_beginning_is_kept_apart() {
    let parts = parse("山东省青岛市市北区辽宁路街道科技街社区金桂苑3号楼2单元301户");
    assert_eq!(parts.street_name.as_deref(), Some("辽宁路街道"));
    assert_eq!(parts.community_name.as_deref(), Some("科技街社区"));
    assert_eq!(parts.county.unwrap().to_string(), "370203000000");
    assert!(!parts.outside);
}

#[test]
fn addresses_elsewhere_lead_to_no_dwelling() {
    for (text, county) in [
        (
            "河南省周口市太康县城关镇幸福花园3号楼2单元301",
            "411627000000",
        ),
        (
            "山东省青岛市市南区香港中路10号3号楼2单元301",
            "370202000000",
        ),
        ("山东省诸城市密州街道幸福花园3号楼2单元301", "370782000000"),
    ] {
        let parts = parse(text);
        assert!(parts.outside, "{text}");
        assert_eq!(
            parts.county.map(|code| code.to_string()).as_deref(),
            Some(county),
            "{text}"
        );
        assert_eq!(dwelling_key(&parts), None, "{text}");
    }
}

#[test]
fn village_houses_have_no_rooms() {
    let parts = parse("上海市崇明区城桥镇城桥村3队45号");
    assert_eq!(dwelling_key(&parts).as_deref(), Some("城桥村3队|45||"));
    assert_eq!(dwelling_key(&parse("金桂苑3号楼")), None);
    assert_eq!(dwelling_key(&parse("金桂苑3号楼301/302室")), None);
}
