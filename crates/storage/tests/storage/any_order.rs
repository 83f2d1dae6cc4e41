//! Made-up years: deliveries, undos and deliveries that come again, merges of people and of the
//! machine, answers about pairs and samples, split-offs, and all of it taken back, in any order.
//! What the registry holds is always what somebody would work out afresh from what holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use catalog::element::{EntityKind, no};
use catalog::source::SourceNo;
use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use catalog::survivorship::{Current, EpochDay};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use storage::{
    DeliveryState, Merge, NewDelivery, NewMerge, PairAnswer, RecordView, Store, WriteTx,
};

use crate::afresh::{Afresh, Handed, in_order};
use crate::district::{
    DAY, EAST, LI, Row, WANG, WEST, ZHANG, community_of, load, people, row, undo,
};
use crate::harness::{Fresh, audit, on_both, write};
use crate::identity::{merge, rejoin, split_off, unmerge};

/// What happens in a made-up year.
#[derive(Debug, Clone)]
enum Step {
    /// A delivery with these rows (places in [`ROWS`]).
    Load(Vec<usize>),
    /// The delivery of this place among those loaded is undone.
    Undo(usize),
    /// The delivery of this place among those undone comes again as it was.
    Again(usize),
    /// The delivery of this place among those loaded is handed in once more.
    Twice(usize),
    /// Somebody merges two people, by place among those there are.
    Merge(usize, usize),
    /// Somebody answers whether two people are one.
    Answer(usize, usize, PairAnswer),
    /// The machine finds that two people are one.
    Machine(usize, usize),
    /// Somebody looks at a merge of the machine, by place, and says whether it was right.
    Sample(usize, bool),
    Unmerge(usize),
    /// All merges of the machine that nobody has confirmed are taken back at once.
    TakeBack,
    /// Of a person, by place, a record, by place, is split off.
    SplitOff(usize, usize),
    Rejoin(usize),
}

/// Rows about six numbers; four of them also come with somebody else's name, two people share one.
const ROWS: [Row; 14] = [
    ZHANG,
    row(ZHANG.number, "赵四", WEST, "13955555555"),
    LI,
    row(LI.number, "李小合", EAST, "13966666666"),
    WANG,
    row(WANG.number, "王老五", EAST, "13977777777"),
    row("110101200001010044", "赵四", WEST, "13955555556"),
    row("110101200001010044", "赵四", "", "13955555557"),
    row("110101197001010055", "孙七", EAST, "13988888881"),
    row("110101197001010055", "孙小七", WEST, "13988888882"),
    row("110101197001010055", "", "", "13988888883"),
    row("110101196001010066", "孙七", WEST, "13988888884"),
    row("110101196001010066", "周八", WEST, ""),
    row(ZHANG.number, "张大山", WEST, "13900000009"),
];

const SOURCES: [SourceNo; 2] = [HUKOU, DOOR_TO_DOOR];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = 0..12_usize;
    let two = (place.clone(), place.clone());
    let answer = prop_oneof![
        Just(PairAnswer::Same),
        Just(PairAnswer::Different),
        Just(PairAnswer::Unsure)
    ];
    let one = prop_oneof![
        5 => prop::collection::vec(0..ROWS.len(), 1..6).prop_map(Step::Load),
        3 => place.clone().prop_map(Step::Undo),
        2 => place.clone().prop_map(Step::Again),
        1 => place.clone().prop_map(Step::Twice),
        2 => two.clone().prop_map(|(one, other)| Step::Merge(one, other)),
        3 => (two.clone(), answer).prop_map(|((one, other), said)| Step::Answer(one, other, said)),
        3 => two.clone().prop_map(|(one, other)| Step::Machine(one, other)),
        2 => (place.clone(), any::<bool>()).prop_map(|(at, right)| Step::Sample(at, right)),
        2 => place.clone().prop_map(Step::Unmerge),
        3 => Just(Step::TakeBack),
        3 => two.prop_map(|(one, other)| Step::SplitOff(one, other)),
        1 => place.prop_map(Step::Rejoin),
    ];
    prop::collection::vec(one, 8..32)
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

