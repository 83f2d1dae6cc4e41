//! Words for the row's own person, for whoever applies, and for whom a whole table is about.

use super::named::ROLES;

/// Whoever applies may or may not be the row's own person.
const APPLICANTS: [&str; 6] = [
    "主申请人",
    "共同申请人",
    "申请人",
    "申领人",
    "申报人",
    "报名人",
];

/// Words for the row's own person, which add nothing.
const SELF_WORDS: [&str; 100] = [
    "本人",
    "个人",
    "居民",
    "人员",
    "老年人",
    "老人",
    "保障对象",
    "救助对象",
    "优抚对象",
    "对象",
    "残疾人",
    "失业人员",
    "参保人员",
    "参保人",
    "新生儿",
    "婴儿",
    "儿童",
    "学生",
    "死者",
    "逝者",
    "亡故人",
    "亡者",
    "受检者",
    "党员",
    "志愿者",
    "公民",
    "有效",
    "现",
    "实际",
    "目前",
    "当前",
    "主要",
    "所在",
    "所属",
    "归属",
    "住户",
    "家庭",
    "基本",
    "患者",
    "病人",
    "特困人员",
    "特困供养人员",
    "退役军人",
    "退役士兵",
    "低保对象",
    "低保人员",
    "失能老人",
    "独居老人",
    "高龄老人",
    "困境儿童",
    "留守儿童",
    "孤儿",
    "学员",
    "就业困难人员",
    "毕业生",
    "高校毕业生",
    "幼儿",
    "务工人员",
    "灵活就业人员",
    "农民工",
    "流动人口",
    "流动人员",
    "境外人员",
    "服务对象",
    "走访对象",
    "监测对象",
    "受助人",
    "受益人",
    "被保险人",
    "享受人员",
    "领取人员",
    "享受人",
    "优待对象",
    "重点优抚对象",
    "残疾儿童",
    "重残人员",
    "持证残疾人",
    "职工",
    "被监护人",
    "被救助人",
    "被帮扶人",
    "被保障人",
    "受援人",
    "受助对象",
    "受助学生",
    "领取人",
    "补贴对象",
    "补助对象",
    "津贴对象",
    "享受对象",
    "扶助对象",
    "奖扶对象",
    "待遇领取人",
    "从业人员",
    "务工者",
    "新市民",
    "来沪人员",
    "外来人员",
    "常住人员",
    "户籍人员",
];

/// A title about whoever applies, without the word for it.
pub(in crate::title) fn of_applicant(word: &str) -> Option<(&'static str, &str)> {
    APPLICANTS
        .iter()
        .find_map(|name| Some((*name, word.strip_prefix(name)?)))
}

/// Whether words in front of a title end in words for the row's own person: 入住老人.
pub(in crate::title) fn ends_in_self(before: &str) -> bool {
    SELF_WORDS
        .iter()
        .any(|own| own.chars().count() >= 2 && before.ends_with(own))
}

/// Whether the title of the table is about a role: 网格员 in 网格员信息备案表.
pub(in crate::title) fn is_whole_table(name: &str, about: &[String]) -> bool {
    about.iter().any(|title| {
        title.starts_with(name)
            || title.contains(&format!("{name}信息"))
            || title.contains(&format!("{name}名"))
    })
}

/// Whether words in front of a title are those for whom the table is about, as its own title says:
/// 特困人员 in 特困供养人员花名册.
pub(in crate::title) fn is_subject(before: &str, about: &[String]) -> bool {
    let named = SELF_WORDS.contains(&before);
    let is_role = ROLES
        .iter()
        .flat_map(|role| role.words)
        .any(|word| before.starts_with(word) || before.ends_with(word));
    let in_title = before.chars().count() >= 2
        && !is_role
        && about.iter().any(|title| {
            // Two characters stand in order in many a title by chance.
            title.contains(before) || before.chars().count() > 2 && holds_in_order(title, before)
        });
    named || in_title
}

/// Whether the characters of a word stand in a text in the same order.
fn holds_in_order(text: &str, word: &str) -> bool {
    let mut characters = text.chars();
    word.chars()
        .all(|wanted| characters.any(|found| found == wanted))
}

/// A title without words for the row's own person; `None` when there are none.
pub(in crate::title) fn without_self(word: &str) -> Option<&str> {
    SELF_WORDS
        .iter()
        .filter_map(|own| word.strip_prefix(own))
        .filter(|rest| !rest.is_empty())
        .min_by_key(|rest| rest.len())
}
