#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::source::SourceNo;

use super::*;
use crate::date_style::DateStyle;
use crate::testing::{current, element, template, today};

/// A synthetic resident: woman, born 1946-05-15, number by the rules of GB 11643.
const NUMBER: &str = "370203194605150020";

fn texts(columns: &[(&str, &str)], entity: &Current, home: Option<&Current>) -> Vec<String> {
    let template = template(columns);
    let prefill = Prefill::new(&template, today(), AreaTree::shipped());
    prefill
        .row(entity, home, 2)
        .into_iter()
        .map(|cell| cell.text)
        .collect()
}

/// A community of 市北区 with its street, as the shipped tree has them.
fn a_community() -> (String, String, String) {
    let areas = AreaTree::shipped();
    let district: AreaCode = "370203".parse().unwrap();
    let community = areas.communities_under(&district)[0];
    let street = areas
        .at_level_above(&community.code, Level::Street)
        .unwrap();
    (
        community.code.to_string(),
        community.name.clone(),
        street.name.clone(),
    )
}

#[test]
fn held_values_come_with_their_source() {
    let template = template(&[("姓名", "姓名"), ("联系电话", "联系电话")]);
    let entity = current(&[
        (no::NAME, "李秀英"),
        (no::PHONE, "13800001234;053288881234"),
    ]);
    let row = prefill_row(&template, &entity, today(), AreaTree::shipped(), 0);
    assert_eq!(row[0].text, "李秀英");
    assert_eq!(row[1].text, "13800001234/053288881234");
    assert_eq!(row[1].canonical, "13800001234;053288881234");
    assert_eq!(row[1].state, CellState::Prefilled);
    assert_eq!(row[1].source, Some(SourceNo(10)));
    assert_eq!((row[1].as_of, row[1].record), (Some(20_000), Some(7)));
}

#[test]
fn sex_birth_date_and_age_follow_from_the_number() {
    let columns = [("性别", "性别"), ("出生日期", "出生日期"), ("年龄", "年龄")];
    let entity = current(&[(no::ID_NUMBER, NUMBER)]);
    assert_eq!(texts(&columns, &entity, None), ["女", "1946-05-15", "80"]);
    let both = current(&[
        (no::ID_NUMBER, NUMBER),
        (no::SEX, "1"),
        (no::BIRTH_DATE, "1950-11-22"),
    ]);
    assert_eq!(texts(&columns, &both, None), ["男", "1950-11-22", "75"]);
    assert_eq!(texts(&columns, &current(&[]), None), ["", "", ""]);
}

#[test]
fn the_dead_do_not_grow_older() {
    let entity = current(&[
        (no::BIRTH_DATE, "1946-05-15"),
        (no::DEATH_DATE, "2020-05-14"),
    ]);
    assert_eq!(texts(&[("年龄", "年龄")], &entity, None), ["73"]);
}

#[test]
fn a_day_that_cannot_be_gives_no_age() {
    let entity = current(&[(no::BIRTH_DATE, "1846-05-15")]);
    assert_eq!(texts(&[("年龄", "年龄")], &entity, None), [""]);
    let unborn = current(&[(no::BIRTH_DATE, "2027-01-01")]);
    assert_eq!(texts(&[("年龄", "年龄")], &unborn, None), [""]);
}

#[test]
fn row_numbers_count_from_one() {
    let row = texts(&[("序号", "序号"), ("备注", "备注")], &current(&[]), None);
    assert_eq!(row, ["3", ""]);
}

#[test]
fn codes_are_shown_as_labels_unless_the_title_asks_for_codes() {
    let entity = current(&[
        (no::SEX, "2"),
        (element("民族"), "01"),
        (element("是否志愿者"), "1"),
        (element("参保-养老"), "城镇职工养老保险"),
    ]);
    let columns = [
        ("性别", "性别"),
        ("性别代码", "性别"),
        ("民族", "民族"),
        ("是否志愿者", "是否志愿者"),
        ("养老保障方式", "参保-养老"),
    ];
    let expected = ["女", "2", "汉族", "是", "城镇职工养老保险"];
    assert_eq!(texts(&columns, &entity, None), expected);
}

#[test]
fn dates_follow_the_style_of_their_column() {
    let mut template = template(&[("出生年月", "出生日期")]);
    template.columns[0].dates = DateStyle::of_text("如1946.05");
    let entity = current(&[(no::BIRTH_DATE, "1946-05-15")]);
    let row = prefill_row(&template, &entity, today(), AreaTree::shipped(), 0);
    assert_eq!(
        (row[0].text.as_str(), row[0].canonical.as_str()),
        ("1946.05", "1946-05-15")
    );
}

