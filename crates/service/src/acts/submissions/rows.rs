//! POST /api/submissions/{id}/rows/query

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use forms::FormCell;
use forms::check::gaps;
use storage::Paging as StoredPaging;

use crate::app::App;
use crate::contest::Doubts;
use crate::form_reach::submission_in_reach;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{cells_of, grid_row, is_readonly};
use crate::wire::Paging;
use crate::wire::area::area_name;
use crate::wire::form::{GridPage, GridQuery};

/// Whether the cells of a row are of the kind asked for.
type RowTest<'a> = &'a (dyn Fn(&[FormCell]) -> bool + Sync);

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
    let template = RequestBody::of(&request)?.reading.template;
    let community = area_name(&app.areas(), Some(&submission.community));
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let lacks_something = |cells: &[FormCell]| {
        gaps(&template, cells)
            .iter()
            .any(|at| !is_readonly(&template.columns[*at]))
    };
    let is_corrected = |cells: &[FormCell]| cells.iter().any(FormCell::is_by_community);
    let wanted: Option<RowTest<'_>> = match asked.only.as_deref() {
        Some("empty") => Some(&lacks_something),
        Some("corrected") => Some(&is_corrected),
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
                let fits = wanted.is_none_or(|wanted| !row.excluded && wanted(&cells));
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
        .map(|row| grid_row(&caller, &template, row, &community, &doubts))
        .collect();
    Ok(Json(GridPage { total, rows: rows? }))
}
