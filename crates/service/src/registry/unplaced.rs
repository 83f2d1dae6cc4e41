//! The unresolved list (未对上地址): written addresses that lead to no dwelling, and why.

use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::element::{ElementNo, EntityKind, no};
use catalog::problem::{Problem, ProblemKind};
use catalog::survivorship::Current;
use catalog::values::Values;
use intake::address::{AddressParts, Territory, Unresolved};
use intake::delivery::{Addresses, addresses};
use rustc_hash::FxHashSet;

use crate::app::App;

/// The values that addresses are read from.
const WRITTEN: [ElementNo; 9] = [
    no::HUKOU_ADDRESS,
    no::HOME_ADDRESS,
    no::ESTATE,
    no::BUILDING,
    no::UNIT,
    no::FLOOR,
    no::ROOM,
    no::PLACE_ADDRESS,
    no::REGISTERED_ADDRESS,
];

/// Why an address leads to no dwelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    /// Its estate is none of the community's.
    EstateUnknown,
    /// The estate is known, the building or room is not.
    RoomUnknown,
    /// The text itself names no dwelling.
    Written(Unresolved),
}

impl Lost {
    /// Stable kebab-case code.
    pub fn code(self) -> &'static str {
        match self {
            Self::EstateUnknown => "estate-unknown",
            Self::RoomUnknown => "room-unknown",
            Self::Written(reason) => reason.code(),
        }
    }

    /// A few Chinese words for lists.
    pub fn label(self) -> &'static str {
        match self {
            Self::EstateUnknown => "小区名称不明",
            Self::RoomUnknown => "底账无此房号",
            Self::Written(reason) => reason.label(),
        }
    }

    /// One Chinese sentence that says what to do.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::EstateUnknown => "底账里没有叫这个名称的小区，请指认它是哪个小区。",
            Self::RoomUnknown => "小区对上了，但底账里没有这个楼号或房号，请核对或补交房屋清单。",
            Self::Written(reason) => reason.sentence(),
        }
    }
}

/// A written address that leads to no dwelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// Person or place.
    pub kind: EntityKind,
    /// Its entity.
    pub id: i64,
    /// Whose address it is, in plain.
    pub who: String,
    /// The element that it is a value of.
    pub element: ElementNo,
    /// The address in plain.
    pub text: String,
    /// The name its estate goes by.
    pub name: Option<String>,
    /// Why.
    pub reason: Lost,
}

/// The unresolved addresses of one community, or of entities without one ([`storage::UNPLACED`]).
pub async fn unplaced(app: &App, community: &str) -> Result<Vec<Unplaced>, Problem> {
    let people = app
        .store
        .entities_of(EntityKind::Person, Some(community))
        .await?;
    let places = app
        .store
        .entities_of(EntityKind::Place, Some(community))
        .await?;
    let code: Option<AreaCode> = community.parse().ok();
    let estates: FxHashSet<String> = match &code {
        Some(code) => estates_of(app, code)?.into_iter().collect(),
        None => FxHashSet::default(),
    };
    let territory = app.territory();
    tokio::task::spawn_blocking(move || {
        let reader = Reader {
            community: code,
            estates,
            territory,
        };
        let mut found = Vec::new();
        for (id, current) in &people {
            reader.person(*id, current, &mut found);
        }
        for (id, current) in &places {
            reader.place(*id, current, &mut found);
        }
        found.sort_by(|one: &Unplaced, other| {
            (one.reason, &one.name, one.id).cmp(&(other.reason, &other.name, other.id))
        });
        found
    })
    .await
    .map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "unplaced-failed",
            "未对上地址没有读完，请重试。",
        )
    })
}

/// The estates of a community by name.
pub fn estates_of(app: &App, community: &AreaCode) -> Result<Vec<String>, Problem> {
    let rows = app.snapshot.load().estates(Some(community))?;
    Ok(rows
        .into_iter()
        .map(|row| row.name)
        .filter(|name| !name.is_empty())
        .collect())
}

/// The addresses that an entity's winning values hold.
pub fn written(current: &Current, kind: EntityKind, territory: &Territory) -> Addresses {
    let mut values = Values::new();
    for element in WRITTEN {
        if let Some(text) = current.text(element) {
            values.set(element, text);
        }
    }
    addresses(&values, kind, false, territory)
}

