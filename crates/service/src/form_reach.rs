//! Which requests and submissions a caller may see: departments their own, streets and
//! communities what was sent to them.

use catalog::problem::{Problem, ProblemKind};
use storage::{Request, RequestFilter, Submission, SubmissionFilter};

use crate::app::App;
use crate::rights::{Caller, Right, Role};

/// The requests a caller may see.
pub fn requests_of(caller: &Caller) -> Result<RequestFilter, Problem> {
    let area = Some(caller.area.to_string());
    match caller.role {
        Role::Department => Ok(RequestFilter {
            department: caller.department.clone(),
            ..RequestFilter::default()
        }),
        Role::Street => Ok(RequestFilter {
            street: area,
            ..RequestFilter::default()
        }),
        Role::Community => Ok(RequestFilter {
            community: area,
            reached: true,
            ..RequestFilter::default()
        }),
        Role::Admin => Err(Problem::forbidden(
            "right-missing",
            "管理员账号不参与报表，请用部门、街道或社区账号登录。",
        )),
    }
}

/// The submissions of a request that a caller may see.
pub fn submissions_of(caller: &Caller, request: i64) -> SubmissionFilter {
    let area = Some(caller.area.to_string());
    let all = SubmissionFilter {
        request: Some(request),
        ..SubmissionFilter::default()
    };
    match caller.role {
        Role::Street => SubmissionFilter {
            street: area,
            ..all
        },
        Role::Community => SubmissionFilter {
            community: area,
            reached: true,
            ..all
        },
        Role::Department | Role::Admin => all,
    }
}

/// A request with the submissions the caller may see.
pub async fn request_in_reach(
    app: &App,
    caller: &Caller,
    id: i64,
) -> Result<(Request, Vec<Submission>), Problem> {
    requests_of(caller)?;
    let missing =
        || Problem::not_found("request-unknown", "没有这张报表，或它没有下发到您的单位。");
    let request = app
        .store
        .request(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let submissions = app.store.submissions(&submissions_of(caller, id)).await?;
    let own = match caller.role {
        Role::Department => request.department == caller.department,
        _ => !submissions.is_empty(),
    };
    if own {
        Ok((request, submissions))
    } else {
        Err(missing())
    }
}

/// A request for its page: as [`request_in_reach`], and for whoever approves sendings, who sees
/// how it stands and not what is in it.
pub async fn request_to_judge(
    app: &App,
    caller: &Caller,
    id: i64,
) -> Result<(Request, Vec<Submission>), Problem> {
    match request_in_reach(app, caller, id).await {
        Err(_) if caller.can(Right::ApproveSendings) => {
            let missing = || Problem::not_found("request-unknown", "没有这张报表。");
            let request = app
                .store
                .request(id)
                .await
                .map_err(|problem| problem.if_missing(missing))?;
            let submissions = app.store.submissions(&submissions_of(caller, id)).await?;
            Ok((request, submissions))
        }
        seen => seen,
    }
}

/// A submission the caller may see, with its request.
pub async fn submission_in_reach(
    app: &App,
    caller: &Caller,
    id: i64,
) -> Result<(Request, Submission), Problem> {
    let missing = || Problem::not_found("submission-unknown", "没有这份填报，或它不属于您的单位。");
    let submission = app
        .store
        .submission(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let (request, submissions) = request_in_reach(app, caller, submission.request_id)
        .await
        .map_err(|problem| match problem.kind {
            ProblemKind::Forbidden => missing(),
            _ => problem.if_missing(missing),
        })?;
    if submissions.iter().any(|seen| seen.id == id) {
        Ok((request, submission))
    } else {
        Err(missing())
    }
}
