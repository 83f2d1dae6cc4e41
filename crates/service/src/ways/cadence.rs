//! How often a table is pulled.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::clock::{CHINA_OFFSET_HOURS, Millis};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// Longest time between two runs, in hours: about a quarter.
const LONGEST: u32 = 24 * 92;

/// Every so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cadence {
    /// Every so many hours, counted from the last run.
    Every {
        /// From 1.
        hours: u32,
    },
    /// Daily at a minute of the Chinese day.
    Daily {
        /// Minutes since midnight.
        minute: u32,
    },
}

impl Cadence {
    /// Reads what somebody typed: either hours, or a time of day as `02:30`.
    ///
    /// # Errors
    /// `cadence-invalid` for neither, both, or what is out of range.
    pub fn read(every_hours: Option<u32>, daily_at: Option<&str>) -> Result<Self, Problem> {
        let invalid = || {
            Problem::bad_input(
                "cadence-invalid",
                "请选择多久抽取一次：每隔 1 到 2208 小时，或每天几点几分（例如 02:30）。",
            )
        };
        match (
            every_hours,
            daily_at.map(str::trim).filter(|at| !at.is_empty()),
        ) {
            (Some(hours), None) if (1..=LONGEST).contains(&hours) => Ok(Self::Every { hours }),
            (None, Some(at)) => minute_of(at)
                .map(|minute| Self::Daily { minute })
                .ok_or_else(invalid),
            _ => Err(invalid()),
        }
    }

    /// When the next run is due after a time.
    pub fn next(self, after: Millis) -> Millis {
        match self {
            Self::Every { hours } => after + Millis::from(hours) * HOUR,
            Self::Daily { minute } => {
                let offset = CHINA_OFFSET_HOURS * HOUR;
                let midnight = (after + offset).div_euclid(DAY) * DAY - offset;
                let today = midnight + Millis::from(minute) * MINUTE;
                if today > after { today } else { today + DAY }
            }
        }
    }

    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::Every { hours } => format!("每 {hours} 小时"),
            Self::Daily { minute } => format!("每天 {:02}:{:02}", minute / 60, minute % 60),
        }
    }
}

fn minute_of(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        chrono::DateTime::parse_from_rfc3339(text)
            .expect("a time")
            .timestamp_millis()
    }

    #[test]
    fn a_time_of_day_is_chinese_and_always_ahead() {
        let nightly = Cadence::read(None, Some("02:30")).expect("a time of day");
        assert_eq!(
            nightly.next(at("2026-11-22T01:00:00+08:00")),
            at("2026-11-22T02:30:00+08:00")
        );
        assert_eq!(
            nightly.next(at("2026-11-22T02:30:00+08:00")),
            at("2026-11-23T02:30:00+08:00")
        );
        assert_eq!(
            nightly.next(at("2026-11-22T23:59:00+08:00")),
            at("2026-11-23T02:30:00+08:00")
        );
        assert_eq!(nightly.words(), "每天 02:30");
    }

    #[test]
    fn hours_count_from_the_last_run() {
        let six = Cadence::read(Some(6), None).expect("hours");
        assert_eq!(
            six.next(at("2026-11-22T01:00:00+08:00")),
            at("2026-11-22T07:00:00+08:00")
        );
    }

    #[test]
    fn neither_both_and_nonsense_are_refused() {
        for (hours, daily) in [
            (None, None),
            (Some(0), None),
            (Some(6), Some("02:30")),
            (None, Some("25:00")),
            (None, Some("半夜")),
        ] {
            assert_eq!(
                Cadence::read(hours, daily).expect_err("refused").code,
                "cadence-invalid"
            );
        }
    }
}
