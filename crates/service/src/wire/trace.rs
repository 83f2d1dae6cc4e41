//! The trace of a request on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that happened to a request, from its making to its download.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceStep {
    pub at: String,
    pub actor: String,
    /// What the actor acts for: 部门, 街道, 社区 …
    pub level: String,
    pub act: String,
    /// The street or community it was about; empty for the whole request.
    pub area: String,
    pub remark: Option<String>,
}

/// Tells whether anything of a request has changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stamp {
    /// Another text means that something has changed.
    pub stamp: String,
}

/// Somebody of a community who may fill a submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct Worker {
    pub id: i64,
    pub name: String,
}

/// Who fills a submission; none for whoever comes first.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Assignment {
    pub account: Option<i64>,
}
