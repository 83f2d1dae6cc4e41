//! Templates (表样): a department's workbook as read, kept with its original file.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::Value;

use crate::failure::{broken, missing, problem};
use crate::table::template;
use crate::{Store, Timestamp, WriteTx};

/// A template to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTemplate {
    /// Title on screen.
    pub title: String,
    /// The department it is of.
    pub department: Option<String>,
    /// Name of the file as handed over.
    pub file_name: String,
    /// Key of the file in the object store.
    pub object: String,
    /// How it was read: sheet, header, columns and their elements.
    pub reading: Value,
}

/// A template.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Stable id.
    pub id: i64,
    /// Title on screen.
    pub title: String,
    /// The department it is of.
    pub department: Option<String>,
    /// Name of the file as handed over.
    pub file_name: String,
    /// Key of the file in the object store.
    pub object: String,
    /// How it was read.
    pub reading: Value,
    /// Who handed it over.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
    /// Whether it is out of use.
    pub archived: bool,
}

impl Store {
    /// A template.
    ///
    /// # Errors
    /// `template-missing` when there is none of this id.
    pub async fn template(&self, id: i64) -> Result<Template, Problem> {
        let row = template::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("template-missing", "表样"))
            .and_then(Template::try_from)
    }

    /// Templates in use, the newest first; of one department or of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn templates(&self, department: Option<&str>) -> Result<Vec<Template>, Problem> {
        let mut rows = template::Entity::find().filter(template::Column::Archived.eq(false));
        if let Some(department) = department {
            rows = rows.filter(template::Column::Department.eq(department));
        }
        let rows = rows
            .order_by_desc(template::Column::Id)
            .all(self.reader())
            .await;
        rows.map_err(problem)?
            .into_iter()
            .map(Template::try_from)
            .collect()
    }
}

impl WriteTx {
    /// Keeps a template and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_template(&mut self, new: NewTemplate) -> Result<i64, Problem> {
        let row = template::ActiveModel {
            id: NotSet,
            title: Set(new.title),
            department: Set(new.department),
            file_name: Set(new.file_name),
            object: Set(new.object),
            reading: Set(new.reading.to_string()),
            created_by: Set(self.account_id()),
            created_at: Set(self.at()),
            archived: Set(false),
        };
        let inserted = template::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("template", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Replaces how a template was read, after somebody confirmed its columns.
    ///
    /// # Errors
    /// `template-missing` when there is none of this id.
    pub async fn set_template_reading(&mut self, id: i64, reading: &Value) -> Result<(), Problem> {
        self.update_template(
            id,
            template::Column::Reading,
            Expr::value(reading.to_string()),
        )
        .await
    }

    /// Takes a template out of use; requests made from it stay.
    ///
    /// # Errors
    /// `template-missing` when there is none of this id.
    pub async fn archive_template(&mut self, id: i64) -> Result<(), Problem> {
        self.update_template(id, template::Column::Archived, Expr::value(true))
            .await
    }

    async fn update_template(
        &mut self,
        id: i64,
        column: template::Column,
        value: Expr,
    ) -> Result<(), Problem> {
        let updated = template::Entity::update_many()
            .col_expr(column, value)
            .filter(template::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("template-missing", "表样"));
        }
        self.changed("template", id, None);
        Ok(())
    }
}

impl TryFrom<template::Model> for Template {
    type Error = Problem;

    fn try_from(row: template::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            title: row.title,
            department: row.department,
            file_name: row.file_name,
            object: row.object,
            reading: serde_json::from_str(&row.reading).map_err(|_| broken("表样"))?,
            created_by: row.created_by,
            created_at: row.created_at,
            archived: row.archived,
        })
    }
}
