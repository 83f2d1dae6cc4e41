#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::cell::CellState;
use crate::testing::template;

fn form() -> Template {
    template(&[
        ("姓名", "姓名"),
        ("开始", ""),
        ("结束", ""),
        ("金额", "发放金额"),
        ("其中一", ""),
        ("其中二", ""),
        ("是否志愿者", "是否志愿者"),
        ("备注", ""),
    ])
}

fn row(texts: [&str; 8]) -> Vec<FormCell> {
    let cell = |text: &str| FormCell {
        text: text.to_owned(),
        canonical: text.to_owned(),
        ..FormCell::blank(CellState::Typed)
    };
    texts.into_iter().map(cell).collect()
}

fn check(test: Test) -> Validation {
    Validation {
        weight: Weight::Stop,
        test,
    }
}

/// What a check says of some rows: (row, column, sentence).
fn said(
    test: Test,
    rows: &[Vec<FormCell>],
    former: Option<&[FormCell]>,
) -> Vec<(Option<usize>, u32, String)> {
    let tested: Vec<TestedRow<'_>> = rows
        .iter()
        .enumerate()
        .map(|(position, cells)| TestedRow {
            position,
            cells,
            former,
            elsewhere: BTreeMap::from([((9, 3), "200".to_owned())]),
        })
        .collect();
    findings(&form(), &[check(test)], &tested)
        .into_iter()
        .map(|finding| (finding.row, finding.column, finding.message))
        .collect()
}

const FULL: [&str; 8] = [
    "王五",
    "2026-01-01",
    "2026-02-01",
    "100",
    "60",
    "40",
    "1",
    "x",
];

fn with(column: usize, text: &'static str) -> Vec<FormCell> {
    let mut texts = FULL;
    texts[column] = text;
    row(texts)
}

#[test]
fn across_the_columns_of_a_row() {
    let order = || Test::Compare {
        column: 2,
        op: Op::NotLess,
        other: 1,
    };
    assert_eq!(said(order(), &[row(FULL)], None), []);
    assert_eq!(
        said(order(), &[row(FULL), with(2, "2025-12-31")], None),
        [(Some(1), 2, "“结束”应不小于“开始”。".to_owned())]
    );
    assert_eq!(
        said(order(), &[with(2, "")], None),
        [],
        "a gap breaks nothing"
    );
    assert_eq!(
        said(order(), &[with(2, "2026-01")], None),
        [],
        "a month is compared with a day as a month"
    );
    let parts = || Test::Parts {
        parts: vec![4, 5],
        total: 3,
    };
    assert_eq!(said(parts(), &[row(FULL)], None), []);
    assert_eq!(
        said(parts(), &[with(5, "39.5")], None),
        [(Some(0), 3, "“金额”应等于“其中一”“其中二”之和。".to_owned())]
    );
}

#[test]
fn against_a_value_and_required_when() {
    let limit = Test::Limit {
        column: 3,
        op: Op::NotMore,
        value: "99.5".to_owned(),
    };
    assert_eq!(
        said(limit, &[row(FULL), with(3, "99.5")], None),
        [(Some(0), 3, "“金额”应不大于99.5。".to_owned())]
    );
    let when = Test::RequiredWhen {
        column: 7,
        when: 6,
        op: Op::Equal,
        value: "1".to_owned(),
    };
    assert_eq!(
        said(
            when,
            &[
                row(FULL),
                with(7, ""),
                row(["", "", "", "", "", "", "0", ""])
            ],
            None
        ),
        [(
            Some(1),
            7,
            "“是否志愿者”等于是时，“备注”必须填写。".to_owned()
        )]
    );
}

#[test]
fn across_rows() {
    let unique = Test::Unique {
        columns: vec![0, 1],
    };
    let rows = [row(FULL), with(0, "赵六"), row(FULL), with(1, "")];
    assert_eq!(
        said(unique, &rows, None),
        [
            (Some(0), 0, "“姓名”“开始”与第 3 行重复。".to_owned()),
            (Some(2), 0, "“姓名”“开始”与第 1 行重复。".to_owned()),
        ]
    );
    let total = Test::Total {
        column: 3,
        op: Op::NotMore,
        value: "300".to_owned(),
    };
    assert_eq!(
        said(total, &rows, None),
        [(None, 3, "“金额”全表合计为400，应不大于300。".to_owned())]
    );
}

#[test]
fn against_the_period_before_and_another_form() {
    let former = row(FULL);
    let not_less = || Test::Former {
        column: 3,
        op: Op::NotLess,
    };
    assert_eq!(
        said(not_less(), &[with(3, "99")], None),
        [],
        "a first period"
    );
    assert_eq!(
        said(not_less(), &[with(3, "99"), with(3, "100")], Some(&former)),
        [(Some(0), 3, "“金额”应不小于上期。".to_owned())]
    );
    let within = || Test::FormerWithin {
        column: 3,
        percent: 20,
    };
    assert_eq!(
        said(
            within(),
            &[with(3, "120"), with(3, "120.01"), with(3, "79")],
            Some(&former)
        ),
        [
            (Some(1), 3, "“金额”与上期相差应不超过20%。".to_owned()),
            (Some(2), 3, "“金额”与上期相差应不超过20%。".to_owned()),
        ]
    );
    let other = Test::OtherForm {
        column: 3,
        op: Op::Equal,
        template: 9,
        title: "发放名册".to_owned(),
        their_column: 3,
        their_label: "实发".to_owned(),
    };
    assert_eq!(
        said(other, &[row(FULL), with(3, "200.0")], None),
        [(
            Some(0),
            3,
            "“金额”应等于《发放名册》中的“实发”。".to_owned()
        )]
    );
}

#[test]
fn a_check_that_cannot_work_is_refused_with_a_reason() {
    let of = |test: Test| check(test).mistake(&form());
    assert_eq!(
        of(Test::Former {
            column: 3,
            op: Op::NotLess
        }),
        None
    );
    assert_eq!(
        of(Test::Compare {
            column: 2,
            op: Op::NotLess,
            other: 1
        }),
        None
    );
    for (test, says) in [
        (
            Test::Compare {
                column: 0,
                op: Op::Less,
                other: 3,
            },
            "不是数字或日期",
        ),
        (
            Test::Compare {
                column: 3,
                op: Op::Less,
                other: 3,
            },
            "自己",
        ),
        (
            Test::Compare {
                column: 3,
                op: Op::Less,
                other: 30,
            },
            "不在表样",
        ),
        (
            Test::Limit {
                column: 3,
                op: Op::Less,
                value: " ".to_owned(),
            },
            "值",
        ),
        (
            Test::Total {
                column: 3,
                op: Op::Less,
                value: "许多".to_owned(),
            },
            "不是数字",
        ),
        (
            Test::Parts {
                parts: vec![3, 4],
                total: 3,
            },
            "分项",
        ),
        (Test::Unique { columns: vec![] }, "不能重复"),
        (
            Test::FormerWithin {
                column: 3,
                percent: 5_000,
            },
            "百分比",
        ),
    ] {
        let mistake = of(test).unwrap();
        assert!(mistake.contains(says), "{mistake}");
    }
}

#[test]
fn a_check_is_kept_as_json() {
    let json = r#"{"weight":"remind","kind":"former-within","column":3,"percent":20}"#;
    let read: Validation = serde_json::from_str(json).unwrap();
    assert_eq!(
        read.test,
        Test::FormerWithin {
            column: 3,
            percent: 20
        }
    );
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
}
