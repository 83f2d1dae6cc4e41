//! What goes wrong with sealed bytes and the files they lie in, as a [`Problem`] that says what to
//! do.

use catalog::problem::{Problem, ProblemKind};

/// Stored bytes are not what this program wrote.
#[must_use]
pub fn broken(what: &str) -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "stored-value-broken",
        format!("存储的{what}无法解读，可能已损坏，请联系管理员从备份恢复。"),
    )
}

/// The disk holding the database or the files is full.
#[must_use]
pub fn disk_full() -> Problem {
    Problem::unavailable(
        "disk-full",
        "磁盘空间不足，本次操作没有写入任何内容，请清理磁盘后重试。",
    )
}

/// Whether a file operation failed because there is no room.
#[must_use]
pub fn is_disk_full(err: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        err.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}
