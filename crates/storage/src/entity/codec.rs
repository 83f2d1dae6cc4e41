//! How an entity's winning values are written as bytes.
//!
//! Many values come from few records, so each record stands once in front and values name it by
//! its place. That is about half the size of writing it with each value, and everything stored
//! is ciphered, so half the size is half the time.

use catalog::element::ElementNo;
use catalog::problem::Problem;
use catalog::source::SourceNo;
use catalog::survivorship::{Current, EpochDay, Winner};
use serde::{Deserialize, Serialize};

use crate::failure::broken;

/// The layout of the bytes, in front of them; a new layout takes a new number.
const LAYOUT: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    records: Vec<(i64, SourceNo, EpochDay)>,
    sources: Vec<(SourceNo, EpochDay)>,
    /// Element, place in `records`, text.
    #[serde(borrow)]
    winners: Vec<(ElementNo, u32, &'a str)>,
}

/// The bytes of what an entity holds; equal contents give equal bytes.
pub(super) fn encode(current: &Current) -> Vec<u8> {
    let mut records: Vec<(i64, SourceNo, EpochDay)> = Vec::new();
    let winners = current
        .winners
        .iter()
        .map(|winner| {
            let record = (winner.record, winner.source, winner.as_of);
            let at = records
                .iter()
                .position(|known| *known == record)
                .unwrap_or_else(|| {
                    records.push(record);
                    records.len() - 1
                });
            let at = u32::try_from(at).expect("an entity has fewer than 2^32 values");
            (winner.element, at, winner.text.as_str())
        })
        .collect();
    let packed = Packed {
        records,
        sources: current.sources.clone(),
        winners,
    };
    postcard::to_extend(&packed, vec![LAYOUT]).expect("values are numbers and texts")
}

/// What [`encode`] wrote.
pub(super) fn decode(bytes: &[u8]) -> Result<Current, Problem> {
    let (LAYOUT, packed) = bytes
        .split_first()
        .map_or((0, bytes), |(layout, rest)| (*layout, rest))
    else {
        return Err(broken("实体"));
    };
    let packed: Packed<'_> = postcard::from_bytes(packed).map_err(|_| broken("实体"))?;
    let winners: Option<Vec<Winner>> = packed
        .winners
        .into_iter()
        .map(|(element, at, text)| {
            let (record, source, as_of) = *packed.records.get(usize::try_from(at).ok()?)?;
            Some(Winner {
                element,
                text: text.to_owned(),
                record,
                source,
                as_of,
            })
        })
        .collect();
    let winners = winners.ok_or_else(|| broken("实体"))?;
    Ok(Current {
        winners,
        sources: packed.sources,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        let winner = |element, text: &str, record, source, as_of| Winner {
            element: ElementNo(element),
            text: text.to_owned(),
            record,
            source: SourceNo(source),
            as_of,
        };
        let current = Current {
            winners: vec![
                winner(1, "张三", 7, 10, 19_000),
                winner(2, "1", 7, 10, 19_000),
                winner(30, "13800000000", 1 << 40, 2, -3),
            ],
            sources: vec![(SourceNo(2), -3), (SourceNo(10), 19_000)],
        };
        assert_eq!(decode(&encode(&current)).unwrap(), current);
        assert_eq!(
            decode(&encode(&Current::default())).unwrap(),
            Current::default()
        );
    }

    #[test]
    fn bytes_of_another_layout_are_refused() {
        assert_eq!(decode(&[]).unwrap_err().code, "stored-value-broken");
        assert_eq!(
            decode(&[9, 0, 0, 0]).unwrap_err().code,
            "stored-value-broken"
        );
        assert_eq!(
            decode(&[1, 0, 0, 1, 1, 5, 1, 65]).unwrap_err().code,
            "stored-value-broken"
        );
    }
}
