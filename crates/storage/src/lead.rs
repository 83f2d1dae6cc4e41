//! Leads (线索): what a policy found about a person, on its way to an outcome, step by step.
//!
//! Kinds, states and steps are the words of the rules; here they are names. Whether a lead is
//! closed is what the service says with each step.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SimpleExpr},
};

use crate::KeyRing;
use crate::bulk::in_parallel;
use crate::failure::{missing, moved_on, problem};
use crate::paging::page_of;
use crate::table::{lead, lead_step};
use crate::{Paging, Store, Timestamp, WriteTx};

/// Rows of one insert; a lead has twelve values and SQLite binds 32 766 in a statement.
const AT_ONCE: usize = 500;

/// A lead to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLead {
    /// Stable name of the policy.
    pub policy: String,
    /// The version of the policy that found it.
    pub policy_version: i32,
    /// What should happen.
    pub kind: &'static str,
    /// About whom.
    pub entity_id: i64,
    /// The responsible community.
    pub community: Option<String>,
    /// Its first state.
    pub state: &'static str,
    /// The day by which it should be settled.
    pub due: EpochDay,
    /// Reasons, amounts and what is missing, as the service writes them; sealed.
    pub body: Vec<u8>,
}

/// A lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Stable id.
    pub id: i64,
    /// Stable name of the policy.
    pub policy: String,
    /// The version of the policy that found it, or confirmed it last.
    pub policy_version: i32,
    /// What should happen.
    pub kind: String,
    /// About whom.
    pub entity_id: i64,
    /// The responsible community.
    pub community: Option<String>,
    /// Where it stands.
    pub state: String,
    /// Whether nobody has begun.
    pub untouched: bool,
    /// Whether the facts still say so.
    pub holds: bool,
    /// Code of how it ended.
    pub outcome: Option<String>,
    /// When it was found.
    pub found_at: Timestamp,
    /// The day by which it should be settled.
    pub due: EpochDay,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
    /// Reasons, amounts and what is missing, as the service writes them.
    pub body: Vec<u8>,
}

/// A step that a lead took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadEvent {
    /// When.
    pub at: Timestamp,
    /// Who; nobody for what the machine did.
    pub account_id: Option<i64>,
    /// Which step.
    pub step: String,
    /// Where it led.
    pub state: String,
    /// Code of how it ended.
    pub outcome: Option<String>,
    /// What was said.
    pub note: String,
}

/// Which leads are wanted; empty takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// Only of these communities; an empty list takes none.
    pub communities: Option<Vec<String>>,
    /// Only under these policies; an empty list takes none.
    pub policies: Option<Vec<String>>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in these states; an empty list takes every state.
    pub states: Vec<String>,
    /// Only open ones whose day is over on this day.
    pub overdue_on: Option<EpochDay>,
    /// Only about this person.
    pub entity: Option<i64>,
    /// Only open ones.
    pub open: bool,
    /// Only those of no community.
    pub unplaced: bool,
    /// Only those that ended at this moment or later.
    pub closed_from: Option<Timestamp>,
}

/// A step to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadMove {
    /// The version the caller saw.
    pub expected_version: i64,
    /// Which step.
    pub step: &'static str,
    /// Where it leads.
    pub state: &'static str,
    /// Whether that is the end.
    pub closed: bool,
    /// Whether nobody has begun there.
    pub untouched: bool,
    /// Code of how it ends.
    pub outcome: Option<String>,
    /// The responsible community from now on; `None` leaves it.
    pub community: Option<String>,
    /// What is said; sealed.
    pub note: String,
}

/// How many leads there are of a kind in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadCount {
    /// Stable name of the policy.
    pub policy: String,
    /// The responsible community.
    pub community: Option<String>,
    /// What should happen.
    pub kind: String,
    /// Where they stand.
    pub state: String,
    /// Code of how they ended.
    pub outcome: Option<String>,
    /// How many.
    pub count: u64,
}

