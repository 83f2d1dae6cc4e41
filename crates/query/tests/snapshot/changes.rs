//! Replacing communities, and handing the newest snapshot to readers.

use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::element::{ElementNo, no};
use query::{
    Basis, Draft, PartitionInput, PersonFilter, Snapshot, SnapshotBuilder, SnapshotHandle, Sort,
    SortBy,
};

use crate::fixture::{
    Entity, ONE, THREE, TWO, code, district, dwelling, entity, ids, person, snapshot, tagged,
};

fn input(people: &[Entity], dwellings: &[Entity]) -> PartitionInput {
    PartitionInput {
        persons: people.iter().cloned().map(Entity::person).collect(),
        dwellings: dwellings.iter().cloned().map(Entity::dwelling).collect(),
        places: Vec::new(),
    }
}

fn of(area: &str) -> PersonFilter {
    PersonFilter {
        area: Some(code(area)),
        ..PersonFilter::default()
    }
}

/// Everything that can be asked of a snapshot, for comparing two.
fn answers(snapshot: &Snapshot) -> String {
    let all = PersonFilter::default();
    let sort = Sort {
        by: SortBy::Address,
        descending: false,
    };
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        snapshot.size(),
        snapshot.people(&all, sort, 1, 1000).unwrap(),
        snapshot.tag_counts(None, Basis::Home).unwrap(),
        snapshot.estates(None).unwrap(),
        snapshot.building_view(&code(ONE), "里"),
    )
}

#[test]
fn a_person_moves_from_one_community_to_another() {
    let doors = [
        dwelling(11, ONE, ["里", "1", "1", "101"]),
        dwelling(12, ONE, ["里", "1", "1", "102"]),
    ];
    let stays = person(1, "老伴").home(ONE, 11).born("1950-01-01");
    let mover = person(2, "老人").born("1950-01-01");
    let other = person(3, "旁人").home(THREE, 0);
    let before = snapshot(
        vec![stays.clone(), mover.clone().home(ONE, 11), other.clone()],
        doors.to_vec(),
    );
    assert_eq!(tagged(&before, "独居(户内唯一居住人)"), Vec::<i64>::new());

    let moved = mover.home(TWO, 0);
    let after = before.with_communities(vec![
        (Some(code(ONE)), input(std::slice::from_ref(&stays), &doors)),
        (Some(code(TWO)), input(std::slice::from_ref(&moved), &[])),
    ]);
    assert_eq!(ids(&after, &of(ONE)), [1]);
    assert_eq!(ids(&after, &of(TWO)), [2]);
    assert_eq!(ids(&after, &of(THREE)), [3]);
    assert_eq!(tagged(&after, "独居(户内唯一居住人)"), [1]);
    assert_eq!(
        answers(&after),
        answers(&snapshot(vec![stays, moved, other], doors.to_vec()))
    );
    assert_eq!(
        ids(&before, &of(ONE)),
        [1, 2],
        "who still holds the old one sees it unchanged"
    );
}

#[test]
fn a_community_can_empty_and_fill_and_lose_its_area() {
    let before = snapshot(vec![person(1, "甲").home(ONE, 0), person(2, "乙")], vec![]);
    let emptied = before.with_communities(vec![(Some(code(ONE)), PartitionInput::default())]);
    assert_eq!(emptied.size().people, 1);
    assert_eq!(emptied.size().partitions, 1);
    let placed = emptied.with_communities(vec![
        (None, PartitionInput::default()),
        (Some(code(TWO)), input(&[person(2, "乙").home(TWO, 0)], &[])),
    ]);
    assert_eq!(ids(&placed, &of(TWO)), [2]);
    assert_eq!(placed.size().partitions, 1);
    let parts = placed.with_communities(vec![
        (Some(code(TWO)), input(&[person(2, "乙").home(TWO, 0)], &[])),
        (Some(code(TWO)), input(&[person(3, "丙").home(TWO, 0)], &[])),
    ]);
    assert_eq!(ids(&parts, &of(TWO)), [2, 3], "named twice, put together");
}

#[test]
fn replacing_agrees_with_building_anew_when_occupants_are_held_elsewhere() {
    let door = dwelling(11, ONE, ["里", "1", "1", "101"]);
    let old = person(1, "老人").home(ONE, 11).born("1950-01-01");
    let stray = person(2, "青年").born("1990-01-01");
    let before = snapshot(vec![old.clone()], vec![door.clone()]);
    assert_eq!(tagged(&before, "独居(户内唯一居住人)"), [1]);
    // Community one is not touched, but somebody of community two says to live in its dwelling.
    let joined = before.with_communities(vec![(
        Some(code(TWO)),
        input(&[stray.clone().home(TWO, 11)], &[]),
    )]);
    assert_eq!(tagged(&joined, "独居(户内唯一居住人)"), Vec::<i64>::new());
    let anew = snapshot(vec![old, stray.clone().home(TWO, 11)], vec![door]);
    assert_eq!(answers(&joined), answers(&anew));
    let left = joined.with_communities(vec![(Some(code(TWO)), input(&[stray.home(TWO, 0)], &[]))]);
    assert_eq!(tagged(&left, "独居(户内唯一居住人)"), [1]);
}

