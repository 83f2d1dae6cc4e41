//! The clerk who fills one file: makes the stated errors, remembers them, and keeps the truth of
//! every row.

use catalog::problem::Problem;

use crate::dice::Dice;
use crate::errors::{self, KINDS, Slip, Slips, Tally};
use crate::sheet::{Cell, Out, XlsxFile};
use crate::world::{PersonAt, World};

/// What a row is really about: a running number over the area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Person(u32),
    Dwelling(u32),
    Place(u32),
}

/// The truth of one row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// Row as Excel counts, from 1.
    pub(crate) row: u32,
    pub(crate) subject: Subject,
    pub(crate) slips: Slips,
}

/// A finished file with its truth.
pub(crate) struct Rendered {
    pub(crate) bytes: Vec<u8>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) tally: Tally,
}

/// A file being filled.
pub(crate) struct Clerk<'w> {
    pub(crate) world: &'w World,
    pub(crate) dice: Dice,
    shares: [f64; KINDS],
    tally: Tally,
    slips: Slips,
    out: Out,
    marks: Vec<Mark>,
    repeated: Vec<(Vec<Cell>, Mark)>,
}

impl<'w> Clerk<'w> {
    /// Starts a file of a source; `place` tells the files of a source apart.
    pub(crate) fn new(world: &'w World, source: &str, place: u64, out: Out) -> Self {
        Self {
            world,
            dice: Dice::new(world.seed, source, place),
            shares: errors::shares_of(source),
            tally: Tally::default(),
            slips: Slips::default(),
            out,
            marks: Vec::new(),
            repeated: Vec::new(),
        }
    }

    /// Whether an error happens here, where it is possible; remembered for the row.
    pub(crate) fn slip(&mut self, slip: Slip) -> bool {
        let share = self.shares[slip as usize];
        if share == 0.0 {
            return false;
        }
        self.tally.eligible[slip as usize] += 1;
        let made = self.dice.chance(share);
        if made {
            self.tally.made[slip as usize] += 1;
            self.slips.add(slip);
        }
        made
    }

    /// Whether this source makes such an error at all.
    pub(crate) fn can(&self, slip: Slip) -> bool {
        self.shares[slip as usize] > 0.0
    }

    /// Whether somebody who should be on the list is left out.
    pub(crate) fn leaves_out(&mut self) -> bool {
        let left_out = self.slip(Slip::NotListed);
        // There is no row that could carry the mark.
        self.slips = Slips::default();
        left_out
    }

    /// Whether a dead person stays on the list.
    pub(crate) fn keeps_dead(&mut self) -> bool {
        self.slip(Slip::DeadListed)
    }

    /// Forgets the errors of a row that is not written after all.
    pub(crate) fn drop_row(&mut self) {
        self.slips = Slips::default();
    }

    /// Writes a row about a person.
    pub(crate) fn enter_person(&mut self, at: PersonAt, cells: Vec<Cell>) -> Result<u32, Problem> {
        let no = self.world.person_no(at);
        self.enter(Subject::Person(no), cells)
    }

    /// Writes a row, keeps its truth, and sometimes puts it aside to be written again.
    pub(crate) fn enter(&mut self, subject: Subject, cells: Vec<Cell>) -> Result<u32, Problem> {
        let row = self.out.row(&cells)?;
        let slips = std::mem::take(&mut self.slips);
        self.marks.push(Mark {
            row,
            subject,
            slips,
        });
        if self.slip(Slip::RowRepeated) {
            let mut slips = slips;
            slips.add(Slip::RowRepeated);
            self.repeated.push((
                cells,
                Mark {
                    row,
                    subject,
                    slips,
                },
            ));
            self.slips = Slips::default();
        }
        Ok(row)
    }

    /// Writes a row that is about nobody (合计).
    pub(crate) fn total(&mut self, cells: &[Cell]) -> Result<(), Problem> {
        self.out.row(cells).map(|_| ())
    }

    /// Writes the rows put aside.
    pub(crate) fn repeat_rows(&mut self) -> Result<(), Problem> {
        for (cells, mut mark) in std::mem::take(&mut self.repeated) {
            mark.row = self.out.row(&cells)?;
            self.marks.push(mark);
        }
        Ok(())
    }

    /// The workbook, when it is one.
    pub(crate) fn workbook(&mut self) -> Option<&mut XlsxFile> {
        match &mut self.out {
            Out::Xlsx(file) => Some(file),
            Out::Csv(_) => None,
        }
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<Rendered, Problem> {
        self.repeat_rows()?;
        let bytes = self.out.finish(self.world.today)?;
        Ok(Rendered {
            bytes,
            marks: self.marks,
            tally: self.tally,
        })
    }
}
