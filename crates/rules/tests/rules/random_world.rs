//! Random people, dwellings, places and households, with many facts missing.

use std::collections::{BTreeMap, BTreeSet};

use catalog::element::{Dictionary, ElementNo};
use catalog::source::Sources;
use rules::Relation;
use rules::memory::{Entry, Kin, World};

use crate::dice::Dice;

pub const AREAS: [&str; 7] = [
    "370203001001",
    "370203001002",
    "370203002001",
    "370202001001",
    "370203000000",
    "370200000000",
    "310151001001",
];
/// Counties of registration, told without a community and sometimes beside one.
pub const COUNTIES: [&str; 4] = [
    "370203000000",
    "370202000000",
    "310151000000",
    "429004000000",
];
pub const TEXTS: [&str; 4] = ["退休", "企业职工", "海泊佳苑", "it's"];
pub const TAGS: [&str; 4] = [
    "残疾人",
    "志愿者",
    "享受老年综合/高龄津贴",
    "独居(户内唯一居住人)",
];

/// How many households there are.
const HOUSEHOLDS: usize = 9;

fn no(id: &str) -> ElementNo {
    Dictionary::shipped().by_id(id).unwrap().no
}

fn day(dice: &mut Dice) -> String {
    // Birthdays around the day asked for, and leap days, are the cases that go wrong.
    match dice.below(8) {
        0 => "1944-02-29".to_owned(),
        1 => "1946-11-22".to_owned(),
        2 => "1946-11-23".to_owned(),
        3 => "2027-01-01".to_owned(),
        _ => format!(
            "{:04}-{:02}-{:02}",
            1920 + dice.below(107),
            1 + dice.below(12),
            1 + dice.below(28)
        ),
    }
}

pub fn world(dice: &mut Dice, people: usize) -> World {
    let dwellings = people / 2 + 1;
    World {
        people: (0..people)
            .map(|at| person(dice, at, people, dwellings))
            .collect(),
        dwellings: (0..dwellings).map(|at| dwelling(dice, at)).collect(),
        places: (0..people / 4 + 1)
            .map(|at| place(dice, at, dwellings))
            .collect(),
        // Their own dice leave everybody else as they would be without them.
        households: (0..HOUSEHOLDS)
            .map(|at| household(&mut Dice::new((people + at) as u64), at, dwellings))
            .collect(),
    }
}

struct Filler<'a> {
    dice: &'a mut Dice,
    values: BTreeMap<ElementNo, String>,
}

impl Filler<'_> {
    fn put(&mut self, percent: usize, id: &str, value: impl FnOnce(&mut Dice) -> String) {
        if self.dice.chance(percent) {
            let text = value(self.dice);
            self.values.insert(no(id), text);
        }
    }
}

fn id(base: usize, at: usize) -> i64 {
    i64::try_from(base + at).unwrap()
}

fn person(dice: &mut Dice, at: usize, people: usize, dwellings: usize) -> Entry {
    let door = |dice: &mut Dice| (1000 + dice.below(dwellings)).to_string();
    let area = |dice: &mut Dice| (*dice.pick(&AREAS)).to_owned();
    let code =
        |codes: &'static [&'static str]| move |dice: &mut Dice| (*dice.pick(codes)).to_owned();
    let mut filler = Filler {
        dice,
        values: BTreeMap::new(),
    };
    filler.put(85, "birth_date", day);
    filler.put(15, "death_date", |dice| {
        format!("20{:02}-0{}-11", 10 + dice.below(17), 1 + dice.below(9))
    });
    filler.put(85, "sex", code(&["0", "1", "1", "2", "2", "9"]));
    filler.put(40, "disability_level", code(&["1", "2", "3", "4"]));
    filler.put(40, "disability_kind", code(&["4", "5", "6"]));
    filler.put(40, "aid_category", code(&["10", "11", "20", "30"]));
    filler.put(50, "benefit_amount", |dice| {
        format!("{}.{}", dice.below(900), dice.below(10))
    });
    filler.put(50, "old_age_allowance_since", |dice| {
        format!("20{:02}-0{}", 10 + dice.below(17), 1 + dice.below(9))
    });
    filler.put(50, "volunteer", code(&["0", "1"]));
    filler.put(50, "occupation", code(&TEXTS));
    filler.put(80, "home_dwelling", door);
    filler.put(70, "hukou_dwelling", door);
    filler.put(80, "home_community", area);
    filler.put(50, "hukou_community", area);
    filler.put(60, "hukou_county", |dice| {
        (*dice.pick(&COUNTIES)).to_owned()
    });
    filler.put(60, "household_no", |dice| {
        format!("H{}", dice.below(HOUSEHOLDS))
    });
    filler.put(30, "phone", |_| "13800000000".to_owned());
    let mut values = filler.values;
    if let Some(number) = values.get(&no("household_no")) {
        let at: usize = number[1..].parse().unwrap();
        values.insert(no("household"), id(7000, at).to_string());
    }
    let mut tags = BTreeSet::new();
    let mut open_tags = BTreeSet::new();
    for tag in TAGS {
        match dice.below(6) {
            0 | 1 => tags.insert(tag.to_owned()),
            2 => open_tags.insert(tag.to_owned()),
            _ => false,
        };
    }
    let sources = Sources::shipped()
        .all()
        .iter()
        .filter(|_| dice.chance(20))
        .map(|source| source.no)
        .collect();
    let mut kin = BTreeMap::new();
    for relation in [Relation::Spouse, Relation::Children, Relation::Parents] {
        if dice.chance(60) {
            let ids = (0..dice.below(3))
                .map(|_| id(1, dice.below(people)))
                .collect();
            let complete = dice.chance(70);
            kin.insert(relation, Kin { ids, complete });
        }
    }
    Entry {
        id: id(1, at),
        values,
        tags,
        open_tags,
        sources,
        kin,
    }
}

