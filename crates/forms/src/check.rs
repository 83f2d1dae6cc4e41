//! Checking what somebody typed into a cell, and bringing it into canonical and display form.
//!
//! Answers never repeat the typed text: it may be personal, and problems end up in logs.

mod kind;

use catalog::area::AreaTree;
use catalog::element::DataElement;
use catalog::problem::Problem;
use catalog::text;
use chrono::NaiveDate;

use crate::cell::{CellState, FormCell};
use crate::choice;
use crate::date_style::DateStyle;
use crate::display;
use crate::template::{Template, TemplateColumn};

/// Longest text of a cell, in characters.
const LONGEST: usize = 500;

/// What cells are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Checker<'a> {
    /// Dates of what has happened must not be after it.
    pub today: NaiveDate,
    /// For codes and names of areas.
    pub areas: &'a AreaTree,
}

/// Checks a typed text against an element: (display, canonical). Without an element any short
/// text goes, and both are the text. Empty is both empty.
///
/// # Errors
/// `cell-required` when nothing is typed but required; `cell-invalid` when the text is no such
/// value. The sentence says what is expected.
pub fn check_cell(
    element: Option<&DataElement>,
    required: bool,
    typed: &str,
    today: NaiveDate,
) -> Result<(String, String), Problem> {
    let checker = Checker {
        today,
        areas: AreaTree::shipped(),
    };
    let label = element.map_or("本列", |element| element.label.as_str());
    let canonical = checker.canonical(element, label, None, typed)?;
    if canonical.is_empty() && required {
        return Err(is_required(label));
    }
    let shown = element
        .map(|element| display::element_display(element, &canonical, checker.areas))
        .unwrap_or_else(|| canonical.clone());
    Ok((shown, canonical))
}

impl Checker<'_> {
    /// Checks a typed text against a column, whose title names it in the sentence and whose
    /// date style decides how dates look: (display, canonical). A required column may be emptied
    /// while it is being filled; [`gaps`] finds it before submitting.
    ///
    /// # Errors
    /// `cell-invalid`, as [`check_cell`].
    pub fn column(
        &self,
        column: &TemplateColumn,
        typed: &str,
    ) -> Result<(String, String), Problem> {
        let element = column.element();
        let chosen = element.and_then(|element| choice::code_of(column, element, &tidy(typed)));
        let canonical = match chosen {
            Some(code) => code,
            None => self.canonical(element, column.label(), column.dates, typed)?,
        };
        let shown = element
            .map(|element| display::in_column(column, element, &canonical, self.areas))
            .unwrap_or_else(|| canonical.clone());
        Ok((shown, canonical))
    }

    /// The cell after somebody typed into it.
    ///
    /// # Errors
    /// `cell-invalid`, as [`check_cell`]; `cell-readonly` for 序号 and for columns that ask for
    /// nothing.
    pub fn edit(
        &self,
        column: &TemplateColumn,
        cell: &FormCell,
        typed: &str,
    ) -> Result<FormCell, Problem> {
        if column.is_counted() || cell.state == CellState::NotAsked {
            let detail = format!("“{}”由系统生成，不需要填写。", column.label());
            return Err(Problem::bad_input("cell-readonly", detail));
        }
        let (shown, canonical) = self.column(column, typed)?;
        Ok(cell.changed(shown, canonical))
    }

    fn canonical(
        &self,
        element: Option<&DataElement>,
        label: &str,
        dates: Option<DateStyle>,
        typed: &str,
    ) -> Result<String, Problem> {
        let typed = tidy(typed);
        if typed.chars().count() > LONGEST {
            return Err(invalid(label, &format!("超过{LONGEST}个字，请缩短后再填")));
        }
        let Some(element) = element.filter(|_| !typed.is_empty()) else {
            return Ok(typed);
        };
        kind::canonical(self, element, dates, &typed).map_err(|reason| invalid(label, &reason))
    }
}

/// The columns that must be filled but are not, by their place in the template.
#[must_use]
pub fn gaps(template: &Template, cells: &[FormCell]) -> Vec<usize> {
    let columns = template.columns.iter().zip(cells).enumerate();
    columns
        .filter(|(_, (column, cell))| column.required && !cell.is_filled())
        .map(|(at, _)| at)
        .collect()
}

/// Without invisible characters and outer blanks; line breaks become blanks.
fn tidy(typed: &str) -> String {
    let visible: String = typed
        .chars()
        .map(|symbol| if symbol.is_whitespace() { ' ' } else { symbol })
        .filter(|symbol| !text::is_invisible(*symbol))
        .collect();
    visible.trim().to_owned()
}

fn invalid(label: &str, reason: &str) -> Problem {
    Problem::bad_input("cell-invalid", format!("“{label}”{reason}。"))
}

fn is_required(label: &str) -> Problem {
    Problem::bad_input("cell-required", format!("“{label}”必须填写。"))
}

#[cfg(test)]
mod tests;
