//! The gate for the machine's merges, as it is shown.

use crate::registry::gate::{ANSWERS_NEEDED, Gate};
use crate::wire::identity::GateView;

/// The gate as it stands.
pub fn gate_view(gate: &Gate) -> GateView {
    GateView {
        open: gate.is_open(),
        precision: gate.precision,
        share: gate.share,
        reviewed: gate.reviewed(),
        right: gate.tally.right,
        wrong: gate.tally.wrong,
        needed: ANSWERS_NEEDED,
    }
}
