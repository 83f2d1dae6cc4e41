//! Border sets over dwellings, and figures by their units.

use catalog::element::no;
use proptest::prelude::*;
use query::{Basis, BorderRow, Drawn, PersonFilter, Snapshot, Split, UnitFigures};
use rules::Subject;

use crate::agreement::people;
use crate::fixture::{DISTRICT, Entity, ONE, STREET_A, TWO, code, district, dwelling, person};

const 甲: usize = 0;
const 乙: usize = 1;

fn row(unit: usize, community: &str, estate: &str, run: [&str; 2]) -> BorderRow {
    BorderRow {
        unit,
        community: community.parse().ok(),
        estate: estate.to_owned(),
        from: run[0].to_owned(),
        to: run[1].to_owned(),
    }
}

/// 海泊佳苑 with buildings 1 to 3, a courtyard on a road, and a building of nobody's.
fn dwellings() -> Vec<Entity> {
    vec![
        dwelling(101, ONE, ["海泊佳苑", "1", "1", "101"]),
        dwelling(102, ONE, ["海泊佳苑", "2", "1", "101"]),
        dwelling(103, ONE, ["海泊佳苑", "3", "1", "101"]),
        dwelling(104, ONE, ["登州路45号", "", "1", "101"]),
        dwelling(105, TWO, ["", "", "", ""]),
        dwelling(106, TWO, ["宏达里", "9", "", ""]),
    ]
}

fn snapshot(people: Vec<Entity>) -> Snapshot {
    Snapshot::build(
        district(),
        people.into_iter().map(Entity::person).collect(),
        dwellings().into_iter().map(Entity::dwelling).collect(),
        Vec::new(),
    )
}

fn drawn(rows: &[BorderRow]) -> Drawn {
    snapshot(Vec::new()).draw(rows, None).unwrap()
}

fn figures(people: Vec<Entity>, rows: &[BorderRow], area: &str, rules: &[&str]) -> UnitFigures {
    let snapshot = snapshot(people);
    let asked: Vec<_> = rules
        .iter()
        .map(|text| snapshot.rule(text, Subject::Person).unwrap())
        .collect();
    let filter = PersonFilter {
        area: Some(code(area)),
        ..PersonFilter::default()
    };
    let drawn = snapshot.draw(rows, Some(&code(area))).unwrap();
    snapshot.unit_figures(&drawn, &filter, &asked).unwrap()
}

fn split(units: &[u64], none: u64) -> Split {
    Split {
        units: units.to_vec(),
        none,
        total: units.iter().sum::<u64>() + none,
    }
}

#[test]
fn a_dwelling_falls_into_the_unit_of_the_first_row_that_names_it() {
    let rows = [
        row(甲, ONE, "海泊佳苑", ["1", "2"]),
        row(乙, ONE, "海泊佳苑", ["2号楼", "3号楼"]),
        row(乙, "", "登州路", ["1", "99"]),
        row(乙, ONE, "没有的小区", ["", ""]),
    ];
    let drawn = drawn(&rows);
    let shares: Vec<u64> = drawn.rows.iter().map(|row| row.dwellings).collect();
    assert_eq!(shares, [2, 1, 1, 0]);
    // Building 2 is named twice.
    assert_eq!(
        drawn.rows[1].taken.iter().collect::<Vec<_>>(),
        [(&0, &1)],
        "the second row is told who took its building"
    );
    assert!(drawn.rows[0].taken.is_empty());
    let gaps: Vec<(&str, u64)> = drawn
        .gaps
        .iter()
        .map(|gap| (gap.estate.as_str(), gap.dwellings))
        .collect();
    assert_eq!(gaps, [("", 1), ("宏达里", 1)]);
    assert_eq!(drawn.gaps[1].buildings, ["9"]);
}

#[test]
fn rows_that_agree_do_not_overlap_and_a_whole_community_has_no_gap() {
    let rows = [
        row(甲, ONE, "海泊佳苑", ["", ""]),
        row(甲, ONE, "", ["", ""]),
        row(乙, TWO, "", ["", ""]),
    ];
    let drawn = drawn(&rows);
    assert!(drawn.rows.iter().all(|row| row.taken.is_empty()));
    assert!(drawn.gaps.is_empty());
}

#[test]
fn gaps_and_shares_are_those_of_the_area_asked_for() {
    let rows = [row(甲, "", "宏达里", ["", ""])];
    let of_one = snapshot(Vec::new()).draw(&rows, Some(&code(ONE))).unwrap();
    assert_eq!(of_one.rows[0].dwellings, 0);
    assert!(
        of_one
            .gaps
            .iter()
            .all(|gap| gap.community == Some(code(ONE)))
    );
}

