//! Every shipped tag has test cases, and each comes out as it must.

use std::collections::{BTreeMap, BTreeSet};

use rules::policy::CasePerson;
use rules::shipped::{tag_cases, tag_rules};
use rules::{TagCase, Truth};

#[test]
fn every_case_comes_out_as_it_must() {
    let failures = tag_cases().failures();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_tag_has_cases_for_each_of_its_answers() {
    let cases = &tag_cases().cases;
    let tags: BTreeSet<&str> = tag_rules().iter().map(|tag| tag.name.as_str()).collect();
    let of: BTreeSet<&str> = cases.keys().map(String::as_str).collect();
    assert_eq!(tags, of, "a tag without cases, or cases of no tag");
    for (tag, cases) in cases {
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), cases.len(), "{tag}: two cases of one name");
        let says = |truth| cases.iter().any(|case| case.expect == truth);
        assert!(says(Truth::True), "{tag}: nobody carries it");
        assert!(says(Truth::False), "{tag}: everybody carries it");
        assert_eq!(
            says(Truth::Unknown),
            may_be_untold(tag, cases),
            "{tag}: of whom it cannot be told"
        );
    }
}

/// Whether it cannot be told any more of somebody in a case when one thing less is known.
fn may_be_untold(tag: &str, cases: &[TagCase]) -> bool {
    cases.iter().any(|case| {
        let own = CasePerson {
            facts: case.facts.clone(),
            tags: BTreeSet::new(),
            sources: case.sources.clone(),
            kin: case.kin.clone(),
        };
        weaker(&own).into_iter().any(|own| {
            let case = TagCase {
                facts: own.facts,
                kin: own.kin,
                ..case.clone()
            };
            let (truth, missing) = tag_cases().answer(tag, &case).unwrap();
            assert_eq!(truth == Truth::Unknown, !missing.is_empty(), "{tag}");
            truth == Truth::Unknown
        })
    })
}

/// The same somebody with one value or one set not known, of themselves or of a member.
fn weaker(person: &CasePerson) -> Vec<CasePerson> {
    fn without<T: Clone>(map: &BTreeMap<String, T>) -> impl Iterator<Item = BTreeMap<String, T>> {
        map.keys().map(|key| {
            let mut fewer = map.clone();
            fewer.remove(key);
            fewer
        })
    }
    let mut found = Vec::new();
    found.extend(without(&person.facts).map(|facts| CasePerson {
        facts,
        ..person.clone()
    }));
    found.extend(without(&person.kin).map(|kin| CasePerson {
        kin,
        ..person.clone()
    }));
    for (relation, members) in &person.kin {
        for (at, member) in members.iter().enumerate() {
            for less in weaker(member) {
                let mut changed = person.clone();
                if let Some(members) = changed.kin.get_mut(relation) {
                    members[at] = less;
                }
                found.push(changed);
            }
        }
    }
    found
}

#[test]
fn a_wrong_case_is_named() {
    let mut cases = tag_cases().clone();
    let old = cases.cases.get_mut("百岁老人").unwrap();
    old[1].expect = Truth::True;
    old.push(TagCase {
        facts: BTreeMap::from([("年铃".to_owned(), "3".to_owned())]),
        ..old[0].clone()
    });
    let failures = cases.failures();
    assert_eq!(failures.len(), 2, "{failures:#?}");
    assert_eq!(failures[0].tag, "百岁老人");
    assert!(
        failures[0].reason.contains("应为“满足”") && failures[0].reason.contains("实为“不满足”"),
        "{failures:#?}"
    );
    assert!(failures[1].reason.contains("年铃"), "{failures:#?}");
}

#[test]
fn a_case_of_a_policy_may_name_who_lives_with_somebody() {
    let mut policy = rules::shipped::policies()
        .iter()
        .find(|policy| policy.id == "qd-shibei-gaoling")
        .unwrap()
        .clone();
    policy.who = Some("年龄 >= 80 且 没有 同住人".to_owned());
    let mut alone = policy.cases[0].clone();
    alone.person.kin.insert("同住人".to_owned(), Vec::new());
    let mut together = alone.clone();
    let other = vec![CasePerson::default()];
    together.person.kin.insert("同住人".to_owned(), other);
    policy.cases = vec![alone, together];
    let outcomes = policy
        .outcomes(&rules::shipped::vocabulary(), rules::Parameters::shipped())
        .unwrap();
    let entitled = |at: usize| outcomes[at].found.as_ref().unwrap().entitled;
    assert_eq!((entitled(0), entitled(1)), (Truth::True, Truth::False));
}
