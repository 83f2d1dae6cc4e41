//! 公安·流动人口: xlsx with a title, a note and a header in two rows (个人, 居住, 就业). One workbook
//! for a small district, one a street for a large one.

use catalog::problem::Problem;

use super::{Delivery, labels};
use crate::address_spelling::{self, Hand};
use crate::clerk::{Clerk, Rendered};
use crate::dice::Dice;
use crate::fields::{DateStyle, employer};
use crate::sheet::{Cell, Column, Layout, Out, column, under};
use crate::world::dwellings::Use;
use crate::world::people::{Person, Registration, Work};
use crate::world::{PersonAt, World};

const SOURCE: &str = "gongan-liudong";
/// People above which the police export a workbook a street.
const ONE_WORKBOOK: usize = 200_000;
const COLUMNS: [Column; 20] = [
    column("序号", 6),
    under("个人信息", "姓名", 10),
    under("个人信息", "性别", 6),
    under("个人信息", "公民身份证号", 22),
    under("个人信息", "出生日期", 12),
    under("个人信息", "民族", 8),
    under("个人信息", "文化程度", 10),
    under("个人信息", "婚姻状况", 10),
    under("个人信息", "户籍详细地址", 40),
    under("个人信息", "移动电话", 14),
    under("居住信息", "街办", 14),
    under("居住信息", "社区、居(村)委会", 18),
    under("居住信息", "现居住地地址", 40),
    under("居住信息", "居住方式", 10),
    under("居住信息", "居住事由", 10),
    under("居住信息", "来本地时间", 12),
    under("居住信息", "房东姓名", 10),
    under("就业信息", "从业状况", 10),
    under("就业信息", "用工单位名称", 26),
    column("备注", 12),
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let people: usize = world
        .communities
        .iter()
        .map(|community| community.people.len())
        .sum();
    if people > ONE_WORKBOOK {
        return super::by_street(
            world,
            SOURCE,
            ("流动人口信息登记表", "xlsx"),
            6,
            |world, street| {
                let range = world.ground.streets[street].communities.clone();
                write(world, street as u64, range)
            },
        );
    }
    let make = move || write(world, 0, 0..world.communities.len());
    let weight = people as u64 * 6;
    vec![super::delivery(
        world,
        SOURCE,
        "流动人口信息登记表.xlsx",
        weight,
        make,
    )]
}

fn write(
    world: &World,
    place: u64,
    communities: std::ops::Range<usize>,
) -> Result<Rendered, Problem> {
    let as_of = DateStyle::Chinese.write(world.today - chrono::Days::new(30));
    let layout = Layout {
        sheet: "流动人口".to_owned(),
        title: "流动人口信息登记表".to_owned(),
        notes: vec![format!("说明：截至{as_of}在住，离开的另表注销。")],
        columns: &COLUMNS,
        explained: false,
    };
    let mut clerk = Clerk::new(world, SOURCE, place, Out::xlsx(&layout)?);
    let mut number = 0;
    for community in communities {
        for at in world.residents(community) {
            if !is_floating(world, world.person(at)) || clerk.leaves_out() {
                continue;
            }
            number += 1;
            let cells = row(&mut clerk, number, at);
            clerk.enter_person(at, cells)?;
        }
    }
    clerk.finish()
}

/// Registered in another city; permit holders are on other lists.
fn is_floating(world: &World, person: &Person) -> bool {
    match person.registration {
        Registration::Outside { county, .. } => {
            person.issuer < 800_000 && county / 100 != world.ground.county_code / 100
        }
        _ => false,
    }
}

fn row(clerk: &mut Clerk<'_>, number: u32, at: PersonAt) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let community = &world.communities[at.community as usize];
    let site = &world.ground.communities[at.community as usize];
    let reason = reason(clerk, person);
    let let_out = person
        .home
        .is_some_and(|home| community.dwellings[home as usize].usage == Use::Let);
    let arrival = arrival(world, at, let_out);
    let owner = person
        .home
        .and_then(|home| community.dwellings[home as usize].owner);
    let landlord = match owner {
        Some(owner) if let_out => community.people[owner as usize].name.to_string(),
        _ => String::new(),
    };
    let workplace = match person.work {
        Work::Employed(firm) => employer(world, firm),
        _ => String::new(),
    };
    let Registration::Outside { county, .. } = person.registration else {
        unreachable!("only people registered outside are listed")
    };
    let registered = if clerk.dice.chance(0.1) {
        // Some officers only note the county.
        address_spelling::county_name(county).into()
    } else {
        clerk.registration_cell(person, Hand::Police)
    };
    vec![
        number.into(),
        clerk.name_cell(&person.name),
        clerk.sex_cell(person),
        clerk.id_cell(at),
        clerk.birth_cell(person.birth, DateStyle::Dashes),
        labels::ethnicity(person.ethnicity).into(),
        labels::education(person.education).into(),
        labels::marriage(person.marriage).into(),
        registered,
        clerk.phone_cell(at),
        world.ground.streets[site.street].name.as_str().into(),
        site.name.as_str().into(),
        clerk.home_cell(at, Hand::Police),
        Cell::Word(arrival.lodging),
        Cell::Word(reason),
        arrival.on.into(),
        landlord.into(),
        labels::work(person.work).into(),
        workplace.into(),
        Cell::Empty,
    ]
}

/// How the household came here; one officer asks all of it at one visit.
struct Arrival {
    on: String,
    lodging: &'static str,
}

fn arrival(world: &World, at: PersonAt, let_out: bool) -> Arrival {
    let person = world.person(at);
    let household = u64::from(at.community) << 32 | u64::from(person.household);
    let mut dice = Dice::new(world.seed, "arrival", household);
    let days = u64::from(dice.below(3_600)) + 35;
    let on = (world.today - chrono::Days::new(days)).max(person.birth);
    let lodging = if let_out {
        "租赁房屋"
    } else {
        dice.pick(&["自购房", "自购房", "借住", "单位宿舍"])
    };
    Arrival {
        on: DateStyle::Dashes.write(on),
        lodging,
    }
}

/// Why somebody is here.
fn reason(clerk: &mut Clerk<'_>, person: &Person) -> &'static str {
    match person.age_on(clerk.world.today) {
        ..=17 => clerk.dice.pick(&["随迁", "随迁", "学习培训"]),
        60.. => clerk.dice.pick(&["投亲靠友", "随迁", "治病疗养"]),
        _ => clerk.dice.weighted(&[
            ("务工", 70),
            ("经商", 18),
            ("婚嫁", 4),
            ("工作调动", 4),
            ("其他", 4),
        ]),
    }
}
