//! Comparing two canonical values: as numbers, else as days or months, else as texts.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::amount::Amount;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// 小于
    Less,
    /// 不大于
    NotMore,
    /// 等于
    Equal,
    /// 不等于
    Differs,
    /// 不小于
    NotLess,
    /// 大于
    More,
}

impl Op {
    /// Every way to compare.
    pub const ALL: [Self; 6] = [
        Self::Less,
        Self::NotMore,
        Self::Equal,
        Self::Differs,
        Self::NotLess,
        Self::More,
    ];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Less => "小于",
            Self::NotMore => "不大于",
            Self::Equal => "等于",
            Self::Differs => "不等于",
            Self::NotLess => "不小于",
            Self::More => "大于",
        }
    }

    /// Whether it asks for an order, which texts have none of.
    #[must_use]
    pub const fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::Differs)
    }

    /// Whether it holds; `None` when the two cannot be compared so.
    #[must_use]
    pub fn holds(self, one: &str, other: &str) -> Option<bool> {
        let order = match (Amount::read(one), Amount::read(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ if is_day(one) && is_day(other) => days(one, other),
            _ if self.orders() => return None,
            _ => one.cmp(other),
        };
        Some(match self {
            Self::Less => order == Ordering::Less,
            Self::NotMore => order != Ordering::Greater,
            Self::Equal => order == Ordering::Equal,
            Self::Differs => order != Ordering::Equal,
            Self::NotLess => order != Ordering::Less,
            Self::More => order == Ordering::Greater,
        })
    }
}

/// `2024-02` or `2024-02-29`.
fn is_day(text: &str) -> bool {
    let digits =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year, month] => digits(year, 4) && digits(month, 2),
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    }
}

/// A month and a day are compared as months.
fn days(one: &str, other: &str) -> Ordering {
    let length = one.len().min(other.len());
    one[..length].cmp(&other[..length])
}

/// Whether a number differs from one before by no more than some per cent of it.
pub(super) fn within(now: Amount, before: Amount, percent: u32) -> bool {
    let (now, before) = (now.millionths(), before.millionths());
    (now - before).abs() * 100 <= before.abs() * i128::from(percent)
}
