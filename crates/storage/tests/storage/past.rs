//! Communities as they were known at a moment: whatever came afterwards, the same as they stood
//! then.

use std::collections::BTreeSet;

use catalog::element::no;
use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use catalog::survivorship::Current;
use storage::{NewMerge, NewSplitOff, RecordView, SplitOff, Store, Timestamp};

use crate::district::{
    DAY, EAST, LI, WANG, WEST, ZHANG, community_of, load_at, people, print_of, row, undo_at,
};
use crate::harness::{NOW, audit_at};
use crate::on_both;

const HOUR: Timestamp = 3_600_000;

/// Somebody as figures and as a page tell: what the records come to, and the records.
type Told = (i64, Current, Vec<RecordView>);

/// Who stands in the registry now.
async fn now(store: &Store) -> Vec<Told> {
    let mut all = Vec::new();
    store
        .each_entity(None, |chunk| {
            all.extend(chunk.into_iter().map(|row| (row.id, row.current)));
        })
        .await
        .unwrap();
    let mut told = Vec::new();
    for (id, current) in all {
        told.push((id, current, store.records_of(id).await.unwrap()));
    }
    told
}

/// Who stood in some communities at a moment.
async fn then(store: &Store, communities: &[&str], at: Timestamp) -> Vec<Told> {
    let communities = communities.iter().map(|code| (*code).to_owned()).collect();
    let families = store.families_around(&communities, at).await.unwrap();
    let known = store.families_known(&families, at).await.unwrap();
    let mut told = Vec::new();
    for row in known {
        let records = store.records_known(&[row.id], at).await.unwrap();
        told.push((row.id, row.current, records));
    }
    told.sort_unstable_by_key(|(id, ..)| *id);
    told
}

/// What was told at moments is told of them still.
async fn same_as(store: &Store, moments: &[(Timestamp, Vec<Told>)]) {
    for (moment, expected) in moments {
        assert_eq!(
            &then(store, &[EAST, WEST], *moment).await,
            expected,
            "{} hours after the first load",
            (moment - NOW) / HOUR
        );
    }
}

/// Splits records off an entity.
async fn split_off(store: &Store, origin: i64, records: &[i64], at: Timestamp) -> SplitOff {
    let held = store.records_of(origin).await.unwrap();
    let print = |record: &RecordView| (record.id, print_of(store, &record.values));
    let new = NewSplitOff {
        origin,
        records: records.to_vec(),
        prints: held.iter().map(print).collect(),
        reason: None,
    };
    let mut tx = store.write(audit_at("person.split-off", at)).await.unwrap();
    let made = tx.split_off(new, community_of).await.unwrap();
    tx.commit().await.unwrap();
    made
}

/// Takes a split-off back.
async fn rejoin(store: &Store, split: i64, at: Timestamp) {
    let mut tx = store.write(audit_at("person.rejoin", at)).await.unwrap();
    tx.rejoin(split, None, community_of).await.unwrap();
    tx.commit().await.unwrap();
}

/// Merges one entity into another.
async fn merge(store: &Store, kept: i64, gone: i64, at: Timestamp) -> i64 {
    let mut tx = store.write(audit_at("person.merge", at)).await.unwrap();
    let new = NewMerge {
        kept,
        gone,
        by: Some(7),
        reason: None,
    };
    let made = tx.merge(new, community_of).await.unwrap();
    tx.commit().await.unwrap();
    made.id
}

