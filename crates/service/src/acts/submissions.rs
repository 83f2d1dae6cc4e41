//! Submissions: one community's part of a request.

pub mod accept;
pub mod add;
pub mod edit;
pub mod exclude;
pub mod give_back;
pub mod page;
pub mod reopen;
pub mod reveal;
pub mod rows;
pub mod submit;
