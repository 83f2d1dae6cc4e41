//! The one decision about rights: who may do what, in which area, and how a value is shown.
//!
//! Lists, pages, counts, forms and files all ask here; nothing else compares roles.

use catalog::area::{AreaCode, AreaTree};
use catalog::element::DataElement;
use catalog::grade::Grade;
use catalog::mask::{Mask, mask};
use catalog::problem::Problem;
use catalog::source::Source;
use catalog::tag::Tag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The four roles of local accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes accounts, areas and deliveries, reads the audit; sees no resident.
    Admin,
    /// An officer of a district department.
    Department,
    /// A street or town office.
    Street,
    /// A community worker.
    Community,
}

impl Role {
    /// The role as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Department => "department",
            Self::Street => "street",
            Self::Community => "community",
        }
    }

    /// The role of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Department, Self::Street, Self::Community]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

/// Something a caller may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See people, dwellings and places of the own area, masked.
    ReadPeople,
    /// See one masked value in full, for a stated purpose, logged.
    Reveal,
    /// Hand over deliveries and undo them.
    Deliver,
    /// Make templates and requests, download the result.
    ComposeForms,
    /// Fill the submission of the own community.
    FillForms,
    /// Accept or return submissions of the own street.
    ReviewForms,
    /// Save and run comparisons of the lists that one may use.
    Compare,
    /// Close differences about people of the own area.
    CloseItems,
    /// Mark a value wrong, so that its department answers.
    Contest,
    /// Take an old system over (平移); the data centre only.
    Migrate,
    /// Manage accounts.
    Accounts,
    /// Manage areas.
    Areas,
    /// Read the audit.
    Audit,
}

impl Right {
    const ALL: [Self; 13] = [
        Self::ReadPeople,
        Self::Reveal,
        Self::Deliver,
        Self::ComposeForms,
        Self::FillForms,
        Self::ReviewForms,
        Self::Compare,
        Self::CloseItems,
        Self::Contest,
        Self::Migrate,
        Self::Accounts,
        Self::Areas,
        Self::Audit,
    ];

    /// The name the web pages know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadPeople => "people.read",
            Self::Reveal => "people.reveal",
            Self::Deliver => "deliveries.write",
            Self::ComposeForms => "forms.compose",
            Self::FillForms => "forms.fill",
            Self::ReviewForms => "forms.review",
            Self::Compare => "comparisons.write",
            Self::CloseItems => "comparisons.close",
            Self::Contest => "contests.write",
            Self::Migrate => "cutovers.write",
            Self::Accounts => "accounts.write",
            Self::Areas => "areas.write",
            Self::Audit => "audit.read",
        }
    }

    fn held_by(self, role: Role) -> bool {
        match role {
            Role::Admin => matches!(
                self,
                Self::Deliver | Self::Accounts | Self::Areas | Self::Audit
            ),
            Role::Department => {
                matches!(
                    self,
                    Self::ReadPeople
                        | Self::Deliver
                        | Self::ComposeForms
                        | Self::Compare
                        | Self::CloseItems
                        | Self::Contest
                        | Self::Migrate
                )
            }
            Role::Street => matches!(
                self,
                Self::ReadPeople
                    | Self::Reveal
                    | Self::ReviewForms
                    | Self::Compare
                    | Self::CloseItems
                    | Self::Contest
            ),
            Role::Community => matches!(
                self,
                Self::ReadPeople
                    | Self::Reveal
                    | Self::FillForms
                    | Self::CloseItems
                    | Self::Contest
            ),
        }
    }
}

/// The department that onboards sources for all others.
pub const DATA_CENTRE: &str = "大数据中心";

/// Whoever is signed in.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Account id.
    pub account: i64,
    /// Sign-in name.
    pub login: String,
    /// Name on screen.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The area the account works for.
    pub area: AreaCode,
    /// The department, for department officers.
    pub department: Option<String>,
}

/// A value as the caller may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Text for the screen.
    pub text: String,
    /// Whether something was hidden.
    pub masked: bool,
}

impl Caller {
    /// Whether the right is held.
    pub fn can(&self, right: Right) -> bool {
        let centre = self.department.as_deref() == Some(DATA_CENTRE);
        right.held_by(self.role) && (right != Right::Migrate || centre)
    }

