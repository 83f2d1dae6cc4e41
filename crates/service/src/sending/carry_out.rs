//! Carrying a sending out, at once or after its approval.

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use forms::submission::{Act, Level, OpenCells};
use query::PersonFilter;
use storage::{
    NewCellMark, NewNotice, Request, RequestState, Submission, SubmissionFilter, SubmissionState,
    SubmissionStep, WriteTx,
};

use super::listing::{Listing, list_community};
use super::order::Order;
use super::population::communities;
use crate::app::App;
use crate::clock;
use crate::request_body::RequestBody;
use crate::view::form::{state_of, stored_state};

/// Does what was asked for, inside an open write.
///
/// # Errors
/// When a part has moved on meanwhile; then nothing of the write may be kept.
pub async fn carry_out(
    app: &App,
    tx: &mut WriteTx,
    request: &Request,
    order: Order,
) -> Result<(), Problem> {
    let body = RequestBody::of(request)?;
    match order {
        Order::Create => create(app, tx, request, &body).await,
        Order::Extend { communities } => extend(app, tx, request, &body, &communities).await,
        Order::Forward { submissions } => {
            for id in submissions {
                let held = tx.hold_submission(id).await?;
                take_step(tx, &body, &held, Act::Forward, Level::Street, None).await?;
            }
            Ok(())
        }
        Order::Due { due } => {
            tx.set_request_due(request.id, due).await?;
            let remark = format!(
                "{} 改为 {}",
                clock::day_text(request.due),
                clock::day_text(due)
            );
            tx.note_request_event(request.id, "due", None, Some(&remark))
                .await
        }
        Order::Reopen {
            submission,
            remark,
            cells,
        } => {
            let held = tx.hold_submission(submission).await?;
            let level = Level::Street;
            take_step(tx, &body, &held, Act::Reopen, level, Some(remark)).await?;
            let cells: Vec<NewCellMark> = cells.into_iter().map(NewCellMark::from).collect();
            tx.mark_cells(submission, &cells).await?;
            reopen_request(tx, request).await
        }
    }
}

/// Takes a step of a submission that is held, as the request's way allows it.
pub async fn take_step(
    tx: &mut WriteTx,
    body: &RequestBody,
    held: &Submission,
    act: Act,
    by: Level,
    remark: Option<String>,
) -> Result<(), Problem> {
    let next = body.route.step(state_of(held.state), act, by)?;
    let change = SubmissionStep {
        expected_version: held.version,
        state: stored_state(next),
        act: word_of(act),
        remark,
    };
    tx.set_submission_state(held.id, change).await.map(drop)
}

/// The stable word of an act in events.
pub fn word_of(act: Act) -> &'static str {
    match act {
        Act::Forward => "forward",
        Act::Edit => "edit",
        Act::Submit => "submit",
        Act::Approve => "approve",
        Act::Accept => "accept",
        Act::Return => "return",
        Act::Settle => "settle",
        Act::Reopen => "reopen",
        Act::Recall => "recall",
        Act::Resume => "resume",
        Act::Take => "zero-touch",
    }
}

/// A request of which a part is open again is no longer complete.
pub async fn reopen_request(tx: &mut WriteTx, request: &Request) -> Result<(), Problem> {
    if matches!(
        request.state,
        RequestState::Complete | RequestState::Recalled
    ) {
        tx.set_request_state(request.id, RequestState::Open).await?;
    }
    Ok(())
}

/// Marks a request complete when nothing is left to do in any part, as this write sees the part
/// that was just moved.
pub async fn complete_when_done(
    app: &App,
    tx: &mut WriteTx,
    body: &RequestBody,
    request: &Request,
    moved: i64,
) -> Result<(), Problem> {
    // Of two last parts that are moved at once, the second must see the first.
    tx.hold_request(request.id).await?;
    let all = SubmissionFilter {
        request: Some(request.id),
        ..SubmissionFilter::default()
    };
    for part in app.store.submissions(&all).await? {
        let part = if part.id == moved {
            tx.hold_submission(moved).await?
        } else {
            part
        };
        let state = state_of(part.state);
        if !body.route.is_done(state) && state != forms::submission::State::Recalled {
            return Ok(());
        }
    }
    tx.set_request_state(request.id, RequestState::Complete)
        .await
}

