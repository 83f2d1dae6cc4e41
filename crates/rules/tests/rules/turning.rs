//! Between the days that a rule turns on, no answer changes.

use std::collections::BTreeSet;

use catalog::area::AreaCode;
use catalog::element::{Dictionary, ElementNo, ValueKind};
use catalog::period;
use chrono::NaiveDate;
use rules::memory::{World, WorldColumns};
use rules::{Context, Parameters, Plan, Rule, Subject, Turning, Vocabulary};

use crate::dice::Dice;
use crate::random_rule::{Scope, rule};
use crate::random_world::world;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every date that anybody holds of an element.
fn dates(world: &World, element: ElementNo) -> Vec<NaiveDate> {
    let month = Dictionary::shipped()
        .get(element)
        .is_some_and(|element| element.kind == ValueKind::Month);
    Subject::ALL
        .into_iter()
        .flat_map(|subject| world.of(subject))
        .filter_map(|entry| entry.values.get(&element))
        .filter_map(|text| {
            let text = if month {
                format!("{text}-01")
            } else {
                text.clone()
            };
            text.parse().ok()
        })
        .collect()
}

/// The days on which some answer is another than on the day before.
fn changes(rule: &Rule, world: &World, from: NaiveDate, until: NaiveDate) -> BTreeSet<NaiveDate> {
    let columns = WorldColumns::of(world);
    let ask = |today: NaiveDate| {
        let context = Context {
            today,
            area: "370203".parse::<AreaCode>().ok(),
            parameters: Parameters::shipped(),
        };
        let answer = Plan::new(rule, &context).run(&columns.table(rule.subject));
        (0..world.of(rule.subject).len())
            .map(|row| answer.get(row))
            .collect::<Vec<_>>()
    };
    let mut found = BTreeSet::new();
    let mut before = ask(from);
    for today in from.iter_days().skip(1).take_while(|day| *day <= until) {
        let now = ask(today);
        if now != before {
            found.insert(today);
        }
        before = now;
    }
    found
}

#[test]
fn answers_change_on_turning_days_only() {
    let (from, until) = (day("2026-01-30"), day("2027-03-04"));
    let (mut changed, mut looked_at, mut every) = (0, 0, 0);
    let mut dice = Dice::new(23);
    for round in 0..320 {
        if round == 160 {
            // Another stream says other rules.
            dice = Dice::new(71);
        }
        let world = world(&mut dice, 40);
        let rule = rule(&mut dice, Subject::Person, Scope::All);
        let turning = Turning::of([&rule.condition]);
        let known = turning.days(
            &|element| dates(&world, element),
            Parameters::shipped(),
            from,
            until,
        );
        every += (until - from).num_days().unsigned_abs() as usize;
        looked_at += known.len();
        let found = changes(&rule, &world, from, until);
        changed += found.len();
        let missed: Vec<_> = found.difference(&known).collect();
        assert!(missed.is_empty(), "{missed:?}: {}", rule.text());
    }
    assert!(changed > 40, "{changed}");
    assert!(looked_at * 2 < every, "{looked_at} of {every}");
}

#[test]
fn the_days_of_shipped_words_are_few_and_exact() {
    let mut vocabulary = Vocabulary::empty();
    vocabulary.add_parameters(Parameters::shipped());
    let ask = |text: &str, birth: &str| -> Vec<String> {
        let rule = Rule::parse(text, Subject::Person, &vocabulary).unwrap();
        let held = [day(birth)];
        Turning::of([&rule.condition])
            .days(
                &|element| {
                    let birth = Dictionary::shipped().by_id("birth_date").unwrap().no;
                    if element == birth {
                        held.to_vec()
                    } else {
                        Vec::new()
                    }
                },
                &Parameters::default(),
                day("2026-01-01"),
                day("2026-12-31"),
            )
            .into_iter()
            .map(period::day_text)
            .collect()
    };
    // A month before a date that is still to come.
    let before = ask("加月(出生日期, -1) < 今天", "2027-01-15");
    assert!(before.contains(&"2026-12-16".to_owned()), "{before:?}");
    assert_eq!(
        ask("年龄 >= 80", "1946-05-03"),
        ["2026-05-03", "2026-05-04"]
    );
    assert_eq!(
        ask("年龄 >= 80", "1944-02-29"),
        ["2026-02-28", "2026-03-01"]
    );
    assert_eq!(
        ask("足月(出生日期, 今天) < 36", "2023-11-30").len(),
        24,
        "every month"
    );
    assert_eq!(
        ask("年(今天) - 年(出生日期) = 60", "1966-05-03").len(),
        11,
        "the first of each month after January"
    );
    assert_eq!(
        ask("残疾等级 = 一级 且 健在", "1946-05-03"),
        [] as [&str; 0]
    );
    assert_eq!(
        ask("出生日期 <= 今天", "2026-05-03"),
        ["2026-05-03", "2026-05-04"]
    );
    assert_eq!(
        ask("天数(出生日期, 今天) <= 30", "2026-05-03").len(),
        364,
        "what is not understood is asked for every day"
    );
}
