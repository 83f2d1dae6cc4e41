//! Sample checks (抽样核实): thirty doors of a community drawn at random, and what was found there.

pub mod answer;
pub mod create;
pub mod list;
pub mod page;