fn dwelling(dice: &mut Dice, at: usize) -> Entry {
    let mut filler = Filler {
        dice,
        values: BTreeMap::new(),
    };
    filler.put(70, "dwelling_use", |dice| {
        (*dice.pick(&["0", "2", "4"])).to_owned()
    });
    filler.put(70, "floor_area", |dice| {
        format!("{}.5", 20 + dice.below(120))
    });
    filler.put(70, "built_year", |dice| (1980 + dice.below(40)).to_string());
    filler.put(60, "group_rental", |dice| dice.below(2).to_string());
    filler.put(60, "estate", |dice| (*dice.pick(&TEXTS)).to_owned());
    filler.put(80, "site_community", |dice| (*dice.pick(&AREAS)).to_owned());
    Entry {
        id: id(1000, at),
        values: filler.values,
        ..Entry::default()
    }
}

fn place(dice: &mut Dice, at: usize, dwellings: usize) -> Entry {
    let mut filler = Filler {
        dice,
        values: BTreeMap::new(),
    };
    filler.put(70, "place_status", |dice| {
        (*dice.pick(&["1", "3", "4"])).to_owned()
    });
    filler.put(60, "founded_on", day);
    filler.put(60, "industry", |dice| (*dice.pick(&TEXTS)).to_owned());
    filler.put(60, "site_dwelling", |dice| {
        (1000 + dice.below(dwellings)).to_string()
    });
    // Drawn by a die of its own: what is drawn of everything else stays as it was.
    let mut own = Dice::new(at as u64);
    let mut filler = Filler {
        dice: &mut own,
        values: filler.values,
    };
    filler.put(50, "registered_dwelling", |dice| {
        (1000 + dice.below(dwellings)).to_string()
    });
    filler.put(60, "registered_community", |dice| {
        (*dice.pick(&AREAS)).to_owned()
    });
    filler.put(90, "small_kind", |dice| dice.below(10).to_string());
    filler.put(60, "site_area", |dice| (100 + dice.below(250)).to_string());
    filler.put(60, "seats", |dice| (60 + dice.below(80)).to_string());
    filler.put(60, "beds", |dice| (10 + dice.below(60)).to_string());
    filler.put(60, "site_floor", |dice| (1 + dice.below(5)).to_string());
    filler.put(60, "boarding", |dice| dice.below(2).to_string());
    filler.put(60, "pupils", |dice| (50 + dice.below(600)).to_string());
    filler.put(60, "lodgers", |dice| dice.below(50).to_string());
    filler.put(50, "site_state", |dice| (1 + dice.below(4)).to_string());
    Entry {
        id: id(5000, at),
        values: filler.values,
        ..Entry::default()
    }
}

fn household(dice: &mut Dice, at: usize, dwellings: usize) -> Entry {
    let mut filler = Filler {
        dice,
        values: BTreeMap::new(),
    };
    filler.put(80, "site_community", |dice| (*dice.pick(&AREAS)).to_owned());
    filler.put(70, "hukou_dwelling", |dice| {
        (1000 + dice.below(dwellings)).to_string()
    });
    Entry {
        id: id(7000, at),
        values: filler.values,
        ..Entry::default()
    }
}
