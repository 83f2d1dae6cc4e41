//! Communities as they were known at a moment: whatever came afterwards, the same as they stood
//! then.

use std::collections::BTreeSet;

use catalog::element::no;
use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use catalog::survivorship::Current;
use storage::{NewMerge, NewSplitOff, RecordView, Store, Timestamp};

use crate::district::{
    DAY, EAST, LI, WANG, WEST, ZHANG, community_of, load_at, people, print_of, row, undo_at,
};
use crate::harness::{NOW, audit_at};
use crate::on_both;

const HOUR: Timestamp = 3_600_000;

/// Who stands in the registry now.
async fn now(store: &Store) -> Vec<(i64, Current)> {
    let mut all = Vec::new();
    store
        .each_entity(None, |chunk| {
            all.extend(chunk.into_iter().map(|row| (row.id, row.current)));
        })
        .await
        .unwrap();
    all
}

/// Who stood in some communities at a moment.
async fn then(store: &Store, communities: &[&str], at: Timestamp) -> Vec<(i64, Current)> {
    let communities = communities.iter().map(|code| (*code).to_owned()).collect();
    let families = store.families_around(&communities, at).await.unwrap();
    let known = store.families_known(&families, at).await.unwrap();
    let mut all: Vec<(i64, Current)> = known.into_iter().map(|row| (row.id, row.current)).collect();
    all.sort_unstable_by_key(|(id, _)| *id);
    all
}

on_both! {
    async fn every_moment_comes_back_after_loads_merges_splits_and_undos(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.first_known().await.unwrap(), None);
        let mut moments: Vec<(Timestamp, Vec<(i64, Current)>)> = Vec::new();
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
        let mut tx = store.write(audit_at("person.merge", at)).await.unwrap();
        let new = NewMerge { kept: ids[0], gone: ids[1], by: Some(7), reason: None };
        let merge = tx.merge(new, community_of).await.unwrap();
        tx.commit().await.unwrap();
        keep(at).await;
        at += HOUR;
        let mut tx = store.write(audit_at("person.unmerge", at)).await.unwrap();
        tx.unmerge(merge.id, Some("核错了人"), community_of).await.unwrap();
        tx.commit().await.unwrap();
        keep(at).await;
        at += HOUR;
        let held = store.records_of(ids[0]).await.unwrap();
        let print = |record: &RecordView| (record.id, print_of(&store, &record.values));
        let new = NewSplitOff {
            origin: ids[0],
            records: vec![held.iter().find(|record| record.source == DOOR_TO_DOOR).unwrap().id],
            prints: held.iter().map(print).collect(),
            reason: None,
        };
        let mut tx = store.write(audit_at("person.split-off", at)).await.unwrap();
        tx.split_off(new, community_of).await.unwrap();
        tx.commit().await.unwrap();
        keep(at).await;
        at += HOUR;
        undo_at(&store, visit.id, at).await;
        keep(at).await;

        assert_eq!(store.first_known().await.unwrap(), Some(NOW));
        for (moment, expected) in &moments {
            assert_eq!(
                &then(&store, &[EAST, WEST], *moment).await,
                expected,
                "{} hours after the first load",
                (moment - NOW) / HOUR
            );
        }
        assert!(then(&store, &[EAST, WEST], NOW - 1).await.is_empty());
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
        let names: Vec<_> = east.iter().map(|(_, current)| current.text(no::NAME)).collect();
        assert_eq!(names, [Some(ZHANG.name)], "李 came later, 王 stands elsewhere");
    }
}
