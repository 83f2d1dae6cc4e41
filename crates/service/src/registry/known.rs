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

async fn settled(store: &Store, on: NaiveDate, moment: clock::Millis) -> Result<(), Problem> {
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
