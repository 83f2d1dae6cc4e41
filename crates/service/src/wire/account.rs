//! Accounts and the audit on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::area::AreaRef;
use crate::rights::Role;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub area: AreaRef,
    pub department: Option<String>,
    pub disabled: bool,
    pub created_at: String,
}

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Area code.
    pub area: String,
    pub department: Option<String>,
    pub password: String,
}

/// A password set by an administrator.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PasswordReset {
    pub password: String,
}

/// Whether an account is closed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Disabling {
    pub disabled: bool,
}

/// A page of the audit.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    pub total: u64,
    pub rows: Vec<AuditRow>,
}

/// One logged act.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRow {
    pub id: i64,
    pub at: String,
    pub actor: String,
    pub act: String,
    pub act_label: String,
    pub subject: String,
    pub purpose: String,
    pub detail: String,
}

/// About this installation.
#[derive(Debug, Serialize, ToSchema)]
pub struct About {
    pub version: String,
    /// Sign-ins of the sample district; only when started as one, on this machine only.
    pub demo: Option<Vec<DemoAccount>>,
}

/// A sign-in of the sample district.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DemoAccount {
    pub login: String,
    pub password: String,
    pub name: String,
    pub role: Role,
    pub area: String,
}

/// Whether the service lives.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    pub status: String,
}

/// Whether the service can work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    pub status: String,
    pub database: String,
    pub snapshot: SnapshotState,
}

/// What is loaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnapshotState {
    pub people: u64,
    pub dwellings: u64,
    pub places: u64,
    pub built_at: String,
}
