//! Somebody who is looked for in a registry, and who is worth weighing at first sight.
//!
//! A registry in columns is looked through from one end to the other, so nothing here makes a
//! text or a feature of the millions who have nothing to do with it: only where one thing is
//! near already are names compared by sound.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::feature::birth::Day;
use crate::feature::identity;
use crate::feature::name::{self, Name};
use crate::feature::phone::{self, Phone};
use crate::near_days::NearDays;
use crate::person::Person;

/// From this level on two names, dates or phones are no slip of one another.
const NAME_APART: u8 = 5;
const PHONE_APART: u8 = 2;

/// Most characters in which two numbers differ that one slip keeps apart.
const SLIP: usize = 2;

/// Length of the shortest text of two phones.
const SHORTEST_TWO: usize = 15;

/// Characters of a number that a spreadsheet leaves: county and day of birth.
const BEGINNING: usize = 14;

/// How near two phones are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Apart,
    Slip,
    Same,
}

/// What can be read of a person at first sight. Only what is asked for is read: of millions it is never
/// all.
pub trait Glance {
    /// Name; empty when not held.
    fn name(&self) -> &str;
    /// Identity number; empty when not held.
    fn id_number(&self) -> &str;
    /// Birth date in days since 1970-01-01.
    fn birth(&self) -> Option<i32>;
    /// Phones, with `;` between them.
    fn phones(&self) -> &str;
    /// The dwelling lived in and the one registered at.
    fn dwellings(&self) -> [Option<i64>; 2];
}

/// How many people of the registry hold what is asked for. A phone that half a building gives
/// and a name that thousands bear say little.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    /// The name, to the character.
    pub name: u32,
    /// The birth date.
    pub birth: u32,
    /// One of the phones.
    pub phone: u32,
    /// The dwelling.
    pub dwelling: u32,
}

/// The same while everybody is looked at, on all cores.
#[derive(Debug, Default)]
struct Tally {
    name: AtomicU32,
    birth: AtomicU32,
    phone: AtomicU32,
    dwelling: AtomicU32,
}

fn one_more(count: &AtomicU32) {
    count.fetch_add(1, Ordering::Relaxed);
}

/// Somebody who is looked for.
#[derive(Debug)]
pub struct Sought {
    name: String,
    read_name: Name,
    number: String,
    birth: Option<NearDays>,
    phones: Vec<(String, Phone)>,
    dwelling: Option<i64>,
    shared: Tally,
}

impl Sought {
    /// Whoever fits what is known; `dwelling` is the entity of the dwelling they live in. `None`
    /// when that is too little: a number is enough, else it takes two of name, birth date, phone
    /// and dwelling, for each of these alone is shared by many.
    #[must_use]
    pub fn of(person: &Person<'_>, dwelling: Option<i64>) -> Option<Self> {
        let birth = person.with_texts(|texts| NearDays::of(&Day::read(texts[2][0])));
        let sought = Self {
            name: person.name.to_owned(),
            read_name: Name::read(person.name),
            number: person.id_number.to_owned(),
            birth,
            phones: person
                .phones
                .iter()
                .filter(|phone| !phone.is_empty())
                .map(|phone| ((*phone).to_owned(), Phone::read(phone)))
                .collect(),
            dwelling,
            shared: Tally::default(),
        };
        let known = [
            !sought.name.is_empty(),
            sought.birth.is_some(),
            !sought.phones.is_empty(),
            sought.dwelling.is_some(),
        ];
        let enough = sought.number.len() == identity::LENGTH
            || known.into_iter().filter(|known| *known).count() >= 2;
        enough.then_some(sought)
    }

    /// Whether somebody is worth weighing: the number is the same or within a slip, or two other
    /// things are near. Counts what they share on the way.
    pub fn may_be(&self, held: &impl Glance) -> bool {
        if !self.name.is_empty() && is_same(held.name(), &self.name) {
            one_more(&self.shared.name);
        }
        let mut near = usize::from(self.is_born_near(held));
        near += usize::from(self.has_phone_near(held));
        if self.dwelling.is_some() && held.dwellings().contains(&self.dwelling) {
            one_more(&self.shared.dwelling);
            near += 1;
        }
        near >= 2 || self.has_number_near(held) || (near == 1 && self.is_named_near(held))
    }

