//! One record beside those of a registry that it may be about: what each of them is worth, before
//! anything is registered.
//!
//! The engine of [`crate::candidates`] with two differences. Whoever asks expects to find the
//! person, so the prior is the engine's own, not that of doubles which numbers have left over.
//! And only a few people are compared, so how often a name or a phone occurs in the registry is
//! handed in ([`Shared`]).

use crate::candidates::{ASK_FROM, WORTH_A_LOOK, Weight, in_words, summary};
use crate::constraint::Conflict;
use crate::model::probability;
use crate::person::{self, Person, field, usual_parameters};
use crate::score::Scorer;
use crate::sought::Shared;
use crate::table::Table;

/// From this probability on somebody is said to be the same person.
pub const SAME_FROM: f64 = 0.9;

/// What is to be thought of somebody who was found, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// 同一人
    Same,
    /// 请核对
    Ask,
    /// 可能
    Maybe,
}

impl Tier {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Ask => "ask",
            Self::Maybe => "maybe",
        }
    }

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "同一人",
            Self::Ask => "请核对",
            Self::Maybe => "可能",
        }
    }
}

/// Somebody who may be the one that is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// Their place among those handed in.
    pub at: usize,
    /// 0 to 1.
    pub probability: f64,
    /// What is to be thought of it.
    pub tier: Tier,
    /// Every comparison, always in the same order.
    pub weights: Vec<Weight>,
    /// The number is theirs and the name is another: one of the two is written wrongly.
    pub other_name: bool,
    /// Prior and weights together, in bits.
    bits: f64,
}

impl Alike {
    /// What speaks for it, in a few words.
    #[must_use]
    pub fn summary(&self) -> String {
        summary(&self.weights)
    }

    fn odds(&self) -> f64 {
        self.bits.exp2()
    }
}

/// Weighs people of a registry of so many against the one who is asked about; the likeliest first,
/// without those of whom hardly anything speaks, and without those who cannot be it: two valid and
/// different numbers, twins.
#[must_use]
pub fn alike(asked: &Person<'_>, held: &[Person<'_>], shared: Shared, people: u32) -> Vec<Alike> {
    let mut table = Table::new(person::fields());
    let one = asked.push(&mut table, 0);
    let records: Vec<u32> = held.iter().map(|held| held.push(&mut table, 0)).collect();
    table.set_stands_for(people as usize + 1);
    for (field, count) in [
        (field::NAME, shared.name),
        (field::BIRTH, shared.birth),
        (field::PHONE, shared.phone),
        (field::ADDRESS, shared.dwelling),
    ] {
        // The one who is asked about holds it too.
        table.set_counts(one, field, count + 1);
    }
    let (model, parameters) = (person::model(), usual_parameters(people));
    let scorer = Scorer::new(&model, &parameters);
    let mut found: Vec<Alike> = records
        .into_iter()
        .enumerate()
        .filter_map(|(at, other)| {
            let (bits, weights) = scorer.explain(&table, one, other);
            let other_name = match model.constraints.conflict(&table, one, other) {
                // Whose number it is, a person has to look up.
                Some(Conflict::OtherName) => true,
                Some(_) => return None,
                None => false,
            };
            let probability = probability(bits);
            (other_name || probability >= WORTH_A_LOOK).then(|| Alike {
                at,
                probability,
                tier: Tier::Maybe,
                weights: in_words(weights),
                other_name,
                bits,
            })
        })
        .collect();
    judge(&mut found);
    found.sort_by(|one, other| {
        (one.tier.cmp(&other.tier))
            .then(other.bits.total_cmp(&one.bits))
            .then(one.at.cmp(&other.at))
    });
    found
}

