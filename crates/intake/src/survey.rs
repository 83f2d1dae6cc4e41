//! One pass over a delivery before it is loaded: its columns, the codes in them, its rows and
//! where they are from. Values of people are neither kept nor returned.

use std::collections::BTreeMap;

use catalog::code_table::{CodeTable, CodeTables};
use catalog::element::{Dictionary, ElementNo, no};
use catalog::problem::Problem;
use catalog::source::Source;
use catalog::text::squeeze;
use catalog::title::Tier;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use workbook::{Cell, Limits};

use crate::address::Territory;
use crate::contract::is_code;
use crate::delivery::Setting;
use crate::delivery::footing;
use crate::delivery::issues::letter;
use crate::delivery::plan::{Plan, is_about_form};
use crate::delivery::reader::{Sink, Surveyor};
use crate::delivery::row::RawRow;

/// What a delivery holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// The columns of all sheets that are tables, each title once.
    pub columns: Vec<SeenColumn>,
    /// Data rows.
    pub rows: u64,
    /// Data rows by community, or by street where no column names the community; rows that name
    /// neither are in none. Addresses are not read for it.
    pub places: BTreeMap<String, u64>,
    /// The file is a workbook of refused rows that comes back mended.
    pub returned: bool,
}

/// One column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SeenColumn {
    /// Its title; levels of a header are joined by ` / `.
    pub title: String,
    /// The title as titles are compared.
    pub key: String,
    /// Name of the first sheet that has it.
    pub sheet: String,
    /// Header row there, from 1.
    pub row: u32,
    /// Letter there, such as `AB`.
    pub letter: String,
    /// Id of the data element it is read as.
    pub element: Option<String>,
    /// It is about the form itself (序号, 备注): nobody misses it and nobody minds it.
    pub about_form: bool,
    /// Rows with a value, in columns of codes.
    pub filled: u64,
    /// Values of columns of codes, at most [`MOST_CODES`].
    pub codes: BTreeMap<String, SeenCode>,
    /// Rows whose value no code table knows.
    pub unread: u64,
    /// Where the first of them stands: sheet and row.
    pub unread_at: Option<(String, u32)>,
    /// There were more different values than are kept.
    pub many: bool,
}

/// Rows from which a value is more than a slip, and the share of them in a thousand.
const NOTABLE_ROWS: u64 = 3;
const NOTABLE_PER_MILLE: u64 = 5;

impl SeenColumn {
    /// Whether a value comes too often to be a slip.
    #[must_use]
    pub fn is_notable(&self, found: &SeenCode) -> bool {
        found.count >= NOTABLE_ROWS && found.count * 1000 >= self.filled * NOTABLE_PER_MILLE
    }
}

/// A value of a column of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCode {
    /// In how many rows.
    pub count: u64,
    /// Sheet of the first of them.
    pub sheet: String,
    /// Row of the first of them, from 1.
    pub row: u32,
    /// The code table knows it.
    pub read: bool,
}

/// Different values kept of one column. More than any code table in use has.
pub const MOST_CODES: usize = 400;

/// Different places kept; a large district has some hundred communities.
const MOST_PLACES: usize = 5_000;

/// Surveys a delivery in one pass and constant memory.
///
/// # Errors
/// As [`crate::delivery::read_delivery`], except that a file whose tables all lack what the source
/// requires is surveyed all the same: which column is gone is what the survey is for.
pub fn survey(
    bytes: &[u8],
    file_name: &str,
    source: &Source,
    today: NaiveDate,
    limits: &Limits,
) -> Result<Survey, Problem> {
    let mut gathering = Gathering::default();
    let sink = Sink {
        on_rows: &mut |_| {},
        on_issues: &mut |_| {},
        on_refused: None,
        surveyor: Some(&mut gathering),
    };
    let setting = Setting {
        today,
        // A survey counts columns, codes and rows; no address is read.
        territory: Territory::shipped(),
    };
    let read = crate::delivery::read_into(bytes, file_name, source, setting, limits, sink);
    match read {
        Err(problem) if !lacks_columns(&problem) => Err(problem),
        _ => Ok(gathering.survey),
    }
}

fn lacks_columns(problem: &Problem) -> bool {
    matches!(
        problem.code.as_str(),
        "required-column-missing" | "no-column-understood"
    )
}

#[derive(Default)]
struct Gathering {
    survey: Survey,
    /// How the sheet at hand is looked at.
    view: View,
}

