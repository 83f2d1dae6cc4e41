//! GET /api/tags/unsaid

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rules::shipped;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::tag::UnsaidTagView;

/// The tags that departments ordered and that cannot be said yet, each with the fact that is
/// missing; and those that will never be tags, each with the reason. What somebody has made a tag
/// here since is left out.
#[utoipa::path(get, path = "/api/tags/unsaid", tag = "tags",
    responses((status = 200, body = Vec<UnsaidTagView>), (status = 401, body = ProblemBody)))]
pub async fn unsaid_tags(
    State(app): State<Arc<App>>,
    _caller: Caller,
) -> Result<Json<Vec<UnsaidTagView>>, Refusal> {
    let tags = app.tags();
    let made_here = |name: &str, of: &str| {
        tags.get(name)
            .is_some_and(|held| held.subject().label() == of)
    };
    Ok(Json(
        shipped::unsaid_tags()
            .iter()
            .filter(|tag| !made_here(&tag.name, &tag.of))
            .map(|tag| UnsaidTagView {
                name: tag.name.clone(),
                of: tag.of.clone(),
                missing: tag.missing.clone(),
                never: tag.never,
            })
            .collect(),
    ))
}
