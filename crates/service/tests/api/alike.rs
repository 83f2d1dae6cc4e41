//! 登记前查重: who of the registry somebody may be, asked before they are registered.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const NAME: &str = "欧阳砚秋";
const NUMBER: &str = "370203194605120024";
const PHONE: &str = "13900000471";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_found_by_what_is_heard_or_written_wrongly_and_nobody_else_is() {
    for database in databases("alike") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let home = some_home(&worker).await;
        let her = deliver_her(&server, &worker, &home).await;

        finds_her(&worker, her, &home).await;
        finds_nobody_else(&worker, her, &home).await;
        sends_too_little_back(&server, &worker).await;
        says_little_of_people_elsewhere(&server, her).await;
    }
}

/// The door of a flat that somebody of the worker's community lives in, as one writes it.
async fn some_home(worker: &Caller) -> String {
    let people = worker
        .ask("/api/people/query", json!({ "size": 200 }))
        .await;
    for row in people["rows"].as_array().unwrap() {
        let Some(dwelling) = row["dwelling_id"].as_i64() else {
            continue;
        };
        let page = worker.read(&format!("/api/dwellings/{dwelling}")).await;
        let [estate, building, unit, room] =
            ["estate", "building", "unit", "room"].map(|part| page[part].as_str().unwrap());
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !estate.is_empty() && digits(building) && digits(unit) && digits(room) {
            return format!("{estate}{building}号楼{unit}单元{room}");
        }
    }
    panic!("nobody lives in a flat of a building with units");
}

/// Hands her in with everything that can be asked by, and waits until she is in the snapshot.
async fn deliver_her(server: &Server, worker: &Caller, home: &str) -> i64 {
    let file = format!(
        "姓名,身份证号码,联系电话,现住址,社区编码\n{NAME},{NUMBER},{PHONE},{home},370203005001\n"
    );
    let delivery = server
        .sign_in("shuju")
        .await
        .deliver(
            "医保.csv",
            file.into_bytes(),
            &[("source", "yibao"), ("part", "true")],
        )
        .await;
    assert_eq!(delivery["state"], "loaded", "{delivery}");
    for _ in 0..50 {
        let found = worker
            .ask("/api/people/query", json!({ "text": NAME }))
            .await;
        if let Some(row) = found["rows"].as_array().unwrap().first() {
            return row["id"].as_i64().unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{NAME} is not in the registry");
}

async fn ask(caller: &Caller, asked: Value) -> Value {
    caller.ask("/api/people/alike", asked).await
}

fn ids(answer: &Value) -> Vec<i64> {
    let people = answer["people"].as_array().unwrap();
    people
        .iter()
        .map(|one| one["person"]["id"].as_i64().unwrap())
        .collect()
}

/// How a comparison of the likeliest person reads.
fn words<'a>(answer: &'a Value, label: &str) -> &'a str {
    let rows = answer["people"][0]["comparisons"].as_array().unwrap();
    let row = rows.iter().find(|row| row["label"] == label).unwrap();
    assert!(row["weight"].is_number(), "{row}");
    row["words"].as_str().unwrap()
}

async fn finds_her(worker: &Caller, her: i64, home: &str) {
    for (asked, label, expected) in [
        (
            json!({ "name": "欧阳彦秋", "birth_date": "1946-05-12" }),
            "姓名",
            "同音",
        ),
        (
            json!({ "name": NAME, "birth_date": "1946-12-05" }),
            "出生日期",
            "月日颠倒",
        ),
        (
            json!({ "name": NAME, "id_number": "370203194605120034" }),
            "身份号码",
            "只差一处",
        ),
        (json!({ "id_number": NUMBER }), "身份号码", "相同"),
        (json!({ "name": NAME, "address": home }), "住房", "相同"),
        (
            json!({ "name": "欧阳艳秋", "phone": "139 0000 0417" }),
            "电话",
            "只差一处",
        ),
    ] {
        let answer = ask(worker, asked.clone()).await;
        assert_eq!(ids(&answer).first(), Some(&her), "{asked} {answer}");
        assert_eq!(words(&answer, label), expected, "{asked} {answer}");
        let one = &answer["people"][0];
        assert!(one["probability"].as_f64().unwrap() > 0.2, "{one}");
        assert_ne!(one["tier"], "maybe", "{one}");
        let text = answer.to_string();
        assert!(
            !text.contains(NUMBER) && !text.contains(PHONE),
            "values are masked: {text}"
        );
    }
    let sure = ask(worker, json!({ "name": NAME, "id_number": NUMBER })).await;
    assert_eq!(sure["people"][0]["tier_label"], "同一人");
    let slip = ask(worker, json!({ "id_number": "370203194605120034" })).await;
    assert!(slip["notes"].to_string().contains("至少有一位填错"));
    let other = ask(worker, json!({ "name": "王建国", "id_number": NUMBER })).await;
    assert_eq!(ids(&other), [her]);
    assert_eq!(other["people"][0]["tier_label"], "请核对");
    assert!(
        other["people"][0]["warning"]
            .as_str()
            .unwrap()
            .contains("姓名却不同")
    );
}

