//! 市监·个体工商户: xlsx, or csv in GB18030 when there are too many for one comfortable workbook.

use catalog::problem::Problem;

use super::Delivery;
use super::shijian_qiye::{code_cell, phone, spot};
use crate::clerk::{Clerk, Rendered, Subject};
use crate::fields::DateStyle;
use crate::sheet::{Cell, Column, Encoding, Layout, Out, column};
use crate::world::places::{Place, PlaceKind};
use crate::world::{Community, PersonAt, World};

const SOURCE: &str = "shijian-geti";
/// Rows above which the department exports csv.
const WORKBOOK_ROWS: usize = 60_000;
const COLUMNS: [Column; 18] = [
    column("统一社会信用代码", 22),
    column("字号名称", 30),
    column("经营者姓名", 10),
    column("经营者身份证号", 22),
    column("组成形式", 12),
    column("行业门类", 20),
    column("经营范围", 30),
    column("登记状态", 10),
    column("成立日期", 12),
    column("资金数额(万元)", 12),
    column("经营场所", 40),
    column("使用面积(㎡)", 12),
    column("九小场所类别", 16),
    column("座位数", 8),
    column("场所床位数", 10),
    column("从业人数", 10),
    column("移动电话", 14),
    column("所属街道", 14),
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let traders = world
        .communities
        .iter()
        .flat_map(|community| &community.places)
        .filter(|place| place.kind == PlaceKind::SoleTrader)
        .count();
    let workbook = traders <= WORKBOOK_ROWS;
    let file = if workbook {
        "个体工商户登记信息.xlsx"
    } else {
        "个体工商户登记信息.csv"
    };
    let make = move || write(world, workbook);
    vec![super::delivery(
        world,
        SOURCE,
        file,
        traders as u64 * 18,
        make,
    )]
}

fn out(workbook: bool) -> Result<Out, Problem> {
    if workbook {
        let layout = Layout {
            sheet: "个体工商户".to_owned(),
            columns: &COLUMNS,
            ..Layout::default()
        };
        return Out::xlsx(&layout);
    }
    let titles = COLUMNS.map(|column| column.title);
    Out::csv(Encoding::Gb18030, &titles)
}

fn write(world: &World, workbook: bool) -> Result<Rendered, Problem> {
    let mut clerk = Clerk::new(world, SOURCE, 0, out(workbook)?);
    for community in &world.communities {
        for (at, place) in community.places.iter().enumerate() {
            if place.kind != PlaceKind::SoleTrader {
                continue;
            }
            let cells = row(&mut clerk, community, place);
            clerk.enter(Subject::Place(community.first_place + at as u32 + 1), cells)?;
        }
    }
    clerk.finish()
}

fn row(clerk: &mut Clerk<'_>, community: &Community, place: &Place) -> Vec<Cell> {
    let ground = &clerk.world.ground;
    let owner = place.person.map(|person| PersonAt {
        community: community.at as u32,
        person,
    });
    let id_number = match owner {
        Some(owner) => clerk.id_cell(owner),
        None => Cell::Empty,
    };
    vec![
        code_cell(clerk, place),
        place.name.as_str().into(),
        clerk.name_cell(&place.person_name),
        id_number,
        Cell::Word(if clerk.dice.chance(0.9) {
            "个人经营"
        } else {
            "家庭经营"
        }),
        Cell::Word(place.trade.label),
        Cell::Word(place.trade.scope),
        Cell::Word(place.state.label()),
        DateStyle::Slashes.write(place.founded).into(),
        place.capital.min(100).into(),
        spot(clerk, community, &place.business),
        place.area.into(),
        Some(place.trade.small)
            .filter(|kind| !kind.is_empty())
            .into(),
        size_of(place, "小餐饮", 3),
        size_of(place, "小旅馆", 12),
        place.employees.into(),
        phone(clerk, community, place),
        ground.streets[ground.communities[community.at].street]
            .name
            .as_str()
            .into(),
    ]
}

/// Seats or beds of a place of a kind, by its floor area; the register lacks those of every third.
fn size_of(place: &Place, kind: &str, area_of_one: u32) -> Cell {
    if place.trade.small == kind && !place.area.is_multiple_of(3) {
        (place.area / area_of_one + 4).into()
    } else {
        Cell::Empty
    }
}
