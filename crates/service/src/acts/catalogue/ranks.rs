//! GET /api/ranks

use axum::Json;
use catalog::element::Dictionary;
use catalog::freshness::Freshness;
use catalog::source::Sources;

use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::wire::rank::{RankRow, RankTable, RankedSource};

/// The rules that hold for all elements, in the order in which they are applied.
const RULES: [&str; 4] = [
    "人工锁定的值，在到期之前优先于一切来源。",
    "看得见、问得到的事项（下表标“可当面核对”），社区走访或核对过的报表只要不早于部门数据，就以它为准；部门数据更新、但核对还没有过有效期时，按下表次序；过了有效期，以更新的部门数据为准。",
    "其他事项按下表的来源次序，排在前面的优先；没有列出的来源排在后面。",
    "同一来源有几个值时，数据日期晚的优先；日期也相同时，后一条记录优先。",
];

/// How values compete: for each element the sources in order of trust, why so, and how long a
/// value counts as verified. Everybody who is signed in may read it.
#[utoipa::path(get, path = "/api/ranks", tag = "catalogue",
    responses((status = 200, body = RankTable), (status = 401, body = ProblemBody)))]
pub async fn rank_table(_caller: Caller) -> Result<Json<RankTable>, Refusal> {
    let sources = Sources::shipped();
    let rows = sources
        .rank_table()
        .iter()
        .filter_map(|row| {
            let element = Dictionary::shipped().get(row.element)?;
            let age = Freshness::shipped().max_age(row.element);
            Some(RankRow {
                element: element.id.clone(),
                label: element.label.clone(),
                entity: super::elements::word(&element.entity),
                sources: row
                    .sources
                    .iter()
                    .filter_map(|no| sources.get(*no))
                    .map(|source| RankedSource {
                        code: source.code.clone(),
                        label: source.label.clone(),
                        confirms: source.confirms,
                    })
                    .collect(),
                reason: row.reason.clone(),
                confirmable: age.is_some_and(|age| age.confirmable),
                max_age_days: age.map(|age| age.days),
                max_age_rule: age.map(|age| age.rule.clone()),
            })
        })
        .collect();
    Ok(Json(RankTable {
        rules: RULES.map(str::to_owned).to_vec(),
        rows,
    }))
}
