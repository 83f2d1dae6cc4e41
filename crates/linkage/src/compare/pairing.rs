//! Which row of one list is which row of the other.
//!
//! Keys are taken in turn. For each, the rows of both lists that are still open are sorted by the
//! digest of their key; what stands together shares it.

use std::cmp::Ordering;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::{Ambiguous, Field, List};

/// Rows put together.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    pub pairs: Vec<(u32, u32)>,
    pub only_left: Vec<u32>,
    pub only_right: Vec<u32>,
    pub ambiguous: Vec<Ambiguous>,
    pub repeated_left: Vec<Vec<u32>>,
    pub repeated_right: Vec<Vec<u32>>,
    pub keyless_left: u64,
    pub keyless_right: u64,
}

/// One list on its way.
struct Side<'a> {
    list: &'a List,
    /// Rows that have found their place.
    settled: Vec<bool>,
    /// Which keys each row has: bit n is key n.
    keys: Vec<u32>,
    /// Columns of the key that is looked at; none when the list lacks one of them.
    columns: Option<Vec<usize>>,
}

impl<'a> Side<'a> {
    fn new(list: &'a List) -> Self {
        Self {
            list,
            settled: vec![false; list.len()],
            keys: vec![0; list.len()],
            columns: None,
        }
    }

    /// The rows that are open and have the key, with its digest.
    fn entries(&mut self, turn: usize, key: &[Field]) -> Vec<(u64, u32)> {
        self.columns = (!key.is_empty())
            .then(|| key.iter().map(|field| self.list.column_of(field)).collect())
            .flatten();
        let Some(columns) = &self.columns else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        for row in 0..self.list.len() {
            let at = row as u32;
            let mut hasher = FxHasher::default();
            let mut whole = true;
            for column in columns {
                let text = self.list.text(at, *column);
                whole &= !text.is_empty();
                hasher.write(text.as_bytes());
                hasher.write_u8(0xff);
            }
            if !whole {
                continue;
            }
            self.keys[row] |= 1 << turn;
            if !self.settled[row] {
                entries.push((hasher.finish(), at));
            }
        }
        entries
    }

    fn key(&self, row: u32) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .flatten()
            .map(move |column| self.list.text(row, *column))
    }

    fn open_rows(&self) -> Vec<u32> {
        (0..self.list.len() as u32)
            .filter(|row| !self.settled[*row as usize])
            .collect()
    }

    fn keyless(&self) -> u64 {
        self.keys.iter().filter(|keys| **keys == 0).count() as u64
    }
}

/// Most keys: which of them a row has are the bits of one number.
const MOST_KEYS: usize = 32;

/// Pairs the rows of two lists. There are fewer than 2^32 rows: a list that long does not fit in
/// any file that is read.
pub(super) fn pair(left: &List, right: &List, keys: &[Vec<Field>]) -> Pairing {
    let mut one = Side::new(left);
    let mut other = Side::new(right);
    let mut found = Pairing::default();
    for (turn, key) in keys.iter().take(MOST_KEYS).enumerate() {
        let rows = one.entries(turn, key);
        let others = other.entries(turn, key);
        groups(&mut one, &mut other, turn, rows, others, &mut found);
    }
    found.pairs.sort_unstable();
    found.ambiguous.sort_unstable_by_key(|group| group.left[0]);
    found.repeated_left.sort_unstable();
    found.repeated_right.sort_unstable();
    found.only_left = one.open_rows();
    found.only_right = other.open_rows();
    found.keyless_left = one.keyless();
    found.keyless_right = other.keyless();
    found
}

/// An entry of either side: digest, whether it is of the right list, row.
type Entry = (u64, bool, u32);

fn groups(
    one: &mut Side<'_>,
    other: &mut Side<'_>,
    turn: usize,
    rows: Vec<(u64, u32)>,
    others: Vec<(u64, u32)>,
    found: &mut Pairing,
) {
    let mut entries: Vec<Entry> = rows
        .into_iter()
        .map(|(digest, row)| (digest, false, row))
        .chain(others.into_iter().map(|(digest, row)| (digest, true, row)))
        .collect();
    {
        let (one, other) = (&*one, &*other);
        let order = |a: &Entry, b: &Entry| {
            let key = |entry: &Entry| if entry.1 { other } else { one };
            // Keys themselves are only looked at where digests collide.
            a.0.cmp(&b.0)
                .then_with(|| key(a).key(a.2).cmp(key(b).key(b.2)))
                .then_with(|| (a.1, a.2).cmp(&(b.1, b.2)))
        };
        entries.sort_unstable_by(order);
    }
    let mut at = 0;
    while at < entries.len() {
        let end = {
            let same = |entry: &&Entry| {
                entry.0 == entries[at].0 && same_key(one, other, &entries[at], entry)
            };
            at + entries[at..].iter().take_while(same).count()
        };
        settle(one, other, turn, &entries[at..end], found);
        at = end;
    }
}

fn same_key(one: &Side<'_>, other: &Side<'_>, a: &Entry, b: &Entry) -> bool {
    let side = |entry: &Entry| if entry.1 { other } else { one };
    side(a).key(a.2).cmp(side(b).key(b.2)) == Ordering::Equal
}

/// Decides about the rows of one key.
fn settle(
    one: &mut Side<'_>,
    other: &mut Side<'_>,
    turn: usize,
    group: &[Entry],
    found: &mut Pairing,
) {
    let split = group.partition_point(|entry| !entry.1);
    let rows: Vec<u32> = group[..split].iter().map(|entry| entry.2).collect();
    let others: Vec<u32> = group[split..].iter().map(|entry| entry.2).collect();
    if turn == 0 {
        if rows.len() > 1 {
            found.repeated_left.push(rows.clone());
        }
        if others.len() > 1 {
            found.repeated_right.push(others.clone());
        }
    }
    if rows.is_empty() || others.is_empty() {
        return;
    }
    // Two rows that both have an earlier, surer key have not met by it, so they are not the same.
    let earlier = (1_u32 << turn) - 1;
    let rows = compatible(&rows, one, &others, other, earlier);
    let others = compatible(&others, other, &rows, one, earlier);
    match (rows.as_slice(), others.as_slice()) {
        ([], _) | (_, []) => return,
        ([row], [counterpart]) => found.pairs.push((*row, *counterpart)),
        _ => found.ambiguous.push(Ambiguous {
            left: rows.clone(),
            right: others.clone(),
        }),
    }
    for row in rows {
        one.settled[row as usize] = true;
    }
    for row in others {
        other.settled[row as usize] = true;
    }
}

/// The rows that may be one of the others: some other row lacks each earlier key that they have.
fn compatible(
    rows: &[u32],
    side: &Side<'_>,
    others: &[u32],
    opposite: &Side<'_>,
    earlier: u32,
) -> Vec<u32> {
    let mut kinds: Vec<u32> = others
        .iter()
        .map(|row| opposite.keys[*row as usize] & earlier)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    rows.iter()
        .copied()
        .filter(|row| {
            let own = side.keys[*row as usize] & earlier;
            kinds.iter().any(|kind| own & kind == 0)
        })
        .collect()
}