fn living_in(id: i64, door: &str, community: &str, birth: &str) -> Entity {
    person(id, "王伟")
        .set(no::HOME_DWELLING, door)
        .set(no::HOME_COMMUNITY, community)
        .set(no::BIRTH_DATE, birth)
        .set(no::HUKOU_COMMUNITY, community)
        .set(no::HUKOU_DWELLING, door)
        .set(no::HOUSEHOLD, door)
}

#[test]
fn people_households_and_rules_are_counted_by_unit() {
    let everybody = vec![
        living_in(1, "101", ONE, "1940-01-01"),
        living_in(2, "101", ONE, "1942-01-01"),
        living_in(3, "103", ONE, "2000-01-01"),
        living_in(4, "106", TWO, "1930-01-01"),
        // Nobody knows the door; two units share the community.
        living_in(5, "", ONE, "1935-01-01"),
        // All of 二社区 is one unit, so the door does not matter.
        living_in(6, "", TWO, ""),
    ];
    let rows = [
        row(甲, ONE, "海泊佳苑", ["1", "2"]),
        row(乙, ONE, "海泊佳苑", ["3", "3"]),
        row(乙, TWO, "", ["", ""]),
    ];
    let found = figures(everybody.clone(), &rows, STREET_A, &["年龄 >= 80"]);
    assert_eq!(found.people, split(&[2, 3], 1));
    assert_eq!(found.without_door, 1);
    assert_eq!(found.households, split(&[1, 2], 0));
    assert_eq!(found.dwellings, split(&[2, 3], 1));
    assert_eq!(found.inhabited, split(&[1, 2], 0));
    let aged = &found.asked[0];
    assert_eq!(aged.yes, split(&[2, 1], 1));
    assert_eq!(aged.unknown, split(&[0, 1], 0), "one has no known age");
    assert_eq!(aged.doors, split(&[1, 1], 0), "a couple has one door");
    // A community sees its own part of a unit.
    let of_two = figures(everybody, &rows, TWO, &[]);
    assert_eq!(of_two.people, split(&[0, 2], 0));
    assert_eq!(of_two.dwellings, split(&[0, 2], 0));
}

fn borders() -> impl Strategy<Value = Vec<BorderRow>> {
    let community = prop::sample::select(vec![ONE, TWO, ""]);
    let estate = prop::sample::select(vec!["海泊佳苑", "登州路", "宏达里", ""]);
    let run = prop::sample::select(vec![["", ""], ["1", "2"], ["2", "9"], ["45", "45"]]);
    let row = (0..3_usize, community, estate, run)
        .prop_map(|(unit, community, estate, run)| row(unit, community, estate, run));
    prop::collection::vec(row, 0..6)
}

/// Sums over units and what is in none.
fn sum(split: &Split) -> u64 {
    split.units.iter().sum::<u64>() + split.none
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn units_and_what_is_in_none_add_up_to_the_area(
        somebody in people(),
        doors in prop::collection::vec(100_i64..109, 90),
        rows in borders(),
        area in prop::sample::select(vec![DISTRICT, STREET_A, ONE]),
        basis in prop::sample::select(vec![Basis::Home, Basis::Hukou, Basis::Either]),
        text in prop::sample::select(vec!["年龄 >= 60", "标签(高龄老人)", "性别 = 男"]),
    ) {
        let people = somebody
            .into_iter()
            .zip(doors)
            .map(|(person, door)| person.set(no::HOME_DWELLING, &door.to_string()))
            .collect();
        let snapshot = snapshot(people);
        let filter = PersonFilter { area: Some(code(area)), basis, ..PersonFilter::default() };
        let living = PersonFilter { alive: Some(true), ..filter.clone() };
        let rule = snapshot.rule(text, Subject::Person).unwrap();
        let door = snapshot.rule("存在 居住人", Subject::Dwelling).unwrap();
        let drawn = snapshot.draw(&rows, filter.area.as_ref()).unwrap();
        let asked = [rule.clone(), door.clone()];
        let found = snapshot.unit_figures(&drawn, &filter, &asked).unwrap();

        let whole = snapshot.count_three(&rule, &filter).unwrap();
        prop_assert_eq!(found.people.total, snapshot.count(&living).unwrap());
        prop_assert_eq!(found.asked[0].yes.total, whole.yes);
        prop_assert_eq!(found.asked[0].unknown.total, whole.unknown);
        prop_assert_eq!(
            found.asked[1].yes.total,
            snapshot.count_three(&door, &filter).unwrap().yes
        );
        let mut all = vec![&found.people, &found.households, &found.dwellings, &found.inhabited];
        for asked in &found.asked {
            all.extend([&asked.yes, &asked.unknown, &asked.doors]);
        }
        for split in all {
            prop_assert_eq!(sum(split), split.total);
        }
        let dwellings = drawn.rows.iter().map(|row| row.dwellings).sum::<u64>()
            + drawn.gaps.iter().map(|gap| gap.dwellings).sum::<u64>();
        prop_assert_eq!(dwellings, found.dwellings.total, "shares and gaps are all there is");
    }
}
