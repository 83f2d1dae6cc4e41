//! What [`Sought::look`] has to say, told of one person after the other: the definition that looking
//! through columns is compared with.

use proptest::prelude::*;

use super::{Columns, Shared, Sought, TextColumn};
use crate::feature::birth::Day;
use crate::feature::name::{self, Name};
use crate::feature::phone::{self, Phone};
use crate::near_days::NearDays;
use crate::person::Person;

/// Somebody as they are held.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    pub(super) name: String,
    pub(super) id_number: String,
    pub(super) birth: Option<i32>,
    pub(super) phones: String,
    pub(super) dwellings: [Option<i64>; 2],
}

/// Somebody as they are asked about.
#[derive(Debug, Clone)]
struct Asked {
    name: String,
    id_number: String,
    birth: String,
    phones: Vec<String>,
    dwelling: Option<i64>,
    /// The days near that of birth; a number says one where none is given.
    days: Option<NearDays>,
}

impl Asked {
    fn person(&self) -> Person<'_> {
        Person {
            name: &self.name,
            id_number: &self.id_number,
            birth: &self.birth,
            phones: self.phones.iter().map(String::as_str).collect(),
            ..Person::default()
        }
    }

    /// Whether somebody is worth weighing: the number is the same or within a slip, or two other
    /// things are near. Counts what they share on the way.
    fn may_be(&self, held: &Held, shared: &mut Shared) -> bool {
        shared.name += u32::from(!self.name.is_empty() && self.name == held.name);
        let mut near = usize::from(self.is_born_near(held, shared));
        near += usize::from(self.has_phone_near(held, shared));
        if self.dwelling.is_some() && held.dwellings.contains(&self.dwelling) {
            shared.dwelling += 1;
            near += 1;
        }
        near >= 2 || self.has_number_near(held) || (near == 1 && self.is_named_near(held))
    }

    fn is_born_near(&self, held: &Held, shared: &mut Shared) -> bool {
        let (Some(days), Some(day)) = (&self.days, held.birth) else {
            return false;
        };
        shared.birth += u32::from(days.is_the_day(day));
        days.hold(day)
    }

    fn has_phone_near(&self, held: &Held, shared: &mut Shared) -> bool {
        // Shorter texts are of one phone, whatever stands in them.
        let theirs: Vec<&str> = if held.phones.len() < 15 {
            vec![&held.phones]
        } else {
            held.phones.split(';').collect()
        };
        let pairs = || {
            self.phones
                .iter()
                .flat_map(|own| theirs.iter().map(move |theirs| (own.as_str(), *theirs)))
                .filter(|(own, theirs)| could_be_a_slip(own.as_bytes(), theirs.as_bytes()))
        };
        shared.phone += u32::from(pairs().any(|(own, theirs)| own == theirs));
        pairs().any(|(own, theirs)| phone::compare(&Phone::read(own), &Phone::read(theirs)) < 2)
    }

    fn has_number_near(&self, held: &Held) -> bool {
        let (own, theirs) = (self.id_number.as_bytes(), held.id_number.as_bytes());
        if own.len() != 18 || theirs.len() != 18 {
            return false;
        }
        let apart = own.iter().zip(theirs).filter(|(own, theirs)| own != theirs);
        let is_damaged = |number: &[u8]| number.ends_with(b"000");
        apart.count() <= 2 || (own[..14] == theirs[..14] && (is_damaged(own) || is_damaged(theirs)))
    }

    fn is_named_near(&self, held: &Held) -> bool {
        let theirs: String = held.name.split_whitespace().collect();
        if self.name.is_empty() || theirs.is_empty() {
            return false;
        }
        let names = (Name::read(&self.name), Name::read(&theirs));
        name::compare(&names.0, &names.1, (&self.name, &theirs)) < 5
    }
}

fn could_be_a_slip(one: &[u8], other: &[u8]) -> bool {
    one.len().abs_diff(other.len()) <= 1
        && one.len().min(other.len()) > 4
        && (one.first_chunk::<4>() == other.first_chunk()
            || one.last_chunk::<4>() == other.last_chunk())
}

/// People in columns.
pub(super) struct InColumns {
    names: (Vec<i32>, Vec<u8>),
    id_numbers: (Vec<i32>, Vec<u8>),
    phones: (Vec<i32>, Vec<u8>),
    births: Vec<i32>,
    has_birth: Vec<bool>,
    /// The dwelling asked about, and who is behind it.
    dwelling: i64,
    behind: [Vec<u32>; 2],
}

impl InColumns {
    /// Columns of people; where no birth date is held stands `filler`.
    pub(super) fn of(people: &[Held], dwelling: i64, filler: i32) -> Self {
        let behind = |which: usize| {
            (0..)
                .zip(people)
                .filter(|(_, held)| held.dwellings[which] == Some(dwelling))
                .map(|(row, _)| row)
                .collect()
        };
        Self {
            names: texts(people.iter().map(|held| held.name.as_str())),
            id_numbers: texts(people.iter().map(|held| held.id_number.as_str())),
            phones: texts(people.iter().map(|held| held.phones.as_str())),
            births: people
                .iter()
                .map(|held| held.birth.unwrap_or(filler))
                .collect(),
            has_birth: people.iter().map(|held| held.birth.is_some()).collect(),
            dwelling,
            behind: [behind(0), behind(1)],
        }
    }
}

