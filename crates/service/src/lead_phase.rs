//! Phases of leads (线索): 未开始, 办理中, 本月办结. The cockpit counts them and the inbox lists them
//! by the same filter, so that a number and the list it opens are the same leads.

use chrono::{Datelike, NaiveDate};
use rules::lead::LeadState;
use storage::LeadFilter;

use crate::clock;

/// Where a lead stands, as far as a reader of figures wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeadPhase {
    /// 未开始: nobody has begun.
    Untouched,
    /// 办理中: verified, and not yet at its end.
    InHand,
    /// 本月办结: settled or declined since the first of the month. What the machine took back was
    /// nobody's work and is not counted.
    DoneThisMonth,
}

impl LeadPhase {
    /// Every phase, in the order in which they come.
    pub const ALL: [Self; 3] = [Self::Untouched, Self::InHand, Self::DoneThisMonth];

    /// Stable name, as in JSON and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::InHand => "in-hand",
            Self::DoneThisMonth => "done-this-month",
        }
    }

    /// The phase of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }

    /// Narrows a filter to the leads of this phase.
    pub fn narrow(self, filter: &mut LeadFilter, today: NaiveDate) {
        filter.states = LeadState::ALL
            .into_iter()
            .filter(|state| self.holds(*state))
            .map(|state| state.as_str().to_owned())
            .collect();
        if self == Self::DoneThisMonth {
            filter.closed_from = Some(start_of_month(today));
        }
    }

    fn holds(self, state: LeadState) -> bool {
        match self {
            Self::Untouched => state.is_untouched(),
            Self::InHand => !state.is_untouched() && !state.is_closed(),
            Self::DoneThisMonth => matches!(state, LeadState::Settled | LeadState::Declined),
        }
    }
}

/// The first instant of a month in China.
fn start_of_month(today: NaiveDate) -> clock::Millis {
    let first = today.with_day(1).unwrap_or(today);
    clock::end_of_day(first) + 1 - 86_400_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_that_somebody_works_on_is_in_one_phase() {
        for state in LeadState::ALL {
            let phases = LeadPhase::ALL
                .into_iter()
                .filter(|phase| phase.holds(state));
            let expected = usize::from(state != LeadState::Withdrawn);
            assert_eq!(phases.count(), expected, "{state:?}");
        }
    }

    #[test]
    fn a_month_starts_at_midnight_in_china() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let start = start_of_month(today);
        assert_eq!(clock::iso(start), "2026-11-01T00:00:00+08:00");
        let mut filter = LeadFilter::default();
        LeadPhase::DoneThisMonth.narrow(&mut filter, today);
        assert_eq!(filter.closed_from, Some(start));
        assert_eq!(filter.states, ["settled", "declined"]);
    }
}
