//! GET /api/requests/{id}/rows

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use storage::Paging as StoredPaging;
use utoipa::IntoParams;

use crate::app::App;
use crate::contest::Doubts;
use crate::form_reach::request_in_reach;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::grid_row;
use crate::wire::Paging;
use crate::wire::area::area_name;
use crate::wire::form::GridPage;

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowFilter {
    /// Only of this community.
    community: Option<String>,
    page: Option<u64>,
    size: Option<u64>,
}

/// The rolled-up rows of all communities, masked, in the order of communities.
#[utoipa::path(get, path = "/api/requests/{id}/rows", tag = "forms", params(("id" = i64, Path), RowFilter),
    responses((status = 200, body = GridPage), (status = 404, body = ProblemBody)))]
pub async fn request_rows(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(asked): Query<RowFilter>,
) -> Result<Json<GridPage>, Refusal> {
    let (request, mut submissions) = request_in_reach(&app, &caller, id).await?;
    if let Some(community) = asked.community.as_deref().filter(|code| !code.is_empty()) {
        submissions.retain(|submission| submission.community == community);
    }
    let body = RequestBody::of(&request)?;
    let areas = app.areas();
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let mut skip = usize::try_from((page - 1) * size).unwrap_or(usize::MAX);
    let mut left = usize::try_from(size).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut total = 0;
    for submission in &submissions {
        let held = usize::try_from(submission.figures.rows).unwrap_or(0);
        total += held as u64;
        if left == 0 || skip >= held {
            skip = skip.saturating_sub(held);
            continue;
        }
        let community = area_name(&areas, Some(&submission.community));
        let (_, stored) = app
            .store
            .submission_rows(submission.id, StoredPaging::all())
            .await?;
        let shown = stored
            .iter()
            .filter(|row| !row.excluded)
            .skip(skip)
            .take(left);
        let doubts = Doubts::of(&app, shown.clone().filter_map(|row| row.entity_id)).await?;
        for row in shown {
            let template = &body.reading.template;
            rows.push(grid_row(&caller, template, row, &community, &doubts)?);
            left -= 1;
        }
        skip = 0;
    }
    Ok(Json(GridPage { total, rows }))
}
