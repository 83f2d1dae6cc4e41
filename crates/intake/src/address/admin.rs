//! The beginning of an address: province, city, county, street and community.

use catalog::area::AreaCode;

use super::nation;
use super::territory::{City, County, Territory, known_name};

/// What the beginning says, and how many bytes it takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Beginning {
    /// Length of the beginning in bytes.
    pub length: usize,
    /// The county, when it is one Linli knows.
    pub county: Option<AreaCode>,
    /// A province, city or county is named that does not belong to the territory.
    pub outside: bool,
    /// The street or town as written, with its suffix 街道.
    pub street: Option<String>,
    /// The community as written.
    pub community: Option<String>,
}

/// Names of provinces: in full, and as people shorten them.
const PROVINCES: &[(&str, &str)] = &[
    ("北京市", "北京"),
    ("天津市", "天津"),
    ("河北省", "河北"),
    ("山西省", "山西"),
    ("内蒙古自治区", "内蒙古"),
    ("辽宁省", "辽宁"),
    ("吉林省", "吉林"),
    ("黑龙江省", "黑龙江"),
    ("上海市", "上海"),
    ("江苏省", "江苏"),
    ("浙江省", "浙江"),
    ("安徽省", "安徽"),
    ("福建省", "福建"),
    ("江西省", "江西"),
    ("山东省", "山东"),
    ("河南省", "河南"),
    ("湖北省", "湖北"),
    ("湖南省", "湖南"),
    ("广东省", "广东"),
    ("广西壮族自治区", "广西"),
    ("海南省", "海南"),
    ("重庆市", "重庆"),
    ("四川省", "四川"),
    ("贵州省", "贵州"),
    ("云南省", "云南"),
    ("西藏自治区", "西藏"),
    ("陕西省", "陕西"),
    ("甘肃省", "甘肃"),
    ("青海省", "青海"),
    ("宁夏回族自治区", "宁夏"),
    ("新疆维吾尔自治区", "新疆"),
    ("台湾省", "台湾"),
    ("香港特别行政区", "香港"),
    ("澳门特别行政区", "澳门"),
];

/// Ends of names between province and county.
const CITY_ENDS: &[&str] = &["自治州", "地区", "市", "盟"];

/// Ends of county names.
const COUNTY_ENDS: &[&str] = &["自治县", "自治旗", "县", "区", "市", "旗"];

/// Ends of names that only look like counties.
const NO_COUNTY: &[&str] = &[
    "小区", "社区", "园区", "校区", "库区", "片区", "厂区", "军区", "街区",
];

/// Reads the beginning of a normalised address.
pub(crate) fn read(text: &str, here: &Territory) -> Beginning {
    let mut beginning = Beginning::default();
    let above = province_and_city(text, here, &mut beginning);
    county_of(text, &above, here, &mut beginning);
    street(text, here, &mut beginning);
    community(text, here, &mut beginning);
    beginning
}

/// Province and city as they are called in full, joined; empty when neither is named.
type Above = String;

/// Takes province and city.
fn province_and_city(text: &str, here: &Territory, beginning: &mut Beginning) -> Above {
    let mut above = Above::new();
    if let Some((full, length)) = province(text, here) {
        beginning.length = length;
        beginning.outside = !here.provinces.iter().any(|name| name == full);
        above.push_str(full);
    }
    let rest = &text[beginning.length..];
    if let Some((city, length)) = known_city(rest, here) {
        beginning.length += length;
        beginning.outside |= !city.ours;
        above.push_str(&city.name);
        return above;
    }
    let bound = if above.is_empty() {
        foreign_city(rest)
    } else {
        bounded(rest, CITY_ENDS, 2, 8)
    };
    if let Some(length) = bound {
        beginning.outside |= rest[..length] != *"市辖区";
        beginning.length += length;
        above.push_str(&rest[..length]);
    }
    above
}

/// A province at the start: its full name and the bytes it takes. The short form counts only
/// where a city or county follows, because roads are named after provinces (山东路).
fn province(text: &str, here: &Territory) -> Option<(&'static str, usize)> {
    // Every full name begins with its short form, and no short form with another.
    let (full, short) = PROVINCES
        .iter()
        .find(|(_, short)| text.starts_with(short))?;
    if text.starts_with(full) {
        return Some((full, full.len()));
    }
    let rest = &text[short.len()..];
    let rest_is_area = rest.starts_with('省')
        || known_city(rest, here).is_some()
        || known_county(rest, here).is_some()
        || foreign_city(rest).is_some();
    let length = short.len()
        + if rest.starts_with('省') {
            '省'.len_utf8()
        } else {
            0
        };
    rest_is_area.then_some((*full, length))
}

/// A city that Linli knows, in full or short before a county it knows (`青岛市北区`): its name and
/// the bytes it takes.
fn known_city<'a>(text: &str, here: &'a Territory) -> Option<(&'a City, usize)> {
    here.cities.iter().find_map(|city| {
        let name = city.name.as_str();
        let short = name.strip_suffix('市').unwrap_or(name);
        let rest = text.strip_prefix(short)?;
        // 青岛市北区 is 青岛 + 市北区; 青岛市市北区 is 青岛市 + 市北区.
        if known_county(rest, here).is_some() {
            return Some((city, short.len()));
        }
        text.starts_with(name).then_some((city, name.len()))
    })
}

