//! POST /api/sending-rules/duties

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::duty::{Duty, DutyKind};
use catalog::problem::Problem;

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::sending::rules::duties;
use crate::view::rules::sending_rules;
use crate::wire::sending::{NewDuty, SendingRules};

/// Add an item to the duty list.
#[utoipa::path(post, path = "/api/sending-rules/duties", tag = "forms", request_body = NewDuty,
    responses((status = 201, body = SendingRules), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn add_duty(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewDuty>,
) -> Result<(StatusCode, Json<SendingRules>), Refusal> {
    caller.require(Right::SendingRules)?;
    let (name, field) = (asked.name.trim(), asked.field.trim());
    let fits = |text: &str| !text.is_empty() && text.chars().count() <= 60;
    let Some(kind) = DutyKind::parse(&asked.kind).filter(|_| fits(name) && fits(field)) else {
        return Err(Problem::bad_input(
            "duty-unfit",
            "请填写事项名称、所属条线（各不超过 60 个字），并选择基本履职或配合履职。",
        )
        .into());
    };
    if duties(&app).await?.iter().any(|duty| duty.name == name) {
        return Err(Problem::conflict("duty-exists", "清单里已有同名事项，不用重复添加。").into());
    }
    let duty = Duty {
        id: format!("own-{}", clock::now()),
        name: name.to_owned(),
        kind,
        field: field.to_owned(),
    };
    let mut tx = app
        .store
        .write(entry(&caller, "duty.add", "duty", &duty.id))
        .await?;
    tx.add_duty(&duty).await?;
    tx.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(sending_rules(&app, &caller).await?),
    ))
}