impl Store {
    /// One page of leads, what is due first before the rest, with the number of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn leads(
        &self,
        filter: &LeadFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<Lead>), Problem> {
        let rows = lead::Entity::find().filter(condition(filter));
        let rows = rows
            .order_by_asc(lead::Column::Due)
            .order_by_asc(lead::Column::Id);
        let (total, rows) = page_of(rows, paging, self.reader()).await?;
        let ring = self.ring().clone();
        Ok((total, in_parallel(rows, move |row| open(&ring, row)).await?))
    }

    /// A lead.
    ///
    /// # Errors
    /// `lead-missing` when there is none of this id.
    pub async fn lead(&self, id: i64) -> Result<Lead, Problem> {
        let row = lead::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        open(self.ring(), row.ok_or_else(missing_lead)?)
    }

    /// The steps of a lead, the first first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lead_steps(&self, id: i64) -> Result<Vec<LeadEvent>, Problem> {
        let mut steps = self.lead_steps_of(&[id]).await?;
        Ok(steps.remove(&id).unwrap_or_default())
    }

    /// The steps of some leads by lead, the first first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lead_steps_of(
        &self,
        ids: &[i64],
    ) -> Result<BTreeMap<i64, Vec<LeadEvent>>, Problem> {
        let rows = lead_step::Entity::find()
            .filter(lead_step::Column::LeadId.is_in(ids.iter().copied()))
            .order_by_asc(lead_step::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        let mut steps: BTreeMap<i64, Vec<LeadEvent>> = BTreeMap::new();
        for row in rows {
            let note = self.ring().open_at(&note_place(row.lead_id), &row.note)?;
            steps.entry(row.lead_id).or_default().push(LeadEvent {
                at: row.at,
                account_id: row.account_id,
                step: row.step,
                state: row.state,
                outcome: row.outcome,
                note: String::from_utf8_lossy(&note).into_owned(),
            });
        }
        Ok(steps)
    }

    /// How many leads there are by policy, community, kind, state and outcome.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn lead_counts(&self, filter: &LeadFilter) -> Result<Vec<LeadCount>, Problem> {
        type Row = (String, Option<String>, String, String, Option<String>, i64);
        let rows: Vec<Row> = lead::Entity::find()
            .select_only()
            .column(lead::Column::Policy)
            .column(lead::Column::Community)
            .column(lead::Column::Kind)
            .column(lead::Column::State)
            .column(lead::Column::Outcome)
            .column_as(lead::Column::Id.count(), "count")
            .filter(condition(filter))
            .group_by(lead::Column::Policy)
            .group_by(lead::Column::Community)
            .group_by(lead::Column::Kind)
            .group_by(lead::Column::State)
            .group_by(lead::Column::Outcome)
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows
            .into_iter()
            .map(
                |(policy, community, kind, state, outcome, count)| LeadCount {
                    policy,
                    community,
                    kind,
                    state,
                    outcome,
                    count: u64::try_from(count).unwrap_or(0),
                },
            )
            .collect())
    }

    /// The open leads about some people under a policy.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open_leads_of(
        &self,
        policy: &str,
        entities: &[i64],
    ) -> Result<Vec<Lead>, Problem> {
        let open = lead::Column::ClosedAt.is_null();
        self.leads_of(policy, entities, open).await
    }

    /// Leads about some people under a policy, the oldest first.
    async fn leads_of(
        &self,
        policy: &str,
        entities: &[i64],
        state: SimpleExpr,
    ) -> Result<Vec<Lead>, Problem> {
        let mut found = Vec::new();
        for some in entities.chunks(1000) {
            let rows = lead::Entity::find()
                .filter(lead::Column::Policy.eq(policy))
                .filter(state.clone())
                .filter(lead::Column::EntityId.is_in(some.iter().copied()))
                .order_by_asc(lead::Column::Id)
                .all(self.reader())
                .await
                .map_err(problem)?;
            let ring = self.ring().clone();
            found.extend(in_parallel(rows, move |row| open(&ring, row)).await?);
        }
        Ok(found)
    }

    /// The newest closed lead of each kind about some people under a policy.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn closed_leads(
        &self,
        policy: &str,
        entities: &[i64],
    ) -> Result<BTreeMap<(i64, String), Lead>, Problem> {
        let closed = lead::Column::ClosedAt.is_not_null();
        let leads = self.leads_of(policy, entities, closed).await?;
        Ok(leads
            .into_iter()
            .map(|lead| ((lead.entity_id, lead.kind.clone()), lead))
            .collect())
    }
}

impl WriteTx {
    /// Opens leads.
    ///
    /// # Errors
    /// When one of them is open already, or the database refuses.
    pub async fn open_leads(&mut self, new: Vec<NewLead>) -> Result<(), Problem> {
        for lead in &new {
            self.changed("lead", lead.entity_id, lead.community.clone());
        }
        let at = self.at();
        let mut new = new.into_iter().peekable();
        while new.peek().is_some() {
            let rows: Vec<lead::ActiveModel> = new
                .by_ref()
                .take(AT_ONCE)
                .map(|lead| lead::ActiveModel {
                    id: NotSet,
                    body: Set(self.ring.seal_at(&place(lead.entity_id), &lead.body)),
                    policy: Set(lead.policy),
                    policy_version: Set(lead.policy_version),
                    kind: Set(lead.kind.to_owned()),
                    entity_id: Set(lead.entity_id),
                    community: Set(lead.community),
                    state: Set(lead.state.to_owned()),
                    untouched: Set(true),
                    holds: Set(true),
                    outcome: Set(None),
                    found_at: Set(at),
                    due: Set(lead.due),
                    closed_at: Set(None),
                    version: Set(1),
                })
                .collect();
            lead::Entity::insert_many(rows)
                .exec_without_returning(self.connection())
                .await
                .map_err(problem)?;
        }
        Ok(())
    }

