//! Places: enterprises and sole traders with their registered and their real addresses.

use chrono::{Days, NaiveDate};

use super::Community;
use super::dwellings::Use;
use super::name_tables::{ROADS, WORDS};
use super::names;
use super::people::Sex;
use super::trades::{FIRMS, SHOPS, Trade};
use crate::dice::Dice;
use crate::ground::Ground;
use crate::identifiers::{self, CreditCode};

/// Places per resident.
const PER_RESIDENT: f64 = 0.4;
/// Share of enterprises among places.
const ENTERPRISES: f64 = 0.35;
/// Share of places that work at another address than the registered one.
const MOVED: f64 = 0.2;

/// Kind of registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    Enterprise,
    SoleTrader,
    Cooperative,
}

/// Where a place is.
#[derive(Debug, Clone)]
pub(crate) enum Spot {
    /// In a dwelling of the community.
    Dwelling(u32),
    /// On a road: 人民路58号, or with an office behind it.
    Road(String),
}

/// State of the registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Revoked,
    Closed,
}

impl State {
    /// As registers of 市监 write it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Open => "存续",
            Self::Revoked => "吊销",
            Self::Closed => "注销",
        }
    }
}

/// One place.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) kind: PlaceKind,
    pub(crate) name: String,
    pub(crate) code: CreditCode,
    pub(crate) trade: &'static Trade,
    /// The person in charge: a position in the community's people, if one of them.
    pub(crate) person: Option<u32>,
    /// Name of the person in charge.
    pub(crate) person_name: String,
    pub(crate) founded: NaiveDate,
    pub(crate) state: State,
    pub(crate) registered: Spot,
    pub(crate) business: Spot,
    pub(crate) employees: u32,
    /// 万元.
    pub(crate) capital: u32,
    /// Floor area in square metres.
    pub(crate) area: u32,
}

/// Opens the places of a community. Credit codes follow later, over all communities.
pub(crate) fn open(
    ground: &Ground,
    today: NaiveDate,
    community: &mut Community,
    residents: u32,
    dice: &mut Dice,
) {
    let count = (f64::from(residents) * PER_RESIDENT).round() as u32;
    let adults: Vec<u32> = (0..community.people.len() as u32)
        .filter(|at| (20..75).contains(&community.people[*at as usize].age_on(today)))
        .collect();
    let shops: Vec<u32> = (0..community.dwellings.len() as u32)
        .filter(|at| community.dwellings[*at as usize].usage == Use::Business)
        .collect();
    community.places = (0..count)
        .map(|_| {
            let kind = kind(community.village, dice);
            place(ground, today, community, kind, (&adults, &shops), dice)
        })
        .collect();
}

fn kind(village: bool, dice: &mut Dice) -> PlaceKind {
    if village && dice.chance(0.03) {
        PlaceKind::Cooperative
    } else if dice.chance(ENTERPRISES) {
        PlaceKind::Enterprise
    } else {
        PlaceKind::SoleTrader
    }
}

fn place(
    ground: &Ground,
    today: NaiveDate,
    community: &Community,
    kind: PlaceKind,
    (adults, shops): (&[u32], &[u32]),
    dice: &mut Dice,
) -> Place {
    let trades: &'static [Trade] = if kind == PlaceKind::SoleTrader {
        &SHOPS
    } else {
        &FIRMS
    };
    let weights: Vec<u32> = trades.iter().map(|trade| trade.weight).collect();
    let trade = &trades[dice.position(&weights)];
    let person = (!adults.is_empty() && dice.chance(0.7)).then(|| dice.pick(adults));
    let person_name = match person {
        Some(at) => community.people[at as usize].name.to_string(),
        None => stranger(today, dice),
    };
    let registered = spot(community, kind, shops, dice);
    let business = if dice.chance(MOVED) {
        spot(community, kind, shops, dice)
    } else {
        registered.clone()
    };
    let founded = today - Days::new(u64::from(dice.below(6500)) + 10);
    let employees = match kind {
        PlaceKind::SoleTrader => dice.below(4) + 1,
        _ => dice.weighted(&[(3, 5), (8, 4), (20, 2), (60, 1)]) + dice.below(5),
    };
    Place {
        kind,
        name: name(ground, kind, trade, &person_name, dice),
        code: [b'0'; 18],
        trade,
        person,
        person_name,
        founded,
        state: dice.weighted(&[(State::Open, 88), (State::Revoked, 7), (State::Closed, 5)]),
        registered,
        business,
        employees,
        capital: dice.pick(&[1, 3, 5, 10, 50, 100, 200, 500, 1000]),
        area: dice.below(180) + 12,
    }
}

