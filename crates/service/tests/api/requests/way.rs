//! From department to street, community and head, and back, wholly or by single cells.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::*;
use crate::server::databases;

#[tokio::test(flavor = "multi_thread")]
async fn a_street_hands_parts_on_and_a_department_takes_parts_back() {
    for database in databases("request_dispatch") {
        let scene = Scene::new(&database).await;
        let request = scene.send(json!({ "by_street": true })).await;
        let parts = scene.parts(&request).await;
        assert!(parts.iter().all(|part| part["state"] == "waiting"));
        let (first, second) = (&parts[0], &parts[1]);
        let worker = scene.worker(first).await;
        let answer = worker.get(&part_path(first, "")).await;
        refused(answer, StatusCode::NOT_FOUND, "submission-unknown").await;
        assert_eq!(worker.read("/api/requests").await, json!([]));
        let item = &bench(&scene.street, "forward").await[0];
        assert_eq!(item["count"], json!(parts.len()));
        let answer = scene
            .street
            .post(&part_path(first, "/accept"), &json!({}))
            .await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;

        let one = json!({ "communities": [first["community_code"]] });
        scene
            .street
            .ask(&request_path(&request, "/forward"), one.clone())
            .await;
        assert_eq!(bench(&worker, "fill").await.len(), 1);
        let answer = scene
            .street
            .post(&request_path(&request, "/forward"), &one)
            .await;
        refused(answer, StatusCode::CONFLICT, "nothing-to-forward").await;
        let other = scene.worker(second).await;
        assert!(bench(&other, "fill").await.is_empty(), "not handed on yet");
        scene
            .street
            .ask(&request_path(&request, "/forward"), json!({}))
            .await;
        assert_eq!(bench(&other, "fill").await.len(), 1);

        let (grid, account) = scene.colleague(first, "wgy001").await;
        let workers = scene.street.read(&part_path(first, "/workers")).await;
        assert_eq!(workers.as_array().unwrap().len(), 2);
        let assigned = scene
            .street
            .ask(&part_path(first, "/assign"), json!({ "account": account }))
            .await;
        assert_eq!(assigned["assigned_to"], "网格员wgy001");
        assert!(bench(&worker, "fill").await.is_empty(), "it is the other's");
        assert_eq!(bench(&grid, "fill").await.len(), 1);
        let answer = worker.post(&part_path(first, "/submit"), &json!({})).await;
        refused(answer, StatusCode::FORBIDDEN, "submission-assigned").await;

        let before = rows(&grid, first).await;
        let recall = json!({ "areas": [first["community_code"]], "reason": "口径调整" });
        let answer = scene
            .street
            .post(&request_path(&request, "/recall"), &recall)
            .await;
        refused(answer, StatusCode::FORBIDDEN, "right-missing").await;
        let silent = json!({ "areas": [], "reason": " " });
        let answer = scene
            .officer
            .post(&request_path(&request, "/recall"), &silent)
            .await;
        refused(answer, StatusCode::BAD_REQUEST, "reason-missing").await;
        scene
            .officer
            .ask(&request_path(&request, "/recall"), recall)
            .await;
        assert!(bench(&grid, "fill").await.is_empty());
        let notices = grid.read("/api/workbench").await["notices"].clone();
        assert!(notices[0]["text"].as_str().unwrap().contains("口径调整"));
        let answer = grid.post(&part_path(first, "/submit"), &json!({})).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        assert_eq!(rows(&grid, first).await, before, "the rows are kept");
        let again = json!({ "communities": [first["community_code"]] });
        scene
            .officer
            .ask(&request_path(&request, "/extend"), again)
            .await;
        let one = json!({ "communities": [first["community_code"]] });
        scene
            .street
            .ask(&request_path(&request, "/forward"), one)
            .await;
        assert_eq!(rows(&grid, first).await, before);
        submit(&grid, first).await;

        let whole = json!({ "reason": "不再需要" });
        let ended = scene
            .officer
            .ask(&request_path(&request, "/recall"), whole)
            .await;
        assert_eq!(ended["state"], "recalled");
        let detail = scene.detail(&request).await;
        let trace = acts(&detail);
        for act in ["create", "forward", "assign", "recall", "resume", "submit"] {
            assert!(trace.contains(&act), "{act} in {trace:?}");
        }
        assert!(bench(&scene.street, "review").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn single_cells_are_returned_and_every_level_says_yes() {
    for database in databases("request_levels") {
        let scene = Scene::new(&database).await;
        let request = scene.send(json!({ "head": true, "settle": true })).await;
        let parts = scene.parts(&request).await;
        let part = &parts[0];
        let worker = scene.worker(part).await;
        let (head, head_account) = scene.colleague(part, "shuji01").await;
        let workers = scene.street.read(&part_path(part, "/workers")).await;
        let mut workers = workers.as_array().unwrap().iter();
        let filler = workers.find(|one| one["id"] != head_account).unwrap();
        let assign = json!({ "account": filler["id"] });
        scene.street.ask(&part_path(part, "/assign"), assign).await;
        assert_eq!(submit(&worker, part).await["state"], "checking");
        let answer = worker.post(&part_path(part, "/approve"), &json!({})).await;
        refused(answer, StatusCode::FORBIDDEN, "submission-level").await;
        let answer = scene
            .street
            .post(&part_path(part, "/accept"), &json!({}))
            .await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        assert_eq!(bench(&head, "check").await.len(), 1);
        let approved = head.ask(&part_path(part, "/approve"), json!({})).await;
        assert_eq!(approved["state"], "submitted");

        let phone = column(&worker, part, "phone").await;
        let name = column(&worker, part, "name").await;
        let listed = rows(&worker, part).await;
        let row = listed.iter().find(|row| row["excluded"] == false).unwrap();
        let mark = json!({ "remark": "有一格要核对",
            "cells": [{ "row": row["id"], "index": phone, "remark": "电话打不通" }] });
        let returned = scene.street.ask(&part_path(part, "/return"), mark).await;
        assert_eq!(returned["state"], "returned");
        let marks = worker.read(&part_path(part, "/marks")).await;
        assert_eq!(marks.as_array().unwrap().len(), 1);
        assert_eq!(
            (&marks[0]["remark"], &marks[0]["state"], &marks[0]["row"]),
            (&json!("电话打不通"), &json!("open"), &row["id"])
        );
        let edit = |index: &Value, text: &str| json!({ "version": row["version"], "cells": [{ "index": index, "text": text }] });
        let path = part_path(part, &format!("/rows/{}", row["id"]));
        let answer = worker.patch(&path, &edit(&name, "李改名")).await;
        let said = refused(answer, StatusCode::BAD_REQUEST, "cell-invalid").await;
        assert!(said.contains("没有退回"), "{said}");
        let added = json!({ "cells": [{ "index": name, "text": "张新增" }] });
        let answer = worker.post(&part_path(part, "/rows"), &added).await;
        refused(answer, StatusCode::CONFLICT, "cells-only").await;
        let out = json!({ "version": row["version"], "reason": "已搬走" });
        let answer = worker.post(&format!("{path}/exclude"), &out).await;
        refused(answer, StatusCode::CONFLICT, "cells-only").await;
        let answer = worker.post(&part_path(part, "/submit"), &json!({})).await;
        refused(answer, StatusCode::BAD_REQUEST, "marks-unanswered").await;
        let answer = worker.patch(&path, &edit(&phone, "13900001234")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let mark = part_path(part, &format!("/marks/{}/answer", marks[0]["id"]));
        let answered = worker.ask(&mark, json!({ "answer": "已改成新号码" })).await;
        assert_eq!(answered[0]["state"], "answered");
        worker.ask(&part_path(part, "/submit"), json!({})).await;
        head.ask(&part_path(part, "/approve"), json!({})).await;

        let accepted = scene
            .street
            .ask(&part_path(part, "/accept"), json!({}))
            .await;
        assert_eq!(accepted["state"], "accepted");
        let detail = scene.detail(&request).await;
        assert_eq!(detail["state"], "open", "the department has not settled");
        assert_eq!(bench(&scene.officer, "settle").await.len(), 1);
        let answer = worker.patch(&path, &edit(&phone, "13900005678")).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        let settled = scene
            .officer
            .ask(&part_path(part, "/settle"), json!({}))
            .await;
        assert_eq!(settled["state"], "settled");
        let answer = scene
            .street
            .post(&part_path(part, "/reopen"), &json!({ "remark": "再改" }))
            .await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        let unlock = json!({ "remark": "一人重复" });
        let unlocked = scene.officer.ask(&part_path(part, "/reopen"), unlock).await;
        assert_eq!(unlocked["state"], "submitted", "back by one level");
        scene
            .street
            .ask(&part_path(part, "/accept"), json!({}))
            .await;
        scene
            .officer
            .ask(&part_path(part, "/settle"), json!({}))
            .await;

        for other in &parts[1..] {
            // Nobody but the worker works there, so there is no head to ask.
            let worker = scene.worker(other).await;
            assert_eq!(submit(&worker, other).await["state"], "submitted");
            scene
                .street
                .ask(&part_path(other, "/accept"), json!({}))
                .await;
            scene
                .officer
                .ask(&part_path(other, "/settle"), json!({}))
                .await;
        }
        let done = scene.detail(&request).await;
        assert_eq!(done["state"], "complete");
        the_parts_add_up(&done);
        let trace = acts(&done);
        for act in ["approve", "return", "accept", "settle", "reopen"] {
            assert!(trace.contains(&act), "{act} in {trace:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_editing_one_submission_lose_nothing() {
    for database in databases("request_two_people") {
        let scene = Scene::new(&database).await;
        let request = scene.send(json!({})).await;
        let parts = scene.parts(&request).await;
        let part = parts
            .iter()
            .max_by_key(|part| part["rows"].as_u64())
            .unwrap();
        let one = scene.worker(part).await;
        let (other, _) = scene.colleague(part, "wgy002").await;
        let phone = column(&one, part, "phone").await;
        let listed = rows(&one, part).await;
        let stamp = request_path(&request, "/stamp");
        let before = scene.officer.read(&stamp).await;

        let numbers: Vec<String> = (0..listed.len())
            .map(|at| format!("139{:08}", 10_000_000 + at))
            .collect();
        let save = async |caller: &Caller, at: usize, text: &str| {
            let row = &listed[at];
            let body =
                json!({ "version": row["version"], "cells": [{ "index": phone, "text": text }] });
            let path = part_path(part, &format!("/rows/{}", row["id"]));
            caller.patch(&path, &body).await.status()
        };
        let all = async |caller: &Caller, parity: usize| {
            for (at, number) in numbers
                .iter()
                .enumerate()
                .filter(|(at, _)| at % 2 == parity)
            {
                assert_eq!(save(caller, at, number).await, StatusCode::OK);
            }
        };
        tokio::join!(all(&one, 0), all(&other, 1));
        let (mine, theirs) =
            tokio::join!(save(&one, 0, "13800000001"), save(&other, 0, "13800000002"));
        assert_eq!(
            (mine, theirs),
            (StatusCode::CONFLICT, StatusCode::CONFLICT),
            "both still hold the version from before their own changes"
        );
        let after = rows(&one, part).await;
        for (row, number) in after.iter().zip(&numbers) {
            let shown = row["cells"]
                .as_array()
                .unwrap()
                .iter()
                .any(|cell| cell["text"] == format!("139****{}", &number[7..]));
            assert!(shown, "{number} is kept in {row}");
        }
        assert_ne!(
            scene.officer.read(&stamp).await,
            before,
            "the department's page sees that something has changed"
        );
        the_parts_add_up(&scene.detail(&request).await);
    }
}
