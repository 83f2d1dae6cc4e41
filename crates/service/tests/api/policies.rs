//! Policies find people; a lead goes through three hands before a payment stops; a change is tried,
//! published by somebody else, and decides from then on.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const OLD_AGE: &str = "/api/policies/qd-shibei-gaoling";

async fn code_of(caller: &Caller, path: &str, body: Value) -> (StatusCode, String) {
    let (status, problem) = refusal(caller.post(path, &body).await).await;
    (
        status,
        problem["code"].as_str().unwrap_or_default().to_owned(),
    )
}

/// Somebody of the worker's community who gets the old-age allowance.
pub async fn paid_person(worker: &Caller) -> (i64, String, String) {
    let asked = json!({ "tags_all": ["享受老年综合/高龄津贴", "户籍人口"], "alive": true, "size": 20, "basis": "home" });
    let page = worker.ask("/api/people/query", asked).await;
    for row in page["rows"].as_array().unwrap() {
        let id = row["id"].as_i64().unwrap();
        let path = format!("/api/people/{id}/reveal");
        let body = json!({ "element": "id_number", "purpose": "核对高龄津贴发放" });
        let answer = worker.post(&path, &body).await;
        if answer.status().is_success() {
            let revealed: Value = answer.json().await.unwrap();
            let number = revealed["value"].as_str().unwrap().to_owned();
            return (id, row["name"].as_str().unwrap().to_owned(), number);
        }
    }
    panic!("nobody here gets the allowance");
}

