#![allow(clippy::unwrap_used)]
use super::*;

fn code(digits: &str) -> AreaCode {
    digits.parse().unwrap()
}

fn names<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Vec<&'a str> {
    areas.into_iter().map(|area| area.name.as_str()).collect()
}

#[test]
fn the_shipped_file_has_no_issues() {
    let (tree, issues) = AreaTree::from_csv(include_str!("../../data/areas.csv"));
    assert_eq!(issues, []);
    assert_eq!(tree.all().len(), 571);
    assert_eq!(tree.communities_under(&code("370203")).len(), 137);
    assert_eq!(tree.children(&code("370203")).count(), 22);
    assert_eq!(tree.communities_under(&code("310151")).len(), 361);
}

#[test]
fn codes_are_padded_and_checked() {
    assert_eq!(code("370203").to_string(), "370203000000");
    assert_eq!(code("３７０２０３").short(), "370203");
    assert_eq!(code("370203019006").level(), Level::Community);
    assert_eq!(code("370203019006001").level(), Level::Grid);
    assert_eq!(code("370203019006001").parent(), Some(code("370203019006")));
    assert_eq!(code("370203019006").county(), 370_203);
    assert_eq!(code("310151101").kind(), Some("镇"));
    assert_eq!("37020".parse::<AreaCode>(), Err(AreaCodeError::Form));
    assert_eq!(
        "370203000006".parse::<AreaCode>(),
        Err(AreaCodeError::Structure)
    );
    assert_eq!("070203".parse::<AreaCode>(), Err(AreaCodeError::Structure));
    assert_eq!("三七".parse::<AreaCode>(), Err(AreaCodeError::Form));
    let json = serde_json::to_string(&code("370203")).unwrap();
    assert_eq!(json, "\"370203000000\"");
    assert_eq!(
        serde_json::from_str::<AreaCode>(&json).unwrap(),
        code("370203")
    );
}

#[test]
fn the_tree_knows_above_and_below() {
    let tree = AreaTree::shipped();
    let community = tree.communities_under(&code("370203"))[0].code;
    let above = names(tree.ancestors(&community));
    assert_eq!(above[1..], ["市北区", "青岛市", "山东省"]);
    assert!(tree.is_within(&community, &code("370203")));
    assert!(tree.is_within(&community, &community));
    assert!(!tree.is_within(&community, &code("310151")));
    let street = tree.at_level_above(&community, Level::Street).unwrap();
    assert_eq!(
        tree.at_level_above(&street.code, Level::Street),
        Some(street)
    );
    // A grid that nobody listed still lies where its digits say.
    let grid: AreaCode = format!("{community}001").parse().unwrap();
    assert!(tree.is_within(&grid, &street.code));
    assert_eq!(tree.subtree(&code("370203")).len(), 1 + 22 + 137);
    assert_eq!(tree.path_name(&code("370203020")), "市北区即墨路街道");
}

#[test]
fn names_match_whatever_kind_is_written() {
    let tree = AreaTree::shipped();
    let chongming = code("310151");
    for typed in ["万安村", "万安村村委会", "万安村民委员会", " 万安 "] {
        assert_eq!(
            names(tree.find_by_name(typed, &code("310151104"))),
            ["万安村村委会"],
            "{typed}"
        );
    }
    assert_eq!(
        names(tree.find_by_name("裕鸿佳苑第5社区", &chongming)),
        ["裕鸿佳苑第五社区居委会"]
    );
    assert_eq!(names(tree.find_by_name("堡镇", &chongming)), ["堡镇"]);
    assert_eq!(
        names(tree.find_by_name("堡镇人民政府", &chongming)),
        ["堡镇"]
    );
    assert_eq!(
        names(tree.find_by_name("即墨路街道办事处", &code("370203"))),
        ["即墨路街道"]
    );
    assert_eq!(
        names(tree.find_by_name("青岛市市北区即墨路街道", &code("370203"))),
        ["即墨路街道"]
    );
    assert!(tree.find_by_name("即墨路街道", &chongming).is_empty());
    assert!(tree.find_by_name("", &chongming).is_empty());
    assert!(tree.find_by_name("不存在社区", &chongming).is_empty());
}

#[test]
fn every_shipped_name_finds_its_own_area() {
    let tree = AreaTree::shipped();
    for area in tree.all() {
        let within = area.parent.unwrap_or(area.code);
        let found = tree.find_by_name(&area.name, &within);
        assert!(
            found.iter().any(|hit| hit.code == area.code),
            "{}",
            area.name
        );
    }
}

#[test]
fn a_usual_spelling_finds_what_a_search_finds() {
    let tree = AreaTree::shipped();
    let searching = AreaTree {
        by_spelling: FxHashMap::default(),
        ..tree.clone()
    };
    let everywhere = [code("37"), code("31"), code("370203"), code("310151104")];
    let mut known = 0;
    for area in tree.all() {
        for name in name::usual_spellings(&area.name, area.level) {
            for within in everywhere.iter().chain(&area.parent) {
                let found = tree.find_by_name(&name, within);
                known += found.len();
                assert_eq!(found, searching.find_by_name(&name, within), "{name}");
            }
        }
    }
    assert!(known > tree.all().len());
}

#[test]
fn bad_lines_are_reported_and_the_others_loaded() {
    let text = "代码,名称,级别,上级\n\
        37,山东省,,\n\
        3702,青岛市,市,37\n\
        37020,坏代码,区县,3702\n\
        370203,市北区,区县,3702\n\
        370203,市北区,区县,3702\n\
        370204,,区县,3702\n\
        370205,四方区,街道,3702\n\
        370206,沧口区,区县,9999\n\
        370207,某区,区县,3799\n";
    let (tree, issues) = AreaTree::from_csv(text);
    assert_eq!(names(tree.all()), ["山东省", "青岛市", "市北区"]);
    let found: Vec<(u64, &str)> = issues
        .iter()
        .map(|issue| (issue.line, issue.code.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (4, "area-code-invalid"),
            (6, "area-code-repeated"),
            (7, "area-name-missing"),
            (8, "area-level-mismatch"),
            (9, "area-parent-missing"),
            (10, "area-parent-missing"),
        ]
    );
    let (tree, issues) = AreaTree::from_csv("甲,乙\n1,2\n");
    assert!(tree.all().is_empty());
    assert_eq!(issues[0].code, "area-header-missing");
}
