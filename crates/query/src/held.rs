//! Columns of whatever elements the people, dwellings or places of a partition hold, and the marks
//! of their sources: what rules read beside the columns that lists show.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaCode;
use catalog::element::{DataElement, Dictionary, ElementNo, ValueKind};
use catalog::roster::{Left, Rosters};
use catalog::source::{SourceNo, Sources};
use catalog::survivorship::EpochDay;
use rules::columns::{Bits, Column, Data, Index, Marks, Validity};
use rules::{Cell, Value};
use rustc_hash::FxHashMap;

use crate::bits::RowBits;
use crate::row_set::RowSet;
use crate::sheet::{Sheet, identifies};

/// A position that stands for no value.
const NONE: u8 = u8::MAX;
/// The same in two bytes.
const NO_AREA: u16 = u16::MAX;

/// The columns and marks of the rows of one table.
#[derive(Debug)]
pub(crate) struct Held {
    rows: usize,
    /// By element.
    columns: Vec<(ElementNo, Values)>,
    /// By source.
    sources: Vec<(SourceNo, Vec<Named>)>,
}

/// The rows that a source last named on one day.
#[derive(Debug)]
struct Named {
    /// Of a source that hands over whole lists the day, else [`ALWAYS`].
    last: EpochDay,
    rows: RowSet,
}

/// After every day: whoever a source has ever named stands in it as long as a record says so.
const ALWAYS: EpochDay = EpochDay::MAX;

/// The values of one element in the smallest form that holds them.
#[derive(Debug)]
enum Values {
    /// Codes and texts of which there are few different ones.
    Coded(Vec<u8>, Vec<Cow<'static, str>>),
    /// Texts of which there are many.
    Texts(Vec<i32>, String, RowBits),
    Days(Vec<i32>, RowBits),
    Shorts(Vec<i16>, RowBits),
    Integers(Vec<i32>, RowBits),
    Doubles(Vec<f64>, RowBits),
    YesNo(RowBits, RowBits),
    Areas(Vec<u16>, Vec<AreaCode>),
    /// What identifies: only whether it is held.
    Known(RowBits),
}

impl Held {
    /// The columns of entities in row order.
    pub(crate) fn of<'a>(sheets: impl ExactSizeIterator<Item = &'a Sheet>) -> Self {
        let rows = sheets.len();
        let mut texts: FxHashMap<ElementNo, Vec<(usize, &str)>> = FxHashMap::default();
        let mut sources: BTreeMap<(SourceNo, EpochDay), RowBits> = BTreeMap::new();
        for (row, sheet) in sheets.enumerate() {
            for (element, text) in sheet.values() {
                texts.entry(element).or_default().push((row, text));
            }
            for (source, last) in &sheet.sources {
                let last = match Sources::shipped().is_roster(*source) {
                    true => *last,
                    false => ALWAYS,
                };
                sources
                    .entry((*source, last))
                    .or_insert_with(|| RowBits::none(rows))
                    .insert(row);
            }
        }
        let mut columns: Vec<(ElementNo, Values)> = texts
            .into_iter()
            .filter_map(|(element, texts)| {
                let known = Dictionary::shipped().get(element)?;
                Some((element, Values::of(known, &texts, rows)))
            })
            .collect();
        columns.sort_unstable_by_key(|(element, _)| *element);
        let mut by_source: Vec<(SourceNo, Vec<Named>)> = Vec::new();
        for ((source, last), bits) in sources {
            let rows = RowSet::from_bits(bits);
            match by_source.last_mut() {
                Some((same, named)) if *same == source => named.push(Named { last, rows }),
                _ => by_source.push((source, vec![Named { last, rows }])),
            }
        }
        Self {
            rows,
            columns,
            sources: by_source,
        }
    }

