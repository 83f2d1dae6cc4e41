//! The many spellings of one address. None of them is an error: they are how registers, officers
//! and community workers write.

use crate::dice::Dice;
use crate::ground::Ground;
use crate::world::World;
use crate::world::counties::{self, ORIGINS};
use crate::world::dwellings::Dwelling;
use crate::world::estates::{Estate, Shape};
use crate::world::people::{Person, Registration};

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Registers of the police: province, city, county and mostly 户 at the end.
    Police,
    /// Departments: some prefix, some spelling.
    Office,
    /// Community workers: no prefix, every spelling.
    Worker,
}

/// How one worker writes house numbers; most stick to a habit, some to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// 3号楼2单元301
    Words,
    /// 3号楼2单元301室, 3号楼2单元301户
    WordsWithRoom,
    /// 3#2-301
    Hash,
    /// 3-2-301
    Dashes,
    /// 三栋二单元301室
    Chinese,
    /// 3幢2单元301
    Block,
    /// ３号楼２单元３０１
    FullWidth,
    /// 3号楼 2单元 301
    Spaced,
    /// 3号楼2单元3层301
    WithFloor,
}

/// All habits, the common ones several times.
const HABITS: [(Habit, u32); 9] = [
    (Habit::Words, 30),
    (Habit::WordsWithRoom, 22),
    (Habit::Dashes, 16),
    (Habit::Hash, 12),
    (Habit::Block, 5),
    (Habit::Chinese, 4),
    (Habit::FullWidth, 3),
    (Habit::Spaced, 4),
    (Habit::WithFloor, 4),
];

impl Habit {
    /// A habit by how common it is.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        dice.weighted(&HABITS)
    }
}

/// The address of a dwelling as some hand writes it.
pub(crate) fn of_dwelling(
    world: &World,
    community: usize,
    dwelling: u32,
    hand: Hand,
    dice: &mut Dice,
) -> String {
    let habit = match hand {
        Hand::Police if dice.chance(0.85) => Habit::WordsWithRoom,
        _ => Habit::draw(dice),
    };
    let held = &world.communities[community];
    let dwelling = &held.dwellings[dwelling as usize];
    let estate = &held.estates[dwelling.estate as usize];
    let end = house(estate, dwelling, habit, dice);
    let middle = middle(estate, hand, dice);
    let start = start(world, community, estate, hand, dice);
    let remark = if hand != Hand::Police && dice.chance(0.01) {
        "（附：白天无人）"
    } else {
        ""
    };
    format!("{start}{middle}{end}{remark}")
}

/// Province to community, as much of it as the hand writes.
fn start(world: &World, community: usize, estate: &Estate, hand: Hand, dice: &mut Dice) -> String {
    let ground = &world.ground;
    let site = &ground.communities[community];
    let street = &ground.streets[site.street].name;
    // A team's name begins with the village's.
    let short = if estate.shape == Shape::Team {
        ""
    } else {
        site.short.as_str()
    };
    let county = &ground.county;
    match hand {
        Hand::Police => {
            let prefix = ground.prefix();
            match dice.below(10) {
                0..=4 => format!("{prefix}{street}"),
                5..=6 => format!("{prefix}{street}{short}"),
                7..=8 => prefix,
                _ => format!("{}{county}", ground.city),
            }
        }
        Hand::Office => match dice.below(10) {
            0..=1 => format!("{}{county}{street}", ground.city),
            2..=3 => format!("{county}{street}"),
            4 => format!("{county}{street}{short}"),
            5..=6 => street.clone(),
            7 => county.clone(),
            8 => ground.prefix(),
            _ => String::new(),
        },
        Hand::Worker => match dice.below(20) {
            0 => street.clone(),
            1 => short.to_owned(),
            _ => String::new(),
        },
    }
}

/// Road and estate.
fn middle(estate: &Estate, hand: Hand, dice: &mut Dice) -> String {
    let name = &estate.name;
    let (road, number) = (&estate.road, estate.number);
    match estate.shape {
        Shape::Team => team(estate, dice),
        Shape::Lane => match dice.below(10) {
            0..=3 => format!("{road}{number}弄{name}"),
            4 if hand == Hand::Police => format!("{road}{number}弄"),
            _ => name.clone(),
        },
        _ => match (hand, dice.below(20)) {
            (Hand::Police, 0) => format!("{road}{number}号"),
            (Hand::Police, 1..=7) | (Hand::Office, 0..=3) => format!("{road}{number}号{name}"),
            (_, 19) => format!("{name}小区").replace("小区小区", "小区"),
            _ => name.clone(),
        },
    }
}

