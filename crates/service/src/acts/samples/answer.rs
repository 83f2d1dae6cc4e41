//! POST /api/samples/{id}/answers

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::Dictionary;
use catalog::problem::Problem;
use storage::Answer;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::sample_check::{questions_at, sample_in_reach, sample_page, verdict_of};
use crate::wire::sample_check::{SampleAnswer, SampleAnswers, SamplePage};

/// Say what was found at doors that were drawn; an answer given before is replaced.
#[utoipa::path(post, path = "/api/samples/{id}/answers", tag = "samples", params(("id" = i64, Path)),
    request_body = SampleAnswers,
    responses((status = 200, body = SamplePage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn answer_sample(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(given): Body<SampleAnswers>,
) -> Result<Json<SamplePage>, Refusal> {
    caller.require(Right::CheckSamples)?;
    let check = sample_in_reach(&app, &caller, id).await?;
    let snapshot = app.snapshot.load();
    let answers = given
        .answers
        .iter()
        .map(|given| {
            let answer = read(given)?;
            let asked = check.dwellings.contains(&answer.dwelling)
                && questions_at(&snapshot, answer.dwelling)
                    .contains(&(answer.entity, answer.element));
            if asked { Ok(answer) } else { Err(not_asked()) }
        })
        .collect::<Result<Vec<Answer>, Problem>>()?;
    let mut tx = app
        .store
        .write(entry(&caller, "sample.answer", "sample", id))
        .await?;
    tx.put_sample_answers(id, &answers).await?;
    tx.commit().await?;
    Ok(Json(sample_page(&app, &caller, check).await?))
}

fn read(given: &SampleAnswer) -> Result<Answer, Problem> {
    let element = Dictionary::shipped()
        .by_id(&given.element)
        .ok_or_else(not_asked)?;
    Ok(Answer {
        dwelling: given.dwelling_id,
        entity: given.entity,
        element: element.no,
        verdict: verdict_of(&given.verdict).ok_or_else(|| {
            Problem::bad_input("verdict-unknown", "核实结果请选“对”“错”或“没问到”。")
        })?,
    })
}

fn not_asked() -> Problem {
    Problem::bad_input(
        "sample-not-asked",
        "这一项不在本次抽样之内（可能底账刚有变化），请刷新页面后再填。",
    )
}
