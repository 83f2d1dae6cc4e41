//! Deliveries as they cross the wire.

use catalog::problem::Problem;
use catalog::source::Sources;
use storage::Delivery as Row;

use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::view::facts::label_of;
use crate::view::form::count;
use crate::wire::delivery::{Delivery, DeliveryProblem};

/// A stored delivery for the wire.
pub async fn delivery_view(app: &App, row: Row) -> Result<Delivery, Problem> {
    let source = Sources::shipped().get(row.source);
    let received_by = match row.received_by {
        Some(account) => app.store.account(account).await?.name,
        None => way_word(&row.via).to_owned(),
    };
    Ok(Delivery {
        id: row.id,
        source: source.map(|source| source.code.clone()).unwrap_or_default(),
        source_label: label_of(source),
        file_name: row.file_name,
        state: row.state.as_str().to_owned(),
        progress: f64::from(row.progress) / 1000.0,
        received_at: clock::iso(row.received_at),
        received_by,
        finished_at: row.finished_at.map(clock::iso),
        as_of: clock::day_text(row.as_of),
        rows_read: count(row.rows_read),
        rows_loaded: count(row.rows_loaded),
        rows_refused: count(row.rows_refused),
        problem: row.problem.map(|problem| DeliveryProblem {
            code: problem.code,
            detail: problem.detail,
        }),
        duplicate_of: None,
        via: row.via,
        part: row.part,
    })
}

/// Who handed over what no account did.
fn way_word(via: &str) -> &'static str {
    match via {
        "push" => "程序推送",
        "watch" => "监控文件夹",
        "pull" => "定时抽取",
        _ => "命令行",
    }
}

/// A delivery the caller may see.
pub async fn delivery_in_reach(app: &App, caller: &Caller, id: i64) -> Result<Row, Problem> {
    let missing = || Problem::not_found("delivery-unknown", "没有这个批次，或它不属于您的部门。");
    let row = app
        .store
        .delivery(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    let source = Sources::shipped().get(row.source).ok_or_else(missing)?;
    if caller.owns_source(source) {
        Ok(row)
    } else {
        Err(missing())
    }
}
