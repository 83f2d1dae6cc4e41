//! Self-defined kinds and objects as the caller may see and change them.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, AreaTree};
use catalog::custom::{Fault, Field, FieldKind, ItemValues, show};
use catalog::grade::Grade;
use catalog::problem::Problem;
use storage::{CustomItem, CustomItemFilter, CustomKind, Paging};

use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Right};
use crate::wire::area::area_name;
use crate::wire::custom::{Kind, KindField, KindItem};

/// What stands for a value that the caller may not see.
pub const WITHHELD: &str = "＊＊＊";

/// The title of the workbook column that names each object's area.
pub const AREA_TITLE: &str = "所属区划";

/// A kind that is used in the caller's area.
pub async fn kind_in_reach(app: &App, caller: &Caller, id: i64) -> Result<CustomKind, Problem> {
    let kind = app.store.custom_kind(id).await?;
    if reaches(caller, &kind, &app.areas()) {
        return Ok(kind);
    }
    Err(out_of_reach())
}

/// A kind that the caller may change, put away or not.
pub async fn kind_of_own(app: &App, caller: &Caller, id: i64) -> Result<CustomKind, Problem> {
    let kind = app.store.custom_kind_ever(id).await?;
    if !reaches(caller, &kind, &app.areas()) {
        return Err(out_of_reach());
    }
    if owns(caller, &kind) {
        return Ok(kind);
    }
    Err(Problem::forbidden(
        "kind-foreign",
        "这类对象由其他单位设置，请联系设置它的单位修改。",
    ))
}

fn out_of_reach() -> Problem {
    Problem::not_found(
        "kind-missing",
        "没有这类对象，或它不在您的辖区使用，请从列表重新进入。",
    )
}

/// Whether a kind is used in the caller's area or in a part of it.
pub fn reaches(caller: &Caller, kind: &CustomKind, areas: &AreaTree) -> bool {
    kind.area_code.parse::<AreaCode>().is_ok_and(|code| {
        areas.is_within(&caller.area, &code) || areas.is_within(&code, &caller.area)
    })
}

/// Whether the caller may change a kind: whoever works for the office that made it.
pub fn owns(caller: &Caller, kind: &CustomKind) -> bool {
    caller.can(Right::DefineKinds)
        && kind.area_code == caller.area.to_string()
        && kind.department == caller.department
}

/// An object of the caller's area.
pub async fn item_in_reach(
    app: &App,
    caller: &Caller,
    kind: i64,
    id: i64,
) -> Result<CustomItem, Problem> {
    let item = item_ever_in_reach(app, caller, kind, id).await?;
    if item.removed {
        return Err(item_missing());
    }
    Ok(item)
}

/// An object of the caller's area, also when it was removed.
pub async fn item_ever_in_reach(
    app: &App,
    caller: &Caller,
    kind: i64,
    id: i64,
) -> Result<CustomItem, Problem> {
    let missing = item_missing;
    let item = app.store.custom_item_ever(id).await?;
    if item.kind != kind {
        return Err(missing());
    }
    let code = item.area_code.parse().map_err(|_| missing())?;
    caller.require_area(&code, &app.areas())?;
    Ok(item)
}

fn item_missing() -> Problem {
    Problem::not_found("item-missing", "没有这个对象，可能已被删除，请刷新列表。")
}

