//! Identity numbers for everybody: unique, with serials of the right parity.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::counties::ORIGINS;
use super::people::{Person, Registration, Sex};
use crate::identifiers;

/// Serials of one sex on one day in one county: 001–997 odd for men, 002–998 even for women.
const SERIALS: u32 = 499;

/// Gives identity numbers to all who have one. Brothers and sisters born on the same day get
/// neighbouring serials when they stand side by side, as twins do in reality.
pub(crate) fn number_all<'a>(people: impl Iterator<Item = &'a mut Person>) {
    let mut used: HashMap<(u32, NaiveDate), [u32; 2]> = HashMap::new();
    for person in people {
        if person.registration == Registration::Newborn {
            continue;
        }
        let sex = usize::from(person.sex == Sex::Female);
        // A full day in one county moves on to the next county; at a million people this
        // happens to nobody, but a larger plan must stay unique too.
        let counties = std::iter::once(person.issuer).chain(ORIGINS.iter().map(|at| at.code));
        for county in counties {
            let taken = used.entry((county, person.birth)).or_default();
            if taken[sex] < SERIALS {
                let serial = serial(county, person.birth, taken[sex], person.sex);
                taken[sex] += 1;
                person.issuer = county;
                person.id_number = Some(identifiers::id_number(county, person.birth, serial));
                break;
            }
        }
    }
}

/// The `taken`-th serial of a day; days start at different serials.
fn serial(county: u32, birth: NaiveDate, taken: u32, sex: Sex) -> u32 {
    let start = (county ^ birth.ordinal().wrapping_mul(2_654_435_761)) % SERIALS;
    let at = (start + taken) % SERIALS;
    match sex {
        Sex::Male => at * 2 + 1,
        Sex::Female => at * 2 + 2,
    }
}