/// The columns of one sheet that are looked into.
#[derive(Default)]
struct View {
    /// (place in the sheet, place in the survey, its code table).
    coded: Vec<(usize, usize, &'static CodeTable)>,
    /// Place in the sheet of the column that says where a row is from.
    place: Option<usize>,
}

impl Surveyor for Gathering {
    fn sheet(&mut self, plan: &Plan) {
        self.survey.returned |= plan.returned;
        self.view = View {
            coded: Vec::new(),
            place: [no::COMMUNITY, no::COMMUNITY_CODE, no::STREET]
                .into_iter()
                .find_map(|element| plan.column(element))
                .map(|column| column.index),
        };
        for found in &plan.matches {
            let title = joined(&found.path);
            let key = squeeze(&title);
            if key.is_empty() {
                continue;
            }
            let sure = found.element.filter(|_| found.tier == Tier::Auto);
            let known = self.survey.columns.iter().position(|seen| seen.key == key);
            let at = known.unwrap_or_else(|| {
                self.survey.columns.push(SeenColumn {
                    title,
                    key,
                    sheet: plan.sheet_name.clone(),
                    row: plan.header_rows.map_or(1, |(_, last)| last),
                    letter: letter(found.index as usize),
                    element: sure.and_then(id_of),
                    about_form: is_about_form(found),
                    ..SeenColumn::default()
                });
                self.survey.columns.len() - 1
            });
            if let Some(table) = sure.and_then(table_of) {
                self.view.coded.push((found.index as usize, at, table));
            }
        }
    }

    fn rows(&mut self, plan: &Plan, rows: &[RawRow]) {
        for raw in rows {
            if footing::passed(plan, &raw.cells).is_some() {
                continue;
            }
            self.survey.rows += 1;
            self.count_place(raw);
            for at in 0..self.view.coded.len() {
                self.count_code(plan, raw, at);
            }
        }
    }
}

impl Gathering {
    fn count_place(&mut self, raw: &RawRow) {
        let Some(cell) = self.view.place.and_then(|at| raw.cells.get(at)) else {
            return;
        };
        let place = squeeze(&cell.text());
        if place.is_empty() {
            return;
        }
        let places = &mut self.survey.places;
        if let Some(count) = places.get_mut(&place) {
            *count += 1;
        } else if places.len() < MOST_PLACES {
            places.insert(place, 1);
        }
    }

    fn count_code(&mut self, plan: &Plan, raw: &RawRow, at: usize) {
        let (index, column, table) = self.view.coded[at];
        let typed = match raw.cells.get(index) {
            None | Some(Cell::Empty) => return,
            Some(cell) => cell.text(),
        };
        let typed = typed.trim();
        let code = table.code_of(typed);
        if code.is_none() && (typed.is_empty() || catalog::text::is_nothing(typed)) {
            return;
        }
        let row = raw.row + 1;
        let seen = &mut self.survey.columns[column];
        seen.filled += 1;
        if code.is_none() {
            seen.unread += 1;
            if seen.unread_at.is_none() {
                seen.unread_at = Some((plan.sheet_name.clone(), row));
            }
        }
        let label = code.and_then(|code| table.label_of(code)).unwrap_or(typed);
        if let Some(found) = seen.codes.get_mut(label) {
            found.count += 1;
        } else if seen.codes.len() < MOST_CODES {
            let found = SeenCode {
                count: 1,
                sheet: plan.sheet_name.clone(),
                row,
                read: code.is_some(),
            };
            seen.codes.insert(label.to_owned(), found);
        } else {
            seen.many = true;
        }
    }
}

/// The levels of a title on one line.
fn joined(path: &[String]) -> String {
    let levels: Vec<String> = path
        .iter()
        .map(|title| title.split_whitespace().collect::<String>())
        .filter(|title| !title.is_empty())
        .collect();
    levels.join(" / ")
}

fn id_of(element: ElementNo) -> Option<String> {
    let element = Dictionary::shipped().get(element)?;
    Some(element.id.clone())
}

/// The code table of an element whose values are codes.
fn table_of(element: ElementNo) -> Option<&'static CodeTable> {
    let element = Dictionary::shipped().get(element)?;
    if !is_code(&element.id) {
        return None;
    }
    CodeTables::shipped().get(element.code_table.as_deref()?)
}
