//! Templates, requests and submissions as they cross the wire.

use catalog::area::AreaTree;
use catalog::code_table::CodeTables;
use catalog::element::{DataElement, Dictionary, ElementNo, ValueKind, no};
use catalog::problem::{Problem, ProblemKind};
use catalog::source::Sources;
use forms::output::Output;
use forms::submission::{Act, Route, State};
use forms::template::{Template, TemplateColumn};
use forms::validation::Validation;
use forms::{CellState, FormCell};
use serde::{Deserialize, Serialize};
use storage::{SubmissionRow as StoredRow, SubmissionState};

use crate::app::App;
use crate::clock;
use crate::contest::Doubts;
use crate::registry::receive::{column_letter, tier_text};
use crate::request_body::RequestBody;
use crate::rights::{Caller, Role};
use crate::sending::rules::duty_name;
use crate::view::facts::label_of;
use crate::view::names::Names;
use crate::wire::area::area_name;
use crate::wire::catalogue::CodeOption;
use crate::wire::form;

/// What is stored of a template: the reading and the look of its header.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reading {
    /// Sheet, header rows and columns.
    pub template: Template,
    /// The cells of the header.
    pub preview: Vec<Vec<String>>,
    /// What the form is checked for beyond single cells.
    #[serde(default)]
    pub checks: Vec<Validation>,
}

/// The reading of a stored template.
pub fn reading_of(stored: &storage::Template) -> Result<Reading, Problem> {
    serde_json::from_value(stored.reading.clone()).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "template-broken",
            "表样信息损坏，请重新上传该表样。",
        )
    })
}

/// A stored template for the wire.
pub fn template_view(stored: storage::Template) -> Result<form::Template, Problem> {
    let Reading {
        template, preview, ..
    } = reading_of(&stored)?;
    Ok(form::Template {
        id: stored.id,
        title: stored.title,
        department: stored.department.unwrap_or_default(),
        file_name: stored.file_name,
        sheet: template.sheet.clone(),
        header_rows: [template.header_rows.0 + 1, template.header_rows.1 + 1],
        created_at: clock::iso(stored.created_at),
        columns: template.columns.iter().map(column_view).collect(),
        preview,
    })
}

fn column_view(column: &TemplateColumn) -> form::TemplateColumn {
    let element = column.element();
    form::TemplateColumn {
        index: column.index,
        letter: column_letter(column.index),
        path: column.path.clone(),
        element: element.map(|element| element.id.clone()),
        element_label: element.map(|element| element.label.clone()),
        required: column.required,
        tier: tier_text(column.tier).to_owned(),
        confidence: column.confidence,
        reason: column.reason.clone(),
        confirmed: column.confirmed,
        output: element
            .filter(|element| Output::fits(element))
            .map(|_| column.output.as_str().to_owned()),
    }
}

/// Columns whose values Linli counts or computes; nobody types them.
pub fn is_readonly(column: &TemplateColumn) -> bool {
    const COMPUTED: [ElementNo; 2] = [no::AGE, no::COMMUNITY_CODE];
    column.is_counted()
        || column
            .element
            .is_some_and(|element| COMPUTED.contains(&element))
        || !column.asks()
}

/// A column of the fill grid.
pub fn grid_column(column: &TemplateColumn) -> form::GridColumn {
    let element = column.element();
    form::GridColumn {
        index: column.index,
        label: column.label().to_owned(),
        path: column.path.clone(),
        element: element.map(|element| element.id.clone()),
        element_label: element.map(|element| element.label.clone()),
        required: column.required,
        kind: element.map_or_else(
            || "text".to_owned(),
            |element| crate::acts::catalogue::elements::word(&element.kind),
        ),
        unit: element.and_then(|element| element.unit.clone()),
        options: element.and_then(options),
        readonly: is_readonly(column),
    }
}

fn options(element: &DataElement) -> Option<Vec<CodeOption>> {
    if element.kind != ValueKind::Code {
        return None;
    }
    let table = CodeTables::shipped().get(element.code_table.as_deref()?)?;
    Some(
        table
            .entries
            .iter()
            .map(|entry| CodeOption {
                code: entry.code.clone(),
                label: entry.label.clone(),
            })
            .collect(),
    )
}

