//! GET /api/leads/tally

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::problem::{ProblemBody, Refusal};
use crate::lead::{policy_name, reach};
use crate::policy::policies;
use crate::rights::{Caller, Right};
use crate::wire::lead::LeadTally;

/// How many leads there are in the caller's area, by policy, kind and state.
#[utoipa::path(get, path = "/api/leads/tally", tag = "leads",
    responses((status = 200, body = Vec<LeadTally>), (status = 403, body = ProblemBody)))]
pub async fn tally_leads(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<LeadTally>>, Refusal> {
    caller.require(Right::WorkLeads)?;
    let policies = policies(&app);
    let counts = app
        .store
        .lead_counts(&reach(&caller, &app.areas(), &policies))
        .await?;
    let mut sums: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    for count in counts {
        *sums
            .entry((count.policy, count.kind, count.state))
            .or_default() += count.count;
    }
    Ok(Json(
        sums.into_iter()
            .map(|((policy, kind, state), count)| LeadTally {
                policy_name: policy_name(&policies, &policy),
                policy,
                kind,
                state,
                count,
            })
            .collect(),
    ))
}
