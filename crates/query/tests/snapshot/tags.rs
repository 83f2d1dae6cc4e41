//! Each tag: who carries it, who does not, and who cannot be decided and therefore does not.

use catalog::element::{ElementNo, no};
use catalog::source::no as from;
use query::{Basis, PersonFilter};
use rules::Subject;

use crate::fixture::{
    Entity, FOUR, ONE, THREE, TWO, code, day, dwelling, person, snapshot, tagged,
};

const STOPPED: ElementNo = ElementNo(136);
const DIBAO_AMOUNT: ElementNo = ElementNo(128);
const UNEMPLOYMENT: ElementNo = ElementNo(88);
const VOLUNTEER: ElementNo = ElementNo(138);

/// Checks who of some people carries a tag.
fn check(tag: &str, people: Vec<Entity>, expected: &[i64]) {
    assert_eq!(tagged(&snapshot(people, vec![]), tag), expected, "{tag}");
}

fn somebody(id: i64) -> Entity {
    person(id, "某人").home(ONE, 0)
}

#[test]
fn registered() {
    check(
        "户籍人口",
        vec![
            somebody(1).from(from::HUKOU).hukou(TWO, 0),
            somebody(2).from(from::DOOR_TO_DOOR).hukou(TWO, 0),
            // On the list, but nobody knows in which community.
            somebody(3).from(from::HUKOU),
        ],
        &[1],
    );
}

#[test]
fn disability_by_kind_and_grade() {
    let people = vec![
        somebody(1)
            .from(from::DISABILITY)
            .set(no::DISABILITY_KIND, "5")
            .set(no::DISABILITY_LEVEL, "2"),
        somebody(2)
            .from(from::DISABILITY)
            .set(no::DISABILITY_KIND, "4")
            .set(no::DISABILITY_LEVEL, "3"),
        // Kind and grade only in the number of the certificate.
        somebody(3)
            .from(from::DISABILITY)
            .set(no::DISABILITY_NO, "37020319500101001461"),
        // On the list without anything.
        somebody(4).from(from::DISABILITY),
        // Said at the door, without a certificate.
        somebody(5)
            .from(from::DOOR_TO_DOOR)
            .set(no::DISABILITY_KIND, "6")
            .set(no::DISABILITY_LEVEL, "1"),
        // 多重 does not say which.
        somebody(6)
            .from(from::DISABILITY)
            .set(no::DISABILITY_KIND, "7")
            .set(no::DISABILITY_LEVEL, "1"),
        somebody(7),
    ];
    check("残疾人", people.clone(), &[1, 2, 3, 4, 6]);
    check("重度残疾人", people.clone(), &[1, 3, 6]);
    check("智力精神残疾人", people, &[1, 3]);
}

#[test]
fn aid_by_category() {
    let aided = |id, category| {
        somebody(id)
            .from(from::DIBAO)
            .set(no::AID_CATEGORY, category)
    };
    let people = vec![
        aided(1, "10"),
        aided(2, "11"),
        aided(3, "12"),
        aided(4, "20"),
        aided(5, "21"),
        aided(6, "30"),
        aided(7, "31"),
        aided(8, "32"),
        aided(9, "50"),
        aided(10, ""),
        aided(11, "").set(DIBAO_AMOUNT, "860"),
        somebody(12)
            .from(from::DOOR_TO_DOOR)
            .set(no::AID_CATEGORY, "10"),
        aided(13, "不详"),
    ];
    check("低保对象", people.clone(), &[1, 2, 3, 11]);
    check("低保边缘/低收入", people.clone(), &[4, 5]);
    check("特困供养", people.clone(), &[6, 7, 8]);
    // A sum of 低保 says which of them it is; without a sum the category is missing.
    let snapshot = snapshot(people, vec![]);
    for tag in ["低保对象", "低保边缘/低收入", "特困供养"] {
        let rule = snapshot
            .rule(&format!("标签({tag})"), Subject::Person)
            .unwrap();
        let untold = snapshot.untold(&rule, &PersonFilter::default()).unwrap();
        assert_eq!(untold, [10], "{tag}");
    }
}

