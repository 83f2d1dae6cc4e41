//! Reading rows out of MySQL 5.7 and 8, and of MariaDB.
//!
//! Files of this machine are never sent: the driver does not offer `LOCAL INFILE`, and a server
//! that asks for a file all the same gets an error.

use std::io::ErrorKind;
use std::str::FromStr;

use catalog::problem::Problem;
use futures_util::TryStreamExt;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlDatabaseError};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, SqlSafeStr};

use super::mysql_line::MySqlLine;
use super::server::unreadable;
use super::{CONNECT, Fetched, LONGEST, unreachable};
use crate::clock::CHINA_OFFSET_HOURS;

/// How to get into the server of an address.
pub(super) fn options(url: &str) -> Result<MySqlConnectOptions, Problem> {
    let options = MySqlConnectOptions::from_str(url).map_err(|_| unreadable("mysql"))?;
    if options.get_database().is_none() {
        return Err(unreadable("mysql"));
    }
    Ok(options
        // Rows come as UTF-8 whatever their table is stored in. Character set, collation and time
        // zone go to the server as text of a statement, so none of an address may get that far.
        .charset("utf8mb4")
        .collation("utf8mb4_general_ci")
        // A TIMESTAMP is an instant; the day it falls on must be the one the department sees.
        .timezone(format!("+{CHINA_OFFSET_HOURS:02}:00"))
        // A SELECT must mean here what it meant where it was tried.
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .disable_statement_logging())
}

/// All rows of one SELECT.
pub(super) async fn fetch(options: &MySqlConnectOptions, sql: &str) -> Result<Fetched, Problem> {
    let connecting = tokio::time::timeout(CONNECT, MySqlConnection::connect_with(options));
    let mut connection = connecting
        .await
        .map_err(|_| unreachable())?
        .map_err(|error| not_let_in(&error))?;
    // Nothing is written, so there is nothing to end in order: the connection is let go. Closing it
    // under TLS would wait for a word that a MySQL server does not say before its own time limit.
    rows_of(&mut connection, sql).await
}

async fn rows_of(connection: &mut MySqlConnection, sql: &str) -> Result<Fetched, Problem> {
    begin_reading(connection)
        .await
        .map_err(|error| refused(&error))?;
    // In brackets stands only what reads rows: no INTO OUTFILE, no WITH … DELETE, no two columns
    // of one name. The server checks that here and then runs the same words without the brackets,
    // because MariaDB forgets an ORDER BY inside them. The line break ends a comment that somebody
    // left at the end.
    let bracketed = format!("SELECT * FROM (\n{sql}\n) AS pulled");
    (&mut *connection)
        .prepare(AssertSqlSafe(bracketed).into_sql_str())
        .await
        .map_err(|error| refused(&error))?;
    let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(connection);
    let mut fetched = Fetched::none();
    let mut line = None;
    while let Some(row) = rows.try_next().await.map_err(|error| refused(&error))? {
        let line = match &line {
            Some(line) => line,
            None => &*line.insert(MySqlLine::of(&row)?),
        };
        line.write(&row, &mut fetched.bytes)?;
        fetched.rows += 1;
        fetched.check_size()?;
    }
    Ok(fetched)
}

/// A transaction that the server holds to reading, over one state of all tables, and not for ever.
async fn begin_reading(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    let version: String = sqlx::query_scalar("SELECT VERSION()")
        .fetch_one(&mut *connection)
        .await?;
    for statement in [
        time_limit(&version),
        // One state of all tables is what this level means; below it the next line asks in vain.
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ".to_owned(),
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY".to_owned(),
    ] {
        (&mut *connection).execute(AssertSqlSafe(statement)).await?;
    }
    Ok(())
}

/// The two have grown apart: MariaDB counts seconds, MySQL milliseconds, under another name.
fn time_limit(version: &str) -> String {
    if version.to_ascii_lowercase().contains("mariadb") {
        format!("SET SESSION max_statement_time = {}", LONGEST.as_secs())
    } else {
        format!("SET SESSION max_execution_time = {}", LONGEST.as_millis())
    }
}

/// Why the way in ended before the account was looked at, where there is something to mend.
fn not_let_in(error: &sqlx::Error) -> Problem {
    let detail = match error {
        sqlx::Error::Configuration(_) => {
            "对方的账号要求加密连接（caching_sha2_password），而对方没有开启 TLS；请对方的管理员开启 TLS，或给账号改用 mysql_native_password。"
        }
        sqlx::Error::Protocol(_) => {
            "连上了对方的端口，但登录方式不受支持，或者对方不是 MySQL、MariaDB；请核对端口，并请对方给账号使用密码登录。"
        }
        sqlx::Error::Tls(_) => NO_TLS,
        sqlx::Error::Io(error) if error.kind() == ErrorKind::InvalidData => NO_TLS,
        _ => return refused(error),
    };
    Problem::unavailable("pull-refused", detail)
}

