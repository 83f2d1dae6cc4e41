//! Exported files, read back by the library that other tools use too.

use std::fs::File;

use catalog::element::{ElementNo, no};
use catalog::source;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use query::{Basis, ExportFormat, Snapshot, export};

use crate::fixture::{Entity, ONE, THREE, TWO, district, dwelling, entity, person};

fn registry() -> Snapshot {
    let people = vec![
        person(1, "王,\"伟\"")
            .home(ONE, 11)
            .hukou(THREE, 0)
            .from(source::no::HUKOU)
            .born("1950-02-28")
            .set(ElementNo(15), "20")
            .set(no::ID_NUMBER, "370203195002280019")
            .set(no::HOUSEHOLD, "31")
            .set(no::HUKOU_DWELLING, "11")
            .set(no::PHONE, "13800000000"),
        person(2, "李娜")
            .home(TWO, 0)
            .born("1930-01-01")
            .died("2020-05-06"),
        entity(3),
    ];
    let dwellings = vec![dwelling(11, ONE, ["里", "1", "1", "301"]).set(no::FLOOR_AREA, "88.5")];
    let places = vec![
        entity(21)
            .set(no::PLACE_NAME, "面馆")
            .set(no::SITE_COMMUNITY, TWO)
            .set(ElementNo(131), "1"),
    ];
    Snapshot::build(
        district(),
        people.into_iter().map(Entity::person).collect(),
        dwellings.into_iter().map(Entity::dwelling).collect(),
        places.into_iter().map(Entity::place).collect(),
    )
}

fn open(dir: &tempfile::TempDir, name: &str) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(dir.path().join(name)).unwrap()).unwrap()
}

fn read(dir: &tempfile::TempDir, name: &str) -> Vec<Row> {
    let reader = open(dir, name);
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(Result::unwrap).collect()
}

fn value<'a>(rows: &'a [Row], column: &str, row: usize) -> &'a Field {
    let mut columns = rows[row].get_column_iter();
    columns.find(|(name, _)| *name == column).unwrap().1
}

fn text<'a>(rows: &'a [Row], column: &str, row: usize) -> Option<&'a str> {
    match value(rows, column, row) {
        Field::Null => None,
        Field::Str(text) => Some(text),
        other => panic!("{column} is no text: {other:?}"),
    }
}

#[test]
fn parquet_is_read_back_value_by_value() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry();
    let files = export(&registry, dir.path(), ExportFormat::Parquet).unwrap();
    let untold = registry.tag_unknowns(None, Basis::Home).unwrap();
    let untold: u64 = untold.iter().map(|(_, people)| people).sum();
    let rows: Vec<_> = files
        .iter()
        .map(|file| {
            (
                file.path.file_name().unwrap().to_str().unwrap().to_owned(),
                file.rows,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("people.parquet".to_owned(), 3),
            ("dwellings.parquet".to_owned(), 1),
            ("places.parquet".to_owned(), 1),
            ("households.parquet".to_owned(), 1),
            ("tags.parquet".to_owned(), 8),
            ("untold_tags.parquet".to_owned(), untold),
            ("sources.parquet".to_owned(), 1),
            ("relatives.parquet".to_owned(), 0),
        ]
    );

    let people = read(&dir, "people.parquet");
    assert_eq!(people.len(), 3);
    for (row, id) in [1, 2, 3].into_iter().enumerate() {
        assert_eq!(value(&people, "person_id", row), &Field::Long(id));
    }
    assert_eq!(text(&people, "name", 0), Some("王,\"伟\""));
    assert_eq!(text(&people, "community_code", 0), Some(ONE));
    assert_eq!(text(&people, "hukou_community_code", 0), Some(THREE));
    assert_eq!(text(&people, "community_code", 2), None);
    assert_eq!(text(&people, "id_number", 0), Some("370203195002280019"));
    assert_eq!(text(&people, "address", 0), Some("里1号楼1单元301室"));
    // 1950-02-28 is 7 247 days before 1970-01-01.
    assert_eq!(value(&people, "birth_date", 0), &Field::Date(-7_247));
    assert_eq!(value(&people, "birth_date", 2), &Field::Null);
    assert_eq!(value(&people, "age", 0), &Field::UByte(76));
    assert_eq!(value(&people, "age", 1), &Field::UByte(90));
    assert_eq!(value(&people, "age", 2), &Field::Null);
    assert_eq!(value(&people, "deceased", 0), &Field::Bool(false));
    assert_eq!(value(&people, "deceased", 1), &Field::Bool(true));

    assert_eq!(value(&people, "household_id", 0), &Field::Long(31));
    assert_eq!(value(&people, "household_id", 1), &Field::Null);

    let households = read(&dir, "households.parquet");
    assert_eq!(value(&households, "household_id", 0), &Field::Long(31));
    assert_eq!(text(&households, "community_code", 0), Some(ONE));
    assert_eq!(value(&households, "dwelling_id", 0), &Field::Long(11));
    let dwellings = read(&dir, "dwellings.parquet");
    assert_eq!(value(&dwellings, "residents", 0), &Field::UInt(1));
    assert_eq!(value(&dwellings, "floor_area_m2", 0), &Field::Double(88.5));
    assert_eq!(text(&dwellings, "room", 0), Some("301"));
    let places = read(&dir, "places.parquet");
    assert_eq!(text(&places, "kind", 0), Some("other"));

    assert_eq!(text(&people, "home_community_code", 0), Some(ONE));
    assert_eq!(text(&people, "marital_status", 0), Some("20"));
    let status = text(&places, "status_code", 0);
    assert_eq!(status, Some("1"));
    let sources = read(&dir, "sources.parquet");
    assert_eq!(text(&sources, "source", 0), Some("公安·户籍人口"));
    assert_eq!(text(&sources, "of", 0), Some("person"));

    let tags = read(&dir, "tags.parquet");
    let carried: Vec<_> = (0..tags.len())
        .map(|row| text(&tags, "tag", row).unwrap())
        .collect();
    assert_eq!(
        carried,
        [
            "户籍人口",
            "老年人(60+)",
            "65岁以上老年人",
            "市内人户分离",
            "独居(户内唯一居住人)",
            "人在户在",
            "70-79岁",
            "一人户"
        ]
    );

    // Of the third nothing is held, so it cannot be told whether they are 80 or older.
    let untold = read(&dir, "untold_tags.parquet");
    let of_the_old: Vec<_> = (0..untold.len())
        .filter(|row| text(&untold, "tag", *row) == Some("高龄老人"))
        .map(|row| value(&untold, "person_id", row))
        .collect();
    assert_eq!(of_the_old, [&Field::Long(3)]);
}

