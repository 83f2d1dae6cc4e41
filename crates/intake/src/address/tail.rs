//! The end of an address: which of its numbered pieces is the building, the unit, the floor and
//! the room. What can be read two ways is not read at all.

use super::item::{self, Item, Label};
use super::unresolved::Unresolved;

/// The parts below the estate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tail {
    /// Building, such as `3` or `A`.
    pub building: Option<String>,
    /// Unit, such as `2`.
    pub unit: Option<String>,
    /// Floor, such as `3` or `-1`.
    pub floor: Option<String>,
    /// Room, such as `301`.
    pub room: Option<String>,
}

/// What stands before the end; it decides what bare numbers may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// The name of an estate: the first number is a building.
    Estate,
    /// A door number on a road (`登州路45号`), itself perhaps the building.
    Door,
    /// A road without a door number: a bare number may be the door.
    Road,
}

/// Words after the last piece that say the place is beside it, not in it.
const BESIDE: &[&str] = &[
    "旁", "对面", "对过", "对门", "斜对", "附近", "隔壁", "后面", "前面", "后身", "北侧", "南侧",
    "东侧", "西侧", "北面", "南面", "东面", "西面", "楼上", "楼下", "楼顶", "以北", "以南", "以东",
    "以西",
];

/// Words after a room that make it another space than the room itself.
const ANNEXES: &[&str] = &[
    "阁楼",
    "地下室",
    "车库",
    "储藏",
    "附房",
    "小房",
    "车位",
    "车棚",
    "平房",
    "内间",
    "外间",
];

/// Words in what follows that show a second address.
const SECOND_ADDRESS: &[&str] = &["号楼", "单元", "栋", "幢"];

/// Whether a name or what follows the last piece says that the place is beside it.
pub(crate) fn ends_beside(name: &str) -> bool {
    BESIDE.iter().any(|word| name.ends_with(word))
}

/// Reads the end of an address. What is unclear gives no part, and the reason.
pub(crate) fn read(text: &str, before: Before) -> (Tail, Option<Unresolved>) {
    let (items, length) = item::items(text);
    let rest = &text[length..];
    let nothing = |reason| (Tail::default(), Some(reason));
    if items.is_empty() {
        return (Tail::default(), None);
    }
    if BESIDE.iter().any(|word| rest.starts_with(word)) {
        return nothing(Unresolved::Beside);
    }
    if is_second_address(rest) {
        return nothing(Unresolved::TwoAddresses);
    }
    let items = joined(items);
    if is_range_of_buildings(&items) {
        return nothing(Unresolved::SeveralBuildings);
    }
    if items.iter().any(|item| item.separator == Some('~')) {
        return nothing(Unresolved::SeveralRooms);
    }
    if is_cellar_of_room(&items) {
        return nothing(Unresolved::Annex);
    }
    let Some((mut tail, side_only)) = Reading::of(items, before) else {
        return nothing(Unresolved::Ambiguous);
    };
    let mut reason = side_only.then_some(Unresolved::SideOnly);
    if let Some(room) = &mut tail.room {
        if ANNEXES.iter().any(|word| rest.starts_with(word)) {
            tail.room = None;
            reason = Some(Unresolved::Annex);
        } else if room.contains('/') {
            reason = Some(Unresolved::SeveralRooms);
        } else if let Some(suffix) = room_suffix(rest) {
            room.push_str(&suffix);
        }
    }
    (tail, reason)
}

/// Whether what follows the room is another address: 号楼, 单元, a road with a number, `4-1-502`.
fn is_second_address(rest: &str) -> bool {
    if rest.is_empty() {
        return false;
    }
    let road_with_number = rest
        .match_indices(['路', '街', '巷', '弄'])
        .any(|(at, road)| rest[at + road.len()..].starts_with(|c: char| c.is_ascii_digit()));
    let dashed = rest
        .split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '#'))
        .any(|run| run.matches(['-', '#']).count() >= 2 && run.len() >= 5);
    SECOND_ADDRESS.iter().any(|word| rest.contains(word)) || road_with_number || dashed
}

/// `301地下室`: the cellar that belongs to a room.
fn is_cellar_of_room(items: &[Item]) -> bool {
    matches!(items, [.., room, cellar]
        if room.digits >= 3
            && matches!(room.label, Label::None | Label::Room)
            && cellar.label == Label::Floor
            && cellar.value.starts_with('-'))
}

/// `1-10幢`, `1至10号楼`, `3、4号楼`: numbers of two buildings and nothing else before them.
fn is_range_of_buildings(items: &[Item]) -> bool {
    let [first, second, ..] = items else {
        return false;
    };
    let joint = matches!(second.separator, Some('-' | '/' | '~'));
    first.label == Label::None
        && first.digits > 0
        && second.label == Label::Building
        && second.digits > 0
        && joint
}

