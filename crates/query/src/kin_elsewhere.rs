//! Spouses, children and parents of one household who are held by different communities.
//!
//! A booklet has one door, but its members live where they live: the daughter is registered with her
//! mother and lives two streets away. Within a community [`crate::kin`] finds them; across
//! communities they are found here, by the same statements.

use std::sync::Arc;

use catalog::area::AreaCode;
use rules::Relation;
use rules::columns::{Columns, Elsewhere};
use rustc_hash::FxHashMap;

use crate::bits::RowBits;
use crate::household_seat::Part;
use crate::kin::{CHILDREN, Relatives, ToHead, is_unmarried};
use crate::partition::{Core, Partition};
use crate::row_set::row_number;
use crate::rule_columns::people_of;

/// Relatives of people of a partition who are held by other partitions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KinElsewhere {
    pub(crate) spouse: Vec<Link>,
    pub(crate) children: Vec<Link>,
    pub(crate) parents: Vec<Link>,
}

/// A relative elsewhere, named so that the name holds while other partitions change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// Row of whose relative it is.
    pub(crate) row: u32,
    /// The community of the partition that holds the relative.
    pub(crate) community: Option<AreaCode>,
    /// Id of the relative.
    pub(crate) id: i64,
    /// Whether the relative is alive: what is known to be all depends on it.
    pub(crate) living: bool,
}

impl KinElsewhere {
    /// Adds a relative of somebody of this partition.
    pub(crate) fn add(&mut self, relative: Relative) {
        let links = match relative.relation {
            Relation::Spouse => &mut self.spouse,
            Relation::Children => &mut self.children,
            _ => &mut self.parents,
        };
        links.push(relative.link);
    }

    /// Bytes that the links take.
    pub(crate) fn bytes(&self) -> usize {
        [&self.spouse, &self.children, &self.parents]
            .into_iter()
            .map(|links| links.capacity() * size_of::<Link>())
            .sum()
    }

    /// The links of a relation.
    pub(crate) fn of(&self, relation: Relation) -> &[Link] {
        match relation {
            Relation::Spouse => &self.spouse,
            Relation::Children => &self.children,
            Relation::Parents => &self.parents,
            _ => &[],
        }
    }

    /// The communities that hold a relative.
    pub(crate) fn communities(&self) -> impl Iterator<Item = Option<AreaCode>> + '_ {
        [&self.spouse, &self.children, &self.parents]
            .into_iter()
            .flatten()
            .map(|link| link.community)
    }

    /// The relatives elsewhere: the community that holds each, and their id.
    pub(crate) fn people(&self) -> impl Iterator<Item = (Option<AreaCode>, i64)> + '_ {
        [&self.spouse, &self.children, &self.parents]
            .into_iter()
            .flatten()
            .map(|link| (link.community, link.id))
    }

    pub(crate) fn sort(&mut self) {
        for links in [&mut self.spouse, &mut self.children, &mut self.parents] {
            links.sort_unstable();
            links.dedup();
            links.shrink_to_fit();
        }
    }
}

/// Somebody's relative elsewhere.
pub(crate) struct Relative {
    /// The place of the partition that holds whose relative it is.
    pub(crate) partition: usize,
    relation: Relation,
    link: Link,
}

