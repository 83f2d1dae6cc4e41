//! DELETE /api/sending-rules/duties/{id}

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::audited::entry;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::rules::sending_rules;
use crate::wire::sending::SendingRules;

/// Take an item off the duty list that was added here; requests that named it keep its name.
#[utoipa::path(delete, path = "/api/sending-rules/duties/{id}", tag = "forms", params(("id" = String, Path)),
    responses((status = 200, body = SendingRules), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn remove_duty(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<SendingRules>, Refusal> {
    caller.require(Right::SendingRules)?;
    let mut tx = app
        .store
        .write(entry(&caller, "duty.remove", "duty", &id))
        .await?;
    tx.remove_duty(&id).await?;
    tx.commit().await?;
    Ok(Json(sending_rules(&app, &caller).await?))
}
