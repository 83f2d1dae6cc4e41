//! GET /api/submissions/{id}/findings

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use forms::validation::Weight;
use storage::Paging;

use crate::app::App;
use crate::form_reach::submission_in_reach;
use crate::form_validation::test_rows;
use crate::http::problem::{ProblemBody, Refusal};
use crate::request_body::RequestBody;
use crate::rights::Caller;
use crate::view::validation::finding_view;
use crate::wire::validation::{CheckSentence, SubmissionFindings};

/// More than anybody mends before looking again.
const MOST_LISTED: usize = 2_000;

/// What the checks of the form find in a submission as it stands now.
#[utoipa::path(get, path = "/api/submissions/{id}/findings", tag = "forms", params(("id" = i64, Path)),
    responses((status = 200, body = SubmissionFindings), (status = 404, body = ProblemBody)))]
pub async fn submission_findings(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<SubmissionFindings>, Refusal> {
    let (request, submission) = submission_in_reach(&app, &caller, id).await?;
    let reading = RequestBody::of(&request)?.reading;
    let (_, rows) = app.store.submission_rows(id, Paging::all()).await?;
    let found = test_rows(&app, &submission, &reading, &rows).await?;
    let stops = found.iter().filter(|finding| finding.stops()).count();
    Ok(Json(SubmissionFindings {
        checks: reading
            .checks
            .iter()
            .map(|check| CheckSentence {
                sentence: check.sentence(&reading.template),
                stops: check.weight == Weight::Stop,
            })
            .collect(),
        stops: stops as u64,
        reminders: (found.len() - stops) as u64,
        findings: found.iter().take(MOST_LISTED).map(finding_view).collect(),
    }))
}
