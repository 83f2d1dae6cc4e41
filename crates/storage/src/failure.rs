//! What the database refuses, as a [`Problem`] that says what to do.

use catalog::problem::{Problem, ProblemKind};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};
pub(crate) use seal::failure::{broken, disk_full, is_disk_full};

/// Turns a database failure into what the user is told. What the database said goes to the log:
/// its messages name tables and constraints, and statements carry placeholders only.
#[expect(
    clippy::needless_pass_by_value,
    reason = "used as `map_err(problem)` everywhere"
)]
pub(crate) fn problem(err: DbErr) -> Problem {
    let problem = classify(&err);
    if problem.kind == ProblemKind::Internal {
        tracing::error!(error = %err, "the database refused a statement");
    } else {
        tracing::warn!(code = %problem.code, error = %err, "the database is not usable now");
    }
    problem
}

/// Whether a unique constraint was violated.
pub(crate) fn is_duplicate(err: &DbErr) -> bool {
    matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether another program holds the database for now.
pub(crate) fn is_busy(err: &DbErr) -> bool {
    classify(err).code == busy().code
}

/// The database cannot be reached.
pub(crate) fn unavailable() -> Problem {
    Problem::unavailable(
        "database-unavailable",
        "数据库现在连接不上，数据没有改动，请确认数据库已启动、地址正确后再试。",
    )
}

/// A thing that is not there.
pub(crate) fn missing(code: &str, what: &str) -> Problem {
    Problem::not_found(
        code,
        format!("没有找到这个{what}，它可能已被删除，请刷新页面后重试。"),
    )
}

/// Somebody else changed the thing meanwhile.
pub(crate) fn moved_on(what: &str) -> Problem {
    Problem::conflict(
        "version-conflict",
        format!("这个{what}刚刚被别人改过，您的修改没有保存，请刷新后查看最新内容再改。"),
    )
}

fn classify(err: &DbErr) -> Problem {
    match err {
        DbErr::ConnectionAcquire(_) => unavailable(),
        DbErr::Conn(RuntimeErr::SqlxError(err))
        | DbErr::Exec(RuntimeErr::SqlxError(err))
        | DbErr::Query(RuntimeErr::SqlxError(err)) => classify_sqlx(err),
        DbErr::Conn(_) => unavailable(),
        _ => internal(),
    }
}

fn classify_sqlx(err: &sqlx::Error) -> Problem {
    use sqlx::Error;
    match err {
        Error::Io(io) => from_io(io),
        Error::Database(refusal) => refusal
            .code()
            .map_or_else(internal, |code| classify_code(&code)),
        Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed
        | Error::Configuration(_) => unavailable(),
        _ => internal(),
    }
}

/// An input or output failure below the database connection.
fn from_io(err: &std::io::Error) -> Problem {
    if is_disk_full(err) {
        disk_full()
    } else {
        unavailable()
    }
}

/// SQLSTATE codes of PostgreSQL have five characters; SQLite's are result codes of at most four
/// decimal digits whose low byte is the primary code (<https://www.sqlite.org/rescode.html>).
fn classify_code(code: &str) -> Problem {
    if code.len() == 5 {
        return classify_sqlstate(code);
    }
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6) => busy(),
        Ok(8) => Problem::unavailable(
            "database-read-only",
            "数据库文件是只读的，无法保存，请检查数据目录的写入权限。",
        ),
        Ok(10) => unavailable(),
        Ok(11 | 26) => Problem::new(
            ProblemKind::Internal,
            "database-broken",
            "数据库文件已损坏或不是本程序的数据库，请从备份恢复。",
        ),
        Ok(13) => disk_full(),
        Ok(14) => Problem::unavailable(
            "database-unavailable",
            "数据库文件打不开，请检查数据目录是否存在、是否有读写权限。",
        ),
        _ => internal(),
    }
}

fn classify_sqlstate(code: &str) -> Problem {
    match code {
        "53100" => disk_full(),
        "40001" | "40P01" | "55P03" => busy(),
        _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("28") => {
            unavailable()
        }
        // The database is not there, takes no more, or takes nobody for now.
        "3D000" | "53300" | "55000" => unavailable(),
        _ => internal(),
    }
}

fn busy() -> Problem {
    Problem::unavailable(
        "database-busy",
        "另一个程序正在长时间写入这个数据库，本次操作没有保存，请稍后重试。",
    )
}

fn internal() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "storage-failed",
        "数据库操作失败，本次操作没有保存；请重试，仍不行时请把时间告诉管理员查看日志。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such_by_either_database_and_the_file_system() {
        assert_eq!(classify_code("53100").code, "disk-full");
        assert_eq!(classify_code("13").code, "disk-full");
        let io = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(from_io(&io).code, "disk-full");
    }

    #[test]
    fn locks_and_shutdowns_are_passing_troubles() {
        for code in ["5", "517", "40P01"] {
            assert_eq!(classify_code(code).code, "database-busy", "{code}");
        }
        for code in ["57P01", "08006", "3D000", "14"] {
            assert_eq!(classify_code(code).code, "database-unavailable", "{code}");
        }
    }

    #[test]
    fn anything_else_is_a_bug_of_ours() {
        assert_eq!(classify_code("1").kind, ProblemKind::Internal);
        assert_eq!(classify_code("42601").kind, ProblemKind::Internal);
    }
}