/// Whether the end names a building of its own, so that what stands before it is not one.
pub(crate) fn names_building(text: &str) -> bool {
    let (items, _) = item::items(text);
    let bare = items
        .iter()
        .filter(|item| item.label == Label::None)
        .count();
    let unit_first = items.iter().position(|item| item.label == Label::Unit) == Some(0);
    items.iter().any(|item| item.label == Label::Building)
        || (bare >= 3 && items.len() == bare)
        || (bare == 2 && items.last().is_some_and(|item| item.label == Label::Room))
        || (!unit_first
            && items.first().is_some_and(|item| item.label == Label::None)
            && items.iter().any(|item| item.label == Label::Unit))
}

/// Whether the end begins with a house number that a unit follows: behind a name, `16号1单元101` is
/// a building of what the name says.
pub(crate) fn numbers_building(text: &str) -> bool {
    let (items, _) = item::items(text);
    matches!(items.as_slice(), [first, second, ..]
        if first.label == Label::Number && second.label == Label::Unit)
}

/// Joins pieces that are one: `A-3号楼`, `301/302室`, `203附1`.
pub(crate) fn joined(items: Vec<Item>) -> Vec<Item> {
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    let end = items.len().saturating_sub(1);
    for (at, item) in items.into_iter().enumerate() {
        let before = joined.len();
        if let Some(last) = joined.last_mut() {
            // 3号楼301-1: the first part of room 301.
            let split = item.separator == Some('-')
                && before >= 2
                && at == end
                && last.digits >= 3
                && item.digits == 1
                && last.label == Label::None
                && matches!(item.label, Label::None | Label::Room);
            if split {
                last.value = format!("{}-{}", last.value, item.value);
                last.label = Label::Room;
                continue;
            }
            let zone = last.is_letter()
                && last.label == Label::None
                && item.label == Label::Building
                && item.digits > 0;
            if zone {
                last.value.push_str(&item.value);
                (last.label, last.digits) = (item.label, item.digits);
                continue;
            }
            let part = item.separator.is_none()
                && last.digits >= 3
                && matches!(last.label, Label::None | Label::Room);
            let annex = item.value.starts_with('附')
                && matches!(item.label, Label::None | Label::Room | Label::Number);
            let side = item.digits == 0 && item.label == Label::Room && last.label == Label::None;
            if part && (annex || side) {
                last.value.push_str(&item.value);
                last.label = Label::Room;
                continue;
            }
            let two_rooms = last.digits >= 3
                && last.digits == item.digits
                && matches!(last.label, Label::None | Label::Room)
                && matches!(item.label, Label::None | Label::Room)
                && (item.separator == Some('/')
                    || (item.separator == Some(' ') && before >= 2)
                    || (item.separator == Some('-')
                        && item.label == Label::Room
                        && are_neighbours(last, &item)));
            if two_rooms {
                last.value = format!("{}/{}", last.value, item.value);
                last.label = Label::Room;
                continue;
            }
        }
        joined.push(item);
    }
    joined
}

/// 301-302: a wall between them was taken out. 301-305 are rooms of a floor.
fn are_neighbours(one: &Item, other: &Item) -> bool {
    let number = |item: &Item| item.value.parse::<u32>().ok();
    matches!((number(one), number(other)), (Some(one), Some(other)) if one + 1 == other)
}

/// `301东户` → `东`, `301甲` → `甲`, `301附1` → `附1`.
fn room_suffix(rest: &str) -> Option<String> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    match first {
        '东' | '西' | '南' | '北' | '中' => {
            chars.as_str().starts_with('间').then(|| first.to_string())
        }
        '甲' | '乙' | '丙' | '丁' => (chars.as_str().is_empty()
            || chars.as_str().starts_with(['室', '户']))
        .then(|| first.to_string()),
        _ => None,
    }
}

/// The work of giving each piece its place.
struct Reading {
    tail: Tail,
    /// Bare values before the building, between building and unit, and after the unit.
    loose: Vec<Loose>,
    /// The room is named by its side only: 东户.
    side_only: bool,
}

/// A value without a label, with what had been named before it.
struct Loose {
    value: String,
    digits: usize,
    after_building: bool,
    after_unit: bool,
}

