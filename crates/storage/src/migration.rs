//! Versioned schema changes, written once for both databases.

mod column;
mod m0001_spine;
mod m0007_estate_alias;

use catalog::problem::Problem;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use sea_orm_migration::prelude::*;

use crate::failure::problem;

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_spine::Migration),
            Box::new(m0007_estate_alias::Migration),
        ]
    }
}

/// Brings the schema to the newest version inside a transaction: all of it or nothing, and when
/// two processes start at once the second waits and finds nothing left to do.
pub(crate) async fn run(transaction: &DatabaseTransaction) -> Result<(), Problem> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        // A number of our own; it only has to be the same in every process of this program.
        transaction
            .execute_unprepared("SELECT pg_advisory_xact_lock(7615524)")
            .await
            .map_err(problem)?;
    }
    Migrator::up(transaction, None).await.map_err(problem)
}
