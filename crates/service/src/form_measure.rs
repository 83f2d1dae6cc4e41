//! What a submission cost its community, counted from its cells.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use forms::template::Template;
use forms::{CellState, FormCell};
use storage::{FormMeasure, Request, RequestFilter, Submission, SubmissionRow};

use crate::app::App;
use crate::request_body::RequestBody;
use crate::view::form::{cells_of, is_readonly};

/// A question asked within this time before counts as asked again: a year.
const YEAR: i32 = 365;

/// Counts the cells of a submission that people are asked for, by how they came to their content.
///
/// # Errors
/// When cells cannot be read or the database cannot be reached.
pub async fn measure(
    app: &App,
    request: &Request,
    submission: &Submission,
    template: &Template,
    rows: &[SubmissionRow],
) -> Result<FormMeasure, Problem> {
    let asked: Vec<usize> = (0..template.columns.len())
        .filter(|at| !is_readonly(&template.columns[*at]))
        .collect();
    let mut measure = FormMeasure {
        submission_id: submission.id,
        request_id: request.id,
        community: submission.community.clone(),
        department: request.department.clone(),
        items: whole(asked.len()),
        repeated: repeated(app, request, submission, template).await?,
        ..FormMeasure::default()
    };
    for row in rows.iter().filter(|row| !row.excluded) {
        measure.rows += 1;
        let cells = cells_of(row)?;
        for cell in asked.iter().filter_map(|at| cells.get(*at)) {
            *count_of(&mut measure, cell) += 1;
        }
    }
    Ok(measure)
}

fn count_of<'a>(measure: &'a mut FormMeasure, cell: &FormCell) -> &'a mut i32 {
    match cell.state {
        CellState::Prefilled => &mut measure.prefilled,
        CellState::Corrected => &mut measure.corrected,
        CellState::Typed => &mut measure.typed,
        CellState::Empty | CellState::NotAsked => &mut measure.empty,
    }
}

/// How many items of a request its community was asked in another form within a year before.
/// Periods of one form are the same form.
async fn repeated(
    app: &App,
    request: &Request,
    submission: &Submission,
    template: &Template,
) -> Result<i32, Problem> {
    let filter = RequestFilter {
        community: Some(submission.community.clone()),
        ..RequestFilter::default()
    };
    let mut before = BTreeSet::new();
    for other in app.store.requests(&filter).await? {
        let earlier = other.id < request.id && other.as_of >= request.as_of - YEAR;
        if earlier && other.template_id != request.template_id {
            before.extend(items(&RequestBody::of(&other)?.reading.template));
        }
    }
    Ok(whole(
        items(template)
            .into_iter()
            .filter(|item| before.contains(item))
            .count(),
    ))
}

/// What a form asks people for: elements, and titles where no element stands behind them.
fn items(template: &Template) -> Vec<String> {
    template
        .columns
        .iter()
        .filter(|column| !is_readonly(column))
        .map(|column| match column.element() {
            Some(element) => element.id.clone(),
            None => column.path.join("/"),
        })
        .collect()
}

fn whole(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
