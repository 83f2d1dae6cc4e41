//! The trace of a request: everything that happened to it and its parts, in order, from its making
//! to its download.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use storage::Submission;

use super::names::Names;
use crate::app::App;
use crate::clock;
use crate::wire::area::area_name;
use crate::wire::trace::TraceStep;

/// The trace as far as the caller sees the request's submissions.
pub async fn trace(
    app: &App,
    request: i64,
    submissions: &[Submission],
    names: &Names,
) -> Result<Vec<TraceStep>, Problem> {
    let areas = app.areas();
    let communities: BTreeMap<i64, &str> = submissions
        .iter()
        .map(|submission| (submission.id, submission.community.as_str()))
        .collect();
    let of_request = app.store.events_of_request(request).await?;
    let of_parts = app.store.request_events(request).await?;
    let step = |account: Option<i64>, act: String, area: String, remark, at| {
        let shown = TraceStep {
            at: clock::iso(at),
            actor: names.or_system(account),
            level: names.level_of(account).to_owned(),
            act,
            area,
            remark,
        };
        (at, shown)
    };
    let mut steps: Vec<_> = of_request
        .into_iter()
        .map(|event| {
            let area = area_name(&areas, event.area.as_deref());
            step(event.account_id, event.act, area, event.remark, event.at)
        })
        .collect();
    steps.extend(of_parts.into_iter().filter_map(|event| {
        let community = communities.get(&event.submission_id)?;
        let area = area_name(&areas, Some(community));
        // What is accepted without asking anybody is the system's doing, whoever sent the form.
        let account = event.account_id.filter(|_| event.act != "zero-touch");
        Some(step(account, event.act, area, event.remark, event.at))
    }));
    // Both lists are in order; what happened in one write keeps the request's part first.
    steps.sort_by_key(|(at, _)| *at);
    Ok(steps.into_iter().map(|(_, step)| step).collect())
}
