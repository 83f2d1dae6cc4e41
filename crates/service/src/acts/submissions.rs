//! Submissions: one community's part of a request.

pub mod accept;
pub mod add;
pub mod approve;
pub mod assign;
pub mod changes;
pub mod edit;
pub mod edit_many;
pub mod exclude;
pub mod findings;
pub mod give_back;
pub mod marks;
pub mod page;
pub mod reopen;
pub mod reveal;
pub mod rows;
pub mod settle;
pub mod submit;
