//! Border sets (区划方案) on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// A border set as it is handed in: an xlsx, xls or csv with the columns 单元名称, 社区, 小区/路弄,
/// 楼栋/门牌从 and 楼栋/门牌到.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the multipart body; read field by field"
)]
pub struct BorderUpload {
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    pub name: String,
    pub note: Option<String>,
    /// `true` when everybody who works in the area may count by it.
    pub shared: Option<String>,
}

/// What came of handing one in. It is kept as a whole or not at all.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderTaken {
    /// Its id; none when rows have mistakes.
    pub id: Option<i64>,
    pub faults: Vec<RowFault>,
    pub faults_total: u64,
}

/// What is to be said about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowFault {
    /// As in Excel.
    pub row: u32,
    pub messages: Vec<String>,
}

/// A border set in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderHead {
    pub id: i64,
    pub name: String,
    pub note: String,
    pub area_name: String,
    pub shared: bool,
    /// Whether it is the caller's own.
    pub own: bool,
    pub owner: String,
    pub made_at: String,
    pub units: u64,
    pub rows: u64,
}

/// A border set laid over the dwellings of the caller's area.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderPage {
    pub head: BorderHead,
    pub units: Vec<BorderUnit>,
    /// Dwellings in units.
    pub dwellings: u64,
    /// Dwellings in no unit.
    pub outside: u64,
    /// Rows that meet an earlier one, or no dwelling.
    pub notes: Vec<RowFault>,
    pub notes_total: u64,
    pub gaps: Vec<GapView>,
    pub gaps_total: u64,
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderUnit {
    pub name: String,
    pub dwellings: u64,
}

/// Dwellings of an estate that are in no unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapView {
    pub community: String,
    pub estate: String,
    pub buildings: String,
    pub dwellings: u64,
}
