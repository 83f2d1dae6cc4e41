//! 卫健·出生: xlsx with a title and one header row, one row a birth of the last two years.

use catalog::problem::Problem;

use super::Delivery;
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::DateStyle;
use crate::sheet::{Cell, Column, Layout, Out, column};
use crate::world::{PersonAt, World};

const SOURCE: &str = "weijian-chusheng";
const COLUMNS: [Column; 13] = [
    column("序号", 6),
    column("出生医学证明编号", 18),
    column("新生儿姓名", 12),
    column("新生儿性别", 10),
    column("出生时间", 18),
    column("出生体重(克)", 12),
    column("出生孕周", 10),
    column("母亲姓名", 10),
    column("母亲身份证号", 22),
    column("父亲姓名", 10),
    column("母亲联系电话", 14),
    column("家庭住址", 40),
    column("备注", 12),
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let weight = 20_000;
    vec![super::delivery(
        world,
        SOURCE,
        "出生医学信息.xlsx",
        weight,
        move || write(world),
    )]
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let layout = Layout {
        sheet: "出生登记".to_owned(),
        title: format!("{}出生医学信息登记表", world.ground.name),
        notes: Vec::new(),
        columns: &COLUMNS,
        explained: false,
    };
    let mut clerk = Clerk::new(world, SOURCE, 0, Out::xlsx(&layout)?);
    let mut number = 0;
    for community in 0..world.communities.len() {
        for at in world.residents(community) {
            let person = world.person(at);
            let recent = (world.today - person.birth).num_days() < 730;
            if let (true, Some(mother)) = (recent, person.mother) {
                number += 1;
                let mother = PersonAt {
                    person: mother,
                    ..at
                };
                let cells = row(&mut clerk, number, at, mother);
                clerk.enter_person(at, cells)?;
            }
        }
    }
    clerk.finish()
}

fn row(clerk: &mut Clerk<'_>, number: u32, at: PersonAt, mother: PersonAt) -> Vec<Cell> {
    let world = clerk.world;
    let child = world.person(at);
    let no = world.person_no(at);
    // A name is not always chosen when the certificate is written.
    let name = if clerk.dice.chance(0.06) {
        format!("{}之{}", world.person(mother).name, child.sex.label()).into()
    } else {
        clerk.name_cell(&child.name)
    };
    let father = child.father.map(|person| PersonAt { person, ..at });
    let hour = format!(
        "{} {:02}:{:02}",
        DateStyle::Dashes.write(child.birth),
        clerk.dice.below(24),
        clerk.dice.below(60)
    );
    let certificate = char::from(b'R' + u8::try_from(no % 4).unwrap_or(0));
    vec![
        number.into(),
        format!("{certificate}{:09}", no % 1_000_000_000).into(),
        name,
        Cell::Word(child.sex.label()),
        hour.into(),
        (2300 + clerk.dice.below(190) * 10).into(),
        format!("{}周", 36 + clerk.dice.below(6)).into(),
        clerk.name_cell(&world.person(mother).name),
        clerk.id_cell(mother),
        father.map(|father| &*world.person(father).name).into(),
        clerk.phone_cell(mother),
        clerk.home_cell(at, Hand::Office),
        Cell::Empty,
    ]
}
