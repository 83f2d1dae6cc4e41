//! Checks in words, and what is wrong with one that somebody wrote.

use catalog::element::ValueKind;

use super::{Op, Test, Validation, column};
use crate::amount::Amount;
use crate::template::{Template, TemplateColumn};

/// Largest percentage that still says something.
const MOST_PERCENT: u32 = 1_000;

impl Validation {
    /// The check as a sentence without its full stop: “停发日期”应不小于“起发日期”.
    #[must_use]
    pub fn sentence(&self, template: &Template) -> String {
        let name = |index: u32| quoted(template, index);
        match &self.test {
            Test::Compare { column, op, other } => {
                format!("{}应{}{}", name(*column), op.label(), name(*other))
            }
            Test::Limit { column, op, value } => {
                format!(
                    "{}应{}{}",
                    name(*column),
                    op.label(),
                    shown(template, *column, value)
                )
            }
            Test::RequiredWhen {
                column,
                when,
                op,
                value,
            } => format!(
                "{}{}{}时，{}必须填写",
                name(*when),
                op.label(),
                shown(template, *when, value),
                name(*column)
            ),
            Test::Unique { columns } => format!("{}不能重复", names(template, columns)),
            Test::Parts { parts, total } => {
                format!("{}应等于{}之和", name(*total), names(template, parts))
            }
            Test::Total { column, op, value } => {
                format!("{}全表合计应{}{value}", name(*column), op.label())
            }
            Test::Former { column, op } => format!("{}应{}上期", name(*column), op.label()),
            Test::FormerWithin { column, percent } => {
                format!("{}与上期相差应不超过{percent}%", name(*column))
            }
            Test::OtherForm {
                column,
                op,
                title,
                their_label,
                ..
            } => format!(
                "{}应{}《{title}》中的“{their_label}”",
                name(*column),
                op.label()
            ),
        }
    }

    /// What is wrong with the check itself, in Chinese; `None` when it can be used.
    #[must_use]
    pub fn mistake(&self, template: &Template) -> Option<String> {
        let columns = self.test.columns();
        if columns
            .iter()
            .any(|index| column(template, *index).is_none())
        {
            return Some("校验用到的列不在表样里，请重新选择。".to_owned());
        }
        let (op, value) = match &self.test {
            Test::Compare { column, other, .. } if column == other => {
                return Some("同一列不能与自己比较，请选择两列。".to_owned());
            }
            Test::Unique { columns } if columns.is_empty() => {
                return Some("请选择不能重复的列。".to_owned());
            }
            Test::Parts { parts, total } => {
                if parts.len() < 2 || parts.contains(total) {
                    return Some("请选择至少两个分项列，合计列不能是其中之一。".to_owned());
                }
                (Op::NotLess, None)
            }
            Test::FormerWithin { percent, .. } => {
                if *percent > MOST_PERCENT {
                    return Some(format!("相差的百分比不能超过{MOST_PERCENT}。"));
                }
                (Op::NotLess, None)
            }
            Test::Compare { op, .. } | Test::Former { op, .. } | Test::OtherForm { op, .. } => {
                (*op, None)
            }
            Test::Limit { op, value, .. }
            | Test::RequiredWhen { op, value, .. }
            | Test::Total { op, value, .. } => (*op, Some(value)),
            Test::Unique { .. } => return None,
        };
        if value.is_some_and(|value| value.trim().is_empty()) {
            return Some("请填写用来比较的值。".to_owned());
        }
        if let (Test::Total { value, .. }, None) =
            (&self.test, value.and_then(|text| Amount::read(text)))
        {
            return Some(format!("合计要与数字比较，“{}”不是数字。", value.trim()));
        }
        let ordered = match &self.test {
            Test::RequiredWhen { when, .. } => vec![*when],
            _ => columns,
        };
        let unordered = ordered
            .iter()
            .filter_map(|index| column(template, *index))
            .find(|column| op.orders() && !has_order(column));
        unordered.map(|column| {
            format!(
                "“{}”不是数字或日期，只能用“等于”“不等于”比较。",
                column.label()
            )
        })
    }
}

/// Whether values of a column have an order: numbers and days, and columns typed freely, of which
/// nobody knows before.
fn has_order(column: &TemplateColumn) -> bool {
    column.element().is_none_or(|element| {
        matches!(
            element.kind,
            ValueKind::Integer | ValueKind::Decimal | ValueKind::Date | ValueKind::Month
        )
    })
}

/// What is said of a row whose values stand in others too.
pub(super) fn twice(template: &Template, columns: &[u32], others: &[usize]) -> String {
    let rows: Vec<String> = others.iter().map(|at| (at + 1).to_string()).collect();
    format!(
        "{}与第 {} 行重复。",
        names(template, columns),
        rows.join("、")
    )
}

/// What is said of a sum that is not as it should be.
pub(super) fn total(template: &Template, index: u32, op: Op, value: &str, sum: Amount) -> String {
    format!(
        "{}全表合计为{sum}，应{}{value}。",
        quoted(template, index),
        op.label()
    )
}

fn names(template: &Template, columns: &[u32]) -> String {
    columns
        .iter()
        .map(|index| quoted(template, *index))
        .collect()
}

fn quoted(template: &Template, index: u32) -> String {
    let label = column(template, index).map_or("", TemplateColumn::label);
    format!("“{label}”")
}

/// A value as the column shows it: 是 for 1.
fn shown(template: &Template, index: u32, value: &str) -> String {
    let column = column(template, index);
    let shown = column.and_then(|column| {
        let element = column.element()?;
        let areas = catalog::area::AreaTree::shipped();
        Some(crate::display::in_column(column, element, value, areas))
    });
    shown.unwrap_or_else(|| value.to_owned())
}
