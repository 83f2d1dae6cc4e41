//! Lists of places, and one place.

use arrow_array::{Array, Int64Array};
use catalog::area::AreaCode;
use catalog::element::no;
use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use rayon::prelude::*;
use rules::Subject;
use serde::{Deserialize, Serialize};

use crate::bits::RowBits;
use crate::filter::Scope;
use crate::list::Page;
use crate::partition::Partition;
use crate::place_columns::PlaceKind;
use crate::search_text::SearchText;
use crate::snapshot::Snapshot;
use crate::tag_set::TagSet;
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
    /// Only those that carry all of these tags.
    pub tags: Vec<String>,
    /// Only those of which this tag cannot be told.
    pub untold: Option<String>,
    /// Only this kind of 九小场所: a code of table `small-place`.
    pub small_kind: Option<String>,
    /// Only those that were last found so on the spot: a code of table `site-state`.
    pub state: Option<String>,
    /// Only those that nobody on the spot has told anything of since this day; who was checked
    /// longest ago, or never, comes first.
    pub unchecked_since: Option<EpochDay>,
    /// Only those in this dwelling.
    pub dwelling: Option<i64>,
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
    /// The dwelling that its registered address means.
    pub registered_dwelling: Option<i64>,
    /// Code of table `small-place`.
    pub small_kind: Option<String>,
    /// What was last found on the spot: code of table `site-state`.
    pub state: Option<String>,
    /// The last day on which somebody on the spot told something of it.
    pub checked: Option<EpochDay>,
    /// Names of the tags it carries, in tag order.
    pub tags: Vec<String>,
}

impl Snapshot {
    /// One page of the places a filter selects, community by community, there by name; what has
    /// not been checked by the day of its check. Pages count from 1; page 0 is taken as 1.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, `tag-unknown`.
    pub fn places(
        &self,
        filter: &PlaceFilter,
        page: usize,
        size: usize,
    ) -> Result<Page<PlaceRow>, Problem> {
        let scope = Scope::of(filter.area.as_ref(), self)?;
        let wanted = Wanted::of(filter, &self.district.tags)?;
        let parts: Vec<(&Partition, RowBits, usize)> = self
            .partitions
            .par_iter()
            .filter(|partition| scope.contains(partition.community()))
            .map(|partition| {
                let bits = wanted.select(partition);
                let count = usize::try_from(bits.count()).unwrap_or(usize::MAX);
                (partition.as_ref(), bits, count)
            })
            .collect();
        let total: usize = parts.iter().map(|(.., count)| count).sum();
        let mut skip = page.saturating_sub(1).saturating_mul(size);
        if filter.unchecked_since.is_some() {
            return Ok(Page {
                total: total as u64,
                rows: oldest_check_first(&parts, skip, size),
            });
        }
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

/// A filter, read against the tags of a snapshot.
struct Wanted<'a> {
    filter: &'a PlaceFilter,
    text: SearchText,
    /// The places of tags in the tag set.
    tags: Vec<usize>,
    untold: Option<usize>,
}

impl<'a> Wanted<'a> {
    fn of(filter: &'a PlaceFilter, tags: &TagSet) -> Result<Self, Problem> {
        let place = |name: &String| {
            tags.place(Subject::Place, name).ok_or_else(|| {
                Problem::bad_input(
                    "tag-unknown",
                    format!("没有名为“{name}”的单位标签，请从标签目录中选择。"),
                )
            })
        };
        Ok(Self {
            filter,
            text: SearchText::of(filter.text.as_deref().unwrap_or("")),
            tags: filter.tags.iter().map(place).collect::<Result<_, _>>()?,
            untold: filter.untold.as_ref().map(place).transpose()?,
        })
    }

    /// The places of a partition that are meant.
    fn select(&self, partition: &Partition) -> RowBits {
        let places = &partition.core.places;
        let Self { filter, .. } = self;
        let is = |element, wanted: &Option<String>, row| {
            wanted
                .as_deref()
                .is_none_or(|code| places.held.text(element, row) == Some(code))
        };
        let unchecked = |row| {
            filter
                .unchecked_since
                .is_none_or(|day| !places.checked.is_valid(row) || places.checked.value(row) < day)
        };
        let mut bits = RowBits::from_fn(places.len(), |row| {
            filter
                .kind
                .is_none_or(|kind| partition.place_kinds[row] == kind)
                && filter
                    .dwelling
                    .is_none_or(|id| dwelling_at(&places.dwelling, row) == Some(id))
                && unchecked(row)
                && is(no::SMALL_KIND, &filter.small_kind, row)
                && is(no::SITE_STATE, &filter.state, row)
        });
        let carried = partition.carried.of(Subject::Place);
        for tag in &self.tags {
            carried[*tag].yes.keep_in(&mut bits);
        }
        if let Some(tag) = self.untold {
            carried[tag].unknown.keep_in(&mut bits);
        }
        if !self.text.is_empty() {
            self.text.keep_places(places, &mut bits);
        }
        bits
    }
}

/// A page of rows in the order in which they were checked; what never was comes first.
fn oldest_check_first(
    parts: &[(&Partition, RowBits, usize)],
    skip: usize,
    size: usize,
) -> Vec<PlaceRow> {
    let mut found: Vec<(Option<EpochDay>, usize, u32, usize)> = Vec::new();
    for (at, (partition, bits, _)) in parts.iter().enumerate() {
        let places = &partition.core.places;
        for (position, row) in (0..).zip(&places.by_name) {
            let row = *row as usize;
            if bits.get(row) {
                let checked = &places.checked;
                let day = checked.is_valid(row).then(|| checked.value(row));
                found.push((day, at, position, row));
            }
        }
    }
    found.sort_unstable();
    let page = found.into_iter().skip(skip).take(size);
    page.map(|(_, at, _, row)| place_row(parts[at].0, row))
        .collect()
}

/// The dwelling of a row.
fn dwelling_at(column: &Int64Array, row: usize) -> Option<i64> {
    column.is_valid(row).then(|| column.value(row))
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
        dwelling: dwelling_at(&places.dwelling, row),
        registered_dwelling: dwelling_at(&places.registered_dwelling, row),
        small_kind: places.held.text(no::SMALL_KIND, row).map(str::to_owned),
        state: places.held.text(no::SITE_STATE, row).map(str::to_owned),
        checked: places
            .checked
            .is_valid(row)
            .then(|| places.checked.value(row)),
        tags: partition
            .tag_set
            .of(Subject::Place)
            .iter()
            .zip(partition.carried.of(Subject::Place))
            .filter(|(_, carriers)| carriers.yes.contains(row))
            .map(|(tag, _)| tag.name.clone())
            .collect(),
    }
}
