//! The grammar of Chinese addresses: from what people write to community, estate, building, unit,
//! floor and room, each in one canonical spelling. What can be read two ways is not read at all.
//!
//! An address is a beginning (省 市 区 街道 社区), a middle (小区, or 路 with 号, 弄, 里) and an end of
//! numbered pieces (号楼, 单元, 层, 室). `11#2-203`, `3-2-301`, `三栋二单元301室` and full-width forms
//! all say the same as `3号楼2单元301户`.

use catalog::area::AreaCode;
use serde::{Deserialize, Serialize};

mod admin;
pub(crate) mod column;
mod estate;
mod head;
mod item;
mod nation;
mod normal;
mod numeral;
mod pasted;
mod tail;
mod territory;
mod unresolved;

pub use territory::Territory;
pub use unresolved::Unresolved;

/// The parts of an address, canonical; a part that is not there or not clear is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AddressParts {
    /// Estate (小区), or the road with its number (`登州路45号`) where there is no estate, or the
    /// road alone where the door number is the building.
    pub estate: Option<String>,
    /// Building without 号楼, such as `3` or `A3`.
    pub building: Option<String>,
    /// Unit without 单元, such as `2`.
    pub unit: Option<String>,
    /// Floor as a number, `-1` below ground; only when written.
    pub floor: Option<String>,
    /// Room without 室, such as `301`; two joined rooms are `301/302`.
    pub room: Option<String>,
    /// The road that is named with a number, be it before the estate or instead of it.
    pub road: Option<String>,
    /// The number on that road: a door (`45`, `45附3`) or a lane (`128弄`).
    pub number: Option<String>,
    /// Street or town as written, with its suffix.
    pub street_name: Option<String>,
    /// Community or village as written.
    pub community_name: Option<String>,
    /// The county that is named, when Linli knows it.
    pub county: Option<AreaCode>,
    /// A province, city or county is named that does not belong to the territory.
    pub outside: bool,
    /// Why what is written was not read to its end.
    pub doubt: Option<Unresolved>,
}

impl AddressParts {
    /// Whether nothing at all was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.doubt, None | Some(Unresolved::Empty))
            && Self {
                doubt: None,
                ..self.clone()
            } == Self::default()
    }

    /// Whether the address leads to one room.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        dwelling_key(self).is_some()
    }

    /// The rooms that are named: one, or two that were joined.
    pub fn rooms(&self) -> impl Iterator<Item = &str> {
        self.room
            .as_deref()
            .into_iter()
            .flat_map(|room| room.split('/'))
    }

    /// The road with its number as one name (`登州路45号`, `延安路128弄`), which stands for the
    /// estate where that has no other.
    #[must_use]
    pub fn door(&self) -> Option<String> {
        let (road, number) = (self.road.as_ref()?, self.number.as_ref()?);
        let word = if number.ends_with('弄') { "" } else { "号" };
        Some(format!("{road}{number}{word}"))
    }

    /// Whether the door number on the road stands for the building (`登州路45号2单元301`).
    #[must_use]
    pub fn is_building_by_door(&self) -> bool {
        self.road.is_some() && self.estate == self.road
    }

    /// The name the estate goes by here: its own, or the road with its number.
    #[must_use]
    pub fn called(&self) -> Option<String> {
        if self.is_building_by_door() {
            self.door()
        } else {
            self.estate.clone()
        }
    }

    /// Why the address names no dwelling; `None` when it names one.
    #[must_use]
    pub fn unresolved(&self) -> Option<Unresolved> {
        if self.outside {
            return Some(Unresolved::Outside);
        }
        if self.doubt.is_some() {
            return self.doubt;
        }
        if dwelling_key(self).is_some() {
            return None;
        }
        Some(match self {
            Self { estate: None, .. } => Unresolved::NoEstate,
            Self { building: None, .. } => Unresolved::NoBuilding,
            _ => Unresolved::NoRoom,
        })
    }
}

