//! Random rules over random people: text, JSON, columns, traces and SQL must agree.
#![allow(clippy::unwrap_used)]

mod agreement;
mod compiled;
mod dice;
mod faults;
mod policy_faults;
mod random_rule;
mod random_world;
mod reading;
mod round_trip;
mod sentences;
mod shipped;
mod tag_cases;
mod turning;
