//! The dwellings of one partition as Arrow columns, sorted by id, with their order by door.

use std::hash::{Hash, Hasher};

use arrow_array::{Array, BooleanArray, Float64Array, Int16Array, Int64Array, StringArray};
use catalog::element::{ElementNo, no};
use catalog::survivorship::Current;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::floor::floor_of;
use crate::held::Held;
use crate::input::{DwellingInput, take};
use crate::lists::Lists;
use crate::natural;
use crate::row_set::row_number;
use crate::sheet::Sheet;
use crate::text_columns::{text_at, text_column};

/// 是否群租
const GROUP_RENTAL: ElementNo = ElementNo(54);
/// 建成年份
const BUILT_YEAR: ElementNo = ElementNo(137);

/// Elements that rules read from the columns of lists.
const OWN_COLUMNS: [ElementNo; 5] = [no::ESTATE, no::BUILDING, no::UNIT, no::ROOM, no::FLOOR_AREA];

/// One dwelling, reduced to what the snapshot keeps.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DwellingDraft {
    pub(crate) id: i64,
    estate: String,
    building: String,
    unit: String,
    room: String,
    floor: Option<i32>,
    use_code: String,
    floor_area: Option<f64>,
    group_rental: Option<bool>,
    built_year: Option<i16>,
    sheet: Sheet,
}

impl DwellingDraft {
    /// Reduces a dwelling.
    pub(crate) fn of(dwelling: DwellingInput) -> Self {
        let DwellingInput { id, mut current } = dwelling;
        Self {
            id,
            sheet: Sheet::of(&current, &OWN_COLUMNS),
            floor: floor_of(current.text(no::FLOOR), current.text(no::ROOM)),
            floor_area: current
                .text(no::FLOOR_AREA)
                .and_then(|text| text.parse().ok())
                .filter(|area: &f64| area.is_finite()),
            group_rental: yes_no(&current, GROUP_RENTAL),
            built_year: current.text(BUILT_YEAR).and_then(|text| text.parse().ok()),
            estate: take(&mut current, no::ESTATE),
            building: take(&mut current, no::BUILDING),
            unit: take(&mut current, no::UNIT),
            room: take(&mut current, no::ROOM),
            use_code: take(&mut current, no::DWELLING_USE),
        }
    }
}

impl Hash for DwellingDraft {
    fn hash<H: Hasher>(&self, into: &mut H) {
        let Self {
            id,
            estate,
            building,
            unit,
            room,
            floor,
            use_code,
            floor_area,
            group_rental,
            built_year,
            sheet,
        } = self;
        (id, estate, building, unit, room, floor, use_code).hash(into);
        let floor_area = floor_area.map(f64::to_bits);
        (floor_area, group_rental, built_year, sheet).hash(into);
    }
}

