//! Whatever is asked, the answers agree: count, length of the list, ids, and sums of groups; and
//! a snapshot changed community by community is the one built anew.

use std::collections::BTreeSet;

use catalog::area::AreaCode;
use catalog::element::{ElementNo, no};
use catalog::source::SourceNo;
use proptest::prelude::*;
use query::{
    Basis, GroupBy, PartitionInput, PersonFilter, PersonInput, Snapshot, Sort, SortBy,
    person_community,
};
use rules::Subject;

use crate::fixture::{
    DISTRICT, Entity, FOUR, ONE, STREET_A, STREET_B, THREE, TWO, code, district, dwelling, entity,
};

const COMMUNITIES: [&str; 5] = [ONE, TWO, THREE, FOUR, ""];
const NAMES: [&str; 5] = ["王伟", "王小伟", "李娜", "欧阳明", ""];
const SOURCES: [u16; 7] = [2, 10, 11, 30, 31, 40, 50];

fn facts() -> impl Strategy<Value = Facts> {
    (
        (
            0..NAMES.len(),
            0..COMMUNITIES.len(),
            0..COMMUNITIES.len(),
            0_i64..12,
        ),
        (
            1915..2030_i32,
            0..6_u8,
            prop::bool::weighted(0.1),
            0..128_u8,
        ),
    )
}

pub fn people() -> impl Strategy<Value = Vec<Entity>> {
    prop::collection::vec(facts(), 0..90).prop_map(|people| {
        (0..)
            .zip(people)
            .map(|(id, person)| somebody(id, person))
            .collect()
    })
}

type Facts = ((usize, usize, usize, i64), (i32, u8, bool, u8));

fn somebody(id: i64, ((name, home, hukou, door), (year, sex, dead, sources)): Facts) -> Entity {
    let mut person = entity(id)
        .set(no::NAME, NAMES[name])
        .set(no::HOME_COMMUNITY, COMMUNITIES[home])
        .set(no::HUKOU_COMMUNITY, COMMUNITIES[hukou])
        .set(
            no::AID_CATEGORY,
            ["10", "20", "30", ""][usize::from(sources % 4)],
        )
        .set(ElementNo(138), ["1", "0", ""][usize::from(sources % 3)])
        .set(no::SEX, ["1", "2", "0", "9", "", "1"][usize::from(sex)]);
    if !COMMUNITIES[hukou].is_empty() {
        // Households of one door of registration, with relations to the head.
        let household = i64::from(sources % 3) + 10 * i64::try_from(hukou).unwrap();
        person = person
            .set(no::HOUSEHOLD, &household.to_string())
            .set(no::HUKOU_DWELLING, &(1 + household % 9).to_string())
            .set(
                no::RELATION_TO_HEAD,
                ["02", "12", "20", "51", ""][usize::from(sources % 5)],
            )
            .set(
                ElementNo(15),
                ["10", "20", "30", ""][usize::from(sources % 4)],
            );
    }
    if year % 7 != 0 {
        person = person.born(&format!("{year}-05-0{}", 1 + year % 3));
    }
    if door > 0 {
        person = person.set(no::HOME_DWELLING, &door.to_string());
    }
    if dead {
        person = person.died("2021-03-04");
    }
    for (bit, source) in SOURCES.iter().enumerate() {
        if sources >> bit & 1 == 1 {
            person = person.from(SourceNo(*source));
        }
    }
    person
}

fn filters() -> impl Strategy<Value = PersonFilter> {
    let areas = prop::sample::select(vec![
        None,
        Some(ONE),
        Some(TWO),
        Some(THREE),
        Some(STREET_A),
        Some(STREET_B),
        Some(DISTRICT),
    ]);
    let bases = prop::sample::select(vec![Basis::Home, Basis::Hukou, Basis::Either]);
    let texts = prop::sample::select(vec![
        None,
        Some("王"),
        Some("小伟"),
        Some("里3号楼"),
        Some("欧阳 明"),
    ]);
    let tags = || {
        let names: Vec<String> = catalog::tag::of_people()
            .map(|tag| tag.name.clone())
            .collect();
        prop::collection::vec(prop::sample::select(names), 0..3)
    };
    let ages = (prop::option::of(0..90_i32), prop::option::of(0..60_i32));
    let sexes = prop::sample::select(vec![None, Some("1"), Some("2")]);
    (
        areas,
        bases,
        texts,
        (tags(), tags(), tags()),
        ages,
        sexes,
        any::<Option<bool>>(),
    )
        .prop_map(
            |(area, basis, text, (all, any, none), (age_min, span), sex, alive)| PersonFilter {
                area: area.map(code),
                basis,
                text: text.map(str::to_owned),
                // Few people carry two random tags; one of all, or any of several, leaves some.
                tags_all: all.into_iter().take(1).collect(),
                tags_any: any,
                tags_none: none,
                age_min,
                age_max: span.map(|span| age_min.unwrap_or(0) + span),
                sex: sex.map(str::to_owned),
                alive,
                ..PersonFilter::default()
            },
        )
}

