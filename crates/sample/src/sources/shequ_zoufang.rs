//! 社区入户走访: every community keeps its own workbook, in one of four styles, with house numbers
//! as its workers write them and whatever they need in 备注.

mod row;
mod style;

use catalog::problem::Problem;

use super::Delivery;
use crate::clerk::{Clerk, Rendered};
use crate::fields::DateStyle;
use crate::sheet::{Cell, Layout, Out};
use crate::world::{PersonAt, World};
use style::Style;

const SOURCE: &str = "shequ-zoufang";
/// Rows of one workbook; larger communities hand over several.
const WORKBOOK_ROWS: usize = 15_000;

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    (0..world.communities.len())
        .filter(|community| world.residents(*community).next().is_some())
        .flat_map(|community| parts(world, community))
        .collect()
}

fn parts(world: &World, community: usize) -> Vec<Delivery<'_>> {
    let listed = listed(world, community);
    let count = listed.len().div_ceil(WORKBOOK_ROWS);
    let site = &world.ground.communities[community];
    (0..count)
        .map(|part| {
            let words = match count {
                1 => "入户走访登记表".to_owned(),
                _ => format!("入户走访登记表（{}）", part + 1),
            };
            let street = &world.ground.streets[site.street].name;
            let file = format!("{}_{street}_{words}.xlsx", site.short);
            let weight = listed.len().min(WORKBOOK_ROWS) as u64 * 18;
            super::delivery(world, SOURCE, &file, weight, move || {
                write(world, community, part)
            })
        })
        .collect()
}

/// Everybody the workers may meet or think they meet, door by door.
fn listed(world: &World, community: usize) -> Vec<PersonAt> {
    let held = &world.communities[community];
    let mut listed: Vec<(u32, u32)> = held
        .people
        .iter()
        .enumerate()
        .filter_map(|(at, person)| person.home.map(|home| (home, at as u32)))
        .collect();
    listed.sort_unstable();
    listed
        .into_iter()
        .map(|(_, person)| PersonAt {
            community: community as u32,
            person,
        })
        .collect()
}

fn write(world: &World, community: usize, part: usize) -> Result<Rendered, Problem> {
    let listed = listed(world, community);
    let site = &world.ground.communities[community];
    let style = Style::of(world, community);
    let layout = layout(world, community, style);
    let out = Out::xlsx(&layout)?;
    let mut clerk = Clerk::new(world, SOURCE, site.code * 100 + part as u64, out);
    let habits = row::Habits::new(&mut clerk.dice);
    let chunk = listed.chunks(WORKBOOK_ROWS).nth(part).unwrap_or_default();
    let (mut number, mut since_total) = (0, 0);
    for (at, next) in chunk
        .iter()
        .zip(chunk.iter().skip(1).map(Some).chain([None]))
    {
        let person = world.person(*at);
        let met = match person.died {
            Some(_) => clerk.keeps_dead(),
            None => !clerk.leaves_out(),
        };
        if met {
            number += 1;
            since_total += 1;
            let cells = row::cells(&mut clerk, style, number, *at, habits);
            clerk.enter_person(*at, cells)?;
        }
        if style.totals() && ends_building(world, *at, next.copied()) && since_total > 0 {
            clerk.total(&total(since_total))?;
            since_total = 0;
        }
    }
    clerk.repeat_rows()?;
    if style == Style::Village
        && let Some(book) = clerk.workbook()
    {
        book.footer(&[
            (0, Cell::Word("填表人：")),
            (5, Cell::Word("审核人：")),
            (9, Cell::Word("填表日期：")),
        ])?;
    }
    clerk.finish()
}

/// What stands above the table.
fn layout(world: &World, community: usize, style: Style) -> Layout<'static> {
    let site = &world.ground.communities[community];
    let street = &world.ground.streets[site.street].name;
    let day = DateStyle::Chinese.write(world.today - chrono::Days::new(8));
    let (title, notes) = match style {
        Style::Explained => (
            format!("{}居民入户走访登记表", site.short),
            vec![format!("{street}　　填报日期：{day}　　带*为必填")],
        ),
        Style::Split => (format!("{street}{}居民台账", site.short), Vec::new()),
        Style::Plain => (String::new(), Vec::new()),
        Style::Village => (
            format!("{}人口台账", site.short),
            vec![
                format!("填报单位：{}", site.name),
                "说明：一户一行起，户主在前；外出人员也要填。".to_owned(),
            ],
        ),
    };
    Layout {
        sheet: style.sheet().to_owned(),
        title,
        notes,
        columns: style.columns(),
        explained: style == Style::Explained,
    }
}

fn ends_building(world: &World, at: PersonAt, next: Option<PersonAt>) -> bool {
    let building = |at: PersonAt| {
        let held = &world.communities[at.community as usize];
        held.people[at.person as usize].home.map(|home| {
            let dwelling = &held.dwellings[home as usize];
            (dwelling.estate, dwelling.building)
        })
    };
    next.is_none_or(|next| building(next) != building(at))
}

fn total(count: u32) -> Vec<Cell> {
    vec![
        Cell::Word("合计"),
        Cell::Empty,
        Cell::Empty,
        format!("{count}人").into(),
    ]
}
