//! Requests for names of helpers (骨干名单申请): what may be asked, who decides, and until when the
//! names are shown.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use chrono::NaiveDate;
use storage::{ChainOffice, HelperRequest, HelperRequestState, NewHelperRequest};

use crate::app::App;
use crate::clock;
use crate::helper::written;
use crate::registry::feed::build_failed;
use crate::rights::Caller;
use crate::tag::proposal::name_of;
use crate::wire::area::area_name;
use crate::wire::helper::{HelperAsk, HelperQuery, HelperRequestView};
use crate::wire::purpose_of;

/// No activity is prepared for longer; who needs the names again asks again.
const LONGEST_DAYS: i32 = 90;
const LONGEST_ACTIVITY: usize = 40;
const LONGEST_PURPOSE: usize = 200;

/// More than anybody decides about in a day; the next come up once these are decided.
const MOST_WAITING: u64 = 100;

/// What is kept of a request for the names of `people` of an area.
///
/// # Errors
/// `activity-unfit`, `purpose-missing`, `purpose-too-long`, `helper-until-unfit`.
pub fn checked(
    caller: &Caller,
    ask: &HelperAsk,
    area: String,
    people: u64,
) -> Result<NewHelperRequest, Problem> {
    let activity = ask.activity.trim();
    if activity.is_empty() || activity.chars().count() > LONGEST_ACTIVITY {
        return Err(Problem::bad_input(
            "activity-unfit",
            format!("请写明是什么活动，例如“社区义诊”，不超过 {LONGEST_ACTIVITY} 个字。"),
        ));
    }
    let asked = as_kept(&ask.query, &area);
    Ok(NewHelperRequest {
        office: caller.helper_office(),
        asked: serde_json::json!(asked),
        area,
        activity: activity.to_owned(),
        purpose: checked_purpose(&ask.purpose)?,
        people: people.cast_signed(),
        until: until_day(&ask.until)?,
    })
}

/// A question as it is kept: the same question is the same text, in whatever order it was clicked
/// together.
fn as_kept(query: &HelperQuery, area: &str) -> HelperQuery {
    let tags: BTreeSet<&String> = query.tags.iter().collect();
    let skill = query.skill.as_deref().map(str::trim);
    HelperQuery {
        tags: tags.into_iter().cloned().collect(),
        skill: skill.filter(|skill| !skill.is_empty()).map(str::to_owned),
        area: Some(area.to_owned()),
    }
}

/// The purpose is what is approved, so nothing of it is cut off.
fn checked_purpose(text: &str) -> Result<String, Problem> {
    let purpose = purpose_of(text)?;
    if purpose.chars().count() > LONGEST_PURPOSE {
        return Err(Problem::bad_input(
            "purpose-too-long",
            format!("用途不超过 {LONGEST_PURPOSE} 个字，请写简短一些再提交。"),
        ));
    }
    Ok(purpose)
}

fn until_day(text: &str) -> Result<i32, Problem> {
    let today = clock::epoch_day(clock::today());
    text.parse::<NaiveDate>()
        .ok()
        .map(clock::epoch_day)
        .filter(|day| (today..=today + LONGEST_DAYS).contains(day))
        .ok_or_else(|| {
            Problem::bad_input(
                "helper-until-unfit",
                format!("请选择名单看到哪一天为止：今天起 {LONGEST_DAYS} 天以内。"),
            )
        })
}

