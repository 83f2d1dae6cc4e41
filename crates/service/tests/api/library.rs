//! The library of forms: a workbook of two tables gives two templates, a form is registered before
//! it is sent down and not after it expired, decisions about items are remembered and taken back.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Database, Server, databases, refusal};

const TWO_TABLES: &str = "困难家庭帮扶表\n姓名,身份证号,联系电话,帮扶措施,就餐习惯\n\n\
    走访登记表\n姓名,身份证号,家庭住址,帮扶措施,走访结果\n";

async fn read(caller: &Caller, name: &str, text: &str) -> Vec<Value> {
    let answer = caller
        .upload("/api/templates", name, text.as_bytes().to_vec(), &[])
        .await;
    assert_eq!(answer.status(), StatusCode::CREATED, "{name}");
    let read: Value = answer.json().await.unwrap();
    read.as_array().unwrap().clone()
}

fn form<'a>(library: &'a Value, id: &Value) -> Option<&'a Value> {
    library
        .as_array()
        .unwrap()
        .iter()
        .find(|form| form["template_id"] == *id)
}

fn registration(code: &str, expires_on: Option<&str>) -> Value {
    json!({ "code": code, "basis": "社会救助暂行办法第十七条", "rhythm": "quarterly", "expires_on": expires_on })
}