/// What the machine reads in the write in which it merges.
async fn barred_in(tx: &mut WriteTx) -> BTreeSet<(i64, i64)> {
    let roots = tx.redirects().await.unwrap();
    let root = |id: i64| roots.get(&id).copied().unwrap_or(id);
    let newest = tx.newest_verdicts().await.unwrap();
    newest
        .into_iter()
        .filter(|(_, said)| *said != PairAnswer::Same)
        .map(|((one, other), _)| in_order(root(one), root(other)))
        .collect()
}

/// What the machine reads beside it: whom it may only ask about.
async fn only_asked_in(tx: &mut WriteTx) -> BTreeSet<(i64, i64)> {
    let roots = tx.redirects().await.unwrap();
    let root = |id: i64| roots.get(&id).copied().unwrap_or(id);
    let newest = tx.newest_verdicts().await.unwrap();
    let taken_back = tx.taken_back().await.unwrap();
    taken_back
        .into_iter()
        .filter(|pair| newest.get(pair) != Some(&PairAnswer::Same))
        .map(|(one, other)| in_order(root(one), root(other)))
        .collect()
}

/// How many merges were taken back at once, so that the test cannot come to prove nothing.
static TAKEN_BACK: AtomicU32 = AtomicU32::new(0);

/// How often the machine was kept from merging, so that the test cannot come to prove nothing.
static KEPT_OFF: AtomicU32 = AtomicU32::new(0);

/// Merges two people as the machine would: in one write with what people have said so far.
async fn merge_by_machine(store: &Store, one: i64, other: i64, afresh: &mut Afresh) {
    let mut tx = store.write(audit("review.find")).await.unwrap();
    let barred = barred_in(&mut tx).await;
    assert_eq!(
        barred,
        afresh.barred(),
        "what people said holds for families"
    );
    let only_asked = only_asked_in(&mut tx).await;
    assert_eq!(only_asked, afresh.only_asked(), "and what was taken back");
    let both = in_order(one, other);
    if one == other || barred.contains(&both) || only_asked.contains(&both) {
        KEPT_OFF.fetch_add(u32::from(one != other), Ordering::Relaxed);
        return;
    }
    let new = NewMerge {
        kept: one,
        gone: other,
        by: None,
        reason: Some("姓名住址相同".to_owned()),
    };
    let made = tx.merge(new, community_of).await.unwrap();
    tx.commit().await.unwrap();
    afresh.note(made);
}

/// Keeps what somebody says about two people, without merging anybody.
async fn say(store: &Store, one: i64, other: i64, answer: PairAnswer, afresh: &mut Afresh) {
    let mut tx = write(store).await;
    tx.give_verdict(one, other, answer, None).await.unwrap();
    tx.commit().await.unwrap();
    afresh.say(one, other, answer);
}

/// Loads a delivery, maybe one that was here before.
async fn hand_in(store: &Store, handed: Handed, afresh: &mut Afresh) {
    let Handed {
        name,
        source,
        as_of,
        rows,
    } = &handed;
    let delivery = load(store, name, *source, *as_of, rows).await;
    note_new_people(store, afresh).await;
    afresh.loaded.push((delivery.id, handed));
}

/// A delivery that is in the registry is refused, whatever it is called.
async fn is_known_already(store: &Store, handed: &Handed) {
    let mut tx = write(store).await;
    let again = NewDelivery {
        source: handed.source,
        file_name: "同一份.xlsx".to_owned(),
        digest: handed.name.clone(),
        size: 1,
        as_of: handed.as_of,
        object: String::new(),
        state: DeliveryState::Received,
    };
    let refused = tx.receive_delivery(again).await.unwrap_err();
    assert_eq!(refused.code, "delivery-duplicate");
}

