//! POST /api/submissions/{id}/rows/query

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::FormCell;
use forms::check::gaps;
use rustc_hash::FxHashSet;
use storage::{Paging as StoredPaging, Submission, SubmissionRow as StoredRow};

use crate::app::App;
use crate::contest::Doubts;
use crate::form_reach::submission_in_reach;
use crate::form_repeat::Former;
use crate::form_validation::test_rows;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{Reading, cells_of, grid_row, is_readonly};
use crate::wire::Paging;
use crate::wire::area::area_name;
use crate::wire::form::{GridPage, GridQuery};

/// Whether a row that is not left out is of the kind asked for.
type RowTest<'a> = &'a (dyn Fn(&StoredRow, &[FormCell]) -> bool + Sync);

/// Rows of a submission, masked, each cell with its source and date. The question travels in the
/// body, because it may hold a name.
#[utoipa::path(post, path = "/api/submissions/{id}/rows/query", tag = "forms", params(("id" = i64, Path)),
    request_body = GridQuery,
    responses((status = 200, body = GridPage), (status = 404, body = ProblemBody)))]
pub async fn submission_rows(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<GridQuery>,
) -> Result<Json<GridPage>, Refusal> {
    let (request, submission) = submission_in_reach(&app, &caller, id).await?;
    let reading = RequestBody::of(&request)?.reading;
    let template = &reading.template;
    let community = area_name(&app.areas(), Some(&submission.community));
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let lacks_something = |_: &StoredRow, cells: &[FormCell]| {
        gaps(template, cells)
            .iter()
            .any(|at| !is_readonly(&template.columns[*at]))
    };
    let is_corrected =
        |_: &StoredRow, cells: &[FormCell]| cells.iter().any(FormCell::is_by_community);
    let named = named_rows(&app, &submission, &reading, asked.only.as_deref()).await?;
    let is_named = |row: &StoredRow, _: &[FormCell]| named.contains(&row.id);
    let wanted: Option<RowTest<'_>> = match asked.only.as_deref() {
        Some("empty") => Some(&lacks_something),
        Some("corrected") => Some(&is_corrected),
        Some("doubted" | "wrong" | "changed") => Some(&is_named),
        _ => None,
    };
    let text = asked
        .text
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let (total, stored) = match (wanted, text) {
        (None, None) => {
            app.store
                .submission_rows(id, StoredPaging::new(page, size))
                .await?
        }
        (wanted, text) => {
            let (_, mut rows) = app.store.submission_rows(id, StoredPaging::all()).await?;
            rows.retain(|row| {
                let Ok(cells) = cells_of(row) else {
                    return false;
                };
                let fits = wanted.is_none_or(|wanted| !row.excluded && wanted(row, &cells));
                fits && text.is_none_or(|text| cells.iter().any(|cell| cell.text.contains(text)))
            });
            let total = rows.len() as u64;
            let skip = usize::try_from((page - 1) * size).unwrap_or(usize::MAX);
            let take = usize::try_from(size).unwrap_or(usize::MAX);
            (total, rows.into_iter().skip(skip).take(take).collect())
        }
    };
    let doubts = Doubts::of(&app, stored.iter().filter_map(|row| row.entity_id)).await?;
    let rows: Result<Vec<_>, _> = stored
        .iter()
        .map(|row| grid_row(&caller, template, row, &community, &doubts))
        .collect();
    Ok(Json(GridPage { total, rows: rows? }))
}

/// The rows that are told by more than their own cells: values in doubt, failed checks, changes since
/// the period before.
async fn named_rows(
    app: &App,
    submission: &Submission,
    reading: &Reading,
    only: Option<&str>,
) -> Result<FxHashSet<i64>, Problem> {
    let template = &reading.template;
    let mut named = FxHashSet::default();
    if !matches!(only, Some("doubted" | "wrong" | "changed")) {
        return Ok(named);
    }
    let (_, rows) = app
        .store
        .submission_rows(submission.id, StoredPaging::all())
        .await?;
    match only {
        Some("wrong") => {
            let found = test_rows(app, submission, reading, &rows).await?;
            named.extend(found.iter().filter_map(|finding| Some(finding.row?.0)));
        }
        Some("changed") => {
            if let Some(former) = Former::of_submission(app, submission).await? {
                for row in &rows {
                    if former.has_changed(template, row, &cells_of(row)?)? {
                        named.insert(row.id);
                    }
                }
            }
        }
        _ => {
            let doubts = Doubts::of(app, rows.iter().filter_map(|row| row.entity_id)).await?;
            let doubted = |row: &&StoredRow| {
                template
                    .columns
                    .iter()
                    .any(|column| doubts.has(row.entity_id, column.element))
            };
            named.extend(rows.iter().filter(doubted).map(|row| row.id));
        }
    }
    Ok(named)
}