impl Reading {
    /// The parts, and whether a room is named by its side only; `None` when two readings are
    /// possible.
    fn of(items: Vec<Item>, before: Before) -> Option<(Tail, bool)> {
        let mut reading = Self {
            tail: Tail::default(),
            loose: Vec::new(),
            side_only: false,
        };
        let named_building = items.iter().any(|item| item.label == Label::Building);
        let last = items.len() - 1;
        let next_labels: Vec<Label> = items.iter().skip(1).map(|item| item.label).collect();
        for (at, item) in items.into_iter().enumerate() {
            let place = Place {
                at,
                last,
                before,
                named_building,
                next: next_labels.get(at..).unwrap_or(&[]),
            };
            reading.put(item, &place)?;
        }
        let loose = std::mem::take(&mut reading.loose);
        reading.settle(&loose, before)?;
        Some((reading.tail, reading.side_only))
    }

    fn put(&mut self, item: Item, place: &Place<'_>) -> Option<()> {
        let has_building = self.tail.building.is_some() || place.before == Before::Door;
        let Item {
            value,
            label,
            digits,
            ..
        } = item;
        match label {
            Label::Building => fill(&mut self.tail.building, value),
            Label::Unit => fill(&mut self.tail.unit, value),
            Label::Floor => fill(&mut self.tail.floor, value),
            // 1楼东户: which room that is, the house alone knows.
            Label::Room if digits == 0 && self.tail.room.is_none() => {
                self.side_only = true;
                Some(())
            }
            Label::Room if digits == 0 => None,
            Label::Room => fill(&mut self.tail.room, value),
            Label::Number if place.at == 0 && !place.named_building && !place.is_door_taken() => {
                fill(&mut self.tail.building, value)
            }
            Label::Number
                if place.at == place.last && (self.tail.unit.is_some() || digits >= 3) =>
            {
                fill(&mut self.tail.room, value)
            }
            Label::Number => None,
            Label::Storey if has_building => fill(&mut self.tail.floor, value),
            Label::Storey if place.at == 0 && place.is_followed_as_building() => {
                fill(&mut self.tail.building, value)
            }
            Label::Storey => None,
            Label::None => {
                self.loose.push(Loose {
                    value,
                    digits,
                    after_building: self.tail.building.is_some(),
                    after_unit: self.tail.unit.is_some(),
                });
                Some(())
            }
        }
    }

    /// Gives the bare values their places.
    fn settle(&mut self, loose: &[Loose], before: Before) -> Option<()> {
        let tail = &mut self.tail;
        let named = (
            tail.building.is_some(),
            tail.unit.is_some(),
            tail.room.is_some(),
        );
        let set = |slot: &mut Option<String>, from: &Loose| *slot = Some(from.value.clone());
        match (named, loose) {
            (_, []) => Some(()),
            // 3-2-301, 3-301, 3-2-3-301; on a road the first number may be its door number.
            ((false, false, false), _) if before != Before::Estate => {
                if before == Before::Door {
                    match loose {
                        [room] if room.digits >= 3 => set(&mut tail.room, room),
                        [building, unit, room] if room.digits >= 3 => {
                            set(&mut tail.building, building);
                            set(&mut tail.unit, unit);
                            set(&mut tail.room, room);
                        }
                        _ => return None,
                    }
                    return Some(());
                }
                None
            }
            ((false, false, false), [building, unit, room]) if room.digits >= 2 => {
                set(&mut tail.building, building);
                set(&mut tail.unit, unit);
                set(&mut tail.room, room);
                Some(())
            }
            ((false, false, false), [building, room])
                if room.digits >= 3 && building.digits <= 3 =>
            {
                set(&mut tail.building, building);
                set(&mut tail.room, room);
                Some(())
            }
            ((false, false, false), [building, unit, floor, room]) if stands_on(room, floor) => {
                set(&mut tail.building, building);
                set(&mut tail.unit, unit);
                set(&mut tail.floor, floor);
                set(&mut tail.room, room);
                Some(())
            }
            // 3-2-301室, 3-301室.
            ((false, false, true), [building, unit]) if before != Before::Road => {
                set(&mut tail.building, building);
                set(&mut tail.unit, unit);
                Some(())
            }
            ((false, false, true), [building]) if before == Before::Estate => {
                set(&mut tail.building, building);
                Some(())
            }
            // 3-2单元-301.
            ((false, true, _), [first, ..]) if !first.after_unit => {
                if before == Before::Road {
                    return None;
                }
                set(&mut tail.building, first);
                self.settle_after_unit(&loose[1..])
            }
            ((_, true, false), _) if loose.iter().all(|item| item.after_unit) => {
                self.settle_after_unit(loose)
            }
            _ if !loose.iter().all(|item| item.after_building) => None,
            // 3号楼2-301, 3号楼301, 3号楼2-3-301.
            ((true, false, false), [unit, room]) if room.digits >= 2 && unit.digits <= 2 => {
                set(&mut tail.unit, unit);
                set(&mut tail.room, room);
                Some(())
            }
            ((true, false, false), [room]) if room.digits >= 3 => {
                set(&mut tail.room, room);
                Some(())
            }
            ((true, false, false), [unit, floor, room]) if stands_on(room, floor) => {
                set(&mut tail.unit, unit);
                set(&mut tail.floor, floor);
                set(&mut tail.room, room);
                Some(())
            }
            // 3号楼2-301室.
            ((true, false, true), [unit]) if unit.digits <= 2 => {
                set(&mut tail.unit, unit);
                Some(())
            }
            _ => None,
        }
    }

