//! 民政·高龄津贴发放: xlsx with one header row and days without separators; the dead are on it as
//! stopped, or not yet.

use catalog::problem::Problem;
use chrono::{Datelike, Months, NaiveDate};

use super::Delivery;
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::DateStyle;
use crate::identifiers;
use crate::sheet::{Cell, Column, Layout, Out, column};
use crate::world::{PersonAt, World};

const SOURCE: &str = "minzheng-gaoling";
const COLUMNS: [Column; 14] = [
    column("序号", 6),
    column("姓名", 10),
    column("身份证", 22),
    column("出生日期", 12),
    column("街道", 14),
    column("社区", 16),
    column("类别", 12),
    column("津贴标准(元/月)", 14),
    column("领取时间", 12),
    column("银行账号", 24),
    column("居住地址", 36),
    column("状态", 10),
    column("停发日期", 12),
    column("死亡", 12),
];
/// The allowance begins at this age.
const AGE: i32 = 80;

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let make = move || write(world);
    vec![super::delivery(
        world,
        SOURCE,
        "高龄津贴发放名册.xlsx",
        700_000,
        make,
    )]
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let layout = Layout {
        sheet: "发放老龄津贴".to_owned(),
        title: String::new(),
        notes: Vec::new(),
        columns: &COLUMNS,
        explained: false,
    };
    let mut clerk = Clerk::new(world, SOURCE, 0, Out::xlsx(&layout)?);
    let mut number = 0;
    for register in &world.registered {
        for at in register {
            let Some(state) = state(&mut clerk, *at) else {
                clerk.drop_row();
                continue;
            };
            number += 1;
            let cells = row(&mut clerk, number, *at, state);
            clerk.enter_person(*at, cells)?;
        }
    }
    clerk.finish()
}

/// Where somebody stands with the allowance.
enum State {
    Paid,
    /// Stopped in the month after the death.
    Stopped {
        died: NaiveDate,
    },
}

/// Whether and how somebody is on the list.
fn state(clerk: &mut Clerk<'_>, at: PersonAt) -> Option<State> {
    let person = clerk.world.person(at);
    match person.died {
        None if person.age_on(clerk.world.today) < AGE => None,
        None => (!clerk.leaves_out()).then_some(State::Paid),
        Some(died) if person.age_on(died) < AGE => None,
        Some(_) if clerk.keeps_dead() => Some(State::Paid),
        // Half of the stopped ones have already been taken off.
        Some(died) => clerk.dice.chance(0.5).then_some(State::Stopped { died }),
    }
}

fn row(clerk: &mut Clerk<'_>, number: u32, at: PersonAt, state: State) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let community = person.registered_in().unwrap_or(at.community as usize);
    let site = &world.ground.communities[community];
    let age = person.age_on(person.died.unwrap_or(world.today));
    let (group, amount) = match age {
        ..=89 => ("80-89周岁", 50),
        90..=99 => ("90-99周岁", 100),
        _ => ("100周岁以上", 400),
    };
    let month = |date: NaiveDate| format!("{}{:02}", date.year(), date.month());
    let since = person.birth + Months::new(12 * AGE.unsigned_abs() + 1);
    // Who lives elsewhere is asked where to send the letter; most leave it open.
    let address = if person.home.is_some() {
        clerk.home_cell(at, Hand::Office)
    } else {
        clerk.registration_cell(person, Hand::Office)
    };
    let (label, stopped, died) = match state {
        State::Paid => ("正常", Cell::Empty, Cell::Empty),
        State::Stopped { died } => (
            "停发",
            month(died + Months::new(1)).into(),
            DateStyle::Digits.write(died).into(),
        ),
    };
    vec![
        number.into(),
        clerk.name_cell(&person.name),
        clerk.id_cell(at),
        clerk.birth_cell(person.birth, DateStyle::Digits),
        world.ground.streets[site.street].name.as_str().into(),
        site.name.as_str().into(),
        Cell::Word(group),
        Cell::Number(f64::from(amount)),
        month(since).into(),
        identifiers::bank_account(u64::from(world.person_no(at))).into(),
        address,
        Cell::Word(label),
        stopped,
        died,
    ]
}
