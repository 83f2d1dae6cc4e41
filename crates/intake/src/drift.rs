//! Drift (交接变化): where a delivery departs from the contract of its source.
//!
//! Every finding says where, what, what to do and whom to call. Nothing here decides: the data
//! centre accepts a change or sends the delivery back.

use std::collections::BTreeMap;

use catalog::text::squeeze;
use serde::{Deserialize, Serialize};

use crate::contract::{Change, Contract, ContractColumn};
use crate::survey::{SeenColumn, Survey};

mod codes;
mod similar;

/// Whether a finding holds the delivery up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Nothing of the delivery is loaded until somebody has decided.
    Stop,
    /// Shown only.
    Warn,
}

impl Weight {
    /// The stable name, as in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Warn => "warn",
        }
    }
}

/// One departure from the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable kebab-case code.
    pub code: String,
    /// Whether it holds the delivery up.
    pub weight: Weight,
    /// Chinese sentence: where, what, what to do, whom to call.
    pub message: String,
    /// Name of the sheet, where there is one to point at.
    pub sheet: Option<String>,
    /// Row as in Excel, from 1.
    pub row: Option<u32>,
    /// Title of the column.
    pub column: Option<String>,
    /// What the contract says after somebody has accepted it for good; `None` for what can be
    /// accepted for this delivery only.
    pub change: Option<Change>,
}

/// What was delivered before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// Rows of the last delivery; 0 when there was none.
    pub rows: u64,
    /// Rows by place: of the last delivery, or for a source that hands over in parts, of the last
    /// delivery of each place.
    pub places: BTreeMap<String, u64>,
    /// As-of day of the last delivery, in days since 1970-01-01.
    pub as_of: Option<i32>,
}

/// How a delivery was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handing {
    /// It completes an earlier one (补交) and is neither whole nor an export.
    pub part: bool,
    /// The day it speaks of, in days since 1970-01-01.
    pub as_of: i32,
}

/// Lists with fewer rows than this change by chance and are not compared.
const FEWEST_ROWS: u64 = 20;

/// Places named in one sentence.
const PLACES_NAMED: usize = 5;

/// Compares a surveyed delivery with the contract and with what came before.
#[must_use]
pub fn drift(
    contract: &Contract,
    survey: &Survey,
    before: &Before,
    handing: Handing,
) -> Vec<Finding> {
    let part = handing.part || survey.returned;
    let mut findings = Vec::new();
    let columns = Columns::new(contract, survey);
    // A hand-made supplement is no export of the owner's system: what its columns are taken for is
    // told by the report card.
    if !part {
        columns.report(contract, &mut findings);
    }
    for (column, seen) in &columns.known {
        codes::compare(contract, column, seen, &mut findings);
    }
    if !part {
        compare_rows(contract, survey, before, &mut findings);
        compare_places(contract, survey, before, &mut findings);
    }
    if before.as_of.is_some_and(|last| handing.as_of < last) {
        findings.push(Finding::whole(
            "as-of-older",
            Weight::Warn,
            "数据日期早于上一批，可能交了旧文件；导入后较新的值仍然优先，请核对数据日期。",
        ));
    }
    // What holds the delivery up is read first.
    findings.sort_by_key(|finding| finding.weight != Weight::Stop);
    findings
}

impl Finding {
    /// About the delivery as a whole.
    fn whole(code: &str, weight: Weight, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            weight,
            message: message.into(),
            sheet: None,
            row: None,
            column: None,
            change: None,
        }
    }

    /// About a column, at a row.
    fn at(code: &str, seen: &SeenColumn, sheet: &str, row: u32, message: String) -> Self {
        Self {
            sheet: Some(sheet.to_owned()),
            row: Some(row),
            column: Some(seen.title.clone()),
            ..Self::whole(code, Weight::Stop, message)
        }
    }
}

/// The columns of contract and delivery, side by side.
struct Columns<'a> {
    /// Found by title, or renamed.
    known: Vec<(&'a ContractColumn, &'a SeenColumn)>,
    renamed: Vec<(&'a ContractColumn, &'a SeenColumn)>,
    missing: Vec<&'a ContractColumn>,
    new: Vec<&'a SeenColumn>,
}

impl<'a> Columns<'a> {
    fn new(contract: &'a Contract, survey: &'a Survey) -> Self {
        let mut known = Vec::new();
        let mut gone = Vec::new();
        for column in &contract.columns {
            match survey.columns.iter().find(|seen| column.is(seen)) {
                Some(seen) => known.push((column, seen)),
                None => gone.push(column),
            }
        }
        let mut new: Vec<&SeenColumn> = survey
            .columns
            .iter()
            .filter(|seen| !seen.about_form)
            .filter(|seen| contract.columns.iter().all(|column| !column.is(seen)))
            .collect();
        let mut renamed = Vec::new();
        let mut missing = Vec::new();
        for column in gone {
            match similar::best(column, &new) {
                Some(at) => renamed.push((column, new.remove(at))),
                None if column.required => missing.push(column),
                None => {}
            }
        }
        known.extend(renamed.iter().copied());
        Self {
            known,
            renamed,
            missing,
            new,
        }
    }