/// The lead about a person, looked for once. Lists and leads follow a delivery at once, but not
/// within its own answer; a search for doubles answers only when they have.
async fn lead_of(centre: &Caller, caller: &Caller, list: &str, person: i64) -> Value {
    centre.ask("/api/review/find", json!({})).await;
    let page = caller.read(list).await;
    let rows = page["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["person_id"] == person);
    row.unwrap_or_else(|| panic!("no lead about the person: {page}"))
        .clone()
}

async fn step(caller: &Caller, lead: &Value, step: &str, more: Value) -> Value {
    let path = format!("/api/leads/{}/steps", lead["row"]["id"]);
    let mut body = json!({ "version": lead["row"]["version"], "step": step });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    caller.ask(&path, body).await
}

fn can(lead: &Value) -> Vec<&str> {
    lead["row"]["can"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_stops_a_payment_through_three_hands() {
    for database in databases("leads") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let neighbour = server.sign_in("sq370203005004").await;
        let street = server.sign_in("jd370203005").await;
        let officer = server.sign_in("minzheng").await;
        let health = server.sign_in("weijian").await;
        let (person, name, number) = paid_person(&worker).await;
        let stops = "/api/leads?kind=stop&policy=qd-shibei-gaoling&state=open&size=200";
        let of_person = |page: &Value| {
            page["rows"]
                .as_array()
                .unwrap()
                .iter()
                .find(|row| row["person_id"] == person)
                .cloned()
        };
        assert_eq!(of_person(&worker.read(stops).await), None);

        let file = format!("姓名,身份证件号码,死亡日期\n{name},{number},2026-11-01\n");
        let fields = [("source", "weijian-siwang"), ("part", "true")];
        let delivery = health
            .deliver("死亡补报.csv", file.into_bytes(), &fields)
            .await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
        let centre = server.sign_in("shuju").await;
        let row = lead_of(&centre, &worker, stops, person).await;
        assert_eq!(
            (&row["state"], &row["person"]),
            (&json!("assigned"), &json!(name))
        );
        assert_eq!(
            of_person(&neighbour.read(stops).await),
            None,
            "another community's"
        );

        let path = format!("/api/leads/{}", row["id"]);
        let lead = worker.read(&path).await;
        let reasons = lead["reasons"].to_string();
        assert!(reasons.contains("已故"), "{reasons}");
        assert_eq!(can(&lead), ["verify", "decline"]);
        assert_eq!(can(&street.read(&path).await), [] as [&str; 0]);
        let (status, code) = code_of(
            &street,
            &format!("{path}/steps"),
            json!({ "version": 1, "step": "approve" }),
        )
        .await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "lead-step-refused")
        );
        assert_eq!(neighbour.get(&path).await.status(), StatusCode::NOT_FOUND);

        let lead = step(&worker, &lead, "verify", json!({ "note": "已见死亡证明" })).await;
        assert_eq!(
            lead["row"]["state"], "applied",
            "a stop needs no application"
        );
        let (_, code) = code_of(
            &officer,
            &format!("{path}/steps"),
            json!({ "version": lead["row"]["version"], "step": "settle" }),
        )
        .await;
        assert_eq!(
            code, "lead-step-refused",
            "nobody settles what the street has not approved"
        );
        let lead = step(&street, &lead, "approve", json!({})).await;
        let lead = step(&officer, &lead, "settle", json!({})).await;
        assert_eq!(
            (&lead["row"]["state"], &lead["row"]["outcome"]),
            (&json!("settled"), &json!("stopped"))
        );
        let steps = lead["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 3);
        assert_eq!(steps[0]["note"], "已见死亡证明");
        assert_eq!(of_person(&worker.read(stops).await), None);

        // Undoing the death makes the person entitled again: nothing is left to stop.
        let id = &delivery["id"];
        let undone = health
            .post(&format!("/api/deliveries/{id}/undo"), &json!({}))
            .await;
        assert!(undone.status().is_success());
        assert_eq!(of_person(&worker.read(stops).await), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_tried_published_by_another_and_decides() {
    for database in databases("policies") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let worker = server.sign_in("sq370203005001").await;
        let page = officer.read(OLD_AGE).await;
        assert_eq!(
            (&page["row"]["in_use"], &page["row"]["version"]),
            (&json!(true), &json!(0))
        );
        assert!(
            page["cases"]
                .as_array()
                .unwrap()
                .iter()
                .all(|case| case["failure"].is_null())
        );
        let audit = officer.read(&format!("{OLD_AGE}/audit")).await;
        let number = |value: &Value| value.as_u64().unwrap();
        assert!(number(&audit["total"]["paid"]) > 0, "{audit}");
        let streets = audit["areas"].as_array().unwrap();
        let sum: u64 = streets
            .iter()
            .map(|street| number(&street["entitled"]))
            .sum();
        assert_eq!(sum, number(&audit["total"]["entitled"]), "streets add up");

        let mut file = page["file"].clone();
        file["who"] = json!("健在 且 户籍地 在 本区 且 年龄 >= 85");
        let tried = officer
            .ask(&format!("{OLD_AGE}/try"), json!({ "file": file }))
            .await;
        assert!(number(&tried["total"]["loses"]) > 0);
        assert_eq!(number(&tried["total"]["gains"]), 0);
        let failing = tried["cases"]
            .as_array()
            .unwrap()
            .iter()
            .any(|case| !case["failure"].is_null());
        assert!(failing, "the cases speak of people of 80");
        let (status, _) =
            code_of(&worker, &format!("{OLD_AGE}/try"), json!({ "file": file })).await;
        assert_eq!(status, StatusCode::FORBIDDEN);

        let draft = json!({ "file": file, "note": "自明年起提高到85周岁" });
        let kept = officer.put(&format!("{OLD_AGE}/draft"), &draft).await;
        assert!(kept.status().is_success());
        let publish = format!("{OLD_AGE}/publish");
        let (_, code) = code_of(&officer, &publish, json!({ "version": 1 })).await;
        assert_eq!(code, "policy-own-draft");
        let (_, code) = code_of(&centre, &publish, json!({ "version": 1 })).await;
        assert_eq!(code, "policy-cases-fail");
        let mut wrong = file.clone();
        wrong["who"] = json!("健在 且 姓名 = '张三'");
        let answer = officer
            .put(
                &format!("{OLD_AGE}/draft"),
                &json!({ "file": wrong, "note": "试着写姓名" }),
            )
            .await;
        let (status, problem) = refusal(answer).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("policy-rule-wrong"))
        );

        // The cases of the changed policy as a table: which fail, how and why, and what they may say.
        let run = officer
            .ask(&format!("{OLD_AGE}/cases"), json!({ "file": file }))
            .await;
        let cases = run["cases"].as_array().unwrap();
        let wrong: Vec<&Value> = cases
            .iter()
            .filter(|case| !case["failure"].is_null())
            .collect();
        assert!(!wrong.is_empty());
        let failure = wrong[0]["failure"].as_str().unwrap();
        assert!(
            failure.contains("应为") && failure.contains("实为"),
            "{failure}"
        );
        assert!(!failure.contains("Expectation"), "a sentence: {failure}");
        assert!(wrong[0]["because"].to_string().contains("年龄"), "{run}");
        assert!(
            wrong[0]["found"]["entitled"].is_string(),
            "what came out can be taken over"
        );
        let labels = run["fields"].to_string();
        assert!(
            labels.contains("出生日期") && labels.contains("户籍地"),
            "{labels}"
        );
        let (_, code) = code_of(
            &worker,
            &format!("{OLD_AGE}/cases"),
            json!({ "file": file }),
        )
        .await;
        assert_eq!(code, "right-missing");

        // Without a case nothing fails, and nothing is proven.
        let no_longer = json!({
            "name": "84岁不再享受", "today": "2026-11-22",
            "facts": { "出生日期": "1942-05-01", "户籍地": "370203001001" },
            "expect": { "entitled": "false" }
        });
        let still = json!({
            "name": "86岁仍享受", "today": "2026-11-22",
            "facts": { "出生日期": "1940-05-01", "户籍地": "370203001001" },
            "expect": { "entitled": "true", "amounts": {
                "高龄津贴（80至89周岁）": 200.0, "体检补助": 150.0
            } }
        });
        for (cases, wanting) in [
            (json!([]), Some("这两种案例")),
            (json!([no_longer]), Some("应为“符合”的案例")),
            (json!([still]), Some("应为“不符合”的案例")),
            (json!([no_longer, still]), None),
        ] {
            file["cases"] = cases;
            let draft = json!({ "file": file, "note": "自明年起提高到85周岁" });
            let kept = officer.put(&format!("{OLD_AGE}/draft"), &draft).await;
            assert!(kept.status().is_success());
            let Some(wanting) = wanting else { continue };
            let answer = centre.post(&publish, &json!({ "version": 1 })).await;
            let (status, problem) = refusal(answer).await;
            assert_eq!(
                (status, problem["code"].as_str()),
                (StatusCode::CONFLICT, Some("policy-cases-wanting"))
            );
            let said = problem["detail"].as_str().unwrap();
            assert!(said.contains(wanting), "{said}");
        }
        let before = number(&worker.read("/api/leads?kind=stop&state=open").await["total"]);
        let page = centre.ask(&publish, json!({ "version": 1 })).await;
        assert_eq!(page["row"]["version"], 1);
        let after = number(&worker.read("/api/leads?kind=stop&state=open").await["total"]);
        assert!(
            after > before,
            "who is paid below 85 should be paid no longer"
        );
        the_paid_below_are_leads_at_once(&worker, 85).await;

        let page = centre
            .ask(&format!("{OLD_AGE}/use"), json!({ "in_use": false }))
            .await;
        assert_eq!(page["row"]["in_use"], false);
        let left = worker
            .read("/api/leads?state=open&policy=qd-shibei-gaoling")
            .await;
        assert_eq!(left["total"], 0, "nobody had begun");
    }
}

/// Whoever of the community is paid and younger is a lead as soon as the change was published, and
/// nobody older is.
async fn the_paid_below_are_leads_at_once(worker: &Caller, age: i64) {
    let stops = "/api/leads?kind=stop&policy=qd-shibei-gaoling&state=open&size=200";
    let leads = worker.read(stops).await;
    let leads = leads["rows"].as_array().unwrap();
    let asked = json!({ "tags_all": ["享受老年综合/高龄津贴", "户籍人口"], "alive": true, "size": 200, "basis": "home" });
    let paid = worker.ask("/api/people/query", asked).await;
    let (mut younger, mut older) = (0, 0);
    for person in paid["rows"].as_array().unwrap() {
        let is_lead = leads.iter().any(|lead| lead["person_id"] == person["id"]);
        if person["age"].as_i64().unwrap() < age {
            assert!(is_lead, "{person}");
            younger += 1;
        } else {
            assert!(!is_lead, "{person}");
            older += 1;
        }
    }
    assert!(younger > 0 && older > 0, "{younger} and {older}");
}

/// Somebody's leads that take a step, as a call for many wants them.
fn chosen<'a>(rows: &'a [Value], step: &str) -> Vec<&'a Value> {
    rows.iter()
        .filter(|row| row["can"].as_array().unwrap().iter().any(|can| can == step))
        .collect()
}

