//! Changing rows of a submission that is open to its community.

use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::problem::Problem;
use forms::FormCell;
use forms::check::Checker;
use forms::submission::{Act, CellPlace, OpenCells};
use forms::template::Template;
use storage::{Audit, Request, RequestState, Submission, SubmissionFigures, WriteTx};

use crate::app::App;
use crate::clock;
use crate::form_reach::submission_in_reach;
use crate::http::problem::{CellProblem, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::sending::carry_out::open_cells;
use crate::view::form::{is_readonly, state_of};
use crate::wire::form::CellChange;

/// An open write on a submission that the caller may edit now.
pub struct Editing {
    /// The write; nobody else changes the submission until it ends.
    pub tx: WriteTx,
    /// The template as it was sent.
    pub template: Template,
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
        template: body.reading.template,
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
    /// wrong cell is named.
    /// A row that is only being added has no id yet.
    pub fn apply(
        &self,
        row: Option<i64>,
        cells: &mut [FormCell],
        changes: &[CellChange],
    ) -> Result<(), Refusal> {
        if row.is_none() {
            self.cells.require_all()?;
        }
        let checker = Checker {
            today: clock::today(),
            areas: &self.areas,
        };
        let mut wrong = Vec::new();
        for change in changes {
            let place = self
                .template
                .columns
                .iter()
                .position(|column| column.index == change.index);
            let Some((place, cell)) = place.and_then(|place| Some((place, cells.get_mut(place)?)))
            else {
                wrong.push(CellProblem {
                    index: change.index,
                    message: "表样没有这一列，请刷新页面。".to_owned(),
                });
                continue;
            };
            let column = &self.template.columns[place];
            let index = column.index;
            if row.is_some_and(|row| !self.cells.has(CellPlace { row, column: index })) {
                wrong.push(CellProblem {
                    index,
                    message: format!(
                        "“{}”这一格没有退回，不能改动；只能改街道标出的格子。",
                        column.label()
                    ),
                });
                continue;
            }
            if is_readonly(column) {
                let message = format!("“{}”由系统生成，不需要填写。", column.label());
                wrong.push(CellProblem {
                    index: change.index,
                    message,
                });
                continue;
            }
            match checker.edit(column, cell, &change.text) {
                Ok(changed) => *cell = changed,
                Err(problem) => wrong.push(CellProblem {
                    index: change.index,
                    message: problem.detail,
                }),
            }
        }
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
