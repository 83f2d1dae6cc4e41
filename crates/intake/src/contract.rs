//! The contract of a source (数据约定): what its deliveries look like, how often they come, and
//! whom to call when they do not.

use std::collections::BTreeSet;

use catalog::element::{Dictionary, ValueKind};
use catalog::problem::Problem;
use catalog::source::Source;
use catalog::text::squeeze;
use serde::{Deserialize, Serialize};

use crate::survey::{SeenColumn, Survey};

/// What a source has agreed to hand over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The department that answers for the data.
    pub owner: String,
    /// Whom to call there: a post, not a person's name.
    pub contact: String,
    /// Office phone of the contact; empty when nobody said.
    pub phone: String,
    /// Days from one delivery's as-of day to the next.
    pub every_days: u32,
    /// Days that a delivery may be late before anybody is called.
    pub grace_days: u32,
    /// Every file holds some of the streets or communities only.
    pub divided: bool,
    /// A delivery with this many percent fewer rows than the one before is stopped.
    pub fewer_percent: u32,
    /// A delivery with this many percent more rows than the one before is stopped.
    pub more_percent: u32,
    /// The columns, in the order of the file they were learnt from.
    pub columns: Vec<ContractColumn>,
}

/// One expected column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractColumn {
    /// Titles by which it is known, the oldest first; levels of a header are joined by ` / `.
    pub titles: Vec<String>,
    /// Id of the data element it is read as; `None` for columns that are not read.
    pub element: Option<String>,
    /// Every delivery must have it.
    pub required: bool,
    /// Values seen in a column of codes: labels of the code table, or what was typed where the
    /// table has no such code. Empty where values are not compared.
    pub codes: Vec<String>,
}

/// When a source is to deliver next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day, in days since 1970-01-01.
    pub next: i32,
    /// Days past that day and the days of grace; 0 when it is not late.
    pub overdue: u32,
}

/// What accepting a finding writes into the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// A column more.
    AddColumn {
        /// The column.
        column: ContractColumn,
    },
    /// A column is known by one more title.
    AddTitle {
        /// Its first title.
        column: String,
        /// The new title.
        title: String,
    },
    /// A column need not be there any more.
    Spare {
        /// Its first title.
        column: String,
    },
    /// A column may hold one more code.
    AddCode {
        /// Its first title.
        column: String,
        /// The value.
        code: String,
    },
}

/// Rows may become fewer or more by these shares unless the contract says otherwise.
const FEWER: u32 = 20;
const MORE: u32 = 50;

/// A month, the rhythm in which most lists are handed over.
const MONTH: u32 = 31;
const GRACE: u32 = 5;

impl Contract {
    /// The contract that surveyed deliveries of a source suggest. Columns that only some of the
    /// deliveries have are not required.
    #[must_use]
    pub fn proposed(source: &Source, surveys: &[Survey]) -> Self {
        let mut columns: Vec<ContractColumn> = Vec::new();
        for survey in surveys {
            for seen in survey.columns.iter().filter(|seen| !seen.about_form) {
                match columns.iter_mut().find(|column| column.is(seen)) {
                    Some(column) => column.learn(seen),
                    None => columns.push(ContractColumn::of(seen)),
                }
            }
        }
        for column in &mut columns {
            column.required = surveys
                .iter()
                .all(|survey| survey.columns.iter().any(|seen| column.is(seen)));
        }
        Self {
            owner: source.department.clone(),
            contact: String::new(),
            phone: String::new(),
            every_days: MONTH,
            grace_days: GRACE,
            divided: surveys.len() > 1,
            fewer_percent: FEWER,
            more_percent: MORE,
            columns,
        }
    }

    /// Writes a change into the contract.
    pub fn apply(&mut self, change: &Change) {
        let named = |columns: &mut [ContractColumn], first: &str| {
            columns.iter().position(|column| column.title() == first)
        };
        match change {
            Change::AddColumn { column } => {
                if named(&mut self.columns, column.title()).is_none() {
                    self.columns.push(column.clone());
                }
            }
            Change::AddTitle { column, title } => {
                if let Some(at) = named(&mut self.columns, column)
                    && !self.columns[at].titles.contains(title)
                {
                    self.columns[at].titles.push(title.clone());
                }
            }
            Change::Spare { column } => {
                if let Some(at) = named(&mut self.columns, column) {
                    self.columns[at].required = false;
                }
            }
            Change::AddCode { column, code } => {
                if let Some(at) = named(&mut self.columns, column)
                    && !self.columns[at].codes.contains(code)
                {
                    self.columns[at].codes.push(code.clone());
                }
            }
        }
    }