async fn finds_nobody_else(worker: &Caller, her: i64, home: &str) {
    for asked in [
        json!({ "name": NAME, "birth_date": "1971-03-20" }),
        json!({ "name": "王建国", "birth_date": "1946-05-12", "address": home }),
        json!({ "name": NAME, "id_number": "370203198811230046" }),
    ] {
        let answer = ask(worker, asked.clone()).await;
        assert!(!ids(&answer).contains(&her), "{asked} {answer}");
    }
    let nobody = ask(
        worker,
        json!({ "name": "令狐霁月", "birth_date": "1946-05-12", "phone": "13900000999" }),
    )
    .await;
    assert_eq!((ids(&nobody), &nobody["outside"]), (vec![], &json!(0)));
}

async fn sends_too_little_back(server: &Server, worker: &Caller) {
    for (asked, code) in [
        (json!({}), "asked-too-little"),
        (json!({ "name": NAME, "sex": "女" }), "asked-too-little"),
        (
            json!({ "name": NAME, "address": "没有的小区9号楼9单元901" }),
            "asked-too-little",
        ),
        (json!({ "id_number": "37020319" }), "asked-unreadable"),
        (json!({ "who": NAME }), "body-unreadable"),
    ] {
        let (status, problem) = refusal(worker.post("/api/people/alike", &asked).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some(code)),
            "{asked}"
        );
        assert!(problem["detail"].as_str().unwrap().ends_with('。'));
    }
    let admin = server.sign_in("admin").await;
    let body = json!({ "id_number": NUMBER });
    let (status, problem) = refusal(admin.post("/api/people/alike", &body).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("right-missing"))
    );
}

/// A worker of another community is told that there is somebody, not who; that anybody looked is kept.
async fn says_little_of_people_elsewhere(server: &Server, her: i64) {
    let admin = server.sign_in("admin").await;
    let looks = || admin.read("/api/audit?act=people.alike");
    let before = looks().await["total"].as_u64().unwrap();
    let other = server.sign_in("sq370203005004").await;
    let answer = ask(&other, json!({ "name": NAME, "id_number": NUMBER })).await;
    assert_eq!(answer["people"], json!([]));
    assert_eq!(answer["outside"], 1);
    assert!(answer["notes"].to_string().contains("请联系区大数据中心"));
    assert!(!answer.to_string().contains(NAME), "{answer}");
    let kept = looks().await;
    assert_eq!(kept["total"], before + 1);
    let kept = kept.to_string();
    assert!(kept.contains("登记前查重"), "{kept}");
    assert!(!kept.contains(NAME) && !kept.contains(NUMBER), "{kept}");
    // What may be her is not said of somebody elsewhere.
    let weak = ask(
        &other,
        json!({ "name": "欧阳砚", "birth_date": "1946-12-05" }),
    )
    .await;
    assert_eq!((&weak["people"], &weak["outside"]), (&json!([]), &json!(0)));
    let street = server.sign_in("jd370203005").await;
    let answer = ask(&street, json!({ "name": NAME, "id_number": NUMBER })).await;
    assert_eq!(ids(&answer), [her], "her street sees her");
}
