//! The main job: a department's form goes down prefilled, a cell is corrected, the street accepts,
//! the department downloads its own workbook, and the correction is in the registry.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form_file;
use crate::server::{Caller, Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_comes_back_filled_and_a_correction_becomes_a_fact() {
    for database in databases("main_job") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let request = dispatch(&server, &officer).await;
        let detail = officer
            .read(&format!("/api/requests/{}", request["id"]))
            .await;
        let submissions = detail["submissions_list"].as_array().unwrap().clone();
        assert!(submissions.len() > 1, "several communities are asked");
        let street = server.sign_in("jd370203005").await;

        let first = &submissions[0];
        let corrected = correct_a_phone(&server, first).await;
        refused_before_submitting(&street, first).await;
        let worker = worker_of(&server, first).await;
        let answer = worker.ask(&path(first, "submit"), json!({})).await;
        assert_eq!(answer["state"], "submitted");
        returned_and_submitted_again(&street, &worker, first).await;
        assert_eq!(
            street.ask(&path(first, "accept"), json!({})).await["state"],
            "accepted"
        );
        locked(&worker, first, corrected.row).await;

        for other in &submissions[1..] {
            let worker = worker_of(&server, other).await;
            fill_gaps(&worker, other).await;
            worker.ask(&path(other, "submit"), json!({})).await;
            street.ask(&path(other, "accept"), json!({})).await;
        }
        let done = officer
            .read(&format!("/api/requests/{}", request["id"]))
            .await;
        assert_eq!(done["state"], "complete");
        assert_eq!(done["totals"]["accepted"], json!(submissions.len()));
        let rows: u64 = done["streets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["totals"]["rows"].as_u64().unwrap())
            .sum();
        assert_eq!(
            done["totals"]["rows"].as_u64(),
            Some(rows),
            "streets add up to the whole"
        );

        the_workbook_holds_it(&officer, &request, &corrected, rows).await;
        the_person_has_it(&worker, &corrected).await;
    }
}

struct Corrected {
    person: i64,
    row: i64,
    name: String,
    phone: &'static str,
}

/// Sends the 高龄津贴 list down for everybody of 80 and more.
pub async fn dispatch(server: &Server, officer: &Caller) -> Value {
    let (name, bytes) = form_file::read(server);
    let answer = officer.upload("/api/templates", &name, bytes, &[]).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let templates: Value = answer.json().await.unwrap();
    let template = &templates[0];
    assert_eq!(
        template["header_rows"],
        json!([3, 4]),
        "the two-row header is found under title and unit line"
    );
    let matched = |label: &str| {
        template["columns"]
            .as_array()
            .unwrap()
            .iter()
            .any(|column| column["element_label"] == label)
    };
    for label in ["姓名", "性别", "公民身份号码", "联系电话", "户籍地址"] {
        assert!(matched(label), "{label} is matched in {template}");
    }
    let population = json!({ "tags_all": ["高龄老人"], "basis": "home", "alive": true });
    let draft = json!({ "template_id": template["id"], "population": population });
    let preview = officer.ask("/api/requests/preview", draft).await;
    assert!(preview["total"].as_u64().unwrap() > 5, "{preview}");
    officer
        .ask(
            "/api/requests",
            json!({ "template_id": template["id"], "title": "高龄津贴核对", "population": population, "due": "2099-12-31", "duty": "elder-allowance" }),
        )
        .await
}

pub async fn worker_of(server: &Server, submission: &Value) -> Caller {
    server
        .sign_in(&format!(
            "sq{}",
            submission["community_code"].as_str().unwrap()
        ))
        .await
}

pub fn path(submission: &Value, act: &str) -> String {
    format!("/api/submissions/{}/{act}", submission["id"])
}

pub async fn columns(worker: &Caller, submission: &Value) -> Vec<Value> {
    let grid = worker
        .read(&format!("/api/submissions/{}", submission["id"]))
        .await;
    grid["columns"].as_array().unwrap().clone()
}

pub fn column_of(columns: &[Value], element: &str) -> usize {
    columns
        .iter()
        .position(|column| column["element"] == element)
        .unwrap_or_else(|| panic!("no column {element}"))
}

/// Fills the gaps, sees where a cell is from, and corrects one phone.
async fn correct_a_phone(server: &Server, submission: &Value) -> Corrected {
    let worker = worker_of(server, submission).await;
    fill_gaps(&worker, submission).await;
    let columns = columns(&worker, submission).await;
    let phone = column_of(&columns, "phone");
    let name = column_of(&columns, "name");
    let number = column_of(&columns, "id_number");
    let page = worker
        .ask(&path(submission, "rows/query"), json!({ "size": 200 }))
        .await;
    let row = page["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["cells"][number]["text"] != "")
        .unwrap();
    let shown = row["cells"][number]["text"].as_str().unwrap();
    assert!(shown.contains('*'), "identity numbers are masked: {shown}");
    assert!(
        row["cells"][name]["source"].as_str().unwrap().contains('·')
            || row["cells"][name]["source"] != ""
    );

    let wrong = json!({ "version": row["version"], "cells": [{ "index": columns[phone]["index"], "text": "12345" }] });
    let (status, problem) = refusal(
        worker
            .patch(&path(submission, &format!("rows/{}", row["id"])), &wrong)
            .await,
    )
    .await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("cell-invalid"))
    );
    assert_eq!(problem["cells"][0]["index"], columns[phone]["index"]);

    let right = json!({ "version": row["version"], "cells": [{ "index": columns[phone]["index"], "text": "13900001234" }] });
    let answer = worker
        .patch(&path(submission, &format!("rows/{}", row["id"])), &right)
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let after: Value = answer.json().await.unwrap();
    assert_eq!(after["cells"][phone]["text"], "139****1234");
    let (status, problem) = refusal(
        worker
            .patch(&path(submission, &format!("rows/{}", row["id"])), &right)
            .await,
    )
    .await;
    assert_eq!(
        status,
        StatusCode::CONFLICT,
        "an old version is refused: {problem}"
    );
    Corrected {
        person: row["person_id"].as_i64().unwrap(),
        row: row["id"].as_i64().unwrap(),
        name: row["cells"][name]["text"].as_str().unwrap().to_owned(),
        phone: "13900001234",
    }
}

