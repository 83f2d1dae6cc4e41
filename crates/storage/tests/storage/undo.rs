//! Undo: what a delivery brought leaves with it, and nothing else.

use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use storage::{DeliveryState, REGISTRY};

use crate::district::{
    DAY, EAST, LI, Row, WANG, WEST, ZHANG, community_of, load, people, row, undo,
};
use crate::harness::audit;
use crate::on_both;

on_both! {
    async fn the_digest_after_an_undo_is_the_one_before_the_delivery(fresh) {
        let store = fresh.open().await;
        let empty = store.digest().await.unwrap();
        let first = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let before = store.digest().await.unwrap();
        assert_ne!(before, empty);

        let moved = row(ZHANG.number, "张大山", WEST, "13922222222");
        let second = load(&store, "b", HUKOU, DAY + 1, &[moved, WANG]).await;
        assert_ne!(store.digest().await.unwrap(), before);
        let seen = store.latest_change().await.unwrap();
        let held = store.latest_holding_change().await.unwrap();
        assert!(held > 0);

        let undone = undo(&store, second.id).await;
        assert!(store.latest_holding_change().await.unwrap() > held);
        assert_eq!((undone.entities, undone.retired), (2, 1));
        assert_eq!(undone.communities, [EAST, WEST]);
        assert_eq!(store.digest().await.unwrap(), before);
        assert_eq!(store.delivery(second.id).await.unwrap().state, DeliveryState::Undone);
        let changes = store.changes_since(seen, 100).await.unwrap();
        let registry = changes.iter().filter(|change| change.subject_kind == REGISTRY);
        let communities: Vec<_> =
            registry.map(|change| change.community.as_deref().unwrap()).collect();
        assert_eq!(communities, [EAST, WEST]);

        undo(&store, first.id).await;
        assert_eq!(store.digest().await.unwrap(), empty);
        assert_eq!(store.counts().await.unwrap(), storage::Counts::default());
    }
}

/// Three deliveries about the same people: whichever are undone, in whichever order, what is left
/// is what the remaining ones say.
const DELIVERIES: [(&str, catalog::source::SourceNo, i32, [Row; 2]); 3] = [
    (
        "a",
        DOOR_TO_DOOR,
        DAY,
        [row(ZHANG.number, "张大三", WEST, "13911111111"), LI],
    ),
    ("b", HUKOU, DAY - 9, [ZHANG, WANG]),
    (
        "c",
        HUKOU,
        DAY,
        [row(ZHANG.number, "张大山", WEST, "13933333333"), LI],
    ),
];

on_both! {
    async fn overlapping_deliveries_are_undone_in_any_order(fresh) {
        let store = fresh.open().await;
        let empty = store.digest().await.unwrap();
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for order in orders {
            let mut ids = Vec::new();
            for (digest, source, as_of, rows) in DELIVERIES {
                ids.push(load(&store, digest, source, as_of, &rows).await.id);
            }
            let mut left: Vec<usize> = vec![0, 1, 2];
            for gone in order {
                undo(&store, ids[gone]).await;
                left.retain(|at| *at != gone);
                assert_eq!(names_and_phones(&store).await, expected(&left), "left {left:?}");
            }
            assert_eq!(store.digest().await.unwrap(), empty);
        }
    }
}

async fn names_and_phones(store: &storage::Store) -> Vec<(String, String)> {
    let mut found: Vec<_> = people(store)
        .await
        .into_iter()
        .map(|(_, name, phone)| (name, phone))
        .collect();
    found.sort();
    found
}

/// Name and phone as survivorship decides over the deliveries that are left.
fn expected(left: &[usize]) -> Vec<(String, String)> {
    use catalog::element::no;
    use catalog::source::Sources;
    let mut numbers: Vec<&str> = left
        .iter()
        .flat_map(|at| DELIVERIES[*at].3.iter().map(|row| row.number))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut found: Vec<_> = numbers
        .iter()
        .map(|number| {
            let best = |element| {
                let rows = left.iter().filter_map(|at| {
                    let (_, source, as_of, rows) = &DELIVERIES[*at];
                    let row = rows.iter().find(|row| row.number == *number)?;
                    Some((Sources::shipped().rank(*source, element), *as_of, *row))
                });
                rows.max_by_key(|(rank, as_of, _)| (*rank, *as_of))
                    .map(|(.., row)| row)
                    .unwrap()
            };
            (
                best(no::NAME).name.to_owned(),
                best(no::PHONE).phone.to_owned(),
            )
        })
        .collect();
    found.sort();
    found
}

on_both! {
    async fn ids_of_undone_people_come_again_to_nobody_else_and_those_of_records_never(fresh) {
        let store = fresh.open().await;
        let first = load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let ids: Vec<i64> = people(&store).await.iter().map(|(id, ..)| *id).collect();
        let records = store.records_of(ids[0]).await.unwrap();
        undo(&store, first.id).await;
        assert!(store.entity(ids[0]).await.unwrap().is_none());

        let again = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        assert_ne!(again.id, first.id);
        let now: Vec<i64> = people(&store).await.iter().map(|(id, ..)| *id).collect();
        assert_eq!(now.len(), 2);
        assert!(now.contains(&ids[0]), "who comes again has the id of before");
        for id in now {
            assert!(store.records_of(id).await.unwrap()[0].id > records[0].id);
        }
        undo(&store, again.id).await;
        load(&store, "b", HUKOU, DAY, &[LI]).await;
        let other = people(&store).await;
        assert!(other.iter().all(|(id, ..)| *id != ids[0]), "nobody else ever gets it");
    }
}

on_both! {
    async fn only_a_loaded_delivery_can_be_undone_and_only_once(fresh) {
        let store = fresh.open().await;
        let delivery = load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        undo(&store, delivery.id).await;
        let before = store.audit_page(&Default::default(), storage::Paging::all()).await.unwrap().0;
        let again = store.undo(audit("delivery.undo"), delivery.id, community_of).await;
        assert_eq!(again.unwrap_err().code, "delivery-not-loaded");
        let missing = store.undo(audit("delivery.undo"), 999, community_of).await;
        assert_eq!(missing.unwrap_err().code, "delivery-missing");
        let after = store.audit_page(&Default::default(), storage::Paging::all()).await.unwrap().0;
        assert_eq!(after, before, "what was refused was not done");
    }
}
