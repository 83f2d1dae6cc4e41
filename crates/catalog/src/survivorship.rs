//! Which value wins when several source records of one entity disagree (survivorship).
//!
//! Values compete on three sides, each with its best value by rank of the source, then the later
//! as-of day, then the later record:
//!
//! 1. locks (人工锁定): while one is in force, it wins;
//! 2. confirmations: what somebody saw or was told on the spot (走访, 核对过的报表);
//! 3. feeds: everything that departments hand over.
//!
//! For what an eyewitness can tell (`freshness::Freshness::is_confirmable`), a confirmation wins
//! over the best feed unless the feed is newer. Against a newer feed the ranks decide, as long as
//! the confirmation was within its maximum age on the feed's day; after that the feed wins. For
//! everything else the ranks decide alone.
//!
//! The outcome depends on the set of records only, never on the order of loading or on the clock.
//! So a delivery that is undone leaves exactly what was there before it. To keep that true while
//! records come one at a time, the best value of each losing side stays at hand
//! ([`Current::standby`]).

use serde::{Deserialize, Serialize};

use crate::element::ElementNo;
use crate::freshness::Freshness;
use crate::source::{SourceNo, Sources, no as source_no};
use crate::values::Values;

/// Days since 1970-01-01; compact and ordered.
pub type EpochDay = i32;

/// A winning value with what it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Winner<T = String> {
    /// The element.
    pub element: ElementNo,
    /// Canonical text.
    pub text: T,
    /// The source record it stands in.
    pub record: i64,
    /// The source of that record.
    pub source: SourceNo,
    /// The day the source says it speaks of.
    pub as_of: EpochDay,
}

/// What the registry holds of one entity now. Its texts are its own, or (`Current<&str>`) lie where they were
/// read: values compete without being copied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Current<T = String> {
    /// Winning values in element order.
    pub winners: Vec<Winner<T>>,
    /// The best values of the sides that do not win now, in order of element and side. Only for
    /// elements that an eyewitness can tell: elsewhere the winner says all.
    pub standby: Vec<Winner<T>>,
    /// Every source that has an active record of this entity, in source order, with the latest
    /// as-of day.
    pub sources: Vec<(SourceNo, EpochDay)>,
}

/// One source record as survivorship sees it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Record id.
    pub record: i64,
    /// Its source.
    pub source: SourceNo,
    /// Its as-of day.
    pub as_of: EpochDay,
    /// Its values.
    pub values: &'a Values,
}

impl<T: AsRef<str> + Clone> Current<T> {
    /// Lets one more record compete. Adding records in any order gives the same result.
    pub fn absorb<'a>(&mut self, sources: &Sources, candidate: Candidate<'a>)
    where
        T: From<&'a str>,
    {
        match self
            .sources
            .binary_search_by_key(&candidate.source, |(no, _)| *no)
        {
            Ok(at) => self.sources[at].1 = self.sources[at].1.max(candidate.as_of),
            Err(at) => self.sources.insert(at, (candidate.source, candidate.as_of)),
        }
        if self.winners.is_empty() {
            self.winners.reserve_exact(candidate.values.len());
        }
        for (element, text) in candidate.values.iter() {
            if self.surely_loses(sources, element, &candidate) {
                continue;
            }
            let new = Winner {
                element,
                text: T::from(text),
                record: candidate.record,
                source: candidate.source,
                as_of: candidate.as_of,
            };
            self.compete(sources, new);
        }
    }

    /// Whether a value loses and is not kept on standby either. Most values of a record that comes
    /// to a known entity do, and need not be copied for that.
    fn surely_loses(&self, sources: &Sources, element: ElementNo, new: &Candidate<'_>) -> bool {
        self.winner(element).is_some_and(|held| {
            let strength = (sources.rank(new.source, element), new.as_of, new.record);
            Freshness::shipped().confirmable(element).is_none()
                && strength <= self::strength(sources, held)
        })
    }

    fn compete(&mut self, sources: &Sources, new: Winner<T>) {
        let place = self
            .winners
            .binary_search_by_key(&new.element, |winner| winner.element);
        let at = match place {
            Ok(at) => at,
            Err(at) => return self.winners.insert(at, new),
        };
        let Some(max_age) = Freshness::shipped().confirmable(new.element) else {
            if strength(sources, &new) > strength(sources, &self.winners[at]) {
                self.winners[at] = new;
            }
            return;
        };
        // The frequent case: two values of one side and none of another.
        let first = self
            .standby
            .partition_point(|held| held.element < new.element);
        let last = self
            .standby
            .partition_point(|held| held.element <= new.element);
        if first == last && Side::of(sources, &new) == Side::of(sources, &self.winners[at]) {
            if strength(sources, &new) > strength(sources, &self.winners[at]) {
                self.winners[at] = new;
            }
            return;
        }
        let mut best: [Option<Winner<T>>; 3] = [None, None, None];
        let held = std::mem::replace(&mut self.winners[at], new.clone());
        for one in self.standby.drain(first..last).chain([held, new]) {
            let side = &mut best[Side::of(sources, &one) as usize];
            let better = side
                .as_ref()
                .is_none_or(|held| strength(sources, &one) > strength(sources, held));
            if better {
                *side = Some(one);
            }
        }
        let winning = winning_side(sources, &best, max_age);
        for (side, one) in best.into_iter().enumerate().rev() {
            match one {
                Some(one) if side == winning as usize => self.winners[at] = one,
                Some(one) => self.standby.insert(first, one),
                None => {}
            }
        }
    }

    /// The winner of an element.
    #[must_use]
    pub fn winner(&self, element: ElementNo) -> Option<&Winner<T>> {
        self.winners
            .binary_search_by_key(&element, |winner| winner.element)
            .ok()
            .map(|at| &self.winners[at])
    }

    /// The winning text of an element.
    #[must_use]
    pub fn text(&self, element: ElementNo) -> Option<&str> {
        self.winner(element).map(|winner| winner.text.as_ref())
    }

    /// Whether a source has an active record of this entity, be it on its newest list or not (see
    /// [`crate::roster`]).
    #[must_use]
    pub fn has_source(&self, source: SourceNo) -> bool {
        self.sources
            .binary_search_by_key(&source, |(no, _)| *no)
            .is_ok()
    }
}

