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

/// The layouts of the bytes, in front of them; a new layout takes a new number.
///
/// Without values on standby the bytes are those of the first layout; with them, the values on
/// standby follow in the form of the winners.
const WINNERS: u8 = 1;
const WITH_STANDBY: u8 = 2;

/// Bytes that most entities need at most.
const USUAL: usize = 1024;

/// Element, place in the records, text.
type PackedValue<'a> = (ElementNo, u32, &'a str);

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    records: Vec<(i64, SourceNo, EpochDay)>,
    sources: Vec<(SourceNo, EpochDay)>,
    #[serde(borrow)]
    winners: Vec<PackedValue<'a>>,
}

/// The bytes of what an entity holds; equal contents give equal bytes.
pub(super) fn encode<T: AsRef<str>>(current: &Current<T>) -> Vec<u8> {
    let mut records: Vec<(i64, SourceNo, EpochDay)> = Vec::new();
    let winners = pack(&current.winners, &mut records);
    let standby = pack(&current.standby, &mut records);
    let packed = Packed {
        records,
        sources: current.sources.clone(),
        winners,
    };
    let layout = if standby.is_empty() {
        WINNERS
    } else {
        WITH_STANDBY
    };
    let mut bytes = Vec::with_capacity(USUAL);
    bytes.push(layout);
    let bytes = postcard::to_extend(&packed, bytes).expect("values are numbers and texts");
    if standby.is_empty() {
        return bytes;
    }
    postcard::to_extend(&standby, bytes).expect("values are numbers and texts")
}

fn pack<'a, T: AsRef<str>>(
    values: &'a [Winner<T>],
    records: &mut Vec<(i64, SourceNo, EpochDay)>,
) -> Vec<PackedValue<'a>> {
    values
        .iter()
        .map(|value| {
            let record = (value.record, value.source, value.as_of);
            let at = records
                .iter()
                .position(|known| *known == record)
                .unwrap_or_else(|| {
                    records.push(record);
                    records.len() - 1
                });
            let at = u32::try_from(at).expect("an entity has fewer than 2^32 values");
            (value.element, at, value.text.as_ref())
        })
        .collect()
}

/// What [`encode`] wrote; its texts may lie in the bytes.
pub(super) fn decode<'a, T: From<&'a str>>(bytes: &'a [u8]) -> Result<Current<T>, Problem> {
    read(bytes).ok_or_else(|| broken("实体"))
}

fn read<'a, T: From<&'a str>>(bytes: &'a [u8]) -> Option<Current<T>> {
    let (layout, bytes) = bytes.split_first()?;
    let (packed, rest): (Packed<'_>, _) = postcard::take_from_bytes(bytes).ok()?;
    let standby: Vec<PackedValue<'_>> = match *layout {
        WINNERS if rest.is_empty() => Vec::new(),
        WITH_STANDBY => postcard::from_bytes(rest).ok()?,
        _ => return None,
    };
    Some(Current {
        winners: unpack(packed.winners, &packed.records)?,
        standby: unpack(standby, &packed.records)?,
        sources: packed.sources,
    })
}

fn unpack<'a, T: From<&'a str>>(
    values: Vec<PackedValue<'a>>,
    records: &[(i64, SourceNo, EpochDay)],
) -> Option<Vec<Winner<T>>> {
    values
        .into_iter()
        .map(|(element, at, text)| {
            let (record, source, as_of) = *records.get(usize::try_from(at).ok()?)?;
            Some(Winner {
                element,
                text: T::from(text),
                record,
                source,
                as_of,
            })
        })
        .collect()
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
            standby: Vec::new(),
        };
        assert_eq!(decode(&encode(&current)).unwrap(), current);
        assert_eq!(encode(&current)[0], WINNERS);
        let beside = Current {
            standby: vec![winner(30, "13911111111", 9, 51, 18_000)],
            ..current
        };
        assert_eq!(decode(&encode(&beside)).unwrap(), beside);
        let bytes = encode(&beside);
        let lent: Current<&str> = decode(&bytes).unwrap();
        assert_eq!(encode(&lent), bytes);
        let nothing = Current::<String>::default();
        assert_eq!(decode(&encode(&nothing)).unwrap(), nothing);
    }

    #[test]
    fn bytes_of_another_layout_are_refused() {
        assert_eq!(
            decode::<String>(&[]).unwrap_err().code,
            "stored-value-broken"
        );
        assert_eq!(
            decode::<String>(&[9, 0, 0, 0]).unwrap_err().code,
            "stored-value-broken"
        );
        assert_eq!(
            decode::<String>(&[1, 0, 0, 1, 1, 5, 1, 65])
                .unwrap_err()
                .code,
            "stored-value-broken"
        );
    }
}
