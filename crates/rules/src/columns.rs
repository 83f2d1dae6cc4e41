//! Columns that rules are evaluated over. Whoever holds data in columns (the snapshot over Arrow)
//! implements [`Columns`] without copying; nothing here knows Arrow.

use std::borrow::Cow;

use catalog::area::AreaCode;
use catalog::element::ElementNo;
use catalog::source::SourceNo;

use crate::subject::Relation;
use crate::three::Three;
use crate::value::Cell;

/// The rows of one subject: people, dwellings, places or households of one community.
pub trait Columns {
    /// How many rows.
    fn rows(&self) -> usize;

    /// The values of an element; `None` when it is not held for any row, so that nothing can be
    /// told from it. 年龄 may be given for the day that the rule is asked for; when it is not, it
    /// is computed from 出生日期 and 死亡时间.
    fn column(&self, element: ElementNo) -> Option<Column<'_>>;

    /// The rows without a recorded death; `None` means all.
    fn alive(&self) -> Option<Bits<'_>>;

    /// The rows that carry a tag; `None` when the tag is not held.
    fn tag(&self, name: &str) -> Option<Marks<'_>>;

    /// The rows of which a source has an active record; `None` when that is not held.
    fn source(&self, source: SourceNo) -> Option<Marks<'_>>;

    /// The members of a set for each row; `None` when it is not held.
    fn relation(&self, relation: Relation) -> Option<Members<'_>>;
}

/// One bit a row, the first row lowest.
#[derive(Debug, Clone, Copy)]
pub enum Bits<'a> {
    /// Words of 64 rows.
    Words(&'a [u64]),
    /// Bytes of 8 rows, as Arrow keeps them.
    Bytes(&'a [u8]),
}

impl Bits<'_> {
    /// The bit of a row.
    #[must_use]
    pub fn get(self, row: usize) -> bool {
        match self {
            Self::Words(words) => words[row / 64] >> (row % 64) & 1 == 1,
            Self::Bytes(bytes) => bytes[row / 8] >> (row % 8) & 1 == 1,
        }
    }

    /// As words.
    #[must_use]
    pub fn words(self, rows: usize) -> Vec<u64> {
        let words = rows.div_ceil(64);
        match self {
            Self::Words(held) => held[..words].to_vec(),
            Self::Bytes(bytes) => bytes[..rows.div_ceil(8)]
                .chunks(8)
                .map(|chunk| {
                    let mut word = [0; 8];
                    word[..chunk.len()].copy_from_slice(chunk);
                    u64::from_le_bytes(word)
                })
                .collect(),
        }
    }
}

/// Rows that are marked, and of which it is known whether they are.
#[derive(Debug, Clone)]
pub struct Marks<'a> {
    /// Marked rows, as words.
    pub yes: Cow<'a, [u64]>,
    /// Rows of which it is known; `None` means all.
    pub known: Option<Cow<'a, [u64]>>,
}

impl<'a> Marks<'a> {
    /// Marks that are known for every row.
    #[must_use]
    pub fn certain(yes: &'a [u64]) -> Self {
        Self {
            yes: Cow::Borrowed(yes),
            known: None,
        }
    }

    pub(crate) fn three(self, rows: usize) -> Three {
        Three::new(rows, self.yes.into_owned(), self.known.map(Cow::into_owned))
    }
}

/// Which rows of a column hold a value.
#[derive(Debug, Clone, Copy, Default)]
pub enum Validity<'a> {
    /// All.
    #[default]
    All,
    /// Those whose bit is set.
    Where(Bits<'a>),
    /// Those whose byte is not this one.
    ExceptByte(u8),
}

