//! 市监·企业: xlsx, registered and business address in two columns.

use catalog::problem::Problem;

use super::Delivery;
use crate::address_spelling::{self, Hand};
use crate::clerk::{Clerk, Rendered, Subject};
use crate::errors::Slip;
use crate::fields::DateStyle;
use crate::garble;
use crate::identifiers;
use crate::sheet::{Cell, Column, Layout, Out, column};
use crate::world::places::{Place, PlaceKind, Spot};
use crate::world::{Community, World};

const SOURCE: &str = "shijian-qiye";
const COLUMNS: [Column; 15] = [
    column("序号", 6),
    column("统一社会信用代码", 22),
    column("企业名称", 34),
    column("企业类型", 18),
    column("法定代表人", 10),
    column("行业门类", 20),
    column("经营范围", 30),
    column("登记状态", 10),
    column("成立日期", 12),
    column("注册资本(万元)", 12),
    column("住所", 40),
    column("生产经营地址", 40),
    column("从业人数", 10),
    column("联系电话", 14),
    column("所属街道", 14),
];

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let places: usize = world
        .communities
        .iter()
        .map(|community| community.places.len())
        .sum();
    let make = move || write(world);
    vec![super::delivery(
        world,
        SOURCE,
        "企业登记信息.xlsx",
        places as u64 * 6,
        make,
    )]
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let layout = Layout {
        sheet: "企业".to_owned(),
        title: String::new(),
        notes: Vec::new(),
        columns: &COLUMNS,
        explained: false,
    };
    let mut clerk = Clerk::new(world, SOURCE, 0, Out::xlsx(&layout)?);
    let mut number = 0;
    for community in &world.communities {
        for (at, place) in community.places.iter().enumerate() {
            if place.kind == PlaceKind::SoleTrader {
                continue;
            }
            number += 1;
            let cells = row(&mut clerk, number, community, place);
            clerk.enter(Subject::Place(community.first_place + at as u32 + 1), cells)?;
        }
    }
    clerk.finish()
}

fn row(clerk: &mut Clerk<'_>, number: u32, community: &Community, place: &Place) -> Vec<Cell> {
    let ground = &clerk.world.ground;
    let kind = match place.kind {
        PlaceKind::Cooperative => "农民专业合作社",
        _ => "有限责任公司",
    };
    vec![
        number.into(),
        code_cell(clerk, place),
        place.name.as_str().into(),
        Cell::Word(kind),
        clerk.name_cell(&place.person_name),
        Cell::Word(place.trade.label),
        Cell::Word(place.trade.scope),
        Cell::Word(place.state.label()),
        DateStyle::Dashes.write(place.founded).into(),
        place.capital.into(),
        spot(clerk, community, &place.registered),
        spot(clerk, community, &place.business),
        place.employees.into(),
        phone(clerk, community, place),
        ground.streets[ground.communities[community.at].street]
            .name
            .as_str()
            .into(),
    ]
}

/// The credit code as registers hold it.
pub(super) fn code_cell(clerk: &mut Clerk<'_>, place: &Place) -> Cell {
    let code = identifiers::text(&place.code);
    if clerk.slip(Slip::CodeMissing) {
        return Cell::Empty;
    }
    if clerk.slip(Slip::CodeMistyped) {
        return garble::credit_code(code, &mut clerk.dice).into();
    }
    code.into()
}

/// Where a place is, as the applicant wrote it.
pub(super) fn spot(clerk: &mut Clerk<'_>, community: &Community, spot: &Spot) -> Cell {
    let world = clerk.world;
    match spot {
        Spot::Dwelling(dwelling) => {
            let hand = if clerk.dice.chance(0.5) {
                Hand::Police
            } else {
                Hand::Office
            };
            address_spelling::of_dwelling(world, community.at, *dwelling, hand, &mut clerk.dice)
                .into()
        }
        Spot::Road(road) => {
            let start = match clerk.dice.below(3) {
                0 => world.ground.prefix(),
                1 => world.ground.county.clone(),
                _ => format!("{}{}", world.ground.city, world.ground.county),
            };
            format!("{start}{road}").into()
        }
    }
}

/// A phone of the place: the person's own, a landline, or none.
pub(super) fn phone(clerk: &mut Clerk<'_>, community: &Community, place: &Place) -> Cell {
    let area = if clerk.world.ground.lanes() {
        "021"
    } else {
        "0532"
    };
    let own = place
        .person
        .map(|person| u64::from(community.first_person + person + 1));
    match (clerk.dice.below(10), own) {
        (0, _) => Cell::Empty,
        // 8000 0000–8000 9999 and 6000 0000–… are left to nobody.
        (1..=4, _) => format!("{area}-8000{:04}", clerk.dice.below(10_000)).into(),
        (_, Some(own)) => identifiers::mobile(own).into(),
        _ => identifiers::mobile(50_000_000 + u64::from(clerk.dice.below(900_000))).into(),
    }
}
