//! GET /api/submissions/{id}/changes

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::no;
use catalog::problem::Problem;
use catalog::source::no::FORM_CORRECTION;
use forms::check::gaps;
use forms::repeat::changed;
use forms::template::Template;
use forms::{CellState, FormCell};
use storage::{Paging, SubmissionRow};

use crate::app::App;
use crate::clock;
use crate::contest::Doubts;
use crate::form_reach::submission_in_reach;
use crate::form_repeat::Former;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{cells_of, grid_row, is_readonly};
use crate::wire::repeat::{ChangedPerson, ChangedValue, FormChanges, RepeatedRequest};

/// What has changed since the period before: people who came and went, and values that are others.
#[utoipa::path(get, path = "/api/submissions/{id}/changes", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = FormChanges), (status = 404, body = ProblemBody)))]
pub async fn submission_changes(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<FormChanges>, Refusal> {
    let (request, submission) = submission_in_reach(&app, &caller, id).await?;
    let template = RequestBody::of(&request)?.reading.template;
    let former = Former::of_submission(&app, &submission).await?;
    let (_, rows) = app.store.submission_rows(id, Paging::all()).await?;
    let mut found = FormChanges {
        former: former.as_ref().map(|former| RepeatedRequest {
            id: former.request.id,
            title: former.request.title.clone(),
            due: clock::day_text(former.request.due),
        }),
        accepted: former
            .as_ref()
            .map(|former| clock::day_text(former.accepted)),
        arrived: Vec::new(),
        left: Vec::new(),
        changed: Vec::new(),
        same: 0,
        carried: 0,
        oldest: None,
        gaps: 0,
    };
    let mut oldest = None;
    for row in rows.iter().filter(|row| !row.excluded) {
        let cells = cells_of(row)?;
        let open = gaps(&template, &cells);
        found.gaps += open
            .iter()
            .filter(|at| !is_readonly(&template.columns[**at]))
            .count() as u64;
        for cell in cells.iter().filter(|cell| is_carried(cell)) {
            found.carried += 1;
            oldest = oldest.into_iter().chain(cell.as_of).min();
        }
        if let Some(former) = &former {
            compare(&caller, &template, former, row, &cells, &mut found)?;
        }
    }
    found.oldest = oldest.map(clock::day_text);
    for row in former.iter().flat_map(|former| former.left(&rows)) {
        found.left.push(ChangedPerson {
            row: None,
            person_id: row.entity_id,
            name: name_in(&template, &cells_of(row)?),
        });
    }
    Ok(Json(found))
}

/// Carried from a former answer: the registry has no record of it.
fn is_carried(cell: &FormCell) -> bool {
    cell.state == CellState::Prefilled
        && cell.source == Some(FORM_CORRECTION)
        && cell.record.is_none()
}

fn compare(
    caller: &Caller,
    template: &Template,
    former: &Former,
    row: &SubmissionRow,
    cells: &[FormCell],
    found: &mut FormChanges,
) -> Result<(), Problem> {
    let name = name_in(template, cells);
    let Some(before) = former.cells(row.entity_id)? else {
        found.arrived.push(ChangedPerson {
            row: Some(row.id),
            person_id: row.entity_id,
            name,
        });
        return Ok(());
    };
    let places = changed(template, &before, cells);
    found.same += u64::from(places.is_empty());
    if places.is_empty() {
        return Ok(());
    }
    // Both sides go through the one place that masks.
    let doubts = Doubts::default();
    let now = grid_row(caller, template, row, "", &doubts)?;
    let then = SubmissionRow {
        cells: crate::view::form::stored_cells(&before)?,
        ..row.clone()
    };
    let then = grid_row(caller, template, &then, "", &doubts)?;
    for place in places {
        let column = &template.columns[place];
        found.changed.push(ChangedValue {
            row: row.id,
            name: name.clone(),
            index: column.index,
            column: column.label().to_owned(),
            before: then.cells[place].text.clone(),
            now: now.cells[place].text.clone(),
            source: now.cells[place].source.clone(),
            as_of: now.cells[place].as_of.clone(),
        });
    }
    Ok(())
}

/// The name that stands in a row.
fn name_in(template: &Template, cells: &[FormCell]) -> String {
    let place = template.columns.iter().position(|column| {
        column
            .element()
            .is_some_and(|element| element.no == no::NAME)
    });
    place
        .and_then(|place| cells.get(place))
        .map(|cell| cell.text.clone())
        .unwrap_or_default()
}
