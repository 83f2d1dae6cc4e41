//! Estates and their buildings, units, floors and rooms.

use super::dwellings::{Dwelling, Tenure, Use};
use super::name_tables::{ESTATE_ENDINGS, ROADS, WORDS};
use crate::dice::Dice;
use crate::ground::{Ground, Site};

/// How an estate is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Old courtyard houses of two or three floors, without units.
    Courtyard,
    /// Six or seven floors without a lift.
    WalkUp,
    /// Nine to fourteen floors.
    MidRise,
    /// Eighteen to thirty-three floors.
    HighRise,
    /// A Shanghai lane: buildings numbered 号, no units.
    Lane,
    /// A team (队, 组) of village houses.
    Team,
}

/// One estate.
#[derive(Debug)]
pub(crate) struct Estate {
    /// 海韵花园, 城桥村3队; unique in the area except for teams.
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// The road of its gate and the number there.
    pub(crate) road: String,
    pub(crate) number: u32,
    pub(crate) built: i32,
    /// For teams: number of the team, and 队 or 组 as this village says.
    pub(crate) team: u32,
    pub(crate) team_word: &'static str,
}

/// The estates of one community with their dwellings, names of estates still empty.
pub(crate) struct Built {
    pub(crate) estates: Vec<Estate>,
    pub(crate) dwellings: Vec<Dwelling>,
}

/// Builds `count` dwellings on a site.
pub(crate) fn build(ground: &Ground, site: &Site, count: u32, dice: &mut Dice) -> Built {
    let mut built = Built {
        estates: Vec::new(),
        dwellings: Vec::with_capacity(count as usize),
    };
    let roads = roads(site, dice);
    let team_word = if dice.chance(0.6) { "队" } else { "组" };
    while (built.dwellings.len() as u32) < count {
        let shape = shape(ground, site, dice);
        let at = built.estates.len() as u32;
        built.estates.push(Estate {
            name: String::new(),
            shape,
            road: roads[dice.below(roads.len() as u32) as usize].clone(),
            number: dice.below(280) + 1,
            built: year_built(shape, dice),
            team: if shape == Shape::Team { at + 1 } else { 0 },
            team_word,
        });
        let left = count - built.dwellings.len() as u32;
        fill(&mut built, at, left, dice);
    }
    built
}

/// Roads on which the gates of a community lie; its own road when it is named after one.
fn roads(site: &Site, dice: &mut Dice) -> Vec<String> {
    let stem = site.short.trim_end_matches("社区");
    let mut roads: Vec<String> = (0..2).map(|_| dice.pick(&ROADS).to_owned()).collect();
    if stem.ends_with('路') || stem.ends_with('街') {
        roads[0] = stem.to_owned();
    }
    roads
}

fn shape(ground: &Ground, site: &Site, dice: &mut Dice) -> Shape {
    if site.village {
        return Shape::Team;
    }
    if ground.lanes() {
        return Shape::Lane;
    }
    dice.weighted(&[
        (Shape::Courtyard, 8),
        (Shape::WalkUp, 58),
        (Shape::MidRise, 10),
        (Shape::HighRise, 24),
    ])
}

fn year_built(shape: Shape, dice: &mut Dice) -> i32 {
    match shape {
        Shape::Courtyard => dice.between(1925, 1962),
        Shape::WalkUp => dice.between(1976, 2004),
        Shape::MidRise => dice.between(1998, 2018),
        Shape::HighRise => dice.between(2003, 2023),
        Shape::Lane => dice.between(1982, 2019),
        Shape::Team => dice.between(1975, 2015),
    }
}

/// Counts of an estate: buildings, units per building (0: none), floors, rooms per floor.
fn plan(shape: Shape, dice: &mut Dice) -> [u32; 4] {
    let mut between = |low: i32, high: i32| u32::try_from(dice.between(low, high)).unwrap_or(1);
    match shape {
        Shape::Courtyard => [between(1, 4), 0, between(2, 3), between(6, 14)],
        Shape::WalkUp => [between(4, 22), between(2, 5), between(5, 7), between(2, 3)],
        Shape::MidRise => [between(3, 10), between(1, 3), between(9, 14), between(2, 4)],
        Shape::HighRise => [between(2, 8), between(1, 2), between(18, 33), between(2, 6)],
        Shape::Lane => [between(6, 40), 0, between(5, 7), between(2, 4)],
        Shape::Team => [between(25, 70), 0, 1, 1],
    }
}

