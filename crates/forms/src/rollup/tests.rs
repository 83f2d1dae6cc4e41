#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::testing::template;

fn district() -> AreaCode {
    "370203".parse().unwrap()
}

fn form() -> Template {
    template(&[
        ("姓名", "姓名"),
        ("年龄", "年龄"),
        ("津贴标准(元/月)", "高龄津贴金额"),
        ("取暖补助金额", ""),
        ("", ""),
        ("人均建筑面积", "建筑面积"),
    ])
}

fn cell(state: CellState, canonical: &str) -> FormCell {
    FormCell {
        text: canonical.to_owned(),
        canonical: canonical.to_owned(),
        ..FormCell::blank(state)
    }
}

fn row(amount: &str, heating: &str) -> Vec<FormCell> {
    let state = |text: &str| {
        if text.is_empty() {
            CellState::Empty
        } else {
            CellState::Typed
        }
    };
    vec![
        cell(CellState::Prefilled, "李秀英"),
        cell(CellState::Corrected, "80"),
        cell(state(amount), amount),
        cell(state(heating), heating),
        cell(CellState::NotAsked, ""),
    ]
}

#[test]
fn counts_cells_and_sums_amounts_but_not_ages() {
    let rows = [row("100.10", "200"), row("0.20", ""), row("", "两百")];
    let totals = Totals::of_submission(&form(), State::Accepted, rows.iter().map(Vec::as_slice));
    assert_eq!(
        (totals.communities, totals.accepted, totals.submitted),
        (1, 1, 0)
    );
    assert_eq!((totals.rows, totals.cells), (3, 12));
    assert_eq!(
        (
            totals.prefilled,
            totals.corrected,
            totals.typed,
            totals.empty
        ),
        (3, 3, 4, 2)
    );
    let sums: Vec<_> = totals
        .sums
        .iter()
        .map(|sum| (sum.column, sum.label.as_str(), sum.sum.to_string()))
        .collect();
    assert_eq!(
        sums,
        [
            (2, "津贴标准(元/月)", "100.3".to_owned()),
            (3, "取暖补助金额", "200".to_owned())
        ]
    );
    assert!((totals.filled_share() - 10.0 / 12.0).abs() < 1e-12);
}

#[test]
fn a_community_outside_is_refused() {
    let totals = Totals::none(&form());
    for outside in ["310151", "370203999999"] {
        let communities = [(outside.parse().unwrap(), totals.clone())];
        let problem = RollUp::of(district(), &communities, AreaTree::shipped()).unwrap_err();
        assert_eq!(problem.code, "area-outside");
    }
}

#[test]
fn nothing_sent_is_a_total_of_zero() {
    let rolled = RollUp::of(district(), &[], AreaTree::shipped()).unwrap();
    assert_eq!(rolled.total(), &Totals::default());
    assert!(rolled.children(&district(), AreaTree::shipped()).is_empty());
}

fn some_row() -> impl Strategy<Value = Vec<FormCell>> {
    (
        "(|[0-9]{1,5}(\\.[0-9]{1,3})?|-[0-9]{1,3}|无)",
        "(|[0-9]{1,4})",
    )
        .prop_map(|(amount, heating)| row(&amount, &heating))
}

fn some_submission() -> impl Strategy<Value = (usize, State, Vec<Vec<FormCell>>)> {
    (
        0usize..137,
        prop::sample::select(State::ALL.to_vec()),
        prop::collection::vec(some_row(), 0..6),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// At every node with children, they add up to it; and the top equals counting everything
    /// in one go.
    #[test]
    fn children_add_up_to_their_parent(
        submissions in prop::collection::vec(some_submission(), 0..25),
    ) {
        let areas = AreaTree::shipped();
        let form = form();
        let all = areas.communities_under(&district());
        let totals: Vec<(AreaCode, Totals)> = submissions
            .iter()
            .map(|(at, state, rows)| {
                let rows = rows.iter().map(Vec::as_slice);
                (all[at % all.len()].code, Totals::of_submission(&form, *state, rows))
            })
            .collect();
        let rolled = RollUp::of(district(), &totals, areas).unwrap();
        let mut waiting = vec![district()];
        while let Some(code) = waiting.pop() {
            let children = rolled.children(&code, areas);
            if children.is_empty() {
                continue;
            }
            let mut sum = Totals::default();
            for (child, totals) in &children {
                sum.add(totals);
                waiting.push(*child);
            }
            prop_assert_eq!(&sum, rolled.get(&code).unwrap());
        }
        let every = submissions.iter().flat_map(|(_, _, rows)| rows).map(Vec::as_slice);
        let at_once = Totals::of_submission(&form, State::Filling, every);
        prop_assert_eq!(rolled.total().rows, at_once.rows);
        prop_assert_eq!(rolled.total().cells, at_once.cells);
        if !submissions.is_empty() {
            prop_assert_eq!(&rolled.total().sums, &at_once.sums);
        }
    }
}
