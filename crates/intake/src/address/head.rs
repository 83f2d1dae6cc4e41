//! The middle of an address: the estate or the road with its door number, up to where the
//! numbered pieces (building, unit, room) begin.

use super::estate;
use super::item::{self, Label};
use super::numeral;
use super::tail::{self, Before};

/// The middle of an address and what is left behind it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    /// Canonical name of the estate, or of the road when the door number is the building.
    pub estate: Option<String>,
    /// The door number, when it is the building.
    pub door: Option<String>,
    /// The road that is named with a number, and that number: a door (`45`) or a lane (`128弄`).
    pub road: Option<(String, String)>,
    /// How bare numbers of the end are to be read.
    pub before: Option<Before>,
    /// The end.
    pub tail: &'a str,
}

/// Splits the middle from the end.
pub(crate) fn read(text: &str) -> Head<'_> {
    let mut name = String::new();
    let mut road: Option<(String, String)> = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if may_count(c) {
            if let Some((part, length)) = estate::numbered(rest) {
                name.push_str(&part);
                at += length;
                continue;
            }
            if road.is_none()
                && estate::is_road(&name)
                && let Some((number, length)) = door(rest)
            {
                road = Some((std::mem::take(&mut name), number));
                at += length;
                continue;
            }
            let fresh = name.is_empty() && road.is_some();
            if begins_tail(rest, fresh) {
                break;
            }
        }
        if !matches!(c, '-' | '/' | ' ' | '.') {
            name.push(c);
        }
        at += c.len_utf8();
    }
    finish(&name, road, &text[at..])
}

/// Whether a character may start a number.
fn may_count(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || numeral::is_numeral(c)
        || matches!(c, '#' | '甲' | '乙' | '丙' | '丁' | '附' | '临' | '第')
}

/// Decides between estate, road and door.
fn finish<'a>(name: &str, road: Option<(String, String)>, tail: &'a str) -> Head<'a> {
    let Some((road, number)) = road else {
        let before = if estate::is_road(name) {
            Before::Road
        } else {
            Before::Estate
        };
        return Head {
            estate: estate::canonical(name),
            door: None,
            road: lane(name),
            before: Some(before),
            tail,
        };
    };
    let named = Some((road.clone(), number.clone()));
    let name = name.trim_start_matches(['内', '院']);
    let connecting = name.is_empty();
    let has_building = || tail::names_building(tail) || tail::numbers_building(tail);
    if !connecting && (estate::is_estate(name) || has_building()) {
        return Head {
            estate: estate::canonical(name),
            door: None,
            road: named,
            before: Some(Before::Estate),
            tail,
        };
    }
    if connecting && tail::names_building(tail) {
        let estate = Some(format!("{road}{number}号"));
        return Head {
            estate,
            door: None,
            road: named,
            before: Some(Before::Door),
            tail,
        };
    }
    // Whatever follows the door number that is no estate is the name of a shop or a person.
    let tail = if connecting { tail } else { "" };
    Head {
        estate: Some(road),
        door: Some(number),
        road: named,
        before: Some(Before::Door),
        tail,
    }
}

/// The road and the number of a lane: `延安路128弄海岛星城` → 延安路, 128弄.
fn lane(name: &str) -> Option<(String, String)> {
    let (before, _) = name.split_once('弄')?;
    let road = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &before[road.len()..];
    let road = road.trim_end_matches('支');
    (!number.is_empty() && estate::is_road(road)).then(|| (road.to_owned(), format!("{number}弄")))
}

/// A door number: `45号`, `甲45号`, `45-3号`, `45号甲`, `45号附3号`.
fn door(text: &str) -> Option<(String, usize)> {
    let mut number = String::new();
    let mut at = 0;
    if let Some(prefix) = text
        .chars()
        .next()
        .filter(|c| matches!(c, '甲' | '乙' | '丙' | '临' | '附'))
    {
        number.push(prefix);
        at += prefix.len_utf8();
    }
    let rest = &text[at..];
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '-'))
            .unwrap_or(rest.len());
        if end > 7 || rest[..end].matches('-').count() > 1 || rest[..end].ends_with('-') {
            return None;
        }
        number.push_str(item::trimmed(&rest[..end]));
        at += end;
    } else {
        let numeral = numeral::leading(rest)?;
        number.push_str(&numeral.digits);
        at += numeral.bytes;
    }
    let letter = text[at..].chars().next().filter(char::is_ascii_uppercase);
    if let Some(letter) = letter.filter(|_| text[at + 1..].starts_with('号')) {
        number.push(letter);
        at += 1;
    }
    if item::label(&text[at..]) != (Label::Number, "号".len()) {
        return None;
    }
    at += "号".len();
    if let Some((suffix, length)) = door_suffix(&text[at..]) {
        number.push_str(&suffix);
        at += length;
    }
    Some((number, at))
}