/// A team of a village: 城桥村3队, 城桥村三队.
fn team(estate: &Estate, dice: &mut Dice) -> String {
    let tail = format!("{}{}", estate.team, estate.team_word);
    match estate.name.strip_suffix(&tail) {
        Some(village) if dice.chance(0.2) => {
            format!("{village}{}{}", chinese(estate.team), estate.team_word)
        }
        _ => estate.name.clone(),
    }
}

/// Building, unit and room in a habit.
pub(crate) fn house(estate: &Estate, dwelling: &Dwelling, habit: Habit, dice: &mut Dice) -> String {
    let building = dwelling.building;
    let room = dwelling.room_text();
    if estate.shape == Shape::Team {
        return if habit == Habit::FullWidth {
            full_width(&format!("{building}号"))
        } else {
            format!("{building}号")
        };
    }
    if estate.shape == Shape::Lane {
        return match habit {
            Habit::Dashes | Habit::Hash => format!("{building}-{room}"),
            Habit::Words | Habit::Block => format!("{building}号{room}"),
            Habit::FullWidth => full_width(&format!("{building}号{room}室")),
            _ => format!("{building}号{room}室"),
        };
    }
    let unit = |word: &str| match dwelling.unit {
        0 => String::new(),
        unit => format!("{unit}{word}"),
    };
    let last = if dice.chance(0.6) { "户" } else { "室" };
    match habit {
        Habit::Words => format!("{building}号楼{}{room}", unit("单元")),
        Habit::WordsWithRoom => format!("{building}号楼{}{room}{last}", unit("单元")),
        Habit::Hash => format!("{building}#{}{room}", unit("-")),
        Habit::Dashes => format!("{building}-{}{room}", unit("-")),
        Habit::Block => format!("{building}幢{}{room}", unit("单元")),
        Habit::FullWidth => full_width(&format!("{building}号楼{}{room}", unit("单元"))),
        Habit::Spaced => format!("{building}号楼 {}{room}", unit("单元 ")),
        Habit::WithFloor => format!("{building}号楼{}{}层{room}", unit("单元"), dwelling.floor),
        Habit::Chinese => {
            let unit = match dwelling.unit {
                0 => String::new(),
                unit => format!("{}单元", chinese(unit)),
            };
            format!("{}栋{unit}{room}室", chinese(building))
        }
    }
}

/// Where somebody is registered, as some hand writes it; empty for the unregistered.
pub(crate) fn of_registration(
    world: &World,
    person: &Person,
    hand: Hand,
    dice: &mut Dice,
) -> String {
    match person.registration {
        Registration::Dwelling {
            community,
            dwelling,
        } => of_dwelling(world, community as usize, dwelling, hand, dice),
        Registration::Collective { community } => {
            collective(&world.ground, community as usize, person)
        }
        Registration::Outside { county, house } => outside(county, house),
        Registration::Newborn => String::new(),
    }
}

/// A collective household, or a house that is gone.
fn collective(ground: &Ground, community: usize, person: &Person) -> String {
    let site = &ground.communities[community];
    let street = &ground.streets[site.street].name;
    let prefix = ground.prefix();
    if person.booklet.is_multiple_of(3) {
        let number = person.booklet % 120 + 1;
        format!("{prefix}{street}{}老{number}号院（已拆迁）", site.short)
    } else {
        format!("{prefix}{street}{}集体户", site.short)
    }
}

