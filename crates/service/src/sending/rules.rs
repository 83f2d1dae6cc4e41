//! The rules of sending that an installation sets: the minimum notice, the duty list.

use catalog::duty::{Duty, shipped};
use catalog::problem::Problem;
use chrono::{Datelike, NaiveDate};
use storage::WriteTx;

use crate::app::App;
use crate::clock;

/// Working days between sending and due day where nobody has set another number. A form sent in
/// the morning and due in the afternoon is what the minimum is there against.
const MINIMUM_NOTICE: u32 = 3;
/// More than a quarter is a mistake.
pub const MOST_NOTICE: u32 = 60;
const SETTING: &str = "minimum-notice";
/// Office hours, from the first to before the last.
const OFFICE_HOURS: std::ops::Range<u32> = 8..18;

/// Working days that must lie between sending and due day.
pub async fn minimum_notice(app: &App) -> Result<u32, Problem> {
    let set = app.store.setting(SETTING).await?;
    Ok(set
        .and_then(|text| text.parse().ok())
        .unwrap_or(MINIMUM_NOTICE))
}

/// Sets the minimum notice.
pub async fn set_minimum_notice(tx: &mut WriteTx, days: u32) -> Result<(), Problem> {
    tx.set_setting(SETTING, &days.to_string()).await
}

/// The duty list: what ships and what was added here.
pub async fn duties(app: &App) -> Result<Vec<Duty>, Problem> {
    let added = app.store.added_duties(false).await?;
    Ok(shipped().iter().cloned().chain(added).collect())
}

/// An item that a request may name now.
///
/// # Errors
/// `duty-unknown` when the list has none of this id.
pub async fn duty_on_list(app: &App, id: &str) -> Result<Duty, Problem> {
    duties(app)
        .await?
        .into_iter()
        .find(|duty| duty.id == id)
        .ok_or_else(|| {
            Problem::bad_input(
                "duty-unknown",
                "职责清单里没有所选事项，请重新选择，或选“不在清单内”并说明理由。",
            )
        })
}

/// How an item is called, removed ones too.
pub async fn duty_name(app: &App, id: &str) -> Result<String, Problem> {
    let added = app.store.added_duties(true).await?;
    let duty = shipped().iter().chain(&added).find(|duty| duty.id == id);
    Ok(duty.map_or_else(|| id.to_owned(), |duty| duty.name.clone()))
}

/// The year whose budget is spent today.
pub fn year_of(day: NaiveDate) -> i32 {
    day.year()
}

/// Whether an instant lies on a free day or outside office hours in China.
pub fn is_off_hours(at: clock::Millis) -> bool {
    let day = clock::day_of(at);
    let hour = clock::hour_of(at);
    !catalog::workday::WorkCalendar::shipped().is_worked(day) || !OFFICE_HOURS.contains(&hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenings_and_free_days_are_off_hours() {
        let at = |text: &str| {
            chrono::DateTime::parse_from_rfc3339(text)
                .expect("a time")
                .timestamp_millis()
        };
        assert!(!is_off_hours(at("2026-11-23T09:00:00+08:00")));
        assert!(is_off_hours(at("2026-11-23T19:00:00+08:00")), "an evening");
        assert!(is_off_hours(at("2026-11-22T09:00:00+08:00")), "a Sunday");
    }
}