/// Adds the dwellings of one estate, at most `left`.
fn fill(built: &mut Built, estate: u32, left: u32, dice: &mut Dice) {
    let shape = built.estates[estate as usize].shape;
    let year = built.estates[estate as usize].built;
    let [buildings, units, floors, rooms] = plan(shape, dice);
    let end = built.dwellings.len() + left as usize;
    let size = typical_area(shape, dice);
    for building in 1..=buildings {
        for unit in if units == 0 { 0..=0 } else { 1..=units } {
            for floor in 1..=floors {
                for door in 1..=rooms {
                    if built.dwellings.len() == end {
                        return;
                    }
                    let area = size * u32::try_from(dice.between(70, 135)).unwrap_or(100) / 100;
                    let room = if shape == Shape::Team {
                        0
                    } else {
                        floor * 100 + door
                    };
                    let annex = u32::from(shape == Shape::Courtyard && dice.chance(0.05));
                    built.dwellings.push(Dwelling {
                        estate,
                        building,
                        unit,
                        floor,
                        room,
                        annex,
                        area,
                        usage: Use::Vacant,
                        tenure: tenure(shape, year, dice),
                        owner: None,
                    });
                }
            }
        }
    }
}

/// Typical floor area of an estate's dwellings, in tenths of a square metre.
fn typical_area(shape: Shape, dice: &mut Dice) -> u32 {
    let (low, high) = match shape {
        Shape::Courtyard => (150, 320),
        Shape::WalkUp => (420, 780),
        Shape::MidRise => (750, 1250),
        Shape::HighRise => (700, 1300),
        Shape::Lane => (450, 950),
        Shape::Team => (900, 2200),
    };
    u32::try_from(dice.between(low, high)).unwrap_or(600)
}

fn tenure(shape: Shape, built: i32, dice: &mut Dice) -> Tenure {
    match shape {
        Shape::Team => Tenure::SelfBuilt,
        Shape::Courtyard => dice.weighted(&[(Tenure::PublicRental, 7), (Tenure::Reformed, 3)]),
        _ if built < 1999 => dice.weighted(&[
            (Tenure::Reformed, 7),
            (Tenure::Commodity, 2),
            (Tenure::PublicRental, 1),
        ]),
        _ => dice.weighted(&[
            (Tenure::Commodity, 8),
            (Tenure::Resettlement, 2),
            (Tenure::PublicRental, 1),
        ]),
    }
}

/// Names every estate of the area; names of estates with buildings are unique.
pub(crate) fn name_all<'a>(
    seed: u64,
    area: u64,
    estates: impl Iterator<Item = (&'a Site, &'a mut Estate)>,
) {
    let mut names: Vec<String> = WORDS
        .iter()
        .flat_map(|word| {
            ESTATE_ENDINGS
                .iter()
                .map(move |ending| format!("{word}{ending}"))
        })
        .collect();
    Dice::new(seed, "estate names", area).shuffle(&mut names);
    const PARTS: [&str; 8] = ["", "东区", "西区", "南区", "北区", "一期", "二期", "三期"];
    let mut used = 0;
    for (site, estate) in estates {
        if estate.shape == Shape::Team {
            estate.name = format!("{}{}{}", site.short, estate.team, estate.team_word);
            continue;
        }
        let round = used / names.len();
        let part = PARTS
            .get(round)
            .map_or_else(|| format!("{round}期"), |part| (*part).to_owned());
        estate.name = format!("{}{part}", names[used % names.len()]);
        used += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estate_words_make_distinct_names() {
        let names: std::collections::HashSet<String> = WORDS
            .iter()
            .flat_map(|word| {
                ESTATE_ENDINGS
                    .iter()
                    .map(move |ending| format!("{word}{ending}"))
            })
            .collect();
        assert_eq!(names.len(), WORDS.len() * ESTATE_ENDINGS.len());
    }
}
