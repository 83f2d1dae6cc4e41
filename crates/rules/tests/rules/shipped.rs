//! The shipped tag rules and policies.

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::ElementNo;
use rules::memory::WorldColumns;
use rules::policy::PolicyFile;
use rules::shipped::{policies, tag_conditions, tag_rules, unsaid_tags, vocabulary};
use rules::sql::{Dialect, Tables, amounts, select};
use rules::{
    Context, Parameters, Plan, Reads, Rule, Subject, Truth, evaluation_order, expand_tags,
};

use crate::dice::Dice;
use crate::random_world::world;

fn context() -> Context<'static> {
    Context {
        today: "2026-11-22".parse().unwrap(),
        area: "370203".parse().ok(),
        parameters: Parameters::shipped(),
    }
}

#[test]
fn every_tag_rule_is_well_formed_and_readable() {
    let vocabulary = vocabulary();
    let mut names = BTreeSet::new();
    for tag in tag_rules() {
        assert!(names.insert(&tag.name), "{} twice", tag.name);
        let rule = match Rule::parse(&tag.rule, tag.subject, &vocabulary) {
            Ok(rule) => rule,
            Err(fault) => panic!("{}: {fault}", tag.name),
        };
        let again = Rule::parse(&rule.text(), tag.subject, &vocabulary).unwrap();
        assert_eq!(again, rule, "{}", tag.name);
        assert!(!rule.condition.sentence().is_empty());
    }
    for subject in Subject::ALL {
        let conditions = tag_conditions(subject).unwrap();
        assert_eq!(
            evaluation_order(&conditions).unwrap().len(),
            conditions.len()
        );
    }
}

#[test]
fn the_catalogue_comes_first_and_nothing_is_left_unexplained() {
    for (tag, rule) in catalog::tag::all().iter().zip(tag_rules()) {
        assert_eq!(tag.name, rule.name);
    }
    for unsaid in unsaid_tags() {
        assert!(!unsaid.missing.is_empty(), "{}", unsaid.name);
        // A source is not a fact: whoever reads it must know what to ask of the source.
        assert!(!unsaid.missing.contains("来源“"), "{}", unsaid.name);
    }
    let said: BTreeSet<(&str, &str)> = tag_rules()
        .iter()
        .map(|tag| (tag.name.as_str(), tag.subject.label()))
        .collect();
    for unsaid in unsaid_tags() {
        assert!(
            !said.contains(&(unsaid.name.as_str(), unsaid.of.as_str())),
            "{}",
            unsaid.name
        );
    }
}

/// What an office may set otherwise is a parameter with its day and source. A number in a rule is
/// what the tag is called after, or counts heads.
#[test]
fn thresholds_are_parameters() {
    let called = [("不满十四周岁", "14"), ("百岁老人", "100")];
    for tag in tag_rules() {
        // Numbers in quotation marks are codes of a source.
        let plain: String = tag.rule.split('\'').step_by(2).collect();
        for number in plain.split(|sign: char| !sign.is_ascii_digit()) {
            assert!(
                number.len() < 2 && number.parse().unwrap_or(0) <= 2
                    || tag.name.contains(number)
                    || called.contains(&(tag.name.as_str(), number)),
                "{}: {number}",
                tag.name
            );
        }
    }
}

#[test]
fn a_threshold_compiles_to_its_value_of_the_day() {
    let school = "日期(年(今天), 8, 31)";
    for (name, said) in [
        (
            "0-3岁婴幼儿",
            "健在 且 足月(出生日期, 今天) < 36".to_owned(),
        ),
        (
            "学龄前儿童(3-6)",
            format!("健在 且 足岁(出生日期, {school}) >= 3 且 足岁(出生日期, {school}) < 6"),
        ),
        (
            "新设(30天内)",
            "成立日期 <= 今天 且 天数(成立日期, 今天) <= 30".to_owned(),
        ),
    ] {
        let tag = tag_rules().iter().find(|tag| tag.name == name).unwrap();
        assert!(tag.rule.contains("参数("), "{name}");
        for dialect in Dialect::ALL {
            let sql = |text: &str| {
                let rule = Rule::parse(text, tag.subject, &vocabulary()).unwrap();
                select(&rule, &Tables::export(), dialect, &context()).unwrap()
            };
            assert_eq!(sql(&tag.rule), sql(&said), "{name}");
        }
    }
}

#[test]
fn nothing_forbidden_is_a_tag_or_read_by_one() {
    let forbidden = [
        "宗教",
        "信仰",
        "民族",
        "信访",
        "上访",
        "诉求次数",
        "投诉",
        "涉稳",
        "重点人员",
        "信任",
        "不放心",
        "艾滋",
        "HIV",
        "性病",
        "社会抚养费",
        "避孕",
        "查环",
        "查孕",
        "育龄",
        "人脸",
        "深夜",
        "出入",
        "精神障碍患者",
        "矫正",
        "帮教",
    ];
    for tag in tag_rules() {
        for word in forbidden {
            assert!(
                !tag.name.contains(word) && !tag.rule.contains(word),
                "{}",
                tag.name
            );
        }
        let rule = Rule::parse(&tag.rule, tag.subject, &vocabulary()).unwrap();
        let reads = Reads::of(&rule.condition);
        for health in [10, 18, 115].map(ElementNo) {
            assert!(!reads.elements.contains(&health), "{}", tag.name);
        }
    }
}

