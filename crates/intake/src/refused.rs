//! The workbook of refused rows: to be mended and handed in again.
//!
//! It has one header row. Headers of several levels are written as one, each title such that it
//! is understood as it was in the original; the values stand as they were typed, as text; the last
//! column says why each row was refused and is ignored when the workbook comes back.

use catalog::element::Dictionary;
use catalog::problem::Problem;
use catalog::source::Source;
use catalog::title::{Tier, TitleContext, match_title};
use chrono::NaiveDate;
use workbook::{ColumnMatch, Limits};

use crate::address::Territory;
use crate::delivery::Setting;
use crate::delivery::batch::RefusedRow;
use crate::delivery::plan::{Plan, REASON_TITLE, title};
use crate::delivery::reader::Sink;

/// Makes the workbook of refused rows of a delivery.
///
/// # Errors
/// As [`crate::delivery::read_delivery`]; `nothing-refused` when every row was read.
pub fn refused_workbook(
    bytes: &[u8],
    file_name: &str,
    source: &Source,
    today: NaiveDate,
    limits: &Limits,
) -> Result<Vec<u8>, Problem> {
    let mut gathered = Gathered::default();
    let mut on_refused = |plan: &Plan, rows: Vec<RefusedRow>| gathered.take(plan, rows, source);
    let sink = Sink {
        on_rows: &mut |_| {},
        on_issues: &mut |_| {},
        on_refused: Some(&mut on_refused),
        surveyor: None,
    };
    let setting = Setting {
        today,
        // No address is a reason to refuse a row, wherever it lies.
        territory: Territory::shipped(),
    };
    crate::delivery::read_into(bytes, file_name, source, setting, limits, sink)?;
    if gathered.rows.is_empty() {
        return Err(Problem::not_found(
            "nothing-refused",
            "这个批次没有退回的行。",
        ));
    }
    gathered.write()
}

/// Refused rows of all sheets under one header.
#[derive(Default)]
struct Gathered {
    titles: Vec<String>,
    rows: Vec<(Vec<(usize, String)>, String)>,
}

impl Gathered {
    fn take(&mut self, plan: &Plan, rows: Vec<RefusedRow>, source: &Source) {
        let places: Vec<(usize, usize)> = plan
            .matches
            .iter()
            .zip(titles(&plan.matches, source))
            .map(|(found, title)| (found.index as usize, self.place(title)))
            .collect();
        for row in rows {
            let cells = places
                .iter()
                .filter_map(|(from, to)| Some((*to, row.cells.get(*from)?.text())))
                .filter(|(_, text)| !text.is_empty())
                .collect();
            let reasons = row.reasons.join("；");
            let reason = format!("原工作表“{}”第{}行：{reasons}", plan.sheet_name, row.row);
            self.rows.push((cells, reason));
        }
    }

    /// The place of a title in the common header.
    fn place(&mut self, title: String) -> usize {
        match self.titles.iter().position(|held| *held == title) {
            Some(place) => place,
            None => {
                self.titles.push(title);
                self.titles.len() - 1
            }
        }
    }

    fn write(self) -> Result<Vec<u8>, Problem> {
        let width = self.titles.len();
        let header: Vec<&str> = self
            .titles
            .iter()
            .map(String::as_str)
            .chain([REASON_TITLE])
            .collect();
        let rows = self.rows.into_iter().map(|(cells, reason)| {
            let mut row = vec![String::new(); width];
            for (at, text) in cells {
                row[at] = text;
            }
            row.push(reason);
            row
        });
        workbook::table("退回行", &header, rows)
    }
}

/// One title a column, none twice.
fn titles(matches: &[ColumnMatch], source: &Source) -> Vec<String> {
    let mut taken: Vec<String> = Vec::with_capacity(matches.len());
    for found in matches {
        let free = |candidate: &String| !taken.contains(candidate);
        let chosen = candidates(found)
            .into_iter()
            .filter(free)
            .find(|candidate| means_the_same(candidate, found, source));
        let chosen = chosen.unwrap_or_else(|| unused(&title(&found.path), &taken));
        taken.push(chosen);
    }
    taken
}

/// The title alone, with the levels above it, and the canonical label.
fn candidates(found: &ColumnMatch) -> Vec<String> {
    let label = found
        .element
        .and_then(|element| Dictionary::shipped().get(element));
    let mut candidates = vec![
        title(&found.path),
        found.path.concat().split_whitespace().collect(),
    ];
    candidates.extend(
        label
            .filter(|_| found.tier == Tier::Auto)
            .map(|element| element.label.clone()),
    );
    candidates
}

/// Whether a title alone is understood as the column was.
fn means_the_same(candidate: &str, found: &ColumnMatch, source: &Source) -> bool {
    let path = [candidate.to_owned()];
    let context = TitleContext {
        path: &path,
        source: Some(source),
        samples: &[],
        siblings: &[],
        about: &[],
    };
    let read = match_title(&context)
        .filter(|read| read.tier == Tier::Auto)
        .map(|read| read.element);
    let was = found.element.filter(|_| found.tier == Tier::Auto);
    read == was
}

/// A title that no other column has.
fn unused(title: &str, taken: &[String]) -> String {
    let title = if title.is_empty() { "未命名" } else { title };
    std::iter::once(title.to_owned())
        .chain((2..).map(|number| format!("{title}（{number}）")))
        .find(|candidate| !taken.contains(candidate))
        .expect("one of endlessly many titles is free")
}
