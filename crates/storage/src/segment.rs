//! Segments (人群): rules over people that somebody saved under a name, and shares.

use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::failure::{broken, missing, moved_on, problem};
use crate::table::segment;
use crate::{Store, Timestamp, WriteTx};

/// A segment to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSegment {
    /// Name on screen.
    pub name: String,
    /// What it is for.
    pub note: String,
    /// The rule, as text.
    pub rule: String,
    /// The area it is of.
    pub area: String,
    /// The department it is of.
    pub department: Option<String>,
    /// Whether everybody who works in the area may use it.
    pub shared_area: bool,
    /// Departments that may use it.
    pub shared_departments: Vec<String>,
    /// The day it was made.
    pub made_on: EpochDay,
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Stable id.
    pub id: i64,
    /// What is kept of it.
    pub body: NewSegment,
    /// Who keeps it.
    pub owner: Option<i64>,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
}

impl Store {
    /// Segments that are kept, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn segments(&self) -> Result<Vec<Segment>, Problem> {
        let rows = segment::Entity::find()
            .filter(segment::Column::Removed.eq(false))
            .order_by_desc(segment::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(Segment::try_from).collect()
    }

    /// A segment that is kept.
    ///
    /// # Errors
    /// `segment-missing` when there is none of this id.
    pub async fn segment(&self, id: i64) -> Result<Segment, Problem> {
        let row = segment::Entity::find_by_id(id)
            .filter(segment::Column::Removed.eq(false))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("segment-missing", "人群"))?
            .try_into()
    }
}

impl WriteTx {
    /// Keeps a segment and returns its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_segment(&mut self, new: NewSegment) -> Result<i64, Problem> {
        let row = segment::ActiveModel {
            id: NotSet,
            name: Set(new.name),
            note: Set(new.note),
            rule: Set(new.rule),
            area: Set(new.area),
            department: Set(new.department),
            shared_area: Set(new.shared_area),
            shared_departments: Set(departments_text(&new.shared_departments)),
            owner: Set(self.account_id()),
            made_on: Set(new.made_on),
            changed_at: Set(self.at()),
            version: Set(1),
            removed: Set(false),
        };
        let inserted = segment::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(problem)?;
        self.created("segment", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Changes a segment: its words, its rule and with whom it is shared.
    ///
    /// # Errors
    /// `version-conflict` when it is not of that version any more.
    pub async fn change_segment(
        &mut self,
        id: i64,
        version: i64,
        new: &NewSegment,
    ) -> Result<(), Problem> {
        let update = segment::Entity::update_many()
            .col_expr(segment::Column::Name, Expr::value(&new.name))
            .col_expr(segment::Column::Note, Expr::value(&new.note))
            .col_expr(segment::Column::Rule, Expr::value(&new.rule))
            .col_expr(segment::Column::SharedArea, Expr::value(new.shared_area))
            .col_expr(
                segment::Column::SharedDepartments,
                Expr::value(departments_text(&new.shared_departments)),
            );
        self.update_segment(id, version, update).await
    }

    /// Takes a segment out of use. Requests that were sent for it keep their rule.
    ///
    /// # Errors
    /// `version-conflict` when it is not of that version any more.
    pub async fn remove_segment(&mut self, id: i64, version: i64) -> Result<(), Problem> {
        let update =
            segment::Entity::update_many().col_expr(segment::Column::Removed, Expr::value(true));
        self.update_segment(id, version, update).await
    }

    async fn update_segment(
        &mut self,
        id: i64,
        version: i64,
        update: sea_orm::UpdateMany<segment::Entity>,
    ) -> Result<(), Problem> {
        let updated = update
            .col_expr(segment::Column::ChangedAt, Expr::value(self.at()))
            .col_expr(segment::Column::Version, Expr::value(version + 1))
            .filter(segment::Column::Id.eq(id))
            .filter(segment::Column::Version.eq(version))
            .filter(segment::Column::Removed.eq(false))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(moved_on("人群"));
        }
        self.changed("segment", id, None);
        Ok(())
    }
}

fn departments_text(departments: &[String]) -> String {
    serde_json::to_string(departments).expect("names are plain texts")
}

impl TryFrom<segment::Model> for Segment {
    type Error = Problem;

    fn try_from(row: segment::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            body: NewSegment {
                name: row.name,
                note: row.note,
                rule: row.rule,
                area: row.area,
                department: row.department,
                shared_area: row.shared_area,
                shared_departments: serde_json::from_str(&row.shared_departments)
                    .map_err(|_| broken("人群"))?,
                made_on: row.made_on,
            },
            owner: row.owner,
            changed_at: row.changed_at,
            version: row.version,
        })
    }
}
