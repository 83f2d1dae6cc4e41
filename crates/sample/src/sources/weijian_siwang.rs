//! 卫健·死亡: csv in UTF-8 with a byte order mark, days as 2024/2/9.

use catalog::problem::Problem;

use super::{Delivery, labels};
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::{DateStyle, phone_of_relative, relative};
use crate::sheet::{Cell, Encoding, Out};
use crate::world::people::age_on;
use crate::world::{PersonAt, World};

const SOURCE: &str = "weijian-siwang";
const TITLES: [&str; 13] = [
    "编号",
    "死者姓名",
    "性别",
    "民族",
    "证件号码",
    "出生日期",
    "死亡日期",
    "年龄",
    "死亡地点",
    "户口所在地",
    "生前常住地址",
    "家属姓名",
    "家属联系电话",
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let make = move || write(world);
    vec![super::delivery(
        world,
        SOURCE,
        "居民死亡登记.csv",
        20_000,
        make,
    )]
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let out = Out::csv(Encoding::Utf8Marked, &TITLES)?;
    let mut clerk = Clerk::new(world, SOURCE, 0, out);
    for at in world.everybody() {
        if let Some(died) = world.person(at).died {
            let cells = row(&mut clerk, at, died);
            clerk.enter_person(at, cells)?;
        }
    }
    clerk.finish()
}

fn row(clerk: &mut Clerk<'_>, at: PersonAt, died: chrono::NaiveDate) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let family = relative(world, at);
    let phone = phone_of_relative(world, at);
    vec![
        format!("{:06}", world.person_no(at)).into(),
        clerk.name_cell(&person.name),
        Cell::Word(person.sex.label()),
        labels::ethnicity(person.ethnicity).into(),
        clerk.id_cell(at),
        DateStyle::Slashes.write(person.birth).into(),
        DateStyle::Slashes.write(died).into(),
        Cell::Number(f64::from(age_on(person.birth, died))),
        Cell::Word(
            clerk
                .dice
                .pick(&["医院", "医院", "家中", "养老机构", "送医途中"]),
        ),
        clerk.registration_cell(person, Hand::Police),
        clerk.home_cell(at, Hand::Office),
        family.map(|family| &*family.name).into(),
        phone.as_deref().into(),
    ]
}
