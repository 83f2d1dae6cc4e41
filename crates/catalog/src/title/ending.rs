//! What a title asks for when only its end is known: 特困供养人员居民身份证号. Never certain: the
//! words in front may speak of somebody else, of another population or of another time.

use super::lexicon::Lexicon;
use super::{Candidate, Found, homonym, role};
use crate::element::{Dictionary, ElementNo, EntityKind, no};

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

/// The element of the known title at the end, asked.
pub(super) fn find(word: &str, about: &[String]) -> Found {
    let Some((before, end, known)) = Lexicon::shipped().ending(word) else {
        return Found::Nothing;
    };
    let [known] = known else {
        return Found::Nothing;
    };
    if homonym::is_asked(end) || has_other_basis(before) {
        return Found::Nothing;
    }
    let Some(element) = Dictionary::shipped().get(known.element) else {
        return Found::Nothing;
    };
    let of_person = matches!(element.entity, EntityKind::Person | EntityKind::Household);
    if of_person && !role::is_subject(before, about) {
        if ORGANISATIONS.iter().any(|word| before.ends_with(word)) {
            return Found::SomebodyElse;
        }
        if PEOPLE.iter().any(|word| before.ends_with(word)) {
            return Found::SomebodyElse;
        }
    }
    let reason = format!(
        "结尾是“{end}”，像“{}”，但前面的“{before}”没有见过，请确认",
        element.label
    );
    Found::Element(Candidate::new(known.element, 0.6, reason))
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
    let confidence = if SURE.contains(&known.element) {
        0.91
    } else {
        0.75
    };
    let reason = format!("“{before}”是整张表的对象，问的是“{}”", known.title);
    Some(Candidate::new(known.element, confidence, reason))
}
