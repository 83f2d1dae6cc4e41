//! A form that comes every month: what was accepted is carried over with its age, only changes are
//! shown, and a form without changes is submitted as it is.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::main_job::{column_of, columns, dispatch, fill_gaps, path, worker_of};
use crate::server::{Caller, Server, databases, refusal};

const NOTE: &str = "每月入户走访";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_month_shows_only_what_has_changed() {
    for database in databases("repeat") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let street = server.sign_in("jd370203005").await;
        let first = dispatch(&server, &officer).await;
        let submissions = parts(&officer, &first).await;
        let noted = answer_all(&server, &street, &submissions).await;

        let second = next_month(&server, &officer, &first).await;
        let again = parts(&officer, &second).await;
        assert_eq!(again.len(), submissions.len(), "the same communities");
        let part = &again[0];
        let worker = worker_of(&server, part).await;
        let seen = worker.read(&path(part, "changes")).await;
        assert_eq!(seen["former"]["id"], first["id"]);
        for list in ["arrived", "left", "changed"] {
            assert_eq!(seen[list], json!([]), "{list}: {seen}");
        }
        assert_eq!(seen["gaps"], 0, "what lacked something was left out again");
        assert!(seen["carried"].as_u64().unwrap() > 0, "{seen}");
        assert_eq!(seen["same"], part["rows"]);
        the_note_is_there_with_its_age(&worker, part, noted).await;
        let done = worker.ask(&path(part, "submit"), json!({})).await;
        assert_eq!(done["state"], "submitted", "nothing to type");
        let head = worker
            .read(&format!("/api/submissions/{}", part["id"]))
            .await;
        assert_eq!(head["corrected"], 0);

        let other = &again[1];
        a_changed_phone_is_shown(&server, other).await;
    }
}

async fn parts(officer: &Caller, request: &Value) -> Vec<Value> {
    let detail = officer
        .read(&format!("/api/requests/{}", request["id"]))
        .await;
    detail["submissions_list"].as_array().unwrap().clone()
}

/// Every community answers and every answer is accepted; the first types a note that no registry
/// holds. Answers the place of the note's column.
async fn answer_all(server: &Server, street: &Caller, submissions: &[Value]) -> usize {
    let mut noted = 0;
    for (at, submission) in submissions.iter().enumerate() {
        let worker = worker_of(server, submission).await;
        fill_gaps(&worker, submission).await;
        if at == 0 {
            noted = note(&worker, submission).await;
        }
        worker.ask(&path(submission, "submit"), json!({})).await;
        street.ask(&path(submission, "accept"), json!({})).await;
    }
    noted
}

async fn note(worker: &Caller, submission: &Value) -> usize {
    let asked = columns(worker, submission).await;
    // 备注 is no fact about anybody, so nothing but the former answer holds it.
    let place = asked
        .iter()
        .position(|column| column["label"] == "备注")
        .unwrap();
    let row = first_row(worker, submission).await;
    let body = json!({ "rows": [{ "id": row["id"], "version": row["version"],
        "cells": [{ "index": asked[place]["index"], "text": NOTE }] }] });
    let answer = worker.ask(&path(submission, "rows/edit"), body).await;
    assert_eq!(answer["wrong"], json!([]));
    place
}

/// The first row that is not left out.
async fn first_row(worker: &Caller, submission: &Value) -> Value {
    let page = worker
        .ask(&path(submission, "rows/query"), json!({ "size": 500 }))
        .await;
    let rows = page["rows"].as_array().unwrap();
    rows.iter()
        .find(|row| row["excluded"] == false)
        .unwrap()
        .clone()
}

async fn next_month(server: &Server, officer: &Caller, first: &Value) -> Value {
    let repeat = format!("/api/requests/{}/repeat", first["id"]);
    let (status, problem) =
        refusal(officer.post(&repeat, &json!({ "rhythm": "hourly" })).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("rhythm-unknown"))
    );
    let health = server.sign_in("weijian").await;
    let (status, _) = refusal(health.post(&repeat, &json!({ "rhythm": "monthly" })).await).await;
    assert_eq!(
        status,
        StatusCode::NOT_FOUND,
        "another department's request"
    );
    let periods = officer
        .read(&format!("/api/requests/{}/periods", first["id"]))
        .await;
    assert_eq!(periods["next"][0]["due"], "2100-01-31");
    let second = officer.ask(&repeat, json!({ "rhythm": "monthly" })).await;
    assert_eq!(second["due"], "2100-01-31", "a month after 2099-12-31");
    assert_eq!(second["title"], first["title"]);
    let (status, problem) =
        refusal(officer.post(&repeat, &json!({ "rhythm": "monthly" })).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("request-repeated"))
    );
    let periods = officer
        .read(&format!("/api/requests/{}/periods", second["id"]))
        .await;
    assert_eq!(
        (&periods["former"]["id"], &periods["rhythm"]),
        (&first["id"], &json!("monthly"))
    );
    second
}

async fn the_note_is_there_with_its_age(worker: &Caller, part: &Value, noted: usize) {
    let row = first_row(worker, part).await;
    let cell = &row["cells"][noted];
    assert_eq!(cell["state"], "prefilled");
    let index = columns(worker, part).await[noted]["index"].clone();
    let full = worker
        .ask(
            &path(part, &format!("rows/{}/reveal", row["id"])),
            json!({ "index": index, "purpose": "核对上期备注" }),
        )
        .await;
    assert_eq!(full["value"], NOTE);
    assert!(cell["source"].as_str().unwrap().contains("报表核对更正"));
    assert!(cell["as_of"].is_string(), "{cell}");
}

/// The registry learns another phone meanwhile: the next period says what it was and what it is.
async fn a_changed_phone_is_shown(server: &Server, part: &Value) {
    let worker = worker_of(server, part).await;
    let asked = columns(&worker, part).await;
    let phone = column_of(&asked, "phone");
    let row = first_row(&worker, part).await;
    let body = json!({ "rows": [{ "id": row["id"], "version": row["version"],
        "cells": [{ "index": asked[phone]["index"], "text": "13900009999" }] }] });
    worker.ask(&path(part, "rows/edit"), body).await;
    let seen = worker.read(&path(part, "changes")).await;
    let changed = &seen["changed"][0];
    assert_eq!(changed["row"], row["id"]);
    assert_eq!(changed["now"], "139****9999", "both sides are masked");
    assert_eq!(changed["before"], row["cells"][phone]["text"]);
    let only = worker
        .ask(&path(part, "rows/query"), json!({ "only": "changed" }))
        .await;
    assert_eq!(only["total"], 1, "the filter shows that row only");
    assert_eq!(only["rows"][0]["id"], row["id"]);
}