#[test]
fn a_spouse_is_found_in_whatever_community_they_live() {
    let member = |id, name, relation| {
        person(id, name)
            .born("1950-01-01")
            .hukou(ONE, 0)
            .set(no::HOUSEHOLD, "900")
            .set(no::RELATION_TO_HEAD, relation)
            // No child is alive.
            .set(ElementNo(112), "0")
    };
    let head = member(1, "户主", "02").home(ONE, 11);
    let wife = member(2, "妻子", "12");
    let alone = "独居老人";
    let before = snapshot(vec![head.clone(), wife.clone().home(TWO, 0)], vec![]);
    let rule = |text: &str| before.rule(text, rules::Subject::Person).unwrap();
    let answers = |snapshot: &Snapshot, text: &str| {
        let all = PersonFilter::default();
        (
            snapshot.matching(&rule(text), &all).unwrap(),
            snapshot.untold(&rule(text), &all).unwrap(),
        )
    };
    assert_eq!(answers(&before, "标签(独居老人)"), (vec![], vec![]));
    assert_eq!(
        answers(&before, "存在 配偶 满足 (健在)"),
        (vec![1, 2], vec![])
    );
    // Community one is not touched, and is told anew all the same.
    let died = before.with_communities(vec![(
        Some(code(TWO)),
        input(&[wife.clone().home(TWO, 0).died("2026-04-01")], &[]),
    )]);
    assert_eq!(
        answers(&died, "存在 配偶 满足 (健在)"),
        (vec![2], vec![1]),
        "who was married may be again"
    );
    let abroad = before.with_communities(vec![
        (Some(code(TWO)), PartitionInput::default()),
        (
            Some(code("310151101201")),
            input(&[wife.clone().home("310151101201", 0)], &[]),
        ),
    ]);
    assert_eq!(tagged(&abroad, alone), [1], "in another city");
    let gained = before.tag_differences(&abroad);
    let alone_now = gained.iter().filter(|one| !one.gained.is_empty());
    assert!(
        alone_now.map(|one| one.person).any(|person| person == 1),
        "told of who did not move, too"
    );
    let named = |snapshot: &Snapshot| {
        let entity = rules::facts::Entity {
            subject: rules::Subject::Person,
            id: 1,
        };
        let rule = rule("存在 配偶 满足 (城市(居住地) = 城市(本人 的 居住地))");
        let facts = snapshot.facts();
        rules::explain(&rule.condition, entity, &facts, &snapshot.context(None)).truth
    };
    assert_eq!(named(&before), rules::Truth::True);
    assert_eq!(named(&abroad), rules::Truth::False);
    assert_eq!(
        answers(&abroad, "标签(独居老人)"),
        answers(
            &snapshot(vec![head, wife.home("310151101201", 0)], vec![]),
            "标签(独居老人)"
        )
    );
}

#[test]
fn handing_over_in_chunks_makes_no_difference() {
    let people: Vec<Entity> = (0..30)
        .map(|id| {
            let community = [ONE, TWO, THREE, ""][usize::try_from(id % 4).unwrap()];
            person(id, "某")
                .set(no::HOME_COMMUNITY, community)
                .born("1950-01-01")
        })
        .collect();
    let whole = snapshot(people.clone(), vec![]);
    let mut builder = SnapshotBuilder::new(district());
    for chunk in people.rchunks(7) {
        builder.add_persons(chunk.iter().cloned().map(Entity::person).collect());
    }
    assert_eq!(answers(&builder.finish()), answers(&whole));
}

#[test]
fn a_draft_comes_back_from_its_bytes_and_broken_bytes_do_not() {
    let people = [
        person(1, "欧阳𠮷")
            .home(ONE, 11)
            .born("1950-01-01")
            .set(no::PHONE, "13800000000")
            .set(no::DEATH_DATE, "2026-01-31")
            .set(no::HUKOU_COMMUNITY, TWO),
        person(2, "某").home(ONE, 0),
    ];
    let doors = [dwelling(11, ONE, ["里", "1", "1", "101"])];
    let bytes = Draft::of(input(&people, &doors)).to_bytes();
    let mut builder = SnapshotBuilder::new(district());
    builder.add_draft(Some(code(ONE)), Draft::from_bytes(&bytes).unwrap());
    let whole = snapshot(people.to_vec(), doors.to_vec());
    assert_eq!(answers(&builder.finish()), answers(&whole));
    assert!(Draft::from_bytes(&bytes[..bytes.len() - 1]).is_none());
    assert!(Draft::from_bytes(b"").is_none());
}