/// An address in another county: towns, villages and estates without a model in reality.
fn outside(county: u32, house: u32) -> String {
    const TOWNS: [&str; 10] = [
        "城关镇",
        "柳河镇",
        "石桥镇",
        "大王镇",
        "东郊街道",
        "河西镇",
        "龙泉镇",
        "张家庄镇",
        "古城街道",
        "双沟镇",
    ];
    const VILLAGES: [&str; 8] = [
        "前村",
        "后村",
        "东村",
        "西村",
        "小河村",
        "大洼村",
        "北园村",
        "南庄村",
    ];
    let name = county_name(county);
    let estate = format!(
        "幸福小区{}号楼{}单元{}02",
        house % 30 + 1,
        house % 4 + 1,
        house % 6 + 1
    );
    if name.ends_with('区') {
        let street = if house.is_multiple_of(2) {
            "东郊街道"
        } else {
            "古城街道"
        };
        return format!("{name}{street}{estate}");
    }
    let town = TOWNS[(house / 8 % 10) as usize];
    let village = VILLAGES[(house % 8) as usize];
    match house / 1000 % 3 {
        0 => format!("{name}{town}{village}{}号", house % 400 + 1),
        1 => format!("{name}{town}{village}"),
        _ => format!("{name}{town}{estate}"),
    }
}

/// Full name of a county outside the area.
pub(crate) fn county_name(county: u32) -> &'static str {
    ORIGINS
        .iter()
        .find(|origin| origin.code == county)
        .map(|origin| origin.name)
        .or_else(|| {
            counties::neighbours(county)
                .iter()
                .find(|(code, _)| *code == county)
                .map(|(_, name)| *name)
        })
        .unwrap_or("山东省青岛市市南区")
}

/// 0–99 in Chinese numerals; larger numbers stay as they are.
pub(crate) fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, one) => DIGITS[one as usize].to_owned(),
        (1, 0) => "十".to_owned(),
        (1, one) => format!("十{}", DIGITS[one as usize]),
        (tens @ 2..=9, 0) => format!("{}十", DIGITS[tens as usize]),
        (tens @ 2..=9, one) => format!("{}十{}", DIGITS[tens as usize], DIGITS[one as usize]),
        _ => number.to_string(),
    }
}

/// ASCII in full width.
pub(crate) fn full_width(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '!'..='~' => char::from_u32(character as u32 + 0xfee0).unwrap_or(character),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::dwellings::{Tenure, Use};

    fn estate(shape: Shape, name: &str) -> Estate {
        Estate {
            name: name.to_owned(),
            shape,
            road: "延安二路".to_owned(),
            number: 58,
            built: 1990,
            team: 3,
            team_word: "队",
        }
    }

    fn dwelling(unit: u32, room: u32) -> Dwelling {
        Dwelling {
            estate: 0,
            building: 3,
            unit,
            floor: 3,
            room,
            annex: 0,
            area: 600,
            usage: Use::Vacant,
            tenure: Tenure::Commodity,
            owner: None,
        }
    }

    #[test]
    fn one_flat_in_many_spellings() {
        let mut dice = Dice::new(1, "test", 0);
        let estate = estate(Shape::WalkUp, "海韵花园");
        let flat = dwelling(2, 301);
        let mut write = |habit| house(&estate, &flat, habit, &mut dice);
        assert_eq!(write(Habit::Words), "3号楼2单元301");
        assert_eq!(write(Habit::Hash), "3#2-301");
        assert_eq!(write(Habit::Dashes), "3-2-301");
        assert_eq!(write(Habit::Chinese), "三栋二单元301室");
        assert_eq!(write(Habit::FullWidth), "３号楼２单元３０１");
        assert_eq!(write(Habit::WithFloor), "3号楼2单元3层301");
    }

    #[test]
    fn lanes_and_teams_have_no_units() {
        let mut dice = Dice::new(1, "test", 0);
        let lane = estate(Shape::Lane, "海岛星城");
        assert_eq!(
            house(&lane, &dwelling(0, 301), Habit::Spaced, &mut dice),
            "3号301室"
        );
        let team = estate(Shape::Team, "城桥村3队");
        assert_eq!(
            house(&team, &dwelling(0, 0), Habit::Words, &mut dice),
            "3号"
        );
    }

    #[test]
    fn numerals() {
        assert_eq!(
            [chinese(3), chinese(10), chinese(12), chinese(40)],
            ["三", "十", "十二", "四十"]
        );
        assert_eq!(chinese(123), "123");
        assert_eq!(full_width("3-301"), "３－３０１");
    }
}
