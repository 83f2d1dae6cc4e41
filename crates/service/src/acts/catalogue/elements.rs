//! GET /api/elements

use axum::Json;
use catalog::element::Dictionary;

use crate::http::problem::Refusal;
use crate::rights::Caller;
use crate::wire::catalogue::Element;

/// All data elements.
#[utoipa::path(get, path = "/api/elements", tag = "catalogue", responses((status = 200, body = Vec<Element>)))]
pub async fn list_elements(_caller: Caller) -> Result<Json<Vec<Element>>, Refusal> {
    Ok(Json(
        Dictionary::shipped()
            .all()
            .iter()
            .filter(|element| !element.derived)
            .map(|element| Element {
                id: element.id.clone(),
                label: element.label.clone(),
                entity: word(&element.entity),
                kind: word(&element.kind),
                unit: element.unit.clone(),
                code_table: element.code_table.clone(),
                grade: format!("{:?}", element.grade),
                population: element.population.clone(),
                as_of: element.as_of.clone(),
                titles: element.titles.clone(),
            })
            .collect(),
    ))
}

/// The kebab-case word under which an enum of the catalog is serialised.
pub fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
