//! POST /api/people/{id}/reveal

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{Dictionary, EntityKind};
use catalog::problem::Problem;
use serde_json::json;

use crate::app::App;
use crate::audited::entry_for;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::facts::display;
use crate::view::person::require_reach;
use crate::wire::people::RevealElement;
use crate::wire::{Revealed, purpose_of};

/// One value in full, for a stated purpose; the audit keeps who, what and why before it is shown.
#[utoipa::path(post, path = "/api/people/{id}/reveal", tag = "people", params(("id" = i64, Path)),
    request_body = RevealElement,
    responses((status = 200, body = Revealed), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn reveal_fact(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RevealElement>,
) -> Result<Json<Revealed>, Refusal> {
    caller.require(Right::Reveal)?;
    let purpose = purpose_of(&asked.purpose)?;
    let areas = app.areas();
    let missing = || Problem::not_found("fact-unknown", "没有这一项，可能已撤销，请刷新页面。");
    let element = Dictionary::shipped()
        .by_id(&asked.element)
        .ok_or_else(missing)?;
    let entity = app
        .store
        .entity(id)
        .await?
        .filter(|entity| entity.kind == EntityKind::Person)
        .ok_or_else(missing)?;
    require_reach(&caller, &entity.current, &areas)?;
    let text = entity.current.text(element.no).ok_or_else(missing)?;
    let detail = json!({ "element": element.id });
    app.store
        .audit_read(entry_for(
            &caller,
            "person.reveal",
            "person",
            id,
            &purpose,
            detail,
        ))
        .await?;
    Ok(Json(Revealed {
        value: display(element, text, &areas),
    }))
}