/// `甲`, `附3号`, `之3` after a door number.
fn door_suffix(text: &str) -> Option<(String, usize)> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    match first {
        // 45号甲301室 is room 301 of No. 45甲; 45号甲3号楼 is building 甲3 of No. 45.
        '甲' | '乙' | '丙' if item::label(rest).0 == Label::None && !begins_building(rest) => {
            Some((first.to_string(), first.len_utf8()))
        }
        '附' | '之' | '内' if starts_digit(rest) => {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let (label, length) = item::label(&rest[end..]);
            let after = if label == Label::Number { length } else { 0 };
            // 45号内3号 is a house in the yard of No. 45; 45号内3-301 is something else.
            let closed = label == Label::Number || (first != '内' && label == Label::None);
            let word = if first == '内' { '内' } else { '附' };
            closed.then(|| {
                (
                    format!("{word}{}", item::trimmed(&rest[..end])),
                    first.len_utf8() + end + after,
                )
            })
        }
        _ => None,
    }
}

fn begins_building(text: &str) -> bool {
    item::items(text)
        .0
        .first()
        .is_some_and(|first| first.label == Label::Building)
}

fn starts_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the numbered end begins here. `fresh` says that a door number stands right before.
fn begins_tail(text: &str, fresh: bool) -> bool {
    let (items, _) = item::items(text);
    let Some(first) = items.first() else {
        return false;
    };
    let Some(c) = text.chars().next() else {
        return false;
    };
    if c.is_ascii_digit() || (c == '#' && first.digits > 0) || fresh {
        return true;
    }
    if c.is_ascii_uppercase() {
        return first.label != Label::None || first.digits > 0 || items.len() > 1;
    }
    if matches!(c, '附' | '临') {
        return first.digits > 0;
    }
    // 三门峡, 二层, 五户 stand in names; 三号楼, 三栋, 三单元 hardly do.
    let unit_follows = items.get(1).is_some_and(|next| next.label == Label::Unit);
    match first.label {
        Label::Building => true,
        Label::Unit => !text
            .trim_start_matches(numeral::is_numeral)
            .starts_with('门'),
        Label::Number => items.len() > 1,
        Label::Storey => unit_follows && text.contains("单元"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_where_the_name_ends() {
        let cases = [
            (
                "金秀花园3号楼2单元301",
                Some("金秀花园"),
                None,
                "3号楼2单元301",
            ),
            ("金秀花园2期3号楼", Some("金秀花园二期"), None, "3号楼"),
            ("金秀花园三栋二单元", Some("金秀花园"), None, "三栋二单元"),
            (
                "登州路45号3号楼2单元301",
                Some("登州路45号"),
                None,
                "3号楼2单元301",
            ),
            ("登州路45号2单元301", Some("登州路"), Some("45"), "2单元301"),
            (
                "登州路四十五号2单元301",
                Some("登州路"),
                Some("45"),
                "2单元301",
            ),
            ("登州路甲45号301室", Some("登州路"), Some("甲45"), "301室"),
            ("登州路45号甲301室", Some("登州路"), Some("45甲"), "301室"),
            (
                "登州路45号附3号301室",
                Some("登州路"),
                Some("45附3"),
                "301室",
            ),
            ("登州路17号院3号楼", Some("登州路17号院"), None, "3号楼"),
            ("登州路45号金秀花园3号楼", Some("金秀花园"), None, "3号楼"),
            ("登州路45号张三便利店", Some("登州路"), Some("45"), ""),
            ("延安路128弄5号301室", Some("延安路128弄"), None, "5号301室"),
            ("台东三路12号301室", Some("台东三路"), Some("12"), "301室"),
            ("台东3路12号301室", Some("台东三路"), Some("12"), "301室"),
            ("三门峡花园3号楼", Some("三门峡花园"), None, "3号楼"),
            ("五四新村五号楼", Some("五四新村"), None, "五号楼"),
            ("金秀花园A座301", Some("金秀花园"), None, "A座301"),
            ("金秀花园A区3号楼", Some("金秀花园A区"), None, "3号楼"),
        ];
        for (text, name, number, rest) in cases {
            let head = read(text);
            assert_eq!(head.estate.as_deref(), name, "{text}");
            assert_eq!(head.door.as_deref(), number, "{text}");
            assert_eq!(head.tail, rest, "{text}");
        }
    }
}
