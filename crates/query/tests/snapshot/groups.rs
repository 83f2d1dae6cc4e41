//! People counted by community, street, sex, age and tag.

use catalog::element::{ElementNo, no};
use query::{AGE_BANDS, Basis, GroupBy, PersonFilter, Snapshot};

use crate::fixture::{
    DISTRICT, Entity, ONE, STREET_A, STREET_B, THREE, TWO, code, ids, person, snapshot,
};

const MARRIED: ElementNo = ElementNo(15);
const EDUCATION: ElementNo = ElementNo(16);

fn district() -> Snapshot {
    let sexed = |id, sex: &str, birth: &str| person(id, "某").set(no::SEX, sex).born(birth);
    snapshot(
        vec![
            sexed(1, "1", "1950-01-01").home(ONE, 0).hukou(ONE, 0),
            sexed(2, "2", "1950-01-01").home(ONE, 0).hukou(THREE, 0),
            sexed(3, "2", "2024-01-01").home(TWO, 0),
            sexed(4, "", "1920-01-01").home(THREE, 0).hukou(TWO, 0),
            sexed(5, "1", "").hukou(THREE, 0),
            sexed(6, "9", "1951-01-01"),
        ],
        vec![],
    )
}

fn groups(filter: &PersonFilter, by: GroupBy) -> Vec<(String, u64)> {
    district().group(filter, by).unwrap()
}

fn owned(groups: &[(&str, u64)]) -> Vec<(String, u64)> {
    groups
        .iter()
        .map(|(key, count)| ((*key).to_owned(), *count))
        .collect()
}

#[test]
fn by_community_and_street_in_the_sense_of_the_basis() {
    let all = PersonFilter::default();
    assert_eq!(
        groups(&all, GroupBy::Community),
        owned(&[(ONE, 2), (TWO, 1), (THREE, 2), ("unknown", 1)])
    );
    assert_eq!(
        groups(&all, GroupBy::Street),
        owned(&[(STREET_A, 3), (STREET_B, 2), ("unknown", 1)])
    );
    let hukou = PersonFilter {
        basis: Basis::Hukou,
        ..PersonFilter::default()
    };
    assert_eq!(
        groups(&hukou, GroupBy::Community),
        owned(&[(ONE, 1), (TWO, 1), (THREE, 2)])
    );
    // Of 乙街道 in either sense: 4 and 5 are held there, 2 is only registered there.
    let either = PersonFilter {
        area: Some(code(STREET_B)),
        basis: Basis::Either,
        ..PersonFilter::default()
    };
    assert_eq!(groups(&either, GroupBy::Community), owned(&[(THREE, 3)]));
    // Of 甲街道: 1, 2 and 3 are held there, 4 is registered in community two.
    let either = PersonFilter {
        area: Some(code(STREET_A)),
        ..either
    };
    assert_eq!(
        groups(&either, GroupBy::Community),
        owned(&[(ONE, 2), (TWO, 2)])
    );
}

#[test]
fn by_sex_age_and_tag() {
    let all = PersonFilter::default();
    assert_eq!(
        groups(&all, GroupBy::Sex),
        owned(&[("1", 2), ("2", 2), ("unknown", 2)])
    );
    let ages = groups(&all, GroupBy::AgeBand5);
    assert_eq!(ages.len(), AGE_BANDS + 1, "no gaps, and the unknown");
    let held: Vec<_> = ages.into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(
        held,
        owned(&[("0-4", 1), ("75-79", 3), ("100+", 1), ("unknown", 1)])
    );
    let young = PersonFilter {
        age_max: Some(17),
        ..PersonFilter::default()
    };
    assert_eq!(groups(&young, GroupBy::AgeBand5), owned(&[("0-4", 1)]));
    assert_eq!(
        groups(&young, GroupBy::Tag),
        owned(&[("未成年人", 1), ("不满十四周岁", 1), ("0-3岁婴幼儿", 1)])
    );
    let nobody = PersonFilter {
        age_min: Some(150),
        ..PersonFilter::default()
    };
    for by in [
        GroupBy::Community,
        GroupBy::Street,
        GroupBy::Sex,
        GroupBy::AgeBand5,
        GroupBy::Tag,
    ] {
        assert_eq!(groups(&nobody, by), []);
    }
}

#[test]
fn a_pyramid_for_each_street() {
    let filter = PersonFilter {
        area: Some(code(DISTRICT)),
        ..PersonFilter::default()
    };
    let pyramids = district().pyramids(&filter).unwrap();
    let streets: Vec<_> = pyramids.iter().map(|pyramid| pyramid.street).collect();
    assert_eq!(streets, [Some(code(STREET_A)), Some(code(STREET_B))]);
    assert_eq!(
        (
            pyramids[0].men[15],
            pyramids[0].women[15],
            pyramids[0].women[0]
        ),
        (1, 1, 1)
    );
    assert_eq!(pyramids[0].unknown, 0);
    // One without a sex, one without an age.
    assert_eq!(pyramids[1].unknown, 2);
    assert_eq!(
        pyramids[1]
            .men
            .iter()
            .chain(&pyramids[1].women)
            .sum::<u64>(),
        0
    );
}

#[test]
fn words_of_the_interface() {
    let read = |word: &str| {
        let deserializer = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(word);
        <GroupBy as serde::Deserialize>::deserialize(deserializer).ok()
    };
    assert_eq!(read("community"), Some(GroupBy::Community));
    assert_eq!(read("age"), Some(GroupBy::AgeBand5));
    assert_eq!(read("tag"), Some(GroupBy::Tag));
    assert_eq!(read("income"), None);
}

