#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::problem::ProblemKind;
use proptest::prelude::*;

use super::*;

const SHORT: Route = Route {
    by_street: false,
    head: false,
    settle: false,
};
const LONG: Route = Route {
    by_street: true,
    head: true,
    settle: true,
};

/// What each level may do in each state, on the shortest and on the longest way.
fn allowed(route: Route, state: State) -> Vec<(Level, Act, State)> {
    let acts = Level::ALL.into_iter().flat_map(|by| {
        let allowed = route.allowed(state, by);
        allowed
            .into_iter()
            .map(move |act| (by, act, route.step(state, act, by).unwrap()))
    });
    acts.filter(|(_, act, _)| !matches!(act, Act::Recall | Act::Resume | Act::Take))
        .collect()
}

#[test]
fn the_short_way_is_community_and_street() {
    use State::{Accepted, Filling, Returned, Submitted};
    let filling = [
        (Level::Community, Act::Edit, Filling),
        (Level::Community, Act::Submit, Submitted),
    ];
    assert_eq!(allowed(SHORT, Filling), filling);
    let submitted = [
        (Level::Street, Act::Accept, Accepted),
        (Level::Street, Act::Return, Returned),
    ];
    assert_eq!(allowed(SHORT, Submitted), submitted);
    let returned = [
        (Level::Community, Act::Edit, Returned),
        (Level::Community, Act::Submit, Submitted),
    ];
    assert_eq!(allowed(SHORT, Returned), returned);
    assert_eq!(
        allowed(SHORT, Accepted),
        [(Level::Street, Act::Reopen, Returned)]
    );
    assert!(SHORT.is_done(Accepted));
}

#[test]
fn the_long_way_goes_through_every_level() {
    use State::{Accepted, Checking, Filling, Returned, Settled, Submitted, Waiting};
    assert_eq!(LONG.first(), Waiting);
    assert_eq!(
        allowed(LONG, Waiting),
        [(Level::Street, Act::Forward, Filling)]
    );
    assert!(allowed(LONG, Filling).contains(&(Level::Community, Act::Submit, Checking)));
    let checking = [
        (Level::Head, Act::Approve, Submitted),
        (Level::Head, Act::Return, Returned),
    ];
    assert_eq!(allowed(LONG, Checking), checking);
    let accepted = [
        (Level::Street, Act::Reopen, Returned),
        (Level::Department, Act::Return, Submitted),
        (Level::Department, Act::Settle, Settled),
    ];
    assert_eq!(allowed(LONG, Accepted), accepted);
    assert_eq!(
        allowed(LONG, Settled),
        [(Level::Department, Act::Reopen, Submitted)]
    );
    assert!(!LONG.is_done(Accepted) && LONG.is_done(Settled));
}

#[test]
fn what_is_accepted_is_not_recalled_and_what_is_recalled_starts_over() {
    let by = Level::Department;
    for state in State::ALL {
        let recalled = LONG.step(state, Act::Recall, by).is_ok();
        let open = !state.is_accepted() && state != State::Recalled;
        assert_eq!(recalled, open, "{state:?}");
    }
    let again = |route: Route| route.step(State::Recalled, Act::Resume, by).unwrap();
    assert_eq!(
        (again(SHORT), again(LONG)),
        (State::Filling, State::Waiting)
    );
}

#[test]
fn the_wrong_level_is_refused_and_told_whom_to_ask() {
    let problem = SHORT
        .step(State::Submitted, Act::Accept, Level::Community)
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Forbidden);
    assert_eq!(problem.code, "submission-level");
    assert!(problem.detail.contains("请联系街道"), "{}", problem.detail);
    assert!(SHORT.allowed(State::Accepted, Level::Department).is_empty());
}

#[test]
fn an_accepted_submission_says_how_to_change_it() {
    let problem = SHORT
        .step(State::Accepted, Act::Edit, Level::Community)
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Conflict);
    assert!(problem.detail.contains("重新打开"), "{}", problem.detail);
}

#[test]
fn returning_without_a_reason_changes_nothing() {
    let mut course = Course::at(SHORT, State::Submitted);
    let problem = course
        .act(Act::Return, Level::Street, Some("  "))
        .unwrap_err();
    assert_eq!(problem.code, "submission-remark");
    assert_eq!(course.state(), State::Submitted);
    assert!(course.steps().is_empty());
    let step = course
        .act(Act::Return, Level::Street, Some("第3行电话有误"))
        .unwrap();
    assert_eq!(step.remark.as_deref(), Some("第3行电话有误"));
}

const CELL: CellPlace = CellPlace { row: 7, column: 2 };
const OTHER: CellPlace = CellPlace { row: 7, column: 3 };

