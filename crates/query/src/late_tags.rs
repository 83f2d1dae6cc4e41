//! Tags that look at relatives or at the members of a household, computed over all partitions: a
//! child's tag may have to be known before its mother's, and the two may be held by different
//! communities.
//!
//! One tag after the other is computed for all partitions that it can have changed in: where something
//! has changed, and where somebody is looked at who has, or whose home has ([`Moved`]). A rule that looks
//! further is computed for all that are so many steps from a change. A partition in which nothing changed
//! is shared with the snapshot before.

use std::sync::Arc;

use catalog::area::AreaCode;
use rayon::prelude::*;
use rules::Subject;

use crate::kin_elsewhere::partition_of;
use crate::moved::Moved;
use crate::partition::Partition;
use crate::tag_set::{LateTag, Looks, TagSet};
use crate::tags::Carriers;

/// Computes the late tags. `fresh` says which partitions are not those of the snapshot `before`.
pub(crate) fn fill(
    partitions: &mut [Arc<Partition>],
    fresh: Vec<bool>,
    before: &[Arc<Partition>],
    tags: &TagSet,
) {
    let kin = neighbours(partitions, false);
    let with_households = neighbours(partitions, true);
    let old = |now: &Partition| -> Option<&Partition> {
        partition_of(before, now.community()).map(|at| &*before[at])
    };
    let mut moved: Vec<Moved> = (partitions.par_iter().zip(&fresh))
        .map(|(now, fresh)| match fresh {
            true => Moved::between(old(now), now),
            false => Moved::nobody(),
        })
        .collect();
    // Partitions of which something is not as before.
    let mut changed = fresh;
    for tag in tags.late() {
        // Only a household looks at members, and only it has to be computed anew for them.
        let near = match tag.subject {
            Subject::Household => &with_households,
            _ => &kin,
        };
        let reached = match tag.looks {
            Looks::AtFaces => reached_by(partitions, &changed, &moved, near),
            Looks::NextDoor => {
                let next_door = (partitions.par_iter().zip(&moved))
                    .map(|(now, moved)| moved.next_door(old(now), now))
                    .collect::<Vec<Moved>>();
                reached_by(partitions, &changed, &next_door, near)
            }
            Looks::Further => reached(&changed, near, tag.reach),
        };
        let answers: Vec<(usize, Carriers)> = (0..partitions.len())
            .into_par_iter()
            .filter(|at| reached[*at])
            .map(|at| (at, carriers(partitions, at, *tag)))
            .collect();
        for (at, carriers) in answers {
            if tag.subject == Subject::Person {
                match old(&partitions[at]) {
                    Some(old) => moved[at].add(
                        &old.carried.of(tag.subject)[tag.place],
                        &carriers,
                        partitions[at].people().len(),
                    ),
                    None => moved[at] = Moved::Anybody,
                }
            }
            if partitions[at].carried.of(tag.subject)[tag.place] != carriers {
                changed[at] = true;
                let partition = Arc::make_mut(&mut partitions[at]);
                partition.carried.set(tag.subject, tag.place, carriers);
            }
        }
    }
}

fn carriers(partitions: &[Arc<Partition>], at: usize, tag: LateTag) -> Carriers {
    Carriers::of(partitions, &partitions[at], tag.subject, tag.place)
}

/// Another partition, and the people there whom rules may look at from here.
type Near = (usize, Vec<i64>);

/// For each partition those that hold relatives of its people, and, where households are looked at,
/// members of its households.
fn neighbours(partitions: &[Arc<Partition>], households: bool) -> Vec<Vec<Near>> {
    partitions
        .par_iter()
        .map(|partition| {
            let outside = &partition.outside;
            let members = outside.shared.members.iter().filter(|_| households);
            let mut people: Vec<(Option<AreaCode>, i64)> = outside
                .kin
                .people()
                .chain(members.map(|member| (member.community, member.id)))
                .collect();
            people.sort_unstable();
            people.dedup();
            people
                .chunk_by(|one, other| one.0 == other.0)
                .filter_map(|same| {
                    let at = partition_of(partitions, same[0].0)?;
                    Some((at, same.iter().map(|(_, id)| *id).collect()))
                })
                .collect()
        })
        .collect()
}

/// The partitions that have changed, and those that look at somebody there who has.
fn reached_by(
    partitions: &[Arc<Partition>],
    changed: &[bool],
    moved: &[Moved],
    near: &[Vec<Near>],
) -> Vec<bool> {
    let has_moved = |(at, people): &Near| {
        changed[*at] && (people.iter()).any(|id| moved[*at].has(&partitions[*at], *id))
    };
    (0..near.len())
        .map(|at| changed[at] || near[at].iter().any(has_moved))
        .collect()
}

