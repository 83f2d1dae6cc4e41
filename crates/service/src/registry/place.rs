//! Placing a row: which dwelling and which community its addresses mean.

use std::cell::RefCell;
use std::sync::Arc;

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{ElementNo, no};
use catalog::values::Values;
use intake::address::AddressParts;
use linkage::MemoryIndex;
use storage::KeyRing;

use super::absorb::Row;
use super::address_book::{AddressBook, Site};

/// What placing needs to know, and what it was asked last: rows of one list name the same
/// community for thousands of rows, and those who live together follow one another.
///
/// Made anew whenever the address book may have changed.
pub struct Placer<'a> {
    /// Estates and names.
    pub addresses: &'a AddressBook,
    /// Keys of dwellings.
    pub dwellings: &'a MemoryIndex,
    /// All areas.
    pub areas: &'a AreaTree,
    /// Keys of this installation.
    pub keys: &'a KeyRing,
    last_named: RefCell<Option<(Names, Option<AreaCode>)>>,
    last_site: RefCell<Option<Asked>>,
}

/// Where an address led.
struct Asked {
    parts: Arc<AddressParts>,
    named: Option<AreaCode>,
    site: Site,
}

impl Asked {
    fn is(&self, parts: &Arc<AddressParts>, named: Option<&AreaCode>) -> bool {
        let same = Arc::ptr_eq(&self.parts, parts) || self.parts == *parts;
        same && self.named.as_ref() == named
    }
}

/// What a row's own columns say of its community.
#[derive(PartialEq, Eq)]
struct Names([Option<String>; 3]);

/// The columns that name a community.
const NAMING: [ElementNo; 3] = [no::COMMUNITY_CODE, no::COMMUNITY, no::STREET];

impl Names {
    fn of(values: &Values) -> Self {
        Self(NAMING.map(|element| values.get(element).map(str::to_owned)))
    }

    fn are_those_of(&self, values: &Values) -> bool {
        NAMING
            .iter()
            .zip(&self.0)
            .all(|(element, name)| values.get(*element) == name.as_deref())
    }
}

impl<'a> Placer<'a> {
    /// A placer that has not been asked yet.
    pub fn new(
        addresses: &'a AddressBook,
        dwellings: &'a MemoryIndex,
        areas: &'a AreaTree,
        keys: &'a KeyRing,
    ) -> Self {
        Self {
            addresses,
            dwellings,
            areas,
            keys,
            last_named: RefCell::default(),
            last_site: RefCell::default(),
        }
    }

    /// The community that a row names in its own columns.
    pub fn named(&self, row: &Row) -> Option<AreaCode> {
        let mut last = self.last_named.borrow_mut();
        match &*last {
            Some((names, community)) if names.are_those_of(&row.values) => *community,
            _ => {
                let community = self.addresses.community_named(&row.values, self.areas);
                *last = Some((Names::of(&row.values), community));
                community
            }
        }
    }

    /// Where an address leads.
    pub fn site(&self, parts: &Arc<AddressParts>, named: Option<&AreaCode>) -> Site {
        let mut last = self.last_site.borrow_mut();
        match &*last {
            Some(asked) if asked.is(parts, named) => asked.site.clone(),
            _ => {
                let site = self
                    .addresses
                    .site(parts, named, self.areas, self.dwellings, self.keys);
                *last = Some(Asked {
                    parts: parts.clone(),
                    named: named.copied(),
                    site: site.clone(),
                });
                site
            }
        }
    }

    /// Places a person; `registers` when the source registers people at their address. Whether
    /// an address is written that leads to no dwelling.
    pub fn person(&self, row: &mut Row, registers: bool) -> bool {
        let named = self.named(row);
        let home = row
            .home
            .as_ref()
            .map(|parts| self.site(parts, named.as_ref().filter(|_| !registers)));
        let hukou = row
            .hukou
            .as_ref()
            .map(|parts| self.site(parts, named.as_ref().filter(|_| registers)));
        let (home_named, hukou_named) = if registers {
            (None, named)
        } else {
            (named, None)
        };
        let asked = row.home.is_some() || row.hukou.is_some();
        let mut found = false;
        for (site, named, dwelling_element, community_element) in [
            (
                home.unwrap_or_default(),
                home_named,
                no::HOME_DWELLING,
                no::HOME_COMMUNITY,
            ),
            (
                hukou.unwrap_or_default(),
                hukou_named,
                no::HUKOU_DWELLING,
                no::HUKOU_COMMUNITY,
            ),
        ] {
            if let Some(dwelling) = site.dwelling {
                row.values.set(dwelling_element, dwelling.to_string());
                found = true;
            }
            if let Some(community) = site.community.or(named) {
                row.values.set(community_element, community.to_string());
            }
        }
        if let Some(county) = row
            .hukou
            .as_ref()
            .filter(|parts| parts.outside)
            .and_then(|parts| parts.county.as_ref())
        {
            row.values.set(no::HUKOU_COUNTY, county.to_string());
        }
        asked && !found
    }

    /// Places an enterprise or shop where it works and where it is registered. Whether the place it
    /// works at leads to no dwelling.
    pub fn place(&self, row: &mut Row) -> bool {
        let named = self.named(row);
        let site = row
            .home
            .as_ref()
            .map(|parts| self.site(parts, named.as_ref()))
            .unwrap_or_default();
        if let Some(community) = site.community.or(named) {
            row.values.set(no::SITE_COMMUNITY, community.to_string());
        }
        if let Some(dwelling) = site.dwelling {
            row.values.set(no::SITE_DWELLING, dwelling.to_string());
        }
        self.registered_place(row, &site);
        site.dwelling.is_none()
    }
    /// Where the registered address of a place leads. The columns that name a community say where it
    /// works, so they help only where that is the same address.
    fn registered_place(&self, row: &mut Row, site: &Site) {
        let Some(parts) = &row.hukou else {
            return;
        };
        let registered = if row.home.as_ref() == Some(parts) {
            site.clone()
        } else {
            self.site(parts, None)
        };
        let county = parts.county.as_ref().filter(|_| parts.outside);
        let community = registered.community.as_ref().or(county);
        if let Some(community) = community.map(ToString::to_string) {
            row.values.set(no::REGISTERED_COMMUNITY, community);
        }
        if let Some(dwelling) = registered.dwelling {
            row.values
                .set(no::REGISTERED_DWELLING, dwelling.to_string());
        }
    }
}
