//! The people of one partition as Arrow columns, sorted by id, with the indexes that belong to
//! them. Nothing here depends on the day; see `derived` for what does.

use arrow_array::{
    Array, BooleanArray, Date32Array, Int64Array, PrimitiveArray, StringArray, UInt8Array,
    UInt16Array,
};
use catalog::area::AreaCode;
use chrono::{Datelike, NaiveDate};

use crate::bits::RowBits;
use crate::dwelling_columns::DwellingColumns;
use crate::held::Held;
use crate::id_number_index::IdNumberIndex;
use crate::kin::Kin;
use crate::lists::{Groups, rows_by};
use crate::person_draft::PersonDraft;
use crate::row_set::{RowSet, row_number};
use crate::sort::SortedRows;
use crate::text_columns::{CharPairs, text_at, text_column};

/// Days from the first day of our era to 1970-01-01, where Arrow counts from.
const EPOCH_FROM_CE: i32 = 719_163;

/// A day as Arrow counts it.
pub(crate) fn epoch_day(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - EPOCH_FROM_CE
}

/// The day that Arrow counts so.
pub(crate) fn day_of(epoch_day: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(epoch_day.checked_add(EPOCH_FROM_CE)?)
}

/// The columns of one partition.
#[derive(Debug)]
pub(crate) struct PersonColumns {
    pub(crate) id: Int64Array,
    /// By row: a digest of everything kept of the person, to see who is not as before.
    pub(crate) print: Vec<u64>,
    pub(crate) name: StringArray,
    pub(crate) sex: UInt8Array,
    pub(crate) birth: Date32Array,
    pub(crate) death: Date32Array,
    pub(crate) deceased: BooleanArray,
    pub(crate) id_number: StringArray,
    pub(crate) phone: StringArray,
    pub(crate) address: StringArray,
    /// Where each is registered, as a position in `hukou_codes`.
    pub(crate) hukou: UInt16Array,
    pub(crate) home_dwelling: Int64Array,
    pub(crate) hukou_dwelling: Int64Array,
    /// The household each is registered in.
    pub(crate) household: Int64Array,
    /// When somebody on the spot last confirmed what is held.
    pub(crate) verified: Date32Array,
    /// Communities in which people of this partition are registered, ascending.
    pub(crate) hukou_codes: Vec<AreaCode>,
    /// For each of `hukou_codes`, the people registered there.
    pub(crate) registered: Vec<RowSet>,
    /// Who is registered in another county, by a county held and no community.
    pub(crate) hukou_outside: RowBits,
    /// Who lives in this partition by a home community held, not by registration alone.
    pub(crate) home_held: RowBits,
    pub(crate) living: RowBits,
    /// Every other element, and the marks of sources.
    pub(crate) held: Held,
    /// Who lives behind each door.
    pub(crate) homes: Groups,
    /// Who is registered behind each door.
    pub(crate) registered_at: Groups,
    /// Who is registered in each household.
    pub(crate) households: Groups,
    pub(crate) kin: Kin,
    /// Rows with a home dwelling, by its id.
    pub(crate) by_home: Vec<u32>,
    /// Rows with a dwelling of registration, by its id.
    pub(crate) by_hukou_dwelling: Vec<u32>,
    /// Rows with a household, by its id.
    pub(crate) by_household: Vec<u32>,
    pub(crate) by_id_number: IdNumberIndex,
    pub(crate) sorted: SortedRows,
    pub(crate) address_pairs: CharPairs,
}

