//! Own tables (自由制表): what somebody wants to see of the registry, kept, shared, exported, and
//! turned into a form.

pub mod change;
pub mod create;
pub mod export;
pub mod list;
pub mod look;
pub mod make_template;
pub mod page;
pub mod remove;
pub mod rows;
