//! The report card of a delivery (数据体检): what was read, what was not, and why.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use catalog::source::Source;
use catalog::title::Tier;
use serde::{Deserialize, Serialize};
use workbook::ColumnMatch;

use crate::clean::Severity;
use crate::delivery::Issue;
use crate::delivery::plan::{Plan, title};

mod labels;

pub use labels::label;

/// What a sheet was used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetUse {
    /// Its rows were read.
    Form,
    /// A table that lacks what the source requires.
    Unfit,
    /// A table whose header could not be found.
    NoHeader,
    /// Lists of allowed values.
    Dictionary,
    /// Text for the reader.
    Notes,
    /// Hidden by its author.
    Hidden,
    /// No content.
    Empty,
}

impl SheetUse {
    /// The stable name, as in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Unfit => "unfit",
            Self::NoHeader => "no-header",
            Self::Dictionary => "dictionary",
            Self::Notes => "notes",
            Self::Hidden => "hidden",
            Self::Empty => "empty",
        }
    }
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetCard {
    /// Its name.
    pub name: String,
    /// What it was used as.
    pub kind: SheetUse,
    /// First and last header row as in Excel, from 1.
    pub header_rows: Option<(u32, u32)>,
    /// What every column was taken for, from left to right.
    pub columns: Vec<ColumnMatch>,
    /// Share of data rows (0 to 1) that have a value, for each of `columns`.
    pub filled_share: Vec<f32>,
    /// Data rows; blank rows, totals and signatures are none.
    pub rows_read: u64,
    /// Rows read without a warning.
    pub rows_clean: u64,
    /// Rows sent back.
    pub rows_refused: u64,
}

impl SheetCard {
    /// A sheet that is not read.
    pub(crate) fn unread(name: &str, kind: SheetUse) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            header_rows: None,
            columns: Vec::new(),
            filled_share: Vec::new(),
            rows_read: 0,
            rows_clean: 0,
            rows_refused: 0,
        }
    }

    /// A sheet before its first row.
    pub(crate) fn of_plan(plan: &Plan) -> Self {
        Self {
            header_rows: plan.header_rows,
            columns: plan.matches.clone(),
            filled_share: vec![0.0; plan.matches.len()],
            ..Self::unread(&plan.sheet_name, SheetUse::Form)
        }
    }
}

/// How often one kind of issue occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueTally {
    /// Chinese label of the code.
    pub label: String,
    /// The gravest severity it occurred with.
    pub severity: Severity,
    /// How often.
    pub count: u64,
}

/// The report card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportCard {
    /// Code of the source.
    pub source: String,
    /// Every sheet in tab order.
    pub sheets: Vec<SheetCard>,
    /// Data rows of all sheets.
    pub rows_read: u64,
    /// Rows handed on.
    pub rows_loaded: u64,
    /// Rows sent back.
    pub rows_refused: u64,
    /// Issues by code.
    pub issues_by_code: BTreeMap<String, IssueTally>,
    /// Labels of required elements that some table had no column for.
    pub missing_required: Vec<String>,
    /// Titles of columns that were not understood.
    pub unknown_columns: Vec<String>,
    /// Sentences about the file as a whole.
    pub notes: Vec<String>,
}

/// Gathers a report card.
#[derive(Debug)]
pub(crate) struct CardBuilder {
    card: ReportCard,
}

impl CardBuilder {
    pub(crate) fn new(source: &Source) -> Self {
        let card = ReportCard {
            source: source.code.clone(),
            sheets: Vec::new(),
            rows_read: 0,
            rows_loaded: 0,
            rows_refused: 0,
            issues_by_code: BTreeMap::new(),
            missing_required: Vec::new(),
            unknown_columns: Vec::new(),
            notes: Vec::new(),
        };
        Self { card }
    }

    /// Adds a sentence.
    pub(crate) fn note(&mut self, sentence: String) {
        self.card.notes.push(sentence);
    }

    /// Notes required elements without a column.
    pub(crate) fn miss(&mut self, labels: &[String]) {
        for label in labels {
            if !self.card.missing_required.contains(label) {
                self.card.missing_required.push(label.clone());
            }
        }
    }

    /// Counts an issue.
    pub(crate) fn count(&mut self, issue: &Issue) {
        if let Some(tally) = self.card.issues_by_code.get_mut(issue.code.as_str()) {
            tally.count += 1;
            tally.severity = tally.severity.max(issue.severity);
            return;
        }
        let label = label(&issue.code).unwrap_or("其他问题").to_owned();
        let tally = IssueTally {
            label,
            severity: issue.severity,
            count: 1,
        };
        self.card.issues_by_code.insert(issue.code.clone(), tally);
    }

    /// Adds a finished sheet.
    pub(crate) fn add_sheet(&mut self, sheet: SheetCard) {
        self.card.rows_read += sheet.rows_read;
        self.card.rows_refused += sheet.rows_refused;
        self.card.rows_loaded += sheet.rows_read - sheet.rows_refused;
        for column in sheet
            .columns
            .iter()
            .filter(|column| column.tier == Tier::None)
        {
            let title = title(&column.path);
            if !self.card.unknown_columns.contains(&title) {
                self.card.unknown_columns.push(title);
            }
        }
        self.card.sheets.push(sheet);
    }

    /// The card, unless nothing at all could be read.
    ///
    /// # Errors
    /// See [`crate::delivery::read_delivery`].
    pub(crate) fn finish(self, file_name: &str) -> Result<ReportCard, Problem> {
        let mut card = self.card;
        if card.sheets.iter().all(|sheet| sheet.kind != SheetUse::Form) {
            return Err(nothing_fits(&card, file_name));
        }
        // A month in which nobody died is a delivery too.
        if card.rows_read == 0 {
            let note = "只有表头，没有数据行；如果不是本期确实没有数据，请重新导出。";
            card.notes.push(note.to_owned());
        }
        Ok(card)
    }
}

/// Why no sheet could be read.
fn nothing_fits(card: &ReportCard, file_name: &str) -> Problem {
    let unfit = card
        .sheets
        .iter()
        .find(|sheet| sheet.kind == SheetUse::Unfit);
    match unfit {
        Some(sheet) if !card.missing_required.is_empty() => Problem::bad_input(
            "required-column-missing",
            format!(
                "文件“{file_name}”的工作表“{}”缺少必需的列：{}，请补上这些列，或核对是否选对了数据来源。",
                sheet.name,
                card.missing_required.join("、")
            ),
        ),
        Some(sheet) => Problem::bad_input(
            "no-column-understood",
            format!(
                "文件“{file_name}”的工作表“{}”没有一列能对应到数据元，请核对表头，或核对是否选对了数据来源。",
                sheet.name
            ),
        ),
        None => Problem::bad_input(
            "header-not-found",
            format!(
                "在文件“{file_name}”中没有找到带表头的数据表，请在数据上方写明各列标题后重新交。"
            ),
        ),
    }
}
