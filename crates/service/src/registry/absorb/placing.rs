//! Placing a batch of rows: which dwelling and community each means, and what it is known by.

use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::source::no as source_no;
use catalog::values::Values;
use intake::address::AddressParts;
use linkage::{LinkInput, dwelling_keys, person_keys, place_keys};
use rayon::prelude::*;
use storage::KeyRing;

use super::{Absorber, BlindKeys, Placed, Row, TASK};
use crate::registry::address_book::dwelling_key_text;
use crate::registry::place::Placer;

impl Absorber<'_> {
    pub(super) async fn absorb_dwellings(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        let placed = self.place_dwellings(rows);
        let lost = placed.iter().filter(|placed| placed.keys.strong.is_none());
        self.counts.address_unresolved += lost.count() as u64;
        self.store(EntityKind::Dwelling, placed).await
    }

    fn place_dwellings(&mut self, rows: Vec<Row>) -> Vec<Placed> {
        let named: Vec<Option<AreaCode>> = self.each_placed(&rows, |placer, row| {
            // A door that its community founds brings its community along.
            let founded_in = row.values.get(no::SITE_COMMUNITY);
            founded_in
                .and_then(|code| code.parse().ok())
                .or_else(|| placer.named(row))
        });
        // What one row teaches of its estate may tell where the next one stands.
        let mut communities = Vec::with_capacity(rows.len());
        for (row, named) in rows.iter().zip(named) {
            let none = Arc::<AddressParts>::default();
            let parts = row.home.as_ref().unwrap_or(&none);
            let community = named.or_else(|| self.placer().site(parts, None).community);
            if let (Some(community), Some(estate)) = (&community, &parts.estate) {
                self.registry
                    .addresses
                    .learn(estate, parts.building.as_deref(), community);
            }
            communities.push(community);
        }
        let keys = self.keys;
        rows.into_par_iter()
            .zip(communities)
            .with_min_len(TASK)
            .map(|(row, community)| dwelling_at(row, community, keys))
            .collect()
    }

    pub(super) async fn absorb_places(&mut self, mut rows: Vec<Row>) -> Result<(), Problem> {
        self.counts.address_unresolved +=
            self.place_each(&mut rows, |placer, row| placer.place(row));
        let maker = BlindKeys(self.keys);
        let placed = rows
            .into_par_iter()
            .with_min_len(TASK)
            .map(|row| {
                let keys = place_keys(&row.values, &maker);
                Placed::new(row, keys)
            })
            .collect();
        self.store(EntityKind::Place, placed).await
    }

    pub(super) async fn absorb_people(&mut self, mut rows: Vec<Row>) -> Result<(), Problem> {
        if self.origin.source.no == source_no::DOOR_TO_DOOR {
            self.found_dwellings(&rows).await?;
        }
        // Single facts about somebody known (a lock, a corrected cell) are taken back one by one, and
        // what they taught could not be taken back with them.
        let written = rows
            .iter()
            .filter(|row| row.entity.is_none())
            .flat_map(|row| row.home.iter().chain(&row.hukou))
            .map(Arc::as_ref);
        self.registry.addresses.learn_doors(written);
        let registers = self.origin.source.registers_hukou;
        self.counts.address_unresolved +=
            self.place_each(&mut rows, |placer, row| placer.person(row, registers));
        if registers {
            self.found_households(&mut rows).await?;
        }
        if self.origin.source.no == source_no::BIRTH {
            self.place_with_mothers(&mut rows).await?;
        }
        let maker = BlindKeys(self.keys);
        let placed = rows
            .into_par_iter()
            .with_min_len(TASK)
            .map(|row| {
                let home = row
                    .values
                    .get(no::HOME_DWELLING)
                    .or_else(|| row.values.get(no::HUKOU_DWELLING));
                let keys = person_keys(&row.values, home.and_then(|id| id.parse().ok()), &maker);
                Placed::new(row, keys)
            })
            .collect();
        self.store(EntityKind::Person, placed).await
    }

    fn placer(&self) -> Placer<'_> {
        Placer::new(
            &self.registry.addresses,
            &self.registry.dwellings,
            self.origin.areas,
            self.keys,
        )
    }

    /// Places rows on all cores; how many of them `place` says to be lost.
    fn place_each(
        &self,
        rows: &mut [Row],
        place: impl Fn(&Placer<'_>, &mut Row) -> bool + Sync,
    ) -> u64 {
        rows.par_chunks_mut(TASK)
            .map(|rows| {
                let placer = self.placer();
                let lost = rows
                    .iter_mut()
                    .filter_map(|row| place(&placer, row).then_some(()));
                lost.count() as u64
            })
            .sum()
    }

    /// What `look` says of each row, asked on all cores.
    pub(super) fn each_placed<T: Send>(
        &self,
        rows: &[Row],
        look: impl Fn(&Placer<'_>, &Row) -> T + Sync,
    ) -> Vec<T> {
        rows.par_chunks(TASK)
            .flat_map_iter(|rows| {
                let placer = self.placer();
                rows.iter()
                    .map(|row| look(&placer, row))
                    .collect::<Vec<T>>()
            })
            .collect()
    }
}

/// A dwelling with what its community and address say of it.
fn dwelling_at(mut row: Row, community: Option<AreaCode>, keys: &KeyRing) -> Placed {
    let mut found = LinkInput::default();
    if let Some(community) = &community {
        row.values.set(no::SITE_COMMUNITY, community.to_string());
        let parts = row.home.take().unwrap_or_default();
        if let Some(text) = dwelling_key_text(&parts, community) {
            found = dwelling_keys(&text, &BlindKeys(keys));
        }
        if let Some(estate) = &parts.estate {
            row.values.set(no::ESTATE, estate);
        }
        set_parts(&mut row.values, &parts);
    }
    Placed::new(row, found)
}

/// Takes building, unit, floor and room over from an address.
pub(super) fn set_parts(values: &mut Values, parts: &AddressParts) {
    for (element, text) in [
        (no::BUILDING, &parts.building),
        (no::UNIT, &parts.unit),
        (no::FLOOR, &parts.floor),
        (no::ROOM, &parts.room),
    ] {
        if let Some(text) = text {
            values.set(element, text);
        }
    }
}
