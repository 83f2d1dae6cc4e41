//! Secrets by which the deliveries that programs push are signed, one or more a source.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::failure::{broken, missing, problem};
use crate::table::push_secret;
use crate::{Store, Timestamp, WriteTx};

/// A secret without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSecret {
    /// Stable id.
    pub id: i64,
    /// The source whose deliveries it signs.
    pub source: SourceNo,
    /// What it is for, such as the name of the system that holds it.
    pub label: String,
    /// Its last characters, to tell it from others.
    pub hint: String,
    /// Who issued it.
    pub issued_by: Option<i64>,
    /// When.
    pub issued_at: Timestamp,
    /// Since when it opens nothing any more.
    pub revoked_at: Option<Timestamp>,
}

impl Store {
    /// The secrets of a source, the newest first, revoked ones too.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn push_secrets(&self, source: SourceNo) -> Result<Vec<PushSecret>, Problem> {
        let rows = of_source(source)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(PushSecret::try_from).collect()
    }

    /// The secrets of a source that are in force, opened, to compare a signature with.
    ///
    /// # Errors
    /// When the database cannot be reached or a secret does not open.
    pub async fn open_push_secrets(&self, source: SourceNo) -> Result<Vec<String>, Problem> {
        let rows = of_source(source)
            .filter(push_secret::Column::RevokedAt.is_null())
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.iter()
            .map(|row| {
                let plain = self.ring().open_at(&place(source), &row.secret)?;
                String::from_utf8(plain).map_err(|_| broken("推送密钥"))
            })
            .collect()
    }
}

impl WriteTx {
    /// Keeps a new secret, sealed, and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn issue_push_secret(
        &mut self,
        source: SourceNo,
        label: &str,
        secret: &str,
    ) -> Result<i64, Problem> {
        let hint: String = secret
            .chars()
            .skip(secret.chars().count().saturating_sub(4))
            .collect();
        let row = push_secret::ActiveModel {
            id: NotSet,
            source_no: Set(i32::from(source.0)),
            label: Set(label.to_owned()),
            hint: Set(hint),
            secret: Set(self.ring.seal_at(&place(source), secret.as_bytes())),
            issued_by: Set(self.account_id()),
            issued_at: Set(self.at()),
            revoked_at: Set(None),
        };
        let inserted = push_secret::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("push-secret", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Takes a secret of a source out of force.
    ///
    /// # Errors
    /// `push-secret-missing` when the source has none of this id in force.
    pub async fn revoke_push_secret(&mut self, source: SourceNo, id: i64) -> Result<(), Problem> {
        let revoked = push_secret::Entity::update_many()
            .col_expr(push_secret::Column::RevokedAt, Expr::value(self.at()))
            .filter(push_secret::Column::Id.eq(id))
            .filter(push_secret::Column::SourceNo.eq(i32::from(source.0)))
            .filter(push_secret::Column::RevokedAt.is_null())
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if revoked.rows_affected == 0 {
            return Err(missing("push-secret-missing", "推送密钥"));
        }
        self.changed("push-secret", id, None);
        Ok(())
    }
}

fn of_source(source: SourceNo) -> sea_orm::Select<push_secret::Entity> {
    push_secret::Entity::find()
        .filter(push_secret::Column::SourceNo.eq(i32::from(source.0)))
        .order_by_desc(push_secret::Column::Id)
}

fn place(source: SourceNo) -> Vec<u8> {
    format!("push secret {}", source.0).into_bytes()
}

impl TryFrom<push_secret::Model> for PushSecret {
    type Error = Problem;

    fn try_from(row: push_secret::Model) -> Result<Self, Problem> {
        let source = u16::try_from(row.source_no).map_err(|_| broken("来源编号"))?;
        Ok(Self {
            id: row.id,
            source: SourceNo(source),
            label: row.label,
            hint: row.hint,
            issued_by: row.issued_by,
            issued_at: row.issued_at,
            revoked_at: row.revoked_at,
        })
    }
}
