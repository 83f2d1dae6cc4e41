//! Lists of people, a page at a time.

use std::borrow::Cow;
use std::cmp::Ordering;

use arrow_array::Array;
use catalog::area::AreaCode;
use catalog::problem::Problem;
use catalog::tag::TagNo;
use chrono::NaiveDate;
use rules::Subject;

use crate::filter::PersonFilter;
use crate::paging::page_of;
use crate::partition::Partition;
use crate::person_columns::{PersonColumns, day_of};
use crate::row_set::row_number;
use crate::selection::{Part, Rows, Selection};
use crate::snapshot::Snapshot;
use crate::sort::{Sort, SortBy, by_age, by_verified};
use crate::text_columns::text_at;

/// A page of a list, and how long the list is.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// Rows of the whole list.
    pub total: u64,
    /// The rows of this page.
    pub rows: Vec<T>,
}

/// A person as a list shows them.
///
/// Values are PLAIN. Whoever hands them out masks them first; so this type cannot be serialised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Entity id.
    pub id: i64,
    /// Empty when not held.
    pub name: String,
    /// Code `1`, `2`, `9` or `0` (not known), GB/T 2261.1.
    pub sex: String,
    /// Birth date held, else the one in the identity number.
    pub birth: Option<NaiveDate>,
    /// Full years on the snapshot's day; of the dead, when they died.
    pub age: Option<i32>,
    /// Identity number.
    pub id_number: Option<String>,
    /// Phones joined by `;`, the primary first.
    pub phone: Option<String>,
    /// Home address held, else composed from the dwelling.
    pub address: Option<String>,
    /// The community that holds them: where they live, else where they are registered.
    pub community: Option<AreaCode>,
    /// Where they are registered.
    pub hukou_community: Option<AreaCode>,
    /// The dwelling they live in.
    pub dwelling: Option<i64>,
    /// The dwelling they are registered in.
    pub hukou_dwelling: Option<i64>,
    /// The household they are registered in.
    pub household: Option<i64>,
    /// When somebody on the spot last confirmed what is held of them.
    pub verified: Option<NaiveDate>,
    /// Tags they carry, ascending.
    pub tags: Vec<TagNo>,
    /// Whether a date of death is held.
    pub deceased: bool,
}

impl Snapshot {
    /// One page of the people a filter selects. Pages count from 1; page 0 is taken as 1.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, `tag-unknown`, `age-range-empty`, `sex-unknown`.
    pub fn people(
        &self,
        filter: &PersonFilter,
        sort: Sort,
        page: usize,
        size: usize,
    ) -> Result<Page<PersonRow>, Problem> {
        let selection = self.select(filter)?;
        let total = selection.count();
        let length = usize::try_from(total).unwrap_or(usize::MAX);
        let from = page.saturating_sub(1).saturating_mul(size).min(length);
        let to = from.saturating_add(size).min(length);
        if from == to {
            return Ok(Page {
                total,
                rows: Vec::new(),
            });
        }
        let rows = window(&selection.parts, sort, from, to, length)
            .into_iter()
            .map(|(part, row)| person_row(selection.parts[part].partition, row as usize))
            .collect();
        Ok(Page { total, rows })
    }

    /// Ids of the people a filter selects: community by community, there in the order of doors,
    /// which is the order in which a community worker goes through a form.
    ///
    /// # Errors
    /// As [`Snapshot::people`].
    pub fn ids(&self, filter: &PersonFilter) -> Result<Vec<i64>, Problem> {
        Ok(Self::ids_of(&self.select(filter)?))
    }

    /// Ids of selected people.
    pub(crate) fn ids_of(selection: &Selection<'_>) -> Vec<i64> {
        let mut ids = Vec::with_capacity(usize::try_from(selection.count()).unwrap_or(0));
        for part in &selection.parts {
            let people = part.partition.people();
            let sorted = sorted_rows(part, SortBy::Address, Reach::First(usize::MAX));
            ids.extend(sorted.iter().map(|row| people.id.value(*row as usize)));
        }
        ids
    }

    /// The person of an id.
    #[must_use]
    pub fn person(&self, id: i64) -> Option<PersonRow> {
        self.partitions.iter().find_map(|partition| {
            partition
                .people()
                .row_of(id)
                .map(|row| person_row(partition, row))
        })
    }
}

