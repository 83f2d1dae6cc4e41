//! The servers that rows are read from, told apart by their addresses.

use catalog::problem::Problem;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

use super::{Fetched, mysql, postgres};

/// A server, and how to get into it.
pub(super) enum Server {
    Postgres(PgConnectOptions),
    /// MariaDB too: it answers to the same addresses and says only once connected what it is.
    MySql(MySqlConnectOptions),
}

impl Server {
    /// The server of an address.
    ///
    /// # Errors
    /// `pull-address` with what an address looks like, or what to do for other databases.
    pub fn of(url: &str) -> Result<Self, Problem> {
        let (scheme, _) = url.split_once("://").unwrap_or_default();
        match scheme {
            "postgres" | "postgresql" => postgres::options(url).map(Self::Postgres),
            "mysql" | "mariadb" => mysql::options(url).map(Self::MySql),
            _ => Err(Problem::bad_input(
                "pull-address",
                "地址应写成 postgres://只读账号:密码@主机/库名 或 mysql://只读账号:密码@主机/库名（MariaDB 相同）；其他数据库请由对方导出文件放进监控文件夹，或用推送接口。",
            )),
        }
    }

    /// Server and database, without account and password.
    pub fn address(&self) -> String {
        let (kind, host, port, database) = match self {
            Self::Postgres(options) => (
                "PostgreSQL",
                options.get_host(),
                options.get_port(),
                options.get_database(),
            ),
            Self::MySql(options) => (
                "MySQL",
                options.get_host(),
                options.get_port(),
                options.get_database(),
            ),
        };
        format!("{kind} {host}:{port}/{}", database.unwrap_or_default())
    }

    /// Names as the server quotes them; they hold no quotes themselves.
    pub fn quoted(&self, names: &[String]) -> Vec<String> {
        let quote = match self {
            Self::Postgres(_) => '"',
            Self::MySql(_) => '`',
        };
        names
            .iter()
            .map(|name| format!("{quote}{name}{quote}"))
            .collect()
    }

    /// Of how many parts the name of a table may be: MySQL has no schemas inside a database.
    pub fn most_parts(&self) -> usize {
        match self {
            Self::Postgres(_) => 3,
            Self::MySql(_) => 2,
        }
    }

    /// All rows of one SELECT.
    ///
    /// # Errors
    /// What went wrong there, by its code.
    pub async fn fetch(&self, sql: &str) -> Result<Fetched, Problem> {
        match self {
            Self::Postgres(options) => postgres::fetch(options, sql).await,
            Self::MySql(options) => mysql::fetch(options, sql).await,
        }
    }
}

/// An address whose beginning is known and whose rest is not.
pub(super) fn unreadable(scheme: &str) -> Problem {
    Problem::bad_input(
        "pull-address",
        format!(
            "地址无法识别，请写成 {scheme}://只读账号:密码@主机/库名；密码里的特殊字符要用 %40 这样的写法。"
        ),
    )
}
