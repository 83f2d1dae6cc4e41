//! The course of one community's answer: who may do what, when.
//!
//! A street forwards, a community fills and submits, its head approves, the street accepts, the
//! department settles; a request says which of these levels it has, and nothing skips one of them.
//! What is accepted stays as it is until somebody unlocks it with a reason that stays on record.

mod course;
mod open_cells;
#[cfg(test)]
mod tests;

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

pub use course::{Course, Step};
pub use open_cells::{CellPlace, OpenCells};

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 待分发: with the street, which has not forwarded it yet.
    Waiting,
    /// 填报中: with the community.
    Filling,
    /// 待社区审核: with the community's head.
    Checking,
    /// 待审核: with the street.
    Submitted,
    /// 已退回: with the community again.
    Returned,
    /// 已通过: locked; the department may take it.
    Accepted,
    /// 已办结: the department has taken it.
    Settled,
    /// 已收回: taken back by the department; its rows are kept.
    Recalled,
}

impl State {
    /// Every state, in the order of the course.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Filling,
        Self::Checking,
        Self::Submitted,
        Self::Returned,
        Self::Accepted,
        Self::Settled,
        Self::Recalled,
    ];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "待分发",
            Self::Filling => "填报中",
            Self::Checking => "待社区审核",
            Self::Submitted => "待审核",
            Self::Returned => "已退回",
            Self::Accepted => "已通过",
            Self::Settled => "已办结",
            Self::Recalled => "已收回",
        }
    }

    /// Whether cells and rows may change in this state.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Filling | Self::Returned)
    }

    /// Whether the street has accepted it: its values count, and nobody changes them.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::Settled)
    }

    /// The level that has it in hand. Somebody always has.
    #[must_use]
    pub const fn owner(self) -> Level {
        match self {
            Self::Waiting | Self::Submitted => Level::Street,
            Self::Filling | Self::Returned => Level::Community,
            Self::Checking => Level::Head,
            Self::Accepted | Self::Settled | Self::Recalled => Level::Department,
        }
    }
}

/// What somebody does with a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// 分发: the street hands it on to its community.
    Forward,
    /// 修改: change cells, add or leave out rows.
    Edit,
    /// 提交: hand up.
    Submit,
    /// 社区审核通过: the community's head hands it on to the street.
    Approve,
    /// 通过: the street takes it.
    Accept,
    /// 退回: hand it back by one level, saying why.
    Return,
    /// 办结: the department takes it.
    Settle,
    /// 重新打开: unlock what was accepted, saying why.
    Reopen,
    /// 收回: the department takes an unfinished part back, saying why.
    Recall,
    /// 重新下发: the department sends down again what it took back.
    Resume,
    /// 免填报: every value is held and fresh, so nobody is asked.
    Take,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 11] = [
        Self::Forward,
        Self::Edit,
        Self::Submit,
        Self::Approve,
        Self::Accept,
        Self::Return,
        Self::Settle,
        Self::Reopen,
        Self::Recall,
        Self::Resume,
        Self::Take,
    ];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Forward => "分发",
            Self::Edit => "修改",
            Self::Submit => "提交",
            Self::Approve => "社区审核通过",
            Self::Accept => "通过",
            Self::Return => "退回",
            Self::Settle => "办结",
            Self::Reopen => "重新打开",
            Self::Recall => "收回",
            Self::Resume => "重新下发",
            Self::Take => "免填报",
        }
    }

    /// The levels that may ever do it.
    #[must_use]
    pub const fn levels(self) -> &'static [Level] {
        match self {
            Self::Edit | Self::Submit => &[Level::Community],
            Self::Approve => &[Level::Head],
            Self::Forward | Self::Accept => &[Level::Street],
            Self::Return => &[Level::Head, Level::Street, Level::Department],
            Self::Reopen => &[Level::Street, Level::Department],
            Self::Settle | Self::Recall | Self::Resume => &[Level::Department],
            Self::Take => &[Level::System],
        }
    }

    /// Whether it must say why.
    #[must_use]
    pub const fn needs_remark(self) -> bool {
        matches!(self, Self::Return | Self::Reopen | Self::Recall)
    }
}

