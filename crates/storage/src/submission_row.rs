//! Rows of a submission: one listed person, dwelling or place each, with its cells sealed.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
    sea_query::Expr,
};

use crate::KeyRing;
use crate::bulk::{Bulk, in_parallel, insert_made};
use crate::failure::{broken, missing, moved_on, problem};
use crate::paging::page_of;
use crate::table::submission_row;
use crate::{Paging, Store, Timestamp, WriteTx};

/// A row to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmissionRow {
    /// Place in the list, from 0.
    pub position: i32,
    /// The entity it is about; `None` for somebody the registry does not know.
    pub entity_id: Option<i64>,
    /// Its cells, as the service writes them; sealed before they are kept.
    pub cells: Vec<u8>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Stable id.
    pub id: i64,
    /// The submission it stands in.
    pub submission_id: i64,
    /// Place in the list, from 0.
    pub position: i32,
    /// The entity it is about.
    pub entity_id: Option<i64>,
    /// Whether it is left out of the answer.
    pub excluded: bool,
    /// Why it is left out.
    pub exclude_reason: Option<String>,
    /// Its cells.
    pub cells: Vec<u8>,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
    /// Who changed it last; nobody since it was listed when `None`.
    pub changed_by: Option<i64>,
    /// When that was.
    pub changed_at: Option<Timestamp>,
}

/// New cells of a row that is held as it was read in the same write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// The row as it was read.
    pub held: SubmissionRow,
    /// Its cells from now on; sealed before they are kept.
    pub cells: Vec<u8>,
}

static ROWS: Bulk<6> = Bulk {
    table: "submission_row",
    columns: [
        "submission_id",
        "position",
        "entity_id",
        "excluded",
        "cells",
        "version",
    ],
    then: "",
};

/// Rows are known, so every insert meets a conflict and becomes a change: one statement for hundreds.
static CHANGES: Bulk<9> = Bulk {
    table: "submission_row",
    columns: [
        "id",
        "submission_id",
        "position",
        "entity_id",
        "excluded",
        "cells",
        "version",
        "changed_by",
        "changed_at",
    ],
    then: "ON CONFLICT (\"id\") DO UPDATE SET \"cells\" = \"excluded\".\"cells\", \
        \"version\" = \"excluded\".\"version\", \"changed_by\" = \"excluded\".\"changed_by\", \
        \"changed_at\" = \"excluded\".\"changed_at\"",
};

impl Store {
    /// One page of a submission's rows in list order, with the number of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn submission_rows(
        &self,
        submission: i64,
        paging: Paging,
    ) -> Result<(u64, Vec<SubmissionRow>), Problem> {
        let rows = submission_row::Entity::find()
            .filter(submission_row::Column::SubmissionId.eq(submission));
        let rows = rows
            .order_by_asc(submission_row::Column::Position)
            .order_by_asc(submission_row::Column::Id);
        let (total, rows) = page_of(rows, paging, self.reader()).await?;
        let ring = self.ring().clone();
        Ok((total, in_parallel(rows, move |row| open(&ring, row)).await?))
    }

    /// A row.
    ///
    /// # Errors
    /// `row-missing` when there is none of this id.
    pub async fn submission_row(&self, id: i64) -> Result<SubmissionRow, Problem> {
        let row = submission_row::Entity::find_by_id(id)
            .one(self.reader())
            .await;
        open(self.ring(), row.map_err(problem)?.ok_or_else(missing_row)?)
    }
}

