//! Estates by name: where they stand, and whether they are one building.

use catalog::area::AreaCode;
use rustc_hash::FxHashMap;

use super::variant;

/// One estate in one community.
#[derive(Debug)]
struct Stand {
    community: AreaCode,
    building: Buildings,
}

/// The buildings of an estate, as far as they matter.
#[derive(Debug, PartialEq, Eq)]
enum Buildings {
    None,
    Only(String),
    Several,
}

/// All estates.
#[derive(Debug, Default)]
pub(super) struct Estates {
    by_name: FxHashMap<String, Vec<Stand>>,
    /// Estates by their name without its generic last word.
    by_stem: FxHashMap<String, Vec<(AreaCode, String)>>,
}

impl Estates {
    pub(super) fn learn(&mut self, estate: &str, building: Option<&str>, community: &AreaCode) {
        let Some(stands) = self.by_name.get_mut(estate) else {
            self.found(estate, building, community);
            return;
        };
        match stands
            .iter_mut()
            .find(|stand| stand.community == *community)
        {
            Some(stand) => stand.building.add(building),
            None => self.found(estate, building, community),
        }
    }

    fn found(&mut self, estate: &str, building: Option<&str>, community: &AreaCode) {
        let mut stand = Stand {
            community: *community,
            building: Buildings::None,
        };
        stand.building.add(building);
        self.by_name
            .entry(estate.to_owned())
            .or_default()
            .push(stand);
        self.by_stem
            .entry(variant::stem(estate))
            .or_default()
            .push((*community, estate.to_owned()));
    }

    /// The communities in which an estate of this name stands.
    pub(super) fn communities(&self, estate: &str) -> Vec<AreaCode> {
        self.by_name
            .get(estate)
            .into_iter()
            .flatten()
            .map(|stand| stand.community)
            .collect()
    }

    pub(super) fn only_community(&self, estate: &str) -> Option<AreaCode> {
        match self.by_name.get(estate).map(Vec::as_slice) {
            Some([only]) => Some(only.community),
            _ => None,
        }
    }

    pub(super) fn stands_in(&self, estate: &str, community: &AreaCode) -> bool {
        self.stand(estate, community).is_some()
    }

    fn stand(&self, estate: &str, community: &AreaCode) -> Option<&Stand> {
        self.by_name
            .get(estate)?
            .iter()
            .find(|stand| stand.community == *community)
    }

    /// The only building of an estate.
    pub(super) fn only_building(&self, estate: &str, community: &AreaCode) -> Option<&str> {
        match &self.stand(estate, community)?.building {
            Buildings::Only(building) => Some(building),
            Buildings::None | Buildings::Several => None,
        }
    }

    /// The one estate of a community whose name differs from this in a generic word only.
    pub(super) fn variant(&self, name: &str, community: &AreaCode) -> Option<&str> {
        let mut fits = self
            .by_stem
            .get(&variant::stem(name))?
            .iter()
            .filter(|(there, _)| there == community);
        let (_, estate) = fits.next()?;
        fits.next().is_none().then_some(estate)
    }
}

impl Buildings {
    fn add(&mut self, building: Option<&str>) {
        let Some(building) = building else { return };
        match self {
            Self::None => *self = Self::Only(building.to_owned()),
            Self::Only(held) if held != building => *self = Self::Several,
            Self::Only(_) | Self::Several => {}
        }
    }
}
