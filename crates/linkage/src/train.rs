//! Learning without labels how often entities agree with themselves (m) and with others (u).
//!
//! u comes from pairs picked at random, nearly all of which are of two entities. m comes from
//! expectation–maximisation over the pairs of each blocking rule in turn; the fields that the
//! rule itself makes equal are left out there, and learnt from the other rules. Pairs are counted
//! by pattern first, so that an iteration costs as much as there are patterns, not pairs (as in
//! fastLink: Enamorado, Fifield and Imai, 2019).
//!
//! What is picked depends on digests of the records and not on their order.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::blocking::{Blocks, Rule, key_of, record_of};
use crate::comparison::{Comparison, Pattern};
use crate::interner::mixed;
use crate::model::{LinkType, Model, probability, weight};
use crate::score::{Parameters, Shares};
use crate::table::Table;

/// Random pairs from which u is counted.
const RANDOM_PAIRS: usize = 500_000;

/// Records whose blocks are looked at for m; with more, a share of the blocks is picked.
const TRAINING_RECORDS: usize = 100_000;

/// Largest block that takes part in training.
const LARGEST_BLOCK: usize = 100;

/// Pairs that the assumed shares count for, so that few pairs do not say never or always.
const ASSUMED_PAIRS: f64 = 20.0;

/// Most rounds, and the change below which it has settled.
const ROUNDS: usize = 100;
const SETTLED: f64 = 1e-6;

/// The smallest share: a level that was never seen is rare, not impossible.
const SMALLEST: f64 = 1e-9;

/// Share of the true pairs that the best single blocking rule is taken to find.
const FOUND_BY_BEST_RULE: f64 = 0.9;

/// How often each pattern was seen.
pub type Counts = Vec<(Pattern, f64)>;

/// Trains a model on a table, of which `blocks` are those of the model's rules and `digests` those
/// of the records.
#[must_use]
pub fn train(table: &Table, model: &Model, blocks: &[Blocks], digests: &[u64]) -> Parameters {
    let comparisons = &model.comparisons;
    let random = random_pairs(table, model, digests);
    let assumed: Vec<Vec<f64>> = comparisons.iter().map(assumed_m).collect();
    let passes: Vec<Pass> = model
        .blocking
        .iter()
        .zip(blocks)
        .map(|(rule, blocks)| Pass::new(table, model, rule, blocks))
        .collect();
    let mut parameters = Parameters {
        prior: model.prior.map_or(-20.0, weight),
        shares: Vec::new(),
    };
    // The first time nothing is known of the random pairs; then those that look like one entity
    // are no longer counted among the pairs of two.
    for round in 0..2 {
        let chance_of = |pattern: Pattern| {
            if round == 0 {
                0.0
            } else {
                pattern_probability(&parameters, pattern)
            }
        };
        let u = shares_of_others(comparisons, &random, chance_of);
        let sessions: Vec<Session> = (passes.par_iter())
            .map(|pass| pass.learn(&u, &assumed))
            .collect();
        let m = average(comparisons.len(), &sessions, &assumed);
        let matches = (passes.iter().zip(&sessions))
            .map(|(pass, session)| session.share * pass.all_pairs)
            .fold(0.0, f64::max);
        parameters = Parameters {
            prior: model.prior.map_or_else(
                || {
                    weight(
                        (matches.max(1.0) / FOUND_BY_BEST_RULE / all_pairs(table, model)).min(0.5),
                    )
                },
                weight,
            ),
            shares: m.into_iter().zip(u).map(|(m, u)| Shares { m, u }).collect(),
        };
    }
    parameters
}

/// The pairs of one blocking rule, counted by pattern.
struct Pass {
    counts: Counts,
    /// Pairs of the whole table that the rule joins, estimated.
    all_pairs: f64,
    /// By comparison: the rule leaves it free.
    free: Vec<bool>,
}

/// What a pass says.
struct Session {
    /// Share of one-entity pairs.
    share: f64,
    /// How many they are.
    matches: f64,
    /// By comparison that was free: m.
    m: Vec<Option<Vec<f64>>>,
}

