//! POST /api/library/decisions

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::problem::Problem;
use catalog::title::normalise;
use forms::analyse::Decision;
use storage::NewFormDecision;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::rights::{Caller, Right};
use crate::view::library::decision_view;
use crate::wire::library::{DecisionDraft, DecisionView};
use crate::wire::reason_of;

/// More titles than one item is ever written in.
const MOST_TITLES: usize = 100;

/// Say whether titles are one item. It holds for later forms too, until it is taken back.
#[utoipa::path(post, path = "/api/library/decisions", tag = "library", request_body = DecisionDraft,
    responses((status = 201, body = DecisionView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn decide_items(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<DecisionDraft>,
) -> Result<(StatusCode, Json<DecisionView>), Refusal> {
    caller.require(Right::KeepLibrary)?;
    let titles: BTreeSet<String> = asked
        .titles
        .iter()
        .map(|title| normalise(title))
        .filter(|title| !title.is_empty())
        .collect();
    if titles.is_empty() || titles.len() > MOST_TITLES {
        return Err(
            Problem::bad_input("decision-titles", "请至少选一个列名，一次不超过 100 个。").into(),
        );
    }
    let reason = reason_of(&asked.reason)?;
    let decision = Decision::Same {
        titles: titles.into_iter().collect(),
        same: asked.same,
    };
    let mut tx = app
        .store
        .write(entry(&caller, "form-decision.make", "form-decision", ""))
        .await?;
    let id = tx
        .create_form_decision(NewFormDecision {
            body: serde_json::to_value(&decision).map_err(|_| broken())?,
            reason,
            department: caller.department.clone(),
        })
        .await?;
    tx.commit().await?;
    let kept = app.store.form_decision(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(decision_view(&app, &caller, &kept).await?),
    ))
}
