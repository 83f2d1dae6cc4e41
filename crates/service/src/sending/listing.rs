//! Listing the people of a community and filling in what is held of them, door by door.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use forms::FormCell;
use forms::held::lacks;
use forms::prefill::Prefill;
use forms::repeat::carry;
use forms::template::Template;
use query::PersonFilter;
use storage::{NewSubmission, NewSubmissionRow, SubmissionFigures, SubmissionState, WriteTx};

use super::population::in_community;
use crate::app::App;
use crate::clock;
use crate::contest::Doubts;
use crate::form_repeat::Former;
use crate::registry::homes::homes;
use crate::view::form::{cells_of, is_readonly, stored_cells};

/// The people of one community in the order of their doors, each with a filled row.
async fn list(
    app: &App,
    template: &Template,
    filter: &PersonFilter,
    community: AreaCode,
    areas: &AreaTree,
) -> Result<Vec<(i64, Vec<FormCell>)>, Problem> {
    let ids = app.snapshot.load().ids(&in_community(filter, community))?;
    let currents: BTreeMap<i64, _> = app.store.currents(&ids).await?.into_iter().collect();
    let homes = homes(app, template, currents.values()).await?;
    let prefill = Prefill::new(template, clock::today(), areas);
    Ok(ids
        .iter()
        .filter_map(|id| Some((id, currents.get(id)?)))
        .enumerate()
        .map(|(position, (id, current))| (*id, prefill.row(current, homes.of(current), position)))
        .collect())
}

/// What is the same for every community of a sending.
pub struct Listing<'a> {
    /// The request.
    pub request: i64,
    /// Its template.
    pub template: &'a Template,
    /// Whom it is about.
    pub filter: &'a PersonFilter,
    /// Where its submissions begin.
    pub state: SubmissionState,
    /// The areas.
    pub areas: &'a AreaTree,
    /// The request of the period before, of a form that comes again.
    pub former: Option<i64>,
}

/// Makes the submission of one community with its people listed and prefilled, and returns its id;
/// none where the community lies in no street.
pub async fn list_community(
    app: &App,
    tx: &mut WriteTx,
    of: &Listing<'_>,
    community: AreaCode,
) -> Result<Option<i64>, Problem> {
    let Some(street) = of.areas.at_level_above(&community, Level::Street) else {
        return Ok(None);
    };
    let mut listed = list(app, of.template, of.filter, community, of.areas).await?;
    let former = match of.former {
        Some(former) => {
            let request = app.store.request(former).await?;
            Former::of_community(app, &request, &community.to_string()).await?
        }
        None => None,
    };
    for (id, cells) in &mut listed {
        if let Some((before, accepted)) = former.as_ref().and_then(|former| former.row(*id)) {
            carry(of.template, &cells_of(before)?, cells, accepted);
        }
    }
    let mut figures = SubmissionFigures::default();
    let mut rows = Vec::with_capacity(listed.len());
    for (position, (id, cells)) in listed.iter().enumerate() {
        let filled = cells.iter().filter(|cell| cell.is_filled()).count();
        figures.rows += 1;
        figures.filled += i32::try_from(filled).unwrap_or(0);
        rows.push(NewSubmissionRow {
            position: i32::try_from(position).unwrap_or(i32::MAX),
            entity_id: Some(*id),
            cells: stored_cells(cells)?,
        });
    }
    let submission = tx
        .create_submission(NewSubmission {
            request_id: of.request,
            community: community.to_string(),
            street: street.code.to_string(),
            state: of.state,
            figures,
        })
        .await?;
    tx.insert_submission_rows(submission, rows).await?;
    if let Some(former) = &former {
        leave_out_again(tx, submission, former).await?;
    }
    Ok(Some(submission))
}

/// Who was left out of the former answer is left out again, with the same reason.
async fn leave_out_again(
    tx: &mut WriteTx,
    submission: i64,
    former: &Former,
) -> Result<(), Problem> {
    for row in tx.submission_rows(submission).await? {
        let before = row.entity_id.and_then(|id| former.row(id));
        let Some(reason) = before.and_then(|(before, _)| before.exclude_reason.clone()) else {
            continue;
        };
        tx.exclude_row(row.id, row.version, Some(&reason)).await?;
        let filled = cells_of(&row)?
            .iter()
            .filter(|cell| cell.is_filled())
            .count();
        let by = SubmissionFigures {
            rows: -1,
            filled: -i32::try_from(filled).unwrap_or(0),
            corrected: 0,
        };
        tx.add_submission_figures(submission, by).await?;
    }
    Ok(())
}

/// Whether everything that a form asks of a community's people is held, fresh and not in doubt,
/// so that nobody has to be asked.
pub async fn is_complete(
    app: &App,
    template: &Template,
    filter: &PersonFilter,
    community: AreaCode,
    areas: &AreaTree,
) -> Result<bool, Problem> {
    let today = clock::epoch_day(clock::today());
    let listed = list(app, template, filter, community, areas).await?;
    let doubts = Doubts::of(app, listed.iter().map(|(id, _)| *id)).await?;
    Ok(listed.iter().all(|(id, cells)| {
        let lacking = lacks(template, cells, today)
            .iter()
            .any(|(at, _)| !is_readonly(&template.columns[*at]));
        let doubted = template
            .columns
            .iter()
            .any(|column| doubts.has(Some(*id), column.element));
        !lacking && !doubted
    }))
}
