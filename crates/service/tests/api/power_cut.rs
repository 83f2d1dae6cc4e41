//! A kill in the middle of an import leaves all of it or none of it.

use std::fmt::Write;

use crate::server::{Server, databases};

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_an_import_leaves_all_or_nothing() {
    for database in databases("power_cut") {
        let server = Server::demo(&database);
        let before = server.digest();
        let centre = server.sign_in("shuju").await;
        let mut text = String::from("姓名,身份证号码,联系电话\n");
        for row in 0..120_000 {
            writeln!(text, "测试{row},,139{row:08}").unwrap();
        }
        let answer = centre
            .upload(
                "/api/deliveries",
                "医保大表.csv",
                text.into_bytes(),
                &[("source", "yibao")],
            )
            .await;
        let delivery: serde_json::Value = answer.json().await.unwrap();
        let path = format!("/api/deliveries/{}", delivery["id"]);
        while centre.read(&path).await["state"] == "received" {}
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
