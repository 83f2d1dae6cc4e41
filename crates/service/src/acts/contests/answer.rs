//! POST /api/contests/{id}/answer

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::element::Dictionary;
use catalog::problem::Problem;
use storage::{ContestState, ContestStep};

use crate::app::App;
use crate::audited::entry;
use crate::contest::{Said, allowed, canonical, in_reach, reason_of, rights, view};
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::registry::answer::correct;
use crate::rights::Caller;
use crate::wire::contest::{ContestAnswer, ContestView};

/// The department's answer: corrected (the new value becomes a fact of the source, dated today),
/// upheld with a reason, or unclear with a reason.
#[utoipa::path(post, path = "/api/contests/{id}/answer", tag = "contests", params(("id" = i64, Path)),
    request_body = ContestAnswer,
    responses((status = 200, body = ContestView), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn answer_contest(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<ContestAnswer>,
) -> Result<Json<ContestView>, Refusal> {
    let contest = in_reach(&app, &caller, id).await?;
    allowed(rights(&caller, &contest, &app.areas()).answer)?;
    let mut said = Said::of(&contest)?;
    match asked.outcome.as_str() {
        "corrected" => {
            let element = Dictionary::shipped().get(contest.element);
            let typed = asked.value.as_deref().unwrap_or_default();
            let Some(element) = element.filter(|_| !typed.trim().is_empty()) else {
                return Err(Problem::bad_input("value-missing", "请填写更正后的值。").into());
            };
            said.corrected = Some(canonical(element, typed)?);
            said.answer = asked
                .reason
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty());
            correct(&app, &caller, &contest, asked.version, said).await?;
        }
        "upheld" | "unclear" => {
            said.answer = Some(reason_of(asked.reason.as_deref())?);
            said.corrected = None;
            let step = ContestStep {
                expected_version: asked.version,
                state: ContestState::Answered,
                reopened: contest.reopened,
                due: contest.due,
                outcome: Some(asked.outcome),
                delivery_id: None,
                body: said.stored()?,
            };
            let mut tx = app
                .store
                .write(entry(&caller, "contest.answer", "contest", id))
                .await?;
            tx.step_contest(id, step).await?;
            tx.commit().await?;
        }
        _ => {
            return Err(Problem::bad_input(
                "outcome-unknown",
                "答复只能是：已更正、维持原值、无法核实。",
            )
            .into());
        }
    }
    let contest = app.store.contest(id).await?;
    Ok(Json(view(&app, &caller, &contest).await?))
}
