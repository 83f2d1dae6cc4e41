//! Mistakes of a policy: every one is told, with its place.

use rules::policy::{PolicyFault, PolicyFile};
use rules::shipped::{policies, vocabulary};
use rules::{Parameters, Truth};

fn old_age() -> PolicyFile {
    policies()
        .iter()
        .find(|policy| policy.id == "qd-shibei-gaoling")
        .unwrap()
        .clone()
}

fn places(faults: &[PolicyFault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.at.as_str()).collect()
}

#[test]
fn every_mistake_names_its_place() {
    let mut policy = old_age();
    policy.who = Some("健在 且\n年岭 >= 80".into());
    policy.components[0].rows[0].amount = "参数(没有)".into();
    policy.components[1].rows[0].when = "年龄 >=".into();
    policy.paid.as_mut().unwrap().who = "标签(没有这个标签)".into();
    let faults = policy
        .read(&vocabulary(), Parameters::shipped())
        .unwrap_err();
    assert_eq!(
        places(&faults),
        [
            "/who",
            "/components/0/rows/0/amount",
            "/components/1/rows/0/when",
            "/paid/who"
        ]
    );
    assert_eq!(faults[0].position, Some((2, 1)));
    assert!(faults[0].message.contains("年龄"), "{faults:?}");
    let refused = policy.compile(&vocabulary(), Parameters::shipped());
    assert_eq!(refused.unwrap_err().detail.matches("有误").count(), 1);
}

#[test]
fn what_is_empty_or_twice_is_told_and_what_ships_is_neither() {
    for policy in policies() {
        assert_eq!(policy.shape_faults(), [], "{}", policy.id);
    }
    let mut policy = old_age();
    policy.components[1].name = policy.components[0].name.clone();
    policy.components[0].period = "每周".into();
    policy.parameters[0].values[0].source = " ".into();
    let twice = policy.parameters[1].values[0].clone();
    policy.parameters[1].values.push(twice);
    policy.from = "2027-01-01".parse().ok();
    policy.until = "2026-12-31".parse().ok();
    let faults = policy.shape_faults();
    let last = policy.parameters[1].values.len() - 1;
    assert_eq!(
        places(&faults),
        [
            "/until",
            "/components/0/period",
            "/components/1/name",
            "/parameters/0/values/0/source",
            &format!("/parameters/1/values/{last}/from"),
        ]
    );
}

#[test]
fn a_case_says_that_its_component_is_gone() {
    let mut policy = old_age();
    let case = policy
        .cases
        .iter()
        .position(|case| case.expect.amounts.contains_key("体检补助"))
        .unwrap();
    policy
        .components
        .retain(|component| component.name != "体检补助");
    let outcomes = policy
        .outcomes(&vocabulary(), Parameters::shipped())
        .unwrap();
    let said = outcomes[case].failure.as_deref().unwrap();
    assert!(said.contains("没有这个项目"), "{said}");
    assert_eq!(
        outcomes[case].found.as_ref().unwrap().entitled,
        Truth::True,
        "what comes out now can be taken over"
    );
}

#[test]
fn a_policy_holds_from_its_first_day_to_its_last() {
    let day = |text: &str| text.parse().unwrap();
    let mut policy = old_age();
    assert!(policy.holds_on(day("1990-01-01")));
    policy.from = Some(day("2027-01-01"));
    policy.until = Some(day("2027-12-31"));
    for (on, holds) in [
        ("2026-12-31", false),
        ("2027-01-01", true),
        ("2027-12-31", true),
        ("2028-01-01", false),
    ] {
        assert_eq!(policy.holds_on(day(on)), holds, "{on}");
    }
    assert!(!policy.has_ended(day("2026-12-31")));
    assert!(policy.has_ended(day("2028-01-01")));
}
