//! Which people of a registry may be one and the same, though no key says so.
//!
//! Candidates come from a few simple rules (blocks); what speaks for and against each is added up
//! as match weights after Fellegi and Sunter (1969): `log2(m / u)`, where `m` is how often a level
//! of agreement occurs among records of one person and `u` among records of two. Here `m` is
//! stated and not learned, and `u` of names, phones and dwellings is counted in the registry
//! itself, so that a rare name weighs more than a common one and a phone that half a building
//! gives weighs little.
//!
//! Nothing here decides for good: candidates are put to people, and the few that the machine may
//! join by itself are joined by a merge that can be taken back.

use catalog::element::no;
use catalog::survivorship::Current;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// From this probability on a pair is worth a person's time.
pub const ASK_FROM: f64 = 0.2;

/// Expected share of people who stand in the registry a second time; with it the prior odds of a
/// pair follow from the size of the registry.
const DOUBLED: f64 = 0.03;

/// A block with more people than this says nothing about any two of them.
const LARGEST_BLOCK: usize = 50;

/// What is compared of one person; empty where the registry does not hold it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Entity id.
    pub entity: i64,
    /// Without white space.
    pub name: Box<str>,
    /// Year, month and day as one number: 19460515.
    pub birth: Option<u32>,
    /// `1` male, `2` female (GB/T 2261.1).
    pub sex: Option<u8>,
    /// Identity number, 18 characters.
    pub number: Option<[u8; 18]>,
    /// Phone numbers, at most three.
    pub phones: [Option<u64>; 3],
    /// Entity id of the dwelling lived in, else of the one registered at.
    pub dwelling: Option<i64>,
}

impl Person {
    /// What is compared of what an entity holds.
    #[must_use]
    pub fn of(entity: i64, current: &Current) -> Self {
        let number: Option<[u8; 18]> = current
            .text(no::ID_NUMBER)
            .and_then(|text| text.as_bytes().try_into().ok());
        let in_number = number
            .as_ref()
            .and_then(|number| std::str::from_utf8(&number[6..14]).ok()?.parse().ok());
        let name: String = current
            .text(no::NAME)
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let mut phones = [None; 3];
        let held = current.text(no::PHONE).unwrap_or_default().split(';');
        for (place, phone) in phones.iter_mut().zip(held) {
            *place = phone.parse().ok();
        }
        Self {
            entity,
            name: name.into(),
            birth: in_number.or_else(|| day_number(current.text(no::BIRTH_DATE)?)),
            sex: current.text(no::SEX).and_then(|text| text.parse().ok()),
            number,
            phones,
            dwelling: current
                .text(no::HOME_DWELLING)
                .or_else(|| current.text(no::HUKOU_DWELLING))
                .and_then(|id| id.parse().ok()),
        }
    }

    fn phones(&self) -> impl Iterator<Item = u64> {
        self.phones.into_iter().flatten()
    }
}

/// `1946-05-15` as 19460515; a date without a day is none.
fn day_number(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 8).then(|| digits.parse().ok()).flatten()
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// 姓名
    Name,
    /// 出生日期
    Birth,
    /// 性别
    Sex,
    /// 身份号码
    Number,
    /// 电话
    Phone,
    /// 住房
    Dwelling,
}

impl Comparison {
    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Birth => "出生日期",
            Self::Sex => "性别",
            Self::Number => "身份号码",
            Self::Phone => "电话",
            Self::Dwelling => "住房",
        }
    }
}

/// How far two values agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The same.
    Same,
    /// One slip apart: one digit, two digits swapped, one part of a date.
    Near,
    /// Not the same.
    Different,
    /// At least one side holds nothing.
    Missing,
}

impl Level {
    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "相同",
            Self::Near => "只差一处",
            Self::Different => "不同",
            Self::Missing => "有一方没有",
        }
    }
}

/// One comparison and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// What was compared.
    pub comparison: Comparison,
    /// How far it agrees.
    pub level: Level,
    /// `log2(m / u)`: positive speaks for, negative against, 0 says nothing.
    pub weight: f64,
}

/// All comparisons of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How likely the two are one, 0 to 1.
    pub probability: f64,
    /// Every comparison, always in the same order.
    pub weights: Vec<Weight>,
}

