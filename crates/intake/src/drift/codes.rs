//! New values in columns of codes.

use super::{Finding, Weight};
use crate::contract::{Change, Contract, ContractColumn};
use crate::survey::{SeenCode, SeenColumn};

/// Different values outside the code table that are still named one by one. More of them are no
/// new codes: the column holds something else, and what it holds may be about people.
const NAMED: usize = 5;

/// Percent of rows with a value that no code table knows, below which they are slips: the report
/// card tells about them row by row.
const SLIPS: u64 = 2;

/// Percent of such rows from which the column as a whole is told about.
const MANY_UNREAD: u64 = 10;

/// Longest value that is shown.
const LONGEST: usize = 12;

/// Compares the values of one column.
pub(super) fn compare(
    contract: &Contract,
    column: &ContractColumn,
    seen: &SeenColumn,
    findings: &mut Vec<Finding>,
) {
    if !column.is_coded() {
        return;
    }
    let new: Vec<(&String, &SeenCode)> = seen
        .codes
        .iter()
        .filter(|(code, _)| !column.codes.contains(code))
        .collect();
    let (read, unread): (Vec<_>, Vec<_>) = new.into_iter().partition(|(_, found)| found.read);
    for (code, found) in read {
        let finding = new_code(contract, column, seen, code, found);
        // One person of a people that was not on the list before is no change of the list.
        let weight = if seen.is_notable(found) {
            Weight::Stop
        } else {
            Weight::Warn
        };
        findings.push(Finding { weight, ..finding });
    }
    let rows: u64 = unread.iter().map(|(_, found)| found.count).sum();
    let strange = seen.many
        || unread.len() > NAMED
        || unread.iter().any(|(code, _)| !is_showable(code))
        || rows * 100 > seen.filled * MANY_UNREAD;
    if strange {
        if rows > 0 && rows * 100 >= seen.filled * SLIPS {
            findings.push(unread_share(contract, seen, rows));
        }
        return;
    }
    for (code, found) in unread {
        if seen.is_notable(found) {
            findings.push(new_code(contract, column, seen, code, found));
        }
    }
}

fn new_code(
    contract: &Contract,
    column: &ContractColumn,
    seen: &SeenColumn,
    code: &str,
    found: &SeenCode,
) -> Finding {
    let read = if found.read {
        ""
    } else {
        "，代码表里也没有，导入时会留空"
    };
    let message = format!(
        "工作表“{}”第 {} 行起，“{}”列出现约定里没有的代码“{code}”，共 {} 行{read}。确是新增的代码请接受变化；否则{}，改正后重新交。",
        found.sheet,
        found.row,
        seen.title,
        found.count,
        contract.call()
    );
    Finding {
        change: Some(Change::AddCode {
            column: column.title().to_owned(),
            code: code.to_owned(),
        }),
        ..Finding::at("code-new", seen, &found.sheet, found.row, message)
    }
}

fn unread_share(contract: &Contract, seen: &SeenColumn, rows: u64) -> Finding {
    let (sheet, row) = seen
        .unread_at
        .clone()
        .unwrap_or((seen.sheet.clone(), seen.row));
    let percent = (rows * 100).checked_div(seen.filled).unwrap_or(0);
    let message = format!(
        "工作表“{sheet}”第 {row} 行起，“{}”列有 {rows} 行（{percent}%）的内容不是代码表里的代码，导入时会留空，可能是列错位或换了代码表。{}，改正后重新交。",
        seen.title,
        contract.call()
    );
    Finding {
        weight: Weight::Stop,
        ..Finding::at("codes-unread", seen, &sheet, row, message)
    }
}

/// Whether a value may stand in a sentence: short, and no number of a person.
fn is_showable(code: &str) -> bool {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    code.chars().count() <= LONGEST && digits < 6
}
