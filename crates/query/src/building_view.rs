//! 楼盘表: an estate door by door, and the estates of an area.

use arrow_array::Array;
use catalog::area::AreaCode;
use catalog::problem::Problem;
use rustc_hash::FxHashMap;

use crate::filter::Scope;
use crate::natural;
use crate::partition::Partition;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// An estate (小区) in the list of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstateRow {
    /// Name; empty for dwellings without one.
    pub name: String,
    /// Its community; `None` when not known.
    pub community: Option<AreaCode>,
    /// How many buildings.
    pub buildings: u64,
    /// How many dwellings.
    pub dwellings: u64,
    /// How many of them have a living occupant.
    pub occupied: u64,
    /// How many living occupants.
    pub residents: u64,
}

/// A building (楼栋).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    /// As held, such as `3`; empty when not held.
    pub name: String,
    /// Living occupants of all its dwellings.
    pub residents: u64,
    /// Its units in natural order; a building without units has one of an empty name.
    pub units: Vec<Unit>,
}

/// A unit (单元) of a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// As held, such as `2`; empty when not held.
    pub name: String,
    /// Its floors from the top down; dwellings of no known floor come last.
    pub floors: Vec<Floor>,
}

/// A floor (楼层) of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// 1 is the ground floor, -1 the first below it, 0 means not known.
    pub floor: i32,
    /// Its rooms in natural order.
    pub rooms: Vec<RoomCell>,
}

/// One door (户室).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomCell {
    /// Entity id of the dwelling.
    pub dwelling: i64,
    /// As held, such as `301`; empty when not held.
    pub room: String,
    /// Living occupants.
    pub residents: u32,
    /// People registered here, the dead whose registration stands included.
    pub registered: u32,
    /// Code of table `dwelling-use`.
    pub use_code: Option<String>,
    /// One of the occupants is 60 or older.
    pub has_elder: bool,
    /// One of them is under 18.
    pub has_minor: bool,
    /// One of them has a disability certificate.
    pub has_disabled: bool,
    /// The only one of them is 60 or older.
    pub lives_alone: bool,
    /// 是否群租, when a source says so.
    pub group_rental: Option<bool>,
}

impl Snapshot {
    /// The estates of an area, community by community, there by name.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`.
    pub fn estates(&self, area: Option<&AreaCode>) -> Result<Vec<EstateRow>, Problem> {
        let scope = Scope::of(area, self)?;
        Ok(self
            .partitions
            .iter()
            .filter(|partition| scope.contains(partition.community()))
            .flat_map(|partition| estates_of(partition))
            .collect())
    }

    /// An estate door by door; empty when there is none of that name in the community. The empty
    /// name gives the dwellings without an estate.
    #[must_use]
    pub fn building_view(&self, community: &AreaCode, estate: &str) -> Vec<Building> {
        let Some(partition) = self
            .partitions
            .iter()
            .find(|partition| partition.community() == Some(*community))
        else {
            return Vec::new();
        };
        let registered = self.registered_by_dwelling(community);
        let dwellings = &partition.core.dwellings;
        // Dwellings stand in the order of doors, so an estate is one run of them.
        let rows = &dwellings.by_door;
        let start = rows.partition_point(|row| {
            natural::compare(dwellings.estate_at(*row as usize), estate).is_lt()
        });
        let length =
            rows[start..].partition_point(|row| dwellings.estate_at(*row as usize) == estate);
        let mut buildings: Vec<Building> = Vec::new();
        for row in &rows[start..start + length] {
            let row = *row as usize;
            let building = text_at(&dwellings.building, row).unwrap_or("");
            if buildings.last().is_none_or(|last| last.name != building) {
                buildings.push(Building {
                    name: building.to_owned(),
                    residents: 0,
                    units: Vec::new(),
                });
            }
            let last = buildings.last_mut().expect("one was just pushed");
            let cell = room_cell(partition, row, &registered);
            last.residents += u64::from(cell.residents);
            last.place(partition, row, cell);
        }
        for unit in buildings
            .iter_mut()
            .flat_map(|building| &mut building.units)
        {
            // Top down, the unknown floor 0 below the cellars.
            unit.floors
                .sort_by_key(|floor| (floor.floor == 0, -floor.floor));
        }
        buildings
    }

    /// How many people of the whole district are registered in each dwelling of a community.
    fn registered_by_dwelling(&self, community: &AreaCode) -> FxHashMap<i64, u32> {
        let mut counts = FxHashMap::default();
        for partition in &self.partitions {
            let people = partition.people();
            if let Ok(at) = people.hukou_codes.binary_search(community) {
                for row in people.registered[at].iter() {
                    if people.hukou_dwelling.is_valid(row) {
                        *counts.entry(people.hukou_dwelling.value(row)).or_default() += 1;
                    }
                }
            }
        }
        counts
    }
}

impl Building {
    /// Puts a door where it belongs; doors come unit by unit, rooms in natural order.
    fn place(&mut self, partition: &Partition, row: usize, cell: RoomCell) {
        let dwellings = &partition.core.dwellings;
        let unit = text_at(&dwellings.unit, row).unwrap_or("");
        if self.units.last().is_none_or(|last| last.name != unit) {
            self.units.push(Unit {
                name: unit.to_owned(),
                floors: Vec::new(),
            });
        }
        let unit = self.units.last_mut().expect("one was just pushed");
        let number = if dwellings.floor.is_valid(row) {
            i32::from(dwellings.floor.value(row))
        } else {
            0
        };
        match unit.floors.iter_mut().find(|floor| floor.floor == number) {
            Some(floor) => floor.rooms.push(cell),
            None => unit.floors.push(Floor {
                floor: number,
                rooms: vec![cell],
            }),
        }
    }
}

/// The door of a row.
fn room_cell(partition: &Partition, row: usize, registered: &FxHashMap<i64, u32>) -> RoomCell {
    let dwellings = &partition.core.dwellings;
    let occupancy = partition.occupancy[row];
    let dwelling = dwellings.id.value(row);
    RoomCell {
        dwelling,
        room: text_at(&dwellings.room, row).unwrap_or("").to_owned(),
        residents: occupancy.residents,
        registered: registered.get(&dwelling).copied().unwrap_or(0),
        use_code: text_at(&dwellings.use_code, row).map(str::to_owned),
        has_elder: occupancy.has_elder,
        has_minor: occupancy.has_minor,
        has_disabled: occupancy.has_disabled,
        lives_alone: occupancy.lives_alone,
        group_rental: dwellings
            .group_rental
            .is_valid(row)
            .then(|| dwellings.group_rental.value(row)),
    }
}

/// The estates of one community by name.
fn estates_of(partition: &Partition) -> Vec<EstateRow> {
    let dwellings = &partition.core.dwellings;
    let mut estates: Vec<EstateRow> = Vec::new();
    // Dwellings stand in the order of doors, so estates and buildings come in runs.
    let mut building = None;
    for row in &dwellings.by_door {
        let row = *row as usize;
        let name = dwellings.estate_at(row);
        if estates.last().is_none_or(|last| last.name != name) {
            building = None;
            estates.push(EstateRow {
                name: name.to_owned(),
                community: partition.community(),
                buildings: 0,
                dwellings: 0,
                occupied: 0,
                residents: 0,
            });
        }
        let estate = estates.last_mut().expect("one was just pushed");
        let this = Some(text_at(&dwellings.building, row));
        estate.buildings += u64::from(building != this);
        building = this;
        let residents = partition.occupancy[row].residents;
        estate.dwellings += 1;
        estate.occupied += u64::from(residents > 0);
        estate.residents += u64::from(residents);
    }
    estates
}
