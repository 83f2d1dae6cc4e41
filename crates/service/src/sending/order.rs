//! What a sending does once it is carried out; kept with it, so that an approver approves exactly
//! what was asked for.

use catalog::problem::{Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{NewCellMark, Sending};

/// What is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Order {
    /// 下发: list everybody of the population.
    Create,
    /// 扩大范围: ask more communities, or again what was recalled.
    Extend {
        /// Codes of the communities.
        communities: Vec<String>,
    },
    /// 分发: hand parts on to their communities.
    Forward {
        /// The submissions.
        submissions: Vec<i64>,
    },
    /// 调整期限.
    Due {
        /// The new day, in days since 1970-01-01.
        due: i32,
    },
    /// 重新打开 an accepted submission.
    Reopen {
        /// The submission.
        submission: i64,
        /// Why.
        remark: String,
        /// Only these cells; all when empty.
        cells: Vec<MarkedCell>,
    },
}

/// A cell to be answered anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedCell {
    /// Id of the row.
    pub row: i64,
    /// Column of the sheet, from 0.
    pub column: u32,
    /// What is wrong with it.
    pub remark: String,
}

impl From<MarkedCell> for NewCellMark {
    fn from(cell: MarkedCell) -> Self {
        Self {
            row: cell.row,
            column: cell.column,
            remark: cell.remark,
        }
    }
}

impl Order {
    /// The order of a stored sending.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn of(sending: &Sending) -> Result<Self, Problem> {
        serde_json::from_value(sending.asked.body.clone()).map_err(|_| damaged())
    }

    /// As stored.
    ///
    /// # Errors
    /// Never for what the acts make.
    pub fn stored(&self) -> Result<Value, Problem> {
        serde_json::to_value(self).map_err(|_| damaged())
    }

    /// Stable word.
    pub fn act(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Extend { .. } => "extend",
            Self::Forward { .. } => "forward",
            Self::Due { .. } => "due",
            Self::Reopen { .. } => "reopen",
        }
    }
}

fn damaged() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "sending-broken",
        "下发记录损坏，请联系系统管理员。",
    )
}
