//! The doors of estates, by name and in all communities.

use catalog::area::AreaCode;

use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// One door of an estate. Parts that are not held are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door<'a> {
    /// Entity id of the dwelling.
    pub dwelling: i64,
    /// Where it stands.
    pub community: AreaCode,
    /// 小区
    pub estate: &'a str,
    /// 楼栋
    pub building: &'a str,
    /// 单元
    pub unit: &'a str,
    /// 房间号
    pub room: &'a str,
}

impl Snapshot {
    /// Shows every door of the estates of whose names `wanted` says yes, in communities that are
    /// known. Of all other estates only the name is read.
    pub fn each_door(&self, wanted: impl Fn(&str) -> bool, mut show: impl FnMut(&Door<'_>)) {
        for partition in &self.partitions {
            let Some(community) = partition.community() else {
                continue;
            };
            let dwellings = &partition.core.dwellings;
            // Dwellings stand in the order of doors, so an estate is one run of them.
            let mut rows = dwellings.by_door.as_slice();
            while let Some(first) = rows.first() {
                let estate = dwellings.estate_at(*first as usize);
                let length =
                    rows.partition_point(|row| dwellings.estate_at(*row as usize) == estate);
                let (run, rest) = rows.split_at(length.max(1));
                rows = rest;
                if estate.is_empty() || !wanted(estate) {
                    continue;
                }
                for row in run {
                    let row = *row as usize;
                    let part = |column| text_at(column, row).unwrap_or("");
                    show(&Door {
                        dwelling: dwellings.id.value(row),
                        community,
                        estate: dwellings.estate_at(row),
                        building: part(&dwellings.building),
                        unit: part(&dwellings.unit),
                        room: part(&dwellings.room),
                    });
                }
            }
        }
    }
}
