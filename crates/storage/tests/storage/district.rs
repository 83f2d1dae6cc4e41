//! A small made-up district: deliveries as the service would load them.

use std::collections::BTreeMap;

use catalog::element::{EntityKind, no};
use catalog::source::{SourceNo, Sources};
use catalog::survivorship::{Candidate, Current, EpochDay};
use catalog::values::Values;
use storage::{
    Delivery, DeliveryState, EntityRow, LoadResult, NewDelivery, NewRecord, Store, Timestamp,
    WriteTx,
};

use crate::harness::{NOW, audit_at, write};

/// Two communities of a made-up street.
pub const EAST: &str = "370203001001";
pub const WEST: &str = "370203001002";

/// One row about a person: number, name, community, phone.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub number: &'static str,
    pub name: &'static str,
    pub community: &'static str,
    pub phone: &'static str,
}

pub const fn row(
    number: &'static str,
    name: &'static str,
    community: &'static str,
    phone: &'static str,
) -> Row {
    Row {
        number,
        name,
        community,
        phone,
    }
}

pub const ZHANG: Row = row("110101199003070011", "张大山", EAST, "13900000001");
pub const LI: Row = row("110101198501010022", "李小河", EAST, "13900000002");
pub const WANG: Row = row("11010119450505003X", "王老五", WEST, "13900000003");

impl Row {
    fn values(&self) -> Values {
        [
            (no::NAME, self.name.to_owned()),
            (no::ID_NUMBER, self.number.to_owned()),
            (no::PHONE, self.phone.to_owned()),
            (no::HOME_COMMUNITY, self.community.to_owned()),
        ]
        .into_iter()
        .collect()
    }
}

/// In which community an entity is listed.
pub fn community_of(_: EntityKind, current: &Current) -> Option<String> {
    current.text(no::HOME_COMMUNITY).map(str::to_owned)
}

/// Hands a file over without loading it.
pub async fn receive(store: &Store, digest: &str, source: SourceNo, as_of: EpochDay) -> i64 {
    let mut tx = write(store).await;
    let new = NewDelivery {
        source,
        file_name: format!("{digest}.xlsx"),
        digest: digest.to_owned(),
        size: 1,
        as_of,
        object: String::new(),
        state: DeliveryState::Received,
    };
    let id = tx.receive_delivery(new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Hands a file over and loads it, linking by identity number.
pub async fn load(
    store: &Store,
    digest: &str,
    source: SourceNo,
    as_of: EpochDay,
    rows: &[Row],
) -> Delivery {
    load_at(store, digest, source, as_of, rows, NOW).await
}

/// The same at a time of its own.
pub async fn load_at(
    store: &Store,
    digest: &str,
    source: SourceNo,
    as_of: EpochDay,
    rows: &[Row],
    at: Timestamp,
) -> Delivery {
    let id = receive(store, digest, source, as_of).await;
    let loading = audit_at("delivery.load", at);
    let mut tx = store.begin_load(loading, id).await.unwrap();
    put_rows(store, &mut tx, id, source, as_of, rows).await;
    let count = i32::try_from(rows.len()).unwrap();
    let result = LoadResult {
        rows_read: count,
        rows_loaded: count,
        ..LoadResult::default()
    };
    tx.finish_load(id, result).await.unwrap();
    tx.commit().await.unwrap();
    store.delivery(id).await.unwrap()
}

/// What makes a row known again, as the service would print it.
pub fn print_of(store: &Store, values: &Values) -> i64 {
    let text = |element| values.get(element).unwrap_or_default();
    let row = format!("{}|{}", text(no::NAME), text(no::ID_NUMBER));
    store.ring().blind("print", &row)
}

/// Puts rows of a delivery into the registry: the machine links by number, what people decided
/// goes before it.
pub async fn put_rows(
    store: &Store,
    tx: &mut WriteTx,
    delivery: i64,
    source: SourceNo,
    as_of: EpochDay,
    rows: &[Row],
) {
    let keys: Vec<i64> = rows
        .iter()
        .map(|row| store.ring().blind("person", row.number))
        .collect();
    let mut entity_of = tx.strong_hits(&keys).await.unwrap();
    for former in store.former_keys(EntityKind::Person).await.unwrap() {
        entity_of
            .entry(former.strong.unwrap())
            .or_insert(former.entity);
    }
    let (roots, pins) = (
        tx.redirects().await.unwrap(),
        store.pins().await.unwrap().rows,
    );
    let mut placed = Vec::new();
    for (row, key) in rows.iter().zip(&keys) {
        let by_machine = match entity_of.get(key) {
            Some(entity) => *entity,
            None => tx.reserve_entities(1).await.unwrap(),
        };
        entity_of.insert(*key, by_machine);
        let print = print_of(store, &row.values());
        let linked = *pins.get(&(by_machine, print)).unwrap_or(&by_machine);
        let root = *roots.get(&linked).unwrap_or(&linked);
        placed.push((by_machine, linked, root));
    }
    let known: Vec<i64> = placed.iter().map(|(.., root)| *root).collect();
    let mut currents: BTreeMap<i64, Current> =
        tx.currents(&known).await.unwrap().into_iter().collect();
    let first_record = tx.reserve_records(rows.len()).await.unwrap();
    let mut records = Vec::new();
    for (((at, row), key), (by_machine, linked, root)) in (0_i32..).zip(rows).zip(&keys).zip(placed)
    {
        let (id, values) = (first_record + i64::from(at), row.values());
        let candidate = Candidate {
            record: id,
            source,
            as_of,
            values: &values,
        };
        currents
            .entry(root)
            .or_default()
            .absorb(Sources::shipped(), candidate);
        records.push(NewRecord {
            id,
            kind: EntityKind::Person,
            sheet: 0,
            row: at + 2,
            strong_key: Some(*key),
            weak_key: Some(store.ring().blind("name", row.name)),
            values,
            entity: linked,
            method: 1,
            score: 1.0,
            decided_by: None,
            machine_entity: (by_machine != linked).then_some(by_machine),
        });
    }
    let entities = currents.into_iter().map(|(id, current)| EntityRow {
        id,
        kind: EntityKind::Person,
        community: community_of(EntityKind::Person, &current),
        current,
    });
    tx.upsert_entities(delivery, entities.collect())
        .await
        .unwrap();
    tx.insert_records(delivery, records).await.unwrap();
}

/// Undoes a delivery.
pub async fn undo(store: &Store, delivery: i64) -> storage::Undone {
    undo_at(store, delivery, NOW).await
}

/// The same at a time of its own.
pub async fn undo_at(store: &Store, delivery: i64, at: Timestamp) -> storage::Undone {
    store
        .undo(audit_at("delivery.undo", at), delivery, community_of)
        .await
        .unwrap()
}

/// Name and phone of every person as the registry holds them, by entity id.
pub async fn people(store: &Store) -> Vec<(i64, String, String)> {
    let text = |current: &Current, element| current.text(element).unwrap_or_default().to_owned();
    store
        .entities_of(EntityKind::Person, None)
        .await
        .unwrap()
        .into_iter()
        .map(|(id, current)| (id, text(&current, no::NAME), text(&current, no::PHONE)))
        .collect()
}

/// A day after the others.
pub const DAY: EpochDay = (NOW / 86_400_000) as EpochDay;
