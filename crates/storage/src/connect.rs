//! The only place that knows which database it is: how connections are opened.

use std::sync::Arc;
use std::time::{Duration, Instant};

use catalog::problem::Problem;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::sleep;

use crate::failure::{is_busy, problem};
use crate::migration;

/// How long a server may take to give a connection before the user is told that it is away.
const SERVER: Duration = Duration::from_secs(5);

/// How long SQLite waits for a writer of another process (an import on the command line beside
/// the running service), or a reader for its turn. A file is never away for a while.
const FILE: Duration = Duration::from_secs(60);

/// How soon an opening that met another one is tried again.
const TURN: Duration = Duration::from_millis(50);

/// Connections that read; they refuse to write, so that nothing can be written without its audit
/// row.
const READERS: u32 = 12;

/// The cache of the connection that writes to SQLite, as SQLite takes it: negative, in KiB.
pub(crate) const WRITER_CACHE: &str = "-262144";

/// Bytes of a page of a new SQLite file; one made before keeps its own. Loads write a tenth faster than
/// with the usual 4 KiB, and larger ones gain nothing but longer logs of small writes.
const PAGE: u32 = 8192;

/// So many pages of SQLite's log are copied out of it at the next commit.
pub(crate) const LOG_PAGES: &str = "8192";

/// Connections that write to PostgreSQL.
const WRITERS: u32 = 8;

/// The open connections.
pub(crate) struct Databases {
    /// Readers, refusing writes.
    pub(crate) read: DatabaseConnection,
    /// Writers: one on SQLite.
    write: DatabaseConnection,
    /// On SQLite writers queue here, in order and without a time limit, instead of failing with
    /// "database is locked".
    gate: Option<Arc<Mutex<()>>>,
}