/// A county that Linli knows.
fn known_county<'a>(text: &str, here: &'a Territory) -> Option<&'a County> {
    here.counties
        .iter()
        .find(|county| text.starts_with(county.name.as_str()))
}

/// A city without its province, believed only where a county or a town follows at once:
/// `周口市太康县`, not `都市花园小区`.
fn foreign_city(text: &str) -> Option<usize> {
    let length = bounded(text, &["市", "自治州"], 2, 5)?;
    let rest = &text[length..];
    let county = bounded(rest, &["县", "区", "市"], 2, 5)?;
    let is_county = !NO_COUNTY.iter().any(|end| rest[..county].ends_with(end));
    let is_estate = super::estate::is_estate(&rest[..county]);
    (is_county && !is_estate).then_some(length)
}

/// The length of a name of `min..=max` characters, its end included, that is Chinese throughout.
fn bounded(text: &str, ends: &[&str], min: usize, max: usize) -> Option<usize> {
    for (characters, (at, c)) in text.char_indices().enumerate() {
        if c.is_ascii() || characters >= max {
            return None;
        }
        if characters >= min
            && let Some(end) = ends.iter().find(|end| text[at..].starts_with(**end))
        {
            return Some(at + end.len());
        }
    }
    None
}

/// Takes the county.
fn county_of(text: &str, above: &str, here: &Territory, beginning: &mut Beginning) {
    let rest = &text[beginning.length..];
    if let Some(county) = known_county(rest, here).filter(|_| !beginning.outside) {
        beginning.county = Some(county.code);
        beginning.outside = !county.ours;
        beginning.length += county.name.len();
        return;
    }
    if above.is_empty() {
        return;
    }
    let length = bounded(rest, COUNTY_ENDS, 1, 9)
        .filter(|length| !NO_COUNTY.iter().any(|end| rest[..*length].ends_with(end)));
    let named = length.and_then(|length| nation::find(&format!("{above}{}", &rest[..length])));
    // 山东省诸城市: what looked like the city was the county.
    let named = named.or_else(|| nation::find(above));
    match (named, length) {
        (Some(county), length) => {
            if let Some(length) = length.filter(|length| rest[..*length].ends_with(county.name)) {
                beginning.length += length;
            }
            // An abolished county near by (四方区) lies in some county of today, nobody says which.
            if !county.abolished || beginning.outside {
                beginning.outside = true;
                beginning.county = format!("{:06}", county.code).parse().ok();
            }
        }
        (None, Some(length)) if beginning.outside => beginning.length += length,
        (None, _) => {}
    }
}

/// Takes the street or town.
fn street(text: &str, here: &Territory, beginning: &mut Beginning) {
    let rest = &text[beginning.length..];
    const ENDS: &[&str] = &["街道办事处", "街道办", "街道", "办事处"];
    if let Some((name, length)) = ended(rest, ENDS, 8) {
        beginning.street = Some(format!("{name}街道"));
        beginning.length += length;
        return;
    }
    if let Some(name) = known_name(&here.streets, rest) {
        beginning.street = Some(name.to_owned());
        beginning.length += name.len();
        return;
    }
    // Towns of our own counties are known by name; 萍乡路 is none.
    if beginning.outside {
        let town = bounded(rest, &["镇", "乡"], 1, 5).filter(|length| {
            !rest[..*length].ends_with("小镇") && !rest[..*length].ends_with("古镇")
        });
        if let Some(length) = town {
            beginning.street = Some(rest[..length].to_owned());
            beginning.length += length;
        }
    }
}

/// Takes the community or village.
fn community(text: &str, here: &Territory, beginning: &mut Beginning) {
    let rest = &text[beginning.length..];
    const ENDS: &[&str] = &[
        "社区居民委员会",
        "社区居委会",
        "居民委员会",
        "居委会",
        "村民委员会",
        "村委会",
        "社区",
    ];
    const NOT_BEFORE: &[&str] = &[
        "服务", "卫生", "医院", "文化", "养老", "党", "食堂", "医疗", "警务",
    ];
    if let Some((_, length)) = ended(rest, ENDS, 12) {
        if !NOT_BEFORE
            .iter()
            .any(|word| rest[length..].starts_with(word))
        {
            beginning.community = Some(rest[..length].to_owned());
            beginning.length += length;
        }
        return;
    }
    if beginning.street.is_none() {
        return;
    }
    if let Some(stem) =
        known_name(&here.stems, rest).filter(|stem| estate_follows(&rest[stem.len()..]))
    {
        beginning.community = Some(stem.to_owned());
        beginning.length += stem.len();
        return;
    }
    if let Some(name) = known_name(&here.communities, rest) {
        beginning.community = Some(name.to_owned());
        beginning.length += name.len();
    } else if let Some(length) = bounded(rest, &["村"], 1, 5) {
        // A village; 新村 is an estate.
        let next_is_committee = rest[length..].starts_with("委");
        // 西吴家村小区 is an estate that a village has become.
        let is_estate = rest[length..].starts_with("小区");
        if !rest[..length].ends_with("新村") && !next_is_committee && !is_estate {
            beginning.community = Some(rest[..length].to_owned());
            beginning.length += length;
        }
    }
}

