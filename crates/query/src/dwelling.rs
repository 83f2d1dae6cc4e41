//! One dwelling.

use arrow_array::Array;
use catalog::area::AreaCode;

use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// A dwelling as a page shows it. Values are PLAIN; whoever hands them out masks them first.
#[derive(Debug, Clone, PartialEq)]
pub struct DwellingRow {
    /// Entity id.
    pub id: i64,
    /// Where it stands.
    pub community: Option<AreaCode>,
    /// 小区; empty when not held.
    pub estate: String,
    /// 楼栋; empty when not held.
    pub building: String,
    /// 单元; empty when not held.
    pub unit: String,
    /// 房间号; empty when not held.
    pub room: String,
    /// 1 is the ground floor, -1 the first below it.
    pub floor: Option<i32>,
    /// Address as one reads it: 海泊佳苑3号楼2单元301室.
    pub address: String,
    /// Code of table `dwelling-use`.
    pub use_code: Option<String>,
    /// Square metres.
    pub floor_area: Option<f64>,
    /// Year of completion.
    pub built_year: Option<i32>,
    /// 是否群租, when a source says so.
    pub group_rental: Option<bool>,
    /// Living occupants.
    pub residents: u32,
}

impl Snapshot {
    /// The dwelling of an id.
    #[must_use]
    pub fn dwelling(&self, id: i64) -> Option<DwellingRow> {
        let (partition, row) = self.partitions.iter().find_map(|partition| {
            partition
                .core
                .dwellings
                .row_of(id)
                .map(|row| (partition, row))
        })?;
        let dwellings = &partition.core.dwellings;
        let text = |column| text_at(column, row).unwrap_or("").to_owned();
        Some(DwellingRow {
            id,
            community: partition.community(),
            estate: text(&dwellings.estate),
            building: text(&dwellings.building),
            unit: text(&dwellings.unit),
            room: text(&dwellings.room),
            floor: dwellings
                .floor
                .is_valid(row)
                .then(|| dwellings.floor.value(row).into()),
            address: dwellings.address(row),
            use_code: text_at(&dwellings.use_code, row).map(str::to_owned),
            floor_area: dwellings
                .floor_area
                .is_valid(row)
                .then(|| dwellings.floor_area.value(row)),
            built_year: dwellings
                .built_year
                .is_valid(row)
                .then(|| dwellings.built_year.value(row).into()),
            group_rental: dwellings
                .group_rental
                .is_valid(row)
                .then(|| dwellings.group_rental.value(row)),
            residents: partition.occupancy[row].residents,
        })
    }
}
