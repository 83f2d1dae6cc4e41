//! Where a submission can stand.

use serde::{Deserialize, Serialize};

/// Where a submission stands. Which step is allowed to whom is decided by the forms crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubmissionState {
    /// The street has not forwarded it yet.
    Waiting,
    /// The community fills it in.
    Filling,
    /// Waits for the community's head.
    Checking,
    /// Waits for the street.
    Submitted,
    /// Given back by the street.
    Returned,
    /// Accepted by the street; its corrections are facts.
    Accepted,
    /// Taken by the department.
    Settled,
    /// Taken back by the department; its rows are kept.
    Recalled,
}

impl SubmissionState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Filling => "filling",
            Self::Checking => "checking",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Settled => "settled",
            Self::Recalled => "recalled",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Filling,
            Self::Checking,
            Self::Submitted,
            Self::Returned,
            Self::Accepted,
            Self::Settled,
            Self::Recalled,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}