fn request(template: &Value) -> Value {
    let population = json!({ "tags_all": ["高龄老人"], "basis": "home", "alive": true });
    json!({ "template_id": template, "title": "帮扶核对", "population": population,
        "due": "2099-12-31", "duty": "elder-allowance" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_down_only_while_its_registration_holds() {
    for database in databases("library") {
        expiry(&database).await;
    }
}

async fn expiry(database: &Database) {
    let server = Server::demo(database);
    let civil = server.sign_in("minzheng").await;
    let centre = server.sign_in("shuju").await;
    let worker = server.sign_in("sq370203005001").await;
    let tables = read(&civil, "帮扶.csv", TWO_TABLES).await;
    let titles: Vec<&str> = tables
        .iter()
        .map(|table| table["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["困难家庭帮扶表", "走访登记表"], "one each");
    let (aid, visits) = (&tables[0]["id"], &tables[1]["id"]);

    let library = worker.read("/api/library").await;
    let seen = form(&library, aid).expect("whoever fills it in may look it up");
    assert_eq!(
        (&seen["state"], &seen["own"]),
        (&json!("unregistered"), &json!(false))
    );
    assert_eq!((&seen["asked"], &seen["held"]), (&json!(5), &json!(3)));

    let path = format!("/api/library/{aid}/registration");
    let (status, problem) = refusal(civil.put(&path, &registration("MZ-01", None)).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(problem["detail"].as_str().unwrap().contains("大数据中心"));
    let mut bare = registration("MZ-01", None);
    bare["basis"] = json!("无");
    let (status, problem) = refusal(centre.put(&path, &bare).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("registration-basis"))
    );
    let expired = registration("MZ-01", Some("2020-01-01"));
    let kept: Value = centre.put(&path, &expired).await.json().await.unwrap();
    assert_eq!(
        (&kept["state"], &kept["times"]),
        (&json!("expired"), &json!(4))
    );
    let other = format!("/api/library/{visits}/registration");
    let (status, problem) = refusal(centre.put(&other, &expired).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("registration-code-taken"))
    );

    let (status, problem) = refusal(civil.post("/api/requests", &request(aid)).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("registration-expired"))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("MZ-01") && detail.contains("2020-01-01"),
        "{detail}"
    );
    centre
        .put(&path, &registration("MZ-01", Some("2099-12-31")))
        .await;
    let sent = civil.ask("/api/requests", request(aid)).await;
    assert_eq!(sent["template_id"], *aid);
    let library = worker.read("/api/library").await;
    let seen = form(&library, aid).unwrap();
    assert_eq!(
        (&seen["state"], &seen["requests"]),
        (&json!("registered"), &json!(1))
    );
    assert_eq!(seen["registration"]["basis"], "社会救助暂行办法第十七条");

    // The other table of the workbook is not wanted.
    let gone = civil
        .post(&format!("/api/templates/{visits}/archive"), &json!({}))
        .await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert!(form(&worker.read("/api/library").await, visits).is_none());
    let (_, problem) = refusal(civil.post("/api/requests", &request(visits)).await).await;
    assert_eq!(problem["code"], "template-archived");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_about_items_is_remembered_and_taken_back() {
    for database in databases("decisions") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let health = server.sign_in("weijian").await;
        read(&civil, "帮扶.csv", TWO_TABLES).await;
        let own = "随访表\n姓名,身份证号,联系电话,帮扶办法,随访次数\n";
        read(&health, "随访.csv", own).await;

        let before = analysis(&centre).await;
        assert_eq!(tier(&before, &["帮扶措施"]).as_deref(), Some("ask"));
        assert_eq!(tier(&before, &["身份证号"]).as_deref(), Some("auto"));
        let told =
            json!({ "titles": ["帮扶措施", "帮扶办法"], "same": true, "reason": "两部门商定" });
        let (status, _) = refusal(civil.post("/api/library/decisions", &told).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "the data centre decides");
        let made = centre.ask("/api/library/decisions", told).await;
        assert_eq!(
            (&made["same"], &made["may_undo"]),
            (&json!(true), &json!(true))
        );
        let joined = analysis(&centre).await;
        assert_eq!(
            tier(&joined, &["帮扶办法", "帮扶措施"]).as_deref(),
            Some("auto")
        );
        let fewer = |all: &Value| all["distinct_items"].as_u64().unwrap();
        assert_eq!(fewer(&joined) + 1, fewer(&before));

        let undo = format!("/api/library/decisions/{}/undo", made["id"]);
        let (status, _) = refusal(civil.post(&undo, &json!({})).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "of another department");
        let back = centre.ask(&undo, json!({})).await;
        assert!(back["undone_at"].is_string());
        let (status, problem) = refusal(centre.post(&undo, &json!({})).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::CONFLICT, Some("decision-undone"))
        );
        assert_eq!(
            analysis(&centre).await,
            before,
            "as if it had never been made"
        );

        let apart =
            json!({ "titles": ["帮扶措施"], "same": false, "reason": "一个是措施一个是服务" });
        centre.ask("/api/library/decisions", apart).await;
        assert_eq!(tier(&analysis(&centre).await, &["帮扶措施"]), None);
        let kept = centre.read("/api/library/decisions").await;
        assert_eq!(kept.as_array().map(Vec::len), Some(2), "both can be read");

        let saving = analysis(&centre).await;
        let sum: u64 = saving["by_community"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["effort"]["minutes_after"].as_u64().unwrap())
            .sum();
        assert!(sum > 0, "every community is counted");
        let total = |figure: &str| saving["total"][figure].as_u64().unwrap();
        assert!(total("items_after") < total("items_today"));
    }
}

async fn analysis(caller: &Caller) -> Value {
    caller.read("/api/library/analysis").await
}

/// The tier of the twin that is written in these ways.
fn tier(analysis: &Value, titles: &[&str]) -> Option<String> {
    let twins = analysis["twins"].as_array().unwrap();
    let twin = twins.iter().find(|twin| twin["titles"] == json!(titles))?;
    Some(twin["tier"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_column_was_said_to_ask_is_remembered_for_later_forms() {
    for database in databases("lessons") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let health = server.sign_in("weijian").await;
        let text = "助餐名单\n姓名,身份证号,联系电话,就餐人单位\n";
        let column = |tables: &[Value]| tables[0]["columns"][3].clone();
        let first = read(&civil, "甲.csv", text).await;
        assert_ne!(column(&first)["tier"], "auto");
        let chosen = json!({ "columns": [{ "index": 3, "element": "workplace" }] });
        let path = format!("/api/templates/{}/columns", first[0]["id"]);
        assert_eq!(civil.put(&path, &chosen).await.status(), StatusCode::OK);

        let later = column(&read(&civil, "乙.csv", text).await);
        assert_eq!(
            (&later["element"], &later["tier"]),
            (&json!("workplace"), &json!("auto"))
        );
        assert!(later["reason"].as_str().unwrap().contains("人工"));
        let others = column(&read(&health, "丙.csv", text).await);
        assert_ne!(
            others["tier"], "auto",
            "another department's words are its own"
        );

        let kept = civil.read("/api/library/decisions").await;
        assert_eq!(kept[0]["element"], "工作单位");
        let undo = format!("/api/library/decisions/{}/undo", kept[0]["id"]);
        civil.ask(&undo, json!({})).await;
        let again = column(&read(&civil, "丁.csv", text).await);
        assert_eq!(again["tier"], column(&first)["tier"]);
    }
}
