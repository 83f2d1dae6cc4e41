//! What other partitions hold of a door or a household of this one.
//!
//! The community of a home is derived from the dwelling, so nobody should live in a dwelling of
//! another partition. Should a value be wrong all the same, a person living with somebody must not
//! be shown as living alone. Who is registered behind a door, or in a household, may well live in
//! another community.

use std::collections::BTreeMap;

use catalog::area::AreaCode;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::household_seat::{self, SharedHouseholds};
use crate::kin_elsewhere::{self, KinElsewhere, Relative};
use crate::partition::Core;

/// What other partitions hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outside {
    /// For dwellings of interest how many living occupants others hold; never zero.
    pub(crate) homes: BTreeMap<i64, u32>,
    /// Households with members elsewhere, ascending.
    pub(crate) households: Vec<i64>,
    /// Dwellings with people registered there who are held elsewhere, ascending.
    pub(crate) registered: Vec<i64>,
    /// Relatives of one household whom others hold.
    pub(crate) kin: KinElsewhere,
    /// Households with members in several partitions, or held by another than their members.
    pub(crate) shared: SharedHouseholds,
}

impl Outside {
    /// How many living occupants of a dwelling others hold.
    pub(crate) fn residents(&self, dwelling: i64) -> u32 {
        self.homes.get(&dwelling).copied().unwrap_or(0)
    }

    fn sort(&mut self) {
        for ids in [&mut self.households, &mut self.registered] {
            ids.sort_unstable();
            ids.dedup();
            ids.shrink_to_fit();
        }
        self.kin.sort();
        self.shared.shrink();
    }
}

/// What is outside of each partition.
pub(crate) fn find<'a>(cores: impl Iterator<Item = &'a Core>) -> Vec<Outside> {
    let cores: Vec<&Core> = cores.collect();
    let mut outside: Vec<Outside> = cores.iter().map(|_| Outside::default()).collect();
    let places = places(&cores);
    homes(&cores, &mut outside);
    registered(&cores, &places, &mut outside);
    let shared = household_seat::find(&cores, &places);
    let kin: Vec<Relative> = (shared.par_iter())
        .flat_map_iter(|household| kin_elsewhere::of(&household.parts))
        .collect();
    shared
        .iter()
        .for_each(|household| household.note(&mut outside));
    for relative in kin {
        outside[relative.partition].kin.add(relative);
    }
    outside.par_iter_mut().for_each(Outside::sort);
    outside
}

fn homes(cores: &[&Core], outside: &mut [Outside]) {
    // Dwelling → the partitions that hold occupants of it, and how many living ones.
    let mut held: FxHashMap<i64, Vec<(usize, u32)>> = FxHashMap::default();
    for (at, core) in cores.iter().enumerate() {
        for (dwelling, living) in &core.strays.homes {
            held.entry(*dwelling).or_default().push((at, *living));
        }
    }
    if held.is_empty() {
        return;
    }
    for (at, core) in cores.iter().enumerate() {
        for dwelling in core.dwellings.id.values() {
            if let Some(partitions) = held.get_mut(dwelling) {
                let own = core.people.living_among(core.people.at_home_in(*dwelling));
                partitions.push((at, own));
            }
        }
    }
    for (dwelling, partitions) in held {
        let total: u32 = partitions.iter().map(|(_, living)| living).sum();
        for (at, living) in partitions {
            if total > living {
                outside[at].homes.insert(dwelling, total - living);
            }
        }
    }
}

fn registered(cores: &[&Core], places: &FxHashMap<AreaCode, usize>, outside: &mut [Outside]) {
    for core in cores {
        for (dwelling, community) in &core.strays.registered {
            if let Some(door) = community.and_then(|code| places.get(&code)) {
                outside[*door].registered.push(*dwelling);
            }
        }
    }
}

/// The partition of each community.
fn places(cores: &[&Core]) -> FxHashMap<AreaCode, usize> {
    cores
        .iter()
        .enumerate()
        .filter_map(|(at, core)| Some((core.community?, at)))
        .collect()
}
