//! 医保·参保: csv in UTF-8, one large file a street, phones as people gave them at the counter.

use catalog::problem::Problem;

use super::{Delivery, by_number};
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::{DateStyle, employer};
use crate::sheet::{Cell, Encoding, Out};
use crate::world::people::{Person, Registration, Work};
use crate::world::{PersonAt, World};

const SOURCE: &str = "yibao";
const TITLES: [&str; 11] = [
    "姓名",
    "社会保障号码",
    "性别",
    "出生日期",
    "险种类型",
    "参保状态",
    "单位名称",
    "手机号码",
    "联系地址",
    "参保日期",
    "所属街道",
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    super::by_street(world, SOURCE, ("医保参保人员", "csv"), 10, write)
}

fn write(world: &World, street: usize) -> Result<Rendered, Problem> {
    let out = Out::csv(Encoding::Utf8, &TITLES)?;
    let mut clerk = Clerk::new(world, SOURCE, street as u64, out);
    for community in world.ground.streets[street].communities.clone() {
        for person in 0..world.communities[community].people.len() as u32 {
            let at = PersonAt {
                community: community as u32,
                person,
            };
            if is_listed(&mut clerk, at) {
                let cells = row(&mut clerk, street, at);
                clerk.enter_person(at, cells)?;
            }
        }
    }
    clerk.finish()
}

/// Whether somebody is insured in this district.
fn is_listed(clerk: &mut Clerk<'_>, at: PersonAt) -> bool {
    let world = clerk.world;
    let person = world.person(at);
    if person.died.is_some() {
        return clerk.keeps_dead();
    }
    // Who works here from elsewhere is insured here; who left mostly is not any more.
    let percent = match person.registration {
        Registration::Newborn => 40,
        Registration::Outside { .. } => 55,
        _ if person.home.is_none() => 45,
        _ => 100,
    };
    by_number(world.person_no(at), 5, percent) && !clerk.leaves_out()
}

fn row(clerk: &mut Clerk<'_>, street: usize, at: PersonAt) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let (kind, workplace) = match person.work {
        Work::Employed(firm) => ("职工基本医疗保险", employer(world, firm)),
        Work::Retired if person.is_registered_here() => ("职工基本医疗保险", String::new()),
        _ => ("城乡居民基本医疗保险", String::new()),
    };
    let since = insured_since(clerk, person);
    vec![
        clerk.name_cell(&person.name),
        clerk.id_cell(at),
        Cell::Word(person.sex.code()),
        DateStyle::Dashes.write(person.birth).into(),
        Cell::Word(kind),
        Cell::Word(
            clerk
                .dice
                .weighted(&[("正常参保", 93), ("暂停参保", 5), ("终止参保", 2)]),
        ),
        workplace.into(),
        clerk.phone_cell(at),
        clerk.home_cell(at, Hand::Office),
        since,
        world.ground.streets[street].name.as_str().into(),
    ]
}

fn insured_since(clerk: &mut Clerk<'_>, person: &Person) -> Cell {
    let days = (clerk.world.today - person.birth).num_days().clamp(1, 7000);
    let before = u64::from(clerk.dice.below(u32::try_from(days).unwrap_or(1)));
    DateStyle::Dashes
        .write(clerk.world.today - chrono::Days::new(before))
        .into()
}
