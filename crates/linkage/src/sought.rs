//! Somebody who is looked for in a registry, and who is worth weighing at first sight.
//!
//! A registry in columns is looked through one column after the other, from one end to the other, so
//! nothing here makes a text or a feature of the millions who have nothing to do with it: only where
//! one thing is near already are names compared by sound.

mod columns;
mod eight;
mod number;
mod phones;
#[cfg(test)]
mod row_by_row;

use std::iter::Sum;

use crate::feature::birth::Day;
use crate::feature::name::{self, Name};
use crate::near_days::NearDays;
use crate::person::Person;

use columns::Text;
pub use columns::{Columns, TextColumn};
use eight::Ending;
use number::Number;
use phones::{Near, Phones};

/// From this level on two names are no slip of one another.
const NAME_APART: u8 = 5;

/// So many things that are near make somebody worth weighing.
const ENOUGH: u8 = 2;

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

impl Sum for Shared {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |all, part| Self {
            name: all.name + part.name,
            birth: all.birth + part.birth,
            phone: all.phone + part.phone,
            dwelling: all.dwelling + part.dwelling,
        })
    }
}

/// Somebody who is looked for.
#[derive(Debug)]
pub struct Sought {
    name: String,
    read_name: Name,
    number: Option<Number>,
    birth: Option<NearDays>,
    phones: Phones,
    dwelling: Option<i64>,
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
            number: Number::of(person.id_number),
            birth,
            phones: Phones::of(&person.phones),
            dwelling,
        };
        let known = [
            !sought.name.is_empty(),
            sought.birth.is_some(),
            person.phones.iter().any(|phone| !phone.is_empty()),
            sought.dwelling.is_some(),
        ];
        let enough =
            sought.number.is_some() || known.into_iter().filter(|known| *known).count() >= 2;
        enough.then_some(sought)
    }

    /// The rows of who is worth weighing, ascending: the number is the same or within a slip, or two
    /// other things are near; and how many hold what is asked for.
    #[must_use]
    pub fn look(&self, held: &dyn Columns) -> (Vec<usize>, Shared) {
        // How many things of each are near; a number counts for enough of them.
        let mut near = vec![0; held.births().len()];
        let shared = Shared {
            name: self.count_named(held.names()),
            birth: self.mark_born_near(held, &mut near),
            phone: self.mark_phones_near(held.phones(), &mut near),
            dwelling: self.mark_behind(held, &mut near),
        };
        if let Some(number) = &self.number {
            number.each_near(held.id_numbers(), |row| near[row] += ENOUGH);
        }
        let names = held.names();
        let is_worth = |row: &usize| near[*row] >= ENOUGH || self.is_named_near(names.text(*row));
        (marked(&near).filter(is_worth).collect(), shared)
    }

    /// Counts who has the very name.
    fn count_named(&self, names: TextColumn<'_>) -> u32 {
        let name = self.name.as_bytes();
        if name.is_empty() {
            return 0;
        }
        let ending = Ending::of(name);
        // Nearly nobody's name ends so.
        let is_same = |text: Text<'_>| ending.apart(text.last_eight()) == 0 && text.bytes() == name;
        names.each().map(|text| u32::from(is_same(text))).sum()
    }

    /// Marks who was born on a day near, and counts who on the very day.
    fn mark_born_near(&self, held: &dyn Columns, near: &mut [u8]) -> u32 {
        let Some(days) = &self.birth else {
            return 0;
        };
        let mut same = 0;
        for (row, day) in held.births().iter().enumerate() {
            let (is_near, is_same) = (days.hold(*day), days.is_the_day(*day));
            if (is_near | is_same) && held.is_birth_held(row) {
                near[row] += u8::from(is_near);
                same += u32::from(is_same);
            }
        }
        same
    }

    /// Marks who has a phone near, and counts who has the very one.
    fn mark_phones_near(&self, phones: TextColumn<'_>, near: &mut [u8]) -> u32 {
        let mut same = 0;
        self.phones.each_near(phones, |row, how| {
            near[row] += 1;
            same += u32::from(how == Near::Same);
        });
        same
    }

    /// Marks and counts who lives in the dwelling or is registered there.
    fn mark_behind(&self, held: &dyn Columns, near: &mut [u8]) -> u32 {
        let Some(dwelling) = self.dwelling else {
            return 0;
        };
        let mut rows = held.behind(dwelling).concat();
        // Most live where they are registered.
        rows.sort_unstable();
        rows.dedup();
        for row in &rows {
            near[*row as usize] += 1;
        }
        u32::try_from(rows.len()).unwrap_or(u32::MAX)
    }

    fn is_named_near(&self, theirs: &str) -> bool {
        let theirs: String = theirs.split_whitespace().collect();
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

/// The rows that are marked at all, ascending; of nearly every eight none is.
fn marked(near: &[u8]) -> impl Iterator<Item = usize> {
    let eights = near.chunks(8).enumerate();
    let some = eights.filter(|(_, eight)| eight.iter().fold(0, |all, near| all | near) > 0);
    some.flat_map(|(at, eight)| {
        let rows = eight.iter().enumerate();
        rows.filter(|(_, near)| **near > 0)
            .map(move |(row, _)| at * 8 + row)
    })
}

#[cfg(test)]
mod tests {
    use super::row_by_row::{Held, InColumns};
    use super::*;

    const NUMBER: &str = "370203194605150020";

    /// Who of some people is worth weighing, and what they share.
    fn look(sought: &Sought, people: &[Held]) -> (Vec<usize>, Shared) {
        sought.look(&InColumns::of(people, 7, 0))
    }

    fn is_worth(sought: &Sought, held: Held) -> bool {
        look(sought, &[held]).0 == [0]
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
            let held = Held {
                name: name.to_owned(),
                birth: days(birth),
                ..Held::default()
            };
            assert!(is_worth(&sought, held), "{name} {birth}");
        }
        for (name, birth, phones, home) in [
            ("李秀英", "1955-02-20", "", None),
            ("王建国", "1946-05-12", "", None),
            ("李秀英", "", "", None),
            ("王建国", "", "13911112222;13800531196", None),
            ("王建国", "", "", Some(7)),
        ] {
            let held = Held {
                name: name.to_owned(),
                birth: days(birth),
                phones: phones.to_owned(),
                dwellings: [home, None],
                ..Held::default()
            };
            assert!(!is_worth(&sought, held), "{name} {birth} {phones}");
        }
        let by_phone_and_door = Held {
            name: "王建国".to_owned(),
            phones: "13800531169".to_owned(),
            dwellings: [None, Some(7)],
            ..Held::default()
        };
        assert!(is_worth(&sought, by_phone_and_door));
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
            let held = Held {
                id_number: number.to_owned(),
                ..Held::default()
            };
            assert_eq!(is_worth(&sought, held), near, "{number}");
        }
    }

    #[test]
    fn what_is_shared_is_counted_of_everybody() {
        let sought = sought();
        let people = [
            Held {
                name: "李秀英".to_owned(),
                ..Held::default()
            },
            Held {
                birth: days("1946-05-12"),
                phones: "13800531196;13911112222".to_owned(),
                ..Held::default()
            },
            Held {
                birth: days("1946-12-05"),
                dwellings: [Some(7), Some(7)],
                ..Held::default()
            },
        ];
        let expected = Shared {
            name: 1,
            birth: 1,
            phone: 1,
            dwelling: 1,
        };
        assert_eq!(look(&sought, &people), (vec![1, 2], expected));
    }
}
