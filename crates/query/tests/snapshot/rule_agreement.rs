//! Random rules over random districts: what the snapshot answers for everybody at once is what is
//! explained for each of them, and every tag is its rule.

use std::collections::BTreeSet;

use query::{PersonFilter, TagSet};
use rules::facts::{Entity, Facts};
use rules::{Condition, MissingFact, Subject, Trace, Truth, explain, explain_with_tags};

use crate::dice::Dice;
use crate::random_district::snapshot;
use crate::random_rule::{Scope, rule};
use crate::random_world::world;

#[test]
fn a_rule_says_of_everybody_what_is_explained_for_each() {
    let mut dice = Dice::new(11);
    let (mut pairs, mut answers) = (0, [0; 3]);
    let all = PersonFilter::default();
    for round in 0..480 {
        let people = 24 + dice.below(40);
        let mut world = world(&mut dice, people);
        let snapshot = snapshot(&mut world);
        let subject = Subject::ALL[[0, 0, 0, 0, 1, 2, 3][round % 7]];
        let rule = rule(&mut dice, subject, Scope::All);
        let yes: BTreeSet<i64> = snapshot
            .matching(&rule, &all)
            .unwrap()
            .into_iter()
            .collect();
        let unknown: BTreeSet<i64> = snapshot.untold(&rule, &all).unwrap().into_iter().collect();
        let counts = snapshot.count_three(&rule, &all).unwrap();
        assert_eq!(
            (
                counts.yes,
                counts.unknown,
                counts.yes + counts.no + counts.unknown
            ),
            (
                yes.len() as u64,
                unknown.len() as u64,
                world.of(subject).len() as u64
            )
        );
        let facts = snapshot.facts();
        let context = snapshot.context(None);
        for entry in world.of(subject) {
            let entity = Entity {
                subject,
                id: entry.id,
            };
            let trace = explain(&rule.condition, entity, &facts, &context);
            let fast = match (yes.contains(&entry.id), unknown.contains(&entry.id)) {
                (true, _) => Truth::True,
                (_, true) => Truth::Unknown,
                _ => Truth::False,
            };
            assert_eq!(
                fast,
                trace.truth,
                "round {round}, {entity:?}\n{}\n{entry:?}\n{trace:#?}",
                rule.text()
            );
            pairs += 1;
            answers[trace.truth as usize] += 1;
        }
    }
    assert!(pairs > 10_000, "{pairs}");
    // The test would prove little if one answer were rare.
    assert!(
        answers.iter().all(|count| *count * 20 > pairs),
        "{answers:?}"
    );
}

/// Beneath every tag stands its rule, with the same answer.
fn all_told(trace: &Trace) {
    let is_tag = TagSet::shipped()
        .all()
        .any(|tag| trace.condition == format!("标签({})", tag.name));
    if is_tag {
        assert_eq!(trace.parts.len(), 1, "{}", trace.condition);
        assert_eq!(trace.parts[0].truth, trace.truth, "{}", trace.condition);
    }
    assert!(
        !trace
            .missing
            .iter()
            .any(|one| matches!(one.what, MissingFact::Tag(_))),
        "{trace:#?}"
    );
    trace.parts.iter().for_each(all_told);
}

#[test]
fn every_tag_is_its_rule_explained() {
    let mut dice = Dice::new(12);
    let mut pairs = 0;
    for _ in 0..30 {
        let mut world = world(&mut dice, 30);
        let snapshot = snapshot(&mut world);
        let facts = snapshot.facts();
        for subject in Subject::ALL {
            for tag in TagSet::shipped().of(subject) {
                for entry in world.of(subject) {
                    let entity = Entity {
                        subject,
                        id: entry.id,
                    };
                    let trace =
                        explain(&tag.rule.condition, entity, &facts, &snapshot.context(None));
                    assert_eq!(
                        Truth::of(facts.tag(entity, &tag.name)),
                        trace.truth,
                        "{}: {entry:?}",
                        tag.name
                    );
                    let whole = explain_with_tags(
                        &Condition::Tag(tag.name.clone()),
                        entity,
                        &facts,
                        &snapshot.context(None),
                        &|name, of| snapshot.tag_rule(name, of),
                    );
                    all_told(&whole);
                    assert_eq!(whole.parts[0].truth, whole.truth, "{}: {entry:?}", tag.name);
                    pairs += 1;
                }
            }
        }
    }
    assert!(pairs > 40_000, "{pairs}");
}
