//! Pulls that are due, and how each run goes. A run makes a delivery like any other.

use std::sync::Arc;
use std::time::Duration;

use catalog::problem::Problem;
use catalog::source::Sources;
use storage::{Audit, Pull, PullRun};

use super::pull::PullPlan;
use super::push;
use crate::app::App;
use crate::clock;
use crate::registry::check::opened;
use crate::registry::feed;
use crate::registry::receive::{Handed, Receipt, Way, receive};
use crate::registry::take_in::take_in;

/// How often due pulls are looked for.
const LOOK: Duration = Duration::from_secs(20);

/// Rounds of looking after which forgotten pushes are swept: about once an hour.
const SWEEP: u32 = 180;

/// Runs due pulls for as long as the service runs.
pub fn follow(app: Arc<App>) {
    tokio::spawn(async move {
        if let Err(problem) = end_interrupted(&app).await {
            tracing::warn!(problem.code = %problem.code, "interrupted pulls could not be ended");
        }
        let mut round = 0_u32;
        loop {
            if let Err(problem) = run_due(&app).await {
                tracing::warn!(problem.code = %problem.code, "due pulls could not be read");
            }
            if round.is_multiple_of(SWEEP)
                && let Err(problem) = push::sweep(&app).await
            {
                tracing::warn!(problem.code = %problem.code, "forgotten pushes could not be swept");
            }
            round = round.wrapping_add(1);
            tokio::time::sleep(LOOK).await;
        }
    });
}

async fn run_due(app: &App) -> Result<(), Problem> {
    for pull in app.store.due_pulls(clock::now()).await? {
        // The run itself tells how it went; the next one is not held up by it.
        if let Err(problem) = run(app, &pull, None).await {
            tracing::warn!(pull.id, problem.code = %problem.code, "a pull did not run");
        }
    }
    Ok(())
}

/// Runs a pull now.
///
/// # Errors
/// `pull-running` when it has just begun elsewhere; what goes wrong inside the run is noted with
/// the run.
pub async fn run(app: &App, pull: &Pull, account: Option<i64>) -> Result<(), Problem> {
    let started = begin(app, pull, account).await?;
    finish(app, pull, started, account).await
}

/// Begins a run; end it with [`finish`].
///
/// # Errors
/// As [`run`].
pub async fn begin(app: &App, pull: &Pull, account: Option<i64>) -> Result<i64, Problem> {
    let plan: PullPlan = opened(pull.body.clone())?;
    let audit = Audit::new(clock::now(), account, "pull.run", "pull", pull.id);
    let mut tx = app.store.write(audit).await?;
    let run = tx
        .begin_pull_run(pull, plan.cadence.next(clock::now()))
        .await?;
    tx.commit().await?;
    Ok(run)
}

/// Fetches, hands over, takes in, and notes how it went.
///
/// # Errors
/// When storage fails.
pub async fn finish(app: &App, pull: &Pull, run: i64, account: Option<i64>) -> Result<(), Problem> {
    let mut done = PullRun {
        id: run,
        pull: pull.id,
        started_at: clock::now(),
        finished_at: None,
        state: "done".to_owned(),
        rows: 0,
        delivery: None,
        problem: None,
    };
    if let Err(problem) = fetch_and_take_in(app, pull, account, &mut done).await {
        done.state = "failed".to_owned();
        done.problem = Some(problem);
    }
    let audit = Audit::new(clock::now(), account, "pull.end", "pull", pull.id);
    let mut tx = app.store.write(audit).await?;
    tx.finish_pull_run(&done).await?;
    tx.commit().await
}

async fn fetch_and_take_in(
    app: &App,
    pull: &Pull,
    account: Option<i64>,
    done: &mut PullRun,
) -> Result<(), Problem> {
    let plan: PullPlan = opened(pull.body.clone())?;
    let source = Sources::shipped().get(pull.source).ok_or_else(|| {
        Problem::not_found("source-unknown", "这项抽取的数据来源已不存在，请删去它。")
    })?;
    let fetched = plan.fetch().await?;
    done.rows = i32::try_from(fetched.rows).unwrap_or(i32::MAX);
    let today = clock::today();
    let handed = Handed {
        file_name: format!("抽取_{}_{today}.ndjson", source.code),
        bytes: fetched.bytes.into(),
        as_of: Some(clock::epoch_day(today)),
        via: Way::Pull,
        part: false,
        account,
    };
    match receive(app, handed, source).await? {
        Receipt::Duplicate(before) => {
            done.delivery = Some(before);
            done.state = "same".to_owned();
            Ok(())
        }
        Receipt::New(received) => {
            done.delivery = Some(received.id);
            take_in(app, &received, &|_| {}).await?;
            feed::catch_up_or_warn(app).await;
            Ok(())
        }
    }
}

async fn end_interrupted(app: &App) -> Result<(), Problem> {
    let why = Problem::unavailable(
        "pull-interrupted",
        "抽取中途程序停止，没有导入任何数据，会在下次到点时重新抽取。",
    );
    let audit = Audit::new(clock::now(), None, "pull.recover", "pull", "");
    let mut tx = app.store.write(audit).await?;
    if tx.fail_open_pull_runs(&why).await? > 0 {
        tx.commit().await
    } else {
        tx.rollback().await
    }
}
