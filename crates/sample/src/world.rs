//! The true district: who lives where, who is registered where, and what stands there. Sources
//! are made from it; the truth beside them is a plain copy of it.

pub(crate) mod counties;
pub(crate) mod dwellings;
pub(crate) mod estates;
pub(crate) mod family;
pub(crate) mod households;
pub(crate) mod kin;
pub(crate) mod name_tables;
pub(crate) mod names;
pub(crate) mod numbering;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod settle;
pub(crate) mod trades;

use std::ops::Range;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::dice::Dice;
use crate::ground::Ground;
use dwellings::Dwelling;
use estates::Estate;
use people::{Person, Registration};
use places::Place;
use settle::Around;

/// Dwellings per resident (58 万 for 102 万).
const DWELLINGS_PER_RESIDENT: f64 = 0.57;

/// 低保 of a household.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dibao {
    pub(crate) since: NaiveDate,
    /// 元 a month for each insured member.
    pub(crate) per_head: u32,
}

/// People who live (or are registered) together.
#[derive(Debug)]
pub(crate) struct Household {
    /// Positions in the community's people.
    pub(crate) people: Range<u32>,
    /// Dwelling lived in.
    pub(crate) dwelling: Option<u32>,
    pub(crate) dibao: Option<Dibao>,
}

/// One community with everything in it.
#[derive(Debug)]
pub(crate) struct Community {
    /// Position in `Ground::communities`.
    pub(crate) at: usize,
    pub(crate) village: bool,
    pub(crate) estates: Vec<Estate>,
    pub(crate) dwellings: Vec<Dwelling>,
    pub(crate) households: Vec<Household>,
    pub(crate) people: Vec<Person>,
    pub(crate) places: Vec<Place>,
    /// Running numbers over the area start here.
    pub(crate) first_dwelling: u32,
    pub(crate) first_person: u32,
    pub(crate) first_place: u32,
}

/// A person of some community: position of the community, position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PersonAt {
    pub(crate) community: u32,
    pub(crate) person: u32,
}

/// The whole area.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) ground: Ground,
    pub(crate) today: NaiveDate,
    pub(crate) seed: u64,
    pub(crate) communities: Vec<Community>,
    /// For every community the people registered there, by booklet, the head first.
    pub(crate) registered: Vec<Vec<PersonAt>>,
}

impl World {
    /// Makes the district. The result depends on nothing but the arguments.
    pub(crate) fn build(ground: Ground, residents: u64, seed: u64, today: NaiveDate) -> Self {
        let quotas = quotas(&ground, residents, seed);
        let mut communities = build_all(&ground, &quotas, seed);
        name_estates(&ground, &mut communities, seed);
        settle_all(&ground, &mut communities, &quotas, seed, today);
        number(&ground, &mut communities);
        let registered = registers(&communities);
        Self {
            ground,
            today,
            seed,
            communities,
            registered,
        }
    }

    /// A person.
    pub(crate) fn person(&self, at: PersonAt) -> &Person {
        &self.communities[at.community as usize].people[at.person as usize]
    }

    /// Running number of a person, from 1.
    pub(crate) fn person_no(&self, at: PersonAt) -> u32 {
        self.communities[at.community as usize].first_person + at.person + 1
    }

    /// Everybody who lives in a community now.
    pub(crate) fn residents(&self, community: usize) -> impl Iterator<Item = PersonAt> + '_ {
        self.communities[community]
            .people
            .iter()
            .enumerate()
            .filter(|(_, person)| person.is_resident())
            .map(move |(at, _)| PersonAt {
                community: community as u32,
                person: at as u32,
            })
    }

    /// Everybody of the area, community by community.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = PersonAt> + '_ {
        self.communities.iter().flat_map(|community| {
            (0..community.people.len() as u32).map(|person| PersonAt {
                community: community.at as u32,
                person,
            })
        })
    }
}

