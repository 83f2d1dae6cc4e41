//! Totals of a request by street and community. A submission is added up once and remembered until
//! it changes, so that a page may ask again every second.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use forms::FormCell;
use forms::rollup::{RollUp, Totals};
use storage::{Paging, Submission};

use super::form::{cells_of, state_of, totals_view};
use crate::app::App;
use crate::request_body::RequestBody;
use crate::wire::area::area_name;
use crate::wire::form::{CommunityTotals, StreetTotals};

/// As many submissions as a busy day touches; beyond that everything is forgotten and added anew.
const MOST_KEPT: usize = 20_000;

/// What a submission came to when it was last added up.
#[derive(Debug, Default)]
pub struct KeptTotals(Mutex<HashMap<i64, (Submission, Totals)>>);

impl KeptTotals {
    fn get(&self, submission: &Submission) -> Option<Totals> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (as_it_was, totals) = kept.get(&submission.id)?;
        (as_it_was == submission).then(|| totals.clone())
    }

    fn keep(&self, submission: &Submission, totals: &Totals) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(submission.id, (submission.clone(), totals.clone()));
    }
}

/// Totals of the submissions the caller sees, up to the caller's area.
pub async fn roll_up(
    app: &App,
    root: &AreaCode,
    body: &RequestBody,
    submissions: &[Submission],
) -> Result<RollUp, Problem> {
    let mut totals = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let code: AreaCode = submission.community.parse().map_err(|_| {
            Problem::not_found("area-unknown", "填报的社区已不在区划中，请联系系统管理员。")
        })?;
        let of = match app.totals.get(submission) {
            Some(kept) => kept,
            None => {
                let fresh = add_up(app, body, submission).await?;
                app.totals.keep(submission, &fresh);
                fresh
            }
        };
        totals.push((code, of));
    }
    RollUp::of(*root, &totals, &app.areas())
}

async fn add_up(app: &App, body: &RequestBody, submission: &Submission) -> Result<Totals, Problem> {
    let (_, rows) = app
        .store
        .submission_rows(submission.id, Paging::all())
        .await?;
    let cells: Vec<Vec<FormCell>> = rows
        .iter()
        .filter(|row| !row.excluded)
        .map(cells_of)
        .collect::<Result<_, _>>()?;
    Ok(Totals::of_submission(
        &body.reading.template,
        state_of(submission.state),
        cells.iter().map(Vec::as_slice),
    ))
}

/// The streets of an area that were asked, each with its communities.
pub fn street_totals(
    rolled: &RollUp,
    root: &AreaCode,
    submissions: &[Submission],
    areas: &AreaTree,
) -> Vec<StreetTotals> {
    let streets = areas.subtree(root).into_iter();
    streets
        .filter(|area| area.level == Level::Street)
        .filter_map(|street| {
            let of_street = |submission: &&Submission| {
                let code: Option<AreaCode> = submission.street.parse().ok();
                code == Some(street.code)
            };
            let communities = submissions.iter().filter(of_street);
            Some(StreetTotals {
                code: street.code.to_string(),
                name: street.name.clone(),
                totals: totals_view(rolled.get(&street.code)?),
                communities: communities
                    .filter_map(|submission| community_totals(rolled, submission, areas))
                    .collect(),
            })
        })
        .collect()
}

fn community_totals(
    rolled: &RollUp,
    submission: &Submission,
    areas: &AreaTree,
) -> Option<CommunityTotals> {
    let code: AreaCode = submission.community.parse().ok()?;
    Some(CommunityTotals {
        code: submission.community.clone(),
        name: area_name(areas, Some(&submission.community)),
        submission: submission.id,
        state: submission.state.as_str().to_owned(),
        totals: totals_view(rolled.get(&code)?),
    })
}
