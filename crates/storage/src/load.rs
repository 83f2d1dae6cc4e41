//! What a load asks of the registry while it links: who holds a key.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::bulk::select_by_keys;
use crate::entity::kind_no;
use crate::failure::problem;
use crate::{Store, WriteTx};

/// The keys of one record and the entity it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntityKeys {
    /// Strong key.
    pub strong: Option<i64>,
    /// Weak key.
    pub weak: Option<i64>,
    /// The entity that the machine linked it to.
    pub entity: i64,
}

/// Records read at once when all keys are wanted.
const KEYS_AT_ONCE: u64 = 50_000;

impl Store {
    /// Hands the keys of every linked record of a kind to `each`, some ten thousand a call, for
    /// the in-memory index of a bulk load.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn all_keys(
        &self,
        kind: EntityKind,
        each: impl FnMut(Vec<EntityKeys>) + Send,
    ) -> Result<(), Problem> {
        all_keys(self.reader(), kind, each).await
    }
}

impl WriteTx {
    /// Makes this write the only one that changes records, links and entities until it ends, and
    /// lets it see everything the writes before it did. All methods here call it themselves.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn hold_registry(&mut self) -> Result<(), Problem> {
        if self.holds_registry {
            return Ok(());
        }
        let mut select = Query::select();
        select
            .column("next")
            .from("sequence")
            .and_where(Expr::col("name").eq("entity"))
            // SQLite has no such lock and needs none: it has one writer.
            .lock_exclusive();
        self.connection()
            .query_one(&select)
            .await
            .map_err(problem)?;
        self.holds_registry = true;
        Ok(())
    }

    /// Entities by strong key. Where records of several entities hold one key, the oldest entity.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn strong_hits(&mut self, keys: &[i64]) -> Result<FxHashMap<i64, i64>, Problem> {
        self.hold_registry().await?;
        let rows = select_by_keys(self.connection(), keys, linked);
        let mut hits = FxHashMap::default();
        for row in rows.await? {
            let (key, entity) = pair(&row).map_err(problem)?;
            let oldest = hits.entry(key).or_insert(entity);
            *oldest = Ord::min(*oldest, entity);
        }
        Ok(hits)
    }

    /// [`Store::all_keys`] as this write sees them, so that nothing can come in between.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all_keys(
        &mut self,
        kind: EntityKind,
        each: impl FnMut(Vec<EntityKeys>) + Send,
    ) -> Result<(), Problem> {
        self.hold_registry().await?;
        all_keys(self.connection(), kind, each).await
    }
}

/// (strong key, entity) of the records that hold one of the keys.
fn linked(keys: Vec<i64>) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(("record", "strong_key"))
        .expr(by_machine())
        .from("record")
        .inner_join(
            "link",
            Expr::col(("link", "record_id")).equals(("record", "id")),
        )
        .and_where(Expr::col(("record", "strong_key")).is_in(keys));
    select
}

/// Where the machine put a record. Keys are looked up as if no person had ever moved one, so that
/// what the machine decides does not depend on what people decide, and taking a decision back
/// leaves no trace in later deliveries.
pub(crate) fn by_machine() -> Expr {
    Func::coalesce([
        Expr::col(("link", "machine_entity")),
        Expr::col(("link", "entity_id")),
    ])
    .into()
}

fn pair(row: &QueryResult) -> Result<(i64, i64), DbErr> {
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

async fn all_keys(
    connection: &impl ConnectionTrait,
    kind: EntityKind,
    mut each: impl FnMut(Vec<EntityKeys>) + Send,
) -> Result<(), Problem> {
    let mut after = 0_i64;
    loop {
        let mut select = Query::select();
        select
            .column(("record", "id"))
            .column(("record", "strong_key"))
            .column(("record", "weak_key"))
            .expr(by_machine())
            .from("record")
            .inner_join(
                "link",
                Expr::col(("link", "record_id")).equals(("record", "id")),
            )
            .and_where(Expr::col(("record", "id")).gt(after))
            .and_where(Expr::col(("record", "kind")).eq(kind_no(kind)))
            .order_by(("record", "id"), Order::Asc)
            .limit(KEYS_AT_ONCE);
        let rows = connection.query_all(&select).await.map_err(problem)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.try_get_by_index(0).map_err(problem)?;
        let keys: Result<Vec<EntityKeys>, DbErr> = rows
            .iter()
            .map(|row| {
                Ok(EntityKeys {
                    strong: row.try_get_by_index(1)?,
                    weak: row.try_get_by_index(2)?,
                    entity: row.try_get_by_index(3)?,
                })
            })
            .collect();
        each(keys.map_err(problem)?);
    }
}
