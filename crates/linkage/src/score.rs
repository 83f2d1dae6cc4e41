//! The weight of a pair: the prior and what each comparison adds, in bits (log2 of Bayes
//! factors), so that a person can see what spoke for and against.

use serde::{Deserialize, Serialize};

use crate::comparison::{Comparison, Pattern};
use crate::model::Model;
use crate::table::Table;

/// Bits that the weaker comparisons of a group may add together. Phone and dwelling speak of the
/// household twice: once one agrees, that the other does says little more.
const REST_OF_GROUP: f64 = 3.0;

/// How often each level of a comparison is reached.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// Among pairs of one entity.
    pub m: Vec<f64>,
    /// Among pairs of two entities.
    pub u: Vec<f64>,
}

/// What training finds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Log2 of the odds that two records picked at random are of one entity.
    pub prior: f64,
    /// By comparison.
    pub shares: Vec<Shares>,
}

/// What one comparison adds to a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// The comparison.
    pub label: String,
    /// The level reached; `None` when one record says nothing.
    pub level: Option<String>,
    /// Bits added.
    pub bits: f64,
}

/// Weighs pairs of a table.
#[derive(Debug)]
pub struct Scorer<'a> {
    comparisons: &'a [Comparison],
    prior: f64,
    /// By comparison and level: bits.
    bits: Vec<Vec<f64>>,
    /// By comparison: m and u of the best level.
    best: Vec<(f64, f64)>,
    /// Records among which the prior expects one more of an entity.
    population: f64,
    /// Comparisons of each group, and those without.
    groups: Vec<Vec<usize>>,
}

impl<'a> Scorer<'a> {
    /// A scorer of a model with trained parameters.
    #[must_use]
    pub fn new(model: &'a Model, parameters: &Parameters) -> Self {
        let bits = parameters
            .shares
            .iter()
            .map(|shares| {
                shares
                    .m
                    .iter()
                    .zip(&shares.u)
                    .map(|(m, u)| (m / u).log2())
                    .collect()
            })
            .collect();
        let best = parameters
            .shares
            .iter()
            .map(|shares| {
                (
                    shares.m.first().copied().unwrap_or(1.0),
                    shares.u.first().copied().unwrap_or(1.0),
                )
            })
            .collect();
        Self {
            comparisons: &model.comparisons,
            prior: parameters.prior,
            bits,
            best,
            population: (-parameters.prior).exp2(),
            groups: groups(&model.comparisons),
        }
    }

    /// The weight of a pair in bits.
    #[must_use]
    pub fn weight(&self, table: &Table, pattern: Pattern, one: u32, other: u32) -> f64 {
        let mut sum = self.prior;
        for group in &self.groups {
            if let [single] = group[..] {
                sum += self.bits(table, pattern, single, one, other);
                continue;
            }
            let (mut most, mut rest, mut against) = (0.0_f64, 0.0, 0.0);
            for &at in group {
                let bits = self.bits(table, pattern, at, one, other);
                if bits < 0.0 {
                    against += bits;
                } else {
                    rest += bits.min(most);
                    most = most.max(bits);
                }
            }
            sum += most + rest.min(REST_OF_GROUP) + against;
        }
        sum
    }

    /// What each comparison adds, in the model's order. The sum and the prior are the weight; the
    /// weaker comparisons of a group are shown with what is left of them.
    #[must_use]
    pub fn explain(&self, table: &Table, one: u32, other: u32) -> (f64, Vec<Weight>) {
        let pattern = Pattern::of(self.comparisons, table, one, other);
        let mut bits: Vec<f64> = (0..self.comparisons.len())
            .map(|at| self.bits(table, pattern, at, one, other))
            .collect();
        for group in self.groups.iter().filter(|group| group.len() > 1) {
            let mut positive: Vec<usize> =
                group.iter().copied().filter(|at| bits[*at] > 0.0).collect();
            positive.sort_by(|one, other| bits[*other].total_cmp(&bits[*one]));
            let mut left = REST_OF_GROUP;
            for at in positive.into_iter().skip(1) {
                bits[at] = bits[at].min(left);
                left -= bits[at];
            }
        }
        let weights = self.comparisons.iter().zip(&bits).enumerate();
        let weights = weights
            .map(|(at, (comparison, bits))| Weight {
                label: comparison.label.clone(),
                level: pattern
                    .level(at)
                    .and_then(|level| comparison.rule.levels().get(level).cloned()),
                bits: *bits,
            })
            .collect();
        (self.prior + bits.iter().sum::<f64>(), weights)
    }

    fn bits(&self, table: &Table, pattern: Pattern, at: usize, one: u32, other: u32) -> f64 {
        let Some(level) = pattern.level(at) else {
            return 0.0;
        };
        let comparison = &self.comparisons[at];
        if level == 0
            && comparison.term_frequency
            && let Some(value) = comparison.common_value(table, one, other)
        {
            return (self.best[at].0 / self.frequency(table, at, value)).log2();
        }
        self.bits[at][level]
    }

    /// The chance that a record of somebody else holds a value: its share of the records, the pair
    /// itself left out. Where the table is smaller than the population that the prior speaks of
    /// (a registry that is being filled), the missing records are taken to be as u says.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of records stay far below 2^53"
    )]
    fn frequency(&self, table: &Table, at: usize, value: u32) -> f64 {
        let others = f64::from(table.fields()[self.comparisons[at].field].count_of(value)) - 2.0;
        let records = table.stands_for() as f64;
        let missing = (self.population - records).max(0.0);
        (others.max(0.5) + self.best[at].1 * missing) / (records + missing).max(2.0)
    }
}

/// Comparisons by the word of their group; one without a word is a group of its own.
fn groups(comparisons: &[Comparison]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, comparison) in comparisons.iter().enumerate() {
        let same = |group: &&mut Vec<usize>| {
            comparison.group.is_some() && comparisons[group[0]].group == comparison.group
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}