/// Reads an address.
#[must_use]
pub fn parse(text: &str, here: &Territory) -> AddressParts {
    read(text, here).parts
}

/// An address as read, with how sure its building is.
pub(crate) struct Reading {
    /// The parts.
    pub parts: AddressParts,
    /// The building is a door number on a road, so it belongs to that road and to no estate.
    pub by_door: bool,
}

/// Reads an address and says where its building came from.
pub(crate) fn read(text: &str, here: &Territory) -> Reading {
    let line = normal::line(text);
    if crate::clean::empty::says_nothing(&line.text) {
        let parts = AddressParts {
            doubt: Some(Unresolved::Empty),
            ..AddressParts::default()
        };
        return Reading {
            parts,
            by_door: false,
        };
    }
    let beginning = admin::read(pasted::without_title(&line.text), here);
    let text = &pasted::without_title(&line.text)[beginning.length..];
    let head = head::read(text);
    let before = head.before.unwrap_or(tail::Before::Estate);
    let (mut end, mut doubt) = tail::read(head.tail, before);
    if end == tail::Tail::default() && head.tail.is_empty() && head.door.is_none() {
        // 金秀花园（3号楼2单元301）
        let bracketed = line.bracketed.iter().map(|piece| tail::read(piece, before));
        (end, doubt) = bracketed
            .into_iter()
            .find(|(end, _)| end.room.is_some())
            .unwrap_or_default();
    }
    if head.estate.as_deref().is_some_and(tail::ends_beside) {
        end = tail::Tail::default();
        doubt = Some(Unresolved::Beside);
    }
    let clear = head.tail.is_empty() || end != tail::Tail::default();
    let by_door = head.door.is_some() && end.building.is_none();
    let village = beginning.community.as_deref().and_then(village);
    let (road, number) = head.road.unzip();
    let parts = AddressParts {
        estate: in_village(village, head.estate).filter(|name| !estate::is_part(name)),
        building: end.building.or(head.door.filter(|_| clear)),
        unit: end.unit,
        floor: end.floor,
        room: end.room,
        road,
        number,
        street_name: beginning.street,
        community_name: beginning.community,
        county: beginning.county,
        outside: beginning.outside,
        doubt: said(&line).or(doubt),
    };
    Reading { parts, by_door }
}

/// What the text says of itself: that the house is gone, or that it is no house.
fn said(line: &normal::Line) -> Option<Unresolved> {
    const GONE: &[&str] = &["已拆", "拆迁", "拆除"];
    let texts = || std::iter::once(&line.text).chain(&line.bracketed);
    let says = |words: &[&str]| texts().any(|text| words.iter().any(|word| text.contains(word)));
    if says(GONE) {
        return Some(Unresolved::Gone);
    }
    says(&["集体户"]).then_some(Unresolved::Collective)
}

/// The village a community name stands for: `城桥村村委会` → `城桥村`.
fn village(community: &str) -> Option<&str> {
    let name = ["村民委员会", "村委会"]
        .into_iter()
        .find_map(|end| community.strip_suffix(end))
        .unwrap_or(community);
    (name.ends_with('村') && !name.ends_with("新村")).then_some(name)
}

/// The estate of a house in a village: its team under the village's name, or the village itself.
fn in_village(village: Option<&str>, estate: Option<String>) -> Option<String> {
    match (village, estate) {
        (Some(village), None) => Some(village.to_owned()),
        (Some(village), Some(team)) if team.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(format!("{village}{team}"))
        }
        (_, estate) => estate,
    }
}

/// The text that names one dwelling within its community: `estate|building|unit|room`.
///
/// `None` when estate, building or room is missing, when two rooms are named at once, and for
/// addresses outside Linli's areas. A village house has a number and no rooms, so there the room
/// may be missing.
#[must_use]
pub fn dwelling_key(parts: &AddressParts) -> Option<String> {
    let (estate, building) = (parts.estate.as_ref()?, parts.building.as_ref()?);
    let room = match &parts.room {
        Some(room) => room.as_str(),
        None if estate::is_rural(estate) && parts.unit.is_none() => "",
        None => return None,
    };
    if parts.outside || parts.doubt.is_some() || room.contains('/') {
        return None;
    }
    let unit = parts.unit.as_deref().unwrap_or_default();
    Some([estate, "|", building, "|", unit, "|", room].concat())
}

