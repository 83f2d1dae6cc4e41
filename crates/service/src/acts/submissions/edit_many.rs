//! POST /api/submissions/{id}/rows/edit

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use catalog::problem::Problem;
use forms::template::Template;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;
use storage::{ChangedRow, Paging, SubmissionFigures, SubmissionRow};

use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::contest::Doubts;
use crate::form_edit::{Editing, difference, figures_of, open};
use crate::form_validation::test_rows;
use crate::http::body::Body;
use crate::http::problem::{ProblemBody, Refusal};
use crate::rights::Caller;
use crate::tag::proposal::name_of;
use crate::view::form::{cells_of, count, grid_row, stored_cells};
use crate::view::validation::finding_view;
use crate::wire::area::area_name;
use crate::wire::bulk_edit::{BulkEdit, BulkEdited, BulkProblem, BulkRow, StaleRow};
use crate::wire::form::GridRow;

/// More than any community lists; a larger block belongs into a delivery.
const MOST_ROWS: usize = 5_000;

/// Type into, or paste over, many rows at once. Every right cell of a row that nobody else changed
/// is taken; every wrong cell is named with its row and column; a row that somebody else changed
/// is left as it is and says who changed it.
#[utoipa::path(post, path = "/api/submissions/{id}/rows/edit", tag = "forms", params(("id" = i64, Path)),
    request_body = BulkEdit,
    responses((status = 200, body = BulkEdited), (status = 400, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn edit_rows(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(asked): Body<BulkEdit>,
) -> Result<Json<BulkEdited>, Refusal> {
    if asked.rows.len() > MOST_ROWS {
        return Err(Problem::bad_input(
            "rows-too-many",
            format!("一次最多修改 {MOST_ROWS} 行，请分几次粘贴。"),
        )
        .into());
    }
    let audit = entry(&caller, "submission.edit", "submission", id)
        .with_detail(json!({ "rows": asked.rows.len() }));
    let mut editing = open(&app, &caller, id, audit).await?;
    let held = editing.tx.submission_rows(id).await?;
    let taken = take(&editing, held, &asked.rows)?;
    editing.tx.add_submission_figures(id, taken.figures).await?;
    editing.tx.change_rows(taken.changed).await?;
    let Editing {
        tx,
        reading,
        submission,
        areas,
        ..
    } = editing;
    tx.commit().await?;
    let mut stale = Vec::with_capacity(taken.stale.len());
    for row in &taken.stale {
        stale.push(stale_row(&app, row).await?);
    }
    let (_, stored) = app.store.submission_rows(id, Paging::all()).await?;
    let asked: FxHashSet<i64> = asked.rows.iter().map(|row| row.id).collect();
    let touched: Vec<&SubmissionRow> = stored
        .iter()
        .filter(|row| asked.contains(&row.id))
        .collect();
    let mut findings = test_rows(&app, &submission, &reading, &stored).await?;
    findings.retain(|finding| finding.row.is_none_or(|(row, _)| asked.contains(&row)));
    let community = area_name(&areas, Some(&submission.community));
    let summary = summary(taken.cells, &taken.wrong, &stale);
    Ok(Json(BulkEdited {
        rows: now(&app, &caller, &reading.template, &community, &touched).await?,
        wrong: taken.wrong,
        stale,
        findings: findings.iter().map(finding_view).collect(),
        summary,
    }))
}

/// What of the typed cells can be taken.
#[derive(Default)]
struct Taken {
    changed: Vec<ChangedRow>,
    wrong: Vec<BulkProblem>,
    stale: Vec<SubmissionRow>,
    figures: SubmissionFigures,
    cells: usize,
}

fn take(editing: &Editing, held: Vec<SubmissionRow>, asked: &[BulkRow]) -> Result<Taken, Problem> {
    let mut by_id: FxHashMap<i64, SubmissionRow> =
        held.into_iter().map(|row| (row.id, row)).collect();
    let mut taken = Taken::default();
    for row in asked {
        // Taken out, so that a row named twice is refused instead of half lost.
        let held = by_id.remove(&row.id).ok_or_else(|| {
            Problem::not_found("row-unknown", "这份填报里没有这一行，请刷新页面。")
        })?;
        if held.version != row.version {
            taken.stale.push(held);
            continue;
        }
        let mut cells = cells_of(&held)?;
        let before = figures_of(&cells);
        let was = cells.clone();
        let wrong = editing.take_right(Some(held.id), &mut cells, &row.cells)?;
        taken.cells += row.cells.len() - wrong.len();
        for cell in wrong {
            let column = editing
                .reading
                .template
                .columns
                .iter()
                .find(|column| column.index == cell.index);
            taken.wrong.push(BulkProblem {
                row: held.id,
                position: count(held.position),
                index: cell.index,
                column: column.map_or_else(String::new, |column| column.label().to_owned()),
                message: cell.message,
            });
        }
        if cells == was {
            continue;
        }
        if !held.excluded {
            taken.figures = sum(taken.figures, difference(figures_of(&cells), before));
        }
        taken.changed.push(ChangedRow {
            cells: stored_cells(&cells)?,
            held,
        });
    }
    Ok(taken)
}

fn sum(one: SubmissionFigures, other: SubmissionFigures) -> SubmissionFigures {
    SubmissionFigures {
        rows: one.rows + other.rows,
        filled: one.filled + other.filled,
        corrected: one.corrected + other.corrected,
    }
}

async fn stale_row(app: &App, row: &SubmissionRow) -> Result<StaleRow, Problem> {
    let by = match (row.changed_by, row.changed_at) {
        (Some(account), Some(at)) => format!(
            "{}于 {} 改过",
            name_of(app, Some(account)).await?,
            clock::minute_text(at)
        ),
        _ => "更新".to_owned(),
    };
    Ok(StaleRow {
        row: row.id,
        position: count(row.position),
        message: format!(
            "第 {} 行刚被{by}，已换成最新内容。您填的还在这里，确认后点“重新保存”。",
            row.position + 1
        ),
    })
}

/// The touched rows as they stand after the write.
async fn now(
    app: &App,
    caller: &Caller,
    template: &Template,
    community: &str,
    touched: &[&SubmissionRow],
) -> Result<Vec<GridRow>, Problem> {
    let doubts = Doubts::of(app, touched.iter().filter_map(|row| row.entity_id)).await?;
    touched
        .iter()
        .map(|row| grid_row(caller, template, row, community, &doubts))
        .collect()
}

fn summary(cells: usize, wrong: &[BulkProblem], stale: &[StaleRow]) -> String {
    let mut parts = vec![format!("已保存 {cells} 格")];
    if let Some(first) = wrong.first() {
        parts.push(format!(
            "{} 格没有保存，如第 {} 行{}",
            wrong.len(),
            first.position + 1,
            first.message.trim_end_matches('。')
        ));
    }
    if !stale.is_empty() {
        parts.push(format!("{} 行刚被别人改过", stale.len()));
    }
    format!("{}。", parts.join("；"))
}
