//! What a rule reads, and the limits on that.

use std::collections::BTreeSet;

use catalog::element::{Dictionary, no};
use catalog::grade::Grade;
use rules::{Limits, Reads, Relation, Rule, Subject, Vocabulary};

fn reads(text: &str) -> Reads {
    let rule = Rule::parse(text, Subject::Person, &Vocabulary::shipped()).unwrap();
    Reads::of(&rule.condition)
}

#[test]
fn everything_read_is_listed() {
    let reads = reads(
        "年龄 >= 80 且 人数(子女 满足 (区县(居住地) = 区县(本人 的 居住地) 且 标签(志愿者))) = 0",
    );
    assert!(reads.elements.contains(&no::BIRTH_DATE));
    assert!(reads.elements.contains(&no::HOME_COMMUNITY));
    assert_eq!(reads.tags, BTreeSet::from(["志愿者".to_owned()]));
    assert_eq!(reads.relations, BTreeSet::from([Relation::Children]));
    assert_eq!(reads.grade(), Some(Grade::L3));
}

#[test]
fn what_is_not_held_or_too_sensitive_is_refused() {
    let income = Dictionary::shipped().by_id("income").unwrap().no;
    let limits = Limits {
        held: Some(BTreeSet::from([
            no::BIRTH_DATE,
            no::DEATH_DATE,
            no::SEX,
            income,
        ])),
        highest: Some(Grade::L2),
    };
    let codes = |text: &str| -> Vec<String> {
        let problems = limits.refuse(&reads(text));
        problems.into_iter().map(|problem| problem.code).collect()
    };
    assert!(codes("年龄 >= 60 且 性别 = 女").is_empty());
    assert_eq!(codes("收入 < 1000"), ["rule-element-too-sensitive"]);
    assert_eq!(codes("文化程度 = 初中毕业"), ["rule-element-not-held"]);
    assert_eq!(codes("标签(低保对象)"), ["rule-tag-too-sensitive"]);
}