    /// Every right held, by name.
    pub fn rights(&self) -> Vec<String> {
        Right::ALL
            .into_iter()
            .filter(|right| self.can(*right))
            .map(|right| right.as_str().to_owned())
            .collect()
    }

    /// Fails when the right is not held, and says whom to ask.
    pub fn require(&self, right: Right) -> Result<(), Problem> {
        if self.can(right) {
            return Ok(());
        }
        Err(Problem::forbidden(
            "right-missing",
            format!(
                "您的账号没有“{}”权限，请联系本区系统管理员。",
                right_label(right)
            ),
        ))
    }

    /// The area a question is about: the asked one when it lies in the caller's area, else the
    /// caller's own when nothing was asked.
    pub fn scope(&self, asked: Option<&str>, areas: &AreaTree) -> Result<AreaCode, Problem> {
        let Some(asked) = asked.filter(|text| !text.is_empty()) else {
            return Ok(self.area);
        };
        let code: AreaCode = asked.parse().map_err(|_| {
            Problem::bad_input(
                "area-unknown",
                "区划代码应为 6、9 或 12 位数字，请重新选择区划。",
            )
        })?;
        if areas.get(&code).is_none() {
            return Err(Problem::not_found(
                "area-unknown",
                "没有这个区划，请重新选择。",
            ));
        }
        self.require_area(&code, areas)?;
        Ok(code)
    }

    /// Fails when the area lies outside the caller's.
    pub fn require_area(&self, area: &AreaCode, areas: &AreaTree) -> Result<(), Problem> {
        if areas.is_within(area, &self.area) {
            return Ok(());
        }
        Err(Problem::forbidden(
            "area-outside",
            "这里不在您的管辖范围内。确因工作需要，请联系对应街道或本区系统管理员。",
        ))
    }

    /// Whether a delivery of the source may be handed over, seen and undone by the caller.
    pub fn owns_source(&self, source: &Source) -> bool {
        match self.role {
            Role::Admin => true,
            Role::Department => self
                .department
                .as_deref()
                .is_some_and(|own| own == DATA_CENTRE || own.contains(&source.department)),
            Role::Street | Role::Community => false,
        }
    }

    /// How a stored value of an element is shown: the element's mask always applies, and what is
    /// graded L4 is withheld from departments that do not own it.
    pub fn show(&self, element: &DataElement, display: &str, owner: Option<&Source>) -> Shown {
        if display.is_empty() {
            return Shown {
                text: String::new(),
                masked: false,
            };
        }
        let foreign =
            self.role == Role::Department && !owner.is_some_and(|source| self.owns_source(source));
        let used = if element.grade == Grade::L4 && foreign {
            Mask::Hidden
        } else {
            element.mask
        };
        match used {
            // A name is how people find each other on a list; its own mask is for outward lists.
            Mask::None | Mask::Name => Shown {
                text: display.to_owned(),
                masked: false,
            },
            other => Shown {
                text: mask(other, display),
                masked: true,
            },
        }
    }

    /// Whether a tag may be seen on a person: L4 tags are for those who work with the person or
    /// own the tag's source.
    pub fn sees_tag(&self, tag: &Tag) -> bool {
        match self.role {
            Role::Admin => false,
            Role::Street | Role::Community => true,
            Role::Department => {
                tag.grade < Grade::L4
                    || self
                        .department
                        .as_deref()
                        .is_some_and(|own| own.contains(tag.source.as_str()))
            }
        }
    }
}

fn right_label(right: Right) -> &'static str {
    match right {
        Right::ReadPeople => "查看人房单位",
        Right::Reveal => "查看原文",
        Right::Deliver => "数据交接",
        Right::ComposeForms => "制表下发",
        Right::FillForms => "填报",
        Right::ReviewForms => "审核",
        Right::Compare => "比对",
        Right::CloseItems => "办结差异",
        Right::Contest => "提出存疑",
        Right::Migrate => "平移",
        Right::Accounts => "账号管理",
        Right::Areas => "区划管理",
        Right::Audit => "查看操作记录",
    }
}
