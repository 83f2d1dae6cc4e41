//! Sessions: sign-ins that are still open. The database holds a digest of the token only, so a
//! stolen copy of it opens nothing.

use catalog::problem::Problem;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::failure::problem;
use crate::table::session;
use crate::{Account, Store, Timestamp, WriteTx};

/// A session to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Digest of the token the browser keeps.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub account_id: i64,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub account: Account,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Store {
    /// The session of a token digest, with its account; `None` when there is none, when it has
    /// expired at `now`, or when its account is disabled.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn session(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<Session>, Problem> {
        let row = session::Entity::find_by_id(token_hash.to_vec())
            .filter(session::Column::ExpiresAt.gt(now))
            .one(self.reader())
            .await
            .map_err(problem)?;
        let Some(row) = row else { return Ok(None) };
        let account = self.account(row.account_id).await?;
        Ok((!account.disabled).then_some(Session {
            account,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }))
    }
}

impl WriteTx {
    /// Opens a session.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_session(&mut self, new: NewSession) -> Result<(), Problem> {
        let row = session::ActiveModel {
            token_hash: Set(new.token_hash),
            account_id: Set(new.account_id),
            created_at: Set(self.at()),
            expires_at: Set(new.expires_at),
        };
        session::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Ends a session; nothing happens when it has ended already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delete_session(&mut self, token_hash: &[u8]) -> Result<(), Problem> {
        session::Entity::delete_by_id(token_hash.to_vec())
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Ends every session of an account, as after its password was set or it was closed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delete_sessions_of(&mut self, account: i64) -> Result<(), Problem> {
        session::Entity::delete_many()
            .filter(session::Column::AccountId.eq(account))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Removes sessions that expired before now and returns how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn purge_sessions(&mut self) -> Result<u64, Problem> {
        let deleted = session::Entity::delete_many()
            .filter(session::Column::ExpiresAt.lte(self.at()))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(deleted.rows_affected)
    }
}