    /// The column of an element; `None` when no row holds it.
    pub(crate) fn column(&self, element: ElementNo) -> Option<Column<'_>> {
        let at = self
            .columns
            .binary_search_by_key(&element, |(held, _)| *held)
            .ok()?;
        Some(self.columns[at].1.column())
    }

    /// The code or text of a row.
    pub(crate) fn text(&self, element: ElementNo, row: usize) -> Option<&str> {
        match self.column(element)?.cell(row)? {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a row.
    pub(crate) fn number(&self, element: ElementNo, row: usize) -> Option<f64> {
        match self.column(element)?.cell(row)? {
            Cell::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The rows that a source named, by day, the oldest first.
    fn named(&self, source: SourceNo) -> &[Named] {
        let at = self.sources.binary_search_by_key(&source, |(no, _)| *no);
        at.map_or(&[], |at| &self.sources[at].1)
    }

    /// The rows that stand in a source, in sets that share none.
    fn standing<'a>(
        &'a self,
        source: SourceNo,
        rosters: &'a Rosters,
    ) -> impl Iterator<Item = &'a RowSet> {
        self.named(source)
            .iter()
            .filter(move |named| rosters.stands(source, named.last))
            .map(|named| &named.rows)
    }

    /// Whether a row stands in a source.
    pub(crate) fn stands(&self, source: SourceNo, row: usize, rosters: &Rosters) -> bool {
        self.standing(source, rosters)
            .any(|rows| rows.contains(row))
    }

    /// Why a row that a source has named does not stand in it.
    pub(crate) fn left(&self, source: SourceNo, row: usize, rosters: &Rosters) -> Option<Left> {
        self.named(source)
            .iter()
            .filter_map(|named| Some((rosters.left(source, named.last)?, named)))
            .find(|(_, named)| named.rows.contains(row))
            .map(|(left, _)| left)
    }

    /// The sources with rows that stand in them.
    pub(crate) fn sources<'a>(
        &'a self,
        rosters: &'a Rosters,
    ) -> impl Iterator<Item = (SourceNo, &'a RowSet)> {
        self.sources.iter().flat_map(move |(source, _)| {
            self.standing(*source, rosters)
                .map(move |rows| (*source, rows))
        })
    }

    /// The rows that stand in a source, as rules take them.
    pub(crate) fn marks(&self, source: SourceNo, rosters: &Rosters) -> Marks<'_> {
        Marks {
            yes: self.words(source, rosters),
            known: None,
        }
    }

    fn words(&self, source: SourceNo, rosters: &Rosters) -> Cow<'_, [u64]> {
        let named = self.named(source);
        let mut standing = named
            .iter()
            .filter(|named| rosters.stands(source, named.last))
            .map(|named| &named.rows);
        let Some(first) = standing.next() else {
            return vec![0; self.rows.div_ceil(64)].into();
        };
        let Some(second) = standing.next() else {
            return first.words(self.rows);
        };
        let mut all = RowBits::none(self.rows);
        for rows in [first, second].into_iter().chain(standing) {
            rows.add_to(&mut all);
        }
        all.words().to_vec().into()
    }

    /// Whether everybody stands where they stood under other lists.
    pub(crate) fn stand_alike(&self, one: &Rosters, other: &Rosters) -> bool {
        self.sources.iter().all(|(source, named)| {
            named
                .iter()
                .all(|named| one.stands(*source, named.last) == other.stands(*source, named.last))
        })
    }

    /// The rows that stand in some source now and did not before, or the other way round. Both have
    /// the same rows.
    pub(crate) fn moved(&self, rosters: &Rosters, before: &Self, then: &Rosters) -> RowBits {
        let mut moved = RowBits::none(self.rows);
        let lists = [&self.sources, &before.sources].into_iter().flatten();
        let sources: BTreeSet<SourceNo> = lists.map(|(source, _)| *source).collect();
        for source in sources {
            let (old, new) = (before.words(source, then), self.words(source, rosters));
            if old != new {
                let differing = old.iter().zip(new.iter()).map(|(old, new)| old ^ new);
                moved.or(&RowBits::from_words(differing.collect(), self.rows));
            }
        }
        moved
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.column_bytes() + self.source_bytes()
    }

    /// Bytes of the columns.
    pub(crate) fn column_bytes(&self) -> usize {
        self.columns.iter().map(|(_, values)| values.bytes()).sum()
    }

    /// Bytes of the marks of sources.
    pub(crate) fn source_bytes(&self) -> usize {
        let named = self.sources.iter().flat_map(|(_, named)| named);
        named
            .map(|named| size_of::<Named>() + named.rows.bytes())
            .sum()
    }
}

impl Values {
    fn of(element: &DataElement, texts: &[(usize, &str)], rows: usize) -> Self {
        if identifies(element.kind.clone()) {
            return Self::Known(RowBits::of_rows(rows, texts.iter().map(|(row, _)| *row)));
        }
        match element.kind {
            ValueKind::Date | ValueKind::Month => {
                let (days, held) = each(element, texts, rows, 0, |cell| match cell {
                    Cell::Day(day) => Some(day),
                    _ => None,
                });
                Self::Days(days, held)
            }
            ValueKind::Integer | ValueKind::Decimal => {
                let (numbers, held) = each(element, texts, rows, 0.0, |cell| match cell {
                    Cell::Number(number) => Some(number),
                    _ => None,
                });
                Self::numbers(numbers, held)
            }
            ValueKind::YesNo => {
                let (flags, held) = each(element, texts, rows, false, |cell| match cell {
                    Cell::YesNo(yes) => Some(yes),
                    _ => None,
                });
                Self::YesNo(RowBits::from_fn(rows, |row| flags[row]), held)
            }
            ValueKind::Area => Self::areas(element, texts, rows),
            _ => Self::texts(texts, rows),
        }
    }

