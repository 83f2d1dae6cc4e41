//! Failed sign-ins: five in a row lock a login for ten minutes. Logins that do not exist count
//! too, so that nobody learns which ones do.

use catalog::problem::Problem;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use crate::KeyRing;
use crate::failure::problem;
use crate::table::signin_failure;
use crate::{Store, Timestamp, WriteTx};

/// Failures in a row that lock a login.
const FAILURES: i32 = 5;

/// How long it stays locked, in milliseconds.
const LOCK: Timestamp = 10 * 60 * 1000;

/// Where a login stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SigninState {
    /// Failures in a row since the last success or lock.
    pub failures: i32,
    /// Locked until then; `None` when it may try.
    pub locked_until: Option<Timestamp>,
}

impl Store {
    /// Where a login stands at `now`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn signin_state(&self, login: &str, now: Timestamp) -> Result<SigninState, Problem> {
        state(self.reader(), blind(self.ring(), login), now).await
    }
}

impl WriteTx {
    /// Counts a failure and returns where the login stands after it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn count_signin_failure(&mut self, login: &str) -> Result<SigninState, Problem> {
        let login_blind = blind(&self.ring, login);
        let before = state(self.connection(), login_blind, self.at()).await?;
        let failures = before.failures + 1;
        let locked_until = before
            .locked_until
            .or((failures >= FAILURES).then(|| self.at() + LOCK));
        let row = signin_failure::ActiveModel {
            login_blind: Set(login_blind),
            count: Set(failures),
            locked_until: Set(locked_until),
        };
        let replace = OnConflict::column(signin_failure::Column::LoginBlind)
            .update_columns([
                signin_failure::Column::Count,
                signin_failure::Column::LockedUntil,
            ])
            .to_owned();
        signin_failure::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(self.connection())
            .await
            .map_err(problem)?;
        Ok(SigninState {
            failures,
            locked_until,
        })
    }

    /// Forgets the failures of a login after it succeeded.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn clear_signin_failures(&mut self, login: &str) -> Result<(), Problem> {
        signin_failure::Entity::delete_by_id(blind(&self.ring, login))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

fn blind(ring: &KeyRing, login: &str) -> i64 {
    ring.blind("login", login)
}

/// After a lock has run out the count starts again.
async fn state(
    connection: &impl ConnectionTrait,
    login_blind: i64,
    now: Timestamp,
) -> Result<SigninState, Problem> {
    let row = signin_failure::Entity::find_by_id(login_blind)
        .one(connection)
        .await
        .map_err(problem)?;
    Ok(match row {
        Some(row) if row.locked_until.is_none_or(|until| until > now) => SigninState {
            failures: row.count,
            locked_until: row.locked_until,
        },
        _ => SigninState::default(),
    })
}
