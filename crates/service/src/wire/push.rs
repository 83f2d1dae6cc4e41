//! Deliveries pushed by programs, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Opening a push.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct OpenPush {
    /// The day the rows speak of, `2024-02-29`; the day of opening when absent.
    pub as_of: Option<String>,
    /// The rows only complete an earlier delivery.
    #[serde(default)]
    pub part: bool,
}

/// How far a push is.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushState {
    /// open or finished.
    pub state: String,
    /// Parts that are kept, numbered from 1.
    pub parts: u32,
    /// The part to send next.
    pub next: u32,
    /// Bytes that are kept.
    pub size: u64,
    /// What became of it, once finished.
    pub delivery: Option<PushedDelivery>,
}

/// The delivery that a push has become.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushedDelivery {
    pub id: i64,
    /// received, quarantined, loading, loaded, failed, rejected, withdrawn or undone.
    pub state: String,
    pub rows_read: u64,
    pub rows_loaded: u64,
    pub rows_refused: u64,
    /// Why it was not loaded: one sentence each.
    pub sentences: Vec<String>,
}
