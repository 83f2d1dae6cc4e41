//! Identity for life: merging and splitting leave no trace once they are taken back, whatever
//! happened in between.

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::{EntityKind, no};
use catalog::source::SourceNo;
use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use catalog::survivorship::{Current, EpochDay};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use storage::{Merge, NewMerge, NewSplitOff, PairAnswer, RecordView, SplitOff, Store, compete};

use crate::district::{
    DAY, EAST, LI, Row, WANG, WEST, ZHANG, community_of, load, people, print_of, row, undo,
};
use crate::harness::{Fresh, audit, on_both, write};
use crate::on_both as both;

/// Merges two people as somebody would.
async fn merge(store: &Store, kept: i64, gone: i64) -> Result<Merge, catalog::problem::Problem> {
    let mut tx = write(store).await;
    let new = NewMerge {
        kept,
        gone,
        by: Some(7),
        reason: Some("入户核实为同一人".to_owned()),
    };
    let made = tx.merge(new, community_of).await?;
    tx.commit().await?;
    Ok(made)
}

async fn unmerge(store: &Store, id: i64) {
    let mut tx = write(store).await;
    tx.unmerge(id, Some("核错了人"), community_of)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn split_off(
    store: &Store,
    origin: i64,
    records: Vec<i64>,
) -> Result<SplitOff, catalog::problem::Problem> {
    let held = store.records_of(origin).await?;
    let print = |record: &RecordView| (record.id, print_of(store, &record.values));
    let new = NewSplitOff {
        origin,
        records,
        prints: held.iter().map(print).collect(),
        reason: Some("记录属于另一人".to_owned()),
    };
    let mut tx = write(store).await;
    let made = tx.split_off(new, community_of).await?;
    tx.commit().await?;
    Ok(made)
}

async fn rejoin(store: &Store, id: i64) {
    let mut tx = write(store).await;
    tx.rejoin(id, None, community_of).await.unwrap();
    tx.commit().await.unwrap();
}

/// The person of a number.
async fn id_of(store: &Store, number: &str) -> i64 {
    let found = store.entities_of(EntityKind::Person, None).await.unwrap();
    let mut fits = found
        .into_iter()
        .filter(|(_, current)| current.text(no::ID_NUMBER) == Some(number));
    fits.next().unwrap().0
}

both! {
    async fn a_wrong_merge_undone_leaves_both_people_as_they_were_to_the_byte(fresh) {
        let store = fresh.open().await;
        load(&store, "a", DOOR_TO_DOOR, DAY, &[ZHANG, LI]).await;
        load(&store, "b", HUKOU, DAY, &[row(ZHANG.number, "张大山", EAST, "13911112222"), WANG])
            .await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let before = store.digest().await.unwrap();
        let (zhang_before, li_before) = (store.entity(zhang).await.unwrap(), store.entity(li).await.unwrap());

        let made = merge(&store, zhang, li).await.unwrap();
        assert_ne!(store.digest().await.unwrap(), before);
        assert_eq!(store.counts().await.unwrap().people, 2, "one person less");
        let one = store.entity(li).await.unwrap().unwrap();
        assert_eq!(one.id, zhang, "the merged id leads to the kept person");
        assert_eq!(store.entity(zhang).await.unwrap().unwrap(), one);
        assert_eq!(store.records_of(li).await.unwrap(), store.records_of(zhang).await.unwrap());
        assert_eq!(store.records_of(li).await.unwrap().len(), 3);
        assert_eq!(store.currents(&[li, zhang]).await.unwrap()[&li], one.current);
        assert_eq!(store.family_of(zhang).await.unwrap(), [zhang, li]);

        unmerge(&store, made.id).await;
        assert_eq!(store.digest().await.unwrap(), before);
        assert_eq!(store.entity(zhang).await.unwrap(), zhang_before);
        assert_eq!(store.entity(li).await.unwrap(), li_before);

        let merges = store.merges_of(&[li]).await.unwrap();
        assert_eq!(merges.len(), 1, "that it was merged and undone stays known");
        assert_eq!(merges[0].reason.as_deref(), Some("入户核实为同一人"));
        assert!(merges[0].undone_at.is_some());
        let said: Vec<PairAnswer> =
            store.verdicts_of(&[li]).await.unwrap().iter().map(|said| said.answer).collect();
        assert_eq!(said, [PairAnswer::Same, PairAnswer::Different]);
    }
}

both! {
    async fn a_split_months_later_gives_each_what_came_in_between(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let made = merge(&store, zhang, li).await.unwrap();
        let moved = row(LI.number, "李小河", WEST, "13933333333");
        load(&store, "b", HUKOU, DAY + 90, &[moved, ZHANG]).await;
        assert_eq!(people(&store).await.len(), 1);
        unmerge(&store, made.id).await;
        let people = people(&store).await;
        assert_eq!(
            people,
            [
                (zhang, "张大山".to_owned(), ZHANG.phone.to_owned()),
                (li, "李小河".to_owned(), "13933333333".to_owned()),
            ]
        );
    }
}

both! {
    async fn merging_what_is_one_already_or_gone_is_refused(fresh) {
        let store = fresh.open().await;
        let delivery = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let made = merge(&store, zhang, li).await.unwrap();
        for (kept, gone) in [(zhang, li), (li, zhang), (zhang, zhang)] {
            assert_eq!(merge(&store, kept, gone).await.unwrap_err().code, "already-merged");
        }
        assert_eq!(merge(&store, zhang, 999).await.unwrap_err().code, "entity-missing");
        unmerge(&store, made.id).await;
        let again = write(&store).await.unmerge(made.id, None, community_of).await;
        assert_eq!(again.unwrap_err().code, "merge-undone");
        assert_eq!(
            write(&store).await.unmerge(999, None, community_of).await.unwrap_err().code,
            "merge-missing"
        );
        undo(&store, delivery.id).await;
        assert_eq!(merge(&store, zhang, li).await.unwrap_err().code, "entity-missing");
    }
}

both! {
    async fn records_split_off_stay_split_off_when_they_are_delivered_again(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        // Somebody else's row with Zhang's number.
        let wrong = row(ZHANG.number, "赵四", WEST, "13955555555");
        load(&store, "b", DOOR_TO_DOOR, DAY, &[wrong]).await;
        let zhang = id_of(&store, ZHANG.number).await;
        let before = store.digest().await.unwrap();
        let records = store.records_of(zhang).await.unwrap();
        let theirs = records.iter().find(|record| record.source == DOOR_TO_DOOR).unwrap().id;

        let made = split_off(&store, zhang, vec![theirs]).await.unwrap();
        assert!(made.founded > zhang, "a new id");
        let expected = [
            (zhang, "张大山".to_owned(), ZHANG.phone.to_owned()),
            (made.founded, "赵四".to_owned(), "13955555555".to_owned()),
        ];
        assert_eq!(people(&store).await, expected);
        let moved = &store.records_of(made.founded).await.unwrap()[0];
        assert_eq!((moved.id, moved.machine_entity), (theirs, Some(zhang)));

        load(&store, "c", DOOR_TO_DOOR, DAY + 30, &[wrong, ZHANG]).await;
        let names: Vec<(i64, String)> =
            people(&store).await.into_iter().map(|(id, name, _)| (id, name)).collect();
        assert_eq!(names, [(zhang, "张大山".to_owned()), (made.founded, "赵四".to_owned())]);
        assert_eq!(store.records_of(made.founded).await.unwrap().len(), 2);

        let third = store.deliveries(&Default::default(), storage::Paging::all()).await.unwrap().1;
        undo(&store, third.iter().map(|delivery| delivery.id).max().unwrap()).await;
        rejoin(&store, made.id).await;
        assert_eq!(store.digest().await.unwrap(), before);
        assert!(store.entity(made.founded).await.unwrap().is_none());
    }
}

both! {
    async fn a_split_off_must_name_records_of_the_person_and_leave_some(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        load(&store, "b", DOOR_TO_DOOR, DAY, &[row(ZHANG.number, "赵四", WEST, "1")]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let of = async |id| {
            store.records_of(id).await.unwrap().iter().map(|record| record.id).collect::<Vec<_>>()
        };
        let (zhangs, lis) = (of(zhang).await, of(li).await);
        for (records, code) in [
            (vec![], "split-empty"),
            (zhangs.clone(), "split-takes-all"),
            (lis.clone(), "record-elsewhere"),
        ] {
            assert_eq!(split_off(&store, zhang, records).await.unwrap_err().code, code);
        }
        let made = split_off(&store, zhang, vec![zhangs[1]]).await.unwrap();
        merge(&store, zhang, made.founded).await.unwrap();
        assert_eq!(
            split_off(&store, zhang, vec![zhangs[1]]).await.unwrap_err().code,
            "record-moved-already"
        );
    }
}

both! {
    async fn who_comes_again_after_an_undo_is_the_one_of_before(fresh) {
        let store = fresh.open().await;
        let first = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        merge(&store, zhang, li).await.unwrap();
        undo(&store, first.id).await;
        assert_eq!(store.counts().await.unwrap(), storage::Counts::default());
        load(&store, "b", HUKOU, DAY, &[LI, ZHANG, WANG]).await;
        let people = people(&store).await;
        assert_eq!(people.len(), 2, "the merge holds for those who come again");
        assert_eq!(people[0].0, zhang);
        assert_eq!(store.family_of(zhang).await.unwrap(), [zhang, li]);
    }
}

/// What happens in a made-up year.
#[derive(Debug, Clone)]
enum Step {
    /// A delivery with these rows (places in [`ROWS`]).
    Load(Vec<usize>),
    /// The delivery of this place among those loaded is undone.
    Undo(usize),
    /// Two people, by place among those there are, are merged.
    Merge(usize, usize),
    Unmerge(usize),
    /// Of a person, by place, a record, by place, is split off.
    SplitOff(usize, usize),
    Rejoin(usize),
}

/// Rows about four numbers; two of them also come with somebody else's name.
const ROWS: [Row; 8] = [
    ZHANG,
    row(ZHANG.number, "赵四", WEST, "13955555555"),
    LI,
    row(LI.number, "李小合", EAST, "13966666666"),
    WANG,
    row(WANG.number, "王老五", EAST, "13977777777"),
    row("110101200001010044", "赵四", WEST, "13955555556"),
    row("110101200001010044", "赵四", "", "13955555557"),
];

const SOURCES: [SourceNo; 2] = [HUKOU, DOOR_TO_DOOR];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = 0..12_usize;
    let one = prop_oneof![
        4 => prop::collection::vec(0..ROWS.len(), 1..5).prop_map(Step::Load),
        2 => place.clone().prop_map(Step::Undo),
        3 => (place.clone(), place.clone()).prop_map(|(one, other)| Step::Merge(one, other)),
        2 => place.clone().prop_map(Step::Unmerge),
        3 => (place.clone(), place.clone()).prop_map(|(one, other)| Step::SplitOff(one, other)),
        1 => place.prop_map(Step::Rejoin),
    ];
    prop::collection::vec(one, 6..24)
}

/// The same years on every run.
fn years(count: u32) -> Vec<Vec<Step>> {
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(20_261_122),
        failure_persistence: None,
        ..Config::default()
    });
    (0..count)
        .map(|_| steps().new_tree(&mut runner).unwrap().current())
        .collect()
}