    /// Moves a lead on.
    ///
    /// # Errors
    /// `lead-missing`; `version-conflict` when somebody moved it meanwhile.
    pub async fn step_lead(&mut self, id: i64, step: LeadMove) -> Result<(), Problem> {
        let held = lead::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?
            .ok_or_else(missing_lead)?;
        if held.version != step.expected_version {
            return Err(moved_on("线索"));
        }
        let community = step.community.clone().or(held.community);
        lead::Entity::update_many()
            .col_expr(lead::Column::State, Expr::value(step.state))
            .col_expr(lead::Column::Untouched, Expr::value(step.untouched))
            .col_expr(lead::Column::Outcome, Expr::value(step.outcome.clone()))
            .col_expr(lead::Column::Community, Expr::value(community.clone()))
            .col_expr(
                lead::Column::ClosedAt,
                Expr::value(step.closed.then_some(self.at())),
            )
            .col_expr(lead::Column::Version, Expr::value(held.version + 1))
            .filter(lead::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.note_lead_step(id, &step).await?;
        self.changed("lead", id, community);
        Ok(())
    }

    /// Notes what the facts say of an open lead now, without moving it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn refresh_lead(
        &mut self,
        lead: &Lead,
        holds: bool,
        community: Option<&str>,
        policy_version: i32,
        body: &[u8],
    ) -> Result<(), Problem> {
        lead::Entity::update_many()
            .col_expr(lead::Column::Holds, Expr::value(holds))
            .col_expr(lead::Column::Community, Expr::value(community))
            .col_expr(lead::Column::PolicyVersion, Expr::value(policy_version))
            .col_expr(
                lead::Column::Body,
                Expr::value(self.ring.seal_at(&place(lead.entity_id), body)),
            )
            .col_expr(lead::Column::Version, Expr::value(lead.version + 1))
            .filter(lead::Column::Id.eq(lead.id))
            .filter(lead::Column::Version.eq(lead.version))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("lead", lead.id, community.map(str::to_owned));
        Ok(())
    }

    async fn note_lead_step(&mut self, id: i64, step: &LeadMove) -> Result<(), Problem> {
        let row = lead_step::ActiveModel {
            id: NotSet,
            lead_id: Set(id),
            at: Set(self.at()),
            account_id: Set(self.account_id()),
            step: Set(step.step.to_owned()),
            state: Set(step.state.to_owned()),
            outcome: Set(step.outcome.clone()),
            note: Set(self.ring.seal_at(&note_place(id), step.note.as_bytes())),
        };
        lead_step::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

fn condition(filter: &LeadFilter) -> Condition {
    use lead::Column;
    let mut all = Condition::all();
    if let Some(communities) = &filter.communities {
        all = all.add(Column::Community.is_in(communities));
    }
    if let Some(policies) = &filter.policies {
        all = all.add(Column::Policy.is_in(policies));
    }
    if let Some(kind) = &filter.kind {
        all = all.add(Column::Kind.eq(kind));
    }
    if !filter.states.is_empty() {
        all = all.add(Column::State.is_in(&filter.states));
    }
    if let Some(day) = filter.overdue_on {
        all = all.add(Column::ClosedAt.is_null()).add(Column::Due.lt(day));
    }
    if let Some(entity) = filter.entity {
        all = all.add(Column::EntityId.eq(entity));
    }
    if filter.open {
        all = all.add(Column::ClosedAt.is_null());
    }
    if filter.unplaced {
        all = all.add(Column::Community.is_null());
    }
    if let Some(moment) = filter.closed_from {
        all = all.add(Column::ClosedAt.gte(moment));
    }
    all
}

fn missing_lead() -> Problem {
    missing("lead-missing", "线索")
}

/// Where what was found belongs: to the person.
fn place(entity: i64) -> [u8; 12] {
    let mut place = *b"lead........";
    place[4..].copy_from_slice(&entity.to_be_bytes());
    place
}

/// Where what was said at a step belongs: to the lead.
fn note_place(lead: i64) -> [u8; 12] {
    let mut place = *b"note........";
    place[4..].copy_from_slice(&lead.to_be_bytes());
    place
}

fn open(ring: &KeyRing, row: lead::Model) -> Result<Lead, Problem> {
    Ok(Lead {
        body: ring.open_at(&place(row.entity_id), &row.body)?,
        id: row.id,
        policy: row.policy,
        policy_version: row.policy_version,
        kind: row.kind,
        entity_id: row.entity_id,
        community: row.community,
        state: row.state,
        untouched: row.untouched,
        holds: row.holds,
        outcome: row.outcome,
        found_at: row.found_at,
        due: row.due,
        closed_at: row.closed_at,
        version: row.version,
    })
}
