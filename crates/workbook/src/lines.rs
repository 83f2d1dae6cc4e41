//! Objects, one a line (NDJSON): how programs push rows. Keys are columns.

use std::fmt;

use catalog::element::Dictionary;
use catalog::problem::Problem;
use rustc_hash::FxHashMap;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::cell::{Cell, trim};
use crate::delimited::OnRow;
use crate::kind;
use crate::limits::Limits;
use crate::sheet::BookIssue;

/// Keys of all objects together; real tables have some dozens.
const MAX_KEYS: usize = 1_000;

/// Reads objects line by line: the first row holds the keys of all objects in the order in which
/// they were first met, then follows one row a line, so line 1 is row 2. A key that is the id of
/// a data element (`id_number`) stands in the header under the element's label.
///
/// # Errors
/// `lines-broken` with the number of the first line that is no object; `workbook-too-large`
/// beyond the limits; `workbook-unsupported` when the bytes are not UTF-8.
pub(crate) fn each_row(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    on_row: &mut OnRow<'_>,
) -> Result<Vec<BookIssue>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Problem::bad_input(
            "workbook-unsupported",
            format!(
                "文件“{file_name}”是逐行对象（NDJSON），但不是 UTF-8 编码，请转成 UTF-8 后重新交。"
            ),
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let columns = columns(text, file_name, limits)?;
    let notes = vec![BookIssue::new(
        "lines-numbered",
        "这是逐行对象（NDJSON）：第 1 行显示的是各键名，文件的第 1 行是这里的第 2 行。",
    )];
    let mut header: Vec<Cell> = columns.titles.into_iter().map(Cell::Text).collect();
    if on_row(0, &mut header).is_break() {
        return Ok(notes);
    }
    let mut cells = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        if trim(line).is_empty() {
            continue;
        }
        let Fields(fields) = read(line, number, file_name)?;
        cells.clear();
        cells.resize(columns.places.len(), Cell::Empty);
        for (key, value) in fields {
            if let Some(at) = columns.places.get(key.as_str()) {
                cells[*at] = cell(value);
            }
        }
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() && on_row(number, &mut cells).is_break() {
            return Ok(notes);
        }
    }
    Ok(notes)
}

/// The keys of all objects.
struct Columns {
    titles: Vec<String>,
    places: FxHashMap<String, usize>,
}

/// Goes through the whole text once: a key may turn up in the last line only, and a broken line
/// must be told before the first row is handed over.
fn columns(text: &str, file_name: &str, limits: &Limits) -> Result<Columns, Problem> {
    let mut columns = Columns {
        titles: Vec::new(),
        places: FxHashMap::default(),
    };
    let mut rows = 0_u64;
    for (number, line) in (1_u32..).zip(text.lines()) {
        if trim(line).is_empty() {
            continue;
        }
        rows += 1;
        if rows > limits.max_rows {
            return Err(kind::too_large(
                file_name,
                &format!("超过 {} 行", limits.max_rows),
            ));
        }
        let Keys(keys) = read(line, number, file_name)?;
        for key in keys {
            if columns.places.contains_key(&key) {
                continue;
            }
            if columns.titles.len() == MAX_KEYS {
                return Err(kind::too_large(
                    file_name,
                    &format!("的键名超过 {MAX_KEYS} 个"),
                ));
            }
            columns.titles.push(title(&key));
            columns.places.insert(key, columns.titles.len() - 1);
        }
    }
    Ok(columns)
}

/// The title that a key stands for.
fn title(key: &str) -> String {
    let element = Dictionary::shipped().by_id(trim(key));
    element.map_or_else(|| key.to_owned(), |element| element.label.clone())
}

/// What a value is as a cell. Numbers keep their digits; objects and lists stay as they were
/// written, so that whoever reads the issue sees what was sent.
fn cell(value: Value) -> Cell {
    let text = match value {
        Value::Null => return Cell::Empty,
        Value::Bool(yes) => if yes { "是" } else { "否" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text,
        nested => nested.to_string(),
    };
    if trim(&text).is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn read<'de, T: Deserialize<'de>>(
    line: &'de str,
    number: u32,
    file_name: &str,
) -> Result<T, Problem> {
    serde_json::from_str(line).map_err(|_| {
        Problem::bad_input(
            "lines-broken",
            format!(
                "文件“{file_name}”的第 {number} 行不是完整的 JSON 对象，整个文件都没有读取，请改正后重新交。"
            ),
        )
    })
}

/// The fields of an object in the order in which they stand.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The keys of an object in the order in which they stand; its values are passed over.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Keys;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    fn rows(text: &str) -> Result<Vec<(u32, Vec<String>)>, Problem> {
        let mut rows = Vec::new();
        each_row(
            text.as_bytes(),
            "推送.ndjson",
            &Limits::default(),
            &mut |row, cells| {
                rows.push((row, cells.iter().map(Cell::text).collect()));
                ControlFlow::Continue(())
            },
        )?;
        Ok(rows)
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn keys_are_columns_wherever_they_turn_up() {
        let text = "{\"姓名\":\"张三\",\"id_number\":370203194605150020}\n\n{\"id_number\":null,\"姓名\":\"李四\",\"老人\":true}\n";
        assert_eq!(
            rows(text).unwrap(),
            [
                row(0, &["姓名", "公民身份号码", "老人"]),
                row(1, &["张三", "370203194605150020"]),
                row(3, &["李四", "", "是"]),
            ]
        );
    }

    #[test]
    fn a_broken_line_is_told_by_its_number_before_any_row() {
        for broken in ["{\"姓名\":\"李", "[1]", "\"文字\"", "{\"a\":1} {\"b\":2}"] {
            let mut seen = 0;
            let text = format!("{{\"姓名\":\"张三\"}}\n{broken}\n");
            let refused = each_row(
                text.as_bytes(),
                "推送.ndjson",
                &Limits::default(),
                &mut |_, _| {
                    seen += 1;
                    ControlFlow::Continue(())
                },
            )
            .unwrap_err();
            assert_eq!(refused.code, "lines-broken");
            assert!(refused.detail.contains("第 2 行"), "{}", refused.detail);
            assert_eq!(seen, 0, "nothing was handed over");
        }
    }

    #[test]
    fn too_many_keys_are_refused() {
        let keys: Vec<String> = (0..=MAX_KEYS).map(|at| format!("\"k{at}\":1")).collect();
        let refused = rows(&format!("{{{}}}", keys.join(","))).unwrap_err();
        assert_eq!(refused.code, "workbook-too-large");
    }
}
