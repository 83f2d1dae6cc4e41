//! Contracts of sources (数据约定), every version of them.

use catalog::problem::Problem;
use catalog::source::SourceNo;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

use crate::failure::{broken, is_duplicate, problem};
use crate::table::contract;
use crate::{KeyRing, Store, Timestamp, WriteTx, sealed};

/// One version of a source's contract.
#[derive(Debug, Clone, PartialEq)]
pub struct ContractVersion {
    /// The source.
    pub source: SourceNo,
    /// From 1; the highest is in force.
    pub version: i32,
    /// The contract itself.
    pub body: Value,
    /// Why it was made or changed.
    pub remark: String,
    /// Who did.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

impl Store {
    /// The contract in force; `None` when a source has none.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn contract(&self, source: SourceNo) -> Result<Option<ContractVersion>, Problem> {
        let row = of_source(source)
            .limit(1)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.map(|row| opened(self.ring(), row)).transpose()
    }

    /// Every version of a source's contract, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn contract_versions(
        &self,
        source: SourceNo,
    ) -> Result<Vec<ContractVersion>, Problem> {
        let rows = of_source(source)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| opened(self.ring(), row))
            .collect()
    }
}

impl WriteTx {
    /// Puts a new version into force and returns its number. `expected` is the version that the
    /// writer has seen, 0 for none.
    ///
    /// # Errors
    /// `contract-changed` when another version is in force by now.
    pub async fn add_contract(
        &mut self,
        source: SourceNo,
        expected: i32,
        body: &Value,
        remark: &str,
    ) -> Result<i32, Problem> {
        let last = of_source(source)
            .limit(1)
            .one(self.connection())
            .await
            .map_err(problem)?;
        if last.map_or(0, |row| row.version) != expected {
            return Err(changed());
        }
        let version = expected + 1;
        let row = contract::ActiveModel {
            id: NotSet,
            source_no: Set(i32::from(source.0)),
            version: Set(version),
            body: Set(sealed::seal(&self.ring, &place(source, version), body)),
            remark: Set(remark.to_owned()),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
        };
        contract::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    changed()
                } else {
                    problem(err)
                }
            })?;
        self.changed("contract", source.0, None);
        Ok(version)
    }
}

fn of_source(source: SourceNo) -> sea_orm::Select<contract::Entity> {
    contract::Entity::find()
        .filter(contract::Column::SourceNo.eq(i32::from(source.0)))
        .order_by_desc(contract::Column::Version)
}

fn place(source: SourceNo, version: i32) -> String {
    format!("contract {} {version}", source.0)
}

fn opened(ring: &KeyRing, row: contract::Model) -> Result<ContractVersion, Problem> {
    let source = SourceNo(u16::try_from(row.source_no).map_err(|_| broken("来源编号"))?);
    Ok(ContractVersion {
        source,
        version: row.version,
        body: sealed::open(ring, &place(source, row.version), &row.body)?,
        remark: row.remark,
        created_by: row.created_by,
        created_at: row.created_at,
    })
}

fn changed() -> Problem {
    Problem::conflict(
        "contract-changed",
        "约定刚刚被别人改过，请刷新页面，在新的版本上再改。",
    )
}
