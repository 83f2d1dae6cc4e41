//! POST /api/people/{id}/consequence

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::{DataElement, Dictionary, no};
use catalog::problem::Problem;
use catalog::source::no as source_no;
use serde_json::json;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::consequence::{OtherValue, of_value};
use crate::rights::{Caller, Right};
use crate::view::consequence::sheet;
use crate::view::person::person_in_reach;
use crate::wire::consequence::{ConsequenceSheet, OtherValueAsked};

/// 后果单: what another value of a person would change, before anybody confirms it: tags of the
/// person and those around, amounts of policies, leads. Nothing is kept.
#[utoipa::path(post, path = "/api/people/{id}/consequence", tag = "people", params(("id" = i64, Path)),
    request_body = OtherValueAsked,
    responses((status = 200, body = ConsequenceSheet), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn consequence(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<OtherValueAsked>,
) -> Result<Json<ConsequenceSheet>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let person = person_in_reach(&app, &caller, id, &app.areas()).await?;
    let element = supposable(&asked.element)?;
    let text = match asked.record {
        Some(record) => held_in(&app, person.id, record, element).await?,
        None => {
            let typed = asked.text.as_deref().unwrap_or_default();
            forms::check::check_cell(Some(element), true, typed, clock::today())?.1
        }
    };
    let source = match asked.contest {
        Some(contest) => {
            crate::contest::in_reach(&app, &caller, contest)
                .await?
                .source
        }
        None => source_no::MANUAL_LOCK,
    };
    let other = OtherValue {
        element,
        text,
        source,
    };
    let (supposed, notes) = of_value(&app, &person, &other).await?;
    let audit = entry(&caller, "person.consequence", "person", person.id)
        .with_detail(json!({ "element": element.id }));
    app.store.audit_read(audit).await?;
    Ok(Json(sheet(&app, &caller, &supposed, notes).await?))
}

/// Values from which others follow; what is derived, or identifies, nobody confirms.
fn supposable(id: &str) -> Result<&'static DataElement, Problem> {
    Dictionary::shipped()
        .by_id(id)
        .filter(|element| !element.derived && ![no::AGE, no::ID_NUMBER].contains(&element.no))
        .ok_or_else(|| {
            Problem::bad_input(
                "element-not-supposable",
                "这一项不能预先看后果：证件号码由登记机关更正，年龄和所在社区由系统推算。",
            )
        })
}

async fn held_in(
    app: &App,
    person: i64,
    record: i64,
    element: &DataElement,
) -> Result<String, Problem> {
    let records = app.store.records_of(person).await?;
    records
        .iter()
        .find(|held| held.id == record)
        .and_then(|held| held.values.get(element.no))
        .map(str::to_owned)
        .ok_or_else(|| {
            Problem::not_found(
                "record-unknown",
                "选中的这个值已经不在了，请刷新页面后重新选择。",
            )
        })
}
