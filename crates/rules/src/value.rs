//! Values and their kinds (types).

use catalog::area::AreaCode;
use catalog::code_table::CodeTables;
use catalog::element::{DataElement, ValueKind};
use catalog::period;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The kind of a value: what it can be compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 是 or 否.
    YesNo,
    /// A number; with a unit where one is known. A number without a unit goes with every unit.
    Number(Option<String>),
    /// A day.
    Date,
    /// A month.
    Month,
    /// A code of a table.
    Code(String),
    /// Text that can be compared.
    Text,
    /// Text that identifies somebody (name, number, phone, address, account): a rule may only ask
    /// whether it is known.
    Identifying,
    /// An area.
    Area,
    /// A dwelling.
    Dwelling,
}

impl Kind {
    /// The kind of an element's values.
    #[must_use]
    pub fn of(element: &DataElement) -> Self {
        match element.kind {
            ValueKind::Text => Self::Text,
            ValueKind::Name
            | ValueKind::IdNumber
            | ValueKind::CreditCode
            | ValueKind::Phone
            | ValueKind::Address
            | ValueKind::BankAccount => Self::Identifying,
            ValueKind::Date => Self::Date,
            ValueKind::Month => Self::Month,
            ValueKind::Integer | ValueKind::Decimal => Self::Number(element.unit.clone()),
            ValueKind::YesNo => Self::YesNo,
            ValueKind::Code => Self::Code(element.code_table.clone().unwrap_or_default()),
            ValueKind::Area => Self::Area,
            ValueKind::Entity => Self::Dwelling,
        }
    }

    /// What it is called in messages.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::YesNo => "是否".to_owned(),
            Self::Number(None) => "数字".to_owned(),
            Self::Number(Some(unit)) => format!("数字（{unit}）"),
            Self::Date => "日期".to_owned(),
            Self::Month => "年月".to_owned(),
            Self::Code(table) => {
                let label = CodeTables::shipped()
                    .get(table)
                    .map_or(table.as_str(), |table| table.label.as_str());
                format!("代码（{label}）")
            }
            Self::Text => "文字".to_owned(),
            Self::Identifying => "识别个人的文字".to_owned(),
            Self::Area => "区划".to_owned(),
            Self::Dwelling => "房屋".to_owned(),
        }
    }

    /// Whether values of both kinds can be compared.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(Some(left)), Self::Number(Some(right))) => left == right,
            (Self::Number(_), Self::Number(_)) => true,
            _ => self == other,
        }
    }

    /// Whether values of the kind have an order.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Date | Self::Month)
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// 是 or 否.
    YesNo(bool),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A month, as its first day.
    Month(NaiveDate),
    /// A code of a table.
    Code {
        /// Id of the table.
        table: String,
        /// The code as stored.
        code: String,
    },
    /// Text.
    Text(String),
    /// An area.
    Area(AreaCode),
    /// A dwelling's id; only read, never written in a rule.
    Dwelling(i64),
}

/// A value that is borrowed, cheap to copy and to compare. Codes are their text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// 是 or 否.
    YesNo(bool),
    /// A number.
    Number(f64),
    /// A day, or the first day of a month, since 1970-01-01.
    Day(i32),
    /// A text or code.
    Text(&'a str),
    /// An area.
    Area(AreaCode),
    /// A dwelling's id.
    Id(i64),
}

impl Value {
    /// The value of an element's canonical text; `None` when it is not of that form, or is a code
    /// that says “not known” (性别 0 未知, 9 未说明).
    #[must_use]
    pub fn read(element: &DataElement, text: &str) -> Option<Self> {
        match Kind::of(element) {
            Kind::YesNo => match text {
                "1" => Some(Self::YesNo(true)),
                "0" => Some(Self::YesNo(false)),
                _ => None,
            },
            Kind::Number(_) => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Self::Number),
            Kind::Date => period::day_of(text).map(Self::Date),
            Kind::Month => month_of(text).map(Self::Month),
            Kind::Code(table) => (!says_unknown(&table, text)).then(|| Self::Code {
                code: text.to_owned(),
                table,
            }),
            Kind::Text | Kind::Identifying => {
                (!text.is_empty()).then(|| Self::Text(text.to_owned()))
            }
            Kind::Area => text.parse().ok().map(Self::Area),
            Kind::Dwelling => text.parse().ok().map(Self::Dwelling),
        }
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::YesNo(_) => Kind::YesNo,
            Self::Number(_) => Kind::Number(None),
            Self::Date(_) => Kind::Date,
            Self::Month(_) => Kind::Month,
            Self::Code { table, .. } => Kind::Code(table.clone()),
            Self::Text(_) => Kind::Text,
            Self::Area(_) => Kind::Area,
            Self::Dwelling(_) => Kind::Dwelling,
        }
    }

    /// The value, borrowed.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::YesNo(yes) => Cell::YesNo(*yes),
            Self::Number(number) => Cell::Number(*number),
            Self::Date(day) | Self::Month(day) => Cell::Day(period::epoch_day(*day)),
            Self::Code { code, .. } => Cell::Text(code),
            Self::Text(text) => Cell::Text(text),
            Self::Area(area) => Cell::Area(*area),
            Self::Dwelling(id) => Cell::Id(*id),
        }
    }

    /// As a reader writes it: 女, 83, 2026-01-01, 青岛市市北区.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::YesNo(true) => "是".to_owned(),
            Self::YesNo(false) => "否".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => period::day_text(*day),
            Self::Month(day) => month_text(*day),
            Self::Code { table, code } => CodeTables::shipped()
                .get(table)
                .and_then(|table| table.label_of(code))
                .unwrap_or(code)
                .to_owned(),
            Self::Text(text) => text.clone(),
            Self::Area(area) => area_name(*area),
            Self::Dwelling(_) => "某处房屋".to_owned(),
        }
    }
}

/// The name of an area from the district down; its code when it is not in the shipped tree.
fn area_name(area: AreaCode) -> String {
    let tree = catalog::area::AreaTree::shipped();
    match tree.get(&area) {
        Some(_) => tree.path_name(&area),
        None => area.short(),
    }
}

/// A month as canonical text, `2024-02`.
#[must_use]
pub fn month_text(first: NaiveDate) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

/// The first day of a month from its canonical text.
#[must_use]
pub fn month_of(text: &str) -> Option<NaiveDate> {
    (text.len() == 7)
        .then(|| period::day_of(&format!("{text}-01")))
        .flatten()
}

/// Codes that stand for “not known” in their own table: a rule cannot tell anything from them.
#[must_use]
pub fn says_unknown(table: &str, code: &str) -> bool {
    matches!(
        (table, code),
        ("sex", "0" | "9") | ("marital", "90") | ("presence", "9")
    )
}
