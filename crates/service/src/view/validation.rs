//! Failed checks of a form as they cross the wire.

use crate::form_validation::FormFinding;
use crate::view::form::count;
use crate::wire::validation::FormFindingView;

/// A failed check for the wire.
pub fn finding_view(found: &FormFinding) -> FormFindingView {
    FormFindingView {
        row: found.row.map(|(id, _)| id),
        position: found.row.map(|(_, position)| count(position)),
        index: found.finding.column,
        message: found.finding.message.clone(),
        stops: found.stops(),
    }
}
