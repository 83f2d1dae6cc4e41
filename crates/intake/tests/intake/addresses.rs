//! The published set of addresses (`data/address_variants.csv`, described beside it).

use intake::address::{AddressParts, Territory, Unresolved, dwelling_key};

fn parse(text: &str) -> AddressParts {
    intake::address::parse(text, Territory::shipped())
}

/// One row of the set.
struct Variant {
    text: String,
    estate: String,
    road: String,
    number: String,
    building: String,
    unit: String,
    floor: String,
    room: String,
    note: String,
}

fn variants() -> Vec<Variant> {
    include_str!("../../data/address_variants.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            let [
                text,
                estate,
                road,
                number,
                building,
                unit,
                floor,
                room,
                note,
            ] = <[String; 9]>::try_from(fields).unwrap_or_else(|_| panic!("{line}"));
            Variant {
                text,
                estate,
                road,
                number,
                building,
                unit,
                floor,
                room,
                note,
            }
        })
        .collect()
}

impl Variant {
    fn must_stay_unresolved(&self) -> bool {
        self.note.starts_with("unresolved:")
    }

    /// Estate, building, unit and room as the reader names them.
    fn dwelling(&self) -> [String; 4] {
        let (estate, building) = match (self.estate.is_empty(), self.building.is_empty()) {
            (false, _) => (self.estate.clone(), self.building.clone()),
            (true, true) => (self.road.clone(), self.number.clone()),
            (true, false) => (
                format!("{}{}号", self.road, self.number),
                self.building.clone(),
            ),
        };
        [estate, building, self.unit.clone(), self.room.clone()]
    }
}

fn read_as(parts: &AddressParts) -> [String; 4] {
    [&parts.estate, &parts.building, &parts.unit, &parts.room]
        .map(|part| part.clone().unwrap_or_default())
}

#[test]
fn the_set_is_large_and_has_no_text_twice() {
    let variants = variants();
    assert!(variants.len() >= 1_000, "{}", variants.len());
    let unresolved = variants.iter().filter(|v| v.must_stay_unresolved()).count();
    assert!(unresolved >= 150, "{unresolved}");
    let mut texts: Vec<&str> = variants.iter().map(|v| v.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), variants.len());
}

#[test]
fn rooms_are_right_in_99_of_100_and_found_in_97_of_100() {
    let variants = variants();
    let (mut resolved, mut right, mut meant) = (0_usize, 0_usize, 0_usize);
    let mut failures = Vec::new();
    for variant in &variants {
        let parts = parse(&variant.text);
        let is_resolved = dwelling_key(&parts).is_some();
        let is_right = !variant.must_stay_unresolved() && read_as(&parts) == variant.dwelling();
        meant += usize::from(!variant.must_stay_unresolved());
        resolved += usize::from(is_resolved);
        right += usize::from(is_resolved && is_right);
        let as_meant = is_resolved != variant.must_stay_unresolved();
        if !as_meant || (is_resolved && !is_right) {
            failures.push(format!(
                "{} ({}) → {:?} {:?}, expected {:?}",
                variant.text,
                variant.note,
                read_as(&parts),
                parts.unresolved(),
                variant.dwelling(),
            ));
        }
    }
    let message = format!(
        "{} texts: {meant} mean a dwelling, {resolved} were resolved, {right} of them rightly\n{}",
        variants.len(),
        failures.join("\n")
    );
    assert!(right * 100 >= resolved * 99, "precision: {message}");
    assert!(right * 100 >= meant * 97, "recall: {message}");
    // Shown by `cargo test -- --nocapture`, for docs/addresses.md.
    #[expect(clippy::print_stdout, reason = "the figures of the set")]
    {
        println!("{message}");
    }
}

