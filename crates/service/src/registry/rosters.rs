//! Which whole lists (全量名册) are in force, now and at any moment of the past: the deliveries that
//! were loaded and not undone then, of sources that hand over whole lists. A source whose contract
//! says that its files hold some of the streets only (分片) hands over no whole list, because files
//! of other days would put off everybody whose street is not in the last one.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use catalog::roster::Rosters;
use catalog::source::{Source, SourceNo, Sources};
use storage::{Store, Timestamp, WholeList};

use super::check::contract_of;

/// The whole lists as they came and went.
#[derive(Debug, Default)]
pub struct Lists {
    lists: Vec<WholeList>,
    /// From when on the files of a source are said to be divided or not, the oldest first.
    divided: Vec<(SourceNo, Timestamp, bool)>,
}

impl Lists {
    /// Reads them.
    ///
    /// # Errors
    /// When storage cannot be read.
    pub async fn read(store: &Store) -> Result<Self, Problem> {
        let rosters = Sources::shipped().all().iter();
        let sources: Vec<SourceNo> = rosters
            .filter(|source| source.roster)
            .map(|source| source.no)
            .collect();
        let lists = store.whole_lists(&sources).await?;
        let mut divided = Vec::new();
        for source in sources {
            for version in store.contract_versions(source).await?.iter().rev() {
                let says = contract_of(version)?.divided;
                divided.push((source, version.created_at, says));
            }
        }
        Ok(Self { lists, divided })
    }

    /// The newest of those in force.
    pub fn now(&self) -> Rosters {
        self.at(Timestamp::MAX)
    }

    /// The newest of those that were in force after what happened at a moment.
    pub fn at(&self, moment: Timestamp) -> Rosters {
        let held = self
            .lists
            .iter()
            .filter(|list| list.held_at(moment) && !self.is_divided(list.source, moment));
        Rosters::newest(held.map(|list| (list.source, list.as_of)))
    }

    fn is_divided(&self, source: SourceNo, moment: Timestamp) -> bool {
        let said = self.divided.iter().rev();
        let mut said = said.filter(|(of, from, _)| *of == source && *from <= moment);
        said.next().is_some_and(|(_, _, divided)| *divided)
    }

    /// The moments at which the newest list of one of some sources became another one.
    pub fn moments(&self, sources: &BTreeSet<SourceNo>) -> Vec<Timestamp> {
        let lists = self.lists.iter();
        let came_and_went = lists
            .filter(|list| sources.contains(&list.source))
            .flat_map(|list| [Some(list.came), list.gone])
            .flatten();
        let contracts = self.divided.iter();
        let agreed = contracts
            .filter(|(source, _, _)| sources.contains(source))
            .map(|(_, from, _)| *from);
        let moments: BTreeSet<Timestamp> = came_and_went.chain(agreed).collect();
        let days = |moment| -> Vec<_> {
            let rosters = self.at(moment);
            sources
                .iter()
                .map(|source| rosters.day_of(*source))
                .collect()
        };
        let mut before = vec![None; sources.len()];
        moments
            .into_iter()
            .filter(|moment| {
                let now = days(*moment);
                let turned = now != before;
                before = now;
                turned
            })
            .collect()
    }
}

/// Whether each delivery of a source is a whole list now.
///
/// # Errors
/// When storage cannot be read.
pub async fn is_roster(store: &Store, source: &Source) -> Result<bool, Problem> {
    if !source.roster {
        return Ok(false);
    }
    Ok(match store.contract(source.no).await? {
        Some(version) => !contract_of(&version)?.divided,
        None => true,
    })
}

#[cfg(test)]
mod tests {
    use catalog::source::no;

    use super::*;

    fn list(as_of: i32, came: Timestamp, gone: Option<Timestamp>) -> WholeList {
        WholeList {
            source: no::DIBAO,
            as_of,
            came,
            gone,
        }
    }

    #[test]
    fn a_moment_knows_the_lists_that_were_loaded_and_not_undone_then() {
        let lists = Lists {
            lists: vec![
                list(100, 10, None),
                list(131, 20, Some(40)),
                list(70, 30, None),
            ],
            divided: Vec::new(),
        };
        let day = |moment| lists.at(moment).day_of(no::DIBAO);
        assert_eq!(day(9), None);
        assert_eq!(day(10), Some(100));
        assert_eq!((day(20), day(39)), (Some(131), Some(131)));
        assert_eq!(day(40), Some(100));
        assert_eq!(lists.now().day_of(no::DIBAO), Some(100));
        let of = BTreeSet::from([no::DIBAO]);
        assert_eq!(
            lists.moments(&of),
            [10, 20, 40],
            "an older list turns nothing"
        );
        assert!(lists.moments(&BTreeSet::from([no::DISABILITY])).is_empty());
    }

    #[test]
    fn files_that_hold_some_streets_only_are_no_whole_lists() {
        let lists = Lists {
            lists: vec![list(100, 10, None)],
            divided: vec![(no::DIBAO, 20, true), (no::DIBAO, 30, false)],
        };
        let day = |moment| lists.at(moment).day_of(no::DIBAO);
        assert_eq!([day(19), day(20), day(30)], [Some(100), None, Some(100)]);
        let of = BTreeSet::from([no::DIBAO]);
        assert_eq!(lists.moments(&of), [10, 20, 30]);
    }
}
