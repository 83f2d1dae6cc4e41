//! People.

pub mod alike;
pub mod consequence;
pub mod cross_tab;
pub mod cross_tab_workbook;
pub mod dimensions;
pub mod export;
pub mod group;
pub mod history;
pub mod merge;
pub mod merge_preview;
pub mod page;
pub mod query;
pub mod rejoin;
pub mod reveal;
pub mod split_off;
pub mod unmerge;
