//! GET /api/deliveries

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use catalog::source::{SourceNo, Sources};
use storage::{DeliveryFilter as StoredFilter, DeliveryState, Paging as StoredPaging};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::delivery::delivery_view;
use crate::wire::Paging;
use crate::wire::delivery::{DeliveriesPage, DeliveryFilter};

/// Deliveries of the sources the caller owns, newest first.
#[utoipa::path(get, path = "/api/deliveries", tag = "deliveries", params(DeliveryFilter),
    responses((status = 200, body = DeliveriesPage), (status = 403, body = ProblemBody)))]
pub async fn list_deliveries(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<DeliveryFilter>,
) -> Result<Json<DeliveriesPage>, Refusal> {
    caller.require(Right::Deliver)?;
    let sources: Vec<SourceNo> = Sources::shipped()
        .all()
        .iter()
        .filter(|source| !source.made_here && caller.owns_source(source))
        .filter(|source| {
            asked
                .source
                .as_deref()
                .is_none_or(|code| code.is_empty() || source.code == code)
        })
        .map(|source| source.no)
        .collect();
    let (page, size) = Paging {
        page: asked.page,
        size: asked.size,
    }
    .bounds();
    let state = asked.state.as_deref().and_then(DeliveryState::parse);
    let filter = StoredFilter {
        sources: Some(sources),
        state,
        ..StoredFilter::default()
    };
    let (total, found) = app
        .store
        .deliveries(&filter, StoredPaging::new(page, size))
        .await?;
    let mut rows = Vec::with_capacity(found.len());
    for row in found {
        rows.push(delivery_view(&app, row).await?);
    }
    Ok(Json(DeliveriesPage { total, rows }))
}
