//! A share found in a sample, and how far it may be from the true one.

/// A share of right answers with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Right answers among all, 0 to 1.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// Two-sided 95 % quantile of the normal distribution.
const Z: f64 = 1.959_963_985;

/// The share of `right` among `all` with its Wilson score interval (Wilson 1927), which unlike the
/// textbook interval stays sensible for few answers and for shares near 0 and 1. `None` when
/// nothing was answered.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "answers are counted in hundreds, far below 2^52"
)]
pub fn wilson(right: u64, all: u64) -> Option<Share> {
    if all == 0 {
        return None;
    }
    let count = all as f64;
    let value = right.min(all) as f64 / count;
    let square = Z * Z / count;
    let middle = (value + square / 2.0) / (1.0 + square);
    let half = Z / (1.0 + square) * (value * (1.0 - value) / count + square / (4.0 * count)).sqrt();
    Some(Share {
        value,
        low: (middle - half).max(0.0),
        high: (middle + half).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_published_figures_come_out() {
        // Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
        let share = wilson(81, 263).unwrap();
        assert!((share.low - 0.2553).abs() < 5e-5, "{share:?}");
        assert!((share.high - 0.3662).abs() < 5e-5, "{share:?}");
        let none = wilson(0, 20).unwrap();
        assert!(none.low.abs() < 1e-9 && (none.high - 0.1611).abs() < 5e-5);
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn all_right_is_still_not_certain() {
        let share = wilson(30, 30).unwrap();
        assert!((share.value - 1.0).abs() < 1e-12);
        assert!(share.low > 0.88 && share.low < 0.89);
        assert!((share.high - 1.0).abs() < 1e-9);
    }
}
