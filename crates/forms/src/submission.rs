//! The course of one community's answer: who may do what, when.
//!
//! Community fills and submits, street accepts or returns; nothing skips a level, and what is
//! accepted stays as it is until the street reopens it, with a reason that stays on record.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 填报中: with the community.
    Filling,
    /// 待审核: with the street.
    Submitted,
    /// 已退回: with the community again.
    Returned,
    /// 已通过: locked; the department may take it.
    Accepted,
}

impl State {
    /// Every state, in the order of the course.
    pub const ALL: [Self; 4] = [
        Self::Filling,
        Self::Submitted,
        Self::Returned,
        Self::Accepted,
    ];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Filling => "填报中",
            Self::Submitted => "待审核",
            Self::Returned => "已退回",
            Self::Accepted => "已通过",
        }
    }

    /// Whether cells and rows may change in this state.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Filling | Self::Returned)
    }
}

/// What somebody does with a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// 修改: change cells, add or leave out rows.
    Edit,
    /// 提交: hand up to the street.
    Submit,
    /// 通过: the street takes it.
    Accept,
    /// 退回: the street hands it back, saying why.
    Return,
    /// 重新打开: the street unlocks what it had accepted, saying why.
    Reopen,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 5] = [
        Self::Edit,
        Self::Submit,
        Self::Accept,
        Self::Return,
        Self::Reopen,
    ];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Edit => "修改",
            Self::Submit => "提交",
            Self::Accept => "通过",
            Self::Return => "退回",
            Self::Reopen => "重新打开",
        }
    }

    /// The only level that may do it.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Edit | Self::Submit => Level::Community,
            Self::Accept | Self::Return | Self::Reopen => Level::Street,
        }
    }

    /// Whether it must say why.
    #[must_use]
    pub const fn needs_remark(self) -> bool {
        matches!(self, Self::Return | Self::Reopen)
    }
}

/// At which level somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 社区: fills.
    Community,
    /// 街道: checks.
    Street,
    /// 部门: asked, and takes what is accepted; never touches a submission.
    Department,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::Community, Self::Street, Self::Department];

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Community => "社区",
            Self::Street => "街道",
            Self::Department => "部门",
        }
    }
}

/// The state after an act.
///
/// # Errors
/// `submission-level` when the act belongs to another level; `submission-state` when it does not
/// fit the state.
pub fn step(state: State, act: Act, by: Level) -> Result<State, Problem> {
    if by != act.level() {
        let detail = format!(
            "“{}”由{}办理，{}不能办理，请联系{}。",
            act.label(),
            act.level().label(),
            by.label(),
            act.level().label()
        );
        return Err(Problem::forbidden("submission-level", detail));
    }
    match (state, act) {
        (State::Filling | State::Returned, Act::Edit) => Ok(state),
        (State::Filling | State::Returned, Act::Submit) => Ok(State::Submitted),
        (State::Submitted, Act::Accept) => Ok(State::Accepted),
        (State::Submitted, Act::Return) | (State::Accepted, Act::Reopen) => Ok(State::Returned),
        _ => Err(Problem::conflict(
            "submission-state",
            wrong_state(state, act),
        )),
    }
}

/// Which acts a level may do in a state, for showing or hiding buttons.
#[must_use]
pub fn allowed(state: State, by: Level) -> Vec<Act> {
    Act::ALL
        .into_iter()
        .filter(|act| step(state, *act, by).is_ok())
        .collect()
}

fn wrong_state(state: State, act: Act) -> String {
    let advice = match state {
        State::Filling | State::Returned => "请先由社区提交",
        State::Submitted => "请等待街道审核，或请街道退回后再办理",
        State::Accepted => "如需改动，请街道先重新打开",
    };
    format!(
        "这份填报现在是“{}”，不能{}；{advice}。",
        state.label(),
        act.label()
    )
}

/// One act that happened, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was done.
    pub act: Act,
    /// At which level.
    pub by: Level,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// Why; always there for a return or a reopening.
    pub remark: Option<String>,
}

/// A submission's state with everything that led to it. The state changes only through
/// [`Course::act`], so it never changes without a step on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    state: State,
    steps: Vec<Step>,
}

impl Default for Course {
    fn default() -> Self {
        Self::at(State::Filling)
    }
}

impl Course {
    /// A course that goes on from a stored state.
    #[must_use]
    pub const fn at(state: State) -> Self {
        Self {
            state,
            steps: Vec::new(),
        }
    }

