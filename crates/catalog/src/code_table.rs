//! Code tables (代码表): national ones by their standard, our own where no standard is in use,
//! each with the variants that people type.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::text;

/// One code with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeEntry {
    /// The code as stored.
    pub code: String,
    /// The label on screen.
    pub label: String,
    /// What people type for it, codes of other tables included.
    #[serde(default)]
    pub variants: Vec<String>,
}

/// A code table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeTable {
    /// Stable id, such as `sex`.
    pub id: String,
    /// Chinese name.
    pub label: String,
    /// The standard or agreement it follows.
    pub standard: String,
    /// Codes in the order of the standard.
    pub entries: Vec<CodeEntry>,
    /// Squeezed code, label or variant → place in `entries`.
    #[serde(skip)]
    index: FxHashMap<String, usize>,
}

impl CodeTable {
    /// The code that a typed text means: a code, a label, a variant, or code and label together
    /// in either order (`1-男`, `男(1)`, `01汉族`). `None` when it means none, or when the two
    /// parts contradict each other.
    #[must_use]
    pub fn code_of(&self, typed: &str) -> Option<&str> {
        let at = match self.index.get(typed) {
            Some(at) => Some(*at),
            None => self.find(&text::squeeze(typed)),
        };
        at.map(|at| self.entries[at].code.as_str())
    }

    /// The label of a code.
    #[must_use]
    pub fn label_of(&self, code: &str) -> Option<&str> {
        let at = *self.index.get(code)?;
        let entry = &self.entries[at];
        (entry.code == code).then_some(entry.label.as_str())
    }

    fn find(&self, word: &str) -> Option<usize> {
        self.find_word(word).or_else(|| self.find_pair(word))
    }

    /// One word: as listed, or a number that lost its leading zeros or gained `.0` in Excel.
    fn find_word(&self, word: &str) -> Option<usize> {
        if let Some(at) = self.index.get(word) {
            return Some(*at);
        }
        let digits = word.strip_suffix(".0").unwrap_or(word);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let bare = digits.trim_start_matches('0');
        [
            digits.to_owned(),
            format!("0{digits}"),
            bare.to_owned(),
            format!("0{bare}"),
        ]
        .iter()
        .filter(|candidate| candidate.as_str() != "0" || digits == "0")
        .find_map(|candidate| self.index.get(candidate.as_str()).copied())
    }

    /// A code and a label written together; both must mean the same entry.
    fn find_pair(&self, word: &str) -> Option<usize> {
        let is_joint = |c: char| {
            matches!(
                c,
                '-' | '_' | '.' | '、' | ':' | '|' | '/' | '(' | ')' | '[' | ']' | '—'
            )
        };
        let digits = |c: char| c.is_ascii_alphanumeric();
        let head_end = word.find(|c| !digits(c)).unwrap_or(word.len());
        let tail_start = word
            .rfind(|c: char| !digits(c) && !is_joint(c))
            .map(|at| at + word[at..].chars().next().map_or(0, char::len_utf8));
        let pairs = [
            Some((&word[..head_end], &word[head_end..])),
            tail_start.map(|at| (&word[at..], &word[..at])),
        ];
        pairs.into_iter().flatten().find_map(|(code, label)| {
            let (code, label) = (code.trim_matches(is_joint), label.trim_matches(is_joint));
            if code.is_empty() || label.is_empty() {
                return None;
            }
            let (by_code, by_label) = (self.find_word(code)?, self.find_word(label)?);
            (by_code == by_label).then_some(by_code)
        })
    }

    fn build_index(&mut self) {
        // Codes and labels first: a variant never takes the place of either.
        let own = |entry: &CodeEntry| vec![entry.code.clone(), entry.label.clone()];
        let typed = |entry: &CodeEntry| entry.variants.clone();
        for words in [&own as &dyn Fn(&CodeEntry) -> Vec<String>, &typed] {
            for (at, entry) in self.entries.iter().enumerate() {
                for word in words(entry) {
                    self.index.entry(text::squeeze(&word)).or_insert(at);
                    self.index.entry(word).or_insert(at);
                }
            }
        }
    }
}

