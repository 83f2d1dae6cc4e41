//! One household as a page shows it.

use catalog::area::AreaCode;
use catalog::tag::TagNo;
use rules::Subject;
use rules::facts::Entity;

use crate::snapshot::Snapshot;

/// A household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    /// Its number for life.
    pub id: i64,
    /// The community that holds it.
    pub community: Option<AreaCode>,
    /// The dwelling it is registered in, where that is known and of that community.
    pub dwelling: Option<i64>,
    /// The tags it carries, by number.
    pub tags: Vec<TagNo>,
}

impl Snapshot {
    /// A household with its tags; `None` when nobody belongs to it.
    #[must_use]
    pub fn household_row(&self, id: i64) -> Option<HouseholdRow> {
        let (partition, row) = self.locate(Entity {
            subject: Subject::Household,
            id,
        })?;
        let tags = partition.tag_set.of(Subject::Household);
        let carried = partition.carried.of(Subject::Household);
        let door = partition.households.door[row] as usize;
        Some(HouseholdRow {
            id,
            community: partition.community(),
            dwelling: partition.core.dwellings.id.values().get(door).copied(),
            tags: tags
                .iter()
                .zip(carried)
                .filter(|(_, carriers)| carriers.yes.contains(row))
                .map(|(tag, _)| tag.no)
                .collect(),
        })
    }
}