/// A position in a table of words for each row.
#[derive(Debug, Clone, Copy)]
pub enum Index<'a> {
    /// One byte a row.
    Bytes(&'a [u8]),
    /// Two bytes a row.
    Shorts(&'a [u16]),
    /// Four bytes a row.
    Words(&'a [u32]),
}

impl Index<'_> {
    /// Whether every position is below a limit.
    pub(crate) fn is_within(self, limit: usize) -> bool {
        // Folds over values, not references, look at many at once.
        let largest = match self {
            Self::Bytes([]) | Self::Shorts([]) | Self::Words([]) => return true,
            Self::Bytes(index) => usize::from(index.iter().copied().fold(0, u8::max)),
            Self::Shorts(index) => usize::from(index.iter().copied().fold(0, u16::max)),
            Self::Words(index) => index.iter().copied().fold(0, u32::max) as usize,
        };
        largest < limit
    }

    pub(crate) fn at(self, row: usize) -> usize {
        match self {
            Self::Bytes(index) => usize::from(index[row]),
            Self::Shorts(index) => usize::from(index[row]),
            Self::Words(index) => index[row] as usize,
        }
    }
}

/// The values of a column. Days are days since 1970-01-01; months are their first day.
#[derive(Debug, Clone, Copy)]
pub enum Data<'a> {
    /// Numbers of one byte.
    Bytes(&'a [u8]),
    /// Numbers of two bytes.
    Shorts(&'a [i16]),
    /// Numbers of four bytes.
    Integers(&'a [i32]),
    /// Numbers.
    Doubles(&'a [f64]),
    /// Days.
    Days(&'a [i32]),
    /// Ids of dwellings.
    Ids(&'a [i64]),
    /// Yes and no.
    YesNo(Bits<'a>),
    /// Codes or texts as positions in a table. A position outside the table holds no value.
    Coded(Index<'a>, &'a [Cow<'static, str>]),
    /// Texts one behind the other; text n goes from offset n to offset n + 1.
    Texts(&'a [i32], &'a str),
    /// Areas as positions in a table.
    Areas(Index<'a>, &'a [AreaCode]),
    /// The same area in every row.
    SameArea(AreaCode),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Its values.
    pub data: Data<'a>,
    /// Which rows hold one.
    pub validity: Validity<'a>,
}

impl<'a> Column<'a> {
    /// A column that holds a value in every row.
    #[must_use]
    pub fn full(data: Data<'a>) -> Self {
        Self {
            data,
            validity: Validity::All,
        }
    }

    /// The rows that hold a value; `None` means all. Positions outside a table are not looked at.
    pub(crate) fn held(&self, rows: usize) -> Option<Vec<u64>> {
        match self.validity {
            Validity::All => None,
            Validity::Where(bits) => Some(bits.words(rows)),
            Validity::ExceptByte(byte) => match self.data {
                Data::Bytes(values) | Data::Coded(Index::Bytes(values), _) => {
                    Some(crate::three::where_holds(values, |value| value != byte))
                }
                _ => None,
            },
        }
    }

    /// Whether a row holds a value. Positions outside a table are not looked at.
    pub(crate) fn holds(&self, row: usize) -> bool {
        match self.validity {
            Validity::All => true,
            Validity::Where(bits) => bits.get(row),
            Validity::ExceptByte(byte) => match self.data {
                Data::Bytes(values) | Data::Coded(Index::Bytes(values), _) => values[row] != byte,
                _ => true,
            },
        }
    }

    /// The value of a row.
    #[must_use]
    pub fn cell(&self, row: usize) -> Option<Cell<'a>> {
        if !self.holds(row) {
            return None;
        }
        Some(match self.data {
            Data::Bytes(values) => Cell::Number(f64::from(values[row])),
            Data::Shorts(values) => Cell::Number(f64::from(values[row])),
            Data::Integers(values) => Cell::Number(f64::from(values[row])),
            Data::Doubles(values) => Cell::Number(values[row]),
            Data::Days(values) => Cell::Day(values[row]),
            Data::Ids(values) => Cell::Id(values[row]),
            Data::YesNo(bits) => Cell::YesNo(bits.get(row)),
            Data::Coded(index, words) => Cell::Text(words.get(index.at(row))?),
            Data::Texts(offsets, text) => {
                let at = |offset: i32| usize::try_from(offset).ok();
                Cell::Text(text.get(at(offsets[row])?..at(offsets[row + 1])?)?)
            }
            Data::Areas(index, codes) => Cell::Area(*codes.get(index.at(row))?),
            Data::SameArea(area) => Cell::Area(area),
        })
    }
}

/// The members of a set, for each row of the table it belongs to.
pub struct Members<'a> {
    /// The table that members are rows of; `None`: the same table.
    pub table: Option<Box<dyn Columns + 'a>>,
    /// Which list belongs to a row; `None`: list n to row n. A number past the last list means
    /// that the members of the row are not known.
    pub list_of: Option<&'a [u32]>,
    /// List n goes from offset n to offset n + 1.
    pub offsets: &'a [u32],
    /// Rows of the members, list after list.
    pub members: &'a [u32],
    /// Rows whose list is complete; `None` means all that have one.
    pub complete: Option<Bits<'a>>,
    /// The row itself is in its list and is not a member (同住人).
    pub without_self: bool,
    /// Members that are rows of other tables (a child held by another community).
    pub elsewhere: Elsewhere<'a>,
}

/// Members that are rows of other tables than the others of their set.
#[derive(Default)]
pub struct Elsewhere<'a> {
    /// The tables.
    pub tables: Vec<Box<dyn Columns + 'a>>,
    /// Row of the owner, and place of the table and row in it of the member; ascending.
    pub pairs: Vec<(u32, u32, u32)>,
}

impl Elsewhere<'_> {
    /// Table and row of the members of a row.
    pub(crate) fn of(&self, row: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let start = self.pairs.partition_point(|(of, _, _)| *of < row);
        self.pairs[start..]
            .iter()
            .take_while(move |(of, _, _)| *of == row)
            .map(|(_, table, member)| (*table, *member))
    }
}

impl<'a> Members<'a> {
    /// The list of a row, itself included where `without_self` is set; `None` when not known.
    pub(crate) fn list(&self, row: usize) -> Option<&'a [u32]> {
        let list = self.list_of.map_or(row, |list_of| list_of[row] as usize);
        let (start, end) = (self.offsets.get(list)?, self.offsets.get(list + 1)?);
        self.members.get(*start as usize..*end as usize)
    }

    /// The members of a row that are in the one table, and whether they are all with those elsewhere.
    pub fn of(&self, row: usize) -> (impl Iterator<Item = u32> + 'a, bool) {
        let list = self.list(row);
        let complete = list.is_some() && self.complete.is_none_or(|bits| bits.get(row));
        let own = self.without_self.then_some(row);
        let members = list
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(move |member| own != Some(*member as usize));
        (members, complete)
    }
}

impl std::fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members")
            .field("lists", &self.offsets.len().saturating_sub(1))
            .field("members", &self.members.len())
            .field("elsewhere", &self.elsewhere.pairs.len())
            .finish_non_exhaustive()
    }
}