async fn merge_by_hand(store: &Store, one: i64, other: i64, afresh: &mut Afresh) {
    match merge(store, one, other).await {
        Ok(made) => afresh.note(made),
        Err(problem) => assert_eq!((problem.code.as_str(), one), ("already-merged", other)),
    }
}

async fn take_back(store: &Store, made: Merge, afresh: &mut Afresh) {
    unmerge(store, made.id).await;
    afresh.take_back(&made);
    afresh.say(made.kept, made.gone, PairAnswer::Different);
}

/// Takes back what nobody has confirmed; nobody says with it that anybody is different.
async fn take_back_unchecked(store: &Store, afresh: &mut Afresh) {
    let wanted = afresh.unchecked();
    let count = store.unchecked_merges(0).await.unwrap();
    assert_eq!(count, wanted.len() as u64);
    let mut tx = store.write(audit("review.take-back")).await.unwrap();
    let taken = tx.take_back_unchecked(0, community_of).await.unwrap();
    tx.commit().await.unwrap();
    let ids: Vec<i64> = taken.iter().map(|merge| merge.id).collect();
    assert_eq!(ids, wanted.iter().map(|made| made.id).collect::<Vec<_>>());
    assert_eq!(store.unchecked_merges(0).await.unwrap(), 0);
    for made in &wanted {
        afresh.take_back(made);
        TAKEN_BACK.fetch_add(1, Ordering::Relaxed);
    }
}

/// Takes one step in the registry and notes what holds afterwards.
async fn take(store: &Store, step: &Step, count: usize, afresh: &mut Afresh) {
    let there: Vec<i64> = people(store).await.iter().map(|(id, ..)| *id).collect();
    let pick = |place: usize| (!there.is_empty()).then(|| there[place % there.len()]);
    match step {
        Step::Load(rows) => {
            let handed = Handed {
                name: format!("d{count}"),
                source: SOURCES[count % 2],
                as_of: DAY + EpochDay::try_from(count % 3).unwrap(),
                rows: rows.iter().map(|at| ROWS[*at]).collect(),
            };
            hand_in(store, handed, afresh).await;
        }
        Step::Undo(place) if !afresh.loaded.is_empty() => {
            let at = place % afresh.loaded.len();
            let (id, handed) = afresh.loaded.remove(at);
            undo(store, id).await;
            afresh.undone.push(handed);
        }
        Step::Again(place) if !afresh.undone.is_empty() => {
            let handed = afresh.undone.remove(place % afresh.undone.len());
            hand_in(store, handed, afresh).await;
        }
        Step::Twice(place) if !afresh.loaded.is_empty() => {
            is_known_already(store, &afresh.loaded[place % afresh.loaded.len()].1).await;
        }
        Step::Merge(one, other) | Step::Answer(one, other, PairAnswer::Same) => {
            if let (Some(one), Some(other)) = (pick(*one), pick(*other)) {
                merge_by_hand(store, one, other, afresh).await;
            }
        }
        Step::Answer(one, other, answer) => {
            if let (Some(one), Some(other)) = (pick(*one), pick(*other))
                && one != other
            {
                say(store, one, other, *answer, afresh).await;
            }
        }
        Step::Machine(one, other) => {
            if let (Some(one), Some(other)) = (pick(*one), pick(*other)) {
                merge_by_machine(store, one, other, afresh).await;
            }
        }
        Step::Sample(place, right) => {
            let by_machine = afresh.merges.iter().filter(|made| made.made_by.is_none());
            let by_machine: Vec<Merge> = by_machine.cloned().collect();
            if by_machine.is_empty() {
                return;
            }
            let made = by_machine[place % by_machine.len()].clone();
            if *right {
                say(store, made.kept, made.gone, PairAnswer::Same, afresh).await;
            } else {
                take_back(store, made, afresh).await;
            }
        }
        Step::Unmerge(place) if !afresh.merges.is_empty() => {
            let made = afresh.merges[place % afresh.merges.len()].clone();
            take_back(store, made, afresh).await;
        }
        Step::TakeBack => take_back_unchecked(store, afresh).await,
        Step::SplitOff(person, record) => {
            if let Some(person) = pick(*person) {
                split_one_off(store, person, *record, afresh).await;
            }
        }
        Step::Rejoin(place) if !afresh.splits.is_empty() => {
            let (made, _) = afresh.splits.remove(place % afresh.splits.len());
            rejoin(store, made.id).await;
            afresh.say(made.origin, made.founded, PairAnswer::Same);
        }
        Step::Undo(_) | Step::Again(_) | Step::Twice(_) | Step::Unmerge(_) | Step::Rejoin(_) => {}
    }
}

