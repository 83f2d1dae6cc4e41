//! DELETE /api/session

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::app::App;
use crate::audited::entry;
use crate::http::caller::{COOKIE, token_hash, token_of};
use crate::http::problem::Refusal;
use crate::rights::Caller;

/// Sign out.
#[utoipa::path(delete, path = "/api/session", tag = "session", responses((status = 204)))]
pub async fn sign_out(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<(StatusCode, HeaderMap), Refusal> {
    let (mut parts, _) = request.into_parts();
    // Signing out twice is no error; the guard header is still asked for.
    if let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await
        && let Some(token) = token_of(&parts)
    {
        let mut tx = app
            .store
            .write(entry(
                &caller,
                "session.sign-out",
                "account",
                caller.account,
            ))
            .await?;
        tx.delete_session(&token_hash(&token)).await?;
        tx.commit().await?;
    }
    let mut headers = HeaderMap::new();
    let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.insert(header::SET_COOKIE, value);
    }
    Ok((StatusCode::NO_CONTENT, headers))
}