impl Pass {
    fn new(table: &Table, model: &Model, rule: &Rule, blocks: &Blocks) -> Self {
        let step = u32::try_from(table.len() / TRAINING_RECORDS + 1).unwrap_or(u32::MAX);
        let picked = |key: u32| mixed(u64::from(key)).is_multiple_of(u64::from(step));
        let counted = blocks.each(|blocks| {
            let mut counts = FxHashMap::default();
            for block in
                blocks.filter(|block| block.len() <= LARGEST_BLOCK && picked(key_of(block[0])))
            {
                for (at, one) in block.iter().enumerate() {
                    for other in &block[at + 1..] {
                        let (one, other) = (record_of(*one), record_of(*other));
                        if is_wanted(table, model, one, other) {
                            let pattern = Pattern::of(&model.comparisons, table, one, other);
                            *counts.entry(pattern).or_insert(0_u64) += 1;
                        }
                    }
                }
            }
            counts
        });
        let counts = gather(counted);
        let sampled: f64 = counts.iter().map(|(_, count)| count).sum();
        Self {
            all_pairs: sampled * f64::from(step),
            free: model
                .comparisons
                .iter()
                .map(|comparison| !rule.uses(comparison.field))
                .collect(),
            counts,
        }
    }

    fn learn(&self, u: &[Vec<f64>], assumed: &[Vec<f64>]) -> Session {
        let mut m = assumed.to_vec();
        let mut share = 0.5;
        let total: f64 = self.counts.iter().map(|(_, count)| count).sum();
        for _ in 0..ROUNDS {
            let (next_share, next) = self.round(share, &m, u, assumed);
            let change = (next_share - share).abs() + largest_change(&m, &next);
            (share, m) = (next_share, next);
            if change < SETTLED {
                break;
            }
        }
        let m = m
            .into_iter()
            .zip(&self.free)
            .map(|(m, free)| free.then_some(m))
            .collect();
        Session {
            share: if total > 0.0 { share } else { 0.0 },
            matches: share * total,
            m,
        }
    }

    /// One expectation and one maximisation.
    fn round(
        &self,
        share: f64,
        m: &[Vec<f64>],
        u: &[Vec<f64>],
        assumed: &[Vec<f64>],
    ) -> (f64, Vec<Vec<f64>>) {
        let mut next: Vec<Vec<f64>> = assumed
            .iter()
            .map(|levels| levels.iter().map(|level| level * ASSUMED_PAIRS).collect())
            .collect();
        // One pair of each sort, so that a rule that finds nothing does not say never.
        let (mut matches, mut total) = (1.0, 2.0);
        let bits: Vec<Vec<f64>> = (m.iter().zip(u))
            .map(|(m, u)| m.iter().zip(u).map(|(m, u)| (m / u).log2()).collect())
            .collect();
        let prior = weight(share);
        for (pattern, count) in &self.counts {
            let mut sum = prior;
            for at in (0..m.len()).filter(|at| self.free[*at]) {
                if let Some(level) = pattern.level(at) {
                    sum += bits[at][level];
                }
            }
            let expected = probability(sum) * count;
            matches += expected;
            total += count;
            for (at, levels) in next.iter_mut().enumerate() {
                if let Some(level) = pattern.level(at) {
                    levels[level] += expected;
                }
            }
        }
        next.iter_mut().for_each(|levels| normalise(levels));
        (matches / total, next)
    }
}

/// Whether a pair is of interest for the model's link type.
pub(crate) fn is_wanted(table: &Table, model: &Model, one: u32, other: u32) -> bool {
    model.link_type == LinkType::Dedupe || table.source(one) != table.source(other)
}

/// Pairs picked at random, counted by pattern. All pairs of a small table.
fn random_pairs(table: &Table, model: &Model, digests: &[u64]) -> Counts {
    let mut order: Vec<u32> = (0..u32::try_from(table.len()).unwrap_or(u32::MAX)).collect();
    // Only a share of a large table, picked by digest.
    let step = (table.len() / RANDOM_PAIRS).max(1) as u64;
    order.retain(|record| digests[*record as usize].is_multiple_of(step));
    order.par_sort_unstable_by_key(|record| mixed(digests[*record as usize]));
    let records = order.len();
    if records < 2 {
        return Vec::new();
    }
    let shifts = (RANDOM_PAIRS / records).clamp(1, records / 2);
    // In the order of mixed digests every shift pairs records at random; equal records are
    // neighbours there, so the shifts are spread out.
    let pairs = (0..shifts).into_par_iter().flat_map(|at| {
        let shift = ((at + 1) * (records / 2) / shifts).max(1);
        let order = &order;
        (0..records)
            .into_par_iter()
            .map(move |first| (order[first], order[(first + shift) % records]))
    });
    let counted: Vec<FxHashMap<Pattern, u64>> = pairs
        .filter(|(one, other)| is_wanted(table, model, *one, *other))
        .fold(FxHashMap::default, |mut counts, (one, other)| {
            let pattern = Pattern::of(&model.comparisons, table, one, other);
            *counts.entry(pattern).or_insert(0) += 1;
            counts
        })
        .collect();
    gather(counted)
}

