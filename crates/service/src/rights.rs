//! The one decision about rights: who may do what, in which area, and how a value is shown.
//!
//! Lists, pages, counts, forms and files all ask here; nothing else compares roles.

mod right;
mod role;

use catalog::area::{AreaCode, AreaTree};
use catalog::custom::Field;
use catalog::element::DataElement;
use catalog::grade::Grade;
use catalog::mask::{Mask, mask};
use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use catalog::survivorship::EpochDay;
use forms::submission::Level as FormLevel;
use storage::{
    BorderSet, ChainOffice, HelperRequest, HelperRequestState, OwnTable, Segment, Sending,
    SendingState, Submission, SubmissionState, TagLevel, WaitingHelpers,
};

pub use right::Right;
pub use role::Role;

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
        match right {
            Right::Contracts | Right::Migrate | Right::KeepLibrary | Right::ApproveSendings => {
                self.is_data_centre()
            }
            Right::LockValues | Right::Identify | Right::MergeGate | Right::SendingRules => {
                right.held_by(self.role) || self.is_data_centre()
            }
            _ => right.held_by(self.role),
        }
    }

    /// Whether the caller is an officer of the data centre.
    fn is_data_centre(&self) -> bool {
        self.role == Role::Department && self.department.as_deref() == Some(DATA_CENTRE)
    }

    /// The communities whose pairs of the review queue the caller answers: the own one for a
    /// community worker, all (`None`) for the data centre, which also takes those that no
    /// community knows.
    pub fn review_communities(&self) -> Option<Vec<String>> {
        (!self.is_data_centre()).then(|| match self.role {
            Role::Community => vec![self.area.to_string()],
            Role::Admin | Role::Department | Role::Street => Vec::new(),
        })
    }

    /// Fails when a pair of the review queue is routed to somebody else.
    pub fn require_review(&self, community: Option<&str>) -> Result<(), Problem> {
        let own = self.review_communities().is_none_or(|communities| {
            community.is_some_and(|code| communities.iter().any(|own| own == code))
        });
        if own {
            return Ok(());
        }
        Err(Problem::forbidden(
            "pair-outside",
            "这一对由其他社区核对，您不能查看或处理。确因工作需要，请联系区大数据中心。",
        ))
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
        let whom = match right {
            Right::Contracts | Right::KeepLibrary | Right::ApproveSendings => DATA_CENTRE,
            _ => "本区系统管理员",
        };
        Err(Problem::forbidden(
            "right-missing",
            format!("您的账号没有“{}”权限，请联系{whom}。", right.label()),
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

    /// Whether somebody is of the caller's area, by either of the communities that know them: where
    /// they live and where they are registered. A department of the whole district also reaches
    /// people whose community is not yet known.
    pub fn reaches(&self, communities: [Option<AreaCode>; 2], areas: &AreaTree) -> bool {
        let known = || communities.iter().flatten();
        known().any(|code| areas.is_within(code, &self.area))
            || (known().next().is_none() && self.role == Role::Department)
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

    /// Whether a policy that these departments answer for (`民政/残联`) is the caller's; the data
    /// centre looks after all.
    pub fn owns_policy(&self, departments: &str) -> bool {
        self.is_data_centre()
            || (self.role == Role::Department
                && self.department.as_deref().is_some_and(|own| {
                    departments
                        .split('/')
                        .any(|department| own.contains(department))
                }))
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

    /// How a cell is shown that a community has written itself. A mask that hides all of a value
    /// would hide workers' own words (a remark) from them and from the street that reviews them;
    /// partial masks stay, because they leave enough to recognise a slip.
    pub fn show_written(&self, element: &DataElement, text: &str, owner: Option<&Source>) -> Shown {
        match (self.role, element.mask) {
            (Role::Street | Role::Community, Mask::Hidden) => Shown {
                text: text.to_owned(),
                masked: false,
            },
            _ => self.show(element, text, owner),
        }
    }

    /// Whether what only a source graded L4 tells may be seen: by those who work on the spot and by
    /// the department whose source it is.
    pub fn sees_sensitive_of(&self, source: &Source) -> bool {
        match self.role {
            Role::Admin => false,
            Role::Street | Role::Community => true,
            Role::Department => self.owns_source(source),
        }
    }

    /// Whether values of a field of a self-defined kind may be seen: what is graded L3 and above is
    /// for those who work on the spot and for the department whose kind it is.
    pub fn sees_field(&self, field: &Field, department: Option<&str>) -> bool {
        match self.role {
            Role::Admin => false,
            Role::Street | Role::Community => true,
            Role::Department => {
                field.grade < Grade::L3
                    || (self.department.is_some() && self.department.as_deref() == department)
            }
        }
    }

    /// Whether a tag may be seen on a person: L4 tags are for those who work with the person or
    /// for the department that answers for them.
    pub fn sees_tag(&self, grade: Grade, owner: &str) -> bool {
        match self.role {
            Role::Admin => false,
            Role::Street | Role::Community => true,
            Role::Department => grade < Grade::L4 || self.is_of(owner),
        }
    }

    /// Whether the caller is an officer of a department, in its short or its full name.
    fn is_of(&self, department: &str) -> bool {
        !department.is_empty()
            && self
                .department
                .as_deref()
                .is_some_and(|own| own.contains(department))
    }

    /// Whether a rule of the caller may ask by an element: what is graded L4 is for those who work
    /// on the spot and for the department whose source tells it. An answer to a rule, even a
    /// count, says something of what it asks.
    pub fn asks_by(&self, element: &DataElement) -> bool {
        match self.role {
            Role::Admin => false,
            Role::Street | Role::Community => true,
            Role::Department => {
                element.grade < Grade::L4
                    || Sources::shipped().all().iter().any(|source| {
                        self.owns_source(source)
                            && source.columns.values().any(|id| *id == element.id)
                    })
            }
        }
    }

    /// Whether the caller may propose a tag of this level and area.
    pub fn proposes_at(&self, level: TagLevel, area: &AreaCode, areas: &AreaTree) -> bool {
        let within = areas.is_within(area, &self.area);
        match self.role {
            Role::Department => within,
            Role::Street => within && level == TagLevel::Street,
            Role::Admin | Role::Community => false,
        }
    }

    /// Whether the caller speaks for an office of an approval chain about a tag of an area that a
    /// department answers for.
    pub fn speaks_for(
        &self,
        office: ChainOffice,
        department: &str,
        area: &AreaCode,
        areas: &AreaTree,
    ) -> bool {
        match office {
            ChainOffice::Street => self.role == Role::Street && areas.is_within(area, &self.area),
            ChainOffice::Department => self.role == Role::Department && self.is_of(department),
            ChainOffice::DataCentre => self.is_data_centre(),
        }
    }

    /// Whether the caller may use a segment: its owner, whoever works in its area when it is shared
    /// there, and officers of the departments it is shared with.
    pub fn uses_segment(&self, segment: &Segment, areas: &AreaTree) -> bool {
        let body = &segment.body;
        let in_area = body.shared_area
            && body
                .area
                .parse()
                .is_ok_and(|area| areas.is_within(&self.area, &area));
        let in_department = self.role == Role::Department
            && self
                .department
                .as_ref()
                .is_some_and(|own| body.shared_departments.contains(own));
        self.can(Right::KeepSegments) && (self.keeps_segment(segment) || in_area || in_department)
    }

    /// Whether the caller may use an own table: its owner, whoever works in its area when it is shared
    /// there, and the roles it is shared with, in its area and above. What they see of it is theirs.
    pub fn uses_table(&self, table: &OwnTable, areas: &AreaTree) -> bool {
        let body = &table.body;
        let area = body.area.parse::<AreaCode>().ok();
        let below = area.is_some_and(|area| areas.is_within(&self.area, &area));
        let above = area.is_some_and(|area| areas.is_within(&area, &self.area));
        let role = body
            .shared_roles
            .iter()
            .any(|role| Role::parse(role) == Some(self.role));
        self.can(Right::ReadPeople)
            && (self.keeps_table(table)
                || (body.shared_area && below)
                || (role && (below || above)))
    }

    /// Whether an own table is the caller's own, to change, share and delete.
    pub fn keeps_table(&self, table: &OwnTable) -> bool {
        table.owner == Some(self.account)
    }

    /// Whether the caller decides about a sending that waits: never about one of their own.
    pub fn decides_sending(&self, sending: &Sending) -> bool {
        self.can(Right::ApproveSendings)
            && sending.asked.state == SendingState::Waiting
            && sending.asked_by != Some(self.account)
    }

    /// The office that decides whether the caller is shown names of helpers: the street for its
    /// communities, the data centre for streets and departments.
    pub fn helper_office(&self) -> ChainOffice {
        match self.role {
            Role::Community => ChainOffice::Street,
            Role::Street | Role::Department | Role::Admin => ChainOffice::DataCentre,
        }
    }

    /// The requests for names of helpers that wait for the caller's word `today`; `None` when they
    /// speak for no office.
    pub fn waiting_helpers(&self, areas: &AreaTree, today: EpochDay) -> Option<WaitingHelpers> {
        let (office, areas) = match self.role {
            Role::Street => {
                let own = areas.subtree(&self.area).into_iter();
                let own = own.map(|area| area.code.to_string()).collect();
                (ChainOffice::Street, Some(own))
            }
            _ if self.is_data_centre() => (ChainOffice::DataCentre, None),
            Role::Department | Role::Admin | Role::Community => return None,
        };
        Some(WaitingHelpers {
            office,
            areas,
            decider: self.account,
            today,
        })
    }

    /// Whether the caller decides about a request for names of helpers that waits: for the office it
    /// was put to, and never about one of their own.
    pub fn decides_helpers(&self, request: &HelperRequest, areas: &AreaTree) -> bool {
        let asked = &request.asked;
        request.state == HelperRequestState::Waiting
            && request.asked_by != Some(self.account)
            && asked
                .area
                .parse()
                .is_ok_and(|area| self.speaks_for(asked.office, "", &area, areas))
    }

    /// At which level of a submission's way the caller stands: of two people of a community, who
    /// has handed it up is not its head.
    pub fn form_level(&self, submission: &Submission) -> FormLevel {
        match self.role {
            Role::Community
                if submission.state == SubmissionState::Checking
                    && submission.submitted_by != Some(self.account) =>
            {
                FormLevel::Head
            }
            Role::Community => FormLevel::Community,
            Role::Street => FormLevel::Street,
            Role::Department | Role::Admin => FormLevel::Department,
        }
    }

    /// Fails when a submission was given to another account of the community to fill.
    pub fn require_filler(&self, submission: &Submission) -> Result<(), Problem> {
        let other = submission
            .assigned_to
            .is_some_and(|account| account != self.account);
        if self.role != Role::Community || !other {
            return Ok(());
        }
        Err(Problem::forbidden(
            "submission-assigned",
            "这份填报已指定由本社区另一位同志填写，您可以查看；如需改由您填写，请联系街道重新指定。",
        ))
    }

    /// Whether the caller may look at a border set and count by it: its owner, the data centre,
    /// and whoever works in its area or above when it is shared. What they count is their own area.
    pub fn uses_border(&self, border: &BorderSet, areas: &AreaTree) -> bool {
        let area = border.body.area.parse::<AreaCode>().ok();
        let above = area.is_some_and(|area| areas.is_within(&area, &self.area));
        let below = area.is_some_and(|area| areas.is_within(&self.area, &area));
        self.can(Right::ReadPeople)
            && (self.keeps_border(border)
                || (border.body.shared && (above || below))
                || (above && self.is_data_centre()))
    }

    /// Whether a border set is the caller's own, to delete.
    pub fn keeps_border(&self, border: &BorderSet) -> bool {
        border.owner == Some(self.account)
    }

    /// Whether a segment is the caller's own, to change, share and delete.
    pub fn keeps_segment(&self, segment: &Segment) -> bool {
        segment.owner == Some(self.account)
    }
}
