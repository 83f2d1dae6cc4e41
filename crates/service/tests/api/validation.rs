//! Checks that a department gives its form bind whoever fills it in, with the same sentence
//! everywhere.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form_file;
use crate::main_job::{column_of, columns, fill_gaps, path, worker_of};
use crate::server::{Caller, Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn checks_of_a_form_bind_everybody() {
    for database in databases("validation") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let (name, bytes) = form_file::read(&server);
        let answer = officer.upload("/api/templates", &name, bytes, &[]).await;
        let templates: Value = answer.json().await.unwrap();
        let template = &templates[0];
        let found = |label: &str| {
            let mut columns = template["columns"].as_array().unwrap().iter();
            columns
                .find(|column| column["element_label"] == label)
                .unwrap()["index"]
                .clone()
        };
        let (phone, home, hukou) = (found("联系电话"), found("现住址"), found("户籍地址"));
        let checks = format!("/api/templates/{}/checks", template["id"]);
        unfit(&officer, &checks, &home).await;

        let said = officer
            .put(
                &checks,
                &json!({ "checks": [
                    { "weight": "stop", "kind": "unique", "columns": [phone] },
                    { "weight": "remind", "kind": "compare", "column": home, "op": "equal", "other": hukou },
                ] }),
            )
            .await;
        assert_eq!(said.status(), StatusCode::OK);
        let said: Value = said.json().await.unwrap();
        assert_eq!(said[0]["sentence"], "“联系电话”不能重复");
        assert_eq!(officer.read(&checks).await, said, "they are kept");
        let health = server.sign_in("weijian").await;
        let (status, _) = refusal(health.get(&checks).await).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "another department's form");

        let submission = send(&officer, template).await;
        two_equal_phones(&server, &submission).await;
    }
}

async fn unfit(officer: &Caller, checks: &str, home: &Value) {
    for (check, says) in [
        (
            json!({ "weight": "stop", "kind": "compare", "column": home, "op": "less", "other": 0 }),
            "不是数字或日期",
        ),
        (
            json!({ "weight": "stop", "kind": "unique", "columns": [99] }),
            "不在表样",
        ),
        (
            json!({ "weight": "stop", "kind": "limit", "column": home }),
            "没有填完整",
        ),
        (
            json!({ "weight": "stop", "kind": "other-form", "column": home, "op": "equal",
            "template": 999, "their_column": 1 }),
            "",
        ),
    ] {
        let (status, problem) =
            refusal(officer.put(checks, &json!({ "checks": [check] })).await).await;
        assert!(status.is_client_error(), "{check}: {problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains(says),
            "{problem}"
        );
    }
}

async fn send(officer: &Caller, template: &Value) -> Value {
    let population = json!({ "tags_all": ["高龄老人"], "basis": "home", "alive": true });
    let request = officer
        .ask(
            "/api/requests",
            json!({ "template_id": template["id"], "title": "高龄津贴校验", "population": population,
                "due": "2099-12-31", "duty": "elder-allowance" }),
        )
        .await;
    let detail = officer
        .read(&format!("/api/requests/{}", request["id"]))
        .await;
    detail["submissions_list"][0].clone()
}

async fn two_equal_phones(server: &Server, submission: &Value) {
    let worker = worker_of(server, submission).await;
    fill_gaps(&worker, submission).await;
    let asked = columns(&worker, submission).await;
    let phone = column_of(&asked, "phone");
    let page = worker
        .ask(&path(submission, "rows/query"), json!({ "size": 500 }))
        .await;
    let rows: Vec<&Value> = page["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["excluded"] == false)
        .collect();
    assert!(rows.len() >= 2);
    // Everybody gets a phone of their own, and the first two the same.
    let phones = |same: bool| -> Vec<Value> {
        let number = |at: usize| 13_900_001_000_u64 + if same && at == 1 { 0 } else { at as u64 };
        let typed = |(at, row): (usize, &&Value)| {
            let version = row["version"].as_i64().unwrap() + i64::from(!same);
            json!({ "id": row["id"], "version": version,
                "cells": [{ "index": asked[phone]["index"], "text": number(at).to_string() }] })
        };
        rows.iter().enumerate().map(typed).collect()
    };
    let edit = path(submission, "rows/edit");
    let answer = worker.ask(&edit, json!({ "rows": phones(true) })).await;
    let mut stops = answer["findings"].as_array().unwrap().clone();
    stops.retain(|finding| finding["stops"] == true);
    assert_eq!(stops.len(), 2, "both rows are named: {answer}");
    let message = stops[0]["message"].as_str().unwrap();
    let other = rows[1]["position"].as_u64().unwrap() + 1;
    assert_eq!(message, format!("“联系电话”与第 {other} 行重复。"));

    let seen = worker.read(&path(submission, "findings")).await;
    assert_eq!(seen["stops"], 2);
    assert_eq!(seen["checks"][0]["stops"], true);
    assert!(seen["findings"].as_array().unwrap().contains(&stops[0]));
    let wrong = worker
        .ask(&path(submission, "rows/query"), json!({ "only": "wrong" }))
        .await;
    assert!(wrong["total"].as_u64().unwrap() >= 2);
    let (status, problem) =
        refusal(worker.post(&path(submission, "submit"), &json!({})).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("submission-checks"))
    );
    assert!(
        problem["detail"].as_str().unwrap().contains(message),
        "the same sentence: {problem}"
    );
    worker.ask(&edit, json!({ "rows": phones(false) })).await;
    let done = worker.ask(&path(submission, "submit"), json!({})).await;
    assert_eq!(done["state"], "submitted", "reminders do not hold it up");
}
