//! Comparing lists, as its callers see it: cases by hand, and what holds for any two lists.
#![expect(clippy::unwrap_used, reason = "tests")]

use catalog::element::{ElementNo, no};
use linkage::compare::{Ambiguous, Comparison, Field, List, Pair, Rules, Tally, compare};
use proptest::prelude::*;

const NUMBER: Field = Field::Element(no::ID_NUMBER);
const NAME: Field = Field::Element(no::NAME);
const BIRTH: Field = Field::Element(no::BIRTH_DATE);
const PHONE: Field = Field::Element(no::PHONE);

/// Rows of number, name, birth date, phone and community.
fn list(rows: &[[&str; 5]]) -> List {
    let mut list = List::new(vec![NUMBER, NAME, BIRTH, PHONE]);
    for [number, name, birth, phone, community] in rows {
        list.push(community, [*number, *name, *birth, *phone]);
    }
    list
}

fn rules(keys: &[&[Field]]) -> Rules {
    Rules {
        keys: keys.iter().map(|key| key.to_vec()).collect(),
        fields: vec![NAME, BIRTH, PHONE],
        blanks_differ: false,
        agree: |_, _, _| false,
    }
}

fn by_number_or_name() -> Rules {
    rules(&[&[NUMBER], &[NAME, BIRTH]])
}

#[test]
fn every_row_comes_to_one_of_five_ends() {
    let left = list(&[
        ["1", "张三", "1946-05-15", "138", "东"],
        ["2", "李四", "1950-01-01", "139", "东"],
        ["3", "王五", "", "", "西"],
        ["4", "赵六", "", "", "西"],
        ["4", "赵六", "", "", "西"],
    ]);
    let right = list(&[
        ["4", "赵六", "", "", ""],
        ["9", "孙七", "", "", "南"],
        ["2", "李四", "1950-01-01", "137", ""],
        ["1", "张三", "1946-05-15", "", ""],
    ]);
    let found = compare(&left, &right, &rules(&[&[NUMBER]]));
    assert_eq!(
        found.total,
        Tally {
            same: 1,
            differs: 1,
            only_left: 1,
            only_right: 1,
            ambiguous_left: 2,
            ambiguous_right: 1
        }
    );
    let differs: Vec<&Pair> = found
        .pairs
        .iter()
        .filter(|pair| pair.differing != 0)
        .collect();
    assert_eq!((differs[0].left, differs[0].right), (1, 2));
    assert_eq!(differs[0].fields().collect::<Vec<_>>(), [2], "the phone");
    assert_eq!((found.only_left, found.only_right), (vec![2], vec![1]));
    assert_eq!(
        found.ambiguous,
        [Ambiguous {
            left: vec![3, 4],
            right: vec![0]
        }]
    );
    assert_eq!(found.repeated_left, [[3, 4]]);
    assert_eq!(found.communities["东"].differs, 1);
    assert_eq!(found.communities["南"].only_right, 1);
    assert_eq!(found.communities["西"].ambiguous_left, 2);
}

