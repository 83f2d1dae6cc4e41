//! Forms that come again: what was accepted last time is carried over with its age, and only what
//! has changed since is shown.

use catalog::element::no;
use catalog::source::no::FORM_CORRECTION;
use catalog::survivorship::EpochDay;
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::cell::{CellState, FormCell};
use crate::template::{Template, TemplateColumn};

/// How often a form comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// 每月
    Monthly,
    /// 每季度
    Quarterly,
    /// 每半年
    HalfYearly,
    /// 每年
    Yearly,
}

impl Rhythm {
    /// Every rhythm.
    pub const ALL: [Self; 4] = [
        Self::Monthly,
        Self::Quarterly,
        Self::HalfYearly,
        Self::Yearly,
    ];

    /// Stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half-yearly",
            Self::Yearly => "yearly",
        }
    }

    /// The rhythm of a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.as_str() == name)
    }

    /// How users read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Monthly => "每月",
            Self::Quarterly => "每季度",
            Self::HalfYearly => "每半年",
            Self::Yearly => "每年",
        }
    }

    /// The same day one period later; the last of the month where that month is shorter.
    #[must_use]
    pub fn next(self, day: NaiveDate) -> NaiveDate {
        let months = match self {
            Self::Monthly => 1,
            Self::Quarterly => 3,
            Self::HalfYearly => 6,
            Self::Yearly => 12,
        };
        day.checked_add_months(Months::new(months)).unwrap_or(day)
    }
}

/// Fills gaps of a row with what was accepted for the same person last time and answers how many
/// cells it filled. The registry comes first: what it holds is newer or was corrected there.
/// `accepted` is the day on which the former row was accepted.
pub fn carry(
    template: &Template,
    former: &[FormCell],
    now: &mut [FormCell],
    accepted: EpochDay,
) -> usize {
    let mut carried = 0;
    for ((column, before), cell) in template.columns.iter().zip(former).zip(now) {
        if cell.state != CellState::Empty || !before.is_filled() || changes_by_itself(column) {
            continue;
        }
        let own = before.is_by_community();
        *cell = FormCell {
            text: before.text.clone(),
            canonical: before.canonical.clone(),
            // A value that was carried before keeps its age.
            source: if own { None } else { before.source }.or(Some(FORM_CORRECTION)),
            as_of: if own { None } else { before.as_of }.or(Some(accepted)),
            ..FormCell::blank(CellState::Prefilled)
        };
        carried += 1;
    }
    carried
}

/// The places of a row whose content is another than the one accepted last time.
#[must_use]
pub fn changed(template: &Template, former: &[FormCell], now: &[FormCell]) -> Vec<usize> {
    let cells = template.columns.iter().zip(former).zip(now).enumerate();
    cells
        .filter(|(_, ((column, before), cell))| {
            column.asks() && !changes_by_itself(column) && before.canonical != cell.canonical
        })
        .map(|(place, _)| place)
        .collect()
}

/// Whether a column is another every time without anybody's doing: 序号, 年龄.
fn changes_by_itself(column: &TemplateColumn) -> bool {
    column.is_counted()
        || column
            .element()
            .is_some_and(|element| element.no == no::AGE)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use catalog::source::SourceNo;

    use super::*;
    use crate::testing::template;

    fn cell(state: CellState, text: &str) -> FormCell {
        FormCell {
            text: text.to_owned(),
            canonical: text.to_owned(),
            ..FormCell::blank(state)
        }
    }

    #[test]
    fn the_next_due_day_is_one_period_later() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (rhythm, from, next) in [
            (Rhythm::Monthly, "2026-01-31", "2026-02-28"),
            (Rhythm::Quarterly, "2026-11-30", "2027-02-28"),
            (Rhythm::HalfYearly, "2026-08-31", "2027-02-28"),
            (Rhythm::Yearly, "2024-02-29", "2025-02-28"),
        ] {
            assert_eq!(rhythm.next(day(from)), day(next));
            assert_eq!(Rhythm::parse(rhythm.as_str()), Some(rhythm));
        }
        assert_eq!(Rhythm::parse("hourly"), None);
    }

    #[test]
    fn only_gaps_are_carried_and_they_keep_their_age() {
        use CellState::{Empty, Prefilled, Typed};
        let form = template(&[
            ("序号", "序号"),
            ("年龄", "年龄"),
            ("联系电话", "联系电话"),
            ("二档", ""),
            ("备注", ""),
            ("走访情况", ""),
        ]);
        let mut old = cell(Prefilled, "三级");
        (old.source, old.as_of) = (Some(SourceNo(90)), Some(19_000));
        let former = [
            cell(Prefilled, "7"),
            cell(Prefilled, "80"),
            cell(Typed, "13900001234"),
            old,
            cell(Typed, "已走访"),
            cell(Empty, ""),
        ];
        let mut now = [
            cell(Empty, ""),
            cell(Empty, ""),
            cell(Prefilled, "13800001234"),
            cell(Empty, ""),
            cell(Empty, ""),
            cell(Empty, ""),
        ];
        assert_eq!(carry(&form, &former, &mut now, 20_000), 2);
        assert_eq!(now[0].state, Empty, "a number of a list is counted anew");
        assert_eq!(now[2].text, "13800001234", "the registry comes first");
        assert_eq!((now[3].text.as_str(), now[3].as_of), ("三级", Some(19_000)));
        assert_eq!(now[4].source, Some(FORM_CORRECTION));
        assert_eq!(now[4].as_of, Some(20_000));
        assert_eq!(now[4].state, Prefilled);
        assert_eq!(changed(&form, &former, &now), [2]);
    }
}
