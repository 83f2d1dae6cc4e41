//! People counted by community, street, sex, age, tag or a coded element.

use std::collections::BTreeMap;

use catalog::area::{AreaCode, Level};
use catalog::element::ElementNo;
use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::filter::PersonFilter;
use crate::partition::UNKNOWN_AGE;
use crate::selection::Selection;
use crate::snapshot::Snapshot;

/// Years in an age band.
const BAND: u8 = 5;
/// Bands of known ages: 0–4, 5–9 … 100 and more.
pub const AGE_BANDS: usize = 21;
/// Key of people whose community, street, sex or age is not known.
pub const UNKNOWN: &str = "unknown";

/// What people are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// Community, by area code.
    Community,
    /// Street, by area code.
    Street,
    /// Sex code.
    Sex,
    /// Bands of five years, `0-4` to `100+`.
    #[serde(rename = "age", alias = "age-band5")]
    AgeBand5,
    /// Tag name; people carry any number of tags, so these do not add up.
    Tag,
    /// The codes of an element, or 1 and 0 of one that is yes or no.
    Element(ElementNo),
}

/// The age-sex pyramid of one street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pyramid {
    /// The street; `None` for communities of no known street.
    pub street: Option<AreaCode>,
    /// Men by age band.
    pub men: [u64; AGE_BANDS],
    /// Women by age band.
    pub women: [u64; AGE_BANDS],
    /// People whose sex or age is not known.
    pub unknown: u64,
}

impl Snapshot {
    /// Counts the people a filter selects by something: (key, count), keys in their own order,
    /// without zeros except for age bands below the oldest, so that a chart has no gaps.
    ///
    /// Keys are area codes, sex codes, bands (`60-64`), tag names or codes of an element, and [`UNKNOWN`] last. By
    /// community and street, people count in the sense of the filter's basis.
    ///
    /// # Errors
    /// `area-unknown`, `area-below-community`, `tag-unknown`, `age-range-empty`, `sex-unknown`.
    pub fn group(&self, filter: &PersonFilter, by: GroupBy) -> Result<Vec<(String, u64)>, Problem> {
        let selection = self.select(filter)?;
        Ok(match by {
            GroupBy::Community => keyed(self.by_community(&selection)),
            GroupBy::Street => keyed(self.by_street(&selection)),
            GroupBy::Sex => by_sex(&selection),
            GroupBy::AgeBand5 => by_age_band(&selection),
            GroupBy::Tag => self
                .count_tags(&selection)
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .filter_map(|(no, count)| {
                    let tag = self.district.tags.get(no)?;
                    Some((tag.name.clone(), count))
                })
                .collect(),
            GroupBy::Element(element) => self.by_element(&selection, element),
        })
    }

    /// The age-sex pyramid of each street, counted where people are held.
    ///
    /// # Errors
    /// As [`Snapshot::group`].
    pub fn pyramids(&self, filter: &PersonFilter) -> Result<Vec<Pyramid>, Problem> {
        let selection = self.select(filter)?;
        let mut streets: BTreeMap<(bool, Option<AreaCode>), Pyramid> = BTreeMap::new();
        for part in &selection.parts {
            let street = part.partition.core.street;
            // By sex code (other codes as 0) and age; one table for each community stays in the
            // nearest cache.
            let mut table = [[0_u32; 256]; 3];
            let sex = part.partition.people().sex.values();
            part.for_each(|row| {
                let sex = usize::from(sex[row]);
                let sex = if sex < 3 { sex } else { 0 };
                table[sex][usize::from(part.partition.ages[row])] += 1;
            });
            let pyramid = streets
                .entry((street.is_none(), street))
                .or_insert_with(|| Pyramid {
                    street,
                    men: [0; AGE_BANDS],
                    women: [0; AGE_BANDS],
                    unknown: 0,
                });
            pyramid.unknown += table[0].iter().map(|count| u64::from(*count)).sum::<u64>();
            for (counts, bands) in [
                (&table[1], &mut pyramid.men),
                (&table[2], &mut pyramid.women),
            ] {
                pyramid.unknown += u64::from(counts[usize::from(UNKNOWN_AGE)]);
                for age in 0..UNKNOWN_AGE {
                    bands[band_of(age)] += u64::from(counts[usize::from(age)]);
                }
            }
        }
        Ok(streets.into_values().collect())
    }

    fn by_community(&self, selection: &Selection<'_>) -> Vec<(Option<AreaCode>, u64)> {
        let mut counts: BTreeMap<(bool, Option<AreaCode>), u64> = BTreeMap::new();
        selection.by_community(|community, count| {
            *counts.entry((community.is_none(), community)).or_default() += count;
        });
        counts
            .into_iter()
            .map(|((_, community), count)| (community, count))
            .collect()
    }

    fn by_street(&self, selection: &Selection<'_>) -> Vec<(Option<AreaCode>, u64)> {
        let mut counts: BTreeMap<(bool, Option<AreaCode>), u64> = BTreeMap::new();
        for (community, count) in self.by_community(selection) {
            let street = community
                .and_then(|code| self.district.areas.at_level_above(&code, Level::Street))
                .map(|street| street.code);
            *counts.entry((street.is_none(), street)).or_default() += count;
        }
        counts
            .into_iter()
            .map(|((_, street), count)| (street, count))
            .collect()
    }
}

/// Area codes as text.
fn keyed(counts: Vec<(Option<AreaCode>, u64)>) -> Vec<(String, u64)> {
    let text =
        |code: Option<AreaCode>| code.map_or_else(|| UNKNOWN.to_owned(), |code| code.to_string());
    counts
        .into_iter()
        .map(|(code, count)| (text(code), count))
        .collect()
}

fn by_sex(selection: &Selection<'_>) -> Vec<(String, u64)> {
    let mut counts = [0_u64; 256];
    for part in &selection.parts {
        let sex = part.partition.people().sex.values();
        part.for_each(|row| counts[usize::from(sex[row])] += 1);
    }
    let known = counts[1] + counts[2];
    let unknown = counts.iter().sum::<u64>() - known;
    [("1", counts[1]), ("2", counts[2]), (UNKNOWN, unknown)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(sex, count)| (sex.to_owned(), count))
        .collect()
}

fn by_age_band(selection: &Selection<'_>) -> Vec<(String, u64)> {
    let mut ages = [0_u64; 256];
    for part in &selection.parts {
        part.for_each(|row| ages[usize::from(part.partition.ages[row])] += 1);
    }
    let mut bands = [0_u64; AGE_BANDS];
    for age in 0..UNKNOWN_AGE {
        bands[band_of(age)] += ages[usize::from(age)];
    }
    let oldest = bands
        .iter()
        .rposition(|count| *count > 0)
        .map_or(0, |band| band + 1);
    let mut groups: Vec<(String, u64)> = (0..oldest)
        .map(|band| (band_label(band), bands[band]))
        .collect();
    let unknown = ages[usize::from(UNKNOWN_AGE)];
    if unknown > 0 {
        groups.push((UNKNOWN.to_owned(), unknown));
    }
    groups
}

/// The band of an age.
pub(crate) fn band_of(age: u8) -> usize {
    usize::from(age / BAND).min(AGE_BANDS - 1)
}

/// The label of a band: `0-4`, …, `95-99`, `100+`.
pub(crate) fn band_label(band: usize) -> String {
    let from = band * usize::from(BAND);
    if band + 1 == AGE_BANDS {
        format!("{from}+")
    } else {
        format!("{from}-{}", from + 4)
    }
}
