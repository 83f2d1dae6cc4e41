//! GET /api/policies

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use storage::LeadFilter;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::reach;
use crate::policy::policies;
use crate::rights::{Caller, Right};
use crate::view::policy::row;
use crate::wire::policy::PolicyRow;

/// Every policy, those of this place and in use first. What was never published is listed to those
/// who answer for it, before all others.
#[utoipa::path(get, path = "/api/policies", tag = "policies",
    responses((status = 200, body = Vec<PolicyRow>), (status = 403, body = ProblemBody)))]
pub async fn list_policies(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<PolicyRow>>, Refusal> {
    caller.require(Right::ReadPeople)?;
    let policies = policies(&app);
    let filter = LeadFilter {
        open: true,
        ..reach(&caller, &app.areas(), &policies)
    };
    let mut open: BTreeMap<String, u64> = BTreeMap::new();
    for count in app.store.lead_counts(&filter).await? {
        *open.entry(count.policy).or_default() += count.count;
    }
    let mut rows: Vec<PolicyRow> = policies
        .all()
        .iter()
        .filter(|policy| policy.is_seen_by(&caller))
        .map(|policy| {
            row(
                &caller,
                policy,
                open.get(&policy.file.id).copied().unwrap_or(0),
            )
        })
        .collect();
    rows.sort_by_key(|row| (!row.local, row.published, !row.in_use, !row.ready));
    Ok(Json(rows))
}
