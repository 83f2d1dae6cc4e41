//! Which communities a change reaches: those in which something is not as before, and those that
//! hold relatives of people there.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::AreaCode;

use crate::partition::Partition;
use crate::snapshot::Snapshot;

/// What a change reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    /// Communities in which a value, a tag or somebody is not as before.
    pub changed: BTreeSet<AreaCode>,
    /// Communities that hold spouses, children or parents of people of those. Nothing in them is
    /// another, but a rule that looks at relatives may answer otherwise.
    pub kin: BTreeSet<AreaCode>,
}

impl Snapshot {
    /// What the changes between a snapshot and this one, which was made from it, reach.
    #[must_use]
    pub fn reached_since(&self, before: &Self) -> Reached {
        let of = |snapshot: &Self| -> BTreeSet<*const Partition> {
            snapshot.partitions.iter().map(Arc::as_ptr).collect()
        };
        let (now, then) = (of(self), of(before));
        let mut reached = Reached::default();
        for partition in self.partitions.iter().chain(&before.partitions) {
            let at = Arc::as_ptr(partition);
            if now.contains(&at) && then.contains(&at) {
                continue;
            }
            reached.changed.extend(partition.community());
            reached
                .kin
                .extend(partition.outside.kin.communities().flatten());
        }
        reached
    }
}