/// Nine dwellings; those are let whose bit of `let_out` is set.
fn doors(let_out: u16) -> Vec<Entity> {
    (1..10)
        .map(|id| {
            let door = ["里", &id.to_string(), "1", "301"];
            let used = if let_out >> id & 1 == 1 { "2" } else { "1" };
            dwelling(id, community_of(id), door).set(no::DWELLING_USE, used)
        })
        .collect()
}

fn community_of(door: i64) -> &'static str {
    COMMUNITIES[usize::try_from(door % 3).unwrap()]
}

fn build(people: &[Entity], let_out: u16) -> Snapshot {
    Snapshot::build(
        district(),
        people.iter().cloned().map(Entity::person).collect(),
        doors(let_out).into_iter().map(Entity::dwelling).collect(),
        vec![],
    )
}

/// What a filter means, one person at a time, from what a row shows.
fn means(filter: &PersonFilter, row: &query::PersonRow) -> bool {
    let areas = district().areas;
    let within = |held: Option<AreaCode>| match filter.area {
        None => true,
        Some(area) => held.is_some_and(|held| areas.is_within(&held, &area)),
    };
    let registered = row.hukou_community.is_some() && within(row.hukou_community);
    let of_area = match filter.basis {
        Basis::Home => within(row.community),
        Basis::Hukou => registered,
        Basis::Either => within(row.community) || registered,
    };
    let carries = |name: &String| row.tags.contains(&catalog::tag::by_name(name).unwrap().no);
    let text = filter.text.as_deref().unwrap_or("");
    let contains =
        |word: &str| row.name.contains(word) || row.address.as_deref().unwrap_or("").contains(word);
    of_area
        && text.split_whitespace().all(contains)
        && filter.tags_all.iter().all(carries)
        && (filter.tags_any.is_empty() || filter.tags_any.iter().any(carries))
        && !filter.tags_none.iter().any(carries)
        && filter
            .age_min
            .is_none_or(|min| row.age.is_some_and(|age| age >= min))
        && filter
            .age_max
            .is_none_or(|max| row.age.is_some_and(|age| age <= max))
        && filter.sex.as_ref().is_none_or(|sex| row.sex == *sex)
        && filter.alive.is_none_or(|alive| row.deceased != alive)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_lists_ids_and_groups_agree(people in people(), filter in filters()) {
        let snapshot = build(&people, 0);
        let count = snapshot.count(&filter).unwrap();
        let by_id = Sort { by: SortBy::Id, descending: false };
        let list = snapshot.people(&filter, by_id, 1, 1000).unwrap();
        prop_assert_eq!(list.total, count);
        prop_assert_eq!(list.rows.len() as u64, count);

        let everybody = snapshot.people(&PersonFilter::default(), by_id, 1, 1000).unwrap();
        let meant: Vec<_> = everybody.rows.into_iter().filter(|row| means(&filter, row)).collect();
        prop_assert_eq!(&list.rows, &meant);

        let mut ids = snapshot.ids(&filter).unwrap();
        ids.sort_unstable();
        prop_assert_eq!(ids, list.rows.iter().map(|row| row.id).collect::<Vec<_>>());
        for by in [GroupBy::Community, GroupBy::Street, GroupBy::Sex, GroupBy::AgeBand5] {
            let groups = snapshot.group(&filter, by).unwrap();
            prop_assert_eq!(groups.iter().map(|(_, count)| count).sum::<u64>(), count, "{:?}", by);
        }
        for (name, count) in snapshot.group(&filter, GroupBy::Tag).unwrap() {
            let no = catalog::tag::by_name(&name).unwrap().no;
            let carrying = list.rows.iter().filter(|row| row.tags.contains(&no)).count();
            prop_assert_eq!(count, carrying as u64);
        }
        let pyramids = snapshot.pyramids(&filter).unwrap();
        let in_pyramids: u64 = pyramids
            .iter()
            .map(|pyramid| pyramid.unknown + pyramid.men.iter().chain(&pyramid.women).sum::<u64>())
            .sum();
        prop_assert_eq!(in_pyramids, count);
    }

    #[test]
    fn replacing_one_community_equals_building_anew(
        people in people(),
        who in any::<prop::sample::Index>(),
        facts in facts(),
        let_out in any::<u16>(),
        other_use in prop::option::of(1..10_i64),
    ) {
        prop_assume!(!people.is_empty());
        let who = who.index(people.len());
        let mut after = people.clone();
        after[who] = somebody(i64::try_from(who).unwrap(), facts);
        let community = |person: &Entity| person_community(&person.clone().person().current);
        let mut touched = BTreeSet::from([community(&people[who]), community(&after[who])]);
        touched.extend(other_use.map(|door| community_of(door).parse().ok()));
        let let_after = let_out ^ other_use.map_or(0, |door| 1 << door);
        let inputs = touched.iter().map(|community| (*community, held(&after, let_after, *community)));
        let changed = build(&people, let_out).with_communities(inputs.collect());
        same(&changed, &build(&after, let_after))?;
    }

    #[test]
    fn replacing_communities_equals_building_anew(before in people(), after in people()) {
        let touched: Vec<_> = before
            .iter()
            .chain(&after)
            .map(|person| person_community(&person.clone().person().current))
            .collect();
        let mut inputs: Vec<(Option<AreaCode>, PartitionInput)> = Vec::new();
        for community in touched {
            if inputs.iter().any(|(held, _)| *held == community) {
                continue;
            }
            inputs.push((community, held(&after, 0, community)));
        }
        same(&build(&before, 0).with_communities(inputs), &build(&after, 0))?;
    }
}

