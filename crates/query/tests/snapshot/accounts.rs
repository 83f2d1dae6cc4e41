//! A policy beside its payment list, in people and in money.

use catalog::element::{ElementNo, no};
use catalog::source::no as from;
use query::{PolicyAccount, TagSet};

use crate::fixture::{Entity, FOUR, ONE, TWO, person, snapshot};

/// 高龄津贴金额
const AMOUNT: ElementNo = ElementNo(126);

fn old(id: i64) -> Entity {
    person(id, "老人")
        .born("1940-01-01")
        .home(ONE, 0)
        .hukou(ONE, 0)
        .from(from::HUKOU)
}

/// On the payment list, with what it states to be paid every month.
fn paid(person: Entity, yuan: &str) -> Entity {
    person.from(from::OLD_AGE).set(AMOUNT, yuan)
}

#[test]
fn what_is_paid_is_laid_beside_what_is_due() {
    let unborn = person(5, "未登记生日").home(ONE, 0).hukou(ONE, 0);
    let snapshot = snapshot(
        vec![
            // 200 yuan and the medical check of 150 are due a year: beside 50 a month that says nothing.
            paid(old(1), "50"),
            old(2).home(TWO, 0),
            paid(old(3).died("2025-01-01"), "100"),
            paid(old(4).hukou(FOUR, 0), "50"),
            paid(unborn, ""),
            // 12 times 50 and 150 are due.
            paid(old(6).set(no::BIRTH_DATE, "1935-01-01"), "50"),
        ],
        vec![],
    );
    let file = rules::shipped::policies()
        .iter()
        .find(|policy| policy.id == "qd-shibei-gaoling")
        .unwrap();
    let tags = TagSet::shipped();
    let policy = file
        .compile(tags.vocabulary(), tags.parameters())
        .unwrap()
        .unwrap();
    let accounts = snapshot.policy_accounts(&policy, file.area, None);
    let sum = accounts
        .iter()
        .fold(PolicyAccount::default(), PolicyAccount::with);
    let expected = PolicyAccount {
        community: None,
        entitled: 3,
        unknown: 1,
        paid: 5,
        entitled_not_paid: 1,
        paid_not_entitled: 2,
        dead_but_paid: 1,
        yearly: 145_000,
        paid_yearly: 300_000,
        paid_unstated: 1,
        over_not_entitled: 180_000,
        over_dead: 120_000,
        paid_more: 0,
        over_more: 0,
        unpaid: 35_000,
    };
    assert_eq!(sum, expected);
    let two = accounts
        .iter()
        .find(|account| account.community == Some(TWO.parse().unwrap()))
        .unwrap();
    assert_eq!((two.unpaid, two.paid_yearly), (35_000, 0));
    assert_eq!(snapshot.policy_unknown(&policy, file.area, None), [5]);
    let elsewhere = Some(TWO.parse().unwrap());
    let none: [i64; 0] = [];
    assert_eq!(snapshot.policy_unknown(&policy, file.area, elsewhere), none);
}

#[test]
fn more_than_is_due_a_month_is_counted() {
    let snapshot = snapshot(vec![paid(old(1), "50"), paid(old(2), "30")], vec![]);
    let mut file = rules::shipped::policies()
        .iter()
        .find(|policy| policy.id == "qd-shibei-gaoling")
        .unwrap()
        .clone();
    file.components.truncate(1);
    file.components[0].period = "每月".to_owned();
    file.components[0].rows[0].amount = "30".to_owned();
    let tags = TagSet::shipped();
    let policy = file
        .compile(tags.vocabulary(), tags.parameters())
        .unwrap()
        .unwrap();
    let accounts = snapshot.policy_accounts(&policy, file.area, None);
    let sum = accounts
        .iter()
        .fold(PolicyAccount::default(), PolicyAccount::with);
    assert_eq!((sum.paid, sum.paid_more, sum.over_more), (2, 1, 24_000));
}
