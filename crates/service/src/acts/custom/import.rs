//! POST /api/kinds/{id}/items/import

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, Path, State};
use catalog::area::{AreaCode, AreaTree};
use catalog::custom::{Field, check_item};
use catalog::problem::Problem;
use catalog::text::squeeze;
use serde_json::json;
use storage::{CustomKind, NewCustomItem};
use workbook::{Limits, Sheet};

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::http::upload::read_upload;
use crate::rights::{Caller, Right};
use crate::view::custom::{AREA_TITLE, kind_in_reach};
use crate::wire::custom::{ItemsImported, ItemsUpload, RefusedItem};

/// Rows looked at for the header: titles and notes stand above it.
const HEADER_WITHIN: u32 = 10;

/// Most rows of one file.
const MOST_ROWS: usize = 20_000;

/// Refused rows that are told one by one.
const TOLD: usize = 100;

/// Import objects from a csv, xlsx or xls whose header holds the field titles. Rows that are
/// sound go in together; the others come back with every reason.
#[utoipa::path(post, path = "/api/kinds/{id}/items/import", tag = "custom", params(("id" = i64, Path)),
    request_body(content = ItemsUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = ItemsImported), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn import_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Json<ItemsImported>, Refusal> {
    caller.require(Right::KeepItems)?;
    let kind = kind_in_reach(&app, &caller, id).await?;
    let upload = read_upload(form).await?;
    let areas = app.areas();
    let reader = caller.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let book = workbook::read(&upload.bytes, &upload.file_name, &Limits::default())?;
        read(&book.sheets, &kind, &reader, &areas)
    })
    .await
    .map_err(|_| broken())??;
    let imported = reading.items.len();
    if imported > 0 {
        let audit =
            entry(&caller, "items.import", "kind", id).with_detail(json!({ "rows": imported }));
        let mut tx = app.store.write(audit).await?;
        tx.create_items(id, reading.items).await?;
        tx.commit().await?;
    }
    let refused_total = reading.refused.len() as u64;
    Ok(Json(ItemsImported {
        imported: imported as u64,
        refused: reading.refused.into_iter().take(TOLD).collect(),
        refused_total,
        unknown_columns: reading.unknown_columns,
    }))
}

struct Reading {
    items: Vec<NewCustomItem>,
    refused: Vec<RefusedItem>,
    unknown_columns: Vec<String>,
}

/// What a column of the file is.
enum Column<'a> {
    Area,
    Field(&'a Field),
}

fn read(
    sheets: &[Sheet],
    kind: &CustomKind,
    caller: &Caller,
    areas: &AreaTree,
) -> Result<Reading, Problem> {
    let sheet = sheets
        .iter()
        .find(|sheet| !sheet.hidden && sheet.rows > 0)
        .ok_or_else(no_header)?;
    let header = header_row(sheet, kind).ok_or_else(no_header)?;
    let mut columns: Vec<(u32, Column<'_>)> = Vec::new();
    let mut unknown_columns = Vec::new();
    for at in 0..sheet.columns {
        let title = sheet.text(header, at);
        match column_of(&title, kind) {
            Some(Column::Field(field)) if !caller.sees_field(field, kind.department.as_deref()) => {
                unknown_columns.push(title);
            }
            Some(column) => columns.push((at, column)),
            None if title.is_empty() => {}
            None => unknown_columns.push(title),
        }
    }
    let mut reading = Reading {
        items: Vec::new(),
        refused: Vec::new(),
        unknown_columns,
    };
    for row in header + 1..sheet.rows {
        let typed: Vec<(&Column<'_>, String)> = columns
            .iter()
            .map(|(at, column)| (column, sheet.text(row, *at)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        if typed.is_empty() {
            continue;
        }
        if reading.items.len() + reading.refused.len() >= MOST_ROWS {
            return Err(Problem::bad_input(
                "items-too-many",
                "一个文件最多两万行，请分成几个文件导入；本次没有导入任何行。",
            ));
        }
        match item_of(&typed, kind, caller, areas) {
            Ok(item) => reading.items.push(item),
            Err(messages) => reading.refused.push(RefusedItem {
                row: u64::from(row) + 1,
                messages,
            }),
        }
    }
    Ok(reading)
}

fn no_header() -> Problem {
    Problem::bad_input(
        "items-header",
        "文件里没有找到表头。请在前十行内写一行字段名称（可先导出一份作样表），再导入。",
    )
}

/// The row with the most titles of fields.
fn header_row(sheet: &Sheet, kind: &CustomKind) -> Option<u32> {
    let titles = |row: u32| {
        (0..sheet.columns)
            .filter(|at| {
                matches!(
                    column_of(&sheet.text(row, *at), kind),
                    Some(Column::Field(_))
                )
            })
            .count()
    };
    (0..sheet.rows.min(HEADER_WITHIN))
        .map(|row| (titles(row), row))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, row)| (*count, std::cmp::Reverse(*row)))
        .map(|(_, row)| row)
}

fn column_of<'a>(title: &str, kind: &'a CustomKind) -> Option<Column<'a>> {
    let title = squeeze(title);
    if title == squeeze(AREA_TITLE) {
        return Some(Column::Area);
    }
    kind.fields
        .iter()
        .find(|field| squeeze(&field.label) == title)
        .map(Column::Field)
}

fn item_of(
    typed: &[(&Column<'_>, String)],
    kind: &CustomKind,
    caller: &Caller,
    areas: &AreaTree,
) -> Result<NewCustomItem, Vec<String>> {
    let mut values = BTreeMap::new();
    let mut area = Ok(caller.area);
    for (column, text) in typed {
        match column {
            Column::Area => area = area_of(text, caller, areas),
            Column::Field(field) => {
                values.insert(field.id.clone(), text.clone());
            }
        }
    }
    let checked = check_item(&kind.fields, &values, areas);
    match (area, checked) {
        (Ok(area), Ok(values)) => Ok(NewCustomItem {
            area_code: area.to_string(),
            values,
        }),
        (area, checked) => {
            let faults = checked.err().unwrap_or_default();
            Err(area
                .err()
                .into_iter()
                .chain(faults.into_iter().map(|fault| fault.message))
                .collect())
        }
    }
}

/// The area that a cell names, within the caller's.
fn area_of(text: &str, caller: &Caller, areas: &AreaTree) -> Result<AreaCode, String> {
    let found = match text.parse::<AreaCode>() {
        Ok(code) => areas.get(&code).map(|area| area.code),
        Err(_) => match areas.find_by_name(text, &caller.area).as_slice() {
            [only] => Some(only.code),
            _ => None,
        },
    };
    found
        .filter(|code| areas.is_within(code, &caller.area))
        .ok_or_else(|| format!("“{AREA_TITLE}”应是您辖区内的区划名称或 12 位代码。"))
}
