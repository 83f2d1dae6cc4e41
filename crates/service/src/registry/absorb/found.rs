//! What rows about people bring along: the dwelling behind a door, the household of a booklet, the
//! mother's home of a newborn.

use std::sync::Arc;

use catalog::element::{EntityKind, no};
use catalog::problem::Problem;
use catalog::values::Values;
use linkage::{KeyMaker, LinkIndex, LinkInput};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::placing::set_parts;
use super::{Absorber, BlindKeys, Placed, Row, TASK, identity_key};
use crate::registry::address_book::{DWELLING_DOMAIN, Known, dwelling_key_text};
use crate::registry::place::Placer;

impl Absorber<'_> {
    /// A community knows its own doors: a full address in its list that no dwelling answers to
    /// founds one.
    pub(super) async fn found_dwellings(&mut self, rows: &[Row]) -> Result<(), Problem> {
        let doors = self.each_placed(rows, new_door);
        let mut new: FxHashMap<i64, Row> = FxHashMap::default();
        for (key, row) in doors.into_iter().flatten() {
            new.entry(key).or_insert(row);
        }
        let mut rows: Vec<Row> = new.into_values().collect();
        rows.sort_by_key(|row| (row.sheet, row.row));
        let counts = self.counts;
        self.absorb_dwellings(rows).await?;
        // The card counts the rows of the list, which are people.
        self.counts = counts;
        Ok(())
    }

    /// Whoever stands in one booklet is a household with a number for life; each member's row
    /// gets that number.
    pub(super) async fn found_households(&mut self, rows: &mut [Row]) -> Result<(), Problem> {
        let maker = BlindKeys(self.keys);
        let keys: Vec<Option<linkage::Key>> = rows
            .par_chunks(TASK)
            .flat_map_iter(|rows| household_keys(rows, &maker))
            .collect();
        let mut places: FxHashMap<linkage::Key, usize> = FxHashMap::default();
        let mut households: Vec<Placed> = Vec::new();
        for (row, key) in rows.iter().zip(&keys) {
            let Some(key) = key else { continue };
            let place = *places.entry(*key).or_insert_with(|| {
                households.push(household_of(row, *key));
                households.len() - 1
            });
            note_head(&mut households[place].values, &row.values);
        }
        let counts = self.counts;
        self.store(EntityKind::Household, households).await?;
        // The card counts the rows of the list, which are people.
        self.counts = counts;
        for (row, key) in rows.iter_mut().zip(keys) {
            if let Some(household) = key.and_then(|key| self.registry.households.strong(key)) {
                row.values.set(no::HOUSEHOLD, household.to_string());
            }
        }
        Ok(())
    }

    /// A newborn lives where the mother does.
    pub(super) async fn place_with_mothers(&mut self, rows: &mut [Row]) -> Result<(), Problem> {
        let mother_of = |row: &Row| {
            let number = row.values.get(no::MOTHER_ID_NUMBER)?;
            self.registry
                .people
                .strong(identity_key(number, self.keys)?)
        };
        let mothers: Vec<Option<i64>> = rows
            .iter()
            .map(|row| mother_of(row).map(|mother| self.registry.decided.root(mother)))
            .collect();
        let asked: Vec<i64> = mothers.iter().flatten().copied().collect();
        let known = self.write.held(&asked).await?;
        for (row, mother) in rows.iter_mut().zip(mothers) {
            let Some(mother) = mother.and_then(|id| known.get(&id)) else {
                continue;
            };
            let mother = mother.current()?;
            for element in [
                no::HOME_DWELLING,
                no::HOME_COMMUNITY,
                no::HUKOU_DWELLING,
                no::HUKOU_COMMUNITY,
            ] {
                if row.values.get(element).is_none()
                    && let Some(text) = mother.text(element)
                {
                    row.values.set(element, text);
                }
            }
        }
        Ok(())
    }
}

/// The dwelling that a row founds, with its key: its address is whole, its community is known, and
/// no dwelling answers to it.
fn new_door(placer: &Placer<'_>, row: &Row) -> Option<(i64, Row)> {
    let parts = row.home.as_ref().filter(|parts| !parts.outside)?;
    let site = placer.site(parts, placer.named(row).as_ref());
    let (None, Some(community)) = (site.dwelling, site.community) else {
        return None;
    };
    let parts = match placer.addresses.known(parts, &community) {
        Known::AsWritten => parts.as_ref().clone(),
        Known::Alias(other) => other,
        // A name that is nearly that of an estate may be its misspelling or another one.
        Known::Variant(_) => return None,
    };
    let text = dwelling_key_text(&parts, &community)?;
    let mut values = Values::new();
    values.set(no::SITE_COMMUNITY, community.to_string());
    values.set(no::ESTATE, parts.estate.as_deref().unwrap_or_default());
    set_parts(&mut values, &parts);
    let founded = Row {
        sheet: row.sheet,
        row: row.row,
        values,
        home: Some(Arc::new(parts)),
        ..Row::default()
    };
    Some((placer.keys.blind(DWELLING_DOMAIN, &text), founded))
}

/// What makes a household one: the booklet's number and the door it is kept for; without a
/// number the door alone. Numbers of two police stations may be alike, so a number counts
/// together with the door, or with the community when the door is not known.
fn household_key_text(values: &Values) -> Option<String> {
    let number = values.get(no::HOUSEHOLD_NO).unwrap_or_default();
    let door = values.get(no::HUKOU_DWELLING);
    match (number, door) {
        ("", None) => None,
        (number, Some(door)) => Some(format!("{number}|door {door}")),
        (number, None) => {
            let community = values.get(no::HUKOU_COMMUNITY).unwrap_or_default();
            Some(format!("{number}|community {community}"))
        }
    }
}

/// The key of each row's household. Its members stand together, so most keys are the last one.
fn household_keys(rows: &[Row], maker: &BlindKeys<'_>) -> Vec<Option<linkage::Key>> {
    let mut last: Option<(String, linkage::Key)> = None;
    rows.iter()
        .map(|row| {
            let text = household_key_text(&row.values)?;
            let known = last.as_ref().filter(|(held, _)| *held == text);
            let key = known.map_or_else(|| maker.key("household", &text), |(_, key)| *key);
            last = Some((text, key));
            Some(key)
        })
        .collect()
}

/// The record of a household, from the first row that names it.
fn household_of(row: &Row, key: linkage::Key) -> Placed {
    let mut values = Values::new();
    for element in [
        no::HOUSEHOLD_NO,
        no::HUKOU_DWELLING,
        no::HUKOU_COMMUNITY,
        no::HUKOU_ADDRESS,
    ] {
        if let Some(text) = row.values.get(element) {
            values.set(element, text);
        }
    }
    Placed {
        sheet: row.sheet,
        row: row.row,
        values,
        entity: None,
        keys: LinkInput {
            strong: Some(key),
            weak: None,
        },
    }
}

/// Code of 户主 in GB/T 4761.
const HEAD: &str = "02";

/// Notes name and number of the head, when this row is the head's.
fn note_head(household: &mut Values, member: &Values) {
    if member.get(no::RELATION_TO_HEAD) != Some(HEAD) {
        return;
    }
    for (own, of_head) in [
        (no::NAME, no::HEAD_NAME),
        (no::ID_NUMBER, no::HEAD_ID_NUMBER),
    ] {
        if let Some(text) = member.get(own) {
            household.set(of_head, text);
        }
    }
}
