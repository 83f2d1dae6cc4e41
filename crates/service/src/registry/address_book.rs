//! From a written address to the one dwelling it means, or to nothing: never a guess.

mod doors;
mod estates;
mod variant;
pub mod written;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::values::Values;
use intake::address::{AddressParts, dwelling_key};
use linkage::{Key, LinkIndex, MemoryIndex};
use rustc_hash::FxHashMap;
use storage::{EstateAlias, KeyRing};

use crate::app::App;
use doors::Doors;
pub use doors::LearnedDoor;
use estates::Estates;

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

/// How an estate that is written in an address is known in a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// By this name, or not at all.
    AsWritten,
    /// By another name, which somebody gave or many addresses teach: the address as it reads then.
    Alias(AddressParts),
    /// As the only estate there that differs in its last word (小区, 花园).
    Variant(AddressParts),
}

/// Estates and the communities they stand in, the other names they go by, and communities by the
/// names people write.
#[derive(Debug, Default)]
pub struct AddressBook {
    estates: Estates,
    /// Estates by the names that workers gave them.
    named: FxHashMap<String, Vec<(AreaCode, String)>>,
    doors: Doors,
    root: Option<AreaCode>,
}

impl AddressBook {
    /// Reads the estates of all active dwellings and the names they go by.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let mut book = Self {
            root: app.root().cloned(),
            ..Self::default()
        };
        app.store
            .each_entity(Some(EntityKind::Dwelling), |chunk| {
                for storage::EntityRow { current, .. } in &chunk {
                    let site = current
                        .text(no::SITE_COMMUNITY)
                        .and_then(|code| code.parse().ok());
                    if let (Some(estate), Some(community)) = (current.text(no::ESTATE), site) {
                        book.learn(estate, current.text(no::BUILDING), &community);
                    }
                }
            })
            .await?;
        for alias in app.store.estate_aliases().await? {
            book.take(&alias);
        }
        Ok(book)
    }

    /// Remembers that an estate with this building stands in a community.
    pub fn learn(&mut self, estate: &str, building: Option<&str>, community: &AreaCode) {
        self.estates.learn(estate, building, community);
    }

    fn take(&mut self, alias: &EstateAlias) {
        let Ok(community) = alias.community.parse() else {
            return;
        };
        if alias.delivery.is_some() {
            self.doors.kept(community, &alias.name, &alias.estate);
        } else {
            self.name(community, &alias.name, &alias.estate);
        }
    }

    /// Remembers that a name means an estate, because somebody said so.
    pub fn name(&mut self, community: AreaCode, name: &str, estate: &str) {
        let held = self.named.entry(name.to_owned()).or_default();
        held.retain(|(other, _)| *other != community);
        held.push((community, estate.to_owned()));
    }

    /// Forgets what [`AddressBook::name`] remembered.
    pub fn forget(&mut self, community: &AreaCode, name: &str) {
        if let Some(held) = self.named.get_mut(name) {
            held.retain(|(other, _)| other != community);
        }
    }

    /// Learns from addresses that name a road with its number and the estate behind it, that the
    /// one stands for the other.
    pub fn learn_doors<'a>(&mut self, addresses: impl Iterator<Item = &'a AddressParts>) {
        for parts in addresses {
            let (Some(estate), Some(door)) = (&parts.estate, parts.door()) else {
                continue;
            };
            let named_by_door = *estate == door || Some(estate) == parts.road.as_ref();
            if named_by_door || parts.outside {
                continue;
            }
            if let Some(community) = self.estates.only_community(estate) {
                self.doors.seen(community, door, estate);
            }
        }
    }

    /// What was learned of doors since it was last asked: in which community which door is which
    /// estate. To be kept with the delivery that taught it.
    pub fn newly_learned(&mut self) -> Vec<LearnedDoor> {
        self.doors.newly_certain()
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
        let dwelling = community
            .as_ref()
            .and_then(|community| self.dwelling(parts, community, dwellings, keys));
        Site {
            dwelling,
            community,
        }
    }

    /// The dwelling that an address means in a community: as written, else by the other name that
    /// its estate goes by.
    fn dwelling(
        &self,
        parts: &AddressParts,
        community: &AreaCode,
        dwellings: &MemoryIndex,
        keys: &KeyRing,
    ) -> Option<i64> {
        let find = |parts: &AddressParts| {
            let key = dwelling_key_text(parts, community)?;
            dwellings.strong(Key(keys.blind(DWELLING_DOMAIN, &key)))
        };
        find(parts).or_else(|| match self.known(parts, community) {
            Known::AsWritten => None,
            Known::Alias(other) | Known::Variant(other) => find(&other),
        })
    }

    /// Whether the estate of an address stands in a community under the name that is written.
    pub fn is_estate(&self, parts: &AddressParts, community: &AreaCode) -> bool {
        parts
            .estate
            .as_ref()
            .is_some_and(|estate| self.estates.stands_in(estate, community))
    }

    /// How the estate of an address is known in a community.
    pub fn known(&self, parts: &AddressParts, community: &AreaCode) -> Known {
        let Some(name) = parts.called() else {
            return Known::AsWritten;
        };
        if self.is_estate(parts, community) {
            return Known::AsWritten;
        }
        let by_hand = self.named.get(&name).and_then(|known| {
            let (_, estate) = known.iter().find(|(there, _)| there == community)?;
            Some(estate.as_str())
        });
        if let Some(estate) = by_hand.or_else(|| self.doors.estate(&name, community)) {
            return self
                .renamed(parts, estate, community)
                .map_or(Known::AsWritten, Known::Alias);
        }
        self.estates
            .variant(&name, community)
            .and_then(|estate| self.renamed(parts, estate, community))
            .map_or(Known::AsWritten, Known::Variant)
    }

    /// The address with the estate's own name. Where the door number stood for the building, the
    /// estate must have one building only.
    fn renamed(
        &self,
        parts: &AddressParts,
        estate: &str,
        community: &AreaCode,
    ) -> Option<AddressParts> {
        let building = if parts.is_building_by_door() {
            Some(self.estates.only_building(estate, community)?.to_owned())
        } else {
            parts.building.clone()
        };
        Some(AddressParts {
            estate: Some(estate.to_owned()),
            building,
            ..parts.clone()
        })
    }

    fn community_meant(
        &self,
        parts: &AddressParts,
        named: Option<&AreaCode>,
        areas: &AreaTree,
    ) -> Option<AreaCode> {
        let known = self.communities_of(parts);
        // The estate decides when it stands in one community only: workers often write the
        // community by habit, but nobody mistakes the estate.
        if let [only] = known.as_slice() {
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
        let mut fits = known
            .iter()
            .filter(|community| areas.is_within(community, &street));
        let first = fits.next()?;
        fits.next().is_none().then_some(*first)
    }

    /// The communities in which something goes by the name of the estate of an address.
    fn communities_of(&self, parts: &AddressParts) -> Vec<AreaCode> {
        let Some(estate) = parts.estate.as_deref() else {
            return Vec::new();
        };
        let known = self.estates.communities(estate);
        if !known.is_empty() {
            return known;
        }
        let Some(name) = parts.called() else {
            return known;
        };
        if let Some(named) = self.named.get(&name).filter(|named| !named.is_empty()) {
            return named.iter().map(|(community, _)| *community).collect();
        }
        self.doors.communities(&name)
    }
}

