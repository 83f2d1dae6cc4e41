//! Text and JSON give the same rule again.

use rules::{Rule, Subject, Vocabulary, normal_form, similarity};

use crate::dice::Dice;
use crate::random_rule::{Scope, rule};

#[test]
fn random_rules_survive_text_and_json() {
    let vocabulary = Vocabulary::shipped();
    let mut dice = Dice::new(1);
    for round in 0..1500 {
        let rule = rule(&mut dice, Subject::ALL[round % 4], Scope::All);
        let text = rule.text();
        let read = match Rule::parse(&text, rule.subject, &vocabulary) {
            Ok(read) => read,
            Err(fault) => panic!("{text}\n{fault}"),
        };
        assert_eq!(read, rule, "{text}");
        assert_eq!(read.text(), text);
        let json = rule.to_json();
        let again = Rule::from_json(&json, &vocabulary).unwrap();
        assert_eq!(again, rule, "{json}");
        assert!(!rule.condition.sentence().is_empty());
        let normal = normal_form(&rule.condition);
        assert_eq!(normal_form(&normal), normal, "{text}");
        assert!(similarity(&rule.condition, &normal) > 0.999, "{text}");
    }
}

#[test]
fn spaces_and_full_width_signs_do_not_matter() {
    let vocabulary = Vocabulary::shipped();
    let rule = |text: &str| Rule::parse(text, Subject::Person, &vocabulary).unwrap();
    let canonical = rule("年龄 >= 80 且 户籍地 在 本区 且 非 标签(残疾人)");
    for text in [
        "年龄>=80且户籍地在本区且非标签(残疾人)",
        "年龄 ≥ 80 岁 并且 户籍社区 属于 本区 而且 非 标签（残疾人）",
        "（80 <= 年龄）且 hukou_community 在 本区\n且 并非 标签(残疾人)",
    ] {
        assert_eq!(rule(text), canonical, "{text}");
    }
}

#[test]
fn json_of_another_version_is_refused() {
    let vocabulary = Vocabulary::shipped();
    let mut json = Rule::parse("健在", Subject::Person, &vocabulary)
        .unwrap()
        .to_json();
    json["version"] = 2.into();
    let problem = Rule::from_json(&json, &vocabulary).unwrap_err();
    assert_eq!(problem.code, "rule-json-version");
}

#[test]
fn json_cannot_say_what_the_language_refuses() {
    let json = serde_json::json!({
        "version": 1, "subject": "person",
        "condition": {"compare": {
            "left": {"field": {"element": "phone"}}, "operator": "equal",
            "right": {"value": {"text": "13800000000"}}}}
    });
    let problem = Rule::from_json(&json, &Vocabulary::shipped()).unwrap_err();
    assert_eq!(problem.code, "rule-identifying-element");
}