    /// The state now.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// What happened since the course was taken up, oldest first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Does an act and records it.
    ///
    /// # Errors
    /// As [`step`]; `submission-remark` when a return or a reopening does not say why. Nothing
    /// changes then.
    pub fn act(&mut self, act: Act, by: Level, remark: Option<&str>) -> Result<&Step, Problem> {
        let to = step(self.state, act, by)?;
        let remark = remark.map(str::trim).filter(|remark| !remark.is_empty());
        if act.needs_remark() && remark.is_none() {
            let detail = format!("{}时请写明原因，社区才知道要改什么。", act.label());
            return Err(Problem::bad_input("submission-remark", detail));
        }
        let remark = remark.map(str::to_owned);
        self.steps.push(Step {
            act,
            by,
            from: self.state,
            to,
            remark,
        });
        self.state = to;
        Ok(self.steps.last().expect("a step was pushed just now"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use catalog::problem::ProblemKind;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_pair_of_state_and_act_is_as_written_here() {
        use State::{Accepted, Filling, Returned, Submitted};
        // Rows: Filling, Submitted, Returned, Accepted; columns: the acts, each at its own level.
        let table = [
            [Some(Filling), Some(Submitted), None, None, None],
            [None, None, Some(Accepted), Some(Returned), None],
            [Some(Returned), Some(Submitted), None, None, None],
            [None, None, None, None, Some(Returned)],
        ];
        for (state, row) in State::ALL.into_iter().zip(table) {
            for (act, expected) in Act::ALL.into_iter().zip(row) {
                assert_eq!(
                    step(state, act, act.level()).ok(),
                    expected,
                    "{state:?} {act:?}"
                );
            }
        }
    }

    #[test]
    fn the_wrong_level_is_refused_and_told_whom_to_ask() {
        let problem = step(State::Submitted, Act::Accept, Level::Community).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Forbidden);
        assert_eq!(problem.code, "submission-level");
        assert!(problem.detail.contains("请联系街道"), "{}", problem.detail);
        assert!(allowed(State::Accepted, Level::Department).is_empty());
        assert_eq!(allowed(State::Accepted, Level::Street), [Act::Reopen]);
        assert_eq!(
            allowed(State::Returned, Level::Community),
            [Act::Edit, Act::Submit]
        );
    }

    #[test]
    fn an_accepted_submission_says_how_to_change_it() {
        let problem = step(State::Accepted, Act::Edit, Level::Community).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        assert!(problem.detail.contains("重新打开"), "{}", problem.detail);
    }

    #[test]
    fn returning_without_a_reason_changes_nothing() {
        let mut course = Course::at(State::Submitted);
        let problem = course
            .act(Act::Return, Level::Street, Some("  "))
            .unwrap_err();
        assert_eq!(problem.code, "submission-remark");
        assert_eq!(course.state(), State::Submitted);
        assert!(course.steps().is_empty());
        let step = course
            .act(Act::Return, Level::Street, Some("第3行电话有误"))
            .unwrap();
        assert_eq!(step.remark.as_deref(), Some("第3行电话有误"));
    }

    fn an_act() -> impl Strategy<Value = (Act, Level, Option<&'static str>)> {
        (
            prop::sample::select(Act::ALL.to_vec()),
            prop::sample::select(Level::ALL.to_vec()),
            prop::option::of(prop::sample::select(vec!["", "请核对"])),
        )
    }

    proptest! {
        /// Whatever anybody tries in whatever order: an acceptance follows a community's submit
        /// and a street's accept; after it nothing moves or edits until a street's reopening
        /// with its reason on record.
        #[test]
        fn no_sequence_skips_a_level_or_touches_what_is_accepted(
            acts in prop::collection::vec(an_act(), 0..60),
        ) {
            let mut course = Course::default();
            for (act, by, remark) in acts {
                let before = course.clone();
                let done = course.act(act, by, remark).is_ok();
                if !done {
                    prop_assert_eq!(&course, &before);
                    continue;
                }
                prop_assert_eq!(course.steps().len(), before.steps().len() + 1);
                let step = course.steps().last().unwrap();
                prop_assert_eq!(step.from, before.state());
                prop_assert_eq!(step.to, course.state());
                if before.state() == State::Accepted {
                    prop_assert_eq!((step.act, step.by), (Act::Reopen, Level::Street));
                    prop_assert!(step.remark.is_some());
                }
                if act == Act::Edit {
                    prop_assert!(before.state().is_open());
                }
                if course.state() == State::Accepted {
                    let last_two: Vec<_> = course.steps().iter().rev().take(2).collect();
                    prop_assert_eq!((last_two[0].act, last_two[0].by), (Act::Accept, Level::Street));
                    prop_assert_eq!((last_two[1].act, last_two[1].by), (Act::Submit, Level::Community));
                }
                prop_assert!(step.by != Level::Department);
            }
        }
    }
}
