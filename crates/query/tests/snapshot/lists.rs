//! Order and pages of lists, and what a row shows.

use catalog::element::{ElementNo, no};
use catalog::source;
use catalog::tag::by_name;
use query::{PersonFilter, Snapshot, Sort, SortBy};

use crate::fixture::{ONE, THREE, TWO, code, day, dwelling, person, snapshot};

fn listed(snapshot: &Snapshot, by: SortBy, descending: bool) -> Vec<i64> {
    let sort = Sort { by, descending };
    let page = snapshot
        .people(&PersonFilter::default(), sort, 1, 100)
        .unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

#[test]
fn lists_are_sorted_across_communities() {
    let snapshot = snapshot(
        vec![
            person(1, "张三").home(THREE, 0).born("1990-01-01"),
            person(2, "李四").home(ONE, 0).born("1950-01-01"),
            person(3, "张三").home(ONE, 0),
            person(4, "丁一").home(TWO, 0).born("1990-01-01"),
            person(5, "").home(TWO, 0).born("2020-01-01"),
        ],
        vec![],
    );
    // 丁 U+4E01 < 张 U+5F20 < 李 U+674E; without a name first.
    assert_eq!(listed(&snapshot, SortBy::Name, false), [5, 4, 1, 3, 2]);
    assert_eq!(listed(&snapshot, SortBy::Name, true), [2, 3, 1, 4, 5]);
    assert_eq!(listed(&snapshot, SortBy::Age, false), [5, 1, 4, 2, 3]);
    assert_eq!(listed(&snapshot, SortBy::Age, true), [2, 4, 1, 5, 3]);
    assert_eq!(listed(&snapshot, SortBy::Id, false), [1, 2, 3, 4, 5]);
    assert_eq!(listed(&snapshot, SortBy::Id, true), [5, 4, 3, 2, 1]);
}

#[test]
fn who_was_not_verified_for_longest_comes_first() {
    let seen = |id, source, as_of, visited: &str| {
        let mut person = person(id, "甲").home(ONE, 0);
        person = person.listed_on(source, as_of);
        person.set(no::VISITED_ON, visited)
    };
    let snapshot = snapshot(
        vec![
            seen(1, source::no::DOOR_TO_DOOR, 20_000, ""),
            seen(2, source::no::HUKOU, 21_000, ""),
            // The list is new, the visit in it is not: 2020-01-01 is day 18262.
            seen(3, source::no::DOOR_TO_DOOR, 20_500, "2020-01-01"),
            seen(4, source::no::FORM_CORRECTION, 20_400, ""),
        ],
        vec![],
    );
    assert_eq!(listed(&snapshot, SortBy::Verified, false), [2, 3, 1, 4]);
    assert_eq!(listed(&snapshot, SortBy::Verified, true), [4, 1, 3, 2]);
    assert_eq!(snapshot.person(2).unwrap().verified, None);
    assert_eq!(
        snapshot.person(3).unwrap().verified,
        Some(day("2020-01-01"))
    );
}

#[test]
fn a_household_is_found_wherever_its_members_live() {
    let of = |id, home, household: &str| {
        person(id, "甲")
            .home(home, 0)
            .hukou(ONE, 11)
            .set(no::HOUSEHOLD, household)
    };
    let snapshot = snapshot(
        vec![
            of(1, ONE, "90"),
            of(2, THREE, "90"),
            of(3, ONE, "91"),
            of(4, ONE, ""),
        ],
        vec![dwelling(11, ONE, ["海泊", "2", "1", "301"])],
    );
    let members: Vec<i64> = snapshot.household(90).iter().map(|row| row.id).collect();
    assert_eq!(members, [1, 2]);
    assert_eq!(snapshot.household(92), []);
    assert_eq!(snapshot.registered_at(11).len(), 4);
    assert_eq!(snapshot.dwellings_of(code(ONE)), [11]);
    assert_eq!(snapshot.dwellings_of(code(TWO)), Vec::<i64>::new());
}

#[test]
fn addresses_follow_the_doors() {
    let snapshot = snapshot(
        vec![
            person(1, "甲").home(ONE, 11),
            person(2, "乙").home(ONE, 12),
            person(3, "丙").home(ONE, 13),
            person(4, "丁").home(ONE, 14),
            person(5, "戊")
                .home(ONE, 0)
                .set(no::HOME_ADDRESS, "敦化路10号"),
            person(6, "己")
                .home(ONE, 0)
                .set(no::HOME_ADDRESS, "敦化路9号"),
            person(7, "庚").home(ONE, 0),
            person(8, "辛").home(THREE, 15),
            // Written in another way, but behind the same door as 3.
            person(9, "壬")
                .home(ONE, 13)
                .set(no::HOME_ADDRESS, "海泊2#1-301"),
        ],
        vec![
            dwelling(11, ONE, ["海泊佳苑", "10", "1", "101"]),
            dwelling(12, ONE, ["海泊佳苑", "2", "1", "1201"]),
            dwelling(13, ONE, ["海泊佳苑", "2", "1", "301"]),
            dwelling(14, ONE, ["安居里", "7", "", "2"]),
            dwelling(15, THREE, ["一家园", "1", "1", "101"]),
        ],
    );
    assert_eq!(
        listed(&snapshot, SortBy::Address, false),
        [4, 3, 9, 2, 1, 6, 5, 7, 8]
    );
    assert_eq!(
        listed(&snapshot, SortBy::Address, true),
        [8, 7, 5, 6, 1, 2, 9, 3, 4]
    );
    assert_eq!(
        snapshot.ids(&PersonFilter::default()).unwrap(),
        [4, 3, 9, 2, 1, 6, 5, 7, 8]
    );
}

#[test]
fn pages_add_up_to_the_list() {
    let people = (0..57)
        .map(|id| {
            let community = [ONE, TWO, THREE][usize::try_from(id % 3).unwrap()];
            let name = ["王伟", "李娜", "赵敏", "王伟"][usize::try_from(id % 4).unwrap()];
            person(id, name)
                .home(community, 0)
                .born(&format!("19{:02}-01-01", 30 + id % 7))
        })
        .collect();
    let snapshot = snapshot(people, vec![]);
    let filters = [
        PersonFilter::default(),
        PersonFilter {
            text: Some("王".to_owned()),
            ..PersonFilter::default()
        },
        PersonFilter {
            age_min: Some(95),
            ..PersonFilter::default()
        },
    ];
    for filter in &filters {
        for by in [SortBy::Name, SortBy::Age, SortBy::Address, SortBy::Id] {
            for descending in [false, true] {
                let sort = Sort { by, descending };
                let whole = snapshot.people(filter, sort, 1, 1000).unwrap();
                assert_eq!(whole.total, snapshot.count(filter).unwrap());
                let mut pages = Vec::new();
                for page in 1.. {
                    let page = snapshot.people(filter, sort, page, 10).unwrap();
                    assert_eq!(page.total, whole.total);
                    if page.rows.is_empty() {
                        break;
                    }
                    pages.extend(page.rows);
                }
                assert_eq!(pages, whole.rows, "{by:?} {descending}");
            }
        }
    }
}

#[test]
fn odd_pages_are_survived() {
    let snapshot = snapshot(vec![person(1, "甲").home(ONE, 0)], vec![]);
    let page = |page, size| {
        snapshot
            .people(&PersonFilter::default(), Sort::default(), page, size)
            .unwrap()
    };
    assert_eq!(page(0, 10), page(1, 10));
    assert_eq!(page(1, 0).rows.len(), 0);
    assert_eq!(page(usize::MAX, usize::MAX).rows.len(), 0);
    assert_eq!(page(2, 1).total, 1);
    let empty = self::snapshot(vec![], vec![]);
    assert_eq!(
        empty
            .people(&PersonFilter::default(), Sort::default(), 1, 10)
            .unwrap()
            .total,
        0
    );
}

#[test]
fn a_row_shows_what_is_held() {
    let snapshot = snapshot(
        vec![
            person(7, "欧阳明")
                .home(TWO, 70)
                .hukou(ONE, 71)
                .from(source::no::HUKOU)
                .set(no::ID_NUMBER, "370203195001010014")
                .set(no::PHONE, "13800000000;13900000000")
                .set(ElementNo(138), "1"),
            person(8, "某")
                .hukou(THREE, 0)
                .born("1920-06-30")
                .died("2019-06-29"),
        ],
        vec![dwelling(70, TWO, ["海泊佳苑", "A座", "", "301"])],
    );
    let row = snapshot.person(7).unwrap();
    assert_eq!(row.name, "欧阳明");
    assert_eq!(row.sex, "1");
    assert_eq!((row.birth, row.age), (Some(day("1950-01-01")), Some(76)));
    assert_eq!(row.id_number.as_deref(), Some("370203195001010014"));
    assert_eq!(row.phone.as_deref(), Some("13800000000;13900000000"));
    assert_eq!(row.address.as_deref(), Some("海泊佳苑A座301室"));
    assert_eq!(
        (row.community, row.hukou_community),
        (Some(code(TWO)), Some(code(ONE)))
    );
    assert_eq!((row.dwelling, row.hukou_dwelling), (Some(70), Some(71)));
    assert!(!row.deceased);
    let tags: Vec<_> = [
        "户籍人口",
        "志愿者",
        "老年人(60+)",
        "65岁以上老年人",
        "独居(户内唯一居住人)",
        "70-79岁",
    ]
    .map(|name| by_name(name).unwrap().no)
    .into();
    assert_eq!(row.tags, tags);

    let row = snapshot.person(8).unwrap();
    assert!(row.deceased);
    assert_eq!(row.age, Some(98), "one day short of the birthday");
    assert_eq!(row.tags, []);
    assert_eq!((row.id_number, row.phone, row.address), (None, None, None));
    assert_eq!(snapshot.person(9), None);
}
