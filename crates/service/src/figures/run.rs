//! Counting a question and keeping what came of it: at once where only today is asked, else in the
//! background.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use catalog::problem::Problem;
use serde_json::json;
use storage::FigureRun;

use super::Question;
use super::count::count;
use crate::app::App;
use crate::audited::entry;
use crate::clock;
use crate::rights::Caller;
use crate::wire::figure_run::FigureQuestion;

/// Notes a question and has it counted. Of today alone it is done when this returns.
///
/// # Errors
/// When the database cannot be reached.
pub async fn begin(
    app: &Arc<App>,
    caller: &Caller,
    asked: &FigureQuestion,
    question: Question,
) -> Result<FigureRun, Problem> {
    let days: Vec<String> = question.days.iter().map(ToString::to_string).collect();
    let audit = entry(caller, "figures.ask", "figure_run", "")
        .with_detail(json!({ "area": question.area.to_string(), "days": days }));
    let asked = FigureQuestion {
        days,
        ..asked.clone()
    };
    let mut tx = app.store.write(audit).await?;
    let id = tx
        .ask_figures(&json!(asked), &question.area.to_string())
        .await?;
    tx.commit().await?;
    counting(app).insert(id, 0);
    if question.days.iter().all(|day| *day == clock::today()) {
        work(app, caller, id, &question).await?;
    } else {
        let (app, caller) = (Arc::clone(app), caller.clone());
        tokio::spawn(async move {
            if let Err(problem) = work(&app, &caller, id, &question).await {
                tracing::warn!(figures.id = id, problem.code = %problem.code, "figures were not kept");
            }
        });
    }
    app.store.figure_run(id, caller.account).await
}

/// How far a question is, of a thousand; `None` when this process does not count it.
pub fn progress_of(app: &App, id: i64) -> Option<u64> {
    counting(app).get(&id).copied()
}

/// Counts and keeps; a question that cannot be counted keeps its reason.
async fn work(app: &App, caller: &Caller, id: i64, question: &Question) -> Result<(), Problem> {
    let _counting = Counting { app, id };
    let progress = |thousandths: u64| {
        counting(app).insert(id, thousandths);
    };
    let outcome = count(app, caller, question, &progress)
        .await
        .map(|table| json!(table));
    let mut tx = app
        .store
        .write(entry(caller, "figures.end", "figure_run", id))
        .await?;
    tx.end_figures(id, outcome.as_ref()).await?;
    tx.commit().await
}

/// A question under way; it is no longer, however its counting ends.
struct Counting<'a> {
    app: &'a App,
    id: i64,
}

impl Drop for Counting<'_> {
    fn drop(&mut self) {
        counting(self.app).remove(&self.id);
    }
}

fn counting(app: &App) -> MutexGuard<'_, BTreeMap<i64, u64>> {
    app.counting.lock().unwrap_or_else(PoisonError::into_inner)
}
