//! Ties of people to dwellings (人房关系): registered, living, owning, renting, lodging; each from a
//! source record, each with its day.
//!
//! Nothing here is stored: ties are read from the records of an entity whenever they are asked
//! for, as values are. A person may hold several ties of one kind (two dwellings owned), and what
//! sources say against each other stays visible.

use crate::element::no;
use crate::source::SourceNo;
use crate::survivorship::{Candidate, Current, EpochDay};

/// In which way somebody belongs to a dwelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// 实住: lives there.
    Home,
    /// 户籍: is registered there.
    Hukou,
    /// 产权: owns it.
    Owner,
    /// 承租: rents it.
    Tenant,
    /// 寄住: stays with others there, without renting.
    Lodger,
}

impl Relation {
    /// Every relation, in the order of screens.
    pub const ALL: [Self; 5] = [
        Self::Home,
        Self::Hukou,
        Self::Owner,
        Self::Tenant,
        Self::Lodger,
    ];

    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Hukou => "hukou",
            Self::Owner => "owner",
            Self::Tenant => "tenant",
            Self::Lodger => "lodger",
        }
    }

    /// Word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Home => "实住",
            Self::Hukou => "户籍",
            Self::Owner => "产权",
            Self::Tenant => "承租",
            Self::Lodger => "寄住",
        }
    }

    /// What a stated 居住处所 says about the tie to the home: 02 租赁房屋; 03 寄居, 04 借住.
    fn of_lodging(code: &str) -> Option<Self> {
        match code {
            "02" => Some(Self::Tenant),
            "03" | "04" => Some(Self::Lodger),
            _ => None,
        }
    }
}

/// How a tie stands against what else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 采用: holds now.
    Held,
    /// 其他说法: another source says otherwise and wins.
    Rival,
    /// 曾经: the same source has said otherwise since.
    Former,
}

impl Standing {
    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Rival => "rival",
            Self::Former => "former",
        }
    }
}

/// One tie of a person to a dwelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// In which way.
    pub relation: Relation,
    /// The dwelling.
    pub dwelling: i64,
    /// The newest record of the source that says so.
    pub record: i64,
    /// Its source.
    pub source: SourceNo,
    /// The day that record speaks of.
    pub as_of: EpochDay,
    /// Since when, where the source says so; canonical day.
    pub since: Option<String>,
    /// By which day it had ended: the day on which the same source first said otherwise.
    pub ended_by: Option<EpochDay>,
    /// How it stands.
    pub standing: Standing,
}

/// What the records of a person say about where they live, are registered, rent and lodge.
/// `current` is what the same records amount to. What they own stands in the records of dwellings,
/// see [`owners`].
#[must_use]
pub fn ties_of_person(current: &Current, records: &[Candidate<'_>]) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (relation, element) in [
        (Relation::Home, no::HOME_DWELLING),
        (Relation::Hukou, no::HUKOU_DWELLING),
    ] {
        let said: Vec<Said<'_>> = records
            .iter()
            .filter_map(|record| Said::of(record, relation, record.values.get(element)?))
            .collect();
        let winner = current.text(element).and_then(|text| text.parse().ok());
        ties.extend(resolve(&said, |dwelling| winner == Some(dwelling)));
    }
    ties.extend(ties_by_lodging(current, records));
    sort(&mut ties);
    ties
}

/// Renting and lodging: where a record states both the home and how one lives in it.
fn ties_by_lodging(current: &Current, records: &[Candidate<'_>]) -> Vec<Tie> {
    let home: Option<i64> = current
        .text(no::HOME_DWELLING)
        .and_then(|text| text.parse().ok());
    let stated = current.text(no::LODGING).and_then(Relation::of_lodging);
    [Relation::Tenant, Relation::Lodger]
        .into_iter()
        .flat_map(|relation| {
            let said: Vec<Said<'_>> = records
                .iter()
                .filter(|record| {
                    record
                        .values
                        .get(no::LODGING)
                        .and_then(Relation::of_lodging)
                        == Some(relation)
                })
                .filter_map(|record| {
                    Said::of(record, relation, record.values.get(no::HOME_DWELLING)?)
                })
                .collect();
            resolve(&said, |dwelling| {
                home == Some(dwelling) && stated == Some(relation)
            })
        })
        .collect()
}

/// One record's word on a tie.
struct Said<'a> {
    relation: Relation,
    dwelling: i64,
    record: &'a Candidate<'a>,
}

impl<'a> Said<'a> {
    fn of(record: &'a Candidate<'a>, relation: Relation, dwelling: &str) -> Option<Self> {
        Some(Self {
            relation,
            dwelling: dwelling.parse().ok()?,
            record,
        })
    }

    fn age(&self) -> (EpochDay, i64) {
        (self.record.as_of, self.record.record)
    }
}