impl WriteTx {
    /// Lists rows in a submission.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn insert_submission_rows(
        &mut self,
        submission: i64,
        rows: Vec<NewSubmissionRow>,
    ) -> Result<(), Problem> {
        let ring = self.ring.clone();
        insert_made(
            self.connection(),
            &ROWS,
            rows,
            move |row: NewSubmissionRow| -> [Value; 6] {
                let cells = seal(&ring, submission, &row.cells);
                [
                    submission.into(),
                    row.position.into(),
                    row.entity_id.into(),
                    false.into(),
                    cells.into(),
                    1_i64.into(),
                ]
            },
        )
        .await
    }

    /// Lists one more row behind the others and returns it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_submission_row(
        &mut self,
        submission: i64,
        entity_id: Option<i64>,
        cells: Vec<u8>,
    ) -> Result<SubmissionRow, Problem> {
        let last = submission_row::Entity::find()
            .filter(submission_row::Column::SubmissionId.eq(submission))
            .order_by_desc(submission_row::Column::Position)
            .one(self.connection())
            .await
            .map_err(problem)?;
        let position = last.map_or(0, |row| row.position + 1);
        let row = submission_row::ActiveModel {
            id: NotSet,
            submission_id: Set(submission),
            position: Set(position),
            entity_id: Set(entity_id),
            excluded: Set(false),
            exclude_reason: Set(None),
            cells: Set(seal(&self.ring, submission, &cells)),
            version: Set(1),
            changed_by: Set(self.account_id()),
            changed_at: Set(Some(self.at())),
        };
        let inserted = submission_row::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        Ok(SubmissionRow {
            id: inserted.last_insert_id,
            submission_id: submission,
            position,
            entity_id,
            excluded: false,
            exclude_reason: None,
            cells,
            version: 1,
            changed_by: self.account_id(),
            changed_at: Some(self.at()),
        })
    }

    /// Every row of a submission as this write sees it, in list order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn submission_rows(
        &mut self,
        submission: i64,
    ) -> Result<Vec<SubmissionRow>, Problem> {
        let rows = submission_row::Entity::find()
            .filter(submission_row::Column::SubmissionId.eq(submission))
            .order_by_asc(submission_row::Column::Position)
            .order_by_asc(submission_row::Column::Id)
            .all(self.connection())
            .await
            .map_err(problem)?;
        let ring = self.ring.clone();
        in_parallel(rows, move |row| open(&ring, row)).await
    }

    /// A row as this write sees it; nobody else can change it until this write ends.
    ///
    /// # Errors
    /// `row-missing` when there is none of this id.
    pub async fn hold_submission_row(&mut self, id: i64) -> Result<SubmissionRow, Problem> {
        let row = submission_row::Entity::find_by_id(id)
            .lock_exclusive()
            .one(self.connection())
            .await
            .map_err(problem)?;
        open(&self.ring, row.ok_or_else(missing_row)?)
    }

    /// Replaces the cells of a row and returns its new version.
    ///
    /// # Errors
    /// `row-missing`; `version-conflict` when somebody changed the row meanwhile.
    pub async fn update_row_cells(
        &mut self,
        id: i64,
        expected_version: i64,
        cells: &[u8],
    ) -> Result<i64, Problem> {
        let held = self.hold_submission_row(id).await?;
        let cells = seal(&self.ring, held.submission_id, cells);
        self.update_row(
            id,
            expected_version,
            [(submission_row::Column::Cells, Expr::value(cells))],
        )
        .await
    }

    /// Replaces the cells of many rows of a submission at once. The caller holds the submission and
    /// has read the rows in this write, so their versions are still the newest.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn change_rows(&mut self, rows: Vec<ChangedRow>) -> Result<(), Problem> {
        let ring = self.ring.clone();
        let (by, at) = (self.account_id(), self.at());
        insert_made(
            self.connection(),
            &CHANGES,
            rows,
            move |row: ChangedRow| -> [Value; 9] {
                let cells = seal(&ring, row.held.submission_id, &row.cells);
                [
                    row.held.id.into(),
                    row.held.submission_id.into(),
                    row.held.position.into(),
                    row.held.entity_id.into(),
                    row.held.excluded.into(),
                    cells.into(),
                    (row.held.version + 1).into(),
                    by.into(),
                    at.into(),
                ]
            },
        )
        .await
    }

    /// Names the entity a row is about, once the registry knows it, and returns its new version.
    ///
    /// # Errors
    /// `row-missing`; `version-conflict` when somebody changed the row meanwhile.
    pub async fn set_row_entity(
        &mut self,
        id: i64,
        expected_version: i64,
        entity: i64,
    ) -> Result<i64, Problem> {
        let entity = (submission_row::Column::EntityId, Expr::value(entity));
        self.update_row(id, expected_version, [entity]).await
    }

    /// Leaves a row out of the answer for a reason, or takes it back in (`None`), and returns its
    /// new version.
    ///
    /// # Errors
    /// `row-missing`; `version-conflict` when somebody changed the row meanwhile.
    pub async fn exclude_row(
        &mut self,
        id: i64,
        expected_version: i64,
        reason: Option<&str>,
    ) -> Result<i64, Problem> {
        let held = self.hold_submission_row(id).await?;
        let sealed = reason.map(|reason| seal(&self.ring, held.submission_id, reason.as_bytes()));
        let values = [
            (
                submission_row::Column::Excluded,
                Expr::value(reason.is_some()),
            ),
            (submission_row::Column::ExcludeReason, Expr::value(sealed)),
        ];
        self.update_row(id, expected_version, values).await
    }

    async fn update_row<const N: usize>(
        &mut self,
        id: i64,
        expected_version: i64,
        values: [(submission_row::Column, Expr); N],
    ) -> Result<i64, Problem> {
        let version = expected_version + 1;
        let mut update = submission_row::Entity::update_many()
            .col_expr(submission_row::Column::Version, Expr::value(version))
            .col_expr(
                submission_row::Column::ChangedBy,
                Expr::value(self.account_id()),
            )
            .col_expr(submission_row::Column::ChangedAt, Expr::value(self.at()))
            .filter(submission_row::Column::Id.eq(id))
            .filter(submission_row::Column::Version.eq(expected_version));
        for (column, value) in values {
            update = update.col_expr(column, value);
        }
        let updated = update.exec(self.connection()).await.map_err(problem)?;
        if updated.rows_affected == 1 {
            return Ok(version);
        }
        let held = submission_row::Entity::find_by_id(id)
            .one(self.connection())
            .await;
        Err(if held.map_err(problem)?.is_some() {
            moved_on("单元格")
        } else {
            missing_row()
        })
    }
}

fn missing_row() -> Problem {
    missing("row-missing", "行")
}

/// Where a row's cells belong; sealed to the submission, since the row's own id is not known
/// before it is inserted.
fn place(submission: i64) -> [u8; 9] {
    let mut place = *b"s........";
    place[1..].copy_from_slice(&submission.to_be_bytes());
    place
}

fn seal(ring: &KeyRing, submission: i64, plain: &[u8]) -> Vec<u8> {
    ring.seal_at(&place(submission), plain)
}

fn open(ring: &KeyRing, row: submission_row::Model) -> Result<SubmissionRow, Problem> {
    let place = place(row.submission_id);
    let reason = row
        .exclude_reason
        .map(|sealed| ring.open_at(&place, &sealed))
        .transpose()?;
    let reason = reason
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| broken("填报"))?;
    Ok(SubmissionRow {
        id: row.id,
        submission_id: row.submission_id,
        position: row.position,
        entity_id: row.entity_id,
        excluded: row.excluded,
        exclude_reason: reason,
        cells: ring.open_at(&place, &row.cells)?,
        version: row.version,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
    })
}
