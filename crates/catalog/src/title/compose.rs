//! What a title asks for that nobody has seen written so: its head noun (what is asked stands at
//! the end of a Chinese title) together with words that say of what. 扶助金发放标准 ends in 标准 and
//! speaks of 扶助, so it asks for the amount that is paid.
//!
//! Never certain: a person confirms. And only where nearly all of the title is understood, because
//! what is left over may make another item of it.

use super::{Candidate, role};
use crate::element::Dictionary;

mod table;

use table::RULES;

/// How an element is asked for: a head at the end, and one of the cues before it.
struct Rule {
    /// Number of the element.
    element: u16,
    /// The last words of the title; empty when the cue says all, wherever it stands.
    heads: &'static [&'static str],
    /// Words of which one has to stand in the title.
    cues: &'static [&'static str],
    /// Words that make something else of it.
    never: &'static [&'static str],
}

/// Characters that may be left over when head, cue and what changes nothing are taken away.
const MOST_LEFT: usize = 4;

/// Words that change nothing, longer ones before those that they contain.
const NEUTRAL: &[&str] = &[
    "区划内",
    "地址",
    "具体", "详细", "有效", "本次", "本人", "个人", "居民", "人员", "对象", "家庭", "目前", "当前",
    "现在", "现", "所在", "所属", "所", "主要", "基本", "实际", "相关", "有关", "信息", "情况",
    "名称", "全称", "代码", "编码", "评估", "评定", "认定", "结果", "合计", "总额", "登记", "填写",
    "什么", "多少", "哪里", "是否", "能否", "有无", "的", "及",
];

/// Words of other times and measures.
const OTHER: &[&str] = &[
    "其他",
    "其它",
    "人均",
    "户均",
    "平均",
    "上年",
    "上月",
    "去年",
    "累计",
    "新增",
    "同比",
    "环比",
    "占比",
    "变更前",
    "调整前",
    "其中",
];

/// People whose facts are not those of the row's own person.
const OTHERS: &[&str] = &[
    "子女",
    "配偶",
    "家属",
    "家庭成员",
    "同住人",
    "父亲",
    "母亲",
    "丈夫",
    "妻子",
    "承租人",
    "租客",
    "联系人",
];

/// The element that head and cue point at.
pub(super) fn find(word: &str) -> Option<Candidate> {
    let word: String = word.chars().filter(|c| !"()_-—/、".contains(*c)).collect();
    if OTHER.iter().any(|other| word.contains(other)) {
        return None;
    }
    let (rule, head, cue) = RULES
        .iter()
        .filter_map(|rule| rule.fits(&word))
        // Of several the one that explains most of the title; the earlier one where they tie.
        .rev()
        .max_by_key(|(_, head, cue)| head.len() + cue.len())?;
    let element = Dictionary::shipped().get(crate::element::ElementNo(rule.element))?;
    let reason = if head.is_empty() {
        format!("写到“{cue}”，像“{}”，请确认", element.label)
    } else {
        format!("写到“{cue}”，问的是“{head}”，像“{}”，请确认", element.label)
    };
    Some(Candidate::new(element.no, 0.6, reason))
}

impl Rule {
    /// The rule with the longest head and cue by which it fits.
    fn fits(&self, word: &str) -> Option<(&Self, &'static str, &'static str)> {
        if self.never.iter().any(|never| word.contains(never)) {
            return None;
        }
        if OTHERS
            .iter()
            .any(|other| word.contains(other) && !self.cues.contains(other))
        {
            return None;
        }
        let head = if self.heads.is_empty() {
            ""
        } else {
            longest(self.heads, |head| word.ends_with(head))?
        };
        let before = &word[..word.len() - head.len()];
        let cue = longest(self.cues, |cue| before.contains(cue))
            .or_else(|| longest(self.cues, |cue| word.contains(cue) && cue.contains(head)))?;
        let rest = before.replacen(cue, "", 1);
        (left_over(&rest, self.cues) <= MOST_LEFT).then_some((self, head, cue))
    }
}

fn longest(words: &'static [&'static str], fits: impl Fn(&str) -> bool) -> Option<&'static str> {
    words
        .iter()
        .copied()
        .filter(|word| fits(word))
        .max_by_key(|word| word.len())
}

/// Characters that nothing explains.
fn left_over(rest: &str, cues: &[&str]) -> usize {
    let mut rest = rest.to_owned();
    for word in cues {
        rest = rest.replace(word, "");
    }
    let own = role::without_self(&rest).map(str::to_owned);
    let mut rest = own.unwrap_or(rest);
    for word in NEUTRAL {
        rest = rest.replace(word, "");
    }
    rest.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(word: &str) -> Option<&'static str> {
        let found = find(word)?;
        Some(Dictionary::shipped().get(found.element)?.label.as_str())
    }

    #[test]
    fn heads_and_cues_make_an_element() {
        for (word, expected) in [
            ("扶助金发放标准", "发放金额"),
            ("补贴终止年月", "停发时间"),
            ("停助原因", "停发原因"),
            ("优待证卡号", "优抚证书编号"),
            ("就业创业证编码", "就业创业证号"),
            ("户籍地址_区划内详细地址", "户籍地址"),
            ("是否整改到位", "整改情况"),
            ("医疗费用支付方式", "参保-医疗"),
            ("家里几口人", "家庭人口数"),
            ("老伴叫什么", "配偶姓名"),
        ] {
            assert_eq!(label(word), Some(expected), "{word}");
        }
    }

    #[test]
    fn what_makes_another_item_of_it_finds_nothing() {
        for word in [
            "子女死亡时间",
            "合同终止时间",
            "报名截止日期",
            "人均补贴金额",
            "医疗机构名称",
            "健康证编号",
            "房产证号",
            "户籍所在派出所",
            "不能自理人数",
            "就餐卡号",
            "失业金领取月数",
            "志愿服务时长",
        ] {
            assert_eq!(label(word), None, "{word}");
        }
    }
}