/// Takes a merge back.
async fn unmerge(store: &Store, merge: i64, at: Timestamp) {
    let mut tx = store.write(audit_at("person.unmerge", at)).await.unwrap();
    tx.unmerge(merge, Some("核错了人"), community_of)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn every_moment_comes_back_after_loads_merges_splits_and_undos(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.first_known().await.unwrap(), None);
        let mut moments: Vec<(Timestamp, Vec<Told>)> = Vec::new();
        let mut at = NOW;
        let mut keep = async |at: Timestamp| moments.push((at + HOUR / 2, now(&store).await));

        load_at(&store, "a", HUKOU, DAY, &[ZHANG, LI], at).await;
        keep(at).await;
        at += HOUR;
        // 张 moves to the west, 王 comes.
        let moved = row(ZHANG.number, "张大川", WEST, "13922222222");
        let visit = load_at(&store, "b", DOOR_TO_DOOR, DAY + 1, &[moved, WANG], at).await;
        keep(at).await;
        at += HOUR;
        let ids: Vec<i64> = people(&store).await.iter().map(|person| person.0).collect();
        let merged = merge(&store, ids[0], ids[1], at).await;
        keep(at).await;
        at += HOUR;
        unmerge(&store, merged, at).await;
        keep(at).await;
        at += HOUR;
        let held = store.records_of(ids[0]).await.unwrap();
        let visited = held.iter().find(|record| record.source == DOOR_TO_DOOR).unwrap().id;
        let split = split_off(&store, ids[0], &[visited], at).await;
        keep(at).await;
        at += HOUR;
        undo_at(&store, visit.id, at).await;
        keep(at).await;
        at += HOUR;
        rejoin(&store, split.id, at).await;
        keep(at).await;

        assert_eq!(store.first_known().await.unwrap(), Some(NOW));
        same_as(&store, &moments).await;
        assert!(then(&store, &[EAST, WEST], NOW - 1).await.is_empty());
    }
}

on_both! {
    async fn what_was_known_does_not_depend_on_who_is_split_off_or_taken_back_later(fresh) {
        let store = fresh.open().await;
        let mut moments: Vec<(Timestamp, Vec<Told>)> = Vec::new();
        let mut at = NOW;
        let mut keep = async |at: Timestamp| moments.push((at + HOUR / 2, now(&store).await));

        load_at(&store, "a", HUKOU, DAY, &[ZHANG, LI], at).await;
        keep(at).await;
        at += HOUR;
        let [zhang, li] = people(&store).await.iter().map(|person| person.0).collect::<Vec<_>>()[..]
        else {
            panic!("two people were loaded");
        };
        // 李 is taken for 张, and what was 李's is split off 张 again instead of being unmerged.
        let merged = merge(&store, zhang, li, at).await;
        keep(at).await;
        at += HOUR;
        let lis = store.records_of(zhang).await.unwrap()[1].id;
        let first = split_off(&store, zhang, &[lis], at).await;
        keep(at).await;
        at += HOUR;
        // Rows like it follow it, until it is taken back.
        let other = row(LI.number, LI.name, WEST, "13922222222");
        let later = load_at(&store, "b", HUKOU, DAY + 1, &[other], at).await;
        keep(at).await;
        at += HOUR;
        rejoin(&store, first.id, at).await;
        keep(at).await;
        at += HOUR;
        let second = split_off(&store, zhang, &[lis], at).await;
        keep(at).await;
        at += HOUR;
        undo_at(&store, later.id, at).await;
        keep(at).await;
        at += HOUR;
        rejoin(&store, second.id, at).await;
        unmerge(&store, merged, at).await;
        keep(at).await;

        let (_, told) = &moments[3];
        let followed: Vec<i64> = told.iter().map(|(id, ..)| *id).collect();
        assert_eq!(followed, [zhang, first.founded], "李 stands apart under a new number");
        assert_eq!(told[1].2.len(), 2, "with both rows");
        same_as(&store, &moments).await;
        let before = store.records_known(&[first.founded], NOW + HOUR / 2).await.unwrap();
        assert_eq!(before, [], "nobody had that number yet");
    }
}

on_both! {
    async fn a_community_that_nothing_touched_since_is_not_named(fresh) {
        let store = fresh.open().await;
        load_at(&store, "a", HUKOU, DAY, &[ZHANG, WANG], NOW).await;
        let moved = row(LI.number, LI.name, EAST, LI.phone);
        load_at(&store, "b", HUKOU, DAY, &[moved], NOW + HOUR).await;
        let touched = async |at| store.communities_touched_after(at).await.unwrap();
        let both = BTreeSet::from([EAST.to_owned(), WEST.to_owned()]);
        assert_eq!(touched(NOW - 1).await, both);
        assert_eq!(touched(NOW).await, BTreeSet::from([EAST.to_owned()]));
        assert!(touched(NOW + HOUR).await.is_empty());
        let east = then(&store, &[EAST], NOW).await;
        let names: Vec<_> = east.iter().map(|(_, current, _)| current.text(no::NAME)).collect();
        assert_eq!(names, [Some(ZHANG.name)], "李 came later, 王 stands elsewhere");
    }
}