#[test]
fn a_blank_says_nothing_unless_it_is_asked_to() {
    let left = list(&[["1", "张三", "", "138", ""]]);
    let right = list(&[["1", "张三", "1946-05-15", "", ""]]);
    let mut rules = rules(&[&[NUMBER]]);
    let found = compare(&left, &right, &rules);
    assert_eq!(found.total.same, 1);
    assert_eq!(
        (found.fields[1].blank_left, found.fields[2].blank_right),
        (1, 1)
    );
    rules.blanks_differ = true;
    let found = compare(&left, &right, &rules);
    assert_eq!(found.pairs[0].fields().collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_the_caller_calls_the_same_is_the_same() {
    let left = list(&[["1", "", "", "138;139", ""]]);
    let right = list(&[["1", "", "", "139", ""]]);
    let rules = Rules {
        agree: |field, one, other| *field == PHONE && (one.contains(other) || other.contains(one)),
        ..rules(&[&[NUMBER]])
    };
    assert_eq!(compare(&left, &right, &rules).total.same, 1);
}

#[test]
fn a_later_key_is_for_rows_that_lack_the_earlier_one() {
    let left = list(&[
        ["1", "张三", "1946-05-15", "", ""],
        ["2", "李四", "1950-01-01", "", ""],
    ]);
    let right = list(&[
        ["", "张三", "1946-05-15", "", ""],
        ["3", "李四", "1950-01-01", "", ""],
    ]);
    let found = compare(&left, &right, &by_number_or_name());
    assert_eq!(found.pairs.len(), 1, "张三 without a number is 张三");
    assert_eq!((found.pairs[0].left, found.pairs[0].right), (0, 0));
    assert_eq!(
        (found.only_left, found.only_right),
        (vec![1], vec![1]),
        "two numbers are two people, whatever they are called"
    );
}

#[test]
fn namesakes_without_numbers_are_not_guessed_at() {
    let left = list(&[["1", "张三", "1946-05-15", "", ""]]);
    let right = list(&[
        ["", "张三", "1946-05-15", "", ""],
        ["", "张三", "1946-05-15", "", ""],
    ]);
    let found = compare(&left, &right, &by_number_or_name());
    assert_eq!(found.total.ambiguous_left, 1);
    assert_eq!(found.total.ambiguous_right, 2);
}

#[test]
fn rows_without_a_key_and_lists_without_the_column_pair_nothing() {
    let left = list(&[["", "", "", "138", ""], ["", "张三", "", "138", ""]]);
    let found = compare(&left, &left, &by_number_or_name());
    assert_eq!((found.total.only_left, found.keyless_left), (2, 2));
    let mut other = List::new(vec![Field::Column("档案号".to_owned())]);
    other.push("", ["A1"]);
    assert!(
        compare(&left, &other, &by_number_or_name())
            .pairs
            .is_empty()
    );
    let by_column = rules(&[&[Field::Column("档案号".to_owned())]]);
    assert_eq!(compare(&other, &other, &by_column).total.same, 1);
    assert_eq!(
        other.value(0, &Field::Element(ElementNo(1))),
        "",
        "a field that the list does not have is blank"
    );
}

#[test]
fn empty_lists_are_lists() {
    let none = list(&[]);
    let some = list(&[["1", "张三", "", "", ""]]);
    assert_eq!(
        compare(&none, &none, &by_number_or_name()).total,
        Tally::default()
    );
    assert_eq!(
        compare(&some, &none, &by_number_or_name()).total.only_left,
        1
    );
    assert_eq!(
        compare(&none, &some, &by_number_or_name()).total.only_right,
        1
    );
}

/// What swapping the lists must give.
fn swapped(found: &Comparison) -> Comparison {
    let mut pairs: Vec<Pair> = found
        .pairs
        .iter()
        .map(|pair| Pair {
            left: pair.right,
            right: pair.left,
            ..*pair
        })
        .collect();
    pairs.sort_by_key(|pair| pair.left);
    let mut ambiguous: Vec<Ambiguous> = found
        .ambiguous
        .iter()
        .map(|group| Ambiguous {
            left: group.right.clone(),
            right: group.left.clone(),
        })
        .collect();
    ambiguous.sort_by_key(|group| group.left[0]);
    let tally = |tally: &Tally| Tally {
        only_left: tally.only_right,
        only_right: tally.only_left,
        ambiguous_left: tally.ambiguous_right,
        ambiguous_right: tally.ambiguous_left,
        ..*tally
    };
    let mut fields = found.fields.clone();
    for field in &mut fields {
        std::mem::swap(&mut field.blank_left, &mut field.blank_right);
    }
    Comparison {
        pairs,
        ambiguous,
        only_left: found.only_right.clone(),
        only_right: found.only_left.clone(),
        repeated_left: found.repeated_right.clone(),
        repeated_right: found.repeated_left.clone(),
        keyless_left: found.keyless_right,
        keyless_right: found.keyless_left,
        total: tally(&found.total),
        fields,
        communities: found
            .communities
            .iter()
            .map(|(name, of)| (name.clone(), tally(of)))
            .collect(),
    }
}

fn any_list() -> impl Strategy<Value = List> {
    let row = ("[0-4]?", "[甲乙]?", "[12]?", "[0-2]?");
    prop::collection::vec(row, 0..14).prop_map(|rows| {
        let mut list = List::new(vec![NUMBER, NAME, BIRTH, PHONE]);
        for (number, name, birth, phone) in &rows {
            // One community only: of two that disagree the left one is named.
            list.push("东", [number.as_str(), name, birth, phone]);
        }
        list
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_counted_once_and_sides_may_be_swapped(left in any_list(), right in any_list(), blanks in any::<bool>()) {
        let rules = Rules { blanks_differ: blanks, ..by_number_or_name() };
        let found = compare(&left, &right, &rules);
        let Tally { same, differs, only_left, only_right, ambiguous_left, ambiguous_right } = found.total;
        prop_assert_eq!(same + differs + only_left + ambiguous_left, left.len() as u64);
        prop_assert_eq!(same + differs + only_right + ambiguous_right, right.len() as u64);
        prop_assert_eq!(found.pairs.len() as u64, same + differs);
        prop_assert_eq!(found.only_left.len() as u64, only_left);
        prop_assert_eq!(compare(&right, &left, &rules), swapped(&found));
        let counted: u64 = found.communities.values().map(|tally| tally.same + tally.differs + tally.only_left + tally.ambiguous_left).sum();
        prop_assert_eq!(counted, left.len() as u64);
    }

    #[test]
    fn a_list_differs_from_itself_in_nothing(list in any_list()) {
        let found = compare(&list, &list, &Rules { blanks_differ: true, ..by_number_or_name() });
        prop_assert_eq!(found.total.differs, 0);
        prop_assert!(found.pairs.iter().all(|pair| pair.differing == 0));
        let alone = found.only_left.iter().all(|row| {
            list.value(*row, &NUMBER).is_empty()
                && (list.value(*row, &NAME).is_empty() || list.value(*row, &BIRTH).is_empty())
        });
        prop_assert!(alone, "only what has no key is alone");
    }
}

#[test]
fn a_field_beyond_the_bits_is_passed_over() {
    let columns: Vec<Field> = (0..70).map(|n| Field::Column(format!("列{n}"))).collect();
    let mut left = List::new(columns.clone());
    let mut right = List::new(columns.clone());
    left.push("", std::iter::once("1").chain((1..70).map(|_| "a")));
    right.push("", std::iter::once("1").chain((1..70).map(|_| "b")));
    let rules = Rules {
        keys: vec![vec![columns[0].clone()]],
        fields: columns,
        blanks_differ: false,
        agree: |_, _, _| false,
    };
    let found = compare(&left, &right, &rules);
    assert_eq!(found.pairs.first().unwrap().fields().count(), 63);
}
