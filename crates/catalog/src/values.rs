//! Values of one record or entity, keyed by data element, in canonical text form.
//!
//! A canonical text is what storage keeps and what every crate exchanges:
//! dates `2024-02-29`, months `2024-02`, codes as in the code table, identity numbers as 18
//! upper-case characters, phones as digits (several joined by `;`, the primary first), decimals
//! with a point and no grouping, yes/no as `1`/`0`, areas as 12 digits.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::element::ElementNo;

/// Values sorted by element number, at most one per element.
///
/// All texts stand in one string: millions of rows go through memory in a load, and a piece of
/// memory for each of their values cost more than reading them.
#[derive(Clone, Default)]
pub struct Values {
    texts: String,
    held: Vec<Held>,
    /// A bit for each element that was ever set, several elements to a bit. Most values that are asked
    /// for are not there, and this says so without a search.
    seen: u64,
}

/// The bit of an element.
fn bit(element: ElementNo) -> u64 {
    1 << (element.0 % 64)
}

/// Where the text of an element stands.
#[derive(Clone, Copy)]
struct Held {
    element: ElementNo,
    start: u32,
    end: u32,
}

impl Held {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Values {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No values yet, and room for so many with texts of so many bytes altogether.
    #[must_use]
    pub fn with_capacity(values: usize, bytes: usize) -> Self {
        Self {
            texts: String::with_capacity(bytes),
            held: Vec::with_capacity(values),
            seen: 0,
        }
    }

    /// The canonical text of an element, if held.
    #[must_use]
    pub fn get(&self, element: ElementNo) -> Option<&str> {
        if self.seen & bit(element) == 0 {
            return None;
        }
        let at = self.place(element).ok()?;
        Some(&self.texts[self.held[at].range()])
    }

    /// Sets an element; an empty text removes it. The bytes of what it held before stay behind until
    /// all of them are dropped: values are set once or twice.
    ///
    /// # Panics
    /// When the texts take more than 4 GiB, far more than a row can hold.
    pub fn set(&mut self, element: ElementNo, text: impl AsRef<str>) {
        let text = text.as_ref();
        let place = self.place(element);
        if text.is_empty() {
            if let Ok(at) = place {
                self.held.remove(at);
            }
            return;
        }
        self.seen |= bit(element);
        let position = |at: usize| u32::try_from(at).expect("the texts of a row are short");
        let start = position(self.texts.len());
        self.texts.push_str(text);
        let held = Held {
            element,
            start,
            end: position(self.texts.len()),
        };
        match place {
            Ok(at) => self.held[at] = held,
            Err(at) => self.held.insert(at, held),
        }
    }

    /// Elements and texts in element order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ElementNo, &str)> {
        let text = |held: &Held| (held.element, &self.texts[held.range()]);
        self.held.iter().map(text)
    }

    /// How many elements are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    fn place(&self, element: ElementNo) -> Result<usize, usize> {
        self.held
            .binary_search_by_key(&element, |held| held.element)
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for Values {}

impl Hash for Values {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|value| value.hash(state));
    }
}

impl<T: AsRef<str>> FromIterator<(ElementNo, T)> for Values {
    fn from_iter<I: IntoIterator<Item = (ElementNo, T)>>(iter: I) -> Self {
        let mut values = Self::new();
        for (element, text) in iter {
            values.set(element, text);
        }
        values
    }
}

/// Written as a sequence of pairs.
impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Pairs)
    }
}

/// One pair; its text is copied once only, to where all of them stand.
#[derive(Deserialize)]
struct Pair<'a>(ElementNo, #[serde(borrow)] Cow<'a, str>);

/// Reads what was written, pair by pair.
struct Pairs;

/// Most values that room is made for before they are read; a broken number of them stays harmless.
const MOST_EXPECTED: usize = 64;

/// Bytes of a usual text.
const USUAL_TEXT: usize = 12;

impl<'de> Visitor<'de> for Pairs {
    type Value = Values;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("pairs of an element number and a text")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pairs: A) -> Result<Values, A::Error> {
        let expected = pairs.size_hint().unwrap_or(0).min(MOST_EXPECTED);
        let mut values = Values::with_capacity(expected, expected * USUAL_TEXT);
        while let Some(Pair(element, text)) = pairs.next_element::<Pair<'de>>()? {
            values.set(element, text);
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_text_removes() {
        let mut values = Values::new();
        values.set(ElementNo(7), "1");
        values.set(ElementNo(1), "张三");
        values.set(ElementNo(8), "");
        assert_eq!(
            values.iter().collect::<Vec<_>>(),
            [(ElementNo(1), "张三"), (ElementNo(7), "1")]
        );
        values.set(ElementNo(7), "");
        assert_eq!((values.len(), values.get(ElementNo(7))), (1, None));
        values.set(ElementNo(1), "");
        assert!(values.is_empty());
    }

    proptest! {
        #![proptest_config(crate::testing::same_every_run())]

        #[test]
        fn values_behave_like_a_sorted_map(acts in prop::collection::vec((0_u16..20, "[a-b\"\n号]{0,2}"), 0..60)) {
            let mut values = Values::new();
            let mut map = BTreeMap::new();
            for (no, text) in acts {
                values.set(ElementNo(no), text.clone());
                if text.is_empty() { map.remove(&no); } else { map.insert(no, text); }
            }
            let held: Vec<(u16, &str)> = values.iter().map(|(no, text)| (no.0, text)).collect();
            let expected: Vec<(u16, &str)> = map.iter().map(|(no, text)| (*no, text.as_str())).collect();
            prop_assert_eq!(held, expected);
            for no in 0..200 {
                let text = map.get(&no).map(String::as_str);
                prop_assert_eq!(values.get(ElementNo(no)), text);
            }
            let bytes = postcard::to_stdvec(&values).unwrap();
            prop_assert_eq!(&bytes, &postcard::to_stdvec(&map.into_iter().collect::<Vec<_>>()).unwrap());
            prop_assert_eq!(&postcard::from_bytes::<Values>(&bytes).unwrap(), &values);
            let json = serde_json::to_string(&values).unwrap();
            prop_assert_eq!(serde_json::from_str::<Values>(&json).unwrap(), values);
        }
    }
}
