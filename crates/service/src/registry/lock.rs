//! Locking a value (人工锁定): somebody who knows better fixes it until a day, with a reason. The
//! lock is a record like any other, so it has a source, a day, rivals and a way back.

use std::sync::Arc;

use catalog::element::{DataElement, ElementNo};
use catalog::problem::{Problem, ProblemKind};
use catalog::source::{Sources, no as source_no};
use catalog::survivorship::EpochDay;
use catalog::values::Values;
use intake::address::Territory;
use serde_json::json;
use storage::{Audit, DeliveryState, EntityRow, LoadResult, NewDelivery, NewValueLock};

use super::absorb::{Absorber, Origin, Row};
use super::undo::undo_for;
use super::{Registry, feed};
use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::rights::Caller;

/// The act under which a lock stands in the audit and change logs.
const LOCKING: &str = "lock.create";

/// A value to be locked.
pub struct Wanted<'a> {
    /// Whose value it is.
    pub entity: EntityRow,
    /// The element.
    pub element: &'a DataElement,
    /// The value in canonical form.
    pub text: String,
    /// The last day on which the lock holds.
    pub until: EpochDay,
    /// Why.
    pub reason: String,
}

/// Locks a value and returns the lock's id.
///
/// # Errors
/// `lock-exists` when the value is locked already; or storage fails, and then nothing has changed.
pub async fn lock(app: &App, caller: &Caller, wanted: Wanted<'_>) -> Result<i64, Problem> {
    let mut held = Registry::in_hand(app).await?;
    let outcome = lock_with(app, caller, wanted, &mut held).await;
    drop(held);
    let id = outcome?;
    feed::catch_up(app).await?;
    Ok(id)
}

async fn lock_with(
    app: &App,
    caller: &Caller,
    wanted: Wanted<'_>,
    held: &mut Option<Registry>,
) -> Result<i64, Problem> {
    let source = Sources::shipped()
        .get(source_no::MANUAL_LOCK)
        .ok_or_else(missing_source)?;
    let Wanted {
        entity,
        element,
        text,
        until,
        reason,
    } = wanted;
    let audit = entry(caller, LOCKING, "lock", "").with_detail(json!({
        "entity": entity.id,
        "element": element.id,
        "until": clock::day_text(until),
    }));
    let mut tx = app.store.write(audit).await?;
    tx.hold_registry().await?;
    if is_locked(app, entity.id, element.no).await? {
        return Err(exists());
    }
    let as_of = clock::epoch_day(clock::today());
    let delivery = tx
        .receive_delivery(NewDelivery {
            source: source.no,
            file_name: source.label.clone(),
            // One lock an element: the digest of a delivery in force is unique.
            digest: format!("lock-{}-{}", entity.id, element.no.0),
            size: 0,
            as_of,
            object: String::new(),
            state: DeliveryState::Loaded,
        })
        .await?;
    let id = tx
        .create_lock(NewValueLock {
            delivery,
            entity: entity.id,
            element: element.no,
            until,
            reason,
        })
        .await?;
    let registry = Registry::fresh(held, app).await?;
    let areas = app.areas();
    let origin = Origin {
        source,
        as_of,
        areas: &areas,
    };
    let mut absorber = Absorber::begin(app, tx, delivery, registry, origin).await?;
    absorber
        .absorb_as(
            entity.kind,
            vec![row_of(entity.id, element, text, &app.territory())],
        )
        .await?;
    let mut tx = absorber.finish().await?;
    let one = LoadResult {
        rows_read: 1,
        rows_loaded: 1,
        rows_refused: 0,
        card: json!(null),
    };
    tx.set_result(delivery, one).await?;
    tx.set_audit_subject(id.to_string()).await?;
    tx.commit().await?;
    registry.pass_own(app, LOCKING, id).await;
    Ok(id)
}

/// A row that says one thing about an entity; an address in it is taken apart.
pub(super) fn row_of(
    entity: i64,
    element: &DataElement,
    text: String,
    territory: &Territory,
) -> Row {
    use catalog::element::no;

    let parsed = |wanted: [ElementNo; 2]| {
        wanted
            .contains(&element.no)
            .then(|| Arc::new(intake::address::parse(&text, territory)))
    };
    let home = parsed([no::HOME_ADDRESS, no::PLACE_ADDRESS]);
    let hukou = parsed([no::HUKOU_ADDRESS, no::REGISTERED_ADDRESS]);
    let mut values = Values::new();
    values.set(element.no, text);
    Row {
        sheet: 0,
        row: 1,
        values,
        home,
        hukou,
        entity: Some(entity),
    }
}

async fn is_locked(app: &App, entity: i64, element: ElementNo) -> Result<bool, Problem> {
    let locks = app.store.locks_of(entity).await?;
    Ok(locks.iter().any(|lock| lock.element == element))
}

fn exists() -> Problem {
    Problem::conflict(
        "lock-exists",
        "这一项已经锁定，请先解除原来的锁定，再重新锁定。",
    )
}

/// Lifts a lock before its last day.
///
/// # Errors
/// When it is not in force any more, or storage fails.
pub async fn lift(app: &App, caller: &Caller, lock: i64, delivery: i64) -> Result<(), Problem> {
    undo_for(app, entry(caller, "lock.lift", "lock", lock), delivery).await?;
    Ok(())
}

/// Ends locks whose last day is over; `false` when that could not be done now.
pub async fn expire_or_warn(app: &App) -> bool {
    match expire(app).await {
        Ok(()) => true,
        Err(problem) => {
            tracing::warn!(problem.code = %problem.code, "locks could not be ended yet");
            false
        }
    }
}

async fn expire(app: &App) -> Result<(), Problem> {
    let today = clock::epoch_day(clock::today());
    for lock in app.store.expired_locks(today).await? {
        let audit = Audit::new(clock::now(), None, "lock.expire", "lock", lock.id);
        match undo_for(app, audit, lock.delivery).await {
            // Another process was faster.
            Err(problem) if problem.code == "delivery-not-loaded" => {}
            outcome => {
                outcome?;
            }
        }
    }
    Ok(())
}

fn missing_source() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "source-missing",
        "数据来源表缺少“人工锁定”，请联系系统管理员核对程序文件。",
    )
}
