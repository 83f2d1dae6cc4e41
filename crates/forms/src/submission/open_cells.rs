//! Which cells of a returned submission are open again: those that the reviewer marked, or all.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

/// A cell: id of its row, column of the sheet from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellPlace {
    /// Id of the row.
    pub row: i64,
    /// Column of the sheet, from 0.
    pub column: u32,
}

/// What may be changed while a submission is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenCells(Option<BTreeSet<CellPlace>>);

impl OpenCells {
    /// Everything.
    #[must_use]
    pub const fn all() -> Self {
        Self(None)
    }

    /// Only the marked cells; everything where nothing was marked.
    #[must_use]
    pub fn marked(cells: impl IntoIterator<Item = CellPlace>) -> Self {
        let cells: BTreeSet<CellPlace> = cells.into_iter().collect();
        Self((!cells.is_empty()).then_some(cells))
    }

    /// Whether a cell may be changed.
    #[must_use]
    pub fn has(&self, cell: CellPlace) -> bool {
        self.0.as_ref().is_none_or(|cells| cells.contains(&cell))
    }

    /// Whether everything is open.
    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// Whether rows may be added or left out.
    ///
    /// # Errors
    /// `cells-only` when only single cells are open.
    pub fn require_all(&self) -> Result<(), Problem> {
        if self.is_all() {
            return Ok(());
        }
        Err(Problem::conflict(
            "cells-only",
            "这次只退回了标出的格子，不能增减行；请改好标出的格子后提交，确需增减行请联系街道整份退回。",
        ))
    }
}
