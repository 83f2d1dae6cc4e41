//! 残联·持证残疾人: xlsx; the 20-character certificate number contains the identity number, the
//! kind and the level.

use catalog::problem::Problem;

use super::Delivery;
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::{self, DateStyle};
use crate::sheet::{Cell, Column, Layout, Out, column};
use crate::world::people::Disability;
use crate::world::{PersonAt, World};

const SOURCE: &str = "canlian";
const COLUMNS: [Column; 14] = [
    column("序号", 6),
    column("姓名", 10),
    column("性别", 6),
    column("身份证号", 22),
    column("残疾人证号", 24),
    column("出生日期", 12),
    column("残疾类别", 10),
    column("残疾等级", 10),
    column("发证日期", 12),
    column("户籍地址", 40),
    column("现居住地址", 36),
    column("联系电话", 16),
    column("监护人姓名", 10),
    column("监护人电话", 14),
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let make = move || write(world);
    vec![super::delivery(
        world,
        SOURCE,
        "持证残疾人名单.xlsx",
        400_000,
        make,
    )]
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let layout = Layout {
        sheet: "持证残疾人".to_owned(),
        title: format!("{}持证残疾人基本情况表", world.ground.name),
        notes: Vec::new(),
        columns: &COLUMNS,
        explained: false,
    };
    let mut clerk = Clerk::new(world, SOURCE, 0, Out::xlsx(&layout)?);
    let mut number = 0;
    for register in &world.registered {
        for at in register {
            let person = world.person(*at);
            let (Some(disability), Some(id_number)) = (person.disability, person.id_text()) else {
                continue;
            };
            if person.died.is_some() && !clerk.keeps_dead() {
                continue;
            }
            number += 1;
            let cells = row(&mut clerk, number, *at, disability, id_number);
            clerk.enter_person(*at, cells)?;
        }
    }
    clerk.finish()
}

fn row(
    clerk: &mut Clerk<'_>,
    number: u32,
    at: PersonAt,
    disability: Disability,
    id_number: &str,
) -> Vec<Cell> {
    const KINDS: [&str; 8] = ["", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"];
    const LEVELS: [&str; 5] = ["", "一级", "二级", "三级", "四级"];
    let world = clerk.world;
    let person = world.person(at);
    let Disability {
        kind,
        level,
        issued,
    } = disability;
    let renewed = if clerk.dice.chance(0.05) { "B1" } else { "" };
    // Half of the clerks type 一级, the others 1.
    let level_text = if clerk.dice.chance(0.5) {
        Cell::Word(LEVELS[level as usize])
    } else {
        level.to_string().into()
    };
    let guarded = matches!(kind, 5 | 6) || person.age_on(world.today) < 18;
    let guardian = if guarded {
        fields::relative(world, at)
    } else {
        None
    };
    let guardian_phone = guardian.and_then(|_| fields::phone_of_relative(world, at));
    vec![
        number.into(),
        clerk.name_cell(&person.name),
        clerk.sex_cell(person),
        clerk.id_cell(at),
        format!("{id_number}{kind}{level}{renewed}").into(),
        clerk.birth_cell(person.birth, DateStyle::Dashes),
        Cell::Word(KINDS[kind as usize]),
        level_text,
        DateStyle::Dashes.write(issued).into(),
        clerk.registration_cell(person, Hand::Office),
        clerk.home_cell(at, Hand::Office),
        clerk.phone_cell(at),
        guardian.map(|guardian| &*guardian.name).into(),
        guardian_phone.as_deref().into(),
    ]
}