/// The relatives of a household whose members are held by several partitions. As within one,
/// nobody is related without exactly one head.
pub(crate) fn of(parts: &[Part<'_>]) -> Vec<Relative> {
    let members = || {
        parts.iter().flat_map(|part| {
            let to_head = |row: &u32| ToHead::of_row(&part.core.people.held, *row);
            part.rows.iter().map(move |row| (part, *row, to_head(row)))
        })
    };
    let mut heads = members().filter(|(_, _, to_head)| matches!(to_head, Some(ToHead::Head)));
    let (Some((head, row, _)), None) = (heads.next(), heads.next()) else {
        return Vec::new();
    };
    let link = |(of, row): (&Part<'_>, u32), relation, (part, relative): (&Part<'_>, u32)| {
        let people = &part.core.people;
        Relative {
            partition: of.at,
            relation,
            link: Link {
                row,
                community: part.core.community,
                id: people.id.value(relative as usize),
                living: people.living.get(relative as usize),
            },
        }
    };
    let at_head = (head, row);
    members()
        .filter(|(part, _, _)| part.at != head.at)
        .filter_map(|(part, row, to_head)| {
            let (of_head, of_member) = match to_head? {
                ToHead::Spouse => (Relation::Spouse, Relation::Spouse),
                ToHead::Child => (Relation::Children, Relation::Parents),
                ToHead::Parent => (Relation::Parents, Relation::Children),
                ToHead::Head => return None,
            };
            let member = (part, row);
            Some([
                link(at_head, of_head, member),
                link(member, of_member, at_head),
            ])
        })
        .flatten()
        .collect()
}

/// Whose relatives are all known, those elsewhere included; `None` where nobody has any there.
#[derive(Debug, Clone, Default)]
pub(crate) struct KinComplete {
    spouse: Option<RowBits>,
    children: Option<RowBits>,
    parents: Option<RowBits>,
}

impl KinComplete {
    /// Bytes that the sets take.
    pub(crate) fn bytes(&self) -> usize {
        [&self.spouse, &self.children, &self.parents]
            .into_iter()
            .flatten()
            .map(RowBits::bytes)
            .sum()
    }

    /// By the same measure as [`crate::kin::Kin`].
    pub(crate) fn of(core: &Core, kin: &KinElsewhere) -> Self {
        let people = &core.people;
        let living_in = |list: &[u32]| people.living_among(list);
        let with = |own: &Relatives, links: &[Link], holds: &dyn Fn(usize, &[Link]) -> bool| {
            (!links.is_empty()).then(|| {
                let mut complete = own.complete.clone();
                for links in links.chunk_by(|a, b| a.row == b.row) {
                    let row = links[0].row as usize;
                    if holds(row, links) {
                        complete.insert(row);
                    }
                }
                complete
            })
        };
        let living = |links: &[Link]| row_number(links.iter().filter(|link| link.living).count());
        Self {
            spouse: with(&people.kin.spouse, &kin.spouse, &|row, links| {
                living(links) > 0 || is_unmarried(&people.held, row)
            }),
            children: with(&people.kin.children, &kin.children, &|row, links| {
                let known = living_in(people.kin.children.lists.of(row)) + living(links);
                let stated = people.held.number(CHILDREN, row);
                stated.is_some_and(|stated| f64::from(known) >= stated)
            }),
            parents: with(&people.kin.parents, &kin.parents, &|row, links| {
                people.kin.parents.lists.of(row).len() + links.len() >= 2
            }),
        }
    }

    /// The rows of a relation; `own` where nobody has relatives elsewhere.
    pub(crate) fn rows<'a>(&'a self, relation: Relation, own: &'a Relatives) -> &'a RowBits {
        let with = match relation {
            Relation::Spouse => &self.spouse,
            Relation::Children => &self.children,
            _ => &self.parents,
        };
        with.as_ref().unwrap_or(&own.complete)
    }
}

/// The relatives that links lead to, as rows of the partitions that hold them.
pub(crate) fn rows<'a>(all: &'a [Arc<Partition>], links: &[Link]) -> Elsewhere<'a> {
    let links = links.iter();
    rows_of(all, links.map(|link| (link.row, link.community, link.id)))
}

/// People elsewhere, each with the row whose they are, the community that holds them and their id, as
/// rows of the partitions that hold them.
pub(crate) fn rows_of<'a>(
    all: &'a [Arc<Partition>],
    links: impl Iterator<Item = (u32, Option<AreaCode>, i64)>,
) -> Elsewhere<'a> {
    let mut found = Elsewhere::default();
    let mut places: FxHashMap<Option<AreaCode>, (u32, &'a Partition)> = FxHashMap::default();
    for (of, community, id) in links {
        let Some(partition) = partition_of(all, community) else {
            continue;
        };
        let (table, partition) = *places.entry(community).or_insert_with(|| {
            let columns: Box<dyn Columns + 'a> = people_of(all, &all[partition]);
            found.tables.push(columns);
            (row_number(found.tables.len() - 1), &*all[partition])
        });
        if let Some(row) = partition.people().row_of(id) {
            found.pairs.push((of, table, row_number(row)));
        }
    }
    found.pairs.sort_unstable();
    found
}

/// The place of a community's partition.
pub(crate) fn partition_of(all: &[Arc<Partition>], community: Option<AreaCode>) -> Option<usize> {
    all.binary_search_by_key(&(community.is_none(), community), |partition| {
        (partition.community().is_none(), partition.community())
    })
    .ok()
}
