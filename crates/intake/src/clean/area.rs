//! Area codes.

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::identifier::county;

use super::finding::{self, Finding};

/// Reads an area code of 6, 9 or 12 digits. A code that no list holds is kept with a warning:
/// the list may be younger than the data.
pub(crate) fn read(typed: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let half = super::text::tidy(typed);
    let digits = half.trim_start_matches('\'').trim();
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    let Ok(code) = digits.parse::<AreaCode>() else {
        findings.push(finding::AREA_INVALID);
        return None;
    };
    if !is_known(&code) {
        findings.push(finding::AREA_UNKNOWN);
    }
    Some(code.to_string())
}

/// Whether the shipped tree or the national list of counties holds a code. Below a county whose
/// communities are not shipped nothing can be said.
fn is_known(code: &AreaCode) -> bool {
    let tree = AreaTree::shipped();
    if tree.get(code).is_some() {
        return true;
    }
    if code.level() <= Level::District {
        return county::find(code.county()).is_some();
    }
    let above = code.at(Level::District);
    tree.communities_under(&above).is_empty() && county::find(code.county()).is_some()
}
