//! What was known on a day (当时所知): the records of an entity as they stood at its end, and what
//! they amounted to.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::{Candidate, Current};
use chrono::NaiveDate;
use storage::{DeliveryFilter, DeliveryState, Paging, RecordView, Store};

use crate::clock;

/// An entity as it was known.
pub struct Known {
    /// What it is.
    pub kind: EntityKind,
    /// The values that won.
    pub current: Current,
    /// The records known then.
    pub records: Vec<RecordView>,
}

/// What was known of an entity at the end of a day; `None` when nothing was.
///
/// # Errors
/// `known-on-future` for today and later, because that day is not over; `known-on-unsettled` while
/// a load that began on or before the day has not ended: its records would appear afterwards.
pub async fn known(store: &Store, id: i64, on: NaiveDate) -> Result<Option<Known>, Problem> {
    let moment = clock::end_of_day(on);
    settled(store, on, moment).await?;
    let Some(kind) = store.entity_kind(id).await? else {
        return Ok(None);
    };
    let records = store.records_known(&[id], moment).await?;
    if records.is_empty() {
        return Ok(None);
    }
    Ok(Some(Known {
        kind,
        current: resolve(&records),
        records,
    }))
}

/// Fails while the answer for a day may still change.
///
/// # Errors
/// As [`known`].
pub async fn settled(store: &Store, on: NaiveDate, moment: clock::Millis) -> Result<(), Problem> {
    if on >= clock::today() {
        return Err(Problem::bad_input(
            "known-on-future",
            "“当时所知”只能查今天以前的日期，请改选日期。",
        ));
    }
    let loading = DeliveryFilter {
        state: Some(DeliveryState::Loading),
        ..DeliveryFilter::default()
    };
    let (_, deliveries) = store.deliveries(&loading, Paging::all()).await?;
    if deliveries
        .iter()
        .any(|delivery| delivery.received_at <= moment)
    {
        return Err(Problem::conflict(
            "known-on-unsettled",
            "那天开始的一个批次还没有导入完，请等它导入完再查，以免前后结果不同。",
        ));
    }
    Ok(())
}

/// What records amount to.
pub fn resolve(records: &[RecordView]) -> Current {
    let mut current = Current::default();
    for record in records {
        current.absorb(Sources::shipped(), candidate(record));
    }
    current
}

