//! Who is calling: the session cookie, looked up on every request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use catalog::problem::{Problem, ProblemKind};
use sha2::{Digest, Sha256};

use super::problem::Refusal;
use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Role};

/// Name of the session cookie.
pub const COOKIE: &str = "linli_session";

/// The header that unsafe methods must carry; a foreign page cannot add it, so it cannot act in a
/// signed-in person's name.
pub const GUARD_HEADER: &str = "x-linli";

/// The digest under which a session is stored: the token itself is only ever in the cookie.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The session token of a request, if it has one.
pub fn token_of(parts: &Parts) -> Option<String> {
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .find_map(|value| {
            value.to_str().ok()?.split(';').find_map(|pair| {
                let (name, token) = pair.trim().split_once('=')?;
                (name == COOKIE && !token.is_empty()).then(|| token.to_owned())
            })
        })
}

/// What callers without a session are told.
pub fn signed_out() -> Problem {
    Problem::new(
        ProblemKind::SignedOut,
        "signed-out",
        "您尚未登录或登录已过期，请重新登录。",
    )
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Self::Rejection> {
        let safe = parts.method.is_safe();
        if !safe && !parts.headers.contains_key(GUARD_HEADER) {
            return Err(Problem::forbidden(
                "guard-header-missing",
                "请求缺少 x-linli 标头，可能来自其他网站，已拒绝。请在本系统页面内操作。",
            )
            .into());
        }
        let token = token_of(parts).ok_or_else(signed_out)?;
        let session = app
            .store
            .session(&token_hash(&token), clock::now())
            .await?
            .ok_or_else(signed_out)?;
        caller_of(session.account).map_err(Refusal::from)
    }
}

/// The caller of a stored account.
pub fn caller_of(account: storage::Account) -> Result<Caller, Problem> {
    let broken = || {
        Problem::new(
            ProblemKind::Internal,
            "account-broken",
            "账号信息损坏，请联系本区系统管理员。",
        )
    };
    Ok(Caller {
        account: account.id,
        login: account.login,
        name: account.name,
        role: Role::parse(account.role.as_str()).ok_or_else(broken)?,
        area: account.area_code.parse().map_err(|_| broken())?,
        department: account.department,
    })
}