/// A request of the caller's own whose names may be looked at today.
///
/// # Errors
/// `helper-request-unknown`, `helper-request-waiting`, `helper-request-declined`,
/// `helper-request-expired`.
pub async fn to_look_at(app: &App, caller: &Caller, id: i64) -> Result<HelperRequest, Problem> {
    let found = app.store.helper_request(id).await;
    let request = found.map_err(|problem| problem.if_missing(unknown))?;
    if request.asked_by != Some(caller.account) {
        return Err(unknown());
    }
    match request.state {
        HelperRequestState::Declined => Err(Problem::forbidden(
            "helper-request-declined",
            "这份申请没有同意，不能看名单；请按审批意见修改后重新申请。",
        )),
        _ if is_over(&request) => Err(Problem::forbidden(
            "helper-request-expired",
            "这份名单的使用期限已过，仍需要的请重新申请。",
        )),
        HelperRequestState::Waiting => Err(Problem::conflict(
            "helper-request-waiting",
            format!(
                "这份申请还没有审批，请等{}同意后再看名单。",
                office_label(request.asked.office)
            ),
        )),
        HelperRequestState::Approved => Ok(request),
    }
}

/// Requests that wait for the caller's word, the oldest first.
///
/// # Errors
/// When the database cannot be reached.
pub async fn waiting(app: &App, caller: &Caller) -> Result<Vec<HelperRequest>, Problem> {
    let areas = app.areas();
    let today = clock::epoch_day(clock::today());
    let Some(of) = caller.waiting_helpers(&areas, today) else {
        return Ok(Vec::new());
    };
    let mut found = app.store.waiting_helper_requests(&of, MOST_WAITING).await?;
    found.retain(|request| caller.decides_helpers(request, &areas));
    Ok(found)
}

/// Refuses to decide about names that nobody can look at any more.
///
/// # Errors
/// `helper-request-over`
pub fn still_open(request: &HelperRequest) -> Result<(), Problem> {
    if request.state == HelperRequestState::Waiting && is_over(request) {
        return Err(Problem::conflict(
            "helper-request-over",
            "这份申请要看名单的日子已经过去，不用再审批；仍需要的，请申请人重新申请。",
        ));
    }
    Ok(())
}

/// There is no such request, or it is somebody else's.
pub fn unknown() -> Problem {
    Problem::not_found(
        "helper-request-unknown",
        "没有这份名单申请，或它不归您查看，请从“找骨干”重新进入。",
    )
}

/// Whom a request is about.
///
/// # Errors
/// When what is kept cannot be read.
pub fn query_of(request: &HelperRequest) -> Result<HelperQuery, Problem> {
    serde_json::from_value(request.asked.asked.clone()).map_err(|_| build_failed())
}

fn is_over(request: &HelperRequest) -> bool {
    request.asked.until < clock::epoch_day(clock::today())
}

const fn office_label(office: ChainOffice) -> &'static str {
    match office {
        ChainOffice::Street => "所在街道",
        ChainOffice::Department => "主管部门",
        ChainOffice::DataCentre => "区大数据中心",
    }
}

/// A request as the caller sees it.
///
/// # Errors
/// When the database cannot be reached.
pub async fn view(
    app: &App,
    caller: &Caller,
    request: HelperRequest,
) -> Result<HelperRequestView, Problem> {
    let areas = app.areas();
    let approved = request.state == HelperRequestState::Approved;
    let declined = request.state == HelperRequestState::Declined;
    let over = is_over(&request);
    let sentence = written(&query_of(&request)?)?.condition.sentence();
    Ok(HelperRequestView {
        id: request.id,
        can_decide: !over && caller.decides_helpers(&request, &areas),
        can_look: approved && !over && request.asked_by == Some(caller.account),
        state: if over && !declined {
            "expired".to_owned()
        } else {
            request.state.as_str().to_owned()
        },
        area_name: area_name(&areas, Some(&request.asked.area)),
        sentence,
        people: request.asked.people.cast_unsigned(),
        until: clock::day_text(request.asked.until),
        office: office_label(request.asked.office).to_owned(),
        asked_by: name_of(app, request.asked_by).await?,
        asked_at: clock::iso(request.asked_at),
        decided_by: match request.decided_by {
            Some(account) => Some(name_of(app, Some(account)).await?),
            None => None,
        },
        decided_at: request.decided_at.map(clock::iso),
        remark: request.remark,
        activity: request.asked.activity,
        purpose: request.asked.purpose,
    })
}