/// Who is who, worked out from scratch from what holds in the end, knowing nothing of entities:
/// a number is a person, rows of a number and name that were split off are another, and merges
/// that hold join them.
#[derive(Default)]
struct Afresh {
    /// Loaded deliveries and their rows.
    loaded: Vec<(i64, Vec<Row>)>,
    merges: Vec<Merge>,
    splits: Vec<(SplitOff, BTreeSet<(String, String)>)>,
    /// The entity that each number was first seen as.
    base: BTreeMap<String, i64>,
}

impl Afresh {
    /// The entity a record belongs to before merges.
    fn node(&self, record: &RecordView) -> i64 {
        let text = |element| record.values.get(element).unwrap_or_default().to_owned();
        let (number, name) = (text(no::ID_NUMBER), text(no::NAME));
        let own = self.base[&number];
        let split = self
            .splits
            .iter()
            .find(|(_, rows)| rows.contains(&(number.clone(), name.clone())));
        split.map_or(own, |(split, _)| split.founded)
    }

    fn root(&self, mut node: i64) -> i64 {
        while let Some(edge) = self.merges.iter().find(|merge| merge.gone == node) {
            node = edge.kept;
        }
        node
    }

    /// Every person that there should be, with what it should hold.
    fn people(&self, records: &[RecordView]) -> BTreeMap<i64, Current> {
        let mut families: BTreeMap<i64, Vec<RecordView>> = BTreeMap::new();
        for record in records {
            let root = self.root(self.node(record));
            families.entry(root).or_default().push(record.clone());
        }
        families
            .into_iter()
            .map(|(root, records)| (root, compete(&records)))
            .collect()
    }
}

