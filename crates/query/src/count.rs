//! How many people a filter selects, and how many carry each tag.

use catalog::area::AreaCode;
use catalog::problem::Problem;
use catalog::tag::TagNo;
use rules::Subject;

use crate::filter::{Basis, PersonFilter, Scope};
use crate::row_set::RowSet;
use crate::selection::{Rows, Selection};
use crate::snapshot::Snapshot;
use crate::tags::Carriers;

impl Snapshot {
    /// How many people a filter selects.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, `tag-unknown`, `age-range-empty`, `sex-unknown`.
    pub fn count(&self, filter: &PersonFilter) -> Result<u64, Problem> {
        Ok(self.select(filter)?.count())
    }

    /// How many people of an area carry each tag of people, in tag order, zeros included.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`.
    pub fn tag_counts(
        &self,
        area: Option<&AreaCode>,
        basis: Basis,
    ) -> Result<Vec<(TagNo, u64)>, Problem> {
        let filter = PersonFilter {
            area: area.copied(),
            basis,
            ..PersonFilter::default()
        };
        let selection = self.select(&filter)?;
        Ok(self.count_tags(&selection))
    }

    /// How many selected people carry each tag.
    pub(crate) fn count_tags(&self, selection: &Selection<'_>) -> Vec<(TagNo, u64)> {
        count_each(self, selection, |carriers| &carriers.yes)
    }

    /// Of how many people of an area each tag cannot be told, in tag order, zeros included.
    ///
    /// # Errors
    /// As [`Snapshot::tag_counts`].
    pub fn tag_unknowns(
        &self,
        area: Option<&AreaCode>,
        basis: Basis,
    ) -> Result<Vec<(TagNo, u64)>, Problem> {
        let filter = PersonFilter {
            area: area.copied(),
            basis,
            ..PersonFilter::default()
        };
        let selection = self.select(&filter)?;
        Ok(count_each(self, &selection, |carriers| &carriers.unknown))
    }

    /// How many dwellings, places or households of an area carry each of their tags, in tag order.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`.
    pub fn thing_tag_counts(
        &self,
        subject: Subject,
        area: Option<&AreaCode>,
    ) -> Result<Vec<(TagNo, u64)>, Problem> {
        self.count_things(subject, area, |carriers| &carriers.yes)
    }

    /// Of how many dwellings, places or households of an area each of their tags cannot be told, in
    /// tag order.
    ///
    /// # Errors
    /// As [`Snapshot::thing_tag_counts`].
    pub fn thing_tag_unknowns(
        &self,
        subject: Subject,
        area: Option<&AreaCode>,
    ) -> Result<Vec<(TagNo, u64)>, Problem> {
        self.count_things(subject, area, |carriers| &carriers.unknown)
    }

    fn count_things(
        &self,
        subject: Subject,
        area: Option<&AreaCode>,
        of: fn(&Carriers) -> &RowSet,
    ) -> Result<Vec<(TagNo, u64)>, Problem> {
        let scope = Scope::of(area, self)?;
        let tags = self.district.tags.of(subject);
        let mut counts = vec![0; tags.len()];
        for partition in &self.partitions {
            if scope.contains(partition.community()) {
                for (count, carriers) in counts.iter_mut().zip(partition.carried.of(subject)) {
                    *count += of(carriers).len();
                }
            }
        }
        Ok(tags.iter().map(|tag| tag.no).zip(counts).collect())
    }
}

fn count_each(
    snapshot: &Snapshot,
    selection: &Selection<'_>,
    of: fn(&Carriers) -> &RowSet,
) -> Vec<(TagNo, u64)> {
    let tags = snapshot.district.tags.of(Subject::Person);
    let mut counts = vec![0; tags.len()];
    for part in &selection.parts {
        let carried = part.partition.carried.of(Subject::Person);
        for (count, carriers) in counts.iter_mut().zip(carried) {
            *count += match &part.rows {
                // A whole community's counts are kept with its tags.
                Rows::All => of(carriers).len(),
                Rows::Some(bits) => of(carriers).count_in(bits),
            };
        }
    }
    tags.iter().map(|tag| tag.no).zip(counts).collect()
}
