//! PUT /api/library/{id}/registration

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use chrono::NaiveDate;
use storage::{NewFormRegistration, Rhythm};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::library::shelves;
use crate::rights::{Caller, Right};
use crate::view::library::form_view;
use crate::wire::library::{LibraryForm, RegistrationDraft};

/// Register a form under a code, or change its registration.
#[utoipa::path(put, path = "/api/library/{id}/registration", tag = "library", params(("id" = i64, Path)),
    request_body = RegistrationDraft,
    responses((status = 200, body = LibraryForm), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn register_form(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<RegistrationDraft>,
) -> Result<Json<LibraryForm>, Refusal> {
    caller.require(Right::KeepLibrary)?;
    let unknown = || Problem::not_found("template-unknown", "报表目录里没有这张表，请刷新页面。");
    let known = |shelved: &crate::library::Shelved| shelved.stored.id == id;
    if !shelves(&app).await?.iter().any(known) {
        return Err(unknown().into());
    }
    let registration = registration_of(id, &asked)?;
    let mut tx = app
        .store
        .write(entry(&caller, "template.register", "template", id))
        .await?;
    tx.put_form_registration(registration).await?;
    tx.commit().await?;
    let shelves = shelves(&app).await?;
    let shelved = shelves.iter().find(|shelved| known(shelved));
    Ok(Json(
        form_view(&app, &caller, shelved.ok_or_else(unknown)?).await?,
    ))
}

fn registration_of(
    template_id: i64,
    asked: &RegistrationDraft,
) -> Result<NewFormRegistration, Problem> {
    let code = asked.code.trim();
    if code.is_empty() || code.chars().count() > 40 {
        return Err(Problem::bad_input(
            "registration-code",
            "请填写登记编码，不超过 40 个字。",
        ));
    }
    let basis = asked.basis.trim();
    if basis.chars().count() < 4 || basis.chars().count() > 200 {
        return Err(Problem::bad_input(
            "registration-basis",
            "请写明依据的文件和条款（4 到 200 个字），例如“《统计法实施条例》第十二条”。",
        ));
    }
    let rhythm = Rhythm::parse(&asked.rhythm)
        .ok_or_else(|| Problem::bad_input("registration-rhythm", "请从列表中选择报送周期。"))?;
    let expires_on = asked
        .expires_on
        .as_deref()
        .filter(|text| !text.is_empty())
        .map(|text| {
            text.parse::<NaiveDate>().map_err(|_| {
                Problem::bad_input(
                    "registration-expiry",
                    "有效期应写成 2027-12-31 的样子，请重新选择日期。",
                )
            })
        })
        .transpose()?
        .map(clock::epoch_day);
    Ok(NewFormRegistration {
        template_id,
        code: code.to_owned(),
        basis: basis.to_owned(),
        rhythm,
        expires_on,
    })
}
