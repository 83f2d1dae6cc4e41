//! What a title asks for when only its end is known: 特困供养人员居民身份证号. Never certain: the
//! words in front may speak of somebody else, of another population or of another time.

use super::lexicon::Lexicon;
use super::words::Around;
use super::{Candidate, Found, homonym, role};
use crate::element::{Dictionary, ElementNo, EntityKind, ValueKind, no};

/// Words that make another item of whatever follows: other measure, other time, other sort.
const OTHER_BASIS: [&str; 36] = [
    "人均",
    "户均",
    "平均",
    "上年",
    "上月",
    "上季",
    "去年",
    "本月",
    "本季",
    "本年",
    "当年",
    "累计",
    "新增",
    "减少",
    "预计",
    "计划",
    "拟",
    "变更前",
    "变更后",
    "调整前",
    "调整后",
    "其他",
    "其它",
    "分类",
    "首次",
    "末次",
    "同期",
    "同比",
    "环比",
    "其中",
    "追缴",
    "补发",
    "应发",
    "上次",
    "下次",
    "是否",
];

/// Organisations: their phone and address are not the person's.
const ORGANISATIONS: [&str; 24] = [
    "单位",
    "企业",
    "公司",
    "机构",
    "银行",
    "学校",
    "医院",
    "社区",
    "街道",
    "部门",
    "物业",
    "局",
    "派出所",
    "站",
    "中心",
    "馆",
    "店",
    "场所",
    "法院",
    "工地",
    "项目",
    "协会",
    "幼儿园",
    "委员会",
];

/// Ends of words for people: 报修人, 结对干部, 随访医生.
const PEOPLE: [&str; 16] = [
    "人", "员", "者", "长", "师", "医生", "干部", "领导", "书记", "老师", "子女", "主任", "委员",
    "亲属", "同学", "同事",
];

/// Ends of titles that ask how many.
const COUNTS: [&str; 20] = [
    "人数",
    "户数",
    "总数",
    "次数",
    "个数",
    "数量",
    "占比",
    "比例",
    "比率",
    "率",
    "合计",
    "总额",
    "小计",
    "间数",
    "天数",
    "件数",
    "人次",
    "总户数",
    "总人口",
    "数",
];

/// Whether a title asks how many of something there are.
pub(super) fn counts(word: &str) -> bool {
    let word = word.split_once('(').map_or(word, |(word, _)| word);
    COUNTS.iter().any(|end| word.ends_with(end))
}

/// Whether a title speaks of another measure, time or sort.
pub(super) fn has_other_basis(word: &str) -> bool {
    OTHER_BASIS.iter().any(|other| word.contains(other))
}

/// Words by which a 标准 or 金额 is what somebody is paid.
const PAYMENTS: [&str; 12] = [
    "补贴",
    "补助",
    "救济",
    "奖励",
    "津贴",
    "救助",
    "奖扶",
    "抚恤",
    "优待",
    "慰问",
    "护理费",
    "生活费",
];

/// Short homonyms that mean much the same wherever they end a title.
const SOFT: [&str; 5] = ["卡号", "账号", "面积", "岗位", "银行"];

const BENEFIT_AMOUNT: ElementNo = ElementNo(65);
const PERSON_IN_CHARGE: ElementNo = ElementNo(93);
const CHARGE_PHONE: ElementNo = ElementNo(94);

/// The element of the known title at the end, asked.
pub(super) fn find(word: &str, around: &Around<'_>) -> Found {
    if has_other_basis(word) {
        return Found::Nothing;
    }
    let pays = PAYMENTS.iter().any(|payment| word.contains(payment));
    if pays && (word.ends_with("标准") || word.ends_with("金额") || word.ends_with("金")) {
        return asked(BENEFIT_AMOUNT, "问的像是发放的钱数");
    }
    let whole = word.strip_suffix("全称").map(|before| (before, "名称"));
    if let Some((element, _)) = whole.and_then(|(_, end)| in_place_table(end, around)) {
        return asked(element, "这张表像是单位、场所的表");
    }
    let Some((before, end, known)) = Lexicon::shipped().ending(word) else {
        return generic(word, around);
    };
    let Some(first) = known.first() else {
        return Found::Nothing;
    };
    if homonym::is_asked(end) {
        if let Found::Element(candidate) = generic(word, around) {
            return Found::Element(candidate);
        }
        let specific = end.chars().count() >= 4 || SOFT.contains(&end);
        return if specific && !is_organisation(before) {
            asked(first.element, &format!("结尾是“{end}”"))
        } else {
            Found::Nothing
        };
    }
    let Some(element) = Dictionary::shipped()
        .get(first.element)
        .filter(|_| known.len() == 1)
    else {
        return Found::Nothing;
    };
    let of_person = matches!(element.entity, EntityKind::Person | EntityKind::Household);
    let own = role::is_subject(before, around.about) || role::ends_in_self(before);
    if of_person && !own {
        if is_organisation(before) {
            return Found::SomebodyElse;
        }
        if PEOPLE.iter().any(|word| before.ends_with(word)) {
            return in_charge(element.no, around);
        }
    }
    let reason = format!(
        "结尾是“{end}”，像“{}”，但前面的“{before}”没有见过，请确认",
        element.label
    );
    Found::Element(Candidate::new(element.no, 0.6, reason))
}