/// How many people live in each community; the sum is exactly `residents`.
fn quotas(ground: &Ground, residents: u64, seed: u64) -> Vec<u32> {
    let mut dice = Dice::new(seed, "quotas", u64::from(ground.county_code));
    let weights: Vec<u64> = ground
        .communities
        .iter()
        .map(|site| {
            // Villages are much smaller than communities of a town.
            let (low, high) = if site.village { (35, 90) } else { (60, 150) };
            u64::try_from(dice.between(low, high)).unwrap_or(100)
        })
        .collect();
    let total: u64 = weights.iter().sum();
    let mut left = residents;
    let mut weight_left = total;
    weights
        .iter()
        .map(|weight| {
            // Taking the share of what is left keeps the sum exact without a second pass.
            let share = (left * weight + weight_left / 2) / weight_left;
            left -= share;
            weight_left -= weight;
            u32::try_from(share).unwrap_or(u32::MAX)
        })
        .collect()
}

fn build_all(ground: &Ground, quotas: &[u32], seed: u64) -> Vec<Community> {
    ground
        .communities
        .par_iter()
        .enumerate()
        .map(|(at, site)| {
            let mut dice = Dice::new(seed, "estates", site.code);
            let count = (f64::from(quotas[at]) * DWELLINGS_PER_RESIDENT).ceil() as u32;
            let built = estates::build(ground, site, count, &mut dice);
            Community {
                at,
                village: site.village,
                estates: built.estates,
                dwellings: built.dwellings,
                households: Vec::new(),
                people: Vec::new(),
                places: Vec::new(),
                first_dwelling: 0,
                first_person: 0,
                first_place: 0,
            }
        })
        .collect()
}

fn name_estates(ground: &Ground, communities: &mut [Community], seed: u64) {
    let estates = communities.iter_mut().flat_map(|community| {
        let site = &ground.communities[community.at];
        community
            .estates
            .iter_mut()
            .map(move |estate| (site, estate))
    });
    estates::name_all(seed, u64::from(ground.county_code), estates);
}

fn settle_all(
    ground: &Ground,
    communities: &mut [Community],
    quotas: &[u32],
    seed: u64,
    today: NaiveDate,
) {
    let dwellings: Vec<u32> = communities
        .iter()
        .map(|community| community.dwellings.len() as u32)
        .collect();
    let around = Around {
        ground,
        today,
        dwellings: &dwellings,
    };
    communities
        .par_iter_mut()
        .enumerate()
        .for_each(|(at, community)| {
            let code = ground.communities[at].code;
            settle::settle(
                &around,
                community,
                quotas[at],
                &mut Dice::new(seed, "people", code),
            );
            let mut dice = Dice::new(seed, "places", code);
            places::open(ground, today, community, quotas[at], &mut dice);
        });
}

/// Running numbers, identity numbers and credit codes, which have to be unique over the area.
fn number(ground: &Ground, communities: &mut [Community]) {
    let (mut dwelling, mut person, mut place) = (0, 0, 0);
    for community in communities.iter_mut() {
        community.first_dwelling = dwelling;
        community.first_person = person;
        community.first_place = place;
        dwelling += community.dwellings.len() as u32;
        person += community.people.len() as u32;
        place += community.places.len() as u32;
    }
    let people = communities
        .iter_mut()
        .flat_map(|community| community.people.iter_mut());
    numbering::number_all(people);
    let places = communities
        .iter_mut()
        .flat_map(|community| community.places.iter_mut());
    places::number_all(ground.county_code, places);
}

fn registers(communities: &[Community]) -> Vec<Vec<PersonAt>> {
    let mut registers: Vec<Vec<PersonAt>> = communities.iter().map(|_| Vec::new()).collect();
    for community in communities {
        for (at, person) in community.people.iter().enumerate() {
            if let Some(register) = person.registered_in() {
                let at = PersonAt {
                    community: community.at as u32,
                    person: at as u32,
                };
                registers[register].push(at);
            }
        }
    }
    registers.par_iter_mut().for_each(|register| {
        register.sort_by_key(|at| {
            let person = &communities[at.community as usize].people[at.person as usize];
            let head = person.booklet_role != people::Role::Head;
            (person.booklet, head, at.person)
        });
    });
    registers
}

/// The dwelling at which somebody is registered, if in the area.
pub(crate) fn registered_dwelling(person: &Person) -> Option<(usize, u32)> {
    match person.registration {
        Registration::Dwelling {
            community,
            dwelling,
        } => Some((community as usize, dwelling)),
        _ => None,
    }
}
