//! The places of one partition as Arrow columns, sorted by id.

use arrow_array::{Array, Date32Array, Int64Array, StringArray};
use catalog::element::{ElementNo, no};
use catalog::roster::Rosters;
use catalog::source::{self, Sources};
use catalog::survivorship::{Current, EpochDay};
use serde::{Deserialize, Serialize};

use crate::dwelling_columns::DwellingColumns;
use crate::held::Held;
use crate::input::{PlaceInput, entity, take};
use crate::lists::{Groups, rows_by};
use crate::row_set::row_number;
use crate::sheet::Sheet;
use crate::text_columns::{CharPairs, text_at, text_column};

/// 行业类别
const INDUSTRY: ElementNo = ElementNo(97);
/// 登记状态
const STATUS: ElementNo = ElementNo(131);
/// Elements that rules read from the columns of lists.
const OWN_COLUMNS: [ElementNo; 3] = [no::PLACE_NAME, no::PLACE_ADDRESS, no::CREDIT_CODE];

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// 企业
    Enterprise,
    /// 个体工商户
    SoleTrader,
    /// 其他场所, known from neither business register.
    Other,
}

impl PlaceKind {
    /// Decides by the register it stands in; where it stands in both or neither, by the second
    /// digit of the credit code: registration body 9 (市场监管) gives 1 to enterprises and 2 to
    /// sole traders (GB 32100-2015).
    fn of(enterprise: bool, sole_trader: bool, code: &str) -> Self {
        match (enterprise, sole_trader) {
            (true, false) => Self::Enterprise,
            (false, true) => Self::SoleTrader,
            _ if code.starts_with("92") => Self::SoleTrader,
            _ if code.starts_with("91") || enterprise => Self::Enterprise,
            _ => Self::Other,
        }
    }

    /// Stable word, as in the interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::SoleTrader => "sole-trader",
            Self::Other => "other",
        }
    }
}

/// One place, reduced to what the snapshot keeps.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PlaceDraft {
    pub(crate) id: i64,
    name: String,
    credit_code: String,
    address: String,
    status: String,
    industry: String,
    dwelling: Option<i64>,
    registered_dwelling: Option<i64>,
    checked: Option<EpochDay>,
    sheet: Sheet,
}

impl PlaceDraft {
    /// Reduces a place.
    pub(crate) fn of(place: PlaceInput) -> Self {
        let PlaceInput { id, mut current } = place;
        let sheet = Sheet::of(&current, &OWN_COLUMNS);
        let mut address_of = |business: ElementNo| take(&mut current, business);
        let address = Some(address_of(no::PLACE_ADDRESS))
            .filter(|address| !address.is_empty())
            .unwrap_or_else(|| address_of(no::REGISTERED_ADDRESS));
        Self {
            id,
            sheet,
            address,
            dwelling: entity(&current, no::SITE_DWELLING),
            registered_dwelling: entity(&current, no::REGISTERED_DWELLING),
            checked: last_check(&current),
            name: take(&mut current, no::PLACE_NAME),
            credit_code: take(&mut current, no::CREDIT_CODE),
            status: take(&mut current, STATUS),
            industry: take(&mut current, INDUSTRY),
        }
    }
}

/// The last day on which somebody on the spot told something of it.
fn last_check(current: &Current) -> Option<EpochDay> {
    let sources = Sources::shipped();
    current
        .sources
        .iter()
        .filter(|(no, _)| sources.get(*no).is_some_and(|source| source.confirms))
        .map(|(_, day)| *day)
        .max()
}

/// The columns of one partition.
#[derive(Debug)]
pub(crate) struct PlaceColumns {
    pub(crate) id: Int64Array,
    pub(crate) name: StringArray,
    pub(crate) credit_code: StringArray,
    pub(crate) address: StringArray,
    pub(crate) status: StringArray,
    pub(crate) industry: StringArray,
    /// The dwelling it is in.
    pub(crate) dwelling: Int64Array,
    /// The dwelling that its registered address means.
    pub(crate) registered_dwelling: Int64Array,
    /// The last day on which somebody on the spot told something of it.
    pub(crate) checked: Date32Array,
    /// Every other element, and the marks of sources.
    pub(crate) held: Held,
    /// The places in each dwelling.
    pub(crate) sites: Groups,
    /// Rows by name, then id.
    pub(crate) by_name: Vec<u32>,
    pub(crate) address_pairs: CharPairs,
}

impl PlaceColumns {
    /// Builds the columns; `dwellings` are those of the same partition.
    pub(crate) fn build(mut drafts: Vec<PlaceDraft>, dwellings: &DwellingColumns) -> Self {
        drafts.sort_unstable_by_key(|draft| draft.id);
        drafts.dedup_by_key(|draft| draft.id);
        let mut by_name: Vec<u32> = (0..drafts.len()).map(row_number).collect();
        by_name.sort_by(|a, b| drafts[*a as usize].name.cmp(&drafts[*b as usize].name));
        let dwelling: Int64Array = drafts.iter().map(|draft| draft.dwelling).collect();
        let address = text_column(drafts.iter().map(|draft| draft.address.as_str()));
        Self {
            id: drafts.iter().map(|draft| Some(draft.id)).collect(),
            name: text_column(drafts.iter().map(|draft| draft.name.as_str())),
            credit_code: text_column(drafts.iter().map(|draft| draft.credit_code.as_str())),
            status: text_column(drafts.iter().map(|draft| draft.status.as_str())),
            industry: text_column(drafts.iter().map(|draft| draft.industry.as_str())),
            held: Held::of(drafts.iter().map(|draft| &draft.sheet)),
            sites: Groups::by_dwelling(&rows_by(&dwelling), &dwelling, dwellings, |_| true),
            dwelling,
            registered_dwelling: drafts
                .iter()
                .map(|draft| draft.registered_dwelling)
                .collect(),
            checked: drafts.iter().map(|draft| draft.checked).collect(),
            by_name,
            address_pairs: CharPairs::of(&address),
            address,
        }
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// The row of a place.
    pub(crate) fn row_of(&self, id: i64) -> Option<usize> {
        self.id.values().binary_search(&id).ok()
    }

    /// The name of a row; empty when not held.
    pub(crate) fn name_at(&self, row: usize) -> &str {
        text_at(&self.name, row).unwrap_or("")
    }

    /// The kind of each row, by the registers in which it stands.
    pub(crate) fn kinds(&self, rosters: &Rosters) -> Vec<PlaceKind> {
        let stands = |source, row| self.held.stands(source, row, rosters);
        (0..self.len())
            .map(|row| {
                PlaceKind::of(
                    stands(source::no::ENTERPRISE, row),
                    stands(source::no::SOLE_TRADER, row),
                    text_at(&self.credit_code, row).unwrap_or(""),
                )
            })
            .collect()
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        let columns: [&dyn Array; 9] = [
            &self.id,
            &self.name,
            &self.credit_code,
            &self.address,
            &self.status,
            &self.industry,
            &self.dwelling,
            &self.registered_dwelling,
            &self.checked,
        ];
        columns
            .iter()
            .map(|column| column.get_array_memory_size())
            .sum::<usize>()
            + self.held.bytes()
            + self.sites.bytes()
            + self.by_name.capacity() * size_of::<u32>()
            + self.address_pairs.bytes()
    }
}
