//! Who is paid twice (重复发放), on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// The newest payment lists laid beside each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentAudit {
    pub lists: Vec<PaymentList>,
    /// How many people of the area are paid the same more than once for one month.
    pub people: u64,
    /// What they are paid beyond the largest of their payments, in yuan.
    pub over: f64,
    /// The largest first; at most 200.
    pub twice: Vec<PaidTwice>,
}

/// A payment list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentList {
    pub source: String,
    /// The day of the newest whole list.
    pub as_of: String,
    /// How many deliveries make it up: the whole list and its supplements.
    pub deliveries: u64,
    /// Rows that pay somebody.
    pub rows: u64,
}

/// Somebody who is paid the same more than once.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaidTwice {
    pub person_id: i64,
    pub person: String,
    pub community: String,
    /// What is paid.
    pub allowance: String,
    /// The month it is paid for.
    pub month: String,
    /// one-list, or two-sources when it takes more than one source to see it.
    pub kind: String,
    pub rows: Vec<PaidRow>,
    /// All that is paid, in yuan.
    pub sum: f64,
    /// What is paid beyond the largest payment, in yuan.
    pub over: f64,
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaidRow {
    pub source: String,
    pub delivery: i64,
    pub row: i32,
    /// In yuan; nothing when the list does not say.
    pub amount: Option<f64>,
}
