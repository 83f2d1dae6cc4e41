//! POST /api/comparisons/items/{id}/close

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{EntityKind, ValueKind};
use catalog::problem::Problem;
use catalog::values::Values;
use linkage::compare::Field;
use storage::{Closing, Item, ItemState};

use crate::app::App;
use crate::comparison::definition::Definition;
use crate::comparison::field;
use crate::comparison::reach::{item_in_reach, may_close};
use crate::comparison::report::outcome_label;
use crate::comparison::view::{ItemViewer, body_of};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::settle::settle;
use crate::rights::{Caller, Right};
use crate::wire::comparison::{ItemOutcome, ItemView};

/// Close a difference with an outcome. In favour of one list, what is right may at once become a
/// correction in the registry; it competes with the other sources like every fact.
#[utoipa::path(post, path = "/api/comparisons/items/{id}/close", tag = "comparisons", params(("id" = i64, Path)),
    request_body = ItemOutcome,
    responses((status = 200, body = ItemView), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn close_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ItemOutcome>,
) -> Result<Json<ItemView>, Refusal> {
    caller.require(Right::CloseItems)?;
    let (comparison, item) = item_in_reach(&app, &caller, id).await?;
    if !may_close(&caller, &comparison, &item, &app.areas()) {
        return Err(Problem::conflict(
            "item-not-yours",
            "这条差异不能由您办结：它已办结或已消失，或由此人所在社区办理，请刷新页面。",
        )
        .into());
    }
    let remark = asked
        .remark
        .map(|text| text.trim().chars().take(500).collect::<String>())
        .filter(|text| !text.is_empty());
    check(&asked.outcome, remark.as_deref())?;
    let values = if asked.correct {
        corrections(&app, &Definition::of(&comparison)?, &item, &asked.outcome).await?
    } else {
        Values::new()
    };
    let closing = Closing {
        outcome: asked.outcome,
        remark,
        delivery_id: None,
    };
    settle(&app, &caller, &item, closing, values).await?;
    let item = app.store.comparison_item(id).await?;
    let viewer = ItemViewer::new(&app, &caller, &comparison).await?;
    Ok(Json(viewer.view(&item).await?))
}

fn check(outcome: &str, remark: Option<&str>) -> Result<(), Problem> {
    if outcome_label(outcome) == outcome {
        return Err(Problem::bad_input(
            "outcome-unknown",
            "没有这种办结结果，请从列表中选择。",
        ));
    }
    if outcome == "other" && remark.is_none() {
        return Err(Problem::bad_input(
            "remark-missing",
            "选“其他”时请写明情况。",
        ));
    }
    Ok(())
}

/// What the list that is right says and the registry does not.
async fn corrections(
    app: &App,
    definition: &Definition,
    item: &Item,
    outcome: &str,
) -> Result<Values, Problem> {
    let refused = || {
        Problem::bad_input(
            "correction-impossible",
            "只有两边不一致、且底账里有此人的差异，才能把正确的一方写入底账。",
        )
    };
    let body = body_of(item)?;
    let right_row = match (outcome, item.state) {
        ("left", ItemState::Differs) => body.left.first(),
        ("right", ItemState::Differs) => body.right.first(),
        _ => None,
    }
    .ok_or_else(refused)?;
    let entity = app
        .store
        .entity(item.entity_id.ok_or_else(refused)?)
        .await?
        .filter(|entity| entity.kind == EntityKind::Person)
        .ok_or_else(refused)?;
    let mut values = Values::new();
    for (at, field) in definition.fields().iter().enumerate() {
        let (Some(element), Field::Element(no)) = (field::element(field), field) else {
            continue;
        };
        let text = right_row.get(at).map_or("", String::as_str);
        let known = entity.current.text(*no);
        let fact = !element.derived
            && !matches!(element.kind, ValueKind::Entity)
            && element.entity == EntityKind::Person;
        if fact && item.fields.contains(&at) && !text.is_empty() && known != Some(text) {
            // What could not be cleaned when the list was read is no fact either.
            values.set(*no, crate::contest::canonical(element, text)?);
        }
    }
    Ok(values)
}
