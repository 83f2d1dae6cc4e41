#![allow(clippy::unwrap_used)]
use super::*;
use crate::source::Sources;

mod forms;

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn id_of(found: &TitleMatch) -> &'static str {
    Dictionary::shipped()
        .get(found.element)
        .unwrap()
        .id
        .as_str()
}

/// Element id and tier of a title among siblings with values.
fn matched(path: &[&str], siblings: &[&str], samples: &[&str]) -> Option<(&'static str, Tier)> {
    let (path, siblings, samples) = (strings(path), strings(siblings), strings(samples));
    let ctx = TitleContext {
        path: &path,
        siblings: &siblings,
        samples: &samples,
        ..TitleContext::default()
    };
    match_title(&ctx).map(|found| (id_of(&found), found.tier))
}

fn from_source(code: &str, path: &[&str], samples: &[&str]) -> Option<(&'static str, Tier)> {
    let (path, samples) = (strings(path), strings(samples));
    let source = Sources::shipped().by_code(code);
    let ctx = TitleContext {
        path: &path,
        samples: &samples,
        source,
        ..TitleContext::default()
    };
    match_title(&ctx).map(|found| (id_of(&found), found.tier))
}

const AUTO: Tier = Tier::Auto;
const ASK: Tier = Tier::Ask;

#[test]
fn titles_are_normalised() {
    for (title, text) in [
        ("姓 名", "姓名"),
        ("姓名*", "姓名"),
        ("＊姓名（必填）", "姓名"),
        ("身份证\n号码", "身份证号码"),
        ("01申请人姓名", "申请人姓名"),
        ("10入伍时间", "入伍时间"),
        ("1、姓名：", "姓名"),
        ("（一）姓名", "姓名"),
        ("①姓名", "姓名"),
        ("60岁退役士兵身份证号*", "60岁退役士兵身份证号"),
        ("18岁（含）以下", "18岁(含)以下"),
        ("行政村（社区）", "行政村(社区)"),
        ("建筑面积（㎡）", "建筑面积"),
        ("联系方式(手机)", "联系方式(手机)"),
        ("三星镇", "三星镇"),
        ("", ""),
    ] {
        assert_eq!(normalise(title), text, "{title}");
    }
    let read = read_title("津贴标准（元/月）*");
    assert_eq!(read.unit.as_deref(), Some("元/月"));
    assert!(read.required);
    assert!(!read_title("备注（选填）").required);
}

#[test]
fn every_listed_title_finds_its_element() {
    for element in Dictionary::shipped()
        .all()
        .iter()
        .filter(|element| !element.derived)
    {
        for title in element.titles.iter().chain([&element.label]) {
            let path = [title.clone()];
            let found = match_title(&TitleContext {
                path: &path,
                ..TitleContext::default()
            });
            let found = found.unwrap_or_else(|| panic!("{title} finds nothing"));
            // Two elements share these titles; either is right, and it is asked.
            let shared = ["证件类型及号码", "母亲姓名"].contains(&title.as_str());
            assert!(
                found.element == element.no || shared,
                "{title}: {}",
                id_of(&found)
            );
            assert!(found.tier >= ASK, "{title}");
            assert!(!found.reason.is_empty());
        }
    }
}

#[test]
fn derived_elements_are_never_matched() {
    for label in ["现住房", "户籍房", "户籍地区县代码"] {
        let found = matched(&[label], &[], &[]).map(|(id, _)| id);
        let derived = |id| {
            Dictionary::shipped()
                .by_id(id)
                .is_some_and(|element| element.derived)
        };
        assert!(!found.is_some_and(derived), "{label}");
    }
}

