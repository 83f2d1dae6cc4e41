//! Forms that come again, on the wire; every value is already masked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Send a request out again for the next period.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RepeatDraft {
    /// monthly, quarterly, half-yearly or yearly.
    pub rhythm: String,
    /// The former title when empty.
    #[serde(default)]
    pub title: String,
    /// The day by which it must be back; the former day one period later when empty.
    #[serde(default)]
    pub due: String,
    /// Why it is asked for although something stands against it; then it waits for an approver.
    #[serde(default)]
    pub plea: String,
}

/// How a request stands among its periods.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatView {
    /// monthly, quarterly, half-yearly or yearly; the one of the last repetition.
    pub rhythm: Option<String>,
    pub former: Option<RepeatedRequest>,
    /// Requests that repeat this one.
    pub later: Vec<RepeatedRequest>,
    /// For each rhythm the day on which the next period would be due.
    pub next: Vec<NextDue>,
}

/// Another period of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatedRequest {
    pub id: i64,
    pub title: String,
    pub due: String,
}

/// A rhythm and the day it leads to.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextDue {
    pub rhythm: String,
    pub label: String,
    pub due: String,
}

/// What has changed in a community since the former period.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormChanges {
    /// The former request; none when this is a first one or the former was not accepted.
    pub former: Option<RepeatedRequest>,
    /// The day on which the former answer was accepted.
    pub accepted: Option<String>,
    /// People listed now and not then.
    pub arrived: Vec<ChangedPerson>,
    /// People listed then and not now.
    pub left: Vec<ChangedPerson>,
    /// Values that are others than those accepted then.
    pub changed: Vec<ChangedValue>,
    /// Rows without any change.
    pub same: u64,
    /// Cells carried over from former answers.
    pub carried: u64,
    /// The oldest day that a carried cell speaks of.
    pub oldest: Option<String>,
    /// Required cells that nobody has filled yet.
    pub gaps: u64,
}

/// Somebody who is new on the list or has left it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedPerson {
    /// The row of the list now; none for who has left.
    pub row: Option<i64>,
    pub person_id: Option<i64>,
    pub name: String,
}

/// A value that is another than the one accepted last time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedValue {
    pub row: i64,
    pub name: String,
    pub index: u32,
    pub column: String,
    pub before: String,
    pub now: String,
    /// Where the value is from now.
    pub source: Option<String>,
    pub as_of: Option<String>,
}
