//! Natural order of door numbers: 2 comes before 10, 301 before 1201.

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

/// Compares two texts, runs of digits by their number, everything else by code point.
///
/// Texts that differ only in leading zeros are still told apart, so that the order is total.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (mut left_rest, mut right_rest) = (left.as_bytes(), right.as_bytes());
    loop {
        match (left_rest.first(), right_rest.first()) {
            (None, None) => return left.cmp(right),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                let (a, a_rest) = take_number(left_rest);
                let (b, b_rest) = take_number(right_rest);
                // Without leading zeros the longer number is the larger one.
                let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
                if order.is_ne() {
                    return order;
                }
                (left_rest, right_rest) = (a_rest, b_rest);
            }
            (Some(a), Some(b)) if a == b => {
                (left_rest, right_rest) = (&left_rest[1..], &right_rest[1..]);
            }
            // The byte order of UTF-8 is the order of code points.
            (Some(a), Some(b)) => return a.cmp(b),
        }
    }
}

/// The place of each text among the different texts, in natural order. Door numbers of a community
/// are few and repeat, so each is compared once and then known by its place.
pub(crate) fn ranks<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Vec<u32> {
    let mut different: Vec<&str> = texts
        .clone()
        .collect::<FxHashSet<_>>()
        .into_iter()
        .collect();
    different.sort_unstable_by(|left, right| compare(left, right));
    let places: FxHashMap<&str, u32> = different.into_iter().zip(0..).collect();
    texts.map(|text| places[text]).collect()
}

/// Splits the leading run of digits off, without its leading zeros.
fn take_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let zeros = number.iter().take_while(|byte| **byte == b'0').count();
    (&number[zeros..], rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        let mut rooms = vec![
            "1201", "301", "302甲", "302", "201", "A座", "10", "2", "0302",
        ];
        rooms.sort_by(|a, b| compare(a, b));
        assert_eq!(
            rooms,
            [
                "2", "10", "201", "301", "0302", "302", "302甲", "1201", "A座"
            ]
        );
        let mut doors = vec!["海泊佳苑10号楼", "海泊佳苑2号楼", "安居里1号楼"];
        doors.sort_by(|a, b| compare(a, b));
        assert_eq!(doors, ["安居里1号楼", "海泊佳苑2号楼", "海泊佳苑10号楼"]);
    }

    #[test]
    fn equal_texts_share_a_place() {
        assert_eq!(
            ranks(["10", "2", "", "10", "A座"].into_iter()),
            [2, 1, 0, 2, 3]
        );
        assert_eq!(ranks([].into_iter()), Vec::<u32>::new());
    }

    #[test]
    fn order_is_total() {
        let texts = [
            "", "0", "00", "1", "01", "1a", "1甲", "a", "a1", "a01", "a10", "甲2", "甲10",
        ];
        for a in texts {
            for b in texts {
                assert_eq!(compare(a, b), compare(b, a).reverse(), "{a} {b}");
                assert_eq!(compare(a, b).is_eq(), a == b);
                for c in texts {
                    if compare(a, b).is_lt() && compare(b, c).is_lt() {
                        assert!(compare(a, c).is_lt(), "{a} {b} {c}");
                    }
                }
            }
        }
    }
}
