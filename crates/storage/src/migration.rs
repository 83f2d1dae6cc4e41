//! Versioned schema changes, written once for both databases.

mod column;
mod m0001_spine;
mod m0002_identity;
mod m0003_contract;
mod m0004_comparison;
mod m0005_registry;
mod m0006_weak_key;
mod m0007_estate_alias;
mod m0008_policy;
mod m0009_tag;
mod m0010_request;
mod m0011_own_table;
mod m0012_library;
mod m0013_figures;
mod m0014_helper_request;
mod m0015_known;
mod m0016_item_history;
mod m0017_two_names;
mod schema;

use std::time::{SystemTime, UNIX_EPOCH};

use catalog::problem::Problem;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};

use crate::failure::problem;
use schema::MigrationTrait;
pub(crate) use schema::has_table;

/// Every step, in the order in which they were handed out.
fn steps() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_spine::Migration),
        Box::new(m0002_identity::Migration),
        Box::new(m0003_contract::Migration),
        Box::new(m0004_comparison::Migration),
        Box::new(m0005_registry::Migration),
        Box::new(m0006_weak_key::Migration),
        Box::new(m0007_estate_alias::Migration),
        Box::new(m0008_policy::Migration),
        Box::new(m0009_tag::Migration),
        Box::new(m0010_request::Migration),
        Box::new(m0011_own_table::Migration),
        Box::new(m0012_library::Migration),
        Box::new(m0013_figures::Migration),
        Box::new(m0014_helper_request::Migration),
        Box::new(m0015_known::Migration),
        Box::new(m0016_item_history::Migration),
        Box::new(m0017_two_names::Migration),
    ]
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
    // The time is for whoever looks into the table by hand; a wrong clock does no harm.
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    schema::apply(transaction, &steps(), now)
        .await
        .map_err(problem)
}
