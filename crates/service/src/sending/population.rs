//! Whom a request reaches: communities with members of its population, inside the chosen areas.

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use query::{GroupBy, PersonFilter};

use crate::app::App;

/// More rows than any list that people check by hand; a wider population is a mistake.
const MOST_ROWS: u64 = 300_000;

/// A community that is asked, with how many rows.
pub type Asked = (AreaCode, u64);

/// The communities with members of the population, inside the chosen areas; everywhere when none
/// is chosen.
///
/// # Errors
/// `area-unknown` when a chosen code is none.
pub async fn communities(
    app: &App,
    filter: &PersonFilter,
    chosen: &[String],
    areas: &AreaTree,
) -> Result<Vec<Asked>, Problem> {
    let chosen = codes(chosen)?;
    let snapshot = app.snapshot.load();
    let asked = filter.clone();
    let groups = tokio::task::spawn_blocking(move || snapshot.group(&asked, GroupBy::Community))
        .await
        .map_err(|_| Problem::unavailable("count-failed", "统计人数时出错，请稍后重试。"))??;
    Ok(groups
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .filter_map(|(key, count)| Some((key.parse::<AreaCode>().ok()?, count)))
        .filter(|(code, _)| {
            chosen.is_empty() || chosen.iter().any(|area| areas.is_within(code, area))
        })
        .collect())
}

/// The same, and refuses what nobody or far too many would answer.
///
/// # Errors
/// `population-empty`, `population-too-wide`, or as [`communities`].
pub async fn asked_communities(
    app: &App,
    filter: &PersonFilter,
    chosen: &[String],
    areas: &AreaTree,
) -> Result<Vec<Asked>, Problem> {
    let communities = communities(app, filter, chosen, areas).await?;
    if communities.is_empty() {
        return Err(Problem::bad_input(
            "population-empty",
            "按现在的条件没有任何人需要填报，请放宽条件或检查下发范围。",
        ));
    }
    let rows: u64 = communities.iter().map(|(_, rows)| rows).sum();
    if rows > MOST_ROWS {
        return Err(Problem::bad_input(
            "population-too-wide",
            format!(
                "共有 {rows} 人，超过一次下发的上限（{MOST_ROWS} 人），请用标签、年龄或区划缩小范围。"
            ),
        ));
    }
    Ok(communities)
}

fn codes(chosen: &[String]) -> Result<Vec<AreaCode>, Problem> {
    let codes: Result<_, _> = chosen.iter().map(|code| code.parse()).collect();
    codes.map_err(|_| {
        Problem::bad_input(
            "area-unknown",
            "下发范围中有无法识别的区划代码，请重新选择街道或社区。",
        )
    })
}

/// The filter narrowed to one community.
pub fn in_community(filter: &PersonFilter, community: AreaCode) -> PersonFilter {
    PersonFilter {
        area: Some(community),
        ..filter.clone()
    }
}
