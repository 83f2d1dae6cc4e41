//! Reading rows out of another system's PostgreSQL, and nothing but reading.
//!
//! Three locks keep it to that: what is typed is one SELECT inside brackets of ours, it is sent as
//! a prepared statement (which can only be one), and it runs in a transaction that the server
//! itself holds to reading. The account should be a read-only one all the same.

use std::str::FromStr;
use std::time::Duration;

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::cadence::Cadence;
use crate::http::UPLOAD_LIMIT;

/// What is read, from where, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullPlan {
    /// Address with the password; sealed in storage and never shown.
    pub url: String,
    /// Text behind FROM, or a SELECT of its own.
    pub reads: Reads,
    /// How often.
    pub cadence: Cadence,
}

/// What is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reads {
    /// Columns of a table.
    Table {
        /// Its name, with its schema where it has one.
        table: Vec<String>,
        /// All when empty.
        columns: Vec<String>,
    },
    /// One SELECT.
    Select {
        /// As typed.
        sql: String,
    },
}

/// Rows of one run as NDJSON.
pub struct Fetched {
    /// One object a line; keys are the names of the columns.
    pub bytes: Vec<u8>,
    /// Lines.
    pub rows: u64,
}

/// How long the other system may take to answer.
const CONNECT: Duration = Duration::from_secs(10);

/// How long one fetch may take there.
const STATEMENT_MS: u32 = 300_000;

/// Rows fetched at a time.
const AT_ONCE: usize = 5_000;

/// Rows of one run; a district has a million people.
const MOST_ROWS: u64 = 5_000_000;

impl PullPlan {
    /// A plan from what was typed.
    ///
    /// # Errors
    /// `pull-address`, `pull-table` or `pull-select` with what to mend.
    pub fn read(
        url: &str,
        table: Option<&str>,
        columns: &[String],
        select: Option<&str>,
        cadence: Cadence,
    ) -> Result<Self, Problem> {
        let url = url.trim();
        options(url)?;
        let typed = |text: Option<&str>| {
            let text = text.unwrap_or_default().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let reads = match (typed(table), typed(select)) {
            (Some(table), None) => read_table(&table, columns)?,
            (None, Some(sql)) => read_select(&sql)?,
            _ => {
                return Err(Problem::bad_input(
                    "pull-table",
                    "请填表名，或者填一条 SELECT，两者只填一个。",
                ));
            }
        };
        Ok(Self {
            url: url.to_owned(),
            reads,
            cadence,
        })
    }

    /// Server and database, without account and password.
    pub fn address(&self) -> String {
        options(&self.url).map_or_else(
            |_| "地址无法识别".to_owned(),
            |options| {
                format!(
                    "PostgreSQL {}:{}/{}",
                    options.get_host(),
                    options.get_port(),
                    options.get_database().unwrap_or_default()
                )
            },
        )
    }

    /// What is read, for people.
    pub fn reads_words(&self) -> String {
        match &self.reads {
            Reads::Table { table, columns } if columns.is_empty() => {
                format!("表 {}", table.join("."))
            }
            Reads::Table { table, columns } => {
                format!("表 {} 的 {}", table.join("."), columns.join("、"))
            }
            Reads::Select { sql } => sql.clone(),
        }
    }

    fn sql(&self) -> String {
        match &self.reads {
            Reads::Table { table, columns } => {
                let columns = if columns.is_empty() {
                    "*".to_owned()
                } else {
                    quoted(columns).join(", ")
                };
                format!("SELECT {columns} FROM {}", quoted(table).join("."))
            }
            Reads::Select { sql } => sql.clone(),
        }
    }

    /// Fetches all rows.
    ///
    /// # Errors
    /// `pull-unreachable`, `pull-refused`, `pull-too-many`, `pull-empty`, each with what to do.
    pub async fn fetch(&self) -> Result<Fetched, Problem> {
        let options = options(&self.url)?;
        let connecting = tokio::time::timeout(CONNECT, PgConnection::connect_with(&options));
        let mut connection = connecting
            .await
            .map_err(|_| unreachable())?
            .map_err(|error| refused(&error))?;
        let fetched = rows_of(&mut connection, &self.sql()).await;
        // Nothing was written, so there is nothing to end in order.
        let _ = connection.close_hard().await;
        fetched
    }
}

async fn rows_of(connection: &mut PgConnection, sql: &str) -> Result<Fetched, Problem> {
    // The line break ends a comment that somebody left at the end of the SELECT.
    let cursor = format!(
        "DECLARE linli NO SCROLL CURSOR FOR SELECT row_to_json(pulled)::text FROM (\n{sql}\n) AS pulled"
    );
    for statement in [
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
        format!("SET LOCAL statement_timeout = {STATEMENT_MS}"),
        cursor,
    ] {
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await
            .map_err(|error| refused(&error))?;
    }
    let mut fetched = Fetched {
        bytes: Vec::new(),
        rows: 0,
    };
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
        if fetched.rows > MOST_ROWS || fetched.bytes.len() > UPLOAD_LIMIT {
            return Err(Problem::bad_input(
                "pull-too-many",
                "对方的数据超过 500 万行或 512 MB，没有导入，请在 SELECT 里按街道或日期缩小范围，分成几项抽取。",
            ));
        }
        if lines.len() < AT_ONCE {
            break;
        }
    }
    if fetched.rows == 0 {
        return Err(Problem::bad_input(
            "pull-empty",
            "对方的表里一行也没有，没有导入，请联系数据的责任部门核对。",
        ));
    }
    Ok(fetched)
}

