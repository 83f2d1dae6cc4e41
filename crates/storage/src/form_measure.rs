//! What a submission cost its community: counted from its cells when it was handed in. Of the
//! community as a whole, never of who filled it in.

use catalog::problem::Problem;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::failure::problem;
use crate::table::form_measure;
use crate::{Store, Timestamp, WriteTx};

/// Counts of one submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormMeasure {
    /// The submission.
    pub submission_id: i64,
    /// Its request.
    pub request_id: i64,
    /// Code of the community that answered.
    pub community: String,
    /// The department that asked.
    pub department: Option<String>,
    /// Rows that count.
    pub rows: i32,
    /// Columns that ask people for something.
    pub items: i32,
    /// Cells that were taken as they were filled in.
    pub prefilled: i32,
    /// Cells that were filled in and changed.
    pub corrected: i32,
    /// Cells that the community typed.
    pub typed: i32,
    /// Cells that stayed empty.
    pub empty: i32,
    /// Items that the community had been asked in another form within a year.
    pub repeated: i32,
    /// When it was counted.
    pub measured_at: Timestamp,
}

impl Store {
    /// The counts of the submissions of some requests.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn form_measures(&self, requests: &[i64]) -> Result<Vec<FormMeasure>, Problem> {
        let mut measures = Vec::new();
        // Well below the bind limits of both databases.
        for some in requests.chunks(1000) {
            let rows = form_measure::Entity::find()
                .filter(form_measure::Column::RequestId.is_in(some.iter().copied()))
                .all(self.reader())
                .await
                .map_err(problem)?;
            measures.extend(rows.into_iter().map(FormMeasure::from));
        }
        Ok(measures)
    }
}

impl WriteTx {
    /// Keeps the counts of a submission, in the place of those from when it was handed in before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_form_measure(&mut self, measure: FormMeasure) -> Result<(), Problem> {
        form_measure::Entity::delete_by_id(measure.submission_id)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        let row = form_measure::ActiveModel {
            submission_id: Set(measure.submission_id),
            request_id: Set(measure.request_id),
            community: Set(measure.community),
            department: Set(measure.department),
            rows: Set(measure.rows),
            items: Set(measure.items),
            prefilled: Set(measure.prefilled),
            corrected: Set(measure.corrected),
            typed: Set(measure.typed),
            empty: Set(measure.empty),
            repeated: Set(measure.repeated),
            measured_at: Set(self.at()),
        };
        form_measure::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map_err(problem)?;
        Ok(())
    }
}

impl From<form_measure::Model> for FormMeasure {
    fn from(row: form_measure::Model) -> Self {
        Self {
            submission_id: row.submission_id,
            request_id: row.request_id,
            community: row.community,
            department: row.department,
            rows: row.rows,
            items: row.items,
            prefilled: row.prefilled,
            corrected: row.corrected,
            typed: row.typed,
            empty: row.empty,
            repeated: row.repeated,
            measured_at: row.measured_at,
        }
    }
}