/// Takes one step in the registry and notes what holds afterwards.
async fn take(store: &Store, step: &Step, count: usize, afresh: &mut Afresh) {
    let there: Vec<i64> = people(store).await.iter().map(|(id, ..)| *id).collect();
    let pick = |place: usize| (!there.is_empty()).then(|| there[place % there.len()]);
    match step {
        Step::Load(rows) => {
            let rows: Vec<Row> = rows.iter().map(|at| ROWS[*at]).collect();
            let (source, as_of) = (
                SOURCES[count % 2],
                DAY + EpochDay::try_from(count % 3).unwrap(),
            );
            let delivery = load(store, &format!("d{count}"), source, as_of, &rows).await;
            note_new_people(store, afresh).await;
            afresh.loaded.push((delivery.id, rows));
        }
        Step::Undo(place) if !afresh.loaded.is_empty() => {
            let at = place % afresh.loaded.len();
            let (id, _) = afresh.loaded.remove(at);
            undo(store, id).await;
        }
        Step::Merge(one, other) => {
            let (Some(one), Some(other)) = (pick(*one), pick(*other)) else {
                return;
            };
            match merge(store, one, other).await {
                Ok(made) => afresh.merges.push(made),
                Err(problem) => assert_eq!((problem.code.as_str(), one), ("already-merged", other)),
            }
        }
        Step::Unmerge(place) if !afresh.merges.is_empty() => {
            let made = afresh.merges.remove(place % afresh.merges.len());
            unmerge(store, made.id).await;
        }
        Step::SplitOff(person, record) => {
            let Some(person) = pick(*person) else { return };
            let records = store.records_of(person).await.unwrap();
            let chosen = &records[record % records.len()];
            match split_off(store, person, vec![chosen.id]).await {
                Ok(made) => {
                    let text = |element| chosen.values.get(element).unwrap_or_default().to_owned();
                    let rows = BTreeSet::from([(text(no::ID_NUMBER), text(no::NAME))]);
                    afresh.splits.push((made, rows));
                }
                Err(problem) => assert!(
                    ["split-takes-all", "record-moved-already"].contains(&problem.code.as_str()),
                    "{problem}"
                ),
            }
        }
        Step::Rejoin(place) if !afresh.splits.is_empty() => {
            let (made, _) = afresh.splits.remove(place % afresh.splits.len());
            rejoin(store, made.id).await;
        }
        Step::Undo(_) | Step::Unmerge(_) | Step::Rejoin(_) => {}
    }
}