/// All code tables by id.
#[derive(Debug)]
pub struct CodeTables {
    tables: Vec<CodeTable>,
    by_id: FxHashMap<String, usize>,
}

static SHIPPED: LazyLock<CodeTables> = LazyLock::new(|| {
    CodeTables::from_json(include_str!("../data/code_tables.json"))
        .expect("the shipped code tables are checked by a test")
});

impl CodeTables {
    /// The code tables that ship with Linli.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads code tables from a JSON array.
    ///
    /// # Errors
    /// When the text is not such an array.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        let mut tables: Vec<CodeTable> = serde_json::from_str(json)?;
        tables.iter_mut().for_each(CodeTable::build_index);
        let by_id = tables
            .iter()
            .enumerate()
            .map(|(at, table)| (table.id.clone(), at))
            .collect();
        Ok(Self { tables, by_id })
    }

    /// Every table in file order.
    #[must_use]
    pub fn all(&self) -> &[CodeTable] {
        &self.tables
    }

    /// The table of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&CodeTable> {
        self.by_id.get(id).map(|at| &self.tables[*at])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::element::{Dictionary, ValueKind};

    fn code(table: &str, typed: &str) -> Option<&'static str> {
        CodeTables::shipped().get(table).unwrap().code_of(typed)
    }

    #[test]
    fn every_coded_element_has_its_table() {
        for element in Dictionary::shipped().all() {
            let table = element.code_table.as_deref();
            assert_eq!(
                element.kind == ValueKind::Code,
                table.is_some(),
                "{}",
                element.id
            );
            let missing = table.is_some_and(|id| CodeTables::shipped().get(id).is_none());
            assert!(!missing, "{}", element.id);
        }
    }

    #[test]
    fn every_code_label_and_variant_leads_home() {
        for table in CodeTables::shipped().all() {
            for entry in &table.entries {
                assert_eq!(
                    table.label_of(&entry.code),
                    Some(entry.label.as_str()),
                    "{}",
                    table.id
                );
                for typed in [&entry.code, &entry.label]
                    .into_iter()
                    .chain(&entry.variants)
                {
                    assert_eq!(
                        table.code_of(typed),
                        Some(entry.code.as_str()),
                        "{} {typed}",
                        table.id
                    );
                }
            }
        }
    }

    #[test]
    fn typed_variants() {
        assert_eq!(code("sex", "男性"), Some("1"));
        assert_eq!(code("sex", " 1-男 "), Some("1"));
        assert_eq!(code("sex", "女（2）"), Some("2"));
        assert_eq!(code("sex", "2.0"), Some("2"));
        assert_eq!(code("sex", "M"), Some("1"));
        assert_eq!(code("sex", "1-女"), None);
        assert_eq!(code("sex", "男女"), None);
        assert_eq!(code("ethnicity", "汉"), Some("01"));
        assert_eq!(code("ethnicity", "1"), Some("01"));
        assert_eq!(code("ethnicity", "01汉族"), Some("01"));
        assert_eq!(code("ethnicity", "火星族"), None);
        assert_eq!(code("education", "大专"), Some("30"));
        assert_eq!(code("marital", "离异"), Some("40"));
        assert_eq!(code("disability-level", "一级"), Some("1"));
        assert_eq!(code("disability-level", "二级2"), Some("2"));
        assert_eq!(code("place-status", "存续（在营、开业、在册）"), Some("1"));
    }

    #[test]
    fn kinship_takes_one_digit_codes_and_words() {
        for head in ["户主", "本人", "户主本人", "01", "02", "0"] {
            assert_eq!(code("kinship", head), Some("02"), "{head}");
        }
        assert_eq!(code("kinship", "1"), Some("10"));
        assert_eq!(code("kinship", "长子"), Some("22"));
        assert_eq!(code("kinship", "租客"), Some("99"));
    }
}