#[test]
fn an_entity_handed_over_twice_is_one() {
    let twice = snapshot(
        vec![person(1, "甲").home(ONE, 0), person(1, "甲").home(ONE, 0)],
        vec![],
    );
    assert_eq!(twice.size().people, 1);
}

#[test]
fn readers_keep_what_they_loaded() {
    let handle = SnapshotHandle::new(snapshot(vec![person(1, "甲").home(ONE, 0)], vec![]));
    let held = handle.load();
    handle.update(|newest| {
        newest.with_communities(vec![(
            Some(code(TWO)),
            input(&[person(2, "乙").home(TWO, 0)], &[]),
        )])
    });
    assert_eq!(held.size().people, 1);
    assert_eq!(handle.load().size().people, 2);
    handle.publish(snapshot(vec![], vec![]));
    assert_eq!(handle.load().size().people, 0);
}

#[test]
fn no_change_is_lost_when_two_write_at_once() {
    let handle = Arc::new(SnapshotHandle::new(snapshot(vec![], vec![])));
    let communities: [AreaCode; 3] = [code(ONE), code(TWO), code(THREE)];
    let writers: Vec<_> = communities
        .into_iter()
        .enumerate()
        .map(|(at, community)| {
            let handle = Arc::clone(&handle);
            std::thread::spawn(move || {
                for round in 1..=20 {
                    let people: Vec<Entity> = (0..round)
                        .map(|id| {
                            let id = i64::try_from(at).unwrap() * 100 + id;
                            entity(id).set(no::HOME_COMMUNITY, &community.to_string())
                        })
                        .collect();
                    handle.update(|newest| {
                        newest.with_communities(vec![(Some(community), input(&people, &[]))])
                    });
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(handle.load().size().people, 60);
}

#[test]
fn memory_is_told_by_part() {
    let one = snapshot(
        vec![person(1, "甲").home(ONE, 11)],
        vec![dwelling(11, ONE, ["里", "1", "1", "101"])],
    );
    let memory = one.memory();
    for part in [
        memory.texts,
        memory.columns,
        memory.orders,
        memory.groups,
        memory.bitmaps,
        memory.dwellings,
        memory.tags,
        memory.derived,
    ] {
        assert!(part > 0, "{memory:?}");
    }
    // A long name is told where texts are, and nowhere else but in what searches them.
    let long = snapshot(
        vec![person(1, &"甲".repeat(1000)).home(ONE, 11)],
        vec![dwelling(11, ONE, ["里", "1", "1", "101"])],
    );
    assert!(long.memory().texts >= memory.texts + 2900);
    assert_eq!(long.memory().columns, memory.columns);
    assert_eq!(
        long.memory().total() - memory.total(),
        long.memory().texts - memory.texts
    );
    assert_eq!(snapshot(vec![], vec![]).memory().total(), 0);
}

#[test]
fn what_a_death_changes_is_told_for_everybody_behind_the_door() {
    let door = dwelling(11, ONE, ["里", "1", "1", "101"]);
    let old = |id, name| person(id, name).home(ONE, 11).born("1950-01-01");
    let away = person(4, "户籍在此").home(TWO, 0).hukou(ONE, 11);
    let before = snapshot(
        vec![old(1, "老伴"), old(2, "老人"), away],
        vec![door.clone()],
    );
    let dead = old(2, "老人").died("2026-04-30");
    let after = before.with_communities(vec![(
        Some(code(ONE)),
        input(&[old(1, "老伴"), dead], &[door]),
    )]);
    let changed = before.tag_differences(&after);
    let names = |tags: &[catalog::tag::TagNo]| -> Vec<String> {
        let set = &before.district().tags;
        tags.iter()
            .map(|no| set.get(*no).unwrap().name.clone())
            .collect()
    };
    assert_eq!(
        changed.iter().map(|one| one.person).collect::<Vec<_>>(),
        [1, 2]
    );
    assert!(names(&changed[0].gained).contains(&"独居(户内唯一居住人)".to_owned()));
    assert!(names(&changed[0].lost).contains(&"双老家庭成员".to_owned()));
    assert!(names(&changed[1].lost).contains(&"老年人(60+)".to_owned()));
    assert_eq!(before.tag_differences(&before.clone()), []);
    assert_eq!(after.tied_to(&[11], &[]), [1, 2, 4], "the dead too");
}
