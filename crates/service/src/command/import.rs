//! `linli import`, `linli undo`, `linli digest`

use std::path::Path;

use catalog::problem::Problem;
use serde_json::json;

use super::{ImportArgs, complain, file_name, progress, read_file, say};
use crate::app::{App, Place};
use crate::clock;
use crate::registry::load::{Loaded, load};
use crate::registry::receive::{Handed, Receipt, receive, source_of};
use crate::registry::undo;

/// Loads files one after the other; a file that cannot be loaded does not stop the others, but
/// the command fails in the end.
pub async fn run(args: ImportArgs) -> Result<(), Problem> {
    let app = App::open(&args.data.place()).await?;
    app.store.recover_interrupted(clock::now()).await?;
    let as_of = args.as_of.map(clock::epoch_day);
    let mut failed = None;
    for path in &args.files {
        let outcome = import(&app, path, args.source.as_deref(), as_of).await;
        say(&report(&file_name(path), &outcome, args.json));
        if let Err(problem) = outcome {
            failed.get_or_insert(problem);
        }
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

/// What importing one file came to.
pub enum Imported {
    /// It is in the registry.
    Loaded(i64, Box<Loaded>),
    /// It already was, as that delivery.
    Duplicate(i64),
}

/// Imports one file.
pub async fn import(
    app: &App,
    path: &Path,
    source: Option<&str>,
    as_of: Option<i32>,
) -> Result<Imported, Problem> {
    let bytes = read_file(path)?;
    let name = file_name(path);
    let source = source_of(source, &name, &bytes)?;
    let handed = Handed {
        file_name: name.clone(),
        bytes,
        as_of,
        account: None,
    };
    match receive(app, handed, source).await? {
        Receipt::Duplicate(before) => Ok(Imported::Duplicate(before)),
        Receipt::New(received) => {
            let spinner = progress::spinner(&name);
            let outcome = load(app, &received, &|rows| {
                spinner.set_message(format!("{name} {rows} 行"))
            })
            .await;
            spinner.finish_and_clear();
            Ok(Imported::Loaded(received.id, Box::new(outcome?)))
        }
    }
}

fn report(name: &str, outcome: &Result<Imported, Problem>, as_json: bool) -> String {
    if as_json {
        return match outcome {
            Ok(Imported::Loaded(id, loaded)) => json!({
                "file": name, "state": "loaded", "delivery": id,
                "rows_read": loaded.rows_read, "rows_loaded": loaded.rows_loaded,
                "rows_refused": loaded.rows_refused, "card": loaded.card,
            }),
            Ok(Imported::Duplicate(before)) => json!({ "file": name, "state": "duplicate", "duplicate_of": before }),
            Err(problem) => json!({ "file": name, "state": "failed", "code": problem.code, "detail": problem.detail }),
        }
        .to_string();
    }
    match outcome {
        Ok(Imported::Loaded(id, loaded)) => format!(
            "{name}：批次 {id}，读取 {} 行，入库 {} 行（新增 {}，已有 {}），退回 {} 行",
            loaded.rows_read,
            loaded.rows_loaded,
            loaded.card.linked.new,
            loaded.card.linked.existing,
            loaded.rows_refused
        ),
        Ok(Imported::Duplicate(before)) => {
            format!("{name}：与批次 {before} 是同一个文件，未作任何改动")
        }
        Err(problem) => format!("{name}：未导入。{}", problem.detail),
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
