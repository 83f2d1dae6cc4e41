//! 住建·房屋: csv in GB18030, one file a street, one row a dwelling with its owner.

use catalog::problem::Problem;

use super::Delivery;
use crate::clerk::{Clerk, Rendered, Subject};
use crate::sheet::{Cell, Encoding, Out};
use crate::world::estates::Shape;
use crate::world::{Community, PersonAt, World};

const SOURCE: &str = "zhujian-fangwu";
const TITLES: [&str; 14] = [
    "街道名称",
    "社区名称",
    "小区名称",
    "楼号",
    "单元号",
    "楼层",
    "房间号",
    "房屋用途",
    "产权类型",
    "建筑面积(㎡)",
    "房主姓名",
    "房主身份证号",
    "建成年份",
    "是否有电梯",
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    super::by_street(world, SOURCE, ("住建房屋", "csv"), 9, write)
}

fn write(world: &World, street: usize) -> Result<Rendered, Problem> {
    let out = Out::csv(Encoding::Gb18030, &TITLES)?;
    let mut clerk = Clerk::new(world, SOURCE, street as u64, out);
    // Each street office fills the columns in its own way: 3号楼 or 3, 无 or nothing.
    let habit = Habit {
        words: clerk.dice.chance(0.5),
        none: clerk.dice.chance(0.3),
    };
    for community in world.ground.streets[street].communities.clone() {
        let held = &world.communities[community];
        for dwelling in 0..held.dwellings.len() as u32 {
            let cells = row(&mut clerk, held, dwelling, habit);
            clerk.enter(Subject::Dwelling(held.first_dwelling + dwelling + 1), cells)?;
        }
    }
    clerk.finish()
}

#[derive(Clone, Copy)]
struct Habit {
    words: bool,
    none: bool,
}

fn row(clerk: &mut Clerk<'_>, community: &Community, at: u32, habit: Habit) -> Vec<Cell> {
    let ground = &clerk.world.ground;
    let site = &ground.communities[community.at];
    let dwelling = &community.dwellings[at as usize];
    let estate = &community.estates[dwelling.estate as usize];
    let building = match estate.shape {
        Shape::Team | Shape::Lane => format!("{}号", dwelling.building),
        _ if habit.words => format!("{}号楼", dwelling.building),
        _ => dwelling.building.to_string(),
    };
    let none = if habit.none {
        Cell::Word("无")
    } else {
        Cell::Empty
    };
    let unit = match dwelling.unit {
        0 => none,
        unit if habit.words => format!("{unit}单元").into(),
        unit => unit.to_string().into(),
    };
    let owner = dwelling.owner.map(|person| PersonAt {
        community: community.at as u32,
        person,
    });
    let (name, id_number) = match owner {
        Some(owner) => {
            let name = clerk.name_cell(&clerk.world.person(owner).name);
            (name, clerk.id_cell(owner))
        }
        None => (Cell::Empty, Cell::Empty),
    };
    vec![
        ground.streets[site.street].name.as_str().into(),
        site.short.as_str().into(),
        estate.name.as_str().into(),
        building.into(),
        unit,
        dwelling.floor.into(),
        dwelling.room_text().into(),
        Cell::Word(dwelling.usage.label()),
        Cell::Word(dwelling.tenure.label()),
        format!("{}.{}", dwelling.area / 10, dwelling.area % 10).into(),
        name,
        id_number,
        Cell::Number(f64::from(estate.built)),
        Cell::Word(match estate.shape {
            Shape::MidRise | Shape::HighRise => "是",
            _ => "否",
        }),
    ]
}