/// One tie for each source and dwelling, from its newest record.
fn resolve(said: &[Said<'_>], holds: impl Fn(i64) -> bool) -> Vec<Tie> {
    let mut ties: Vec<Tie> = Vec::new();
    for one in said {
        let same = |other: &&Said<'_>| other.record.source == one.record.source;
        let newer_of_same = said
            .iter()
            .filter(same)
            .any(|other| other.dwelling == one.dwelling && other.age() > one.age());
        if newer_of_same {
            continue;
        }
        let ended_by = said
            .iter()
            .filter(same)
            .filter(|other| other.dwelling != one.dwelling && other.age() > one.age())
            .map(|other| other.record.as_of)
            .min();
        let standing = match (holds(one.dwelling), ended_by) {
            (true, _) => Standing::Held,
            (false, Some(_)) => Standing::Former,
            (false, None) => Standing::Rival,
        };
        let since = match one.relation {
            Relation::Hukou => one.record.values.get(no::HUKOU_SINCE).map(str::to_owned),
            _ => None,
        };
        ties.push(Tie {
            relation: one.relation,
            dwelling: one.dwelling,
            record: one.record.record,
            source: one.record.source,
            as_of: one.record.as_of,
            since,
            ended_by: ended_by.filter(|_| standing == Standing::Former),
            standing,
        });
    }
    ties
}

/// Held first, then by relation, then the newest first.
fn sort(ties: &mut [Tie]) {
    ties.sort_by(|one, other| {
        (
            one.relation,
            one.standing,
            std::cmp::Reverse(one.as_of),
            one.dwelling,
            one.record,
        )
            .cmp(&(
                other.relation,
                other.standing,
                std::cmp::Reverse(other.as_of),
                other.dwelling,
                other.record,
            ))
    });
}

/// Somebody whom a dwelling's record names as its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Identity number, where stated; only by it is a person known for certain.
    pub number: Option<String>,
    /// Name, where stated.
    pub name: Option<String>,
    /// The newest record of the source that says so.
    pub record: i64,
    /// Its source.
    pub source: SourceNo,
    /// The day that record speaks of.
    pub as_of: EpochDay,
    /// By which day it had ended.
    pub ended_by: Option<EpochDay>,
    /// How it stands.
    pub standing: Standing,
}

