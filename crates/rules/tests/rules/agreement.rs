//! Columns and traces give the same answer for every person.

use catalog::area::AreaCode;
use rules::facts::Entity;
use rules::memory::WorldColumns;
use rules::{Context, Parameters, Plan, Subject, Three, Truth, explain};

use crate::dice::Dice;
use crate::random_rule::{Scope, rule};
use crate::random_world::world;

#[test]
fn columns_and_traces_agree() {
    let mut dice = Dice::new(7);
    let (mut pairs, mut answers) = (0, [0; 3]);
    for round in 0..480 {
        let people = 24 + dice.below(40);
        let world = world(&mut dice, people);
        let columns = WorldColumns::of(&world);
        let subject = Subject::ALL[[0, 0, 0, 0, 1, 2, 3][round % 7]];
        let rule = rule(&mut dice, subject, Scope::All);
        let context = Context {
            today: "2026-11-22".parse().unwrap(),
            area: "370203".parse::<AreaCode>().ok(),
            parameters: Parameters::shipped(),
        };
        let fast: Three = Plan::new(&rule, &context).run(&columns.table(subject));
        for (row, entry) in world.of(subject).iter().enumerate() {
            let entity = Entity {
                subject,
                id: entry.id,
            };
            let trace = explain(&rule.condition, entity, &world, &context);
            assert_eq!(
                Truth::of(fast.get(row)),
                trace.truth,
                "round {round}, {entity:?}\n{}\n{entry:?}\n{trace:#?}",
                rule.text()
            );
            assert_eq!(
                trace.truth == Truth::Unknown,
                !trace.missing.is_empty(),
                "what cannot be told names what is missing: {}\n{trace:#?}",
                rule.text()
            );
            assert!(!trace.sentence.is_empty());
            pairs += 1;
            answers[trace.truth as usize] += 1;
        }
    }
    assert!(pairs > 10_000, "{pairs}");
    // The test would prove little if one answer were rare.
    assert!(
        answers.iter().all(|count| *count * 10 > pairs),
        "{answers:?}"
    );
}
