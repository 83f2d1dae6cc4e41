//! A sample as somebody who receives it sees it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx};
use catalog::area::AreaTree;
use catalog::identifier::{credit_code, id_number};
use chrono::NaiveDate;
use sample::{Manifest, Plan, write};
use tempfile::TempDir;

fn plan(area: &str, residents: u64, seed: u64) -> Plan {
    Plan {
        area: area.parse().unwrap(),
        residents,
        seed,
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
    }
}

struct Sample {
    folder: TempDir,
    manifest: Manifest,
}

impl Sample {
    fn new(plan: &Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let manifest = write(plan, AreaTree::shipped(), folder.path(), &|_, _, _| ()).unwrap();
        Self { folder, manifest }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn files(&self, source: &str) -> Vec<&sample::SampleFile> {
        self.manifest
            .files
            .iter()
            .filter(|file| file.source == source)
            .collect()
    }

    /// Rows of a truth table by title.
    fn truth(&self, table: &str) -> Vec<HashMap<String, String>> {
        table_of(&fs::read_to_string(self.path(&format!("truth/{table}.csv"))).unwrap())
    }

    /// All cells of a file as text, first row first.
    fn cells(&self, path: &str) -> Vec<Vec<String>> {
        let bytes = fs::read(self.path(path)).unwrap();
        if path.ends_with(".xlsx") {
            return sheet(&self.path(path))
                .rows()
                .map(|row| row.iter().map(text).collect())
                .collect();
        }
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }
}

fn table_of(text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn sheet(path: &Path) -> calamine::Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    book.worksheet_range_at(0).unwrap().unwrap()
}

fn text(cell: &Data) -> String {
    cell.to_string()
}

/// A city district that most tests look at.
static CITY: LazyLock<Sample> = LazyLock::new(|| Sample::new(&plan("370203", 4000, 1)));
/// An island with villages.
static ISLAND: LazyLock<Sample> = LazyLock::new(|| Sample::new(&plan("310151", 2500, 2)));

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                all.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn the_same_plan_gives_the_same_bytes_with_any_number_of_threads() {
    let plan_a = plan("370203005000", 600, 7);
    let many = Sample::new(&plan_a);
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap()
        .install(|| Sample::new(&plan_a));
    assert_eq!(contents(many.folder.path()), contents(one.folder.path()));
    let other = Sample::new(&plan("370203005000", 600, 8));
    assert_ne!(contents(many.folder.path()), contents(other.folder.path()));
}

#[test]
fn people_are_as_planned_and_their_numbers_valid() {
    for sample in [&*CITY, &*ISLAND] {
        let people = sample.truth("people");
        let residents = people
            .iter()
            .filter(|person| person["resident"] == "1")
            .count() as u64;
        assert_eq!(residents, sample.manifest.residents);
        assert_eq!(people.len() as u64, sample.manifest.people);
        let today = sample.manifest.today;
        let mut seen = BTreeSet::new();
        for person in people
            .iter()
            .filter(|person| !person["id_number"].is_empty())
        {
            let number = &person["id_number"];
            assert!(seen.insert(number.clone()), "{number} twice");
            let reading = id_number::check(number, today);
            assert_eq!(reading.canonical.as_deref(), Some(number.as_str()));
            let abolished = |code: &str| code == "id-number-abolished-county";
            let known = reading
                .findings
                .iter()
                .all(|finding| abolished(finding.code));
            assert!(known, "{number}: {:?}", reading.findings);
            assert_eq!(reading.birth.unwrap().to_string(), person["birth"]);
            assert_eq!(reading.sex.unwrap().to_string(), person["sex"]);
        }
        let without = people
            .iter()
            .filter(|person| person["id_number"].is_empty());
        assert!(
            without
                .clone()
                .all(|person| person["registration"] == "none")
        );
    }
}

#[test]
fn the_district_is_an_old_one_and_numbers_keep_abolished_counties() {
    let people = CITY.truth("people");
    let today = CITY.manifest.today;
    let residents: Vec<_> = people
        .iter()
        .filter(|person| person["resident"] == "1")
        .collect();
    let older = |years: u32| {
        let limit = (today - chrono::Months::new(years * 12)).to_string();
        let count = residents
            .iter()
            .filter(|person| person["birth"] <= limit)
            .count();
        count as f64 / residents.len() as f64
    };
    assert!((0.22..0.30).contains(&older(60)), "{}", older(60));
    assert!((0.03..0.06).contains(&older(80)), "{}", older(80));
    let issued = |code: &str| {
        people
            .iter()
            .any(|person| person["id_number"].starts_with(code))
    };
    assert!(issued("370205") && issued("370206") && issued("370203"));
    let twins: BTreeSet<_> = residents
        .iter()
        .filter(|person| !person["mother_no"].is_empty())
        .map(|person| (&person["mother_no"], &person["birth"]))
        .collect();
    let children = residents
        .iter()
        .filter(|person| !person["mother_no"].is_empty())
        .count();
    assert!(children > twins.len(), "no twins");
}

#[test]
fn dwellings_and_places_are_in_proportion() {
    let dwellings = CITY.truth("dwellings");
    let per_resident = dwellings.len() as f64 / CITY.manifest.residents as f64;
    assert!((0.56..0.60).contains(&per_resident));
    let living: u64 = dwellings
        .iter()
        .map(|at| at["residents"].parse::<u64>().unwrap())
        .sum();
    assert_eq!(living, CITY.manifest.residents);
    let keys: BTreeSet<_> = dwellings
        .iter()
        .map(|at| {
            ["community", "estate", "building", "unit", "room"].map(|title| at[title].clone())
        })
        .collect();
    assert_eq!(
        keys.len(),
        dwellings.len(),
        "two dwellings with one address"
    );
    let places = CITY.truth("places");
    assert_eq!(places.len() as u64, CITY.manifest.places);
    for place in &places {
        let reading = credit_code::check(&place["credit_code"]);
        assert_eq!(
            reading.canonical.as_deref(),
            Some(place["credit_code"].as_str())
        );
    }
}

#[test]
fn errors_are_made_in_the_declared_shares() {
    for share in &CITY.manifest.shares {
        let eligible = share.eligible as f64;
        let expected = eligible * share.share;
        // Four standard deviations; small counts are allowed to be off by a few.
        let allowed = 4.0 * (expected * (1.0 - share.share)).sqrt() + 2.0;
        let off = (share.made as f64 - expected).abs();
        assert!(
            off <= allowed,
            "{} {}: {} of {eligible}",
            share.source,
            share.error,
            share.made
        );
    }
    let kinds: BTreeSet<_> = CITY
        .manifest
        .shares
        .iter()
        .map(|share| &share.error)
        .collect();
    assert_eq!(kinds.len(), 30);
}

/// Column of a title in the first rows of a file, and the text of a row there.
fn value<'a>(cells: &'a [Vec<String>], row: usize, title: &str) -> &'a str {
    let column = cells[..6]
        .iter()
        .find_map(|titles| {
            titles
                .iter()
                .position(|at| at.trim_end_matches('*') == title)
        })
        .unwrap_or_else(|| panic!("no column {title}"));
    &cells[row - 1][column]
}

