//! Households: who holds them, who belongs to them, and what tags they carry.

use std::collections::BTreeSet;

use catalog::element::no;
use catalog::source::no as from;
use query::{PartitionInput, PersonFilter, Snapshot};
use rules::facts::{Entity as Of, Facts};
use rules::{Relation, Subject, Truth, explain};

use crate::fixture::{DISTRICT, Entity, FOUR, ONE, THREE, TWO, code, dwelling, person, snapshot};

/// Somebody of a household.
fn member(id: i64, household: i64) -> Entity {
    person(id, "王伟").set(no::HOUSEHOLD, &household.to_string())
}

/// 900 is registered in ONE and one of its members lives in TWO; all of 901, registered there, live
/// in TWO; 902 is registered nowhere and lives in TWO; 903 is registered where nobody and nothing is
/// held, its first member lives in THREE and the other in ONE.
fn people() -> Vec<Entity> {
    vec![
        member(1, 900)
            .hukou(ONE, 11)
            .home(ONE, 11)
            .born("1990-01-01"),
        member(2, 900)
            .hukou(ONE, 11)
            .home(TWO, 12)
            .born("2024-01-01"),
        member(3, 901)
            .hukou(ONE, 11)
            .home(TWO, 12)
            .born("1950-01-01"),
        member(4, 901)
            .hukou(ONE, 11)
            .home(TWO, 12)
            .died("2020-01-01"),
        member(5, 902).home(TWO, 12),
        member(6, 903).hukou(FOUR, 0).home(THREE, 0),
        member(7, 903).hukou(FOUR, 0).home(ONE, 0),
        person(8, "李娜").home(ONE, 0),
    ]
}

fn registry() -> Snapshot {
    let dwellings = vec![
        dwelling(11, ONE, ["里", "1", "1", "101"]),
        dwelling(12, TWO, ["里", "2", "1", "101"]),
    ];
    snapshot(people(), dwellings)
}

/// The households of an area of which a rule holds.
fn of(snapshot: &Snapshot, area: &str, text: &str) -> Vec<i64> {
    let rule = snapshot.rule(text, Subject::Household).unwrap();
    let filter = PersonFilter {
        area: Some(code(area)),
        ..PersonFilter::default()
    };
    snapshot.matching(&rule, &filter).unwrap()
}

#[test]
fn a_household_is_held_where_it_is_registered() {
    let snapshot = registry();
    let all = "是";
    assert_eq!(of(&snapshot, ONE, all), [900, 901]);
    assert_eq!(of(&snapshot, TWO, all), [902]);
    assert_eq!(
        of(&snapshot, THREE, all),
        [903],
        "where its first member is"
    );
    let mut everywhere = of(&snapshot, DISTRICT, all);
    everywhere.sort_unstable();
    assert_eq!(everywhere, [900, 901, 902, 903]);
    assert_eq!(
        of(&snapshot, DISTRICT, "所在社区 在 区划(370203005001)"),
        [900, 901]
    );
}

#[test]
fn members_are_found_wherever_they_live() {
    let snapshot = registry();
    let asked = |text: &str| {
        of(&snapshot, DISTRICT, text)
            .into_iter()
            .collect::<BTreeSet<i64>>()
    };
    assert_eq!(asked("人数(户的成员) = 2"), [900, 901, 903].into());
    assert_eq!(asked("人数(户的成员 满足 健在) = 1"), [901, 902].into());
    assert_eq!(
        asked("存在 户的成员 满足 (居住地 在 区划(370203005002))"),
        [900, 901, 902].into()
    );
    assert_eq!(asked("所有 户的成员 满足 (户籍房 = 现住房)"), [].into());
    assert_eq!(
        asked("存在 户所在房屋 满足 (小区 = '里')"),
        [900, 901].into()
    );
    // 902 and 903 name no dwelling: it cannot be told, and is no no.
    assert_eq!(asked("没有 户所在房屋"), [].into());
    let facts = snapshot.facts();
    let household = Of {
        subject: Subject::Household,
        id: 900,
    };
    let members = facts.members(household, Relation::Members);
    let ids: Vec<i64> = members.members.iter().map(|member| member.id).collect();
    assert_eq!((ids, members.complete), (vec![1, 2], true));
    let rule = snapshot
        .rule("人数(户的成员 满足 年龄 < 18) = 1", Subject::Household)
        .unwrap();
    let trace = explain(&rule.condition, household, &facts, &snapshot.context(None));
    assert_eq!(trace.truth, Truth::True);
}

/// How many households of an area carry a tag, and of how many it cannot be told.
fn carried(snapshot: &Snapshot, area: &str, name: &str) -> (u64, u64) {
    let tag = catalog::tag::by_name(name).unwrap().no;
    let area = code(area);
    let of = |counts: Vec<(_, u64)>| counts.into_iter().find(|(no, _)| *no == tag).unwrap().1;
    (
        of(snapshot
            .thing_tag_counts(Subject::Household, Some(&area))
            .unwrap()),
        of(snapshot
            .thing_tag_unknowns(Subject::Household, Some(&area))
            .unwrap()),
    )
}

#[test]
fn a_tag_of_a_household_follows_members_of_other_communities() {
    let before = registry();
    assert_eq!(carried(&before, ONE, "0-3岁婴幼儿家庭"), (1, 0));
    assert_eq!(carried(&before, ONE, "残疾人家庭"), (0, 0));
    assert_eq!(carried(&before, ONE, "人户分离家庭"), (2, 0));
    assert_eq!(carried(&before, ONE, "独居家庭"), (1, 0));
    assert_eq!(
        carried(&before, TWO, "人户分离家庭"),
        (0, 1),
        "no dwelling of registration"
    );

    // Only TWO is made anew; the households are held by ONE.
    let mut people = people();
    people[2] = people[2].clone().from(from::DISABILITY);
    people.remove(1);
    let of_two: Vec<_> = people[1..4].to_vec();
    let after = before.with_communities(vec![(
        Some(code(TWO)),
        PartitionInput {
            persons: of_two.into_iter().map(Entity::person).collect(),
            dwellings: vec![dwelling(12, TWO, ["里", "2", "1", "101"]).dwelling()],
            places: vec![],
        },
    )]);
    assert_eq!(carried(&after, ONE, "残疾人家庭"), (1, 0));
    assert_eq!(carried(&after, ONE, "0-3岁婴幼儿家庭"), (0, 0));
    assert_eq!(of(&after, ONE, "人数(户的成员) = 1"), [900]);
}

#[test]
fn a_household_without_members_is_gone() {
    let before = registry();
    let after = before.with_communities(vec![(Some(code(TWO)), PartitionInput::default())]);
    assert_eq!(of(&after, ONE, "是"), [900]);
    assert_eq!(of(&after, DISTRICT, "是"), [900, 903]);
}