impl PersonColumns {
    /// Builds the columns; `dwellings` are those of the same partition.
    pub(crate) fn build(mut drafts: Vec<PersonDraft>, dwellings: &DwellingColumns) -> Self {
        drafts.sort_unstable_by_key(|draft| draft.id);
        // An id handed over twice is one entity.
        drafts.dedup_by_key(|draft| draft.id);
        for draft in &mut drafts {
            if draft.address.is_empty()
                && let Some(row) = draft.home_dwelling.and_then(|id| dwellings.row_of(id))
            {
                draft.address = dwellings.address(row);
            }
        }
        let rows = drafts.len();
        let (hukou_codes, hukou) = encode_hukou(&drafts);
        let home_dwelling: Int64Array = drafts.iter().map(|draft| draft.home_dwelling).collect();
        let hukou_dwelling: Int64Array = drafts.iter().map(|draft| draft.hukou_dwelling).collect();
        let household: Int64Array = drafts.iter().map(|draft| draft.household).collect();
        let verified: Date32Array = drafts.iter().map(|draft| draft.verified).collect();
        let name = text_column(drafts.iter().map(|draft| draft.name.as_str()));
        let address = text_column(drafts.iter().map(|draft| draft.address.as_str()));
        let id_number = text_column(drafts.iter().map(|draft| draft.id_number.as_str()));
        let held = Held::of(drafts.iter().map(|draft| &draft.sheet));
        let living = RowBits::from_fn(rows, |row| !drafts[row].deceased);
        let by_id_number = IdNumberIndex::of(&id_number);
        let by_home = rows_by(&home_dwelling);
        let by_hukou_dwelling = rows_by(&hukou_dwelling);
        let by_household = rows_by(&household);
        let households = Groups::by_value(&by_household, &household);
        let mothers: Vec<(u32, u64)> = drafts
            .iter()
            .enumerate()
            .filter_map(|(row, draft)| Some((row_number(row), draft.mother?)))
            .collect();
        let birth: Date32Array = drafts
            .iter()
            .map(|draft| draft.birth.map(epoch_day))
            .collect();
        Self {
            id: drafts.iter().map(|draft| Some(draft.id)).collect(),
            print: drafts.iter().map(PersonDraft::print).collect(),
            sex: drafts.iter().map(|draft| Some(draft.sex)).collect(),
            death: drafts
                .iter()
                .map(|draft| draft.death.map(epoch_day))
                .collect(),
            deceased: drafts.iter().map(|draft| Some(draft.deceased)).collect(),
            phone: text_column(drafts.iter().map(|draft| draft.phone.as_str())),
            registered: registered(&hukou, hukou_codes.len()),
            hukou_outside: RowBits::from_fn(rows, |row| drafts[row].hukou_outside),
            home_held: RowBits::from_fn(rows, |row| drafts[row].home_held),
            homes: Groups::by_dwelling(&by_home, &home_dwelling, dwellings, |row| living.get(row)),
            registered_at: Groups::by_dwelling(
                &by_hukou_dwelling,
                &hukou_dwelling,
                dwellings,
                |_| true,
            ),
            kin: Kin::of(&households, &mothers, &by_id_number, &held, &living),
            households,
            held,
            living,
            by_home,
            by_hukou_dwelling,
            by_household,
            by_id_number,
            sorted: SortedRows::of(
                &name,
                &birth,
                &address,
                &verified,
                &home_dwelling,
                dwellings,
            ),
            address_pairs: CharPairs::of(&address),
            name,
            birth,
            id_number,
            address,
            hukou,
            home_dwelling,
            hukou_dwelling,
            household,
            verified,
            hukou_codes,
        }
    }

    /// How many people there are.
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// The row of a person.
    pub(crate) fn row_of(&self, id: i64) -> Option<usize> {
        self.id.values().binary_search(&id).ok()
    }

    /// The community of registration of a row.
    pub(crate) fn hukou_of(&self, row: usize) -> Option<AreaCode> {
        self.hukou
            .is_valid(row)
            .then(|| self.hukou_codes[usize::from(self.hukou.value(row))])
    }

    /// The people whose home is a dwelling, by id.
    pub(crate) fn at_home_in(&self, dwelling: i64) -> &[u32] {
        run_of(&self.by_home, &self.home_dwelling, dwelling)
    }

