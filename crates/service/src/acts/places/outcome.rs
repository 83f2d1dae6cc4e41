//! POST /api/places/{id}/outcome

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use catalog::code_table::CodeTables;
use catalog::element::{Dictionary, EntityKind, no};
use catalog::problem::Problem;
use catalog::values::Values;
use rules::small_place;
use storage::EntityRow;

use crate::app::App;
use crate::contest::canonical;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::place_check::note;
use crate::rights::{Caller, Right};
use crate::view::place::place_in_reach;
use crate::wire::place::{PlaceOutcome, PlaceOutcomeMade};

/// Say what was found of a place on the spot: in business, closed, moved or not to be found, and
/// where needed its kind of 九小场所 and the sizes that decide.
#[utoipa::path(post, path = "/api/places/{id}/outcome", tag = "places", params(("id" = i64, Path)),
    request_body = PlaceOutcome,
    responses((status = 201, body = PlaceOutcomeMade), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn note_outcome(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(found): Body<PlaceOutcome>,
) -> Result<(StatusCode, Json<PlaceOutcomeMade>), Refusal> {
    caller.require(Right::CheckPlaces)?;
    let place = place_in_reach(&app, &caller, id).await?;
    let values = read(&place, &found)?;
    let delivery = note(&app, &caller, id, values).await?;
    Ok((StatusCode::CREATED, Json(PlaceOutcomeMade { delivery })))
}

/// What was found, as values; sizes only where the place's kind asks for them.
fn read(place: &EntityRow, found: &PlaceOutcome) -> Result<Values, Problem> {
    let mut values = Values::new();
    values.set(no::SITE_STATE, code("site-state", &found.state)?);
    let kind = match found.small_kind.as_deref().filter(|kind| !kind.is_empty()) {
        Some(kind) => {
            let kind = code("small-place", kind)?;
            values.set(no::SMALL_KIND, &kind);
            Some(kind)
        }
        None => place.current.text(no::SMALL_KIND).map(str::to_owned),
    };
    let asked = small_place::sizes(kind.as_deref().unwrap_or_default());
    for (id, typed) in found
        .sizes
        .iter()
        .filter(|(_, typed)| !typed.trim().is_empty())
    {
        let element = Dictionary::shipped()
            .by_id(id)
            .filter(|element| asked.iter().any(|size| size.element() == Some(element.no)))
            .filter(|element| element.entity == EntityKind::Place)
            .ok_or_else(size_not_asked)?;
        let text = canonical(element, typed)?;
        values.set(element.no, text);
    }
    Ok(values)
}

/// A code of a table, as stored.
fn code(table: &str, typed: &str) -> Result<String, Problem> {
    CodeTables::shipped()
        .get(table)
        .filter(|table| table.label_of(typed).is_some())
        .map(|_| typed.to_owned())
        .ok_or_else(|| {
            Problem::bad_input(
                "code-unknown",
                "现场状况请选“在营”“停业”“搬离”或“查无”，类别请从九小场所类别中选择。",
            )
        })
}

fn size_not_asked() -> Problem {
    Problem::bad_input(
        "size-not-asked",
        "这一类场所不看这项规模，请先选对类别，再填页面列出的规模。",
    )
}
