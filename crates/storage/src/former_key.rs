//! Former keys: by what entities were known that have no record left. Whoever comes again after an
//! undo gets the id of before, and with it everything that people decided about that id.

use catalog::element::EntityKind;
use catalog::problem::Problem;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};

use crate::entity::kind_no;
use crate::failure::problem;
use crate::load::{EntityKeys, by_machine};
use crate::{Store, WriteTx};

impl Store {
    /// The keys of entities of a kind that have no record left, oldest entity first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn former_keys(&self, kind: EntityKind) -> Result<Vec<EntityKeys>, Problem> {
        let mut select = Query::select();
        select
            .columns(["strong_key", "weak_key", "entity_id"])
            .from("former_key")
            .and_where(Expr::col("kind").eq(kind_no(kind)))
            .order_by("entity_id", Order::Asc)
            .order_by("id", Order::Asc);
        let rows = self.reader().query_all(&select).await.map_err(problem)?;
        rows.iter()
            .map(|row| {
                Ok(EntityKeys {
                    strong: row.try_get_by_index(0).map_err(problem)?,
                    weak: row.try_get_by_index(1).map_err(problem)?,
                    entity: row.try_get_by_index(2).map_err(problem)?,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Notes the keys of a delivery's records, before they go.
    pub(crate) async fn note_former_keys(&mut self, delivery: i64) -> Result<(), Problem> {
        let mut keys = Query::select();
        keys.distinct()
            .expr(by_machine())
            .column(("record", "kind"))
            .column(("record", "strong_key"))
            .column(("record", "weak_key"))
            .from("record")
            .inner_join(
                "link",
                Expr::col(("link", "record_id")).equals(("record", "id")),
            )
            .and_where(Expr::col(("record", "delivery_id")).eq(delivery));
        let mut insert = Query::insert();
        insert
            .into_table("former_key")
            .columns(["entity_id", "kind", "strong_key", "weak_key"])
            .select_from(keys)
            .expect("as many values as columns");
        self.connection()
            .execute(&insert)
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Forgets the former keys of entities that have records after all: what an undone delivery
    /// said of somebody who is still there counts no longer.
    pub(crate) async fn forget_keys_of_present(&mut self) -> Result<(), Problem> {
        for column in ["entity_id", "machine_entity"] {
            let mut present = Query::select();
            present
                .expr(Expr::val(1))
                .from("link")
                .and_where(Expr::col(("link", column)).equals(("former_key", "entity_id")));
            let mut delete = Query::delete();
            delete
                .from_table("former_key")
                .and_where(Expr::exists(present));
            self.connection().execute(&delete).await.map_err(problem)?;
        }
        Ok(())
    }
}
