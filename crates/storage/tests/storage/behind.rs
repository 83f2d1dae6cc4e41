//! Writing behind: rows handed over while the ones before them are written.

use std::collections::BTreeSet;

use catalog::element::{EntityKind, no};
use catalog::source::{Sources, no::HUKOU};
use catalog::survivorship::{Candidate, Current};
use catalog::values::Values;
use storage::{Batch, EntityRow, Held, NewRecord, REGISTRY, Store, WriteBehind};
use tokio::sync::oneshot;

use crate::district::{DAY, EAST, WEST, ZHANG, community_of, load, people, receive};
use crate::harness::{audit, write};
use crate::on_both;

/// Begins a load behind which rows are written.
async fn begin(store: &Store, digest: &str) -> (i64, WriteBehind) {
    let id = receive(store, digest, HUKOU, DAY).await;
    let tx = store.begin_load(audit("delivery.load"), id).await.unwrap();
    (id, tx.behind(store, id).await.unwrap())
}

/// Puts a record of a person with one more phone, of a new person or of one that is there.
fn person(current: &Current) -> Held {
    let community = community_of(EntityKind::Person, current);
    Held::new(EntityKind::Person, community, current)
}

fn of_person(id: i64, entity: i64, values: Values) -> NewRecord {
    NewRecord {
        id,
        kind: EntityKind::Person,
        sheet: 0,
        row: 2,
        strong_key: None,
        weak_key: None,
        values,
        entity,
        method: 1,
        score: 1.0,
        decided_by: None,
        machine_entity: None,
    }
}

/// Many new people of one community at once.
async fn put_crowd(write: &mut WriteBehind, community: &str, count: usize) {
    let entities = write.reserve_entities(count);
    let records = write.reserve_records(count);
    let mut values = Values::new();
    values.set(no::HOME_COMMUNITY, community);
    let mut current = Current::default();
    let candidate = Candidate {
        record: records,
        source: HUKOU,
        as_of: DAY,
        values: &values,
    };
    current.absorb(Sources::shipped(), candidate);
    let ids = (records..).zip(entities..).take(count);
    let batch = Batch {
        records: ids
            .clone()
            .map(|(record, entity)| of_person(record, entity, values.clone()))
            .collect(),
        entities: ids.map(|(_, entity)| (entity, person(&current))).collect(),
        ..Batch::default()
    };
    write.put(batch).await.unwrap();
}

async fn put(write: &mut WriteBehind, entity: Option<i64>, community: &str, phone: &str) -> i64 {
    let entity = entity.unwrap_or_else(|| write.reserve_entities(1));
    let record = write.reserve_records(1);
    let known = write.held(&[entity]).await.unwrap().remove(&entity);
    let mut current = known
        .as_ref()
        .map_or_else(Current::default, |held| held.current().unwrap());
    let values: Values = [(no::HOME_COMMUNITY, community), (no::PHONE, phone)]
        .map(|(element, text)| (element, text.to_owned()))
        .into_iter()
        .collect();
    let candidate = Candidate {
        record,
        source: HUKOU,
        as_of: DAY,
        values: &values,
    };
    current.absorb(Sources::shipped(), candidate);
    let batch = Batch {
        records: vec![of_person(record, entity, values)],
        entities: vec![(entity, person(&current))],
        left: known.into_iter().map(|held| held.community).collect(),
        ..Batch::default()
    };
    write.put(batch).await.unwrap();
    entity
}

on_both! {
    async fn what_is_handed_over_is_seen_by_the_next_batch_and_kept_at_commit(fresh) {
        let store = fresh.open().await;
        let zhang = load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let zhang = store.records_of_delivery(zhang.id, 0, 9).await.unwrap()[0].entity;
        let seen = store.latest_change().await.unwrap();

        let (id, mut behind) = begin(&store, "b").await;
        put(&mut behind, Some(zhang), WEST, "13900000009").await;
        let new = put(&mut behind, None, EAST, "1").await;
        put(&mut behind, Some(new), EAST, "2").await;
        let tx = behind.finish().await.unwrap();
        tx.commit().await.unwrap();

        assert!(new > zhang);
        let moved = store.entity(zhang).await.unwrap().unwrap();
        assert_eq!(moved.community.as_deref(), Some(WEST));
        assert_eq!(moved.current.text(no::NAME), Some("张大山"), "what it held before stays");
        let founded = store.entity(new).await.unwrap().unwrap();
        assert_eq!(founded.current.text(no::PHONE), Some("2"));
        assert_eq!(store.records_of(new).await.unwrap().len(), 2);
        assert_eq!(store.records_of_delivery(id, 0, 9).await.unwrap().len(), 3);
        let changes = store.changes_since(seen, 100).await.unwrap();
        let touched: BTreeSet<_> = changes
            .iter()
            .filter(|change| change.subject_kind == REGISTRY)
            .filter_map(|change| change.community.as_deref())
            .collect();
        assert_eq!(touched, BTreeSet::from([EAST, WEST]), "left and come to");

        let mut tx = write(&store).await;
        assert_eq!(tx.reserve_entities(1).await.unwrap(), new + 1, "ids go on behind those taken");
    }
}

