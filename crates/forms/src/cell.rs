//! One cell of a filled form, with where its value came from.

use catalog::source::SourceNo;
use catalog::survivorship::EpochDay;
use serde::{Deserialize, Serialize};

/// How a cell came to its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellState {
    /// From the registry.
    Prefilled,
    /// Nothing held and nothing typed.
    Empty,
    /// From the registry, then changed (or emptied) by the community.
    Corrected,
    /// Nothing was held; typed by the community.
    Typed,
    /// The column asks for nothing (a spacer without a title).
    NotAsked,
}

/// One cell. A row of a form is one of them per template column, in template order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FormCell {
    /// As shown and written into the workbook.
    pub text: String,
    /// Canonical text of the element (see `catalog::values`); the plain text where the column
    /// has no element.
    pub canonical: String,
    /// How it came to its content.
    pub state: CellState,
    /// Source of the registry's value; of a corrected cell: of the value before.
    pub source: Option<SourceNo>,
    /// The day that source speaks of.
    pub as_of: Option<EpochDay>,
    /// The source record it stands in.
    pub record: Option<i64>,
    /// Of a corrected cell: the text that was prefilled.
    pub previous: Option<String>,
}

impl FormCell {
    /// A cell of the given state without content or origin.
    #[must_use]
    pub const fn blank(state: CellState) -> Self {
        Self {
            text: String::new(),
            canonical: String::new(),
            state,
            source: None,
            as_of: None,
            record: None,
            previous: None,
        }
    }

    /// Whether something stands in it.
    #[must_use]
    pub const fn is_filled(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether the community put its content there.
    #[must_use]
    pub const fn is_by_community(&self) -> bool {
        matches!(self.state, CellState::Corrected | CellState::Typed)
    }

    /// The cell after the community set it to an (already checked) content. Typing the prefilled
    /// text again takes a correction back.
    #[must_use]
    pub fn changed(&self, text: String, canonical: String) -> Self {
        let mut cell = self.clone();
        match self.state {
            CellState::NotAsked => return cell,
            // One choice of a list may stand for several codes; what reads the same is the same.
            CellState::Prefilled if canonical == self.canonical || text == self.text => {
                return cell;
            }
            CellState::Prefilled => {
                cell.previous = Some(self.text.clone());
                cell.state = CellState::Corrected;
            }
            CellState::Corrected if self.previous.as_deref() == Some(text.as_str()) => {
                cell.previous = None;
                cell.state = CellState::Prefilled;
            }
            CellState::Corrected => {}
            CellState::Empty | CellState::Typed => {
                cell.state = if text.is_empty() {
                    CellState::Empty
                } else {
                    CellState::Typed
                };
            }
        }
        cell.text = text;
        cell.canonical = canonical;
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefilled() -> FormCell {
        FormCell {
            text: "13800001234".into(),
            canonical: "13800001234".into(),
            source: Some(SourceNo(51)),
            as_of: Some(20_000),
            record: Some(7),
            ..FormCell::blank(CellState::Prefilled)
        }
    }

    fn set(cell: &FormCell, text: &str) -> FormCell {
        cell.changed(text.to_owned(), text.to_owned())
    }

    #[test]
    fn a_correction_remembers_what_was_there_and_can_be_taken_back() {
        let corrected = set(&prefilled(), "13900001234");
        assert_eq!(corrected.state, CellState::Corrected);
        assert_eq!(corrected.previous.as_deref(), Some("13800001234"));
        assert_eq!(corrected.source, Some(SourceNo(51)));
        let twice = set(&corrected, "13700001234");
        assert_eq!(twice.previous.as_deref(), Some("13800001234"));
        assert_eq!(set(&twice, "13800001234"), prefilled());
    }

    #[test]
    fn typing_what_stands_there_is_no_correction() {
        assert_eq!(set(&prefilled(), "13800001234"), prefilled());
    }

    #[test]
    fn emptying_a_prefilled_cell_is_a_correction_and_a_typed_one_is_not() {
        let emptied = set(&prefilled(), "");
        assert_eq!(emptied.state, CellState::Corrected);
        assert!(!emptied.is_filled());
        let typed = set(&FormCell::blank(CellState::Empty), "备用");
        assert_eq!(typed.state, CellState::Typed);
        assert_eq!(set(&typed, ""), FormCell::blank(CellState::Empty));
    }

    #[test]
    fn a_spacer_takes_nothing() {
        let spacer = FormCell::blank(CellState::NotAsked);
        assert_eq!(set(&spacer, "x"), spacer);
    }
}