#[test]
fn allowance_unemployment_volunteers() {
    check(
        "享受老年综合/高龄津贴",
        vec![
            somebody(1).from(from::OLD_AGE),
            somebody(2).from(from::OLD_AGE).set(STOPPED, "2025-12"),
            somebody(3).set(ElementNo(126), "200"),
        ],
        &[1],
    );
    check(
        "登记失业",
        vec![
            somebody(1)
                .from(from::UNEMPLOYMENT)
                .set(UNEMPLOYMENT, "合同到期"),
            somebody(2).from(from::UNEMPLOYMENT).set(UNEMPLOYMENT, "否"),
            somebody(3)
                .from(from::DOOR_TO_DOOR)
                .set(UNEMPLOYMENT, "合同到期"),
            somebody(4).from(from::UNEMPLOYMENT),
        ],
        &[1, 4],
    );
    check(
        "志愿者",
        vec![
            somebody(1).set(VOLUNTEER, "1"),
            somebody(2).set(VOLUNTEER, "0"),
            somebody(3),
        ],
        &[1],
    );
}

#[test]
fn ages_of_the_living() {
    let people = vec![
        somebody(1).born("2008-05-02"),
        somebody(2).born("2008-05-01"),
        somebody(3).born("1966-05-01"),
        somebody(4).born("1961-05-02"),
        somebody(5).born("1961-05-01"),
        somebody(6).born("1946-05-01"),
        somebody(7).born("1926-05-01"),
        somebody(8).born("1926-05-02"),
        somebody(9),
        somebody(10).born("1926-01-01").died("2026-04-30"),
        somebody(11).born("2010-01-01").died("2020-01-01"),
        somebody(12).born("2030-01-01"),
        somebody(13).born("1066-01-01"),
        somebody(14)
            .born("不详")
            .set(no::ID_NUMBER, "37020319400101001X"),
        somebody(15).set(no::ID_NUMBER, "37020319400101001X"),
    ];
    check("未成年人", people.clone(), &[1]);
    check("老年人(60+)", people.clone(), &[3, 4, 5, 6, 7, 8, 15]);
    check("65岁以上老年人", people.clone(), &[5, 6, 7, 8, 15]);
    check("高龄老人", people.clone(), &[6, 7, 8, 15]);
    check("百岁老人", people, &[7]);
}

#[test]
fn ages_move_with_the_day() {
    let before = snapshot(
        vec![
            somebody(1).born("1966-05-02"),
            somebody(2).born("2006-02-28"),
            somebody(3).born("1968-02-29"),
        ],
        vec![],
    );
    assert_eq!(tagged(&before, "老年人(60+)"), Vec::<i64>::new());
    assert_eq!(tagged(&before.on(day("2026-05-02")), "老年人(60+)"), [1]);
    // Born on 29 February: sixty on that day of a leap year.
    assert_eq!(tagged(&before.on(day("2028-02-28")), "老年人(60+)"), [1]);
    assert_eq!(tagged(&before.on(day("2028-02-29")), "老年人(60+)"), [1, 3]);
    assert_eq!(
        before.person(1).unwrap().age,
        Some(59),
        "a snapshot never changes"
    );
}

#[test]
fn floating() {
    check(
        "流动人口",
        vec![
            somebody(1).from(from::FLOATING),
            somebody(2).from(from::FLOATING).from(from::HUKOU),
            somebody(3).from(from::DOOR_TO_DOOR),
            // Nobody knows where they live now.
            person(4, "某人").from(from::FLOATING),
            person(5, "某人").from(from::FLOATING).hukou(TWO, 0),
            // Registered in another district of the same city, and in another city.
            somebody(6)
                .from(from::FLOATING)
                .set(no::HUKOU_COUNTY, "370202000000"),
            somebody(7)
                .from(from::FLOATING)
                .set(no::HUKOU_COUNTY, "110101000000"),
        ],
        &[1, 7],
    );
}

#[test]
fn registered_in_another_street() {
    check(
        "市内人户分离",
        vec![
            person(1, "甲").home(ONE, 0).hukou(THREE, 0),
            person(2, "乙").home(ONE, 0).hukou(TWO, 0),
            person(3, "丙").home(ONE, 0).hukou(ONE, 0),
            // Another district of the same city.
            person(4, "丁").home(ONE, 0).hukou(FOUR, 0),
            person(5, "戊").home(ONE, 0),
            person(6, "己").hukou(THREE, 0),
            // The codes say that the streets differ, known to the area tree or not.
            person(7, "庚").home("370203099001", 0).hukou(THREE, 0),
            person(8, "辛")
                .home(ONE, 0)
                .set(no::HUKOU_COUNTY, "110101000000"),
        ],
        &[1, 4, 7],
    );
}

