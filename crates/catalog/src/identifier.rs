//! Identifiers: how each is built, checked and brought to canonical form.
//!
//! A check never repairs by guessing. It says what it found, how grave that is, and gives a
//! canonical form only where the value can be trusted.

use serde::{Deserialize, Serialize};

pub mod bank_card;
pub mod business_licence;
pub mod county;
pub mod credit_code;
pub mod disability_no;
pub mod id_number;
pub mod org_code;
pub mod other_document;
pub mod phone;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; the value is good.
    Note,
    /// The value is kept; somebody should look at it.
    Warn,
    /// The value cannot be used.
    Refuse,
}

/// What a check of an identifier found. The texts name no value, so they may go anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct IdFinding {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What was found and what to do, in Chinese.
    pub message: &'static str,
}

impl IdFinding {
    const fn note(code: &'static str, message: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Note,
            message,
        }
    }

    const fn warn(code: &'static str, message: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Warn,
            message,
        }
    }

    const fn refuse(code: &'static str, message: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Refuse,
            message,
        }
    }
}

/// Whether one of the findings rules the value out.
#[must_use]
pub fn is_refused(findings: &[IdFinding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Refuse)
}
