//! Other names that estates go by (小区别名): `海韵小区` is 海韵花园, `登州路45号` is 金桂苑.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::KeyRing;
use crate::failure::{broken, missing, problem};
use crate::table::estate_alias;
use crate::{Store, Timestamp, WriteTx};

/// Domain of the keyed digests of names.
const NAME_DOMAIN: &str = "estate-alias";

/// A name to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEstateAlias {
    /// Code of the community in which the estate stands.
    pub community: String,
    /// The name as addresses write it, in its canonical spelling.
    pub name: String,
    /// The estate it means.
    pub estate: String,
    /// The delivery it was learned from; `None` when somebody gave it.
    pub delivery: Option<i64>,
}

/// A name of an estate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstateAlias {
    /// Stable id.
    pub id: i64,
    /// Code of the community in which the estate stands.
    pub community: String,
    /// The name as addresses write it.
    pub name: String,
    /// The estate it means.
    pub estate: String,
    /// The delivery it was learned from; `None` when somebody gave it.
    pub delivery: Option<i64>,
    /// Who gave it.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

impl Store {
    /// Every name, in the order in which they came.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn estate_aliases(&self) -> Result<Vec<EstateAlias>, Problem> {
        let rows = estate_alias::Entity::find()
            .order_by_asc(estate_alias::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| opened(self.ring(), row))
            .collect()
    }

    /// The estates that a name means, in the order in which that was said or learned.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn estate_aliases_named(&self, name: &str) -> Result<Vec<EstateAlias>, Problem> {
        let rows = estate_alias::Entity::find()
            .filter(estate_alias::Column::NameBlind.eq(self.ring().blind(NAME_DOMAIN, name)))
            .order_by_asc(estate_alias::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| opened(self.ring(), row))
            .collect()
    }

    /// One name.
    ///
    /// # Errors
    /// `alias-missing` when there is none of this id.
    pub async fn estate_alias(&self, id: i64) -> Result<EstateAlias, Problem> {
        let row = estate_alias::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        opened(
            self.ring(),
            row.ok_or_else(|| missing("alias-missing", "小区别名"))?,
        )
    }
}

impl WriteTx {
    /// Keeps a name that somebody gave, in place of one they gave before, and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn name_estate(&mut self, new: NewEstateAlias) -> Result<i64, Problem> {
        let blind = self.ring.blind(NAME_DOMAIN, &new.name);
        estate_alias::Entity::delete_many()
            .filter(estate_alias::Column::Community.eq(new.community.as_str()))
            .filter(estate_alias::Column::NameBlind.eq(blind))
            .filter(estate_alias::Column::DeliveryId.is_null())
            .exec(self.connection())
            .await
            .map_err(problem)?;
        let community = new.community.clone();
        let row = self.sealed(new);
        let inserted = estate_alias::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("estate-alias", inserted.last_insert_id)
            .await?;
        // Whoever remembers how addresses are read must read the names again.
        self.touch(Some(community));
        Ok(inserted.last_insert_id)
    }

    /// Takes a name back.
    ///
    /// # Errors
    /// `alias-missing` when there is none of this id.
    pub async fn forget_estate_alias(&mut self, id: i64) -> Result<(), Problem> {
        let row = estate_alias::Entity::find_by_id(id)
            .one(self.connection())
            .await
            .map_err(problem)?
            .ok_or_else(|| missing("alias-missing", "小区别名"))?;
        estate_alias::Entity::delete_by_id(id)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.changed("estate-alias", id, Some(row.community.clone()));
        self.touch(Some(row.community));
        Ok(())
    }

    /// Keeps names that a delivery taught; they go when it is undone.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn learn_estates(&mut self, learned: Vec<NewEstateAlias>) -> Result<(), Problem> {
        for some in learned.chunks(200) {
            let rows: Vec<_> = some.iter().cloned().map(|new| self.sealed(new)).collect();
            estate_alias::Entity::insert_many(rows)
                .exec_without_returning(self.connection())
                .await
                .map_err(problem)?;
        }
        Ok(())
    }

    /// Forgets the names that a delivery taught.
    pub(crate) async fn forget_learned(&mut self, delivery: i64) -> Result<u64, Problem> {
        estate_alias::Entity::delete_many()
            .filter(estate_alias::Column::DeliveryId.eq(delivery))
            .exec(self.connection())
            .await
            .map(|gone| gone.rows_affected)
            .map_err(problem)
    }

    fn sealed(&self, new: NewEstateAlias) -> estate_alias::ActiveModel {
        let plain = postcard::to_stdvec(&(&new.name, &new.estate)).expect("two texts");
        estate_alias::ActiveModel {
            id: NotSet,
            name_blind: Set(self.ring.blind(NAME_DOMAIN, &new.name)),
            payload: Set(self.ring.seal_at(new.community.as_bytes(), &plain)),
            community: Set(new.community),
            delivery_id: Set(new.delivery),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
        }
    }
}

fn opened(ring: &KeyRing, row: estate_alias::Model) -> Result<EstateAlias, Problem> {
    let plain = ring.open_at(row.community.as_bytes(), &row.payload)?;
    let (name, estate) = postcard::from_bytes(&plain).map_err(|_| broken("小区别名"))?;
    Ok(EstateAlias {
        id: row.id,
        community: row.community,
        name,
        estate,
        delivery: row.delivery_id,
        created_by: row.created_by,
        created_at: row.created_at,
    })
}
