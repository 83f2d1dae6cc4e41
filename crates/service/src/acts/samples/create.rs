//! POST /api/samples

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::area::Level;
use catalog::draw::draw;
use catalog::problem::Problem;
use serde_json::json;
use storage::NewSampleCheck;

use crate::app::App;
use crate::audited::entry;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::{Caller, Right};
use crate::view::sample_check::sample_page;
use crate::wire::sample_check::{NewSample, SamplePage};

/// Dwellings of one draw: as many as a community can visit in a few days, and enough to tell 85 %
/// from 95 %.
const DOORS: usize = 30;

/// Draw thirty dwellings of a community at random.
#[utoipa::path(post, path = "/api/samples", tag = "samples", request_body = NewSample,
    responses((status = 201, body = SamplePage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub async fn create_sample(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<NewSample>,
) -> Result<(StatusCode, Json<SamplePage>), Refusal> {
    caller.require(Right::CheckSamples)?;
    let areas = app.areas();
    let community = caller.scope(asked.area.as_deref(), &areas)?;
    let is_community = areas
        .get(&community)
        .is_some_and(|area| area.level == Level::Community);
    if !is_community {
        return Err(
            Problem::bad_input("sample-area", "抽样以社区为单位，请先选择一个社区。").into(),
        );
    }
    let all = app.snapshot.load().dwellings_of(community);
    if all.is_empty() {
        return Err(Problem::bad_input(
            "sample-empty",
            "这个社区还没有房屋，请先交接房屋清单或走访表。",
        )
        .into());
    }
    // Seeds cross the wire as numbers of JavaScript, which are exact below 2^53.
    let seed = asked.seed.unwrap_or_else(random) & ((1 << 53) - 1);
    let check = NewSampleCheck {
        community: community.to_string(),
        seed,
        dwellings: draw(&all, DOORS, seed),
        drawn_from: i32::try_from(all.len()).unwrap_or(i32::MAX),
    };
    let audit = entry(&caller, "sample.create", "sample", "")
        .with_detail(json!({ "community": check.community, "seed": seed }));
    let mut tx = app.store.write(audit).await?;
    let id = tx.create_sample_check(check).await?;
    tx.commit().await?;
    let check = app.store.sample_check(id).await?;
    Ok((
        StatusCode::CREATED,
        Json(sample_page(&app, &caller, check).await?),
    ))
}

fn random() -> u64 {
    getrandom::u64().expect("the operating system gives random numbers")
}
