//! The parameters that parts of a policy read, with what holds on a day, since when, by which
//! document, and what will hold later.

use chrono::NaiveDate;
use rules::policy::{PolicyFile, RowFile};
use rules::{Condition, Dated, Parameter, Parameters, Reads, Row, Rule, Subject, Vocabulary};

use crate::clock;
use crate::wire::policy::{ParameterValue, PolicyParameter};

/// What a policy's texts are read with.
pub struct Told<'a> {
    words: &'a Vocabulary,
    parameters: Parameters,
    today: NaiveDate,
}

impl<'a> Told<'a> {
    /// Of a policy, on a day.
    pub fn of(file: &PolicyFile, words: &'a Vocabulary, today: NaiveDate) -> Self {
        let own = Parameters::new(file.parameters.clone());
        Self {
            words,
            parameters: Parameters::shipped().with(&own),
            today,
        }
    }

    /// The parameters that decide who is entitled. A text that cannot be read names none.
    pub fn by_rule(&self, text: &str) -> Vec<PolicyParameter> {
        match Rule::parse(text, Subject::Person, self.words) {
            Ok(rule) => self.named_in(&Reads::of(&rule.condition)),
            Err(_) => Vec::new(),
        }
    }

    /// The parameters of a tier: of its condition and of its amount.
    pub fn by_tier(&self, tier: &RowFile) -> Vec<PolicyParameter> {
        match Row::parse(&tier.when, &tier.amount, Subject::Person, self.words) {
            Ok(row) => {
                let mut reads = Reads::of(&row.when);
                reads.add(Reads::of(&Condition::Known(row.amount)));
                self.named_in(&reads)
            }
            Err(_) => Vec::new(),
        }
    }

    fn named_in(&self, reads: &Reads) -> Vec<PolicyParameter> {
        reads
            .parameters
            .iter()
            .filter_map(|name| Some(view(self.parameters.get(name)?, self.today)))
            .collect()
    }
}

fn view(parameter: &Parameter, today: NaiveDate) -> PolicyParameter {
    PolicyParameter {
        name: parameter.name.clone(),
        unit: parameter.unit.clone(),
        now: parameter.on(today).map(value),
        later: parameter
            .values
            .iter()
            .filter(|dated| dated.from > today)
            .map(value)
            .collect(),
    }
}

fn value(dated: &Dated) -> ParameterValue {
    ParameterValue {
        from: clock::day_text(clock::epoch_day(dated.from)),
        value: dated.value.shown(),
        source: dated.source.clone(),
        note: dated.note.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_tells_what_holds_today_and_what_will() {
        let file = serde_json::json!({
            "id": "a", "name": "甲", "region": "", "department": "民政", "source": "",
            "standing": "", "area": "370203000000", "who": "年龄 >= 参数(起始年龄)",
            "parameters": [
                { "name": "起始年龄", "unit": "岁", "values": [
                    { "from": "2027-01-01", "value": { "number": 70 }, "source": "乙" }] },
                { "name": "标准", "unit": "元", "values": [
                    { "from": "2027-07-01", "value": { "number": 120 }, "source": "丙" },
                    { "from": "2020-01-01", "value": { "number": 80.5 }, "source": "甲",
                        "note": "须复核" }] }],
        });
        let file: PolicyFile = serde_json::from_value(file).expect("a policy");
        let words = crate::policy::with_parameters(&rules::shipped::vocabulary(), &file);
        let today = NaiveDate::from_ymd_opt(2026, 5, 1).expect("a day");
        let told = Told::of(&file, &words, today);
        let tier = RowFile {
            when: "年龄 >= 参数(起始年龄)".to_owned(),
            amount: "参数(标准)".to_owned(),
        };
        let found = told.by_tier(&tier);
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let amount = found.iter().find(|one| one.name == "标准").expect("read");
        let now = amount.now.as_ref().expect("in force");
        assert_eq!(
            (now.value.as_str(), now.from.as_str()),
            ("80.5", "2020-01-01")
        );
        assert_eq!(
            (now.source.as_str(), now.note.as_deref()),
            ("甲", Some("须复核"))
        );
        assert_eq!(amount.later.len(), 1);
        assert_eq!(
            (
                amount.later[0].value.as_str(),
                amount.later[0].from.as_str()
            ),
            ("120", "2027-07-01")
        );
        let age = &told.by_rule("年龄 >= 参数(起始年龄)")[0];
        assert!(age.now.is_none() && age.later[0].source == "乙");
    }
}
