//! What the departments and communities hand over: one module a source, each with its own header,
//! formats and habits. The list is in the order in which the files are to be imported: dwellings
//! first, then people, then places, then events.

mod canlian;
mod gongan_hukou;
mod gongan_liudong;
mod labels;
mod minzheng_dibao;
mod minzheng_gaoling;
mod renshe;
mod shequ_zoufang;
mod shijian_geti;
mod shijian_qiye;
mod weijian_chusheng;
mod weijian_siwang;
mod yibao;
mod zhujian_fangwu;

use catalog::problem::Problem;
use chrono::{Days, NaiveDate};

use crate::clerk::Rendered;
use crate::world::World;

/// Writes one file.
type Make<'w> = Box<dyn Fn() -> Result<Rendered, Problem> + Send + Sync + 'w>;

/// A file to be written.
pub(crate) struct Delivery<'w> {
    /// Path in the output, with `/`.
    pub(crate) path: String,
    /// Source code.
    pub(crate) source: &'static str,
    /// Day the data is as of.
    pub(crate) as_of: NaiveDate,
    /// Rough number of cells; heavy files are started first.
    pub(crate) weight: u64,
    pub(crate) make: Make<'w>,
}

/// Days between a source's state and the day of the plan.
const AGES: [(&str, u64); 14] = [
    ("zhujian-fangwu", 120),
    ("gongan-hukou", 20),
    ("gongan-liudong", 30),
    ("yibao", 25),
    ("minzheng-dibao", 12),
    ("minzheng-gaoling", 12),
    ("canlian", 40),
    ("renshe", 15),
    ("shequ-zoufang", 8),
    ("shijian-qiye", 35),
    ("shijian-geti", 35),
    ("weijian-chusheng", 10),
    ("weijian-siwang", 5),
    ("forms", 0),
];

/// Every file of a district, in import order.
pub(crate) fn deliveries(world: &World) -> Vec<Delivery<'_>> {
    let mut all = Vec::new();
    all.extend(zhujian_fangwu::deliveries(world));
    all.extend(gongan_hukou::deliveries(world));
    all.extend(gongan_liudong::deliveries(world));
    all.extend(yibao::deliveries(world));
    all.extend(minzheng_dibao::deliveries(world));
    all.extend(minzheng_gaoling::deliveries(world));
    all.extend(canlian::deliveries(world));
    all.extend(renshe::deliveries(world));
    all.extend(shequ_zoufang::deliveries(world));
    all.extend(shijian_qiye::deliveries(world));
    all.extend(shijian_geti::deliveries(world));
    all.extend(weijian_chusheng::deliveries(world));
    all.extend(weijian_siwang::deliveries(world));
    all
}

/// A delivery of a source.
fn delivery<'w>(
    world: &World,
    source: &'static str,
    file: &str,
    weight: u64,
    make: impl Fn() -> Result<Rendered, Problem> + Send + Sync + 'w,
) -> Delivery<'w> {
    let age = AGES
        .iter()
        .find(|(code, _)| *code == source)
        .map_or(0, |(_, days)| *days);
    Delivery {
        path: format!("{source}/{file}"),
        source,
        as_of: world.today - Days::new(age),
        weight,
        make: Box::new(make),
    }
}

/// One delivery a street, for streets in which somebody lives or is registered.
fn by_street<'w>(
    world: &'w World,
    source: &'static str,
    (words, extension): (&str, &str),
    columns: u64,
    write: impl Fn(&'w World, usize) -> Result<Rendered, Problem> + Send + Sync + Copy + 'w,
) -> Vec<Delivery<'w>> {
    let inhabited = |street: &usize| {
        let range = world.ground.streets[*street].communities.clone();
        world.communities[range]
            .iter()
            .any(|community| !community.people.is_empty())
    };
    (0..world.ground.streets.len())
        .filter(inhabited)
        .map(|street| {
            let ground = &world.ground.streets[street];
            let people: usize = world.communities[ground.communities.clone()]
                .iter()
                .map(|at| at.people.len())
                .sum();
            let file = format!("{words}_{}.{extension}", ground.name);
            delivery(world, source, &file, people as u64 * columns, move || {
                write(world, street)
            })
        })
        .collect()
}

/// A share of people chosen once and for all by their number, not by the file's dice.
fn by_number(no: u32, salt: u32, percent: u32) -> bool {
    no.wrapping_mul(2_654_435_761)
        .wrapping_add(salt.wrapping_mul(40_503))
        / 7
        % 100
        < percent
}
