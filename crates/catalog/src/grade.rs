//! Data grades L1–L4 (levels as in DB33/T 2350-2021).

use serde::{Deserialize, Serialize};

/// How sensitive a value is; a higher grade needs more right to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// 不敏感: public.
    L1,
    /// 低敏感: internal.
    L2,
    /// 较敏感: identifies or locates a person.
    L3,
    /// 敏感: disability, illness, income, benefit, bank account, children.
    L4,
}