    /// What is told about columns.
    fn report(&self, contract: &Contract, findings: &mut Vec<Finding>) {
        let call = contract.call();
        for (column, seen) in &self.renamed {
            let message = format!(
                "工作表“{}”第 {} 行 {} 列：约定的列“{}”不见了，多出了含义相近的“{}”，像是改了列名。确是同一列请接受变化；否则{call}，改回原列名后重新交。",
                seen.sheet,
                seen.row,
                seen.letter,
                column.title(),
                seen.title
            );
            let finding = Finding::at("column-renamed", seen, &seen.sheet, seen.row, message);
            findings.push(Finding {
                change: Some(Change::AddTitle {
                    column: column.title().to_owned(),
                    title: seen.title.clone(),
                }),
                ..finding
            });
        }
        for column in &self.missing {
            let message = format!(
                "缺少约定的列“{}”，导入后这一项会缺少本期的值。{call}，补上这一列后重新交；以后都不再提供请接受变化。",
                column.title()
            );
            findings.push(Finding {
                column: Some(column.title().to_owned()),
                change: Some(Change::Spare {
                    column: column.title().to_owned(),
                }),
                ..Finding::whole("column-missing", Weight::Stop, message)
            });
        }
        for seen in &self.new {
            let message = format!(
                "工作表“{}”第 {} 行 {} 列：多出约定里没有的列“{}”。确是新增的列请接受变化；否则{call}，核对导出的范围。",
                seen.sheet, seen.row, seen.letter, seen.title
            );
            let finding = Finding::at("column-new", seen, &seen.sheet, seen.row, message);
            let column = ContractColumn {
                required: false,
                ..ContractColumn::of(seen)
            };
            findings.push(Finding {
                change: Some(Change::AddColumn { column }),
                ..finding
            });
        }
    }
}

/// Rows that are expected and rows that came; of a source that hands over in parts, those of the
/// places that both know.
fn rows_to_compare(contract: &Contract, survey: &Survey, before: &Before) -> (u64, u64) {
    if !contract.divided {
        return (before.rows, survey.rows);
    }
    survey
        .places
        .iter()
        .filter_map(|(place, now)| Some((before.places.get(place)?, now)))
        .fold((0, 0), |(expected, came), (last, now)| {
            (expected + last, came + now)
        })
}

fn compare_rows(
    contract: &Contract,
    survey: &Survey,
    before: &Before,
    findings: &mut Vec<Finding>,
) {
    let (expected, came) = rows_to_compare(contract, survey, before);
    if expected < FEWEST_ROWS {
        return;
    }
    let call = contract.call();
    let fewer = expected.saturating_sub(came) * 100;
    let more = came.saturating_sub(expected) * 100;
    if fewer >= expected * u64::from(contract.fewer_percent) {
        findings.push(Finding::whole(
            "rows-fewer",
            Weight::Stop,
            format!(
                "行数比上一批少 {}%：上一批 {expected} 行，这一批 {came} 行（约定少 {}% 就要停下核对）。{call}，核对是否漏导了街道、社区或筛选错了条件；确实减少请接受变化。",
                fewer / expected,
                contract.fewer_percent
            ),
        ));
    } else if more >= expected * u64::from(contract.more_percent) {
        findings.push(Finding::whole(
            "rows-more",
            Weight::Stop,
            format!(
                "行数比上一批多 {}%：上一批 {expected} 行，这一批 {came} 行（约定多 {}% 就要停下核对）。{call}，核对是否混入了历史数据或其他范围；确实增加请接受变化。",
                more / expected,
                contract.more_percent
            ),
        ));
    }
}

/// Communities that were on the last delivery and have no row on this one.
fn compare_places(
    contract: &Contract,
    survey: &Survey,
    before: &Before,
    findings: &mut Vec<Finding>,
) {
    if contract.divided || survey.places.is_empty() {
        return;
    }
    let gone: Vec<&str> = before
        .places
        .iter()
        .filter(|(place, rows)| **rows >= FEWEST_ROWS && !survey.places.contains_key(*place))
        .map(|(place, _)| place.as_str())
        .collect();
    if gone.is_empty() {
        return;
    }
    let rows: u64 = gone.iter().map(|place| before.places[*place]).sum();
    let named = gone[..gone.len().min(PLACES_NAMED)].join("、");
    let others = if gone.len() > PLACES_NAMED { "等" } else { "" };
    findings.push(Finding::whole(
        "places-missing",
        Weight::Stop,
        format!(
            "{named}{others} {} 个社区（街道）在上一批共有 {rows} 行，这一批一行也没有。{}，核对是否漏导；确实没有请接受变化。",
            gone.len(),
            contract.call()
        ),
    ));
}

/// Two titles in the form in which they are compared.
fn same_title(one: &str, other: &str) -> bool {
    squeeze(one) == squeeze(other)
}

#[cfg(test)]
mod tests;
