//! GET /api/sources/{source}/secrets

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};

use crate::app::App;
use crate::clock;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::account::name_of;
use crate::view::contract::source_in_reach;
use crate::wire::contract::SecretView;

/// The secrets that were issued for a source, without their bytes.
#[utoipa::path(get, path = "/api/sources/{source}/secrets", tag = "contracts", params(("source" = String, Path)),
    responses((status = 200, body = Vec<SecretView>), (status = 403, body = ProblemBody)))]
pub async fn list_secrets(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Json<Vec<SecretView>>, Refusal> {
    caller.require(Right::Contracts)?;
    let source = source_in_reach(&caller, &code)?;
    let mut secrets = Vec::new();
    for held in app.store.push_secrets(source.no).await? {
        secrets.push(SecretView {
            id: held.id,
            label: held.label,
            hint: held.hint,
            issued_by: name_of(&app, held.issued_by).await?,
            issued_at: clock::iso(held.issued_at),
            revoked_at: held.revoked_at.map(clock::iso),
        });
    }
    Ok(Json(secrets))
}
