//! Many cells at once: what is right is taken, what is wrong is named, what somebody else changed
//! is reported, and a correction can be taken back without knowing the masked value.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::main_job::{column_of, columns, dispatch, path, worker_of};
use crate::server::{Caller, Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_block_is_taken_as_far_as_it_is_right() {
    for database in databases("bulk_edit") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let request = dispatch(&server, &officer).await;
        let detail = officer
            .read(&format!("/api/requests/{}", request["id"]))
            .await;
        let submission = &detail["submissions_list"][0];
        let worker = worker_of(&server, submission).await;
        let asked = columns(&worker, submission).await;
        let phone = column_of(&asked, "phone");
        let home = column_of(&asked, "home_address");
        let rows = rows_of(&worker, submission).await;
        assert!(rows.len() > 3, "a community with a few old people");

        let mut block: Vec<Value> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                json!({ "id": row["id"], "version": row["version"], "cells": [
                    { "index": asked[phone]["index"], "text": format!("139000012{at:02}") },
                    { "index": asked[home]["index"], "text": format!("示范花园{}号楼", at + 1) },
                ] })
            })
            .collect();
        block[1]["cells"][0]["text"] = json!("12345");
        block[2]["version"] = json!(7);
        let edit = path(submission, "rows/edit");
        let answer = worker.ask(&edit, json!({ "rows": block })).await;
        let wrong = answer["wrong"].as_array().unwrap();
        assert_eq!(wrong.len(), 1, "{answer}");
        assert_eq!(wrong[0]["row"], rows[1]["id"]);
        assert_eq!(wrong[0]["position"], 1);
        assert_eq!(wrong[0]["index"], asked[phone]["index"]);
        assert!(
            !wrong[0]["message"].as_str().unwrap().contains("12345"),
            "what was typed is not repeated"
        );
        let stale = answer["stale"].as_array().unwrap();
        assert_eq!(stale.len(), 1);
        assert!(stale[0]["message"].as_str().unwrap().contains("第 3 行"));
        let summary = answer["summary"].as_str().unwrap();
        assert!(
            summary.contains("1 格没有保存，如第 2 行") && summary.contains("1 行刚被别人改过"),
            "{summary}"
        );

        let after = rows_of(&worker, submission).await;
        assert_eq!(after[0]["cells"][phone]["text"], "139****1200");
        assert_eq!(after[0]["version"], 2);
        assert_eq!(
            after[1]["cells"][phone], rows[1]["cells"][phone],
            "the wrong cell stayed as it was"
        );
        assert_ne!(
            after[1]["cells"][home], rows[1]["cells"][home],
            "the right cell beside it was taken"
        );
        assert_eq!(after[2], rows[2], "nothing of the stale row was taken");

        who_was_faster(&worker, submission, &block, &after).await;
        taken_back(&worker, submission, phone, &asked, &rows, &after).await;
        counted(&worker, submission).await;
        refused(
            &server,
            &worker,
            &detail["submissions_list"][1],
            &edit,
            &block,
        )
        .await;
    }
}

async fn rows_of(worker: &Caller, submission: &Value) -> Vec<Value> {
    let page = worker
        .ask(&path(submission, "rows/query"), json!({ "size": 500 }))
        .await;
    page["rows"].as_array().unwrap().clone()
}

/// The old block once more: every row has moved on, and each says who moved it.
async fn who_was_faster(worker: &Caller, submission: &Value, block: &[Value], after: &[Value]) {
    let answer = worker
        .ask(&path(submission, "rows/edit"), json!({ "rows": block }))
        .await;
    let stale = answer["stale"].as_array().unwrap();
    let moved = stale.iter().find(|row| row["row"] == after[0]["id"]);
    let me = worker.read("/api/session").await;
    let message = moved.unwrap()["message"].as_str().unwrap();
    assert!(
        message.contains(me["name"].as_str().unwrap()),
        "{message} names {me}"
    );
    let row = answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == after[0]["id"]);
    assert_eq!(row.unwrap(), &after[0], "the answer holds the newest row");
}

/// A corrected phone, known to the page only as a mask, becomes what was prefilled again.
async fn taken_back(
    worker: &Caller,
    submission: &Value,
    phone: usize,
    asked: &[Value],
    before: &[Value],
    after: &[Value],
) {
    let (at, row) = after
        .iter()
        .enumerate()
        .find(|(_, row)| row["cells"][phone]["state"] == "corrected")
        .expect("somebody's phone was held and corrected");
    let body = json!({ "rows": [{ "id": row["id"], "version": row["version"], "cells": [
        { "index": asked[phone]["index"], "text": "", "restore": true },
    ] }] });
    let answer = worker.ask(&path(submission, "rows/edit"), body).await;
    let cell = &answer["rows"][0]["cells"][phone];
    assert_eq!(cell["state"], "prefilled");
    assert_eq!(cell["text"], before[at]["cells"][phone]["text"]);
}

/// The figures beside the submission are those of its rows.
async fn counted(worker: &Caller, submission: &Value) {
    let head = worker
        .read(&format!("/api/submissions/{}", submission["id"]))
        .await;
    let changed: usize = rows_of(worker, submission)
        .await
        .iter()
        .flat_map(|row| row["cells"].as_array().unwrap().clone())
        .filter(|cell| cell["state"] == "corrected" || cell["state"] == "typed")
        .count();
    assert_eq!(head["corrected"], json!(changed));
}

async fn refused(server: &Server, worker: &Caller, neighbour: &Value, edit: &str, block: &[Value]) {
    let twice = json!({ "rows": [block[0], block[0]] });
    let (status, _) = refusal(worker.post(edit, &twice).await).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a row stands there once");
    let many: Vec<Value> = (0..5_001)
        .map(|id| json!({ "id": id, "version": 1, "cells": [] }))
        .collect();
    let (status, problem) = refusal(worker.post(edit, &json!({ "rows": many })).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("rows-too-many"))
    );
    let street = server.sign_in("jd370203005").await;
    let (status, _) = refusal(street.post(edit, &json!({ "rows": [] })).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "a street does not fill in");
    let other = worker_of(server, neighbour).await;
    let (status, _) = refusal(other.post(edit, &json!({ "rows": [] })).await).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another community's part");
}
