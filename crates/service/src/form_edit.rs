//! Changing rows of a submission that is open to its community.

use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::problem::Problem;
use forms::FormCell;
use forms::check::Checker;
use forms::submission::{Act, CellPlace, OpenCells};
use storage::{Audit, Request, RequestState, Submission, SubmissionFigures, WriteTx};

use crate::app::App;
use crate::clock;
use crate::form_reach::submission_in_reach;
use crate::http::problem::{CellProblem, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::sending::carry_out::open_cells;
use crate::view::form::{Reading, is_readonly, state_of};
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
    /// Which cells are open: all, or those that a reviewer marked.
    pub cells: OpenCells,
}

/// Opens a submission for a change by its community.
pub async fn open(app: &App, caller: &Caller, id: i64, audit: Audit) -> Result<Editing, Problem> {
    let (request, _) = submission_in_reach(app, caller, id).await?;
    require_open(&request)?;
    let body = RequestBody::of(&request)?;
    let mut tx = app.store.write(audit).await?;
    let submission = tx.hold_submission(id).await?;
    let level = caller.form_level(&submission);
    body.route
        .step(state_of(submission.state), Act::Edit, level)?;
    caller.require_filler(&submission)?;
    let cells = open_cells(&mut tx, id).await?;
    Ok(Editing {
        tx,
        reading: body.reading,
        submission,
        areas: app.areas(),
        cells,
    })
}

/// Fails when the request has ended.
pub fn require_open(request: &Request) -> Result<(), Problem> {
    let said = match request.state {
        RequestState::Open | RequestState::Complete => return Ok(()),
        RequestState::Closed => "这张报表已由下发部门结束，不能再修改。",
        RequestState::Recalled => "这张报表已由下发部门收回，不能再修改。",
        RequestState::Waiting => "这张报表还在等待审批，尚未下发。",
        RequestState::Declined => "这张报表未获批准，没有下发。",
    };
    Err(Problem::conflict("request-closed", said))
}

impl Editing {
    /// Applies typed cells to a row; either all are right or the row stays as it was and every
    /// wrong cell is named. A row that is only being added has no id yet.
    pub fn apply(
        &self,
        row: Option<i64>,
        cells: &mut [FormCell],
        changes: &[CellChange],
    ) -> Result<(), Refusal> {
        let wrong = self.take_right(row, cells, changes)?;
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
    ///
    /// # Errors
    /// When a row is added while only marked cells are open.
    pub fn take_right(
        &self,
        row: Option<i64>,
        cells: &mut [FormCell],
        changes: &[CellChange],
    ) -> Result<Vec<CellProblem>, Problem> {
        if row.is_none() {
            self.cells.require_all()?;
        }
        let checker = Checker {
            today: clock::today(),
            areas: &self.areas,
        };
        let mut wrong = Vec::new();
        for change in changes {
            if let Err(message) = self.take(&checker, row, cells, change) {
                wrong.push(CellProblem {
                    index: change.index,
                    message,
                });
            }
        }
        Ok(wrong)
    }

    fn take(
        &self,
        checker: &Checker<'_>,
        row: Option<i64>,
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
        let column_no = column.index;
        if row.is_some_and(|row| {
            !self.cells.has(CellPlace {
                row,
                column: column_no,
            })
        }) {
            return Err(format!(
                "“{}”这一格没有退回，不能改动；只能改街道标出的格子。",
                column.label()
            ));
        }
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
