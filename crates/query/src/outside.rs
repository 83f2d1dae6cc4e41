//! What other partitions hold of a door or a household of this one.
//!
//! The community of a home is derived from the dwelling, so nobody should live in a dwelling of
//! another partition. Should a value be wrong all the same, a person living with somebody must not
//! be shown as living alone. Who is registered behind a door, or in a household, may well live in
//! another community.

use std::collections::BTreeMap;

use catalog::area::AreaCode;
use rustc_hash::FxHashMap;

use crate::household_seat::{self, SharedHouseholds};
use crate::kin_elsewhere::{self, KinElsewhere};
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
    }
}

/// What is outside of each partition.
pub(crate) fn find<'a>(cores: impl Iterator<Item = &'a Core> + Clone) -> Vec<Outside> {
    let mut outside: Vec<Outside> = cores.clone().map(|_| Outside::default()).collect();
    let cores: Vec<&Core> = cores.collect();
    let places = places(&cores);
    let ((), shared) = rayon::join(
        || {
            homes(&cores, &mut outside);
            households(&cores, &places, &mut outside);
            registered(&cores, &places, &mut outside);
            outside.iter_mut().for_each(Outside::sort);
        },
        || household_seat::find(&cores, &places),
    );
    for (outside, shared) in outside.iter_mut().zip(shared) {
        outside.shared = shared;
    }
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

/// A household is of one door, so the partition of that door and those whom its members moved to
/// are all that can hold any.
fn households(cores: &[&Core], places: &FxHashMap<AreaCode, usize>, outside: &mut [Outside]) {
    let mut held: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    for (at, core) in cores.iter().enumerate() {
        for (household, community) in &core.strays.households {
            let partitions = held.entry(*household).or_default();
            partitions.push(at);
            if let Some(door) = community.and_then(|code| places.get(&code))
                && !cores[*door].people.of_household(*household).is_empty()
            {
                partitions.push(*door);
            }
        }
    }
    let mut kin = FxHashMap::default();
    for (household, mut partitions) in held {
        partitions.sort_unstable();
        partitions.dedup();
        if partitions.len() > 1 {
            kin_elsewhere::link(household, &partitions, cores, &mut kin);
            for at in partitions {
                outside[at].households.push(household);
            }
        }
    }
    for (at, kin) in kin {
        outside[at].kin = kin;
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
