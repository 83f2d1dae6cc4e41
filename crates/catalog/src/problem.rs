//! Expected failures, each with a stable code and a Chinese sentence that says what to do.

use serde::{Deserialize, Serialize};

/// What kind of failure it is; the service maps it to an HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The input cannot be used as it is (400).
    BadInput,
    /// Nobody is signed in (401).
    SignedOut,
    /// Signed in, but without the right (403).
    Forbidden,
    /// No such thing, or not visible to the caller (404).
    NotFound,
    /// The thing is in another state than the caller believes (409).
    Conflict,
    /// Larger than allowed (413).
    TooLarge,
    /// Tried too often (429).
    TooMany,
    /// Something the service needs is away for now (503).
    Unavailable,
    /// A bug or a broken machine (500).
    Internal,
}

/// An expected failure (RFC 9457 carries it over HTTP).
///
/// `code` is stable kebab-case and never a number; `detail` is one Chinese sentence without any
/// personal value in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Problem {
    /// Kind of failure.
    pub kind: ProblemKind,
    /// Stable code, such as `workbook-encrypted`.
    pub code: String,
    /// What happened and what to do, in Chinese.
    pub detail: String,
}

impl Problem {
    /// A problem of the given kind.
    pub fn new(kind: ProblemKind, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            detail: detail.into(),
        }
    }

    /// Input that cannot be used as it is.
    pub fn bad_input(code: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::BadInput, code, detail)
    }

    /// Missing or invisible thing.
    pub fn not_found(code: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::NotFound, code, detail)
    }

    /// Another word where the thing is missing; a failure of any other kind, such as a database that
    /// is away, must not pass for a thing that is not there.
    #[must_use]
    pub fn if_missing(self, instead: impl FnOnce() -> Self) -> Self {
        match self.kind {
            ProblemKind::NotFound => instead(),
            _ => self,
        }
    }

    /// A right is missing.
    pub fn forbidden(code: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Forbidden, code, detail)
    }

    /// The thing has moved on.
    pub fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Conflict, code, detail)
    }

    /// Needed service away.
    pub fn unavailable(code: &str, detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Unavailable, code, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_missing_thing_gets_another_word() {
        let instead = || Problem::not_found("request-unknown", "没有这份申请。");
        let missing = Problem::not_found("row-missing", "没有这一行。");
        assert_eq!(missing.if_missing(instead).code, "request-unknown");
        let away = Problem::unavailable("database-unavailable", "数据库连接不上。");
        assert_eq!(away.clone().if_missing(instead), away);
    }
}
