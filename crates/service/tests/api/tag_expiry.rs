//! Thirty days before a tag ends its department is reminded, and extends it by a proposal.

use serde_json::{Value, json};

use crate::server::{Caller, Server, databases};
use crate::tags::{act, draft, word};

/// The reminders on somebody's workbench.
async fn reminders(caller: &Caller) -> Vec<Value> {
    let bench = caller.read("/api/workbench").await;
    let items = bench["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["kind"] == "tag-ending")
        .cloned()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_for_a_tag_is_reminded_and_extends_it() {
    for database in databases("tags_expiry") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let health = server.sign_in("weijian").await;
        let centre = server.sign_in("shuju").await;
        let today = civil.read("/api/cockpit").await["as_of"].clone();
        let today: chrono::NaiveDate = today.as_str().unwrap().parse().unwrap();
        let later = |days| {
            let day = today + chrono::Days::new(days);
            json!(day.to_string())
        };
        for (name, rule, days) in [
            ("助餐服务对象", "年龄 >= 78", 20),
            ("助浴服务对象", "年龄 >= 77", 60),
        ] {
            let mut asked = draft(name, rule);
            asked["valid_until"] = later(days);
            let proposal = civil.ask("/api/tags/proposals", asked).await;
            centre.ask(&act(&proposal, "agree"), word(&proposal)).await;
        }

        let found = reminders(&civil).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let until = later(20);
        let until = until.as_str().unwrap();
        assert_eq!(
            found[0]["title"],
            format!("标签“助餐服务对象”将于{until}到期，请确认是否继续")
        );
        assert_eq!(found[0]["due"], until);
        assert!(reminders(&health).await.is_empty(), "not theirs");
        let link = found[0]["link"].as_str().unwrap();
        let query = link.strip_prefix("/tags/view?").unwrap();
        let path = format!("/api/tags/page?{query}");
        let page = civil.read(&path).await;
        assert_eq!(
            (&page["ends_soon"], &page["name"]),
            (&json!(true), &json!("助餐服务对象"))
        );

        let mut extend = draft("助餐服务对象", "年龄 >= 78");
        extend["action"] = json!("change");
        extend["valid_until"] = later(400);
        let proposal = civil.ask("/api/tags/proposals", extend).await;
        assert!(
            reminders(&civil).await.is_empty(),
            "waits for the data centre"
        );
        centre.ask(&act(&proposal, "agree"), word(&proposal)).await;
        assert!(reminders(&civil).await.is_empty(), "extended");
        let page = civil.read(&path).await;
        assert_eq!(
            (&page["ends_soon"], &page["valid_until"], &page["version"]),
            (&json!(false), &later(400), &json!(2))
        );
    }
}
