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

use crate::outside::Outside;
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

    pub(crate) fn shrink(&mut self) {
        self.away.shrink_to_fit();
        self.seated.shrink_to_fit();
        self.members.shrink_to_fit();
    }
}

/// The members of a household who are held by one partition.
pub(crate) struct Part<'a> {
    pub(crate) at: usize,
    pub(crate) core: &'a Core,
    pub(crate) rows: &'a [u32],
}

/// A household with members in several partitions, or held by another than its members.
pub(crate) struct Shared<'a> {
    pub(crate) household: i64,
    /// The place of the partition that holds it.
    seat: usize,
    /// Its members, by partition.
    pub(crate) parts: Vec<Part<'a>>,
}

/// The households that partitions share, ascending; `places` are the partitions of communities.
pub(crate) fn find<'a>(cores: &[&'a Core], places: &FxHashMap<AreaCode, usize>) -> Vec<Shared<'a>> {
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
    // Each partition's are in order already, which this way of sorting makes use of.
    lists.par_sort();
    lists
        .par_chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| {
            let part = |(household, at, start): &(i64, u32, u32)| {
                let core = cores[*at as usize];
                Part {
                    at: *at as usize,
                    core,
                    rows: core.people.household_from(*household, *start as usize),
                }
            };
            if let [only] = same {
                let only = part(only);
                let seat = seat_of(std::slice::from_ref(&only), places);
                return (seat != only.at).then(|| Shared::new(same[0].0, seat, vec![only]));
            }
            let parts: Vec<Part<'_>> = same.iter().map(part).collect();
            Some(Shared::new(same[0].0, seat_of(&parts, places), parts))
        })
        .collect()
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

impl<'a> Shared<'a> {
    fn new(household: i64, seat: usize, parts: Vec<Part<'a>>) -> Self {
        Self {
            household,
            seat,
            parts,
        }
    }

    /// Notes it with the partitions that have a part in it.
    pub(crate) fn note(&self, outside: &mut [Outside]) {
        let household = self.household;
        let door = (self.parts.iter())
            .filter_map(|part| part.core.people.door_of(part.rows))
            .min_by_key(|(id, _)| *id)
            .map(|(_, door)| door);
        outside[self.seat].shared.seated.push((household, door));
        for part in self.parts.iter().filter(|part| part.at != self.seat) {
            outside[part.at].shared.away.push(household);
            let members = part.rows.iter().map(|row| MemberElsewhere {
                household,
                community: part.core.community,
                id: part.core.people.id.value(*row as usize),
            });
            outside[self.seat].shared.members.extend(members);
        }
        if self.parts.len() > 1 {
            for part in &self.parts {
                outside[part.at].households.push(household);
            }
        }
    }
}
