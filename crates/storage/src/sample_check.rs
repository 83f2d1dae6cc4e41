//! Sample checks (抽样核实): some dwellings of a community drawn at random, and what was found at
//! each door. What is checked is the registry, so no answer keeps who gave it; the audit says who
//! used the page, as for every write.

use catalog::element::ElementNo;
use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use crate::failure::{broken, missing, problem};
use crate::table::{sample_answer, sample_check};
use crate::{Store, Timestamp, WriteTx};

/// A draw to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSampleCheck {
    /// The community.
    pub community: String,
    /// What the draw was made with; the same seed draws the same from the same dwellings.
    pub seed: u64,
    /// The dwellings drawn, in order.
    pub dwellings: Vec<i64>,
    /// From how many they were drawn.
    pub drawn_from: i32,
}

/// A sample check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleCheck {
    /// Stable id.
    pub id: i64,
    /// The community.
    pub community: String,
    /// What the draw was made with.
    pub seed: u64,
    /// The dwellings drawn, in order.
    pub dwellings: Vec<i64>,
    /// From how many they were drawn.
    pub drawn_from: i32,
    /// When.
    pub made_at: Timestamp,
}

/// What was found about one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// 对
    Right,
    /// 错
    Wrong,
    /// 没问到: nobody was there, or nobody knew.
    Unknown,
}

impl Verdict {
    const fn number(self) -> i16 {
        match self {
            Self::Right => 1,
            Self::Wrong => 2,
            Self::Unknown => 3,
        }
    }

    fn of(number: i16) -> Result<Self, Problem> {
        match number {
            1 => Ok(Self::Right),
            2 => Ok(Self::Wrong),
            3 => Ok(Self::Unknown),
            _ => Err(broken("核实结果")),
        }
    }
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Answer {
    /// The dwelling drawn.
    pub dwelling: i64,
    /// The dwelling itself or somebody in it.
    pub entity: i64,
    /// The value asked about.
    pub element: ElementNo,
    /// What was found.
    pub verdict: Verdict,
}

impl Store {
    /// The sample checks of some communities, the newest first, at most a hundred.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sample_checks(&self, communities: &[String]) -> Result<Vec<SampleCheck>, Problem> {
        let rows = sample_check::Entity::find()
            .filter(sample_check::Column::Community.is_in(communities.iter().map(String::as_str)))
            .order_by_desc(sample_check::Column::Id)
            .limit(100)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(SampleCheck::try_from).collect()
    }

    /// A sample check.
    ///
    /// # Errors
    /// `sample-missing` when there is none of this id.
    pub async fn sample_check(&self, id: i64) -> Result<SampleCheck, Problem> {
        let row = sample_check::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("sample-missing", "抽样"))?
            .try_into()
    }

    /// The answers of a sample check.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sample_answers(&self, id: i64) -> Result<Vec<Answer>, Problem> {
        let rows = sample_answer::Entity::find()
            .filter(sample_answer::Column::SampleId.eq(id))
            .order_by_asc(sample_answer::Column::DwellingId)
            .order_by_asc(sample_answer::Column::EntityId)
            .order_by_asc(sample_answer::Column::Element)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter()
            .map(|row| {
                Ok(Answer {
                    dwelling: row.dwelling_id,
                    entity: row.entity_id,
                    element: ElementNo(u16::try_from(row.element).map_err(|_| broken("核实结果"))?),
                    verdict: Verdict::of(row.verdict)?,
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// Keeps a draw and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_sample_check(&mut self, new: NewSampleCheck) -> Result<i64, Problem> {
        let dwellings: Vec<String> = new.dwellings.iter().map(ToString::to_string).collect();
        let row = sample_check::ActiveModel {
            id: NotSet,
            community: Set(new.community),
            seed: Set(new.seed.cast_signed()),
            dwellings: Set(dwellings.join(",")),
            drawn_from: Set(new.drawn_from),
            made_at: Set(self.at()),
        };
        let inserted = sample_check::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("sample", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Keeps answers; an answer given before is replaced.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_sample_answers(
        &mut self,
        sample: i64,
        answers: &[Answer],
    ) -> Result<(), Problem> {
        for answer in answers {
            let row = sample_answer::ActiveModel {
                sample_id: Set(sample),
                dwelling_id: Set(answer.dwelling),
                entity_id: Set(answer.entity),
                element: Set(i32::from(answer.element.0)),
                verdict: Set(answer.verdict.number()),
            };
            sample_answer::Entity::insert(row)
                .on_conflict(
                    OnConflict::columns([
                        sample_answer::Column::SampleId,
                        sample_answer::Column::DwellingId,
                        sample_answer::Column::EntityId,
                        sample_answer::Column::Element,
                    ])
                    .update_column(sample_answer::Column::Verdict)
                    .to_owned(),
                )
                .exec_without_returning(self.connection())
                .await
                .map_err(problem)?;
        }
        self.changed("sample", sample, None);
        Ok(())
    }
}

impl TryFrom<sample_check::Model> for SampleCheck {
    type Error = Problem;

    fn try_from(row: sample_check::Model) -> Result<Self, Problem> {
        let dwellings: Result<Vec<i64>, _> = row
            .dwellings
            .split(',')
            .filter(|id| !id.is_empty())
            .map(str::parse)
            .collect();
        Ok(Self {
            id: row.id,
            community: row.community,
            seed: row.seed.cast_unsigned(),
            dwellings: dwellings.map_err(|_| broken("抽样"))?,
            drawn_from: row.drawn_from,
            made_at: row.made_at,
        })
    }
}