/// One record is of one person: where several are about as likely, none of them is called the same.
fn judge(found: &mut [Alike]) {
    let possible = found.iter().filter(|one| !one.other_name);
    let all = 1.0 + possible.map(Alike::odds).sum::<f64>();
    for one in found {
        one.tier = if one.other_name {
            Tier::Ask
        } else if one.probability >= SAME_FROM && one.odds() / all >= SAME_FROM {
            Tier::Same
        } else if one.probability >= ASK_FROM {
            Tier::Ask
        } else {
            Tier::Maybe
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::{Comparison, Level};
    use crate::person::dwelling_of_entity;

    const NUMBER: &str = "370203194605150020";
    const PEOPLE: u32 = 1_000_000;

    /// What a registry of a million holds of an ordinary name.
    const USUAL: Shared = Shared {
        name: 30,
        birth: 40,
        phone: 1,
        dwelling: 3,
    };

    fn li() -> Person<'static> {
        Person {
            name: "李秀英",
            id_number: NUMBER,
            birth: "1946-05-15",
            sex: "2",
            phones: vec!["13800531196"],
            addresses: vec!["|||#7"],
        }
    }

    fn bare(name: &'static str, birth: &'static str) -> Person<'static> {
        Person {
            name,
            birth,
            ..Person::default()
        }
    }

    fn one(asked: &Person<'_>, held: Person<'_>, shared: Shared) -> Option<Alike> {
        alike(asked, &[held], shared, PEOPLE).into_iter().next()
    }

    #[test]
    fn a_name_heard_and_a_birth_date_are_put_to_people() {
        let found = one(
            &bare("李秀瑛", "1946-05-15"),
            li(),
            Shared { name: 0, ..USUAL },
        );
        let found = found.expect("somebody");
        assert_eq!(found.tier, Tier::Ask, "{found:?}");
        let name = &found.weights[0];
        assert_eq!(
            (name.comparison, name.level, name.words()),
            (Comparison::Name, Level::Near, "同音")
        );
        let bits: f64 = found.weights.iter().map(|weight| weight.weight).sum();
        assert!(
            (found.bits - bits + 19.93).abs() < 0.01,
            "prior and weights add up"
        );
    }

    #[test]
    fn a_slip_of_the_number_and_a_date_the_wrong_way_round_are_seen_through() {
        let slip = Person {
            id_number: "370203194605150021",
            ..bare("李秀英", "")
        };
        let found = one(&slip, li(), USUAL).expect("somebody");
        assert_eq!(
            (found.tier, found.weights[1].words()),
            (Tier::Same, "只差一处")
        );
        let swapped = Person {
            birth: "1946-12-05",
            phones: vec!["13800531196"],
            ..bare("李秀英", "")
        };
        let held = Person {
            id_number: "",
            birth: "1946-05-12",
            ..li()
        };
        let found = one(&swapped, held, USUAL).expect("somebody");
        assert_eq!(
            (found.tier, found.weights[2].words()),
            (Tier::Same, "月日颠倒")
        );
    }

    #[test]
    fn relatives_namesakes_and_twins_are_nobody() {
        let son = Person {
            name: "王小军",
            birth: "1978-11-20",
            id_number: "",
            sex: "1",
            ..li()
        };
        assert_eq!(
            one(&son, li(), USUAL),
            None,
            "a son shares phone and dwelling"
        );
        let twin = Person {
            name: "李国强",
            id_number: "",
            ..li()
        };
        assert_eq!(one(&twin, li(), USUAL), None);
        let other = Person {
            id_number: "370203198811230046",
            birth: "",
            ..li()
        };
        assert_eq!(one(&other, li(), USUAL), None, "two valid numbers");
    }

    #[test]
    fn a_number_under_another_name_is_asked_about() {
        let asked = Person {
            id_number: NUMBER,
            ..bare("王建国", "")
        };
        let found = one(&asked, li(), USUAL).expect("the holder of the number");
        assert_eq!((found.tier, found.other_name), (Tier::Ask, true));
    }

    #[test]
    fn a_common_name_says_less() {
        let asked = bare("李秀英", "1946-05-15");
        let rare = one(&asked, li(), Shared { name: 1, ..USUAL }).expect("somebody");
        let common = one(
            &asked,
            li(),
            Shared {
                name: 4000,
                ..USUAL
            },
        )
        .expect("somebody");
        assert!(
            rare.bits > common.bits + 5.0,
            "{} {}",
            rare.bits,
            common.bits
        );
        assert_eq!(rare.tier, Tier::Same);
    }

    #[test]
    fn where_two_are_as_likely_none_is_called_the_same() {
        let twice = [
            li(),
            Person {
                id_number: "",
                ..li()
            },
        ];
        let dwelling = dwelling_of_entity(7);
        let asked = Person {
            phones: vec!["13800531196"],
            addresses: vec![&dwelling],
            ..bare("李秀英", "1946-05-15")
        };
        let found = alike(&asked, &twice, USUAL, PEOPLE);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|one| one.tier == Tier::Ask), "{found:?}");
        // The number decides between them.
        let found = alike(&li(), &twice, USUAL, PEOPLE);
        assert_eq!(
            found
                .iter()
                .map(|one| (one.at, one.tier))
                .collect::<Vec<_>>(),
            [(0, Tier::Same), (1, Tier::Ask)]
        );
    }
}
