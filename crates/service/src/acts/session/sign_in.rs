//! POST /api/session

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use catalog::problem::{Problem, ProblemKind};
use storage::{Audit, NewSession};

use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::{COOKIE, caller_of, token_hash};
use crate::http::problem::{ProblemBody, Refusal};
use crate::wire::area::area_ref;
use crate::wire::session::{Credentials, Me};
use crate::{clock, password};

/// A session ends after half a working day without signing in anew.
const SESSION_MILLIS: i64 = 8 * 3_600_000;

/// Sign in. Five wrong passwords lock the account's sign-in for ten minutes.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = Me), (status = 400, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub async fn sign_in(
    State(app): State<Arc<App>>,
    Body(credentials): Body<Credentials>,
) -> Result<(HeaderMap, Json<Me>), Refusal> {
    let now = clock::now();
    let login = credentials.login.trim().to_owned();
    if app
        .store
        .signin_state(&login, now)
        .await?
        .locked_until
        .is_some()
    {
        return Err(Problem::new(
            ProblemKind::TooMany,
            "signin-locked",
            "密码连续输错五次，该账号已锁定十分钟，请稍后再试或联系本区系统管理员。",
        )
        .into());
    }
    let account = app
        .store
        .find_account(&login)
        .await?
        .filter(|account| !account.disabled);
    let stored = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let typed = credentials.password;
    // Argon2 takes tens of milliseconds of pure computing, so it leaves the async threads.
    let right = tokio::task::spawn_blocking(move || password::verify(stored.as_deref(), &typed))
        .await
        .unwrap_or(false);
    let Some(account) = account.filter(|_| right) else {
        let mut tx = app
            .store
            .write(Audit::new(now, None, "session.refused", "session", ""))
            .await?;
        tx.count_signin_failure(&login).await?;
        tx.commit().await?;
        return Err(Problem::bad_input("signin-failed", "账号或密码不对，请检查后重试。").into());
    };
    let token = new_token()?;
    let mut tx = app
        .store
        .write(Audit::new(
            now,
            Some(account.id),
            "session.sign-in",
            "account",
            account.id,
        ))
        .await?;
    tx.purge_sessions().await?;
    tx.create_session(NewSession {
        token_hash: token_hash(&token),
        account_id: account.id,
        expires_at: now + SESSION_MILLIS,
    })
    .await?;
    tx.clear_signin_failures(&login).await?;
    tx.commit().await?;
    let caller = caller_of(account)?;
    let mut headers = HeaderMap::new();
    let cookie = format!(
        "{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}",
        SESSION_MILLIS / 1000
    );
    headers.insert(
        header::SET_COOKIE,
        HeaderValue::from_str(&cookie).map_err(|_| no_randomness())?,
    );
    Ok((
        headers,
        Json(Me {
            area: area_ref(&app.areas(), &caller.area),
            can: caller.rights(),
            login: caller.login,
            name: caller.name,
            role: caller.role,
            department: caller.department,
            demo: !app.demo.is_empty(),
        }),
    ))
}

fn new_token() -> Result<String, Problem> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| no_randomness())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn no_randomness() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "session-failed",
        "登录会话建立失败，请稍后重试。",
    )
}