/// On which side a value competes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Locked,
    Confirmed,
    Fed,
}

impl Side {
    fn of<T>(sources: &Sources, value: &Winner<T>) -> Self {
        if value.source == source_no::MANUAL_LOCK {
            return Self::Locked;
        }
        match sources.get(value.source) {
            Some(source) if source.confirms => Self::Confirmed,
            _ => Self::Fed,
        }
    }
}

/// What values of one side are compared by.
fn strength<T>(sources: &Sources, value: &Winner<T>) -> (i16, EpochDay, i64) {
    (
        sources.rank(value.source, value.element),
        value.as_of,
        value.record,
    )
}

/// The side that wins, given the best value of each side, of which one at least is there.
fn winning_side<T>(sources: &Sources, best: &[Option<Winner<T>>; 3], max_age: i32) -> Side {
    let [locked, confirmed, fed] = best;
    match (locked, confirmed, fed) {
        (Some(_), _, _) => Side::Locked,
        (None, Some(confirmed), Some(fed)) => {
            let younger_by = fed.as_of.saturating_sub(confirmed.as_of);
            let ranked = sources.rank(confirmed.source, confirmed.element)
                > sources.rank(fed.source, fed.element);
            if younger_by <= 0 || (younger_by <= max_age && ranked) {
                Side::Confirmed
            } else {
                Side::Fed
            }
        }
        (None, Some(_), None) => Side::Confirmed,
        (None, None, _) => Side::Fed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::element::no;
    use crate::source::no as source;

    fn record(id: i64, source: SourceNo, as_of: EpochDay, held: &[(ElementNo, &str)]) -> Held {
        let values = held
            .iter()
            .map(|(element, text)| (*element, (*text).to_owned()))
            .collect();
        Held {
            id,
            source,
            as_of,
            values,
        }
    }

    #[derive(Debug, Clone)]
    struct Held {
        id: i64,
        source: SourceNo,
        as_of: EpochDay,
        values: Values,
    }

    fn current(records: &[Held]) -> Current {
        let mut current = Current::default();
        for held in records {
            let candidate = Candidate {
                record: held.id,
                source: held.source,
                as_of: held.as_of,
                values: &held.values,
            };
            current.absorb(Sources::shipped(), candidate);
        }
        current
    }

    #[test]
    fn the_trusted_source_wins_then_the_later_day_then_the_later_record() {
        let current = current(&[
            record(
                1,
                source::HUKOU,
                20,
                &[(no::NAME, "张三"), (no::PHONE, "13800001111")],
            ),
            record(
                2,
                source::DOOR_TO_DOOR,
                10,
                &[(no::NAME, "张山"), (no::PHONE, "13900002222")],
            ),
            record(3, source::DOOR_TO_DOOR, 12, &[(no::PHONE, "13900003333")]),
            record(4, source::DOOR_TO_DOOR, 12, &[(no::PHONE, "13900004444")]),
        ]);
        assert_eq!(current.text(no::NAME), Some("张三"));
        assert_eq!(current.text(no::PHONE), Some("13900004444"));
        assert_eq!(
            current.sources,
            [(source::DOOR_TO_DOOR, 12), (source::HUKOU, 20)]
        );
        assert!(current.has_source(source::HUKOU));
        assert!(!current.has_source(source::DEATH));
        assert_eq!(current.text(no::SEX), None);
    }

    fn phone(records: &[(SourceNo, EpochDay)]) -> SourceNo {
        let records: Vec<Held> = records
            .iter()
            .zip(1..)
            .map(|((source, as_of), id)| record(id, *source, *as_of, &[(no::PHONE, "13800000000")]))
            .collect();
        current(&records)
            .winner(no::PHONE)
            .map(|winner| winner.source)
            .expect("somebody wins")
    }

    #[test]
    fn a_visit_holds_until_a_feed_is_newer_and_the_visit_past_its_age() {
        let visit = (source::DOOR_TO_DOOR, 1_000);
        let insured = |day| (source::INSURANCE, day);
        assert_eq!(phone(&[visit, insured(900)]), source::DOOR_TO_DOOR);
        assert_eq!(phone(&[visit, insured(1_000)]), source::DOOR_TO_DOOR);
        // The feed is newer, but the visit is ranked higher and not yet a year old.
        assert_eq!(phone(&[visit, insured(1_365)]), source::DOOR_TO_DOOR);
        assert_eq!(phone(&[visit, insured(1_366)]), source::INSURANCE);
        assert_eq!(
            phone(&[visit, insured(1_366), (source::DOOR_TO_DOOR, 1_400)]),
            source::DOOR_TO_DOOR
        );
    }

    #[test]
    fn a_visit_wins_over_a_higher_ranked_feed_that_is_not_newer() {
        let employer = |visit, feed| {
            let records = [
                record(1, source::INSURANCE, feed, &[(no::WORKPLACE, "甲厂")]),
                record(2, source::DOOR_TO_DOOR, visit, &[(no::WORKPLACE, "乙店")]),
            ];
            let current = current(&records);
            assert_eq!(current.standby.len(), 1);
            current.text(no::WORKPLACE).map(str::to_owned)
        };
        assert_eq!(employer(50, 50).as_deref(), Some("乙店"));
        assert_eq!(employer(50, 51).as_deref(), Some("甲厂"));
    }

    #[test]
    fn what_only_an_authority_can_tell_is_not_taken_from_a_visit() {
        let records = [
            record(1, source::HUKOU, 10, &[(no::NAME, "张三")]),
            record(2, source::DOOR_TO_DOOR, 99, &[(no::NAME, "张山")]),
        ];
        let current = current(&records);
        assert_eq!(current.text(no::NAME), Some("张三"));
        assert!(current.standby.is_empty());
    }

    #[test]
    fn a_lock_wins_over_everything_whenever_it_was_made() {
        let records = [
            record(
                1,
                source::MANUAL_LOCK,
                5,
                &[(no::PHONE, "1"), (no::NAME, "甲")],
            ),
            record(
                2,
                source::FORM_CORRECTION,
                99,
                &[(no::PHONE, "2"), (no::NAME, "乙")],
            ),
            record(3, source::INSURANCE, 99, &[(no::PHONE, "3")]),
        ];
        let current = current(&records);
        assert_eq!(current.text(no::PHONE), Some("1"));
        assert_eq!(current.text(no::NAME), Some("甲"));
        assert_eq!(current.standby.len(), 2);
    }

    fn records() -> impl Strategy<Value = Vec<Held>> {
        let one = (
            prop::sample::select(vec![
                source::HUKOU,
                source::DOOR_TO_DOOR,
                source::OLD_AGE,
                source::INSURANCE,
                source::FORM_CORRECTION,
                source::MANUAL_LOCK,
            ]),
            // Days before, on, within and past the maximum age of one another.
            prop::sample::select(vec![0_i32, 1, 100, 200, 400, 800]),
            prop::collection::vec(
                (prop::sample::select(vec![1_u16, 7, 22, 24, 29]), "[a-c]"),
                0..4,
            ),
        );
        prop::collection::vec(one, 0..9).prop_map(|all| {
            let numbered = all.into_iter().zip(1_i64..);
            numbered
                .map(|((source, as_of, held), id)| {
                    let values = held
                        .into_iter()
                        .map(|(no, text)| (ElementNo(no), text))
                        .collect();
                    Held {
                        id,
                        source,
                        as_of,
                        values,
                    }
                })
                .collect()
        })
    }

    proptest! {
        #![proptest_config(crate::testing::same_every_run())]

        #[test]
        fn the_order_of_loading_does_not_matter(
            (records, shuffled) in records().prop_flat_map(|all| {
                (Just(all.clone()), Just(all).prop_shuffle())
            })
        ) {
            prop_assert_eq!(current(&records), current(&shuffled));
        }
    }
}
