//! Versions of tags that people govern. The tags that ship with Linli are version 0; they are
//! never copied here, so a newer program may bring better ones.

use catalog::grade::Grade;
use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use catalog::tag::TagKind;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};

use crate::failure::{broken, is_duplicate, moved_on, problem};
use crate::table::{tag_figure, tag_version};
use crate::{Store, Timestamp, WriteTx};

/// At which level a tag is agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TagLevel {
    /// 市级: the same in the whole city, known by its city code.
    City,
    /// 区级.
    District,
    /// 街道级: of one street.
    Street,
}

/// What a tag means: everything that a proposal says and a version keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagDefinition {
    /// Chinese name, unique among the tags in force.
    pub name: String,
    /// At which level it is agreed on.
    pub level: TagLevel,
    /// The area it is of.
    pub area: String,
    /// Of whom: person, dwelling or place.
    pub subject: String,
    /// Base or dynamic.
    pub kind: TagKind,
    /// Group on screen.
    pub group: String,
    /// The rule, as text.
    pub rule: String,
    /// What it means, in one Chinese sentence.
    pub definition: String,
    /// The department that answers for it.
    pub department: String,
    /// The document that lets it be kept.
    pub legal_basis: String,
    /// Grade.
    pub grade: Grade,
    /// Sensitive personal information by law, or of a minor.
    pub sensitive: bool,
    /// The code of the city's catalogue it corresponds to.
    pub city_code: Option<String>,
    /// The first day on which it holds.
    pub effective_from: EpochDay,
    /// The last day on which it holds unless it is confirmed anew.
    pub valid_until: Option<EpochDay>,
}

/// An approved version to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTagVersion {
    /// What the tag means from its day on.
    pub definition: TagDefinition,
    /// Whether the tag ends on that day.
    pub retired: bool,
    /// The proposal it comes of.
    pub proposal_id: i64,
    /// Who proposed it.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
}

/// An approved version of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagVersion {
    /// Counts the versions of a name from 1.
    pub version: i32,
    /// What the tag means from its day on.
    pub definition: TagDefinition,
    /// Whether the tag ends on that day.
    pub retired: bool,
    /// The proposal it comes of.
    pub proposal_id: Option<i64>,
    /// Who proposed it.
    pub made_by: Option<i64>,
    /// When.
    pub made_at: Timestamp,
    /// Who approved it.
    pub approved_by: Option<i64>,
    /// When.
    pub approved_at: Timestamp,
}

/// How many carried a tag on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFigure {
    /// Name of the tag.
    pub name: String,
    /// The area that was counted.
    pub area: String,
    /// The day.
    pub day: EpochDay,
    /// How many carry it.
    pub yes: i64,
    /// Of how many it cannot be told.
    pub unknown: i64,
}

impl Store {
    /// Every approved version of every tag, by name and version.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tag_versions(&self) -> Result<Vec<TagVersion>, Problem> {
        let rows = tag_version::Entity::find()
            .order_by_asc(tag_version::Column::Name)
            .order_by_asc(tag_version::Column::Version)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(TagVersion::try_from).collect()
    }

    /// The figures of a tag in an area, the oldest day first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tag_figures(&self, name: &str, area: &str) -> Result<Vec<TagFigure>, Problem> {
        let rows = tag_figure::Entity::find()
            .filter(tag_figure::Column::Name.eq(name))
            .filter(tag_figure::Column::Area.eq(area))
            .order_by_asc(tag_figure::Column::Day)
            .all(self.reader())
            .await
            .map_err(problem)?;
        Ok(rows
            .into_iter()
            .map(|row| TagFigure {
                name: row.name,
                area: row.area,
                day: row.day,
                yes: row.yes,
                unknown: row.unknown,
            })
            .collect())
    }

    /// Whether any figure of a day is kept.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn has_tag_figures(&self, day: EpochDay) -> Result<bool, Problem> {
        let row: Option<i64> = tag_figure::Entity::find()
            .select_only()
            .column(tag_figure::Column::Id)
            .filter(tag_figure::Column::Day.eq(day))
            .limit(1)
            .into_tuple()
            .one(self.reader())
            .await
            .map_err(problem)?;
        Ok(row.is_some())
    }
}

impl WriteTx {
    /// Keeps an approved version and returns its number.
    ///
    /// # Errors
    /// `version-conflict` when another version of the tag was approved at the same moment.
    pub async fn add_tag_version(&mut self, new: NewTagVersion) -> Result<i32, Problem> {
        let last: Option<i32> = tag_version::Entity::find()
            .select_only()
            .column(tag_version::Column::Version)
            .filter(tag_version::Column::Name.eq(&new.definition.name))
            .order_by_desc(tag_version::Column::Version)
            .limit(1)
            .into_tuple()
            .one(self.connection())
            .await
            .map_err(problem)?;
        let version = last.unwrap_or(0) + 1;
        let row = tag_version::ActiveModel {
            id: NotSet,
            name: Set(new.definition.name.clone()),
            version: Set(version),
            retired: Set(new.retired),
            effective_from: Set(new.definition.effective_from),
            definition: Set(definition_text(&new.definition)),
            proposal_id: Set(Some(new.proposal_id)),
            made_by: Set(new.made_by),
            made_at: Set(new.made_at),
            approved_by: Set(self.account_id()),
            approved_at: Set(self.at()),
        };
        tag_version::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return moved_on("标签");
                }
                problem(err)
            })?;
        self.changed("tag", &new.definition.name, None);
        Ok(version)
    }

    /// Keeps the figures of a day; those that are kept already stay as they are.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn put_tag_figures(&mut self, figures: Vec<TagFigure>) -> Result<(), Problem> {
        for some in figures.chunks(500) {
            let rows = some.iter().map(|figure| tag_figure::ActiveModel {
                id: NotSet,
                name: Set(figure.name.clone()),
                area: Set(figure.area.clone()),
                day: Set(figure.day),
                yes: Set(figure.yes),
                unknown: Set(figure.unknown),
            });
            tag_figure::Entity::insert_many(rows)
                .on_conflict(
                    OnConflict::columns([
                        tag_figure::Column::Name,
                        tag_figure::Column::Area,
                        tag_figure::Column::Day,
                    ])
                    .do_nothing()
                    .to_owned(),
                )
                .exec_without_returning(self.connection())
                .await
                .map_err(problem)?;
        }
        Ok(())
    }
}

/// A definition as stored.
pub(crate) fn definition_text(definition: &TagDefinition) -> String {
    serde_json::to_string(definition).expect("a definition is plain texts and numbers")
}

/// A stored definition.
pub(crate) fn definition_of(text: &str) -> Result<TagDefinition, Problem> {
    serde_json::from_str(text).map_err(|_| broken("标签"))
}

impl TryFrom<tag_version::Model> for TagVersion {
    type Error = Problem;

    fn try_from(row: tag_version::Model) -> Result<Self, Problem> {
        Ok(Self {
            version: row.version,
            definition: definition_of(&row.definition)?,
            retired: row.retired,
            proposal_id: row.proposal_id,
            made_by: row.made_by,
            made_at: row.made_at,
            approved_by: row.approved_by,
            approved_at: row.approved_at,
        })
    }
}
