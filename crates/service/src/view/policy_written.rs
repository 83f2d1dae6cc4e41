//! A policy as it is handed in: changed, or new.

use catalog::problem::Problem;
use rules::policy::PolicyFile;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

use crate::app::App;
use crate::http::problem::{PlaceProblem, Refusal};
use crate::rights::Caller;
use crate::wire::area::area_name;
use crate::wire::policy::PolicyNew;

/// How far the text of a policy made here was checked.
const STANDING: &str = "主管部门按文件录入";

/// A changed policy. What makes it this policy cannot be changed; it may be handed over to a
/// department that the caller speaks for.
///
/// # Errors
/// `policy-json-wrong` with the place, `policy-is-another`, `policy-foreign`.
pub fn written(caller: &Caller, before: &PolicyFile, json: Value) -> Result<PolicyFile, Refusal> {
    let file = parsed(json)?;
    if (&file.id, file.area) != (&before.id, before.area) {
        return Err(Problem::bad_input(
            "policy-is-another",
            "政策的编号和适用区划不能修改；如需更换，请新建一项政策。",
        )
        .into());
    }
    if file.department != before.department && !caller.owns_policy(&file.department) {
        return Err(at(
            Problem::forbidden(
                "policy-foreign",
                "主管部门只能改成包含本部门的写法，例如“民政/残联”；要整项移交，请联系区大数据中心。",
            ),
            "/department",
        ));
    }
    Ok(file)
}

/// The first draft of a new policy: of the caller's department and area.
///
/// # Errors
/// `policy-json-wrong` with the place.
pub fn first_draft(
    app: &App,
    caller: &Caller,
    id: &str,
    asked: PolicyNew,
) -> Result<PolicyFile, Refusal> {
    let mut json = match asked.file {
        Some(Value::Object(map)) => map,
        None => Map::new(),
        Some(_) => {
            return Err(Problem::bad_input(
                "policy-json-wrong",
                "政策内容应是一个 JSON 对象，请对照接口文档修改。",
            )
            .into());
        }
    };
    let area = caller.area.to_string();
    let document = serde_json::to_value(asked.document).unwrap_or_default();
    let fixed = [
        ("id", Value::from(id)),
        ("name", Value::from(asked.name.trim())),
        ("region", Value::from(area_name(&app.areas(), Some(&area)))),
        ("department", Value::from(caller.department.clone())),
        ("source", Value::from("")),
        ("document", document),
        ("standing", Value::from(STANDING)),
        ("area", Value::from(area)),
        ("from", Value::from(asked.from)),
        ("until", Value::from(asked.until)),
    ];
    json.extend(fixed.map(|(key, value)| (key.to_owned(), value)));
    parsed(Value::Object(json))
}

/// A policy of its JSON; the one line of its source follows the parts of its document.
fn parsed(json: Value) -> Result<PolicyFile, Refusal> {
    let mut file: PolicyFile =
        serde_path_to_error::deserialize(json).map_err(|error| unreadable(&error))?;
    if let Some(document) = &file.document {
        file.source = document.line();
    }
    Ok(file)
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let place = pointer(error.path());
    let detail = match place.rsplit('/').next() {
        Some("from" | "until" | "day" | "today") => "有一个日期没有填好，请选一天。".to_owned(),
        Some("number" | "value") => "有一个数值没有填好，请写数字。".to_owned(),
        _ => format!(
            "政策内容的格式不对（{}），请对照原内容修改。",
            error.inner()
        ),
    };
    at(Problem::bad_input("policy-json-wrong", detail), &place)
}

fn at(problem: Problem, place: &str) -> Refusal {
    let place = PlaceProblem {
        at: place.to_owned(),
        line: None,
        column: None,
        message: problem.detail.clone(),
    };
    Refusal::of_places(problem, vec![place])
}

fn pointer(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{key}")),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy(from: Value, number: Value) -> Value {
        json!({
            "id": "own-1", "name": "甲", "region": "", "department": "民政", "source": "",
            "standing": "", "area": "370203000000", "who": "健在",
            "document": { "name": "办法", "clause": "第二条" },
            "parameters": [{ "name": "标准", "unit": "元", "values": [
                { "from": from, "value": { "number": number }, "source": "甲" }] }],
        })
    }

    #[test]
    fn what_cannot_be_read_names_its_place() {
        for (json, place) in [
            (policy(json!(""), json!(1)), "/parameters/0/values/0/from"),
            (
                policy(json!("2026-01-01"), Value::Null),
                "/parameters/0/values/0/value",
            ),
        ] {
            let refusal = parsed(json).expect_err("not filled in");
            let places = refusal.into_places();
            assert!(places[0].at.starts_with(place), "{places:?}");
            assert!(places[0].message.contains("没有填好"), "{places:?}");
        }
        let file = parsed(policy(json!("2026-01-01"), json!(80))).expect("readable");
        assert_eq!(file.source, "办法第二条");
    }
}
