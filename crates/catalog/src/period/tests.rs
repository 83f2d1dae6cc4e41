#![allow(clippy::unwrap_used)]
use super::*;

fn read(typed: &str) -> Option<String> {
    read_date(typed).map(|reading| reading.canonical())
}

fn day(text: &str) -> NaiveDate {
    day_of(text).unwrap()
}

#[test]
fn days_in_every_spelling() {
    for typed in [
        "2024-02-09",
        "2024/2/9",
        "2024.2.9",
        "2024.02.09",
        "20240209",
        "20240209.0",
        "2024年2月9日",
        "2024年02月09号",
        "二〇二四年二月九日",
        "２０２４－２－９",
        " 2024-02-09 08:30:00",
        "2024-02-09T00:00:00Z",
        "2024/2/9 0:00",
        "20240209083000",
        "'2024-02-09",
        "2024 2 9",
        "45331",
        "45331.35",
    ] {
        assert_eq!(read(typed).as_deref(), Some("2024-02-09"), "{typed}");
    }
    assert_eq!(read("一九四六年五月十五日").as_deref(), Some("1946-05-15"));
    assert_eq!(
        read("一九四六年十二月三十一日").as_deref(),
        Some("1946-12-31")
    );
    assert_eq!(read("二〇二四年十月二十日").as_deref(), Some("2024-10-20"));
}

#[test]
fn months_and_years_are_not_made_into_days() {
    for typed in [
        "2024-02",
        "2024/2",
        "2024.2",
        "202402",
        "2024年2月",
        "2024年二月",
        "2/2024",
    ] {
        let reading = read_date(typed).unwrap();
        assert_eq!(reading.canonical(), "2024-02", "{typed}");
        assert_eq!(reading.precision, Precision::Month);
        assert_eq!(reading.day(), None);
    }
    assert_eq!(read("2024").as_deref(), Some("2024"));
    assert_eq!(read("2024年").as_deref(), Some("2024"));
    assert_eq!(
        read_date("2024-02-09")
            .unwrap()
            .canonical_month()
            .as_deref(),
        Some("2024-02")
    );
    assert_eq!(read_date("2024").unwrap().canonical_month(), None);
}

#[test]
fn doubtful_dates_carry_a_finding() {
    let reading = read_date("02/03/2024").unwrap();
    assert_eq!(reading.finding, Some(DateFinding::Ambiguous));
    assert_eq!(reading.first, day("2024-02-03"));
    assert_eq!(reading.alternative, Some(day("2024-03-02")));
    assert_eq!(read_date("13/03/2024").unwrap().finding, None);
    assert_eq!(read("13/03/2024").as_deref(), Some("2024-03-13"));
    assert_eq!(read_date("03/03/2024").unwrap().finding, None);
    let reading = read_date("46.5.15").unwrap();
    assert_eq!(reading.canonical(), "1946-05-15");
    assert_eq!(reading.finding, Some(DateFinding::TwoDigitYear));
    assert_eq!(read("460515").as_deref(), Some("1946-05-15"));
    assert_eq!(
        read_date("45351").unwrap().finding,
        Some(DateFinding::ExcelSerial)
    );
    assert_eq!(read("45351").as_deref(), Some("2024-02-29"));
}

#[test]
fn what_is_no_date_is_refused() {
    for typed in [
        "",
        "无",
        "2023-02-29",
        "2024-13-01",
        "20241301",
        "1234-05-06",
        "张三",
        "13812345678",
        "370203194605150020",
        "2024-2-9-1",
        "99999999",
        "3",
        "2024至2025",
        "1.5",
    ] {
        assert_eq!(read(typed), None, "{typed}");
    }
}

#[test]
fn ages_are_full_years() {
    let born = day("1946-05-15");
    assert_eq!(age_on(born, day("2026-05-14")), 79);
    assert_eq!(age_on(born, day("2026-05-15")), 80);
    let leap = day("2004-02-29");
    assert_eq!(age_on(leap, day("2022-02-28")), 17);
    assert_eq!(age_on(leap, day("2022-03-01")), 18);
    assert_eq!(age_on(leap, day("2024-02-29")), 20);
    assert_eq!(age_on(day("2024-01-02"), day("2024-01-01")), -1);
}

#[test]
fn days_travel_as_numbers() {
    assert_eq!(epoch_day(day("1970-01-02")), 1);
    assert_eq!(from_epoch_day(-1), Some(day("1969-12-31")));
    assert_eq!(from_excel_serial(60.0), None);
    assert_eq!(from_excel_serial(61.0), Some(day("1900-03-01")));
    assert_eq!(day_of("2024-2-9"), None);
    assert!(is_open_ended(" 长期 "));
}
