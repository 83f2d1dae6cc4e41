//! The columns that many departments share: identity number, name, birth date, sex, phone and
//! address, each with the errors of the source that writes it.

use chrono::{Datelike, NaiveDate};

use crate::address_spelling::{self, Hand};
use crate::clerk::Clerk;
use crate::errors::Slip;
use crate::garble;
use crate::identifiers;
use crate::sheet::Cell;
use crate::world::people::{Person, Registration};
use crate::world::{PersonAt, World};

/// How a source writes days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// 19460515
    Digits,
    /// 1946-05-15
    Dashes,
    /// 1946/5/15
    Slashes,
    /// 1946年5月15日
    Chinese,
    /// 1946.05.15
    Dots,
    /// 1946-05
    Month,
}

impl DateStyle {
    /// A day in this style.
    pub(crate) fn write(self, date: NaiveDate) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self {
            Self::Digits => format!("{year}{month:02}{day:02}"),
            Self::Dashes => format!("{year}-{month:02}-{day:02}"),
            Self::Slashes => format!("{year}/{month}/{day}"),
            Self::Chinese => format!("{year}年{month}月{day}日"),
            Self::Dots => format!("{year}.{month:02}.{day:02}"),
            Self::Month => format!("{year}-{month:02}"),
        }
    }
}

impl Clerk<'_> {
    /// The identity number as this source holds it.
    pub(crate) fn id_cell(&mut self, at: PersonAt) -> Cell {
        let world = self.world;
        let person = world.person(at);
        let Some(number) = person.id_text() else {
            return Cell::Empty;
        };
        if self.slip(Slip::IdMissing) {
            return Cell::Empty;
        }
        let digits_only = !number.ends_with('X');
        if fifteen_possible(person) && self.slip(Slip::IdFifteen) {
            return garble::fifteen(number).into();
        }
        // Only a workbook can hold a number; a csv shows what somebody exported from one.
        let in_workbook = self.workbook().is_some();
        if in_workbook && digits_only && self.slip(Slip::IdFloat) {
            return garble::float(number).map_or(Cell::Empty, Cell::Number);
        }
        if self.slip(Slip::IdOneDigit) {
            return garble::one_digit(number, &mut self.dice).into();
        }
        if self.slip(Slip::IdTransposed) {
            return garble::transposed(number, &mut self.dice).into();
        }
        if let Some(relative) = relative(world, at).and_then(Person::id_text)
            && self.slip(Slip::IdRelative)
        {
            return relative.into();
        }
        if !digits_only && self.slip(Slip::IdLowerX) {
            return number.to_ascii_lowercase().into();
        }
        if self.slip(Slip::IdFullWidth) {
            return garble::wide(number).into();
        }
        if self.slip(Slip::IdApostrophe) {
            return format!("'{number}").into();
        }
        if self.slip(Slip::IdSpaced) {
            return garble::spaced(number).into();
        }
        number.into()
    }

    /// The name as this source holds it.
    pub(crate) fn name_cell(&mut self, name: &str) -> Cell {
        if self.can(Slip::NameHomophone)
            && let Some(wrong) = garble::homophone(name, &mut self.dice)
            && self.slip(Slip::NameHomophone)
        {
            return wrong.into();
        }
        if self.can(Slip::NameSimilar)
            && let Some(wrong) = garble::similar(name, &mut self.dice)
            && self.slip(Slip::NameSimilar)
        {
            return wrong.into();
        }
        if self.slip(Slip::NameSpaced) {
            let mut characters = name.chars();
            let first = characters.next().map(String::from).unwrap_or_default();
            return format!("{first} {}", characters.as_str()).into();
        }
        if name.contains('·') {
            // Every keyboard has another dot.
            let dot = self.dice.pick(&["·", "·", "•", "．", "."]);
            return name.replace('·', dot).into();
        }
        name.into()
    }

    /// The birth date as this source holds it.
    pub(crate) fn birth_cell(&mut self, birth: NaiveDate, style: DateStyle) -> Cell {
        style.write(self.birth_as_held(birth)).into()
    }

    fn birth_as_held(&mut self, birth: NaiveDate) -> NaiveDate {
        if let Some(wrong) = garble::swapped(birth)
            && self.slip(Slip::DateSwapped)
        {
            return wrong;
        }
        let first = NaiveDate::from_ymd_opt(birth.year(), 1, 1).unwrap_or(birth);
        if first != birth && self.slip(Slip::DateJanuaryFirst) {
            return first;
        }
        if self.slip(Slip::DateLunar) {
            return garble::lunar(birth, &mut self.dice);
        }
        birth
    }

    /// 男 or 女.
    pub(crate) fn sex_cell(&mut self, person: &Person) -> Cell {
        let sex = if self.slip(Slip::SexWrong) {
            person.sex.other()
        } else {
            person.sex
        };
        Cell::Word(sex.label())
    }

    /// The phone as this source holds it.
    pub(crate) fn phone_cell(&mut self, at: PersonAt) -> Cell {
        let world = self.world;
        let person = world.person(at);
        if !person.has_phone {
            return Cell::Empty;
        }
        if self.slip(Slip::PhoneMissing) {
            return Cell::Empty;
        }
        if self.slip(Slip::PhoneDash) {
            return Cell::Word(self.dice.pick(&["无", "—", "-"]));
        }
        let own = phone(world, at);
        let relative = phone_of_relative(world, at);
        if let Some(other) = &relative {
            if self.slip(Slip::PhoneShared) {
                return other.clone().into();
            }
            if self.slip(Slip::PhoneTwo) {
                let between = self.dice.pick(&["/", "、", " ", "；", ","]);
                return format!("{own}{between}{other}").into();
            }
        }
        if self.slip(Slip::PhoneNamed) {
            let name = &person.name;
            return match self.dice.below(3) {
                0 => format!("{own}({name})"),
                1 => format!("{own} {name}"),
                _ => format!("{own}（本人）"),
            }
            .into();
        }
        if self.slip(Slip::PhoneShort) {
            return own[..10].into();
        }
        own.into()
    }

    /// The address somebody lives at as this source holds it.
    pub(crate) fn home_cell(&mut self, at: PersonAt, hand: Hand) -> Cell {
        if self.slip(Slip::AddressMissing) {
            return Cell::Empty;
        }
        let world = self.world;
        let person = world.person(at);
        let Some(home) = person.home else {
            return Cell::Empty;
        };
        let community = at.community as usize;
        if self.slip(Slip::AddressStale) {
            return self.stale_address(at, hand);
        }
        address_spelling::of_dwelling(world, community, home, hand, &mut self.dice).into()
    }

    /// Where the person lived before: where registered, or somewhere else in the area.
    fn stale_address(&mut self, at: PersonAt, hand: Hand) -> Cell {
        let world = self.world;
        let person = world.person(at);
        let (mut community, mut dwelling) = match person.registration {
            Registration::Dwelling {
                community,
                dwelling,
            } => (community as usize, dwelling),
            _ => (at.community as usize, 0),
        };
        if person.home == Some(dwelling) && community == at.community as usize {
            let count = world.communities.len() as u32;
            community = self.dice.below(count) as usize;
            dwelling = 0;
        }
        let dwellings = world.communities[community].dwellings.len() as u32;
        if dwellings == 0 {
            return Cell::Empty;
        }
        if dwelling == 0 {
            dwelling = self.dice.below(dwellings);
        }
        address_spelling::of_dwelling(world, community, dwelling, hand, &mut self.dice).into()
    }

    /// The address of registration as this source holds it.
    pub(crate) fn registration_cell(&mut self, person: &Person, hand: Hand) -> Cell {
        address_spelling::of_registration(self.world, person, hand, &mut self.dice).into()
    }
}

