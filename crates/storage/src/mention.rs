//! Mentions: people named by their number in records of something else. They tie a dwelling to
//! its owner and a child to the mother without a copy of either.
//!
//! A mention belongs to its record. It stays when the record's delivery is undone (what was known
//! on a day stays known) and counts only while the record is linked.

use catalog::problem::Problem;
use rustc_hash::FxHashMap;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, Value};

use crate::bulk::{Bulk, insert, select_by_keys};
use crate::failure::problem;
use crate::family::roots_of;
use crate::{Store, WriteTx};

/// As what somebody is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Owner of the dwelling that the record describes.
    Owner,
    /// Mother of the child that the record describes.
    Mother,
}

impl Role {
    const fn number(self) -> i16 {
        match self {
            Self::Owner => 1,
            Self::Mother => 2,
        }
    }
}

/// A person named in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mention {
    /// The record.
    pub record: i64,
    /// As what.
    pub role: Role,
    /// Strong key of the person.
    pub person_key: i64,
}

static MENTIONS: Bulk<3> = Bulk {
    table: "mention",
    columns: ["record_id", "role", "person_key"],
    then: "",
};

impl Store {
    /// The entities whose records name a person of one of these strong keys, as they stand now, in
    /// order.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entities_mentioning(
        &self,
        role: Role,
        person_keys: &[i64],
    ) -> Result<Vec<i64>, Problem> {
        let rows =
            select_by_keys(self.reader(), person_keys, |keys| mentioning(role, keys)).await?;
        let ids: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        let roots = roots_of(self.reader(), &ids.map_err(problem)?).await?;
        let mut ids: Vec<i64> = roots.into_values().collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// The strong keys that the records of an entity hold, those of whatever was merged into it
    /// included.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn strong_keys_of(&self, entity: i64) -> Result<Vec<i64>, Problem> {
        let family = self.family_of(entity).await?;
        let mut select = Query::select();
        select
            .distinct()
            .column(("record", "strong_key"))
            .from("link")
            .inner_join(
                "record",
                Expr::col(("record", "id")).equals(("link", "record_id")),
            )
            .and_where(Expr::col(("link", "entity_id")).is_in(family))
            .and_where(Expr::col(("record", "strong_key")).is_not_null());
        let rows = self.reader().query_all(&select).await.map_err(problem)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map_err(problem))
            .collect()
    }

    /// Entities by strong key, as they stand now; of several with one key the oldest.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn entities_by_strong_key(
        &self,
        keys: &[i64],
    ) -> Result<FxHashMap<i64, i64>, Problem> {
        let rows = select_by_keys(self.reader(), keys, |keys| {
            let mut select = Query::select();
            select
                .column(("record", "strong_key"))
                .column(("link", "entity_id"))
                .from("record")
                .inner_join(
                    "link",
                    Expr::col(("link", "record_id")).equals(("record", "id")),
                )
                .and_where(Expr::col(("record", "strong_key")).is_in(keys));
            select
        })
        .await?;
        let mut found: FxHashMap<i64, i64> = FxHashMap::default();
        for row in rows {
            let key: i64 = row.try_get_by_index(0).map_err(problem)?;
            let entity: i64 = row.try_get_by_index(1).map_err(problem)?;
            let oldest = found.entry(key).or_insert(entity);
            *oldest = Ord::min(*oldest, entity);
        }
        let entities: Vec<i64> = found.values().copied().collect();
        let roots = roots_of(self.reader(), &entities).await?;
        found
            .values_mut()
            .for_each(|entity| *entity = roots[entity]);
        Ok(found)
    }
}

impl WriteTx {
    /// Keeps mentions of records that are kept in the same write.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_mentions(&mut self, mentions: Vec<Mention>) -> Result<(), Problem> {
        if mentions.is_empty() {
            return Ok(());
        }
        self.hold_registry().await?;
        let values: Vec<Value> = mentions
            .into_iter()
            .flat_map(|mention| {
                [
                    mention.record.into(),
                    mention.role.number().into(),
                    mention.person_key.into(),
                ]
            })
            .collect();
        insert(self.connection(), &MENTIONS, values).await
    }
}

fn mentioning(role: Role, keys: Vec<i64>) -> SelectStatement {
    let mut select = Query::select();
    select
        .distinct()
        .column(("link", "entity_id"))
        .from("mention")
        .inner_join(
            "link",
            Expr::col(("link", "record_id")).equals(("mention", "record_id")),
        )
        .and_where(Expr::col(("mention", "person_key")).is_in(keys))
        .and_where(Expr::col(("mention", "role")).eq(role.number()));
    select
}