/// A stored submission for the wire.
pub fn submission_view(
    stored: &storage::Submission,
    asked_columns: usize,
    areas: &AreaTree,
    names: &Names,
) -> form::SubmissionRow {
    let figures = stored.figures;
    let cells =
        f64::from(figures.rows) * f64::from(u32::try_from(asked_columns).unwrap_or(u32::MAX));
    form::SubmissionRow {
        id: stored.id,
        request_id: stored.request_id,
        community: area_name(areas, Some(&stored.community)),
        community_code: stored.community.clone(),
        street: area_name(areas, Some(&stored.street)),
        street_code: stored.street.clone(),
        state: stored.state.as_str().to_owned(),
        rows: count(figures.rows),
        filled_share: if cells > 0.0 {
            (f64::from(figures.filled) / cells).min(1.0)
        } else {
            1.0
        },
        corrected: count(figures.corrected),
        updated_at: clock::iso(stored.updated_at),
        remark: stored.remark.clone(),
        assigned_to: stored.assigned_to.map(|account| names.of(account)),
    }
}

/// How many columns of a template are asked of people.
pub fn asked_columns(template: &Template) -> usize {
    template
        .columns
        .iter()
        .filter(|column| column.asks())
        .count()
}

/// A stored count for the wire.
pub fn count(figure: i32) -> u64 {
    u64::try_from(figure).unwrap_or(0)
}

/// The state of a submission as the state machine knows it.
pub fn state_of(stored: SubmissionState) -> State {
    match stored {
        SubmissionState::Waiting => State::Waiting,
        SubmissionState::Filling => State::Filling,
        SubmissionState::Checking => State::Checking,
        SubmissionState::Submitted => State::Submitted,
        SubmissionState::Returned => State::Returned,
        SubmissionState::Accepted => State::Accepted,
        SubmissionState::Settled => State::Settled,
        SubmissionState::Recalled => State::Recalled,
    }
}

/// The state of a submission as stored.
pub fn stored_state(state: State) -> SubmissionState {
    match state {
        State::Waiting => SubmissionState::Waiting,
        State::Filling => SubmissionState::Filling,
        State::Checking => SubmissionState::Checking,
        State::Submitted => SubmissionState::Submitted,
        State::Returned => SubmissionState::Returned,
        State::Accepted => SubmissionState::Accepted,
        State::Settled => SubmissionState::Settled,
        State::Recalled => SubmissionState::Recalled,
    }
}

/// What the caller may do with a submission now.
pub fn grid_rights(
    caller: &Caller,
    submission: &storage::Submission,
    route: Route,
    request_open: bool,
    marked_only: bool,
) -> form::GridRights {
    let allowed = if request_open {
        route.allowed(state_of(submission.state), caller.form_level(submission))
    } else {
        Vec::new()
    };
    let can = |act: Act| allowed.contains(&act);
    let fills = caller.require_filler(submission).is_ok();
    form::GridRights {
        edit: can(Act::Edit) && fills,
        submit: can(Act::Submit) && fills,
        accept: can(Act::Accept),
        r#return: can(Act::Return),
        reopen: can(Act::Reopen),
        approve: can(Act::Approve),
        settle: can(Act::Settle),
        assign: request_open && caller.role == Role::Street && may_assign(submission),
        marked_only,
    }
}

/// Whether it still makes sense to say who fills a submission.
pub fn may_assign(submission: &storage::Submission) -> bool {
    matches!(
        submission.state,
        SubmissionState::Waiting | SubmissionState::Filling | SubmissionState::Returned
    )
}

/// Stored cells, opened.
pub fn cells_of(row: &StoredRow) -> Result<Vec<FormCell>, Problem> {
    postcard::from_bytes(&row.cells).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "cells-broken",
            "这一行的数据损坏，请联系系统管理员。",
        )
    })
}

/// Cells in their stored form.
pub fn stored_cells(cells: &[FormCell]) -> Result<Vec<u8>, Problem> {
    postcard::to_stdvec(cells).map_err(|_| {
        Problem::new(
            ProblemKind::Internal,
            "cells-unstored",
            "这一行未能保存，请稍后重试。",
        )
    })
}