/// At which level somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 社区: fills.
    Community,
    /// 社区负责人: somebody of the community other than who submitted.
    Head,
    /// 街道: forwards and checks.
    Street,
    /// 部门: asked, and takes what is accepted; never changes a value.
    Department,
    /// 系统: accepts what nobody has to be asked for.
    System,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 5] = [
        Self::Community,
        Self::Head,
        Self::Street,
        Self::Department,
        Self::System,
    ];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Community => "社区",
            Self::Head => "社区负责人",
            Self::Street => "街道",
            Self::Department => "部门",
            Self::System => "系统",
        }
    }
}

/// Which levels a request goes through besides community and street.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Route {
    /// The street gets it first and forwards it.
    #[serde(default)]
    pub by_street: bool,
    /// The community's head approves before the street sees it.
    #[serde(default)]
    pub head: bool,
    /// The department settles after the street accepted.
    #[serde(default)]
    pub settle: bool,
}

impl Route {
    /// Where a submission begins.
    #[must_use]
    pub const fn first(self) -> State {
        if self.by_street {
            State::Waiting
        } else {
            State::Filling
        }
    }

    /// The state in which nothing is left to do.
    #[must_use]
    pub fn is_done(self, state: State) -> bool {
        match state {
            State::Accepted => !self.settle,
            State::Settled => true,
            _ => false,
        }
    }

    /// The state after an act.
    ///
    /// # Errors
    /// `submission-level` when the act belongs to another level; `submission-state` when it does
    /// not fit the state.
    pub fn step(self, state: State, act: Act, by: Level) -> Result<State, Problem> {
        if !act.levels().contains(&by) {
            return Err(wrong_level(act, by));
        }
        match (state, act, by) {
            (State::Waiting, Act::Forward, _) => Ok(State::Filling),
            (State::Waiting, Act::Take, _) => Ok(State::Accepted),
            (State::Filling | State::Returned, Act::Edit, _) => Ok(state),
            (State::Filling | State::Returned, Act::Submit, _) if self.head => Ok(State::Checking),
            (State::Filling | State::Returned, Act::Submit, _)
            | (State::Checking, Act::Approve, _) => Ok(State::Submitted),
            (State::Checking, Act::Return, Level::Head)
            | (State::Submitted, Act::Return, Level::Street)
            | (State::Accepted, Act::Reopen, Level::Street) => Ok(State::Returned),
            (State::Submitted, Act::Accept, _) => Ok(State::Accepted),
            (State::Accepted, Act::Settle, _) if self.settle => Ok(State::Settled),
            (State::Accepted, Act::Return, Level::Department) if self.settle => {
                Ok(State::Submitted)
            }
            (State::Settled, Act::Reopen, Level::Department) => Ok(State::Submitted),
            (_, Act::Recall, _) if !state.is_accepted() && state != State::Recalled => {
                Ok(State::Recalled)
            }
            (State::Recalled, Act::Resume, _) => Ok(self.first()),
            _ => Err(Problem::conflict(
                "submission-state",
                wrong_state(state, act),
            )),
        }
    }

    /// Which acts a level may do in a state, for showing or hiding buttons.
    #[must_use]
    pub fn allowed(self, state: State, by: Level) -> Vec<Act> {
        Act::ALL
            .into_iter()
            .filter(|act| self.step(state, *act, by).is_ok())
            .collect()
    }
}

fn wrong_level(act: Act, by: Level) -> Problem {
    let owners: Vec<&str> = act.levels().iter().map(|level| level.label()).collect();
    let owners = owners.join("、");
    let detail = format!(
        "“{}”由{owners}办理，{}不能办理，请联系{owners}。",
        act.label(),
        by.label(),
    );
    Problem::forbidden("submission-level", detail)
}

fn wrong_state(state: State, act: Act) -> String {
    let advice = match state {
        State::Waiting => "请先由街道分发到社区",
        State::Filling | State::Returned => "请先由社区提交",
        State::Checking => "请等待社区负责人审核，或请负责人退回后再办理",
        State::Submitted => "请等待街道审核，或请街道退回后再办理",
        State::Accepted => "如需改动，请街道先重新打开",
        State::Settled => "如需改动，请部门先重新打开",
        State::Recalled => "如仍需填报，请下发部门重新下发",
    };
    format!(
        "这份填报现在是“{}”，不能{}；{advice}。",
        state.label(),
        act.label()
    )
}
