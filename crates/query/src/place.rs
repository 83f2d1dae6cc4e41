//! Lists of places, and one place.

use arrow_array::Array;
use catalog::area::AreaCode;
use catalog::problem::Problem;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::bits::RowBits;
use crate::filter::Scope;
use crate::list::Page;
use crate::partition::Partition;
use crate::place_columns::PlaceKind;
use crate::search_text::SearchText;
use crate::snapshot::Snapshot;
use crate::text_columns::text_at;

/// Which places are meant. Every condition that is given must hold; an empty filter means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceFilter {
    /// Only places in this area.
    pub area: Option<AreaCode>,
    /// Words that must all be found, each as part of the name, address or credit code.
    pub text: Option<String>,
    /// Only places of this kind.
    pub kind: Option<PlaceKind>,
}

/// A place as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRow {
    /// Entity id.
    pub id: i64,
    /// Empty when not held.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// 统一社会信用代码
    pub credit_code: Option<String>,
    /// Business address held, else the registered one.
    pub address: Option<String>,
    /// Where it stands.
    pub community: Option<AreaCode>,
    /// Code of table `place-status`.
    pub status: Option<String>,
    /// 行业类别
    pub industry: Option<String>,
    /// The dwelling it is in.
    pub dwelling: Option<i64>,
}

impl Snapshot {
    /// One page of the places a filter selects, community by community, there by name. Pages
    /// count from 1; page 0 is taken as 1.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`.
    pub fn places(
        &self,
        filter: &PlaceFilter,
        page: usize,
        size: usize,
    ) -> Result<Page<PlaceRow>, Problem> {
        let scope = Scope::of(filter.area.as_ref(), self)?;
        let text = SearchText::of(filter.text.as_deref().unwrap_or(""));
        let parts: Vec<(&Partition, RowBits, usize)> = self
            .partitions
            .par_iter()
            .filter(|partition| scope.contains(partition.community()))
            .map(|partition| {
                let bits = select(partition, filter.kind, &text);
                let count = usize::try_from(bits.count()).unwrap_or(usize::MAX);
                (partition.as_ref(), bits, count)
            })
            .collect();
        let total: usize = parts.iter().map(|(.., count)| count).sum();
        let mut skip = page.saturating_sub(1).saturating_mul(size);
        let mut rows = Vec::with_capacity(size.min(total));
        for (partition, bits, count) in parts {
            if skip >= count {
                skip -= count;
                continue;
            }
            let by_name = partition
                .core
                .places
                .by_name
                .iter()
                .map(|row| *row as usize);
            let wanted = by_name
                .filter(|row| bits.get(*row))
                .skip(skip)
                .take(size - rows.len());
            rows.extend(wanted.map(|row| place_row(partition, row)));
            skip = 0;
            if rows.len() == size {
                break;
            }
        }
        Ok(Page {
            total: total as u64,
            rows,
        })
    }

    /// The place of an id.
    #[must_use]
    pub fn place(&self, id: i64) -> Option<PlaceRow> {
        self.partitions.iter().find_map(|partition| {
            partition
                .core
                .places
                .row_of(id)
                .map(|row| place_row(partition, row))
        })
    }
}

/// The places of a partition that are meant.
fn select(partition: &Partition, kind: Option<PlaceKind>, text: &SearchText) -> RowBits {
    let places = &partition.core.places;
    let mut bits = match kind {
        None => RowBits::all(places.len()),
        Some(kind) => RowBits::from_fn(places.len(), |row| partition.place_kinds[row] == kind),
    };
    if !text.is_empty() {
        text.keep_places(places, &mut bits);
    }
    bits
}

/// A row as a list shows it.
fn place_row(partition: &Partition, row: usize) -> PlaceRow {
    let places = &partition.core.places;
    let owned = |column| text_at(column, row).map(str::to_owned);
    PlaceRow {
        id: places.id.value(row),
        name: places.name_at(row).to_owned(),
        kind: partition.place_kinds[row],
        credit_code: owned(&places.credit_code),
        address: owned(&places.address),
        community: partition.community(),
        status: owned(&places.status),
        industry: owned(&places.industry),
        dwelling: places
            .dwelling
            .is_valid(row)
            .then(|| places.dwelling.value(row)),
    }
}