/// A write transaction with its place in the queue of writers. Fields drop in this order: the
/// transaction rolls back before the next writer may begin.
pub(crate) struct OpenTransaction {
    pub(crate) transaction: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Databases {
    /// Opens both pools.
    pub(crate) async fn open(url: &str) -> Result<Self, Problem> {
        if is_sqlite(url) {
            open_sqlite(url).await
        } else {
            open_postgres(url).await
        }
    }

    /// Begins a write transaction as soon as it is its turn.
    pub(crate) async fn begin(&self) -> Result<OpenTransaction, Problem> {
        let turn = match &self.gate {
            Some(gate) => Some(Arc::clone(gate).lock_owned().await),
            None => None,
        };
        let options = TransactionOptions {
            // A deferred transaction that turns into a writer later fails at once when another
            // process writes; an immediate one waits.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self
            .write
            .begin_with_options(options)
            .await
            .map_err(problem)?;
        Ok(OpenTransaction {
            transaction,
            _turn: turn,
        })
    }

    /// Whether this is SQLite.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.gate.is_some()
    }

    /// Changes a setting of the connection that writes to SQLite, between two writes.
    pub(crate) async fn tune(&self, pragma: &str) -> Result<(), Problem> {
        let Some(gate) = &self.gate else {
            return Ok(());
        };
        let _turn = gate.lock().await;
        let tuned = self.write.execute_unprepared(pragma).await;
        tuned.map(drop).map_err(problem)
    }

    /// The connection that writes, to press it in tests.
    #[cfg(test)]
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Asks the database for a sign of life.
    pub(crate) async fn ping(&self) -> Result<(), Problem> {
        self.read
            .execute_unprepared("SELECT 1")
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) -> Result<(), Problem> {
        self.read.close_by_ref().await.map_err(problem)?;
        self.write.close_by_ref().await.map_err(problem)
    }
}

/// Whether the database holds nothing of ours yet: no file, an empty file, or no tables. Decides
/// whether a new key may be made.
///
/// # Errors
/// When the database cannot be reached or the address is not one.
pub async fn is_new(url: &str) -> Result<bool, Problem> {
    check(url)?;
    if is_sqlite(url) {
        let file = sqlite_options(url)?;
        let empty = std::fs::metadata(file.get_filename()).map_or(true, |file| file.len() == 0);
        if empty {
            return Ok(true);
        }
    }
    let connection = Database::connect(ConnectOptions::new(url))
        .await
        .map_err(problem)?;
    let known = migration::has_table(&connection, "meta")
        .await
        .map_err(problem);
    connection.close().await.map_err(problem)?;
    known.map(|known| !known)
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// Refuses addresses that are neither of the two databases, and SQLite in memory, where every
/// connection would see a database of its own.
fn check(url: &str) -> Result<(), Problem> {
    let known = is_sqlite(url) && !url.contains(":memory:") && !url.contains("mode=memory")
        || url.starts_with("postgres://")
        || url.starts_with("postgresql://");
    if known { Ok(()) } else { Err(bad_address()) }
}

fn bad_address() -> Problem {
    Problem::bad_input(
        "database-address",
        "数据库地址无法识别，请写成 sqlite:///目录/linli.db?mode=rwc 或 postgres://用户:密码@主机/库名。",
    )
}

fn sqlite_options(url: &str) -> Result<SqliteConnectOptions, Problem> {
    url.parse().map_err(|_| bad_address())
}

async fn open_sqlite(url: &str) -> Result<Databases, Problem> {
    check(url)?;
    sqlite_options(url)?;
    // The writer first: it makes the file and turns the write-ahead log on.
    let mut options = options(url, 1, FILE);
    options.map_sqlx_sqlite_opts(|file| {
        // What it sorts are whole indexes, so temporary things may go to files (see `late_index`).
        tuned(file)
            .page_size(PAGE)
            .journal_mode(SqliteJournalMode::Wal)
            // With a write-ahead log NORMAL would stay consistent but could lose the last commits
            // in a power cut. People were told that those are saved; FULL costs a flush a commit.
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", WRITER_CACHE)
            // Loads write the same pages again and again; copied out of the log after each 64 MiB
            // (32 of a file with pages of 4 KiB) instead of after each commit, most of them are copied once.
            .pragma("wal_autocheckpoint", LOG_PAGES)
            // After a large load the log shrinks back to 64 MiB.
            .pragma("journal_size_limit", "67108864")
    });
    let write = connect_in_turn(options).await.map_err(problem)?;
    let mut options = self::options(url, READERS, FILE);
    options.map_sqlx_sqlite_opts(|file| {
        tuned(file)
            .row_buffer_size(4096)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-32768")
            .pragma("query_only", "on")
    });
    let read = Database::connect(options).await.map_err(problem)?;
    Ok(Databases {
        read,
        write,
        gate: Some(Arc::new(Mutex::new(()))),
    })
}

/// Connects, and again while another program is doing the same: turning the write-ahead log on is the one
/// step for which SQLite does not wait but refuses at once
/// (<https://www.sqlite.org/c3ref/busy_handler.html>: waiting could be for ever when two want it).
async fn connect_in_turn(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let until = Instant::now() + FILE;
    loop {
        match Database::connect(options.clone()).await {
            Err(err) if is_busy(&err) && Instant::now() < until => sleep(TURN).await,
            done => return done,
        }
    }
}

/// What readers and the writer have in common.
fn tuned(file: SqliteConnectOptions) -> SqliteConnectOptions {
    file.busy_timeout(FILE).foreign_keys(true)
}

async fn open_postgres(url: &str) -> Result<Databases, Problem> {
    check(url)?;
    let write = Database::connect(options(url, WRITERS, SERVER))
        .await
        .map_err(problem)?;
    let mut options = options(url, READERS, SERVER);
    options
        .map_sqlx_postgres_opts(|server| server.options([("default_transaction_read_only", "on")]));
    let read = Database::connect(options).await.map_err(problem)?;
    Ok(Databases {
        read,
        write,
        gate: None,
    })
}

fn options(url: &str, connections: u32, wait: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(wait)
        .acquire_timeout(wait)
        .sqlx_logging(false);
    options
}
