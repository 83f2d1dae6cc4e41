//! Registrations of templates (报表登记): under which code a form may be sent down, on which legal
//! basis, how often, and until when.

use catalog::problem::Problem;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, sea_query::OnConflict};

use crate::failure::{broken, is_duplicate, problem};
use crate::table::form_registration;
use crate::{Store, Timestamp, WriteTx};

/// How often a form comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// 一次性.
    Once,
    /// 年报.
    Yearly,
    /// 半年报.
    HalfYearly,
    /// 季报.
    Quarterly,
    /// 月报.
    Monthly,
    /// 周报.
    Weekly,
    /// 日报.
    Daily,
}

impl Rhythm {
    const ALL: [Self; 7] = [
        Self::Once,
        Self::Yearly,
        Self::HalfYearly,
        Self::Quarterly,
        Self::Monthly,
        Self::Weekly,
        Self::Daily,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Yearly => "yearly",
            Self::HalfYearly => "half-yearly",
            Self::Quarterly => "quarterly",
            Self::Monthly => "monthly",
            Self::Weekly => "weekly",
            Self::Daily => "daily",
        }
    }

    /// The rhythm of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.as_str() == name)
    }

    /// Times a year; a daily form comes on working days.
    #[must_use]
    pub const fn times_a_year(self) -> u32 {
        match self {
            Self::Once | Self::Yearly => 1,
            Self::HalfYearly => 2,
            Self::Quarterly => 4,
            Self::Monthly => 12,
            Self::Weekly => 52,
            Self::Daily => 250,
        }
    }
}

/// A registration to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFormRegistration {
    /// The template.
    pub template_id: i64,
    /// 登记编码, of one template only.
    pub code: String,
    /// The document that the form rests on.
    pub basis: String,
    /// How often it comes.
    pub rhythm: Rhythm,
    /// The last day on which it may be sent down, as an epoch day; open when absent.
    pub expires_on: Option<i32>,
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRegistration {
    /// What was registered.
    pub body: NewFormRegistration,
    /// Who registered it.
    pub registered_by: Option<i64>,
    /// When.
    pub registered_at: Timestamp,
}

impl Store {
    /// Every registration, by code.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn form_registrations(&self) -> Result<Vec<FormRegistration>, Problem> {
        form_registration::Entity::find()
            .order_by_asc(form_registration::Column::Code)
            .all(self.reader())
            .await
            .map_err(problem)?
            .into_iter()
            .map(open)
            .collect()
    }

    /// The registration of a template, if it has one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn form_registration(
        &self,
        template: i64,
    ) -> Result<Option<FormRegistration>, Problem> {
        form_registration::Entity::find_by_id(template)
            .one(self.reader())
            .await
            .map_err(problem)?
            .map(open)
            .transpose()
    }
}

impl WriteTx {
    /// Registers a template, or changes its registration.
    ///
    /// # Errors
    /// `registration-code-taken` when another template has the code.
    pub async fn put_form_registration(&mut self, new: NewFormRegistration) -> Result<(), Problem> {
        use form_registration::Column;
        let template = new.template_id;
        let row = form_registration::ActiveModel {
            template_id: Set(template),
            code: Set(new.code),
            basis: Set(new.basis),
            rhythm: Set(new.rhythm.as_str().to_owned()),
            expires_on: Set(new.expires_on),
            registered_by: Set(self.account_id()),
            registered_at: Set(self.at()),
        };
        let replaced = OnConflict::column(Column::TemplateId)
            .update_columns([
                Column::Code,
                Column::Basis,
                Column::Rhythm,
                Column::ExpiresOn,
                Column::RegisteredBy,
                Column::RegisteredAt,
            ])
            .to_owned();
        form_registration::Entity::insert(row)
            .on_conflict(replaced)
            .exec_without_returning(self.connection())
            .await
            .map_err(|failure| {
                if is_duplicate(&failure) {
                    Problem::conflict(
                        "registration-code-taken",
                        "这个登记编码已经用在另一张报表上，请换一个编码。",
                    )
                } else {
                    problem(failure)
                }
            })?;
        self.changed("template", template, None);
        Ok(())
    }
}

fn open(row: form_registration::Model) -> Result<FormRegistration, Problem> {
    Ok(FormRegistration {
        body: NewFormRegistration {
            template_id: row.template_id,
            code: row.code,
            basis: row.basis,
            rhythm: Rhythm::parse(&row.rhythm).ok_or_else(|| broken("报表登记"))?,
            expires_on: row.expires_on,
        },
        registered_by: row.registered_by,
        registered_at: row.registered_at,
    })
}
