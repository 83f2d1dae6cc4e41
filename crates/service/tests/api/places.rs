//! Places as community workers check them: lists by kind, tag and last check, one tap with what was
//! found, and its way back.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, code_of, databases};

const SMALL: &str = "九小场所";
const CATERING: &str = "2";
const OPEN: &str = "1";
const MOVED: &str = "3";

async fn total(caller: &Caller, question: Value) -> u64 {
    let found = caller.ask("/api/places/query", question).await;
    found["total"].as_u64().unwrap()
}

async fn first(caller: &Caller, question: Value) -> Value {
    let found = caller.ask("/api/places/query", question).await;
    found["rows"][0].clone()
}

fn small_catering() -> Value {
    json!({ "tags": [SMALL], "small_kind": CATERING })
}

async fn refuses(caller: &Caller, path: &str, body: &Value, status: StatusCode, code: &str) {
    let found = code_of(caller, path, body).await;
    assert_eq!(found, (status, code.to_owned()));
}

async fn page(caller: &Caller, place: &Value) -> Value {
    caller.read(&format!("/api/places/{}", place["id"])).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_checked_on_the_spot_and_the_check_taken_back() {
    for database in databases("places") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        one_tap_and_back(&server, &worker).await;
        a_missing_size_is_asked_and_decides(&worker).await;
        who_may_say_what_was_found(&server, &worker).await;
        a_file_of_checks_counts_like_taps(&server, &worker).await;
        two_addresses_are_compared(&worker).await;
    }
}

async fn one_tap_and_back(server: &Server, worker: &Caller) {
    let before = server.digest();
    let carried = total(worker, small_catering()).await;
    assert!(carried > 0, "the sample has small restaurants");
    let unchecked = total(worker, json!({ "unchecked": true })).await;
    let place = first(worker, small_catering()).await;
    assert_eq!(place["small_kind"], "餐饮场所");
    let shown = page(worker, &place).await;
    assert_eq!(shown["small"]["truth"], "true", "{shown}");
    let sentence = shown["small"]["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("少于100座") && sentence.ends_with("属于九小场所。"),
        "{sentence}"
    );
    assert!(
        shown["small"]["source"]
            .as_str()
            .unwrap()
            .contains("第三十条")
    );
    assert_eq!(shown["checks"], json!([]));

    let path = format!("/api/places/{}/outcome", place["id"]);
    let made = worker.ask(&path, json!({ "state": MOVED })).await;
    assert_eq!(total(worker, small_catering()).await, carried - 1);
    assert_eq!(
        total(worker, json!({ "unchecked": true })).await,
        unchecked - 1
    );
    let gone = first(worker, json!({ "state": MOVED })).await;
    assert_eq!(
        (&gone["id"], &gone["state_label"]),
        (&place["id"], &json!("搬离"))
    );
    assert!(gone["checked"].is_string());
    let shown = page(worker, &place).await;
    assert_eq!(
        shown["small"]["sentence"],
        "现场核查为“搬离”，不算九小场所。"
    );
    assert_eq!(shown["checks"][0]["state"], "搬离");
    assert_eq!(shown["checks"][0]["may_undo"], true);

    let undo = format!("{path}/undo");
    let answer = worker.post(&undo, &made).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(total(worker, small_catering()).await, carried);
    assert_eq!(server.digest(), before, "as if it had never been said");
    refuses(
        worker,
        &undo,
        &made,
        StatusCode::NOT_FOUND,
        "place-check-unknown",
    )
    .await;
}

