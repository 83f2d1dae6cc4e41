//! Policies beside payments: of whom something should happen, what that comes to in each
//! community, and what a change of the policy would do. Counted by the community that holds the
//! people, on the day of the snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::AreaCode;
use rayon::prelude::*;
use rules::lead::{LeadKind, Standing};
use rules::policy::Policy;
use rules::{Amounts, Context, Subject, TablePlan, Three, Truth};

use crate::partition::Partition;
use crate::rule_columns::table;
use crate::snapshot::Snapshot;

/// Somebody of whom something should happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyFinding {
    /// The person.
    pub person: i64,
    /// The community that holds them.
    pub community: Option<AreaCode>,
    /// What should happen.
    pub kind: LeadKind,
}

/// Entitlement beside payment in one community, in people and fen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyAccount {
    /// The community; `None` for people without a known one.
    pub community: Option<AreaCode>,
    /// How many are entitled to something.
    pub entitled: u64,
    /// Of how many it cannot be told.
    pub unknown: u64,
    /// How many are paid.
    pub paid: u64,
    /// 应享未享
    pub entitled_not_paid: u64,
    /// 应停未停: paid and not entitled, the dead among them.
    pub paid_not_entitled: u64,
    /// 去世仍在发
    pub dead_but_paid: u64,
    /// What is due in a year, in fen; one-off payments count once.
    pub yearly: i64,
    /// What is paid in a year as the payment list states it, in fen.
    pub paid_yearly: i64,
    /// How many are paid without the list saying how much.
    pub paid_unstated: u64,
    /// What is paid in a year to who is not entitled, the dead among them, in fen.
    pub over_not_entitled: i64,
    /// What is paid in a year to the dead, in fen.
    pub over_dead: i64,
    /// How many are entitled and paid more than is due.
    pub paid_more: u64,
    /// What these are paid beyond what is due in a year, in fen.
    pub over_more: i64,
    /// What is due in a year to who is entitled and not paid, in fen.
    pub unpaid: i64,
}

impl PolicyAccount {
    /// With another community's figures.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.entitled += other.entitled;
        self.unknown += other.unknown;
        self.paid += other.paid;
        self.entitled_not_paid += other.entitled_not_paid;
        self.paid_not_entitled += other.paid_not_entitled;
        self.dead_but_paid += other.dead_but_paid;
        self.yearly += other.yearly;
        self.paid_yearly += other.paid_yearly;
        self.paid_unstated += other.paid_unstated;
        self.over_not_entitled += other.over_not_entitled;
        self.over_dead += other.over_dead;
        self.paid_more += other.paid_more;
        self.over_more += other.over_more;
        self.unpaid += other.unpaid;
        self
    }
}

/// A payment list says what is paid by the month.
const MONTHS: i64 = 12;

/// What a change of a policy does in one community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyShift {
    /// The community; `None` for people without a known one.
    pub community: Option<AreaCode>,
    /// Entitled to something before and after.
    pub entitled: [u64; 2],
    /// Of how many it cannot be told before and after.
    pub unknown: [u64; 2],
    /// Entitled only after.
    pub gains: u64,
    /// Entitled only before.
    pub loses: u64,
    /// Entitled before and after, to another amount.
    pub changes: u64,
    /// What is due in a year before and after, in fen.
    pub yearly: [i64; 2],
}

/// The answers of a policy for all rows of one community.
struct Stood<'a> {
    policy: &'a Policy,
    entitled: Three,
    due: Vec<Amounts>,
    paid: Option<(Three, Vec<Amounts>)>,
}

/// A policy made ready for a day and an area.
struct Ready<'a> {
    policy: &'a Policy,
    due: TablePlan,
    paid: Option<TablePlan>,
    /// The partitions of the snapshot.
    all: &'a [Arc<Partition>],
}

