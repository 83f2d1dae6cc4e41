//! One row of a community's workbook, in each of the styles.

use super::style::Style;
use crate::address_spelling::{self, Habit, Hand};
use crate::clerk::Clerk;
use crate::dice::Dice;
use crate::errors::Slip;
use crate::fields::DateStyle;
use crate::sheet::Cell;
use crate::sources::labels;
use crate::world::people::{Person, Registration, Role};
use crate::world::{PersonAt, World};

/// What the workers of one community do out of habit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    house: Habit,
    birth: DateStyle,
    day: DateStyle,
    /// Columns of building and unit hold 3号楼, 2单元 instead of 3, 2.
    words: bool,
}

impl Habits {
    pub(super) fn new(dice: &mut Dice) -> Self {
        Self {
            house: Habit::draw(dice),
            birth: dice.pick(&[
                DateStyle::Dashes,
                DateStyle::Digits,
                DateStyle::Dots,
                DateStyle::Slashes,
                DateStyle::Chinese,
            ]),
            day: dice.pick(&[DateStyle::Dashes, DateStyle::Slashes, DateStyle::Dots]),
            words: dice.chance(0.5),
        }
    }
}

/// The cells of a row.
pub(super) fn cells(
    clerk: &mut Clerk<'_>,
    style: Style,
    number: u32,
    at: PersonAt,
    habits: Habits,
) -> Vec<Cell> {
    match style {
        Style::Explained => explained(clerk, number, at, habits),
        Style::Split => split(clerk, number, at, habits),
        Style::Plain => plain(clerk, number, at, habits),
        Style::Village => village(clerk, number, at, habits),
    }
}

fn explained(clerk: &mut Clerk<'_>, number: u32, at: PersonAt, habits: Habits) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    vec![
        number.into(),
        estate_name(world, at).into(),
        door(clerk, at, habits),
        head(world, at).map(|head| &*head.name).into(),
        clerk.name_cell(&person.name),
        Cell::Word(relation(person)),
        clerk.sex_cell(person),
        clerk.id_cell(at),
        clerk.birth_cell(person.birth, habits.birth),
        clerk.phone_cell(at),
        registered(clerk, person),
        presence(world, at),
        alone(world, at),
        usage(world, at),
        visited(clerk, habits),
        Cell::Word(clerk.dice.pick(&["网格员一", "网格员二", "网格员三"])),
        volunteer(person),
        remark(clerk, at),
    ]
}

fn split(clerk: &mut Clerk<'_>, number: u32, at: PersonAt, habits: Habits) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let [building, unit, room] = house_columns(clerk, at, habits);
    vec![
        number.into(),
        estate_name(world, at).into(),
        building,
        unit,
        room,
        clerk.name_cell(&person.name),
        Cell::Word(relation(person)),
        clerk.id_cell(at),
        clerk.sex_cell(person),
        Cell::Number(f64::from(person.age_on(world.today))),
        clerk.phone_cell(at),
        labels::work(person.work).into(),
        registered(clerk, person),
        alone(world, at),
        volunteer(person),
        visited(clerk, habits),
        remark(clerk, at),
    ]
}

fn plain(clerk: &mut Clerk<'_>, number: u32, at: PersonAt, habits: Habits) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    vec![
        number.into(),
        clerk.name_cell(&person.name),
        clerk.sex_cell(person),
        labels::ethnicity(person.ethnicity)
            .trim_end_matches('族')
            .into(),
        clerk.id_cell(at),
        clerk.birth_cell(person.birth, habits.birth),
        labels::education(person.education).into(),
        clerk.home_cell(at, Hand::Worker),
        registered(clerk, person),
        clerk.phone_cell(at),
        presence(world, at),
        volunteer(person),
        remark(clerk, at),
    ]
}

fn village(clerk: &mut Clerk<'_>, number: u32, at: PersonAt, habits: Habits) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let head = head(world, at);
    vec![
        number.into(),
        clerk.home_cell(at, Hand::Worker),
        head.map(|head| &*head.name).into(),
        head.and_then(Person::id_text).into(),
        clerk.name_cell(&person.name),
        Cell::Word(relation(person)),
        clerk.sex_cell(person),
        clerk.id_cell(at),
        clerk.birth_cell(person.birth, habits.birth),
        clerk.phone_cell(at),
        registered(clerk, person),
        presence(world, at),
        alone(world, at),
        volunteer(person),
        remark(clerk, at),
    ]
}

/// The head of the household somebody lives in.
fn head(world: &World, at: PersonAt) -> Option<&Person> {
    let community = &world.communities[at.community as usize];
    let household = community.people[at.person as usize].household as usize;
    let first = community.households.get(household)?.people.start;
    community.people.get(first as usize)
}

fn relation(person: &Person) -> &'static str {
    if person.role == Role::Tenant {
        "租客"
    } else {
        labels::relation(person, person.role)
    }
}