#[test]
fn roles_never_fall_back_to_the_own_person() {
    for (title, expected) in [
        ("户主姓名", Some(("head_name", AUTO))),
        ("户主身份证号码", Some(("head_id_number", AUTO))),
        ("户主性别", Some(("sex", ASK))),
        ("户主电话", Some(("phone", ASK))),
        ("户主签字", None),
        ("被监护人姓名", Some(("name", AUTO))),
        ("监护人姓名", Some(("guardian_name", AUTO))),
        ("监护人电话", Some(("guardian_phone", AUTO))),
        ("监护人身份证号", None),
        ("法人电话", Some(("charge_phone", AUTO))),
        ("法人证件号码", None),
        ("法定代表人身份证号码", None),
        ("负责人身份证", None),
        ("申请人姓名", Some(("name", ASK))),
        ("申请人地址", Some(("home_address", ASK))),
        ("申请人身份证号", Some(("id_number", ASK))),
        ("法定监护人手机号码", Some(("guardian_phone", AUTO))),
        ("儿童监护人联系手机", Some(("guardian_phone", AUTO))),
        ("消防安全责任人电话", Some(("charge_phone", AUTO))),
        ("养护机构负责人电话", Some(("charge_phone", ASK))),
        ("被征收人身份证号", None),
        ("结对干部电话", None),
        ("与监护人关系", Some(("relation_to_child", ASK))),
        ("父亲姓名", Some(("guardian_name", ASK))),
        ("父亲单位", None),
        ("母亲身份证号", Some(("mother_id_number", AUTO))),
        ("配偶姓名", Some(("spouse_name", AUTO))),
        ("配偶身份证号", None),
        ("房东姓名", Some(("owner_name", AUTO))),
        ("承租人姓名", None),
        ("填表人联系电话", None),
        ("代理人身份号码", None),
        ("工作单位电话", None),
        ("工作单位地址", None),
        ("工作单位性质", None),
        ("开户银行地址", None),
        ("紧急联系人电话", Some(("emergency_phone", AUTO))),
        ("与牺牲者关系", None),
    ] {
        assert_eq!(matched(&[title], &[], &[]), expected, "{title}");
    }
}

#[test]
fn groups_above_give_the_meaning() {
    for (path, expected) in [
        (&["基本信息", "姓名"][..], Some(("name", AUTO))),
        (&["监护人信息", "姓名"], Some(("guardian_name", AUTO))),
        (&["监护人信息", "联系电话"], Some(("guardian_phone", AUTO))),
        (&["监护人信息", "身份证号"], None),
        (&["配偶", "性别"], None),
        (&["户籍信息", "地址"], Some(("hukou_address", AUTO))),
        (&["居住信息", "地址"], Some(("home_address", AUTO))),
        (&["户籍地", "街道"], Some(("street", ASK))),
        (&["高龄津贴信息", "个人信息", "性别"], Some(("sex", AUTO))),
        (&["房主信息", "联系电话"], Some(("owner_phone", AUTO))),
        (
            &["津贴信息", "津贴标准（元/月）"],
            Some(("old_age_allowance_amount", ASK)),
        ),
    ] {
        assert_eq!(matched(path, &[], &[]), expected, "{path:?}");
    }
}

#[test]
fn homonyms_need_their_neighbours_and_values() {
    assert_eq!(matched(&["类别"], &[], &[]), Some(("aid_category", ASK)));
    assert_eq!(
        matched(&["类别"], &["残疾证号", "等级"], &[]),
        Some(("disability_kind", ASK))
    );
    assert_eq!(
        matched(
            &["类别"],
            &["残疾证号", "等级"],
            &["肢体", "视力残疾", "智力"]
        ),
        Some(("disability_kind", AUTO))
    );
    assert_eq!(
        matched(&["类别"], &[], &["城市低保", "农村低保", "特困"]),
        Some(("aid_category", ASK))
    );
    assert_eq!(
        matched(&["状态"], &["统一社会信用代码"], &[]),
        Some(("place_status", ASK))
    );
    assert_eq!(matched(&["状态"], &["姓名"], &[]), Some(("status", ASK)));
    assert_eq!(
        matched(&["地址"], &["企业名称"], &[]),
        Some(("place_address", ASK))
    );
    assert_eq!(
        matched(&["地址"], &["姓名", "企业名称"], &[]),
        Some(("home_address", ASK))
    );
    assert_eq!(
        matched(&["金额"], &["姓名", "高龄津贴类别"], &[]),
        Some(("old_age_allowance_amount", ASK))
    );
    assert_eq!(matched(&["金额"], &[], &[]), Some(("benefit_amount", ASK)));
    assert_eq!(
        matched(&["联系电话"], &["场所名称", "场所负责人姓名"], &[]),
        Some(("charge_phone", ASK))
    );
    assert_eq!(
        matched(&["联系电话"], &["姓名"], &[]),
        Some(("phone", AUTO))
    );
    assert_eq!(
        matched(&["身份证号"], &["户主姓名", "低保证号"], &[]),
        Some(("id_number", ASK))
    );
    assert_eq!(matched(&["单位"], &[], &[]), Some(("reporting_unit", ASK)));
}

