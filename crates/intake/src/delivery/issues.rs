//! Issues with their place.

use super::Issue;
use super::plan::{Plan, PlannedColumn};
use crate::clean::{Finding, Severity};

/// The letter of a column counted from 0: `A`, `Z`, `AA`.
pub(crate) fn letter(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    letters.iter().rev().map(|byte| char::from(*byte)).collect()
}

/// Findings that are true of many good values; they are left out, or they would bury the rest.
pub(crate) fn is_everyday(code: &str) -> bool {
    code == "id-number-abolished-county"
}

/// An issue about one cell.
pub(crate) fn of_cell(plan: &Plan, row: u32, column: &PlannedColumn, found: &Finding) -> Issue {
    // A value that cannot be used sends the row back only where the source requires it.
    let severity = match found.severity {
        Severity::Refuse if !column.required => Severity::Warn,
        severity => severity,
    };
    Issue {
        sheet: plan.sheet_name.clone(),
        row,
        column: Some(column.title.clone()),
        column_letter: Some(letter(column.index)),
        code: found.code.to_owned(),
        severity,
        message: found.message.to_owned(),
    }
}

/// An issue about a whole row.
pub(crate) fn of_row(
    plan: &Plan,
    row: u32,
    code: &str,
    severity: Severity,
    message: String,
) -> Issue {
    Issue {
        sheet: plan.sheet_name.clone(),
        row,
        column: None,
        column_letter: None,
        code: code.to_owned(),
        severity,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_as_in_excel() {
        for (index, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(index), expected);
        }
    }
}
