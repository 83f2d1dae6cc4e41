//! A kill, or a lost database, in the middle of an import leaves all of it or none of it.

use std::fmt::Write;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use crate::server::{Caller, Server, databases, refusal};

/// Hands in a list that takes a while and waits until its load is under way.
async fn begin_long_load(centre: &Caller) -> String {
    let mut text = String::from("姓名,身份证号码,联系电话\n");
    for row in 0..120_000 {
        writeln!(text, "测试{row},,139{row:08}").unwrap();
    }
    let answer = centre
        .upload(
            "/api/deliveries",
            "医保大表.csv",
            text.into_bytes(),
            &[("source", "yibao"), ("part", "true")],
        )
        .await;
    let delivery: Value = answer.json().await.unwrap();
    let path = format!("/api/deliveries/{}", delivery["id"]);
    while centre.read(&path).await["state"] == "received" {}
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_an_import_leaves_all_or_nothing() {
    for database in databases("power_cut") {
        let server = Server::demo(&database);
        let before = server.digest();
        let centre = server.sign_in("shuju").await;
        let path = begin_long_load(&centre).await;
        let server = server.power_cut();
        let centre = server.sign_in("shuju").await;
        let after = centre.read(&path).await;
        match after["state"].as_str() {
            Some("loaded") => assert_ne!(server.digest(), before),
            _ => {
                assert_eq!(after["state"], "failed", "{after}");
                assert_eq!(after["problem"]["code"], "import-interrupted");
                assert_eq!(
                    server.digest(),
                    before,
                    "nothing of the interrupted load is there"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_lost_in_the_middle_of_an_import_is_said_and_leaves_nothing() {
    // A file does not go away while it is open, so this is about the server database.
    for database in databases("lost")
        .into_iter()
        .filter(|database| database.name != "SQLite")
    {
        let server = Server::demo(&database);
        let before = server.digest();
        let centre = server.sign_in("shuju").await;
        let path = begin_long_load(&centre).await;
        database.shut();
        let (status, problem) = refusal(centre.get(&path).await).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{problem}");
        assert_eq!(problem["code"], "database-unavailable");

        database.open_again();
        let mut after = Value::Null;
        for _ in 0..300 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let answer = centre.get(&path).await;
            if answer.status().is_success() {
                after = answer.json().await.unwrap();
                if after["state"] != "loading" {
                    break;
                }
            }
        }
        assert_eq!(after["state"], "failed", "{after}");
        assert_eq!(after["problem"]["code"], "database-unavailable", "{after}");
        assert_eq!(
            server.digest(),
            before,
            "nothing of the broken load is there"
        );
        // The same process goes on working.
        let again = centre
            .deliver(
                "小表.csv",
                "姓名,身份证号码\n测试,\n".into(),
                &[("source", "yibao"), ("part", "true")],
            )
            .await;
        assert_eq!(again["state"], "loaded", "{again}");
    }
}
