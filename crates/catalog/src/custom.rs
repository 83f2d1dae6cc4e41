//! Kinds of objects that people define themselves (自定义对象): 城市部件, 治理力量 and whatever a
//! community keeps a list of. A kind is a list of typed fields; a value is checked against its
//! field before it is kept, whether it was typed or imported.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::area::{AreaCode, AreaTree};
use crate::code_table::CodeTables;
use crate::grade::Grade;
use crate::period;
use crate::problem::Problem;
use crate::text;

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// Any short text.
    Text,
    /// A decimal number.
    Number,
    /// A day.
    Date,
    /// One of a list: the field's own options, or a code table of the catalogue.
    Code,
    /// An area of the area tree.
    Area,
    /// Longitude and latitude in degrees (CGCS2000), `120.382,36.067`.
    Point,
}

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Stable id within the kind, `f1`, `f2` …; given once and never to another field.
    pub id: String,
    /// Title on screen and in workbooks.
    pub label: String,
    /// Its type.
    pub kind: FieldKind,
    /// Choices of a code field without a code table.
    #[serde(default)]
    pub options: Vec<String>,
    /// Id of a code table of the catalogue.
    #[serde(default)]
    pub code_table: Option<String>,
    /// Unit on screen.
    #[serde(default)]
    pub unit: Option<String>,
    /// How sensitive its values are.
    pub grade: Grade,
    /// Whether every object must have it.
    #[serde(default)]
    pub required: bool,
    /// Whether it is the number (编号) by which an object is known in its area: an imported row
    /// with a number that is there changes that object instead of adding one.
    #[serde(default)]
    pub key: bool,
}

/// Canonical values of one object by field id.
pub type ItemValues = BTreeMap<String, String>;

/// What is wrong with one value, with the field's label; never repeats the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Field id.
    pub field: String,
    /// Chinese sentence.
    pub message: String,
}

/// Most fields of a kind; a wider list is several lists.
const MOST_FIELDS: usize = 60;
/// Longest text of a value, in characters.
const LONGEST: usize = 500;
/// Longest name of a kind or label of a field, in characters.
const LONGEST_NAME: usize = 40;

/// Checks the definition of a kind.
///
/// # Errors
/// `kind-name`, `kind-fields`, `field-label`, `field-options`, `field-code-table`, `field-key`.
pub fn check_definition(name: &str, fields: &[Field]) -> Result<(), Problem> {
    if !is_name(name) {
        return Err(Problem::bad_input(
            "kind-name",
            "请填写对象名称，不超过 40 个字。",
        ));
    }
    if fields.is_empty() || fields.len() > MOST_FIELDS {
        return Err(Problem::bad_input(
            "kind-fields",
            "请至少设一个字段，最多 60 个。",
        ));
    }
    let mut labels = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for field in fields {
        if !is_name(&field.label) || !labels.insert(text::squeeze(&field.label)) {
            return Err(Problem::bad_input(
                "field-label",
                "每个字段要有不超过 40 个字的名称，且不能重名。",
            ));
        }
        if !ids.insert(field.id.as_str()) {
            return Err(Problem::bad_input(
                "field-label",
                "字段编号重复，请刷新页面后重新填写。",
            ));
        }
        check_code_field(field)?;
    }
    check_key(fields)
}

/// A number is one text or decimal number that no object lacks; else an import would find nothing.
fn check_key(fields: &[Field]) -> Result<(), Problem> {
    let sound =
        |field: &Field| field.required && matches!(field.kind, FieldKind::Text | FieldKind::Number);
    let keys: Vec<&Field> = fields.iter().filter(|field| field.key).collect();
    if keys.len() <= 1 && keys.into_iter().all(sound) {
        return Ok(());
    }
    Err(Problem::bad_input(
        "field-key",
        "一类对象只能有一个字段作编号，且应是必填的文字或数字字段。",
    ))
}