    /// How many of those looked at so far share what is asked for.
    #[must_use]
    pub fn shared(&self) -> Shared {
        let count = |count: &AtomicU32| count.load(Ordering::Relaxed);
        Shared {
            name: count(&self.shared.name),
            birth: count(&self.shared.birth),
            phone: count(&self.shared.phone),
            dwelling: count(&self.shared.dwelling),
        }
    }

    fn is_born_near(&self, held: &impl Glance) -> bool {
        let Some(days) = &self.birth else {
            return false;
        };
        let Some(day) = held.birth() else {
            return false;
        };
        if days.is_the_day(day) {
            one_more(&self.shared.birth);
        }
        days.hold(day)
    }

    fn has_phone_near(&self, held: &impl Glance) -> bool {
        if self.phones.is_empty() {
            return false;
        }
        let theirs = held.phones();
        let near = if theirs.len() < SHORTEST_TWO {
            self.phone_near(theirs)
        } else {
            let each = theirs.split(';').map(|phone| self.phone_near(phone));
            each.max().unwrap_or(Near::Apart)
        };
        if near == Near::Same {
            one_more(&self.shared.phone);
        }
        near != Near::Apart
    }

    fn phone_near(&self, theirs: &str) -> Near {
        let one = |(text, phone): &(String, Phone)| {
            // Nearly nobody's phone comes further than this.
            if !could_be_a_slip(text.as_bytes(), theirs.as_bytes()) {
                Near::Apart
            } else if text == theirs {
                Near::Same
            } else if phone::compare(phone, &Phone::read(theirs)) < PHONE_APART {
                Near::Slip
            } else {
                Near::Apart
            }
        };
        self.phones.iter().map(one).max().unwrap_or(Near::Apart)
    }

    fn has_number_near(&self, held: &impl Glance) -> bool {
        // As arrays of one known length they are compared in a few steps.
        let whole = |text: &str| <[u8; identity::LENGTH]>::try_from(text.as_bytes()).ok();
        let Some(own) = whole(&self.number) else {
            return false;
        };
        let text = held.id_number();
        let Some(theirs) = whole(text) else {
            return false;
        };
        is_within_slip(&own, &theirs)
            || (own[..BEGINNING] == theirs[..BEGINNING]
                && (identity::is_damaged(&self.number) || identity::is_damaged(text)))
    }

    fn is_named_near(&self, held: &impl Glance) -> bool {
        let theirs: String = held.name().split_whitespace().collect();
        if self.name.is_empty() || theirs.is_empty() {
            return false;
        }
        name::compare(
            &self.read_name,
            &Name::read(&theirs),
            (&self.name, theirs.as_str()),
        ) < NAME_APART
    }
}

/// Whether two texts are the same; most are told apart by their last character.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one.as_bytes().last_chunk::<3>() == other.as_bytes().last_chunk()
        && one == other
}

/// Whether two numbers differ in no more characters than one slip changes.
fn is_within_slip(one: &[u8; identity::LENGTH], other: &[u8; identity::LENGTH]) -> bool {
    // The day of birth and what follows differ most, so that they are looked at first.
    let apart = |from: usize, until: usize| {
        let pairs = one[from..until].iter().zip(&other[from..until]);
        pairs.filter(|(one, other)| one != other).count()
    };
    let last = apart(10, identity::LENGTH);
    last <= SLIP && last + apart(0, 10) <= SLIP
}

