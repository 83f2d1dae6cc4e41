//! `linli import`, `linli undo`, `linli digest`

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use catalog::problem::Problem;
use catalog::source::Source;
use intake::drift::Finding;
use serde_json::{Value, json};

use super::{ImportArgs, complain, file_name, progress, read_file, say};
use crate::app::{App, Place};
use crate::clock;
use crate::registry::decide::{accept, all_lasting};
use crate::registry::filling::{self, File, Filled, Filling, Outcomes};
use crate::registry::load::{Loaded, load};
use crate::registry::reading::Reading;
use crate::registry::receive::{Handed, Keeping, Receipt, Way, receive_kept, source_of};
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
    let files: Vec<_> = args.files.iter().map(|path| (path.clone(), how)).collect();
    let mut failed = None;
    import_all(&app, &files, &mut |at, outcome| {
        say(&report(&file_name(&files[at].0), &outcome, args.json));
        match outcome {
            Err(problem) => {
                failed.get_or_insert(problem);
            }
            Ok(Imported::Quarantined(..)) => {
                failed.get_or_insert_with(held_up);
            }
            Ok(_) => {}
        }
        Ok(())
    })
    .await?;
    app.store.close().await?;
    // The system takes the memory back at once; to free the index of a million people piece by piece
    // takes a third of a second.
    std::mem::forget(app);
    match failed {
        None => Ok(()),
        Some(_) if args.json => Err(Problem::bad_input(
            "import-partly-failed",
            "有文件未能导入，详见上面各文件的结果。",
        )),
        Some(problem) => Err(problem),
    }
}

/// Told what came of each file, by its place in the list, in order; ends everything by an error.
type Told<'a> = dyn FnMut(usize, Result<Imported, Problem>) -> Result<(), Problem> + 'a;

