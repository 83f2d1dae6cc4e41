//! Each condition of a filter.

use catalog::element::no;
use query::{Apart, Basis, PersonFilter};

use crate::fixture::{
    DISTRICT, FOUR, ONE, STREET_A, STREET_B, THREE, TWO, code, dwelling, entity, found, ids,
    person, snapshot,
};

fn of(area: &str, basis: Basis) -> PersonFilter {
    PersonFilter {
        area: Some(code(area)),
        basis,
        ..PersonFilter::default()
    }
}

#[test]
fn area_is_read_in_the_sense_of_the_basis() {
    let snapshot = snapshot(
        vec![
            person(1, "在一").home(ONE, 0).hukou(ONE, 0),
            person(2, "人在二户在一").home(TWO, 0).hukou(ONE, 0),
            person(3, "只知户在一").hukou(ONE, 0),
            person(4, "只知人在三").home(THREE, 0),
            person(5, "都不知"),
            person(6, "外区").home(FOUR, 0).hukou(THREE, 0),
        ],
        vec![],
    );
    for (area, home, hukou, either) in [
        (ONE, vec![1, 3], vec![1, 2, 3], vec![1, 2, 3]),
        (TWO, vec![2], vec![], vec![2]),
        (THREE, vec![4], vec![6], vec![4, 6]),
        (STREET_A, vec![1, 2, 3], vec![1, 2, 3], vec![1, 2, 3]),
        (STREET_B, vec![4], vec![6], vec![4, 6]),
        (
            DISTRICT,
            vec![1, 2, 3, 4],
            vec![1, 2, 3, 6],
            vec![1, 2, 3, 4, 6],
        ),
        (
            "370200",
            vec![1, 2, 3, 4, 6],
            vec![1, 2, 3, 6],
            vec![1, 2, 3, 4, 6],
        ),
    ] {
        assert_eq!(ids(&snapshot, &of(area, Basis::Home)), home, "{area} home");
        assert_eq!(
            ids(&snapshot, &of(area, Basis::Hukou)),
            hukou,
            "{area} hukou"
        );
        assert_eq!(
            ids(&snapshot, &of(area, Basis::Either)),
            either,
            "{area} either"
        );
    }
    let everywhere = |basis| PersonFilter {
        basis,
        ..PersonFilter::default()
    };
    assert_eq!(ids(&snapshot, &everywhere(Basis::Home)), [1, 2, 3, 4, 5, 6]);
    assert_eq!(
        ids(&snapshot, &everywhere(Basis::Either)),
        [1, 2, 3, 4, 5, 6]
    );
    assert_eq!(ids(&snapshot, &everywhere(Basis::Hukou)), [1, 2, 3, 6]);
}

#[test]
fn home_and_registration_lie_apart_seen_from_an_area() {
    let snapshot = snapshot(
        vec![
            person(1, "在一户在一").home(ONE, 0).hukou(ONE, 0),
            person(2, "人在二户在一").home(TWO, 0).hukou(ONE, 0),
            person(3, "只知户在一").hukou(ONE, 0),
            person(4, "只知人在三").home(THREE, 0),
            person(5, "人在一户在三").home(ONE, 0).hukou(THREE, 0),
            person(6, "人在一户在外省")
                .home(ONE, 0)
                .set(no::HUKOU_COUNTY, "411422000000"),
        ],
        vec![],
    );
    let apart = |area: &str, apart| PersonFilter {
        area: Some(code(area)),
        // Not asked: 人户分离 brings its own basis.
        basis: Basis::Either,
        apart: Some(apart),
        ..PersonFilter::default()
    };
    for (area, away, guest) in [
        (ONE, vec![2], vec![5, 6]),
        (TWO, vec![], vec![2]),
        (STREET_A, vec![], vec![5, 6]),
        (THREE, vec![5], vec![]),
        (DISTRICT, vec![], vec![6]),
    ] {
        assert_eq!(ids(&snapshot, &apart(area, Apart::Away)), away, "{area}");
        assert_eq!(ids(&snapshot, &apart(area, Apart::Guest)), guest, "{area}");
    }
}

