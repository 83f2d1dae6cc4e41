//! Cut-overs as they cross the wire.

use std::sync::Arc;

use catalog::element::Dictionary;
use catalog::problem::Problem;
use intake::mapping::Mapping;
use storage::Cutover;

use crate::app::App;
use crate::clock;
use crate::http::upload::Part;
use crate::registry::cutover::{Input, TableOutcome};
use crate::rights::Caller;
use crate::wire::cutover::{CutoverCheck, CutoverView, SampleCell};

/// The mapping and the tables out of an upload: parts called `map` and `file`.
///
/// # Errors
/// When the mapping is missing or wrong.
pub fn given(parts: Vec<Part>) -> Result<(Mapping, Vec<Input>), Problem> {
    let mut mapping = None;
    let mut inputs = Vec::new();
    for part in parts {
        if part.name == "map" {
            let text = String::from_utf8(part.bytes).map_err(|_| {
                Problem::bad_input(
                    "mapping-unreadable",
                    "对照文件不是 UTF-8 文本，请另存后重试。",
                )
            })?;
            mapping = Some(Mapping::parse(&text)?);
        } else if part.name == "file" {
            inputs.push(Input {
                file_name: part.file_name,
                bytes: Arc::new(part.bytes),
            });
        }
    }
    let mapping = mapping.ok_or_else(|| {
        Problem::bad_input(
            "mapping-missing",
            "没有收到对照文件，请选择 .toml 文件后再试。",
        )
    })?;
    Ok((mapping, inputs))
}

/// What a cut-over would bring, or has brought, with the sample masked.
pub fn check_view(caller: &Caller, name: String, outcomes: Vec<TableOutcome>) -> CutoverCheck {
    let mut tables = Vec::new();
    let mut sample = Vec::new();
    for outcome in outcomes {
        for row in &outcome.sample {
            for (element, old, new) in &row.cells {
                let element = Dictionary::shipped().get(*element);
                let shown = |text: &str| {
                    element
                        .map_or_else(String::new, |element| caller.show(element, text, None).text)
                };
                sample.push(SampleCell {
                    table: outcome.report.table.clone(),
                    row: row.row,
                    label: element.map_or_else(String::new, |element| element.label.clone()),
                    old: shown(old),
                    new: shown(new),
                    arrived: row.arrived,
                });
            }
        }
        tables.push(outcome.report);
    }
    CutoverCheck {
        name,
        tables,
        sample,
    }
}

/// A cut-over for the list.
///
/// # Errors
/// When the database cannot be reached.
pub async fn cutover_view(app: &App, cutover: Cutover) -> Result<CutoverView, Problem> {
    let by = match cutover.account_id {
        Some(account) => app.store.account(account).await?.name,
        None => "命令行".to_owned(),
    };
    Ok(CutoverView {
        id: cutover.id,
        name: cutover.name,
        state: cutover.state.as_str().to_owned(),
        at: clock::iso(cutover.at),
        by,
        deliveries: cutover.deliveries,
        tables: serde_json::from_value(cutover.report).unwrap_or_default(),
    })
}
