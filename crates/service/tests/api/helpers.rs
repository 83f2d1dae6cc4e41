//! Helpers are counted first, and named only after somebody else has approved the purpose.

use reqwest::StatusCode;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::server::{Caller, Server, code_of, databases};

const REQUESTS: &str = "/api/helpers/requests";

fn asking(until: &str) -> Value {
    json!({
        "query": { "tags": ["志愿者"] },
        "activity": "社区义诊",
        "purpose": "电话邀请志愿者参加义诊",
        "until": until
    })
}

fn today() -> String {
    let china = chrono::Utc::now() + chrono::Duration::hours(8);
    china.date_naive().to_string()
}

/// The requests that wait on somebody's workbench.
async fn waiting(caller: &Caller) -> Vec<String> {
    let bench = caller.read("/api/workbench").await;
    bench["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["kind"] == "helpers")
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_shown_after_somebody_else_approved_them() {
    for database in databases("helpers") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let neighbour = server.sign_in("sq370203005004").await;
        let civil = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;

        let query = json!({ "tags": ["志愿者"] });
        let found = street.ask("/api/helpers/count", query.clone()).await;
        let yes = found["count"]["yes"].as_u64().unwrap();
        assert!(yes > 0, "{found}");
        let by_community: u64 = found["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| group["count"].as_u64().unwrap())
            .sum();
        assert_eq!(by_community, yes);
        let gone = street.post("/api/helpers/names", &query).await;
        assert_eq!(gone.status(), StatusCode::NOT_FOUND, "no names at once");

        // What is missing is said before anything is kept.
        let day = today();
        for (field, value, expected) in [
            ("activity", "", "activity-unfit"),
            ("purpose", "看看", "purpose-missing"),
            ("purpose", &"请".repeat(201), "purpose-too-long"),
            ("until", "2020-01-01", "helper-until-unfit"),
            ("until", "2999-01-01", "helper-until-unfit"),
        ] {
            let mut body = asking(&day);
            body[field] = json!(value);
            let (status, code) = code_of(&worker, REQUESTS, &body).await;
            assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, expected));
        }
        assert_eq!(worker.read(REQUESTS).await, json!([]));

        // A community's request waits for its street, and for nobody else.
        let made = worker.ask(REQUESTS, asking(&day)).await;
        assert_eq!(
            (&made["state"], &made["can_look"]),
            (&json!("waiting"), &json!(false))
        );
        let mut same = asking(&day);
        same["query"]["tags"] = json!(["志愿者", "志愿者"]);
        same["activity"] = json!("社区义诊第二场");
        let (status, code) = code_of(&worker, REQUESTS, &same).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "helper-request-again")
        );
        let people = made["people"].as_u64().unwrap();
        assert!(people > 0 && people < yes, "the community's part: {made}");
        let path = format!("{REQUESTS}/{}", made["id"]);
        let (decide, names) = (format!("{path}/decide"), format!("{path}/names"));
        let (status, code) = code_of(&worker, &names, &json!({})).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "helper-request-waiting")
        );
        assert_eq!(waiting(&street).await, ["骨干名单：社区义诊"]);
        assert!(waiting(&worker).await.is_empty() && waiting(&centre).await.is_empty());
        let approval = json!({ "approve": true, "remark": "同意，仅限义诊联系" });
        let (status, code) = code_of(&worker, &decide, &approval).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::FORBIDDEN, "helper-request-own")
        );
        for other in [&neighbour, &civil, &centre] {
            let (status, _) = code_of(other, &decide, &approval).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "another office");
        }
        let silent = json!({ "approve": true, "remark": " " });
        assert_eq!(code_of(&street, &decide, &silent).await.1, "remark-missing");
        assert_eq!(street.read(REQUESTS).await[0]["can_decide"], true);
        let decided = street.ask(&decide, approval.clone()).await;
        assert_eq!(decided["state"], "approved");
        assert_eq!(
            code_of(&street, &decide, &approval).await.1,
            "helper-request-decided"
        );
        assert!(waiting(&street).await.is_empty());

        // The asker alone sees the names, masked, and every look is kept.
        let seen = worker.read(REQUESTS).await;
        assert_eq!(
            (&seen[0]["can_look"], &seen[0]["remark"]),
            (&json!(true), &approval["remark"])
        );
        for _ in 0..2 {
            let list = worker.ask(&names, json!({})).await;
            assert_eq!(list["total"], people);
            let phone = list["rows"][0]["phone"].as_str().unwrap();
            assert!(phone.is_empty() || phone.contains('*'), "masked: {phone}");
        }
        assert_eq!(
            code_of(&street, &names, &json!({})).await.0,
            StatusCode::NOT_FOUND
        );
        let admin = server.sign_in("admin").await;
        let looks = admin.read("/api/audit?act=helpers.names").await;
        let looks = looks["rows"].as_array().unwrap();
        assert_eq!(looks.len(), 2, "{looks:?}");
        assert!(
            looks
                .iter()
                .all(|look| look["purpose"] == "电话邀请志愿者参加义诊")
        );

        // Streets and departments ask the data centre; what it declines stays closed.
        for asker in [&street, &civil] {
            let made = asker.ask(REQUESTS, asking(&day)).await;
            let decide = format!("{REQUESTS}/{}/decide", made["id"]);
            assert_eq!(waiting(&centre).await.len(), 1);
            let no = json!({ "approve": false, "remark": "请先征求社区意见" });
            assert_eq!(centre.ask(&decide, no).await["state"], "declined");
            let names = format!("{REQUESTS}/{}/names", made["id"]);
            let (status, code) = code_of(asker, &names, &json!({})).await;
            assert_eq!(
                (status, code.as_str()),
                (StatusCode::FORBIDDEN, "helper-request-declined")
            );
        }
    }
}

/// Moves the last day of all requests into the past, as it would be by then.
async fn let_days_pass(server: &Server) {
    let connection = Database::connect(ConnectOptions::new(server.database_url()))
        .await
        .unwrap();
    let earlier = "UPDATE helper_request SET until_day = until_day - 1";
    connection.execute_unprepared(earlier).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_day_has_passed_waits_for_nobody() {
    for database in databases("helpers_over") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let made = worker.ask(REQUESTS, asking(&today())).await;
        assert_eq!(waiting(&street).await.len(), 1);
        let_days_pass(&server).await;
        assert!(waiting(&street).await.is_empty());
        assert_eq!(street.read(REQUESTS).await, json!([]));
        let decide = format!("{REQUESTS}/{}/decide", made["id"]);
        let late = json!({ "approve": true, "remark": "同意" });
        let (status, code) = code_of(&street, &decide, &late).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "helper-request-over")
        );
        assert_eq!(worker.read(REQUESTS).await[0]["state"], "expired");
        let names = format!("{REQUESTS}/{}/names", made["id"]);
        assert_eq!(
            code_of(&worker, &names, &json!({})).await.1,
            "helper-request-expired"
        );
        // Nothing keeps the same question from being asked again.
        let again = worker.ask(REQUESTS, asking(&today())).await;
        assert_eq!(again["state"], "waiting");
    }
}