/// Adds counts up, in the order of the patterns, so that sums of floats are the same every time.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of sampled pairs stay far below 2^53"
)]
fn gather(counted: Vec<FxHashMap<Pattern, u64>>) -> Counts {
    let mut all: FxHashMap<Pattern, u64> = FxHashMap::default();
    for counts in counted {
        for (pattern, count) in counts {
            *all.entry(pattern).or_default() += count;
        }
    }
    let mut counts: Counts = all
        .into_iter()
        .map(|(pattern, count)| (pattern, count as f64))
        .collect();
    counts.sort_unstable_by_key(|(pattern, _)| *pattern);
    counts
}

/// u of every level: counted, except where chance is too rare to be counted.
fn shares_of_others(
    comparisons: &[Comparison],
    random: &Counts,
    chance_of: impl Fn(Pattern) -> f64,
) -> Vec<Vec<f64>> {
    let mut shares: Vec<Vec<f64>> = comparisons
        .iter()
        .map(|comparison| vec![0.5; comparison.rule.levels().len()])
        .collect();
    for (pattern, count) in random {
        let count = count * (1.0 - chance_of(*pattern));
        for (at, levels) in shares.iter_mut().enumerate() {
            if let Some(level) = pattern.level(at) {
                levels[level] += count;
            }
        }
    }
    for (levels, comparison) in shares.iter_mut().zip(comparisons) {
        normalise(levels);
        for (at, level) in levels.iter_mut().enumerate() {
            if let Some(chance) = comparison.rule.chance(at) {
                *level = chance;
            }
        }
    }
    shares
}

/// m as it is assumed before anything is learnt: most agree, and every further level is rarer.
fn assumed_m(comparison: &Comparison) -> Vec<f64> {
    let levels = comparison.rule.levels().len();
    let mut shares: Vec<f64> = (0..levels)
        .map(|level| {
            if level == 0 {
                0.9
            } else {
                0.1 / (levels as f64 - 1.0)
            }
        })
        .collect();
    normalise(&mut shares);
    shares
}

/// The mean of what the passes say of each comparison, weighed by how many pairs of one entity
/// each has seen, up to a point: a rule that finds many pairs must not silence the others.
fn average(comparisons: usize, sessions: &[Session], assumed: &[Vec<f64>]) -> Vec<Vec<f64>> {
    const ENOUGH: f64 = 1000.0;
    (0..comparisons)
        .map(|at| {
            let mut sum = vec![0.0; assumed[at].len()];
            for session in sessions {
                if let Some(m) = &session.m[at] {
                    let weight = session.matches.min(ENOUGH);
                    for (sum, share) in sum.iter_mut().zip(m) {
                        *sum += share * weight;
                    }
                }
            }
            if sum.iter().sum::<f64>() == 0.0 {
                sum.clone_from(&assumed[at]);
            }
            normalise(&mut sum);
            sum
        })
        .collect()
}

/// The probability of a pattern, without the frequency of its values.
fn pattern_probability(parameters: &Parameters, pattern: Pattern) -> f64 {
    let bits = parameters
        .shares
        .iter()
        .enumerate()
        .filter_map(|(at, shares)| {
            let level = pattern.level(at)?;
            Some((shares.m[level] / shares.u[level]).log2())
        });
    probability(parameters.prior + bits.sum::<f64>())
}

fn normalise(shares: &mut [f64]) {
    let sum: f64 = shares.iter().sum();
    for share in shares {
        *share = (*share / sum).max(SMALLEST);
    }
}

fn largest_change(one: &[Vec<f64>], other: &[Vec<f64>]) -> f64 {
    let changes = one.iter().flatten().zip(other.iter().flatten());
    changes
        .map(|(one, other)| (one - other).abs())
        .fold(0.0, f64::max)
}

/// Pairs of records there could be.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn all_pairs(table: &Table, model: &Model) -> f64 {
    let all = table.len() as f64;
    let pairs = all * (all - 1.0) / 2.0;
    if model.link_type == LinkType::Dedupe {
        return pairs.max(1.0);
    }
    let mut by_source: FxHashMap<u16, f64> = FxHashMap::default();
    for source in table.sources() {
        *by_source.entry(*source).or_default() += 1.0;
    }
    let within: f64 = by_source
        .values()
        .map(|count| count * (count - 1.0) / 2.0)
        .sum();
    (pairs - within).max(1.0)
}