#[test]
fn an_agreement_with_the_source_decides() {
    for (code, title, id) in [
        ("minzheng-gaoling", "领取时间", "old_age_allowance_since"),
        ("minzheng-gaoling", "津贴", "old_age_allowance_amount"),
        ("minzheng-gaoling", "发放金额", "old_age_allowance_amount"),
        ("minzheng-dibao", "保障金额（元）", "dibao_amount"),
        ("renshe", "登记失业时间", "unemployed_since"),
        ("canlian", "类别", "disability_kind"),
        ("canlian", "等级", "disability_level"),
        ("gongan-hukou", "住址", "hukou_address"),
        ("shijian-geti", "联系电话", "charge_phone"),
        ("shequ-zoufang", "门牌", "home_address"),
        ("weijian-chusheng", "母亲姓名", "mother_name"),
        ("zhujian-fangwu", "姓名", "owner_name"),
    ] {
        assert_eq!(
            from_source(code, &[title], &[]),
            Some((id, AUTO)),
            "{code} {title}"
        );
    }
    // A group about somebody else is not reached.
    assert_eq!(
        from_source("canlian", &["监护人信息", "姓名"], &[]),
        Some(("guardian_name", AUTO))
    );
    // A fact about a person in a table of shops is asked.
    assert_eq!(
        from_source("shijian-qiye", &["户籍地址"], &[]),
        Some(("hukou_address", ASK))
    );
}

#[test]
fn deliveries_are_read_without_asking() {
    let housing = "街道名称,社区名称,小区名称,楼号,单元号,楼层,房间号,房屋用途,产权类型,建筑面积(㎡),房主姓名,房主身份证号,建成年份";
    let hukou =
        "户号,与户主关系,姓名,公民身份号码,性别,出生日期,民族,户籍地址,婚姻状况,文化程度,服务处所";
    let floating = "姓名,曾用名,性别,来本地时间,公民身份证号,民族,户籍详细地址,现居住地地址,移动电话,居住事由,房屋类别,用工单位名称";
    let old_age = "姓名,身份证,出生日期,街道,类别,领取时间,银行账号,状态,死亡";
    let insurance = "姓名,社会保障号码（身份证号码）,性别,参保状态,险种类型,联系电话,现住址";
    let enterprise = "企业名称,统一社会信用代码,法定代表人,注册地址,经营地址,成立日期,登记状态,行业类别,从业人数,联系电话";
    for (code, titles) in [
        ("zhujian-fangwu", housing),
        ("gongan-hukou", hukou),
        ("gongan-liudong", floating),
        ("minzheng-gaoling", old_age),
        ("yibao", insurance),
        ("shijian-qiye", enterprise),
    ] {
        for title in titles.split(',') {
            let found = from_source(code, &[title], &[]);
            assert_eq!(
                found.map(|(_, tier)| tier),
                Some(AUTO),
                "{code} {title}: {found:?}"
            );
        }
    }
    // What no element holds is left alone.
    assert_eq!(from_source("zhujian-fangwu", &["是否有电梯"], &[]), None);
}

#[test]
fn every_agreed_column_names_an_element() {
    for source in Sources::shipped().all() {
        for (title, id) in &source.columns {
            let found = from_source(&source.code, &[title], &[]);
            assert_eq!(found, Some((id.as_str(), AUTO)), "{} {title}", source.code);
        }
        for id in &source.required {
            assert!(
                Dictionary::shipped().by_id(id).is_some(),
                "{} {id}",
                source.code
            );
        }
    }
}

