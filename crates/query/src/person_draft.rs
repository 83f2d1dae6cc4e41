//! One person on the way into columns: what the registry holds, reduced to what the snapshot keeps.

use std::hash::{Hash, Hasher};

use catalog::area::AreaCode;
use catalog::element::{ElementNo, no};
use catalog::source::Sources;
use catalog::survivorship::{Current, EpochDay, Winner};
use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::id_number_index;
use crate::input::{PersonInput, area, entity, take};
use crate::person_columns::epoch_day;
use crate::sheet::Sheet;

/// The first year in which somebody can be born whom a register still holds. An older birth date is
/// a slip of the pen, and nobody's age is told from it.
const OLDEST_BIRTH: i32 = 1850;

/// Elements that have a column of their own.
const OWN_COLUMNS: [ElementNo; 7] = [
    no::NAME,
    no::ID_NUMBER,
    no::PHONE,
    no::HOME_ADDRESS,
    no::SEX,
    no::BIRTH_DATE,
    no::DEATH_DATE,
];

/// One person, reduced to what the snapshot keeps. A tenth of the size of the registry's entity,
/// so that a district can be handed over in chunks.
#[derive(Debug, Hash, Serialize, Deserialize)]
pub(crate) struct PersonDraft {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) id_number: String,
    pub(crate) phone: String,
    pub(crate) address: String,
    pub(crate) sex: u8,
    pub(crate) birth: Option<NaiveDate>,
    pub(crate) death: Option<NaiveDate>,
    pub(crate) deceased: bool,
    pub(crate) home_held: bool,
    pub(crate) hukou: Option<AreaCode>,
    pub(crate) hukou_outside: bool,
    pub(crate) home_dwelling: Option<i64>,
    pub(crate) hukou_dwelling: Option<i64>,
    pub(crate) household: Option<i64>,
    pub(crate) verified: Option<EpochDay>,
    /// The mother's number, packed.
    pub(crate) mother: Option<u64>,
    pub(crate) sheet: Sheet,
}

impl PersonDraft {
    /// A digest of everything kept of the person.
    pub(crate) fn print(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// Reduces a person.
    pub(crate) fn of(person: PersonInput) -> Self {
        let PersonInput { id, mut current } = person;
        read_disability_number(&mut current);
        let death = current.text(no::DEATH_DATE);
        Self {
            id,
            mother: current
                .text(no::MOTHER_ID_NUMBER)
                .and_then(id_number_index::pack),
            sheet: Sheet::of(&current, &OWN_COLUMNS),
            sex: sex(&current),
            birth: birth(&current),
            deceased: death.is_some(),
            death: death.and_then(catalog::period::day_of),
            home_held: area(&current, no::HOME_COMMUNITY).is_some(),
            hukou: area(&current, no::HUKOU_COMMUNITY),
            hukou_outside: area(&current, no::HUKOU_COMMUNITY).is_none()
                && current.text(no::HUKOU_COUNTY).is_some(),
            home_dwelling: entity(&current, no::HOME_DWELLING),
            hukou_dwelling: entity(&current, no::HUKOU_DWELLING),
            household: entity(&current, no::HOUSEHOLD),
            verified: verified(&current),
            name: take(&mut current, no::NAME),
            id_number: take(&mut current, no::ID_NUMBER),
            phone: take(&mut current, no::PHONE),
            address: take(&mut current, no::HOME_ADDRESS),
        }
    }
}

/// Kind and grade of a disability are the 19th and 20th character of the certificate's number; they
/// stand for values that are not held.
fn read_disability_number(current: &mut Current) {
    let Some(certificate) = current.winner(no::DISABILITY_NO).cloned() else {
        return;
    };
    if certificate.text.len() < 20 {
        return;
    }
    for (element, at) in [(no::DISABILITY_KIND, 18), (no::DISABILITY_LEVEL, 19)] {
        let place = current
            .winners
            .binary_search_by_key(&element, |winner| winner.element);
        if let (Err(place), Some(code)) = (place, certificate.text.get(at..=at)) {
            let winner = Winner {
                element,
                text: code.to_owned(),
                ..certificate.clone()
            };
            current.winners.insert(place, winner);
        }
    }
}

/// The last day on which somebody on the spot confirmed what is held: the day of the visit where
/// it is written, else the day of the list it stands in.
fn verified(current: &Current) -> Option<EpochDay> {
    let visit = current
        .winner(no::VISITED_ON)
        .and_then(|winner| Some((winner.source, catalog::period::day_of(&winner.text)?)));
    current
        .sources
        .iter()
        .filter(|(source, _)| {
            Sources::shipped()
                .get(*source)
                .is_some_and(|source| source.confirms)
        })
        .map(|(source, as_of)| match visit {
            Some((told_by, day)) if told_by == *source => epoch_day(day).min(*as_of),
            _ => *as_of,
        })
        .max()
}

/// Sex code 0, 1, 2 or 9 of GB/T 2261.1, from the value held, else from the identity number.
fn sex(current: &Current) -> u8 {
    if let Some(code) = current.text(no::SEX) {
        return code.parse().unwrap_or(0);
    }
    // The 17th character of an identity number is odd for men (GB 11643-1999).
    current
        .text(no::ID_NUMBER)
        .filter(|number| number.len() == 18)
        .and_then(|number| number.as_bytes().get(16))
        .filter(|digit| digit.is_ascii_digit())
        .map_or(0, |digit| if (digit - b'0') % 2 == 1 { 1 } else { 2 })
}

/// The birth date held, else the one in the identity number.
fn birth(current: &Current) -> Option<NaiveDate> {
    let day = match current.text(no::BIRTH_DATE) {
        Some(text) => catalog::period::day_of(text),
        None => {
            let number = current
                .text(no::ID_NUMBER)
                .filter(|number| number.len() == 18)?;
            NaiveDate::parse_from_str(number.get(6..14)?, "%Y%m%d").ok()
        }
    };
    day.filter(|day| day.year() >= OLDEST_BIRTH)
}
