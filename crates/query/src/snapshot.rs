//! The snapshot: every community of the district as columns, in memory, never changed once built.
//!
//! A change rebuilds the communities it touches and shares the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::{AreaCode, AreaTree};
use catalog::roster::Rosters;
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::draft::Draft;
use crate::dwelling_columns::DwellingDraft;
use crate::input::{
    DwellingInput, PartitionInput, PersonInput, PlaceInput, person_community, site_community,
};
use crate::partition::{Core, Partition};
use crate::person_draft::PersonDraft;
use crate::place_columns::PlaceDraft;
use crate::tag_set::TagSet;
use crate::{late_tags, outside};

/// What a snapshot needs to know beside its entities.
#[derive(Debug, Clone)]
pub struct District {
    /// The area tree.
    pub areas: Arc<AreaTree>,
    /// The day that ages are counted on.
    pub today: NaiveDate,
    /// The tags that are computed.
    pub tags: Arc<TagSet>,
    /// The newest whole lists: who is missing from one does not stand in its source.
    pub rosters: Arc<Rosters>,
    /// The area all this is of, where it is one: who and what has no known community counts for it
    /// and for the areas around it, and for nothing below.
    pub serves: Option<AreaCode>,
}

impl District {
    /// A district with the tags that ship with Linli.
    #[must_use]
    pub fn new(areas: Arc<AreaTree>, today: NaiveDate) -> Self {
        Self {
            areas,
            today,
            tags: TagSet::shipped(),
            rosters: Arc::default(),
            serves: None,
        }
    }
}

/// How much a snapshot holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SnapshotSize {
    /// People, the dead included.
    pub people: u64,
    /// Dwellings.
    pub dwellings: u64,
    /// Places.
    pub places: u64,
    /// Communities with any of them, and one more when some have no community.
    pub partitions: u64,
}

/// The registry as columns; see the crate's documentation.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(crate) district: District,
    /// By area code; without a community last.
    pub(crate) partitions: Vec<Arc<Partition>>,
}

/// Takes a district over in chunks, so that it never lies in memory twice in full.
#[derive(Debug)]
pub struct SnapshotBuilder {
    district: District,
    drafts: FxHashMap<Option<AreaCode>, Draft>,
    /// Communities that are taken over as they are.
    kept: Vec<Arc<Core>>,
}

impl SnapshotBuilder {
    /// Starts with nothing.
    #[must_use]
    pub fn new(district: District) -> Self {
        Self {
            district,
            drafts: FxHashMap::default(),
            kept: Vec::new(),
        }
    }

    /// Starts with the communities of a snapshot, all but those that are handed over anew.
    #[must_use]
    pub fn over(base: &Snapshot, district: District, anew: &BTreeSet<Option<AreaCode>>) -> Self {
        let kept = base
            .partitions
            .iter()
            .filter(|partition| !anew.contains(&partition.community()))
            .map(|partition| Arc::clone(&partition.core))
            .collect();
        Self {
            kept,
            ..Self::new(district)
        }
    }

    /// The communities of everybody and everything handed over so far.
    pub fn communities(&self) -> impl Iterator<Item = Option<AreaCode>> + '_ {
        self.drafts.keys().copied()
    }

    /// Takes people over, in any order.
    pub fn add_persons(&mut self, persons: Vec<PersonInput>) {
        let drafts: Vec<_> = persons
            .into_par_iter()
            .map(|person| (person_community(&person.current), PersonDraft::of(person)))
            .collect();
        for (community, draft) in drafts {
            self.drafts
                .entry(community)
                .or_default()
                .persons
                .push(draft);
        }
    }

    /// Takes dwellings over, in any order.
    pub fn add_dwellings(&mut self, dwellings: Vec<DwellingInput>) {
        let drafts: Vec<_> = dwellings
            .into_par_iter()
            .map(|dwelling| {
                (
                    site_community(&dwelling.current),
                    DwellingDraft::of(dwelling),
                )
            })
            .collect();
        for (community, draft) in drafts {
            self.drafts
                .entry(community)
                .or_default()
                .dwellings
                .push(draft);
        }
    }

    /// Takes places over, in any order.
    pub fn add_places(&mut self, places: Vec<PlaceInput>) {
        let drafts: Vec<_> = places
            .into_par_iter()
            .map(|place| (site_community(&place.current), PlaceDraft::of(place)))
            .collect();
        for (community, draft) in drafts {
            self.drafts.entry(community).or_default().places.push(draft);
        }
    }

    /// Takes everything of a community over that was reduced before. The community must be new to
    /// this builder.
    pub fn add_draft(&mut self, community: Option<AreaCode>, draft: Draft) {
        self.drafts.insert(community, draft);
    }

    /// What was taken over so far, by community, in no order.
    #[must_use]
    pub fn drafts(&self) -> Vec<(Option<AreaCode>, &Draft)> {
        self.drafts
            .iter()
            .map(|(community, draft)| (*community, draft))
            .collect()
    }

    /// Builds the snapshot, communities in parallel.
    #[must_use]
    pub fn finish(self) -> Snapshot {
        let Self {
            district,
            drafts,
            kept,
        } = self;
        // Parallel iteration over a vector can be split evenly, over a map it cannot.
        let drafts: Vec<_> = drafts.into_iter().collect();
        let mut cores: Vec<Arc<Core>> = drafts
            .into_par_iter()
            .map(|(community, draft)| Arc::new(Core::build(community, draft, &district)))
            .collect();
        cores.extend(kept);
        Snapshot::assemble(district, cores, &[])
    }
}

