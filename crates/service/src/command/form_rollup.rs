//! `linli form rollup`

use std::path::PathBuf;

use catalog::problem::Problem;
use forms::collate::{Collated, Filled, collate};
use serde_json::json;
use workbook::Limits;

use super::form_analyse::list;
use super::{RollupArgs, file_name, read_file, say};

/// Puts filled workbooks together and says what does not fit.
pub fn run(args: &RollupArgs) -> Result<(), Problem> {
    let name = file_name(&args.template);
    let original = read_file(&args.template)?;
    let template = workbook::read(&original, &name, &Limits::default())?;
    let filled = paths(args)?
        .iter()
        .map(|path| {
            let name = file_name(path);
            let book = workbook::read(&read_file(path)?, &name, &Limits::default())?;
            Ok(Filled { name, book })
        })
        .collect::<Result<Vec<Filled>, Problem>>()?;
    let (bytes, answer) = collate(&original, &name, &template, &filled)?;
    std::fs::write(&args.out, bytes).map_err(|_| {
        Problem::unavailable(
            "file-unwritable",
            format!(
                "无法写出“{}”，请检查路径、权限和剩余空间。",
                args.out.display()
            ),
        )
    })?;
    if args.json {
        say(&json!({
            "files": answer.files,
            "rows": answer.rows,
            "sums": answer.sums,
            "differences": answer.differences,
        })
        .to_string());
    } else {
        say(&text(args, &answer));
    }
    Ok(())
}

/// The files named, and those below the folders named.
fn paths(args: &RollupArgs) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = Vec::new();
    for path in &args.filled {
        if path.is_dir() {
            let mut below = Vec::new();
            list(path, &mut below)?;
            below.sort();
            paths.extend(below);
        } else {
            paths.push(path.clone());
        }
    }
    if paths.is_empty() {
        return Err(Problem::bad_input(
            "rollup-nothing",
            "没有找到要汇总的工作簿，请给出已填好的 xls、xlsx 或 csv 文件或它们所在的文件夹。",
        ));
    }
    Ok(paths)
}

fn text(args: &RollupArgs, answer: &Collated) -> String {
    let mut lines = vec![format!(
        "已汇总 {} 个文件到 {}，名册共 {} 行。",
        answer.files,
        args.out.display(),
        answer.rows,
    )];
    for sum in &answer.sums {
        lines.push(format!(
            "  {} · {} 合计 {}",
            sum.sheet, sum.title, sum.total
        ));
    }
    if answer.differences.is_empty() {
        lines.push("合计核对一致，没有差异。".to_owned());
    } else {
        lines.push(format!("有 {} 处需要核对：", answer.differences.len()));
        lines.extend(
            answer
                .differences
                .iter()
                .map(|found| format!("  {}", found.message)),
        );
    }
    lines.join("\n")
}
