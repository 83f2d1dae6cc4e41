//! POST /api/deliveries

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use catalog::problem::Problem;

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::http::upload::read_upload;
use crate::registry::receive::{Handed, Receipt, Way, receive, source_of};
use crate::registry::take_in::take_in_background;
use crate::rights::{Caller, Right};
use crate::view::delivery::delivery_view;
use crate::wire::delivery::{Delivery, DeliveryUpload};

/// Hand over a workbook, csv or NDJSON. It is kept as it came, checked by the contract of its
/// source and loaded in the background; the same file twice changes nothing and answers with the
/// delivery that already holds it.
#[utoipa::path(post, path = "/api/deliveries", tag = "deliveries",
    request_body(content = DeliveryUpload, content_type = "multipart/form-data"),
    responses((status = 202, body = Delivery), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn receive_delivery(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<Delivery>), Refusal> {
    caller.require(Right::Deliver)?;
    let upload = read_upload(form).await?;
    let as_of = match upload.field("as_of") {
        Some(text) => Some(clock::epoch_day(text.parse().map_err(|_| {
            Problem::bad_input(
                "as-of-unreadable",
                "数据日期应写成 2024-02-29 的样子，请重新选择日期。",
            )
        })?)),
        None => None,
    };
    let source = source_of(upload.field("source"), &upload.file_name, &upload.bytes)?;
    if !caller.owns_source(source) {
        return Err(Problem::forbidden(
            "source-foreign",
            format!(
                "“{}”由{}负责交接，请由该部门或大数据中心上传。",
                source.label, source.department
            ),
        )
        .into());
    }
    let part = upload.field("part") == Some("true");
    let handed = Handed {
        file_name: upload.file_name,
        bytes: upload.bytes.into(),
        as_of,
        via: Way::Page,
        part,
        account: Some(caller.account),
    };
    match receive(&app, handed, source).await? {
        Receipt::New(received) => {
            let id = received.id;
            take_in_background(app.clone(), received);
            let row = app.store.delivery(id).await?;
            Ok((StatusCode::ACCEPTED, Json(delivery_view(&app, row).await?)))
        }
        Receipt::Duplicate(before) => {
            let row = app.store.delivery(before).await?;
            let mut view = delivery_view(&app, row).await?;
            view.state = "duplicate".to_owned();
            view.duplicate_of = Some(before);
            Ok((StatusCode::OK, Json(view)))
        }
    }
}
