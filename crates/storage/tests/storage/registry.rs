//! Loading: records, links, entities, keys, the digest and the change log.

use catalog::element::{EntityKind, no};
use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use storage::{Counts, EntityKeys, REGISTRY, UNPLACED};

use crate::district::{DAY, EAST, LI, WANG, WEST, ZHANG, load, people, put_rows, receive, row};
use crate::harness::{audit, write};
use crate::on_both;

on_both! {
    async fn a_loaded_delivery_is_people_with_records_behind_them(fresh) {
        let store = fresh.open().await;
        let delivery = load(&store, "a", HUKOU, DAY, &[ZHANG, LI, WANG]).await;
        let people = people(&store).await;
        let names: Vec<&str> = people.iter().map(|(_, name, _)| name.as_str()).collect();
        assert_eq!(names, ["张大山", "李小河", "王老五"]);
        assert_eq!(
            store.counts().await.unwrap(),
            Counts { people: 3, records: 3, links: 3, ..Counts::default() }
        );

        let zhang = store.entity(people[0].0).await.unwrap().unwrap();
        assert_eq!((zhang.kind, zhang.community.as_deref()), (EntityKind::Person, Some(EAST)));
        let winner = zhang.current.winner(no::PHONE).unwrap();
        let records = store.records_of(zhang.id).await.unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(winner.record, records[0].id);
        assert_eq!((records[0].delivery_id, records[0].source), (delivery.id, HUKOU));
        assert_eq!((records[0].sheet, records[0].row, records[0].as_of), (0, 2, DAY));
        assert_eq!(records[0].values.get(no::ID_NUMBER), Some(ZHANG.number));
        assert_eq!(store.entity(999).await.unwrap(), None);
    }
}

on_both! {
    async fn a_second_source_joins_the_person_and_wins_where_it_is_trusted_more(fresh) {
        let store = fresh.open().await;
        load(&store, "a", DOOR_TO_DOOR, DAY, &[row(ZHANG.number, "张大三", WEST, "13911111111")])
            .await;
        load(&store, "b", HUKOU, DAY, &[ZHANG]).await;
        let people = people(&store).await;
        assert_eq!(people.len(), 1, "one person, two records");
        assert_eq!(people[0].1, "张大山", "the police know names better");
        assert_eq!(store.records_of(people[0].0).await.unwrap().len(), 2);
    }
}

on_both! {
    async fn entities_are_found_by_community_and_handed_over_in_order(fresh) {
        let store = fresh.open().await;
        let nowhere = row("110101200001010044", "赵无住", "", "13900000004");
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI, WANG, nowhere]).await;
        let of = async |community| {
            let found = store.entities_of(EntityKind::Person, community).await.unwrap();
            found.iter().map(|(id, _)| *id).collect::<Vec<i64>>()
        };
        let all = of(None).await;
        assert_eq!(of(Some(EAST)).await, all[..2]);
        assert_eq!(of(Some(WEST)).await, all[2..3]);
        assert_eq!(of(Some(UNPLACED)).await, all[3..]);
        assert!(store.entities_of(EntityKind::Place, None).await.unwrap().is_empty());

        let mut handed = Vec::new();
        store.each_entity(None, |rows| handed.extend(rows)).await.unwrap();
        assert_eq!(handed.iter().map(|row| row.id).collect::<Vec<_>>(), all);
        assert_eq!(handed[2].community.as_deref(), Some(WEST));
        let mut places = 0;
        store.each_entity(Some(EntityKind::Place), |rows| places += rows.len()).await.unwrap();
        assert_eq!(places, 0);
    }
}

