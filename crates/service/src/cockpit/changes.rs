//! What changed in an area since the first of the month, as far as sources state a day.

use catalog::problem::Problem;
use chrono::{Datelike, NaiveDate};
use query::Snapshot;
use rules::{Condition, Rule, Subject};

use super::Desk;
use crate::tag::card::{known_share, of_rule};
use crate::tag::rule;
use crate::wire::figure::{CockpitFigure, DefinitionCard};
use crate::wire::tag::ThreeCount;

/// A change that some source states the day of.
struct Change {
    key: &'static str,
    label: &'static str,
    /// The element that holds the day.
    day: &'static str,
    /// Of whom the day should be held; everybody when empty.
    among: &'static str,
    definition: &'static str,
    /// How complete the day is, in words.
    note: &'static str,
}

const CHANGES: [Change; 4] = [
    Change {
        key: "births",
        label: "本月出生",
        day: "出生日期",
        among: "",
        definition: "出生日期在本月的人",
        note: "完整度：登记了出生日期的人占全部的比例。",
    },
    Change {
        key: "deaths",
        label: "本月去世",
        day: "死亡时间",
        among: "非 健在",
        definition: "死亡登记的日期在本月的人",
        note: "完整度：已故的人里登记了死亡日期的比例。",
    },
    Change {
        key: "hukou-in",
        label: "本月户口迁入",
        day: "户口迁入日期",
        among: "来源(公安·户籍人口)",
        definition: "公安登记的户口迁入日期在本月的人；迁出没有来源登记日期，不统计",
        note: "完整度：户籍人口登记里有迁入日期的比例；从未迁移的人没有这个日期，不等于漏登。",
    },
    Change {
        key: "arrived",
        label: "本月新来居住",
        day: "来本地时间",
        among: "来源(公安·流动人口)",
        definition: "流动人口登记的来本地时间在本月的人；离开没有来源登记日期，不统计",
        note: "完整度：流动人口登记里有来本地时间的比例。",
    },
];

impl Desk {
    /// Births, deaths and arrivals since the first of the month.
    pub(super) fn changes(&self, snapshot: &Snapshot) -> Result<Vec<CockpitFigure>, Problem> {
        let today = snapshot.district().today;
        let first = NaiveDate::from_ymd_opt(today.year(), today.month(), 1).unwrap_or(today);
        CHANGES
            .iter()
            .map(|change| self.change(snapshot, change, first))
            .collect()
    }

    fn change(
        &self,
        snapshot: &Snapshot,
        change: &Change,
        first: NaiveDate,
    ) -> Result<CockpitFigure, Problem> {
        let text = format!("{} >= {first}", change.day);
        let parsed = rule::parse(&self.tags, Subject::Person, &text)?;
        let held = self.held(snapshot, change)?;
        let note = Some(change.note.to_owned());
        let card = of_rule(
            change.label,
            change.definition,
            &parsed,
            None,
            &self.days,
            note,
        );
        Ok(CockpitFigure {
            key: change.key.to_owned(),
            label: change.label.to_owned(),
            value: snapshot.count_three(&parsed, &self.filter())?.yes,
            unit: "人".to_owned(),
            link: Some(self.link(&[("alive", "all")], Some(parsed.condition))),
            card: self.named(DefinitionCard {
                known_share: Some(known_share(held)),
                unknown: Some(held.unknown),
                ..card
            }),
        })
    }

    /// Of how many the day is held, among those who should have one.
    fn held(&self, snapshot: &Snapshot, change: &Change) -> Result<ThreeCount, Problem> {
        let condition = |text: &str| -> Result<Condition, Problem> {
            Ok(rule::parse(&self.tags, Subject::Person, text)?.condition)
        };
        let count = |parts: Vec<Condition>| -> Result<u64, Problem> {
            if parts.is_empty() {
                return snapshot.count(&self.filter());
            }
            let rule = Rule {
                subject: Subject::Person,
                condition: Condition::all(parts),
            };
            Ok(snapshot.count_three(&rule, &self.filter())?.yes)
        };
        let mut among = Vec::new();
        if !change.among.is_empty() {
            among.push(condition(change.among)?);
        }
        let all = count(among.clone())?;
        among.push(condition(&format!("已知({})", change.day))?);
        let yes = count(among)?;
        Ok(ThreeCount {
            yes,
            no: 0,
            unknown: all - yes,
        })
    }
}
