//! Who may see and do what; nothing personal in full unless asked for with a purpose.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn each_role_sees_its_own_area_masked_and_nothing_else() {
    for database in databases("rights") {
        let server = Server::demo(&database);
        visitors_see_nothing(&server).await;
        let (one, other) = two_workers(&server).await;
        own_people_only(&one, &other).await;
        lists_are_masked(&one).await;
        departments_do_not_reveal(&server, &one).await;
        sensitive_tags_need_a_purpose(&server, &one).await;
        administrators_see_no_people(&server).await;
        wrong_passwords_lock(&server).await;
    }
}

async fn visitors_see_nothing(server: &Server) {
    let visitor = server.visitor();
    for path in [
        "/api/session",
        "/api/areas",
        "/api/workbench",
        "/api/people/1",
        "/api/deliveries",
        "/api/audit",
    ] {
        let (status, problem) = refusal(visitor.get(path).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("signed-out")),
            "{path}"
        );
    }
    assert_eq!(visitor.get("/api/health").await.status(), StatusCode::OK);
    assert_eq!(visitor.read("/api/ready").await["status"], "ok");
    assert!(
        visitor.read("/api/openapi.json").await["paths"]
            .as_object()
            .unwrap()
            .len()
            > 40
    );
    let (status, problem) = refusal(visitor.get("/api/nothing").await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::NOT_FOUND, Some("route-unknown"))
    );
}

async fn two_workers(server: &Server) -> (Caller, Caller) {
    (
        server.sign_in("sq370203005001").await,
        server.sign_in("sq370203005004").await,
    )
}

async fn first_person(worker: &Caller) -> Value {
    worker.ask("/api/people/query", json!({ "size": 1 })).await["rows"][0].clone()
}

async fn own_people_only(one: &Caller, other: &Caller) {
    let foreign = other
        .ask("/api/people/query", json!({ "size": 200, "basis": "home" }))
        .await;
    let mut refused = 0;
    for row in foreign["rows"].as_array().unwrap().iter().take(40) {
        let answer = one.get(&format!("/api/people/{}", row["id"])).await;
        // Somebody who lives there but is registered here belongs to both.
        if answer.status() == StatusCode::FORBIDDEN {
            refused += 1;
        }
    }
    assert!(refused > 20, "people of another community stay closed");
    let (status, problem) = refusal(
        one.post("/api/people/query", &json!({ "area": "370203005004" }))
            .await,
    )
    .await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("area-outside"))
    );
}

async fn lists_are_masked(one: &Caller) {
    let page = one
        .ask("/api/people/query", json!({ "size": 200 }))
        .await
        .to_string();
    let digits = |text: &str, long: usize| {
        text.split(|letter: char| !letter.is_ascii_digit())
            .any(|run| run.len() >= long && !run.starts_with("370203"))
    };
    assert!(
        !digits(&page, 11),
        "no phone and no identity number stands in full"
    );
    let person = one
        .read(&format!("/api/people/{}", first_person(one).await["id"]))
        .await
        .to_string();
    assert!(!digits(&person, 11), "nor on a person's page");
}

async fn sensitive_tags_need_a_purpose(server: &Server, worker: &Caller) {
    let mut asked = json!({ "tags_any": ["低保对象"] });
    let (status, problem) = refusal(worker.post("/api/people/query", &asked).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("purpose-missing")),
        "names of a sensitive tag are given for a purpose"
    );
    let by_rule = json!({ "rule": "标签(低保对象) 且 年龄 >= 18" });
    let (status, _) = refusal(worker.post("/api/people/query", &by_rule).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a rule asks the same");
    asked["purpose"] = json!("入户核对低保家庭");
    worker.ask("/api/people/query", asked).await;
    let admin = server.sign_in("admin").await;
    let kept = admin.read("/api/audit?act=people.list").await;
    assert_eq!(kept["total"], 1, "{kept}");
    assert_eq!(kept["rows"][0]["purpose"], "入户核对低保家庭");
}

async fn departments_do_not_reveal(server: &Server, worker: &Caller) {
    let id = first_person(worker).await["id"].clone();
    let officer = server.sign_in("minzheng").await;
    let path = format!("/api/people/{id}/reveal");
    let body = json!({ "element": "id_number", "purpose": "想看一看" });
    let (status, problem) = refusal(officer.post(&path, &body).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("right-missing"))
    );
    let (status, problem) = refusal(
        worker
            .post(&path, &json!({ "element": "id_number", "purpose": "看" }))
            .await,
    )
    .await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("purpose-missing"))
    );
    let foreign = server.sign_in("weijian").await;
    let (status, _) = refusal(
        foreign
            .post("/api/people/query", &json!({ "tags_all": ["低保对象"] }))
            .await,
    )
    .await;
    assert_eq!(
        status,
        StatusCode::FORBIDDEN,
        "another department cannot ask by a sensitive tag"
    );
    let unguarded = officer
        .request(Method::POST, "/api/people/query")
        .header("x-linli", "1");
    assert_eq!(
        unguarded.json(&json!({})).send().await.unwrap().status(),
        StatusCode::OK
    );
}

async fn administrators_see_no_people(server: &Server) {
    let admin = server.sign_in("admin").await;
    let (status, _) = refusal(admin.post("/api/people/query", &json!({})).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let accounts = admin.read("/api/accounts").await;
    assert!(
        !accounts.to_string().contains("argon2"),
        "password hashes stay inside"
    );
    let audit = admin.read("/api/audit?size=100").await;
    assert!(
        audit["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["act"] == "session.sign-in")
    );
    let body = json!({ "login": "new-worker", "name": "新社工", "role": "community", "area": "370203005001", "password": "weak" });
    let (status, problem) = refusal(admin.post("/api/accounts", &body).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("password-weak"))
    );
    let body = json!({ "login": "new-worker", "name": "新社工", "role": "community", "area": "370203005001", "password": "Good-Pass-2026" });
    let made = admin.ask("/api/accounts", body.clone()).await;
    let (status, _) = refusal(admin.post("/api/accounts", &body).await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let answer = admin
        .post(
            &format!("/api/accounts/{}/disabled", made["id"]),
            &json!({ "disabled": true }),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let closed = server
        .visitor()
        .post(
            "/api/session",
            &json!({ "login": "new-worker", "password": "Good-Pass-2026" }),
        )
        .await;
    assert_eq!(refusal(closed).await.0, StatusCode::BAD_REQUEST);
}

async fn wrong_passwords_lock(server: &Server) {
    let visitor = server.visitor();
    let body = json!({ "login": "weijian", "password": "wrong" });
    for _ in 0..5 {
        assert_eq!(
            refusal(visitor.post("/api/session", &body).await).await.1["code"],
            "signin-failed"
        );
    }
    let (status, problem) = refusal(visitor.post("/api/session", &body).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::TOO_MANY_REQUESTS, Some("signin-locked"))
    );
}
