//! Listing the people of a request: one submission for each community, prefilled, and for a form that
//! comes again with what was accepted last time.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, Level};
use catalog::problem::Problem;
use forms::prefill::Prefill;
use forms::repeat::carry;
use query::PersonFilter;
use storage::{NewSubmission, NewSubmissionRow, SubmissionFigures, WriteTx};

use crate::app::App;
use crate::clock;
use crate::form_repeat::Former;
use crate::registry::homes::homes;
use crate::request_body::RequestBody;
use crate::view::form::{cells_of, stored_cells};

/// Lists and prefills the people of one community, door by door. Who was left out of the former
/// answer is listed and left out again, with the same reason.
///
/// # Errors
/// When the registry cannot be asked or the database refuses.
pub async fn list_community(
    app: &App,
    tx: &mut WriteTx,
    request: i64,
    body: &RequestBody,
    filter: &PersonFilter,
    community: AreaCode,
    former: Option<&Former>,
) -> Result<(), Problem> {
    let areas = app.areas();
    let Some(street) = areas.at_level_above(&community, Level::Street) else {
        return Ok(());
    };
    let filter = PersonFilter {
        area: Some(community),
        ..filter.clone()
    };
    let ids = app.snapshot.load().ids(&filter)?;
    let currents: BTreeMap<i64, _> = app.store.currents(&ids).await?.into_iter().collect();
    let template = &body.reading.template;
    let homes = homes(app, template, currents.values()).await?;
    let prefill = Prefill::new(template, clock::today(), &areas);
    let mut figures = SubmissionFigures::default();
    let mut rows = Vec::with_capacity(ids.len());
    for (position, (id, current)) in ids
        .iter()
        .filter_map(|id| Some((id, currents.get(id)?)))
        .enumerate()
    {
        let mut cells = prefill.row(current, homes.of(current), position);
        if let Some((before, accepted)) = former.and_then(|former| former.row(*id)) {
            carry(template, &cells_of(before)?, &mut cells, accepted);
        }
        figures.rows += 1;
        figures.filled +=
            i32::try_from(cells.iter().filter(|cell| cell.is_filled()).count()).unwrap_or(0);
        rows.push(NewSubmissionRow {
            position: i32::try_from(position).unwrap_or(i32::MAX),
            entity_id: Some(*id),
            cells: stored_cells(&cells)?,
        });
    }
    let submission = tx
        .create_submission(NewSubmission {
            request_id: request,
            community: community.to_string(),
            street: street.code.to_string(),
            figures,
        })
        .await?;
    tx.insert_submission_rows(submission, rows).await?;
    match former {
        Some(former) => leave_out_again(tx, submission, former).await,
        None => Ok(()),
    }
}

async fn leave_out_again(
    tx: &mut WriteTx,
    submission: i64,
    former: &Former,
) -> Result<(), Problem> {
    for row in tx.submission_rows(submission).await? {
        let before = row.entity_id.and_then(|id| former.row(id));
        let Some(reason) = before.and_then(|(before, _)| before.exclude_reason.clone()) else {
            continue;
        };
        tx.exclude_row(row.id, row.version, Some(&reason)).await?;
        let filled = cells_of(&row)?
            .iter()
            .filter(|cell| cell.is_filled())
            .count();
        let by = SubmissionFigures {
            rows: -1,
            filled: -i32::try_from(filled).unwrap_or(0),
            corrected: 0,
        };
        tx.add_submission_figures(submission, by).await?;
    }
    Ok(())
}
