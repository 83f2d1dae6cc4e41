//! PUT /api/sending-rules/notice

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::sending::rules::{MOST_NOTICE, set_minimum_notice};
use crate::view::rules::sending_rules;
use crate::wire::sending::{NewMinimumNotice, SendingRules};

/// Set the working days that must lie between sending a request and its due day.
#[utoipa::path(put, path = "/api/sending-rules/notice", tag = "forms", request_body = NewMinimumNotice,
    responses((status = 200, body = SendingRules), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn set_notice(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewMinimumNotice>,
) -> Result<Json<SendingRules>, Refusal> {
    caller.require(Right::SendingRules)?;
    if asked.days > MOST_NOTICE {
        return Err(Problem::bad_input(
            "notice-unfit",
            format!("最短时限应为 0 到 {MOST_NOTICE} 个工作日，请改正后保存。"),
        )
        .into());
    }
    let mut tx = app
        .store
        .write(entry(&caller, "sending.notice", "rules", asked.days))
        .await?;
    set_minimum_notice(&mut tx, asked.days).await?;
    tx.commit().await?;
    Ok(Json(sending_rules(&app, &caller).await?))
}