#[test]
fn of_a_return_with_cells_only_these_reopen_until_it_is_handed_up_again() {
    let mut course = Course::at(SHORT, State::Submitted);
    let cells = OpenCells::marked([CELL]);
    course
        .hand_back(Act::Return, Level::Street, Some("电话"), cells)
        .unwrap();
    assert!(course.edit(CELL, Level::Community).is_ok());
    let locked = course.edit(OTHER, Level::Community).unwrap_err();
    assert_eq!(locked.code, "cell-locked");
    course.act(Act::Submit, Level::Community, None).unwrap();
    course
        .hand_back(
            Act::Return,
            Level::Street,
            Some("整份再看"),
            OpenCells::all(),
        )
        .unwrap();
    assert!(course.edit(OTHER, Level::Community).is_ok());
}

/// What somebody tries: a change of a cell, or a step with or without cells.
#[derive(Debug, Clone)]
enum Try {
    Edit(CellPlace, Level),
    Act(Act, Level, Option<&'static str>, bool),
}

fn a_try() -> impl Strategy<Value = Try> {
    let level = || prop::sample::select(Level::ALL.to_vec());
    let edit = (prop::sample::select(vec![CELL, OTHER]), level())
        .prop_map(|(cell, by)| Try::Edit(cell, by));
    let remark = prop::option::of(prop::sample::select(vec!["", "请核对"]));
    let acts: Vec<Act> = Act::ALL
        .into_iter()
        .filter(|act| *act != Act::Edit)
        .collect();
    let act = (prop::sample::select(acts), level(), remark, any::<bool>())
        .prop_map(|(act, by, remark, cells)| Try::Act(act, by, remark, cells));
    prop_oneof![1 => edit, 3 => act]
}

fn a_route() -> impl Strategy<Value = Route> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(by_street, head, settle)| Route {
        by_street,
        head,
        settle,
    })
}

/// The levels that have to say yes before the street's acceptance, newest last.
fn chain(route: Route) -> Vec<(Act, Level)> {
    let mut chain = vec![(Act::Submit, Level::Community)];
    if route.head {
        chain.push((Act::Approve, Level::Head));
    }
    chain.push((Act::Accept, Level::Street));
    chain
}

proptest! {
    /// Whatever anybody tries in whatever order and on whatever way.
    #[test]
    fn no_sequence_skips_a_level_loses_an_owner_or_changes_a_locked_cell(
        route in a_route(),
        tries in prop::collection::vec(a_try(), 0..80),
    ) {
        let mut course = Course::at(route, route.first());
        let mut opened = OpenCells::all();
        for tried in tries {
            let before = course.clone();
            let done = match &tried {
                Try::Edit(cell, by) => course.edit(*cell, *by).is_ok(),
                Try::Act(act, by, remark, cells) => {
                    let cells = if *cells { OpenCells::marked([CELL]) } else { OpenCells::all() };
                    let done = course.hand_back(*act, *by, *remark, cells.clone()).is_ok();
                    if done && course.state() == State::Returned {
                        opened = cells;
                    }
                    done
                }
            };
            if !done {
                prop_assert_eq!(&course, &before, "what was refused changes nothing");
                continue;
            }
            prop_assert_eq!(course.steps().len(), before.steps().len() + 1, "a trace");
            let step = course.steps().last().unwrap();
            prop_assert_eq!((step.from, step.to), (before.state(), course.state()));
            prop_assert!(!step.act.needs_remark() || step.remark.is_some());

            // Nobody acts on what another level has in hand, except those who take it back.
            let takes_back = matches!(step.act, Act::Recall | Act::Take)
                || (step.act, step.by) == (Act::Reopen, Level::Street);
            prop_assert!(takes_back || step.by == before.state().owner(), "{:?}", step);

            if let Try::Edit(cell, _) = tried {
                prop_assert!(before.state().is_open());
                let free = before.state() == State::Filling || opened.has(cell);
                prop_assert!(free, "a locked cell changed");
            }
            if before.state().is_accepted() && step.act != Act::Settle {
                prop_assert!(step.remark.is_some(), "unlocked without a reason");
            }
            if step.act == Act::Accept {
                let way: Vec<(Act, Level)> = course.steps().iter().rev()
                    .map(|step| (step.act, step.by))
                    .take_while(|(act, _)| *act != Act::Forward)
                    .filter(|(act, _)| *act != Act::Edit)
                    .take(chain(route).len())
                    .collect();
                let expected: Vec<(Act, Level)> = chain(route).into_iter().rev().collect();
                // After a department's refusal the street alone decides again.
                let refused = matches!(way.get(1), Some((Act::Return | Act::Reopen, Level::Department)));
                prop_assert!(refused || way == expected, "{:?}", way);
            }
            if course.state() == State::Settled {
                prop_assert!(route.settle);
                prop_assert_eq!((step.act, step.by), (Act::Settle, Level::Department));
            }
            if route.by_street && course.state() == State::Filling && step.act != Act::Edit {
                prop_assert_eq!(step.by, Level::Street, "the street was passed by");
            }
        }
    }
}