/// Types something sensible into every required cell that is empty, or leaves the row out.
pub async fn fill_gaps(worker: &Caller, submission: &Value) {
    let page = worker
        .ask(
            &path(submission, "rows/query"),
            json!({ "size": 500, "only": "empty" }),
        )
        .await;
    for row in page["rows"].as_array().unwrap() {
        let gap = row["cells"]
            .as_array()
            .unwrap()
            .iter()
            .any(|cell| !cell["issue"].is_null());
        if gap && row["excluded"] == false {
            let body = json!({ "version": row["version"], "reason": "资料不全，另行补报" });
            worker
                .ask(
                    &path(submission, &format!("rows/{}/exclude", row["id"])),
                    body,
                )
                .await;
        }
    }
}

async fn refused_before_submitting(street: &Caller, submission: &Value) {
    let (status, problem) =
        refusal(street.post(&path(submission, "accept"), &json!({})).await).await;
    assert_eq!(
        status,
        StatusCode::CONFLICT,
        "a street cannot accept what was not submitted: {problem}"
    );
}

async fn returned_and_submitted_again(street: &Caller, worker: &Caller, submission: &Value) {
    let (status, _) = refusal(
        street
            .post(&path(submission, "return"), &json!({ "remark": " " }))
            .await,
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a return says why");
    let returned = street
        .ask(
            &path(submission, "return"),
            json!({ "remark": "请再核对电话" }),
        )
        .await;
    assert_eq!(
        (returned["state"].as_str(), returned["remark"].as_str()),
        (Some("returned"), Some("请再核对电话"))
    );
    let bench = worker.read("/api/workbench").await;
    let waits = bench["items"].as_array().unwrap().iter().any(|item| {
        item["kind"] == "returned" && item["detail"].as_str().unwrap().contains("请再核对电话")
    });
    assert!(
        waits,
        "the worker's bench says what was returned and why: {bench}"
    );
    worker.ask(&path(submission, "submit"), json!({})).await;
}

async fn locked(worker: &Caller, submission: &Value, row: i64) {
    let body = json!({ "version": 2, "cells": [] });
    let (status, _) = refusal(
        worker
            .patch(&path(submission, &format!("rows/{row}")), &body)
            .await,
    )
    .await;
    assert_eq!(
        status,
        StatusCode::CONFLICT,
        "an accepted submission is locked"
    );
}

async fn the_workbook_holds_it(
    officer: &Caller,
    request: &Value,
    corrected: &Corrected,
    rows: u64,
) {
    let address = format!("/api/requests/{}/workbook", request["id"]);
    let (status, _) = refusal(officer.post(&address, &json!({ "purpose": "" })).await).await;
    assert_eq!(
        status,
        StatusCode::BAD_REQUEST,
        "a download states its purpose"
    );
    let answer = officer
        .post(&address, &json!({ "purpose": "高龄津贴发放核对" }))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.bytes().await.unwrap();
    let table = form_file::rows(&bytes, 4, 13);
    let listed: Vec<_> = table
        .iter()
        .filter(|row| row[0].parse::<u64>().is_ok())
        .collect();
    assert_eq!(
        listed.len() as u64,
        rows,
        "every accepted row is in the workbook"
    );
    assert!(
        listed
            .iter()
            .any(|row| row.contains(&corrected.name)
                && row.iter().any(|cell| cell == corrected.phone)),
        "the corrected phone stands in full beside {}",
        corrected.name
    );
}

async fn the_person_has_it(worker: &Caller, corrected: &Corrected) {
    let page = worker
        .read(&format!("/api/people/{}", corrected.person))
        .await;
    let fact = page["facts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|fact| fact["element"] == "phone")
        .unwrap();
    assert_eq!(fact["value"], "139****1234");
    assert_eq!(fact["by_person"], true);
    assert!(fact["source"].as_str().unwrap().contains("更正"), "{fact}");
    let reveal = format!("/api/people/{}/reveal", corrected.person);
    let full = worker
        .ask(
            &reveal,
            json!({ "element": "phone", "purpose": "电话回访核实" }),
        )
        .await;
    assert_eq!(full["value"], corrected.phone);
}