/// What a community holds.
fn held(people: &[Entity], let_out: u16, community: Option<AreaCode>) -> PartitionInput {
    let persons: Vec<PersonInput> = people
        .iter()
        .cloned()
        .map(Entity::person)
        .filter(|person| person_community(&person.current) == community)
        .collect();
    let dwellings = doors(let_out)
        .into_iter()
        .map(Entity::dwelling)
        .filter(|dwelling| query::site_community(&dwelling.current) == community)
        .collect();
    PartitionInput {
        persons,
        dwellings,
        places: vec![],
    }
}

/// Rules about relatives, who may be held by other communities: by what they hold, by their tags, by
/// their own relatives and those they live with, beside what the person holds.
const ABOUT_KIN: [&str; 6] = [
    "存在 配偶 满足 (健在 且 性别 = 女)",
    "没有 子女 满足 (健在 且 街道(居住地) = 街道(本人 的 居住地))",
    "人数(子女) >= 1",
    "所有 父母 满足 (标签(独居(户内唯一居住人)) 或 标签(独居老人))",
    "存在 父母 满足 (存在 子女 满足 (年龄 > 本人 的 年龄))",
    "存在 子女 满足 (存在 同住人 满足 (存在 配偶))",
];

/// Rules about households, whose members may be held by other communities.
const ABOUT_HOUSEHOLDS: [&str; 6] = [
    "标签(独居家庭) 或 标签(租户家庭)",
    "人数(户的成员) >= 2",
    "存在 户的成员 满足 (年龄 >= 60 且 没有 同住人)",
    "所有 户的成员 满足 (已故 或 标签(独居老人))",
    "存在 户的成员 满足 (存在 子女 满足 (健在))",
    "存在 户所在房屋 满足 (存在 居住人)",
];

/// Whether two snapshots answer alike, whatever they are asked.
fn same(changed: &Snapshot, anew: &Snapshot) -> Result<(), TestCaseError> {
    prop_assert_eq!(changed.size(), anew.size());
    let all = PersonFilter::default();
    for by in [
        SortBy::Name,
        SortBy::Age,
        SortBy::Address,
        SortBy::Verified,
        SortBy::Id,
    ] {
        let sort = Sort {
            by,
            descending: false,
        };
        prop_assert_eq!(
            changed.people(&all, sort, 1, 1000).unwrap(),
            anew.people(&all, sort, 1, 1000).unwrap()
        );
    }
    let of_people = ABOUT_KIN.map(|text| (text, Subject::Person));
    let of_households = ABOUT_HOUSEHOLDS.map(|text| (text, Subject::Household));
    for (text, subject) in of_people.into_iter().chain(of_households) {
        let rule = anew.rule(text, subject).unwrap();
        prop_assert_eq!(
            changed.matching(&rule, &all).unwrap(),
            anew.matching(&rule, &all).unwrap()
        );
        prop_assert_eq!(
            changed.untold(&rule, &all).unwrap(),
            anew.untold(&rule, &all).unwrap()
        );
    }
    prop_assert_eq!(
        changed.tag_unknowns(None, Basis::Home).unwrap(),
        anew.tag_unknowns(None, Basis::Home).unwrap()
    );
    for subject in [Subject::Dwelling, Subject::Household] {
        prop_assert_eq!(
            changed.thing_tag_counts(subject, None).unwrap(),
            anew.thing_tag_counts(subject, None).unwrap()
        );
        prop_assert_eq!(
            changed.thing_tag_unknowns(subject, None).unwrap(),
            anew.thing_tag_unknowns(subject, None).unwrap()
        );
    }
    prop_assert_eq!(changed.estates(None).unwrap(), anew.estates(None).unwrap());
    for id in 1..10 {
        prop_assert_eq!(changed.dwelling(id), anew.dwelling(id));
    }
    Ok(())
}
