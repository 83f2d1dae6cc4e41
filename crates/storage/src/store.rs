//! The open registry: the one handle that reads, and the only door to a write.

use std::sync::{Arc, Mutex, PoisonError};

use catalog::problem::{Problem, ProblemKind};
use rustc_hash::FxHashMap;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait};

use crate::KeyRing;
use crate::connect::Databases;
use crate::failure::problem;
use crate::table::meta;
use crate::{Audit, WriteTx, audit, late_index, migration};

/// The open registry. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    databases: Databases,
    ring: KeyRing,
    /// How far the loads of this process are, in permille. Not in the database: on SQLite the
    /// load itself holds the only writer.
    progress: Mutex<FxHashMap<i64, i32>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Store(..)")
    }
}

/// The row of `meta` that tells whether the key is the right one.
const KEY_CHECK: &str = "key-check";
const KEY_CHECK_TEXT: &[u8] = b"linli registry";

impl Store {
    /// Connects to `sqlite:///path/linli.db?mode=rwc` or `postgres://…`, brings the schema up to
    /// date and checks the key.
    ///
    /// # Errors
    /// `database-unavailable` when the database does not answer; `database-address` when the URL
    /// is of neither database; `key-wrong` when the registry was written with another key.
    pub async fn open(url: &str, ring: KeyRing) -> Result<Self, Problem> {
        let databases = Databases::open(url).await?;
        let open = databases.begin().await?;
        migration::run(&open.transaction).await?;
        late_index::make_missing(&open.transaction)
            .await
            .map_err(problem)?;
        check_key(&open.transaction, &ring).await?;
        open.transaction.commit().await.map_err(problem)?;
        let progress = Mutex::new(FxHashMap::default());
        Ok(Self(Arc::new(Inner {
            databases,
            ring,
            progress,
        })))
    }

    /// Whether the database answers now.
    ///
    /// # Errors
    /// `database-unavailable` when it does not.
    pub async fn ready(&self) -> Result<(), Problem> {
        self.0.databases.ping().await
    }

    /// Begins a write. The audit row is the first thing in the transaction; nothing is kept
    /// unless [`WriteTx::commit`] is called. On SQLite this waits for the writers before it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn write(&self, audit: Audit) -> Result<WriteTx, Problem> {
        let open = self.0.databases.begin().await?;
        let id = audit::append(&open.transaction, &audit).await?;
        Ok(WriteTx::new(open, self.0.ring.clone(), audit, id))
    }

    /// Logs a read that must leave a trace: showing a masked value, an export.
    ///
    /// # Errors
    /// When the row cannot be written; then the value must not be shown.
    pub async fn audit_read(&self, audit: Audit) -> Result<(), Problem> {
        self.write(audit).await?.commit().await
    }

    /// Closes every connection; open transactions are waited for.
    ///
    /// # Errors
    /// When the database fails while closing.
    pub async fn close(&self) -> Result<(), Problem> {
        self.0.databases.close().await
    }

    /// The keys of this registry.
    #[must_use]
    pub fn ring(&self) -> &KeyRing {
        &self.0.ring
    }

    /// Notes how far a load is, in permille; [`Store::delivery`] and [`Store::deliveries`] of
    /// this process show it until the load ends. Costs nothing and needs no await.
    pub fn set_progress(&self, delivery: i64, permille: i32) {
        let mut progress = self
            .0
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        progress.insert(delivery, permille.clamp(0, 1000));
    }

    /// How far a load of this process is.
    pub(crate) fn progress(&self, delivery: i64) -> Option<i32> {
        let progress = self
            .0
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        progress.get(&delivery).copied()
    }

    /// All connections.
    pub(crate) fn databases(&self) -> &Databases {
        &self.0.databases
    }

    /// The connections that read.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.0.databases.read
    }
}

/// Compares the key with the one the registry was first written with, or notes it when this is
/// the first time.
async fn check_key(connection: &impl ConnectionTrait, ring: &KeyRing) -> Result<(), Problem> {
    let held = meta::Entity::find_by_id(KEY_CHECK)
        .one(connection)
        .await
        .map_err(problem)?;
    if let Some(held) = held {
        return match ring.open_at(KEY_CHECK.as_bytes(), &held.value) {
            Ok(text) if text == KEY_CHECK_TEXT => Ok(()),
            _ => Err(wrong_key()),
        };
    }
    let row = meta::ActiveModel {
        key: Set(KEY_CHECK.to_owned()),
        value: Set(ring.seal_at(KEY_CHECK.as_bytes(), KEY_CHECK_TEXT)),
    };
    meta::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meta::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await
        .map(drop)
        .map_err(problem)
}

fn wrong_key() -> Problem {
    Problem::new(
        ProblemKind::Unavailable,
        "key-wrong",
        "密钥与数据库不匹配，无法读取已加密的数据，请换回建库时的密钥文件。",
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use super::*;

    fn audit() -> Audit {
        Audit::new(1_750_000_000_000, None, "setting.set", "setting", "a")
    }

    async fn limit_pages(store: &Store, pages: u32) {
        let limit = format!("PRAGMA max_page_count = {pages}");
        let writer = store.0.databases.writer();
        writer.execute_unprepared(&limit).await.unwrap();
    }

    /// `SQLite` answers a reached page limit exactly as it answers a full disk.
    #[tokio::test]
    async fn a_full_disk_is_said_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("linli.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let store = Store::open(&url, KeyRing::from_bytes(&[42; 32]))
            .await
            .unwrap();
        let mut tx = store.write(audit()).await.unwrap();
        tx.set_setting("kept", "before").await.unwrap();
        tx.commit().await.unwrap();

        limit_pages(&store, 300).await;
        let mut tx = store.write(audit()).await.unwrap();
        tx.set_setting("small", "not to be kept").await.unwrap();
        let large = "满".repeat(1 << 20);
        let refused = match tx.set_setting("large", &large).await {
            Ok(()) => tx.commit().await.unwrap_err(),
            Err(problem) => {
                drop(tx);
                problem
            }
        };
        assert_eq!(refused.code, "disk-full");
        assert!(
            refused.detail.contains("没有写入任何内容"),
            "{}",
            refused.detail
        );

        limit_pages(&store, 1 << 30).await;
        assert_eq!(
            store.setting("kept").await.unwrap().as_deref(),
            Some("before")
        );
        assert_eq!(store.setting("small").await.unwrap(), None);
        let mut tx = store.write(audit()).await.unwrap();
        tx.set_setting("small", "there is room again")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}
