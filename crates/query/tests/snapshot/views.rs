//! The building view, estates, occupants.

use catalog::element::{ElementNo, no};
use catalog::source;
use query::{Building, Snapshot};

use crate::fixture::{ONE, STREET_A, THREE, TWO, code, dwelling, person, snapshot};

fn estate() -> Snapshot {
    snapshot(
        vec![
            person(1, "老人")
                .home(ONE, 101)
                .hukou(ONE, 101)
                .born("1950-01-01"),
            person(2, "青年")
                .home(ONE, 102)
                .hukou(ONE, 101)
                .born("1990-01-01"),
            person(3, "孩子").home(ONE, 102).born("2020-01-01"),
            // Registered here, lives elsewhere.
            person(4, "外出")
                .home(THREE, 0)
                .hukou(ONE, 101)
                .born("1980-01-01"),
            person(5, "逝者")
                .home(ONE, 103)
                .hukou(ONE, 103)
                .born("1930-01-01")
                .died("2025-01-01"),
            person(6, "残疾")
                .home(ONE, 102)
                .born("1990-01-01")
                .from(source::no::DISABILITY),
        ],
        vec![
            dwelling(101, ONE, ["海泊佳苑", "2", "1", "301"]).set(no::DWELLING_USE, "0"),
            dwelling(102, ONE, ["海泊佳苑", "2", "1", "302"]).set(ElementNo(54), "1"),
            dwelling(103, ONE, ["海泊佳苑", "2", "1", "1201"]),
            dwelling(104, ONE, ["海泊佳苑", "2", "1", "101"]),
            dwelling(105, ONE, ["海泊佳苑", "2", "1", "-101"]),
            dwelling(106, ONE, ["海泊佳苑", "2", "1", "仓库"]),
            dwelling(107, ONE, ["海泊佳苑", "2", "1", "车库"]).set(no::FLOOR, "地下2层"),
            dwelling(108, ONE, ["海泊佳苑", "2", "2", "101"]),
            dwelling(109, ONE, ["海泊佳苑", "10", "", "201"]),
            dwelling(110, ONE, ["海泊佳苑", "1", "1", "201"]),
            dwelling(111, ONE, ["海泊里", "1", "1", "201"]),
            dwelling(112, ONE, ["", "", "", "9"]),
            dwelling(113, TWO, ["海泊佳苑", "1", "1", "201"]),
        ],
    )
}

/// Floors and rooms of a unit, written out.
fn drawn(building: &Building, unit: usize) -> Vec<(i32, Vec<&str>)> {
    building.units[unit]
        .floors
        .iter()
        .map(|floor| {
            (
                floor.floor,
                floor.rooms.iter().map(|room| room.room.as_str()).collect(),
            )
        })
        .collect()
}

#[test]
fn buildings_units_floors_and_rooms_stand_in_order() {
    let buildings = estate().building_view(&code(ONE), "海泊佳苑");
    let names: Vec<_> = buildings
        .iter()
        .map(|building| building.name.as_str())
        .collect();
    assert_eq!(names, ["1", "2", "10"]);
    let units: Vec<_> = buildings[1]
        .units
        .iter()
        .map(|unit| unit.name.as_str())
        .collect();
    assert_eq!(units, ["1", "2"]);
    assert_eq!(buildings[2].units[0].name, "", "no units");
    assert_eq!(
        drawn(&buildings[1], 0),
        [
            (12, vec!["1201"]),
            (3, vec!["301", "302"]),
            (1, vec!["101"]),
            (-1, vec!["-101"]),
            (-2, vec!["车库"]),
            (0, vec!["仓库"]),
        ]
    );
}

#[test]
fn doors_show_who_is_behind_them() {
    let buildings = estate().building_view(&code(ONE), "海泊佳苑");
    assert_eq!(buildings[1].residents, 4);
    assert_eq!(buildings[0].residents, 0);
    let third = &buildings[1].units[0].floors[1].rooms;
    let (alone, shared) = (&third[0], &third[1]);
    assert_eq!(
        (alone.dwelling, alone.residents, alone.registered),
        (101, 1, 3)
    );
    assert_eq!(alone.use_code.as_deref(), Some("0"));
    assert!(alone.has_elder && alone.lives_alone && !alone.has_minor && !alone.has_disabled);
    assert_eq!((shared.residents, shared.registered), (3, 0));
    assert!(shared.has_minor && shared.has_disabled && !shared.has_elder && !shared.lives_alone);
    assert_eq!(
        (shared.group_rental, alone.group_rental),
        (Some(true), None)
    );
    let top = &buildings[1].units[0].floors[0].rooms[0];
    assert_eq!(
        (top.residents, top.registered, top.has_elder),
        (0, 1, false),
        "only the dead"
    );
}

