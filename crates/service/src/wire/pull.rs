//! Scheduled pulls on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A pull to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPullBody {
    /// What it is called.
    pub label: String,
    /// Address with a read-only account: `postgres://user:password@host/database`, or `mysql://…`
    /// for MySQL and MariaDB.
    pub url: String,
    /// The table, such as `public.canbao`; or else `select`.
    pub table: Option<String>,
    /// Columns of the table; all when empty.
    #[serde(default)]
    pub columns: Vec<String>,
    /// One SELECT, instead of a table.
    pub select: Option<String>,
    /// Every so many hours; or else `daily_at`.
    pub every_hours: Option<u32>,
    /// Daily at, as `02:30`.
    pub daily_at: Option<String>,
}

/// A pull; the address without its password.
#[derive(Debug, Serialize, ToSchema)]
pub struct PullView {
    pub id: i64,
    pub label: String,
    /// Server and database.
    pub address: String,
    /// The table or SELECT.
    pub reads: String,
    /// When, in Chinese.
    pub cadence: String,
    pub paused: bool,
    pub next_at: Option<String>,
    pub created_by: String,
    /// The last runs, the newest first.
    pub runs: Vec<PullRunView>,
}

/// One run.
#[derive(Debug, Serialize, ToSchema)]
pub struct PullRunView {
    pub id: i64,
    pub started_at: String,
    pub finished_at: Option<String>,
    /// running, done, same or failed.
    pub state: String,
    pub rows: u64,
    pub delivery: Option<i64>,
    /// Where that delivery stands.
    pub delivery_state: Option<String>,
    pub problem: Option<String>,
}

/// Pausing a pull or letting it go on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PausePull {
    pub paused: bool,
}
