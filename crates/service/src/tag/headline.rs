//! Tags that pages show by name: the headlines of the cockpit and the figures of the workbench. A
//! page does without a tag that was deleted here, and whoever deletes one is told where it stood.

/// The tag whose share is shown for each area below the cockpit's.
pub const AGED: &str = "老年人(60+)";
/// Tags that stand beside the population in the cockpit.
pub const COCKPIT: [&str; 4] = [AGED, ELDERLY, "未成年人", "独居(户内唯一居住人)"];
/// The workbench's 80 岁及以上.
pub const ELDERLY: &str = "高龄老人";
/// The workbench's 应享未享高龄津贴.
pub const UNCLAIMED: &str = "应享未享高龄津贴";

/// The pages that show a tag by name: the page's Chinese name and its address.
pub fn pages_with(name: &str) -> Vec<(&'static str, &'static str)> {
    let pages: [(_, _, &[&str]); 2] = [
        ("驾驶舱", "/cockpit", &COCKPIT),
        ("工作台", "/workbench", &[ELDERLY, UNCLAIMED]),
    ];
    pages
        .into_iter()
        .filter(|(.., tags)| tags.contains(&name))
        .map(|(page, link, _)| (page, link))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_headline_is_a_tag_that_ships() {
        for name in COCKPIT.into_iter().chain([ELDERLY, UNCLAIMED]) {
            assert!(catalog::tag::by_name(name).is_some(), "{name}");
            assert!(!pages_with(name).is_empty(), "{name}");
        }
        assert_eq!(pages_with(ELDERLY).len(), 2);
        assert!(pages_with("残疾人").is_empty());
    }
}
