//! Whole lists (全量名册): who is missing from a department's newest list is not on it any more.
//!
//! No record and no entity changes when a list comes. An entity *stands* (在册) in a source as long
//! as its latest day of that source is not before the day of the newest whole list in force: so an
//! older list that comes late puts nobody off, and the undo of the newest brings everybody back.
//! Lists of one day count together as one, because the files of a district may come by street.
//! Its values stay what the source last said, with that day.

use std::collections::BTreeMap;

use crate::element::EntityKind;
use crate::period;
use crate::source::{SourceNo, Sources};
use crate::survivorship::{Current, EpochDay};

/// The day of the newest whole list in force, for each source that hands over whole lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rosters(BTreeMap<SourceNo, EpochDay>);

/// Who stood in a source and is missing from its newest list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Left {
    /// The source.
    pub source: SourceNo,
    /// The last day on which it named the entity.
    pub last: EpochDay,
    /// The day of the list that does not.
    pub list: EpochDay,
}

impl Rosters {
    /// The newest of the whole lists in force, which come in any order. Lists of sources that do
    /// not hand over rosters say nothing of whom they do not name.
    #[must_use]
    pub fn newest(lists: impl IntoIterator<Item = (SourceNo, EpochDay)>) -> Self {
        let mut newest: BTreeMap<SourceNo, EpochDay> = BTreeMap::new();
        for (source, day) in lists {
            if Sources::shipped().is_roster(source) {
                let held = newest.entry(source).or_insert(day);
                *held = day.max(*held);
            }
        }
        Self(newest)
    }

    /// The day of a source's newest whole list.
    #[must_use]
    pub fn day_of(&self, source: SourceNo) -> Option<EpochDay> {
        self.0.get(&source).copied()
    }

    /// Whether an entity that a source last named on a day stands in it.
    #[must_use]
    pub fn stands(&self, source: SourceNo, last: EpochDay) -> bool {
        self.left(source, last).is_none()
    }

    /// Why an entity that a source last named on a day does not stand in it; `None` when it does.
    #[must_use]
    pub fn left(&self, source: SourceNo, last: EpochDay) -> Option<Left> {
        let list = self.day_of(source).filter(|list| last < *list)?;
        Some(Left { source, last, list })
    }

    /// The lists that an entity has dropped off, in source order.
    pub fn left_by<'a>(&'a self, current: &'a Current) -> impl Iterator<Item = Left> + 'a {
        current
            .sources
            .iter()
            .filter_map(|(source, last)| self.left(*source, *last))
    }
}

impl Left {
    /// One Chinese sentence without a full stop:
    /// 民政·低保：2026-05-31在册，2026-06-30的名册中已无此人.
    #[must_use]
    pub fn sentence(&self, kind: EntityKind) -> String {
        let whom = match kind {
            EntityKind::Person => "此人",
            EntityKind::Dwelling => "此房屋",
            EntityKind::Place => "此单位",
            EntityKind::Household | EntityKind::Form => "它",
        };
        let day = |day| period::from_epoch_day(day).map_or_else(String::new, period::day_text);
        format!(
            "{}：{}在册，{}的名册中已无{whom}",
            Sources::shipped()
                .get(self.source)
                .map_or("", |source| source.label.as_str()),
            day(self.last),
            day(self.list),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::no;

    #[test]
    fn who_is_missing_from_the_newest_whole_list_stands_no_more() {
        let may = Rosters::newest([(no::DIBAO, 100)]);
        assert!(may.stands(no::DIBAO, 100) && may.stands(no::DIBAO, 101));
        let june = Rosters::newest([(no::DIBAO, 131), (no::DIBAO, 100)]);
        assert!(june.stands(no::DIBAO, 131));
        let left = Left {
            source: no::DIBAO,
            last: 100,
            list: 131,
        };
        assert_eq!(june.left(no::DIBAO, 100), Some(left));
        assert!(june.stands(no::DISABILITY, 1), "another source");
    }

    #[test]
    fn the_order_of_loading_does_not_matter_and_an_older_list_puts_nobody_off() {
        let lists = [(no::DIBAO, 131), (no::OLD_AGE, 7), (no::DIBAO, 100)];
        let mut turned = lists;
        turned.reverse();
        assert_eq!(Rosters::newest(lists), Rosters::newest(turned));
        assert_eq!(Rosters::newest(lists).day_of(no::DIBAO), Some(131));
    }

    #[test]
    fn sources_that_hand_over_changes_or_parts_put_nobody_off() {
        let others = [no::DOOR_TO_DOOR, no::HUKOU, no::FLOATING, no::DEATH];
        let rosters = Rosters::newest(others.map(|source| (source, 500)));
        assert_eq!(rosters, Rosters::default());
        assert!(rosters.stands(no::HUKOU, 1));
    }

    #[test]
    fn the_sentence_says_both_days() {
        let left = Left {
            source: no::DIBAO,
            last: 20_604,
            list: 20_634,
        };
        assert_eq!(
            left.sentence(EntityKind::Person),
            "民政·低保：2026-05-31在册，2026-06-30的名册中已无此人"
        );
        assert!(left.sentence(EntityKind::Place).ends_with("已无此单位"));
    }

    #[test]
    fn an_entity_tells_which_lists_it_dropped_off() {
        let current = Current {
            sources: vec![(no::DOOR_TO_DOOR, 1), (no::DIBAO, 100), (no::OLD_AGE, 9)],
            ..Current::default()
        };
        let rosters = Rosters::newest([(no::DIBAO, 131), (no::OLD_AGE, 9)]);
        let left: Vec<SourceNo> = rosters.left_by(&current).map(|left| left.source).collect();
        assert_eq!(left, [no::DIBAO]);
    }
}