/// Rows `[from, to)` of a list of `length`, as (part, row).
fn window(
    parts: &[Part<'_>],
    sort: Sort,
    from: usize,
    to: usize,
    length: usize,
) -> Vec<(usize, u32)> {
    if !sort.descending {
        return ascending(parts, sort.by, from, to, length);
    }
    // Descending is ascending read backwards, except that those whose key is not known stay last:
    // nobody looks for the oldest and wants to see the undated first.
    let known = length - unknown(parts, sort.by);
    let backwards = from.min(known)..to.min(known);
    let mut rows = ascending(
        parts,
        sort.by,
        known - backwards.end,
        known - backwards.start,
        length,
    );
    rows.reverse();
    rows.extend(ascending(parts, sort.by, from.max(known), to, length));
    rows
}

/// Rows `[from, to)` of a list of `length` in ascending order.
fn ascending(
    parts: &[Part<'_>],
    by: SortBy,
    from: usize,
    to: usize,
    length: usize,
) -> Vec<(usize, u32)> {
    if from >= to {
        return Vec::new();
    }
    match by {
        SortBy::Address => window_by_address(parts, from, to),
        by => window_by_merge(parts, by, from, to, length),
    }
}

/// How many of the selected rows have no key in this order and stand at its end for that.
fn unknown(parts: &[Part<'_>], by: SortBy) -> usize {
    if by != SortBy::Age {
        return 0;
    }
    let of_part = |part: &Part<'_>| {
        let people = part.partition.people();
        let sorted = people.sorted.rows(by);
        let undated = &sorted[sorted.len() - people.birth.null_count()..];
        match &part.rows {
            Rows::Some(bits) => undated
                .iter()
                .filter(|row| bits.get(**row as usize))
                .count(),
            Rows::All => undated.len(),
        }
    };
    parts.iter().map(of_part).sum()
}

/// Rows `[from, to)` of the merge of all parts.
fn window_by_merge(
    parts: &[Part<'_>],
    by: SortBy,
    from: usize,
    to: usize,
    length: usize,
) -> Vec<(usize, u32)> {
    let sorted = |reach| -> Vec<Cow<'_, [u32]>> {
        parts
            .iter()
            .map(|part| sorted_rows(part, by, reach))
            .collect()
    };
    // None of the first `to` rows lies behind `to` others of its part, none of the last rows
    // before that many; so a page near either end needs no more than that of each part.
    let (lists, dropped) = if to <= length - from {
        (sorted(Reach::First(to)), 0)
    } else {
        let lists = sorted(Reach::Last(length - from));
        let kept: usize = lists.iter().map(|list| list.len()).sum();
        (lists, length - kept)
    };
    let lists: Vec<&[u32]> = lists.iter().map(AsRef::as_ref).collect();
    page_of(&lists, from - dropped, to - dropped, &|left: (
        usize,
        u32,
    ),
                                                    right: (
        usize,
        u32,
    )| {
        let (left_people, right_people) = (
            parts[left.0].partition.people(),
            parts[right.0].partition.people(),
        );
        compare(
            by,
            left_people,
            left.1 as usize,
            right_people,
            right.1 as usize,
        )
    })
}

/// Which of a part's rows are asked for.
#[derive(Debug, Clone, Copy)]
enum Reach {
    /// At least the first so many.
    First(usize),
    /// At least the last so many, and no gap after the first of them.
    Last(usize),
}

/// The order by address goes community by community, so whole communities can be skipped.
fn window_by_address(parts: &[Part<'_>], from: usize, to: usize) -> Vec<(usize, u32)> {
    let mut rows = Vec::with_capacity(to - from);
    let mut before = 0;
    for (at, part) in parts.iter().enumerate() {
        let count = usize::try_from(part.count).unwrap_or(usize::MAX);
        let (first, last) = (
            from.saturating_sub(before).min(count),
            to.saturating_sub(before).min(count),
        );
        if first < last {
            let sorted = sorted_rows(part, SortBy::Address, Reach::First(last));
            rows.extend(sorted[first..last].iter().map(|row| (at, *row)));
        }
        before += count;
        if before >= to {
            break;
        }
    }
    rows
}

/// The selected rows of a part in an order, as far as they are asked for.
fn sorted_rows<'a>(part: &'a Part<'_>, by: SortBy, reach: Reach) -> Cow<'a, [u32]> {
    let people = part.partition.people();
    let sorted = people.sorted.rows(by);
    let Rows::Some(bits) = &part.rows else {
        return Cow::Borrowed(match reach {
            Reach::First(count) => &sorted[..count.min(sorted.len())],
            Reach::Last(count) => &sorted[sorted.len() - count.min(sorted.len())..],
        });
    };
    if is_sorted_faster(part, reach) {
        let mut rows: Vec<u32> = bits.iter().map(row_number).collect();
        match by {
            SortBy::Id => {}
            SortBy::Address => rows.sort_unstable_by_key(|row| people.sorted.address_rank(*row)),
            by => {
                rows.sort_unstable_by(|a, b| compare(by, people, *a as usize, people, *b as usize));
            }
        }
        return Cow::Owned(rows);
    }
    let selected = |row: &u32| bits.get(*row as usize);
    let sorted = sorted.iter().copied();
    Cow::Owned(match reach {
        Reach::First(count) => sorted.filter(selected).take(count).collect(),
        Reach::Last(count) => {
            let mut rows: Vec<u32> = sorted.rev().filter(selected).take(count).collect();
            rows.reverse();
            rows
        }
    })
}

/// Looking at so many places of an order takes as long as sorting one row in.
const SORTING: u64 = 64;

/// Whether sorting the selected rows is faster than looking for them in the order of all rows.
///
/// Looking through the order costs a bit a row, and a page near its beginning only needs the part
/// of it before its last row; sorting compares texts, each row some times.
fn is_sorted_faster(part: &Part<'_>, reach: Reach) -> bool {
    let (Reach::First(asked) | Reach::Last(asked)) = reach;
    let rows = part.partition.people().len() as u64;
    let share = (asked as u64).min(part.count);
    let looked_at = rows * share / part.count.max(1);
    part.count * SORTING < looked_at
}

/// Compares people of any two partitions by a key, then by id.
fn compare(
    by: SortBy,
    left: &PersonColumns,
    left_row: usize,
    right: &PersonColumns,
    right_row: usize,
) -> Ordering {
    let order = match by {
        SortBy::Name => left.name_at(left_row).cmp(right.name_at(right_row)),
        SortBy::Age => by_age(&left.birth, left_row, &right.birth, right_row),
        SortBy::Verified => by_verified(&left.verified, left_row, &right.verified, right_row),
        // Addresses are ranked within a community only; see `window_by_address`.
        SortBy::Address | SortBy::Id => Ordering::Equal,
    };
    order.then_with(|| left.id.value(left_row).cmp(&right.id.value(right_row)))
}

/// A row as a list shows it.
pub(crate) fn person_row(partition: &Partition, row: usize) -> PersonRow {
    let people = partition.people();
    let owned = |column| text_at(column, row).map(str::to_owned);
    let id_at = |column: &arrow_array::Int64Array| column.is_valid(row).then(|| column.value(row));
    PersonRow {
        id: people.id.value(row),
        name: people.name_at(row).to_owned(),
        sex: people.sex.value(row).to_string(),
        birth: people
            .birth
            .is_valid(row)
            .then(|| people.birth.value(row))
            .and_then(day_of),
        age: partition.age(row),
        id_number: owned(&people.id_number),
        phone: owned(&people.phone),
        address: owned(&people.address),
        community: partition.community(),
        hukou_community: people.hukou_of(row),
        dwelling: id_at(&people.home_dwelling),
        hukou_dwelling: id_at(&people.hukou_dwelling),
        household: id_at(&people.household),
        verified: people
            .verified
            .is_valid(row)
            .then(|| people.verified.value(row))
            .and_then(day_of),
        tags: tags_of(partition, row),
        deceased: people.deceased.value(row),
    }
}

/// The tags of a row.
fn tags_of(partition: &Partition, row: usize) -> Vec<TagNo> {
    partition
        .tag_set
        .of(Subject::Person)
        .iter()
        .zip(partition.carried.of(Subject::Person))
        .filter(|(_, carriers)| carriers.yes.contains(row))
        .map(|(tag, _)| tag.no)
        .collect()
}
