//! The change log: what changed, in the order of commits, for everything that follows the
//! registry (snapshots, other processes).

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::failure::problem;
use crate::table::change_log;
use crate::{Store, Timestamp, sequence};

/// `subject_kind` of rows that say: entities of this community changed, read them again. The
/// subject id is that of the delivery or submission it came from.
pub const REGISTRY: &str = "registry";

/// `subject_kind` of rows that say: a delivery came, was loaded or was taken out.
pub const DELIVERY: &str = "delivery";

/// Stands for the community of entities that have none.
pub const UNPLACED: &str = "unplaced";

/// One row of the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Counts up in the order of commits: whoever has seen a row has seen all rows before it.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The act of the audit row of the same write.
    pub act: String,
    /// [`REGISTRY`], or the noun that changed (`account`, `delivery`, `submission` …).
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// The community it concerns: [`UNPLACED`] for entities without one, `None` for things that
    /// are in no community.
    pub community: Option<String>,
}

/// A change of the current write.
pub(crate) struct Change {
    pub(crate) act: &'static str,
    pub(crate) subject_kind: &'static str,
    pub(crate) subject_id: String,
    pub(crate) community: Option<String>,
}

impl Change {
    /// Entities of a community changed.
    pub(crate) fn of_registry(
        act: &'static str,
        subject_id: String,
        community: Option<String>,
    ) -> Self {
        let community = Some(community.unwrap_or_else(|| UNPLACED.to_owned()));
        Self {
            act,
            subject_kind: REGISTRY,
            subject_id,
            community,
        }
    }
}

impl Store {
    /// Rows after the given id in order, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn changes_since(&self, id: i64, limit: u64) -> Result<Vec<ChangeRow>, Problem> {
        let rows = change_log::Entity::find()
            .filter(change_log::Column::Id.gt(id))
            .order_by_asc(change_log::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(ChangeRow::from).collect())
    }

    /// The id of the newest row, 0 when nothing ever changed.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn latest_change(&self) -> Result<i64, Problem> {
        let newest = change_log::Entity::find()
            .order_by_desc(change_log::Column::Id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(newest.map_or(0, |row| row.id))
    }

    /// The newest change of what the registry holds: of entities, and of the deliveries that their
    /// records came with. 0 when nothing ever changed.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn latest_holding_change(&self) -> Result<i64, Problem> {
        let newest = change_log::Entity::find()
            .filter(change_log::Column::SubjectKind.is_in([REGISTRY, DELIVERY]))
            .order_by_desc(change_log::Column::Id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(newest.map_or(0, |row| row.id))
    }

    /// The newest change of entities other than by an act, as the audit row of the write names it;
    /// `None` when there is none.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn latest_registry_change_but(&self, act: &str) -> Result<Option<i64>, Problem> {
        let newest = change_log::Entity::find()
            .filter(change_log::Column::SubjectKind.eq(REGISTRY))
            .filter(change_log::Column::Act.ne(act))
            .order_by_desc(change_log::Column::Id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(newest.map(|row| row.id))
    }
}

/// Appends the changes of a write, as its last act: the counter stays locked until the commit, so
/// that rows become visible in the order of their ids and no follower skips one.
pub(crate) async fn append(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    changes: Vec<Change>,
) -> Result<(), Problem> {
    if changes.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(changes.len()).expect("a write changes fewer than 2^63 things");
    let first = sequence::reserve(connection, sequence::CHANGE, count).await?;
    let rows: Vec<_> = (first..)
        .zip(changes)
        .map(|(id, change)| change_log::ActiveModel {
            id: Set(id),
            at: Set(at),
            act: Set(change.act.to_owned()),
            subject_kind: Set(change.subject_kind.to_owned()),
            subject_id: Set(change.subject_id),
            community: Set(change.community),
        })
        .collect();
    for some in rows.chunks(1000) {
        change_log::Entity::insert_many(some.iter().cloned())
            .exec_without_returning(connection)
            .await
            .map_err(problem)?;
    }
    Ok(())
}

impl From<change_log::Model> for ChangeRow {
    fn from(row: change_log::Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            act: row.act,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            community: row.community,
        }
    }
}
