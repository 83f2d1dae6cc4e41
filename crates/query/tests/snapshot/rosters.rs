//! Whole lists: who is missing from the newest one does not stand in its source.

use std::sync::Arc;

use catalog::element::{ElementNo, no};
use catalog::roster::Rosters;
use catalog::source::{SourceNo, no as source};
use catalog::survivorship::EpochDay;
use proptest::prelude::*;
use query::{
    Basis, District, Draft, PartitionInput, PlaceFilter, PlaceKind, Snapshot, SnapshotBuilder,
};
use rules::Subject;
use rules::facts::{Entity as Of, Facts};

use crate::fixture::{Entity, ONE, THREE, TWO, code, district, dwelling, entity, person, tagged};

/// 救助类别
const AID: ElementNo = ElementNo(72);
const MAY: EpochDay = 20_604;
const JUNE: EpochDay = 20_634;
const DIBAO: &str = "低保对象";
const DISABLED: &str = "残疾人";

fn rosters(lists: &[(SourceNo, EpochDay)]) -> Arc<Rosters> {
    Arc::new(Rosters::newest(lists.iter().copied()))
}

fn under(lists: &[(SourceNo, EpochDay)]) -> District {
    District {
        rosters: rosters(lists),
        ..district()
    }
}

fn certified(id: i64, community: &str, last: EpochDay) -> Entity {
    person(id, "某人")
        .home(community, 0)
        .listed_on(source::DISABILITY, last)
}

fn built(people: &[Entity], lists: &[(SourceNo, EpochDay)]) -> Snapshot {
    let people = people.iter().cloned().map(Entity::person).collect();
    Snapshot::build(under(lists), people, vec![], vec![])
}

/// Everything that can be asked of tags, for comparing two.
fn answers(snapshot: &Snapshot) -> String {
    format!(
        "{:?} {:?}",
        tagged(snapshot, DISABLED),
        snapshot.tag_counts(None, Basis::Home).unwrap()
    )
}

fn of(id: i64) -> Of {
    Of {
        subject: Subject::Person,
        id,
    }
}

#[test]
fn who_is_missing_from_the_newest_list_loses_its_tag_and_says_why() {
    let people = [certified(1, ONE, MAY), certified(2, ONE, JUNE)];
    let lists = [(source::DISABILITY, MAY), (source::DISABILITY, JUNE)];
    assert_eq!(tagged(&built(&people, &lists[..1]), DISABLED), [1, 2]);
    let june = built(&people, &lists);
    assert_eq!(tagged(&june, DISABLED), [2]);
    let facts = june.facts();
    assert_eq!(facts.source(of(1), source::DISABILITY), Some(false));
    let left = facts.left(of(1), source::DISABILITY).unwrap();
    assert_eq!((left.last, left.list), (MAY, JUNE));
    assert_eq!(facts.left(of(2), source::DISABILITY), None);
    let (rule, area) = june.tag_rule(DISABLED, of(1)).unwrap();
    let trace = rules::explain(rule, of(1), &facts, &june.context(area));
    assert_eq!(
        trace.sentence,
        "残联·持证残疾人：2026-05-31在册，2026-06-30的名册中已无此人，\
         不满足“在残联·持证残疾人有登记”"
    );
}

#[test]
fn communities_that_the_new_list_does_not_touch_answer_anew_and_others_are_shared() {
    let may = [(source::DISABILITY, MAY)];
    let people = [
        certified(1, ONE, MAY),
        certified(2, TWO, MAY),
        person(3, "旁人").home(THREE, 0),
    ];
    let before = built(&people, &may);
    // June names the person of TWO only; nothing of ONE is written.
    let june = rosters(&[(source::DISABILITY, JUNE)]);
    let input = PartitionInput {
        persons: vec![certified(2, TWO, JUNE).person()],
        ..PartitionInput::default()
    };
    let after = before.following(vec![(Some(code(TWO)), input)], june);
    assert_eq!(tagged(&after, DISABLED), [2]);
    let reached = after.reached_since(&before);
    let changed: Vec<String> = reached.changed.iter().map(ToString::to_string).collect();
    assert_eq!(changed, [ONE, TWO], "nobody of the third is on any list");
    // The list is undone: TWO is as it was, and ONE comes back by itself.
    let input = PartitionInput {
        persons: vec![certified(2, TWO, MAY).person()],
        ..PartitionInput::default()
    };
    let undone = after.following(vec![(Some(code(TWO)), input)], rosters(&may));
    assert_eq!(answers(&undone), answers(&before));
}

