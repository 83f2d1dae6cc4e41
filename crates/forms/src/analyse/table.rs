//! An analysis as a person reads it.

use std::fmt::Write as _;

use catalog::title::Tier;

use super::{Analysis, Effort, Proposal};

/// Lines of each list; the whole is in the JSON answer.
const MOST_LINES: usize = 20;

/// The analysis in Chinese.
#[must_use]
pub fn table(analysis: &Analysis) -> String {
    let mut text = String::new();
    summary(&mut text, analysis);
    twins(&mut text, analysis);
    lookalikes(&mut text, analysis);
    overlaps(&mut text, analysis);
    plan(&mut text, analysis);
    saving(&mut text, analysis);
    text
}

/// Writing into a `String` cannot fail.
fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    let _: std::fmt::Result = writeln!(text, "{words}");
}

fn summary(text: &mut String, analysis: &Analysis) {
    let columns = || analysis.forms.iter().flat_map(|form| &form.columns);
    let tier = |tier: Tier| columns().filter(|column| column.tier == tier).count();
    line(
        text,
        format_args!(
            "共 {} 张表、{} 列：自动对应 {} 列，待确认 {} 列，没有对应 {} 列。",
            analysis.forms.len(),
            columns().count(),
            tier(Tier::Auto),
            tier(Tier::Ask),
            tier(Tier::None),
        ),
    );
    line(
        text,
        format_args!(
            "要填的 {} 列归并为 {} 个不同的填报项；底账已有 {:.1}%，还要问的有 {} 项。",
            analysis.asked_items,
            analysis.distinct_items,
            analysis.held_share * 100.0,
            analysis.items_to_ask,
        ),
    );
}

fn more(text: &mut String, all: usize) {
    if all > MOST_LINES {
        line(
            text,
            format_args!("  …… 其余 {} 条见 --json", all - MOST_LINES),
        );
    }
}

fn twins(text: &mut String, analysis: &Analysis) {
    line(
        text,
        format_args!(
            "\n相同填报项（{} 项，可合并 {} 项）",
            analysis.twins.len(),
            analysis.merges.len()
        ),
    );
    for twin in analysis.twins.iter().take(MOST_LINES) {
        let titles: Vec<&str> = twin.titles.iter().take(4).map(String::as_str).collect();
        let sure = if twin.tier == Tier::Auto {
            "合并"
        } else {
            "待确认"
        };
        line(
            text,
            format_args!(
                "  {sure}  {}：{} 张表，写法 {}",
                twin.item,
                twin.forms,
                titles.join("、")
            ),
        );
    }
    more(text, analysis.twins.len());
}

fn lookalikes(text: &mut String, analysis: &Analysis) {
    line(
        text,
        format_args!(
            "\n口径提醒：看着像、不合并（{} 组）",
            analysis.lookalikes.len()
        ),
    );
    for group in analysis.lookalikes.iter().take(MOST_LINES) {
        let items: Vec<&str> = group
            .variants
            .iter()
            .take(4)
            .map(|variant| variant.item.as_str())
            .collect();
        line(
            text,
            format_args!(
                "  {}：{}（共 {} 种）",
                group.looks,
                items.join(" ≠ "),
                group.variants.len()
            ),
        );
    }
    more(text, analysis.lookalikes.len());
}

fn overlaps(text: &mut String, analysis: &Analysis) {
    line(text, format_args!("\n表间重叠（相同填报项多的在前）"));
    for pair in analysis.overlap.iter().take(MOST_LINES) {
        line(
            text,
            format_args!(
                "  {} 项  {}（{:.0}%） — {}（{:.0}%）",
                pair.shared,
                analysis.forms[pair.left].title,
                pair.of_left * 100.0,
                analysis.forms[pair.right].title,
                pair.of_right * 100.0,
            ),
        );
    }
    more(text, analysis.overlap.len());
}

fn plan(text: &mut String, analysis: &Analysis) {
    let count = |proposal| {
        analysis
            .plan
            .iter()
            .filter(|form| form.proposal == proposal)
            .count()
    };
    line(
        text,
        format_args!(
            "\n表格清理建议：保留 {}，停报 {}，合并 {}",
            count(Proposal::Keep),
            count(Proposal::Stop),
            count(Proposal::Merge),
        ),
    );
    let changed: Vec<_> = analysis
        .plan
        .iter()
        .filter(|form| form.proposal != Proposal::Keep)
        .collect();
    for form in changed.iter().take(MOST_LINES) {
        line(
            text,
            format_args!(
                "  {}  {}（{}）：{}",
                form.proposal.label(),
                form.title,
                form.dept,
                form.reason
            ),
        );
    }
    more(text, changed.len());
}

fn saving(text: &mut String, analysis: &Analysis) {
    line(text, format_args!("\n一年模拟（公式见 docs/forms.md）"));
    effort(text, "合计", &analysis.saving.total);
    let groups = [
        ("按部门", &analysis.saving.departments),
        ("按社区", &analysis.saving.communities),
    ];
    for (name, efforts) in groups {
        line(text, format_args!("  {name}"));
        for (key, figures) in efforts.iter().take(MOST_LINES) {
            effort(text, key, figures);
        }
        more(text, efforts.len());
    }
}

fn effort(text: &mut String, name: &str, figures: &Effort) {
    line(
        text,
        format_args!(
            "  {name}：填报项 {} → {}（{:.1}%），分钟 {} → {}，数据复用率 {:.1}%",
            figures.items_today,
            figures.items_after,
            figures.asked_share() * 100.0,
            figures.minutes_today,
            figures.minutes_after,
            figures.reuse() * 100.0,
        ),
    );
}
