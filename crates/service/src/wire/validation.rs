//! Checks of a form on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One check. Which fields it needs is said by its kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct FormCheckDraft {
    /// stop (cannot be submitted) or remind.
    pub weight: String,
    /// compare, limit, required-when, unique, parts, total (of a row: parts; of all rows: total),
    /// former, former-within or other-form.
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// less, not-more, equal, differs, not-less or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// Of other-form: the other template, of the same department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub their_column: Option<u32>,
}

/// The checks of a template.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FormChecksDraft {
    pub checks: Vec<FormCheckDraft>,
}

/// A check with its sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormCheckView {
    #[serde(flatten)]
    pub check: FormCheckDraft,
    /// “停发日期”应不小于“起发日期”
    pub sentence: String,
}

/// What fails in a submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionFindings {
    /// What the form is checked for, in words.
    pub checks: Vec<CheckSentence>,
    pub findings: Vec<FormFindingView>,
    /// Findings that keep it from being submitted; there may be more than are listed.
    pub stops: u64,
    pub reminders: u64,
}

/// A check in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckSentence {
    pub sentence: String,
    /// Whether the form cannot be submitted while it fails.
    pub stops: bool,
}

/// One failed check.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FormFindingView {
    /// None when it is about the form as a whole.
    pub row: Option<i64>,
    /// Place of the row in the list, from 0.
    pub position: Option<u64>,
    pub index: u32,
    /// What is wrong, in Chinese.
    pub message: String,
    /// Whether the form cannot be submitted while it fails.
    pub stops: bool,
}