struct Reader {
    community: Option<AreaCode>,
    estates: FxHashSet<String>,
    territory: Territory,
}

impl Reader {
    fn person(&self, id: i64, current: &Current, found: &mut Vec<Unplaced>) {
        if current.text(no::DEATH_DATE).is_some() {
            return;
        }
        let read = written(current, EntityKind::Person, &self.territory);
        let who = current.text(no::NAME).unwrap_or_default();
        for (parts, text, dwelling, community) in [
            (
                read.home,
                no::HOME_ADDRESS,
                no::HOME_DWELLING,
                no::HOME_COMMUNITY,
            ),
            (
                read.hukou,
                no::HUKOU_ADDRESS,
                no::HUKOU_DWELLING,
                no::HUKOU_COMMUNITY,
            ),
        ] {
            let elsewhere = current
                .text(community)
                .is_some_and(|code| code.parse().ok() != self.community);
            if current.text(dwelling).is_some() || elsewhere {
                continue;
            }
            found.extend(self.judge(EntityKind::Person, id, who, text, current, parts));
        }
    }

    fn place(&self, id: i64, current: &Current, found: &mut Vec<Unplaced>) {
        if current.text(no::SITE_DWELLING).is_some() {
            return;
        }
        let read = written(current, EntityKind::Place, &self.territory);
        let element = read.home_from.unwrap_or(no::PLACE_ADDRESS);
        let who = current.text(no::PLACE_NAME).unwrap_or_default();
        // A shop on the street has a door number and no room: nothing is wrong with it.
        let parts = read
            .home
            .filter(|parts| parts.unresolved() != Some(Unresolved::NoRoom));
        found.extend(self.judge(EntityKind::Place, id, who, element, current, parts));
    }

    fn judge(
        &self,
        kind: EntityKind,
        id: i64,
        who: &str,
        element: ElementNo,
        current: &Current,
        parts: Option<Arc<AddressParts>>,
    ) -> Option<Unplaced> {
        let parts = parts?;
        let reason = match parts.unresolved() {
            Some(Unresolved::Outside | Unresolved::Empty) => return None,
            Some(written) => Lost::Written(written),
            None if parts
                .estate
                .as_ref()
                .is_some_and(|estate| self.estates.contains(estate)) =>
            {
                Lost::RoomUnknown
            }
            None => Lost::EstateUnknown,
        };
        Some(Unplaced {
            kind,
            id,
            who: who.to_owned(),
            element,
            text: text_of(current, element),
            name: parts.called(),
            reason,
        })
    }
}

/// The address as written; put together from its columns where no text is held.
fn text_of(current: &Current, element: ElementNo) -> String {
    if let Some(text) = current.text(element) {
        return text.to_owned();
    }
    [no::ESTATE, no::BUILDING, no::UNIT, no::ROOM]
        .into_iter()
        .filter_map(|element| current.text(element))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The names most alike to one, best first: those that share the most pairs of characters, or at
/// least one character.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut scored: Vec<(u32, &str)> = names.map(|other| (alike(name, other), other)).collect();
    scored.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    scored
        .into_iter()
        .take(most)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// How alike two names are, 0 to 1000: Dice's coefficient over characters and pairs of them.
fn alike(one: &str, other: &str) -> u32 {
    let grams = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let pairs = chars.windows(2).map(|pair| pair.iter().collect::<String>());
        let singles = chars.iter().map(char::to_string);
        pairs.chain(singles).collect::<Vec<String>>()
    };
    let (one, mut other) = (grams(one), grams(other));
    let all = one.len() + other.len();
    let mut shared = 0;
    for gram in one {
        if let Some(at) = other.iter().position(|held| *held == gram) {
            other.swap_remove(at);
            shared += 1;
        }
    }
    u32::try_from(shared * 2 * 1000 / all.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_comes_first() {
        let names = ["金桂苑", "海韵里", "海韵花园"];
        assert_eq!(nearest("海韵家园", names.into_iter(), 1), ["海韵花园"]);
        assert_eq!(nearest("金桂", names.into_iter(), 1), ["金桂苑"]);
    }
}