    /// Values after a named unit: the room, the floor and the room, or a part of the room.
    fn settle_after_unit(&mut self, loose: &[Loose]) -> Option<()> {
        match loose {
            [] => {}
            [room] if room.digits >= 3 => fill(&mut self.tail.room, room.value.clone())?,
            [floor, room] if stands_on(room, floor) => {
                fill(&mut self.tail.floor, floor.value.clone())?;
                fill(&mut self.tail.room, room.value.clone())?;
            }
            [room, part] if room.digits >= 3 && part.digits <= 1 => {
                fill(
                    &mut self.tail.room,
                    format!("{}-{}", room.value, part.value),
                )?;
            }
            _ => return None,
        }
        Some(())
    }
}

/// Where a piece stands among the others.
struct Place<'a> {
    at: usize,
    last: usize,
    before: Before,
    named_building: bool,
    next: &'a [Label],
}

impl Place<'_> {
    /// The door number of the road is the building already, so a bare 号 cannot be it.
    fn is_door_taken(&self) -> bool {
        self.before == Before::Door
    }

    /// A bare 楼 is a building when a unit, or a unit and a room, follow: `3楼2单元301`.
    fn is_followed_as_building(&self) -> bool {
        !self.named_building
            && (self.next.first() == Some(&Label::Unit)
                || matches!(self.next, [Label::None, Label::None | Label::Room]))
    }
}

/// Fills a place that must still be free.
fn fill(slot: &mut Option<String>, value: String) -> Option<()> {
    if slot.is_some() {
        return None;
    }
    *slot = Some(value);
    Some(())
}

/// Whether a room number says the floor it is on: 301 on 3, 1201 on 12.
fn stands_on(room: &Loose, floor: &Loose) -> bool {
    let room: Option<u32> = room.value.parse().ok();
    room.filter(|room| *room >= 100).map(|room| room / 100) == floor.value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, before: Before) -> String {
        let (tail, _) = read(text, before);
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        format!(
            "{}|{}|{}|{}",
            part(&tail.building),
            part(&tail.unit),
            part(&tail.floor),
            part(&tail.room)
        )
    }

    #[test]
    fn ends_after_an_estate() {
        let cases = [
            ("3号楼2单元301室", "3|2||301"),
            ("3#2-301", "3|2||301"),
            ("3-2-301", "3|2||301"),
            ("3-2-301室", "3|2||301"),
            ("3-301", "3|||301"),
            ("3#301", "3|||301"),
            ("3 2 301", "3|2||301"),
            ("3号2单元301", "3|2||301"),
            ("3号301室", "3|||301"),
            ("3楼2单元301", "3|2||301"),
            ("3-2单元-301", "3|2||301"),
            ("3号楼2单元3楼301", "3|2|3|301"),
            ("3-2-3-301", "3|2|3|301"),
            ("3号楼2门301", "3|2||301"),
            ("3栋301", "3|||301"),
            ("A-3号楼2单元301", "A3|2||301"),
            ("3号楼2单元301/302", "3|2||301/302"),
            ("3号楼301-302室", "3|||301/302"),
            ("3号楼2单元301-1", "3|2||301-1"),
            ("3号楼2单元301东户", "3|2||301东"),
            ("3号楼203附1", "3|||203附1"),
            ("3-2-203室附1", "3|2||203附1"),
            ("3号楼2单元301张三", "3|2||301"),
            ("3号楼2单元301张三13800000000", "3|2||301"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Before::Estate), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_two_ways_is_not_read() {
        for text in [
            "301",
            "3",
            "1-10幢",
            "3-2-1",
            "3号楼旁",
            "3号楼对面平房",
            "3号楼2单元301、4号楼1单元502",
            "45号3号楼",
            "3号楼2",
            "3楼301",
        ] {
            assert_eq!(shown(text, Before::Estate), "|||", "{text}");
        }
        assert_eq!(shown("3-301", Before::Door), "|||");
        assert_eq!(shown("3-2-301", Before::Road), "|||");
        assert_eq!(shown("3号楼2单元301阁楼", Before::Estate), "3|2||");
    }
}