async fn a_missing_size_is_asked_and_decides(worker: &Caller) {
    let untold = json!({ "untold": SMALL, "small_kind": CATERING });
    let place = first(worker, untold).await;
    let shown = page(worker, &place).await;
    assert_eq!(shown["small"]["sentence"], "缺座位数，核查时请一并填写。");
    assert_eq!(shown["small"]["missing"], json!(["seats"]));
    let kinds = worker.read("/api/places/kinds").await;
    let catering = kinds
        .as_array()
        .unwrap()
        .iter()
        .find(|kind| kind["code"] == CATERING)
        .unwrap();
    assert_eq!(catering["sizes"][0]["limit"], "少于100座");

    let path = format!("/api/places/{}/outcome", place["id"]);
    for (seats, truth) in [("120", "false"), ("40", "true")] {
        let found = json!({ "state": OPEN, "sizes": { "seats": seats } });
        worker.ask(&path, found).await;
        let shown = page(worker, &place).await;
        assert_eq!(
            shown["small"]["truth"], truth,
            "the later word of a day counts"
        );
    }
    let shown = page(worker, &place).await;
    assert_eq!(
        shown["small"]["sentence"],
        "餐饮场所，座位数40座（少于100座），属于九小场所。"
    );
    let wrong = json!({ "state": OPEN, "sizes": { "beds": "5" } });
    refuses(
        worker,
        &path,
        &wrong,
        StatusCode::BAD_REQUEST,
        "size-not-asked",
    )
    .await;
    let wrong = json!({ "state": OPEN, "sizes": { "seats": "很多" } });
    refuses(
        worker,
        &path,
        &wrong,
        StatusCode::BAD_REQUEST,
        "value-invalid",
    )
    .await;
    let wrong = json!({ "state": "9" });
    refuses(
        worker,
        &path,
        &wrong,
        StatusCode::BAD_REQUEST,
        "code-unknown",
    )
    .await;
}

async fn who_may_say_what_was_found(server: &Server, worker: &Caller) {
    let place = first(worker, small_catering()).await;
    let path = format!("/api/places/{}/outcome", place["id"]);
    let found = json!({ "state": OPEN });
    let other = server.sign_in("sq370203005004").await;
    refuses(&other, &path, &found, StatusCode::FORBIDDEN, "area-outside").await;
    let department = server.sign_in("minzheng").await;
    refuses(
        &department,
        &path,
        &found,
        StatusCode::FORBIDDEN,
        "right-missing",
    )
    .await;
    let street = server.sign_in("jd370203005").await;
    let made = street.ask(&path, found).await;
    // Whoever works there may take it back, whoever said it.
    let answer = worker.post(&format!("{path}/undo"), &made).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let question = json!({ "tags": ["低保对象"] });
    let refused = worker.post("/api/places/query", &question).await;
    assert!(refused.status().is_client_error(), "a tag of people");
}

async fn a_file_of_checks_counts_like_taps(server: &Server, worker: &Caller) {
    let centre = server.sign_in("shuju").await;
    let place = first(worker, small_catering()).await;
    let text = format!(
        "场所名称,统一社会信用代码,场所类别,座位数,现场状况\n{},{},小餐饮,180,正常营业\n",
        place["name"].as_str().unwrap(),
        place["credit_code"].as_str().unwrap()
    );
    let delivery = centre
        .deliver("九小场所核查.csv", text.into_bytes(), &[])
        .await;
    assert_eq!(delivery["source"], "shequ-changsuo", "{delivery}");
    assert_eq!(delivery["state"], "loaded", "{delivery}");
    for _ in 0..50 {
        let shown = page(worker, &place).await;
        if shown["small"]["truth"] == "false" {
            assert_eq!(
                shown["small"]["sentence"],
                "餐饮场所，座位数180座（不是少于100座），不属于九小场所。"
            );
            assert_eq!(
                shown["checks"][0]["may_undo"], false,
                "a file is undone as a delivery"
            );
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the file's check is not seen");
}

async fn two_addresses_are_compared(worker: &Caller) {
    let question = json!({ "tags": ["地址不符"] });
    let place = first(worker, question).await;
    let shown = page(worker, &place).await;
    assert_eq!(shown["sites"]["mismatch"], true, "{shown}");
    let address = |site: &str| shown["sites"][site]["address"].as_str().unwrap().to_owned();
    assert_ne!(address("registered"), address("working"));
    assert!(
        shown["tags"]
            .as_array()
            .unwrap()
            .contains(&json!("地址不符"))
    );
}
