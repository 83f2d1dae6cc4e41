//! What a table of counts asks that the registry counts by itself: how many people or households
//! of a population that it knows. Only where every word of the column and of the form's own name
//! is known; flows (本月新增) and other days are never taken for what is there today.

use catalog::element::ElementNo;

use super::basis::{Basis, Facet};

/// Populations with the elements by which their members are known.
const POPULATIONS: [(&str, &[u16]); 26] = [
    ("家庭", &[]),
    ("户籍", &[27]),
    ("常住", &[29]),
    ("流动", &[29, 27]),
    ("实有", &[29]),
    ("持居住证", &[59]),
    ("女", &[7]),
    ("男", &[7]),
    ("未成年", &[8]),
    ("儿童", &[8]),
    ("老年", &[8]),
    ("少数民族", &[10]),
    ("低保", &[72]),
    ("低保边缘", &[72]),
    ("低收入", &[72]),
    ("特困", &[72]),
    ("残疾", &[76]),
    ("失业", &[88]),
    ("党员", &[17]),
    ("城镇", &[32]),
    ("农村", &[32]),
    ("高龄津贴", &[126]),
    ("老龄津贴", &[126]),
    ("在册", &[]),
    ("独居", &[29, 8]),
    ("个人", &[]),
];

/// What is counted, as far as the registry holds one entity for each.
const THINGS: [&str; 16] = [
    "",
    "人",
    "户",
    "人口",
    "人员",
    "居民",
    "家庭",
    "户口",
    "成员",
    "对象",
    "住户",
    "楼栋",
    "房屋",
    "年龄段",
    "老人",
    "妇女",
];

/// Words of a form's name that do not narrow whom it counts.
const WIDE: [&str; 23] = [
    "汇",
    "城市",
    "农村",
    "社区",
    "下辖村",
    "下辖",
    "村",
    "网格",
    "街道",
    "人口",
    "居民",
    "家庭",
    "状况",
    "情况",
    "基本",
    "信息",
    "统计",
    "汇总",
    "列表",
    "数据",
    "概况",
    "老龄津贴",
    "高龄津贴",
];

/// The elements from which the registry counts what a column of a table of counts asks for; `None`
/// where it does not.
pub(super) fn counts(form: &str, path: &[String]) -> Option<Vec<ElementNo>> {
    let titles: Vec<(Basis, String)> = path.iter().map(|title| Basis::read(title)).collect();
    let of_people = titles
        .iter()
        .flat_map(|(basis, _)| basis.words())
        .any(|(facet, word)| *facet == Facet::Unit && matches!(word.as_str(), "人" | "户"));
    let last = path.last()?;
    let named = ["人口", "户数", "年龄段"]
        .iter()
        .any(|word| last.contains(word));
    let known = titles
        .iter()
        .all(|(_, stem)| THINGS.contains(&stem.as_str()));
    if !(of_people || named) || !known {
        return None;
    }
    let mut needs = residents(form)?;
    for (basis, _) in &titles {
        needs.extend(needs_of(basis)?);
    }
    Some(needs)
}

/// The elements that all words of a 口径 need; `None` where one is unknown.
fn needs_of(basis: &Basis) -> Option<Vec<ElementNo>> {
    let mut needs = Vec::new();
    for (facet, word) in basis.words() {
        match facet {
            Facet::Unit if matches!(word.as_str(), "人" | "户" | "个" | "栋" | "套") => {}
            Facet::Unit | Facet::AsOf => return None,
            // An age.
            Facet::Population if word.contains(|c: char| c.is_ascii_digit()) => {
                needs.push(ElementNo(8));
            }
            Facet::Population => {
                let (_, elements) = POPULATIONS.iter().find(|(name, _)| name == word)?;
                needs.extend(elements.iter().copied().map(ElementNo));
            }
        }
    }
    Some(needs)
}

/// What the form's own name needs. 城市社区工作人员汇总 counts workers: what is left of its name is no
/// population.
fn residents(form: &str) -> Option<Vec<ElementNo>> {
    let (basis, mut rest) = Basis::read(form);
    for word in WIDE {
        rest = rest.replace(word, "");
    }
    if !rest.trim_end_matches('表').is_empty() {
        return None;
    }
    let mut needs = needs_of(&basis)?;
    if form.contains("津贴") {
        needs.push(ElementNo(126));
    }
    Some(needs)
}

/// 是否享受低保待遇: who stands in the roster of a programme is known from the roster.
pub(super) fn tells(title: &str) -> Option<ElementNo> {
    const ROSTERS: [(&str, u16); 5] = [
        ("低保", 72),
        ("五保", 72),
        ("特困", 72),
        ("孤儿", 72),
        ("妇女", 7),
    ];
    const ASKS: [&str; 6] = ["是否", "享受", "待遇", "标志", "对象", "属于"];
    let plain = catalog::title::normalise(title);
    // The number of a line in front of a title.
    let plain = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let asks = plain.starts_with("是否") || plain.starts_with("享受");
    let (roster, element) = ROSTERS.iter().find(|(name, _)| plain.contains(name))?;
    let mut rest = plain.replacen(roster, "", 1);
    for word in ASKS {
        rest = rest.replace(word, "");
    }
    (asks && rest.is_empty()).then_some(ElementNo(*element))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::by_sources;

    fn counted(form: &str, title: &str) -> bool {
        let held = by_sources();
        counts(form, &[title.to_owned()])
            .is_some_and(|needs| needs.iter().all(|no| held.contains(no)))
    }

    #[test]
    fn people_of_known_populations_are_counted() {
        for (form, title) in [
            ("社区人口状况汇总", "人口总户数"),
            ("社区人口状况汇总", "常住人口女性人数"),
            ("社区人口状况汇总", "持居住证人口数"),
            ("特困家庭汇总表", "户数"),
            ("老龄津贴统计", "年龄段80"),
            ("城市低保基本情况统计", "人数"),
        ] {
            assert!(
                counted(form, title),
                "{form} {:?} {title} {:?} {:?}",
                Basis::read(form),
                Basis::read(title),
                counts(form, &[title.to_owned()])
            );
        }
    }

    #[test]
    fn flows_other_days_and_other_people_are_not() {
        for (form, title) in [
            ("老龄津贴统计", "本月新增"),
            ("社区人口状况汇总", "上年末人口数"),
            ("城市(社区工作)人员信息汇总", "女性人数"),
            ("救灾救助情况统计", "救助户数"),
            ("社区人口状况汇总", "工伤保险人数"),
            ("社区人口状况汇总", "人均收入"),
        ] {
            assert!(!counted(form, title), "{form} {title}");
        }
    }

    #[test]
    fn rosters_tell_who_stands_in_them() {
        for title in [
            "是否享受低保待遇",
            "28是否享受低保待遇",
            "享受五保待遇",
            "是否低保标志",
            "是否孤儿*",
        ] {
            assert!(tells(title).is_some(), "{title}");
        }
        for title in ["享受惠民政策", "是否农民工", "低保金额", "是否低保户子女"]
        {
            assert!(tells(title).is_none(), "{title}");
        }
    }
}