fn options(url: &str) -> Result<PgConnectOptions, Problem> {
    let known = ["postgres://", "postgresql://"]
        .iter()
        .any(|start| url.starts_with(start));
    if !known {
        return Err(Problem::bad_input(
            "pull-address",
            "地址应写成 postgres://只读账号:密码@主机/库名；其他数据库请由对方导出文件放进监控文件夹，或用推送接口。",
        ));
    }
    PgConnectOptions::from_str(url)
        .map(|options| options.application_name("linli").disable_statement_logging())
        .map_err(|_| {
            Problem::bad_input(
                "pull-address",
                "地址无法识别，请写成 postgres://只读账号:密码@主机/库名；密码里的特殊字符要用 %40 这样的写法。",
            )
        })
}

fn read_table(table: &str, columns: &[String]) -> Result<Reads, Problem> {
    let table: Vec<String> = table
        .split('.')
        .map(|part| part.trim().to_owned())
        .collect();
    let columns: Vec<String> = columns
        .iter()
        .map(|column| column.trim().to_owned())
        .filter(|column| !column.is_empty())
        .collect();
    let name = |part: &String| !part.is_empty() && !part.contains(['"', '\0']);
    if table.len() > 3 || !table.iter().all(name) || !columns.iter().all(name) {
        return Err(Problem::bad_input(
            "pull-table",
            "表名应写成 表名 或 模式.表名，列名逐个填写，都不带引号，请改正。",
        ));
    }
    Ok(Reads::Table { table, columns })
}

/// One SELECT (or WITH … SELECT) and nothing behind it.
fn read_select(sql: &str) -> Result<Reads, Problem> {
    let sql = sql.trim_end_matches(|c: char| c == ';' || c.is_whitespace());
    let first: String = sql
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_lowercase();
    if !matches!(first.as_str(), "select" | "with") || sql.contains(';') || sql.len() > 20_000 {
        return Err(Problem::bad_input(
            "pull-select",
            "只能填一条 SELECT 查询，中间不能有分号；抽取只读数据，不能修改对方的库。",
        ));
    }
    Ok(Reads::Select {
        sql: sql.to_owned(),
    })
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("\"{name}\"")).collect()
}

/// What another system says may hold its data, so it is told by its code only.
fn refused(error: &sqlx::Error) -> Problem {
    let code = match error {
        sqlx::Error::Database(database) => database.code().map(std::borrow::Cow::into_owned),
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

fn unreachable() -> Problem {
    Problem::unavailable(
        "pull-unreachable",
        "连不上对方的数据库，请核对主机、端口和防火墙，或稍后再试。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "postgres://reader:secret@db.example/gov";

    fn plan(
        table: Option<&str>,
        columns: &[&str],
        select: Option<&str>,
    ) -> Result<PullPlan, Problem> {
        let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
        PullPlan::read(URL, table, &columns, select, Cadence::Every { hours: 24 })
    }

    #[test]
    fn a_table_is_read_by_quoted_names() {
        let plan = plan(Some("public.canbao"), &["xm", "sfzh"], None).expect("a plan");
        assert_eq!(
            plan.sql(),
            "SELECT \"xm\", \"sfzh\" FROM \"public\".\"canbao\""
        );
        assert_eq!(plan.address(), "PostgreSQL db.example:5432/gov");
        assert!(!plan.address().contains("secret"));
    }

    #[test]
    fn anything_but_one_select_is_refused() {
        for sql in [
            "DELETE FROM canbao",
            "SELECT 1; DROP TABLE canbao",
            "update canbao set xm = ''",
            "COPY canbao TO '/tmp/x'",
        ] {
            let refused = plan(None, &[], Some(sql)).expect_err(sql);
            assert_eq!(refused.code, "pull-select", "{sql}");
        }
        assert!(plan(None, &[], Some("with a as (select 1) select * from a ; ")).is_ok());
        let quote = plan(Some("a\" ; drop table x; --"), &[], None);
        assert_eq!(quote.expect_err("a quote").code, "pull-table");
        assert_eq!(
            plan(None, &[], None).expect_err("neither").code,
            "pull-table"
        );
    }

    #[test]
    fn other_databases_are_told_what_to_do_instead() {
        let cadence = Cadence::Every { hours: 24 };
        let refused = PullPlan::read("mysql://a:b@c/d", Some("t"), &[], None, cadence);
        assert_eq!(refused.expect_err("mysql").code, "pull-address");
    }
}
