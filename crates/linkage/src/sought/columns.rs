//! The people of a part of a registry, thing by thing: all names, all birth dates, and so on.
//!
//! Of millions most have nothing in common with whoever is looked for, and a column is passed over
//! faster than people are.

use super::eight::last_eight;

/// What is held of people, by row: the n-th of each column is of the n-th person.
pub trait Columns {
    /// Names.
    fn names(&self) -> TextColumn<'_>;
    /// Identity numbers.
    fn id_numbers(&self) -> TextColumn<'_>;
    /// Phones, with `;` between those of one person.
    fn phones(&self) -> TextColumn<'_>;
    /// Birth dates in days since 1970-01-01; any day for a person of whom none is held.
    fn births(&self) -> &[i32];
    /// Whether the birth date of a person is held.
    fn is_birth_held(&self, row: usize) -> bool;
    /// Who lives in a dwelling, and who is registered there. A registry looks that up, so it is not
    /// looked for among everybody.
    fn behind(&self, dwelling: i64) -> [&[u32]; 2];
}

/// The texts of a column, one behind the other; empty ones are not held.
#[derive(Debug, Clone, Copy)]
pub struct TextColumn<'a> {
    /// Where each begins, and where the last one ends.
    pub offsets: &'a [i32],
    /// All of them.
    pub bytes: &'a [u8],
}

impl<'a> TextColumn<'a> {
    /// Every text, by row.
    pub(super) fn each(self) -> impl Iterator<Item = Text<'a>> {
        self.offsets.windows(2).map(move |ends| Text {
            all: self.bytes,
            start: place(ends[0]),
            end: place(ends[1]),
        })
    }

    /// The text of a row; empty when not held.
    pub(super) fn text(self, row: usize) -> &'a str {
        let ends = self.offsets.get(row..).unwrap_or_default();
        let rest = Self {
            offsets: ends,
            ..self
        };
        let bytes = rest.each().next().map(Text::bytes).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

/// One of the texts of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    all: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Text<'a> {
    /// Its bytes.
    pub(super) fn bytes(self) -> &'a [u8] {
        self.all.get(self.start..self.end).unwrap_or_default()
    }

    /// How many bytes it has.
    pub(super) fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Its first bytes, and those of the texts behind it where it is shorter: to ask how long it is takes
    /// longer than to read on.
    #[inline]
    pub(super) fn first<const N: usize>(self) -> Option<&'a [u8; N]> {
        self.all.get(self.start..)?.first_chunk()
    }

    /// Its last eight bytes, and those of the texts before it where it is shorter.
    #[inline]
    pub(super) fn last_eight(self) -> u64 {
        last_eight(self.all.get(..self.end).unwrap_or_default())
    }
}

fn place(offset: i32) -> usize {
    usize::try_from(offset).unwrap_or(0)
}
