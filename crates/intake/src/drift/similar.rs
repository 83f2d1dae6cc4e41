//! Which new column a vanished one has become.

use catalog::text::squeeze;

use super::same_title;
use crate::contract::ContractColumn;
use crate::survey::SeenColumn;

/// The place of the new column that reads as the same data element, else of the one whose title
/// is most alike.
pub(super) fn best(column: &ContractColumn, new: &[&SeenColumn]) -> Option<usize> {
    let same_element =
        |seen: &&SeenColumn| column.element.is_some() && seen.element == column.element;
    if let Some(at) = new.iter().position(same_element) {
        return Some(at);
    }
    new.iter()
        .enumerate()
        // Two columns that are read as different elements are different columns.
        .filter(|(_, seen)| column.element.is_none() || seen.element.is_none())
        .map(|(at, seen)| (at, likeness(column, seen)))
        .filter(|(_, likeness)| *likeness >= ALIKE)
        .max_by_key(|(_, likeness)| *likeness)
        .map(|(at, _)| at)
}

/// Percent of their characters that two titles must share.
const ALIKE: usize = 60;

/// Percent of characters shared with the most alike title of a column, counted over both titles.
fn likeness(column: &ContractColumn, seen: &SeenColumn) -> usize {
    let most = column
        .titles
        .iter()
        .map(|title| share(title, &seen.title))
        .max();
    most.unwrap_or(0)
}

fn share(one: &str, other: &str) -> usize {
    if same_title(one, other) {
        return 100;
    }
    let one: Vec<char> = squeeze(one).chars().collect();
    let mut rest: Vec<char> = squeeze(other).chars().collect();
    let length = one.len() + rest.len();
    let shared = one
        .iter()
        .filter(|c| {
            let at = rest.iter().position(|held| held == *c);
            at.map(|at| rest.swap_remove(at)).is_some()
        })
        .count();
    (2 * shared * 100).checked_div(length).unwrap_or(0)
}
