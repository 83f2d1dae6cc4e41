//! Counties of first registration and of origin: real codes of GB/T 2260, including abolished
//! ones that stay in old people's identity numbers for life.

use chrono::{Datelike, NaiveDate};

use crate::dice::Dice;

/// A county code with the years in which numbers were given out under it.
struct Issuer {
    code: u32,
    from: i32,
    until: i32,
    weight: u32,
}

const fn issuer(code: u32, from: i32, until: i32, weight: u32) -> Issuer {
    Issuer {
        code,
        from,
        until,
        weight,
    }
}

/// Identity numbers were introduced in 1984; whoever was born earlier got one about then.
const FIRST_YEAR: i32 = 1985;
const STILL: i32 = 9999;

/// Who is born and registered in 青岛.
const QINGDAO: [Issuer; 14] = [
    issuer(370_203, FIRST_YEAR, STILL, 560),
    // 四方区, merged into 市北区 in 2012.
    issuer(370_205, FIRST_YEAR, 2012, 260),
    issuer(370_202, FIRST_YEAR, STILL, 60),
    issuer(370_204, FIRST_YEAR, 1994, 25),
    // 沧口区 until 1994, then 李沧区.
    issuer(370_206, FIRST_YEAR, 1994, 30),
    issuer(370_213, 1994, STILL, 35),
    // 崂山县, then 崂山区.
    issuer(370_221, FIRST_YEAR, 1988, 20),
    issuer(370_212, 1988, STILL, 20),
    // 胶南, 即墨 in their three forms.
    issuer(379_016, 1989, 1994, 6),
    issuer(370_284, 1995, 2012, 18),
    issuer(379_013, 1989, 1994, 6),
    issuer(370_282, 1995, 2017, 22),
    issuer(370_281, 1995, STILL, 15),
    issuer(370_283, 1995, STILL, 12),
];

/// Who is born and registered on 崇明.
const CHONGMING: [Issuer; 7] = [
    issuer(310_230, FIRST_YEAR, 2016, 820),
    issuer(310_151, 2016, STILL, 820),
    // 闸北, 卢湾 and 南汇 are gone; families moved to the island from there.
    issuer(310_108, FIRST_YEAR, 2015, 25),
    issuer(310_103, FIRST_YEAR, 2011, 15),
    issuer(310_225, FIRST_YEAR, 2001, 15),
    issuer(310_110, FIRST_YEAR, STILL, 25),
    issuer(310_115, 1993, STILL, 20),
];

/// A county people come from: code, full name, and how many come.
pub(crate) struct Origin {
    /// Six digits.
    pub(crate) code: u32,
    /// Province, city and county as an address starts.
    pub(crate) name: &'static str,
    weight: u32,
}

const fn origin(code: u32, name: &'static str, weight: u32) -> Origin {
    Origin { code, name, weight }
}

/// Where people registered elsewhere come from.
pub(crate) const ORIGINS: [Origin; 56] = [
    origin(370_281, "山东省青岛市胶州市", 20),
    origin(370_283, "山东省青岛市平度市", 40),
    origin(370_285, "山东省青岛市莱西市", 30),
    origin(371_302, "山东省临沂市兰山区", 26),
    origin(371_321, "山东省临沂市沂南县", 22),
    origin(371_322, "山东省临沂市郯城县", 20),
    origin(371_323, "山东省临沂市沂水县", 30),
    origin(371_324, "山东省临沂市兰陵县", 18),
    origin(371_325, "山东省临沂市费县", 20),
    origin(371_326, "山东省临沂市平邑县", 16),
    origin(371_327, "山东省临沂市莒南县", 28),
    origin(371_328, "山东省临沂市蒙阴县", 14),
    origin(371_329, "山东省临沂市临沭县", 16),
    origin(371_702, "山东省菏泽市牡丹区", 22),
    origin(371_721, "山东省菏泽市曹县", 30),
    origin(371_722, "山东省菏泽市单县", 24),
    origin(371_725, "山东省菏泽市郓城县", 20),
    origin(371_726, "山东省菏泽市鄄城县", 16),
    origin(370_702, "山东省潍坊市潍城区", 12),
    origin(370_781, "山东省潍坊市青州市", 12),
    origin(370_782, "山东省潍坊市诸城市", 34),
    origin(370_784, "山东省潍坊市安丘市", 24),
    origin(370_785, "山东省潍坊市高密市", 34),
    origin(370_786, "山东省潍坊市昌邑市", 14),
    origin(370_682, "山东省烟台市莱阳市", 26),
    origin(370_681, "山东省烟台市龙口市", 10),
    origin(371_082, "山东省威海市荣成市", 8),
    origin(371_083, "山东省威海市乳山市", 12),
    origin(371_102, "山东省日照市东港区", 14),
    origin(371_121, "山东省日照市五莲县", 22),
    origin(371_122, "山东省日照市莒县", 30),
    origin(370_829, "山东省济宁市嘉祥县", 14),
    origin(370_830, "山东省济宁市汶上县", 12),
    origin(370_921, "山东省泰安市宁阳县", 10),
    origin(371_522, "山东省聊城市莘县", 12),
    origin(371_425, "山东省德州市齐河县", 8),
    origin(220_102, "吉林省长春市南关区", 10),
    origin(220_581, "吉林省通化市梅河口市", 12),
    origin(230_103, "黑龙江省哈尔滨市南岗区", 14),
    origin(230_221, "黑龙江省齐齐哈尔市龙江县", 14),
    origin(210_102, "辽宁省沈阳市和平区", 10),
    origin(150_402, "内蒙古自治区赤峰市红山区", 8),
    origin(341_221, "安徽省阜阳市临泉县", 22),
    origin(341_226, "安徽省阜阳市颍上县", 18),
    origin(321_322, "江苏省宿迁市沭阳县", 20),
    origin(320_681, "江苏省南通市启东市", 14),
    origin(411_681, "河南省周口市项城市", 12),
    origin(411_422, "河南省商丘市睢县", 14),
    origin(411_627, "河南省周口市太康县", 14),
    origin(421_083, "湖北省荆州市洪湖市", 8),
    origin(510_524, "四川省泸州市叙永县", 8),
    origin(500_101, "重庆市万州区", 8),
    origin(620_522, "甘肃省天水市秦安县", 6),
    origin(530_627, "云南省昭通市镇雄县", 6),
    origin(653_101, "新疆维吾尔自治区喀什地区喀什市", 2),
    origin(650_102, "新疆维吾尔自治区乌鲁木齐市天山区", 3),
];