/// The partitions from which so many steps lead to one that has changed.
fn reached(changed: &[bool], near: &[Vec<Near>], steps: usize) -> Vec<bool> {
    let mut reached = changed.to_vec();
    for _ in 0..steps {
        reached = (0..near.len())
            .map(|at| reached[at] || near[at].iter().any(|(other, _)| reached[*other]))
            .collect();
    }
    reached
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use catalog::area::{AreaCode, AreaTree};
    use catalog::element::{ElementNo, no};
    use catalog::survivorship::{Current, Winner};

    use super::Moved;
    use crate::{District, DwellingInput, PartitionInput, PersonInput, Snapshot};

    const ONE: &str = "370203005001";
    const TWO: &str = "370203005002";
    const THREE: &str = "370203008001";

    fn person(id: i64, home: &str, values: &[(ElementNo, &str)]) -> PersonInput {
        let mut winners: Vec<Winner> = values
            .iter()
            .chain(&[(no::HOME_COMMUNITY, home), (no::BIRTH_DATE, "1950-01-01")])
            .map(|(element, text)| Winner {
                element: *element,
                text: (*text).to_owned(),
                record: 1,
                source: catalog::source::no::DOOR_TO_DOOR,
                as_of: 0,
            })
            .collect();
        winners.sort_by_key(|winner| winner.element);
        PersonInput {
            id,
            current: Current {
                winners,
                ..Current::default()
            },
        }
    }

    fn member(id: i64, home: &str, relation: &str, phone: &str) -> PersonInput {
        let values = [
            (no::HOUSEHOLD, "900"),
            (no::HUKOU_COMMUNITY, ONE),
            (no::RELATION_TO_HEAD, relation),
            (no::PHONE, phone),
        ];
        person(id, home, &values)
    }

    #[test]
    fn only_communities_that_a_change_reaches_are_made_anew() {
        let district = District::new(
            AreaTree::shipped().clone().into(),
            "2026-05-01".parse().unwrap(),
        );
        let before = Snapshot::build(
            district,
            vec![
                member(1, ONE, "02", ""),
                member(2, TWO, "12", ""),
                person(3, THREE, &[]),
            ],
            vec![],
            vec![],
        );
        let shared = |after: &Snapshot, community: &str| {
            let community: Option<AreaCode> = community.parse().ok();
            let of = |snapshot: &Snapshot| {
                let found = snapshot.partitions.iter();
                found
                    .filter(|partition| partition.community() == community)
                    .map(Arc::clone)
                    .next()
                    .unwrap()
            };
            Arc::ptr_eq(&of(&before), &of(after))
        };
        let with_two = |wife: PersonInput| {
            let input = PartitionInput {
                persons: vec![wife],
                ..PartitionInput::default()
            };
            before.with_communities(vec![(TWO.parse().ok(), input)])
        };
        let same_answers = with_two(member(2, TWO, "12", "13800000000"));
        assert!(shared(&same_answers, ONE) && shared(&same_answers, THREE));
        assert!(!shared(&same_answers, TWO));
        let unrelated = with_two(member(2, TWO, "97", ""));
        assert!(!shared(&unrelated, ONE), "the husband's answers are others");
        assert!(shared(&unrelated, THREE));
        let codes = |communities: &[&str]| -> std::collections::BTreeSet<AreaCode> {
            communities
                .iter()
                .map(|code| code.parse().unwrap())
                .collect()
        };
        let reached = same_answers.reached_since(&before);
        assert_eq!(reached.changed, codes(&[TWO]));
        assert_eq!(reached.kin, codes(&[ONE]), "whose wife lives there");
        let reached = unrelated.reached_since(&before);
        assert_eq!(reached.changed, codes(&[ONE, TWO]));
    }

    #[test]
    fn who_is_not_as_before_is_told_by_values_and_by_tags() {
        let district = District::new(
            AreaTree::shipped().clone().into(),
            "2026-05-01".parse().unwrap(),
        );
        let at_home = |id, more: &[(ElementNo, &str)]| {
            let values: Vec<_> = [(no::HOME_DWELLING, "77")]
                .iter()
                .chain(more)
                .copied()
                .collect();
            person(id, ONE, &values)
        };
        let door = || DwellingInput {
            id: 77,
            current: person(77, ONE, &[(no::SITE_COMMUNITY, ONE)]).current,
        };
        let input = |persons| PartitionInput {
            persons,
            dwellings: vec![door()],
            ..PartitionInput::default()
        };
        let with = |persons| vec![(ONE.parse().ok(), input(persons))];
        let other = || person(3, ONE, &[]);
        let before = Snapshot::build(district, vec![], vec![], vec![])
            .with_communities(with(vec![at_home(1, &[]), at_home(2, &[]), other()]));
        let died = at_home(2, &[(no::DEATH_DATE, "2026-04-01")]);
        let after = before.with_communities(with(vec![at_home(1, &[]), died, other()]));
        let moved = |now: &Snapshot| {
            let now = &now.partitions[0];
            let moved = Moved::between(Some(&before.partitions[0]), now);
            [1, 2, 3].map(|id| moved.has(now, id))
        };
        assert_eq!(moved(&before), [false; 3]);
        assert_eq!(
            moved(&after),
            [true, true, false],
            "who is left lives alone now"
        );
        let gone = before.with_communities(with(vec![at_home(1, &[]), at_home(2, &[])]));
        assert_eq!(moved(&gone), [true; 3], "rows are others");
    }
}
