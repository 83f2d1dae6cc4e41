//! Leads (线索): somebody whom a policy should pay, pay otherwise, or pay no longer, and the way
//! such a finding goes until it is settled.
//!
//! Whoever verifies at the door, whoever approves and whoever pays are three: a community, its
//! street, the department. No payment starts or stops on the word of one.

use serde::{Deserialize, Serialize};

use crate::truth::Truth;

/// What should happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadKind {
    /// 应享未享: entitled, and no payment is known.
    Start,
    /// 标准应调: paid, but not what is due.
    Change,
    /// 应停未停: paid, and entitled no longer.
    Stop,
}

impl LeadKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Start, Self::Change, Self::Stop];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Change => "change",
            Self::Stop => "stop",
        }
    }

    /// The kind of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What is known of one person under one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether the person is entitled and something is due.
    pub entitled: Truth,
    /// Whether the person is paid now; `None` when no payment list is held.
    pub paid: Option<Truth>,
    /// What is due every month, in fen, when all that is due is paid by the month.
    pub due: Option<i64>,
    /// What is paid every month, in fen.
    pub paying: Option<i64>,
}

impl Standing {
    /// What should happen, if anything. What cannot be told starts nothing and stops nothing: a
    /// wrong lead costs a visit, and a wrong stop costs somebody's money.
    #[must_use]
    pub fn lead(self) -> Option<LeadKind> {
        match (self.entitled, self.paid) {
            (Truth::True, None | Some(Truth::False)) => Some(LeadKind::Start),
            (Truth::False, Some(Truth::True)) => Some(LeadKind::Stop),
            (Truth::True, Some(Truth::True)) => {
                let (due, paying) = (self.due?, self.paying?);
                (due != paying).then_some(LeadKind::Change)
            }
            _ => None,
        }
    }
}

/// Where a lead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadState {
    /// 待分派: no community is known for the person.
    Found,
    /// 待核实: the community has it.
    Assigned,
    /// 已核实
    Verified,
    /// 已联系
    Contacted,
    /// 已申请
    Applied,
    /// 已审核
    Approved,
    /// 已办结: paid, changed or stopped.
    Settled,
    /// 不予办理
    Declined,
    /// 已撤回: the facts changed before anybody began.
    Withdrawn,
}

impl LeadState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Found,
        Self::Assigned,
        Self::Verified,
        Self::Contacted,
        Self::Applied,
        Self::Approved,
        Self::Settled,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Assigned => "assigned",
            Self::Verified => "verified",
            Self::Contacted => "contacted",
            Self::Applied => "applied",
            Self::Approved => "approved",
            Self::Settled => "settled",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether nothing more is to be done.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Settled | Self::Declined | Self::Withdrawn)
    }

    /// Whether nobody has begun, so that the finding may still be taken back.
    #[must_use]
    pub const fn is_untouched(self) -> bool {
        matches!(self, Self::Found | Self::Assigned)
    }
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The responsible community.
    Community,
    /// The street above it.
    Street,
    /// The department that answers for the policy.
    Department,
}

/// A step of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadStep {
    /// 分派
    Assign,
    /// 核实属实
    Verify,
    /// 已联系本人
    Contact,
    /// 代办申请
    Apply,
    /// 审核通过
    Approve,
    /// 退回重新核实
    GiveBack,
    /// 办结: paid, changed or stopped
    Settle,
    /// 不予办理
    Decline,
    /// 重新办理
    Reopen,
}

impl LeadStep {
    /// Every step, in the order in which they come.
    pub const ALL: [Self; 9] = [
        Self::Assign,
        Self::Verify,
        Self::Contact,
        Self::Apply,
        Self::Approve,
        Self::GiveBack,
        Self::Settle,
        Self::Decline,
        Self::Reopen,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Verify => "verify",
            Self::Contact => "contact",
            Self::Apply => "apply",
            Self::Approve => "approve",
            Self::GiveBack => "give-back",
            Self::Settle => "settle",
            Self::Decline => "decline",
            Self::Reopen => "reopen",
        }
    }

    /// The step of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// Where the step leads and who takes it; `None` when it is not the turn.
    ///
    /// Starting and changing a payment need an application; stopping one does not, so that a
    /// verified stop goes to the street at once.
    #[must_use]
    pub fn from(self, kind: LeadKind, state: LeadState) -> Option<(Actor, LeadState)> {
        use Actor::{Community, Department, Street};
        use LeadState as State;
        let at_street = match kind {
            LeadKind::Stop => state == State::Verified,
            LeadKind::Start | LeadKind::Change => state == State::Applied,
        };
        let at_door =
            matches!(state, State::Assigned | State::Verified | State::Contacted) && !at_street;
        let applies = kind != LeadKind::Stop;
        Some(match self {
            Self::Assign if state == State::Found => (Department, State::Assigned),
            Self::Verify if state == State::Assigned => (Community, State::Verified),
            Self::Contact if state == State::Verified && applies => (Community, State::Contacted),
            Self::Apply if matches!(state, State::Verified | State::Contacted) && applies => {
                (Community, State::Applied)
            }
            Self::Approve if at_street => (Street, State::Approved),
            Self::GiveBack if at_street => (Street, State::Assigned),
            Self::GiveBack if state == State::Approved => (Department, State::Assigned),
            Self::Settle if state == State::Approved => (Department, State::Settled),
            Self::Decline if at_door => (Community, State::Declined),
            Self::Decline if at_street => (Street, State::Declined),
            Self::Decline if matches!(state, State::Approved | State::Found) => {
                (Department, State::Declined)
            }
            Self::Reopen if state == State::Declined => (Street, State::Assigned),
            _ => return None,
        })
    }
}

