//! What the check of a delivery found before it was loaded, and what was decided about it.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde_json::Value;

use crate::failure::problem;
use crate::table::{delivery, delivery_check};
use crate::{DeliveryState, Store, Timestamp, WriteTx, sealed};

/// The result of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCheck {
    /// The delivery.
    pub delivery: i64,
    /// The version of the contract it was compared with; `None` when its source had none.
    pub contract_version: Option<i32>,
    /// What the delivery holds.
    pub survey: Value,
    /// Where it departs from the contract.
    pub findings: Value,
}

/// A check with what was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryCheck {
    /// The version of the contract it was compared with.
    pub contract_version: Option<i32>,
    /// When it was checked.
    pub checked_at: Timestamp,
    /// What the delivery holds.
    pub survey: Value,
    /// Where it departs from the contract.
    pub findings: Value,
    /// Who decided.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// `accept`, `reject` or `withdraw`.
    pub decision: Option<String>,
    /// Why.
    pub remark: Option<String>,
}

/// What an earlier delivery held.
#[derive(Debug, Clone, PartialEq)]
pub struct PastDelivery {
    /// Its id.
    pub delivery: i64,
    /// The day it speaks of, in days since 1970-01-01.
    pub as_of: i32,
    /// Rows read of it.
    pub rows: i32,
    /// What it held; `None` when it was loaded without a check.
    pub survey: Option<Value>,
}

impl Store {
    /// The check of a delivery; `None` when it was not checked.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn delivery_check(&self, delivery: i64) -> Result<Option<DeliveryCheck>, Problem> {
        let row = delivery_check::Entity::find_by_id(delivery)
            .one(self.reader())
            .await
            .map_err(problem)?;
        let Some(row) = row else { return Ok(None) };
        let open = |what, sealed: &[u8]| sealed::open(self.ring(), &place(what, delivery), sealed);
        Ok(Some(DeliveryCheck {
            contract_version: row.contract_version,
            checked_at: row.checked_at,
            survey: open("survey", &row.survey)?,
            findings: open("findings", &row.findings)?,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            decision: row.decision,
            remark: row.remark,
        }))
    }

    /// The deliveries of a source that are in the registry and were whole, those with the newest
    /// day first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn past_deliveries(
        &self,
        source: SourceNo,
        most: u64,
    ) -> Result<Vec<PastDelivery>, Problem> {
        let loaded = delivery::Entity::find()
            .filter(delivery::Column::SourceNo.eq(i32::from(source.0)))
            .filter(delivery::Column::Part.eq(false))
            .filter(delivery::Column::State.eq(DeliveryState::Loaded.as_str()))
            .order_by_desc(delivery::Column::AsOf)
            .order_by_desc(delivery::Column::Id)
            .limit(most)
            .all(self.reader())
            .await
            .map_err(problem)?;
        let checks = delivery_check::Entity::find()
            .filter(delivery_check::Column::DeliveryId.is_in(loaded.iter().map(|row| row.id)))
            .all(self.reader())
            .await
            .map_err(problem)?;
        loaded
            .into_iter()
            .map(|row| {
                let check = checks.iter().find(|check| check.delivery_id == row.id);
                let survey = check.map(|check| {
                    sealed::open(self.ring(), &place("survey", row.id), &check.survey)
                });
                Ok(PastDelivery {
                    delivery: row.id,
                    as_of: row.as_of,
                    rows: row.rows_read,
                    survey: survey.transpose()?,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Keeps the result of a check; a delivery that is checked again has the newer one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_check(&mut self, new: &NewCheck) -> Result<(), Problem> {
        let seal = |what, value| sealed::seal(&self.ring, &place(what, new.delivery), value);
        let row = delivery_check::ActiveModel {
            delivery_id: Set(new.delivery),
            contract_version: Set(new.contract_version),
            checked_at: Set(self.at()),
            survey: Set(seal("survey", &new.survey)),
            findings: Set(seal("findings", &new.findings)),
            decided_by: Set(None),
            decided_at: Set(None),
            decision: Set(None),
            remark: Set(None),
        };
        let newer = [
            delivery_check::Column::ContractVersion,
            delivery_check::Column::CheckedAt,
            delivery_check::Column::Survey,
            delivery_check::Column::Findings,
        ];
        delivery_check::Entity::insert(row)
            .on_conflict(
                OnConflict::column(delivery_check::Column::DeliveryId)
                    .update_columns(newer)
                    .to_owned(),
            )
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Notes what was decided about a delivery, by whom (the writer) and why.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn decide_check(
        &mut self,
        delivery: i64,
        decision: &str,
        remark: &str,
    ) -> Result<(), Problem> {
        let by = self.account_id();
        delivery_check::Entity::update_many()
            .col_expr(delivery_check::Column::DecidedBy, Expr::value(by))
            .col_expr(delivery_check::Column::DecidedAt, Expr::value(self.at()))
            .col_expr(delivery_check::Column::Decision, Expr::value(decision))
            .col_expr(delivery_check::Column::Remark, Expr::value(remark))
            .filter(delivery_check::Column::DeliveryId.eq(delivery))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

fn place(what: &str, delivery: i64) -> String {
    format!("{what} {delivery}")
}