/// Imports many files. While one is linked and written, the next ones are read; while an empty registry
/// is filled, the next is linked as well.
///
/// # Errors
/// Those of `told`, and when storage fails altogether.
pub async fn import_all(
    app: &App,
    files: &[(PathBuf, How<'_>)],
    told: &mut Told<'_>,
) -> Result<(), Problem> {
    let laid_aside = files.len() > 1 && filling::lay_indexes_aside(app).await?;
    let mut next = 0;
    let mut tell = |outcome| {
        next += 1;
        told(next - 1, outcome)
    };
    let outcome = if laid_aside {
        fill_all(app, files, &mut tell).await
    } else {
        one_by_one(app, Ahead::of(app, files), &mut tell).await
    };
    if laid_aside {
        filling::index_again(app).await?;
    }
    outcome
}

/// Told what came of the next file.
type Tell<'a> = dyn FnMut(Result<Imported, Problem>) -> Result<(), Problem> + 'a;

/// Fills an empty registry. Whatever ends it, what is being written is written first and told.
async fn fill_all(
    app: &App,
    files: &[(PathBuf, How<'_>)],
    tell: &mut Tell<'_>,
) -> Result<(), Problem> {
    let mut ahead = Ahead::of(app, files);
    let mut filling = Filling::begin(app).await?;
    let mut told = Ok(());
    while told.is_ok()
        && let Some((file, how)) = ahead.next().await
    {
        let file = match file {
            Ok(file) => file,
            Err(problem) => {
                let mut outcomes = filling.settle().await;
                outcomes.push(Err(problem));
                told = imported(outcomes).try_for_each(&mut *tell);
                continue;
            }
        };
        match app.store.contract(file.source.no).await {
            Ok(None) => told = imported(fill(&mut filling, file).await).try_for_each(&mut *tell),
            Ok(Some(_)) => {
                // What is compared with a contract is loaded with nothing beside it, and so is all
                // that follows: contracts are rare where nothing was ever loaded.
                finish(filling, tell).await?;
                tell(import(app, file, how).await)?;
                return one_by_one(app, ahead, tell).await;
            }
            Err(problem) => {
                let mut outcomes = filling.settle().await;
                outcomes.push(Err(problem));
                told = imported(outcomes).try_for_each(&mut *tell);
            }
        }
    }
    let last = finish(filling, tell).await;
    told.and(last)
}

async fn finish(filling: Filling<'_>, tell: &mut Tell<'_>) -> Result<(), Problem> {
    let (outcomes, written) = filling.finish().await;
    imported(outcomes).try_for_each(tell)?;
    written
}

async fn one_by_one(app: &App, mut ahead: Ahead<'_>, tell: &mut Tell<'_>) -> Result<(), Problem> {
    while let Some((file, how)) = ahead.next().await {
        let outcome = match file {
            Ok(file) => import(app, file, how).await,
            Err(problem) => Err(problem),
        };
        tell(outcome)?;
    }
    Ok(())
}

/// Files of which the next ones are being read while one is loaded.
struct Ahead<'a> {
    app: &'a App,
    files: std::slice::Iter<'a, (PathBuf, How<'a>)>,
    opened: VecDeque<(Result<Opened, Problem>, &'a How<'a>)>,
}

/// Files read ahead. With one, a core waits whenever a file takes longer to read than to load or the
/// other way round.
const AHEAD: usize = 3;

impl<'a> Ahead<'a> {
    fn of(app: &'a App, files: &'a [(PathBuf, How<'a>)]) -> Self {
        let mut ahead = Self {
            app,
            files: files.iter(),
            opened: VecDeque::new(),
        };
        ahead.open();
        ahead
    }

    fn open(&mut self) {
        while self.opened.len() < AHEAD
            && let Some((path, how)) = self.files.next()
        {
            self.opened.push_back((open(self.app, path, how), how));
        }
    }

    /// The next file once it is kept; others begin to be read.
    async fn next(&mut self) -> Option<(Result<File, Problem>, &'a How<'a>)> {
        let (opened, how) = self.opened.pop_front()?;
        self.open();
        let file = match opened {
            Ok(opened) => opened.kept(how).await,
            Err(problem) => Err(problem),
        };
        Some((file, how))
    }
}

async fn fill(filling: &mut Filling<'_>, file: File) -> Outcomes {
    let name = file.handed.file_name.clone();
    let spinner = progress::spinner(&name);
    let progress = |rows| spinner.set_message(format!("{name} {rows} 行"));
    let outcomes = filling.add(file, &progress).await;
    spinner.finish_and_clear();
    outcomes
}

fn imported(outcomes: Outcomes) -> impl Iterator<Item = Result<Imported, Problem>> {
    outcomes.into_iter().map(Imported::of)
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

impl Imported {
    fn of(filled: Result<Filled, Problem>) -> Result<Self, Problem> {
        Ok(match filled? {
            Filled::Loaded(id, loaded) => Self::Loaded(id, loaded, Vec::new()),
            Filled::Duplicate(before) => Self::Duplicate(before),
        })
    }
}

/// A file that is being kept and read while the one before it is still loaded.
struct Opened {
    name: String,
    bytes: Arc<Vec<u8>>,
    source: &'static Source,
    keeping: Keeping,
    reading: Reading,
}

impl Opened {
    /// The file once it is kept.
    async fn kept(self, how: &How<'_>) -> Result<File, Problem> {
        Ok(File {
            object: self.keeping.done().await?,
            source: self.source,
            reading: self.reading,
            handed: Handed {
                file_name: self.name,
                bytes: self.bytes,
                as_of: how.as_of,
                via: Way::Command,
                part: how.part,
                account: None,
            },
        })
    }
}

/// Opens a file and begins to keep and to read it.
fn open(app: &App, path: &Path, how: &How<'_>) -> Result<Opened, Problem> {
    let bytes = Arc::new(read_file(path)?);
    let name = file_name(path);
    let source = source_of(how.source, &name, &bytes)?;
    Ok(Opened {
        keeping: Keeping::begin(app, bytes.clone()),
        reading: Reading::begin(app, bytes.clone(), name.clone(), source),
        name,
        bytes,
        source,
    })
}

/// Imports one kept file.
async fn import(app: &App, file: File, how: &How<'_>) -> Result<Imported, Problem> {
    let File {
        handed,
        source,
        object,
        reading,
    } = file;
    let name = handed.file_name.clone();
    let received = match receive_kept(app, handed, object, source).await? {
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
