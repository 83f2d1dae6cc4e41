//! What somebody may be allowed to do, and which role is.

use super::Role;

/// Something a caller may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See people, dwellings and places of the own area, masked.
    ReadPeople,
    /// See one masked value in full, for a stated purpose, logged.
    Reveal,
    /// Say which estate a written name means.
    NameEstates,
    /// Hand over deliveries and undo them.
    Deliver,
    /// Agree on contracts of sources, decide about deliveries that depart from them, and open
    /// further ways in (push, pull).
    Contracts,
    /// Make templates and requests, download the result.
    ComposeForms,
    /// Fill the submission of the own community.
    FillForms,
    /// Accept or return submissions of the own street.
    ReviewForms,
    /// Lock a value of somebody or something in the own area until a day.
    LockValues,
    /// Say what was found of a place of the own area on the spot, and take that back.
    CheckPlaces,
    /// Draw a sample of dwellings and say what was found.
    CheckSamples,
    /// Make kinds of objects (自定义对象).
    DefineKinds,
    /// Keep objects of such kinds in the own area.
    KeepItems,
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
    /// Say whether two people are one: merge, split, answer the review queue.
    Identify,
    /// Look for duplicates, and set and open the gate for the machine's merges.
    MergeGate,
    /// Edit, publish and switch on the policies of the own department.
    EditPolicies,
    /// See and work on leads of the own area, or of the own department's policies.
    WorkLeads,
    /// Propose to add, change or delete a tag.
    ProposeTags,
    /// Keep rules over people under a name (人群) and share them.
    KeepSegments,
    /// Register forms, and say which items of forms are the same; the data centre only.
    KeepLibrary,
    /// Approve or decline sendings of others that the gate holds up; the data centre only.
    ApproveSendings,
    /// Set the rules of sending: minimum notice, duty list, minutes of departments.
    SendingRules,
    /// Hand in border sets (区划方案).
    DrawBorders,
}

impl Right {
    /// All of them.
    pub(crate) const ALL: [Self; 30] = [
        Self::ReadPeople,
        Self::Reveal,
        Self::NameEstates,
        Self::Deliver,
        Self::Contracts,
        Self::ComposeForms,
        Self::FillForms,
        Self::ReviewForms,
        Self::LockValues,
        Self::CheckPlaces,
        Self::CheckSamples,
        Self::DefineKinds,
        Self::KeepItems,
        Self::Compare,
        Self::CloseItems,
        Self::Contest,
        Self::Migrate,
        Self::Accounts,
        Self::Areas,
        Self::Audit,
        Self::Identify,
        Self::MergeGate,
        Self::EditPolicies,
        Self::WorkLeads,
        Self::ProposeTags,
        Self::KeepSegments,
        Self::KeepLibrary,
        Self::ApproveSendings,
        Self::SendingRules,
        Self::DrawBorders,
    ];

    /// The name the web pages know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadPeople => "people.read",
            Self::Reveal => "people.reveal",
            Self::NameEstates => "estates.name",
            Self::Deliver => "deliveries.write",
            Self::Contracts => "contracts.write",
            Self::ComposeForms => "forms.compose",
            Self::FillForms => "forms.fill",
            Self::ReviewForms => "forms.review",
            Self::LockValues => "values.lock",
            Self::CheckPlaces => "places.check",
            Self::CheckSamples => "samples.check",
            Self::DefineKinds => "kinds.define",
            Self::KeepItems => "items.keep",
            Self::Compare => "comparisons.write",
            Self::CloseItems => "comparisons.close",
            Self::Contest => "contests.write",
            Self::Migrate => "cutovers.write",
            Self::Accounts => "accounts.write",
            Self::Areas => "areas.write",
            Self::Audit => "audit.read",
            Self::Identify => "people.identify",
            Self::MergeGate => "review.gate",
            Self::EditPolicies => "policies.write",
            Self::WorkLeads => "leads.work",
            Self::ProposeTags => "tags.propose",
            Self::KeepSegments => "segments.write",
            Self::KeepLibrary => "library.keep",
            Self::ApproveSendings => "sendings.approve",
            Self::SendingRules => "sendings.rules",
            Self::DrawBorders => "borders.draw",
        }
    }

    /// Whether a role has it; the data centre has more.
    pub(super) fn held_by(self, role: Role) -> bool {
        match role {
            Role::Admin => matches!(
                self,
                Self::Deliver | Self::Accounts | Self::Areas | Self::Audit | Self::SendingRules
            ),
            Role::Department => matches!(
                self,
                Self::ReadPeople
                    | Self::Deliver
                    | Self::Contracts
                    | Self::ComposeForms
                    | Self::DefineKinds
                    | Self::KeepItems
                    | Self::Compare
                    | Self::CloseItems
                    | Self::Contest
                    | Self::Migrate
                    | Self::EditPolicies
                    | Self::WorkLeads
                    | Self::ProposeTags
                    | Self::KeepSegments
                    | Self::DrawBorders
            ),
            Role::Street => matches!(
                self,
                Self::ReadPeople
                    | Self::Reveal
                    | Self::NameEstates
                    | Self::ReviewForms
                    | Self::CheckPlaces
                    | Self::CheckSamples
                    | Self::DefineKinds
                    | Self::KeepItems
                    | Self::Compare
                    | Self::CloseItems
                    | Self::Contest
                    | Self::WorkLeads
                    | Self::ProposeTags
                    | Self::KeepSegments
                    | Self::DrawBorders
            ),
            Role::Community => matches!(
                self,
                Self::ReadPeople
                    | Self::Reveal
                    | Self::NameEstates
                    | Self::FillForms
                    | Self::LockValues
                    | Self::CheckPlaces
                    | Self::CheckSamples
                    | Self::KeepItems
                    | Self::CloseItems
                    | Self::Contest
                    | Self::Identify
                    | Self::WorkLeads
                    | Self::KeepSegments
            ),
        }
    }

    /// Its name on screen.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::ReadPeople => "查看人房单位",
            Self::Reveal => "查看原文",
            Self::NameEstates => "指认小区",
            Self::Deliver => "数据交接",
            Self::Contracts => "数据来源管理",
            Self::ComposeForms => "制表下发",
            Self::FillForms => "填报",
            Self::ReviewForms => "审核",
            Self::LockValues => "锁定数据",
            Self::CheckPlaces => "核查场所",
            Self::CheckSamples => "抽样核实",
            Self::DefineKinds => "设置自定义对象",
            Self::KeepItems => "维护自定义对象",
            Self::Compare => "比对",
            Self::CloseItems => "办结差异",
            Self::Contest => "提出存疑",
            Self::Migrate => "平移",
            Self::Accounts => "账号管理",
            Self::Areas => "区划管理",
            Self::Audit => "查看操作记录",
            Self::Identify => "核对身份",
            Self::MergeGate => "自动合并管理",
            Self::EditPolicies => "政策管理",
            Self::WorkLeads => "线索办理",
            Self::ProposeTags => "标签提案",
            Self::KeepSegments => "人群",
            Self::KeepLibrary => "报表目录管理",
            Self::ApproveSendings => "下发审批",
            Self::SendingRules => "下发规则管理",
            Self::DrawBorders => "区划方案",
        }
    }
}