/// What is to be done with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Conclusive: the machine may join them.
    Join,
    /// A person is asked.
    Ask,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The lower entity id.
    pub low: i64,
    /// The higher entity id.
    pub high: i64,
    /// What speaks for and against.
    pub score: Score,
    /// What is to be done.
    pub tier: Tier,
}

/// How often values occur in the registry, from which `u` follows.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    people: f64,
    names: FxHashMap<Box<str>, u32>,
    phones: FxHashMap<u64, u32>,
    dwellings: FxHashMap<i64, u32>,
}

impl Frequencies {
    /// Counts a registry.
    #[must_use]
    pub fn of(people: &[Person]) -> Self {
        let mut counted = Self {
            people: people.len() as f64,
            ..Self::default()
        };
        for person in people {
            *counted.names.entry(person.name.clone()).or_default() += 1;
            for phone in person.phones() {
                *counted.phones.entry(phone).or_default() += 1;
            }
            if let Some(dwelling) = person.dwelling {
                *counted.dwellings.entry(dwelling).or_default() += 1;
            }
        }
        counted
    }

    /// A registry of so many people whose values were not counted: values then count as ordinary.
    #[must_use]
    pub fn uncounted(people: usize) -> Self {
        Self {
            people: people as f64,
            ..Self::default()
        }
    }

    /// How likely two people share a value that so many hold; `ordinary` where it was not counted.
    fn chance(&self, held: Option<&u32>, ordinary: f64) -> f64 {
        held.map_or(ordinary, |held| f64::from(*held) / self.people.max(2.0))
    }
}

/// Adds up what speaks for and against two people being one.
#[must_use]
pub fn compare(one: &Person, other: &Person, frequencies: &Frequencies) -> Score {
    let weights = vec![
        name(one, other, frequencies),
        birth(one, other),
        sex(one, other),
        number(one, other),
        phone(one, other, frequencies),
        dwelling(one, other, frequencies),
    ];
    // Among n people are n·n/2 pairs, of which n·DOUBLED are one person twice.
    let prior = (2.0 * DOUBLED / frequencies.people.max(2.0)).log2();
    let sum: f64 = prior + weights.iter().map(|weight| weight.weight).sum::<f64>();
    Score {
        probability: 1.0 / (1.0 + (-sum).exp2()),
        weights,
    }
}

/// A comparison with its stated m and its u.
fn weight(comparison: Comparison, level: Level, m: f64, u: f64) -> Weight {
    Weight {
        comparison,
        level,
        weight: (m / u).log2(),
    }
}

fn silent(comparison: Comparison) -> Weight {
    weight(comparison, Level::Missing, 1.0, 1.0)
}

fn name(one: &Person, other: &Person, frequencies: &Frequencies) -> Weight {
    if one.name.is_empty() || other.name.is_empty() {
        silent(Comparison::Name)
    } else if one.name == other.name {
        let chance = frequencies.chance(frequencies.names.get(&one.name), 1e-3);
        weight(Comparison::Name, Level::Same, 0.95, chance)
    } else {
        weight(Comparison::Name, Level::Different, 0.05, 1.0)
    }
}

/// Some 25 000 days of birth occur; a slip leaves two of the three parts.
fn birth(one: &Person, other: &Person) -> Weight {
    let (Some(one), Some(other)) = (one.birth, other.birth) else {
        return silent(Comparison::Birth);
    };
    if one == other {
        return weight(Comparison::Birth, Level::Same, 0.95, 1.0 / 25_000.0);
    }
    let parts = |day: u32| (day / 10_000, day / 100 % 100, day % 100);
    let ((y1, m1, d1), (y2, m2, d2)) = (parts(one), parts(other));
    let kept = usize::from(y1 == y2) + usize::from(m1 == m2) + usize::from(d1 == d2);
    let swapped = y1 == y2 && m1 == d2 && d1 == m2;
    if kept == 2 || swapped {
        return weight(Comparison::Birth, Level::Near, 0.03, 1.0 / 250.0);
    }
    weight(Comparison::Birth, Level::Different, 0.02, 1.0)
}

