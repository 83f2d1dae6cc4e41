//! What of forms waits for somebody: parts to forward, fill, check, accept and settle, sendings to
//! approve, and notices.

use catalog::problem::Problem;
use forms::submission::{Act, Level};
use storage::{Request, RequestState, SendingState, Submission, SubmissionState};

use crate::app::App;
use crate::clock;
use crate::form_reach::{requests_of, submissions_of};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Role};
use crate::view::form::{count, state_of};
use crate::wire::area::area_name;
use crate::wire::notice::NoticeView;
use crate::wire::workbench::WorkItem;

/// The forms that wait for the caller.
pub async fn form_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let mut items = Vec::new();
    for request in app.store.requests(&requests_of(caller)?).await? {
        if !matches!(request.state, RequestState::Open | RequestState::Complete) {
            continue;
        }
        let submissions = app
            .store
            .submissions(&submissions_of(caller, request.id))
            .await?;
        match caller.role {
            Role::Community => items.extend(of_community(caller, &request, &submissions)),
            Role::Street => items.extend(of_street(app, &request, &submissions)),
            Role::Department => items.extend(of_department(app, &request, &submissions)?),
            Role::Admin => {}
        }
    }
    Ok(items)
}

fn of_community(caller: &Caller, request: &Request, submissions: &[Submission]) -> Vec<WorkItem> {
    let department = request.department.clone().unwrap_or_default();
    let waits = submissions.iter().filter(|submission| {
        let level = caller.form_level(submission);
        let fills = level == Level::Head || caller.require_filler(submission).is_ok();
        state_of(submission.state).owner() == level && fills
    });
    waits
        .map(|submission| {
            let rows = submission.figures.rows;
            let (kind, detail) = match (submission.state, &submission.remark) {
                (SubmissionState::Checking, _) => (
                    "check",
                    format!(
                        "本社区已填好，{rows} 人，更正 {} 处，待负责人审核",
                        submission.figures.corrected
                    ),
                ),
                (SubmissionState::Returned, Some(remark)) => {
                    ("returned", format!("退回：{remark}"))
                }
                (SubmissionState::Returned, None) => ("returned", "已退回，请核对".to_owned()),
                _ => ("fill", format!("{department}下发，{rows} 人，已预填")),
            };
            item(
                kind,
                request,
                detail,
                submission_link(submission),
                count(rows),
            )
        })
        .collect()
}

fn of_street(app: &App, request: &Request, submissions: &[Submission]) -> Vec<WorkItem> {
    let waiting: Vec<&Submission> = submissions
        .iter()
        .filter(|submission| submission.state == SubmissionState::Waiting)
        .collect();
    let forward = (!waiting.is_empty()).then(|| {
        let rows: i32 = waiting.iter().map(|part| part.figures.rows).sum();
        item(
            "forward",
            request,
            format!("{} 个社区共 {rows} 人，待分发到社区", waiting.len()),
            request_link(request),
            waiting.len() as u64,
        )
    });
    let submitted = submissions
        .iter()
        .filter(|submission| submission.state == SubmissionState::Submitted);
    let review = submitted.map(|submission| {
        let detail = format!(
            "{}已提交，{} 人，更正 {} 处，待审核",
            area_name(&app.areas(), Some(&submission.community)),
            submission.figures.rows,
            submission.figures.corrected
        );
        let rows = count(submission.figures.rows);
        item("review", request, detail, submission_link(submission), rows)
    });
    forward.into_iter().chain(review).collect()
}

fn of_department(
    app: &App,
    request: &Request,
    submissions: &[Submission],
) -> Result<Vec<WorkItem>, Problem> {
    let route = RequestBody::of(request)?.route;
    let rows = |parts: &mut dyn Iterator<Item = &Submission>| -> u64 {
        parts.map(|part| count(part.figures.rows)).sum()
    };
    if request.state == RequestState::Complete {
        let detail = "所有社区已报齐并审核通过，可以下载汇总表".to_owned();
        let all = rows(&mut submissions.iter());
        return Ok(vec![item(
            "download",
            request,
            detail,
            request_link(request),
            all,
        )]);
    }
    let settles = |submission: &&Submission| {
        let allowed = route.allowed(state_of(submission.state), Level::Department);
        submission.state == SubmissionState::Accepted && allowed.contains(&Act::Settle)
    };
    Ok(submissions
        .iter()
        .filter(settles)
        .map(|submission| {
            let community = area_name(&app.areas(), Some(&submission.community));
            let detail = format!(
                "{community}已经街道审核通过，{} 人，待办结",
                submission.figures.rows
            );
            let rows = count(submission.figures.rows);
            item("settle", request, detail, submission_link(submission), rows)
        })
        .collect())
}

/// Sendings that wait for the caller's approval.
pub async fn approval_items(app: &App, caller: &Caller) -> Result<Vec<WorkItem>, Problem> {
    let mut items = Vec::new();
    for sending in app.store.sendings_in(SendingState::Waiting).await? {
        if !caller.decides_sending(&sending) {
            continue;
        }
        let request = app.store.request(sending.asked.request_id).await?;
        let detail = format!(
            "{}申请下发，用时 {} 分钟，须报批：{}",
            sending.asked.department.as_deref().unwrap_or_default(),
            sending.asked.price.minutes,
            sending.asked.plea
        );
        let link = request_link(&request);
        items.push(item("approve", &request, detail, link, 1));
    }
    Ok(items)
}

/// What the caller's community should know.
pub async fn notices(app: &App, caller: &Caller) -> Result<Vec<NoticeView>, Problem> {
    if caller.role != Role::Community {
        return Ok(Vec::new());
    }
    let notices = app.store.notices(&caller.area.to_string()).await?;
    Ok(notices
        .into_iter()
        .map(|notice| NoticeView {
            id: notice.id,
            link: match notice.said.submission_id {
                Some(submission) => format!("/forms/submissions/{submission}"),
                None => format!("/forms/requests/{}", notice.said.request_id),
            },
            kind: notice.said.kind,
            text: notice.said.text,
            at: clock::iso(notice.at),
        })
        .collect())
}

fn item(kind: &str, request: &Request, detail: String, link: String, count: u64) -> WorkItem {
    WorkItem {
        kind: kind.to_owned(),
        title: request.title.clone(),
        detail,
        link,
        due: Some(clock::day_text(request.due)),
        count,
    }
}

fn submission_link(submission: &Submission) -> String {
    format!("/forms/submissions/{}", submission.id)
}

fn request_link(request: &Request) -> String {
    format!("/forms/requests/{}", request.id)
}
