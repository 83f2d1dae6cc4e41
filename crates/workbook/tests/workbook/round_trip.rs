//! Old workbooks of departments, filled and opened again: shapes that are in use.

use chrono::NaiveDate;
use workbook::{Range, WriteValue};

mod formulas;
mod framed;
pub(crate) mod printed;
mod wide;

const RED: u16 = 10;
const GREY: u16 = 22;
const WHITE: u16 = 9;

fn text(value: &str) -> WriteValue {
    WriteValue::Text(value.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> WriteValue {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    WriteValue::DayOrText(date, date.to_string())
}

fn range(first_row: u32, last_row: u32, first_col: u32, last_col: u32) -> Range {
    Range {
        first_row,
        first_col,
        last_row,
        last_col,
    }
}
