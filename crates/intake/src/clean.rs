//! Cleaning: from a raw cell to the canonical text of a data element, with everything found on
//! the way. Nothing is repaired by guessing; a value that cannot be trusted is left out and said.

use std::borrow::Cow;

use catalog::code_table::{CodeTable, CodeTables};
use catalog::element::{DataElement, ElementNo, ValueKind, no};
use catalog::text::{is_invisible, is_plain};
use chrono::NaiveDate;
use workbook::Cell;

use crate::address::column;

mod area;
mod code;
mod date;
pub mod empty;
pub(crate) mod finding;
mod identifier;
mod name;
mod number;
pub(crate) mod text;

pub use finding::{Finding, Severity};

/// What became of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanValue {
    /// Canonical text (see `catalog::values`); `None` when the cell is empty or unusable.
    pub text: Option<String>,
    /// Everything found; with a finding of `Severity::Refuse` there is no text.
    pub findings: Vec<Finding>,
}

/// Cleans one cell of an element. `today` bounds births and deaths.
///
/// ```
/// use catalog::element::{Dictionary, no};
/// let sex = Dictionary::shipped().get(no::SEX).expect("性别 ships");
/// let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
/// let clean = intake::clean::clean(sex, &workbook::Cell::Text("1-男".into()), today);
/// assert_eq!(clean.text.as_deref(), Some("1"));
/// ```
#[must_use]
pub fn clean(element: &DataElement, raw: &Cell, today: NaiveDate) -> CleanValue {
    Cleaner::new(element).clean(raw, today)
}

/// How the cells of one column are cleaned; made once per column.
#[derive(Debug, Clone, Copy)]
pub struct Cleaner {
    rule: Rule,
}

#[derive(Debug, Clone, Copy)]
enum Rule {
    Text,
    Name,
    IdNumber,
    DisabilityNo,
    CreditCode,
    Phone,
    Day(date::Ahead),
    Month,
    Integer,
    Decimal,
    YesNo,
    Code(&'static CodeTable),
    Area,
    BankAccount,
    /// 小区, 楼栋, 单元, 楼层, 房间号: canonical as in an address where that is possible.
    Part(fn(&str) -> Option<String>),
    /// Links to other entities are made by Linli, never handed in.
    Never,
}

/// 办结时限: the one date that lies ahead by its nature.
const DEADLINE: ElementNo = ElementNo(120);

impl Cleaner {
    /// The rule of an element.
    #[must_use]
    pub fn new(element: &DataElement) -> Self {
        Self {
            rule: rule_of(element),
        }
    }

    /// Cleans one cell.
    #[must_use]
    pub fn clean(&self, raw: &Cell, today: NaiveDate) -> CleanValue {
        let typed = match raw {
            Cell::Empty => return CleanValue::default(),
            Cell::Text(text) => Cow::Borrowed(trimmed(text)),
            Cell::Error(_) => return refused(finding::CELL_ERROR),
            raw => Cow::Owned(raw.text()),
        };
        let none_is_a_code = matches!(self.rule, Rule::Code(table) if typed == "无" && table.code_of("无").is_some());
        if empty::says_nothing(&typed) && !none_is_a_code {
            return CleanValue::default();
        }
        let mut findings = Vec::new();
        let text = self.read(raw, &typed, today, &mut findings);
        let text = text.filter(|text| !text.is_empty());
        CleanValue { text, findings }
    }

    fn read(
        &self,
        raw: &Cell,
        typed: &str,
        today: NaiveDate,
        findings: &mut Vec<Finding>,
    ) -> Option<String> {
        match self.rule {
            Rule::Text | Rule::Name | Rule::Part(_) if raw.is_damaged_number() => {
                findings.push(finding::NUMBER_DAMAGED);
                None
            }
            Rule::Text => text::read(typed, findings),
            Rule::Name => name::read(typed, findings),
            Rule::IdNumber => identifier::read_id_number(raw, typed, today, findings),
            Rule::DisabilityNo => identifier::read_disability_no(raw, typed, today, findings),
            Rule::CreditCode => identifier::read_credit_code(raw, typed, findings),
            Rule::Phone => identifier::read_phone(typed, findings),
            Rule::Day(ahead) => date::read_day(raw, typed, today, ahead, findings),
            Rule::Month => date::read_month(raw, typed, findings),
            Rule::Integer => number::read_integer(typed, findings),
            Rule::Decimal => number::read_decimal(typed, findings),
            Rule::YesNo => number::read_yes_no(typed, findings),
            Rule::Code(table) => code::read(table, typed, findings),
            Rule::Area => area::read(typed, findings),
            Rule::BankAccount => identifier::read_bank_account(raw, typed, findings),
            Rule::Part(part) => part(typed).or_else(|| text::read(typed, findings)),
            Rule::Never => None,
        }
    }
}

fn refused(found: Finding) -> CleanValue {
    CleanValue {
        text: None,
        findings: vec![found],
    }
}

/// Without the blanks around it, and without the apostrophe by which Excel marks text.
fn trimmed(text: &str) -> &str {
    let blank = |c: char| !is_plain(c) && (c.is_whitespace() || is_invisible(c));
    let text = text.trim_matches(blank);
    text.strip_prefix('\'')
        .map_or(text, |rest| rest.trim_start_matches(blank))
}

fn rule_of(element: &DataElement) -> Rule {
    match element.no {
        no::ESTATE => return Rule::Part(column::estate),
        no::BUILDING => return Rule::Part(column::building),
        no::UNIT => return Rule::Part(column::unit),
        no::FLOOR => return Rule::Part(column::floor),
        no::ROOM => return Rule::Part(column::room),
        no::DISABILITY_NO => return Rule::DisabilityNo,
        _ => {}
    }
    match element.kind {
        ValueKind::Text | ValueKind::Address => Rule::Text,
        ValueKind::Name => Rule::Name,
        ValueKind::IdNumber => Rule::IdNumber,
        ValueKind::CreditCode => Rule::CreditCode,
        ValueKind::Phone => Rule::Phone,
        ValueKind::Date if element.no == DEADLINE => Rule::Day(date::Ahead::Allowed),
        ValueKind::Date => Rule::Day(date::Ahead::Refused),
        ValueKind::Month => Rule::Month,
        ValueKind::Integer => Rule::Integer,
        ValueKind::Decimal => Rule::Decimal,
        ValueKind::YesNo => Rule::YesNo,
        ValueKind::Code => {
            let table = element
                .code_table
                .as_deref()
                .and_then(|id| CodeTables::shipped().get(id));
            table.map_or(Rule::Text, Rule::Code)
        }
        ValueKind::Area => Rule::Area,
        ValueKind::BankAccount => Rule::BankAccount,
        ValueKind::Entity => Rule::Never,
    }
}

#[cfg(test)]
mod tests;
