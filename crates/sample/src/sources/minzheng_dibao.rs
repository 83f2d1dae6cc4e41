//! 民政·低保: xlsx as a payment list: title, unit line, header in two rows, one block a household
//! with merged cells, a total and a signature line.

use catalog::problem::Problem;

use super::{Delivery, by_number, labels};
use crate::address_spelling::Hand;
use crate::clerk::{Clerk, Rendered};
use crate::fields::DateStyle;
use crate::identifiers;
use crate::sheet::{Cell, Column, Layout, Out, column, under};
use crate::world::people::Role;
use crate::world::{Community, Dibao, Household, PersonAt, World};

const SOURCE: &str = "minzheng-dibao";
const COLUMNS: [Column; 20] = [
    column("序号", 6),
    column("街道", 14),
    column("社区", 16),
    under("户主信息", "户主姓名", 10),
    under("户主信息", "户主身份证号", 22),
    under("户主信息", "低保证号", 18),
    under("家庭成员信息", "姓名", 10),
    under("家庭成员信息", "与户主关系", 10),
    under("家庭成员信息", "性别", 6),
    under("家庭成员信息", "身份证号", 22),
    under("家庭成员信息", "出生日期", 14),
    under("保障情况", "家庭人口数", 8),
    under("保障情况", "保障人口数", 8),
    under("保障情况", "户月保障金（元）", 12),
    under("保障情况", "起始保障年月", 12),
    under("发放账户", "开户银行", 16),
    under("发放账户", "银行账号", 24),
    column("家庭住址", 40),
    column("联系电话", 16),
    column("备注", 14),
];
/// Columns that are merged over a household's rows.
const MERGED: [u16; 5] = [5, 14, 15, 16, 17];
/// Of those who died and are registered here, how many in a hundred lived alone on 低保.
const DEAD_ON_LIST: u32 = 6;

pub(super) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let make = move || write(world);
    vec![super::delivery(
        world,
        SOURCE,
        "城市低保家庭名册.xlsx",
        200_000,
        make,
    )]
}

/// Totals for the footer.
#[derive(Default)]
struct Totals {
    households: u32,
    people: u32,
    amount: u32,
}

fn write(world: &World) -> Result<Rendered, Problem> {
    let month = DateStyle::Chinese.write(world.today - chrono::Days::new(12));
    let layout = Layout {
        sheet: "低保名册".to_owned(),
        title: format!("{}城市居民最低生活保障家庭名册", world.ground.name),
        notes: vec![format!(
            "填报单位：{}民政局　　　　截至{month}　　　　单位：元",
            world.ground.name
        )],
        columns: &COLUMNS,
        explained: false,
    };
    let mut clerk = Clerk::new(world, SOURCE, 0, Out::xlsx(&layout)?);
    let mut totals = Totals::default();
    for community in &world.communities {
        for household in &community.households {
            if let Some(dibao) = household.dibao {
                block(&mut clerk, community, household, dibao, &mut totals)?;
            }
        }
        dead(&mut clerk, community, &mut totals)?;
    }
    clerk.repeat_rows()?;
    footer(&mut clerk, &totals)?;
    clerk.finish()
}

/// One household: the head's row carries what is said once.
fn block(
    clerk: &mut Clerk<'_>,
    community: &Community,
    household: &Household,
    dibao: Dibao,
    totals: &mut Totals,
) -> Result<(), Problem> {
    let people: Vec<PersonAt> = household
        .people
        .clone()
        .map(|person| PersonAt {
            community: community.at as u32,
            person,
        })
        .filter(|at| clerk.world.person(*at).is_resident())
        .collect();
    let Some(head) = people.first().copied() else {
        return Ok(());
    };
    totals.households += 1;
    totals.people += people.len() as u32;
    totals.amount += dibao.per_head * people.len() as u32;
    let first = rows(clerk, head, &people, dibao, totals.households)?;
    merge(clerk, &first, people.len() as u32)
}

/// The first row of a household as written: its number and its cells.
struct First {
    row: u32,
    cells: Vec<Cell>,
}

fn rows(
    clerk: &mut Clerk<'_>,
    head: PersonAt,
    people: &[PersonAt],
    dibao: Dibao,
    number: u32,
) -> Result<First, Problem> {
    let mut first = None;
    for at in people {
        let cells = if *at == head {
            let once = once(clerk, head, people.len() as u32, dibao);
            row(clerk, number, head, *at, once)
        } else {
            row(clerk, number, head, *at, Once::default())
        };
        let row = clerk.enter_person(*at, cells.clone())?;
        first.get_or_insert(First { row, cells });
    }
    Ok(first.unwrap_or(First {
        row: 0,
        cells: Vec::new(),
    }))
}

