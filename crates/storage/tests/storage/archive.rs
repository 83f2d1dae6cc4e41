//! What was known on a day: an undo takes values out of the registry, not out of the past.

use catalog::element::{EntityKind, no};
use catalog::source::no::{DIBAO, HUKOU};
use storage::{Store, Timestamp};

use crate::district::{DAY, LI, ZHANG, load_at, people, row, undo_at};
use crate::harness::{NOW, write};
use crate::on_both;

const HOUR: Timestamp = 3_600_000;

/// Phones known of an entity at a moment, in order of records.
async fn phones(store: &Store, entity: i64, at: Timestamp) -> Vec<String> {
    store
        .records_known(&[entity], at)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|record| record.values.get(no::PHONE).map(str::to_owned))
        .collect()
}

on_both! {
    async fn records_of_an_undone_delivery_stay_known_for_the_time_they_stood(fresh) {
        let store = fresh.open().await;
        load_at(&store, "a", HUKOU, DAY, &[ZHANG, LI], NOW).await;
        let zhang = people(&store).await[0].0;
        let other = row(ZHANG.number, ZHANG.name, ZHANG.community, "13922222222");
        let second = load_at(&store, "b", HUKOU, DAY, &[other], NOW + 2 * HOUR).await;
        let both = ["13900000001", "13922222222"];
        assert_eq!(phones(&store, zhang, NOW - 1).await, Vec::<String>::new());
        assert_eq!(phones(&store, zhang, NOW + HOUR).await, both[..1]);
        assert_eq!(phones(&store, zhang, NOW + 2 * HOUR).await, both);
        let before = store.records_known(&[zhang], NOW + 3 * HOUR).await.unwrap();

        undo_at(&store, second.id, NOW + 4 * HOUR).await;
        assert_eq!(phones(&store, zhang, NOW + HOUR).await, both[..1]);
        assert_eq!(
            store.records_known(&[zhang], NOW + 3 * HOUR).await.unwrap(),
            before,
            "the same question has the same answer after the undo"
        );
        assert_eq!(phones(&store, zhang, NOW + 4 * HOUR).await, both[..1]);
        assert_eq!(store.records_of(zhang).await.unwrap().len(), 1);
        let spans: Vec<(Timestamp, Option<Timestamp>)> = store
            .record_spans(&[zhang])
            .await
            .unwrap()
            .iter()
            .map(|span| (span.record.linked_at, span.gone_at))
            .collect();
        assert_eq!(
            spans,
            [(NOW, None), (NOW + 2 * HOUR, Some(NOW + 4 * HOUR))],
            "each with the moments between which it was known"
        );
    }
}

on_both! {
    async fn an_entity_that_is_gone_is_still_known_in_the_past(fresh) {
        let store = fresh.open().await;
        let only = load_at(&store, "a", HUKOU, DAY, &[ZHANG], NOW).await;
        let zhang = people(&store).await[0].0;
        undo_at(&store, only.id, NOW + HOUR).await;
        assert!(store.entity(zhang).await.unwrap().is_none());
        assert_eq!(store.entity_kind(zhang).await.unwrap(), Some(EntityKind::Person));
        assert_eq!(store.entity_kind(zhang + 99).await.unwrap(), None);
        assert_eq!(phones(&store, zhang, NOW + HOUR - 1).await, ["13900000001"]);
        assert_eq!(phones(&store, zhang, NOW + HOUR).await, Vec::<String>::new());
        // Who comes again is who was here before, and the gap stays a gap.
        load_at(&store, "a", HUKOU, DAY, &[ZHANG], NOW + 2 * HOUR).await;
        assert_eq!(phones(&store, zhang, NOW + 3 * HOUR).await, ["13900000001"]);
        assert_eq!(phones(&store, zhang, NOW + HOUR).await, Vec::<String>::new());
        assert_eq!(store.records_known(&[], NOW).await.unwrap(), []);
    }
}

on_both! {
    async fn whole_lists_are_told_with_the_moments_between_which_they_were_held(fresh) {
        let store = fresh.open().await;
        load_at(&store, "may", DIBAO, DAY, &[ZHANG, LI], NOW).await;
        let june = load_at(&store, "june", DIBAO, DAY + 30, &[LI], NOW + HOUR).await;
        load_at(&store, "other", HUKOU, DAY + 90, &[ZHANG], NOW + HOUR).await;
        load_at(&store, "empty", DIBAO, DAY + 60, &[], NOW + HOUR).await;
        let part = load_at(&store, "part", DIBAO, DAY + 61, &[ZHANG], NOW + HOUR).await;
        let mut tx = write(&store).await;
        tx.note_way(part.id, "page", true).await.unwrap();
        tx.commit().await.unwrap();
        let lists = async || -> Vec<(i32, Timestamp, Option<Timestamp>)> {
            let lists = store.whole_lists(&[DIBAO]).await.unwrap();
            lists.iter().map(|list| (list.as_of, list.came, list.gone)).collect()
        };
        let may = (DAY, NOW, None);
        assert_eq!(lists().await, [may, (DAY + 30, NOW + HOUR, None)]);
        undo_at(&store, june.id, NOW + 5 * HOUR).await;
        let gone = (DAY + 30, NOW + HOUR, Some(NOW + 5 * HOUR));
        assert_eq!(lists().await, [may, gone]);
        let held = store.whole_lists(&[DIBAO]).await.unwrap()[1];
        let at = [NOW, NOW + HOUR, NOW + 5 * HOUR - 1, NOW + 5 * HOUR];
        assert_eq!(at.map(|at| held.held_at(at)), [false, true, true, false]);
    }
}
