//! Formulas that lead back to themselves. A spreadsheet shows the last value it worked out, or
//! nothing; whoever sent the file should know.

use std::collections::{BTreeMap, BTreeSet};

use crate::sheet::Range;
use crate::write::a1;

/// Formulas that are looked at in a sheet; a form has far fewer.
const MOST_FORMULAS: usize = 20_000;

/// Cells with formulas: their texts without the leading `=`.
pub(crate) type Formulas = BTreeMap<(u32, u32), String>;

/// The first cell, from the top, whose formula needs its own value, within one sheet.
pub(crate) fn find(formulas: &Formulas) -> Option<(u32, u32)> {
    if formulas.len() > MOST_FORMULAS {
        return None;
    }
    let mut done: BTreeSet<(u32, u32)> = BTreeSet::new();
    formulas
        .keys()
        .copied()
        .find(|start| !done.contains(start) && leads_back(*start, formulas, &mut done))
}

/// Walks from a cell to the formulas that it needs, with a path of its own instead of recursion:
/// chains of formulas may be as long as a sheet.
fn leads_back(start: (u32, u32), formulas: &Formulas, done: &mut BTreeSet<(u32, u32)>) -> bool {
    let mut open: BTreeSet<(u32, u32)> = BTreeSet::from([start]);
    let mut path = vec![(start, needs(start, formulas))];
    while let Some((cell, rest)) = path.last_mut() {
        let Some(next) = rest.pop() else {
            done.insert(*cell);
            open.remove(cell);
            path.pop();
            continue;
        };
        if open.contains(&next) {
            return true;
        }
        if !done.contains(&next) {
            open.insert(next);
            path.push((next, needs(next, formulas)));
        }
    }
    false
}

/// The formula cells that a formula reads in its own sheet.
fn needs(cell: (u32, u32), formulas: &Formulas) -> Vec<(u32, u32)> {
    let Some(formula) = formulas.get(&cell) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for range in references(formula) {
        let rows = formulas.range((range.first_row, 0)..=(range.last_row, u32::MAX));
        found.extend(
            rows.map(|(place, _)| *place)
                .filter(|(row, col)| range.contains(*row, *col)),
        );
    }
    found
}

/// References to the own sheet: `A1`, `$B$2:C9`. Texts in quotes and names with `!` are passed over.
fn references(formula: &str) -> Vec<Range> {
    let mut found = Vec::new();
    for (at, part) in formula.split('"').enumerate() {
        if at % 2 == 1 {
            continue;
        }
        let is_word =
            |c: char| c.is_alphanumeric() || matches!(c, '$' | ':' | '!' | '\'' | '_' | '.');
        for word in part.split(|c: char| !is_word(c)) {
            if !word.contains('!') && !word.contains('.') {
                found.extend(a1::parse_range(word));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(cells: &[(&str, &str)]) -> Option<String> {
        let formulas: Formulas = cells
            .iter()
            .filter_map(|(cell, formula)| Some((a1::parse(cell)?, (*formula).to_owned())))
            .collect();
        find(&formulas).map(|(row, col)| a1::name(row, col))
    }

    #[test]
    fn circles_are_found_and_chains_are_not() {
        assert_eq!(circle(&[("A1", "A1+1")]).as_deref(), Some("A1"));
        assert_eq!(
            circle(&[("A1", "B1"), ("B1", "SUM(A1:A9)")]).as_deref(),
            Some("A1")
        );
        assert_eq!(circle(&[("C9", "SUM(C1:C8)"), ("C3", "C2*2")]), None);
        assert_eq!(circle(&[("A1", "其他!A1"), ("B1", "\"B1\"&A1")]), None);
        let chain: Vec<(String, String)> = (1..5_000)
            .map(|row| (format!("A{row}"), format!("A{}", row + 1)))
            .collect();
        let chain: Vec<(&str, &str)> = chain
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(circle(&chain), None);
    }
}