async fn split_one_off(store: &Store, person: i64, record: usize, afresh: &mut Afresh) {
    let records = store.records_of(person).await.unwrap();
    let chosen = &records[record % records.len()];
    match split_off(store, person, vec![chosen.id]).await {
        Ok(made) => {
            let text = |element| chosen.values.get(element).unwrap_or_default().to_owned();
            let rows = BTreeSet::from([(text(no::ID_NUMBER), text(no::NAME))]);
            afresh.say(made.origin, made.founded, PairAnswer::Different);
            afresh.splits.push((made, rows));
        }
        Err(problem) => assert!(
            ["split-takes-all", "record-moved-already"].contains(&problem.code.as_str()),
            "{problem}"
        ),
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

/// Everything that was ever said is still there, in order.
async fn verdicts_are_kept(store: &Store, afresh: &Afresh) {
    let about: Vec<i64> = afresh
        .said
        .iter()
        .flat_map(|((one, other), _)| [*one, *other])
        .collect();
    let kept = store.verdicts_of(&about).await.unwrap();
    let kept: Vec<_> = kept
        .iter()
        .map(|verdict| ((verdict.low, verdict.high), verdict.answer))
        .collect();
    assert_eq!(kept, afresh.said, "no verdict is ever removed");
}

async fn check_year(fresh: &Fresh, year: &[Step]) {
    let store = fresh.open().await;
    let mut afresh = Afresh::default();
    for (count, step) in year.iter().enumerate() {
        take(&store, step, count, &mut afresh).await;
        let records = all_records(&store).await;
        let rows: usize = afresh
            .loaded
            .iter()
            .map(|(_, handed)| handed.rows.len())
            .sum();
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
    verdicts_are_kept(&store, &afresh).await;
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_of_all_that_happens_ends_as_if_built_afresh() {
    for year in years(32) {
        on_both(|fresh| {
            let year = year.clone();
            async move { check_year(&fresh, &year).await }
        })
        .await;
    }
    let kept_off = KEPT_OFF.load(Ordering::Relaxed);
    assert!(kept_off > 5, "verdicts met the machine {kept_off} times");
    let taken_back = TAKEN_BACK.load(Ordering::Relaxed);
    assert!(taken_back > 5, "{taken_back} merges were taken back");
}

/// A year without and with what was decided about who is who; when all of it is taken back, the
/// digests are equal.
async fn check_merges_leave_no_trace(fresh: &Fresh, bare: &Fresh, year: &[Step]) {
    let (with, without) = (fresh.open().await, bare.open().await);
    let (mut one, mut other) = (Afresh::default(), Afresh::default());
    for (count, step) in year.iter().enumerate() {
        match step {
            Step::Load(_) | Step::Undo(_) | Step::Again(_) | Step::Twice(_) => {
                take(&with, step, count, &mut one).await;
                take(&without, step, count, &mut other).await;
            }
            Step::Merge(..)
            | Step::Answer(..)
            | Step::Machine(..)
            | Step::Sample(..)
            | Step::TakeBack
            | Step::Unmerge(_) => take(&with, step, count, &mut one).await,
            // A split-off founds a person, so that later ones get other ids.
            Step::SplitOff(..) | Step::Rejoin(_) => {}
        }
    }
    for made in std::mem::take(&mut one.merges) {
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
async fn decisions_taken_back_leave_no_trace_in_the_digest() {
    for year in years(20) {
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