/// Whether a complete estate name follows, up to the first number: then what stands before it is
/// a community and no part of the name (`南门海韵花园3号`).
fn estate_follows(text: &str) -> bool {
    let end = text.find(|c: char| c.is_ascii()).unwrap_or(text.len());
    let name = &text[..end];
    !name.starts_with(['路', '街', '巷', '道', '弄'])
        && name.chars().count() >= 3
        && super::estate::is_name(name)
}

/// A name closed by the first of some ends: the name without its end and the bytes of both. Names
/// with digits or longer than `max` characters do not count.
fn ended<'a>(text: &'a str, ends: &[&str], max: usize) -> Option<(&'a str, usize)> {
    for (characters, (at, c)) in text.char_indices().enumerate() {
        if c.is_ascii() || characters > max {
            return None;
        }
        if characters > 0
            && matches!(c, '街' | '办' | '社' | '居' | '村')
            && let Some(end) = ends.iter().find(|end| text[at..].starts_with(**end))
        {
            return Some((&text[..at], at + end.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_beginning_only() {
        let cases: &[(&str, &str, Option<&str>, bool)] = &[
            (
                "山东省青岛市市北区登州路街道登州路社区金秀花园3号楼",
                "金秀花园3号楼",
                Some("370203000000"),
                false,
            ),
            (
                "青岛市北区金秀花园",
                "金秀花园",
                Some("370203000000"),
                false,
            ),
            (
                "青岛市市北区金秀花园",
                "金秀花园",
                Some("370203000000"),
                false,
            ),
            (
                "山东青岛市北区金秀花园",
                "金秀花园",
                Some("370203000000"),
                false,
            ),
            (
                "市北区台东街道办事处金秀花园",
                "金秀花园",
                Some("370203000000"),
                false,
            ),
            (
                "上海市崇明区城桥镇南门居委会玉环新村3号",
                "玉环新村3号",
                Some("310151000000"),
                false,
            ),
            ("山东路12号", "山东路12号", None, false),
            ("都市花园小区3号楼", "都市花园小区3号楼", None, false),
            ("周口市太康县城关镇1号", "1号", Some("411627000000"), true),
            (
                "河南省周口市太康县城关镇1号",
                "1号",
                Some("411627000000"),
                true,
            ),
            ("山东省诸城市密州街道1号", "1号", Some("370782000000"), true),
            ("山东省潍坊市诸城市1号", "1号", Some("370782000000"), true),
            (
                "新疆维吾尔自治区喀什地区喀什市1号",
                "1号",
                Some("653101000000"),
                true,
            ),
            ("重庆市万州区1号", "1号", Some("500101000000"), true),
            ("青岛市四方区鞍山路1号", "鞍山路1号", None, false),
            (
                "青岛市市南区香港中路1号",
                "香港中路1号",
                Some("370202000000"),
                true,
            ),
            ("上海市浦东新区1号", "1号", Some("310115000000"), true),
            ("镇江路12号", "镇江路12号", None, false),
            ("万科小镇3号楼", "万科小镇3号楼", None, false),
            (
                "金秀花园3号楼登州路社区",
                "金秀花园3号楼登州路社区",
                None,
                false,
            ),
        ];
        for (text, rest, county, outside) in cases {
            let beginning = read(text, Territory::shipped());
            assert_eq!(&text[beginning.length..], *rest, "{text}");
            assert_eq!(
                beginning.county.map(|code| code.to_string()).as_deref(),
                *county,
                "{text}"
            );
            assert_eq!(beginning.outside, *outside, "{text}");
        }
        let beginning = read(
            "市北区台东街道办事处登州路社区金秀花园",
            Territory::shipped(),
        );
        assert_eq!(beginning.street.as_deref(), Some("台东街道"));
        assert_eq!(beginning.community.as_deref(), Some("登州路社区"));
        assert!(read("河南省周口市太康县城关回族镇", Territory::shipped()).outside);
    }

    #[test]
    fn what_lies_outside_the_root_area_is_outside() {
        let root = "310151".parse().ok();
        let chongming = Territory::new(catalog::area::AreaTree::shipped(), root.as_ref());
        for (text, county) in [
            ("青岛市市北区金秀花园3号楼", "370203000000"),
            ("山东省青岛市市北区金秀花园3号楼", "370203000000"),
        ] {
            let beginning = read(text, &chongming);
            assert!(beginning.outside, "{text}");
            assert_eq!(
                beginning.county.map(|code| code.to_string()).as_deref(),
                Some(county),
                "{text}"
            );
        }
        assert!(!read("上海市崇明区城桥镇玉环新村3号", &chongming).outside);
    }
}