on_both! {
    async fn a_load_given_up_leaves_nothing_and_lets_the_next_write_begin(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let digest = store.digest().await.unwrap();
        let (_, mut behind) = begin(&store, "b").await;
        let lost = put(&mut behind, None, EAST, "1").await;
        drop(behind);

        let (_, mut behind) = begin(&store, "c").await;
        assert_eq!(store.digest().await.unwrap(), digest);
        assert_eq!(behind.reserve_entities(1), lost, "nobody ever saw the number");
        assert!(behind.held(&[lost]).await.unwrap().is_empty());
    }
}

on_both! {
    async fn a_write_that_changed_entities_before_sees_them(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let (zhang, ..) = people(&store).await[0];
        let mut before = store.entity(zhang).await.unwrap().unwrap();
        before.community = Some(WEST.to_owned());
        let mut tx = write(&store).await;
        let row = EntityRow { id: zhang, ..before };
        tx.upsert_entities(0, vec![row]).await.unwrap();
        let mut behind = tx.behind(&store, 0).await.unwrap();
        let held = behind.held(&[zhang]).await.unwrap();
        assert_eq!(held[&zhang].community.as_deref(), Some(WEST));
    }
}

/// A load that follows `before`; its write is opened once `committed` says that one is.
fn following(
    store: &Store,
    before: &mut WriteBehind,
    digest: &'static str,
    committed: oneshot::Receiver<()>,
) -> WriteBehind {
    let opened = store.clone();
    WriteBehind::following(store, before.left_off(), async move {
        committed.await.unwrap();
        let id = receive(&opened, digest, HUKOU, DAY).await;
        let tx = opened.begin_load(audit("delivery.load"), id).await?;
        Ok((tx, id))
    })
}

on_both! {
    async fn a_load_begins_while_the_one_before_it_is_written(fresh) {
        let store = fresh.open().await;
        let (first, mut before) = begin(&store, "a").await;
        let known = put(&mut before, None, EAST, "1").await;
        let (committed, wait) = oneshot::channel();
        let mut behind = following(&store, &mut before, "b", wait);
        put(&mut behind, Some(known), WEST, "2").await;
        let new = put(&mut behind, None, EAST, "3").await;
        assert_eq!(new, known + 1, "ids go on behind those taken");
        let held = behind.held(&[known]).await.unwrap();
        assert_eq!(held[&known].community.as_deref(), Some(WEST));

        before.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(store.records_of_delivery(first, 0, 9).await.unwrap().len(), 1);
        assert_eq!(store.entity(new).await.unwrap(), None, "nothing of the second is seen yet");
        committed.send(()).unwrap();
        let unwritten = behind.left_off().take_unwritten();
        behind.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(store.records_of(known).await.unwrap().len(), 2);
        let lagging = store.entity(known).await.unwrap().unwrap();
        assert_eq!(lagging.community.as_deref(), Some(EAST), "entities are written at the end");
        let seen = store.latest_change().await.unwrap();
        let mut tx = write(&store).await;
        let mut sealing = store.seal_unwritten(unwritten);
        assert!(!tx.write_sealed(&mut sealing, 9).await.unwrap(), "nobody is left");
        tx.commit().await.unwrap();
        let changes = store.changes_since(seen, 100).await.unwrap();
        let touched = changes.iter().filter_map(|change| change.community.as_deref());
        assert_eq!(touched.collect::<BTreeSet<_>>(), BTreeSet::from([EAST, WEST]));
        let moved = store.entity(known).await.unwrap().unwrap();
        assert_eq!(moved.community.as_deref(), Some(WEST));
        assert!(store.entity(new).await.unwrap().is_some());
    }
}

