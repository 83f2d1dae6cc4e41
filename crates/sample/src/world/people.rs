//! People: who somebody is, where registered, and what departments know about them.

use chrono::{Datelike, Months, NaiveDate};

use crate::dice::Dice;
use crate::identifiers::{self, IdNumber};

/// Sex as in the identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
}

impl Sex {
    /// Code of GB/T 2261.1.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }

    /// 男, 女.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// The other one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Male => Self::Female,
            Self::Female => Self::Male,
        }
    }
}

/// Place in a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Head,
    Spouse,
    Child,
    ChildInLaw,
    Grandchild,
    Parent,
    /// Shares the dwelling without being kin.
    Tenant,
}

/// Where somebody is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Registration {
    /// At a dwelling of the area: community position, dwelling position there.
    Dwelling { community: u32, dwelling: u32 },
    /// In the collective household of a community, or at an address that no longer exists.
    Collective { community: u32 },
    /// Outside the area: six-digit county and a number that decides the rest of the address.
    Outside { county: u32, house: u32 },
    /// Not registered yet.
    Newborn,
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Too young for school.
    Infant,
    /// At school.
    Student,
    /// Employed at the firm of this number.
    Employed(u32),
    /// Works without an employer.
    Flexible,
    /// Registered as unemployed since a day.
    Unemployed(NaiveDate),
    /// At home.
    Home,
    /// Retired.
    Retired,
}

/// A disability certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Disability {
    /// 1 视力 2 听力 3 言语 4 肢体 5 智力 6 精神 7 多重.
    pub(crate) kind: u8,
    /// 1 (heaviest) to 4.
    pub(crate) level: u8,
    /// Day of the certificate.
    pub(crate) issued: NaiveDate,
}

/// One person of the true district.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: Box<str>,
    pub(crate) sex: Sex,
    pub(crate) birth: NaiveDate,
    /// County of first registration (or the leading six characters of a permit number).
    pub(crate) issuer: u32,
    /// None only for the newborn who are not registered yet.
    pub(crate) id_number: Option<IdNumber>,
    /// Two digits of GB/T 3304.
    pub(crate) ethnicity: u8,
    /// 10 未婚 20 已婚 30 丧偶 40 离婚.
    pub(crate) marriage: u8,
    /// GB/T 4658: 10 20 30 40 60 70 80 90; 0 for children before school.
    pub(crate) education: u8,
    /// Dwelling lived in (until death), a position in the own community; None: lives elsewhere.
    pub(crate) home: Option<u32>,
    /// Household, a position in the own community.
    pub(crate) household: u32,
    pub(crate) role: Role,
    pub(crate) registration: Registration,
    /// Number of the registration booklet (户号).
    pub(crate) booklet: u64,
    /// Place in the booklet.
    pub(crate) booklet_role: Role,
    /// Day of moving the registration to that address.
    pub(crate) registered_on: NaiveDate,
    pub(crate) died: Option<NaiveDate>,
    pub(crate) father: Option<u32>,
    pub(crate) mother: Option<u32>,
    pub(crate) spouse: Option<u32>,
    pub(crate) work: Work,
    pub(crate) disability: Option<Disability>,
    pub(crate) has_phone: bool,
    pub(crate) volunteer: bool,
}

impl Person {
    /// Full years on a day.
    pub(crate) fn age_on(&self, day: NaiveDate) -> i32 {
        age_on(self.birth, day)
    }

    /// Lives in the area and is alive.
    pub(crate) fn is_resident(&self) -> bool {
        self.home.is_some() && self.died.is_none()
    }

    /// Registered in the area.
    pub(crate) fn is_registered_here(&self) -> bool {
        matches!(
            self.registration,
            Registration::Dwelling { .. } | Registration::Collective { .. }
        )
    }

    /// Registered in a community of the area: its position.
    pub(crate) fn registered_in(&self) -> Option<usize> {
        match self.registration {
            Registration::Dwelling { community, .. } | Registration::Collective { community } => {
                Some(community as usize)
            }
            Registration::Outside { .. } | Registration::Newborn => None,
        }
    }

