//! Steps of a submission between its filling and its acceptance: returning, approving, settling,
//! reopening.

use catalog::problem::Problem;
use forms::price::Price;
use forms::submission::{Act, Level, State};
use storage::{NewCellMark, Request, SendingState, Submission, WriteTx};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::form_edit::require_open;
use crate::form_reach::submission_in_reach;
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::sending::carry_out::{carry_out, complete_when_done, reopen_request, take_step};
use crate::sending::gate::{Asking, approved_before, pass};
use crate::sending::order::{MarkedCell, Order};
use crate::view::form::{asked_columns, state_of, submission_view};
use crate::view::names::Names;
use crate::wire::form::SubmissionRow;
use crate::wire::mark::HandBack;

/// A submission as it stands after a step.
pub async fn after(app: &App, id: i64, body: &RequestBody) -> Result<SubmissionRow, Problem> {
    Ok(submission_view(
        &app.store.submission(id).await?,
        asked_columns(&body.reading.template),
        &app.areas(),
        &Names::read(app).await?,
    ))
}

/// Takes a step that hands a submission on: approving and settling.
///
/// # Errors
/// When the state or the caller's level does not allow it.
pub async fn hand_on(
    app: &App,
    caller: &Caller,
    id: i64,
    act: Act,
    audited: &'static str,
) -> Result<SubmissionRow, Problem> {
    let (request, _) = submission_in_reach(app, caller, id).await?;
    require_open(&request)?;
    let body = RequestBody::of(&request)?;
    let mut tx = app
        .store
        .write(entry(caller, audited, "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    let level = caller.form_level(&held);
    take_step(&mut tx, &body, &held, act, level, None).await?;
    complete_when_done(app, &mut tx, &body, &request, id).await?;
    tx.commit().await?;
    after(app, id, &body).await
}

/// Returns or unlocks a submission with a remark, wholly or single cells of it. Unlocking burdens
/// the community anew, so it passes the gate that every sending passes.
///
/// # Errors
/// When a remark is missing, or the state or the caller's level does not allow the step.
pub async fn hand_back(
    app: &App,
    caller: &Caller,
    id: i64,
    act: Act,
    audited: &'static str,
    asked: HandBack,
) -> Result<SubmissionRow, Problem> {
    let remark = asked.remark.trim().to_owned();
    if remark.is_empty() {
        return Err(Problem::bad_input(
            "remark-missing",
            "请写明原因，让社区知道要改什么。",
        ));
    }
    let (request, _) = submission_in_reach(app, caller, id).await?;
    require_open(&request)?;
    let body = RequestBody::of(&request)?;
    let mut tx = app
        .store
        .write(entry(caller, audited, "submission", id))
        .await?;
    let held = tx.hold_submission(id).await?;
    let level = caller.form_level(&held);
    let next = body.route.step(state_of(held.state), act, level)?;
    let cells = marked(&mut tx, &body, &held, next, &asked).await?;
    if act == Act::Reopen && level == Level::Street {
        let unlocking = Unlocking {
            held: &held,
            remark,
            cells,
            plea: asked.plea,
        };
        unlock(app, &mut tx, &request, &body, unlocking).await?;
    } else {
        take_step(&mut tx, &body, &held, act, level, Some(remark)).await?;
        let cells: Vec<NewCellMark> = cells.into_iter().map(NewCellMark::from).collect();
        tx.mark_cells(id, &cells).await?;
        reopen_request(&mut tx, &request).await?;
    }
    tx.commit().await?;
    after(app, id, &body).await
}

/// An accepted submission that a street wants to unlock.
struct Unlocking<'a> {
    held: &'a Submission,
    remark: String,
    cells: Vec<MarkedCell>,
    plea: String,
}

async fn unlock(
    app: &App,
    tx: &mut WriteTx,
    request: &Request,
    body: &RequestBody,
    asked: Unlocking<'_>,
) -> Result<(), Problem> {
    let price = if asked.cells.is_empty() {
        let rows = u64::try_from(asked.held.figures.rows).unwrap_or(0);
        Price::of_cells(0, rows * asked_columns(&body.reading.template) as u64)
    } else {
        Price::of_cells(asked.cells.len() as u64, 0)
    };
    let order = Order::Reopen {
        submission: asked.held.id,
        remark: asked.remark,
        cells: asked.cells,
    };
    let asking = Asking {
        request: request.id,
        order: order.clone(),
        department: request.department.clone(),
        duty: body.duty.clone(),
        price,
        spends: true,
        shares: (1.0, 1.0),
        due: clock::from_epoch_day(request.due),
        zero_touch: false,
        approved: approved_before(app, request.id, false).await?,
        plea: asked.plea,
    };
    if pass(app, tx, asking).await? == SendingState::Sent {
        carry_out(app, tx, request, order).await?;
    }
    Ok(())
}

/// The cells that are marked, each with a remark, all of rows of this submission.
async fn marked(
    tx: &mut WriteTx,
    body: &RequestBody,
    held: &Submission,
    next: State,
    asked: &HandBack,
) -> Result<Vec<MarkedCell>, Problem> {
    if asked.cells.is_empty() {
        return Ok(Vec::new());
    }
    if next != State::Returned {
        return Err(Problem::bad_input(
            "cells-only-to-community",
            "只有退回社区时才能标格子，请去掉标记，把问题写在原因里。",
        ));
    }
    let rows = tx.submission_rows(held.id).await?;
    let mut cells = Vec::with_capacity(asked.cells.len());
    for cell in &asked.cells {
        let mut columns = body.reading.template.columns.iter();
        let known = columns.any(|column| column.index == cell.index)
            && rows.iter().any(|row| row.id == cell.row);
        if !known {
            return Err(Problem::bad_input(
                "cell-unknown",
                "标记的格子不在这份填报里，请刷新页面后重新标记。",
            ));
        }
        let remark = cell.remark.trim();
        if remark.is_empty() {
            return Err(Problem::bad_input(
                "cell-remark-missing",
                "每个标出的格子都要写明问题，社区才知道要改什么。",
            ));
        }
        cells.push(MarkedCell {
            row: cell.row,
            column: cell.index,
            remark: remark.to_owned(),
        });
    }
    Ok(cells)
}
