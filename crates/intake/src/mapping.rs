//! Mapping files (平移): what the tables and columns of an old system mean, written by people once
//! and checked before anything is taken over.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use catalog::code_table::CodeTables;
use catalog::element::{DataElement, Dictionary, ElementNo, EntityKind, ValueKind};
use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use chrono::NaiveDate;
use serde::Deserialize;

pub use table::{KEY_TITLE, MappedTable, OldColumn, map_table};

/// A mapping file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Name of the cut-over.
    pub name: String,
    /// Tables in the order in which they are loaded: dwellings before those who live in them.
    #[serde(rename = "table", default)]
    pub tables: Vec<TableMapping>,
}

/// One table of the old system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableMapping {
    /// Name of the file without its ending.
    pub input: String,
    /// Code of the source that stands for it.
    pub source: String,
    /// The day it speaks of.
    pub as_of: NaiveDate,
    /// The column by which the old system knew its rows; kept with each row.
    #[serde(default)]
    pub key: Option<String>,
    /// Old column → what it means.
    pub columns: BTreeMap<String, ColumnMapping>,
    /// Element id → the same value for every row.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Old columns that are knowingly left behind.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// What a column means.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ColumnMapping {
    /// A data element, by id or label.
    Element(String),
    /// A data element whose codes were others.
    Coded(CodedColumn),
}

/// A column with codes of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodedColumn {
    /// The data element, by id or label.
    pub to: String,
    /// Old code → code or label of the element.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

impl ColumnMapping {
    /// The word for the element.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Element(word) => word,
            Self::Coded(coded) => &coded.to,
        }
    }

    /// The translation of codes, if there is one.
    #[must_use]
    pub fn codes(&self) -> Option<&BTreeMap<String, String>> {
        match self {
            Self::Element(_) => None,
            Self::Coded(coded) => Some(&coded.codes).filter(|codes| !codes.is_empty()),
        }
    }

    /// The element.
    #[must_use]
    pub fn element(&self) -> Option<&'static DataElement> {
        element_named(self.word())
    }
}

impl TableMapping {
    /// The source that stands for the table.
    #[must_use]
    pub fn source(&self) -> Option<&'static Source> {
        Sources::shipped().by_code(&self.source)
    }
}

impl Mapping {
    /// Reads and checks a mapping file.
    ///
    /// # Errors
    /// `mapping-unreadable` when it is not such a file; `mapping-wrong` when it names what there is
    /// not, with everything that is wrong at once.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].lines().count().max(1)
            });
            Problem::bad_input(
                "mapping-unreadable",
                format!("对照文件第{line}行附近看不懂，请对照样例检查写法。"),
            )
        })?;
        let wrong = mapping.mistakes();
        if wrong.is_empty() {
            return Ok(mapping);
        }
        Err(Problem::bad_input(
            "mapping-wrong",
            format!("对照文件有{}处要改：{}。", wrong.len(), wrong.join("；")),
        ))
    }

    fn mistakes(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.name.trim().is_empty() {
            wrong.push("没有写 name".to_owned());
        }
        if self.tables.is_empty() {
            wrong.push("没有写任何 [[table]]".to_owned());
        }
        for table in &self.tables {
            check(table, &mut wrong);
        }
        wrong
    }
}

fn check(table: &TableMapping, wrong: &mut Vec<String>) {
    let name = &table.input;
    let Some(source) = table.source() else {
        wrong.push(format!("“{name}”的来源“{}”不存在", table.source));
        return;
    };
    let mut taken: BTreeSet<ElementNo> = BTreeSet::new();
    let columns = table
        .columns
        .iter()
        .map(|(column, mapped)| (column.as_str(), mapped.word()));
    let constants = table.constants.keys().map(|word| ("固定值", word.as_str()));
    for (column, word) in columns.chain(constants) {
        match element_named(word) {
            None => wrong.push(format!("“{name}”的“{column}”对到不存在的数据元“{word}”")),
            Some(element) if !is_fact(element) => {
                wrong.push(format!("“{name}”的“{column}”不能对到“{}”", element.label));
            }
            Some(element) if !taken.insert(element.no) => {
                wrong.push(format!("“{name}”有两处都对到“{}”", element.label));
            }
            Some(_) => {}
        }
    }
    for (column, mapped) in &table.columns {
        check_codes(name, column, mapped, wrong);
    }
    for id in &source.required {
        let held = Dictionary::shipped()
            .by_id(id)
            .is_some_and(|element| taken.contains(&element.no));
        if !held {
            let label = Dictionary::shipped()
                .by_id(id)
                .map_or(id.as_str(), |element| element.label.as_str());
            wrong.push(format!("“{name}”缺少来源“{}”必需的“{label}”", source.label));
        }
    }
}

fn check_codes(name: &str, column: &str, mapped: &ColumnMapping, wrong: &mut Vec<String>) {
    let (Some(codes), Some(element)) = (mapped.codes(), mapped.element()) else {
        return;
    };
    let table = element
        .code_table
        .as_deref()
        .and_then(|id| CodeTables::shipped().get(id));
    for target in codes.values() {
        let known = match (&element.kind, table) {
            (ValueKind::Code, Some(table)) => table.code_of(target).is_some(),
            _ => true,
        };
        if !known {
            wrong.push(format!(
                "“{name}”的“{column}”译成“{}”里没有的“{target}”",
                element.label
            ));
        }
    }
}

/// Whether values of an element are facts that a delivery can bring.
fn is_fact(element: &DataElement) -> bool {
    !element.derived
        && element.entity != EntityKind::Form
        && element.no != catalog::element::no::AGE
}

/// An element by id or label.
fn element_named(word: &str) -> Option<&'static DataElement> {
    let dictionary = Dictionary::shipped();
    dictionary.by_id(word).or_else(|| dictionary.by_label(word))
}

#[cfg(test)]
mod tests;