impl Snapshot {
    /// Everybody of some communities (all, without any) of whom something should happen, by
    /// community and id. `area` is the area the policy is of.
    #[must_use]
    pub fn policy_findings(
        &self,
        policy: &Policy,
        area: AreaCode,
        communities: Option<&BTreeSet<AreaCode>>,
    ) -> Vec<PolicyFinding> {
        let ready = self.ready(policy, area);
        let chosen = |partition: &&Arc<Partition>| {
            communities.is_none_or(|some| {
                partition
                    .community()
                    .is_some_and(|code| some.contains(&code))
            })
        };
        let found: Vec<Vec<PolicyFinding>> = self
            .partitions
            .par_iter()
            .filter(chosen)
            .map(|partition| {
                let stood = ready.run(partition);
                let find = |row| {
                    Some(PolicyFinding {
                        person: partition.people().id.value(row),
                        community: partition.community(),
                        kind: stood.standing(row).lead()?,
                    })
                };
                (0..partition.people().len()).filter_map(find).collect()
            })
            .collect();
        found.into_iter().flatten().collect()
    }

    /// Entitlement beside payment in every community of an area (`within`), by community.
    #[must_use]
    pub fn policy_accounts(
        &self,
        policy: &Policy,
        area: AreaCode,
        within: Option<AreaCode>,
    ) -> Vec<PolicyAccount> {
        let ready = self.ready(policy, area);
        self.partitions_within(within)
            .into_par_iter()
            .map(|partition| ready.run(partition).account(partition))
            .collect()
    }

    /// Everybody of an area (`within`) of whom it cannot be told whether anything is due, by
    /// community and id: those whom [`PolicyAccount::unknown`] counts.
    #[must_use]
    pub fn policy_unknown(
        &self,
        policy: &Policy,
        area: AreaCode,
        within: Option<AreaCode>,
    ) -> Vec<i64> {
        let ready = self.ready(policy, area);
        let found: Vec<Vec<i64>> = self
            .partitions_within(within)
            .into_par_iter()
            .map(|partition| {
                let stood = ready.run(partition);
                let people = partition.people();
                (0..people.len())
                    .filter(|row| stood.standing(*row).entitled == Truth::Unknown)
                    .map(|row| people.id.value(row))
                    .collect()
            })
            .collect();
        found.into_iter().flatten().collect()
    }

    /// What a change of a policy does in every community of an area (`within`), by community.
    #[must_use]
    pub fn policy_shifts(
        &self,
        before: &Policy,
        after: &Policy,
        area: AreaCode,
        within: Option<AreaCode>,
    ) -> Vec<PolicyShift> {
        let (before, after) = (self.ready(before, area), self.ready(after, area));
        self.partitions_within(within)
            .into_par_iter()
            .map(|partition| {
                let (before, after) = (before.run(partition), after.run(partition));
                shift(&before, &after, partition)
            })
            .collect()
    }

    fn partitions_within(&self, within: Option<AreaCode>) -> Vec<&Partition> {
        let areas = &self.district.areas;
        self.partitions
            .iter()
            .map(AsRef::as_ref)
            .filter(|partition: &&Partition| {
                within.is_none_or(|area| match partition.community() {
                    Some(code) => areas.is_within(&code, &area),
                    None => self.is_whole(&area),
                })
            })
            .collect()
    }

    fn ready<'a>(&'a self, policy: &'a Policy, area: AreaCode) -> Ready<'a> {
        let context = Context {
            today: self.district.today,
            area: Some(area),
            parameters: &policy.parameters,
        };
        Ready {
            all: &self.partitions,
            policy,
            due: TablePlan::new(&policy.table, &context),
            paid: policy
                .paid
                .as_ref()
                .map(|paid| TablePlan::new(paid, &context)),
        }
    }
}

impl<'a> Ready<'a> {
    fn run(&self, partition: &Partition) -> Stood<'a> {
        let columns = table(self.all, partition, Subject::Person);
        let (entitled, due) = self.due.run(&*columns);
        Stood {
            policy: self.policy,
            entitled,
            due,
            paid: self.paid.as_ref().map(|paid| paid.run(&*columns)),
        }
    }
}

