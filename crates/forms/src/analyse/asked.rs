//! What a department asks with one form, before anything is understood.

use catalog::title::normalise;
use serde::{Deserialize, Serialize};

/// What the rows of a form are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// One row for each person, dwelling or place.
    #[default]
    #[serde(alias = "名册", alias = "清单")]
    List,
    /// Areas by items: rows are counted, not listed.
    #[serde(alias = "stat", alias = "statistic", alias = "统计")]
    Statistics,
}

/// One form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedForm {
    /// Its name.
    pub title: String,
    /// The department that asks.
    #[serde(default)]
    pub dept: String,
    /// List or statistics.
    #[serde(default)]
    pub kind: FormKind,
    /// Its columns from left to right.
    #[serde(default)]
    pub columns: Vec<AskedColumn>,
    /// How often a year it is filled; read from its title where absent.
    #[serde(default)]
    pub times_a_year: Option<u32>,
    /// Names of the communities that fill it; one unnamed community where absent.
    #[serde(default)]
    pub communities: Vec<String>,
    /// Rows that one community fills.
    #[serde(default)]
    pub rows: Option<u32>,
}

/// One column, written as a plain title or with what is known besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ColumnText")]
pub struct AskedColumn {
    /// The title as written.
    pub title: String,
    /// Titles of the groups above it, top first.
    pub groups: Vec<String>,
    /// Some of its values.
    pub values: Vec<String>,
    /// Whether the sheet marks it as required.
    pub required: bool,
}

/// Both ways in which lists of forms write a column.
#[derive(Deserialize)]
#[serde(untagged)]
enum ColumnText {
    Title(String),
    Full {
        title: String,
        #[serde(default)]
        groups: Vec<String>,
        #[serde(default)]
        values: Vec<String>,
        #[serde(default)]
        required: bool,
    },
}

impl From<ColumnText> for AskedColumn {
    fn from(text: ColumnText) -> Self {
        match text {
            ColumnText::Title(title) => Self {
                title,
                ..Self::default()
            },
            ColumnText::Full {
                title,
                groups,
                values,
                required,
            } => Self {
                title,
                groups,
                values,
                required,
            },
        }
    }
}

impl AskedColumn {
    /// Titles from the top level down, its own last.
    #[must_use]
    pub fn path(&self) -> Vec<String> {
        let mut path = self.groups.clone();
        path.push(self.title.clone());
        path
    }
}

/// Words of titles that say how often a form comes, with the times a year.
const RHYTHMS: [(&str, u32); 10] = [
    ("日报", 250),
    ("周报", 52),
    ("旬报", 36),
    ("月报", 12),
    ("每月", 12),
    ("月度", 12),
    ("季报", 4),
    ("季度", 4),
    ("半年", 2),
    ("统计月份", 12),
];

/// Rows that a community fills in a list form where nothing is said.
pub const ROWS_OF_A_LIST: u32 = 30;

impl AskedForm {
    /// How often a year it is filled: as stated, else by the words of its title, else once.
    #[must_use]
    pub fn times(&self) -> u32 {
        let said = |word: &&str| {
            self.title.contains(*word) || self.columns.iter().any(|column| column.title == **word)
        };
        self.times_a_year
            .or_else(|| {
                let found = RHYTHMS.iter().find(|(word, _)| said(word));
                found.map(|(_, times)| *times)
            })
            .unwrap_or(1)
    }

    /// Rows that one community fills each time: a statistics form has one.
    #[must_use]
    pub fn rows(&self) -> u32 {
        match (self.rows, self.kind) {
            (Some(rows), _) => rows,
            (None, FormKind::List) => ROWS_OF_A_LIST,
            (None, FormKind::Statistics) => 1,
        }
    }

    /// The words of the form as a whole, for telling homonyms apart.
    pub(super) fn about(&self) -> Vec<String> {
        [&self.title, &self.dept]
            .into_iter()
            .filter(|text| !text.trim().is_empty())
            .cloned()
            .collect()
    }

    /// What the form is about, by the words of its title that make its numbers other numbers.
    pub(super) fn subject(&self) -> String {
        const ENDS: [&str; 20] = [
            "情况统计表",
            "情况汇总表",
            "情况统计",
            "情况汇总",
            "基本情况",
            "统计表",
            "汇总表",
            "登记表",
            "花名册",
            "一览表",
            "申请表",
            "申报表",
            "审批表",
            "信息表",
            "台账",
            "名册",
            "汇总",
            "统计",
            "列表",
            "表",
        ];
        let plain = normalise(&self.title);
        let mut stem: String = plain
            .chars()
            .filter(|c| !c.is_ascii_digit() && *c != '年')
            .collect();
        while let Some(shorter) = ENDS.iter().find_map(|end| stem.strip_suffix(end)) {
            if shorter.chars().count() < 2 {
                break;
            }
            stem = shorter.to_owned();
        }
        stem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_forms_are_read_in_both_ways() {
        let text = r#"[{"title":"老龄津贴统计","dept":"民政","kind":"stat","columns":["街道",
            {"title":"人数","groups":["本月"],"values":["3"]}],"note":"x"}]"#;
        let forms: Vec<AskedForm> = serde_json::from_str(text).expect("a list of forms");
        assert_eq!(forms[0].kind, FormKind::Statistics);
        assert_eq!(forms[0].columns[0].title, "街道");
        assert_eq!(forms[0].columns[1].path(), ["本月", "人数"]);
        assert_eq!(forms[0].rows(), 1);
    }

    #[test]
    fn the_rhythm_is_read_from_the_title() {
        let titled = |title: &str| AskedForm {
            title: title.to_owned(),
            ..AskedForm::default()
        };
        assert_eq!(titled("困难群众救助情况月报").times(), 12);
        assert_eq!(titled("第三季度就业情况").times(), 4);
        assert_eq!(titled("党员名册").times(), 1);
        assert_eq!(titled("2026年特困家庭汇总表").subject(), "特困家庭");
    }
}
