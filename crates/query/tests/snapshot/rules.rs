//! Rules asked of the snapshot: counts with three answers, filters, tags of every subject, own tag
//! sets, policies, and the reason for one person.

use catalog::element::{ElementNo, no};
use catalog::source::no as from;
use catalog::tag::TagNo;
use query::{Answers, Basis, PersonFilter, Snapshot, TagRule, TagSet};
use rules::facts::Entity as Subjected;
use rules::{Parameters, Subject, Truth, explain};

use crate::fixture::{
    DISTRICT, Entity, FOUR, ONE, TWO, code, district, dwelling, entity, ids, person, snapshot,
    tagged,
};

const MARITAL: ElementNo = ElementNo(15);
const CHILDREN: ElementNo = ElementNo(112);

fn old(id: i64) -> Entity {
    person(id, "老人").born("1940-01-01")
}

fn said(rule: &str) -> PersonFilter {
    PersonFilter {
        rule: Some(rule.to_owned()),
        ..PersonFilter::default()
    }
}

fn three(snapshot: &Snapshot, rule: &str, filter: &PersonFilter) -> (u64, u64, u64) {
    let rule = snapshot.rule(rule, Subject::Person).unwrap();
    let Answers { yes, no, unknown } = snapshot.count_three(&rule, filter).unwrap();
    (yes, no, unknown)
}

fn small() -> Snapshot {
    snapshot(
        vec![
            old(1).home(ONE, 11).hukou(ONE, 11).set(no::SEX, "2"),
            old(2).home(TWO, 0).hukou(FOUR, 0).set(no::SEX, "1"),
            person(3, "某人").home(TWO, 0).set(no::SEX, "2"),
            old(4).home(ONE, 11).died("2025-01-01"),
        ],
        vec![dwelling(11, ONE, ["里", "1", "1", "101"])],
    )
}

#[test]
fn a_rule_is_yes_no_or_cannot_be_told() {
    let snapshot = small();
    let all = PersonFilter::default();
    assert_eq!(three(&snapshot, "年龄 >= 80", &all), (3, 0, 1));
    assert_eq!(three(&snapshot, "年龄 >= 80 且 健在", &all), (2, 1, 1));
    assert_eq!(three(&snapshot, "性别 = 女", &all), (2, 1, 1));
    let here = PersonFilter {
        area: Some(code(DISTRICT)),
        ..PersonFilter::default()
    };
    assert_eq!(three(&snapshot, "户籍地 在 本区", &here), (1, 1, 2));
    assert_eq!(
        three(&snapshot, "户籍地 在 本区", &all),
        (0, 0, 4),
        "without an area nobody knows which district is meant"
    );
    assert_eq!(
        three(&snapshot, "性别 = 女 且 健在", &said("年龄 >= 80")),
        (1, 2, 0)
    );
}

#[test]
fn answers_by_community_and_street_add_up() {
    let snapshot = small();
    let rule = snapshot
        .rule("年龄 >= 80 且 健在", Subject::Person)
        .unwrap();
    let all = PersonFilter::default();
    let by_community = snapshot.count_three_by_community(&rule, &all).unwrap();
    let found: Vec<_> = by_community
        .iter()
        .map(|(area, answers)| (area.unwrap(), (answers.yes, answers.no, answers.unknown)))
        .collect();
    assert_eq!(found, [(code(ONE), (1, 1, 0)), (code(TWO), (1, 0, 1))]);
    let by_street = snapshot.count_three_by_street(&rule, &all).unwrap();
    assert_eq!(by_street.len(), 1);
    assert_eq!(by_street[0].1, snapshot.count_three(&rule, &all).unwrap());
    assert_eq!(snapshot.matching(&rule, &all).unwrap(), [1, 2]);
}

#[test]
fn a_filter_with_a_rule_cuts_lists_counts_and_groups() {
    let snapshot = small();
    let filter = said("年龄 >= 80 且 健在");
    assert_eq!(ids(&snapshot, &filter), [1, 2]);
    assert_eq!(snapshot.count(&filter).unwrap(), 2);
    let problem = snapshot.count(&said("年龄 >= '八十'")).unwrap_err();
    assert!(problem.code.starts_with("rule-"), "{}", problem.code);
    assert!(problem.detail.contains("第1行"), "{}", problem.detail);
}