#[test]
fn nothing_is_made_up() {
    let mut failures = Vec::new();
    for variant in variants().iter().filter(|v| v.must_stay_unresolved()) {
        let parts = parse(&variant.text);
        if let Some(key) = dwelling_key(&parts) {
            failures.push(format!("{} ({}) → {key}", variant.text, variant.note));
        } else if parts.unresolved().is_none() {
            failures.push(format!("{}: no reason is given", variant.text));
        }
        let rooms: Vec<&str> = parts.rooms().collect();
        if !variant.room.is_empty() && rooms.join("/") != variant.room {
            failures.push(format!("{}: rooms {rooms:?}", variant.text));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn roads_and_floors_are_told_apart() {
    let variants = variants();
    let mut failures = Vec::new();
    let meant: Vec<&Variant> = variants
        .iter()
        .filter(|v| !v.must_stay_unresolved())
        .collect();
    for variant in &meant {
        let parts = parse(&variant.text);
        let told = [&parts.road, &parts.number, &parts.floor]
            .map(|part| part.as_deref().unwrap_or_default());
        if told != [&variant.road, &variant.number, &variant.floor] {
            failures.push(format!(
                "{} → {told:?}, expected {:?}",
                variant.text,
                [&variant.road, &variant.number, &variant.floor]
            ));
        }
    }
    assert!(
        failures.len() * 100 <= meant.len(),
        "{} of {}\n{}",
        failures.len(),
        meant.len(),
        failures.join("\n")
    );
}

#[test]
fn every_reason_is_named() {
    let cases = [
        ("不详", Unresolved::Empty),
        (
            "山东省诸城市密州街道幸福花园3号楼2单元301",
            Unresolved::Outside,
        ),
        ("金桂苑3号楼2单元301（已拆迁）", Unresolved::Gone),
        ("市北区辽宁路街道科技街社区集体户", Unresolved::Collective),
        (
            "金桂苑3号楼2单元301、海韵花园4号楼1单元502",
            Unresolved::TwoAddresses,
        ),
        ("金桂苑3号楼旁", Unresolved::Beside),
        ("金桂苑1-10号楼", Unresolved::SeveralBuildings),
        ("金桂苑3号楼2单元301/302", Unresolved::SeveralRooms),
        ("金桂苑3号楼2单元301阁楼", Unresolved::Annex),
        ("登州路45号3-301", Unresolved::Ambiguous),
        ("3号楼2单元301", Unresolved::NoEstate),
        ("金桂苑", Unresolved::NoBuilding),
        ("金桂苑3号楼2单元1楼东户", Unresolved::SideOnly),
        ("金桂苑3号楼", Unresolved::NoRoom),
    ];
    assert_eq!(cases.len(), Unresolved::ALL.len());
    for (text, reason) in cases {
        assert_eq!(parse(text).unresolved(), Some(reason), "{text}");
        assert!(reason.sentence().ends_with('。'));
    }
    assert_eq!(parse("金桂苑3号楼2单元301").unresolved(), None);
}

#[test]
fn one_dwelling_has_one_key() {
    let spellings = [
        "山东省青岛市市北区辽宁路街道科技街社区金桂苑3号楼2单元301户",
        "市北区金桂苑3#2-301",
        "金桂苑3-2-301",
        "金桂苑三栋二单元三零一室",
        "金桂苑３号楼２单元３０１",
        "金桂苑小区03幢02单元0301（张三）",
        "住址：金桂苑3号楼，2单元，301，电话13800000000",
    ];
    for text in spellings {
        let key = dwelling_key(&parse(text));
        assert_eq!(key.as_deref(), Some("金桂苑|3|2|301"), "{text}");
    }
}

#[test]
fn the_beginning_is_kept_apart() {
    let parts = parse("山东省青岛市市北区辽宁路街道科技街社区金桂苑3号楼2单元301户");
    assert_eq!(parts.street_name.as_deref(), Some("辽宁路街道"));
    assert_eq!(parts.community_name.as_deref(), Some("科技街社区"));
    assert_eq!(parts.county.unwrap().to_string(), "370203000000");
    assert!(!parts.outside);
}

#[test]
fn the_door_stands_for_the_estate() {
    let door = |text: &str| parse(text).door();
    assert_eq!(
        door("登州路45号金桂苑3号楼2单元301").as_deref(),
        Some("登州路45号")
    );
    assert_eq!(door("登州路45号2单元301").as_deref(), Some("登州路45号"));
    assert_eq!(
        door("延安路128弄海岛星城5号301室").as_deref(),
        Some("延安路128弄")
    );
    assert_eq!(door("金桂苑3号楼2单元301"), None);
}

#[test]
fn addresses_elsewhere_lead_to_no_dwelling() {
    for (text, county) in [
        (
            "河南省周口市太康县城关镇幸福花园3号楼2单元301",
            "411627000000",
        ),
        (
            "山东省青岛市市南区香港中路10号3号楼2单元301",
            "370202000000",
        ),
        ("山东省诸城市密州街道幸福花园3号楼2单元301", "370782000000"),
    ] {
        let parts = parse(text);
        assert!(parts.outside, "{text}");
        assert_eq!(
            parts.county.map(|code| code.to_string()).as_deref(),
            Some(county),
            "{text}"
        );
        assert_eq!(dwelling_key(&parts), None, "{text}");
    }
}

#[test]
fn what_is_elsewhere_depends_on_the_root_area() {
    let tree = catalog::area::AreaTree::shipped();
    let qingdao = Territory::new(tree, "370203".parse().ok().as_ref());
    let chongming = Territory::new(tree, "310151".parse().ok().as_ref());
    let key = |text, here| dwelling_key(&intake::address::parse(text, here));
    let text = "上海市崇明区城桥镇八一路228弄5号302室";
    assert_eq!(key(text, &chongming).as_deref(), Some("八一路228弄|5||302"));
    assert_eq!(key(text, &qingdao), None);
}

#[test]
fn village_houses_have_no_rooms() {
    let parts = parse("上海市崇明区城桥镇城桥村3队45号");
    assert_eq!(dwelling_key(&parts).as_deref(), Some("城桥村3队|45||"));
    assert_eq!(dwelling_key(&parse("金桂苑3号楼")), None);
    assert_eq!(dwelling_key(&parse("金桂苑3号楼301/302室")), None);
}