/// The tags as the engine computes them, in columns, tag by tag.
fn carried(people: &rules::memory::World) -> BTreeMap<String, Vec<Truth>> {
    let conditions = tag_conditions(Subject::Person).unwrap();
    let columns = WorldColumns::of(people);
    let table = columns.table(Subject::Person);
    conditions
        .iter()
        .map(|(name, condition)| {
            let spelt = expand_tags(condition, &conditions).unwrap();
            let answers = Plan::of(&spelt, &context()).run(&table);
            let answers = (0..people.people.len()).map(|row| Truth::of(answers.get(row)));
            (name.clone(), answers.collect())
        })
        .collect()
}

#[test]
fn dynamic_tags_mean_what_the_catalogue_says() {
    let mut dice = Dice::new(23);
    let people = world(&mut dice, 200);
    let tags = carried(&people);
    let element = |id: &str| {
        catalog::element::Dictionary::shipped()
            .by_id(id)
            .unwrap()
            .no
    };
    let mut seen = BTreeSet::new();
    for (row, person) in people.people.iter().enumerate() {
        let held = |id: &str| person.values.get(&element(id)).map(String::as_str);
        let today = context().today;
        let dead = held("death_date").is_some();
        let age = held("birth_date").map(|day| {
            let birth = catalog::period::day_of(day).unwrap();
            let last = held("death_date").and_then(catalog::period::day_of);
            catalog::period::age_on(birth, last.map_or(today, |last| last.min(today)))
        });
        let truth = |known: Option<bool>| {
            if dead { Truth::False } else { Truth::of(known) }
        };
        let age = age.filter(|age| *age >= 0);
        for (name, from) in [("老年人(60+)", 60), ("高龄老人", 80), ("百岁老人", 100)] {
            assert_eq!(
                tags[name][row],
                truth(age.map(|age| age >= from)),
                "{person:?}"
            );
        }
        assert_eq!(tags["未成年人"][row], truth(age.map(|age| age < 18)));
        let alone = held("home_dwelling").map(|home| {
            !people.people.iter().any(|other| {
                other.id != person.id
                    && other
                        .values
                        .get(&element("home_dwelling"))
                        .is_some_and(|o| o == home)
                    && !other.values.contains_key(&element("death_date"))
            })
        });
        let old = Truth::of(age.map(|age| age >= 60));
        let expected = if dead {
            Truth::False
        } else {
            old.and(Truth::of(alone))
        };
        let found = tags["独居(户内唯一居住人)"][row];
        assert_eq!(found, expected, "{person:?}");
        seen.insert(found as u8);
        let paid = person.sources.contains(&catalog::source::no::OLD_AGE)
            && held("old_age_allowance_stopped").is_none();
        assert_eq!(tags["疑似去世未停发"][row], Truth::of(Some(dead && paid)));
    }
    assert_eq!(seen.len(), 3, "all three answers occur");
}

#[test]
fn policies_pass_their_cases() {
    let (vocabulary, parameters) = (vocabulary(), Parameters::shipped());
    let mut said = 0;
    for policy in policies() {
        let compiled = policy.compile(&vocabulary, parameters);
        let Some(_) = compiled.unwrap_or_else(|problem| panic!("{problem}")) else {
            assert!(!policy.lacks.is_empty(), "{} says what it lacks", policy.id);
            continue;
        };
        said += 1;
        let failures = policy.failures(&vocabulary, parameters).unwrap();
        assert!(failures.is_empty(), "{}: {failures:#?}", policy.id);
        let answers: BTreeSet<u8> = policy
            .cases
            .iter()
            .map(|case| case.expect.entitled as u8)
            .collect();
        assert!(policy.cases.len() >= 3, "{}", policy.id);
        assert!(answers.len() >= 2, "{}: cases for and against", policy.id);
        for dated in policy
            .parameters
            .iter()
            .flat_map(|parameter| &parameter.values)
        {
            assert!(!dated.source.is_empty());
            let certain = policy.standing.starts_with("已读正式文件");
            assert!(
                certain || dated.note.is_some(),
                "{}: unsure amounts say so",
                policy.id
            );
        }
    }
    assert_eq!((policies().len(), said), (41, 23));
}

#[test]
fn a_wrong_case_or_rule_is_found() {
    let mut policy: PolicyFile = policies()
        .iter()
        .find(|policy| policy.id == "qd-shibei-gaoling")
        .unwrap()
        .clone();
    let run = |policy: &PolicyFile| policy.failures(&vocabulary(), Parameters::shipped());
    policy.cases[0]
        .expect
        .amounts
        .insert("体检补助".into(), 151.0);
    let failures = run(&policy).unwrap();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].reason.contains("151"), "{failures:?}");
    policy.components[0].rows[0].amount = "年龄".into();
    let problem = run(&policy).unwrap_err();
    assert_eq!(problem.code, "policy-rule-wrong");
    assert!(problem.detail.contains("第1档"), "{}", problem.detail);
}

#[test]
fn tags_of_the_export_compile_for_every_engine() {
    let mut compiled = 0;
    for subject in Subject::ALL {
        for condition in tag_conditions(subject).unwrap().into_values() {
            let rule = Rule { subject, condition };
            compiled += 1;
            for dialect in Dialect::ALL {
                let sql = select(&rule, &Tables::export(), dialect, &context());
                assert!(sql.is_ok(), "{}: {sql:?}", rule.text());
            }
        }
    }
    assert_eq!(compiled, tag_rules().len());
    for file in policies() {
        let policy = file.compile(&vocabulary(), Parameters::shipped()).unwrap();
        let Some(policy) = policy else { continue };
        let sql = amounts(
            &policy.table,
            &Tables::export(),
            Dialect::Duckdb,
            &context(),
        );
        assert!(sql.is_ok(), "{}: {sql:?}", file.id);
    }
}
