//! A fresh database for every test.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use storage::{Audit, KeyRing, Store, Timestamp, WriteTx};

/// The time at which everything happens unless a test says otherwise.
pub const NOW: Timestamp = 1_750_000_000_000;

/// The master key of the tests.
pub const KEY: [u8; 32] = [42; 32];

/// An empty database that is removed afterwards.
pub struct Fresh {
    /// Its address.
    pub url: String,
    removal: Removal,
}

enum Removal {
    Folder(tempfile::TempDir),
    Database { server: String, name: String },
}

impl Fresh {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite://{}?mode=rwc",
            folder.path().join("linli.db").display()
        );
        Self {
            url,
            removal: Removal::Folder(folder),
        }
    }

    async fn postgres(server: String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("linli_test_{}_{count}", std::process::id());
        execute(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        )
        .await;
        let url = with_database(&server, &name);
        Self {
            url,
            removal: Removal::Database { server, name },
        }
    }

    /// The folder of the database file; `None` on PostgreSQL.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match &self.removal {
            Removal::Folder(folder) => Some(folder.path()),
            Removal::Database { .. } => None,
        }
    }

    /// Opens it with the usual key.
    pub async fn open(&self) -> Store {
        Store::open(&self.url, ring()).await.unwrap()
    }

    /// Takes the database away while it is in use; does nothing on SQLite.
    pub async fn take_away(&self) {
        if let Removal::Database { server, name } = &self.removal {
            execute(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    /// Another empty database of the same kind.
    pub async fn beside(other: &Self) -> Self {
        match &other.removal {
            Removal::Folder(_) => Self::sqlite(),
            Removal::Database { server, .. } => Self::postgres(server.clone()).await,
        }
    }

    /// Removes it; the folder of a SQLite database goes by itself.
    pub async fn remove(self) {
        if let Removal::Database { server, name } = self.removal {
            execute(
                &server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
        }
    }
}

/// The keys of the tests.
pub fn ring() -> KeyRing {
    KeyRing::from_bytes(&KEY)
}

/// Runs a body on a fresh database of each kind there is.
pub async fn on_both<F>(body: impl Fn(std::sync::Arc<Fresh>) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut databases = vec![Fresh::sqlite()];
    if let Ok(server) = std::env::var("LINLI_TEST_POSTGRES") {
        databases.push(Fresh::postgres(server).await);
    }
    for fresh in databases {
        let fresh = std::sync::Arc::new(fresh);
        let outcome = tokio::spawn(body(std::sync::Arc::clone(&fresh))).await;
        let kind = fresh.url.split(':').next().unwrap_or_default().to_owned();
        if let Some(fresh) = std::sync::Arc::into_inner(fresh) {
            fresh.remove().await;
        }
        assert!(outcome.is_ok(), "failed on {kind}");
    }
}

/// Declares a test that runs on both databases.
#[macro_export]
macro_rules! on_both {
    ($(#[$doc:meta])* async fn $name:ident($fresh:ident) $body:block) => {
        $(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            $crate::harness::on_both(|$fresh| async move { $body }).await;
        }
    };
}

/// A write for a test that does not care about its audit row.
pub async fn write(store: &Store) -> WriteTx {
    store.write(audit("test.write")).await.unwrap()
}

/// An audit row of the test.
pub fn audit(act: &'static str) -> Audit {
    audit_at(act, NOW)
}

/// An audit row of the test at a time of its own.
pub fn audit_at(act: &'static str, at: Timestamp) -> Audit {
    Audit::new(at, None, act, "test", "")
}

/// Runs one statement beside the program.
pub async fn execute(url: &str, sql: &str) {
    let connection = Database::connect(ConnectOptions::new(url)).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// The address of another database on the same server.
fn with_database(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let authority = address.find("://").map_or(0, |at| at + 3);
    let end = address[authority..]
        .find('/')
        .map_or(address.len(), |at| authority + at);
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    format!("{}/{name}{query}", &address[..end])
}
