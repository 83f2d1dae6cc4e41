//! GET /api/kinds/{id}/imports

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{codes_within, kind_in_reach};
use crate::view::item_history::People;
use crate::wire::area::area_name;
use crate::wire::item_history::ItemImport;

/// The latest fifty imports of objects of a kind by those who work in the caller's area, the newest
/// first.
#[utoipa::path(get, path = "/api/kinds/{id}/imports", tag = "custom", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<ItemImport>), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn list_imports(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Vec<ItemImport>>, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let areas = app.areas();
    let own = codes_within(&caller.area, &areas);
    let mut people = People::default();
    let mut views = Vec::new();
    for import in app.store.item_imports(kind.id, &own).await? {
        views.push(ItemImport {
            id: import.id,
            at: clock::iso(import.at),
            by: people.name(&app, import.by).await?,
            area: area_name(&areas, Some(&import.area_code)),
            created: import.created,
            changed: import.changed,
            undone_at: import.undone_at.map(clock::iso),
            undone_by: people.name(&app, import.undone_by).await?,
        });
    }
    Ok(Json(views))
}
