//! Figures by unit and day (统计).

pub mod ask;
pub mod list;
pub mod page;
pub mod workbook;