/// What is said once a household.
struct Once {
    certificate: Cell,
    size: Cell,
    insured: Cell,
    amount: Cell,
    since: Cell,
    bank: Cell,
    account: Cell,
    address: Cell,
}

impl Default for Once {
    fn default() -> Self {
        Self {
            certificate: Cell::Empty,
            size: Cell::Empty,
            insured: Cell::Empty,
            amount: Cell::Empty,
            since: Cell::Empty,
            bank: Cell::Empty,
            account: Cell::Empty,
            address: Cell::Empty,
        }
    }
}

fn once(clerk: &mut Clerk<'_>, head: PersonAt, size: u32, dibao: Dibao) -> Once {
    let no = clerk.world.person_no(head);
    let county = clerk.world.ground.county_code;
    Once {
        certificate: format!("{county}D{no:08}").into(),
        size: size.into(),
        insured: size.into(),
        amount: (dibao.per_head * size).into(),
        since: DateStyle::Month.write(dibao.since).into(),
        bank: Cell::Word(
            clerk
                .dice
                .pick(&["中国农业银行", "青岛银行", "中国建设银行"]),
        ),
        account: identifiers::bank_account(u64::from(no)).into(),
        address: clerk.home_cell(head, Hand::Office),
    }
}

fn row(clerk: &mut Clerk<'_>, number: u32, head: PersonAt, at: PersonAt, once: Once) -> Vec<Cell> {
    let world = clerk.world;
    let person = world.person(at);
    let site = &world.ground.communities[at.community as usize];
    let first = if at == head {
        number.into()
    } else {
        Cell::Empty
    };
    vec![
        first,
        world.ground.streets[site.street].name.as_str().into(),
        site.short.as_str().into(),
        (&*world.person(head).name).into(),
        world.person(head).id_text().into(),
        once.certificate,
        clerk.name_cell(&person.name),
        Cell::Word(labels::relation(
            person,
            if at == head { Role::Head } else { person.role },
        )),
        Cell::Word(person.sex.label()),
        clerk.id_cell(at),
        DateStyle::Dots.write(person.birth).into(),
        once.size,
        once.insured,
        once.amount,
        once.since,
        once.bank,
        once.account,
        once.address,
        clerk.phone_cell(at),
        Cell::Empty,
    ]
}

/// Merges what is said once over the rows of a household.
fn merge(clerk: &mut Clerk<'_>, first: &First, rows: u32) -> Result<(), Problem> {
    if rows < 2 {
        return Ok(());
    }
    let Some(book) = clerk.workbook() else {
        return Ok(());
    };
    for at in MERGED {
        let text = match &first.cells[at as usize] {
            Cell::Text(text) => text.as_str(),
            Cell::Word(text) => text,
            Cell::Empty | Cell::Number(_) => "",
        };
        book.merge_down(at, (first.row, first.row + rows - 1), text)?;
    }
    Ok(())
}

/// People who died and are still paid.
fn dead(clerk: &mut Clerk<'_>, community: &Community, totals: &mut Totals) -> Result<(), Problem> {
    for at in 0..community.people.len() as u32 {
        let at = PersonAt {
            community: community.at as u32,
            person: at,
        };
        let person = clerk.world.person(at);
        let was_paid = person.died.is_some()
            && person.is_registered_here()
            && by_number(clerk.world.person_no(at), 3, DEAD_ON_LIST);
        if !was_paid || !clerk.keeps_dead() {
            continue;
        }
        totals.households += 1;
        totals.people += 1;
        let since = clerk.world.today - chrono::Days::new(900);
        let dibao = Dibao {
            since,
            per_head: 780,
        };
        totals.amount += dibao.per_head;
        let once = once(clerk, at, 1, dibao);
        let cells = row(clerk, totals.households, at, at, once);
        clerk.enter_person(at, cells)?;
    }
    Ok(())
}

fn footer(clerk: &mut Clerk<'_>, totals: &Totals) -> Result<(), Problem> {
    let Some(book) = clerk.workbook() else {
        return Ok(());
    };
    book.footer(&[
        (0, Cell::Word("合计")),
        (3, format!("{}户", totals.households).into()),
        (6, format!("{}人", totals.people).into()),
        (13, totals.amount.into()),
    ])?;
    book.footer(&[
        (0, Cell::Word("填表人：")),
        (6, Cell::Word("审核人：")),
        (13, Cell::Word("填表日期：")),
    ])
}
