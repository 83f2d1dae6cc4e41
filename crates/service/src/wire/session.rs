//! Sign-in and the person signed in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::area::AreaRef;
use crate::rights::Role;

/// Sign-in name and password.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Credentials {
    pub login: String,
    pub password: String,
}

/// The person signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub area: AreaRef,
    pub department: Option<String>,
    /// Rights held, by name, such as `people.read`.
    pub can: Vec<String>,
    /// Whether this is a sample district.
    pub demo: bool,
}

/// A change of the own password.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PasswordChange {
    pub old: String,
    pub new: String,
}
