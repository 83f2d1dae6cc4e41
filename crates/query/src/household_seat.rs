//! Which partition holds a household whose members live in several communities, or in another one
//! than they are registered in.
//!
//! A household is held where it is registered: by the community of registration of the first of its
//! members (by id) who has one. Where that is not known, or nobody and nothing is held of that
//! community, it is held where its first member is. So every household is held once, whoever of its
//! members moves away, and the same people always give the same answer.

use catalog::area::AreaCode;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::partition::Core;
use crate::row_set::row_number;

/// Households of a partition that other partitions have a part in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SharedHouseholds {
    /// Households with members here that another partition holds, ascending.
    pub(crate) away: Vec<i64>,
    /// Households held here that have members elsewhere, each with the dwelling it is registered in,
    /// ascending.
    pub(crate) seated: Vec<(i64, Option<i64>)>,
    /// Those members, by household.
    pub(crate) members: Vec<MemberElsewhere>,
}

/// Somebody of a household who is held by another partition than the household, named so that the
/// name holds while other partitions change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemberElsewhere {
    pub(crate) household: i64,
    /// The community of the partition that holds the member.
    pub(crate) community: Option<AreaCode>,
    pub(crate) id: i64,
}

impl SharedHouseholds {
    /// The members elsewhere of a household.
    pub(crate) fn members_of(&self, household: i64) -> &[MemberElsewhere] {
        let start = self
            .members
            .partition_point(|member| member.household < household);
        let length = self.members[start..].partition_point(|member| member.household == household);
        &self.members[start..start + length]
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.away.capacity() * size_of::<i64>()
            + self.seated.capacity() * size_of::<(i64, Option<i64>)>()
            + self.members.capacity() * size_of::<MemberElsewhere>()
    }

    fn shrink(&mut self) {
        self.away.shrink_to_fit();
        self.seated.shrink_to_fit();
        self.members.shrink_to_fit();
    }
}

/// The members of a household who are held by one partition.
struct Part<'a> {
    at: usize,
    core: &'a Core,
    rows: &'a [u32],
}

/// What the partitions share of households, for each of them; `places` are those of communities.
pub(crate) fn find(cores: &[&Core], places: &FxHashMap<AreaCode, usize>) -> Vec<SharedHouseholds> {
    let mut shared = vec![SharedHouseholds::default(); cores.len()];
    let mut lists: Vec<(i64, u32, u32)> = cores
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, core)| {
            let mut start = 0;
            core.people.each_household().map(move |rows| {
                let list = (
                    core.people.household.value(rows[0] as usize),
                    row_number(at),
                    row_number(start),
                );
                start += rows.len();
                list
            })
        })
        .collect();
    lists.par_sort_unstable();
    let mut parts = Vec::new();
    for same in lists.chunk_by(|a, b| a.0 == b.0) {
        parts.clear();
        parts.extend(same.iter().map(|(household, at, start)| {
            let core = cores[*at as usize];
            Part {
                at: *at as usize,
                core,
                rows: core.people.household_from(*household, *start as usize),
            }
        }));
        let seat = seat_of(&parts, places);
        if let [only] = parts.as_slice()
            && only.at == seat
        {
            continue;
        }
        share(same[0].0, seat, &parts, &mut shared);
    }
    shared.iter_mut().for_each(SharedHouseholds::shrink);
    shared
}

/// The place of the partition that holds a household.
fn seat_of(parts: &[Part<'_>], places: &FxHashMap<AreaCode, usize>) -> usize {
    let registered = parts
        .iter()
        .filter_map(|part| part.core.people.registration_of(part.rows))
        .min_by_key(|(id, _)| *id);
    let first = || {
        let id = |part: &&Part<'_>| part.core.people.id.value(part.rows[0] as usize);
        parts.iter().min_by_key(id).map_or(0, |part| part.at)
    };
    registered
        .and_then(|(_, community)| places.get(&community).copied())
        .unwrap_or_else(first)
}

fn share(household: i64, seat: usize, parts: &[Part<'_>], shared: &mut [SharedHouseholds]) {
    let door = parts
        .iter()
        .filter_map(|part| part.core.people.door_of(part.rows))
        .min_by_key(|(id, _)| *id)
        .map(|(_, door)| door);
    shared[seat].seated.push((household, door));
    for part in parts.iter().filter(|part| part.at != seat) {
        shared[part.at].away.push(household);
        let members = part.rows.iter().map(|row| MemberElsewhere {
            household,
            community: part.core.community,
            id: part.core.people.id.value(*row as usize),
        });
        shared[seat].members.extend(members);
    }
}
