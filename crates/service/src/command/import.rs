//! `linli import`, `linli undo`, `linli digest`

use std::path::Path;
use std::sync::Arc;

use catalog::problem::Problem;
use catalog::source::Source;
use intake::drift::Finding;
use serde_json::{Value, json};

use super::{ImportArgs, complain, file_name, progress, read_file, say};
use crate::app::{App, Place};
use crate::clock;
use crate::registry::decide::{accept, all_lasting};
use crate::registry::filling;
use crate::registry::load::{Loaded, load};
use crate::registry::reading::Reading;
use crate::registry::receive::{Handed, Receipt, Way, receive, source_of};
use crate::registry::take_in::{TakenIn, take_in_ahead};
use crate::registry::undo;

/// Loads files one after the other; a file that cannot be loaded does not stop the others, but
/// the command fails in the end.
pub async fn run(args: ImportArgs) -> Result<(), Problem> {
    let app = App::open(&args.data.place()).await?;
    app.store.recover_interrupted(clock::now()).await?;
    let how = How {
        source: args.source.as_deref(),
        as_of: args.as_of.map(clock::epoch_day),
        part: args.part,
        accept_drift: args.accept_drift,
    };
    let mut failed = None;
    let filling = args.files.len() > 1 && filling::begin(&app).await?;
    let open_at = |at: usize| args.files.get(at).map(|path| open(&app, path, &how));
    let mut ahead = open_at(0);
    for (at, path) in args.files.iter().enumerate() {
        let Some(opened) = ahead else { break };
        // While this file is linked and written, the next one is read.
        ahead = open_at(at + 1);
        let outcome = match opened {
            Ok(opened) => import(&app, opened, &how).await,
            Err(problem) => Err(problem),
        };
        say(&report(&file_name(path), &outcome, args.json));
        match outcome {
            Err(problem) => {
                failed.get_or_insert(problem);
            }
            Ok(Imported::Quarantined(..)) => {
                failed.get_or_insert_with(held_up);
            }
            Ok(_) => {}
        }
    }
    if filling {
        filling::end(&app).await?;
    }
    match failed {
        None => Ok(()),
        Some(_) if args.json => Err(Problem::bad_input(
            "import-partly-failed",
            "有文件未能导入，详见上面各文件的结果。",
        )),
        Some(problem) => Err(problem),
    }
}

fn held_up() -> Problem {
    Problem::conflict(
        "delivery-quarantined",
        "有文件与数据约定不符，没有导入。请按上面各条联系责任部门；确实是应当接受的变化，撤下后加 --accept-drift 重新导入，或在“数据交接”页面接受。",
    )
}

/// How files are imported.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    /// Code of the source; recognised when absent.
    pub source: Option<&'a str>,
    /// The day the files speak of; today when absent.
    pub as_of: Option<i32>,
    /// They only complete earlier ones.
    pub part: bool,
    /// What departs from the contract is written into it instead of holding the file up.
    pub accept_drift: bool,
}

/// What importing one file came to.
pub enum Imported {
    /// It is in the registry; what departed from the contract was accepted.
    Loaded(i64, Box<Loaded>, Vec<Finding>),
    /// It departs from the contract and is not in the registry.
    Quarantined(i64, Vec<Finding>),
    /// It already was, as that delivery.
    Duplicate(i64),
}

/// A file that is being read while the one before it is still loaded.
pub struct Opened {
    name: String,
    bytes: Arc<Vec<u8>>,
    source: &'static Source,
    reading: Reading,
}

/// Opens a file and begins to read it.
///
/// # Errors
/// When it is not there, or nobody can tell what it holds.
pub fn open(app: &App, path: &Path, how: &How<'_>) -> Result<Opened, Problem> {
    let bytes = Arc::new(read_file(path)?);
    let name = file_name(path);
    let source = source_of(how.source, &name, &bytes)?;
    let reading = Reading::begin(app, bytes.clone(), name.clone(), source);
    Ok(Opened {
        name,
        bytes,
        source,
        reading,
    })
}

