//! Repeated requests: which former request one repeats, and in which rhythm.

use catalog::problem::Problem;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::failure::problem;
use crate::table::form_repeat;
use crate::{Store, WriteTx};

/// What a request repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRepeat {
    /// The later request.
    pub request_id: i64,
    /// The request before it.
    pub former_id: i64,
    /// In which rhythm, as a stable word of the forms crate.
    pub rhythm: String,
}

impl Store {
    /// What a request repeats; `None` for a first one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn form_repeat(&self, request: i64) -> Result<Option<FormRepeat>, Problem> {
        let row = form_repeat::Entity::find_by_id(request)
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(row.map(FormRepeat::from))
    }

    /// The requests that repeat a former one, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn repeats_of(&self, former: i64) -> Result<Vec<FormRepeat>, Problem> {
        let rows = form_repeat::Entity::find()
            .filter(form_repeat::Column::FormerId.eq(former))
            .order_by_desc(form_repeat::Column::RequestId)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows.into_iter().map(FormRepeat::from).collect())
    }
}

impl WriteTx {
    /// Notes what a request repeats.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_form_repeat(&mut self, repeat: FormRepeat) -> Result<(), Problem> {
        let row = form_repeat::ActiveModel {
            request_id: Set(repeat.request_id),
            former_id: Set(repeat.former_id),
            rhythm: Set(repeat.rhythm),
        };
        form_repeat::Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map_err(problem)?;
        Ok(())
    }
}

impl From<form_repeat::Model> for FormRepeat {
    fn from(row: form_repeat::Model) -> Self {
        Self {
            request_id: row.request_id,
            former_id: row.former_id,
            rhythm: row.rhythm,
        }
    }
}
