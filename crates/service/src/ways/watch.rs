//! A watched folder: files that are put there are taken in as by upload.
//!
//! The folder is looked through every few seconds. Looking needs no library, works on network
//! drives (which tell nobody about changes), and finds after a restart what came meanwhile.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use catalog::problem::Problem;
use catalog::source::Sources;

use crate::app::App;
use crate::clock;
use crate::http::UPLOAD_LIMIT;
use crate::registry::feed;
use crate::registry::receive::{Handed, Receipt, Way, receive, source_of};
use crate::registry::take_in::{TakenIn, take_in};

/// How often the folder is looked through.
const LOOK: Duration = Duration::from_secs(2);

/// Where files go that are in the registry, or were before.
const DONE: &str = "done";

/// Where files go that somebody must look at.
const REFUSED: &str = "refused";

/// Nobody stands at a folder who could choose a source from a list.
const UNRECOGNISED: &str = "从文件名和表头都认不出这是哪个部门的哪类数据，请放进以来源代码命名的子文件夹（例如 yibao）后重试。";

/// How a file looked last time: one that looks the same again has stopped growing.
type Seen = HashMap<PathBuf, (u64, SystemTime)>;

/// Watches a folder for as long as the service runs. Sub-folders may be named by source code;
/// files that lie in none are recognised by their names and headers.
///
/// # Errors
/// `watch-unwritable` when the folder cannot be used.
pub fn follow(app: Arc<App>, folder: PathBuf) -> Result<(), Problem> {
    for inside in [DONE, REFUSED] {
        std::fs::create_dir_all(folder.join(inside)).map_err(|_| unwritable(&folder))?;
    }
    tokio::spawn(async move {
        let mut seen = Seen::new();
        loop {
            let (ready, next) = match look(&folder, &seen).await {
                Ok(found) => found,
                Err(problem) => {
                    tracing::warn!(problem.code = %problem.code, "the watched folder cannot be read");
                    (Vec::new(), Seen::new())
                }
            };
            seen = next;
            for file in ready {
                take(&app, &folder, &file).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    });
    Ok(())
}

/// A file that lies there whole.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lying {
    path: PathBuf,
    /// Code of the source, from the sub-folder.
    source: Option<String>,
}

/// Files that have stopped growing, and how all files look now.
async fn look(folder: &Path, seen: &Seen) -> Result<(Vec<Lying>, Seen), Problem> {
    let (folder, seen) = (folder.to_owned(), seen.clone());
    tokio::task::spawn_blocking(move || {
        let found = lying(&folder).map_err(|_| unwritable(&folder))?;
        let mut ready = Vec::new();
        let mut now = Seen::new();
        for file in found {
            let Ok(about) = std::fs::metadata(&file.path) else {
                continue;
            };
            let look = (
                about.len(),
                about.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            );
            if seen.get(&file.path) == Some(&look) {
                ready.push(file);
            } else {
                now.insert(file.path, look);
            }
        }
        Ok((ready, now))
    })
    .await
    .map_err(|_| Problem::unavailable("watch-stopped", "监控文件夹暂时读不了，请稍后再看。"))?
}

/// Files in the folder and in its sub-folders of sources, in order of name.
fn lying(folder: &Path) -> std::io::Result<Vec<Lying>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = name_of(&path);
        if path.is_file() && is_wanted(&name) {
            found.push(Lying { path, source: None });
        } else if path.is_dir() && Sources::shipped().by_code(&name).is_some() {
            for entry in std::fs::read_dir(&path)? {
                let path = entry?.path();
                if path.is_file() && is_wanted(&name_of(&path)) {
                    found.push(Lying {
                        path,
                        source: Some(name.clone()),
                    });
                }
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// Files that programs are still writing, and what spreadsheets and systems leave lying about.
fn is_wanted(name: &str) -> bool {
    let passing = [".part", ".tmp", ".crdownload", ".filepart", ".swp"];
    let lower = name.to_lowercase();
    !name.starts_with(['.', '~'])
        && name != "Thumbs.db"
        && name != "desktop.ini"
        && !passing.iter().any(|end| lower.ends_with(end))
}

/// Takes one file in and puts it away with a sentence beside it.
async fn take(app: &App, folder: &Path, file: &Lying) {
    let (place, sentence) = match hand_over(app, file).await {
        Ok((true, sentence)) => (DONE, sentence),
        Ok((false, sentence)) => (REFUSED, sentence),
        // What passes by itself is tried again: nothing is put away unless it was told why.
        Err(problem) if is_passing(&problem) => {
            tracing::warn!(problem.code = %problem.code, "a watched file waits");
            return;
        }
        Err(problem) if problem.code == "source-unrecognised" => (REFUSED, UNRECOGNISED.to_owned()),
        Err(problem) => (REFUSED, problem.detail),
    };
    if let Err(error) = put_away(folder, &file.path, place, &sentence) {
        tracing::error!(error = %error.kind(), "a watched file could not be moved");
    }
}

fn is_passing(problem: &Problem) -> bool {
    matches!(
        problem.code.as_str(),
        "database-busy" | "database-unavailable" | "disk-full" | "object-unwritable"
    )
}

/// Whether the file is in the registry, and the sentence about it.
async fn hand_over(app: &App, file: &Lying) -> Result<(bool, String), Problem> {
    let name = name_of(&file.path);
    let bytes = read(&file.path).await?;
    let source = source_of(file.source.as_deref(), &name, &bytes)?;
    let handed = Handed {
        file_name: name,
        bytes: bytes.into(),
        as_of: None,
        via: Way::Watch,
        part: false,
        account: None,
    };
    let received = match receive(app, handed, source).await? {
        Receipt::New(received) => received,
        Receipt::Duplicate(before) => {
            return Ok((
                true,
                format!("与批次 {before} 是同一个文件，没有再导入，档案没有变化。"),
            ));
        }
    };
    let id = received.id;
    match take_in(app, &received, &|_| {}).await? {
        TakenIn::Loaded(loaded) => {
            feed::catch_up_or_warn(app).await;
            Ok((
                true,
                format!(
                    "已作为批次 {id} 导入（{}）：读到 {} 行，导入 {} 行，退回 {} 行。退回行请在“数据交接”页面下载。",
                    source.label, loaded.rows_read, loaded.rows_loaded, loaded.rows_refused
                ),
            ))
        }
        TakenIn::Quarantined(findings) => {
            let found: Vec<String> = findings
                .into_iter()
                .map(|finding| format!("- {}", finding.message))
                .collect();
            Ok((
                false,
                format!(
                    "批次 {id}（{}）与数据约定不符，已隔离，没有导入任何一行，等大数据中心处理：\n{}",
                    source.label,
                    found.join("\n")
                ),
            ))
        }
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let unreadable = || {
        Problem::bad_input(
            "file-unreadable",
            "文件读不出来，可能权限不对或正被占用，请检查后重新放入。",
        )
    };
    let about = tokio::fs::metadata(path).await.map_err(|_| unreadable())?;
    if about.len() > UPLOAD_LIMIT as u64 {
        return Err(Problem::bad_input(
            "file-too-large",
            "文件超过 512 MB，请按街道或按月拆分后分批放入。",
        ));
    }
    tokio::fs::read(path).await.map_err(|_| unreadable())
}

/// Moves a file and writes the sentence beside it. The sentence comes first: a file that has been
/// moved always has one.
fn put_away(folder: &Path, path: &Path, place: &str, sentence: &str) -> std::io::Result<()> {
    let stamp = clock::stamp(clock::now());
    let name = format!("{stamp}_{}", name_of(path));
    let target = free(&folder.join(place), &name);
    let mut beside = target.clone().into_os_string();
    beside.push(".txt");
    std::fs::write(beside, format!("{sentence}\n"))?;
    std::fs::rename(path, target)
}

/// A name that is not taken yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    (0_u32..)
        .map(|at| match at {
            0 => folder.join(name),
            at => folder.join(format!("{at}_{name}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn unwritable(folder: &Path) -> Problem {
    Problem::unavailable(
        "watch-unwritable",
        format!(
            "监控文件夹 {} 无法读取或写入，请检查它是否存在、程序是否有权限。",
            folder.display()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_ready_once_it_has_stopped_growing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("yibao").join("名单.csv");
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a sub-folder");
        std::fs::write(&path, "姓名\n").expect("written");
        let (ready, seen) = look(folder.path(), &Seen::new()).await.expect("a look");
        assert!(ready.is_empty(), "it may still grow");
        std::fs::write(&path, "姓名\n张三\n").expect("written");
        let (ready, seen) = look(folder.path(), &seen).await.expect("a look");
        assert!(ready.is_empty(), "it has grown");
        let (ready, _) = look(folder.path(), &seen).await.expect("a look");
        assert_eq!(
            ready,
            [Lying {
                path,
                source: Some("yibao".to_owned())
            }]
        );
    }

    #[test]
    fn half_written_and_hidden_files_are_left_alone() {
        for name in [
            "~$名单.xlsx",
            ".名单.csv",
            "名单.csv.part",
            "名单.tmp",
            "Thumbs.db",
        ] {
            assert!(!is_wanted(name), "{name}");
        }
        assert!(is_wanted("名单.csv") && is_wanted("名单"));
    }

    #[test]
    fn files_of_one_name_do_not_replace_each_other() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(DONE)).expect("a folder");
        for text in ["一", "二"] {
            let path = folder.path().join("名单.csv");
            std::fs::write(&path, text).expect("written");
            put_away(folder.path(), &path, DONE, "已导入。").expect("moved");
        }
        let kept = std::fs::read_dir(folder.path().join(DONE)).expect("a folder");
        assert_eq!(kept.count(), 4, "two files with a sentence each");
    }
}