/// A yes or no that is held.
fn yes_no(current: &Current, element: ElementNo) -> Option<bool> {
    match current.text(element)? {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

/// The columns of one partition.
#[derive(Debug)]
pub(crate) struct DwellingColumns {
    pub(crate) id: Int64Array,
    /// A digest of everything kept of them, to see whether one is not as before.
    pub(crate) print: u64,
    pub(crate) estate: StringArray,
    pub(crate) building: StringArray,
    pub(crate) unit: StringArray,
    pub(crate) room: StringArray,
    /// Above ground 1, 2, …; below -1, -2, …; never 0.
    pub(crate) floor: Int16Array,
    pub(crate) use_code: StringArray,
    /// Square metres.
    pub(crate) floor_area: Float64Array,
    pub(crate) group_rental: BooleanArray,
    pub(crate) built_year: Int16Array,
    /// Every other element, and the marks of sources.
    pub(crate) held: Held,
    /// The list of each dwelling alone.
    pub(crate) each: Lists,
    /// Rows by estate, building, unit and room, each in natural order.
    pub(crate) by_door: Vec<u32>,
    /// The place of each row in `by_door`.
    pub(crate) door_rank: Vec<u32>,
}

impl DwellingColumns {
    /// Builds the columns.
    pub(crate) fn build(mut drafts: Vec<DwellingDraft>) -> Self {
        drafts.sort_unstable_by_key(|draft| draft.id);
        drafts.dedup_by_key(|draft| draft.id);
        let by_door = by_door(&drafts);
        let mut door_rank = vec![0; by_door.len()];
        for (rank, row) in by_door.iter().enumerate() {
            door_rank[*row as usize] = row_number(rank);
        }
        Self {
            id: drafts.iter().map(|draft| Some(draft.id)).collect(),
            print: print(&drafts),
            estate: text_column(drafts.iter().map(|draft| draft.estate.as_str())),
            building: text_column(drafts.iter().map(|draft| draft.building.as_str())),
            unit: text_column(drafts.iter().map(|draft| draft.unit.as_str())),
            room: text_column(drafts.iter().map(|draft| draft.room.as_str())),
            floor: drafts
                .iter()
                .map(|draft| draft.floor.and_then(|floor| i16::try_from(floor).ok()))
                .collect(),
            use_code: text_column(drafts.iter().map(|draft| draft.use_code.as_str())),
            floor_area: drafts.iter().map(|draft| draft.floor_area).collect(),
            group_rental: drafts.iter().map(|draft| draft.group_rental).collect(),
            built_year: drafts.iter().map(|draft| draft.built_year).collect(),
            held: Held::of(drafts.iter().map(|draft| &draft.sheet)),
            each: Lists::each(drafts.len()),
            by_door,
            door_rank,
        }
    }

    /// How many dwellings there are.
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// The row of a dwelling.
    pub(crate) fn row_of(&self, id: i64) -> Option<usize> {
        self.id.values().binary_search(&id).ok()
    }

    /// The address of a row as one reads it: 海泊佳苑3号楼2单元301室.
    pub(crate) fn address(&self, row: usize) -> String {
        let mut address = text_at(&self.estate, row).unwrap_or("").to_owned();
        let parts = [
            (&self.building, "号楼"),
            (&self.unit, "单元"),
            (&self.room, "室"),
        ];
        for (column, suffix) in parts {
            if let Some(part) = text_at(column, row) {
                address.push_str(part);
                // `3` becomes `3号楼`; `A座` and `地下室` stand as they are.
                if part.ends_with(|last: char| last.is_ascii_alphanumeric()) {
                    address.push_str(suffix);
                }
            }
        }
        address
    }

    /// The estate of a row; empty when not held.
    pub(crate) fn estate_at(&self, row: usize) -> &str {
        text_at(&self.estate, row).unwrap_or("")
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        let columns: [&dyn Array; 10] = [
            &self.id,
            &self.estate,
            &self.building,
            &self.unit,
            &self.room,
            &self.floor,
            &self.use_code,
            &self.floor_area,
            &self.group_rental,
            &self.built_year,
        ];
        columns
            .iter()
            .map(|column| column.get_array_memory_size())
            .sum::<usize>()
            + self.held.bytes()
            + self.each.bytes()
            + (self.by_door.capacity() + self.door_rank.capacity()) * size_of::<u32>()
    }
}

fn print(drafts: &[DwellingDraft]) -> u64 {
    let mut hasher = FxHasher::default();
    drafts.hash(&mut hasher);
    hasher.finish()
}

/// Rows by estate, building, unit and room in natural order, then by id.
fn by_door(drafts: &[DwellingDraft]) -> Vec<u32> {
    let ranks = |part: fn(&DwellingDraft) -> &str| natural::ranks(drafts.iter().map(part));
    let estate = ranks(|draft| &draft.estate);
    let building = ranks(|draft| &draft.building);
    let unit = ranks(|draft| &draft.unit);
    let room = ranks(|draft| &draft.room);
    let mut rows: Vec<u32> = (0..drafts.len()).map(row_number).collect();
    rows.sort_unstable_by_key(|row| {
        let at = *row as usize;
        (estate[at], building[at], unit[at], room[at], *row)
    });
    rows
}