#[test]
fn a_tag_that_looks_at_a_relative_of_another_community_follows() {
    // A child's 残疾 makes the mother's tags of families look anew, whatever community holds her.
    let mother = |home: &str| {
        person(1, "母亲")
            .home(home, 0)
            .set(no::ID_NUMBER, "370203198001010029")
            .born("1980-01-01")
    };
    let child = |last| {
        certified(2, TWO, last)
            .set(no::MOTHER_ID_NUMBER, "370203198001010029")
            .set(no::DISABILITY_LEVEL, "1")
            .born("2015-01-01")
    };
    let may = [(source::DISABILITY, MAY)];
    let june = [(source::DISABILITY, JUNE)];
    let people = [mother(ONE), child(MAY)];
    let before = built(&people, &may);
    let after = before.following(vec![], rosters(&june));
    assert_eq!(answers(&after), answers(&built(&people, &june)));
    assert_eq!(
        answers(&after.following(vec![], rosters(&may))),
        answers(&before)
    );
}

#[test]
fn the_mark_of_a_dwelling_follows_who_lives_there() {
    let doors = vec![dwelling(11, ONE, ["里", "1", "1", "101"]).dwelling()];
    let lives = person(1, "某人")
        .home(ONE, 11)
        .listed_on(source::DISABILITY, MAY);
    let of = |lists: &[(SourceNo, EpochDay)]| {
        let people = vec![lives.clone().person()];
        let snapshot = Snapshot::build(under(lists), people, doors.clone(), vec![]);
        let building = snapshot.building_view(&code(ONE), "里");
        format!("{building:?}").contains("has_disabled: true")
    };
    assert!(of(&[(source::DISABILITY, MAY)]));
    assert!(!of(&[(source::DISABILITY, JUNE)]));
}

#[test]
fn a_shop_that_left_one_register_for_the_other_is_of_the_kind_of_the_other() {
    let shop = entity(1)
        .set(no::SITE_COMMUNITY, ONE)
        .set(no::CREDIT_CODE, "92370203MA3ABCDE2X")
        .listed_on(source::SOLE_TRADER, MAY)
        .listed_on(source::ENTERPRISE, JUNE);
    let kind = |lists: &[(SourceNo, EpochDay)]| {
        let places = vec![shop.clone().place()];
        let snapshot = Snapshot::build(under(lists), vec![], vec![], places);
        let page = snapshot.places(&PlaceFilter::default(), 1, 10).unwrap();
        let carries = |name| {
            let of = Of {
                subject: Subject::Place,
                id: 1,
            };
            snapshot.carries(of, name) == Some(true)
        };
        (page.rows[0].kind, carries("个体工商户"))
    };
    assert_eq!(kind(&[]), (PlaceKind::SoleTrader, true));
    let june = [(source::SOLE_TRADER, JUNE), (source::ENTERPRISE, JUNE)];
    assert_eq!(kind(&june), (PlaceKind::Enterprise, false));
}

#[test]
fn kept_drafts_know_the_days() {
    let mut builder = SnapshotBuilder::new(under(&[]));
    builder.add_persons(vec![certified(1, ONE, MAY).person()]);
    let drafts: Vec<_> = builder
        .drafts()
        .into_iter()
        .map(|(community, draft)| (community, draft.to_bytes()))
        .collect();
    let mut next = SnapshotBuilder::new(under(&[(source::DISABILITY, JUNE)]));
    for (community, bytes) in drafts {
        next.add_draft(community, Draft::from_bytes(&bytes).unwrap());
    }
    assert_eq!(tagged(&next.finish(), DISABLED), Vec::<i64>::new());
}

/// A list: its day, whether it is a supplement, whom it names (of eight people in three communities).
type List = (EpochDay, bool, Vec<bool>);

const PEOPLE: i64 = 8;

fn community_of(id: i64) -> &'static str {
    [ONE, TWO, THREE][usize::try_from(id % 3).unwrap()]
}

