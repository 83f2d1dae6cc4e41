//! Submissions (填报): what one community answers to a request.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::failure::{broken, is_duplicate, missing, moved_on, problem};
use crate::table::{submission, submission_event};
use crate::{Store, SubmissionState, Timestamp, WriteTx};

/// A submission to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// The request it answers.
    pub request_id: i64,
    /// Code of the community that answers.
    pub community: String,
    /// Code of its street.
    pub street: String,
    /// Where it begins.
    pub state: SubmissionState,
    /// Its figures after prefilling.
    pub figures: SubmissionFigures,
}

/// Figures of a submission, kept beside it so that lists need not open its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubmissionFigures {
    /// Rows that count (not excluded).
    pub rows: i32,
    /// Cells that have a value.
    pub filled: i32,
    /// Cells that somebody corrected.
    pub corrected: i32,
}

/// A submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Stable id.
    pub id: i64,
    /// The request it answers.
    pub request_id: i64,
    /// Code of the community that answers.
    pub community: String,
    /// Code of its street.
    pub street: String,
    /// Where it stands.
    pub state: SubmissionState,
    /// The last remark, such as why it was returned.
    pub remark: Option<String>,
    /// Counts the steps; a step names the version it was decided on.
    pub version: i64,
    /// Its figures.
    pub figures: SubmissionFigures,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Who changed it last.
    pub updated_by: Option<i64>,
    /// The account of the community that was asked to fill it.
    pub assigned_to: Option<i64>,
    /// Who handed it up last.
    pub submitted_by: Option<i64>,
}

/// Which submissions are wanted; empty takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmissionFilter {
    /// Only of this request.
    pub request: Option<i64>,
    /// Only of this community.
    pub community: Option<String>,
    /// Only of communities of this street.
    pub street: Option<String>,
    /// Only in this state.
    pub state: Option<SubmissionState>,
    /// Only what its street has forwarded.
    pub reached: bool,
}

/// One step of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionStep {
    /// The version the step was decided on.
    pub expected_version: i64,
    /// Where it goes.
    pub state: SubmissionState,
    /// What was done, as a stable word (`submit`, `accept`, `return`, `reopen` …).
    pub act: &'static str,
    /// Why, where somebody says so.
    pub remark: Option<String>,
}

/// What happened to a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionEvent {
    /// Counts up.
    pub id: i64,
    /// The submission.
    pub submission_id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account_id: Option<i64>,
    /// What, as a stable word.
    pub act: String,
    /// Why.
    pub remark: Option<String>,
}

impl Store {
    /// A submission.
    ///
    /// # Errors
    /// `submission-missing` when there is none of this id.
    pub async fn submission(&self, id: i64) -> Result<Submission, Problem> {
        let row = submission::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(missing_submission)
            .and_then(Submission::try_from)
    }

    /// Submissions in order of request, the newest first, and community.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn submissions(&self, filter: &SubmissionFilter) -> Result<Vec<Submission>, Problem> {
        let mut rows = submission::Entity::find();
        if let Some(request) = filter.request {
            rows = rows.filter(submission::Column::RequestId.eq(request));
        }
        if let Some(community) = &filter.community {
            rows = rows.filter(submission::Column::Community.eq(community));
        }
        if let Some(street) = &filter.street {
            rows = rows.filter(submission::Column::Street.eq(street));
        }
        if let Some(state) = filter.state {
            rows = rows.filter(submission::Column::State.eq(state.as_str()));
        }
        if filter.reached {
            rows = rows.filter(submission::Column::State.ne(SubmissionState::Waiting.as_str()));
        }
        let rows = rows
            .order_by_desc(submission::Column::RequestId)
            .order_by_asc(submission::Column::Community)
            .all(self.reader())
            .await;
        rows.map_err(problem)?
            .into_iter()
            .map(Submission::try_from)
            .collect()
    }

    /// What happened to the submissions of a request, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn request_events(&self, request: i64) -> Result<Vec<SubmissionEvent>, Problem> {
        let of_request = submission::Entity::find()
            .select_only()
            .column(submission::Column::Id)
            .filter(submission::Column::RequestId.eq(request));
        let rows = submission_event::Entity::find()
            .filter(
                submission_event::Column::SubmissionId
                    .in_subquery(sea_orm::QueryTrait::into_query(of_request)),
            )
            .order_by_asc(submission_event::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(SubmissionEvent::from).collect())
    }
}

