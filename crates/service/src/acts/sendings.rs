//! Rules of sending: minimum notice, duty list, yearly minutes.

pub mod add_duty;
pub mod budget;
pub mod notice;
pub mod remove_duty;
pub mod rules;
