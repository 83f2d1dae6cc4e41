//! GET /api/session

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::area::area_ref;
use crate::wire::session::Me;

/// Who is signed in.
#[utoipa::path(get, path = "/api/session", tag = "session",
    responses((status = 200, body = Me), (status = 401, body = ProblemBody)))]
pub async fn me(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Me>, Refusal> {
    Ok(Json(Me {
        area: area_ref(&app.areas(), &caller.area),
        can: caller.rights(),
        login: caller.login,
        name: caller.name,
        role: caller.role,
        department: caller.department,
        demo: !app.demo.is_empty(),
    }))
}