#[test]
fn records_without_errors_say_the_truth() {
    let people: HashMap<String, _> = CITY
        .truth("people")
        .into_iter()
        .map(|person| (person["person_no"].clone(), person))
        .collect();
    let records = CITY.truth("records");
    let mut looked_at = 0;
    for (source, name, id_number) in [
        ("gongan-hukou", "姓名", "公民身份号码"),
        ("gongan-liudong", "姓名", "公民身份证号"),
        ("yibao", "姓名", "社会保障号码"),
        ("minzheng-gaoling", "姓名", "身份证"),
        ("minzheng-dibao", "姓名", "身份证号"),
        ("renshe", "姓名", "身份证号码"),
        ("canlian", "姓名", "身份证号"),
    ] {
        for file in CITY.files(source) {
            let cells = CITY.cells(&file.path);
            let order = file.order.to_string();
            let marks: Vec<_> = records
                .iter()
                .filter(|mark| mark["file"] == order)
                .collect();
            assert_eq!(marks.len() as u64, file.rows, "{}", file.path);
            for mark in marks {
                let row = mark["row"].parse().unwrap();
                let person = &people[&mark["no"]];
                if !mark["errors"].contains("name-") && !person["name"].contains('·') {
                    assert_eq!(
                        value(&cells, row, name),
                        person["name"],
                        "{} {row}",
                        file.path
                    );
                }
                if !mark["errors"].contains("id-") {
                    assert_eq!(value(&cells, row, id_number), person["id_number"], "{row}");
                }
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 5000);
}

#[test]
fn the_dead_are_still_on_some_lists() {
    let people = CITY.truth("people");
    let dead: BTreeSet<&String> = people
        .iter()
        .filter(|person| !person["died"].is_empty())
        .map(|at| &at["person_no"])
        .collect();
    let file = CITY.files("minzheng-gaoling")[0];
    let cells = CITY.cells(&file.path);
    let records = CITY.truth("records");
    let order = file.order.to_string();
    let (mut paid, mut stopped) = (0, 0);
    for mark in records
        .iter()
        .filter(|mark| mark["file"] == order && dead.contains(&mark["no"]))
    {
        match value(&cells, mark["row"].parse().unwrap(), "状态") {
            "正常" => {
                assert!(mark["errors"].contains("dead-listed"));
                paid += 1;
            }
            _ => stopped += 1,
        }
    }
    assert!(paid > 0 && stopped > 0, "{paid} {stopped}");
}

#[test]
fn each_department_keeps_its_own_format() {
    let bytes = |source: &str| fs::read(CITY.path(&CITY.files(source)[0].path)).unwrap();
    for source in ["gongan-hukou", "zhujian-fangwu", "renshe"] {
        assert!(
            std::str::from_utf8(&bytes(source)).is_err(),
            "{source} is not GB18030"
        );
    }
    assert!(bytes("weijian-siwang").starts_with(b"\xef\xbb\xbf"));
    assert!(bytes("yibao").starts_with("姓名,社会保障号码".as_bytes()));
    assert_eq!(CITY.files("gongan-hukou").len(), 22);
    assert_eq!(CITY.files("shequ-zoufang").len(), 137);

    let liudong = CITY.cells(&CITY.files("gongan-liudong")[0].path);
    assert_eq!(liudong[0][0], "流动人口信息登记表");
    assert_eq!(
        (liudong[2][1].as_str(), liudong[3][1].as_str()),
        ("个人信息", "姓名")
    );

    let dibao = CITY.cells(&CITY.files("minzheng-dibao")[0].path);
    assert!(dibao.iter().any(|row| row[0] == "合计"));
    assert!(dibao[dibao.len() - 1][0].starts_with("填表人"));

    let dates = CITY.cells(&CITY.files("weijian-siwang")[0].path);
    let died = value(&dates, 2, "死亡日期");
    assert!(
        died.matches('/').count() == 2 && !died.contains("/0"),
        "{died}"
    );
}

#[test]
fn communities_write_in_several_styles() {
    let mut titles = BTreeSet::new();
    let mut floats = 0;
    for file in CITY.files("shequ-zoufang") {
        let range = sheet(&CITY.path(&file.path));
        let first = range.rows().find(|row| {
            row.iter()
                .any(|cell| ["姓名", "姓名*"].contains(&text(cell).as_str()))
        });
        titles.insert(
            first
                .unwrap()
                .iter()
                .map(text)
                .collect::<Vec<_>>()
                .join("|"),
        );
        floats += range
            .rows()
            .flatten()
            .filter(|cell| matches!(cell, Data::Float(number) if *number > 1e17))
            .count();
    }
    assert_eq!(titles.len(), 3, "three styles in a city");
    assert!(floats > 0, "no number damaged by Excel");
}

#[test]
fn villages_have_teams_and_houses() {
    let dwellings = ISLAND.truth("dwellings");
    let houses: Vec<_> = dwellings
        .iter()
        .filter(|at| at["estate"].ends_with('队') || at["estate"].ends_with('组'))
        .collect();
    assert!(houses.len() > dwellings.len() / 3);
    assert!(
        houses
            .iter()
            .all(|house| house["unit"].is_empty() && house["room"].is_empty())
    );
    let lanes = dwellings.iter().filter(|at| !at["room"].is_empty());
    assert!(lanes.clone().count() > 0 && lanes.clone().all(|at| at["unit"].is_empty()));
    let people = ISLAND.truth("people");
    assert!(
        people
            .iter()
            .any(|person| person["id_number"].starts_with("310230"))
    );
    let village = ISLAND
        .files("shequ-zoufang")
        .into_iter()
        .find(|file| file.path.contains("城桥村"))
        .unwrap();
    let cells = ISLAND.cells(&village.path);
    assert!(cells[0][0].ends_with("人口台账"));
    let address = value(&cells, 6, "家庭住址");
    assert!(
        address.contains("城桥村") && address.ends_with('号') || address.ends_with('０'),
        "{address}"
    );
}

#[test]
fn one_community_is_enough() {
    let sample = Sample::new(&plan("370203005001", 300, 3));
    assert_eq!(sample.manifest.area_name, "科技街社区居委会");
    assert_eq!(sample.files("shequ-zoufang").len(), 1);
    assert_eq!(sample.files("gongan-hukou").len(), 1);
    let tiny = Sample::new(&plan("370203", 3, 3));
    assert_eq!(
        tiny.truth("people")
            .iter()
            .filter(|at| at["resident"] == "1")
            .count(),
        3
    );
}

#[test]
fn the_manifest_is_on_disk_and_orders_the_files() {
    let text = fs::read(CITY.path("manifest.json")).unwrap();
    let read: Manifest = serde_json::from_slice(&text).unwrap();
    assert_eq!(read, CITY.manifest);
    let place = |source: &str| CITY.files(source)[0].order;
    assert!(place("zhujian-fangwu") < place("gongan-hukou"));
    assert!(place("gongan-hukou") < place("shequ-zoufang"));
    assert!(place("shequ-zoufang") < place("shijian-qiye"));
    assert!(place("shijian-geti") < place("weijian-siwang"));
    for file in &read.files {
        let size = fs::metadata(CITY.path(&file.path)).unwrap().len();
        assert_eq!(size, file.bytes, "{}", file.path);
        assert!(file.as_of <= read.today);
    }
}

#[test]
fn the_form_asks_for_the_allowance() {
    let cells = CITY.cells(&CITY.manifest.forms[0]);
    assert_eq!(cells[0][0], "市北区高龄津贴发放名册");
    assert!(cells[1][0].starts_with("填报单位："));
    assert_eq!(cells[2][1], "基本信息");
    assert_eq!(
        cells[3][1..6].join(" "),
        "姓名 性别 身份证号码 出生日期 年龄"
    );
    assert_eq!(cells[4][3], "必填，18位");
    assert!(
        cells[5..10]
            .iter()
            .all(|row| row.iter().all(String::is_empty))
    );
    assert_eq!(cells[10][0], "填表人：");
}

#[test]
fn bad_plans_are_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |plan: &Plan, folder: &Path| {
        write(plan, AreaTree::shipped(), folder, &|_, _, _| ()).unwrap_err()
    };
    let nobody = refused(&plan("370203", 0, 1), folder.path());
    assert_eq!(nobody.code, "residents-out-of-range");
    let nowhere = refused(&plan("999999", 100, 1), folder.path());
    assert_eq!(nowhere.code, "area-unknown");
    assert!(nowhere.detail.contains("999999"));
    let bare = refused(&plan("370202", 100, 1), folder.path());
    assert_eq!(bare.code, "area-without-communities");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "something was written"
    );
    fs::write(folder.path().join("mine.txt"), "kept").unwrap();
    let full = refused(&plan("370203005001", 100, 1), folder.path());
    assert_eq!(full.code, "sample-folder-not-empty");
    let file = refused(
        &plan("370203005001", 100, 1),
        &folder.path().join("mine.txt"),
    );
    assert_eq!(file.code, "sample-not-written");
}

#[test]
fn progress_runs_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let seen = std::cell::RefCell::new(Vec::new());
    let progress = |stage: &str, done: u64, total: u64| {
        seen.borrow_mut().push((stage.to_owned(), done, total));
    };
    write(
        &plan("370203005001", 100, 1),
        AreaTree::shipped(),
        folder.path(),
        &progress,
    )
    .unwrap();
    let last: BTreeMap<_, _> = seen
        .into_inner()
        .into_iter()
        .map(|(stage, done, total)| (stage, (done, total)))
        .collect();
    assert_eq!(last.len(), 3);
    assert!(last.values().all(|(done, total)| done == total));
}