on_both! {
    async fn a_crowd_left_unwritten_takes_several_writes(fresh) {
        let store = fresh.open().await;
        let (_, mut before) = begin(&store, "a").await;
        let known = put(&mut before, None, EAST, "1").await;
        let (committed, wait) = oneshot::channel();
        let mut behind = following(&store, &mut before, "b", wait);
        put(&mut behind, Some(known), WEST, "2").await;
        put_crowd(&mut behind, WEST, 5000).await;
        before.finish().await.unwrap().commit().await.unwrap();
        committed.send(()).unwrap();
        let unwritten = behind.left_off().take_unwritten();
        behind.finish().await.unwrap().commit().await.unwrap();
        assert_eq!(store.counts().await.unwrap().people, 1);

        let seen = store.latest_change().await.unwrap();
        let mut sealing = store.seal_unwritten(unwritten);
        let (mut people, mut more) = (Vec::new(), true);
        while more {
            assert!(store.changes_since(seen, 100).await.unwrap().is_empty(), "told at the end");
            let mut tx = write(&store).await;
            more = tx.write_sealed(&mut sealing, 1).await.unwrap();
            tx.commit().await.unwrap();
            people.push(store.counts().await.unwrap().people);
        }
        assert_eq!(people, [4097, 5001, 5001]);
        let changes = store.changes_since(seen, 100).await.unwrap();
        let touched = changes.iter().filter_map(|change| change.community.as_deref());
        assert_eq!(touched.collect::<BTreeSet<_>>(), BTreeSet::from([EAST, WEST]));
        let moved = store.entity(known).await.unwrap().unwrap();
        assert_eq!(moved.community.as_deref(), Some(WEST));
    }
}

on_both! {
    async fn what_a_filling_that_was_killed_left_behind_is_worked_out(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        tx.let_entities_lag().await.unwrap();
        tx.commit().await.unwrap();
        let (_, mut before) = begin(&store, "a").await;
        let known = put(&mut before, None, EAST, "1").await;
        let (committed, wait) = oneshot::channel();
        let mut behind = following(&store, &mut before, "b", wait);
        put(&mut behind, Some(known), WEST, "2").await;
        let new = put(&mut behind, None, EAST, "3").await;
        before.finish().await.unwrap().commit().await.unwrap();
        committed.send(()).unwrap();
        behind.finish().await.unwrap().commit().await.unwrap();
        drop(store);

        let store = fresh.open().await;
        assert!(store.entities_lag().await.unwrap().is_some());
        assert_eq!(store.entity(new).await.unwrap(), None);
        let again = async || {
            let audit = audit("registry.catch-up");
            store.catch_up_entities(audit, community_of).await.unwrap()
        };
        assert!(again().await);
        let moved = store.entity(known).await.unwrap().unwrap();
        assert_eq!(moved.community.as_deref(), Some(WEST));
        let founded = store.entity(new).await.unwrap().unwrap();
        assert_eq!(founded.kind, EntityKind::Person);
        assert_eq!(founded.current.text(no::PHONE), Some("3"));
        assert_eq!(store.entities_lag().await.unwrap(), None);
        assert!(!again().await, "nothing is left to be done");
    }
}

on_both! {
    async fn a_load_whose_ids_were_taken_meanwhile_is_refused(fresh) {
        let store = fresh.open().await;
        let (_, mut before) = begin(&store, "a").await;
        put(&mut before, None, EAST, "1").await;
        let (committed, wait) = oneshot::channel();
        let mut behind = following(&store, &mut before, "b", wait);
        let lost = put(&mut behind, None, EAST, "2").await;
        before.finish().await.unwrap().commit().await.unwrap();
        let other = load(&store, "c", HUKOU, DAY, &[ZHANG]).await;
        let zhang = store.records_of_delivery(other.id, 0, 9).await.unwrap()[0].entity;
        let digest = store.digest().await.unwrap();
        committed.send(()).unwrap();
        assert_eq!(behind.finish().await.unwrap_err().code, "registry-moved-on");
        assert_eq!(zhang, lost, "the id went to whoever was written");
        assert_eq!(store.digest().await.unwrap(), digest);
    }
}

on_both! {
    async fn a_load_that_is_given_up_while_it_waits_leaves_nothing(fresh) {
        let store = fresh.open().await;
        let (_, mut before) = begin(&store, "a").await;
        put(&mut before, None, EAST, "1").await;
        let (committed, wait) = oneshot::channel();
        let mut behind = following(&store, &mut before, "b", wait);
        put(&mut behind, None, EAST, "2").await;
        before.finish().await.unwrap().commit().await.unwrap();
        let digest = store.digest().await.unwrap();
        committed.send(()).unwrap();
        behind.give_up().await;
        assert_eq!(store.digest().await.unwrap(), digest);
        load(&store, "c", HUKOU, DAY, &[ZHANG]).await;
    }
}