#[test]
fn who_has_no_community_counts_for_the_whole_and_nothing_below() {
    let served = query::District {
        serves: Some(code(DISTRICT)),
        ..crate::fixture::district()
    };
    let people = [
        person(1, "甲").home(ONE, 0),
        person(2, "乙").born("1940-01-01"),
        // Registered elsewhere, by the county alone.
        person(3, "丙")
            .born("1940-01-01")
            .set(no::HUKOU_COUNTY, "370202000000"),
    ];
    let people: Vec<_> = people.into_iter().map(Entity::person).collect();
    let whole = Snapshot::build(served, people.clone(), vec![], vec![]);
    let parts = Snapshot::build(crate::fixture::district(), people, vec![], vec![]);
    let of = |area: &str, basis| PersonFilter {
        area: Some(code(area)),
        basis,
        ..PersonFilter::default()
    };
    let by = |snapshot: &Snapshot, area: &str| {
        let groups = snapshot.group(&of(area, Basis::Home), GroupBy::Street);
        groups.unwrap()
    };
    let own = (STREET_A.to_owned(), 1);
    for area in [DISTRICT, "370200000000"] {
        assert_eq!(
            by(&whole, area),
            [own.clone(), (query::UNKNOWN.to_owned(), 2)]
        );
        assert_eq!(ids(&whole, &of(area, Basis::Either)), [1, 2, 3]);
        let old = whole.tag_counts(Some(&code(area)), Basis::Home).unwrap();
        let elders = catalog::tag::by_name("高龄老人").unwrap().no;
        assert_eq!(old.iter().find(|(tag, _)| *tag == elders).unwrap().1, 2);
        let rule = whole
            .rule("户籍地 在 本市", rules::Subject::Person)
            .unwrap();
        let answers = whole.count_three(&rule, &of(area, Basis::Home)).unwrap();
        assert_eq!((answers.yes, answers.no, answers.unknown), (1, 0, 2));
    }
    for area in [STREET_A, ONE] {
        assert_eq!(by(&whole, area), std::slice::from_ref(&own));
    }
    assert_eq!(ids(&whole, &of(DISTRICT, Basis::Hukou)), Vec::<i64>::new());
    assert_eq!(
        by(&parts, DISTRICT),
        [own],
        "of several districts nobody knows whose they are"
    );
}

#[test]
fn by_a_coded_element_and_crossed_with_another() {
    let told = |id, sex: &str, education: &str, married: &str| {
        person(id, "某")
            .set(no::SEX, sex)
            .set(EDUCATION, education)
            .set(MARRIED, married)
            .home(ONE, 0)
    };
    let snapshot = snapshot(
        vec![
            told(1, "1", "10", "20"),
            told(2, "2", "10", "20"),
            told(3, "2", "20", "90"),
            told(4, "", "20", ""),
            told(5, "2", "", "10"),
        ],
        vec![],
    );
    let all = PersonFilter::default();
    let by_education = snapshot.group(&all, GroupBy::Element(EDUCATION)).unwrap();
    assert_eq!(by_education, owned(&[("10", 2), ("20", 2), ("unknown", 1)]));
    // 未说明 is nothing that is known.
    let by_marriage = snapshot.group(&all, GroupBy::Element(MARRIED)).unwrap();
    assert_eq!(by_marriage, owned(&[("10", 1), ("20", 2), ("unknown", 2)]));

    let table = snapshot
        .cross_tab(&all, GroupBy::Element(EDUCATION), GroupBy::Sex)
        .unwrap();
    assert_eq!(table.rows, ["10", "20", "unknown"]);
    assert_eq!(table.columns, ["1", "2", "unknown"]);
    assert_eq!(table.cells, [[1, 1, 0], [0, 1, 1], [0, 1, 0]]);
    let narrowed = PersonFilter {
        sex: Some("2".to_owned()),
        ..PersonFilter::default()
    };
    let table = snapshot
        .cross_tab(&narrowed, GroupBy::Street, GroupBy::Element(EDUCATION))
        .unwrap();
    assert_eq!(table.rows, [STREET_A]);
    assert_eq!(table.cells, [[1, 1, 1]]);
    let tags = snapshot.cross_tab(&all, GroupBy::Sex, GroupBy::Tag);
    assert_eq!(tags.unwrap_err().code, "group-not-crossed");
}

#[test]
fn a_cross_table_adds_up_to_each_grouping_in_every_basis() {
    let district = district();
    let kinds = [
        GroupBy::Community,
        GroupBy::Street,
        GroupBy::Sex,
        GroupBy::AgeBand5,
    ];
    for basis in [Basis::Home, Basis::Hukou, Basis::Either] {
        for area in [None, Some(code(STREET_A)), Some(code(DISTRICT))] {
            let filter = PersonFilter {
                area,
                basis,
                ..PersonFilter::default()
            };
            for rows in kinds {
                for columns in kinds {
                    let table = district.cross_tab(&filter, rows, columns).unwrap();
                    let sums: Vec<(String, u64)> = table
                        .rows
                        .iter()
                        .zip(&table.cells)
                        .map(|(row, cells)| (row.clone(), cells.iter().sum()))
                        .collect();
                    let mut alone = district.group(&filter, rows).unwrap();
                    alone.retain(|(_, count)| *count > 0);
                    assert_eq!(sums, alone, "{basis:?} {area:?} {rows:?} × {columns:?}");
                }
            }
        }
    }
}
