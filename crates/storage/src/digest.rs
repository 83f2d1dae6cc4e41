//! The digest of the registry: equal digests mean that equal entities hold equal values from
//! equal records. It shows that loading twice changes nothing and that an undo is complete.

use catalog::problem::Problem;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sm3::{Digest, Sm3};

use crate::Store;
use crate::entity::PlainRow;
use crate::failure::problem;
use seal::hex;

/// Links read at once.
const LINKS: u64 = 50_000;

impl Store {
    /// The SM3 digest, in hexadecimal, of all active entities (id, kind, community, values with
    /// their records) and all links (record, entity, method, score) in order of id. Times,
    /// retired entities and how it came about do not count, nor does the database.
    ///
    /// Take it while nothing is written: entities and links are read one after the other.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn digest(&self) -> Result<String, Problem> {
        let mut digest = Sm3::new();
        self.each_stripe(None, Ok, |rows| {
            rows.iter().for_each(|row| add_entity(&mut digest, row));
        })
        .await?;
        let mut after = 0_i64;
        loop {
            let rows = self.links_after(after).await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get_by_index(0).map_err(problem)?;
            for row in &rows {
                add_link(&mut digest, row).map_err(problem)?;
            }
        }
        Ok(hex(&digest.finalize()))
    }

    async fn links_after(&self, record: i64) -> Result<Vec<QueryResult>, Problem> {
        let mut select = Query::select();
        select
            .columns(["record_id", "entity_id", "method", "score"])
            .from("link")
            .and_where(Expr::col("record_id").gt(record))
            .order_by("record_id", Order::Asc)
            .limit(LINKS);
        self.reader().query_all(&select).await.map_err(problem)
    }
}

/// Every part has a fixed length or its length in front, so different contents never give the
/// same bytes.
fn add_entity(digest: &mut Sm3, row: &PlainRow) {
    let community = row.community.as_deref().unwrap_or_default();
    digest.update(b"e");
    digest.update(row.id.to_be_bytes());
    digest.update(row.kind.to_be_bytes());
    digest.update((community.len() as u64).to_be_bytes());
    digest.update(community);
    digest.update((row.plain.len() as u64).to_be_bytes());
    digest.update(&row.plain);
}

fn add_link(digest: &mut Sm3, row: &QueryResult) -> Result<(), DbErr> {
    digest.update(b"l");
    digest.update(row.try_get_by_index::<i64>(0)?.to_be_bytes());
    digest.update(row.try_get_by_index::<i64>(1)?.to_be_bytes());
    digest.update(row.try_get_by_index::<i16>(2)?.to_be_bytes());
    digest.update(row.try_get_by_index::<f32>(3)?.to_be_bytes());
    Ok(())
}