#[test]
fn a_damaged_community_counts_as_not_held() {
    let snapshot = snapshot(
        vec![
            person(1, "甲").home("不详", 0).hukou(TWO, 0),
            person(2, "乙").home("12", 0),
        ],
        vec![],
    );
    assert_eq!(snapshot.person(1).unwrap().community, Some(code(TWO)));
    assert_eq!(ids(&snapshot, &of(TWO, Basis::Home)), [1]);
    assert_eq!(snapshot.count(&PersonFilter::default()).unwrap(), 2);
}

#[test]
fn text_is_found_in_name_number_phone_and_address() {
    let snapshot = snapshot(
        vec![
            person(1, "王小伟")
                .home(ONE, 0)
                .set(no::ID_NUMBER, "37020319490101123X"),
            person(2, "李四")
                .home(ONE, 0)
                .set(no::PHONE, "13800001234;053288887777"),
            person(3, "阿依古丽·买买提").home(TWO, 10),
            person(4, "伟王")
                .home(TWO, 0)
                .set(no::HOME_ADDRESS, "敦化路王家大院12号"),
            entity(5).set(no::ID_NUMBER, "E12345678"),
        ],
        vec![dwelling(10, TWO, ["海泊佳苑", "3", "2", "301"])],
    );
    assert_eq!(found(&snapshot, "王"), [1, 4]);
    assert_eq!(found(&snapshot, "小伟"), [1]);
    assert_eq!(found(&snapshot, "王伟"), Vec::<i64>::new());
    assert_eq!(found(&snapshot, "37020319490101123x"), [1]);
    assert_eq!(
        found(&snapshot, "370203490101123"),
        [1],
        "the old number of 15 digits"
    );
    assert_eq!(found(&snapshot, "370203194901011231"), Vec::<i64>::new());
    assert_eq!(found(&snapshot, "19490101"), [1], "part of the number");
    assert_eq!(found(&snapshot, "E12345678"), [5]);
    assert_eq!(found(&snapshot, "13800001234"), [2]);
    assert_eq!(found(&snapshot, "8888"), [2], "part of the second phone");
    assert_eq!(found(&snapshot, "阿依古丽・买买提"), [3], "any dot");
    assert_eq!(
        found(&snapshot, "海泊佳苑3号楼"),
        [3],
        "the address of the dwelling"
    );
    assert_eq!(found(&snapshot, "３０１"), [3], "full width");
    assert_eq!(found(&snapshot, "12"), [4]);
    assert_eq!(found(&snapshot, "王 敦化路"), [4], "both words");
    assert_eq!(
        found(&snapshot, " 　 "),
        [1, 2, 3, 4, 5],
        "nothing asked for"
    );
}

#[test]
fn tags_are_combined() {
    let old = "老年人(60+)".to_owned();
    let very_old = "高龄老人".to_owned();
    let volunteer = "志愿者".to_owned();
    let snapshot = snapshot(
        vec![
            person(1, "甲").home(ONE, 0).born("1940-01-01"),
            person(2, "乙").home(ONE, 0).born("1960-01-01"),
            person(3, "丙")
                .home(TWO, 0)
                .born("1960-01-01")
                .set(catalog::element::ElementNo(138), "1"),
            person(4, "丁")
                .home(TWO, 0)
                .born("2000-01-01")
                .set(catalog::element::ElementNo(138), "1"),
        ],
        vec![],
    );
    let with = |all: &[&String], any: &[&String], none: &[&String]| {
        let owned = |names: &[&String]| names.iter().map(|name| (*name).clone()).collect();
        ids(
            &snapshot,
            &PersonFilter {
                tags_all: owned(all),
                tags_any: owned(any),
                tags_none: owned(none),
                ..PersonFilter::default()
            },
        )
    };
    assert_eq!(with(&[&old], &[], &[]), [1, 2, 3]);
    assert_eq!(with(&[&old, &volunteer], &[], &[]), [3]);
    assert_eq!(with(&[], &[&very_old, &volunteer], &[]), [1, 3, 4]);
    assert_eq!(with(&[&old], &[], &[&very_old]), [2, 3]);
    assert_eq!(with(&[&old], &[&very_old, &volunteer], &[&very_old]), [3]);
    assert_eq!(with(&[], &[], &[]), [1, 2, 3, 4]);
}

