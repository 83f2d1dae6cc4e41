//! Formulas of cells.

use std::collections::{BTreeMap, HashMap};

use super::super::biff::Data;
use super::formula;
use super::names::References;

/// Formulas while their sheet is read.
#[derive(Debug, Default)]
pub(super) struct Computed<'a> {
    cells: Vec<(u16, u16, Data<'a>)>,
    /// A formula that many cells have in common, by the first of them.
    shared: HashMap<(u16, u16), Data<'a>>,
    last: (u16, u16),
}

/// First byte of a formula that another cell holds.
const ELSEWHERE: u8 = 0x01;

impl<'a> Computed<'a> {
    pub(super) fn take(&mut self, kind: u16, data: Data<'a>) -> Option<()> {
        match kind {
            0x0006 => {
                self.last = (data.u16(0)?, data.u16(2)?);
                let size = usize::from(data.u16(20)?);
                let formula = Data(data.0.get(22..22 + size)?);
                self.cells.push((self.last.0, self.last.1, formula));
            }
            0x04BC => {
                let size = usize::from(data.u16(8)?);
                let formula = Data(data.0.get(10..10 + size)?);
                self.shared.insert(self.last, formula);
            }
            _ => {}
        }
        Some(())
    }

    /// Whether any formula reads another file.
    pub(super) fn reads_outside(&self, references: &References) -> bool {
        let own = self.cells.iter().map(|(.., formula)| formula);
        own.chain(self.shared.values())
            .any(|formula| formula::reads_outside(*formula, references))
    }

    /// The texts of the formulas that are understood.
    pub(super) fn finish(self, references: &References) -> BTreeMap<(u32, u32), String> {
        let text = |(row, col, formula): &(u16, u16, Data<'_>)| {
            let place = (u32::from(*row), u32::from(*col));
            let formula = if formula.u8(0) == Some(ELSEWHERE) {
                self.shared.get(&(formula.u16(1)?, formula.u16(3)?))?
            } else {
                formula
            };
            Some((place, formula::text(*formula, references, Some(place))?))
        };
        self.cells.iter().filter_map(text).collect()
    }
}