/// Remembers the machine's entity of every number, and that it never changes.
async fn note_new_people(store: &Store, afresh: &mut Afresh) {
    for record in all_records(store).await {
        let number = record.values.get(no::ID_NUMBER).unwrap().to_owned();
        let entity = record.machine_entity.unwrap_or(record.entity);
        let known = *afresh.base.entry(number).or_insert(entity);
        assert_eq!(known, entity, "an id for life");
    }
}

async fn all_records(store: &Store) -> Vec<RecordView> {
    let mut all = Vec::new();
    for (id, ..) in people(store).await {
        all.extend(store.records_of(id).await.unwrap());
    }
    all.sort_by_key(|record| record.id);
    all
}

async fn check_year(fresh: &Fresh, year: &[Step]) {
    let store = fresh.open().await;
    let mut afresh = Afresh::default();
    for (count, step) in year.iter().enumerate() {
        take(&store, step, count, &mut afresh).await;
        let records = all_records(&store).await;
        let rows: usize = afresh.loaded.iter().map(|(_, rows)| rows.len()).sum();
        assert_eq!(records.len(), rows, "no row is lost or doubled: {year:?}");
        let held: BTreeMap<i64, Current> = store
            .entities_of(EntityKind::Person, None)
            .await
            .unwrap()
            .into_iter()
            .collect();
        assert_eq!(
            held,
            afresh.people(&records),
            "after step {count} of {year:?}"
        );
    }
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_of_loads_undos_merges_and_splits_ends_as_if_built_afresh() {
    for year in years(24) {
        on_both(|fresh| {
            let year = year.clone();
            async move { check_year(&fresh, &year).await }
        })
        .await;
    }
}

/// A year without and with its merges; when all of them are taken back, the digests are equal.
async fn check_merges_leave_no_trace(fresh: &Fresh, bare: &Fresh, year: &[Step]) {
    let (with, without) = (fresh.open().await, bare.open().await);
    let (mut one, mut other) = (Afresh::default(), Afresh::default());
    for (count, step) in year.iter().enumerate() {
        match step {
            Step::Load(_) | Step::Undo(_) => {
                take(&with, step, count, &mut one).await;
                take(&without, step, count, &mut other).await;
            }
            Step::Merge(..) | Step::Unmerge(_) => take(&with, step, count, &mut one).await,
            Step::SplitOff(..) | Step::Rejoin(_) => {}
        }
    }
    for made in one.merges.drain(..) {
        unmerge(&with, made.id).await;
    }
    assert_eq!(
        with.digest().await.unwrap(),
        without.digest().await.unwrap(),
        "{year:?}"
    );
    assert_eq!(
        with.counts().await.unwrap(),
        without.counts().await.unwrap()
    );
    with.close().await.unwrap();
    without.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn merges_taken_back_leave_no_trace_in_the_digest() {
    for year in years(16) {
        on_both(|fresh| {
            let year = year.clone();
            async move {
                let bare = Fresh::beside(&fresh).await;
                check_merges_leave_no_trace(&fresh, &bare, &year).await;
                bare.remove().await;
            }
        })
        .await;
    }
}

both! {
    async fn a_verdict_answers_whatever_the_queue_asks_about_the_two(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let mut tx = store.write(audit("review.decide")).await.unwrap();
        tx.give_verdict(li, zhang, PairAnswer::Unsure, Some("电话打不通")).await.unwrap();
        tx.give_verdict(zhang, li, PairAnswer::Different, None).await.unwrap();
        let newest = tx.newest_verdicts().await.unwrap();
        assert_eq!(newest, BTreeMap::from([((zhang, li), PairAnswer::Different)]));
        tx.commit().await.unwrap();
        let said = store.verdicts_of(&[zhang]).await.unwrap();
        assert_eq!(said[0].remark.as_deref(), Some("电话打不通"));
        assert_eq!(said.len(), 2, "earlier verdicts are kept");
    }
}