#[test]
fn csv_quotes_what_needs_it() {
    let dir = tempfile::tempdir().unwrap();
    export(&registry(), dir.path(), ExportFormat::Csv).unwrap();
    let mut reader = csv::Reader::from_path(dir.path().join("people.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.get(0), Some("person_id"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        let at = header.iter().position(|title| title == name).unwrap();
        rows[row].get(at).unwrap().to_owned()
    };
    assert_eq!(cell(0, "name"), "王,\"伟\"");
    assert_eq!(cell(0, "birth_date"), "1950-02-28");
    assert_eq!(cell(1, "death_date"), "2020-05-06");
    assert_eq!(cell(2, "name"), "");
    assert_eq!(cell(2, "birth_date"), "");
}

#[test]
fn an_empty_registry_still_has_its_columns() {
    let dir = tempfile::tempdir().unwrap();
    let empty = Snapshot::build(district(), vec![], vec![], vec![]);
    for format in [ExportFormat::Parquet, ExportFormat::Csv] {
        let files = export(&empty, dir.path(), format).unwrap();
        assert!(
            files
                .iter()
                .all(|file| file.rows == 0 && file.path.exists())
        );
    }
    let reader = open(&dir, "people.parquet");
    let columns = reader.metadata().file_metadata().schema().get_fields();
    assert!(columns.iter().any(|column| column.name() == "id_number"));
    let text = std::fs::read_to_string(dir.path().join("tags.csv")).unwrap();
    assert_eq!(text, "person_id,community_code,tag_no,tag\n");
}

#[test]
fn a_failed_export_leaves_nothing_half_written() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("out");
    std::fs::write(&blocked, "a file where the directory should be").unwrap();
    let problem = export(&registry(), &blocked, ExportFormat::Csv).unwrap_err();
    assert_eq!(problem.code, "export-failed");

    // The last table cannot take its name: a directory of that name is in the way.
    let target = dir.path().join("target");
    std::fs::create_dir_all(target.join("tags.csv/inner")).unwrap();
    assert!(export(&registry(), &target, ExportFormat::Csv).is_err());
    let left: Vec<_> = std::fs::read_dir(&target)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn exporting_again_replaces_the_files() {
    let dir = tempfile::tempdir().unwrap();
    export(&registry(), dir.path(), ExportFormat::Csv).unwrap();
    let first = std::fs::read(dir.path().join("people.csv")).unwrap();
    export(&registry(), dir.path(), ExportFormat::Csv).unwrap();
    assert_eq!(std::fs::read(dir.path().join("people.csv")).unwrap(), first);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 8);
}
