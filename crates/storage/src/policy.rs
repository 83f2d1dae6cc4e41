//! Policies (政策) as they were edited, made and published here. The shipped ones are version 0 and
//! are never copied into the database; those made here have no version 0.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::failure::{broken, is_duplicate, missing, moved_on, problem};
use crate::table::{policy, policy_use};
use crate::{Store, Timestamp, WriteTx};

/// Where a version of a policy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyState {
    /// Being edited.
    Draft,
    /// Published; the highest published version is in force.
    Published,
}

impl PolicyState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Draft, Self::Published]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// How names of policies begin that do not ship.
const OWN: &str = "own-";

/// A version of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Stable id of this version.
    pub id: i64,
    /// Stable name of the policy.
    pub policy: String,
    /// 1, 2, …
    pub version: i32,
    /// Draft or published.
    pub state: PolicyState,
    /// The policy as the rules write it, in JSON; it holds no personal data.
    pub body: String,
    /// Why it was changed.
    pub note: String,
    /// Who edited it last.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// Who published it.
    pub published_by: Option<i64>,
    /// When.
    pub published_at: Option<Timestamp>,
}

/// Whether a policy makes leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyUse {
    /// Stable name of the policy.
    pub policy: String,
    /// Whether it does.
    pub in_use: bool,
    /// Who said so last.
    pub changed_by: Option<i64>,
    /// When.
    pub changed_at: Timestamp,
}

impl Store {
    /// Every version of every policy that was edited here, the newest of each first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn policy_versions(&self) -> Result<Vec<PolicyVersion>, Problem> {
        policy::Entity::find()
            .order_by_asc(policy::Column::Policy)
            .order_by_desc(policy::Column::Version)
            .all(self.reader())
            .await
            .map_err(problem)?
            .into_iter()
            .map(open)
            .collect()
    }

    /// The name of the next policy that does not ship: `own-1`, `own-2`, …
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn next_policy(&self) -> Result<String, Problem> {
        let names: Vec<String> = policy::Entity::find()
            .select_only()
            .column(policy::Column::Policy)
            .filter(policy::Column::Policy.starts_with(OWN))
            .distinct()
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(problem)?;
        let numbers = names.iter().filter_map(|name| name.strip_prefix(OWN));
        let last = numbers
            .filter_map(|number| number.parse::<u32>().ok())
            .max();
        Ok(format!("{OWN}{}", last.unwrap_or(0) + 1))
    }

    /// Which policies were switched on or off.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn policy_uses(&self) -> Result<Vec<PolicyUse>, Problem> {
        let rows = policy_use::Entity::find()
            .order_by_asc(policy_use::Column::Policy)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows
            .into_iter()
            .map(|row| PolicyUse {
                policy: row.policy,
                in_use: row.in_use,
                changed_by: row.changed_by,
                changed_at: row.changed_at,
            })
            .collect())
    }
}

impl WriteTx {
    /// Keeps a draft: the one there is, else the next version. Returns its number.
    ///
    /// # Errors
    /// `version-conflict` when somebody else made the next version at the same moment.
    pub async fn put_policy_draft(
        &mut self,
        name: &str,
        body: &str,
        note: &str,
    ) -> Result<i32, Problem> {
        let newest = policy::Entity::find()
            .filter(policy::Column::Policy.eq(name))
            .order_by_desc(policy::Column::Version)
            .one(self.connection())
            .await
            .map_err(problem)?;
        if let Some(draft) = newest
            .as_ref()
            .filter(|newest| newest.state == PolicyState::Draft.as_str())
        {
            policy::Entity::update_many()
                .col_expr(policy::Column::Body, Expr::value(body))
                .col_expr(policy::Column::Note, Expr::value(note))
                .col_expr(policy::Column::MadeBy, Expr::value(self.account_id()))
                .col_expr(policy::Column::MadeAt, Expr::value(self.at()))
                .filter(policy::Column::Id.eq(draft.id))
                .exec(self.connection())
                .await
                .map_err(problem)?;
            self.changed("policy", name, None);
            return Ok(draft.version);
        }
        let version = newest.map_or(0, |newest| newest.version) + 1;
        self.insert_draft(name, version, body, note)
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return moved_on("政策");
                }
                problem(err)
            })?;
        self.changed("policy", name, None);
        Ok(version)
    }

    /// Keeps the first draft of a policy that does not ship, under a name of
    /// [`Store::next_policy`].
    ///
    /// # Errors
    /// `policy-number-taken` when somebody else took the name at the same moment.
    pub async fn add_policy(&mut self, name: &str, body: &str, note: &str) -> Result<(), Problem> {
        self.insert_draft(name, 1, body, note)
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "policy-number-taken",
                        "另一位同事刚刚新建了一项政策，请再提交一次。",
                    );
                }
                problem(err)
            })?;
        self.changed("policy", name, None);
        Ok(())
    }

    async fn insert_draft(
        &self,
        name: &str,
        version: i32,
        body: &str,
        note: &str,
    ) -> Result<(), DbErr> {
        let row = policy::ActiveModel {
            id: NotSet,
            policy: Set(name.to_owned()),
            version: Set(version),
            state: Set(PolicyState::Draft.as_str().to_owned()),
            body: Set(body.to_owned()),
            note: Set(note.to_owned()),
            made_by: Set(self.account_id()),
            made_at: Set(self.at()),
            published_by: Set(None),
            published_at: Set(None),
        };
        policy::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
    }

    /// Publishes a draft.
    ///
    /// # Errors
    /// `policy-draft-missing` when this version is no draft any more.
    pub async fn publish_policy(&mut self, name: &str, version: i32) -> Result<(), Problem> {
        let done = policy::Entity::update_many()
            .col_expr(
                policy::Column::State,
                Expr::value(PolicyState::Published.as_str()),
            )
            .col_expr(policy::Column::PublishedBy, Expr::value(self.account_id()))
            .col_expr(policy::Column::PublishedAt, Expr::value(self.at()))
            .filter(policy::Column::Policy.eq(name))
            .filter(policy::Column::Version.eq(version))
            .filter(policy::Column::State.eq(PolicyState::Draft.as_str()))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if done.rows_affected == 0 {
            return Err(missing("policy-draft-missing", "待发布的政策修改"));
        }
        self.changed("policy", name, None);
        Ok(())
    }

    /// Switches a policy on or off.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn use_policy(&mut self, name: &str, in_use: bool) -> Result<(), Problem> {
        let row = policy_use::ActiveModel {
            policy: Set(name.to_owned()),
            in_use: Set(in_use),
            changed_by: Set(self.account_id()),
            changed_at: Set(self.at()),
        };
        policy_use::Entity::insert(row)
            .on_conflict(
                OnConflict::column(policy_use::Column::Policy)
                    .update_columns([
                        policy_use::Column::InUse,
                        policy_use::Column::ChangedBy,
                        policy_use::Column::ChangedAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(self.connection())
            .await
            .map_err(problem)?;
        self.changed("policy", name, None);
        Ok(())
    }
}

fn open(row: policy::Model) -> Result<PolicyVersion, Problem> {
    Ok(PolicyVersion {
        id: row.id,
        policy: row.policy,
        version: row.version,
        state: PolicyState::parse(&row.state).ok_or_else(|| broken("政策状态"))?,
        body: row.body,
        note: row.note,
        made_by: row.made_by,
        made_at: row.made_at,
        published_by: row.published_by,
        published_at: row.published_at,
    })
}
