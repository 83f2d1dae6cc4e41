//! What migrations are written with, and which of them a database has seen.
//!
//! The migration library of the database layer would bring its command line and all value types
//! of the layer with it, two minutes of compiling; what is needed of it stands here.

use sea_orm::DbBackend;
pub(super) use sea_orm::sea_query::*;
pub(super) use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

/// One step of the schema.
#[async_trait::async_trait]
pub(super) trait MigrationTrait: Send + Sync {
    /// Its name among the applied steps; never changed once it was handed out.
    fn name(&self) -> &'static str;

    /// Makes the step.
    async fn up(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr>;
}

/// Changes the schema inside a transaction.
pub(super) struct SchemaManager<'a>(pub(super) &'a DatabaseTransaction);

impl SchemaManager<'_> {
    /// The connection, for statements that the builders do not have.
    pub(super) fn get_connection(&self) -> &DatabaseTransaction {
        self.0
    }

    /// Creates a table.
    pub(super) async fn create_table(&self, table: TableCreateStatement) -> Result<(), DbErr> {
        self.0.execute(&table).await.map(drop)
    }

    /// Creates an index.
    pub(super) async fn create_index(&self, index: IndexCreateStatement) -> Result<(), DbErr> {
        self.0.execute(&index).await.map(drop)
    }
}

/// The table of applied steps. Its name and columns are those of the library that kept it first.
const APPLIED: &str = "seaql_migrations";

/// Makes the steps that are still to be made, in order.
pub(super) async fn apply(
    transaction: &DatabaseTransaction,
    steps: &[Box<dyn MigrationTrait>],
    now_seconds: i64,
) -> Result<(), DbErr> {
    transaction
        .execute_unprepared(&format!(
            "CREATE TABLE IF NOT EXISTS {APPLIED} \
             (version varchar NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)"
        ))
        .await?;
    let mut select = Query::select();
    select.column("version").from(APPLIED);
    let rows = transaction.query_all(&select).await?;
    let applied: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?;
    for step in steps {
        if applied.iter().any(|version| version == step.name()) {
            continue;
        }
        step.up(&SchemaManager(transaction)).await?;
        let mut note = Query::insert();
        note.into_table(APPLIED)
            .columns(["version", "applied_at"])
            .values_panic([step.name().into(), now_seconds.into()]);
        transaction.execute(&note).await?;
    }
    Ok(())
}

/// Whether a table exists.
pub(crate) async fn has_table(
    connection: &impl ConnectionTrait,
    name: &'static str,
) -> Result<bool, DbErr> {
    let mut select = Query::select();
    select.expr(Expr::val(1));
    match connection.get_database_backend() {
        DbBackend::Postgres => select
            .from(("information_schema", "tables"))
            .and_where(Expr::cust("table_schema = current_schema()"))
            .and_where(Expr::col("table_name").eq(name)),
        _ => select
            .from("sqlite_master")
            .and_where(Expr::col("type").eq("table"))
            .and_where(Expr::col("name").eq(name)),
    };
    Ok(connection.query_one(&select).await?.is_some())
}
