//! Names of accounts, for pages that say who did what.

use std::collections::BTreeMap;

use catalog::problem::Problem;
use storage::{Account, Role};

use crate::app::App;

/// The accounts of an installation, by id.
pub struct Names(BTreeMap<i64, Account>);

impl Names {
    /// Reads them.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(app: &App) -> Result<Self, Problem> {
        let accounts = app.store.accounts().await?;
        Ok(Self(
            accounts
                .into_iter()
                .map(|account| (account.id, account))
                .collect(),
        ))
    }

    /// The name of an account; empty for one that is gone.
    pub fn of(&self, account: i64) -> String {
        self.0
            .get(&account)
            .map(|account| account.name.clone())
            .unwrap_or_default()
    }

    /// The same for somebody or the system itself.
    pub fn or_system(&self, account: Option<i64>) -> String {
        account.map_or_else(|| "系统".to_owned(), |account| self.of(account))
    }

    /// What an account works for, as the trace writes it.
    pub fn level_of(&self, account: Option<i64>) -> &'static str {
        match account
            .and_then(|id| self.0.get(&id))
            .map(|found| found.role)
        {
            Some(Role::Department) => "部门",
            Some(Role::Street) => "街道",
            Some(Role::Community) => "社区",
            Some(Role::Admin) => "管理员",
            None => "系统",
        }
    }

    /// The accounts of a community that can be asked to fill something.
    pub fn workers_of(&self, community: &str) -> impl Iterator<Item = &Account> {
        self.0.values().filter(move |account| {
            account.role == Role::Community && !account.disabled && account.area_code == community
        })
    }

    /// The departments that accounts work for, each once.
    pub fn departments(&self) -> Vec<String> {
        let named = self
            .0
            .values()
            .filter_map(|account| account.department.clone());
        let mut departments: Vec<String> = named.collect();
        departments.sort();
        departments.dedup();
        departments
    }
}
