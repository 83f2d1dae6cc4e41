//! From a written address to the one dwelling it means, or to nothing: never a guess.

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::values::Values;
use intake::address::{AddressParts, dwelling_key};
use linkage::{Key, LinkIndex, MemoryIndex};
use rustc_hash::FxHashMap;
use storage::KeyRing;

use crate::app::App;

/// Domain of the blind keys of dwellings.
pub const DWELLING_DOMAIN: &str = "dwelling";

/// Where a written address leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The dwelling, when exactly one fits.
    pub dwelling: Option<i64>,
    /// Its community, known more often than the dwelling.
    pub community: Option<AreaCode>,
}

/// Estates and the communities they stand in, and communities by the names people write.
#[derive(Debug, Default)]
pub struct AddressBook {
    estates: FxHashMap<String, Vec<AreaCode>>,
    root: Option<AreaCode>,
}

impl AddressBook {
    /// Reads the estates of all active dwellings.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let mut book = Self {
            estates: FxHashMap::default(),
            root: app.root().cloned(),
        };
        app.store
            .each_entity(Some(EntityKind::Dwelling), |chunk| {
                for storage::EntityRow { current, .. } in &chunk {
                    let site = current
                        .text(no::SITE_COMMUNITY)
                        .and_then(|code| code.parse().ok());
                    if let (Some(estate), Some(community)) = (current.text(no::ESTATE), site) {
                        book.learn(estate, &community);
                    }
                }
            })
            .await?;
        Ok(book)
    }

    /// Remembers that an estate stands in a community.
    pub fn learn(&mut self, estate: &str, community: &AreaCode) {
        if let Some(known) = self.estates.get_mut(estate) {
            if !known.contains(community) {
                known.push(*community);
            }
        } else {
            self.estates.insert(estate.to_owned(), vec![*community]);
        }
    }

    /// The community that a row names in its own columns (社区代码, else 社区 with 街道).
    pub fn community_named(&self, values: &Values, areas: &AreaTree) -> Option<AreaCode> {
        if let Some(code) = values.get(no::COMMUNITY_CODE) {
            let code = code.parse().ok()?;
            return areas
                .get(&code)
                .filter(|area| area.level == Level::Community)
                .map(|area| area.code);
        }
        self.community_by_name(values.get(no::COMMUNITY)?, values.get(no::STREET), areas)
    }

    fn community_by_name(
        &self,
        name: &str,
        street: Option<&str>,
        areas: &AreaTree,
    ) -> Option<AreaCode> {
        let within = street.and_then(|street| self.only(areas, street, Level::Street, None));
        self.only(areas, name, Level::Community, within.as_ref())
    }

    fn only(
        &self,
        areas: &AreaTree,
        name: &str,
        level: Level,
        within: Option<&AreaCode>,
    ) -> Option<AreaCode> {
        let found = match within.or(self.root.as_ref()) {
            Some(within) => areas.find_by_name(name, within),
            None => areas
                .all()
                .iter()
                .filter(|area| area.parent.is_none())
                .flat_map(|root| areas.find_by_name(name, &root.code))
                .collect(),
        };
        let mut fits = found.into_iter().filter(|area| area.level == level);
        let first = fits.next()?;
        fits.next().is_none().then_some(first.code)
    }

    /// The site that address parts mean. `named` is the community the row itself names.
    pub fn site(
        &self,
        parts: &AddressParts,
        named: Option<&AreaCode>,
        areas: &AreaTree,
        dwellings: &MemoryIndex,
        keys: &KeyRing,
    ) -> Site {
        if parts.outside {
            return Site::default();
        }
        let community = self.community_meant(parts, named, areas);
        let dwelling = community.as_ref().and_then(|community| {
            let key = dwelling_key_text(parts, community)?;
            dwellings.strong(Key(keys.blind(DWELLING_DOMAIN, &key)))
        });
        Site {
            dwelling,
            community,
        }
    }

    fn community_meant(
        &self,
        parts: &AddressParts,
        named: Option<&AreaCode>,
        areas: &AreaTree,
    ) -> Option<AreaCode> {
        let known = parts
            .estate
            .as_ref()
            .and_then(|estate| self.estates.get(estate));
        // The estate decides when it stands in one community only: workers often write the
        // community by habit, but nobody mistakes the estate.
        if let Some([only]) = known.map(Vec::as_slice) {
            return Some(*only);
        }
        let written = named.cloned().or_else(|| {
            self.community_by_name(
                parts.community_name.as_deref()?,
                parts.street_name.as_deref(),
                areas,
            )
        });
        if written.is_some() {
            return written;
        }
        let street = self.only(areas, parts.street_name.as_deref()?, Level::Street, None)?;
        let mut fits = known?
            .iter()
            .filter(|community| areas.is_within(community, &street));
        let first = fits.next()?;
        fits.next().is_none().then_some(*first)
    }
}

/// The text whose blind key names a dwelling: community, estate, building, unit, room.
pub fn dwelling_key_text(parts: &AddressParts, community: &AreaCode) -> Option<String> {
    dwelling_key(parts).map(|key| format!("{community}|{key}"))
}
