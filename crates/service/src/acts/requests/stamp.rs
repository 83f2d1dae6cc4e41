//! GET /api/requests/{id}/stamp

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::form_reach::request_to_judge;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::trace::Stamp;

/// Whether anything of a request has changed since its page was read; cheap enough to be asked every
/// second.
#[utoipa::path(get, path = "/api/requests/{id}/stamp", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = Stamp), (status = 404, body = ProblemBody)))]
pub async fn request_stamp(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Stamp>, Refusal> {
    let (request, submissions) = request_to_judge(&app, &caller, id).await?;
    let newest = submissions.iter().map(|part| part.updated_at).max();
    let steps: i64 = submissions.iter().map(|part| part.version).sum();
    let sendings = app.store.sendings(id).await?;
    let decided = sendings.iter().filter_map(|sending| sending.decided_at);
    Ok(Json(Stamp {
        stamp: format!(
            "{}-{}-{}-{steps}-{}-{}",
            request.state.as_str(),
            request.due,
            newest.unwrap_or_default(),
            sendings.len(),
            decided.count(),
        ),
    }))
}
