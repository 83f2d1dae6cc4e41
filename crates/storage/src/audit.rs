//! The audit: who did what to which thing, when and for which purpose.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;

use crate::failure::problem;
use crate::table::audit;
use crate::{Paging, Store, Timestamp};

/// What is about to be written, or shown. No personal value may stand in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the program itself and the command line.
    pub account: Option<i64>,
    /// What, as `noun.verb`, such as `delivery.undo`.
    pub act: &'static str,
    /// The kind of thing it is done to, such as `delivery`.
    pub subject_kind: &'static str,
    /// Which one; may be empty for a thing that is only being created.
    pub subject_id: String,
    /// Why, where a purpose is required.
    pub purpose: Option<String>,
    /// More about it as JSON; `Value::Null` for nothing.
    pub detail: Value,
}

impl Audit {
    /// An audit row without purpose and detail.
    #[must_use]
    pub fn new(
        at: Timestamp,
        account: Option<i64>,
        act: &'static str,
        subject_kind: &'static str,
        subject_id: impl ToString,
    ) -> Self {
        Self {
            at,
            account,
            act,
            subject_kind,
            subject_id: subject_id.to_string(),
            purpose: None,
            detail: Value::Null,
        }
    }

    /// The same with a purpose.
    #[must_use]
    pub fn for_purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = Some(purpose.into());
        self
    }

    /// The same with more about it.
    #[must_use]
    pub fn with_detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// One row of the audit.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Counts up; never reused.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account_id: Option<i64>,
    /// What, as `noun.verb`.
    pub act: String,
    /// The kind of thing.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Why.
    pub purpose: Option<String>,
    /// More about it.
    pub detail: Value,
}

/// Which rows of the audit are wanted; empty takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only this act, or all acts of a noun when it ends in `.`, such as `delivery.`.
    pub act: Option<String>,
    /// Only by this account.
    pub account: Option<i64>,
    /// Only about this kind of thing.
    pub subject_kind: Option<String>,
    /// Only about this thing.
    pub subject_id: Option<String>,
    /// Not before this time.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

impl Store {
    /// One page of the audit, the newest first, with the number of all matching rows.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn audit_page(
        &self,
        filter: &AuditFilter,
        paging: Paging,
    ) -> Result<(u64, Vec<AuditRow>), Problem> {
        let mut rows = audit::Entity::find();
        if let Some(act) = &filter.act {
            rows = match act.ends_with('.') {
                true => rows.filter(audit::Column::Act.starts_with(act)),
                false => rows.filter(audit::Column::Act.eq(act)),
            };
        }
        if let Some(account) = filter.account {
            rows = rows.filter(audit::Column::AccountId.eq(account));
        }
        if let Some(kind) = &filter.subject_kind {
            rows = rows.filter(audit::Column::SubjectKind.eq(kind));
        }
        if let Some(id) = &filter.subject_id {
            rows = rows.filter(audit::Column::SubjectId.eq(id));
        }
        if let Some(from) = filter.from {
            rows = rows.filter(audit::Column::At.gte(from));
        }
        if let Some(until) = filter.until {
            rows = rows.filter(audit::Column::At.lt(until));
        }
        let total = rows.clone().count(self.reader()).await.map_err(problem)?;
        let rows = rows
            .order_by_desc(audit::Column::Id)
            .limit(paging.limit())
            .offset(paging.offset())
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok((total, rows.into_iter().map(AuditRow::from).collect()))
    }
}

/// Appends a row and returns its id.
pub(crate) async fn append(
    connection: &impl ConnectionTrait,
    audit: &Audit,
) -> Result<i64, Problem> {
    let row = audit::ActiveModel {
        id: NotSet,
        at: Set(audit.at),
        account_id: Set(audit.account),
        act: Set(audit.act.to_owned()),
        subject_kind: Set(audit.subject_kind.to_owned()),
        subject_id: Set(audit.subject_id.clone()),
        purpose: Set(audit.purpose.clone()),
        detail: Set(audit.detail.to_string()),
    };
    let inserted = audit::Entity::insert(row)
        .exec(connection)
        .await
        .map_err(problem)?;
    Ok(inserted.last_insert_id)
}

impl From<audit::Model> for AuditRow {
    fn from(row: audit::Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            account_id: row.account_id,
            act: row.act,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            purpose: row.purpose,
            detail: serde_json::from_str(&row.detail).unwrap_or(Value::Null),
        }
    }
}