impl Columns for InColumns {
    fn names(&self) -> TextColumn<'_> {
        column(&self.names)
    }

    fn id_numbers(&self) -> TextColumn<'_> {
        column(&self.id_numbers)
    }

    fn phones(&self) -> TextColumn<'_> {
        column(&self.phones)
    }

    fn births(&self) -> &[i32] {
        &self.births
    }

    fn is_birth_held(&self, row: usize) -> bool {
        self.has_birth[row]
    }

    fn behind(&self, dwelling: i64) -> [&[u32]; 2] {
        assert_eq!(dwelling, self.dwelling);
        self.behind.each_ref().map(Vec::as_slice)
    }
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> (Vec<i32>, Vec<u8>) {
    let (mut offsets, mut bytes) = (vec![0], Vec::new());
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
        offsets.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
    }
    (offsets, bytes)
}

fn column((offsets, bytes): &(Vec<i32>, Vec<u8>)) -> TextColumn<'_> {
    TextColumn { offsets, bytes }
}

fn name() -> impl Strategy<Value = String> {
    let names = vec![
        "",
        "李",
        "李秀英",
        "李秀瑛",
        "李 秀英",
        "李英秀",
        "秀英",
        "王建国",
        "欧阳秀英",
        "买买提·阿不都拉",
        "买买提·阿布都拉",
        "An",
        "Anna Smith",
        "anna smyth",
    ];
    prop::sample::select(names).prop_map(str::to_owned)
}

/// A text, now and then with one or two of its characters changed, put in, left out or swapped.
fn slipped(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    let slip = (
        0..6_u8,
        any::<prop::sample::Index>(),
        prop::sample::select(&b"0195X-;"[..]),
    );
    let slips = prop::collection::vec(slip, 0..3);
    (prop::sample::select(texts), slips).prop_map(|(text, slips)| {
        let mut text: Vec<char> = text.chars().collect();
        for (how, at, other) in slips {
            if text.len() < 2 {
                break;
            }
            let at = at.index(text.len() - 1);
            match how {
                0 => text.insert(at, char::from(other)),
                1 => drop(text.remove(at)),
                2 => text.swap(at, at + 1),
                _ => text[at + usize::from(how & 1)] = char::from(other),
            }
        }
        text.into_iter().collect()
    })
}

fn number() -> impl Strategy<Value = String> {
    slipped(&[
        "",
        "370203194605150020",
        "370203194605150000",
        "37020319460515123X",
        "370202198406141086",
        "护照号码六字",
        "E12345678",
    ])
}

fn phone() -> impl Strategy<Value = String> {
    slipped(&[
        "",
        "1380",
        "13800",
        "13800531196",
        "13800531196",
        "13805319600",
        "13911112222",
        "83351196",
        "0532-83351196",
        "1380053119",
        "1380-053119",
        "8613800531196",
        "13800531196138005311961",
    ])
}

fn birth() -> impl Strategy<Value = (String, i32)> {
    let days = vec![
        "1946-05-12",
        "1946-05-15",
        "1946-12-05",
        "1946-01-01",
        "1946-04-01",
        "1964-05-12",
        "1970-01-01",
        "1980-02-29",
        "1846-05-12",
    ];
    prop::sample::select(days).prop_map(|text| {
        let since = Day::read(text).number() - Day::of(1970, 1, 1).number();
        (text.to_owned(), since)
    })
}

fn dwelling() -> impl Strategy<Value = Option<i64>> {
    prop::sample::select(&[None, Some(0), Some(7), Some(8)][..])
}

fn held() -> impl Strategy<Value = Held> {
    let birth = prop_oneof![
        2 => Just(None),
        6 => birth().prop_map(|(_, day)| Some(day)),
        1 => any::<i32>().prop_map(Some),
    ];
    let phones = prop::collection::vec(phone(), 0..4).prop_map(|phones| phones.join(";"));
    (name(), number(), birth, phones, dwelling(), dwelling()).prop_map(
        |(name, id_number, birth, phones, home, hukou)| Held {
            name,
            id_number,
            birth,
            phones,
            dwellings: [home, hukou],
        },
    )
}

fn asked() -> impl Strategy<Value = Asked> {
    let birth = prop_oneof![Just(String::new()), birth().prop_map(|(text, _)| text)];
    let number = prop_oneof![Just(String::new()), number()];
    let phones = prop::collection::vec(phone(), 0..3);
    (name(), number, birth, phones, dwelling()).prop_map(
        |(name, id_number, birth, phones, dwelling)| {
            let mut asked = Asked {
                name,
                id_number,
                birth,
                phones,
                dwelling,
                days: None,
            };
            asked.days = asked
                .person()
                .with_texts(|texts| NearDays::of(&Day::read(texts[2][0])));
            asked
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_say_what_is_said_row_by_row(
        asked in asked(),
        people in prop::collection::vec(held(), 0..80),
        (_, filler) in birth(),
    ) {
        let person = asked.person();
        let Some(sought) = Sought::of(&person, asked.dwelling) else {
            return Ok(());
        };
        let mut shared = Shared::default();
        let expected: Vec<usize> = (0..people.len())
            .filter(|row| asked.may_be(&people[*row], &mut shared))
            .collect();
        let columns = InColumns::of(&people, asked.dwelling.unwrap_or(0), filler);
        prop_assert_eq!(sought.look(&columns), (expected, shared));
    }
}