fn versions(rows: &[&Value]) -> Value {
    rows.iter()
        .map(|row| json!({ "id": row["id"], "version": row["version"] }))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_for_many_is_checked_for_each() {
    for database in databases("bulk_leads") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let street = server.sign_in("jd370203005").await;
        let list = "/api/leads?kind=start&state=mine&size=200";
        let page = worker.read(list).await;
        let rows = page["rows"].as_array().unwrap();
        let some = chosen(rows, "verify");
        assert!(some.len() >= 3, "{page}");
        let some = &some[..3];

        // One lead is verified by itself first: in the call for many it is named, the others go on.
        let first = worker.read(&format!("/api/leads/{}", some[0]["id"])).await;
        step(&worker, &first, "verify", json!({})).await;
        let body = json!({ "leads": versions(some), "step": "verify", "note": "逐户电话核实" });
        let done = worker.ask("/api/leads/steps", body).await;
        assert_eq!(done["done"], 2, "{done}");
        let results = done["results"].as_array().unwrap();
        assert_eq!(results[0]["code"], "lead-step-refused", "{done}");
        assert_eq!(results[0]["id"], some[0]["id"]);
        assert_eq!(results[1]["state"], "verified");
        assert_eq!(results[1]["problem"], Value::Null);

        // Nobody takes a step for many that is not theirs one by one.
        let (status, _) = refusal(
            street
                .post(
                    "/api/leads/steps",
                    &json!({ "leads": [], "step": "approve" }),
                )
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let now: Vec<Value> = {
            let page = worker.read(list).await;
            let rows = page["rows"].as_array().unwrap().clone();
            rows.into_iter()
                .filter(|row| some.iter().any(|one| one["id"] == row["id"]))
                .collect()
        };
        let now: Vec<&Value> = now.iter().collect();
        let refused = street
            .ask(
                "/api/leads/steps",
                json!({ "leads": versions(&now), "step": "approve" }),
            )
            .await;
        assert_eq!(refused["done"], 0, "not yet applied for: {refused}");

        let declined = worker
            .ask(
                "/api/leads/steps",
                json!({ "leads": versions(&now), "step": "decline", "note": "本人书面放弃" }),
            )
            .await;
        assert_eq!(declined["done"], 0, "one outcome for all is asked for");
        assert_eq!(declined["results"][0]["code"], "decline-reason-missing");
        let body = json!({
            "leads": versions(&now), "step": "decline", "outcome": "waived", "note": "本人书面放弃"
        });
        let declined = worker.ask("/api/leads/steps", body).await;
        assert_eq!(declined["done"], 3, "{declined}");
        let lead = worker.read(&format!("/api/leads/{}", now[0]["id"])).await;
        assert_eq!(lead["row"]["outcome"], "waived");
        assert_eq!(
            lead["steps"].as_array().unwrap().last().unwrap()["note"],
            "本人书面放弃"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_paid_twice_is_found_with_what_it_comes_to() {
    for database in databases("payments") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let neighbour = server.sign_in("sq370203005004").await;
        let health = server.sign_in("weijian").await;
        let officer = server.sign_in("minzheng").await;
        let (person, name, number) = paid_person(&worker).await;
        let before = officer.read("/api/payments/twice").await;
        let list = before["lists"]
            .as_array()
            .unwrap()
            .iter()
            .find(|list| list["source"] == "民政·高龄津贴发放")
            .unwrap_or_else(|| panic!("{before}"));
        let as_of = list["as_of"].as_str().unwrap();
        let of = |audit: &Value| -> Option<Value> {
            let rows = audit["twice"].as_array().unwrap();
            rows.iter().find(|row| row["person_id"] == person).cloned()
        };
        assert_eq!(of(&before), None, "{before}");

        // A supplement of the same month names the person once more.
        let file = format!("姓名,身份证,津贴\n{name},{number},80\n");
        let fields = [
            ("source", "minzheng-gaoling"),
            ("part", "true"),
            ("as_of", as_of),
        ];
        let delivery = officer
            .deliver("高龄津贴补报.csv", file.into_bytes(), &fields)
            .await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
        let audit = worker.read("/api/payments/twice").await;
        let row = of(&audit).unwrap_or_else(|| panic!("{audit}"));
        assert_eq!(row["person"], json!(name));
        assert_eq!(row["kind"], "one-list");
        let amounts: Vec<f64> = row["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["amount"].as_f64())
            .collect();
        assert!(amounts.contains(&80.0) && amounts.len() == 2, "{row}");
        let smaller = amounts.iter().copied().fold(f64::MAX, f64::min);
        assert_eq!(row["over"].as_f64(), Some(smaller), "{row}");
        assert_eq!(row["sum"].as_f64(), Some(amounts.iter().sum()));

        assert_eq!(of(&neighbour.read("/api/payments/twice").await), None);
        let foreign = health.read("/api/payments/twice").await;
        assert_eq!(foreign["lists"], json!([]), "another department's lists");

        let undone = officer
            .post(
                &format!("/api/deliveries/{}/undo", delivery["id"]),
                &json!({}),
            )
            .await;
        assert!(undone.status().is_success());
        assert_eq!(of(&worker.read("/api/payments/twice").await), None);
    }
}