/// Why a lead came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclineReason {
    /// 核实不符合条件
    NotEntitled,
    /// 本人放弃
    Waived,
    /// 已在别处享受
    PaidElsewhere,
    /// 已去世
    Deceased,
    /// 已迁出
    MovedAway,
    /// 多次联系不上
    Unreachable,
    /// 底账数据有误
    DataWrong,
    /// 核实应继续发放
    StillEntitled,
    /// 其他
    Other,
}

impl DeclineReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::NotEntitled,
        Self::Waived,
        Self::PaidElsewhere,
        Self::Deceased,
        Self::MovedAway,
        Self::Unreachable,
        Self::DataWrong,
        Self::StillEntitled,
        Self::Other,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEntitled => "not-entitled",
            Self::Waived => "waived",
            Self::PaidElsewhere => "paid-elsewhere",
            Self::Deceased => "deceased",
            Self::MovedAway => "moved-away",
            Self::Unreachable => "unreachable",
            Self::DataWrong => "data-wrong",
            Self::StillEntitled => "still-entitled",
            Self::Other => "other",
        }
    }

    /// The reason of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// Whether it explains why a lead of this kind comes to nothing: a payment that goes on was
    /// not waived, and one that was never due does not go on.
    #[must_use]
    pub fn suits(self, kind: LeadKind) -> bool {
        match self {
            Self::StillEntitled => kind != LeadKind::Start,
            Self::NotEntitled | Self::Waived | Self::PaidElsewhere | Self::Deceased => {
                kind != LeadKind::Stop
            }
            Self::MovedAway | Self::Unreachable | Self::DataWrong | Self::Other => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(entitled: Truth, paid: Option<Truth>) -> Standing {
        Standing {
            entitled,
            paid,
            due: None,
            paying: None,
        }
    }

    #[test]
    fn what_cannot_be_told_starts_and_stops_nothing() {
        use Truth::{False, True, Unknown};
        assert_eq!(standing(True, None).lead(), Some(LeadKind::Start));
        assert_eq!(standing(True, Some(False)).lead(), Some(LeadKind::Start));
        assert_eq!(standing(False, Some(True)).lead(), Some(LeadKind::Stop));
        assert_eq!(standing(Unknown, Some(True)).lead(), None);
        assert_eq!(standing(Unknown, None).lead(), None);
        assert_eq!(standing(True, Some(Unknown)).lead(), None);
        assert_eq!(standing(False, None).lead(), None);
        assert_eq!(standing(True, Some(True)).lead(), None);
    }

    #[test]
    fn amounts_are_compared_when_both_are_known() {
        let paid = |due, paying| Standing {
            due,
            paying,
            ..standing(Truth::True, Some(Truth::True))
        };
        assert_eq!(paid(Some(5000), Some(10000)).lead(), Some(LeadKind::Change));
        assert_eq!(paid(Some(5000), Some(5000)).lead(), None);
        assert_eq!(paid(None, Some(5000)).lead(), None);
    }

    /// Whatever way is taken, a payment starts, changes or stops only after a street approved it.
    #[test]
    fn every_way_to_a_payment_passes_all_three() {
        for kind in LeadKind::ALL {
            for first in [LeadState::Found, LeadState::Assigned] {
                walk(kind, first, &mut Vec::new(), &mut Vec::new());
            }
        }
    }

    fn walk(kind: LeadKind, state: LeadState, actors: &mut Vec<Actor>, seen: &mut Vec<LeadState>) {
        if state == LeadState::Settled {
            for actor in [Actor::Community, Actor::Street, Actor::Department] {
                assert!(
                    actors.contains(&actor),
                    "{kind:?} was settled without {actor:?}"
                );
            }
            return;
        }
        if seen.contains(&state) {
            return;
        }
        seen.push(state);
        for step in LeadStep::ALL {
            if let Some((actor, next)) = step.from(kind, state) {
                actors.push(actor);
                walk(kind, next, actors, seen);
                actors.pop();
            }
        }
        seen.pop();
    }

    #[test]
    fn a_closed_lead_moves_only_by_reopening() {
        for kind in LeadKind::ALL {
            for state in LeadState::ALL.into_iter().filter(|state| state.is_closed()) {
                for step in LeadStep::ALL {
                    let next = step.from(kind, state);
                    assert_eq!(
                        next.is_some(),
                        state == LeadState::Declined && step == LeadStep::Reopen,
                        "{step:?} from {state:?}"
                    );
                }
            }
        }
    }
}
