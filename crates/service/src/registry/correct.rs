//! Accepting a submission: it is locked, and every cell its community corrected becomes a fact
//! with this form as its source. One write for both.

use catalog::element::no;
use catalog::problem::Problem;
use catalog::source::{Sources, no as source_no};
use forms::correction::corrections;
use forms::submission::{Act, step};
use forms::template::Template;
use intake::address::Territory;
use serde_json::json;
use storage::{
    DeliveryState, LoadResult, NewDelivery, Request, RequestState, SubmissionFilter,
    SubmissionState, SubmissionStep, WriteTx,
};

use super::absorb::{Absorber, Origin, Row};
use super::{Registry, feed};
use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::rights::Caller;
use crate::view::form::{cells_of, level_of, state_of, stored_state};

/// Accepts a submission and takes its corrections into the registry.
///
/// # Errors
/// When the state or the caller's level does not allow it, or storage fails; then neither the
/// submission nor the registry has changed.
pub async fn accept(
    app: &App,
    caller: &Caller,
    request: &Request,
    template: &Template,
    id: i64,
) -> Result<(), Problem> {
    let mut held = app.registry.lock().await;
    let outcome = accept_with(app, caller, request, template, id, &mut held).await;
    if outcome.is_err() {
        *held = None;
    }
    drop(held);
    outcome?;
    feed::catch_up(app).await
}

async fn accept_with(
    app: &App,
    caller: &Caller,
    request: &Request,
    template: &Template,
    id: i64,
    held: &mut Option<Registry>,
) -> Result<(), Problem> {
    let mut tx = app
        .store
        .write(entry(caller, "submission.accept", "submission", id))
        .await?;
    let submission = tx.hold_submission(id).await?;
    let next = step(state_of(submission.state), Act::Accept, level_of(caller))?;
    let change = SubmissionStep {
        expected_version: submission.version,
        state: stored_state(next),
        act: "accept",
        remark: None,
    };
    tx.set_submission_state(id, change).await?;
    let rows = corrected_rows(&mut tx, template, id, &app.territory()).await?;
    let mut tx = match Sources::shipped().get(source_no::FORM_CORRECTION) {
        Some(source) if !rows.is_empty() => {
            let delivery = new_delivery(&mut tx, request, id, submission.version).await?;
            tx.hold_registry().await?;
            let registry = Registry::fresh(held, app).await?;
            let areas = app.areas();
            let origin = Origin {
                source,
                delivery,
                as_of: clock::epoch_day(clock::today()),
            };
            let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
            let mut absorber = Absorber::new(tx, registry, &areas, &app.keys, origin);
            absorber.absorb(rows).await?;
            let mut tx = absorber.finish();
            let result = LoadResult {
                rows_read: count,
                rows_loaded: count,
                rows_refused: 0,
                card: json!(null),
            };
            tx.set_result(delivery, result).await?;
            tx
        }
        _ => tx,
    };
    if all_accepted(app, request.id, id).await? {
        tx.set_request_state(request.id, RequestState::Complete)
            .await?;
    }
    tx.commit().await
}

/// The rows that change something, as they go into the registry.
async fn corrected_rows(
    tx: &mut WriteTx,
    template: &Template,
    id: i64,
    territory: &Territory,
) -> Result<Vec<Row>, Problem> {
    let read = |text: &str| intake::address::parse(text, territory);
    let mut rows = Vec::new();
    for stored in tx
        .submission_rows(id)
        .await?
        .iter()
        .filter(|row| !row.excluded)
    {
        let values = corrections(template, &cells_of(stored)?);
        // Somebody added by hand must be known by number or name to become a person.
        let known = stored.entity_id.is_some()
            || values.get(no::ID_NUMBER).is_some()
            || (values.get(no::NAME).is_some() && values.get(no::BIRTH_DATE).is_some());
        if values.is_empty() || !known {
            continue;
        }
        rows.push(Row {
            sheet: 0,
            row: u32::try_from(stored.position).unwrap_or(0) + 1,
            home: values.get(no::HOME_ADDRESS).map(read),
            hukou: values.get(no::HUKOU_ADDRESS).map(read),
            entity: stored.entity_id,
            values,
        });
    }
    Ok(rows)
}

/// The corrections of a submission count as a delivery of their own, so that each has a source, a
/// day and a way back. Its digest is its name: a submission accepted anew after reopening makes a
/// new one.
async fn new_delivery(
    tx: &mut WriteTx,
    request: &Request,
    submission: i64,
    version: i64,
) -> Result<i64, Problem> {
    tx.receive_delivery(NewDelivery {
        source: source_no::FORM_CORRECTION,
        file_name: request.title.clone(),
        digest: format!("submission-{submission}-{version}"),
        size: 0,
        as_of: clock::epoch_day(clock::today()),
        object: String::new(),
        state: DeliveryState::Loaded,
    })
    .await
}

async fn all_accepted(app: &App, request: i64, accepted_now: i64) -> Result<bool, Problem> {
    let submissions = app
        .store
        .submissions(&SubmissionFilter {
            request: Some(request),
            ..SubmissionFilter::default()
        })
        .await?;
    Ok(submissions.iter().all(|submission| {
        submission.id == accepted_now || submission.state == SubmissionState::Accepted
    }))
}