#[test]
fn somebody_elses_columns_are_never_filled_with_the_persons_own_values() {
    let entity = current(&[
        (no::NAME, "李秀英"),
        (no::ID_NUMBER, NUMBER),
        (no::PHONE, "13800001234"),
        (no::SEX, "2"),
        (no::BIRTH_DATE, "1946-05-15"),
    ]);
    let columns = [
        ("户主姓名", "姓名"),
        ("户主>身份证号码", "公民身份号码"),
        ("监护人>联系电话", "联系电话"),
        ("监护人姓名", "监护人姓名"),
        ("配偶>年龄", "年龄"),
        ("代领人>性别", "性别"),
        ("紧急联系人>电话", "联系电话"),
        ("姓名", "姓名"),
    ];
    assert_eq!(
        texts(&columns, &entity, None),
        ["", "", "", "", "", "", "", "李秀英"]
    );
}

#[test]
fn another_roles_own_element_is_filled() {
    let entity = current(&[(no::NAME, "李秀英"), (no::HEAD_NAME, "王建国")]);
    assert_eq!(
        texts(&[("户主姓名", "户主姓名")], &entity, None),
        ["王建国"]
    );
}

#[test]
fn unsure_columns_wait_for_a_person() {
    let mut template = template(&[("姓名", "姓名")]);
    template.columns[0].tier = catalog::title::Tier::Ask;
    let entity = current(&[(no::NAME, "李秀英")]);
    let fill = |template: &Template| {
        prefill_row(template, &entity, today(), AreaTree::shipped(), 0)[0].clone()
    };
    assert_eq!(fill(&template), FormCell::blank(CellState::Empty));
    template.assign(&[]).unwrap();
    assert_eq!(fill(&template).text, "李秀英");
}

#[test]
fn untitled_columns_are_not_asked_and_unknown_ones_are_empty() {
    let template = template(&[("", ""), ("进藏补助", "")]);
    let row = prefill_row(&template, &current(&[]), today(), AreaTree::shipped(), 0);
    assert_eq!(row[0].state, CellState::NotAsked);
    assert_eq!(row[1].state, CellState::Empty);
}

#[test]
fn street_and_community_follow_the_community_lived_in() {
    let (code, community, street) = a_community();
    let entity = current(&[(no::HOME_COMMUNITY, &code), (no::STREET, "某某街办")]);
    let columns = [
        ("所属街道", "街道/乡镇"),
        ("社区", "社区/村"),
        ("行政村（社区）代码", "社区代码"),
        ("行政区划", "行政区划"),
    ];
    let expected = [
        street.clone(),
        community.clone(),
        code.clone(),
        format!("市北区{street}{community}"),
    ];
    assert_eq!(texts(&columns, &entity, None), expected);
    let registered = current(&[(no::HUKOU_COMMUNITY, &code)]);
    assert_eq!(texts(&columns[..1], &registered, None), [street]);
    let typed = current(&[(no::STREET, "某某街道")]);
    assert_eq!(texts(&columns[..2], &typed, None), ["某某街道", ""]);
}

#[test]
fn an_address_is_composed_where_only_parts_are_held() {
    let (code, _, street) = a_community();
    let columns = [("现居住地址", "现住址")];
    let home = current(&[
        (no::ESTATE, "示范花园"),
        (no::BUILDING, "3"),
        (no::UNIT, "2"),
        (no::ROOM, "301"),
        (no::SITE_COMMUNITY, &code),
    ]);
    let person = current(&[(no::HOME_DWELLING, "99"), (no::HOME_COMMUNITY, &code)]);
    let composed = format!("市北区{street}示范花园3号楼2单元301室");
    assert_eq!(texts(&columns, &person, Some(&home)), [composed.as_str()]);
    let own = current(&[
        (no::HOME_ADDRESS, "示范花园3-2-301"),
        (no::HOME_COMMUNITY, &code),
    ]);
    assert_eq!(texts(&columns, &own, Some(&home)), ["示范花园3-2-301"]);
    let parts = current(&[
        (no::ESTATE, "示范花园"),
        (no::BUILDING, "甲座"),
        (no::ROOM, "地下室"),
    ]);
    assert_eq!(texts(&columns, &parts, None), ["示范花园甲座地下室"]);
    let too_few = current(&[(no::ESTATE, "示范花园"), (no::ROOM, "301")]);
    assert_eq!(texts(&columns, &too_few, None), [""]);
}

#[test]
fn parts_of_different_records_make_no_address() {
    let mut parts = current(&[
        (no::ESTATE, "示范花园"),
        (no::BUILDING, "3"),
        (no::ROOM, "301"),
    ]);
    parts.winners[2].record = 8;
    assert_eq!(texts(&[("住址", "现住址")], &parts, None), [""]);
}

#[test]
fn traits_of_the_home_serve_where_the_person_has_none() {
    let home = current(&[(no::BUILDING, "3"), (element("建筑面积"), "86.5")]);
    let person = current(&[(no::BUILDING, "三号楼")]);
    let columns = [("楼号", "楼栋"), ("建筑面积(㎡)", "建筑面积")];
    assert_eq!(texts(&columns, &person, Some(&home)), ["3", "86.5"]);
    assert_eq!(texts(&columns, &person, None), ["三号楼", ""]);
    assert!(wants_home(&template(&columns)));
    assert!(!wants_home(&template(&[("姓名", "姓名")])));
}