    /// The people registered in a dwelling, by id.
    pub(crate) fn registered_in(&self, dwelling: i64) -> &[u32] {
        run_of(&self.by_hukou_dwelling, &self.hukou_dwelling, dwelling)
    }

    /// The people registered in a household, by id.
    pub(crate) fn of_household(&self, household: i64) -> &[u32] {
        run_of(&self.by_household, &self.household, household)
    }

    /// The people of each household, by its id, each household's by their own; list n of
    /// `households` is the n-th.
    pub(crate) fn each_household(&self) -> impl Iterator<Item = &[u32]> {
        let household = |row: u32| self.household.value(row as usize);
        self.by_household
            .chunk_by(move |a, b| household(*a) == household(*b))
    }

    /// The people of a household, whose first stands at a place of `by_household`.
    pub(crate) fn household_from(&self, household: i64, start: usize) -> &[u32] {
        let rest = &self.by_household[start..];
        let length = rest
            .iter()
            .take_while(|row| self.household.value(**row as usize) == household)
            .count();
        &rest[..length]
    }

    /// The first of some rows with a community of registration: the id, and the community.
    pub(crate) fn registration_of(&self, rows: &[u32]) -> Option<(i64, AreaCode)> {
        rows.iter().find_map(|row| {
            let row = *row as usize;
            Some((self.id.value(row), self.hukou_of(row)?))
        })
    }

    /// The first of some rows with a dwelling of registration: the id, and the dwelling.
    pub(crate) fn door_of(&self, rows: &[u32]) -> Option<(i64, i64)> {
        rows.iter().map(|row| *row as usize).find_map(|row| {
            let held = self.hukou_dwelling.is_valid(row);
            held.then(|| (self.id.value(row), self.hukou_dwelling.value(row)))
        })
    }

    /// How many of the rows are of living people.
    pub(crate) fn living_among(&self, rows: &[u32]) -> u32 {
        rows.iter()
            .map(|row| u32::from(self.living.get(*row as usize)))
            .sum()
    }

    /// The name of a row; empty when not held.
    pub(crate) fn name_at(&self, row: usize) -> &str {
        text_at(&self.name, row).unwrap_or("")
    }
}

/// The communities of registration, ascending, and each person's position among them.
fn encode_hukou(drafts: &[PersonDraft]) -> (Vec<AreaCode>, UInt16Array) {
    let mut codes: Vec<AreaCode> = drafts.iter().filter_map(|draft| draft.hukou).collect();
    codes.sort_unstable();
    codes.dedup();
    let keys = drafts
        .iter()
        .map(|draft| {
            let at = codes.binary_search(draft.hukou.as_ref()?).ok()?;
            // Country-wide there are 620 000 communities; one partition's people are registered
            // in a few hundred. Past 65 536 the rest counts as not held.
            u16::try_from(at).ok()
        })
        .collect();
    (codes, keys)
}

/// For each community of registration its rows.
fn registered(hukou: &UInt16Array, codes: usize) -> Vec<RowSet> {
    let mut rows = vec![roaring::RoaringBitmap::new(); codes];
    for (row, code) in hukou.iter().enumerate() {
        if let Some(code) = code {
            rows[usize::from(code)].insert(row_number(row));
        }
    }
    rows.into_iter()
        .map(|rows| {
            let mut bits = RowBits::none(hukou.len());
            rows.iter().for_each(|row| bits.insert(row as usize));
            RowSet::from_bits(bits)
        })
        .collect()
}

/// The run of rows that hold a value, in an index made by [`rows_by`].
fn run_of<'a>(
    index: &'a [u32],
    column: &PrimitiveArray<arrow_array::types::Int64Type>,
    value: i64,
) -> &'a [u32] {
    let start = index.partition_point(|row| column.value(*row as usize) < value);
    let length = index[start..].partition_point(|row| column.value(*row as usize) == value);
    &index[start..start + length]
}
