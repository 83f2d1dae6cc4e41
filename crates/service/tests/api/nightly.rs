//! Who sees when people who stand in the registry twice were last looked for, and who may switch
//! the nightly search off.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Server, databases, refusal};

const WORKER: &str = "sq370203005001";

#[tokio::test(flavor = "multi_thread")]
async fn the_data_centre_sees_the_last_search_whoever_made_it() {
    for database in databases("last_search") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let list = centre.read("/api/review").await;
        let last = &list["last_search"];
        assert_eq!(last["by"], "命令行", "made with the sample: {last}");
        assert!(last["found"]["people"].as_u64().unwrap() > 300, "{last}");
        assert_eq!(list["gate"]["night"], json!([2, 5]), "when it runs");

        let found = centre.ask("/api/review/find", json!({})).await;
        let name = centre.read("/api/session").await["name"].clone();
        let pressed = centre.read("/api/review").await["last_search"].clone();
        assert_eq!((&pressed["by"], &pressed["found"]), (&name, &found));
        assert!(
            pressed["at"].as_str().unwrap() >= last["at"].as_str().unwrap(),
            "{pressed}"
        );

        let typed = server.command("duplicates").output().unwrap();
        assert!(typed.status.success(), "{typed:?}");
        let typed = centre.read("/api/review").await["last_search"].clone();
        assert_eq!(typed["by"], "命令行");
        assert_eq!(typed["found"]["people"], found["people"]);

        let worker = server.sign_in(WORKER).await;
        let seen = worker.read("/api/review").await;
        assert_eq!(seen["last_search"], Value::Null, "not for a community");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nightly_search_is_on_until_the_data_centre_switches_it_off() {
    for database in databases("nightly") {
        let server = Server::demo(&database);
        let worker = server.sign_in(WORKER).await;
        let centre = server.sign_in("shuju").await;
        let off = json!({ "nightly": false });
        let answer = worker.post("/api/review/gate", &off).await;
        assert_eq!(refusal(answer).await.0, StatusCode::FORBIDDEN);
        let before = centre.read("/api/review").await["gate"].clone();
        assert_eq!(before["nightly"], true, "unless somebody says otherwise");

        let after = centre.ask("/api/review/gate", off).await;
        assert_eq!(after["nightly"], false);
        assert_eq!(after["precision"], before["precision"]);
        let admin = server.sign_in("admin").await;
        let audit = admin.read("/api/audit?act=review.gate").await;
        assert_eq!(audit["rows"][0]["detail"], "夜间自动查找：否");

        let server = server.power_cut();
        let centre = server.sign_in("shuju").await;
        let kept = centre.read("/api/review").await;
        assert_eq!(kept["gate"]["nightly"], false, "kept over a restart");
        assert_eq!(kept["last_search"]["by"], "命令行");
        // Whoever changes something else leaves the switch alone.
        centre
            .ask("/api/review/gate", json!({ "precision": 0.98 }))
            .await;
        let on = centre
            .ask("/api/review/gate", json!({ "nightly": true }))
            .await;
        assert_eq!(
            (&on["nightly"], &on["precision"]),
            (&json!(true), &json!(0.98))
        );
    }
}
