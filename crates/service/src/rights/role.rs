//! The roles of accounts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The four roles of local accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes accounts, areas and deliveries, reads the audit; sees no resident.
    Admin,
    /// An officer of a district department.
    Department,
    /// A street or town office.
    Street,
    /// A community worker.
    Community,
}

impl Role {
    /// The role as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Department => "department",
            Self::Street => "street",
            Self::Community => "community",
        }
    }

    /// The role of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Department, Self::Street, Self::Community]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}
