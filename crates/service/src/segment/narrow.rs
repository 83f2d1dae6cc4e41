//! A segment as a filter of figures: the cockpit and 统计 narrowed to one.

use catalog::area::AreaCode;
use catalog::problem::Problem;
use query::PersonFilter;
use rules::{Condition, Rule, Subject};

use super::in_reach;
use crate::app::App;
use crate::rights::Caller;
use crate::tag::rule;

/// A segment that figures of an area are narrowed to.
#[derive(Debug, Clone)]
pub struct Narrow {
    /// Its name.
    pub name: String,
    /// Its rule.
    pub rule: Rule,
    /// Where its people are counted: the asked area, or the segment's where that is smaller.
    pub area: AreaCode,
}

impl Narrow {
    /// A segment that the caller may use and ask, within an area.
    ///
    /// # Errors
    /// `segment-unknown`; what is wrong with its rule, or that it asks by something too sensitive
    /// for the caller; `segment-elsewhere` when it is of another area.
    pub async fn to(app: &App, caller: &Caller, id: i64, asked: AreaCode) -> Result<Self, Problem> {
        let areas = app.areas();
        let segment = in_reach(app, caller, id).await?.body;
        let rule = rule::allowed(app, caller, &app.tags(), Subject::Person, &segment.rule)?;
        let area = match segment.area.parse::<AreaCode>() {
            Ok(own) if areas.is_within(&asked, &own) => asked,
            Ok(own) if areas.is_within(&own, &asked) => own,
            _ => {
                return Err(Problem::bad_input(
                    "segment-elsewhere",
                    format!(
                        "人群“{}”不在所选区划里，请换一个区划或换一个人群。",
                        segment.name
                    ),
                ));
            }
        };
        Ok(Self {
            name: segment.name,
            rule,
            area,
        })
    }

    /// How a definition card names it.
    pub fn words(&self) -> String {
        format!("{}：{}", self.name, self.rule.condition.sentence())
    }

    /// A filter of the same basis for those of the segment.
    pub fn filter(&self, filter: PersonFilter) -> PersonFilter {
        PersonFilter {
            area: Some(self.area),
            rule: Some(self.rule.text()),
            ..filter
        }
    }

    /// Those of the segment of whom a condition holds, as one rule.
    pub fn and(&self, condition: Option<Condition>) -> Rule {
        let parts = [self.rule.condition.clone()].into_iter().chain(condition);
        Rule {
            subject: Subject::Person,
            condition: Condition::all(parts.collect()),
        }
    }
}