/// The owners that the records of one dwelling name. Of each source the newest day counts, with
/// everybody it names; of several sources the one whose word on 房主 wins in `current`.
#[must_use]
pub fn owners(current: &Current, records: &[Candidate<'_>]) -> Vec<Owner> {
    let deciding = current
        .winner(no::OWNER_ID_NUMBER)
        .or_else(|| current.winner(no::OWNER_NAME))
        .map(|winner| winner.source);
    let named: Vec<(&Candidate<'_>, Option<&str>, Option<&str>)> = records
        .iter()
        .map(|record| {
            (
                record,
                record.values.get(no::OWNER_ID_NUMBER),
                record.values.get(no::OWNER_NAME),
            )
        })
        .filter(|(_, number, name)| number.is_some() || name.is_some())
        .collect();
    let mut owners: Vec<Owner> = Vec::new();
    for (record, number, name) in &named {
        let of_source = || {
            named
                .iter()
                .filter(|(other, ..)| other.source == record.source)
        };
        let same_owner =
            |other_number: &Option<&str>, other_name: &Option<&str>| match (number, other_number) {
                (Some(one), Some(other)) => one == other,
                _ => name == other_name && number == other_number,
            };
        let said_again = of_source().any(|(other, other_number, other_name)| {
            same_owner(other_number, other_name)
                && (other.as_of, other.record) > (record.as_of, record.record)
        });
        if said_again {
            continue;
        }
        let ended_by = of_source()
            .map(|(other, ..)| other.as_of)
            .filter(|as_of| *as_of > record.as_of)
            .min();
        let standing = match ended_by {
            Some(_) => Standing::Former,
            None if deciding == Some(record.source) => Standing::Held,
            None => Standing::Rival,
        };
        owners.push(Owner {
            number: number.map(str::to_owned),
            name: name.map(str::to_owned),
            record: record.record,
            source: record.source,
            as_of: record.as_of,
            ended_by,
            standing,
        });
    }
    owners.sort_by_key(|owner| (owner.standing, std::cmp::Reverse(owner.as_of), owner.record));
    owners
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::element::ElementNo;
    use crate::source::{Sources, no as source};
    use crate::values::Values;

    struct Rec(i64, SourceNo, EpochDay, Values);

    fn rec(id: i64, source: SourceNo, as_of: EpochDay, held: &[(ElementNo, &str)]) -> Rec {
        let values = held.iter().map(|(no, text)| (*no, (*text).to_owned()));
        Rec(id, source, as_of, values.collect())
    }

    fn candidates(records: &[Rec]) -> Vec<Candidate<'_>> {
        records
            .iter()
            .map(|Rec(record, source, as_of, values)| Candidate {
                record: *record,
                source: *source,
                as_of: *as_of,
                values,
            })
            .collect()
    }

    fn current(records: &[Rec]) -> Current {
        let mut current = Current::default();
        for candidate in candidates(records) {
            current.absorb(Sources::shipped(), candidate);
        }
        current
    }

    fn ties(records: &[Rec]) -> Vec<(Relation, i64, Standing, Option<EpochDay>)> {
        ties_of_person(&current(records), &candidates(records))
            .into_iter()
            .map(|tie| (tie.relation, tie.dwelling, tie.standing, tie.ended_by))
            .collect()
    }

    #[test]
    fn home_and_registration_are_ties_of_their_own_and_rivals_stay() {
        let records = [
            rec(
                1,
                source::HUKOU,
                10,
                &[(no::HUKOU_DWELLING, "7"), (no::HUKOU_SINCE, "2001-05-06")],
            ),
            rec(2, source::DOOR_TO_DOOR, 20, &[(no::HOME_DWELLING, "8")]),
            rec(3, source::OLD_AGE, 15, &[(no::HOME_DWELLING, "9")]),
        ];
        assert_eq!(
            ties(&records),
            [
                (Relation::Home, 8, Standing::Held, None),
                (Relation::Home, 9, Standing::Rival, None),
                (Relation::Hukou, 7, Standing::Held, None),
            ]
        );
        let all = ties_of_person(&current(&records), &candidates(&records));
        assert_eq!(all[2].since.as_deref(), Some("2001-05-06"));
    }

    #[test]
    fn a_move_within_one_source_ends_the_older_tie_by_the_newer_day() {
        let records = [
            rec(1, source::DOOR_TO_DOOR, 10, &[(no::HOME_DWELLING, "7")]),
            rec(2, source::DOOR_TO_DOOR, 40, &[(no::HOME_DWELLING, "8")]),
            rec(3, source::DOOR_TO_DOOR, 50, &[(no::HOME_DWELLING, "8")]),
        ];
        assert_eq!(
            ties(&records),
            [
                (Relation::Home, 8, Standing::Held, None),
                (Relation::Home, 7, Standing::Former, Some(40)),
            ]
        );
    }

    #[test]
    fn renting_and_lodging_follow_what_is_stated_with_the_home() {
        let rents = rec(
            1,
            source::FLOATING,
            10,
            &[(no::HOME_DWELLING, "7"), (no::LODGING, "02")],
        );
        assert_eq!(
            ties(&[rents]),
            [
                (Relation::Home, 7, Standing::Held, None),
                (Relation::Tenant, 7, Standing::Held, None),
            ]
        );
        let moved = [
            rec(
                1,
                source::FLOATING,
                10,
                &[(no::HOME_DWELLING, "7"), (no::LODGING, "04")],
            ),
            rec(2, source::DOOR_TO_DOOR, 12, &[(no::HOME_DWELLING, "8")]),
        ];
        assert_eq!(
            ties(&moved),
            [
                (Relation::Home, 8, Standing::Held, None),
                (Relation::Home, 7, Standing::Rival, None),
                (Relation::Lodger, 7, Standing::Rival, None),
            ]
        );
        // Nothing stated, nothing concluded.
        let owns = rec(
            1,
            source::FLOATING,
            10,
            &[(no::HOME_DWELLING, "7"), (no::LODGING, "01")],
        );
        assert_eq!(ties(&[owns]).len(), 1);
    }

    #[test]
    fn a_dwelling_may_have_several_owners_and_a_sale_ends_the_former() {
        let records = [
            rec(
                1,
                source::HOUSING,
                10,
                &[(no::OWNER_ID_NUMBER, "A"), (no::OWNER_NAME, "甲")],
            ),
            rec(
                2,
                source::HOUSING,
                30,
                &[(no::OWNER_ID_NUMBER, "B"), (no::OWNER_NAME, "乙")],
            ),
            rec(
                3,
                source::HOUSING,
                30,
                &[(no::OWNER_ID_NUMBER, "C"), (no::OWNER_NAME, "丙")],
            ),
            rec(4, source::DOOR_TO_DOOR, 35, &[(no::OWNER_NAME, "丁")]),
        ];
        let found: Vec<_> = owners(&current(&records), &candidates(&records))
            .into_iter()
            .map(|owner| (owner.name.unwrap(), owner.standing, owner.ended_by))
            .collect();
        assert_eq!(
            found,
            [
                ("乙".to_owned(), Standing::Held, None),
                ("丙".to_owned(), Standing::Held, None),
                ("丁".to_owned(), Standing::Rival, None),
                ("甲".to_owned(), Standing::Former, Some(30)),
            ]
        );
    }
}