#[test]
fn estates_of_another_name_or_community_are_apart() {
    let snapshot = estate();
    let doors = |community: &str, name: &str| -> Vec<i64> {
        snapshot
            .building_view(&code(community), name)
            .iter()
            .flat_map(|building| &building.units)
            .flat_map(|unit| &unit.floors)
            .flat_map(|floor| &floor.rooms)
            .map(|room| room.dwelling)
            .collect()
    };
    assert_eq!(doors(ONE, "海泊里"), [111]);
    assert_eq!(doors(TWO, "海泊佳苑"), [113]);
    assert_eq!(doors(ONE, ""), [112]);
    assert_eq!(doors(ONE, "海泊"), Vec::<i64>::new());
    assert_eq!(doors(THREE, "海泊佳苑"), Vec::<i64>::new());
}

#[test]
fn estates_are_added_up() {
    let snapshot = estate();
    let rows = snapshot.estates(Some(&code(STREET_A))).unwrap();
    let written: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.name.as_str(),
                row.community.unwrap(),
                row.buildings,
                row.dwellings,
                row.occupied,
                row.residents,
            )
        })
        .collect();
    assert_eq!(
        written,
        [
            ("", code(ONE), 1, 1, 0, 0),
            ("海泊佳苑", code(ONE), 3, 10, 2, 4),
            ("海泊里", code(ONE), 1, 1, 0, 0),
            ("海泊佳苑", code(TWO), 1, 1, 0, 0),
        ]
    );
    assert_eq!(snapshot.estates(None).unwrap().len(), 4);
    assert_eq!(
        snapshot.estates(Some(&code("999999"))).unwrap_err().code,
        "area-unknown"
    );
}

#[test]
fn occupants_live_and_registrations_stand() {
    let snapshot = estate();
    let ids = |rows: Vec<query::PersonRow>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(snapshot.occupants(102)), [2, 3, 6]);
    assert_eq!(
        ids(snapshot.occupants(103)),
        Vec::<i64>::new(),
        "the dead do not live there"
    );
    assert_eq!(
        ids(snapshot.registered_at(101)),
        [1, 2, 4],
        "wherever they live"
    );
    assert_eq!(
        ids(snapshot.registered_at(103)),
        [5],
        "a registration that still stands"
    );
    assert_eq!(ids(snapshot.occupants(999)), Vec::<i64>::new());
}

#[test]
fn a_dwelling_by_id() {
    let snapshot = estate();
    let row = snapshot.dwelling(103).unwrap();
    assert_eq!(row.address, "海泊佳苑2号楼1单元1201室");
    assert_eq!(
        (row.floor, row.residents, row.community),
        (Some(12), 0, Some(code(ONE)))
    );
    assert_eq!(snapshot.dwelling(112).unwrap().address, "9室");
    assert_eq!(snapshot.dwelling(1), None, "a person is no dwelling");
}

#[test]
fn doors_are_shown_by_the_name_of_their_estate() {
    let snapshot = estate();
    let mut shown = Vec::new();
    snapshot.each_door(
        |estate| estate == "海泊里" || estate == "海泊佳苑",
        |door| shown.push((door.dwelling, door.community, door.estate.to_owned())),
    );
    shown.sort_unstable();
    let dwellings: Vec<i64> = shown.iter().map(|(dwelling, ..)| *dwelling).collect();
    let expected: Vec<i64> = (101..=111).chain([113]).collect();
    assert_eq!(dwellings, expected);
    assert_eq!(shown[11].1, code(TWO));
    assert_eq!(shown[10].2, "海泊里");
    let mut rooms = Vec::new();
    snapshot.each_door(
        |estate| estate == "海泊里",
        |door| rooms.push([door.building, door.unit, door.room].join("-")),
    );
    assert_eq!(rooms, ["1-1-201"]);
}
