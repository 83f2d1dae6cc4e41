//! Nothing that is handed in may bring the reader down.

use catalog::element::Dictionary;
use catalog::source::Sources;
use intake::address::{AddressParts, Territory};
use intake::clean::clean;
use proptest::prelude::*;
use workbook::Cell;

use crate::made::{read, today};

fn parse(text: &str) -> AddressParts {
    intake::address::parse(text, Territory::shipped())
}

const PIECES: &[&str] = &[
    "市北区",
    "青岛市",
    "山东省",
    "辽宁路",
    "街道",
    "社区",
    "金桂苑",
    "小区",
    "3",
    "12",
    "301",
    "0",
    "号",
    "号楼",
    "单元",
    "层",
    "室",
    "栋",
    "弄",
    "支弄",
    "#",
    "-",
    "/",
    " ",
    "甲",
    "附",
    "负",
    "地下",
    "一",
    "十",
    "百",
    "零",
    "二",
    "A",
    "B",
    "期",
    "区",
    "村",
    "队",
    "路",
    "（",
    "）",
    "(",
    ")",
    "第",
    "东",
    "户",
    "楼",
    "F",
    "无",
    "。",
    "，",
];

fn address_like() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000), which in 0_usize..100) {
        let sources = Sources::shipped().all();
        let source = &sources[which % sources.len()];
        let _ = read(&bytes, "文件.csv", &source.code);
        let mut zipped = b"PK\x03\x04".to_vec();
        zipped.extend(&bytes);
        let _ = read(&zipped, "文件.xlsx", &source.code);
        let _ = intake::guess::guess_source("文件", &bytes, Sources::shipped());
    }

    #[test]
    fn random_cells(rows in prop::collection::vec(prop::collection::vec("\\PC{0,12}", 0..9), 0..30)) {
        let mut text = "姓名,身份证号,性别,出生日期,联系电话,现住址,小区,楼号,房间号\n".to_owned();
        for row in &rows {
            let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        let outcome = read(text.as_bytes(), "走访.csv", "shequ-zoufang");
        if let Ok(card) = &outcome.card {
            prop_assert_eq!(card.rows_read, card.rows_loaded + card.rows_refused);
            prop_assert_eq!(card.rows_loaded, outcome.rows.len() as u64);
        }
    }

    #[test]
    fn random_addresses(text in address_like(), noise in "\\PC{0,20}") {
        let parts = parse(&text);
        let _ = parse(&noise);
        let _ = parse(&format!("{text}{noise}"));
        // No part is empty, and reading is a matter of the text alone.
        for part in [&parts.estate, &parts.building, &parts.unit, &parts.floor, &parts.room] {
            prop_assert!(part.as_deref() != Some(""));
        }
        prop_assert_eq!(parse(&text), parts);
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(typed in "\\PC{0,20}", which in 0_usize..200) {
        let elements = Dictionary::shipped().all();
        let element = &elements[which % elements.len()];
        if let Some(once) = clean(element, &Cell::Text(typed), today()).text {
            let twice = clean(element, &Cell::Text(once.clone()), today()).text;
            prop_assert_eq!(twice, Some(once), "{}", element.id);
        }
    }
}
