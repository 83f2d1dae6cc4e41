//! Notices on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// What an area should know and does not have to do anything about.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    pub id: i64,
    /// zero-touch or recall.
    pub kind: String,
    pub text: String,
    /// Route of the web page that shows more.
    pub link: String,
    pub at: String,
}