/// Old servers (MySQL 5.7 before 5.7.28) offer nothing newer than TLS 1.1.
const NO_TLS: &str = "与对方建立不了加密连接，可能是对方的版本太旧；请对方开启 TLS 1.2，或在专网内给地址末尾加上 ?ssl-mode=disabled。";

/// What another system says may hold its data, so it is told by its code only.
fn refused(error: &sqlx::Error) -> Problem {
    let said = match error {
        sqlx::Error::Database(said) => said.try_downcast_ref::<MySqlDatabaseError>(),
        sqlx::Error::Protocol(_) => {
            let detail = "对方的回答里有无法识别的内容，可能是不支持的列类型，请只填要读的列。";
            return Problem::unavailable("pull-refused", detail);
        }
        _ => return unreachable(),
    };
    let code = said.map_or(0, MySqlDatabaseError::number);
    let detail = reason(code);
    Problem::unavailable("pull-refused", format!("{detail}（对方代码 {code}）"))
}

fn reason(code: u16) -> &'static str {
    match code {
        1045 | 1698 => "对方的数据库不认这个账号或密码，请核对后重新填写。",
        1129 | 1130 => "对方的数据库不许本机连接，请对方的管理员给账号开通本机的地址。",
        1040 | 1203 | 1226 => "对方的数据库连接已满，会在下次到点时重新抽取。",
        1820 | 1862 | 3118 | 4151 => "账号已锁定或密码已过期，请对方的管理员处理。",
        1049 => "对方没有这个库，请核对地址里的库名。",
        1146 => "对方没有这张表，请核对表名和库名。",
        1054 => "对方的表里没有所填的列，可能改了列名，请联系责任部门核对。",
        1044 | 1142 | 1143 | 1227 | 1370 => {
            "账号没有读取这张表的权限，请对方的管理员开通只读权限。"
        }
        1792 => "这条查询要修改对方的数据，已被拒绝；抽取只能读。",
        1317 | 1969 | 3024 => "对方超过 5 分钟没有给完结果，请缩小范围，或请对方建索引。",
        1059 | 1060 | 1166 => "SELECT 里有两列同名，或列名太长，请用 AS 给它们取不同的名字。",
        1064 | 1149 | 1221 => "SELECT 写法有误，请在对方的库里试过再填。",
        1193 => "对方的数据库版本太旧，抽取需要 MySQL 5.7、MariaDB 10.1 以上。",
        _ => "对方的数据库拒绝了这次读取，请把代码告诉对方的管理员查看日志。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_server;

    #[test]
    fn an_address_names_its_database_and_says_nothing_that_reaches_a_statement() {
        let url =
            "mariadb://reader:p%40ss@db.example:3307/gov?charset=gbk;drop&collation=x&timezone=y'";
        let options = options(url).expect("an address");
        assert_eq!(options.get_username(), "reader");
        assert_eq!(options.get_charset(), "utf8mb4");
        assert_eq!(options.get_collation(), Some("utf8mb4_general_ci"));
        let built = options.to_url_lossy().to_string();
        assert!(!built.contains("drop"), "{built}");
        for url in [
            "mysql://reader:secret@db.example",
            "mysql://reader:secret@db.example/",
            "mysql://reader:secret@db example/gov",
            "mysql://reader:secret@db.example:port/gov",
            "mysql://reader:secret@db.example/gov?ssl-mode=maybe",
        ] {
            let refused = super::options(url).expect_err(url);
            assert_eq!(refused.code, "pull-address", "{url}");
            assert!(!refused.detail.contains("secret"));
        }
    }

    #[test]
    fn each_server_is_given_five_minutes_in_its_own_words() {
        for version in ["10.11.19-MariaDB-0+deb12u1", "5.5.5-10.4.32-MARIADB-log"] {
            assert_eq!(time_limit(version), "SET SESSION max_statement_time = 300");
        }
        for version in ["5.7.44-log", "8.0.40", "8.4.3-commercial"] {
            assert_eq!(
                time_limit(version),
                "SET SESSION max_execution_time = 300000"
            );
        }
    }

    /// A database of a test's own.
    struct Own {
        connection: MySqlConnection,
        name: String,
        url: String,
    }

    /// Makes one on the server of `scripts/with-mysql`; `None` without a server.
    async fn own_database(test: &str) -> Option<Own> {
        let server = test_server::address("LINLI_TEST_MYSQL", test)?;
        let name = format!("linli_{test}_{}", std::process::id());
        let url = test_server::beside(&server, &name);
        let connection = MySqlConnection::connect(&server).await.expect("the server");
        let mut own = Own {
            connection,
            name,
            url,
        };
        for sql in [
            format!("CREATE DATABASE {} CHARACTER SET utf8mb4", own.name),
            format!("USE {}", own.name),
            // Old tables hold zero dates, which a server of today takes only when told so.
            "SET SESSION sql_mode = ''".to_owned(),
        ] {
            own.run(&sql).await;
        }
        Some(own)
    }

    impl Own {
        async fn run(&mut self, sql: &str) {
            let done = self.connection.execute(AssertSqlSafe(sql)).await;
            done.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }

        /// What is pulled from it.
        async fn lines(&self, sql: &str) -> String {
            let options = options(&self.url).expect("an address");
            let fetched = fetch(&options, sql).await.expect(sql);
            String::from_utf8(fetched.bytes).expect("UTF-8")
        }

        async fn drop(mut self) {
            let sql = format!("DROP DATABASE {}", self.name);
            self.run(&sql).await;
        }
    }

    #[tokio::test]
    async fn values_come_as_they_are_and_in_the_order_asked_for() {
        let Some(mut there) = own_database("values").await else {
            // Only a server can be read; scripts/with-mysql starts one.
            return;
        };
        let table = "CREATE TABLE old (
            id INT PRIMARY KEY, `姓名` VARCHAR(20) CHARACTER SET gbk, `在册` TINYINT(1),
            `卡号` BIGINT UNSIGNED, `补贴` DECIMAL(12,2), `总额` DECIMAL(30,4), `单价` FLOAT,
            `面积` DOUBLE, `生日` DATE, `办理` DATETIME(3), `更新` TIMESTAMP NULL, `时长` TIME,
            `年份` YEAR, `标志` BIT(8), `性别` ENUM('男','女'), `类别` SET('低保','残疾'),
            `备注` TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)";
        there.run(table).await;
        for row in [
            "(1, '张镕', 1, 18446744073709551615, 1200.50, 12345678901234567890.1234, 0.1, 88,
              '1946-05-15', '2026-11-02 08:05:09.500', '2026-11-01 20:00:00', '30:00:01', 2026,
              b'101', '女', '低保,残疾', '引号\" 换行\n 表情😀')",
            "(2, '', 0, 0, -0.05, 0, -2.5, 1e21, '0000-00-00', '0000-00-00', NULL, '-00:30:00',
              1999, 0, '男', '', '')",
            "(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
              NULL, NULL, NULL)",
        ] {
            there.run(&format!("INSERT INTO old VALUES {row}")).await;
        }
        assert_eq!(
            there
                .lines("SELECT * FROM old ORDER BY id DESC -- the newest first")
                .await,
            concat!(
                r#"{"id":3,"姓名":null,"在册":null,"卡号":null,"补贴":null,"总额":null,"单价":null,"#,
                r#""面积":null,"生日":null,"办理":null,"更新":null,"时长":null,"年份":null,"#,
                r#""标志":null,"性别":null,"类别":null,"备注":null}"#,
                "\n",
                r#"{"id":2,"姓名":"","在册":0,"卡号":0,"补贴":-0.05,"总额":0.0000,"单价":-2.5,"#,
                r#""面积":1000000000000000000000,"生日":null,"办理":null,"更新":null,"#,
                r#""时长":"-00:30:00","年份":1999,"标志":0,"性别":"男","类别":"","备注":""}"#,
                "\n",
                r#"{"id":1,"姓名":"张镕","在册":1,"卡号":18446744073709551615,"补贴":1200.50,"#,
                r#""总额":"12345678901234567890.1234","单价":0.1,"面积":88,"生日":"1946-05-15","#,
                r#""办理":"2026-11-02T08:05:09.5","更新":"2026-11-02T04:00:00","#,
                r#""时长":"30:00:01","年份":2026,"标志":5,"性别":"女","类别":"低保,残疾","#,
                r#""备注":"引号\" 换行\n 表情😀"}"#,
                "\n",
            )
        );
        // A SELECT means what it means there: by the server's own rule || is no joining of texts.
        assert_eq!(there.lines("SELECT 1 || 0 AS `或`").await, "{\"或\":1}\n");
        there.drop().await;
    }

    #[tokio::test]
    async fn the_server_itself_holds_a_pull_to_five_minutes() {
        let Some(there) = own_database("limit").await else {
            return;
        };
        let version = there.lines("SELECT VERSION() AS version").await;
        let limit = if version.contains("MariaDB") {
            ("SELECT @@max_statement_time AS most", "{\"most\":300}\n")
        } else {
            ("SELECT @@max_execution_time AS most", "{\"most\":300000}\n")
        };
        assert_eq!(there.lines(limit.0).await, limit.1);
        there.drop().await;
    }
}
