//! Marked cells (标记的格子): single cells of a submission that a reviewer returned, each with what
//! was asked and what the community answered.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::KeyRing;
use crate::failure::{broken, missing, problem};
use crate::table::cell_mark;
use crate::{Store, Timestamp, WriteTx};

/// Where a marked cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkState {
    /// Waits for the community's answer.
    Open,
    /// Answered; the reviewer looks at it next.
    Answered,
    /// Done with: the submission was accepted, or returned anew.
    Closed,
}

impl MarkState {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Answered, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// A cell to be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCellMark {
    /// Id of its row.
    pub row: i64,
    /// Column of the sheet, from 0.
    pub column: u32,
    /// What is wrong with it.
    pub remark: String,
}

/// A marked cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellMark {
    /// Counts up.
    pub id: i64,
    /// The submission.
    pub submission_id: i64,
    /// What was marked.
    pub asked: NewCellMark,
    /// Where it stands.
    pub state: MarkState,
    /// Who marked it.
    pub asked_by: Option<i64>,
    /// When.
    pub asked_at: Timestamp,
    /// What the community answered.
    pub answer: Option<String>,
    /// Who.
    pub answered_by: Option<i64>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

impl Store {
    /// The marks of a submission, closed ones too, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn cell_marks(&self, submission: i64) -> Result<Vec<CellMark>, Problem> {
        marks(submission, self.reader(), self.ring()).await
    }
}

impl WriteTx {
    /// The marks of a submission as this write sees them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn cell_marks(&mut self, submission: i64) -> Result<Vec<CellMark>, Problem> {
        let ring = self.ring.clone();
        marks(submission, self.connection(), &ring).await
    }

    /// Marks cells of a submission; what was marked before is closed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_cells(
        &mut self,
        submission: i64,
        cells: &[NewCellMark],
    ) -> Result<(), Problem> {
        self.close_cell_marks(submission).await?;
        for cell in cells {
            let row = cell_mark::ActiveModel {
                id: NotSet,
                submission_id: Set(submission),
                row_id: Set(cell.row),
                column_index: Set(i32::try_from(cell.column).map_err(|_| broken("标记"))?),
                state: Set(MarkState::Open.as_str().to_owned()),
                remark: Set(seal(&self.ring, submission, &cell.remark)),
                answer: Set(None),
                asked_by: Set(self.account_id()),
                asked_at: Set(self.at()),
                answered_by: Set(None),
                answered_at: Set(None),
            };
            cell_mark::Entity::insert(row)
                .exec_without_returning(self.connection())
                .await
                .map_err(problem)?;
        }
        Ok(())
    }

    /// Keeps what the community answers to a marked cell.
    ///
    /// # Errors
    /// `mark-missing` when the submission has no such mark that waits or was answered.
    pub async fn answer_cell_mark(
        &mut self,
        submission: i64,
        mark: i64,
        answer: &str,
    ) -> Result<(), Problem> {
        let sealed = seal(&self.ring, submission, answer);
        let updated = cell_mark::Entity::update_many()
            .col_expr(
                cell_mark::Column::State,
                Expr::value(MarkState::Answered.as_str()),
            )
            .col_expr(cell_mark::Column::Answer, Expr::value(sealed))
            .col_expr(
                cell_mark::Column::AnsweredBy,
                Expr::value(self.account_id()),
            )
            .col_expr(cell_mark::Column::AnsweredAt, Expr::value(self.at()))
            .filter(cell_mark::Column::Id.eq(mark))
            .filter(cell_mark::Column::SubmissionId.eq(submission))
            .filter(cell_mark::Column::State.ne(MarkState::Closed.as_str()))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("mark-missing", "标记"));
        }
        Ok(())
    }

    /// Closes the marks of a submission; they stay on record.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn close_cell_marks(&mut self, submission: i64) -> Result<(), Problem> {
        cell_mark::Entity::update_many()
            .col_expr(
                cell_mark::Column::State,
                Expr::value(MarkState::Closed.as_str()),
            )
            .filter(cell_mark::Column::SubmissionId.eq(submission))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

async fn marks(
    submission: i64,
    connection: &impl ConnectionTrait,
    ring: &KeyRing,
) -> Result<Vec<CellMark>, Problem> {
    let rows = cell_mark::Entity::find()
        .filter(cell_mark::Column::SubmissionId.eq(submission))
        .order_by_asc(cell_mark::Column::Id)
        .all(connection)
        .await
        .map_err(problem)?;
    rows.into_iter().map(|row| open(ring, row)).collect()
}

/// Where the words of a mark belong; they cannot be moved to another submission.
fn place(submission: i64) -> [u8; 9] {
    let mut place = *b"m........";
    place[1..].copy_from_slice(&submission.to_be_bytes());
    place
}

fn seal(ring: &KeyRing, submission: i64, text: &str) -> Vec<u8> {
    ring.seal_at(&place(submission), text.as_bytes())
}

fn open(ring: &KeyRing, row: cell_mark::Model) -> Result<CellMark, Problem> {
    let damaged = || broken("标记");
    let text = |sealed: &[u8]| -> Result<String, Problem> {
        let plain = ring.open_at(&place(row.submission_id), sealed)?;
        String::from_utf8(plain).map_err(|_| damaged())
    };
    Ok(CellMark {
        id: row.id,
        submission_id: row.submission_id,
        asked: NewCellMark {
            row: row.row_id,
            column: u32::try_from(row.column_index).map_err(|_| damaged())?,
            remark: text(&row.remark)?,
        },
        state: MarkState::parse(&row.state).ok_or_else(damaged)?,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        answer: row.answer.as_deref().map(text).transpose()?,
        answered_by: row.answered_by,
        answered_at: row.answered_at,
    })
}
