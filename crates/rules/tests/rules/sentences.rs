//! What readers see.

use catalog::element::no;
use rules::facts::Entity;
use rules::memory::{Entry, Kin, World};
use rules::{Context, Parameters, Relation, Rule, Subject, Truth, Vocabulary, explain};

fn rule(text: &str) -> Rule {
    Rule::parse(text, Subject::Person, &Vocabulary::shipped()).unwrap()
}

#[test]
fn rules_read_as_sentences() {
    for (text, sentence) in [
        (
            "年龄 >= 80 且 户籍地 在 本区 且 健在",
            "年满80周岁，且户籍地在本区，且健在",
        ),
        ("存在 同住人 满足 (年龄 >= 60)", "有年满60周岁的同住人"),
        ("没有 同住人", "没有同住人"),
        (
            "人数(同住人 满足 年龄 < 18) >= 2",
            "不满18周岁的同住人数不少于2人",
        ),
        ("残疾等级 在 (一级, 二级)", "残疾等级是一级、二级之一"),
        (
            "非 标签(残疾人) 且 (性别 = 女 或 年龄 < 18)",
            "不属于“残疾人”，且（性别为女，或不满18周岁）",
        ),
        ("已知(高龄津贴停发时间)", "已掌握高龄津贴停发时间"),
        ("足岁(出生日期, 2026-08-31) >= 6", "到2026-08-31年满6周岁"),
    ] {
        assert_eq!(rule(text).condition.sentence(), sentence);
    }
}

#[test]
fn a_trace_says_why_and_what_is_missing() {
    let element = |id: &str| {
        catalog::element::Dictionary::shipped()
            .by_id(id)
            .unwrap()
            .no
    };
    let entry = Entry {
        id: 1,
        values: [
            (element("birth_date"), "1943-05-01".to_owned()),
            (element("hukou_community"), "370203001001".to_owned()),
        ]
        .into(),
        ..Entry::default()
    };
    let world = World {
        people: vec![entry],
        ..World::default()
    };
    let context = Context {
        today: "2026-11-22".parse().unwrap(),
        area: "370203".parse().ok(),
        parameters: Parameters::shipped(),
    };
    let who = Entity {
        subject: Subject::Person,
        id: 1,
    };
    let trace = |text: &str| explain(&rule(text).condition, who, &world, &context);

    let known = trace("年龄 >= 80 且 户籍地 在 本区");
    assert_eq!(known.truth, Truth::True);
    assert_eq!(
        known.parts[0].sentence,
        "年龄83岁，满足 >= 80".replace(">=", "≥")
    );
    assert!(
        known.parts[1].sentence.ends_with("在本区"),
        "{}",
        known.parts[1].sentence
    );
    assert_eq!(known.parts[0].readings[0].value.shown(), "1943-05-01");

    let open = trace("年龄 >= 80 且 性别 = 女 且 没有 同住人");
    assert_eq!(open.truth, Truth::Unknown);
    let missing: Vec<String> = open.missing.iter().map(|one| one.what.label()).collect();
    assert_eq!(missing, ["性别", "同住人的名单"]);
    assert_eq!(open.parts[1].sentence, "缺少性别，无法判断“性别为女”");

    // What is missing does not matter once something else decides.
    let decided = trace("年龄 < 80 且 性别 = 女");
    assert_eq!((decided.truth, decided.missing.len()), (Truth::False, 0));
    assert_eq!(trace("(性别 = 女) 或默认 否").truth, Truth::False);
}

#[test]
fn a_county_of_registration_answers_what_it_can() {
    let registered = |county: &str| Entry {
        id: 1,
        values: [
            (no::HUKOU_COUNTY, county),
            (no::HOME_COMMUNITY, "370203001001"),
        ]
        .map(|(element, text)| (element, text.to_owned()))
        .into(),
        ..Entry::default()
    };
    let context = Context {
        today: "2026-11-22".parse().unwrap(),
        area: "370203001001".parse().ok(),
        parameters: Parameters::shipped(),
    };
    let answer = |county: &str, text: &str| {
        let world = World {
            people: vec![registered(county)],
            ..World::default()
        };
        let who = Entity {
            subject: Subject::Person,
            id: 1,
        };
        let trace = explain(&rule(text).condition, who, &world, &context);
        (trace.truth, trace.sentence)
    };
    for (text, elsewhere, here) in [
        ("户籍地 在 本省", Truth::True, Truth::True),
        ("户籍地 在 本区", Truth::False, Truth::True),
        ("户籍地 在 本街道", Truth::False, Truth::Unknown),
        ("户籍地 在 本社区", Truth::False, Truth::Unknown),
        ("街道(户籍地) != 街道(居住地)", Truth::True, Truth::Unknown),
        ("户籍地 = 居住地", Truth::False, Truth::Unknown),
        ("已知(户籍地)", Truth::False, Truth::False),
    ] {
        assert_eq!(answer("370212", text).0, elsewhere, "{text}");
        assert_eq!(answer("370203", text).0, here, "{text}");
    }
    assert_eq!(
        answer("370212", "户籍地 在 本区").1,
        "户籍地为崂山区，不在本区"
    );
    assert_eq!(
        answer("370203", "户籍地 在 本街道").1,
        "缺少更细的区划，无法判断“户籍地在本街道”"
    );
}

#[test]
fn a_denied_set_says_what_is_known_and_names_the_whole_condition() {
    let world = World {
        people: vec![Entry {
            id: 1,
            kin: [(
                Relation::Spouse,
                Kin {
                    ids: vec![1],
                    complete: true,
                },
            )]
            .into(),
            ..Entry::default()
        }],
        ..World::default()
    };
    let context = Context {
        today: "2026-11-22".parse().unwrap(),
        area: None,
        parameters: Parameters::shipped(),
    };
    let who = Entity {
        subject: Subject::Person,
        id: 1,
    };
    let asked = rule("没有 配偶 满足 (健在 且 非 已知(出生日期))");
    let trace = explain(&asked.condition, who, &world, &context);
    assert_eq!(
        trace.sentence,
        "配偶1人，其中1人符合，不满足“没有（健在，且未掌握出生日期）的配偶”"
    );
}