/// The texts of the split columns of one row.
#[derive(Debug, Clone, Copy, Default)]
pub struct SplitColumns<'a> {
    /// 小区
    pub estate: Option<&'a str>,
    /// 楼栋
    pub building: Option<&'a str>,
    /// 单元
    pub unit: Option<&'a str>,
    /// 楼层
    pub floor: Option<&'a str>,
    /// 房间号
    pub room: Option<&'a str>,
}

impl SplitColumns<'_> {
    /// Whether no column says anything.
    pub(crate) fn are_empty(&self) -> bool {
        [self.estate, self.building, self.unit, self.floor, self.room]
            .into_iter()
            .flatten()
            .all(column::says_nothing)
    }
}

/// Puts an address together from a free text and from columns of its own, either of which may be
/// missing. Columns win: they are what the source keeps, the text is often a copy of them.
#[must_use]
pub fn assemble(text: Option<&str>, columns: &SplitColumns<'_>, here: &Territory) -> AddressParts {
    let Reading { mut parts, by_door } = text.map_or_else(
        || Reading {
            parts: AddressParts::default(),
            by_door: false,
        },
        |text| read(text, here),
    );
    if columns.are_empty() {
        return parts;
    }
    if let Some(estate) = columns.estate.and_then(column::estate) {
        if by_door {
            // The door number counts houses of the road, not of this estate.
            (parts.building, parts.unit, parts.floor, parts.room) = (None, None, None, None);
        }
        parts.estate = Some(estate);
    }
    if parts.doubt == Some(Unresolved::Empty) {
        parts.doubt = None;
    }
    let end = below_estate(columns);
    if end.building.is_some() && end.room.is_some() && parts.doubt != Some(Unresolved::Gone) {
        // What the text left open, the columns say.
        parts.doubt = None;
    }
    if end.building.is_some() || end.room.is_some() {
        parts.building = end.building.or(parts.building);
        parts.unit = end.unit.or(parts.unit);
        parts.floor = end.floor.or(parts.floor);
        parts.room = end.room.or(parts.room);
    } else {
        parts.unit = parts.unit.or(end.unit);
        parts.floor = parts.floor.or(end.floor);
    }
    parts
}

/// Building, unit, floor and room of the columns; a column that holds a whole end
/// (`3号楼2单元301` under 房间号) is read as one.
fn below_estate(columns: &SplitColumns<'_>) -> tail::Tail {
    let one = |text: Option<&str>, read: fn(&str) -> Option<String>| text.and_then(read);
    let mut end = tail::Tail {
        building: one(columns.building, column::building),
        unit: one(columns.unit, column::unit),
        floor: one(columns.floor, column::floor),
        room: one(columns.room, column::room),
    };
    let whole = |text: Option<&str>| {
        text.map(|text| tail::read(&normal::line(text).text, tail::Before::Estate).0)
    };
    if end.building.is_none()
        && let Some(read) = whole(columns.building)
    {
        end.building = read.building;
        end.unit = end.unit.or(read.unit);
        end.room = end.room.or(read.room);
    }
    if end.room.is_none()
        && let Some(read) = whole(columns.room).filter(|read| read.room.is_some())
    {
        let agrees = |held: &Option<String>, new: &Option<String>| {
            held.is_none() || new.is_none() || held == new
        };
        let fits = agrees(&end.building, &read.building) && agrees(&end.unit, &read.unit);
        if fits {
            end.building = end.building.or(read.building);
            end.unit = end.unit.or(read.unit);
            end.floor = end.floor.or(read.floor);
            end.room = read.room;
        }
    }
    end
}
