//! The write transaction: the only thing that changes the registry, born with its audit row.

use std::collections::BTreeSet;

use catalog::problem::Problem;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::Value;

use crate::KeyRing;
use crate::change_log::{self, Change};
use crate::connect::OpenTransaction;
use crate::failure::problem;
use crate::table::audit;
use crate::{Audit, Timestamp};

/// An open write. Dropped without [`WriteTx::commit`], nothing of it remains, not even its audit
/// row.
///
/// The methods stand with their nouns: areas, accounts, deliveries, records, entities, templates,
/// requests, submissions.
pub struct WriteTx {
    open: OpenTransaction,
    pub(crate) ring: KeyRing,
    pub(crate) audit: Audit,
    audit_id: i64,
    changes: Vec<Change>,
    /// Communities whose entities this write changes; `None` for entities without one.
    touched: BTreeSet<Option<String>>,
    /// Whether this write holds the registry (see [`WriteTx::hold_registry`]).
    pub(crate) holds_registry: bool,
    /// Entity ids reserved by this write: they cannot be in the registry yet.
    pub(crate) fresh: Vec<std::ops::Range<i64>>,
}

impl std::fmt::Debug for WriteTx {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("WriteTx")
            .field("act", &self.audit.act)
            .finish_non_exhaustive()
    }
}

impl WriteTx {
    pub(crate) fn new(open: OpenTransaction, ring: KeyRing, audit: Audit, audit_id: i64) -> Self {
        Self {
            open,
            ring,
            audit,
            audit_id,
            changes: Vec::new(),
            touched: BTreeSet::new(),
            holds_registry: false,
            fresh: Vec::new(),
        }
    }

    /// The time of this write, from its audit row.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.audit.at
    }

    /// Who writes, from the audit row.
    #[must_use]
    pub fn account_id(&self) -> Option<i64> {
        self.audit.account
    }

    /// Keeps everything, with one change-log row for every touched community.
    ///
    /// # Errors
    /// When the database refuses; then nothing is kept.
    pub async fn commit(mut self) -> Result<(), Problem> {
        let touched = std::mem::take(&mut self.touched);
        let registry = touched.into_iter().map(|community| {
            Change::of_registry(self.audit.act, self.audit.subject_id.clone(), community)
        });
        let mut changes: Vec<_> = registry.collect();
        changes.append(&mut self.changes);
        change_log::append(&self.open.transaction, self.audit.at, changes).await?;
        self.open.transaction.commit().await.map_err(problem)
    }

    /// Gives the change up. Dropping does the same.
    ///
    /// # Errors
    /// When the connection is lost; the database rolls back then by itself.
    pub async fn rollback(self) -> Result<(), Problem> {
        self.open.transaction.rollback().await.map_err(problem)
    }

    /// Names what was written in the audit row, for things whose id is known only after the
    /// insert. Methods that create something call it themselves when the audit row names nothing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_audit_subject(
        &mut self,
        subject_id: impl Into<String>,
    ) -> Result<(), Problem> {
        self.audit.subject_id = subject_id.into();
        audit::Entity::update_many()
            .col_expr(
                audit::Column::SubjectId,
                Expr::value(self.audit.subject_id.clone()),
            )
            .filter(audit::Column::Id.eq(self.audit_id))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Says more in the audit row, for what is known only once it is done.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_audit_detail(&mut self, detail: Value) -> Result<(), Problem> {
        audit::Entity::update_many()
            .col_expr(audit::Column::Detail, Expr::value(detail.to_string()))
            .filter(audit::Column::Id.eq(self.audit_id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.audit.detail = detail;
        Ok(())
    }

    /// Names a created thing in the audit row unless the caller did, and logs the change.
    pub(crate) async fn created(&mut self, kind: &'static str, id: i64) -> Result<(), Problem> {
        if self.audit.subject_id.is_empty() {
            self.set_audit_subject(id.to_string()).await?;
        }
        self.changed(kind, id, None);
        Ok(())
    }

    /// Notes a change for the change log; written at commit.
    pub(crate) fn changed(
        &mut self,
        kind: &'static str,
        id: impl ToString,
        community: Option<String>,
    ) {
        self.changes.push(Change {
            act: self.audit.act,
            subject_kind: kind,
            subject_id: id.to_string(),
            community,
        });
    }

    /// Notes that entities of a community change.
    pub(crate) fn touch(&mut self, community: Option<String>) {
        self.touched.insert(community);
    }

    /// Communities whose entities changed so far.
    pub(crate) fn touched(&self) -> impl Iterator<Item = Option<&str>> {
        self.touched.iter().map(Option::as_deref)
    }

    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.open.transaction
    }
}
