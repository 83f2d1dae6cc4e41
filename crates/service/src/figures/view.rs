//! A question for figures as its page shows it.

use catalog::problem::{Problem, ProblemKind};
use storage::FigureRun;

use super::run::progress_of;
use crate::app::App;
use crate::clock;
use crate::registry::feed::build_failed;
use crate::wire::area::area_name;
use crate::wire::figure_run::{FigureQuestion, FigureRunView};

/// A question without its figures, for a list.
///
/// # Errors
/// When what is kept cannot be read.
pub async fn head(app: &App, run: &FigureRun) -> Result<FigureRunView, Problem> {
    let asked: FigureQuestion =
        serde_json::from_value(run.asked.clone()).map_err(|_| build_failed())?;
    let border = match asked.border {
        // A set may have been taken out of use since.
        Some(id) => Some(
            app.store
                .border_set(id)
                .await
                .map(|border| border.body.name)
                .or_else(|problem| gone(problem, "已删除的区划方案"))?,
        ),
        None => None,
    };
    let progress = progress_of(app, run.id);
    let segment = match asked.segment {
        Some(id) => Some(
            app.store
                .segment(id)
                .await
                .map(|segment| segment.body.name)
                .or_else(|problem| gone(problem, "已删除的人群"))?,
        ),
        None => None,
    };
    let state = match (run.done_at, &run.problem, progress) {
        (Some(_), None, _) => "done",
        (_, Some(_), _) => "failed",
        (None, None, Some(_)) => "running",
        (None, None, None) => "interrupted",
    };
    Ok(FigureRunView {
        id: run.id,
        state: state.to_owned(),
        progress: match run.done_at {
            Some(_) => 1.0,
            None => f64::from(u32::try_from(progress.unwrap_or(0)).unwrap_or(1000)) / 1000.0,
        },
        problem: run.problem.as_ref().map(|problem| problem.detail.clone()),
        area_name: area_name(&app.areas(), Some(&run.area)),
        border,
        by_street: asked.by_street,
        segment,
        basis: asked.basis.unwrap_or_else(|| "home".to_owned()),
        days: asked.days,
        labels: asked
            .figures
            .into_iter()
            .map(|figure| {
                let named = figure.label.or(figure.tag).or(figure.rule);
                named.unwrap_or_default()
            })
            .collect(),
        asked_at: clock::iso(run.asked_at),
        result: None,
    })
}

/// What stands for the name of a thing that is there no more; that the database is away is no such
/// thing.
fn gone(problem: Problem, word: &str) -> Result<String, Problem> {
    match problem.kind {
        ProblemKind::NotFound => Ok(word.to_owned()),
        _ => Err(problem),
    }
}

/// A question with its figures.
///
/// # Errors
/// When what is kept cannot be read.
pub async fn page(app: &App, run: &FigureRun) -> Result<FigureRunView, Problem> {
    let result = run
        .result
        .clone()
        .map(serde_json::from_value)
        .transpose()
        .map_err(|_| build_failed())?;
    Ok(FigureRunView {
        result,
        ..head(app, run).await?
    })
}
