//! 公安·户籍人口: csv in GB18030, one file a street, codes instead of words, the address as one
//! text, no phone.

use catalog::problem::Problem;

use super::{Delivery, labels};
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::{DateStyle, employer};
use crate::sheet::{Cell, Encoding, Out};
use crate::world::people::Work;
use crate::world::{PersonAt, World};

const SOURCE: &str = "gongan-hukou";
const TITLES: [&str; 13] = [
    "户号",
    "与户主关系",
    "姓名",
    "公民身份号码",
    "性别",
    "出生日期",
    "民族",
    "户籍地址",
    "居委会",
    "婚姻状况",
    "文化程度",
    "服务处所",
    "迁入日期",
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    super::by_street(world, SOURCE, ("公安户籍人口", "csv"), 13, write)
}

fn write(world: &World, street: usize) -> Result<Rendered, Problem> {
    let out = Out::csv(Encoding::Gb18030, &TITLES)?;
    let mut clerk = Clerk::new(world, SOURCE, street as u64, out);
    let mut booklet = Booklet {
        number: None,
        address: Cell::Empty,
    };
    for community in world.ground.streets[street].communities.clone() {
        for at in &world.registered[community] {
            let person = world.person(*at);
            // The registration of the dead ends when the family reports it; some have not yet.
            if person.died.is_some() && !clerk.keeps_dead() {
                continue;
            }
            let cells = row(&mut clerk, community, *at, &mut booklet);
            clerk.enter_person(*at, cells)?;
        }
    }
    clerk.finish()
}

/// The booklet being copied: its address is written once and stands on every page.
struct Booklet {
    number: Option<u64>,
    address: Cell,
}

fn row(clerk: &mut Clerk<'_>, community: usize, at: PersonAt, booklet: &mut Booklet) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    if booklet.number != Some(person.booklet) {
        booklet.number = Some(person.booklet);
        booklet.address = clerk.registration_cell(person, Hand::Police);
    }
    let workplace = match person.work {
        Work::Employed(firm) if clerk.dice.chance(0.6) => employer(world, firm).into(),
        Work::Student | Work::Retired => labels::work(person.work).into(),
        _ => Cell::Empty,
    };
    let education = match person.education {
        0 => Cell::Empty,
        code => format!("{code:02}").into(),
    };
    vec![
        format!("{}{:09}", world.ground.county_code, person.booklet).into(),
        Cell::Word(labels::relation(person, person.booklet_role)),
        clerk.name_cell(&person.name),
        clerk.id_cell(at),
        Cell::Word(person.sex.code()),
        clerk.birth_cell(person.birth, DateStyle::Digits),
        format!("{:02}", person.ethnicity).into(),
        booklet.address.clone(),
        world.ground.communities[community].name.as_str().into(),
        person.marriage.to_string().into(),
        education,
        workplace,
        DateStyle::Digits.write(person.registered_on).into(),
    ]
}
