//! Own tables as they cross the wire.

use catalog::problem::Problem;
use storage::OwnTable;

use crate::app::App;
use crate::clock;
use crate::own_table::Definition;
use crate::rights::Caller;
use crate::tag::proposal::name_of;
use crate::wire::area::area_name;
use crate::wire::own_table::OwnTableView;

/// A kept table as the caller may see it.
///
/// # Errors
/// When its definition cannot be read or the database cannot be reached.
pub async fn table_view(
    app: &App,
    caller: &Caller,
    table: OwnTable,
) -> Result<OwnTableView, Problem> {
    let definition = Definition::of(&table)?;
    Ok(OwnTableView {
        id: table.id,
        version: table.version,
        own: caller.keeps_table(&table),
        area_name: area_name(&app.areas(), Some(&table.body.area)),
        owner: name_of(app, table.owner).await?,
        changed_at: clock::iso(table.changed_at),
        columns: definition.columns(app, caller),
        needs_purpose: definition.needs_purpose(app, caller),
        population: definition.population,
        name: table.body.name,
        note: table.body.note,
        area: table.body.area,
        shared_area: table.body.shared_area,
        shared_roles: table.body.shared_roles,
    })
}
