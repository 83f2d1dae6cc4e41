//! The truth beside the sample, against which cleaning and linkage can be scored. Names and codes
//! hold neither commas nor quotes, so the lines are put together as they are.

use std::fmt::Write;

use rayon::prelude::*;

use crate::clerk::{Mark, Subject};
use crate::identifiers;
use crate::world::people::{Person, Registration};
use crate::world::places::{PlaceKind, Spot};
use crate::world::{Community, World, registered_dwelling};

/// Titles of `truth/records.csv`: the file is its order in the manifest, sheet and row count from
/// 1 as Excel does, errors are codes joined by `;`.
pub(crate) const RECORD_TITLES: &str = "file,sheet,row,kind,no,errors\n";

/// The lines of one file in `truth/records.csv`.
pub(crate) fn records(order: u32, marks: &[Mark]) -> String {
    let mut text = String::with_capacity(marks.len() * 26);
    for mark in marks {
        let (kind, no) = match mark.subject {
            Subject::Person(no) => ("person", no),
            Subject::Dwelling(no) => ("dwelling", no),
            Subject::Place(no) => ("place", no),
        };
        let errors = if mark.slips.is_empty() {
            String::new()
        } else {
            mark.slips.text()
        };
        line(
            &mut text,
            format_args!("{order},1,{},{kind},{no},{errors}", mark.row),
        );
    }
    text
}

/// Writing into a text cannot fail.
fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments)
        .expect("writing into a text cannot fail");
    text.push('\n');
}

/// `truth/people.csv`, in pieces to be written one after another.
pub(crate) fn people(world: &World) -> Vec<String> {
    let titles = "person_no,name,id_number,sex,birth,died,resident,community,dwelling_no,\
                  registration,registered_community,registered_dwelling_no,booklet,\
                  household_no,father_no,mother_no,spouse_no\n";
    pieces(world, titles, |world, community, text| {
        for (at, person) in community.people.iter().enumerate() {
            person_line(world, community, at as u32, person, text);
        }
    })
}

fn person_line(world: &World, community: &Community, at: u32, person: &Person, text: &mut String) {
    let code = world.ground.communities[community.at].code;
    let no = |at: Option<u32>| number(at.map(|at| community.first_person + at + 1));
    let registered = person
        .registered_in()
        .map(|at| world.ground.communities[at].code);
    let registered_dwelling = registered_dwelling(person)
        .map(|(at, dwelling)| world.communities[at].first_dwelling + dwelling + 1);
    let kind = match person.registration {
        Registration::Dwelling { .. } => "dwelling",
        Registration::Collective { .. } => "collective",
        Registration::Outside { .. } => "outside",
        Registration::Newborn => "none",
    };
    line(
        text,
        format_args!(
            "{},{},{},{},{},{},{},{},{},{kind},{},{},{},{},{},{},{}",
            community.first_person + at + 1,
            person.name,
            person.id_text().unwrap_or_default(),
            person.sex.code(),
            person.birth,
            person.died.map(|day| day.to_string()).unwrap_or_default(),
            u8::from(person.is_resident()),
            if person.home.is_some() {
                code.to_string()
            } else {
                String::new()
            },
            number(person.home.map(|home| community.first_dwelling + home + 1)),
            registered.map(|code| code.to_string()).unwrap_or_default(),
            number(registered_dwelling),
            person.booklet,
            u64::from(community.at as u32) * 1_000_000 + u64::from(person.household) + 1,
            no(person.father),
            no(person.mother),
            no(person.spouse),
        ),
    );
}

/// `truth/dwellings.csv`.
pub(crate) fn dwellings(world: &World) -> Vec<String> {
    let titles = "dwelling_no,community,estate,building,unit,floor,room,use,residents\n";
    pieces(world, titles, |world, community, text| {
        let code = world.ground.communities[community.at].code;
        let mut residents = vec![0_u32; community.dwellings.len()];
        for person in community
            .people
            .iter()
            .filter(|person| person.is_resident())
        {
            if let Some(home) = person.home {
                residents[home as usize] += 1;
            }
        }
        for (at, dwelling) in community.dwellings.iter().enumerate() {
            line(
                text,
                format_args!(
                    "{},{code},{},{},{},{},{},{},{}",
                    community.first_dwelling + at as u32 + 1,
                    community.estates[dwelling.estate as usize].name,
                    dwelling.building,
                    if dwelling.unit == 0 {
                        String::new()
                    } else {
                        dwelling.unit.to_string()
                    },
                    dwelling.floor,
                    dwelling.room_text(),
                    dwelling.usage.label(),
                    residents[at],
                ),
            );
        }
    })
}

/// `truth/places.csv`.
pub(crate) fn places(world: &World) -> Vec<String> {
    let titles = "place_no,kind,name,credit_code,small_kind,community,registered_dwelling_no,\
                  business_dwelling_no,person_no\n";
    pieces(world, titles, |world, community, text| {
        let code = world.ground.communities[community.at].code;
        let dwelling = |spot: &Spot| match spot {
            Spot::Dwelling(at) => number(Some(community.first_dwelling + at + 1)),
            Spot::Road(_) => String::new(),
        };
        for (at, place) in community.places.iter().enumerate() {
            let kind = match place.kind {
                PlaceKind::Enterprise => "enterprise",
                PlaceKind::SoleTrader => "sole-trader",
                PlaceKind::Cooperative => "cooperative",
            };
            line(
                text,
                format_args!(
                    "{},{kind},{},{},{},{code},{},{},{}",
                    community.first_place + at as u32 + 1,
                    place.name,
                    identifiers::text(&place.code),
                    place.trade.small,
                    dwelling(&place.registered),
                    dwelling(&place.business),
                    number(place.person.map(|at| community.first_person + at + 1)),
                ),
            );
        }
    })
}

fn number(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// One text a community, made in parallel, behind the titles.
fn pieces(
    world: &World,
    titles: &str,
    write: impl Fn(&World, &Community, &mut String) + Sync,
) -> Vec<String> {
    let mut pieces = vec![titles.to_owned()];
    pieces.par_extend(world.communities.par_iter().map(|community| {
        let mut text = String::new();
        write(world, community, &mut text);
        text
    }));
    pieces
}