fn estate_name(world: &World, at: PersonAt) -> String {
    let community = &world.communities[at.community as usize];
    let home = community.people[at.person as usize].home;
    home.map(|home| {
        let dwelling = &community.dwellings[home as usize];
        community.estates[dwelling.estate as usize].name.clone()
    })
    .unwrap_or_default()
}

/// Building, unit and room as this worker writes them, mostly in the habit of the community.
fn door(clerk: &mut Clerk<'_>, at: PersonAt, habits: Habits) -> Cell {
    if clerk.slip(Slip::AddressMissing) {
        return Cell::Empty;
    }
    let habit = if clerk.dice.chance(0.85) {
        habits.house
    } else {
        Habit::draw(&mut clerk.dice)
    };
    house(clerk, at, habit)
}

fn house(clerk: &mut Clerk<'_>, at: PersonAt, habit: Habit) -> Cell {
    let community = &clerk.world.communities[at.community as usize];
    let Some(home) = community.people[at.person as usize].home else {
        return Cell::Empty;
    };
    let dwelling = &community.dwellings[home as usize];
    let estate = &community.estates[dwelling.estate as usize];
    address_spelling::house(estate, dwelling, habit, &mut clerk.dice).into()
}

fn house_columns(clerk: &mut Clerk<'_>, at: PersonAt, habits: Habits) -> [Cell; 3] {
    let community = &clerk.world.communities[at.community as usize];
    let Some(home) = community.people[at.person as usize].home else {
        return [Cell::Empty, Cell::Empty, Cell::Empty];
    };
    let dwelling = &community.dwellings[home as usize];
    let words = habits.words != clerk.dice.chance(0.1);
    let building = if words {
        format!("{}号楼", dwelling.building).into()
    } else {
        Cell::from(dwelling.building)
    };
    let unit = match dwelling.unit {
        0 => Cell::Empty,
        unit if words => format!("{unit}单元").into(),
        unit => unit.into(),
    };
    let room = if words || dwelling.annex > 0 {
        dwelling.room_text().into()
    } else {
        Cell::from(dwelling.room)
    };
    [building, unit, room]
}

/// The address of registration: many workers write only that it is here.
fn registered(clerk: &mut Clerk<'_>, person: &Person) -> Cell {
    match person.registration {
        Registration::Dwelling { .. } if clerk.dice.chance(0.25) => Cell::Empty,
        _ => clerk.registration_cell(person, Hand::Office),
    }
}

fn presence(world: &World, at: PersonAt) -> Cell {
    let person = world.person(at);
    let text = match person.registration {
        Registration::Dwelling {
            community,
            dwelling,
        } => {
            let same = community == at.community && person.home == Some(dwelling);
            if same {
                "人户一致"
            } else {
                "人在户不在"
            }
        }
        Registration::Collective { .. } => "人在户不在",
        Registration::Outside { county, .. } => {
            let city = world.ground.county_code / 100;
            if county / 100 == city {
                "市内人户分离"
            } else {
                "流动人口"
            }
        }
        Registration::Newborn => "未落户",
    };
    Cell::Word(text)
}

/// 是 for elders who live alone; younger people are mostly left blank.
fn alone(world: &World, at: PersonAt) -> Cell {
    let community = &world.communities[at.community as usize];
    let person = &community.people[at.person as usize];
    if person.age_on(world.today) < 60 {
        return Cell::Empty;
    }
    let household = community.households.get(person.household as usize);
    let living = household.map_or(0, |household| {
        let people =
            &community.people[household.people.start as usize..household.people.end as usize];
        people.iter().filter(|person| person.is_resident()).count()
    });
    Cell::Word(if living == 1 { "是" } else { "否" })
}

fn usage(world: &World, at: PersonAt) -> Cell {
    let community = &world.communities[at.community as usize];
    match community.people[at.person as usize].home {
        Some(home) => Cell::Word(community.dwellings[home as usize].usage.label()),
        None => Cell::Empty,
    }
}

fn visited(clerk: &mut Clerk<'_>, habits: Habits) -> Cell {
    if clerk.dice.chance(0.08) {
        return Cell::Empty;
    }
    let day = clerk.world.today - chrono::Days::new(u64::from(clerk.dice.below(320)) + 8);
    habits.day.write(day).into()
}

fn volunteer(person: &Person) -> Cell {
    Cell::Word(if person.volunteer { "是" } else { "否" })
}

/// 备注, used as a second key or as a memory aid.
fn remark(clerk: &mut Clerk<'_>, at: PersonAt) -> Cell {
    let world = clerk.world;
    match clerk.dice.below(40) {
        0 | 1 => match head(world, at) {
            Some(head) => format!("同户主{}", head.name).into(),
            None => Cell::Empty,
        },
        2 => house(clerk, at, Habit::Dashes),
        3 => Cell::Word("电话打不通"),
        4 => Cell::Word("多次上门无人"),
        5 => Cell::Word("—"),
        6 => Cell::Word("无"),
        _ => Cell::Empty,
    }
}
