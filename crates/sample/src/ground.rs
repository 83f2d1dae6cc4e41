//! The ground a district stands on: its streets and communities from the area tree, and how
//! addresses start there.

use catalog::area::{Area, AreaCode, AreaTree, Level};
use catalog::problem::Problem;

/// A street, town or farm.
#[derive(Debug)]
pub(crate) struct Street {
    /// 12-digit code.
    pub(crate) code: String,
    /// 辽宁路街道, 城桥镇.
    pub(crate) name: String,
    /// Its communities, as a range of positions in `Ground::communities`.
    pub(crate) communities: std::ops::Range<usize>,
}

/// A community or village.
#[derive(Debug)]
pub(crate) struct Site {
    /// 12-digit code.
    pub(crate) code: u64,
    /// 科技街社区居委会, 城桥村村委会.
    pub(crate) name: String,
    /// Name without the words for the committee: 科技街社区, 城桥村, 南门.
    pub(crate) short: String,
    /// Position of its street.
    pub(crate) street: usize,
    /// A village: houses in teams (队, 组) instead of estates with buildings.
    pub(crate) village: bool,
}

/// The area a plan is for.
#[derive(Debug)]
pub(crate) struct Ground {
    /// Name of the area itself, such as 市北区.
    pub(crate) name: String,
    /// 山东省, 上海市.
    pub(crate) province: String,
    /// 青岛市; empty under a municipality.
    pub(crate) city: String,
    /// 市北区, 崇明区.
    pub(crate) county: String,
    /// Six digits of the county.
    pub(crate) county_code: u32,
    /// Streets in code order.
    pub(crate) streets: Vec<Street>,
    /// Communities in code order.
    pub(crate) communities: Vec<Site>,
}

/// Endings of community names that name the committee, longest first.
const COMMITTEES: [&str; 6] = [
    "居民委员会",
    "村民委员会",
    "社区居委会",
    "居委会",
    "村委会",
    "委员会",
];

impl Ground {
    /// The ground of an area: a district, a street or a single community.
    ///
    /// # Errors
    /// When the tree does not know the area, or the area has no community.
    pub(crate) fn new(areas: &AreaTree, code: &AreaCode) -> Result<Self, Problem> {
        let area = areas.get(code).ok_or_else(|| {
            Problem::not_found(
                "area-unknown",
                format!("区划代码 {code} 不在区划表里，请核对代码或先导入区划。"),
            )
        })?;
        let mut sites = areas.communities_under(code);
        if sites.is_empty() {
            return Err(Problem::bad_input(
                "area-without-communities",
                format!(
                    "{}（{code}）下没有社区或村，无法生成样例数据，请换一个区划代码。",
                    area.name
                ),
            ));
        }
        sites.sort_by_key(|site| site.code.to_string());
        let named = |level: Level| {
            areas
                .at_level_above(&sites[0].code, level)
                .map(|above| above.name.clone())
        };
        let province = named(Level::Province).unwrap_or_default();
        let city = named(Level::City).filter(|name| name != "市辖区" && name != "县");
        let county = areas.at_level_above(&sites[0].code, Level::District);
        let mut ground = Self {
            name: area.name.clone(),
            province,
            city: city.unwrap_or_default(),
            county: county.map(|area| area.name.clone()).unwrap_or_default(),
            county_code: first_digits(&sites[0].code, 6),
            streets: Vec::new(),
            communities: Vec::with_capacity(sites.len()),
        };
        for site in sites {
            ground.add(areas, site);
        }
        Ok(ground)
    }

    fn add(&mut self, areas: &AreaTree, site: &Area) {
        let street = areas.at_level_above(&site.code, Level::Street);
        let code = street.map(|area| area.code.to_string()).unwrap_or_default();
        let at = self.communities.len();
        if self.streets.last().is_none_or(|last| last.code != code) {
            let name = street.map(|area| area.name.clone()).unwrap_or_default();
            self.streets.push(Street {
                code,
                name,
                communities: at..at,
            });
        }
        let position = self.streets.len() - 1;
        self.streets[position].communities.end = at + 1;
        let short = short_name(&site.name);
        self.communities.push(Site {
            code: site.code.to_string().parse().unwrap_or(0),
            village: is_village(site),
            name: site.name.clone(),
            short,
            street: position,
        });
    }

    /// How full addresses start: 山东省青岛市市北区, 上海市崇明区.
    pub(crate) fn prefix(&self) -> String {
        format!("{}{}{}", self.province, self.city, self.county)
    }

    /// Buildings are numbered 5号 and stand in lanes (弄) here, without units.
    pub(crate) fn lanes(&self) -> bool {
        self.county_code / 10_000 == 31
    }
}

/// The leading digits of an area code as a number.
fn first_digits(code: &AreaCode, digits: usize) -> u32 {
    code.to_string()
        .get(..digits)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// Villages have community numbers 200–399 in the statistical code.
fn is_village(site: &Area) -> bool {
    let code = site.code.to_string();
    let number: u32 = code
        .get(9..12)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    (200..400).contains(&number)
}

/// The name without its committee; 城桥村村委会 becomes 城桥村, 科技街社区居委会 科技街社区.
fn short_name(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("社区居委会") {
        return format!("{stem}社区");
    }
    COMMITTEES
        .iter()
        .find_map(|committee| name.strip_suffix(committee))
        .filter(|stem| !stem.is_empty())
        .unwrap_or(name)
        .to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn ground(code: &str) -> Ground {
        Ground::new(AreaTree::shipped(), &code.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_district_a_street_and_a_community() {
        let district = ground("370203");
        assert_eq!(
            (district.streets.len(), district.communities.len()),
            (22, 137)
        );
        assert_eq!(district.prefix(), "山东省青岛市市北区");
        assert_eq!(district.county_code, 370_203);
        let street = ground("370203005000");
        assert_eq!(
            (street.streets.len(), street.name.as_str()),
            (1, "辽宁路街道")
        );
        let community = ground("370203005001");
        assert_eq!(community.communities[0].short, "科技街社区");
        assert_eq!(community.streets[0].name, "辽宁路街道");
    }

    #[test]
    fn an_island_has_villages() {
        let island = ground("310151");
        assert_eq!(island.communities.len(), 361);
        assert_eq!(island.prefix(), "上海市崇明区");
        assert!(island.lanes());
        let village = island
            .communities
            .iter()
            .find(|site| site.code == 310_151_101_201)
            .unwrap();
        assert!(village.village);
        assert_eq!(village.short, "城桥村");
    }

    #[test]
    fn an_unknown_area_is_refused() {
        let tree = AreaTree::shipped();
        let problem = Ground::new(tree, &"999999".parse().unwrap()).unwrap_err();
        assert_eq!(problem.code, "area-unknown");
    }
}