#[test]
fn ages_sex_and_life_are_conditions() {
    let snapshot = snapshot(
        vec![
            person(1, "甲")
                .home(ONE, 0)
                .born("1966-05-01")
                .set(no::SEX, "1"),
            person(2, "乙")
                .home(ONE, 0)
                .born("1966-05-02")
                .set(no::SEX, "2"),
            person(3, "丙")
                .home(ONE, 0)
                .set(no::ID_NUMBER, "370203201001010023"),
            person(4, "丁").home(ONE, 0),
            person(5, "戊")
                .home(ONE, 0)
                .born("1930-01-01")
                .died("2000-01-01"),
            person(6, "己").home(ONE, 0).born("2027-01-01"),
        ],
        vec![],
    );
    let aged = |min, max| {
        ids(
            &snapshot,
            &PersonFilter {
                age_min: min,
                age_max: max,
                ..PersonFilter::default()
            },
        )
    };
    assert_eq!(
        aged(Some(60), None),
        [1, 5],
        "sixty on the day of the birthday"
    );
    assert_eq!(aged(None, Some(59)), [2, 3]);
    assert_eq!(
        aged(Some(16), Some(16)),
        [3],
        "birth date from the identity number"
    );
    assert_eq!(
        aged(Some(70), Some(70)),
        [5],
        "the dead are as old as they became"
    );
    assert_eq!(aged(Some(300), None), Vec::<i64>::new());
    assert_eq!(
        aged(None, Some(300)),
        [1, 2, 3, 5],
        "an unknown age matches no bound"
    );
    let sex = |code: &str| {
        ids(
            &snapshot,
            &PersonFilter {
                sex: Some(code.to_owned()),
                ..PersonFilter::default()
            },
        )
    };
    assert_eq!(sex("1"), [1]);
    assert_eq!(sex("2"), [2, 3], "sex from the identity number");
    assert_eq!(sex("0"), [4, 5, 6]);
    let alive = |alive| {
        ids(
            &snapshot,
            &PersonFilter {
                alive,
                ..PersonFilter::default()
            },
        )
    };
    assert_eq!(alive(Some(true)), [1, 2, 3, 4, 6]);
    assert_eq!(alive(Some(false)), [5]);
}

#[test]
fn a_filter_that_cannot_be_meant_is_refused() {
    let snapshot = snapshot(vec![person(1, "甲").home(ONE, 0)], vec![]);
    let problem = |filter: PersonFilter| snapshot.count(&filter).unwrap_err().code;
    assert_eq!(problem(of("370211000000", Basis::Home)), "area-unknown");
    let grid = "370203005001007";
    assert_eq!(problem(of(grid, Basis::Home)), "area-below-community");
    for list in 0..3 {
        let mut filter = PersonFilter::default();
        [
            &mut filter.tags_all,
            &mut filter.tags_any,
            &mut filter.tags_none,
        ][list]
            .push("没有的标签".to_owned());
        assert_eq!(problem(filter), "tag-unknown");
    }
    let ages = |min, max| PersonFilter {
        age_min: min,
        age_max: max,
        ..PersonFilter::default()
    };
    assert_eq!(problem(ages(Some(61), Some(60))), "age-range-empty");
    assert_eq!(problem(ages(None, Some(-1))), "age-range-empty");
    let sex = PersonFilter {
        sex: Some("男".to_owned()),
        ..PersonFilter::default()
    };
    assert_eq!(problem(sex), "sex-unknown");
}