/// The text whose blind key names a dwelling: community, estate, building, unit, room.
pub fn dwelling_key_text(parts: &AddressParts, community: &AreaCode) -> Option<String> {
    dwelling_key(parts).map(|key| format!("{community}|{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::address::{Territory, parse};
    use linkage::LinkInput;

    struct Town {
        book: AddressBook,
        dwellings: MemoryIndex,
        keys: KeyRing,
        community: AreaCode,
    }

    /// A community with 金桂苑 (one building), 海韵花园 and 海韵花园二期.
    fn town() -> Town {
        let mut town = Town {
            book: AddressBook::default(),
            dwellings: MemoryIndex::new(),
            keys: KeyRing::from_bytes(&[7; 32]),
            community: "370203005001".parse().expect("a code"),
        };
        for (id, text) in [
            (1, "金桂苑1号楼2单元301"),
            (2, "海韵花园3号楼2单元301"),
            (3, "海韵花园4号楼2单元301"),
            (4, "海韵花园二期3号楼2单元301"),
        ] {
            let parts = parse(text, Territory::shipped());
            let estate = parts.estate.as_deref().expect("an estate");
            town.book
                .learn(estate, parts.building.as_deref(), &town.community);
            let key = dwelling_key_text(&parts, &town.community).expect("a dwelling");
            let strong = Some(Key(town.keys.blind(DWELLING_DOMAIN, &key)));
            town.dwellings.insert(LinkInput { strong, weak: None }, id);
        }
        town
    }

    impl Town {
        fn find(&self, text: &str) -> Option<i64> {
            let parts = parse(text, Territory::shipped());
            let areas = AreaTree::shipped();
            let named = Some(&self.community);
            let site = self
                .book
                .site(&parts, named, areas, &self.dwellings, &self.keys);
            site.dwelling
        }
    }

    #[test]
    fn a_generic_word_may_differ_a_phase_may_not() {
        let town = town();
        assert_eq!(town.find("海韵花园3号楼2单元301"), Some(2));
        assert_eq!(town.find("海韵小区3号楼2单元301"), Some(2));
        assert_eq!(town.find("海韵公寓二期3-2-301"), Some(4));
        assert_eq!(town.find("海韵花园一期3-2-301"), None);
        assert_eq!(town.find("海月花园3-2-301"), None);
    }

    #[test]
    fn a_given_name_leads_to_its_estate_until_it_is_taken_back() {
        let mut town = town();
        assert_eq!(town.find("老机床厂宿舍3-2-301"), None);
        town.book.name(town.community, "老机床厂宿舍", "海韵花园");
        assert_eq!(town.find("老机床厂宿舍3-2-301"), Some(2));
        assert_eq!(town.find("老机床厂宿舍9-2-301"), None);
        town.book.forget(&town.community, "老机床厂宿舍");
        assert_eq!(town.find("老机床厂宿舍3-2-301"), None);
    }

    #[test]
    fn a_door_stands_for_the_estate_that_addresses_name_with_it() {
        let mut town = town();
        let teach = |town: &mut Town, text: &str| {
            let written = vec![parse(text, Territory::shipped()); 3];
            town.book.learn_doors(written.iter());
        };
        assert_eq!(town.find("登州路45号2单元301"), None);
        teach(&mut town, "登州路45号金桂苑1号楼2单元301");
        teach(&mut town, "登州路47号海韵花园3号楼2单元301");
        // One building: the door number says it. Two: it must be written.
        assert_eq!(town.find("登州路45号2单元301"), Some(1));
        assert_eq!(town.find("登州路45号1号楼2单元301"), Some(1));
        assert_eq!(town.find("登州路47号2单元301"), None);
        assert_eq!(town.find("登州路47号4号楼2单元301"), Some(3));
        assert_eq!(town.book.newly_learned().len(), 2);
        teach(&mut town, "登州路45号海韵花园3号楼2单元301");
        assert_eq!(town.find("登州路45号2单元301"), None, "addresses disagree");
    }
}
