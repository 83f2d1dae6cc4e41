//! What a title asks for that nobody has seen written so: its head noun (what is asked stands at
//! the end of a Chinese title) together with words that say of what. 扶助金发放标准 ends in 标准 and
//! speaks of 扶助, so it asks for the amount that is paid. The heads and cues of each element are
//! in `data/title_rules.json`.
//!
//! Never certain: a person confirms. And only where nearly all of the title is understood, because
//! what is left over may make another item of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Candidate, ReadTitle, role};
use crate::element::{DataElement, Dictionary};

/// The file format of `data/title_rules.json`.
#[derive(Debug, Deserialize)]
struct Rules {
    /// Words that change nothing, longer ones before those that they contain.
    neutral: Vec<String>,
    /// Words of other times and measures: with one of them it is another item.
    other: Vec<String>,
    /// People whose facts are not those of the row's own person.
    others: Vec<String>,
    /// Lists of words that several rules share, by name; a rule writes `@name`.
    words: BTreeMap<String, Vec<String>>,
    rules: Vec<Rule>,
}

/// How an element is asked for: a head at the end, and one of the cues before it.
#[derive(Debug, Deserialize)]
struct Rule {
    /// Id of the element.
    element: String,
    /// The last words of the title; empty when the cue says all, wherever it stands.
    #[serde(default)]
    heads: Vec<String>,
    /// Words of which one has to stand in the title.
    cues: Vec<String>,
    /// Words that make something else of it.
    #[serde(default)]
    never: Vec<String>,
}

/// Characters that may be left over when head, cue and what changes nothing are taken away.
const MOST_LEFT: usize = 4;

static SHIPPED: LazyLock<Rules> = LazyLock::new(|| {
    Rules::from_json(include_str!("../../data/title_rules.json"))
        .expect("the shipped rules are checked by a test")
});

/// A rule that fits, with its head (empty where it has none) and cue.
struct Fit<'r> {
    rule: &'r Rule,
    head: &'r str,
    cue: &'r str,
}

/// The element that head and cue point at.
pub(super) fn find(title: &ReadTitle) -> Option<Candidate> {
    let bare = title.without_bracket().map(|(bare, _)| plain(bare));
    let money = title.unit.as_deref().is_some_and(is_money);
    let find = |word: &str| SHIPPED.find(word).or_else(|| SHIPPED.paid(word, money));
    find(&plain(&title.text)).or_else(|| find(&bare?))
}

/// Whether a unit is one of money.
fn is_money(unit: &str) -> bool {
    unit.contains('元')
}

/// A title without its punctuation: 村(居)委会 is written in as many ways as there are departments.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !"()_-—/、".contains(*c)).collect()
}

impl Rules {
    fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let mut all: Self = serde_json::from_str(text)?;
        let words = std::mem::take(&mut all.words);
        for rule in &mut all.rules {
            for list in [&mut rule.heads, &mut rule.cues, &mut rule.never] {
                if let [name] = list.as_slice()
                    && let Some(shared) = name.strip_prefix('@').and_then(|name| words.get(name))
                {
                    *list = shared.clone();
                }
            }
        }
        all.words = words;
        Ok(all)
    }

    fn find(&self, word: &str) -> Option<Candidate> {
        if self.other.iter().any(|other| word.contains(other)) {
            return None;
        }
        let fit = self
            .rules
            .iter()
            .filter_map(|rule| self.fits(rule, word))
            // Of several the one that explains most of the title; the earlier one where they tie.
            .rev()
            .max_by_key(|fit| fit.head.len() + fit.cue.len())?;
        let element = fit.rule.element()?;
        let reason = if fit.head.is_empty() {
            format!("写到“{}”，像“{}”，请确认", fit.cue, element.label)
        } else {
            format!(
                "写到“{}”，问的是“{}”，像“{}”，请确认",
                fit.cue, fit.head, element.label
            )
        };
        Some(Candidate::new(element.no, 0.6, reason))
    }

    /// 岗位补贴（元）: a programme with a unit of money is what it pays.
    fn paid(&self, word: &str, money: bool) -> Option<Candidate> {
        let paid = money && self.words.get("paid")?.iter().any(|end| word.contains(end));
        let other = self.other.iter().any(|other| word.contains(other));
        let element = Dictionary::shipped().by_id("benefit_amount")?;
        (paid && !other).then(|| {
            let reason = format!("单位是钱，像“{}”，请确认", element.label);
            Candidate::new(element.no, 0.55, reason)
        })
    }

    /// The longest head and cue of a rule, where it fits.
    fn fits<'r>(&self, rule: &'r Rule, word: &str) -> Option<Fit<'r>> {
        let somebody_else = self
            .others
            .iter()
            .any(|other| word.contains(other) && !rule.cues.contains(other));
        if somebody_else || rule.never.iter().any(|never| word.contains(never)) {
            return None;
        }
        let head = if rule.heads.is_empty() {
            ""
        } else {
            longest(&rule.heads, |head| word.ends_with(head))?
        };
        let before = &word[..word.len() - head.len()];
        // A cue may reach into the head: 失业原因 of 原因.
        let cue = longest(&rule.cues, |cue| before.contains(cue))
            .or_else(|| longest(&rule.cues, |cue| word.contains(cue) && cue.contains(head)))?;
        (self.left_over(before, rule) <= MOST_LEFT).then_some(Fit { rule, head, cue })
    }

    /// Characters that nothing explains.
    fn left_over(&self, before: &str, rule: &Rule) -> usize {
        let mut rest = before.to_owned();
        for word in &rule.cues {
            rest = rest.replace(word, "");
        }
        if let Some(own) = role::without_self(&rest) {
            rest = own.to_owned();
        }
        for word in &self.neutral {
            rest = rest.replace(word, "");
        }
        rest.chars().count()
    }
}

impl Rule {
    fn element(&self) -> Option<&'static DataElement> {
        Dictionary::shipped().by_id(&self.element)
    }
}

fn longest(words: &[String], fits: impl Fn(&str) -> bool) -> Option<&str> {
    words
        .iter()
        .map(String::as_str)
        .filter(|word| fits(word))
        .max_by_key(|word| word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(word: &str) -> Option<&'static str> {
        let found = find(&super::super::read_title(word))?;
        Some(Dictionary::shipped().get(found.element)?.label.as_str())
    }

    #[test]
    fn the_shipped_rules_name_elements_and_known_lists() {
        for rule in &SHIPPED.rules {
            assert!(rule.element().is_some(), "{}", rule.element);
            assert!(!rule.cues.is_empty(), "{}", rule.element);
            let lists = [&rule.heads, &rule.cues, &rule.never];
            let unknown = lists
                .into_iter()
                .flatten()
                .find(|word| word.starts_with('@'));
            assert_eq!(unknown, None, "{}", rule.element);
        }
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
