//! Reading rows out of PostgreSQL.

use std::borrow::Cow;
use std::str::FromStr;

use catalog::problem::Problem;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::server::unreadable;
use super::{CONNECT, Fetched, LONGEST, unreachable};

/// Rows fetched at a time.
const AT_ONCE: usize = 5_000;

/// How to get into the server of an address.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, Problem> {
    PgConnectOptions::from_str(url)
        .map(|options| {
            options
                .application_name("linli")
                .disable_statement_logging()
        })
        .map_err(|_| unreadable("postgres"))
}

/// All rows of one SELECT.
pub(super) async fn fetch(options: &PgConnectOptions, sql: &str) -> Result<Fetched, Problem> {
    let connecting = tokio::time::timeout(CONNECT, PgConnection::connect_with(options));
    let mut connection = connecting
        .await
        .map_err(|_| unreachable())?
        .map_err(|error| refused(&error))?;
    let fetched = rows_of(&mut connection, sql).await;
    // Nothing was written, so there is nothing to end in order.
    let _ = connection.close_hard().await;
    fetched
}

async fn rows_of(connection: &mut PgConnection, sql: &str) -> Result<Fetched, Problem> {
    // The line break ends a comment that somebody left at the end of the SELECT.
    let cursor = format!(
        "DECLARE linli NO SCROLL CURSOR FOR SELECT row_to_json(pulled)::text FROM (\n{sql}\n) AS pulled"
    );
    for statement in [
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
        format!("SET LOCAL statement_timeout = {}", LONGEST.as_millis()),
        cursor,
    ] {
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await
            .map_err(|error| refused(&error))?;
    }
    let mut fetched = Fetched::none();
    loop {
        let lines: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(format!("FETCH {AT_ONCE} FROM linli")))
                .fetch_all(&mut *connection)
                .await
                .map_err(|error| refused(&error))?;
        for line in &lines {
            fetched.bytes.extend_from_slice(line.as_bytes());
            fetched.bytes.push(b'\n');
        }
        fetched.rows += lines.len() as u64;
        fetched.check_size()?;
        if lines.len() < AT_ONCE {
            return Ok(fetched);
        }
    }
}

/// What another system says may hold its data, so it is told by its code only.
fn refused(error: &sqlx::Error) -> Problem {
    let code = match error {
        sqlx::Error::Database(database) => database.code().map(Cow::into_owned),
        _ => return unreachable(),
    };
    let code = code.unwrap_or_default();
    let detail = match code.as_str() {
        "28P01" | "28000" => "对方的数据库不认这个账号或密码，请核对后重新填写。",
        "3D000" => "对方没有这个库，请核对地址里的库名。",
        "42P01" => "对方没有这张表，请核对表名和模式名。",
        "42703" => "对方的表里没有所填的列，可能改了列名，请联系责任部门核对。",
        "42501" => "账号没有读取这张表的权限，请对方的管理员开通只读权限。",
        "25006" => "这条查询要修改对方的数据，已被拒绝；抽取只能读。",
        "57014" => "对方超过 5 分钟没有给出结果，请缩小范围，或请对方建索引。",
        "42601" => "SELECT 写法有误，请在对方的库里试过再填。",
        _ => "对方的数据库拒绝了这次读取，请把代码告诉对方的管理员查看日志。",
    };
    Problem::unavailable("pull-refused", format!("{detail}（对方代码 {code}）"))
}
