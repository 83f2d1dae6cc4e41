//! Verdicts (结论): what people said about two entities, kept for good. The newest about a pair
//! is the one that counts; the machine may go against none that is not "the same".

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::KeyRing;
use crate::failure::{broken, problem};
use crate::table::verdict;
use crate::{Store, Timestamp, WriteTx};

/// What a person says about two entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairAnswer {
    /// One and the same.
    Same,
    /// Two.
    Different,
    /// Cannot be told.
    Unsure,
}

impl PairAnswer {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    /// The answer of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Unsure]
            .into_iter()
            .find(|answer| answer.as_str() == name)
    }
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityVerdict {
    /// Stable id; counts up.
    pub id: i64,
    /// The lower entity id.
    pub low: i64,
    /// The higher entity id.
    pub high: i64,
    /// What was said.
    pub answer: PairAnswer,
    /// Who said it.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// In their own words.
    pub remark: Option<String>,
}

impl Store {
    /// Every verdict about one of the entities, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn verdicts_of(&self, entities: &[i64]) -> Result<Vec<IdentityVerdict>, Problem> {
        let either = Condition::any()
            .add(verdict::Column::Low.is_in(entities.iter().copied()))
            .add(verdict::Column::High.is_in(entities.iter().copied()));
        let rows = verdict::Entity::find()
            .filter(either)
            .order_by_asc(verdict::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(|row| open(self.ring(), row)).collect()
    }
}

impl WriteTx {
    /// Keeps what a person says about two entities, and answers with it whatever the review queue
    /// asks about them. The account is that of the audit row.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn give_verdict(
        &mut self,
        one: i64,
        other: i64,
        answer: PairAnswer,
        remark: Option<&str>,
    ) -> Result<(), Problem> {
        let (low, high) = (one.min(other), one.max(other));
        let sealed = remark.map(|remark| self.ring.seal_at(&place(low), remark.as_bytes()));
        let row = verdict::ActiveModel {
            id: NotSet,
            low: Set(low),
            high: Set(high),
            answer: Set(answer.as_str().to_owned()),
            made_by: Set(self.account_id()),
            made_at: Set(self.at()),
            remark: Set(sealed),
        };
        verdict::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map_err(problem)?;
        self.settle(low, high, answer).await
    }

    /// The newest verdict about each pair of entities (lower id first) that has any.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn newest_verdicts(&mut self) -> Result<BTreeMap<(i64, i64), PairAnswer>, Problem> {
        let rows = verdict::Entity::find()
            .order_by_asc(verdict::Column::Id)
            .all(self.connection())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| Ok(((row.low, row.high), answer_of(&row.answer)?)))
            .collect()
    }
}

fn answer_of(name: &str) -> Result<PairAnswer, Problem> {
    PairAnswer::parse(name).ok_or_else(|| broken("结论"))
}

/// Where a remark belongs.
fn place(low: i64) -> [u8; 9] {
    let mut place = *b"v........";
    place[1..].copy_from_slice(&low.to_be_bytes());
    place
}

fn open(ring: &KeyRing, row: verdict::Model) -> Result<IdentityVerdict, Problem> {
    let remark = row
        .remark
        .map(|sealed| ring.open_at(&place(row.low), &sealed))
        .transpose()?
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| broken("结论"))?;
    Ok(IdentityVerdict {
        id: row.id,
        low: row.low,
        high: row.high,
        answer: answer_of(&row.answer)?,
        made_by: row.made_by,
        made_at: row.made_at,
        remark,
    })
}