/// First-generation numbers had no century; they were given out until October 1999.
fn fifteen_possible(person: &Person) -> bool {
    (1900..1999).contains(&person.birth.year())
}

/// Another member of the same household.
pub(crate) fn relative(world: &World, at: PersonAt) -> Option<&Person> {
    relative_at(world, at).map(|other| world.person(other))
}

fn relative_at(world: &World, at: PersonAt) -> Option<PersonAt> {
    let community = &world.communities[at.community as usize];
    let person = &community.people[at.person as usize];
    let household = community.households.get(person.household as usize)?;
    let other = household.people.clone().find(|other| *other != at.person)?;
    Some(PersonAt {
        community: at.community,
        person: other,
    })
}

/// Somebody's own phone.
pub(crate) fn phone(world: &World, at: PersonAt) -> String {
    identifiers::mobile(u64::from(world.person_no(at)))
}

/// The phone of another member of the household.
pub(crate) fn phone_of_relative(world: &World, at: PersonAt) -> Option<String> {
    let other = relative_at(world, at)?;
    world.person(other).has_phone.then(|| phone(world, other))
}

/// Name of the firm somebody works for.
pub(crate) fn employer(world: &World, firm: u32) -> String {
    use crate::world::name_tables::WORDS;
    let town = if world.ground.city.is_empty() {
        &world.ground.province
    } else {
        &world.ground.city
    };
    let word = WORDS[(firm % 96) as usize];
    let second = WORDS[(firm / 96 % 96) as usize]
        .chars()
        .next()
        .unwrap_or('和');
    let kind = [
        "商贸",
        "物流",
        "科技",
        "机械制造",
        "餐饮管理",
        "建筑工程",
        "纺织",
        "物业服务",
    ];
    let kind = kind[(firm / 7 % 8) as usize];
    format!(
        "{}{word}{second}{kind}有限公司",
        town.trim_end_matches('市')
    )
}