#[test]
fn kin_is_what_the_relation_to_the_head_says() {
    let member = |id: i64, relation: &str| {
        old(id)
            .set(no::HOUSEHOLD, "77")
            .hukou(ONE, 11)
            .set(no::RELATION_TO_HEAD, relation)
    };
    let snapshot = snapshot(
        vec![
            member(1, "02").home(ONE, 11),
            member(2, "12").home(ONE, 11),
            // A son who lives elsewhere in the city, held by the same community.
            member(3, "20")
                .home(ONE, 12)
                .set(no::BIRTH_DATE, "1970-01-01"),
            // A grandchild is nobody's child by this.
            member(4, "41")
                .home(ONE, 12)
                .set(no::BIRTH_DATE, "2005-01-01"),
            // Widowed, and said to have no children.
            old(5).home(ONE, 13).set(MARITAL, "30").set(CHILDREN, "0"),
            // Nothing is said of a family.
            old(6).home(ONE, 14),
        ],
        vec![],
    );
    assert_eq!(ids(&snapshot, &said("存在 配偶")), [1, 2]);
    assert_eq!(ids(&snapshot, &said("存在 子女")), [1]);
    assert_eq!(ids(&snapshot, &said("存在 父母")), [3]);
    assert_eq!(ids(&snapshot, &said("没有 配偶 满足 (健在)")), [5]);
    assert_eq!(tagged(&snapshot, "独居老人"), [5]);
    assert_eq!(tagged(&snapshot, "孤寡老人"), [5]);
    let open = snapshot.tag_unknowns(None, Basis::Home).unwrap();
    let lonely = catalog::tag::by_name("独居老人").unwrap().no;
    let (_, unknown) = open.iter().find(|(tag, _)| *tag == lonely).unwrap();
    assert_eq!(*unknown, 1, "of 6 nobody knows whether there are children");
}

#[test]
fn a_mother_is_known_by_her_number() {
    let number = "370203199001011228";
    let snapshot = snapshot(
        vec![
            person(1, "母亲").home(ONE, 0).set(no::ID_NUMBER, number),
            person(2, "孩子")
                .home(ONE, 0)
                .born("2024-01-01")
                .set(no::MOTHER_ID_NUMBER, number),
            person(3, "孩子").home(ONE, 0).set(ElementNo(134), "母亲"),
        ],
        vec![],
    );
    assert_eq!(ids(&snapshot, &said("存在 父母")), [2], "never by name");
    assert_eq!(ids(&snapshot, &said("存在 子女 满足 (年龄 < 3)")), [1]);
}

#[test]
fn a_household_over_two_communities_is_not_taken_for_whole() {
    let member = |id: i64| old(id).set(no::HOUSEHOLD, "77").hukou(ONE, 11);
    let snapshot = snapshot(
        vec![
            member(1).home(ONE, 11),
            member(2).home(TWO, 0),
            old(3).set(no::HOUSEHOLD, "78").hukou(ONE, 12).home(TWO, 0),
            old(4).home(TWO, 0),
        ],
        vec![dwelling(11, ONE, ["里", "1", "1", "101"])],
    );
    assert_eq!(tagged(&snapshot, "一人户"), [3]);
    let all = PersonFilter::default();
    assert_eq!(three(&snapshot, "没有 户内成员", &all), (1, 0, 3));
    let rule = snapshot
        .rule("存在 户籍登记人 满足 (年龄 >= 80)", Subject::Dwelling)
        .unwrap();
    assert_eq!(snapshot.matching(&rule, &all).unwrap(), [11]);
    let rule = snapshot
        .rule("人数(户籍登记人) = 1", Subject::Dwelling)
        .unwrap();
    assert_eq!(
        snapshot.count_three(&rule, &all).unwrap().unknown,
        1,
        "somebody registered there lives elsewhere"
    );
}

#[test]
fn dwellings_and_places_carry_tags() {
    let place = |id: i64| entity(id).set(no::SITE_COMMUNITY, ONE);
    let snapshot = Snapshot::build(
        district(),
        vec![old(1).home(ONE, 11).person()],
        vec![
            dwelling(11, ONE, ["里", "1", "1", "101"])
                .set(no::DWELLING_USE, "2")
                .dwelling(),
            dwelling(12, ONE, ["里", "1", "1", "102"]).dwelling(),
        ],
        vec![
            place(21)
                .from(from::SOLE_TRADER)
                .set(no::SITE_DWELLING, "11")
                .place(),
            place(22).place(),
        ],
    );
    let count = |subject, name: &str| {
        let no = catalog::tag::by_name(name).unwrap().no;
        let counts = snapshot
            .thing_tag_counts(subject, Some(&code(ONE)))
            .unwrap();
        counts.iter().find(|(tag, _)| *tag == no).unwrap().1
    };
    assert_eq!(count(Subject::Place, "个体工商户"), 1);
    assert_eq!(count(Subject::Place, "无证照经营"), 1);
    assert_eq!(count(Subject::Dwelling, "未知住户(核实未完成)"), 1);
    let with_shop = snapshot.rule("存在 屋内单位", Subject::Dwelling).unwrap();
    assert_eq!(
        snapshot
            .matching(&with_shop, &PersonFilter::default())
            .unwrap(),
        [11]
    );
    let over_shop = said("存在 现住房 满足 (存在 屋内单位 满足 (来源(市监·个体工商户)))");
    assert_eq!(ids(&snapshot, &over_shop), [1]);
}

