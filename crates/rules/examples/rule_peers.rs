//! Random people, random rules, their SQL and their answers, written out so that other engines can
//! be asked the same: `cargo run -p rules --example rule_peers -- DIR [RULES]`.
//!
//! DIR gets `people.csv`, `dwellings.csv`, `places.csv`, `households.csv`, `tags.csv`, `untold_tags.csv` with the
//! columns of the export, and for rule n `n.<dialect>.sql` and `n.expected.csv` (id, answer: `true`, `false` or
//! empty). The shipped tags and policies are compared over a real export: `bench/rules`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/rules/dice.rs"]
mod dice;
#[path = "../tests/rules/random_rule.rs"]
mod random_rule;
#[path = "../tests/rules/random_world.rs"]
mod random_world;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use catalog::element::{Dictionary, ElementNo, no};
use dice::Dice;
use random_rule::{Scope, rule};
use rules::memory::{Entry, World, WorldColumns};
use rules::sql::{Dialect, Tables, select};
use rules::{Context, Parameters, Plan, Rule, Subject};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments
        .next()
        .unwrap_or_else(|| "target/rule-peers".into());
    let rules: usize = arguments.next().map_or(150, |count| count.parse().unwrap());
    let dir = Path::new(&dir);
    fs::create_dir_all(dir).unwrap();
    let mut dice = Dice::new(11);
    let world = random_world::world(&mut dice, 300);
    tables(&world, dir);
    let columns = WorldColumns::of(&world);
    let context = Context {
        today: "2026-11-22".parse().unwrap(),
        area: "370203".parse().ok(),
        parameters: Parameters::shipped(),
    };
    let all: Vec<Rule> = (0..rules)
        .map(|at| {
            let subject = Subject::ALL[[0, 0, 0, 0, 1, 2, 3][at % 7]];
            rule(&mut dice, subject, Scope::Exported)
        })
        .collect();
    for (at, rule) in all.iter().enumerate() {
        let subject = rule.subject;
        let answers = Plan::new(rule, &context).run(&columns.table(subject));
        let mut expected = "id,holds\n".to_owned();
        for (row, entry) in world.of(subject).iter().enumerate() {
            let answer = answers
                .get(row)
                .map_or(String::new(), |yes| yes.to_string());
            writeln!(expected, "{},{answer}", entry.id).unwrap();
        }
        fs::write(dir.join(format!("{at}.expected.csv")), expected).unwrap();
        fs::write(dir.join(format!("{at}.rule.txt")), rule.text()).unwrap();
        for dialect in Dialect::ALL {
            let sql = select(rule, &Tables::export(), dialect, &context).unwrap();
            fs::write(dir.join(format!("{at}.{}.sql", dialect.word())), sql).unwrap();
        }
    }
    println!("{} rules in {}", all.len(), dir.display());
}

fn element(id: &str) -> ElementNo {
    Dictionary::shipped().by_id(id).unwrap().no
}

fn held(entry: &Entry, id: &str) -> String {
    let text = entry.values.get(&element(id)).cloned().unwrap_or_default();
    if text.contains(['\'', '"', ',']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn tables(world: &World, dir: &Path) {
    let mut people = "person_id,home_community_code,hukou_community_code,hukou_county,sex_code,birth_date,deceased,death_date,phone,home_dwelling_id,hukou_dwelling_id,household_id\n".to_owned();
    let mut tags = "person_id,tag\n".to_owned();
    let mut untold_tags = tags.clone();
    for person in &world.people {
        let held = |id| held(person, id);
        writeln!(
            people,
            "{},{},{},{},{},{},{},{},{},{},{},{}",
            person.id,
            held("home_community"),
            held("hukou_community"),
            held("hukou_county"),
            held("sex"),
            held("birth_date"),
            person.values.contains_key(&no::DEATH_DATE),
            held("death_date"),
            held("phone"),
            held("home_dwelling"),
            held("hukou_dwelling"),
            held("household"),
        )
        .unwrap();
        for tag in &person.tags {
            writeln!(tags, "{},\"{tag}\"", person.id).unwrap();
        }
        for tag in &person.open_tags {
            writeln!(untold_tags, "{},\"{tag}\"", person.id).unwrap();
        }
    }
    let mut dwellings =
        "dwelling_id,community_code,estate,use_code,floor_area_m2,built_year,group_rental\n"
            .to_owned();
    for dwelling in &world.dwellings {
        let held = |id| held(dwelling, id);
        let group_rental = match held("group_rental").as_str() {
            "1" => "true",
            "0" => "false",
            _ => "",
        };
        writeln!(
            dwellings,
            "{},{},{},{},{},{},{group_rental}",
            dwelling.id,
            held("site_community"),
            held("estate"),
            held("dwelling_use"),
            held("floor_area"),
            held("built_year"),
        )
        .unwrap();
    }
    let mut places = "place_id,industry,status_code,dwelling_id\n".to_owned();
    for place in &world.places {
        let held = |id| held(place, id);
        writeln!(
            places,
            "{},{},{},{}",
            place.id,
            held("industry"),
            held("place_status"),
            held("site_dwelling"),
        )
        .unwrap();
    }
    let mut households = "household_id,community_code,dwelling_id\n".to_owned();
    for household in &world.households {
        let held = |id| held(household, id);
        writeln!(
            households,
            "{},{},{}",
            household.id,
            held("site_community"),
            held("hukou_dwelling"),
        )
        .unwrap();
    }
    for (name, text) in [
        ("people", people),
        ("tags", tags),
        ("untold_tags", untold_tags),
        ("dwellings", dwellings),
        ("places", places),
        ("households", households),
    ] {
        fs::write(dir.join(format!("{name}.csv")), text).unwrap();
    }
}
