//! The one place that reads the clock. Days are those of China Standard Time (UTC+8).

use chrono::{DateTime, Days, NaiveDate, Timelike, Utc};

/// Milliseconds since 1970-01-01 UTC, as storage keeps times.
pub type Millis = i64;

/// Hours by which China is ahead of UTC, all year round.
pub const CHINA_OFFSET_HOURS: i64 = 8;

/// Now.
pub fn now() -> Millis {
    Utc::now().timestamp_millis()
}

/// Today in China.
pub fn today() -> NaiveDate {
    day_of(now())
}

/// The Chinese calendar day of an instant.
pub fn day_of(at: Millis) -> NaiveDate {
    DateTime::from_timestamp_millis(at + CHINA_OFFSET_HOURS * 3_600_000)
        .unwrap_or_default()
        .date_naive()
}

/// The hour of an instant in China, 0 to 23.
pub fn hour_of(at: Millis) -> u32 {
    DateTime::from_timestamp_millis(at + CHINA_OFFSET_HOURS * 3_600_000)
        .unwrap_or_default()
        .hour()
}

/// The last instant of a Chinese calendar day.
pub fn end_of_day(day: NaiveDate) -> Millis {
    (i64::from(epoch_day(day)) + 1) * 86_400_000 - CHINA_OFFSET_HOURS * 3_600_000 - 1
}

/// An instant as ISO 8601 with the Chinese offset, for the wire.
pub fn iso(at: Millis) -> String {
    DateTime::from_timestamp_millis(at + CHINA_OFFSET_HOURS * 3_600_000)
        .unwrap_or_default()
        .format("%Y-%m-%dT%H:%M:%S+08:00")
        .to_string()
}

/// An instant as `2024-02-29 16:30` of the Chinese day, for sentences.
pub fn minute_text(at: Millis) -> String {
    DateTime::from_timestamp_millis(at + CHINA_OFFSET_HOURS * 3_600_000)
        .unwrap_or_default()
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

/// An instant as `20240229-163005` of the Chinese day, for names of files.
pub fn stamp(at: Millis) -> String {
    DateTime::from_timestamp_millis(at + CHINA_OFFSET_HOURS * 3_600_000)
        .unwrap_or_default()
        .format("%Y%m%d-%H%M%S")
        .to_string()
}

/// Days since 1970-01-01 of a calendar day.
pub fn epoch_day(day: NaiveDate) -> i32 {
    i32::try_from((day - NaiveDate::default()).num_days()).unwrap_or_default()
}

/// The calendar day of days since 1970-01-01.
pub fn from_epoch_day(day: i32) -> NaiveDate {
    let start = NaiveDate::default();
    if day >= 0 {
        start + Days::new(u64::from(day.unsigned_abs()))
    } else {
        start - Days::new(u64::from(day.unsigned_abs()))
    }
}

/// A day as `2024-02-29`, for the wire.
pub fn day_text(day: i32) -> String {
    from_epoch_day(day).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_day_starts_at_sixteen_hours_utc() {
        let before = DateTime::parse_from_rfc3339("2024-02-29T15:59:59Z").expect("a time");
        let after = DateTime::parse_from_rfc3339("2024-02-29T16:00:00Z").expect("a time");
        assert_eq!(day_of(before.timestamp_millis()).to_string(), "2024-02-29");
        assert_eq!(day_of(after.timestamp_millis()).to_string(), "2024-03-01");
        assert_eq!(iso(after.timestamp_millis()), "2024-03-01T00:00:00+08:00");
        let last = end_of_day("2024-02-29".parse().expect("a day"));
        assert_eq!(last + 1, after.timestamp_millis());
    }

    #[test]
    fn epoch_days_go_both_ways_before_and_after_1970() {
        for text in ["1903-05-07", "1970-01-01", "2024-02-29"] {
            let day: NaiveDate = text.parse().expect("a day");
            assert_eq!(from_epoch_day(epoch_day(day)), day);
        }
    }
}
