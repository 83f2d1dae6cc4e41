//! Policies over the snapshot: who is entitled to what, and what it comes to.

use catalog::area::AreaCode;
use catalog::problem::Problem;
use rayon::prelude::*;
use rules::policy::Policy;
use rules::{Amounts, Context, Plan, Subject, TablePlan, Three, Total, Truth};

use crate::bits::RowBits;
use crate::filter::PersonFilter;
use crate::rule_columns::table;
use crate::selection::Part;
use crate::snapshot::Snapshot;

/// What a policy says of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    /// The person.
    pub person: i64,
    /// The community that holds them.
    pub community: Option<AreaCode>,
    /// Whether they are entitled at all.
    pub entitled: Truth,
    /// For each component of the policy.
    pub due: Vec<Due>,
}

/// What is due of one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Whether something is.
    pub truth: Truth,
    /// How much, in fen (1/100 yuan); 0 unless it is due.
    pub fen: i64,
}

/// What a policy comes to in one community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyTotal {
    /// The community that holds the people; `None` for those without a known one.
    pub community: Option<AreaCode>,
    /// How many are entitled.
    pub entitled: u64,
    /// Of how many it cannot be told.
    pub unknown: u64,
    /// For each component of the policy.
    pub components: Vec<Total>,
}

/// Entitlement beside payment: ids of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyAudit {
    /// 应享未享: entitled, and known not to be paid.
    pub entitled_not_paid: Vec<i64>,
    /// 享受而不符合: paid, alive, and known not to be entitled.
    pub paid_not_entitled: Vec<i64>,
    /// 去世仍在发
    pub dead_but_paid: Vec<i64>,
    /// 在发而无法判断: paid, alive, and it cannot be told whether entitled.
    pub paid_unclear: Vec<i64>,
}

/// The answers of a policy for the rows of one community.
struct Answered<'a> {
    part: &'a Part<'a>,
    entitled: Three,
    components: Vec<Amounts>,
}

impl Snapshot {
    /// Everybody selected who is entitled or of whom it cannot be told, by community and id.
    /// `area` is the area the policy is of: 本区 and its like in its rules.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn entitlements(
        &self,
        policy: &Policy,
        area: AreaCode,
        filter: &PersonFilter,
    ) -> Result<Vec<Entitlement>, Problem> {
        let found = self.each_answered(policy, area, filter, |answered| {
            let mut found = Vec::new();
            answered.part.for_each(|row| {
                let entitled = Truth::of(answered.entitled.get(row));
                if entitled != Truth::False {
                    found.push(answered.entitlement(row, entitled));
                }
            });
            found
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// What a policy comes to, by the community that holds the people.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn policy_totals(
        &self,
        policy: &Policy,
        area: AreaCode,
        filter: &PersonFilter,
    ) -> Result<Vec<PolicyTotal>, Problem> {
        self.each_part(policy, area, filter, |part, plan| {
            let rows = part.bits();
            let columns = table(&self.partitions, part.partition, Subject::Person);
            let (entitled, components) = plan.totals(&*columns, rows.words());
            let count = |words: Vec<u64>| RowBits::from_words(words, rows.rows()).count_both(&rows);
            PolicyTotal {
                community: part.partition.community(),
                unknown: entitled.unknown().map_or(0, count),
                entitled: count(entitled.into_yes()),
                components,
            }
        })
    }

    /// Lays entitlement beside payment; `None` when the policy does not say by what data its
    /// payments are known.
    ///
    /// # Errors
    /// As [`Snapshot::count`].
    pub fn policy_audit(
        &self,
        policy: &Policy,
        area: AreaCode,
        filter: &PersonFilter,
    ) -> Result<Option<PolicyAudit>, Problem> {
        let Some(paid) = &policy.paid else {
            return Ok(None);
        };
        let context = Context {
            today: self.district.today,
            area: Some(area),
            parameters: &policy.parameters,
        };
        let paid = Plan::of(&paid.who, &context);
        let found = self.each_answered(policy, area, filter, |answered| {
            let partition = answered.part.partition;
            let paid = paid.run(&*table(&self.partitions, partition, Subject::Person));
            let mut found = PolicyAudit::default();
            answered.part.for_each(|row| {
                let living = partition.people().living.get(row);
                let list = match (paid.get(row), answered.entitled.get(row)) {
                    (Some(true), _) if !living => &mut found.dead_but_paid,
                    (Some(false), Some(true)) => &mut found.entitled_not_paid,
                    (Some(true), Some(false)) => &mut found.paid_not_entitled,
                    (Some(true), None) => &mut found.paid_unclear,
                    _ => return,
                };
                list.push(partition.people().id.value(row));
            });
            found
        })?;
        Ok(Some(
            found
                .into_iter()
                .fold(PolicyAudit::default(), PolicyAudit::with),
        ))
    }

    fn each_answered<T: Send>(
        &self,
        policy: &Policy,
        area: AreaCode,
        filter: &PersonFilter,
        answer: impl Fn(&Answered<'_>) -> T + Sync,
    ) -> Result<Vec<T>, Problem> {
        self.each_part(policy, area, filter, |part, plan| {
            let (entitled, components) =
                plan.run(&*table(&self.partitions, part.partition, Subject::Person));
            answer(&Answered {
                part,
                entitled,
                components,
            })
        })
    }

    /// Communities in parallel, in the order of the snapshot.
    fn each_part<T: Send>(
        &self,
        policy: &Policy,
        area: AreaCode,
        filter: &PersonFilter,
        answer: impl Fn(&Part<'_>, &TablePlan) -> T + Sync,
    ) -> Result<Vec<T>, Problem> {
        let context = Context {
            today: self.district.today,
            area: Some(area),
            parameters: &policy.parameters,
        };
        let plan = TablePlan::new(&policy.table, &context);
        let selection = self.select(filter)?;
        Ok(selection
            .parts
            .par_iter()
            .map(|part| answer(part, &plan))
            .collect())
    }
}

impl PolicyAudit {
    fn with(mut self, other: Self) -> Self {
        self.entitled_not_paid.extend(other.entitled_not_paid);
        self.paid_not_entitled.extend(other.paid_not_entitled);
        self.dead_but_paid.extend(other.dead_but_paid);
        self.paid_unclear.extend(other.paid_unclear);
        self
    }
}

impl Answered<'_> {
    fn entitlement(&self, row: usize, entitled: Truth) -> Entitlement {
        Entitlement {
            person: self.part.partition.people().id.value(row),
            community: self.part.partition.community(),
            entitled,
            due: self
                .components
                .iter()
                .map(|amounts| Due {
                    truth: Truth::of(amounts.due.get(row)),
                    fen: amounts.fen[row],
                })
                .collect(),
        }
    }
}