/// A count at the end that is an element itself: 教职工人数 is 职工人数.
pub(super) fn of_count(word: &str) -> Option<Candidate> {
    let (before, end, known) = Lexicon::shipped().ending(word)?;
    let [known] = known else { return None };
    let element = Dictionary::shipped().get(known.element)?;
    let fits = element.kind == ValueKind::Integer
        && end.chars().count() >= 4
        && !homonym::is_asked(end)
        && !has_other_basis(before);
    fits.then(|| {
        let reason = format!("结尾是“{end}”，像“{}”，请确认", element.label);
        Candidate::new(element.no, 0.55, reason)
    })
}

fn asked(element: ElementNo, why: &str) -> Found {
    Found::Element(Candidate::new(element, 0.5, format!("{why}，请确认")))
}

fn is_organisation(before: &str) -> bool {
    ORGANISATIONS.iter().any(|word| before.ends_with(word))
}

/// A homonym at the end whose meaning the table gives: 办园地址 beside 统一社会信用代码.
fn generic(word: &str, around: &Around<'_>) -> Found {
    let ends = ["地址", "名称", "电话", "联系方式"];
    let end = ends.iter().find(|end| word.ends_with(**end));
    match end.and_then(|end| in_place_table(end, around)) {
        Some((element, why)) => asked(
            element,
            &format!("结尾是“{}”，按{why}判断", end.map_or("", |end| *end)),
        ),
        None => Found::Nothing,
    }
}

fn in_place_table(end: &str, around: &Around<'_>) -> Option<(ElementNo, &'static str)> {
    if let Some((element, _)) = homonym::by_neighbours(end, around.siblings) {
        return Some((element, "同表其他列"));
    }
    let (element, _) = homonym::by_table(end, around.about, around.siblings)?;
    Some((element, "表名和部门"))
}

/// Somebody with a title of their own in a table of organisations is in charge: 园长电话.
fn in_charge(element: ElementNo, around: &Around<'_>) -> Found {
    let of_places =
        in_place_table("名称", around).is_some_and(|(found, _)| found == no::PLACE_NAME);
    match element {
        no::NAME if of_places => asked(PERSON_IN_CHARGE, "在单位、场所的表里像是负责人"),
        no::PHONE if of_places => asked(CHARGE_PHONE, "在单位、场所的表里像是负责人的电话"),
        _ => Found::SomebodyElse,
    }
}

/// A title behind the words for whom the whole table is about: 患者姓名 in a list of patients. Sure
/// for what tells people apart, asked for the rest.
pub(super) fn of_subject(word: &str, about: &[String]) -> Option<Candidate> {
    const SURE: [ElementNo; 4] = [no::NAME, no::ID_NUMBER, no::SEX, no::BIRTH_DATE];
    let (before, end, known) = Lexicon::shipped().ending(word)?;
    let [known] = known else { return None };
    if homonym::is_asked(end)
        || !role::is_subject(before, about)
        || has_other_basis(before)
        || ORGANISATIONS.iter().any(|other| before.contains(other))
    {
        return None;
    }
    let names_people = role::ends_in_self(before)
        || PEOPLE.iter().any(|word| before.ends_with(word))
        || before.ends_with(['童', '女', '户', '民', '军', '兵', '生', '儿']);
    // 军人姓名 in a list of 军人家属 is not the row's own person.
    let of_relatives = about.iter().any(|title| {
        ["家属", "子女", "遗属", "父母", "家庭"].iter().any(|kin| {
            title.contains(&format!("{before}{kin}"))
                || title.contains(kin) && !before.contains(kin)
        })
    });
    let confidence = if SURE.contains(&known.element) && names_people && !of_relatives {
        0.91
    } else {
        0.75
    };
    let reason = format!("“{before}”是整张表的对象，问的是“{}”", known.title);
    Some(Candidate::new(known.element, confidence, reason))
}
