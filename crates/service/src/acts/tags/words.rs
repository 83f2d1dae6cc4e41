//! GET /api/rules/words

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::element::{Dictionary, EntityKind, ValueKind};
use rules::{Parameters, Relation, Subject};

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::case_field::field;
use crate::wire::tag::RuleWords;

/// What a rule about people may ask that the caller may ask by: elements with their codes, tags in
/// force, parameters that ship, and relatives.
#[utoipa::path(get, path = "/api/rules/words", tag = "tags",
    responses((status = 200, body = RuleWords), (status = 403, body = ProblemBody)))]
pub async fn rule_words(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<RuleWords>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let elements = Dictionary::shipped().all().iter().filter(|element| {
        element.entity == EntityKind::Person
            && !matches!(
                element.kind,
                ValueKind::Name | ValueKind::IdNumber | ValueKind::Phone | ValueKind::BankAccount
            )
            && caller.asks_by(element)
    });
    let tags = app.tags();
    let tags = tags.all().iter().filter(|tag| {
        tag.subject() == Subject::Person
            && caller.sees_tag(tag.definition.grade, &tag.definition.department)
    });
    let parameters = Parameters::shipped().all().iter();
    Ok(Json(RuleWords {
        elements: elements.map(field).collect(),
        tags: tags.map(|tag| tag.definition.name.clone()).collect(),
        parameters: parameters.map(|one| one.name.clone()).collect(),
        relations: Relation::ALL
            .into_iter()
            .map(|relation| relation.word().to_owned())
            .collect(),
    }))
}
