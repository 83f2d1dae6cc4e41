//! The whole way from a table to clusters.

use serde::{Deserialize, Serialize};

use crate::blocking::{Blocks, Keys, record_of};
use crate::cluster::{Pair, clusters};
use crate::comparison::Pattern;
use crate::model::{Model, Tier, weight};
use crate::score::{Parameters, Scorer};
use crate::table::Table;
use crate::train::{is_wanted, train};

/// Largest block whose pairs are compared. A key that more records share says nothing (a
/// placeholder, most often).
pub const LARGEST_BLOCK: usize = 2000;

/// A step of the work, told before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Learning the shares.
    Train,
    /// Comparing pairs.
    Compare,
    /// Joining records.
    Cluster,
}

/// Counts of one blocking rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassCounts {
    /// Pairs compared, those of earlier rules not counted again.
    pub compared: u64,
    /// Of these, at or above the lower threshold.
    pub kept: u64,
    /// Records in blocks that were too large.
    pub left_out: u64,
}

/// What linking found.
#[derive(Debug, Clone)]
pub struct Linked {
    /// By record: the smallest number of a record of its cluster.
    pub clusters: Vec<u32>,
    /// Pairs at or above the lower threshold, by record; conflicting ones are not among them.
    pub pairs: Vec<Pair>,
    /// What was learnt.
    pub parameters: Parameters,
    /// By blocking rule.
    pub passes: Vec<PassCounts>,
}

/// Links the records of a table. `parameters` of an earlier run are used instead of learning
/// anew. `on_step` is told what comes next, for whoever measures or shows progress.
#[must_use]
pub fn link(
    table: &Table,
    model: &Model,
    parameters: Option<Parameters>,
    on_step: &mut dyn FnMut(Step),
) -> Linked {
    on_step(Step::Train);
    let digests = table.digests();
    let keys = Keys::new(table, &model.blocking);
    let blocks = Blocks::of_all(&keys);
    let parameters = parameters.unwrap_or_else(|| train(table, model, &blocks, &digests));
    on_step(Step::Compare);
    let (pairs, passes) = compare_blocks(table, model, &keys, &blocks, &parameters);
    drop((keys, blocks));
    on_step(Step::Cluster);
    let same = weight(model.thresholds.same);
    let sure: Vec<Pair> = pairs
        .iter()
        .copied()
        .filter(|pair| f64::from(pair.weight) >= same)
        .collect();
    Linked {
        clusters: clusters(table, &model.constraints, &digests, sure),
        pairs,
        parameters,
        passes,
    }
}

/// Compares the pairs of every blocking rule, each pair once, and keeps those worth keeping.
pub(crate) fn compare_blocks(
    table: &Table,
    model: &Model,
    keys: &Keys,
    blocks: &[Blocks],
    parameters: &Parameters,
) -> (Vec<Pair>, Vec<PassCounts>) {
    let scorer = Scorer::new(model, parameters);
    let least = weight(model.thresholds.ask);
    let mut pairs = Vec::new();
    let mut passes = Vec::new();
    for (pass, blocks) in blocks.iter().enumerate() {
        let parts = blocks.each(|blocks| {
            let mut kept = Vec::new();
            let mut counts = PassCounts::default();
            for block in blocks {
                if block.len() > LARGEST_BLOCK {
                    counts.left_out += block.len() as u64;
                    continue;
                }
                compare_block(
                    table,
                    model,
                    keys,
                    &scorer,
                    least,
                    pass,
                    block,
                    &mut kept,
                    &mut counts,
                );
            }
            (kept, counts)
        });
        let mut sum = PassCounts::default();
        for (kept, counts) in parts {
            pairs.extend(kept);
            sum.compared += counts.compared;
            sum.kept += counts.kept;
            sum.left_out += counts.left_out;
        }
        passes.push(sum);
    }
    (pairs, passes)
}

#[expect(clippy::too_many_arguments, reason = "the innermost loop, one caller")]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a weight needs no more than 24 bits"
)]
fn compare_block(
    table: &Table,
    model: &Model,
    keys: &Keys,
    scorer: &Scorer<'_>,
    least: f64,
    pass: usize,
    block: &[u64],
    kept: &mut Vec<Pair>,
    counts: &mut PassCounts,
) {
    for (at, one) in block.iter().enumerate() {
        for other in &block[at + 1..] {
            let (left, right) = (record_of(*one), record_of(*other));
            if !is_wanted(table, model, left, right)
                || keys.join_within(pass, left, right)
                || model.constraints.conflict(table, left, right).is_some()
            {
                continue;
            }
            counts.compared += 1;
            let pattern = Pattern::of(&model.comparisons, table, left, right);
            let weight = scorer.weight(table, pattern, left, right);
            if weight >= least {
                counts.kept += 1;
                kept.push(Pair {
                    left,
                    right,
                    weight: weight as f32,
                });
            }
        }
    }
}

/// The tier of a weight in a model.
#[must_use]
pub fn tier(model: &Model, weight: f64) -> Tier {
    model.thresholds.tier(crate::model::probability(weight))
}
