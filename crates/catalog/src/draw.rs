//! Drawing at random so that the same seed always draws the same.

/// Draws `count` of `all` without repetition, every set equally likely as far as the seed is
/// random; all of them when there are no more. The order of the result is the order of drawing.
#[must_use]
pub fn draw<T: Copy>(all: &[T], count: usize, seed: u64) -> Vec<T> {
    let mut dice = SplitMix(seed);
    let mut left: Vec<T> = all.to_vec();
    let count = count.min(left.len());
    for at in 0..count {
        let rest = (left.len() - at) as u64;
        let step = usize::try_from(dice.below(rest)).unwrap_or(0);
        left.swap(at, at + step);
    }
    left.truncate(count);
    left
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere for ever.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, each equally likely: numbers from the uneven rest are thrown again.
    fn below(&mut self, bound: u64) -> u64 {
        let uneven = u64::MAX - u64::MAX % bound;
        loop {
            let number = self.next();
            if number < uneven {
                return number % bound;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn everything_is_drawn_about_as_often() {
        let all: Vec<usize> = (0..20).collect();
        let mut times = [0_u32; 20];
        for seed in 0..4_000 {
            for drawn in draw(&all, 5, seed) {
                times[drawn] += 1;
            }
        }
        // A thousand times each; five standard deviations are about 137.
        assert!(
            times.iter().all(|times| (860..=1_140).contains(times)),
            "{times:?}"
        );
    }

    proptest! {
        #![proptest_config(crate::testing::same_every_run())]

        #[test]
        fn a_draw_is_a_set_of_that_size_and_repeats(size in 0_usize..80, count in 0_usize..40, seed in any::<u64>()) {
            let all: Vec<usize> = (0..size).collect();
            let drawn = draw(&all, count, seed);
            prop_assert_eq!(drawn.len(), count.min(size));
            prop_assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len());
            prop_assert_eq!(draw(&all, count, seed), drawn);
        }
    }
}
