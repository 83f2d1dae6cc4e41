//! Which value wins when several source records of one entity disagree (survivorship).
//!
//! The order is total and does not depend on the order of loading: rank of the source for the
//! element, then the later as-of day, then the later record. So a delivery that is undone leaves
//! exactly what was there before it.

use serde::{Deserialize, Serialize};

use crate::element::ElementNo;
use crate::source::{SourceNo, Sources};
use crate::values::Values;

/// Days since 1970-01-01; compact and ordered.
pub type EpochDay = i32;

/// A winning value with what it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Winner {
    /// The element.
    pub element: ElementNo,
    /// Canonical text.
    pub text: String,
    /// The source record it stands in.
    pub record: i64,
    /// The source of that record.
    pub source: SourceNo,
    /// The day the source says it speaks of.
    pub as_of: EpochDay,
}

/// What the registry holds of one entity now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Current {
    /// Winning values in element order.
    pub winners: Vec<Winner>,
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

impl Current {
    /// Lets one more record compete. Adding records in any order gives the same result.
    pub fn absorb(&mut self, sources: &Sources, candidate: Candidate<'_>) {
        match self
            .sources
            .binary_search_by_key(&candidate.source, |(no, _)| *no)
        {
            Ok(at) => self.sources[at].1 = self.sources[at].1.max(candidate.as_of),
            Err(at) => self.sources.insert(at, (candidate.source, candidate.as_of)),
        }
        for (element, text) in candidate.values.iter() {
            let place = self
                .winners
                .binary_search_by_key(&element, |winner| winner.element);
            let new = || Winner {
                element,
                text: text.to_owned(),
                record: candidate.record,
                source: candidate.source,
                as_of: candidate.as_of,
            };
            match place {
                Err(at) => self.winners.insert(at, new()),
                Ok(at) => {
                    let held = &self.winners[at];
                    let key =
                        |source, as_of, record| (sources.rank(source, element), as_of, record);
                    if key(candidate.source, candidate.as_of, candidate.record)
                        > key(held.source, held.as_of, held.record)
                    {
                        self.winners[at] = new();
                    }
                }
            }
        }
    }

    /// The winner of an element.
    #[must_use]
    pub fn winner(&self, element: ElementNo) -> Option<&Winner> {
        self.winners
            .binary_search_by_key(&element, |winner| winner.element)
            .ok()
            .map(|at| &self.winners[at])
    }

    /// The winning text of an element.
    #[must_use]
    pub fn text(&self, element: ElementNo) -> Option<&str> {
        self.winner(element).map(|winner| winner.text.as_str())
    }

    /// Whether a source has an active record of this entity.
    #[must_use]
    pub fn has_source(&self, source: SourceNo) -> bool {
        self.sources
            .binary_search_by_key(&source, |(no, _)| *no)
            .is_ok()
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

    fn records() -> impl Strategy<Value = Vec<Held>> {
        let one = (
            prop::sample::select(vec![source::HUKOU, source::DOOR_TO_DOOR, source::OLD_AGE]),
            0_i32..3,
            prop::collection::vec(
                (prop::sample::select(vec![1_u16, 7, 24, 29]), "[a-c]"),
                0..4,
            ),
        );
        prop::collection::vec(one, 0..8).prop_map(|all| {
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
