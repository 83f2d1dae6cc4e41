//! Accounts as they cross the wire.

use catalog::area::AreaTree;

use crate::clock;
use crate::rights::Role;
use crate::wire::account::Account;
use crate::wire::area::area_ref;

/// A stored account for the wire; none when its role or area cannot be read.
pub fn account_view(row: storage::Account, areas: &AreaTree) -> Option<Account> {
    Some(Account {
        id: row.id,
        role: Role::parse(row.role.as_str())?,
        area: area_ref(areas, &row.area_code.parse().ok()?),
        login: row.login,
        name: row.name,
        department: row.department,
        disabled: row.disabled,
        created_at: clock::iso(row.created_at),
    })
}
