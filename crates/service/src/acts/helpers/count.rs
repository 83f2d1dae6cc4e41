//! POST /api/helpers/count

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use catalog::area::AreaCode;
use query::{GroupBy, PersonFilter};

use crate::app::App;
use crate::helper::question;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::tag::figures::{ask, in_background};
use crate::wire::area::area_name;
use crate::wire::helper::{HelperCount, HelperGroup, HelperQuery};

/// How many people of an area could help with an activity, by tags and skill. Names are shown
/// only after somebody else has approved the purpose.
#[utoipa::path(post, path = "/api/helpers/count", tag = "segments", request_body = HelperQuery,
    responses((status = 200, body = HelperCount), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn count_helpers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<HelperQuery>,
) -> Result<Json<HelperCount>, Refusal> {
    caller.require(Right::KeepSegments)?;
    let (rule, filter) = question(&app, &caller, &asked)?;
    let sentence = rule.condition.sentence();
    let with_rule = PersonFilter {
        rule: Some(rule.text()),
        ..filter.clone()
    };
    let groups = in_background(app.snapshot.load(), move |snapshot| {
        snapshot.group(&with_rule, GroupBy::Community)
    })
    .await?;
    let areas = app.areas();
    Ok(Json(HelperCount {
        count: ask(&app, rule, filter).await?,
        sentence,
        groups: groups
            .into_iter()
            .map(|(code, count)| HelperGroup {
                name: match code.parse::<AreaCode>() {
                    Ok(_) => area_name(&areas, Some(&code)),
                    Err(_) => "社区不详".to_owned(),
                },
                code,
                count,
            })
            .collect(),
    }))
}