impl WriteTx {
    /// Makes a submission and returns its id.
    ///
    /// # Errors
    /// `submission-exists` when the community was asked already.
    pub async fn create_submission(&mut self, new: NewSubmission) -> Result<i64, Problem> {
        let community = new.community.clone();
        let row = submission::ActiveModel {
            id: NotSet,
            request_id: Set(new.request_id),
            community: Set(new.community),
            street: Set(new.street),
            state: Set(new.state.as_str().to_owned()),
            remark: Set(None),
            version: Set(1),
            rows: Set(new.figures.rows),
            filled: Set(new.figures.filled),
            corrected: Set(new.figures.corrected),
            updated_at: Set(self.at()),
            updated_by: Set(self.account_id()),
            assigned_to: Set(None),
            submitted_by: Set(None),
        };
        let inserted = submission::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "submission-exists",
                        "这个社区已在这次任务里，不用重复下发。",
                    );
                }
                problem(err)
            })?;
        self.changed("submission", inserted.last_insert_id, Some(community));
        Ok(inserted.last_insert_id)
    }

    /// A submission as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `submission-missing` when there is none of this id.
    pub async fn hold_submission(&mut self, id: i64) -> Result<Submission, Problem> {
        let row = submission::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        row.ok_or_else(missing_submission)
            .and_then(Submission::try_from)
    }

    /// Takes a step, notes it as an event, and returns the new version. Without a remark the last
    /// one is cleared.
    ///
    /// # Errors
    /// `submission-missing`; `version-conflict` when somebody took a step meanwhile.
    pub async fn set_submission_state(
        &mut self,
        id: i64,
        step: SubmissionStep,
    ) -> Result<i64, Problem> {
        let held = self.hold_submission(id).await?;
        if held.version != step.expected_version {
            return Err(moved_on("填报"));
        }
        let version = held.version + 1;
        let by_hand = if step.act == "submit" {
            self.account_id()
        } else {
            held.submitted_by
        };
        submission::Entity::update_many()
            .col_expr(submission::Column::SubmittedBy, Expr::value(by_hand))
            .col_expr(submission::Column::State, Expr::value(step.state.as_str()))
            .col_expr(submission::Column::Remark, Expr::value(step.remark.clone()))
            .col_expr(submission::Column::Version, Expr::value(version))
            .col_expr(submission::Column::UpdatedAt, Expr::value(self.at()))
            .col_expr(
                submission::Column::UpdatedBy,
                Expr::value(self.account_id()),
            )
            .filter(submission::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.note_submission_event(id, step.act, step.remark)
            .await?;
        self.changed("submission", id, Some(held.community));
        Ok(version)
    }

    /// Names the account that fills a submission, or nobody in particular, and notes it.
    ///
    /// # Errors
    /// `submission-missing` when there is none of this id.
    pub async fn assign_submission(
        &mut self,
        id: i64,
        account: Option<i64>,
        remark: &str,
    ) -> Result<(), Problem> {
        let updated = submission::Entity::update_many()
            .col_expr(submission::Column::AssignedTo, Expr::value(account))
            .col_expr(submission::Column::UpdatedAt, Expr::value(self.at()))
            .filter(submission::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing_submission());
        }
        self.note_submission_event(id, "assign", Some(remark.to_owned()))
            .await
    }

    /// Notes what happened to a submission without its state changing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_submission_event(
        &mut self,
        submission: i64,
        act: &str,
        remark: Option<String>,
    ) -> Result<(), Problem> {
        let event = submission_event::ActiveModel {
            id: NotSet,
            submission_id: Set(submission),
            at: Set(self.at()),
            account_id: Set(self.account_id()),
            act: Set(act.to_owned()),
            remark: Set(remark),
        };
        submission_event::Entity::insert(event)
            .exec_without_returning(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }

    /// Adds to the figures of a submission after cells changed; the parts may be negative.
    ///
    /// # Errors
    /// `submission-missing` when there is none of this id.
    pub async fn add_submission_figures(
        &mut self,
        id: i64,
        by: SubmissionFigures,
    ) -> Result<(), Problem> {
        let plus = |column: submission::Column, by: i32| Expr::col(column).add(by);
        let updated = submission::Entity::update_many()
            .col_expr(
                submission::Column::Rows,
                plus(submission::Column::Rows, by.rows),
            )
            .col_expr(
                submission::Column::Filled,
                plus(submission::Column::Filled, by.filled),
            )
            .col_expr(
                submission::Column::Corrected,
                plus(submission::Column::Corrected, by.corrected),
            )
            .col_expr(submission::Column::UpdatedAt, Expr::value(self.at()))
            .col_expr(
                submission::Column::UpdatedBy,
                Expr::value(self.account_id()),
            )
            .filter(submission::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            Err(missing_submission())
        } else {
            Ok(())
        }
    }
}

fn missing_submission() -> Problem {
    missing("submission-missing", "填报")
}

impl TryFrom<submission::Model> for Submission {
    type Error = Problem;

    fn try_from(row: submission::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            request_id: row.request_id,
            community: row.community,
            street: row.street,
            state: SubmissionState::parse(&row.state).ok_or_else(|| broken("填报状态"))?,
            remark: row.remark,
            version: row.version,
            figures: SubmissionFigures {
                rows: row.rows,
                filled: row.filled,
                corrected: row.corrected,
            },
            updated_at: row.updated_at,
            updated_by: row.updated_by,
            assigned_to: row.assigned_to,
            submitted_by: row.submitted_by,
        })
    }
}

impl From<submission_event::Model> for SubmissionEvent {
    fn from(row: submission_event::Model) -> Self {
        Self {
            id: row.id,
            submission_id: row.submission_id,
            at: row.at,
            account_id: row.account_id,
            act: row.act,
            remark: row.remark,
        }
    }
}