on_both! {
    async fn keys_lead_to_entities(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let ids: Vec<i64> = people(&store).await.iter().map(|(id, ..)| *id).collect();
        let strong = |number| store.ring().blind("person", number);
        let weak = |name| store.ring().blind("name", name);

        let mut tx = write(&store).await;
        let hits = tx.strong_hits(&[strong(ZHANG.number), strong(WANG.number)]).await.unwrap();
        assert_eq!(hits.into_iter().collect::<Vec<_>>(), [(strong(ZHANG.number), ids[0])]);
        assert!(tx.strong_hits(&[]).await.unwrap().is_empty());
        let many: Vec<i64> = (0..2500).chain([strong(LI.number)]).collect();
        assert_eq!(tx.strong_hits(&many).await.unwrap()[&strong(LI.number)], ids[1]);
        drop(tx);

        let mut keys = Vec::new();
        store.all_keys(EntityKind::Person, |some| keys.extend(some)).await.unwrap();
        let of = |row: crate::district::Row, entity| EntityKeys {
            strong: Some(strong(row.number)),
            weak: Some(weak(row.name)),
            entity,
        };
        assert_eq!(keys, [of(ZHANG, ids[0]), of(LI, ids[1])]);
    }
}

on_both! {
    async fn the_change_log_names_the_community_left_and_the_one_come_to(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let seen = store.latest_change().await.unwrap();
        load(&store, "b", HUKOU, DAY + 1, &[row(ZHANG.number, "张大山", WEST, "")]).await;
        let changes = store.changes_since(seen, 100).await.unwrap();
        let communities: Vec<_> = changes
            .iter()
            .filter(|change| change.subject_kind == REGISTRY)
            .map(|change| change.community.as_deref().unwrap())
            .collect();
        assert_eq!(communities, [EAST, WEST]);
        assert!(changes.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert_eq!(changes.last().unwrap().id, store.latest_change().await.unwrap());
    }
}

on_both! {
    async fn a_write_that_is_dropped_leaves_nothing(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let (digest, change) = (store.digest().await.unwrap(), store.latest_change().await.unwrap());

        let id = receive(&store, "b", HUKOU, DAY).await;
        let seen = store.latest_change().await.unwrap();
        assert!(seen > change);
        let mut tx = store.begin_load(audit("delivery.load"), id).await.unwrap();
        put_rows(&store, &mut tx, id, HUKOU, DAY, &[ZHANG, LI, WANG]).await;
        drop(tx);

        assert_eq!(store.digest().await.unwrap(), digest);
        assert_eq!(store.counts().await.unwrap().people, 1);
        let after = store.changes_since(seen, 10).await.unwrap();
        assert!(after.iter().all(|change| change.subject_kind != REGISTRY));
    }
}

on_both! {
    async fn more_rows_than_one_statement_takes_are_kept_whole(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        let first = tx.reserve_entities(10_000).await.unwrap();
        let entities = (first..first + 10_000).map(|id| storage::EntityRow {
            id,
            kind: EntityKind::Dwelling,
            community: Some(EAST.to_owned()),
            current: catalog::survivorship::Current::default(),
        });
        tx.upsert_entities(0, entities.collect()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.counts().await.unwrap().dwellings, 10_000);
        let mut ids = Vec::new();
        store.each_entity(None, |rows| ids.extend(rows.iter().map(|row| row.id))).await.unwrap();
        assert_eq!(ids, (first..first + 10_000).collect::<Vec<_>>());
        assert_eq!(store.currents(&ids).await.unwrap().len(), 10_000);
    }
}

on_both! {
    /// Of two processes too, such as an import on the command line beside the service.
    async fn writers_at_the_same_time_wait_for_each_other(fresh) {
        let stores = [fresh.open().await, fresh.open().await];
        let running: Vec<_> = (0..20_usize)
            .map(|at| {
                let store = stores[at % 2].clone();
                tokio::spawn(async move {
                    let mut tx = write(&store).await;
                    let id = tx.reserve_entities(5).await.unwrap();
                    store.counts().await.unwrap();
                    tx.commit().await.unwrap();
                    id
                })
            })
            .collect();
        let mut firsts = Vec::new();
        for one in running {
            firsts.push(one.await.unwrap());
        }
        firsts.sort_unstable();
        assert_eq!(firsts, (0..20).map(|at| 1 + at * 5).collect::<Vec<i64>>());
    }
}
