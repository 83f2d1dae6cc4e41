//! Values of one record or entity, keyed by data element, in canonical text form.
//!
//! A canonical text is what storage keeps and what every crate exchanges:
//! dates `2024-02-29`, months `2024-02`, codes as in the code table, identity numbers as 18
//! upper-case characters, phones as digits (several joined by `;`, the primary first), decimals
//! with a point and no grouping, yes/no as `1`/`0`, areas as 12 digits.

use serde::{Deserialize, Serialize};

use crate::element::ElementNo;

/// Values sorted by element number, at most one per element.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Values(Vec<(ElementNo, String)>);

impl Values {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The canonical text of an element, if held.
    #[must_use]
    pub fn get(&self, element: ElementNo) -> Option<&str> {
        self.0
            .binary_search_by_key(&element, |(no, _)| *no)
            .ok()
            .map(|at| self.0[at].1.as_str())
    }

    /// Sets an element; an empty text removes it.
    pub fn set(&mut self, element: ElementNo, text: impl Into<String>) {
        let text = text.into();
        match (
            self.0.binary_search_by_key(&element, |(no, _)| *no),
            text.is_empty(),
        ) {
            (Ok(at), true) => {
                self.0.remove(at);
            }
            (Ok(at), false) => self.0[at].1 = text,
            (Err(_), true) => {}
            (Err(at), false) => self.0.insert(at, (element, text)),
        }
    }

    /// Elements and texts in element order.
    pub fn iter(&self) -> impl Iterator<Item = (ElementNo, &str)> {
        self.0.iter().map(|(no, text)| (*no, text.as_str()))
    }

    /// How many elements are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(ElementNo, String)> for Values {
    fn from_iter<I: IntoIterator<Item = (ElementNo, String)>>(iter: I) -> Self {
        let mut values = Self::new();
        for (element, text) in iter {
            values.set(element, text);
        }
        values
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
        fn values_behave_like_a_sorted_map(acts in prop::collection::vec((0_u16..20, "[a-c]{0,2}"), 0..60)) {
            let mut values = Values::new();
            let mut map = BTreeMap::new();
            for (no, text) in acts {
                values.set(ElementNo(no), text.clone());
                if text.is_empty() { map.remove(&no); } else { map.insert(no, text); }
            }
            let held: Vec<(u16, &str)> = values.iter().map(|(no, text)| (no.0, text)).collect();
            let expected: Vec<(u16, &str)> = map.iter().map(|(no, text)| (*no, text.as_str())).collect();
            prop_assert_eq!(held, expected);
            let bytes = postcard::to_stdvec(&values).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Values>(&bytes).unwrap(), values);
        }
    }
}