/// The area codes within an area, itself included, as objects name them.
pub fn codes_within(area: &AreaCode, areas: &AreaTree) -> Vec<String> {
    let mut codes: Vec<String> = areas
        .subtree(area)
        .iter()
        .map(|area| area.code.to_string())
        .collect();
    codes.push(area.to_string());
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A kind for the wire.
pub async fn kind_view(app: &App, caller: &Caller, kind: CustomKind) -> Result<Kind, Problem> {
    let areas = app.areas();
    let filter = CustomItemFilter {
        kind: kind.id,
        areas: codes_within(&caller.area, &areas),
        removed: false,
    };
    let (items, _) = app.store.custom_items(&filter, Paging::new(1, 1)).await?;
    Ok(Kind {
        id: kind.id,
        area: area_name(&areas, Some(&kind.area_code)),
        own: owns(caller, &kind),
        name: kind.name,
        note: kind.note,
        department: kind.department,
        fields: kind.fields.iter().map(field_view).collect(),
        version: kind.version,
        archived: kind.archived,
        items,
    })
}

/// A field for the wire.
pub fn field_view(field: &Field) -> KindField {
    KindField {
        id: Some(field.id.clone()),
        label: field.label.clone(),
        kind: crate::acts::catalogue::elements::word(&field.kind),
        options: field.options.clone(),
        code_table: field.code_table.clone(),
        unit: field.unit.clone(),
        grade: format!("{:?}", field.grade),
        required: field.required,
        key: field.key,
    }
}

/// Fields as sent; new ones get the next free id, counting from those there were.
pub fn fields_of(sent: Vec<KindField>, before: &[Field]) -> Result<Vec<Field>, Problem> {
    let number = |id: &str| {
        id.strip_prefix('f')
            .and_then(|rest| rest.parse::<u32>().ok())
    };
    let mut next = before
        .iter()
        .filter_map(|field| number(&field.id))
        .max()
        .unwrap_or(0);
    sent.into_iter()
        .map(|sent| {
            let known = sent
                .id
                .filter(|id| before.iter().any(|field| field.id == *id));
            let id = known.unwrap_or_else(|| {
                next += 1;
                format!("f{next}")
            });
            let kind: Option<FieldKind> = parsed(&sent.kind);
            let grade: Option<Grade> = parsed(&sent.grade);
            let (Some(kind), Some(grade)) = (kind, grade) else {
                return Err(Problem::bad_input(
                    "field-kind",
                    format!("请为字段“{}”选择类型和分级。", sent.label),
                ));
            };
            Ok(Field {
                id,
                label: sent.label.trim().to_owned(),
                kind,
                options: sent.options,
                code_table: sent.code_table.filter(|table| !table.is_empty()),
                unit: sent.unit.filter(|unit| !unit.trim().is_empty()),
                grade,
                required: sent.required,
                key: sent.key,
            })
        })
        .collect()
}

fn parsed<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// An object for the wire.
pub fn item_view(
    caller: &Caller,
    kind: &CustomKind,
    item: CustomItem,
    areas: &AreaTree,
) -> KindItem {
    KindItem {
        id: item.id,
        area: area_name(areas, Some(&item.area_code)),
        area_code: item.area_code,
        shown: shown_values(caller, kind, &kind.fields, &item.values, areas),
        values: seen_values(caller, kind, item.values),
        version: item.version,
        updated_at: clock::iso(item.updated_at),
    }
}

/// Values as people read them, by field id. `fields` are those of the kind when the values were
/// written; whether one may be seen is asked of the kind as it is now.
pub fn shown_values(
    caller: &Caller,
    kind: &CustomKind,
    fields: &[Field],
    values: &ItemValues,
    areas: &AreaTree,
) -> BTreeMap<String, String> {
    fields
        .iter()
        .filter_map(|field| {
            let held = values.get(&field.id)?;
            let text = if sees(caller, kind, &field.id) {
                show(field, held, areas)
            } else {
                WITHHELD.to_owned()
            };
            Some((field.id.clone(), text))
        })
        .collect()
}

/// The values that the caller may see.
pub fn seen_values(
    caller: &Caller,
    kind: &CustomKind,
    values: ItemValues,
) -> BTreeMap<String, String> {
    values
        .into_iter()
        .filter(|(id, _)| sees(caller, kind, id))
        .collect()
}

/// Whether the caller may see values of a field of a kind as it is now; fields never vanish.
fn sees(caller: &Caller, kind: &CustomKind, id: &str) -> bool {
    kind.fields
        .iter()
        .find(|field| field.id == id)
        .is_some_and(|field| caller.sees_field(field, kind.department.as_deref()))
}

/// Typed values together with what stays because the caller may not see it.
pub fn with_unseen(
    caller: &Caller,
    kind: &CustomKind,
    typed: BTreeMap<String, String>,
    before: &ItemValues,
) -> BTreeMap<String, String> {
    let mut values = typed;
    for field in &kind.fields {
        if !caller.sees_field(field, kind.department.as_deref()) {
            match before.get(&field.id) {
                Some(held) => values.insert(field.id.clone(), held.clone()),
                None => values.remove(&field.id),
            };
        }
    }
    values
}

/// All that is wrong with an object, as one problem.
pub fn faulty(faults: &[Fault]) -> Problem {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    Problem::bad_input("item-invalid", messages.concat())
}