/// The field that is the number of a kind's objects.
#[must_use]
pub fn key_field(fields: &[Field]) -> Option<&Field> {
    fields.iter().find(|field| field.key)
}

/// The number of an object by its key field, as spellings of it are compared.
#[must_use]
pub fn key_of(field: &str, values: &ItemValues) -> Option<String> {
    let key = text::squeeze(values.get(field)?);
    (!key.is_empty()).then_some(key)
}

fn check_code_field(field: &Field) -> Result<(), Problem> {
    if field.kind != FieldKind::Code {
        return Ok(());
    }
    if let Some(table) = &field.code_table {
        if CodeTables::shipped().get(table).is_none() {
            return Err(Problem::bad_input(
                "field-code-table",
                format!("字段“{}”所选的代码表不存在，请重新选择。", field.label),
            ));
        }
        return Ok(());
    }
    let distinct: BTreeSet<&str> = field.options.iter().map(|option| option.trim()).collect();
    if distinct.len() != field.options.len() || field.options.len() < 2 || distinct.contains("") {
        return Err(Problem::bad_input(
            "field-options",
            format!("字段“{}”请列出至少两个不重复的选项。", field.label),
        ));
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name.chars().count() <= LONGEST_NAME
}

/// Whether fields may take the place of others that objects already have values of: none may
/// vanish or change its type.
///
/// # Errors
/// `field-fixed`.
pub fn check_change(before: &[Field], after: &[Field]) -> Result<(), Problem> {
    let kept = before.iter().all(|old| {
        after
            .iter()
            .any(|new| new.id == old.id && new.kind == old.kind)
    });
    if kept {
        return Ok(());
    }
    Err(Problem::conflict(
        "field-fixed",
        "已有的字段不能删除或改类型，可以改名称、改选项或增加字段。",
    ))
}

/// Checks the typed values of one object: canonical values, or everything that is wrong.
///
/// # Errors
/// The faults in the order of the fields.
pub fn check_item(
    fields: &[Field],
    typed: &BTreeMap<String, String>,
    areas: &AreaTree,
) -> Result<ItemValues, Vec<Fault>> {
    let mut values = ItemValues::new();
    let mut faults = Vec::new();
    for field in fields {
        let typed = typed.get(&field.id).map_or("", |text| text.trim());
        let fault = |message: String| Fault {
            field: field.id.clone(),
            message: format!("“{}”{message}", field.label),
        };
        if typed.is_empty() {
            if field.required {
                faults.push(fault("必填。".to_owned()));
            }
            continue;
        }
        match check_value(field, typed, areas) {
            Ok(canonical) => {
                values.insert(field.id.clone(), canonical);
            }
            Err(message) => faults.push(fault(message)),
        }
    }
    if faults.is_empty() {
        Ok(values)
    } else {
        Err(faults)
    }
}

/// The canonical text of a typed value.
fn check_value(field: &Field, typed: &str, areas: &AreaTree) -> Result<String, String> {
    match field.kind {
        FieldKind::Text => {
            if typed.chars().count() > LONGEST {
                return Err(format!("太长，请控制在 {LONGEST} 个字以内。"));
            }
            Ok(typed.to_owned())
        }
        FieldKind::Number => number(typed).ok_or_else(|| "应填数字，例如 12.5。".to_owned()),
        FieldKind::Date => period::read_date(typed)
            .and_then(|reading| reading.day())
            .map(period::day_text)
            .ok_or_else(|| "应填日期，例如 2026-05-01。".to_owned()),
        FieldKind::Code => {
            code(field, typed).ok_or_else(|| "不在选项之中，请从列表选择。".to_owned())
        }
        FieldKind::Area => area(typed, areas)
            .ok_or_else(|| "应填区划名称（在本辖区内唯一）或 12 位代码。".to_owned()),
        FieldKind::Point => {
            point(typed).ok_or_else(|| "应填经度,纬度，例如 120.382,36.067。".to_owned())
        }
    }
}

fn number(typed: &str) -> Option<String> {
    let plain: String = text::squeeze(typed)
        .chars()
        .filter(|letter| *letter != ',')
        .collect();
    let bare = plain.strip_prefix('-').unwrap_or(&plain);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sound = match bare.split_once('.') {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(bare),
    };
    (sound && bare.len() <= 20).then_some(plain)
}

fn code(field: &Field, typed: &str) -> Option<String> {
    if let Some(table) = &field.code_table {
        return CodeTables::shipped()
            .get(table)?
            .code_of(typed)
            .map(str::to_owned);
    }
    let wanted = text::squeeze(typed);
    field
        .options
        .iter()
        .find(|option| text::squeeze(option) == wanted)
        .map(|option| option.trim().to_owned())
}

fn area(typed: &str, areas: &AreaTree) -> Option<String> {
    if let Ok(code) = typed.parse::<AreaCode>() {
        return areas.get(&code).map(|area| area.code.to_string());
    }
    let mut found = areas
        .all()
        .iter()
        .filter(|area| area.parent.is_none())
        .flat_map(|root| areas.find_by_name(typed, &root.code));
    let first = found.next()?;
    found.next().is_none().then(|| first.code.to_string())
}

fn point(typed: &str) -> Option<String> {
    let plain = text::squeeze(typed);
    let (longitude, latitude) = plain.split_once([',', ';'])?;
    if latitude.contains(',') {
        return None;
    }
    let (longitude, latitude) = (number(longitude)?, number(latitude)?);
    let within = |text: &str, bound: f64| {
        text.parse::<f64>()
            .is_ok_and(|degrees| degrees.abs() <= bound)
    };
    (within(&longitude, 180.0) && within(&latitude, 90.0))
        .then(|| format!("{longitude},{latitude}"))
}

/// A canonical value as people read it.
#[must_use]
pub fn show(field: &Field, canonical: &str, areas: &AreaTree) -> String {
    match field.kind {
        FieldKind::Code => field
            .code_table
            .as_deref()
            .and_then(|table| CodeTables::shipped().get(table)?.label_of(canonical))
            .unwrap_or(canonical)
            .to_owned(),
        FieldKind::Area => canonical
            .parse::<AreaCode>()
            .ok()
            .and_then(|code| areas.get(&code))
            .map_or_else(|| canonical.to_owned(), |area| area.name.clone()),
        _ => canonical.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn field(id: &str, label: &str, kind: FieldKind) -> Field {
        Field {
            id: id.to_owned(),
            label: label.to_owned(),
            kind,
            options: if kind == FieldKind::Code {
                vec!["完好".to_owned(), "破损".to_owned()]
            } else {
                Vec::new()
            },
            code_table: None,
            unit: None,
            grade: Grade::L2,
            required: false,
            key: false,
        }
    }

    fn lamp() -> Vec<Field> {
        let mut fields = vec![
            field("f1", "编号", FieldKind::Text),
            field("f2", "高度", FieldKind::Number),
            field("f3", "安装日期", FieldKind::Date),
            field("f4", "状况", FieldKind::Code),
            field("f5", "位置", FieldKind::Point),
            field("f6", "权属社区", FieldKind::Area),
        ];
        fields[0].required = true;
        fields
    }

    fn typed(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        let own = |(id, text): &(&str, &str)| ((*id).to_owned(), (*text).to_owned());
        values.iter().map(own).collect()
    }

    #[test]
    fn values_become_canonical() {
        let typed = typed(&[
            ("f1", " 台东-17 "),
            ("f2", "1,200.50"),
            ("f3", "2024年3月5日"),
            ("f4", "破 损"),
            ("f5", "120.382，36.067"),
            ("f6", "370203005001"),
        ]);
        let values = check_item(&lamp(), &typed, AreaTree::shipped()).unwrap();
        let held: Vec<&str> = values.values().map(String::as_str).collect();
        assert_eq!(
            held,
            [
                "台东-17",
                "1200.50",
                "2024-03-05",
                "破损",
                "120.382,36.067",
                "370203005001"
            ]
        );
        let shown = show(&lamp()[5], "370203005001", AreaTree::shipped());
        assert!(shown.chars().count() > 2 && shown != "370203005001");
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_without_the_value() {
        let typed = typed(&[
            ("f2", "很高"),
            ("f3", "去年"),
            ("f4", "一般"),
            ("f5", "36.067"),
            ("f6", "没有这个社区"),
        ]);
        let faults = check_item(&lamp(), &typed, AreaTree::shipped()).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["f1", "f2", "f3", "f4", "f5", "f6"]);
        assert!(faults.iter().all(|fault| !fault.message.contains("很高")));
        for bad in ["200,36", "120,100", "a,b", "120,36,7"] {
            assert_eq!(point(bad), None, "{bad}");
        }
        for bad in ["1.", ".5", "--1", "1e5", "12.5.1", ""] {
            assert_eq!(number(bad), None, "{bad}");
        }
        assert_eq!(number("-3.0").as_deref(), Some("-3.0"));
    }

    #[test]
    fn a_definition_is_checked() {
        let code = |name: &str, fields: &[Field]| {
            check_definition(name, fields)
                .err()
                .map(|problem| problem.code)
        };
        assert_eq!(code("路灯", &lamp()), None);
        assert_eq!(code(" ", &lamp()).as_deref(), Some("kind-name"));
        assert_eq!(code("路灯", &[]).as_deref(), Some("kind-fields"));
        let twice = [
            field("f1", "编号", FieldKind::Text),
            field("f2", "编 号", FieldKind::Text),
        ];
        assert_eq!(code("路灯", &twice).as_deref(), Some("field-label"));
        let mut bare = field("f1", "状况", FieldKind::Code);
        bare.options.truncate(1);
        assert_eq!(
            code("路灯", &[bare.clone()]).as_deref(),
            Some("field-options")
        );
        bare.code_table = Some("no-such".to_owned());
        assert_eq!(
            code("路灯", &[bare.clone()]).as_deref(),
            Some("field-code-table")
        );
        bare.code_table = Some("sex".to_owned());
        assert_eq!(code("路灯", &[bare]), None);
    }

    #[test]
    fn one_required_text_may_be_the_number() {
        let code = |fields: &[Field]| {
            check_definition("路灯", fields)
                .err()
                .map(|problem| problem.code)
        };
        let mut fields = lamp();
        assert!(key_field(&fields).is_none());
        fields[0].key = true;
        assert_eq!(code(&fields), None);
        let values = ItemValues::from([("f1".to_owned(), "台东 Ａ-17".to_owned())]);
        assert_eq!(
            key_of(&key_field(&fields).unwrap().id, &values).as_deref(),
            Some("台东a-17")
        );
        assert_eq!(key_of("f1", &ItemValues::new()), None);
        fields[1].key = true;
        assert_eq!(code(&fields).as_deref(), Some("field-key"), "two numbers");
        fields[0].key = false;
        assert_eq!(code(&fields).as_deref(), Some("field-key"), "not required");
        fields[1].required = true;
        assert_eq!(code(&fields), None, "a decimal number will do");
        fields[1].key = false;
        fields[3].required = true;
        fields[3].key = true;
        assert_eq!(
            code(&fields).as_deref(),
            Some("field-key"),
            "a choice does not tell objects apart"
        );
    }

    #[test]
    fn fields_with_values_stay() {
        let mut after = lamp();
        after.push(field("f7", "备注", FieldKind::Text));
        after[0].label = "灯杆编号".to_owned();
        assert!(check_change(&lamp(), &after).is_ok());
        after.remove(1);
        assert_eq!(
            check_change(&lamp(), &after).unwrap_err().code,
            "field-fixed"
        );
        let mut retyped = lamp();
        retyped[1].kind = FieldKind::Text;
        assert!(check_change(&lamp(), &retyped).is_err());
    }
}
