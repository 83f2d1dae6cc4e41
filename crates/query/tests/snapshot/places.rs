//! Lists of places.

use catalog::element::{ElementNo, no};
use catalog::source;
use query::{PlaceFilter, PlaceKind, Snapshot};

use crate::fixture::{DISTRICT, Entity, ONE, THREE, code, district, entity};

fn places() -> Snapshot {
    let place = |id, name: &str, community: &str| {
        entity(id)
            .set(no::PLACE_NAME, name)
            .set(no::SITE_COMMUNITY, community)
    };
    let places = vec![
        place(1, "敦化路面馆", THREE)
            .from(source::no::SOLE_TRADER)
            .set(no::CREDIT_CODE, "92370203MA3ABCDE1X")
            .set(ElementNo(131), "1"),
        place(2, "海泊科技有限公司", ONE)
            .from(source::no::ENTERPRISE)
            .set(no::PLACE_ADDRESS, "敦化路20号")
            .set(ElementNo(141), "台东路1号")
            .set(ElementNo(97), "软件"),
        place(3, "爱心助老站", ONE).from(source::no::DOOR_TO_DOOR),
        place(4, "登记在两处的店", ONE)
            .from(source::no::ENTERPRISE)
            .from(source::no::SOLE_TRADER)
            .set(no::CREDIT_CODE, "92370203MA3ABCDE2X")
            .set(ElementNo(141), "台东路1号")
            .set(no::SITE_DWELLING, "77"),
        place(5, "无处可考", ""),
    ];
    Snapshot::build(
        district(),
        vec![],
        vec![],
        places.into_iter().map(Entity::place).collect(),
    )
}

fn listed(filter: &PlaceFilter) -> Vec<i64> {
    let page = places().places(filter, 1, 100).unwrap();
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows.iter().map(|row| row.id).collect()
}

#[test]
fn places_are_filtered_by_area_kind_and_text() {
    assert_eq!(
        listed(&PlaceFilter::default()),
        [2, 3, 4, 1, 5],
        "by community, then name"
    );
    let in_area = |area: &str| PlaceFilter {
        area: Some(code(area)),
        ..PlaceFilter::default()
    };
    assert_eq!(listed(&in_area(ONE)), [2, 3, 4]);
    assert_eq!(listed(&in_area(DISTRICT)), [2, 3, 4, 1]);
    let of_kind = |kind| PlaceFilter {
        kind: Some(kind),
        ..PlaceFilter::default()
    };
    assert_eq!(listed(&of_kind(PlaceKind::Enterprise)), [2]);
    assert_eq!(listed(&of_kind(PlaceKind::SoleTrader)), [4, 1]);
    assert_eq!(listed(&of_kind(PlaceKind::Other)), [3, 5]);
    let with = |text: &str| PlaceFilter {
        text: Some(text.to_owned()),
        ..PlaceFilter::default()
    };
    assert_eq!(listed(&with("敦化路")), [2, 1], "in address or name");
    assert_eq!(listed(&with("92370203ma3abcde1x")), [1]);
    assert_eq!(
        listed(&with("台东路")),
        [4],
        "the registered address where no other is held"
    );
    assert_eq!(listed(&with("海泊 敦化路")), [2]);
    assert_eq!(
        places().places(&in_area("999999"), 1, 10).unwrap_err().code,
        "area-unknown"
    );
}

#[test]
fn pages_of_places_add_up() {
    let snapshot = places();
    let whole = snapshot
        .places(&PlaceFilter::default(), 1, 100)
        .unwrap()
        .rows;
    let mut pages = Vec::new();
    for page in 1..=3 {
        let page = snapshot.places(&PlaceFilter::default(), page, 2).unwrap();
        assert_eq!(page.total, 5);
        pages.extend(page.rows);
    }
    assert_eq!(pages, whole);
    assert_eq!(
        snapshot.places(&PlaceFilter::default(), 9, 2).unwrap().rows,
        []
    );
    assert_eq!(
        snapshot.places(&PlaceFilter::default(), 1, 0).unwrap().rows,
        []
    );
}

