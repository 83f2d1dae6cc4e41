//! Items of a run: what differs, under a key that later runs find again.

use catalog::element::no;
use catalog::values::Values;
use linkage::compare::{self, Ambiguous, Comparison, Field, List};
use linkage::{person_keys, place_keys};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use storage::{ItemState, KeyRing};

use super::definition::Definition;
use super::side::ReadSide;
use crate::registry::absorb::BlindKeys;

/// Most items that a run keeps: more is no list of work for anybody, but a wrong choice of lists.
pub const MOST_ITEMS: usize = 200_000;

/// Rows of one side that an ambiguous item shows.
const ROWS_SHOWN: usize = 5;

/// What is kept, sealed, of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Rows of the left list by shown field; more than one where the key is ambiguous.
    pub left: Vec<Vec<String>>,
    /// Rows of the right list.
    pub right: Vec<Vec<String>>,
    /// How many rows of the left list share the key.
    pub left_rows: u32,
    /// How many rows of the right list share the key.
    pub right_rows: u32,
}

/// An item before the registry was asked whom it is about.
pub struct Draft {
    /// What kind of difference it is.
    pub state: ItemState,
    /// Differing fields of the definition.
    pub fields: Vec<usize>,
    /// The text that names it from run to run.
    pub key: String,
    /// Both rows.
    pub body: Body,
    /// The community that the lists name.
    pub community: String,
    /// The entity, when a side is out of the registry.
    pub entity: Option<i64>,
    /// The keyed digest by which the registry may know the entity.
    pub strong: Option<i64>,
}

/// The fields an item shows: compared ones first, in their order, then what tells whom it is about.
pub fn shown(definition: &Definition) -> Vec<Field> {
    let mut fields = definition.fields();
    let telling = [no::NAME, no::ID_NUMBER, no::BIRTH_DATE, no::PLACE_NAME];
    let further = definition
        .keys()
        .flatten()
        .chain(telling.map(Field::Element));
    for field in further {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// Makes items of what a comparison found, at most [`MOST_ITEMS`], and says whether these are all.
pub fn drafts(
    definition: &Definition,
    left: &ReadSide,
    right: &ReadSide,
    found: &Comparison,
    ring: &KeyRing,
) -> (Vec<Draft>, bool) {
    let maker = Maker {
        fields: shown(definition),
        keys: definition.keys().collect(),
        left,
        right,
        ring,
    };
    let only = |wanted: bool, rows: &[u32]| if wanted { rows.to_vec() } else { Vec::new() };
    let only_left = only(definition.only_left, &found.only_left);
    let only_right = only(definition.only_right, &found.only_right);
    let mut drafts: Vec<Draft> = found
        .pairs
        .iter()
        .filter(|pair| pair.differing != 0)
        .map(|pair| {
            let draft = maker.draft(ItemState::Differs, &[pair.left], &[pair.right]);
            Draft {
                fields: pair.fields().collect(),
                ..draft
            }
        })
        .chain(
            (found.ambiguous.iter())
                .map(|Ambiguous { left, right }| maker.draft(ItemState::Ambiguous, left, right)),
        )
        .chain((only_left.iter()).map(|row| maker.draft(ItemState::OnlyLeft, &[*row], &[])))
        .chain((only_right.iter()).map(|row| maker.draft(ItemState::OnlyRight, &[], &[*row])))
        .take(MOST_ITEMS + 1)
        .collect();
    let complete = drafts.len() <= MOST_ITEMS;
    drafts.truncate(MOST_ITEMS);
    tell_apart(&mut drafts);
    (drafts, complete)
}

/// Rows that share a key, or have none, are counted in the order of the list.
fn tell_apart(drafts: &mut [Draft]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for draft in drafts {
        let times = seen.entry(draft.key.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            draft.key.push_str(&format!("\u{1e}{times}"));
        }
    }
}

struct Maker<'a> {
    fields: Vec<Field>,
    keys: Vec<Vec<Field>>,
    left: &'a ReadSide,
    right: &'a ReadSide,
    ring: &'a KeyRing,
}

impl Maker<'_> {
    fn draft(&self, state: ItemState, left: &[u32], right: &[u32]) -> Draft {
        let (one, other) = (left.first().copied(), right.first().copied());
        let entity = |side: &ReadSide, row: Option<u32>| {
            row.and_then(|row| side.entities.get(row as usize).copied())
        };
        Draft {
            state,
            fields: Vec::new(),
            key: self.key(one, other),
            body: Body {
                left: self.rows(&self.left.list, left),
                right: self.rows(&self.right.list, right),
                left_rows: left.len() as u32,
                right_rows: right.len() as u32,
            },
            community: compare::community(&self.left.list, one, &self.right.list, other).to_owned(),
            entity: entity(self.left, one).or_else(|| entity(self.right, other)),
            strong: self.strong(one, other),
        }
    }

    fn rows(&self, list: &List, rows: &[u32]) -> Vec<Vec<String>> {
        let texts = |row: &u32| {
            self.fields
                .iter()
                .map(|field| list.value(*row, field).to_owned())
                .collect()
        };
        rows.iter().take(ROWS_SHOWN).map(texts).collect()
    }

    fn value(&self, left: Option<u32>, right: Option<u32>, field: &Field) -> &str {
        let one = left.map_or("", |row| self.left.list.value(row, field));
        if one.is_empty() {
            right.map_or("", |row| self.right.list.value(row, field))
        } else {
            one
        }
    }

    /// The surest key that either row has; without any, everything that is known of the row.
    fn key(&self, left: Option<u32>, right: Option<u32>) -> String {
        for (turn, key) in self.keys.iter().enumerate() {
            let texts: Vec<&str> = key
                .iter()
                .map(|field| self.value(left, right, field))
                .collect();
            if texts.iter().all(|text| !text.is_empty()) {
                return format!("{turn}\u{1f}{}", texts.join("\u{1f}"));
            }
        }
        let texts: Vec<&str> = self
            .fields
            .iter()
            .map(|field| self.value(left, right, field))
            .collect();
        format!("-\u{1f}{}", texts.join("\u{1f}"))
    }

    fn strong(&self, left: Option<u32>, right: Option<u32>) -> Option<i64> {
        let mut values = Values::new();
        for element in [no::ID_NUMBER, no::CREDIT_CODE] {
            values.set(element, self.value(left, right, &Field::Element(element)));
        }
        let maker = BlindKeys(self.ring);
        person_keys(&values, None, &maker)
            .strong
            .or_else(|| place_keys(&values, &maker).strong)
            .map(|key| key.0)
    }
}

impl Draft {
    /// The text of what differs: while it is the same, an outcome stays.
    pub fn difference(&self) -> String {
        let mut text = self.state.as_str().to_owned();
        let cell = |rows: &[Vec<String>], at: usize| {
            rows.first()
                .and_then(|row| row.get(at))
                .cloned()
                .unwrap_or_default()
        };
        for at in &self.fields {
            let (left, right) = (cell(&self.body.left, *at), cell(&self.body.right, *at));
            text.push_str(&format!("\u{1e}{at}\u{1f}{left}\u{1f}{right}"));
        }
        if self.state == ItemState::Ambiguous {
            let (left, right) = (self.body.left_rows, self.body.right_rows);
            text.push_str(&format!("\u{1e}{left}\u{1f}{right}"));
        }
        text
    }
}