/// Whether two phones can be within one slip, told by their length and first digits or last ones
/// alone: a slip leaves one of the two as it is.
fn could_be_a_slip(one: &[u8], other: &[u8]) -> bool {
    const END: usize = 4;
    one.len().abs_diff(other.len()) <= 1
        && one.len().min(other.len()) > END
        && (one.first_chunk::<END>() == other.first_chunk()
            || one.last_chunk::<END>() == other.last_chunk())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "370203194605150020";

    #[derive(Default)]
    struct Seen<'a> {
        name: &'a str,
        id_number: &'a str,
        birth: Option<i32>,
        phones: &'a str,
        dwellings: [Option<i64>; 2],
    }

    impl Glance for Seen<'_> {
        fn name(&self) -> &str {
            self.name
        }
        fn id_number(&self) -> &str {
            self.id_number
        }
        fn birth(&self) -> Option<i32> {
            self.birth
        }
        fn phones(&self) -> &str {
            self.phones
        }
        fn dwellings(&self) -> [Option<i64>; 2] {
            self.dwellings
        }
    }

    fn days(text: &str) -> Option<i32> {
        let day = Day::read(text);
        day.is_known()
            .then(|| day.number() - Day::of(1970, 1, 1).number())
    }

    fn sought() -> Sought {
        let person = Person {
            name: "李秀英",
            birth: "1946-05-12",
            phones: vec!["13800531196"],
            ..Person::default()
        };
        Sought::of(&person, Some(7)).expect("enough is known")
    }

    #[test]
    fn one_thing_alone_is_too_little_and_a_number_is_enough() {
        let with = |person: &Person<'_>, dwelling| Sought::of(person, dwelling).is_some();
        let name = Person {
            name: "李秀英",
            sex: "2",
            ..Person::default()
        };
        assert!(!with(&name, None));
        assert!(with(&name, Some(7)));
        let birth = Person {
            birth: "1946-05-12",
            ..name.clone()
        };
        assert!(with(&birth, None));
        let number = Person {
            id_number: NUMBER,
            ..Person::default()
        };
        assert!(with(&number, None));
        let phone = Person {
            phones: vec![""],
            ..name
        };
        assert!(!with(&phone, None), "an empty phone says nothing");
    }

    #[test]
    fn two_near_things_make_somebody_worth_weighing() {
        let sought = sought();
        for (name, birth) in [
            ("李秀英", "1946-05-12"),
            ("李秀瑛", "1946-12-05"),
            ("李 秀英", "1946-01-01"),
            ("李秀荣", "1946-04-01"),
            ("李英秀", "1964-05-12"),
        ] {
            let held = Seen {
                name,
                birth: days(birth),
                ..Seen::default()
            };
            assert!(sought.may_be(&held), "{name} {birth}");
        }
        for (name, birth, phones, home) in [
            ("李秀英", "1955-02-20", "", None),
            ("王建国", "1946-05-12", "", None),
            ("李秀英", "", "", None),
            ("王建国", "", "13911112222;13800531196", None),
            ("王建国", "", "", Some(7)),
        ] {
            let held = Seen {
                name,
                birth: days(birth),
                phones,
                dwellings: [home, None],
                ..Seen::default()
            };
            assert!(!sought.may_be(&held), "{name} {birth} {phones}");
        }
        let by_phone_and_door = Seen {
            name: "王建国",
            phones: "13800531169",
            dwellings: [None, Some(7)],
            ..Seen::default()
        };
        assert!(sought.may_be(&by_phone_and_door));
    }

    #[test]
    fn a_number_is_near_within_a_slip_or_by_what_a_spreadsheet_left() {
        let person = Person {
            id_number: NUMBER,
            ..Person::default()
        };
        let sought = Sought::of(&person, None).expect("a number");
        for (number, near) in [
            (NUMBER, true),
            ("370203194605150021", true),
            ("370203194605510020", true),
            ("380203194605150020", true),
            ("370203194605150000", true),
            ("370203194605151234", false),
            ("", false),
        ] {
            let held = Seen {
                id_number: number,
                ..Seen::default()
            };
            assert_eq!(sought.may_be(&held), near, "{number}");
        }
    }

    #[test]
    fn what_is_shared_is_counted_of_everybody() {
        let sought = sought();
        for held in [
            Seen {
                name: "李秀英",
                ..Seen::default()
            },
            Seen {
                birth: days("1946-05-12"),
                phones: "13800531196;13911112222",
                ..Seen::default()
            },
            Seen {
                birth: days("1946-12-05"),
                dwellings: [Some(7), Some(7)],
                ..Seen::default()
            },
        ] {
            sought.may_be(&held);
        }
        let expected = Shared {
            name: 1,
            birth: 1,
            phone: 1,
            dwelling: 1,
        };
        assert_eq!(sought.shared(), expected);
    }
}