    /// The identity number as text.
    pub(crate) fn id_text(&self) -> Option<&str> {
        self.id_number
            .as_ref()
            .map(|number| identifiers::text(number))
    }
}

/// Full years from a birth to a day; who is born on 29 February grows older on 1 March.
pub(crate) fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    let before = (day.month(), day.day()) < (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(before)
}

/// A birth date of someone of this age today.
pub(crate) fn birth_of_age(age: i32, today: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let months = u32::try_from(age.max(0) * 12).unwrap_or(0);
    let youngest = today
        .checked_sub_months(Months::new(months))
        .unwrap_or(today);
    let birth = youngest - chrono::Days::new(u64::from(dice.below(365)));
    // Old people whose day of birth nobody wrote down were registered on 1 January.
    if birth.year() < 1960 && dice.chance(0.03) {
        return NaiveDate::from_ymd_opt(birth.year(), 1, 1).unwrap_or(birth);
    }
    birth
}

/// Ethnicities with their weights per 10 000.
pub(crate) const ETHNICITIES: [(u8, u32); 9] = [
    (1, 9_880),
    (3, 34),
    (11, 36),
    (10, 18),
    (2, 10),
    (8, 6),
    (15, 6),
    (6, 6),
    (5, 4),
];

/// What a person of this age has learned (GB/T 4658 group).
pub(crate) fn education(age: i32, dice: &mut Dice) -> u8 {
    // Weights of 10 20 30 40 60 70 80 90 by age.
    const GROUPS: [u8; 8] = [10, 20, 30, 40, 60, 70, 80, 90];
    let weights: [u32; 8] = match age {
        ..=5 => return 0,
        6..=12 => return 80,
        13..=15 => return 70,
        16..=18 => [0, 0, 0, 25, 70, 5, 0, 0],
        19..=34 => [6, 36, 28, 10, 12, 8, 0, 0],
        35..=49 => [4, 24, 24, 14, 18, 15, 1, 0],
        50..=64 => [1, 8, 13, 14, 30, 30, 4, 0],
        65..=79 => [0, 5, 8, 10, 22, 34, 18, 3],
        _ => [0, 3, 4, 7, 14, 28, 32, 12],
    };
    GROUPS[dice.position(&weights)]
}

/// What a person does; the age of retirement differs by sex.
pub(crate) fn work(age: i32, sex: Sex, local: bool, today: NaiveDate, dice: &mut Dice) -> Work {
    let retires = if sex == Sex::Male { 60 } else { 53 };
    match age {
        ..=5 => Work::Infant,
        6..=17 => Work::Student,
        18..=22 if dice.chance(0.7) => Work::Student,
        _ if age >= retires => Work::Retired,
        _ if local && dice.chance(0.03) => {
            let since = today - chrono::Days::new(u64::from(dice.below(500)) + 5);
            Work::Unemployed(since)
        }
        _ if dice.chance(0.14) => Work::Flexible,
        _ if dice.chance(0.08) => Work::Home,
        _ => Work::Employed(dice.below(40_000)),
    }
}

/// A disability certificate, more likely with age.
pub(crate) fn disability(
    birth: NaiveDate,
    today: NaiveDate,
    dice: &mut Dice,
) -> Option<Disability> {
    let share = match age_on(birth, today) {
        ..=1 => 0.0,
        2..=17 => 0.008,
        18..=59 => 0.020,
        _ => 0.045,
    };
    if !dice.chance(share) {
        return None;
    }
    let kind = dice.weighted(&[
        (1_u8, 12),
        (2, 14),
        (3, 2),
        (4, 48),
        (5, 10),
        (6, 10),
        (7, 4),
    ]);
    let level = dice.weighted(&[(1_u8, 14), (2, 26), (3, 28), (4, 32)]);
    let oldest = u32::try_from((today - birth).num_days().min(3400)).unwrap_or(400) - 300;
    let issued = today - chrono::Days::new(u64::from(dice.below(oldest)) + 20);
    Some(Disability {
        kind,
        level,
        issued,
    })
}
