//! Whoever ends a tag is told of everything that reads it, and pages do without it afterwards.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases};
use crate::tags::{act, draft, refused, tag, word};

/// Ends a tag with both words that it needs.
async fn end(civil: &Caller, centre: &Caller, name: &str) {
    let proposal = civil.ask("/api/tags/proposals", deletion(name)).await;
    let mut at = proposal;
    while at["state"] == "open" {
        at = centre.ask(&act(&at, "agree"), word(&at)).await;
    }
    assert!(tag(civil, name).await.is_none(), "{name}");
}

fn deletion(name: &str) -> Value {
    let mut end = draft(name, "");
    end["action"] = json!("delete");
    end
}

/// The titles of what reads a tag, with whether it cannot do without it.
async fn impact(caller: &Caller, name: &str) -> Vec<(String, bool)> {
    let preview = caller.ask("/api/tags/preview", deletion(name)).await;
    let impact = preview["impact"].as_array().unwrap().iter();
    impact
        .map(|one| {
            let title = one["title"].as_str().unwrap().to_owned();
            (title, one["needs_it"].as_bool().unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_reads_a_tag_is_left_out_before_it_ends() {
    for database in databases("tags_impact") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        const PAID: &str = "享受老年综合/高龄津贴";
        const UNCLAIMED: &str = "应享未享高龄津贴";

        let shown = impact(&civil, UNCLAIMED).await;
        assert!(
            shown.contains(&("工作台上的数字".to_owned(), false)),
            "{shown:?}"
        );
        let minors = impact(&centre, "未成年人").await;
        assert!(
            minors.contains(&("驾驶舱上的数字".to_owned(), false)),
            "{minors:?}"
        );
        let table = |name: &str, column: Value, population: Value| {
            json!({ "name": name, "note": "", "columns": [{ "element": "name" }, column],
                "population": population })
        };
        let column = table(
            "津贴核对表",
            json!({ "tag": UNCLAIMED }),
            json!({ "age_min": 80 }),
        );
        let population = table(
            "津贴走访表",
            json!({ "element": "age" }),
            json!({ "rule": format!("标签({UNCLAIMED})") }),
        );
        let elsewhere = table(
            "年龄表",
            json!({ "element": "age" }),
            json!({ "age_min": 80 }),
        );
        for own in [column, population, elsewhere] {
            civil.ask("/api/tables", own).await;
        }
        let shown = impact(&civil, UNCLAIMED).await;
        for title in ["自由表“津贴核对表”", "自由表“津贴走访表”"] {
            assert!(shown.contains(&(title.to_owned(), false)), "{shown:?}");
        }
        assert!(!shown.iter().any(|(title, _)| title.contains("年龄表")));

        // The workbench does without a figure whose tag is gone.
        let labels = async |caller: &Caller| {
            let bench = caller.read("/api/workbench").await;
            bench["figures"].to_string()
        };
        assert!(labels(&civil).await.contains(UNCLAIMED));
        end(&civil, &centre, UNCLAIMED).await;
        let left = labels(&civil).await;
        assert!(
            left.contains("户籍人口") && !left.contains(UNCLAIMED),
            "{left}"
        );

        // Read by no tag any more, only by what policies know of payments.
        end(&civil, &centre, "疑似去世未停发").await;
        let shown = impact(&civil, PAID).await;
        assert!(
            shown
                .iter()
                .any(|(title, needs)| *needs && title.starts_with("政策“"))
                && !shown.iter().any(|(title, _)| title.starts_with("标签“")),
            "{shown:?}"
        );
        let (status, code, detail) = refused(&civil, "/api/tags/proposals", &deletion(PAID)).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "tag-needed")
        );
        assert!(detail.contains("政策“"), "{detail}");
    }
}
