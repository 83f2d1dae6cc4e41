//! A filter applied: the selected rows of each partition.

use std::borrow::Cow;
use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::problem::Problem;
use rayon::prelude::*;
use rules::Subject;

use crate::bits::RowBits;
use crate::filter::{Apart, Basis, PersonFilter, Plan, Scope};
use crate::partition::Partition;
use crate::rule_columns::table;
use crate::snapshot::Snapshot;

/// Selected rows of one partition, at least one.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) partition: &'a Partition,
    pub(crate) rows: Rows,
    pub(crate) count: u64,
}

/// Rows of one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Every row; the frequent case of a list that is only cut by area needs no bits.
    All,
    /// Some rows.
    Some(RowBits),
}

impl Part<'_> {
    /// The selected rows as bits.
    pub(crate) fn bits(&self) -> Cow<'_, RowBits> {
        match &self.rows {
            Rows::All => Cow::Owned(RowBits::all(self.partition.people().len())),
            Rows::Some(bits) => Cow::Borrowed(bits),
        }
    }

    /// Calls `row` for each selected row, ascending.
    pub(crate) fn for_each(&self, mut row: impl FnMut(usize)) {
        match &self.rows {
            Rows::All => (0..self.partition.people().len()).for_each(row),
            Rows::Some(bits) => bits.iter().for_each(&mut row),
        }
    }
}

/// The rows a filter selects.
#[derive(Debug)]
pub(crate) struct Selection<'a> {
    /// Partitions with selected rows, in the order of the snapshot.
    pub(crate) parts: Vec<Part<'a>>,
    pub(crate) scope: Scope,
    pub(crate) basis: Basis,
}

impl Selection<'_> {
    /// Nobody, of the same area and basis.
    pub(crate) fn empty(&self) -> Self {
        Self {
            parts: Vec::new(),
            scope: self.scope.clone(),
            basis: self.basis,
        }
    }

    /// How many people are selected.
    pub(crate) fn count(&self) -> u64 {
        self.parts.iter().map(|part| part.count).sum()
    }

    /// Calls `found` with the community that each selected person counts for, in the sense of the
    /// basis, and how many they are. A community may come more than once.
    pub(crate) fn by_community(&self, mut found: impl FnMut(Option<AreaCode>, u64)) {
        for part in &self.parts {
            let home = part.partition.community();
            match self.basis {
                Basis::Home => found(home, part.count),
                // Who is held by the area counts where they are held, the rest where they are
                // registered; so the communities of an area add up to the area.
                Basis::Either if self.scope.contains(home) => found(home, part.count),
                Basis::Hukou | Basis::Either => {
                    let people = part.partition.people();
                    for (code, rows) in people.hukou_codes.iter().zip(&people.registered) {
                        if self.scope.contains(Some(*code)) {
                            let count = match &part.rows {
                                Rows::All => rows.len(),
                                Rows::Some(bits) => rows.count_in(bits),
                            };
                            if count > 0 {
                                found(Some(*code), count);
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Snapshot {
    /// Applies a filter.
    pub(crate) fn select(&self, filter: &PersonFilter) -> Result<Selection<'_>, Problem> {
        let plan = filter.plan(self)?;
        // Combining bits of a district takes less than waking the other core; reading its texts,
        // or asking it a rule, does not.
        let parts = if plan.text.is_empty() && plan.rule.is_none() {
            self.partitions
                .iter()
                .filter_map(|partition| part_of(&self.partitions, partition, &plan))
                .collect()
        } else {
            self.partitions
                .par_iter()
                .filter_map(|partition| part_of(&self.partitions, partition, &plan))
                .collect()
        };
        Ok(Selection {
            parts,
            scope: plan.scope,
            basis: plan.basis,
        })
    }
}

/// The selected rows of a partition, if any.
fn part_of<'a>(all: &[Arc<Partition>], partition: &'a Partition, plan: &Plan) -> Option<Part<'a>> {
    let rows = narrow(all, partition, plan, in_scope(partition, plan)?);
    let count = match &rows {
        Rows::All => partition.people().len() as u64,
        Rows::Some(bits) => bits.count(),
    };
    (count > 0).then_some(Part {
        partition,
        rows,
        count,
    })
}

/// The rows that are of the area, in the sense of the basis.
fn in_scope(partition: &Partition, plan: &Plan) -> Option<Rows> {
    let held = plan.scope.contains(partition.community());
    let registered = || {
        let people = partition.people();
        let mut bits = None;
        for (code, rows) in people.hukou_codes.iter().zip(&people.registered) {
            if plan.scope.contains(Some(*code)) {
                rows.add_to(bits.get_or_insert_with(|| RowBits::none(people.len())));
            }
        }
        bits.map(Rows::Some)
    };
    if let Some(apart) = plan.apart {
        return apart_rows(partition, plan, held, apart).map(Rows::Some);
    }
    match plan.basis {
        Basis::Home | Basis::Either if held => Some(Rows::All),
        Basis::Home => None,
        Basis::Hukou | Basis::Either => registered(),
    }
}

/// The rows whose home and registration lie on different sides of the area's border.
fn apart_rows(partition: &Partition, plan: &Plan, held: bool, apart: Apart) -> Option<RowBits> {
    let people = partition.people();
    if held != (apart == Apart::Guest) {
        return None;
    }
    let mut bits = RowBits::none(people.len());
    if apart == Apart::Guest {
        bits.or(&people.hukou_outside);
    }
    for (code, rows) in people.hukou_codes.iter().zip(&people.registered) {
        if plan.scope.contains(Some(*code)) == (apart == Apart::Away) {
            rows.add_to(&mut bits);
        }
    }
    // The partition of people without a known home holds them by registration.
    bits.and(&people.home_held);
    Some(bits)
}

/// Applies every other condition, the cheap ones first.
fn narrow(all: &[Arc<Partition>], partition: &Partition, plan: &Plan, rows: Rows) -> Rows {
    let unconditional = plan.all.is_empty()
        && plan.any.is_empty()
        && plan.none.is_empty()
        && plan.ages.is_none()
        && plan.sex.is_none()
        && plan.alive.is_none()
        && plan.text.is_empty()
        && plan.rule.is_none();
    if unconditional {
        return rows;
    }
    let people = partition.people();
    let mut bits = match rows {
        Rows::All => RowBits::all(people.len()),
        Rows::Some(bits) => bits,
    };
    for tag in &plan.all {
        partition.carried.people(*tag).keep_in(&mut bits);
    }
    for tag in &plan.none {
        partition.carried.people(*tag).remove_from(&mut bits);
    }
    if !plan.any.is_empty() {
        let mut any = RowBits::none(people.len());
        plan.any
            .iter()
            .for_each(|tag| partition.carried.people(*tag).add_to(&mut any));
        bits.and(&any);
    }
    match plan.alive {
        Some(true) => bits.and(&people.living),
        Some(false) => bits.and_not(&people.living),
        None => {}
    }
    if let Some((min, max)) = plan.ages {
        bits.and(&RowBits::from_bytes(&partition.ages, |age| {
            min <= age && age <= max
        }));
    }
    if let Some(sex) = plan.sex {
        bits.and(&RowBits::from_bytes(people.sex.values(), |held| {
            held == sex
        }));
    }
    if !plan.text.is_empty() && !bits.is_empty() {
        plan.text.keep_people(people, &mut bits);
    }
    if let Some(rule) = &plan.rule
        && !bits.is_empty()
    {
        let answer = rule.run_where(&*table(all, partition, Subject::Person), bits.words());
        bits.and(&RowBits::from_words(answer.into_yes(), people.len()));
    }
    Rows::Some(bits)
}