#[test]
fn the_only_occupant() {
    let old = |id| person(id, "老人").born("1950-01-01");
    let snapshot = snapshot(
        vec![
            old(1).home(ONE, 11),
            old(2).home(ONE, 12),
            person(3, "孩子").home(ONE, 12).born("2015-01-01"),
            // The other occupant has died.
            old(4).home(ONE, 13),
            old(5).home(ONE, 13).died("2026-01-01"),
            // Alone, but young; alone, but of unknown age; dwelling not known.
            person(6, "青年").home(ONE, 14).born("1990-01-01"),
            person(7, "某人").home(ONE, 15),
            old(8).home(ONE, 0),
            // Died alone.
            old(9).home(ONE, 16).died("2026-01-01"),
            // A dwelling that is not in the registry still has one door.
            old(10).home(ONE, 99),
        ],
        (11..17)
            .map(|id| dwelling(id, ONE, ["里", "1", "1", &id.to_string()]))
            .collect(),
    );
    assert_eq!(tagged(&snapshot, "独居(户内唯一居住人)"), [1, 4, 10]);
}

#[test]
fn an_occupant_held_by_another_community_is_not_forgotten() {
    let old = |id| person(id, "老人").born("1950-01-01");
    let snapshot = snapshot(
        vec![
            old(1).home(ONE, 11),
            // Says to live in a dwelling of community one, but in community two.
            person(2, "青年").home(TWO, 11).born("1990-01-01"),
            old(3).home(ONE, 12),
            old(4).home(THREE, 12).died("2020-01-01"),
            // Two wrong ones in a dwelling of which nothing else is known.
            old(5).home(ONE, 99),
            old(6).home(TWO, 99),
        ],
        vec![
            dwelling(11, ONE, ["里", "1", "1", "101"]),
            dwelling(12, ONE, ["里", "1", "1", "102"]),
        ],
    );
    assert_eq!(tagged(&snapshot, "独居(户内唯一居住人)"), [3]);
    assert_eq!(snapshot.dwelling(11).unwrap().residents, 2);
    assert_eq!(snapshot.occupants(11).len(), 2);
}

#[test]
fn allowance_missed_and_paid_after_death() {
    let old = |id| {
        person(id, "老人")
            .home(ONE, 0)
            .born("1940-01-01")
            .from(from::HUKOU)
    };
    let people = vec![
        old(1),
        old(2).from(from::OLD_AGE),
        old(3).from(from::OLD_AGE).set(STOPPED, "2026-01"),
        old(4).died("2026-01-01"),
        old(5).from(from::OLD_AGE).died("2026-01-01"),
        old(6)
            .from(from::OLD_AGE)
            .died("2026-01-01")
            .set(STOPPED, "2026-02"),
        // Not registered here; too young; age not known.
        person(7, "老人")
            .home(ONE, 0)
            .born("1940-01-01")
            .from(from::FLOATING),
        old(8).set(no::BIRTH_DATE, "1950-01-01"),
        person(9, "老人").home(ONE, 0).from(from::HUKOU),
    ];
    check("应享未享高龄津贴", people.clone(), &[1, 3]);
    check("疑似去世未停发", people, &[5]);
}

#[test]
fn every_tag_is_counted_for_an_area() {
    let snapshot = snapshot(
        vec![
            somebody(1).born("1950-01-01"),
            somebody(2).born("2015-01-01").hukou(TWO, 0),
            person(3, "丙").home(TWO, 0).born("1950-01-01"),
        ],
        vec![],
    );
    let counts = |area: &str, basis| {
        let counts = snapshot.tag_counts(Some(&code(area)), basis).unwrap();
        assert_eq!(counts.len(), catalog::tag::of_people().count());
        let of = |name: &str| {
            let no = catalog::tag::by_name(name).unwrap().no;
            counts.iter().find(|(tag, _)| *tag == no).unwrap().1
        };
        (of("老年人(60+)"), of("未成年人"), of("百岁老人"))
    };
    assert_eq!(counts(ONE, Basis::Home), (1, 1, 0));
    assert_eq!(counts(TWO, Basis::Hukou), (0, 1, 0));
    assert_eq!(counts(TWO, Basis::Either), (1, 1, 0));
    for (tag, count) in snapshot.tag_counts(None, Basis::Home).unwrap() {
        let name = catalog::tag::get(tag).unwrap().name.clone();
        let filter = PersonFilter {
            tags_all: vec![name],
            ..PersonFilter::default()
        };
        assert_eq!(snapshot.count(&filter).unwrap(), count);
    }
}