fn sex(one: &Person, other: &Person) -> Weight {
    match (one.sex, other.sex) {
        (Some(one), Some(other)) if one == other => weight(Comparison::Sex, Level::Same, 0.99, 0.5),
        (Some(_), Some(_)) => weight(Comparison::Sex, Level::Different, 0.01, 0.5),
        _ => silent(Comparison::Sex),
    }
}

/// Two numbers that are both in order and differ are strong evidence of two people: the check
/// character catches almost every slip of the pen (GB 11643, ISO 7064 MOD 11-2).
fn number(one: &Person, other: &Person) -> Weight {
    let (Some(one), Some(other)) = (&one.number, &other.number) else {
        return silent(Comparison::Number);
    };
    if one == other {
        weight(Comparison::Number, Level::Same, 0.98, 1e-7)
    } else if one_slip_apart(&one[..17], &other[..17]) {
        weight(Comparison::Number, Level::Near, 0.01, 1e-5)
    } else {
        weight(Comparison::Number, Level::Different, 0.005, 1.0)
    }
}

/// Whether two texts of one length differ in one character, or in two neighbours swapped.
fn one_slip_apart(one: &[u8], other: &[u8]) -> bool {
    let differ: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
    match differ[..] {
        [_] => true,
        [first, second] => {
            second == first + 1 && one[first] == other[second] && one[second] == other[first]
        }
        _ => false,
    }
}

fn phone(one: &Person, other: &Person, frequencies: &Frequencies) -> Weight {
    if one.phones().next().is_none() || other.phones().next().is_none() {
        return silent(Comparison::Phone);
    }
    let shared = one
        .phones()
        .filter(|phone| other.phones().any(|also| also == *phone))
        .map(|phone| frequencies.chance(frequencies.phones.get(&phone), 1e-4))
        .min_by(f64::total_cmp);
    shared.map_or_else(
        || weight(Comparison::Phone, Level::Different, 0.5, 1.0),
        |chance| weight(Comparison::Phone, Level::Same, 0.5, chance),
    )
}

fn dwelling(one: &Person, other: &Person, frequencies: &Frequencies) -> Weight {
    let (Some(one), Some(other)) = (one.dwelling, other.dwelling) else {
        return silent(Comparison::Dwelling);
    };
    if one == other {
        let chance = frequencies.chance(frequencies.dwellings.get(&one), 1e-4);
        weight(Comparison::Dwelling, Level::Same, 0.7, chance)
    } else {
        weight(Comparison::Dwelling, Level::Different, 0.3, 1.0)
    }
}

/// Every pair worth asking about or joining, by id.
#[must_use]
pub fn find(people: &[Person]) -> Vec<Candidate> {
    let frequencies = Frequencies::of(people);
    let alone = only_two_of_name_and_dwelling(people);
    pairs(people)
        .into_iter()
        .filter_map(|(one, other)| {
            let (one, other) = (&people[one], &people[other]);
            let score = compare(one, other, &frequencies);
            let conclusive = alone.contains(&ids(one, other)) && is_conclusive(one, other);
            let tier = if conclusive {
                Tier::Join
            } else if score.probability >= ASK_FROM {
                Tier::Ask
            } else {
                return None;
            };
            let (low, high) = ids(one, other);
            Some(Candidate {
                low,
                high,
                score,
                tier,
            })
        })
        .collect()
}

fn ids(one: &Person, other: &Person) -> (i64, i64) {
    (one.entity.min(other.entity), one.entity.max(other.entity))
}

/// Same name at the same dwelling is conclusive when one side has no identity number of its own
/// and nothing that both hold differs. (That nobody else there has the name is seen elsewhere.)
fn is_conclusive(one: &Person, other: &Person) -> bool {
    fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    (one.number.is_none() || other.number.is_none())
        && agree(one.birth, other.birth)
        && agree(one.sex, other.sex)
}

/// Entity ids of the two people where exactly two of one name are at one dwelling.
fn only_two_of_name_and_dwelling(people: &[Person]) -> FxHashSet<(i64, i64)> {
    let mut there: FxHashMap<(&str, i64), Vec<&Person>> = FxHashMap::default();
    for person in people.iter().filter(|person| !person.name.is_empty()) {
        if let Some(dwelling) = person.dwelling {
            there
                .entry((&person.name, dwelling))
                .or_default()
                .push(person);
        }
    }
    there
        .into_values()
        .filter_map(|people| match people[..] {
            [one, other] => Some(ids(one, other)),
            _ => None,
        })
        .collect()
}

