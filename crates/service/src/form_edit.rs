//! Changing rows of a submission that is open to its community.

use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::problem::Problem;
use forms::FormCell;
use forms::check::Checker;
use forms::submission::{Act, step};
use storage::{Audit, Request, RequestState, Submission, SubmissionFigures, WriteTx};

use crate::app::App;
use crate::clock;
use crate::form_reach::submission_in_reach;
use crate::http::problem::{CellProblem, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::form::{Reading, is_readonly, level_of, state_of};
use crate::wire::form::CellChange;

/// An open write on a submission that the caller may edit now.
pub struct Editing {
    /// The write; nobody else changes the submission until it ends.
    pub tx: WriteTx,
    /// The template as it was sent, with its checks.
    pub reading: Reading,
    /// The submission.
    pub submission: Submission,
    /// The areas, for checks.
    pub areas: Arc<AreaTree>,
}

/// Opens a submission for a change by its community.
pub async fn open(app: &App, caller: &Caller, id: i64, audit: Audit) -> Result<Editing, Problem> {
    let (request, _) = submission_in_reach(app, caller, id).await?;
    require_open(&request)?;
    let reading = RequestBody::of(&request)?.reading;
    let mut tx = app.store.write(audit).await?;
    let submission = tx.hold_submission(id).await?;
    step(state_of(submission.state), Act::Edit, level_of(caller))?;
    Ok(Editing {
        tx,
        reading,
        submission,
        areas: app.areas(),
    })
}

/// Fails when the request has ended.
pub fn require_open(request: &Request) -> Result<(), Problem> {
    if request.state == RequestState::Closed {
        return Err(Problem::conflict(
            "request-closed",
            "这张报表已由下发部门结束，不能再修改。",
        ));
    }
    Ok(())
}

impl Editing {
    /// Applies typed cells to a row; either all are right or the row stays as it was and every
    /// wrong cell is named.
    pub fn apply(&self, cells: &mut [FormCell], changes: &[CellChange]) -> Result<(), Refusal> {
        let wrong = self.take_right(cells, changes);
        if wrong.is_empty() {
            return Ok(());
        }
        let detail = wrong
            .iter()
            .map(|cell| cell.message.as_str())
            .collect::<Vec<_>>()
            .join("");
        Err(Refusal::of_cells(
            Problem::bad_input("cell-invalid", detail),
            wrong,
        ))
    }

    /// Applies the typed cells that are right and names the others.
    pub fn take_right(&self, cells: &mut [FormCell], changes: &[CellChange]) -> Vec<CellProblem> {
        let checker = Checker {
            today: clock::today(),
            areas: &self.areas,
        };
        let mut wrong = Vec::new();
        for change in changes {
            if let Err(message) = self.take(&checker, cells, change) {
                wrong.push(CellProblem {
                    index: change.index,
                    message,
                });
            }
        }
        wrong
    }

    fn take(
        &self,
        checker: &Checker<'_>,
        cells: &mut [FormCell],
        change: &CellChange,
    ) -> Result<(), String> {
        let columns = &self.reading.template.columns;
        let place = columns.iter().position(|at| at.index == change.index);
        let Some((column, cell)) =
            place.and_then(|place| Some((&columns[place], cells.get_mut(place)?)))
        else {
            return Err("表样没有这一列，请刷新页面。".to_owned());
        };
        if is_readonly(column) {
            return Err(format!("“{}”由系统生成，不需要填写。", column.label()));
        }
        let text = match (change.restore, cell.previous.as_deref()) {
            (false, _) => change.text.as_str(),
            (true, Some(previous)) => previous,
            (true, None) => return Ok(()),
        };
        match checker.edit(column, cell, text) {
            Ok(changed) => *cell = changed,
            Err(problem) => return Err(problem.detail),
        }
        Ok(())
    }
}

/// What a row adds to the figures of its submission.
pub fn figures_of(cells: &[FormCell]) -> SubmissionFigures {
    let count = |wanted: fn(&FormCell) -> bool| {
        i32::try_from(cells.iter().filter(|cell| wanted(cell)).count()).unwrap_or(i32::MAX)
    };
    SubmissionFigures {
        rows: 1,
        filled: count(FormCell::is_filled),
        corrected: count(FormCell::is_by_community),
    }
}

/// The difference between two figures.
pub fn difference(after: SubmissionFigures, before: SubmissionFigures) -> SubmissionFigures {
    SubmissionFigures {
        rows: after.rows - before.rows,
        filled: after.filled - before.filled,
        corrected: after.corrected - before.corrected,
    }
}