/// A stored record as survivorship sees it.
pub fn candidate(record: &RecordView) -> Candidate<'_> {
    Candidate {
        record: record.id,
        source: record.source,
        as_of: record.as_of,
        values: &record.values,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use catalog::area::AreaTree;
    use catalog::element::no;
    use catalog::source::{SourceNo, no as source};
    use catalog::values::Values;
    use storage::{Audit, EntityRow, KeyRing, NewDelivery, NewRecord};

    use super::*;
    use crate::rights::{Caller, Role};
    use crate::view::facts::facts;

    async fn open() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("linli.db");
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let store = Store::open(&url, KeyRing::from_bytes(&[5; 32]))
            .await
            .unwrap();
        (folder, store)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> clock::Millis {
        clock::end_of_day(day(text)) - 3_600_000
    }

    /// Loads one value of a person at a time, as a delivery of its own.
    async fn load(store: &Store, on: &str, from: SourceNo, person: i64, phone: &str) -> (i64, i64) {
        let audit = Audit::new(at(on), None, "delivery.load", "delivery", "");
        let mut tx = store.write(audit).await.unwrap();
        let as_of = clock::epoch_day(day(on));
        let delivery = tx
            .receive_delivery(NewDelivery {
                source: from,
                file_name: "台账.xlsx".to_owned(),
                digest: format!("{on}-{}", from.0),
                size: 1,
                as_of,
                object: String::new(),
                state: DeliveryState::Loaded,
            })
            .await
            .unwrap();
        let entity = match person {
            0 => tx.reserve_entities(1).await.unwrap(),
            known => known,
        };
        let record = tx.reserve_records(1).await.unwrap();
        let mut values = Values::new();
        values.set(no::PHONE, phone);
        let mut current = tx
            .currents(&[entity])
            .await
            .unwrap()
            .remove(&entity)
            .unwrap_or_default();
        let candidate = Candidate {
            record,
            source: from,
            as_of,
            values: &values,
        };
        current.absorb(Sources::shipped(), candidate);
        tx.insert_records(
            delivery,
            vec![NewRecord {
                id: record,
                kind: EntityKind::Person,
                sheet: 0,
                row: 2,
                strong_key: Some(1),
                weak_key: None,
                values,
                entity,
                method: 1,
                score: 1.0,
                decided_by: None,
                machine_entity: None,
            }],
        )
        .await
        .unwrap();
        let row = EntityRow {
            id: entity,
            kind: EntityKind::Person,
            community: None,
            current,
        };
        tx.upsert_entities(delivery, vec![row]).await.unwrap();
        tx.commit().await.unwrap();
        (delivery, entity)
    }

    /// The bytes that a page of that day is made of.
    async fn page(store: &Store, person: i64, on: &str) -> Option<Vec<u8>> {
        let known = known(store, person, day(on)).await.unwrap()?;
        let caller = Caller {
            account: 1,
            login: "sq".to_owned(),
            name: "社区".to_owned(),
            role: Role::Community,
            area: "370203005001".parse().unwrap(),
            department: None,
        };
        let today = clock::epoch_day(day(on));
        let facts = facts(
            &caller,
            &known.current,
            &known.records,
            AreaTree::shipped(),
            today,
        );
        Some(serde_json::to_vec(&facts).unwrap())
    }

    #[tokio::test]
    async fn a_past_day_has_the_same_bytes_before_and_after_later_loads_and_undos() {
        let (_folder, store) = open().await;
        let (_, person) = load(&store, "2024-03-01", source::HUKOU, 0, "13900000001").await;
        let (visit, _) = load(
            &store,
            "2024-03-10",
            source::DOOR_TO_DOOR,
            person,
            "13900000002",
        )
        .await;
        assert_eq!(page(&store, person, "2024-02-28").await, None);
        let early = page(&store, person, "2024-03-05").await.unwrap();
        let late = page(&store, person, "2024-03-15").await.unwrap();
        assert_ne!(early, late);
        assert!(String::from_utf8_lossy(&late).contains("139****0002"));

        load(
            &store,
            "2024-04-01",
            source::INSURANCE,
            person,
            "13900000003",
        )
        .await;
        let audit = Audit::new(at("2024-05-01"), None, "delivery.undo", "delivery", visit);
        store.undo(audit, visit, |_, _| None).await.unwrap();
        assert_eq!(page(&store, person, "2024-03-05").await.unwrap(), early);
        assert_eq!(page(&store, person, "2024-03-15").await.unwrap(), late);
        let now = String::from_utf8(page(&store, person, "2024-06-01").await.unwrap()).unwrap();
        assert!(
            now.contains("139****0003") && !now.contains("0002"),
            "{now}"
        );
    }

    #[tokio::test]
    async fn days_that_are_not_over_and_loads_that_have_not_ended_are_refused() {
        let (_folder, store) = open().await;
        let (_, person) = load(&store, "2024-03-01", source::HUKOU, 0, "13900000001").await;
        let code = async |on| {
            known(&store, person, on)
                .await
                .err()
                .map(|problem| problem.code)
        };
        assert_eq!(
            code(clock::today()).await.as_deref(),
            Some("known-on-future")
        );
        let audit = Audit::new(at("2024-03-02"), None, "delivery.receive", "delivery", "");
        let mut tx = store.write(audit).await.unwrap();
        let new = NewDelivery {
            source: source::HUKOU,
            file_name: "迟到.csv".to_owned(),
            digest: "late".to_owned(),
            size: 1,
            as_of: 1,
            object: String::new(),
            state: DeliveryState::Received,
        };
        let late = tx.receive_delivery(new).await.unwrap();
        tx.commit().await.unwrap();
        let begun = Audit::new(at("2024-03-02"), None, "delivery.load", "delivery", late);
        let open = store.begin_load(begun, late).await.unwrap();
        assert_eq!(
            code(day("2024-03-02")).await.as_deref(),
            Some("known-on-unsettled")
        );
        assert_eq!(code(day("2024-03-01")).await, None);
        open.rollback().await.unwrap();
    }
}