impl Stood<'_> {
    /// Where a row stands.
    fn standing(&self, row: usize) -> Standing {
        let components = self.due.iter().map(|amounts| {
            let truth = Truth::of(amounts.due.get(row));
            (truth, (truth == Truth::True).then(|| amounts.fen[row]))
        });
        let paying = self.paid.as_ref().and_then(|(_, amounts)| {
            let amounts = amounts.first()?;
            (amounts.due.get(row) == Some(true)).then(|| amounts.fen[row])
        });
        self.policy.standing(
            Truth::of(self.entitled.get(row)),
            components,
            self.paid.as_ref().map(|(paid, _)| Truth::of(paid.get(row))),
            paying,
        )
    }

    /// What is due to a row in a year, in fen.
    fn yearly(&self, row: usize) -> i64 {
        self.policy
            .table
            .components
            .iter()
            .zip(&self.due)
            .filter(|(_, amounts)| amounts.due.get(row) == Some(true))
            .map(|(component, amounts)| amounts.fen[row] * component.times_a_year())
            .sum()
    }

    fn account(&self, partition: &Partition) -> PolicyAccount {
        let mut account = PolicyAccount {
            community: partition.community(),
            ..PolicyAccount::default()
        };
        for row in 0..partition.people().len() {
            let standing = self.standing(row);
            account.entitled += u64::from(standing.entitled == Truth::True);
            account.unknown += u64::from(standing.entitled == Truth::Unknown);
            account.yearly += self.yearly(row);
            if standing.paid.is_none() {
                continue;
            }
            if standing.lead() == Some(LeadKind::Start) {
                account.entitled_not_paid += 1;
                account.unpaid += self.yearly(row);
            }
            if standing.paid == Some(Truth::True) {
                let dead = !partition.people().living.get(row);
                self.pay(&mut account, standing, dead);
            }
        }
        account
    }

    /// Adds somebody who is paid.
    fn pay(&self, account: &mut PolicyAccount, standing: Standing, dead: bool) {
        let paying = standing.paying.map(|fen| fen * MONTHS);
        let fen = paying.unwrap_or(0);
        account.paid += 1;
        account.paid_unstated += u64::from(paying.is_none());
        account.paid_yearly += fen;
        if dead {
            account.dead_but_paid += 1;
            account.over_dead += fen;
        }
        if standing.lead() == Some(LeadKind::Stop) {
            account.paid_not_entitled += 1;
            account.over_not_entitled += fen;
        }
        // A list states what is paid a month; beside a part that is due once or by the year, or that
        // cannot be told, nobody can say that too much is paid.
        let over = standing
            .paying
            .zip(standing.due)
            .map_or(0, |(paying, due)| paying - due);
        if standing.entitled == Truth::True && over > 0 {
            account.paid_more += 1;
            account.over_more += over * MONTHS;
        }
    }
}

fn shift(before: &Stood<'_>, after: &Stood<'_>, partition: &Partition) -> PolicyShift {
    let mut shift = PolicyShift {
        community: partition.community(),
        ..PolicyShift::default()
    };
    for row in 0..partition.people().len() {
        let truths = [before, after].map(|stood| stood.standing(row).entitled);
        let yearly = [before, after].map(|stood| stood.yearly(row));
        for at in 0..2 {
            shift.entitled[at] += u64::from(truths[at] == Truth::True);
            shift.unknown[at] += u64::from(truths[at] == Truth::Unknown);
            shift.yearly[at] += yearly[at];
        }
        match truths {
            [Truth::True, Truth::True] => shift.changes += u64::from(yearly[0] != yearly[1]),
            [Truth::True, _] => shift.loses += 1,
            [_, Truth::True] => shift.gains += 1,
            _ => {}
        }
    }
    shift
}