/// Places of people who share a block, each pair once, in order of the people's places.
fn pairs(people: &[Person]) -> Vec<(usize, usize)> {
    let mut keyed: Vec<(u64, usize)> = Vec::new();
    for (at, person) in people.iter().enumerate() {
        blocks(person, |key| keyed.push((key, at)));
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|one, other| one.0 == other.0) {
        if block.len() > LARGEST_BLOCK {
            continue;
        }
        for (at, (_, one)) in block.iter().enumerate() {
            pairs.extend(block[at + 1..].iter().map(|(_, other)| (*one, *other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The blocks that a person stands in: same number; and under the same name the same birth date,
/// phone or dwelling, or a number of which one slip leaves two of three parts whole.
fn blocks(person: &Person, mut each: impl FnMut(u64)) {
    if let Some(number) = &person.number {
        each(key((0_u8, number)));
    }
    if person.name.is_empty() {
        return;
    }
    let name = &*person.name;
    if let Some(birth) = person.birth {
        each(key((1_u8, name, birth)));
    }
    for phone in person.phones() {
        each(key((2_u8, name, phone)));
    }
    if let Some(dwelling) = person.dwelling {
        each(key((3_u8, name, dwelling)));
    }
    if let Some(number) = &person.number {
        each(key((4_u8, name, &number[..8])));
        each(key((5_u8, name, &number[8..17])));
        // A swap across the middle breaks both halves and leaves the ends.
        each(key((6_u8, name, &number[..6], &number[11..17])));
    }
}

fn key(block: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    block.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const NUMBER: &str = "370203194605150020";

    fn person(entity: i64, name: &str) -> Person {
        Person {
            entity,
            name: name.into(),
            ..Person::default()
        }
    }

    fn numbered(entity: i64, name: &str, number: &str) -> Person {
        Person {
            number: Some(number.as_bytes().try_into().unwrap()),
            birth: number[6..14].parse().ok(),
            ..person(entity, name)
        }
    }

    /// A thousand others, so that values have the weight they have in a community.
    fn among_others(mut some: Vec<Person>) -> Vec<Person> {
        some.extend((1000..2000).map(|id| Person {
            birth: Some(19_000_101 + u32::try_from(id).unwrap()),
            dwelling: Some(id / 3),
            ..numbered(id, &format!("某{id}"), &format!("37020319460515{id}"))
        }));
        some
    }

    fn tiers(people: Vec<Person>) -> Vec<(i64, i64, Tier)> {
        find(&among_others(people))
            .into_iter()
            .map(|found| (found.low, found.high, found.tier))
            .collect()
    }

    #[test]
    fn a_row_without_number_joins_the_only_namesake_at_its_dwelling() {
        let known = Person {
            dwelling: Some(7),
            sex: Some(2),
            ..numbered(1, "李秀英", NUMBER)
        };
        let bare = Person {
            dwelling: Some(7),
            ..person(2, "李秀英")
        };
        assert_eq!(
            tiers(vec![known.clone(), bare.clone()]),
            [(1, 2, Tier::Join)]
        );

        let third = Person {
            entity: 3,
            ..bare.clone()
        };
        let found = tiers(vec![known.clone(), bare.clone(), third]);
        assert!(
            found.iter().all(|(.., tier)| *tier == Tier::Ask),
            "with two candidates a person decides: {found:?}"
        );
        let man = Person {
            sex: Some(1),
            ..bare.clone()
        };
        let found = tiers(vec![known.clone(), man]);
        assert!(
            found.iter().all(|(.., tier)| *tier == Tier::Ask),
            "{found:?}"
        );
        let elder = Person {
            birth: Some(19_160_101),
            ..bare
        };
        let found = tiers(vec![known, elder]);
        assert!(
            found.iter().all(|(.., tier)| *tier == Tier::Ask),
            "{found:?}"
        );
    }

    #[test]
    fn two_valid_numbers_are_never_joined_by_the_machine() {
        let at = |entity, number| Person {
            dwelling: Some(7),
            ..numbered(entity, "李秀英", number)
        };
        let found = tiers(vec![at(1, NUMBER), at(2, "370203198811230048")]);
        assert!(found.is_empty(), "two generations of one name: {found:?}");
        let found = tiers(vec![at(1, NUMBER), at(2, "370203194605150039")]);
        assert!(
            found.iter().all(|(.., tier)| *tier == Tier::Ask),
            "{found:?}"
        );
    }

    #[test]
    fn same_name_and_birth_date_or_phone_are_asked_about() {
        let known = Person {
            phones: [Some(13_900_000_001), None, None],
            ..numbered(1, "欧阳小河", NUMBER)
        };
        let by_birth = Person {
            birth: Some(19_460_515),
            ..person(2, "欧阳小河")
        };
        let by_phone = Person {
            phones: [Some(13_900_000_002), Some(13_900_000_001), None],
            ..person(3, "欧阳小河")
        };
        assert_eq!(
            tiers(vec![known, by_birth, by_phone]),
            [(1, 2, Tier::Ask), (1, 3, Tier::Ask)]
        );
    }

    #[test]
    fn a_number_with_one_slip_is_found_wherever_the_slip_is() {
        for slip in 0..17 {
            let mut number: Vec<u8> = NUMBER.bytes().collect();
            number[slip] = if number[slip] == b'9' { b'1' } else { b'9' };
            let slipped = String::from_utf8(number).unwrap();
            let found = tiers(vec![
                numbered(1, "欧阳小河", NUMBER),
                numbered(2, "欧阳小河", &slipped),
            ]);
            assert_eq!(found, [(1, 2, Tier::Ask)], "digit {slip}");
        }
        for swap in 0..16 {
            let mut number: Vec<u8> = b"12345678901234567X".to_vec();
            number.swap(swap, swap + 1);
            let one = Person {
                birth: None,
                ..numbered(1, "欧阳小河", "12345678901234567X")
            };
            let other = Person {
                number: Some(number.try_into().unwrap()),
                ..person(2, "欧阳小河")
            };
            assert_eq!(tiers(vec![one, other]), [(1, 2, Tier::Ask)], "swap {swap}");
        }
    }

    #[test]
    fn a_rare_name_weighs_more_than_a_common_one() {
        let mut people: Vec<Person> = (0..500).map(|id| person(id, "王伟")).collect();
        people.push(person(500, "欧阳小河"));
        people.push(person(501, "欧阳小河"));
        let frequencies = Frequencies::of(&people);
        let rare = compare(&people[500], &people[501], &frequencies);
        let common = compare(&people[0], &people[1], &frequencies);
        assert!(rare.probability > common.probability);
        assert_eq!(rare.weights[0].level, Level::Same);
        assert!(rare.weights[0].weight > 7.0 && common.weights[0].weight < 1.0);
        assert_eq!(rare.weights[3].level, Level::Missing);
        assert!(rare.weights[3].weight.abs() < f64::EPSILON);
    }

    #[test]
    fn reads_what_an_entity_holds() {
        let mut current = Current::default();
        let values = [
            (no::NAME, "李 秀英"),
            (no::SEX, "2"),
            (no::ID_NUMBER, NUMBER),
            (no::PHONE, "13900000001;13900000002"),
            (no::HUKOU_DWELLING, "8"),
        ];
        let values = values
            .into_iter()
            .map(|(element, text)| (element, text.to_owned()))
            .collect();
        current.absorb(
            catalog::source::Sources::shipped(),
            catalog::survivorship::Candidate {
                record: 1,
                source: catalog::source::no::HUKOU,
                as_of: 0,
                values: &values,
            },
        );
        let person = Person::of(5, &current);
        assert_eq!(
            person,
            Person {
                entity: 5,
                name: "李秀英".into(),
                birth: Some(19_460_515),
                sex: Some(2),
                number: Some(NUMBER.as_bytes().try_into().unwrap()),
                phones: [Some(13_900_000_001), Some(13_900_000_002), None],
                dwelling: Some(8),
            }
        );
    }
}
