//! Occupants of a dwelling who are held in another partition than the dwelling.
//!
//! The community of a home is derived from the dwelling, so there are none. Should a value be
//! wrong all the same, a person living with somebody must not be shown as living alone.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::partition::Core;

/// For dwellings of interest to one partition, how many living occupants other partitions hold;
/// never zero.
pub(crate) type Outside = BTreeMap<i64, u32>;

/// The occupants from outside, for each partition.
pub(crate) fn find<'a>(cores: impl Iterator<Item = &'a Core> + Clone) -> Vec<Outside> {
    let mut outside: Vec<Outside> = cores.clone().map(|_| Outside::new()).collect();
    // Dwelling → the partitions that hold occupants of it, and how many living ones.
    let mut held: FxHashMap<i64, Vec<(usize, u32)>> = FxHashMap::default();
    for (at, core) in cores.clone().enumerate() {
        for (dwelling, living) in &core.strays {
            held.entry(*dwelling).or_default().push((at, *living));
        }
    }
    if held.is_empty() {
        return outside;
    }
    for (at, core) in cores.enumerate() {
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
                outside[at].insert(dwelling, total - living);
            }
        }
    }
    outside
}
