//! Accepting a submission: it is locked, and every cell its community corrected becomes a fact
//! with this form as its source. One write for both.

use catalog::element::no;
use catalog::problem::Problem;
use catalog::source::{Sources, no as source_no};
use forms::correction::corrections;
use forms::submission::Act;
use forms::template::Template;
use intake::address::Territory;
use storage::{Request, WriteTx};

use super::absorb::Row;
use super::amend::{Amendment, amend, row_about};
use super::{Registry, feed};
use crate::app::App;
use crate::audited::entry;
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::sending::carry_out::{complete_when_done, take_step};
use crate::view::form::cells_of;

/// Accepts a submission and takes its corrections into the registry.
///
/// # Errors
/// When the state or the caller's level does not allow it, or storage fails; then neither the
/// submission nor the registry has changed.
pub async fn accept(
    app: &App,
    caller: &Caller,
    request: &Request,
    body: &RequestBody,
    id: i64,
) -> Result<(), Problem> {
    let mut held = Registry::in_hand(app).await?;
    let outcome = accept_with(app, caller, request, body, id, &mut held).await;
    drop(held);
    outcome?;
    feed::catch_up(app).await
}

async fn accept_with(
    app: &App,
    caller: &Caller,
    request: &Request,
    body: &RequestBody,
    id: i64,
    held: &mut Option<Registry>,
) -> Result<(), Problem> {
    let mut tx = app
        .store
        .write(entry(caller, "submission.accept", "submission", id))
        .await?;
    let submission = tx.hold_submission(id).await?;
    let level = caller.form_level(&submission);
    take_step(&mut tx, body, &submission, Act::Accept, level, None).await?;
    tx.close_cell_marks(id).await?;
    let template = &body.reading.template;
    let rows = corrected_rows(&mut tx, template, id, &app.territory()).await?;
    let mut tx = match Sources::shipped().get(source_no::FORM_CORRECTION) {
        Some(source) if !rows.is_empty() => {
            let amendment = Amendment {
                source,
                title: request.title.clone(),
                // A submission accepted anew after reopening makes a new delivery.
                digest: format!("submission-{id}-{}", submission.version),
                rows,
            };
            amend(app, tx, held, amendment).await?.0
        }
        _ => tx,
    };
    complete_when_done(app, &mut tx, body, request, id).await?;
    tx.commit().await?;
    if let Some(registry) = held {
        registry.pass_own(app, "submission.accept", id).await;
    }
    Ok(())
}

/// The rows that change something, as they go into the registry.
async fn corrected_rows(
    tx: &mut WriteTx,
    template: &Template,
    id: i64,
    territory: &Territory,
) -> Result<Vec<Row>, Problem> {
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
        let position = u32::try_from(stored.position).unwrap_or(0);
        rows.push(row_about(stored.entity_id, position, values, territory));
    }
    Ok(rows)
}
