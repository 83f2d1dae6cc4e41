//! The gate for the machine's merges and the searches that make them, as they are shown.

use crate::clock;
use crate::registry::duplicates::Found;
use crate::registry::gate::{ANSWERS_NEEDED, Gate};
use crate::registry::last_search::{LastSearch, Searcher};
use crate::registry::nightly::NIGHT;
use crate::registry::take_back::InForce;
use crate::view::identity::Accounts;
use crate::wire::identity::{FoundView, GateView, LastSearchView, UncheckedMerges};

/// The gate as it stands.
pub fn gate_view(gate: &Gate) -> GateView {
    let deciding = gate.deciding();
    let share = deciding.share();
    GateView {
        open: gate.is_open(),
        precision: gate.precision,
        share: gate.share,
        reviewed: share.map(|share| share.value),
        at_most: share.map(|share| share.high),
        right: deciding.right,
        wrong: deciding.wrong,
        needed: ANSWERS_NEEDED,
        nightly: gate.nightly,
        night: [NIGHT.start, NIGHT.end],
    }
}

/// What can be taken back.
pub fn unchecked_view(in_force: InForce) -> UncheckedMerges {
    UncheckedMerges {
        since: in_force.since,
        earlier: in_force.earlier,
    }
}

/// What a search came to.
pub fn found_view(found: Found) -> FoundView {
    FoundView {
        people: found.people,
        merged: found.merged,
        asked: found.asked,
        sampled: found.sampled,
        barred: found.barred,
    }
}

/// The last search, with the name of whoever set it off.
pub fn last_search_view(last: &LastSearch, accounts: &Accounts) -> LastSearchView {
    LastSearchView {
        at: clock::iso(last.at),
        by: match last.by {
            Searcher::CommandLine => "命令行".to_owned(),
            Searcher::Nightly | Searcher::Account(_) => accounts.name(last.by.account()),
        },
        found: found_view(last.found),
    }
}
