//! 人社·失业登记: csv in GB18030, saved from a sheet in which numbers were kept as text by an
//! apostrophe.

use catalog::problem::Problem;

use super::{Delivery, labels};
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::{DateStyle, employer};
use crate::sheet::{Cell, Encoding, Out};
use crate::world::people::Work;
use crate::world::{PersonAt, World};

const SOURCE: &str = "renshe";
const TITLES: [&str; 13] = [
    "姓名",
    "性别",
    "身份证号码",
    "民族",
    "学历",
    "联系电话",
    "户籍地址",
    "常住地址",
    "原工作单位",
    "失业原因",
    "登记失业时间",
    "就业创业证编号",
    "是否灵活就业",
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let make = move || write(world);
    vec![super::delivery(
        world,
        SOURCE,
        "失业登记人员.csv",
        100_000,
        make,
    )]
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let out = Out::csv(Encoding::Gb18030, &TITLES)?;
    let mut clerk = Clerk::new(world, SOURCE, 0, out);
    for at in world.everybody() {
        let person = world.person(at);
        if person.died.is_some() || !person.is_registered_here() {
            continue;
        }
        if let Work::Unemployed(since) = person.work {
            let cells = row(&mut clerk, at, since);
            clerk.enter_person(at, cells)?;
        }
    }
    clerk.finish()
}

fn row(clerk: &mut Clerk<'_>, at: PersonAt, since: chrono::NaiveDate) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let no = world.person_no(at);
    let certificate = format!("{}0020{no:06}", world.ground.county_code);
    let before = if clerk.dice.chance(0.7) {
        employer(world, no % 40_000)
    } else {
        String::new()
    };
    let reason = clerk
        .dice
        .pick(&["单位解除合同", "合同期满", "本人辞职", "单位停产", "其他"]);
    vec![
        clerk.name_cell(&person.name),
        Cell::Word(person.sex.label()),
        clerk.id_cell(at),
        labels::ethnicity(person.ethnicity)
            .trim_end_matches('族')
            .into(),
        labels::education(person.education).into(),
        clerk.phone_cell(at),
        clerk.registration_cell(person, Hand::Office),
        clerk.home_cell(at, Hand::Office),
        before.into(),
        Cell::Word(reason),
        DateStyle::Dashes.write(since).into(),
        certificate.into(),
        Cell::Word(if clerk.dice.chance(0.08) {
            "是"
        } else {
            "否"
        }),
    ]
}
