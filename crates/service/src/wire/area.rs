//! Areas on the wire.

use catalog::area::{Area, AreaCode, AreaTree, Level};
use serde::Serialize;
use utoipa::ToSchema;

/// An area by code and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AreaRef {
    pub code: String,
    pub name: String,
    /// province, city, district, street, community or grid.
    pub level: String,
}

/// An area in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaNode {
    pub code: String,
    pub name: String,
    pub level: String,
    pub parent: Option<String>,
}

/// What loading a list of areas did.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreasLoaded {
    pub loaded: usize,
    pub issues: Vec<AreaLineIssue>,
}

/// A line of the list that could not be used.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaLineIssue {
    pub line: u64,
    pub message: String,
}

/// A level as text.
pub fn level_text(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::City => "city",
        Level::District => "district",
        Level::Street => "street",
        Level::Community => "community",
        Level::Grid => "grid",
    }
}

impl From<&Area> for AreaRef {
    fn from(area: &Area) -> Self {
        Self {
            code: area.code.to_string(),
            name: area.name.clone(),
            level: level_text(area.level).to_owned(),
        }
    }
}

impl From<&Area> for AreaNode {
    fn from(area: &Area) -> Self {
        Self {
            code: area.code.to_string(),
            name: area.name.clone(),
            level: level_text(area.level).to_owned(),
            parent: area.parent.as_ref().map(ToString::to_string),
        }
    }
}

/// The area of a code; one that is no longer in the tree keeps its code as its name.
pub fn area_ref(areas: &AreaTree, code: &AreaCode) -> AreaRef {
    areas.get(code).map_or_else(
        || AreaRef {
            code: code.to_string(),
            name: code.to_string(),
            level: "district".to_owned(),
        },
        AreaRef::from,
    )
}

/// What those are called who count for no community.
pub const NO_COMMUNITY: &str = "未落到社区";

/// The name of an area code as stored; empty when there is none.
pub fn area_name(areas: &AreaTree, code: Option<&str>) -> String {
    code.and_then(|text| text.parse::<AreaCode>().ok())
        .and_then(|code| areas.get(&code).map(|area| area.name.clone()))
        .unwrap_or_default()
}