/// Somebody in charge who does not live in the community.
fn stranger(today: NaiveDate, dice: &mut Dice) -> String {
    let birth = today - Days::new(u64::from(dice.below(14_000)) + 8_000);
    let sex = if dice.chance(0.6) {
        Sex::Male
    } else {
        Sex::Female
    };
    format!("{}{}", names::surname(dice), names::given(birth, sex, dice))
}

fn name(ground: &Ground, kind: PlaceKind, trade: &Trade, person: &str, dice: &mut Dice) -> String {
    let first = dice.pick(&WORDS);
    let second = dice.pick(&WORDS).chars().next().unwrap_or('和');
    match kind {
        PlaceKind::SoleTrader => {
            let given = person.chars().last().unwrap_or('福');
            let own = if dice.chance(0.4) {
                format!("{given}{second}")
            } else {
                first.to_owned()
            };
            format!("{}{own}{}", ground.county, trade.word)
        }
        PlaceKind::Enterprise => {
            let town = if ground.city.is_empty() {
                &ground.province
            } else {
                &ground.city
            };
            let town = town.trim_end_matches('市');
            format!("{town}{first}{second}{}有限公司", trade.word)
        }
        PlaceKind::Cooperative => {
            let town = if ground.city.is_empty() {
                &ground.province
            } else {
                &ground.city
            };
            format!(
                "{}{first}{second}果蔬专业合作社",
                town.trim_end_matches('市')
            )
        }
    }
}

fn spot(community: &Community, kind: PlaceKind, shops: &[u32], dice: &mut Dice) -> Spot {
    let homes = community.dwellings.len() as u32;
    let in_shop = !shops.is_empty() && dice.chance(0.45);
    if in_shop {
        return Spot::Dwelling(dice.pick(shops));
    }
    if homes > 0 && dice.chance(0.12) {
        return Spot::Dwelling(dice.below(homes));
    }
    let road = match community.estates.first() {
        Some(estate) if dice.chance(0.6) => estate.road.as_str(),
        _ => dice.pick(&ROADS),
    };
    let number = dice.below(300) + 1;
    let behind = match kind {
        PlaceKind::SoleTrader => match dice.below(4) {
            0 => "甲".to_owned(),
            1 => format!("-{}", dice.below(9) + 1),
            _ => String::new(),
        },
        _ => {
            let (floor, room) = (dice.below(18) + 2, dice.below(12) + 1);
            format!("{}大厦{floor}{room:02}室", dice.pick(&WORDS))
        }
    };
    Spot::Road(format!("{road}{number}号{behind}"))
}

/// Gives every place of the area a credit code of its own.
pub(crate) fn number_all<'a>(county: u32, places: impl Iterator<Item = &'a mut Place>) {
    for (at, place) in places.enumerate() {
        let kind = match place.kind {
            PlaceKind::Enterprise => b"91",
            PlaceKind::SoleTrader => b"92",
            PlaceKind::Cooperative => b"93",
        };
        // A stride without a common factor with 31⁵ spreads neighbours over the range.
        let running = (at as u64 * 7_654_321 + 1_234_567) % 28_629_151;
        place.code = identifiers::credit_code(kind, county, running as u32);
    }
}
