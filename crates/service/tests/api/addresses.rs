//! Addresses that lead to no dwelling: a worker says which estate a name means, and they do.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

/// A name that no sample estate has.
const NAME: &str = "红旗渠大院";

#[tokio::test(flavor = "multi_thread")]
async fn a_name_once_given_places_what_is_here_and_what_comes_later() {
    for database in databases("addresses") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let centre = server.sign_in("shuju").await;
        let home = some_home(&worker).await;
        let community = worker.read("/api/session").await["area"].clone();
        let file = |name: &str, number: &str, phone: &str| {
            format!(
                "姓名,身份证号码,联系电话,现住址,社区编码\n{name},{number},{phone},{NAME}{},{}\n",
                home.door,
                community["code"].as_str().unwrap()
            )
        };
        let first = file("孙测试", "370203194605150020", "13900000001");
        deliver(&centre, "医保一.csv", &first).await;

        let lost = unplaced(&worker, json!({ "reason": "estate-unknown" })).await;
        let row = find(&lost, "孙测试").expect("the address is on the list");
        assert_eq!(row["name"], NAME);
        assert_eq!(row["masked"], true);
        assert!(
            !row["text"].as_str().unwrap().contains(&home.door),
            "the door is masked: {row}"
        );
        let name = lost["names"]
            .as_array()
            .unwrap()
            .iter()
            .find(|each| each["name"] == NAME)
            .expect("the name is to be identified");
        assert_eq!(name["count"], 1);
        assert!(!name["candidates"].as_array().unwrap().is_empty());

        refuses_what_is_not_right(&server, &worker, &community, &home).await;
        let naming = json!({ "community": community["code"], "name": NAME, "estate": home.estate });
        let placed = worker.ask("/api/addresses/names", naming).await;
        assert_eq!(placed["placed"], 1, "on {}", database.name);
        let lost = unplaced(&worker, json!({})).await;
        assert!(find(&lost, "孙测试").is_none(), "it has left the list");
        assert_eq!(home_of(&worker, "孙测试").await, Some(home.dwelling));

        let second = file("孙再测", "370203194605150047", "13900000002");
        deliver(&centre, "医保二.csv", &second).await;
        assert_eq!(home_of(&worker, "孙再测").await, Some(home.dwelling));

        let alias = unplaced(&worker, json!({})).await["aliases"][0].clone();
        assert_eq!(
            (alias["name"].as_str(), alias["estate"].as_str()),
            (Some(NAME), Some(home.estate.as_str()))
        );
        let path = format!("/api/addresses/names/{}/forget", alias["id"]);
        assert_eq!(worker.ask(&path, json!({})).await["placed"], 2);
        assert_eq!(home_of(&worker, "孙测试").await, None);
        let lost = unplaced(&worker, json!({ "name": NAME })).await;
        assert_eq!(lost["total"], 2);

        let audit = server
            .sign_in("admin")
            .await
            .read("/api/audit?size=100")
            .await
            .to_string();
        assert!(audit.contains("指认小区") && audit.contains("取消指认小区"));
        assert!(!audit.contains(NAME), "the audit holds no address");
    }
}

async fn refuses_what_is_not_right(server: &Server, worker: &Caller, here: &Value, home: &Home) {
    let named = |community: &str, name: &str, estate: &str| json!({ "community": community, "name": name, "estate": estate });
    let code = here["code"].as_str().unwrap();
    for (body, status, problem_code) in [
        (
            named("370203005004", NAME, &home.estate),
            StatusCode::FORBIDDEN,
            "area-outside",
        ),
        (
            named(code, NAME, "没有的小区"),
            StatusCode::NOT_FOUND,
            "estate-unknown",
        ),
        (
            named(code, &home.estate, &home.estate),
            StatusCode::CONFLICT,
            "name-is-estate",
        ),
        (
            named(code, "一", &home.estate),
            StatusCode::BAD_REQUEST,
            "name-unusable",
        ),
    ] {
        let (got, problem) = refusal(worker.post("/api/addresses/names", &body).await).await;
        assert_eq!(
            (got, problem["code"].as_str()),
            (status, Some(problem_code))
        );
    }
    let officer = server.sign_in("minzheng").await;
    let body = named(code, NAME, &home.estate);
    let (status, problem) = refusal(officer.post("/api/addresses/names", &body).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("right-missing"))
    );
    let admin = server.sign_in("admin").await;
    let (status, _) = refusal(admin.post("/api/addresses/unplaced", &json!({})).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

/// A door that somebody lives behind.
struct Home {
    dwelling: i64,
    estate: String,
    /// `3号楼2单元301`.
    door: String,
}

async fn some_home(worker: &Caller) -> Home {
    let people = worker
        .ask("/api/people/query", json!({ "size": 200 }))
        .await;
    for row in people["rows"].as_array().unwrap() {
        let Some(dwelling) = row["dwelling_id"].as_i64() else {
            continue;
        };
        let page = worker.read(&format!("/api/dwellings/{dwelling}")).await;
        let text = |part: &str| page[part].as_str().unwrap_or_default().to_owned();
        let (estate, building, unit, room) =
            (text("estate"), text("building"), text("unit"), text("room"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !estate.is_empty() && digits(&building) && digits(&unit) && digits(&room) {
            return Home {
                dwelling,
                estate,
                door: format!("{building}号楼{unit}单元{room}"),
            };
        }
    }
    panic!("nobody lives in a flat of a building with units");
}

async fn deliver(centre: &Caller, name: &str, text: &str) {
    let fields = [("source", "yibao"), ("part", "true")];
    let delivery = centre
        .deliver(name, text.as_bytes().to_vec(), &fields)
        .await;
    assert_eq!(delivery["state"], "loaded", "{delivery}");
}

async fn unplaced(worker: &Caller, mut query: Value) -> Value {
    query["size"] = json!(200);
    worker.ask("/api/addresses/unplaced", query).await
}

fn find(page: &Value, who: &str) -> Option<Value> {
    let rows = page["rows"].as_array().unwrap();
    rows.iter().find(|row| row["who"] == who).cloned()
}

/// The dwelling a person lives in, as the list of people says.
async fn home_of(worker: &Caller, name: &str) -> Option<i64> {
    // The snapshot follows a delivery within two seconds.
    for _ in 0..50 {
        let found = worker
            .ask(
                "/api/people/query",
                json!({ "text": name, "basis": "either" }),
            )
            .await;
        if let Some(row) = found["rows"].as_array().unwrap().first() {
            return row["dwelling_id"].as_i64();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{name} is not in the registry");
}
