//! 发放金额 of which benefit? The registry holds amounts and months per benefit; a column title
//! does not say which, but the title of the form or group does.

use catalog::element::{ElementNo, no};
use catalog::title::Tier;

use super::TemplateColumn;

/// 发放时间/年月
const SINCE: ElementNo = ElementNo(66);
/// 停发时间
const STOPPED: ElementNo = ElementNo(67);

/// How sure a column is that only its title left open and the form's title settles.
const SETTLED: f32 = 0.9;
/// Columns at or below this compete with a surer one, which no title settles.
const RIVAL: f32 = 0.5;

/// A benefit with elements of its own.
struct Benefit {
    name: &'static str,
    /// Words by which a title names it.
    words: &'static [&'static str],
    /// The general element and the one of this benefit.
    elements: &'static [(ElementNo, ElementNo)],
}

const BENEFITS: [Benefit; 2] = [
    Benefit {
        name: "高龄津贴",
        words: &[
            "高龄津贴",
            "老龄津贴",
            "高龄补贴",
            "老年综合津贴",
            "高龄老人津贴",
        ],
        // 高龄津贴金额, 高龄津贴起始月, 高龄津贴停发时间
        elements: &[
            (no::BENEFIT_AMOUNT, ElementNo(126)),
            (SINCE, ElementNo(127)),
            (STOPPED, ElementNo(136)),
        ],
    },
    Benefit {
        name: "低保",
        words: &["低保", "最低生活保障"],
        // 低保金额
        elements: &[(no::BENEFIT_AMOUNT, ElementNo(128))],
    },
];

/// Narrows general benefit columns to the one benefit that the form or their group names, and
/// takes those for sure that were only unsure about which benefit is meant. At most one column
/// per element is taken for sure.
pub(super) fn specialise(columns: &mut [TemplateColumn], title: &str) {
    for at in 0..columns.len() {
        let Some((benefit, element)) = narrowed(&columns[at], title) else {
            continue;
        };
        let taken = columns.iter().enumerate().any(|(other, column)| {
            other != at && column.element == Some(element) && column.tier == Tier::Auto
        });
        let column = &mut columns[at];
        if column.element != Some(element) || column.tier == Tier::Ask {
            column.reason = format!("{}；表名写明“{}”", column.reason, benefit.name);
        }
        column.element = Some(element);
        if taken {
            column.tier = Tier::Ask;
            column.confidence = column.confidence.min(RIVAL);
        } else if column.tier == Tier::Ask && column.confidence > RIVAL {
            column.tier = Tier::Auto;
            column.confidence = column.confidence.max(SETTLED);
        }
    }
}

/// The benefit that a column is about and its element there. A title that names several
/// benefits settles nothing.
fn narrowed(column: &TemplateColumn, title: &str) -> Option<(&'static Benefit, ElementNo)> {
    let named = |benefit: &Benefit| {
        let in_text = |text: &str| benefit.words.iter().any(|word| text.contains(word));
        column.path.iter().any(|part| in_text(part)) || in_text(title)
    };
    let mut all = BENEFITS.iter().filter(|benefit| named(benefit));
    let benefit = all.next().filter(|_| all.next().is_none())?;
    let asked = column.element?;
    let pair = benefit
        .elements
        .iter()
        .find(|(general, own)| [*general, *own].contains(&asked))?;
    Some((benefit, pair.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{column, element};

    fn asked(path: &str, label: &str) -> TemplateColumn {
        TemplateColumn {
            tier: Tier::Ask,
            confidence: 0.65,
            ..column(0, path, Some(element(label)))
        }
    }

    #[test]
    fn the_forms_title_says_which_benefit_is_meant() {
        for (title, path, label, becomes) in [
            (
                "高龄津贴发放名册",
                "津贴信息>发放金额",
                "发放金额",
                "高龄津贴金额",
            ),
            (
                "高龄津贴发放名册",
                "津贴标准",
                "高龄津贴金额",
                "高龄津贴金额",
            ),
            ("停发老龄津贴", "停发日期", "停发时间", "高龄津贴停发时间"),
            ("城市低保家庭名册", "保障金额（元）", "发放金额", "低保金额"),
            (
                "优待金发放列表",
                "高龄津贴>金额",
                "发放金额",
                "高龄津贴金额",
            ),
        ] {
            let mut columns = [asked(path, label)];
            specialise(&mut columns, title);
            assert_eq!(
                columns[0].element,
                Some(element(becomes)),
                "{title}: {path}"
            );
            assert_eq!(columns[0].tier, Tier::Auto, "{title}: {path}");
            assert!(
                columns[0].reason.contains("表名写明"),
                "{}",
                columns[0].reason
            );
        }
    }

    #[test]
    fn other_forms_and_doubtful_titles_leave_the_column_alone() {
        for title in ["优待金发放列表", "低保家庭高龄津贴名册"] {
            let mut columns = [asked("发放金额", "发放金额")];
            let before = columns.clone();
            specialise(&mut columns, title);
            assert_eq!(columns, before, "{title}");
        }
    }

    #[test]
    fn one_column_only_is_taken_for_sure() {
        let mut columns = [
            asked("津贴标准", "高龄津贴金额"),
            asked("发放金额", "发放金额"),
        ];
        specialise(&mut columns, "高龄津贴发放名册");
        assert_eq!((columns[0].tier, columns[1].tier), (Tier::Auto, Tier::Ask));
        assert_eq!(columns[1].element, Some(element("高龄津贴金额")));
    }
}