async fn create(
    app: &App,
    tx: &mut WriteTx,
    request: &Request,
    body: &RequestBody,
) -> Result<(), Problem> {
    let areas = app.areas();
    let filter = body.filter(&areas)?;
    let asked = communities(app, &filter, &body.areas, &areas).await?;
    if request.state == RequestState::Waiting {
        tx.set_request_state(request.id, RequestState::Open).await?;
    }
    tx.note_request_event(request.id, "create", None, None)
        .await?;
    if body.zero_touch {
        return take_what_is_held(app, tx, request, body, &filter, &areas).await;
    }
    let listing = Listing {
        request: request.id,
        template: &body.reading.template,
        filter: &filter,
        state: stored_state(body.route.first()),
        areas: &areas,
        former: body.former,
    };
    for (community, _) in asked {
        list_community(app, tx, &listing, community).await?;
    }
    Ok(())
}

/// Lists everybody and accepts the lists in the same write: no submission is ever open to anybody.
async fn take_what_is_held(
    app: &App,
    tx: &mut WriteTx,
    request: &Request,
    body: &RequestBody,
    filter: &PersonFilter,
    areas: &AreaTree,
) -> Result<(), Problem> {
    let listing = Listing {
        request: request.id,
        template: &body.reading.template,
        filter,
        state: SubmissionState::Waiting,
        areas,
        former: body.former,
    };
    for (community, _) in communities(app, filter, &body.areas, areas).await? {
        let made = list_community(app, tx, &listing, community).await?;
        let Some(submission) = made else { continue };
        let held = tx.hold_submission(submission).await?;
        let reason = "所需数据底账都有，且都在有效期内，无需填报".to_owned();
        take_step(tx, body, &held, Act::Take, Level::System, Some(reason)).await?;
        tx.leave_notice(NewNotice {
            area: community.to_string(),
            kind: "zero-touch".to_owned(),
            request_id: request.id,
            submission_id: Some(submission),
            text: format!(
                "{}“{}”所需的数据底账都有，已直接取用 {} 行，不用填报。如发现有误，可在人员档案里提出存疑。",
                request.department.as_deref().unwrap_or_default(),
                request.title,
                held.figures.rows
            ),
        })
        .await?;
    }
    if !body.route.settle {
        tx.set_request_state(request.id, RequestState::Complete)
            .await?;
    }
    Ok(())
}

async fn extend(
    app: &App,
    tx: &mut WriteTx,
    request: &Request,
    body: &RequestBody,
    wanted: &[String],
) -> Result<(), Problem> {
    let areas = app.areas();
    let filter = body.filter(&areas)?;
    let held = app
        .store
        .submissions(&SubmissionFilter {
            request: Some(request.id),
            ..SubmissionFilter::default()
        })
        .await?;
    let listing = Listing {
        request: request.id,
        template: &body.reading.template,
        filter: &filter,
        state: stored_state(body.route.first()),
        areas: &areas,
        former: body.former,
    };
    for community in wanted {
        let before = held.iter().find(|held| held.community == *community);
        if let Some(before) = before {
            let held = tx.hold_submission(before.id).await?;
            take_step(tx, body, &held, Act::Resume, Level::Department, None).await?;
            continue;
        }
        let code: AreaCode = community.parse().map_err(|_| {
            Problem::bad_input(
                "area-unknown",
                "扩大范围中有无法识别的区划代码，请重新选择。",
            )
        })?;
        list_community(app, tx, &listing, code).await?;
        tx.note_request_event(request.id, "extend", Some(community), None)
            .await?;
    }
    reopen_request(tx, request).await
}

/// The cells that are open again: those that a reviewer marked, or all.
pub async fn open_cells(tx: &mut WriteTx, submission: i64) -> Result<OpenCells, Problem> {
    let marks = tx.cell_marks(submission).await?;
    let open = marks
        .into_iter()
        .filter(|mark| mark.state != storage::MarkState::Closed);
    Ok(OpenCells::marked(open.map(|mark| {
        forms::submission::CellPlace {
            row: mark.asked.row,
            column: mark.asked.column,
        }
    })))
}
