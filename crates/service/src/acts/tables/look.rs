//! POST /api/tables/look

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::own_table::{Definition, page};
use crate::purpose::say_why;
use crate::rights::{Caller, Right};
use crate::wire::own_table::{TableLook, TablePage};

/// Rows that are enough to see whether a table is as it is meant.
const FIRST: usize = 20;

/// The first rows of a table that is still being made.
#[utoipa::path(post, path = "/api/tables/look", tag = "tables", request_body = TableLook,
    responses((status = 200, body = TablePage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn look_at_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<TableLook>,
) -> Result<Json<TablePage>, Refusal> {
    caller.require(Right::ReadPeople)?;
    // Whoever is outside an area is told so, instead of seeing their own part without a word.
    caller.scope(asked.draft.population.area.as_deref(), &app.areas())?;
    let definition = Definition::checked(&app, &caller, &asked.draft)?;
    say_why(&app, &caller, &definition, "", asked.purpose.as_deref()).await?;
    let (total, rows) = page(&app, &caller, &definition, 1, FIRST).await?;
    Ok(Json(TablePage {
        total,
        columns: definition.columns(&app, &caller),
        rows,
    }))
}
