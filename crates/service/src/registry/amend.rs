//! Facts that somebody settled by hand: one delivery of their own, so that each has a source, a day
//! and a way back. Nothing is overwritten; the values compete like any others.

use std::sync::Arc;

use catalog::element::no;
use catalog::problem::Problem;
use catalog::source::Source;
use catalog::values::Values;
use intake::address::Territory;
use serde_json::json;
use storage::{DeliveryState, LoadResult, NewDelivery, WriteTx};

use super::Registry;
use super::absorb::{Absorber, Origin, Row};
use crate::app::App;
use crate::clock;

/// Settled facts of one source.
pub struct Amendment {
    /// Who stands for them.
    pub source: &'static Source,
    /// What the delivery is called.
    pub title: String,
    /// The delivery's name for good: the same amendment cannot be made twice.
    pub digest: String,
    /// The facts, a row an entity.
    pub rows: Vec<Row>,
}

/// A row that says something about a known entity.
pub fn row_about(entity: Option<i64>, position: u32, values: Values, territory: &Territory) -> Row {
    let read = |text: &str| Arc::new(intake::address::parse(text, territory));
    let address = values
        .get(no::HOME_ADDRESS)
        .or_else(|| values.get(no::PLACE_ADDRESS));
    Row {
        sheet: 0,
        row: position + 1,
        home: address.map(read),
        hukou: values
            .get(no::HUKOU_ADDRESS)
            .or_else(|| values.get(no::REGISTERED_ADDRESS))
            .map(read),
        entity,
        values,
    }
}

/// Takes an amendment into the registry inside an open write, and gives the write back with the
/// id of the delivery. `held` must be locked for as long as the write is open.
///
/// # Errors
/// When storage fails; then nothing of the write may be kept.
pub async fn amend(
    app: &App,
    mut tx: WriteTx,
    held: &mut Option<Registry>,
    amendment: Amendment,
) -> Result<(WriteTx, i64), Problem> {
    let today = clock::epoch_day(clock::today());
    let delivery = tx
        .receive_delivery(NewDelivery {
            source: amendment.source.no,
            file_name: amendment.title,
            digest: amendment.digest,
            size: 0,
            as_of: today,
            object: String::new(),
            state: DeliveryState::Loaded,
        })
        .await?;
    tx.hold_registry().await?;
    let registry = Registry::fresh(held, app).await?;
    let areas = app.areas();
    let origin = Origin {
        source: amendment.source,
        as_of: today,
        areas: &areas,
    };
    let count = i32::try_from(amendment.rows.len()).unwrap_or(i32::MAX);
    let mut absorber = Absorber::begin(app, tx, delivery, registry, origin).await?;
    absorber.absorb(amendment.rows).await?;
    let mut tx = absorber.finish().await?;
    let result = LoadResult {
        rows_read: count,
        rows_loaded: count,
        rows_refused: 0,
        card: json!(null),
    };
    tx.set_result(delivery, result).await?;
    Ok((tx, delivery))
}
