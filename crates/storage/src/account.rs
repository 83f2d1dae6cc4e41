//! Accounts (账号) of the people who work with Linli.

use catalog::problem::Problem;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::failure::{broken, is_duplicate, missing, problem};
use crate::table::{account, session};
use crate::{Store, Timestamp, WriteTx};

/// What an account is for; its rights follow from this and its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 管理员
    Admin,
    /// 区级部门
    Department,
    /// 街道
    Street,
    /// 社区工作者
    Community,
}

impl Role {
    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Department => "department",
            Self::Street => "street",
            Self::Community => "community",
        }
    }

    /// The role of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Admin, Self::Department, Self::Street, Self::Community]
            .into_iter()
            .find(|role| role.as_str() == name)
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Stable id.
    pub id: i64,
    /// What is typed to sign in.
    pub login: String,
    /// Name on screen.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The area it works in.
    pub area_code: String,
    /// The department it works for, such as 民政.
    pub department: Option<String>,
    /// The password's argon2id hash in PHC form.
    pub password_hash: String,
    /// Whether it may not sign in any more.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// What is typed to sign in; unique.
    pub login: String,
    /// Name on screen.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The area it works in.
    pub area_code: String,
    /// The department it works for.
    pub department: Option<String>,
    /// The password's argon2id hash in PHC form.
    pub password_hash: String,
}

impl Store {
    /// The account of a login.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn find_account(&self, login: &str) -> Result<Option<Account>, Problem> {
        let row = account::Entity::find()
            .filter(account::Column::Login.eq(login))
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.map(Account::try_from).transpose()
    }

    /// The account of an id.
    ///
    /// # Errors
    /// `account-missing` when there is none.
    pub async fn account(&self, id: i64) -> Result<Account, Problem> {
        let row = account::Entity::find_by_id(id)
            .one(self.reader())
            .await
            .map_err(problem)?;
        row.ok_or_else(|| missing("account-missing", "账号"))
            .and_then(Account::try_from)
    }

    /// Every account by id.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn accounts(&self) -> Result<Vec<Account>, Problem> {
        let rows = account::Entity::find()
            .order_by_asc(account::Column::Id)
            .all(self.reader())
            .await
            .map_err(problem)?;
        rows.into_iter().map(Account::try_from).collect()
    }
}

impl WriteTx {
    /// Makes an account and returns its id.
    ///
    /// # Errors
    /// `login-taken` when the login is in use.
    pub async fn create_account(&mut self, new: NewAccount) -> Result<i64, Problem> {
        let row = account::ActiveModel {
            id: NotSet,
            login: Set(new.login),
            name: Set(new.name),
            role: Set(new.role.as_str().to_owned()),
            area_code: Set(new.area_code),
            department: Set(new.department),
            password_hash: Set(new.password_hash),
            disabled: Set(false),
            created_at: Set(self.at()),
        };
        let inserted = account::Entity::insert(row)
            .exec(self.connection())
            .await
            .map_err(|err| {
                if is_duplicate(&err) {
                    return Problem::conflict(
                        "login-taken",
                        "这个登录名已有人使用，请换一个登录名。",
                    );
                }
                problem(err)
            })?;
        self.created("account", inserted.last_insert_id).await?;
        Ok(inserted.last_insert_id)
    }

    /// Sets a new password hash and ends every session of the account.
    ///
    /// # Errors
    /// `account-missing` when there is no such account.
    pub async fn set_password(&mut self, id: i64, password_hash: &str) -> Result<(), Problem> {
        self.update_account(
            id,
            account::Column::PasswordHash,
            Expr::value(password_hash),
        )
        .await?;
        self.end_sessions(id).await
    }

    /// Bars an account from signing in and ends its sessions, or lets it in again.
    ///
    /// # Errors
    /// `account-missing` when there is no such account.
    pub async fn set_disabled(&mut self, id: i64, disabled: bool) -> Result<(), Problem> {
        self.update_account(id, account::Column::Disabled, Expr::value(disabled))
            .await?;
        if disabled {
            self.end_sessions(id).await
        } else {
            Ok(())
        }
    }

    async fn update_account(
        &mut self,
        id: i64,
        column: account::Column,
        value: Expr,
    ) -> Result<(), Problem> {
        let updated = account::Entity::update_many()
            .col_expr(column, value)
            .filter(account::Column::Id.eq(id))
            .exec(self.connection())
            .await
            .map_err(problem)?;
        if updated.rows_affected == 0 {
            return Err(missing("account-missing", "账号"));
        }
        self.changed("account", id, None);
        Ok(())
    }

    async fn end_sessions(&mut self, account: i64) -> Result<(), Problem> {
        session::Entity::delete_many()
            .filter(session::Column::AccountId.eq(account))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(problem)
    }
}

impl TryFrom<account::Model> for Account {
    type Error = Problem;

    fn try_from(row: account::Model) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            login: row.login,
            name: row.name,
            role: Role::parse(&row.role).ok_or_else(|| broken("账号角色"))?,
            area_code: row.area_code,
            department: row.department,
            password_hash: row.password_hash,
            disabled: row.disabled,
            created_at: row.created_at,
        })
    }
}
