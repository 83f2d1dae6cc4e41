//! What a saved comparison compares.

use catalog::problem::{Problem, ProblemKind};
use catalog::source::Sources;
use linkage::compare::{Field, MOST_FIELDS, Rules};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::field;

/// One of the two lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Side {
    /// The newest delivery of a source.
    Source {
        /// Its code.
        source: String,
    },
    /// A list that was handed in for comparing.
    Upload {
        /// What the upload answered with.
        object: String,
        /// Name of the file.
        file_name: String,
    },
    /// The registry.
    Registry {
        /// Area code; the caller's own area when empty.
        area: String,
        /// home (实住), hukou (户籍) or either.
        #[serde(default = "home")]
        basis: String,
        /// Only people with all of these tags.
        #[serde(default)]
        tags: Vec<String>,
    },
}

fn home() -> String {
    "home".to_owned()
}

/// Both lists and how they are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Definition {
    pub left: Side,
    pub right: Side,
    /// Keys, the surest first; fields of one key count together. Element ids or column titles.
    pub keys: Vec<Vec<String>>,
    /// Compared fields: element ids or column titles.
    pub fields: Vec<String>,
    /// Whether a blank contradicts a value.
    #[serde(default)]
    pub blanks_differ: bool,
    /// Whether rows that only the left list has are differences to be closed.
    pub only_left: bool,
    /// Whether rows that only the right list has are differences to be closed.
    pub only_right: bool,
}

impl Definition {
    /// What is stored of a comparison.
    ///
    /// # Errors
    /// When it was written by a newer program, or is damaged.
    pub fn of(stored: &storage::Comparison) -> Result<Self, Problem> {
        serde_json::from_value(stored.definition.clone()).map_err(|_| {
            Problem::new(
                ProblemKind::Internal,
                "comparison-broken",
                "这项比对的设置无法解读，请删除后重新建立。",
            )
        })
    }

    /// The rules of the comparison.
    pub fn rules(&self) -> Rules {
        Rules {
            keys: self.keys().collect(),
            fields: self.fields(),
            blanks_differ: self.blanks_differ,
            agree: field::agree,
        }
    }

    /// Keys as fields.
    pub fn keys(&self) -> impl Iterator<Item = Vec<Field>> {
        self.keys
            .iter()
            .map(|key| key.iter().map(|word| field::named(word)).collect())
    }

    /// Compared fields.
    pub fn fields(&self) -> Vec<Field> {
        self.fields.iter().map(|word| field::named(word)).collect()
    }

    /// Codes of the sources in it.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        [&self.left, &self.right]
            .into_iter()
            .filter_map(|side| match side {
                Side::Source { source } => Some(source.as_str()),
                Side::Upload { .. } | Side::Registry { .. } => None,
            })
    }

    /// Refuses what cannot be run.
    ///
    /// # Errors
    /// With what is missing.
    pub fn check(&self) -> Result<(), Problem> {
        let refuse = |code: &str, detail: &str| Err(Problem::bad_input(code, detail));
        if self.keys.is_empty() || self.keys.iter().any(Vec::is_empty) {
            return refuse(
                "key-missing",
                "请选择按哪一列对应两份名单，例如身份证号码。",
            );
        }
        if self.fields.is_empty() {
            return refuse("fields-missing", "请至少选择一个要比对的列。");
        }
        if self.fields.len() > MOST_FIELDS {
            return refuse("fields-too-many", "一次最多比对 64 列，请减少所选的列。");
        }
        if self.left == self.right {
            return refuse(
                "sides-equal",
                "左右两边是同一份名单，没有可比的内容，请换一边。",
            );
        }
        for code in self.sources() {
            if Sources::shipped().by_code(code).is_none() {
                return refuse("source-unknown", "没有这个数据来源，请重新选择。");
            }
        }
        Ok(())
    }
}

impl Side {
    /// The side in words.
    pub fn label(&self, areas: &catalog::area::AreaTree) -> String {
        match self {
            Self::Source { source } => {
                crate::view::facts::label_of(Sources::shipped().by_code(source))
            }
            Self::Upload { file_name, .. } => file_name.clone(),
            Self::Registry { area, tags, basis } => {
                let area = crate::wire::area::area_name(areas, Some(area.as_str()));
                let basis = match basis.as_str() {
                    "hukou" => "户籍",
                    "either" => "实住或户籍",
                    _ => "实住",
                };
                let tags = if tags.is_empty() {
                    String::new()
                } else {
                    format!("·{}", tags.join("、"))
                };
                format!("底账（{area}{basis}{tags}）")
            }
        }
    }
}
