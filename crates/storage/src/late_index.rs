//! Indexes that a registry does without while it is filled for the first time.
//!
//! Entries that come in random order cost a page each in every transaction; sorted once at the
//! end they cost next to nothing. Linking does not use these indexes. Whoever opens the registry
//! makes what is missing, so a filling that was cut short leaves nothing behind.

use catalog::problem::Problem;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use crate::connect::WRITER_CACHE;
use crate::failure::problem;
use crate::{Audit, Store};

/// Name and definition, the same for both databases and as the first schema made them.
const LATE: [(&str, &str); 2] = [
    (
        "record_strong_key",
        "CREATE INDEX record_strong_key ON record (strong_key) WHERE strong_key IS NOT NULL",
    ),
    (
        "link_entity_id",
        "CREATE INDEX link_entity_id ON link (entity_id)",
    ),
];

/// 4 MiB, as SQLite takes it.
const SORTED_AT_ONCE: &str = "-4096";

impl Store {
    /// Lays the late indexes aside when the registry has no record yet, marks that entities may lag
    /// from now on, and makes haste. Whether it did.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lay_indexes_aside(&self, audit: Audit) -> Result<bool, Problem> {
        let mut tx = self.write(audit).await?;
        tx.hold_registry().await?;
        let connection = tx.connection();
        let mut any = Query::select();
        any.column("id").from("record").limit(1);
        if connection.query_one(&any).await.map_err(problem)?.is_some() {
            return Ok(false);
        }
        for (name, _) in LATE {
            connection
                .execute_unprepared(&format!("DROP INDEX IF EXISTS {name}"))
                .await
                .map_err(problem)?;
        }
        tx.let_entities_lag().await?;
        tx.commit().await?;
        self.make_haste().await?;
        Ok(true)
    }

    /// Ends the haste, and makes the late indexes that are still missing. All that was committed is on the
    /// disk then.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn index_again(&self, audit: Audit) -> Result<(), Problem> {
        self.end_haste().await?;
        self.make_late_indexes(audit).await
    }

    /// Makes the late indexes that are missing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn make_late_indexes(&self, audit: Audit) -> Result<(), Problem> {
        let tx = self.write(audit).await?;
        make_missing(tx.connection()).await.map_err(problem)?;
        tx.commit().await
    }
}

/// Makes the late indexes that are missing. Asks first: on PostgreSQL even `IF NOT EXISTS` would
/// wait for whoever is loading.
pub(crate) async fn make_missing(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    for (name, definition) in LATE {
        if !has_index(connection, name).await? {
            make(connection, definition).await?;
        }
    }
    Ok(())
}

/// Makes an index. SQLite sorts as much at once as its cache may hold; pieces that stay near the
/// processor are sorted twice as fast and merged. One more thread sorts beside the reading; while it is
/// busy, the reader sorts too. (SQLite uses it only while temporary files are not kept in memory.)
async fn make(connection: &impl ConnectionTrait, definition: &str) -> Result<(), DbErr> {
    let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    if sqlite {
        sort(connection, SORTED_AT_ONCE, 1).await?;
    }
    let made = connection.execute_unprepared(definition).await;
    if sqlite {
        sort(connection, WRITER_CACHE, 0).await?;
    }
    made.map(drop)
}

/// How much is sorted at once, and on how many threads beside the one that reads.
async fn sort(connection: &impl ConnectionTrait, cache: &str, beside: u8) -> Result<(), DbErr> {
    let set = format!("PRAGMA cache_size = {cache}; PRAGMA threads = {beside}");
    connection.execute_unprepared(&set).await.map(drop)
}

async fn has_index(connection: &impl ConnectionTrait, name: &'static str) -> Result<bool, DbErr> {
    let mut select = Query::select();
    select.expr(Expr::val(1));
    match connection.get_database_backend() {
        DbBackend::Postgres => select
            .from("pg_indexes")
            .and_where(Expr::cust("schemaname = current_schema()"))
            .and_where(Expr::col("indexname").eq(name)),
        _ => select
            .from("sqlite_master")
            .and_where(Expr::col("type").eq("index"))
            .and_where(Expr::col("name").eq(name)),
    };
    Ok(connection.query_one(&select).await?.is_some())
}