/// The code under which someone from this county got an identity number.
pub(crate) fn local_issuer(county: u32, birth: NaiveDate, dice: &mut Dice) -> u32 {
    // One local person in ten was first registered far away and moved the registration here.
    if dice.chance(0.10) {
        return ORIGINS[random_origin(dice)].code;
    }
    let issuers: &[Issuer] = match county / 100 {
        3702 => &QINGDAO,
        3101 => &CHONGMING,
        _ => return county,
    };
    let year = birth.year().max(FIRST_YEAR);
    let open = |issuer: &&Issuer| (issuer.from..=issuer.until).contains(&year);
    let weight = |issuer: &Issuer| {
        // The county itself is the most common one, whichever it is.
        if issuer.code == county {
            issuer.weight.max(500)
        } else {
            issuer.weight
        }
    };
    let total: u32 = issuers.iter().filter(open).map(weight).sum();
    let mut left = dice.below(total);
    for issuer in issuers.iter().filter(open) {
        if left < weight(issuer) {
            return issuer.code;
        }
        left -= weight(issuer);
    }
    county
}

/// Position of a county people come from.
pub(crate) fn random_origin(dice: &mut Dice) -> usize {
    let total: u32 = ORIGINS.iter().map(|origin| origin.weight).sum();
    let mut left = dice.below(total);
    for (at, origin) in ORIGINS.iter().enumerate() {
        if left < origin.weight {
            return at;
        }
        left -= origin.weight;
    }
    0
}

/// Other districts of the same city, for people registered across the district border.
pub(crate) fn neighbours(county: u32) -> &'static [(u32, &'static str)] {
    match county / 100 {
        3702 => &[
            (370_202, "山东省青岛市市南区"),
            (370_213, "山东省青岛市李沧区"),
            (370_212, "山东省青岛市崂山区"),
            (370_214, "山东省青岛市城阳区"),
            (370_211, "山东省青岛市黄岛区"),
            (370_215, "山东省青岛市即墨区"),
        ],
        3101 => &[
            (310_101, "上海市黄浦区"),
            (310_106, "上海市静安区"),
            (310_110, "上海市杨浦区"),
            (310_113, "上海市宝山区"),
            (310_115, "上海市浦东新区"),
            (310_109, "上海市虹口区"),
        ],
        _ => &[(370_202, "山东省青岛市市南区"), (310_115, "上海市浦东新区")],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn abolished_counties_only_in_old_numbers() {
        let mut dice = Dice::new(1, "test", 0);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2000 {
            let old = NaiveDate::from_ymd_opt(1950, 3, 1).unwrap();
            seen.insert(local_issuer(370_203, old, &mut dice));
            let young = NaiveDate::from_ymd_opt(2020, 3, 1).unwrap();
            assert_ne!(local_issuer(370_203, young, &mut dice), 370_205);
        }
        assert!(seen.contains(&370_205) && seen.contains(&370_203));
    }
}