/// A row of the fill grid, masked.
pub fn grid_row(
    caller: &Caller,
    template: &Template,
    row: &StoredRow,
    community: &str,
    doubts: &Doubts,
) -> Result<form::GridRow, Problem> {
    let cells = cells_of(row)?;
    Ok(form::GridRow {
        id: row.id,
        submission_id: row.submission_id,
        position: count(row.position),
        person_id: row.entity_id,
        community: community.to_owned(),
        excluded: row.excluded,
        exclude_reason: row.exclude_reason.clone(),
        version: row.version,
        cells: template
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| {
                let doubted = doubts.has(row.entity_id, column.element);
                grid_cell(caller, column, cell, doubted)
            })
            .collect(),
    })
}

fn grid_cell(
    caller: &Caller,
    column: &TemplateColumn,
    cell: FormCell,
    doubted: bool,
) -> form::GridCell {
    let source = cell.source.and_then(|no| Sources::shipped().get(no));
    let element = column.element.and_then(|no| Dictionary::shipped().get(no));
    let shown = |text: &str| match element {
        Some(element) => caller.show(element, text, source),
        None => crate::rights::Shown {
            text: text.to_owned(),
            masked: false,
        },
    };
    let issue = (column.required && column.asks() && cell.text.is_empty() && !is_readonly(column))
        .then(|| format!("“{}”必填，请补充。", column.label()));
    let now = match element {
        Some(element) if cell.is_by_community() => caller.show_written(element, &cell.text, source),
        _ => shown(&cell.text),
    };
    form::GridCell {
        text: now.text,
        masked: now.masked,
        state: match cell.state {
            CellState::Prefilled => "prefilled",
            CellState::Empty => "empty",
            CellState::Corrected => "corrected",
            CellState::Typed => "typed",
            CellState::NotAsked => "none",
        }
        .to_owned(),
        source: source.map(|source| label_of(Some(source))),
        as_of: cell.as_of.map(clock::day_text),
        previous: cell.previous.as_deref().map(|text| shown(text).text),
        // What the community wrote itself is not what is in doubt.
        contested: doubted && cell.state == CellState::Prefilled,
        issue,
    }
}

/// Totals for the wire.
pub fn totals_view(totals: &forms::rollup::Totals) -> form::Totals {
    form::Totals {
        communities: totals.communities,
        accepted: totals.accepted,
        submitted: totals.submitted,
        rows: totals.rows,
        cells: totals.cells,
        prefilled: totals.prefilled,
        corrected: totals.corrected,
        typed: totals.typed,
        empty: totals.empty,
        sums: totals
            .sums
            .iter()
            .map(|sum| form::ColumnSum {
                column: sum.column,
                label: sum.label.clone(),
                sum: sum.sum.to_f64(),
            })
            .collect(),
    }
}

/// A request with the progress of the submissions the caller may see.
pub async fn request_view(
    app: &App,
    stored: &storage::Request,
    submissions: &[storage::Submission],
) -> Result<form::Request, Problem> {
    let body = RequestBody::of(stored)?;
    let in_state = |state| {
        submissions
            .iter()
            .filter(|submission| submission.state == state)
            .count() as u64
    };
    let created_by = match stored.created_by {
        Some(account) => app
            .store
            .account(account)
            .await
            .map(|account| account.name)
            .unwrap_or_default(),
        None => String::new(),
    };
    Ok(form::Request {
        id: stored.id,
        title: stored.title.clone(),
        department: stored.department.clone().unwrap_or_default(),
        template_id: stored.template_id,
        state: stored.state.as_str().to_owned(),
        duty: match &body.duty {
            Some(id) => Some(duty_name(app, id).await?),
            None => None,
        },
        by_street: body.route.by_street,
        head: body.route.head,
        settle: body.route.settle,
        zero_touch: body.zero_touch,
        due: clock::day_text(stored.due),
        as_of: clock::day_text(stored.as_of),
        created_at: clock::iso(stored.created_at),
        created_by,
        submissions: submissions.len() as u64,
        submitted: in_state(SubmissionState::Submitted),
        accepted: in_state(SubmissionState::Accepted) + in_state(SubmissionState::Settled),
        rows: submissions
            .iter()
            .map(|submission| count(submission.figures.rows))
            .sum(),
    })
}
