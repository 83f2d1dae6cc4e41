//! The values of one entity in few bytes, on their way from the registry into columns.
//!
//! A district is handed over in chunks, and a million people's values wait here until their
//! community is complete; so each entity's lie one behind the other in one piece of memory.

use std::hash::{Hash, Hasher};

use catalog::element::{Dictionary, ElementNo, EntityKind, NEVER_ASKED, ValueKind, no};
use catalog::source::SourceNo;
use catalog::survivorship::{Current, EpochDay};
use serde::{Deserialize, Serialize};

/// The values of one entity that have no column of their own, and its sources.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sheet {
    /// For each value the element's number, the length of the text, and the text.
    bytes: Box<[u8]>,
    /// Every source that has an active record of the entity, ascending, with the latest day.
    pub(crate) sources: Box<[(SourceNo, EpochDay)]>,
}

/// Without the days of the sources: who stands where is asked when communities are compared, and a
/// new list that names somebody again has not made another of them.
impl Hash for Sheet {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.bytes.hash(hasher);
        for (source, _) in &self.sources {
            source.hash(hasher);
        }
    }
}

/// Bytes before each text.
const HEAD: usize = 6;

impl Sheet {
    /// Packs what an entity holds, without the elements that have columns of their own. Of what
    /// identifies somebody only that it is held.
    pub(crate) fn of(current: &Current, own_columns: &[ElementNo]) -> Self {
        let mut bytes = Vec::new();
        for winner in &current.winners {
            if own_columns.contains(&winner.element) {
                continue;
            }
            let Some(identifies) = kept(winner.element) else {
                continue;
            };
            let text = if identifies { "" } else { winner.text.as_str() };
            let length = u32::try_from(text.len()).unwrap_or(0);
            bytes.extend_from_slice(&winner.element.0.to_le_bytes());
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(&text.as_bytes()[..length as usize]);
        }
        Self {
            bytes: bytes.into_boxed_slice(),
            sources: current.sources.as_slice().into(),
        }
    }

    /// The values, in element order.
    pub(crate) fn values(&self) -> impl Iterator<Item = (ElementNo, &str)> {
        let mut rest: &[u8] = &self.bytes;
        std::iter::from_fn(move || {
            let (head, after) = rest.split_at_checked(HEAD)?;
            let element = ElementNo(u16::from_le_bytes([head[0], head[1]]));
            let length = u32::from_le_bytes([head[2], head[3], head[4], head[5]]);
            let (text, after) = after.split_at_checked(length as usize)?;
            rest = after;
            Some((element, std::str::from_utf8(text).unwrap_or("")))
        })
    }
}

/// Whether an element is kept, and if so whether it identifies somebody.
fn kept(element: ElementNo) -> Option<bool> {
    if NEVER_ASKED.contains(&element) {
        return None;
    }
    let known = Dictionary::shipped().get(element)?;
    // Links to other entities and the place itself have columns of their own.
    let linked = known.derived && ![no::HUKOU_COUNTY, no::REGISTERED_COMMUNITY].contains(&element);
    if linked || element == no::AGE || known.entity == EntityKind::Form {
        return None;
    }
    Some(identifies(known.kind.clone()))
}

/// Whether rules may compare the values of an element, and columns of other names do not hold it.
pub(crate) fn is_comparable(element: ElementNo) -> bool {
    kept(element) == Some(false)
}

/// Whether values of a kind identify somebody: a rule may only ask whether one is held.
pub(crate) fn identifies(kind: ValueKind) -> bool {
    matches!(
        kind,
        ValueKind::Name
            | ValueKind::IdNumber
            | ValueKind::CreditCode
            | ValueKind::Phone
            | ValueKind::Address
            | ValueKind::BankAccount
    )
}
