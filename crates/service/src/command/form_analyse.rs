//! `linli form analyse`

use std::path::{Path, PathBuf};

use catalog::problem::Problem;
use forms::analyse::{AskedForm, Decision, Decisions, analyse, by_sources, table};
use serde::Serialize;
use serde_json::Value;
use workbook::Limits;

use super::{AnalyseArgs, file_name, read_file, say};

/// A file that could not be read, or of which something is worth telling.
#[derive(Debug, Serialize)]
struct FileNote {
    /// Path below the folder.
    file: String,
    /// Stable code.
    code: String,
    /// Chinese sentence.
    message: String,
}

/// Looks over the forms of a folder or a list.
pub fn run(args: &AnalyseArgs) -> Result<(), Problem> {
    let (forms, notes) = if args.input.is_dir() {
        read_folder(&args.input)?
    } else {
        (read_list(&args.input)?, Vec::new())
    };
    let decisions = match &args.decisions {
        Some(path) => read_decisions(path)?,
        None => Decisions::default(),
    };
    let answer = analyse(&forms, &decisions, &by_sources());
    if !args.json {
        say(&table(&answer));
        for note in &notes {
            say(&format!("注意：{}（{}）", note.message, note.file));
        }
        return Ok(());
    }
    let mut answer = json_of(&answer)?;
    if let Value::Object(fields) = &mut answer {
        fields.insert("files".to_owned(), json_of(&notes)?);
    }
    say(&answer.to_string());
    Ok(())
}

fn json_of(value: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| {
        Problem::unavailable("answer-unwritable", format!("无法写出分析结果：{error}。"))
    })
}

/// A JSON list of forms; of workbooks it takes the one file.
fn read_list(path: &Path) -> Result<Vec<AskedForm>, Problem> {
    let bytes = read_file(path)?;
    if is_workbook(path) {
        return forms::analyse::forms_of_book(&open(path, &bytes)?, &file_name(path), "");
    }
    serde_json::from_slice(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).map_err(|error| {
        Problem::bad_input(
            "form-list-broken",
            format!(
                "“{}”第 {} 行第 {} 列读不懂：应是表格清单，即 [{{\"title\", \"dept\", \"kind\": \"list 或 statistics\", \"columns\": [列名…]}}]。",
                file_name(path),
                error.line(),
                error.column(),
            ),
        )
    })
}

fn read_decisions(path: &Path) -> Result<Decisions, Problem> {
    let bytes = read_file(path)?;
    let decisions: Vec<Decision> = serde_json::from_slice(&bytes).map_err(|error| {
        Problem::bad_input(
            "decisions-broken",
            format!(
                "人工决定文件“{}”第 {} 行读不懂：每条应是 {{\"title\", \"element\"}} 或 {{\"titles\", \"same\"}}。",
                file_name(path),
                error.line(),
            ),
        )
    })?;
    Decisions::new(&decisions)
}

/// Every form sheet of every workbook below a folder. The folder right below it that a file stands
/// in is taken for the department.
fn read_folder(folder: &Path) -> Result<(Vec<AskedForm>, Vec<FileNote>), Problem> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    let (mut forms, mut notes) = (Vec::new(), Vec::new());
    for path in &files {
        let below = path.strip_prefix(folder).unwrap_or(path);
        let dept = below
            .parent()
            .and_then(|parent| parent.components().next())
            .map(|first| first.as_os_str().to_string_lossy().into_owned())
            .unwrap_or_default();
        let note = |code: &str, message: &str| FileNote {
            file: below.display().to_string(),
            code: code.to_owned(),
            message: message.to_owned(),
        };
        let read = read_file(path).and_then(|bytes| {
            let book = open(path, &bytes)?;
            let found = forms::analyse::forms_of_book(&book, &file_name(path), &dept)?;
            let mut told = forms::remark::remarks(&book);
            told.extend(book.notes);
            Ok((told, found))
        });
        match read {
            Ok((told, found)) => {
                forms.extend(found);
                notes.extend(told.iter().map(|told| note(&told.code, &told.message)));
            }
            Err(problem) => notes.push(note(&problem.code, &problem.detail)),
        }
    }
    if forms.is_empty() {
        return Err(Problem::bad_input(
            "form-folder-empty",
            format!(
                "文件夹“{}”里没有读到任何表格（看了 {} 个文件），请放入 xls、xlsx 或 csv 表样后重试。",
                folder.display(),
                files.len(),
            ),
        ));
    }
    Ok((forms, notes))
}

fn open(path: &Path, bytes: &[u8]) -> Result<workbook::Book, Problem> {
    workbook::read(bytes, &file_name(path), &Limits::default())
}

fn is_workbook(path: &Path) -> bool {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    matches!(
        extension.as_str(),
        "xls" | "xlsx" | "xlsm" | "csv" | "et" | "tsv"
    )
}

/// Workbooks below a folder, without the lock files of open ones (`~$`).
pub(super) fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let unreadable = |_| {
        Problem::bad_input(
            "folder-unreadable",
            format!("读不了文件夹“{}”，请检查路径和权限。", folder.display()),
        )
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = file_name(&path);
        if path.is_dir() && !path.is_symlink() {
            list(&path, files)?;
        } else if is_workbook(&path) && !name.starts_with("~$") && !name.starts_with('.') {
            files.push(path);
        }
    }
    Ok(())
}
