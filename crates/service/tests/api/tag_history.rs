//! 标签变化: since when somebody carries a tag, by what, and who says so.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::policies::paid_person;
use crate::server::{Caller, Server, databases, refusal};

async fn history(caller: &Caller, person: i64) -> Value {
    caller
        .ask("/api/tags/history", json!({ "person": person }))
        .await
}

fn of<'a>(list: &'a Value, name: &str) -> Vec<&'a Value> {
    list.as_array()
        .unwrap()
        .iter()
        .filter(|one| one["name"] == name)
        .collect()
}

/// The history once a change of a tag is in it; the snapshot follows a delivery at once, but the
/// history needs only the records.
async fn latest(caller: &Caller, person: i64, name: &str) -> Value {
    of(&history(caller, person).await["changes"], name)[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tag_says_since_when_by_what_and_who_says_so() {
    for database in databases("tag_history") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let health = server.sign_in("weijian").await;
        let (person, name, number) = paid_person(&worker).await;
        let page = worker.read(&format!("/api/people/{person}")).await;
        let before = history(&worker, person).await;

        // What the history ends with is what the page shows.
        let names = |list: &Value| -> Vec<String> {
            let mut names: Vec<String> = list
                .as_array()
                .unwrap()
                .iter()
                .map(|tag| tag["name"].as_str().unwrap().to_owned())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(&before["tags"]), names(&page["tags"]));

        let old = of(&before["tags"], "老年人(60+)")[0];
        assert!(
            old["by_date"].as_str().unwrap() < old["since"].as_str().unwrap(),
            "turned sixty before the registry knew: {old}"
        );
        let birth = of(&before["tags"], "享受老年综合/高龄津贴")[0];
        assert_eq!(birth["by_date"], Value::Null);
        assert!(
            birth["basis"].to_string().contains("高龄津贴发放"),
            "{birth}"
        );
        assert!(birth["cause"].as_str().unwrap().contains("入库"), "{birth}");

        let file = format!("姓名,身份证件号码,死亡日期\n{name},{number},2026-11-01\n");
        let fields = [("source", "weijian-siwang"), ("part", "true")];
        let delivery = health
            .deliver("死亡补报.csv", file.into_bytes(), &fields)
            .await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
        let lost = latest(&worker, person, "老年人(60+)").await;
        assert_eq!(lost["gained"], false, "{lost}");
        assert!(lost["cause"].as_str().unwrap().contains("死亡"), "{lost}");
        assert!(
            lost["because"].to_string().contains("已故")
                || lost["because"].to_string().contains("健在"),
            "{lost}"
        );
        let gained = latest(&worker, person, "疑似去世未停发").await;
        assert_eq!(gained["gained"], true, "{gained}");

        let id = &delivery["id"];
        let undone = health
            .post(&format!("/api/deliveries/{id}/undo"), &json!({}))
            .await;
        assert!(undone.status().is_success());
        let again = latest(&worker, person, "老年人(60+)").await;
        assert_eq!(again["gained"], true, "{again}");
        assert!(again["cause"].as_str().unwrap().contains("撤出"), "{again}");

        let stranger = server.sign_in("sq370203005004").await;
        let answer = stranger
            .post("/api/tags/history", &json!({ "person": person }))
            .await;
        let (status, problem) = refusal(answer).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("person-outside"))
        );
    }
}