impl Snapshot {
    /// Builds a snapshot of everything at once. A large district is better handed to a
    /// [`SnapshotBuilder`] in chunks.
    #[must_use]
    pub fn build(
        district: District,
        persons: Vec<PersonInput>,
        dwellings: Vec<DwellingInput>,
        places: Vec<PlaceInput>,
    ) -> Self {
        let mut builder = SnapshotBuilder::new(district);
        builder.add_persons(persons);
        builder.add_dwellings(dwellings);
        builder.add_places(places);
        builder.finish()
    }

    /// The same snapshot with some communities replaced by what they hold now; all others are
    /// shared, not copied.
    ///
    /// Whoever moved is held by two communities, the old and the new: both must be among
    /// `touched`, each with everything it holds after the change. `None` is the partition of
    /// those without a known community. A community handed over empty disappears. Of a community
    /// named twice, the inputs are put together.
    #[must_use]
    pub fn with_communities(&self, touched: Vec<(Option<AreaCode>, PartitionInput)>) -> Self {
        self.following(touched, Arc::clone(&self.district.rosters))
    }

    /// As [`Snapshot::with_communities`], under other whole lists. Whom a new list names and who is
    /// put off by it change together, so nobody is seen off a list that names them.
    #[must_use]
    pub fn following(
        &self,
        touched: Vec<(Option<AreaCode>, PartitionInput)>,
        rosters: Arc<Rosters>,
    ) -> Self {
        let mut inputs: FxHashMap<Option<AreaCode>, PartitionInput> = FxHashMap::default();
        for (community, input) in touched {
            let held = inputs.entry(community).or_default();
            held.persons.extend(input.persons);
            held.dwellings.extend(input.dwellings);
            held.places.extend(input.places);
        }
        let replaced: FxHashSet<Option<AreaCode>> = inputs.keys().copied().collect();
        let inputs: Vec<_> = inputs.into_iter().collect();
        let mut cores: Vec<Arc<Core>> = inputs
            .into_par_iter()
            .map(|(community, input)| {
                Arc::new(Core::build(community, Draft::of(input), &self.district))
            })
            .collect();
        let kept = self
            .partitions
            .iter()
            .filter(|partition| !replaced.contains(&partition.community()));
        cores.extend(kept.map(|partition| Arc::clone(&partition.core)));
        let district = District {
            rosters,
            ..self.district.clone()
        };
        Self::assemble(district, cores, &self.partitions)
    }

    /// The same entities on another day: ages and dynamic tags are computed anew, columns shared.
    #[must_use]
    pub fn on(&self, today: NaiveDate) -> Self {
        let district = District {
            today,
            ..self.district.clone()
        };
        self.under(district)
    }

    /// The same entities with other tags: all are computed anew, columns shared.
    #[must_use]
    pub fn with_tags(&self, tags: Arc<TagSet>) -> Self {
        let district = District {
            tags,
            ..self.district.clone()
        };
        self.under(district)
    }

    fn under(&self, district: District) -> Self {
        let cores = self
            .partitions
            .iter()
            .map(|partition| Arc::clone(&partition.core))
            .collect();
        Self::assemble(district, cores, &self.partitions)
    }

    /// The area tree, the day and the tags of this snapshot.
    #[must_use]
    pub fn district(&self) -> &District {
        &self.district
    }

    /// How much it holds.
    #[must_use]
    pub fn size(&self) -> SnapshotSize {
        let sum = |part: fn(&Core) -> usize| {
            self.partitions
                .iter()
                .map(|partition| part(&partition.core) as u64)
                .sum()
        };
        SnapshotSize {
            people: sum(|core| core.people.len()),
            dwellings: sum(|core| core.dwellings.len()),
            places: sum(|core| core.places.len()),
            partitions: self.partitions.len() as u64,
        }
    }

    /// Puts partitions together; those of `before` that would come out the same are shared.
    fn assemble(district: District, mut cores: Vec<Arc<Core>>, before: &[Arc<Partition>]) -> Self {
        cores.retain(|core| !core.is_empty());
        cores.sort_unstable_by_key(|core| (core.community.is_none(), core.community));
        let by_core: FxHashMap<*const Core, &Arc<Partition>> = before
            .iter()
            .map(|partition| (Arc::as_ptr(&partition.core), partition))
            .collect();
        let same_core =
            |core: &Arc<Core>| by_core.get(&Arc::as_ptr(core)).map(|old| Arc::clone(old));
        let outside = outside::find(cores.iter().map(Arc::as_ref));
        let work: Vec<_> = cores
            .into_iter()
            .zip(outside)
            .map(|(core, outside)| (same_core(&core), core, outside))
            .collect();
        let (mut partitions, fresh): (Vec<_>, Vec<_>) = work
            .into_par_iter()
            .map(|(old, core, outside)| match old {
                Some(old)
                    if old.today == district.today
                        && old.outside == outside
                        && Arc::ptr_eq(&old.tag_set, &district.tags)
                        && old.stands_alike(&district.rosters) =>
                {
                    (old, false)
                }
                _ => (Arc::new(Partition::derive(core, &district, outside)), true),
            })
            .unzip();
        late_tags::fill(&mut partitions, fresh, before, &district.tags);
        Self {
            district,
            partitions,
        }
    }
}
