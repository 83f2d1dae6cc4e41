//! POST /api/kinds/{id}/archive

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::custom::{kind_of_own, kind_view};
use crate::wire::custom::{Kind, KindArchive};

/// Put a kind away, or take it out again. Its objects and their histories stay as they are; while it
/// is away nobody can list, change, import or export them.
#[utoipa::path(post, path = "/api/kinds/{id}/archive", tag = "custom", params(("id" = i64, Path)), request_body = KindArchive,
    responses((status = 200, body = Kind), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn archive_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<KindArchive>,
) -> Result<Json<Kind>, Refusal> {
    caller.require(Right::DefineKinds)?;
    kind_of_own(&app, &caller, id).await?;
    let act = if asked.archived {
        "kind.archive"
    } else {
        "kind.take-out"
    };
    let mut tx = app.store.write(entry(&caller, act, "kind", id)).await?;
    tx.archive_kind(id, asked.archived).await?;
    tx.commit().await?;
    let kind = app.store.custom_kind_ever(id).await?;
    Ok(Json(kind_view(&app, &caller, kind).await?))
}