#[test]
fn a_place_by_id() {
    let snapshot = places();
    let row = snapshot.place(2).unwrap();
    assert_eq!(row.address.as_deref(), Some("敦化路20号"));
    assert_eq!(row.industry.as_deref(), Some("软件"));
    assert_eq!((row.community, row.dwelling), (Some(code(ONE)), None));
    let row = snapshot.place(4).unwrap();
    assert_eq!((row.kind, row.dwelling), (PlaceKind::SoleTrader, Some(77)));
    assert_eq!(snapshot.place(99), None);
}

/// 九小场所类别 餐饮场所 and 住宿场所, 现场状况 搬离.
const CATERING: &str = "2";
const MOVED: &str = "3";

fn checked_places() -> Snapshot {
    let place = |id: i64, name: &str, kind: &str| {
        entity(id)
            .set(no::PLACE_NAME, name)
            .set(no::SITE_COMMUNITY, ONE)
            .set(no::SMALL_KIND, kind)
            .from(source::no::SOLE_TRADER)
    };
    let seats = ElementNo(145);
    let places = vec![
        place(1, "从没有去过的面馆", CATERING),
        place(2, "四十座的面馆", CATERING)
            .set(seats, "40")
            .set(no::SITE_DWELLING, "77")
            .set(no::REGISTERED_DWELLING, "78")
            .set(no::REGISTERED_COMMUNITY, ONE)
            .listed_on(source::no::PLACE_CHECK, 20_100),
        place(3, "搬走的面馆", CATERING)
            .set(seats, "40")
            .set(no::SITE_STATE, MOVED)
            .listed_on(source::no::PLACE_CHECK, 20_300),
        place(4, "一百座的酒楼", CATERING)
            .set(seats, "100")
            .set(no::SITE_DWELLING, "77")
            .set(no::REGISTERED_DWELLING, "77")
            .set(no::REGISTERED_COMMUNITY, ONE)
            .listed_on(source::no::PLACE_CHECK, 20_000),
        place(5, "登记在外区的旅馆", "3").set(no::REGISTERED_COMMUNITY, "370202000000"),
    ];
    Snapshot::build(
        district(),
        vec![],
        vec![],
        places.into_iter().map(Entity::place).collect(),
    )
}

#[test]
fn places_are_found_by_kind_tag_state_and_the_day_of_their_check() {
    let snapshot = checked_places();
    let found = |filter: PlaceFilter| -> Vec<i64> {
        let rows = snapshot.places(&filter, 1, 100).unwrap().rows;
        rows.iter().map(|row| row.id).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    let tagged = |name: &str| PlaceFilter {
        tags: vec![name.to_owned()],
        ..PlaceFilter::default()
    };
    assert_eq!(found(tagged("九小场所")), [2], "not who has moved");
    assert_eq!(found(tagged("地址不符")), [2, 5]);
    assert_eq!(
        found(PlaceFilter {
            untold: some("九小场所"),
            small_kind: some(CATERING),
            ..PlaceFilter::default()
        }),
        [1]
    );
    assert_eq!(
        found(PlaceFilter {
            state: some(MOVED),
            ..PlaceFilter::default()
        }),
        [3]
    );
    assert_eq!(
        found(PlaceFilter {
            dwelling: Some(77),
            ..PlaceFilter::default()
        }),
        [4, 2]
    );
    let old = PlaceFilter {
        unchecked_since: Some(20_200),
        small_kind: some(CATERING),
        ..PlaceFilter::default()
    };
    assert_eq!(
        found(old.clone()),
        [1, 4, 2],
        "never checked, then the oldest"
    );
    let second = snapshot.places(&old, 2, 1).unwrap();
    assert_eq!((second.total, second.rows[0].id), (3, 4));
    let row = snapshot.place(2).unwrap();
    assert_eq!(
        (row.checked, row.registered_dwelling),
        (Some(20_100), Some(78))
    );
    assert_eq!(row.tags, ["个体工商户", "九小场所", "地址不符"]);
    assert_eq!(
        snapshot.places(&tagged("低保对象"), 1, 9).unwrap_err().code,
        "tag-unknown"
    );
}