/// Imports one opened file.
pub async fn import(app: &App, opened: Opened, how: &How<'_>) -> Result<Imported, Problem> {
    let Opened {
        name,
        bytes,
        source,
        reading,
    } = opened;
    let handed = Handed {
        file_name: name.clone(),
        bytes,
        as_of: how.as_of,
        via: Way::Command,
        part: how.part,
        account: None,
    };
    let received = match receive(app, handed, source).await? {
        Receipt::Duplicate(before) => return Ok(Imported::Duplicate(before)),
        Receipt::New(received) => received,
    };
    let spinner = progress::spinner(&name);
    let progress = |rows| spinner.set_message(format!("{name} {rows} 行"));
    let outcome = take_in_ahead(app, &received, reading, &progress).await;
    let imported = match outcome {
        Ok(TakenIn::Loaded(loaded)) => Ok(Imported::Loaded(received.id, loaded, Vec::new())),
        Ok(TakenIn::Quarantined(findings)) if how.accept_drift => {
            let delivery = app.store.delivery(received.id).await?;
            let lasting = all_lasting(&findings);
            accept(
                app,
                &delivery,
                source,
                &lasting,
                "命令行 --accept-drift",
                None,
            )
            .await?;
            load(app, &received, &progress)
                .await
                .map(|loaded| Imported::Loaded(received.id, Box::new(loaded), findings))
        }
        Ok(TakenIn::Quarantined(findings)) => Ok(Imported::Quarantined(received.id, findings)),
        Err(problem) => Err(problem),
    };
    spinner.finish_and_clear();
    imported
}

fn report(name: &str, outcome: &Result<Imported, Problem>, as_json: bool) -> String {
    if as_json {
        return report_json(name, outcome).to_string();
    }
    match outcome {
        Ok(Imported::Loaded(id, loaded, accepted)) => {
            let accepted = sentences(accepted, "已接受变化：");
            format!(
                "{name}：批次 {id}，读取 {} 行，入库 {} 行（新增 {}，已有 {}），退回 {} 行{accepted}",
                loaded.rows_read,
                loaded.rows_loaded,
                loaded.card.linked.new,
                loaded.card.linked.existing,
                loaded.rows_refused
            )
        }
        Ok(Imported::Quarantined(id, findings)) => {
            let found = sentences(findings, "");
            format!("{name}：批次 {id} 与数据约定不符，已隔离，没有导入{found}")
        }
        Ok(Imported::Duplicate(before)) => {
            format!("{name}：与批次 {before} 是同一个文件，未作任何改动")
        }
        Err(problem) => format!("{name}：未导入。{}", problem.detail),
    }
}

/// One line a finding.
fn sentences(findings: &[Finding], before: &str) -> String {
    findings
        .iter()
        .map(|finding| format!("\n  - {before}{}", finding.message))
        .collect()
}

fn report_json(name: &str, outcome: &Result<Imported, Problem>) -> Value {
    match outcome {
        Ok(Imported::Loaded(id, loaded, accepted)) => json!({
            "file": name, "state": "loaded", "delivery": id,
            "rows_read": loaded.rows_read, "rows_loaded": loaded.rows_loaded,
            "rows_refused": loaded.rows_refused, "card": loaded.card, "accepted": accepted,
        }),
        Ok(Imported::Quarantined(id, findings)) => json!({
            "file": name, "state": "quarantined", "delivery": id, "findings": findings,
        }),
        Ok(Imported::Duplicate(before)) => json!({
            "file": name, "state": "duplicate", "duplicate_of": before
        }),
        Err(problem) => json!({
            "file": name, "state": "failed", "code": problem.code, "detail": problem.detail
        }),
    }
}

/// Takes a delivery back out.
pub async fn undo(place: &Place, delivery: i64) -> Result<(), Problem> {
    let app = App::open(place).await?;
    let undone = undo::undo(&app, delivery, None).await?;
    say(&format!(
        "批次 {delivery} 已撤销：重新计算 {} 个对象，停用 {} 个",
        undone.entities, undone.retired
    ));
    Ok(())
}

/// Prints the digest of the registry.
pub async fn digest(place: &Place) -> Result<(), Problem> {
    let app = App::open(place).await?;
    complain("正在计算……");
    say(&app.store.digest().await?);
    Ok(())
}
