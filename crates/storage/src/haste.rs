//! How a first filling hurries on SQLite. PostgreSQL needs none of this.
//!
//! A commit is on the disk at once, as ever, except while an empty registry is filled: then it is
//! there when the log is copied out, or at the latest when the filling ends. A program that is killed
//! loses nothing by that. After a power cut the last files may be missing, as if the command had been
//! given up a moment earlier, and the same command loads them.

use catalog::problem::Problem;
use sea_orm::ConnectionTrait;
use tokio::task::JoinHandle;

use crate::Store;
use crate::connect::LOG_PAGES;
use crate::failure::problem;

impl Store {
    /// Lets commits reach the disk later.
    pub(crate) async fn make_haste(&self) -> Result<(), Problem> {
        self.databases().tune("PRAGMA synchronous = NORMAL").await
    }

    /// Lets the log grow for large writes: what one has written is copied out of it beside the next
    /// ([`LogCopy`]).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn let_log_grow(&self) -> Result<(), Problem> {
        self.databases().tune("PRAGMA wal_autocheckpoint = 0").await
    }

    /// Everything is as ever: the next commit puts all that was committed before on the disk.
    pub(crate) async fn end_haste(&self) -> Result<(), Problem> {
        self.databases().tune("PRAGMA synchronous = FULL").await?;
        let pages = format!("PRAGMA wal_autocheckpoint = {LOG_PAGES}");
        self.databases().tune(&pages).await
    }

    async fn copy_log_out(&self) -> Result<(), Problem> {
        if !self.databases().is_sqlite() {
            return Ok(());
        }
        // A connection that only reads may do this, and does not keep the writer waiting.
        let reader = self.reader();
        reader
            .execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)")
            .await
            .map(drop)
            .map_err(problem)
    }
}

/// Copies the log out beside what is being written, once at a time.
#[derive(Debug, Default)]
pub struct LogCopy {
    running: Option<JoinHandle<()>>,
}

impl LogCopy {
    /// Begins to copy what is committed, unless the copy before is still under way.
    pub fn begin(&mut self, store: &Store) {
        if self.running.as_ref().is_none_or(JoinHandle::is_finished) {
            let store = store.clone();
            self.running = Some(tokio::spawn(async move {
                if let Err(problem) = store.copy_log_out().await {
                    // A later commit does it.
                    tracing::warn!(problem.code = %problem.code, "the log was not copied out");
                }
            }));
        }
    }

    /// Waits for the copy that is under way.
    pub async fn done(self) {
        if let Some(running) = self.running
            && let Err(error) = running.await
        {
            tracing::warn!(%error, "copying the log out broke off");
        }
    }
}
