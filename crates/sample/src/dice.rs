//! Random numbers of one stream: the same for the same seed on every machine and with any number
//! of threads, because every community and every file has a stream of its own.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded stream of random choices.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a purpose (`estates`, `people`, a source code …) at a place (an area code or
    /// a file number).
    pub(crate) fn new(seed: u64, purpose: &str, place: u64) -> Self {
        let mut key = [0_u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&place.to_le_bytes());
        key[16..24].copy_from_slice(&fnv(purpose).to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 to `limit − 1`; 0 when the limit is 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        // Multiplying and shifting is even enough for sample data and, unlike range types,
        // does not depend on the width of `usize`.
        let product = u64::from(self.0.next_u32()) * u64::from(limit);
        u32::try_from(product >> 32).expect("the upper half of a 64-bit number fits 32 bits")
    }

    /// A number between two bounds, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = u32::try_from(high.saturating_sub(low))
            .unwrap_or(0)
            .saturating_add(1);
        low + i32::try_from(self.below(width)).expect("a width of two i32 bounds of one order")
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        f64::from(self.0.next_u32()) < share * 4_294_967_296.0
    }

    /// One of several, all equally likely.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        from[at as usize]
    }

    /// One of several with weights.
    pub(crate) fn weighted<T: Copy>(&mut self, from: &[(T, u32)]) -> T {
        let total: u32 = from.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (item, weight) in from {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        from[from.len() - 1].0
    }

    /// The position chosen from a list of weights.
    pub(crate) fn position(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        weights.len() - 1
    }

    /// Puts a list in random order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(u32::try_from(at + 1).unwrap_or(u32::MAX)) as usize;
            list.swap(at, other);
        }
    }
}

/// FNV-1a of a purpose's name; only has to tell the few purposes apart.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose, place| {
            let mut dice = Dice::new(seed, purpose, place);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, "people", 7), draw(1, "people", 7));
        assert_ne!(draw(1, "people", 7), draw(2, "people", 7));
        assert_ne!(draw(1, "people", 7), draw(1, "estates", 7));
        assert_ne!(draw(1, "people", 7), draw(1, "people", 8));
    }

    #[test]
    fn choices_stay_in_bounds() {
        let mut dice = Dice::new(3, "test", 0);
        assert_eq!(dice.below(0), 0);
        for _ in 0..200 {
            assert!((-3..=4).contains(&dice.between(-3, 4)));
            assert_ne!(dice.weighted(&[('a', 0), ('b', 5)]), 'a');
        }
        assert!(dice.chance(1.0));
        assert!(!dice.chance(0.0));
    }
}
