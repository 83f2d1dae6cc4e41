//! Pulls as they cross the wire.

use catalog::problem::Problem;
use storage::{Pull, PullRun};

use crate::app::App;
use crate::clock;
use crate::registry::check::opened;
use crate::view::account::name_of;
use crate::view::form::count;
use crate::ways::pull::PullPlan;
use crate::wire::pull::{PullRunView, PullView};

/// Runs shown with a pull.
const RUNS: u64 = 10;

/// A pull with its last runs; the address without its password.
pub async fn pull_view(app: &App, pull: Pull) -> Result<PullView, Problem> {
    let plan: PullPlan = opened(pull.body)?;
    let mut runs = Vec::new();
    for run in app.store.pull_runs(pull.id, RUNS).await? {
        runs.push(run_view(app, run).await?);
    }
    Ok(PullView {
        id: pull.id,
        label: pull.label,
        address: plan.address(),
        reads: plan.reads_words(),
        cadence: plan.cadence.words(),
        paused: pull.paused,
        next_at: pull.next_at.filter(|_| !pull.paused).map(clock::iso),
        created_by: name_of(app, pull.created_by).await?,
        runs,
    })
}

async fn run_view(app: &App, run: PullRun) -> Result<PullRunView, Problem> {
    let delivery_state = match run.delivery {
        Some(id) => Some(app.store.delivery(id).await?.state.as_str().to_owned()),
        None => None,
    };
    Ok(PullRunView {
        id: run.id,
        started_at: clock::iso(run.started_at),
        finished_at: run.finished_at.map(clock::iso),
        state: run.state,
        rows: count(run.rows),
        delivery: run.delivery,
        delivery_state,
        problem: run.problem.map(|problem| problem.detail),
    })
}
