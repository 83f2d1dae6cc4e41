//! Reading rows out of another system's database, and nothing but reading.
//!
//! Three locks keep it to that: what is typed is one SELECT inside brackets of ours, it is sent as
//! a prepared statement (which can only be one), and it runs in a transaction that the server
//! itself holds to reading. The account should be a read-only one all the same.

mod mysql;
mod mysql_line;
mod postgres;
mod server;

use std::time::Duration;

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use self::server::Server;
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
const LONGEST: Duration = Duration::from_mins(5);

/// When a fetch is given up here. The other system ends its own work before that; this is for a
/// connection that died without a word, which would otherwise be waited for for ever, and all other
/// pulls with it.
const GIVEN_UP: Duration = Duration::from_mins(6);

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
        let server = Server::of(url)?;
        let typed = |text: Option<&str>| {
            let text = text.unwrap_or_default().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let reads = match (typed(table), typed(select)) {
            (Some(table), None) => read_table(&server, &table, columns)?,
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
        Server::of(&self.url).map_or_else(|_| "地址无法识别".to_owned(), |server| server.address())
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

    fn sql(&self, server: &Server) -> String {
        match &self.reads {
            Reads::Table { table, columns } => {
                let columns = if columns.is_empty() {
                    "*".to_owned()
                } else {
                    server.quoted(columns).join(", ")
                };
                format!("SELECT {columns} FROM {}", server.quoted(table).join("."))
            }
            Reads::Select { sql } => sql.clone(),
        }
    }

    /// Fetches all rows.
    ///
    /// # Errors
    /// `pull-unreachable`, `pull-refused`, `pull-binary`, `pull-too-many`, `pull-too-slow`,
    /// `pull-empty`, each with what to do.
    pub async fn fetch(&self) -> Result<Fetched, Problem> {
        let server = Server::of(&self.url)?;
        let sql = self.sql(&server);
        let fetched = within(GIVEN_UP, server.fetch(&sql)).await?;
        if fetched.rows == 0 {
            return Err(Problem::bad_input(
                "pull-empty",
                "对方的表里一行也没有，没有导入，请联系数据的责任部门核对。",
            ));
        }
        Ok(fetched)
    }
}

impl Fetched {
    fn none() -> Self {
        Self {
            bytes: Vec::new(),
            rows: 0,
        }
    }

    /// Asked while rows come in, so that no more is held than one delivery may be.
    fn check_size(&self) -> Result<(), Problem> {
        if self.rows <= MOST_ROWS && self.bytes.len() <= UPLOAD_LIMIT {
            return Ok(());
        }
        Err(Problem::bad_input(
            "pull-too-many",
            "对方的数据超过 500 万行或 512 MB，没有导入，请在 SELECT 里按街道或日期缩小范围，分成几项抽取。",
        ))
    }
}

fn read_table(server: &Server, table: &str, columns: &[String]) -> Result<Reads, Problem> {
    let table: Vec<String> = table
        .split('.')
        .map(|part| part.trim().to_owned())
        .collect();
    let columns: Vec<String> = columns
        .iter()
        .map(|column| column.trim().to_owned())
        .filter(|column| !column.is_empty())
        .collect();
    // Names are put into the quotes of the server, so none of them may end these.
    let name = |part: &String| !part.is_empty() && !part.contains(['"', '`', '\0']);
    if table.len() > server.most_parts() || !table.iter().all(name) || !columns.iter().all(name) {
        return Err(Problem::bad_input(
            "pull-table",
            "表名应写成 表名 或 模式.表名（MySQL 是 库名.表名），列名逐个填写，都不带引号，请改正。",
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

/// What a fetch brings, unless it goes on for too long.
async fn within(
    limit: Duration,
    fetching: impl Future<Output = Result<Fetched, Problem>>,
) -> Result<Fetched, Problem> {
    tokio::time::timeout(limit, fetching)
        .await
        .unwrap_or_else(|_| {
            Err(Problem::unavailable(
                "pull-too-slow",
                "对方的数据库迟迟没有给完结果，可能是中途断网，没有导入任何数据；请核对网络，或缩小范围，会在下次到点时重新抽取。",
            ))
        })
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

    const POSTGRES: &str = "postgres://reader:secret@db.example/gov";
    const MYSQL: &str = "mysql://reader:secret@db.example/gov";

    fn plan(
        url: &str,
        table: Option<&str>,
        columns: &[&str],
        select: Option<&str>,
    ) -> Result<PullPlan, Problem> {
        let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
        PullPlan::read(url, table, &columns, select, Cadence::Every { hours: 24 })
    }

    fn sql(plan: &PullPlan) -> String {
        plan.sql(&Server::of(&plan.url).expect("a server"))
    }

    #[test]
    fn a_table_is_read_by_quoted_names() {
        let columns = &["xm", "sfzh"];
        let postgres = plan(POSTGRES, Some("public.canbao"), columns, None).expect("a plan");
        assert_eq!(
            sql(&postgres),
            "SELECT \"xm\", \"sfzh\" FROM \"public\".\"canbao\""
        );
        assert_eq!(postgres.address(), "PostgreSQL db.example:5432/gov");
        let mysql = plan(MYSQL, Some("yibao.参保 登记"), columns, None).expect("a plan");
        assert_eq!(sql(&mysql), "SELECT `xm`, `sfzh` FROM `yibao`.`参保 登记`");
        assert_eq!(mysql.address(), "MySQL db.example:3306/gov");
        let all = plan(MYSQL, Some("canbao"), &[], None).expect("a plan");
        assert_eq!(sql(&all), "SELECT * FROM `canbao`");
    }

    #[test]
    fn no_name_ends_its_quotes() {
        for url in [POSTGRES, MYSQL] {
            for name in ["a\" ; drop table x; --", "a` ; drop table x; -- ", "a.", ""] {
                let table = plan(url, Some(&format!("gov.{name}")), &[], None);
                assert_eq!(table.expect_err(name).code, "pull-table", "{name}");
            }
            let column = plan(url, Some("canbao"), &["xm`, (SELECT 1) AS `b"], None);
            assert_eq!(column.expect_err("a quote").code, "pull-table");
        }
        assert!(plan(POSTGRES, Some("gov.public.canbao"), &[], None).is_ok());
        let parts = plan(MYSQL, Some("gov.public.canbao"), &[], None);
        assert_eq!(parts.expect_err("three parts").code, "pull-table");
    }

    #[test]
    fn anything_but_one_select_is_refused() {
        for url in [POSTGRES, MYSQL] {
            for sql in [
                "DELETE FROM canbao",
                "SELECT 1; DROP TABLE canbao",
                "update canbao set xm = ''",
                "COPY canbao TO '/tmp/x'",
                "CALL clean_up()",
            ] {
                let refused = plan(url, None, &[], Some(sql)).expect_err(sql);
                assert_eq!(refused.code, "pull-select", "{sql}");
            }
            let with = "with a as (select 1) select * from a ; ";
            assert!(plan(url, None, &[], Some(with)).is_ok());
            let neither = plan(url, None, &[], None).expect_err("neither");
            assert_eq!(neither.code, "pull-table");
        }
    }

    #[tokio::test]
    async fn a_connection_that_died_without_a_word_is_given_up() {
        let soon = Duration::from_millis(1);
        let given_up = within(soon, std::future::pending()).await;
        let problem = given_up.err().expect("no rows ever come");
        assert_eq!(problem.code, "pull-too-slow");
        let brought = within(GIVEN_UP, async { Ok(Fetched::none()) }).await;
        assert_eq!(brought.expect("rows").rows, 0);
        assert!(
            GIVEN_UP > LONGEST + CONNECT,
            "the other system is told first"
        );
    }

    #[test]
    fn other_databases_are_told_what_to_do_instead() {
        for url in [
            "oracle://reader:secret@db.example/gov",
            "dm://reader:secret@db.example:5236",
            "db.example/gov",
        ] {
            let refused = plan(url, Some("canbao"), &[], None).expect_err(url);
            assert_eq!(refused.code, "pull-address");
            assert!(refused.detail.contains("导出文件"), "{}", refused.detail);
            assert!(!refused.detail.contains("secret"));
        }
    }
}
