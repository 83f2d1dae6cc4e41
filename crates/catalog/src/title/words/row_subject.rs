//! Whom or what the rows of a table are about, where no column asks for a plain name: 养犬人姓名,
//! 养犬人身份证号 and 养犬人电话 side by side say that each row is a 养犬人, 民宿名称 beside 民宿地址 in a
//! table of 民宿 that each row is one. Always asked.

use super::super::lexicon::Lexicon;
use super::super::{Candidate, Found, homonym, role};
use super::Around;
use crate::element::{Dictionary, ElementNo, EntityKind, no};

/// What tells a person apart besides the name.
const OF_A_PERSON: [ElementNo; 4] = [no::ID_NUMBER, no::PHONE, no::BIRTH_DATE, no::SEX];

/// Words for children; whoever else has children, a table of children is about these.
const CHILDREN: [&str; 3] = ["孩子", "子女", "小孩"];
const TABLES_OF_CHILDREN: [&str; 7] = ["儿童", "未成年", "学生", "幼儿", "少年", "婴", "托育"];

/// Ends by which a place is named and found.
const PLACE_ENDS: [(&str, ElementNo); 4] = [
    ("名称", no::PLACE_NAME),
    ("全称", no::PLACE_NAME),
    ("地址", no::PLACE_ADDRESS),
    ("详细地址", no::PLACE_ADDRESS),
];

/// Things with a name and an address that are dwellings or areas.
const NO_PLACES: [&str; 9] = [
    "小区", "楼", "房", "户", "学校", "社区", "村", "街道", "银行",
];

/// The fact about the row's own person or place that a title asks for.
pub(super) fn find(word: &str, around: &Around<'_>) -> Option<Found> {
    person(word, around)
        .or_else(|| place(word, around))
        .map(Found::Element)
}

fn person(word: &str, around: &Around<'_>) -> Option<Candidate> {
    let names_plainly = |title: &String| {
        Lexicon::shipped()
            .exact(title)
            .iter()
            .any(|known| known.element == no::NAME)
    };
    if around.siblings.iter().any(names_plainly) {
        return None;
    }
    let (before, element) = fact(word).unwrap_or((word, no::NAME));
    let own = facts_behind(before, word, around);
    if own < 2 || !may_be_the_row(before, around.about) {
        return None;
    }
    // Of several people in one table the one of whom most is asked.
    let rival = around
        .siblings
        .iter()
        .filter_map(|title| fact(title))
        .any(|(other, _)| other != before && facts_behind(other, word, around) > own);
    if rival {
        return None;
    }
    let label = &Dictionary::shipped().get(element)?.label;
    let reason = format!(
        "这张表没有单独的“姓名”，“{before}”有姓名等{own}项，像是本行的人，问的是“{label}”，请确认"
    );
    Some(Candidate::new(element, 0.65, reason))
}

/// A known fact about a person at the end of a title, and the words in front of it.
fn fact(title: &str) -> Option<(&str, ElementNo)> {
    let (before, end, known) = Lexicon::shipped().ending(title)?;
    let first = known.first()?;
    let element = Dictionary::shipped().get(first.element)?;
    let of_a_person = matches!(element.entity, EntityKind::Person | EntityKind::Household);
    let usual = OF_A_PERSON.contains(&element.no) || element.no == no::NAME;
    let clear = usual || known.len() == 1 && !homonym::is_asked(end);
    (of_a_person && clear).then_some((before, element.no))
}

/// How much that tells a person apart is asked of whom the words name; nothing without the name.
fn facts_behind(before: &str, word: &str, around: &Around<'_>) -> usize {
    let titles = || around.siblings.iter().map(String::as_str).chain([word]);
    let asks = |element: ElementNo| titles().any(|title| fact(title) == Some((before, element)));
    let named = asks(no::NAME) || titles().any(|title| title == before);
    let others = OF_A_PERSON.into_iter().filter(|element| asks(*element));
    if named { 1 + others.count() } else { 0 }
}

/// Relatives and those who answer for somebody are known as such and are not the row.
fn may_be_the_row(before: &str, about: &[String]) -> bool {
    if CHILDREN.contains(&before) {
        return about
            .iter()
            .any(|title| TABLES_OF_CHILDREN.iter().any(|word| title.contains(word)));
    }
    before.chars().count() >= 2
        && role::of_title(before).is_none()
        && role::inside(before).is_none()
}

fn place(word: &str, around: &Around<'_>) -> Option<Candidate> {
    let (before, element) = place_fact(word)?;
    let other = if element == no::PLACE_NAME {
        no::PLACE_ADDRESS
    } else {
        no::PLACE_NAME
    };
    let beside = |title: &String| place_fact(title) == Some((before, other));
    let of_table = around.about.iter().any(|title| title.contains(before));
    let is_place = before.chars().count() >= 2 && !NO_PLACES.iter().any(|no| before.ends_with(no));
    let fits = is_place && of_table && around.siblings.iter().any(beside);
    let label = &Dictionary::shipped().get(element)?.label;
    fits.then(|| {
        let reason = format!("整张表说的是“{before}”，问的是“{label}”，请确认");
        Candidate::new(element, 0.65, reason)
    })
}

fn place_fact(title: &str) -> Option<(&str, ElementNo)> {
    PLACE_ENDS
        .iter()
        .filter_map(|(end, element)| Some((title.strip_suffix(end)?, *element)))
        .min_by_key(|(before, _)| before.len())
}

#[cfg(test)]
mod tests {
    use super::super::super::{TitleContext, match_title};
    use crate::element::Dictionary;

    /// The element of the first title of a table of that name.
    fn first(about: &str, titles: &[&str]) -> Option<&'static str> {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        let found = match_title(&TitleContext {
            path: &titles[..1],
            siblings: &titles[1..],
            about: &[about.to_owned()],
            ..TitleContext::default()
        })?;
        Some(Dictionary::shipped().get(found.element)?.label.as_str())
    }

    #[test]
    fn whoever_has_name_and_number_is_the_row() {
        let keeper = ["养犬人身份证号码", "养犬人姓名", "养犬人电话", "犬只品种"];
        assert_eq!(first("居民养犬登记", &keeper), Some("公民身份号码"));
        let host = ["举办人", "举办人身份证号", "聚餐地点"];
        assert_eq!(first("农村集体聚餐备案登记", &host), Some("姓名"));
        assert_eq!(
            first("居民养犬登记", &["养犬人身份证号码", "犬只品种"]),
            None
        );
    }

    #[test]
    fn beside_a_plain_name_they_are_somebody_else() {
        let titles = ["投诉人手机", "投诉人姓名", "姓名", "身份证号"];
        assert_eq!(first("欠薪职工名册", &titles), None);
    }

    #[test]
    fn children_are_the_row_of_their_own_table_only() {
        let titles = ["孩子身份证号", "孩子姓名", "监护人姓名", "监护人电话"];
        assert_eq!(first("农村留守儿童登记表", &titles), Some("公民身份号码"));
        assert_eq!(first("困难家庭登记表", &titles), None);
    }

    #[test]
    fn of_two_people_the_one_of_whom_more_is_asked() {
        let titles = [
            "供货人电话",
            "供货人姓名",
            "骑手姓名",
            "骑手身份证号",
            "骑手电话",
        ];
        assert_eq!(first("外卖登记", &titles), None);
    }

    #[test]
    fn a_place_is_named_by_its_table() {
        let titles = ["民宿名称", "民宿地址", "房间数"];
        assert_eq!(first("网约房（民宿）经营信息", &titles), Some("单位名称"));
        assert_eq!(first("居民登记", &titles), None);
    }
}