#[test]
fn tags_of_an_installation_join_the_others() {
    let mut rules = TagRule::shipped();
    rules.push(TagRule {
        no: TagNo(1000),
        name: "高龄女性".to_owned(),
        subject: Subject::Person,
        rule: "标签(高龄老人) 且 性别 = 女".to_owned(),
    });
    let set = TagSet::compile(&rules, Parameters::shipped().clone()).unwrap();
    let before = small();
    let after = before.with_tags(set.into());
    assert_eq!(tagged(&after, "高龄女性"), [1]);
    assert_eq!(ids(&after, &said("标签(高龄女性)")), [1]);
    assert!(after.person(1).unwrap().tags.contains(&TagNo(1000)));
    let unknown = before.count(&PersonFilter {
        tags_all: vec!["高龄女性".to_owned()],
        ..PersonFilter::default()
    });
    assert_eq!(unknown.unwrap_err().code, "tag-unknown");

    rules[13].rule = "健在 且 标签(高龄女性)".to_owned();
    let circle = TagSet::compile(&rules, Parameters::shipped().clone()).unwrap_err();
    assert_eq!(circle.code, "rule-tag-cycle");
    rules[13].rule = "年龄 > ".to_owned();
    let wrong = TagSet::compile(&rules, Parameters::shipped().clone()).unwrap_err();
    assert_eq!(wrong.code, "tag-rule-wrong");
    assert!(wrong.detail.contains("高龄老人"), "{}", wrong.detail);
}

#[test]
fn a_policy_says_who_gets_how_much_and_why() {
    let snapshot = snapshot(
        vec![
            old(1).home(ONE, 0).hukou(ONE, 0).from(from::HUKOU),
            old(2)
                .home(TWO, 0)
                .hukou(ONE, 0)
                .from(from::HUKOU)
                .set(no::BIRTH_DATE, "1935-01-01"),
            person(3, "某人")
                .home(TWO, 0)
                .hukou(ONE, 0)
                .from(from::HUKOU),
            old(4).home(ONE, 0).hukou(FOUR, 0).from(from::HUKOU),
        ],
        vec![],
    );
    let file = rules::shipped::policies()
        .iter()
        .find(|policy| policy.id == "qd-shibei-gaoling")
        .unwrap();
    let tags = TagSet::shipped();
    let policy = file
        .compile(tags.vocabulary(), tags.parameters())
        .unwrap()
        .unwrap();
    let all = PersonFilter::default();
    let found = snapshot.entitlements(&policy, file.area, &all).unwrap();
    let people: Vec<_> = found.iter().map(|one| (one.person, one.entitled)).collect();
    assert_eq!(
        people,
        [(1, Truth::True), (2, Truth::True), (3, Truth::Unknown)]
    );
    let fen = |at: usize| found[at].due.iter().map(|due| due.fen).sum::<i64>();
    assert!(fen(0) > 0 && fen(1) > 0 && fen(0) != fen(1));
    assert_eq!(fen(2), 0);
    let totals = snapshot.policy_totals(&policy, file.area, &all).unwrap();
    let sum: i64 = totals
        .iter()
        .flat_map(|total| &total.components)
        .map(|component| component.fen)
        .sum();
    assert_eq!(sum, fen(0) + fen(1));
    assert_eq!(totals.iter().map(|total| total.entitled).sum::<u64>(), 2);

    let context = rules::Context {
        parameters: &policy.parameters,
        ..snapshot.context(Some(file.area))
    };
    let who = |id| Subjected {
        subject: Subject::Person,
        id,
    };
    let facts = snapshot.facts();
    let trace = policy.table.explain(who(2), &facts, &context);
    for (component, due) in trace.components.iter().zip(&found[1].due) {
        assert_eq!(component.truth, due.truth);
        assert_eq!(component.fen.unwrap_or(0), due.fen);
    }
    let open = explain(&policy.table.who, who(3), &facts, &context);
    let missing: Vec<String> = open.missing.iter().map(|one| one.what.label()).collect();
    assert_eq!(missing, ["出生日期"]);
}