/// The people as the registry holds them after some lists.
fn people_after(lists: &[List]) -> Vec<Entity> {
    (0..PEOPLE)
        .map(|id| {
            let at = usize::try_from(id).unwrap();
            let named = lists.iter().filter(|(_, _, named)| named[at]);
            let somebody = person(id + 1, "某人").home(community_of(id), 0);
            match named.map(|(day, _, _)| *day).max() {
                Some(last) => somebody.listed_on(source::DIBAO, last).set(AID, "11"),
                None => somebody,
            }
        })
        .collect()
}

fn whole(lists: &[List]) -> Arc<Rosters> {
    let whole = lists.iter().filter(|(_, part, _)| !part);
    Arc::new(Rosters::newest(
        whole.map(|(day, _, _)| (source::DIBAO, *day)),
    ))
}

fn afresh(lists: &[List]) -> Snapshot {
    let people = people_after(lists).into_iter().map(Entity::person);
    let district = District {
        rosters: whole(lists),
        ..district()
    };
    Snapshot::build(district, people.collect(), vec![], vec![])
}

/// Follows a change as the service does: only communities that the list touches are handed over.
fn follow(before: &Snapshot, lists: &[List], changed: &List) -> Snapshot {
    let people = people_after(lists);
    let touched = [ONE, TWO, THREE].into_iter().filter(|community| {
        (0..PEOPLE)
            .any(|id| changed.2[usize::try_from(id).unwrap()] && community_of(id) == *community)
    });
    let parts = touched.map(|community| {
        let persons = (0..PEOPLE)
            .zip(&people)
            .filter(|(id, _)| community_of(*id) == community)
            .map(|(_, person)| person.clone().person())
            .collect();
        let input = PartitionInput {
            persons,
            ..PartitionInput::default()
        };
        (Some(code(community)), input)
    });
    before.following(parts.collect(), whole(lists))
}

fn on_the_list(snapshot: &Snapshot) -> (Vec<i64>, String) {
    let on = (1..=PEOPLE)
        .filter(|id| snapshot.facts().source(of(*id), source::DIBAO) == Some(true))
        .collect();
    (
        on,
        answers(snapshot) + &format!("{:?}", tagged(snapshot, DIBAO)),
    )
}

proptest! {
    #[test]
    fn lists_loaded_and_undone_in_any_order_answer_as_if_built_afresh(
        lists in prop::collection::vec(
            (0_i32..4, prop::bool::weighted(0.2), prop::collection::vec(any::<bool>(), 8)),
            1..6,
        ),
        undone in any::<prop::sample::Index>(),
    ) {
        let mut loaded: Vec<List> = Vec::new();
        let mut snapshot = afresh(&[]);
        for list in &lists {
            loaded.push(list.clone());
            snapshot = follow(&snapshot, &loaded, list);
            prop_assert_eq!(on_the_list(&snapshot), on_the_list(&afresh(&loaded)));
        }
        let newest = lists.iter().filter(|(_, part, _)| !part).map(|(day, _, _)| *day).max();
        for id in 1..=PEOPLE {
            let at = usize::try_from(id - 1).unwrap();
            let last = lists.iter().filter(|list| list.2[at]).map(|list| list.0).max();
            let stands = last.is_some_and(|last| newest.is_none_or(|newest| last >= newest));
            prop_assert_eq!(on_the_list(&snapshot).0.contains(&id), stands);
        }
        let gone = loaded.remove(undone.index(loaded.len()));
        snapshot = follow(&snapshot, &loaded, &gone);
        prop_assert_eq!(on_the_list(&snapshot), on_the_list(&afresh(&loaded)));
    }
}

#[test]
fn the_export_holds_who_stands_only() {
    let people = [certified(1, ONE, MAY), certified(2, ONE, JUNE)];
    let june = built(&people, &[(source::DISABILITY, JUNE)]);
    let folder = tempfile::tempdir().unwrap();
    let rows = |snapshot: &Snapshot| {
        query::export(snapshot, folder.path(), query::ExportFormat::Csv).unwrap();
        let text = std::fs::read_to_string(folder.path().join("sources.csv")).unwrap();
        text.lines().count() - 1
    };
    assert_eq!(rows(&built(&people, &[])), 2);
    assert_eq!(rows(&june), 1);
}
