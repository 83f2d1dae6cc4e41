//! The price of a request (用时价签): what it costs those who are asked, worked out before it is
//! sent, and why it may need somebody's approval.

use serde::{Deserialize, Serialize};

use crate::analyse::{SECONDS_TO_CHECK, SECONDS_TO_TYPE};

/// What a request asks of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Items asked of each row: the columns that somebody fills or looks over.
    pub items: u32,
    /// Rows: people, dwellings or places that are reported on.
    pub rows: u64,
    /// Fillers: the communities that answer.
    pub fillers: u32,
    /// Cells that the registry does not hold and somebody types.
    pub to_type: u64,
    /// Cells that are filled in already and somebody looks over.
    pub to_check: u64,
}

impl Price {
    /// The price of some cells without a form around them, such as those that are returned.
    #[must_use]
    pub const fn of_cells(to_type: u64, to_check: u64) -> Self {
        Self {
            items: 0,
            rows: 0,
            fillers: 1,
            to_type,
            to_check,
        }
    }

    /// Minutes of all fillers together, rounded up.
    #[must_use]
    pub const fn minutes(&self) -> u64 {
        (self.to_type * SECONDS_TO_TYPE + self.to_check * SECONDS_TO_CHECK).div_ceil(60)
    }

    /// Minutes of one filler on average, rounded up.
    #[must_use]
    pub fn minutes_each(&self) -> u64 {
        self.minutes().div_ceil(u64::from(self.fillers).max(1))
    }

    /// How the minutes come about, in words.
    #[must_use]
    pub fn formula(&self) -> String {
        format!(
            "（待填 {} 格 × {SECONDS_TO_TYPE} 秒 + 待核对 {} 格 × {SECONDS_TO_CHECK} 秒）÷ 60，约合每个社区 {} 分钟 × {} 个社区",
            self.to_type,
            self.to_check,
            self.minutes_each(),
            self.fillers
        )
    }
}

/// Why a request needs an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// 超出预算: more minutes than the department has left this year.
    OverBudget,
    /// 时限过短: less notice than the minimum.
    ShortNotice,
    /// 不在清单内: no item of the duty list covers it.
    OffList,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::OverBudget, Self::ShortNotice, Self::OffList];

    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OverBudget => "over-budget",
            Self::ShortNotice => "short-notice",
            Self::OffList => "off-list",
        }
    }

    /// The reason of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// Under what terms a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Working days from the sending to the day it is due.
    pub notice: u32,
    /// Working days that must lie between them.
    pub minimum_notice: u32,
    /// Minutes that the department has left this year; none where it has no budget.
    pub minutes_left: Option<u64>,
    /// An item of the duty list covers it.
    pub on_list: bool,
}

impl Terms {
    /// Why so many minutes need an approval; empty when they do not.
    #[must_use]
    pub fn reasons(&self, minutes: u64) -> Vec<Reason> {
        let over = self.minutes_left.is_some_and(|left| minutes > left);
        [
            (over, Reason::OverBudget),
            (self.notice < self.minimum_notice, Reason::ShortNotice),
            (!self.on_list, Reason::OffList),
        ]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Terms = Terms {
        notice: 3,
        minimum_notice: 3,
        minutes_left: Some(100),
        on_list: true,
    };

    #[test]
    fn minutes_are_cells_by_seconds_and_the_formula_says_so() {
        let price = Price {
            items: 5,
            rows: 20,
            fillers: 2,
            to_type: 10,
            to_check: 90,
        };
        assert_eq!(price.minutes(), 4, "(10 × 12 s + 90 × 1 s) ÷ 60 = 3.5");
        assert_eq!(price.minutes_each(), 2);
        let words = price.formula();
        for part in ["10 格 × 12 秒", "90 格 × 1 秒", "2 分钟 × 2 个社区"] {
            assert!(words.contains(part), "{words}");
        }
        assert_eq!(Price::default().minutes_each(), 0, "nobody is asked");
    }

    #[test]
    fn each_term_is_a_reason_of_its_own() {
        assert!(FREE.reasons(100).is_empty());
        assert_eq!(FREE.reasons(101), [Reason::OverBudget]);
        let unlimited = Terms {
            minutes_left: None,
            ..FREE
        };
        assert!(unlimited.reasons(1_000_000).is_empty());
        let late = Terms { notice: 2, ..FREE };
        assert_eq!(late.reasons(0), [Reason::ShortNotice]);
        let foreign = Terms {
            on_list: false,
            ..late
        };
        assert_eq!(foreign.reasons(101), Reason::ALL);
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
        }
    }
}