    /// When the next delivery is expected after one of a day, and how late it is today.
    #[must_use]
    pub fn due(&self, last_as_of: i32, today: i32) -> Due {
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        let next = last_as_of.saturating_add(days(self.every_days));
        let latest = next.saturating_add(days(self.grace_days));
        Due {
            next,
            overdue: u32::try_from(today.saturating_sub(latest)).unwrap_or(0),
        }
    }

    /// Whom to call, as the end of a sentence.
    #[must_use]
    pub fn call(&self) -> String {
        let mut call = format!("请联系{}", self.owner);
        if !self.contact.is_empty() {
            call.push_str(&self.contact);
        }
        if !self.phone.is_empty() {
            call.push_str(&format!("（电话 {}）", self.phone));
        }
        call
    }

    /// Refuses a contract that nobody could keep.
    ///
    /// # Errors
    /// `contract-invalid` with what is wrong.
    pub fn check(&self) -> Result<(), Problem> {
        let wrong = |what: &str| Err(Problem::bad_input("contract-invalid", what));
        let long = |text: &str, most: usize| text.chars().count() > most;
        if self.owner.trim().is_empty() || long(&self.owner, 40) {
            return wrong("请写明责任部门，不超过 40 个字。");
        }
        if long(&self.contact, 40) || long(&self.phone, 30) {
            return wrong("联系岗位不超过 40 个字，办公电话不超过 30 个字，请改短。");
        }
        let phone = |c: char| c.is_ascii_digit() || " -－转,，()（）+".contains(c);
        if !self.phone.chars().all(phone) {
            return wrong("办公电话只能有数字、横线和“转”，请改正。");
        }
        if !(1..=3660).contains(&self.every_days) || self.grace_days > 3660 {
            return wrong("交接周期应在 1 到 3660 天之间，可以晚的天数不超过 3660 天，请改正。");
        }
        if !(1..=100).contains(&self.fewer_percent) || !(1..=1000).contains(&self.more_percent) {
            return wrong(
                "行数减少的界限应为 1 到 100（%），增加的界限应为 1 到 1000（%），请改正。",
            );
        }
        if self.columns.is_empty() || self.columns.len() > 1_000 {
            return wrong("约定里至少要有一列，至多 1000 列，请核对。");
        }
        let mut seen = BTreeSet::new();
        for column in &self.columns {
            if column.titles.is_empty() || column.titles.iter().any(|title| title.trim().is_empty())
            {
                return wrong("有一列没有列名，请补填或删去这一列。");
            }
            for title in &column.titles {
                if long(title, 200) || !seen.insert(squeeze(title)) {
                    return Err(Problem::bad_input(
                        "contract-invalid",
                        format!("列名“{title}”重复或太长，请改正。"),
                    ));
                }
            }
            let known = |id: &String| Dictionary::shipped().by_id(id).is_some();
            if column.element.as_ref().is_some_and(|id| !known(id)) {
                return wrong("有一列对应的数据元不在目录里，请重新选择。");
            }
            if column.codes.len() > 1_000 || column.codes.iter().any(|code| long(code, 100)) {
                return wrong("一列的代码至多 1000 个，每个不超过 100 个字，请核对。");
            }
        }
        Ok(())
    }
}

impl ContractColumn {
    /// What a surveyed column suggests.
    pub(crate) fn of(seen: &SeenColumn) -> Self {
        let mut column = Self {
            titles: vec![seen.title.clone()],
            element: seen.element.clone(),
            required: true,
            codes: Vec::new(),
        };
        column.learn(seen);
        column
    }

    /// The title it is called by.
    #[must_use]
    pub fn title(&self) -> &str {
        self.titles.first().map_or("", String::as_str)
    }

    /// Whether a surveyed column has one of its titles.
    pub(crate) fn is(&self, seen: &SeenColumn) -> bool {
        self.titles.iter().any(|title| squeeze(title) == seen.key)
    }

    /// Whether its values are compared.
    pub(crate) fn is_coded(&self) -> bool {
        !self.codes.is_empty()
    }

    /// Takes the codes of a delivery. Values outside the code table are taken only where they
    /// come too often to be slips.
    fn learn(&mut self, seen: &SeenColumn) {
        for (code, found) in &seen.codes {
            let agreed = found.read || seen.is_notable(found);
            if agreed && !self.codes.contains(code) {
                self.codes.push(code.clone());
            }
        }
    }
}

/// Whether an element's values are codes of a table.
pub(crate) fn is_code(element: &str) -> bool {
    Dictionary::shipped()
        .by_id(element)
        .is_some_and(|element| element.kind == ValueKind::Code)
}
