//! A submission's state with everything that led to it.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use super::{Act, CellPlace, Level, OpenCells, Route, State};

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
    /// Why; always there for a return, a reopening or a recall.
    pub remark: Option<String>,
}

/// A submission's state with everything that led to it. The state changes only through
/// [`Course::act`] and [`Course::hand_back`], so it never changes without a step on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    route: Route,
    state: State,
    open: OpenCells,
    steps: Vec<Step>,
}

impl Default for Course {
    fn default() -> Self {
        Self::at(Route::default(), State::Filling)
    }
}

impl Course {
    /// A course that goes on from a stored state.
    #[must_use]
    pub const fn at(route: Route, state: State) -> Self {
        Self {
            route,
            state,
            open: OpenCells::all(),
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

    /// Changes a cell.
    ///
    /// # Errors
    /// As [`Route::step`]; `cell-locked` when the cell was not returned. Nothing changes then.
    pub fn edit(&mut self, cell: CellPlace, by: Level) -> Result<&Step, Problem> {
        if self.state.is_open() && !self.open.has(cell) {
            return Err(Problem::conflict(
                "cell-locked",
                "这一格没有退回，不能改动；只能改街道标出的格子。",
            ));
        }
        self.act(Act::Edit, by, None)
    }

    /// Hands single cells back, or unlocks them; the rest stays locked. Without cells everything
    /// opens.
    ///
    /// # Errors
    /// As [`Course::act`].
    pub fn hand_back(
        &mut self,
        act: Act,
        by: Level,
        remark: Option<&str>,
        cells: OpenCells,
    ) -> Result<&Step, Problem> {
        self.act(act, by, remark)?;
        if self.state == State::Returned {
            self.open = cells;
        }
        Ok(self.steps.last().expect("a step was pushed just now"))
    }

    /// Does an act and records it.
    ///
    /// # Errors
    /// As [`Route::step`]; `submission-remark` when a return, a reopening or a recall does not say
    /// why. Nothing changes then.
    pub fn act(&mut self, act: Act, by: Level, remark: Option<&str>) -> Result<&Step, Problem> {
        let to = self.route.step(self.state, act, by)?;
        let remark = remark.map(str::trim).filter(|remark| !remark.is_empty());
        if act.needs_remark() && remark.is_none() {
            let detail = format!("{}时请写明原因，社区才知道要改什么。", act.label());
            return Err(Problem::bad_input("submission-remark", detail));
        }
        self.steps.push(Step {
            act,
            by,
            from: self.state,
            to,
            remark: remark.map(str::to_owned),
        });
        if act != Act::Edit {
            self.open = OpenCells::all();
        }
        self.state = to;
        Ok(self.steps.last().expect("a step was pushed just now"))
    }
}
