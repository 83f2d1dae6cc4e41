//! 工作台 on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::notice::NoticeView;

/// What waits for the signed-in person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Workbench {
    pub items: Vec<WorkItem>,
    pub figures: Vec<Figure>,
    /// What the caller's area should know.
    pub notices: Vec<NoticeView>,
}

/// One thing that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkItem {
    /// fill, returned, review, download, delivery, identity, contest, comparison, proposal,
    /// tag-ending, helpers, approve, forward, check or settle.
    pub kind: String,
    pub title: String,
    pub detail: String,
    /// Route of the web page where it is done.
    pub link: String,
    pub due: Option<String>,
    pub count: u64,
}

/// A number about the caller's area.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figure {
    pub label: String,
    pub value: u64,
    pub link: Option<String>,
    /// 口径: what is counted.
    pub hint: String,
}
