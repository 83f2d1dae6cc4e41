//! The burden meter counts what was asked, typed and looked over, and the parts add up.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::main_job::{column_of, columns, dispatch, fill_gaps, path, worker_of};
use crate::server::{Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_costs_is_counted_from_use() {
    for database in databases("burden") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let before = officer.read("/api/burden").await;
        assert_eq!(before["total"]["forms"], 0);
        assert_eq!(before["total"]["reuse"], json!(null));

        let request = dispatch(&server, &officer).await;
        let detail = officer
            .read(&format!("/api/requests/{}", request["id"]))
            .await;
        let submissions = detail["submissions_list"].as_array().unwrap().clone();
        let asked = officer.read("/api/burden").await;
        assert_eq!(asked["total"]["forms"], 1);
        assert_eq!(asked["total"]["parts"], json!(submissions.len()));
        assert_eq!(asked["total"]["minutes"], 0.0, "nothing handed in yet");

        let part = &submissions[0];
        let worker = worker_of(&server, part).await;
        fill_gaps(&worker, part).await;
        let grid = columns(&worker, part).await;
        let phone = column_of(&grid, "phone");
        let page = worker
            .ask(&path(part, "rows/query"), json!({ "size": 500 }))
            .await;
        let row = page["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["excluded"] == false && row["cells"][phone]["state"] == "prefilled")
            .unwrap();
        let edit = json!({ "rows": [{ "id": row["id"], "version": row["version"],
            "cells": [{ "index": grid[phone]["index"], "text": "13900001234" }] }] });
        worker.ask(&path(part, "rows/edit"), edit).await;
        worker.ask(&path(part, "submit"), json!({})).await;

        let now = officer.read("/api/burden").await;
        let total = &now["total"];
        assert_eq!(
            (&total["answered"], &total["corrected"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(total["typed"], 0);
        let count = |figure: &str| total[figure].as_f64().unwrap();
        let prefilled = count("prefilled");
        assert!(prefilled > 0.0);
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(near(count("minutes"), (12.0 + prefilled) / 60.0), "{total}");
        assert!(near(
            count("minutes_by_hand"),
            (prefilled + 1.0) * 12.0 / 60.0
        ));
        assert!(near(count("reuse"), prefilled / (prefilled + 1.0)));
        let typed_columns = grid
            .iter()
            .filter(|column| column["readonly"] == false)
            .count();
        assert_eq!(
            total["items"],
            json!(typed_columns * submissions.len()),
            "asked of each community once"
        );
        for list in ["departments", "communities"] {
            let sum: f64 = now[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["figures"]["minutes"].as_f64().unwrap())
                .sum();
            assert!(near(sum, count("minutes")), "{list} add up");
        }
        assert!(
            now["formulas"]
                .as_array()
                .unwrap()
                .iter()
                .all(|formula| total.get(formula["figure"].as_str().unwrap()).is_some()),
            "every formula is of a figure"
        );

        let own = worker.read("/api/burden").await;
        assert_eq!(own["communities"].as_array().unwrap().len(), 1);
        assert_eq!(own["total"]["parts"], 1, "a community sees its own part");
        let text = now.to_string();
        for word in ["account", "login", "worker"] {
            assert!(!text.contains(word), "nothing is said of single people");
        }
        asked_again(&server, part).await;
        let (status, _) = refusal(
            officer
                .get("/api/burden?from=2030-01-01&to=2029-01-01")
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}

/// The same questions on another sheet are repeats.
async fn asked_again(server: &Server, part: &Value) {
    let officer = server.sign_in("minzheng").await;
    let again = dispatch(server, &officer).await;
    let detail = officer
        .read(&format!("/api/requests/{}", again["id"]))
        .await;
    let second = detail["submissions_list"]
        .as_array()
        .unwrap()
        .iter()
        .find(|other| other["community_code"] == part["community_code"])
        .unwrap();
    let worker = worker_of(server, second).await;
    fill_gaps(&worker, second).await;
    worker.ask(&path(second, "submit"), json!({})).await;
    let now = worker.read("/api/burden").await;
    assert_eq!(
        now["total"]["repeats"].as_u64().unwrap() * 2,
        now["total"]["items"].as_u64().unwrap(),
        "every item of the second sheet stood on the first: {now}"
    );
}
