//! Which data element each column of a header asks for.

use std::collections::BTreeMap;

use catalog::element::ElementNo;
use catalog::source::Source;
use catalog::title::{Tier, TitleContext, match_title};
use serde::{Deserialize, Serialize};

use crate::header::{HeaderColumn, HeaderReading};

/// Values of a column that are shown to the matcher.
const SAMPLES: usize = 20;

/// A column and the element it was matched to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnMatch {
    /// 0-based column.
    pub index: u32,
    /// Titles from the top level down.
    pub path: Vec<String>,
    /// The element; `None` when nothing fits.
    pub element: Option<ElementNo>,
    /// 0 to 1.
    pub confidence: f32,
    /// Whether the match is used as it is, has to be confirmed, or is missing.
    pub tier: Tier,
    /// Why, in Chinese.
    pub reason: String,
    /// Whether the sheet marks the column as required.
    pub required: bool,
}

/// Matches every column of a header.
///
/// `sheet_samples` gives raw values of a column by its index. No two columns keep an automatic
/// match to the same element: all but the most certain have to be confirmed. (Titles with a role,
/// such as 监护人电话, match elements of their own and do not compete.)
#[must_use]
pub fn match_columns(
    header: &HeaderReading,
    sheet_samples: &dyn Fn(u32) -> Vec<String>,
    source: Option<&Source>,
) -> Vec<ColumnMatch> {
    let about: Vec<String> = header.title.iter().cloned().collect();
    match_titles(&header.columns, sheet_samples, source, &about)
}

/// Matches titles that belong to one table. `about` are the words of the table as a whole: its
/// own title and the department that asks.
#[must_use]
pub fn match_titles(
    columns: &[HeaderColumn],
    sheet_samples: &dyn Fn(u32) -> Vec<String>,
    source: Option<&Source>,
    about: &[String],
) -> Vec<ColumnMatch> {
    let titles: Vec<String> = columns
        .iter()
        .map(|column| column.path.last().cloned().unwrap_or_default())
        .collect();
    let mut matches: Vec<ColumnMatch> = columns
        .iter()
        .map(|column| {
            let mut samples = sheet_samples(column.index);
            samples.retain(|sample| !sample.trim().is_empty());
            samples.truncate(SAMPLES);
            let context = TitleContext {
                path: &column.path,
                source,
                samples: &samples,
                siblings: &titles,
                about,
            };
            let found = match_title(&context);
            let (element, confidence, tier, reason) = match found {
                Some(found) => (
                    Some(found.element),
                    found.confidence,
                    found.tier,
                    found.reason,
                ),
                None => (None, 0.0, Tier::None, "没有找到含义相符的数据元".to_owned()),
            };
            ColumnMatch {
                index: column.index,
                path: column.path.clone(),
                element,
                confidence,
                tier,
                reason,
                required: column.required,
            }
        })
        .collect();
    settle_rivals(&mut matches);
    matches
}

/// Leaves at most one automatic match per element.
fn settle_rivals(matches: &mut [ColumnMatch]) {
    let mut winners: BTreeMap<ElementNo, usize> = BTreeMap::new();
    for at in 0..matches.len() {
        if matches[at].tier != Tier::Auto {
            continue;
        }
        let Some(element) = matches[at].element else {
            continue;
        };
        let Some(&winner) = winners.get(&element) else {
            winners.insert(element, at);
            continue;
        };
        // The first column wins a tie: forms put the important one first.
        let loser = if matches[at].confidence > matches[winner].confidence {
            winners.insert(element, at);
            winner
        } else {
            at
        };
        let kept = winners[&element];
        let title = matches[kept].path.last().cloned().unwrap_or_default();
        matches[loser].tier = Tier::Ask;
        matches[loser].confidence = matches[loser].confidence.min(0.5);
        matches[loser].reason = format!("与“{title}”列对应同一数据元，请确认");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(index: u32, title: &str, confidence: f32) -> ColumnMatch {
        ColumnMatch {
            index,
            path: vec![title.to_owned()],
            element: Some(ElementNo(2)),
            confidence,
            tier: Tier::Auto,
            reason: String::new(),
            required: false,
        }
    }

    #[test]
    fn the_surest_of_rivals_stays_automatic() {
        let mut matches = [
            auto(0, "证件号", 0.9),
            auto(1, "身份证号码", 1.0),
            auto(2, "身份证", 0.95),
        ];
        settle_rivals(&mut matches);
        let tiers: Vec<Tier> = matches.iter().map(|found| found.tier).collect();
        assert!(tiers == [Tier::Ask, Tier::Auto, Tier::Ask]);
        assert!(matches[0].reason.contains("身份证号码"));
    }
}
