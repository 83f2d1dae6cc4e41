//! What is compared, who is compared with whom, and from which probability on two records are
//! one entity.

use crate::blocking;
use crate::comparison::Comparison;
use crate::constraint::Constraints;

/// Between which records links are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkType {
    /// Between all records.
    #[default]
    Dedupe,
    /// Between records of different sources only.
    Link,
}

/// What is to be done with a pair.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Two entities.
    Different,
    /// A person has to decide.
    Ask,
    /// One entity.
    Same,
}

/// Probabilities at which the tiers begin.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Thresholds {
    /// One entity from here on.
    pub same: f64,
    /// A person has to decide from here on.
    pub ask: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            same: 0.9,
            ask: 0.2,
        }
    }
}

impl Thresholds {
    /// The tier of a probability.
    #[must_use]
    pub fn tier(&self, probability: f64) -> Tier {
        match probability {
            p if p >= self.same => Tier::Same,
            p if p >= self.ask => Tier::Ask,
            _ => Tier::Different,
        }
    }
}

/// How the records of a table are linked.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Between which records.
    pub link_type: LinkType,
    /// On what they are compared; at most [`crate::comparison::MOST`].
    pub comparisons: Vec<Comparison>,
    /// Which pairs are compared.
    pub blocking: Vec<blocking::Rule>,
    /// Probability that two records picked at random are of one entity; estimated when `None`.
    pub prior: Option<f64>,
    /// Where the tiers begin.
    pub thresholds: Thresholds,
    /// What must never be together.
    pub constraints: Constraints,
}

/// The probability of a weight in bits (log2 of the odds).
#[must_use]
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// The weight in bits of a probability.
#[must_use]
pub fn weight(probability: f64) -> f64 {
    let probability = probability.clamp(1e-15, 1.0 - 1e-15);
    (probability / (1.0 - probability)).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_probabilities_go_back_and_forth() {
        for share in [0.001, 0.5, 0.97] {
            assert!((probability(weight(share)) - share).abs() < 1e-12);
        }
        assert!((weight(0.5)).abs() < 1e-12);
    }

    #[test]
    fn tiers_begin_at_their_thresholds() {
        let thresholds = Thresholds {
            same: 0.9,
            ask: 0.3,
        };
        let tiers = [0.95, 0.9, 0.5, 0.3, 0.1].map(|share| thresholds.tier(share));
        assert_eq!(
            tiers,
            [
                Tier::Same,
                Tier::Same,
                Tier::Ask,
                Tier::Ask,
                Tier::Different
            ]
        );
    }
}
