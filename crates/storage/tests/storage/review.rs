//! The review queue: what is asked, of whom, and in which order. (How fast a long one lists:
//! `bench/review.mjs`.)

use catalog::element::EntityKind;
use catalog::source::no::HUKOU;
use catalog::survivorship::Current;
use storage::{
    EntityRow, NewMerge, NewPair, Paging, PairAnswer, PairFilter, PairState, ReviewPair, Store,
};

use crate::district::{DAY, EAST, LI, WANG, WEST, ZHANG, community_of, load, people};
use crate::harness::write;
use crate::on_both;

fn pair(one: i64, other: i64, probability: f64, community: Option<&str>) -> NewPair {
    NewPair {
        one,
        other,
        probability,
        weights: "[]".to_owned(),
        community: community.map(str::to_owned),
        merge: None,
        names: None,
    }
}

async fn ask(store: &Store, pairs: Vec<NewPair>) {
    let mut tx = write(store).await;
    tx.ask_about(pairs).await.unwrap();
    tx.commit().await.unwrap();
}

/// Ids of the entities of the open pairs of some communities, in order of the list.
async fn open(store: &Store, communities: Option<&[&str]>) -> Vec<(i64, i64)> {
    let filter = PairFilter {
        communities: communities.map(|all| all.iter().map(|code| (*code).to_owned()).collect()),
        state: PairState::Open,
    };
    let (total, pairs) = store.review_pairs(&filter, Paging::all()).await.unwrap();
    assert_eq!(total, pairs.len() as u64);
    pairs.iter().map(|pair| (pair.low, pair.high)).collect()
}

async fn three(store: &Store) -> [i64; 3] {
    load(store, "a", HUKOU, DAY, &[ZHANG, LI, WANG]).await;
    let ids: Vec<i64> = people(store).await.iter().map(|(id, ..)| *id).collect();
    ids.try_into().unwrap()
}

on_both! {
    async fn pairs_go_to_their_community_and_are_asked_once(fresh) {
        let store = fresh.open().await;
        let [zhang, li, wang] = three(&store).await;
        ask(&store, vec![
            pair(li, zhang, 0.5, Some(EAST)),
            pair(zhang, wang, 0.9, Some(WEST)),
            pair(li, wang, 0.7, None),
        ]).await;
        ask(&store, vec![pair(zhang, li, 0.6, Some(WEST))]).await;
        assert_eq!(open(&store, None).await, [(zhang, wang), (li, wang), (zhang, li)]);
        assert_eq!(open(&store, Some(&[EAST])).await, [(zhang, li)]);
        assert_eq!(open(&store, Some(&[WEST])).await, [(zhang, wang)]);
        assert_eq!(open(&store, Some(&[])).await, []);
    }
}

on_both! {
    async fn what_is_answered_merged_or_undone_waits_no_longer(fresh) {
        let store = fresh.open().await;
        let [zhang, li, wang] = three(&store).await;
        ask(&store, vec![
            pair(zhang, li, 0.9, Some(EAST)),
            pair(zhang, wang, 0.8, Some(EAST)),
            pair(li, wang, 0.7, Some(EAST)),
        ]).await;
        let mut tx = write(&store).await;
        tx.give_verdict(wang, li, PairAnswer::Unsure, None).await.unwrap();
        let new = NewMerge { kept: zhang, gone: wang, by: Some(3), reason: None };
        let made = tx.merge(new, community_of).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(open(&store, None).await, [(zhang, li)]);
        let unsure = PairFilter { communities: None, state: PairState::Answered(PairAnswer::Unsure) };
        let (total, pairs) = store.review_pairs(&unsure, Paging::new(1, 10)).await.unwrap();
        assert_eq!((total, pairs[0].low, pairs[0].high), (1, li, wang));

        let mut tx = write(&store).await;
        tx.unmerge(made.id, None, community_of).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(open(&store, None).await, [(zhang, li)], "taking back says: different");
        crate::district::undo(&store, 1).await;
        assert_eq!(open(&store, None).await, []);
    }
}

on_both! {
    async fn samples_of_the_machine_are_asked_while_they_hold_and_counted(fresh) {
        let store = fresh.open().await;
        let [zhang, li, wang] = three(&store).await;
        let mut tx = write(&store).await;
        let machine = |kept, gone| NewMerge { kept, gone, by: None, reason: None };
        let made = tx
            .merge_all(vec![machine(zhang, li), machine(zhang, wang)], community_of)
            .await
            .unwrap();
        let samples = made.iter().map(|merge| NewPair {
            merge: Some(merge.id),
            ..pair(merge.kept, merge.gone, 0.99, Some(EAST))
        });
        tx.ask_about(samples.collect()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.verdicts_of(&[zhang]).await.unwrap().is_empty(), "the machine says nothing");
        assert_eq!(open(&store, None).await, [(zhang, wang), (zhang, li)]);
        let [ours, theirs] = store.records_apart(zhang, li).await.unwrap();
        assert_eq!((ours.len(), theirs.len()), (2, 1));

        let mut tx = write(&store).await;
        tx.give_verdict(zhang, wang, PairAnswer::Same, None).await.unwrap();
        tx.unmerge(made[0].id, Some("不是一人"), community_of).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(open(&store, None).await, []);
        assert_eq!(store.merge_answers(0).await.unwrap(), [false, true]);
        let later = crate::harness::NOW + 1;
        assert!(store.merge_answers(later).await.unwrap().is_empty());
    }
}

on_both! {
    async fn fifty_thousand_pairs_are_listed_in_order(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        let first = tx.reserve_entities(50_001).await.unwrap();
        let entities = (first..first + 50_001).map(|id| EntityRow {
            id,
            kind: EntityKind::Person,
            community: Some(EAST.to_owned()),
            current: Current::default(),
        });
        tx.upsert_entities(1, entities.collect()).await.unwrap();
        let pairs = (first..first + 50_000).map(|id| {
            let community = if id % 10 == 0 { WEST } else { EAST };
            let probability = f64::from(u32::try_from(id * 7919 % 10_007).unwrap()) / 10_007.0;
            pair(id, id + 1, probability, Some(community))
        });
        tx.ask_about(pairs.collect()).await.unwrap();
        tx.commit().await.unwrap();
        for communities in [None, Some(vec![EAST.to_owned()])] {
            let of_all = communities.is_none();
            let filter = PairFilter { communities, state: PairState::Open };
            let (total, page) = store.review_pairs(&filter, Paging::new(1, 50)).await.unwrap();
            let (_, second) = store.review_pairs(&filter, Paging::new(2, 50)).await.unwrap();
            let (_, last) = store.review_pairs(&filter, Paging::new(900, 50)).await.unwrap();
            assert_eq!(total, if of_all { 50_000 } else { 45_000 });
            let pages = [page, second, last].concat();
            assert_eq!(pages.len(), 150);
            let in_order = |one: &ReviewPair, next: &ReviewPair| {
                (one.probability, one.id) > (next.probability, next.id)
            };
            assert!(pages.is_sorted_by(in_order), "likeliest first, and no pair on two pages");
        }
    }
}