    /// Numbers in the narrowest type that holds them all.
    fn numbers(numbers: Vec<f64>, held: RowBits) -> Self {
        let whole = |number: &f64| number.fract() == 0.0;
        let within = |limit: f64| {
            numbers
                .iter()
                .all(|number| whole(number) && number.abs() <= limit)
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "bounded by the test before"
        )]
        if within(f64::from(i16::MAX)) {
            Self::Shorts(numbers.iter().map(|number| *number as i16).collect(), held)
        } else if within(f64::from(i32::MAX)) {
            Self::Integers(numbers.iter().map(|number| *number as i32).collect(), held)
        } else {
            Self::Doubles(numbers, held)
        }
    }

    fn areas(element: &DataElement, texts: &[(usize, &str)], rows: usize) -> Self {
        let mut places: FxHashMap<AreaCode, u16> = FxHashMap::default();
        let mut codes = Vec::new();
        let mut index = vec![NO_AREA; rows];
        for (row, text) in texts {
            let Some(Value::Area(area)) = Value::read(element, text) else {
                continue;
            };
            index[*row] = *places.entry(area).or_insert_with(|| {
                codes.push(area);
                u16::try_from(codes.len() - 1).unwrap_or(NO_AREA)
            });
        }
        Self::Areas(index, codes)
    }

    fn texts(texts: &[(usize, &str)], rows: usize) -> Self {
        let mut places: FxHashMap<&str, u8> = FxHashMap::default();
        let mut words: Vec<Cow<'static, str>> = Vec::new();
        let mut index = vec![NONE; rows];
        for (row, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
            let place = match places.get(text) {
                Some(place) => *place,
                None => {
                    let Some(next) = u8::try_from(words.len()).ok().filter(|next| *next != NONE)
                    else {
                        return Self::many_texts(texts, rows);
                    };
                    places.insert(text, next);
                    words.push(Cow::Owned((*text).to_owned()));
                    next
                }
            };
            index[*row] = place;
        }
        Self::Coded(index, words)
    }

    fn many_texts(texts: &[(usize, &str)], rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        let mut all = String::with_capacity(texts.iter().map(|(_, text)| text.len()).sum());
        let mut held = RowBits::none(rows);
        let mut texts = texts.iter().peekable();
        offsets.push(0);
        for row in 0..rows {
            if let Some((_, text)) = texts.next_if(|(at, _)| *at == row)
                && !text.is_empty()
            {
                all.push_str(text);
                held.insert(row);
            }
            offsets.push(i32::try_from(all.len()).unwrap_or(i32::MAX));
        }
        Self::Texts(offsets, all, held)
    }

    fn column(&self) -> Column<'_> {
        match self {
            Self::Coded(index, words) => Column::full(Data::Coded(Index::Bytes(index), words)),
            Self::Areas(index, codes) => Column::full(Data::Areas(Index::Shorts(index), codes)),
            Self::Texts(offsets, text, bits) => Column {
                data: Data::Texts(offsets, text),
                validity: held(bits),
            },
            Self::Days(days, bits) => Column {
                data: Data::Days(days),
                validity: held(bits),
            },
            Self::Shorts(numbers, bits) => Column {
                data: Data::Shorts(numbers),
                validity: held(bits),
            },
            Self::Integers(numbers, bits) => Column {
                data: Data::Integers(numbers),
                validity: held(bits),
            },
            Self::Doubles(numbers, bits) => Column {
                data: Data::Doubles(numbers),
                validity: held(bits),
            },
            Self::YesNo(yes, bits) => Column {
                data: Data::YesNo(Bits::Words(yes.words())),
                validity: held(bits),
            },
            Self::Known(bits) => Column {
                data: Data::YesNo(Bits::Words(bits.words())),
                validity: held(bits),
            },
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Coded(index, words) => {
                let words: usize = words
                    .iter()
                    .map(|word| size_of::<Cow<'_, str>>() + word.len())
                    .sum();
                index.capacity() + words
            }
            Self::Texts(offsets, text, bits) => {
                offsets.capacity() * size_of::<i32>() + text.capacity() + bits.bytes()
            }
            Self::Days(days, bits) => days.capacity() * size_of::<i32>() + bits.bytes(),
            Self::Shorts(numbers, bits) => numbers.capacity() * size_of::<i16>() + bits.bytes(),
            Self::Integers(numbers, bits) => numbers.capacity() * size_of::<i32>() + bits.bytes(),
            Self::Doubles(numbers, bits) => numbers.capacity() * size_of::<f64>() + bits.bytes(),
            Self::YesNo(yes, bits) => yes.bytes() + bits.bytes(),
            Self::Areas(index, codes) => {
                index.capacity() * size_of::<u16>() + codes.capacity() * size_of::<AreaCode>()
            }
            Self::Known(bits) => bits.bytes(),
        }
    }
}

fn held(bits: &RowBits) -> Validity<'_> {
    Validity::Where(Bits::Words(bits.words()))
}

/// The values of texts by row, and which rows hold one.
fn each<T: Copy>(
    element: &DataElement,
    texts: &[(usize, &str)],
    rows: usize,
    empty: T,
    of: impl Fn(Cell<'_>) -> Option<T>,
) -> (Vec<T>, RowBits) {
    let mut values = vec![empty; rows];
    let mut held = RowBits::none(rows);
    for (row, text) in texts {
        if let Some(value) = Value::read(element, text)
            && let Some(value) = of(value.cell())
        {
            values[*row] = value;
            held.insert(*row);
        }
    }
    (values, held)
}
