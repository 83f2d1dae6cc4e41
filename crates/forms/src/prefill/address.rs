//! An address as one text, where only a dwelling's parts are held.

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{ElementNo, no};
use catalog::survivorship::{Current, Winner};

use super::{Found, of};

/// The parts of a dwelling's address, from the estate down.
pub(super) const PARTS: [ElementNo; 5] = [no::ESTATE, no::BUILDING, no::UNIT, no::FLOOR, no::ROOM];

/// The address of the dwelling lived in: from the dwelling itself, else from parts that the
/// person's record holds.
pub(super) fn composed<'a>(
    person: &'a Current,
    home: Option<&'a Current>,
    areas: &AreaTree,
) -> Option<Found<'a>> {
    let (text, part) = home.and_then(in_one).or_else(|| in_one(person))?;
    let site = home.and_then(|home| home.text(no::SITE_COMMUNITY));
    let community = person.text(no::HOME_COMMUNITY).or(site);
    let prefix = community
        .map(|code| prefix(code, areas))
        .unwrap_or_default();
    // The person's link to the dwelling is what says that they live there.
    let origin = person.winner(no::HOME_DWELLING).unwrap_or(part);
    Some(of(&format!("{prefix}{text}"), origin))
}

/// District and street of a community: 市北区辽宁路街道.
fn prefix(code: &str, areas: &AreaTree) -> String {
    let street = code
        .parse::<AreaCode>()
        .ok()
        .map(|code| code.at(Level::Street));
    street
        .map(|street| areas.path_name(&street))
        .unwrap_or_default()
}

/// 示范花园3号楼2单元301室, with the value it stands on. All parts must come from the same
/// source record: an estate from one and a room from another is an address where nobody lives.
fn in_one(current: &Current) -> Option<(String, &Winner)> {
    let estate = current.winner(no::ESTATE)?;
    let part = |element| {
        current
            .winner(element)
            .filter(|winner| winner.record == estate.record)
            .map(text)
    };
    let (building, room) = (part(no::BUILDING)?, part(no::ROOM)?);
    let building = suffixed(building, &["楼", "幢", "栋", "座", "号"], "号楼");
    let unit = part(no::UNIT)
        .map(|unit| suffixed(unit, &["单元"], "单元"))
        .unwrap_or_default();
    let room = suffixed(room, &["室", "房", "户"], "室");
    Some((format!("{}{building}{unit}{room}", estate.text), estate))
}

fn text(winner: &Winner) -> &str {
    winner.text.as_str()
}

/// The part with its word behind it, unless it ends with one already.
fn suffixed(part: &str, known: &[&str], word: &str) -> String {
    if known.iter().any(|known| part.ends_with(known)) {
        return part.to_owned();
    }
    format!("{part}{word}")
}
