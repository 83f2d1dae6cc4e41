//! POST /api/accounts

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::area::Level;
use catalog::problem::Problem;
use serde_json::json;
use storage::NewAccount as NewRow;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal, broken};
use crate::password;
use crate::rights::{Caller, Right, Role};
use crate::view::account::account_view;
use crate::wire::account::{Account, NewAccount};

/// Make an account.
#[utoipa::path(post, path = "/api/accounts", tag = "accounts", request_body = NewAccount,
    responses((status = 201, body = Account), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn create_account(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewAccount>,
) -> Result<(StatusCode, Json<Account>), Refusal> {
    caller.require(Right::Accounts)?;
    let areas = app.areas();
    let area = caller.scope(Some(&asked.area), &areas)?;
    let level = areas.get(&area).map(|area| area.level);
    check(&asked, level)?;
    if app.store.find_account(asked.login.trim()).await?.is_some() {
        return Err(Problem::conflict("login-taken", "这个登录名已有人使用，请换一个。").into());
    }
    let typed = asked.password.clone();
    let password_hash = tokio::task::spawn_blocking(move || password::hash(&typed))
        .await
        .map_err(|_| broken())??;
    let login = asked.login.trim().to_owned();
    let audit = entry(&caller, "account.create", "account", &login)
        .with_detail(json!({ "role": asked.role.as_str() }));
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .create_account(NewRow {
            login,
            name: asked.name.trim().to_owned(),
            role: storage::Role::parse(asked.role.as_str()).ok_or_else(broken)?,
            area_code: area.to_string(),
            department: asked.department.filter(|text| !text.trim().is_empty()),
            password_hash,
        })
        .await?;
    tx.commit().await?;
    let row = app.store.account(id).await?;
    let view = account_view(row, &areas).ok_or_else(broken)?;
    Ok((StatusCode::CREATED, Json(view)))
}

fn check(asked: &NewAccount, level: Option<Level>) -> Result<(), Problem> {
    password::check(&asked.password)?;
    let login = asked.login.trim();
    let plain = login
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    if login.len() < 3 || login.len() > 40 || !plain {
        return Err(Problem::bad_input(
            "login-unfit",
            "登录名须为 3 至 40 位字母、数字或 . _ -，请修改。",
        ));
    }
    if asked.name.trim().is_empty() {
        return Err(Problem::bad_input(
            "name-missing",
            "请填写账号使用人的姓名或岗位名称。",
        ));
    }
    let fits = match asked.role {
        Role::Admin | Role::Department => {
            matches!(level, Some(Level::District | Level::City | Level::Province))
        }
        Role::Street => level == Some(Level::Street),
        Role::Community => level == Some(Level::Community),
    };
    if !fits {
        return Err(Problem::bad_input(
            "area-unfit",
            "角色与区划级别不符：街道账号选街道，社区账号选社区，部门和管理员账号选区级。",
        ));
    }
    if asked.role == Role::Department
        && asked
            .department
            .as_deref()
            .unwrap_or_default()
            .trim()
            .is_empty()
    {
        return Err(Problem::bad_input(
            "department-missing",
            "部门账号请填写部门名称，例如“民政局”。",
        ));
    }
    Ok(())
}
