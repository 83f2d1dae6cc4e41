//! How many people a filter selects, and how many carry each tag.

use catalog::area::AreaCode;
use catalog::problem::Problem;
use catalog::tag::TagNo;

use crate::filter::{Basis, PersonFilter, tag_no};
use crate::selection::{Rows, Selection};
use crate::snapshot::Snapshot;
use crate::tags::TAGS;

impl Snapshot {
    /// How many people a filter selects.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, `tag-unknown`, `age-range-empty`, `sex-unknown`.
    pub fn count(&self, filter: &PersonFilter) -> Result<u64, Problem> {
        Ok(self.select(filter)?.count())
    }

    /// How many people of an area carry each tag, in tag order, zeros included.
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
        Ok(count_tags(&self.select(&filter)?))
    }
}

/// How many selected people carry each tag.
pub(crate) fn count_tags(selection: &Selection<'_>) -> Vec<(TagNo, u64)> {
    let mut counts = [0; TAGS];
    for part in &selection.parts {
        for (count, tag) in counts.iter_mut().zip(&part.partition.tags) {
            *count += match &part.rows {
                // A whole community's counts are kept with its tags.
                Rows::All => tag.len(),
                Rows::Some(bits) => tag.count_in(bits),
            };
        }
    }
    counts
        .into_iter()
        .enumerate()
        .map(|(number, count)| (tag_no(number), count))
        .collect()
}
