//! Accounts as they cross the wire.

use catalog::area::AreaTree;
use catalog::problem::Problem;

use crate::app::App;
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

/// The name of whoever did something; the command line has no account.
pub async fn name_of(app: &App, account: Option<i64>) -> Result<String, Problem> {
    match account {
        Some(account) => Ok(app.store.account(account).await?.name),
        None => Ok("命令行".to_owned()),
    }
}
