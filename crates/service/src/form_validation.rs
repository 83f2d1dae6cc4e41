//! The checks of a form, tested on the rows of a submission: the same engine for the page, for many
//! cells at once and for submitting.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use forms::FormCell;
use forms::validation::{Finding, Test, TestedRow, Validation, Weight, findings};
use rustc_hash::FxHashMap;
use storage::{
    Paging, RequestFilter, Submission, SubmissionFilter, SubmissionRow, SubmissionState,
};

use crate::app::App;
use crate::form_repeat::Former;
use crate::request_body::RequestBody;
use crate::view::form::{Reading, cells_of};

/// A failed check with the row it is about; none when it is about the form as a whole.
#[derive(Debug, Clone)]
pub struct FormFinding {
    /// The row: id and place in the list.
    pub row: Option<(i64, i32)>,
    /// What failed.
    pub finding: Finding,
}

impl FormFinding {
    /// Whether the form cannot be submitted before it is mended.
    pub fn stops(&self) -> bool {
        self.finding.weight == Weight::Stop
    }
}

/// Tests the rows of a submission that are not left out.
///
/// # Errors
/// When cells cannot be read or the database cannot be reached.
pub async fn test_rows(
    app: &App,
    submission: &Submission,
    reading: &Reading,
    rows: &[SubmissionRow],
) -> Result<Vec<FormFinding>, Problem> {
    let checks = &reading.checks;
    if checks.is_empty() {
        return Ok(Vec::new());
    }
    let former = if checks.iter().any(|check| check.test.needs_former()) {
        Former::of_submission(app, submission).await?
    } else {
        None
    };
    let elsewhere = elsewhere(app, submission, checks).await?;
    let mut kept = Vec::new();
    for row in rows.iter().filter(|row| !row.excluded) {
        let before = match &former {
            Some(former) => former.cells(row.entity_id)?,
            None => None,
        };
        kept.push((row, cells_of(row)?, before));
    }
    let tested: Vec<TestedRow<'_>> = kept
        .iter()
        .map(|(row, cells, before)| TestedRow {
            position: usize::try_from(row.position).unwrap_or(0),
            cells,
            former: before.as_deref(),
            elsewhere: row
                .entity_id
                .and_then(|id| elsewhere.get(&id).cloned())
                .unwrap_or_default(),
        })
        .collect();
    let found = findings(&reading.template, checks, &tested);
    Ok(found
        .into_iter()
        .map(|finding| FormFinding {
            row: finding
                .row
                .map(|place| (kept[place].0.id, kept[place].0.position)),
            finding,
        })
        .collect())
}

/// Values of people in other forms, by person, template and column.
type Elsewhere = FxHashMap<i64, BTreeMap<(i64, u32), String>>;

/// What the community's newest accepted answers to other forms say of people.
async fn elsewhere(
    app: &App,
    submission: &Submission,
    checks: &[Validation],
) -> Result<Elsewhere, Problem> {
    let mut asked: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for check in checks {
        if let Test::OtherForm {
            template,
            their_column,
            ..
        } = &check.test
        {
            asked.entry(*template).or_default().push(*their_column);
        }
    }
    let mut found = Elsewhere::default();
    for (template, columns) in asked {
        let Some((body, rows)) = newest_answer(app, submission, template).await? else {
            continue;
        };
        for row in rows.iter().filter(|row| !row.excluded) {
            let Some(entity) = row.entity_id else {
                continue;
            };
            let cells = cells_of(row)?;
            for column in &columns {
                if let Some(text) = canonical(&body.reading, *column, &cells) {
                    let values = found.entry(entity).or_default();
                    values.insert((template, *column), text.to_owned());
                }
            }
        }
    }
    Ok(found)
}

/// The newest accepted answer of a submission's community to a request of some template.
async fn newest_answer(
    app: &App,
    submission: &Submission,
    template: i64,
) -> Result<Option<(RequestBody, Vec<SubmissionRow>)>, Problem> {
    let filter = RequestFilter {
        community: Some(submission.community.clone()),
        ..RequestFilter::default()
    };
    for request in app.store.requests(&filter).await? {
        if request.template_id != template || request.id == submission.request_id {
            continue;
        }
        let accepted = SubmissionFilter {
            request: Some(request.id),
            community: Some(submission.community.clone()),
            state: Some(SubmissionState::Accepted),
            ..SubmissionFilter::default()
        };
        if let Some(answer) = app.store.submissions(&accepted).await?.first() {
            let (_, rows) = app.store.submission_rows(answer.id, Paging::all()).await?;
            return Ok(Some((RequestBody::of(&request)?, rows)));
        }
    }
    Ok(None)
}

fn canonical<'a>(reading: &Reading, index: u32, cells: &'a [FormCell]) -> Option<&'a str> {
    let columns = &reading.template.columns;
    let place = columns.iter().position(|column| column.index == index)?;
    let text = cells.get(place)?.canonical.as_str();
    (!text.is_empty()).then_some(text)
}

/// Fails when a check that stops a submission fails, and names the first of them.
pub fn require_sound(found: &[FormFinding]) -> Result<(), Problem> {
    const MOST_SAID: usize = 3;
    let stopping: Vec<&FormFinding> = found.iter().filter(|finding| finding.stops()).collect();
    if stopping.is_empty() {
        return Ok(());
    }
    let said: Vec<String> = stopping
        .iter()
        .take(MOST_SAID)
        .map(|finding| match finding.row {
            Some((_, position)) => format!("第 {} 行：{}", position + 1, finding.finding.message),
            None => finding.finding.message.clone(),
        })
        .collect();
    let more = if stopping.len() > MOST_SAID {
        "……"
    } else {
        ""
    };
    Err(Problem::bad_input(
        "submission-checks",
        format!(
            "有 {} 处没有通过表内校验，请用“只看校验未通过的”逐一改好后再提交。{}{more}",
            stopping.len(),
            said.join("")
        ),
    ))
}