#[test]
fn values_are_evidence() {
    let numbers = [
        "370203194605150020",
        "11010519491231002X",
        "440524188001010014",
    ];
    let phones = ["13812345678", "13912345678", "0532-88881234"];
    assert_eq!(matched(&["联系电话"], &[], &phones), Some(("phone", AUTO)));
    assert_eq!(matched(&["联系电话"], &[], &numbers), Some(("phone", ASK)));
    assert_eq!(
        matched(&["出生日期"], &[], &phones),
        Some(("birth_date", ASK))
    );
    assert_eq!(
        matched(&["乱码列"], &[], &numbers),
        Some(("id_number", ASK))
    );
    assert_eq!(matched(&["乱码列"], &[], &phones), Some(("phone", ASK)));
    assert_eq!(matched(&["乱码列"], &[], &["甲", "乙", "丙"]), None);
    // Values never decide about somebody else.
    assert_eq!(matched(&["牺牲者身份证号"], &[], &numbers), None);
    assert_eq!(
        from_source("yibao", &["手机"], &numbers),
        Some(("phone", ASK))
    );
    // A few empty cells say nothing.
    assert_eq!(
        matched(&["联系电话"], &[], &["无", "", "—"]),
        Some(("phone", AUTO))
    );
}

#[test]
fn titles_of_known_words_are_sure() {
    for (title, id) in [
        ("户籍所在地详细地址", "hukou_address"),
        ("本人身份证号", "id_number"),
        ("老人姓名", "name"),
        ("残疾人姓名", "name"),
        ("出生的年月", "birth_date"),
        ("户口簿上详细地址", "hukou_address"),
        ("08户口簿上的地址", "hukou_address"),
        ("残疾证编号", "disability_no"),
        ("文化程度代码", "education"),
        ("身份证号（隐藏中间6位）", "id_number"),
        ("停发原因说明", "stop_reason"),
        ("乡镇/街道", "street"),
        ("发放金额/元", "benefit_amount"),
        ("A01 性别 Sex", "sex"),
        ("身份证号码（脱敏）", "id_number"),
    ] {
        assert_eq!(matched(&[title], &[], &[]), Some((id, AUTO)), "{title}");
    }
}

#[test]
fn titles_known_in_part_are_asked() {
    for (title, id) in [
        ("安置地现住址", "home_address"),
        ("配套用房建筑面积", "floor_area"),
        ("工作单位及职务级别", "workplace"),
        ("2024年收入", "income"),
    ] {
        assert_eq!(matched(&[title], &[], &[]), Some((id, ASK)), "{title}");
    }
    // Another 口径, a count, somebody else: not even asked.
    for title in [
        "人均建筑面积",
        "本月新增残疾人数",
        "是否享受低保待遇",
        "随访医生电话",
        "物业电话",
        "案件类别",
        "上年末年龄",
    ] {
        assert_eq!(matched(&[title], &[], &[]), None, "{title}");
    }
    // The same title beside the plain one may be about somebody else.
    assert_eq!(
        matched(&["患者姓名"], &["姓名", "患者姓名"], &[]),
        Some(("name", ASK))
    );
}

#[test]
fn units_and_hints_in_brackets() {
    assert_eq!(
        matched(&["面积（亩）"], &[], &[]),
        Some(("floor_area", ASK))
    );
    assert_eq!(
        matched(&["发放金额（万元）"], &[], &[]),
        Some(("benefit_amount", ASK))
    );
    assert_eq!(
        matched(&["发放金额（元）"], &[], &[]),
        Some(("benefit_amount", AUTO))
    );
    assert_eq!(matched(&["性别（1男2女）"], &[], &[]), Some(("sex", AUTO)));
    assert_eq!(matched(&["年龄（周岁）"], &[], &[]), Some(("age", AUTO)));
}

#[test]
fn reasons_are_plain_chinese() {
    let reason = |title: &str| {
        let path = [title.to_owned()];
        match_title(&TitleContext {
            path: &path,
            ..TitleContext::default()
        })
        .unwrap()
        .reason
    };
    assert_eq!(reason("姓名*"), "与数据元“姓名”同名");
    assert_eq!(
        reason("身份证号码"),
        "“身份证号码”是“公民身份号码”的常见写法"
    );
    assert_eq!(
        reason("类别"),
        "“类别”是“救助类别”的常见写法；“类别”在不同的表里意思不同，请确认"
    );
}

#[test]
fn nothing_is_found_where_nothing_is() {
    assert_eq!(match_title(&TitleContext::default()), None);
    for title in [
        "",
        "  ",
        "*",
        "（元）",
        "Ω",
        "列1",
        "殡仪馆名称",
        "遗体接运地址",
        "30岁以下人数",
    ] {
        assert_eq!(matched(&[title], &[], &[]), None, "{title}");
    }
}
