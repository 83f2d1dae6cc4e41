//! What the snapshot is built from: the registry's current values of each entity.

use std::str::FromStr;

use catalog::area::AreaCode;
use catalog::element::{ElementNo, no};
use catalog::survivorship::Current;

/// A person of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInput {
    /// Entity id.
    pub id: i64,
    /// What the registry holds now.
    pub current: Current,
}

/// A dwelling of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DwellingInput {
    /// Entity id.
    pub id: i64,
    /// What the registry holds now.
    pub current: Current,
}

/// A place (enterprise, sole trader, other premises) of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceInput {
    /// Entity id.
    pub id: i64,
    /// What the registry holds now.
    pub current: Current,
}

/// Everything of one community, or of no known community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartitionInput {
    /// The people whose [`person_community`] it is.
    pub persons: Vec<PersonInput>,
    /// The dwellings whose [`site_community`] it is.
    pub dwellings: Vec<DwellingInput>,
    /// The places whose [`site_community`] it is.
    pub places: Vec<PlaceInput>,
}

/// The community whose partition holds a person: where they live, else where they are registered.
///
/// Storage keeps this beside the entity, so that one community can be read on its own; both must
/// use this function.
#[must_use]
pub fn person_community(current: &Current) -> Option<AreaCode> {
    area(current, no::HOME_COMMUNITY).or_else(|| area(current, no::HUKOU_COMMUNITY))
}

/// The community whose partition holds a dwelling or a place: where it stands.
#[must_use]
pub fn site_community(current: &Current) -> Option<AreaCode> {
    area(current, no::SITE_COMMUNITY)
}

/// An area code that is held and readable.
pub(crate) fn area(current: &Current, element: ElementNo) -> Option<AreaCode> {
    current
        .text(element)
        .and_then(|text| AreaCode::from_str(text).ok())
}

/// The id of another entity that is held and readable.
pub(crate) fn entity(current: &Current, element: ElementNo) -> Option<i64> {
    current.text(element).and_then(|text| text.parse().ok())
}

/// Moves a text out, so that a million names are not copied. Empty when not held.
pub(crate) fn take(current: &mut Current, element: ElementNo) -> String {
    current
        .winners
        .binary_search_by_key(&element, |winner| winner.element)
        .map(|at| std::mem::take(&mut current.winners[at].text))
        .unwrap_or_default()
}
