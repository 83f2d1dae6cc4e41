//! Segments are saved, shared, used for lists and forms; the cockpit says the same as the lists.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const RULE: &str = "年龄 >= 75 且 健在";

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_kept_shared_and_used() {
    for database in databases("segments") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let civil = server.sign_in("minzheng").await;
        let health = server.sign_in("weijian").await;

        let (status, problem) = refusal(
            street
                .post(
                    "/api/segments",
                    &json!({ "name": "助餐", "rule": "年龄 >> 75" }),
                )
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(
            problem["detail"].as_str().unwrap().contains('行'),
            "{problem}"
        );
        let draft = json!({ "name": "助餐服务对象", "note": "助餐", "rule": RULE });
        let made = street.ask("/api/segments", draft.clone()).await;
        assert_eq!((&made["own"], &made["version"]), (&json!(true), &json!(1)));
        let yes = made["count"]["yes"].as_u64().unwrap();
        let listed = street
            .ask(
                "/api/people/query",
                json!({ "rule": RULE, "basis": "either" }),
            )
            .await;
        assert_eq!(listed["total"], yes);
        let path = format!("/api/segments/{}", made["id"]);
        assert_eq!(
            worker.get(&path).await.status(),
            StatusCode::NOT_FOUND,
            "not shared yet"
        );

        let mut shared = draft.clone();
        shared["shared_area"] = json!(true);
        shared["shared_departments"] = json!(["民政局"]);
        shared["version"] = json!(1);
        let changed = street.put(&path, &shared).await;
        assert_eq!(changed.status(), StatusCode::OK);
        let (status, _) = refusal(street.put(&path, &shared).await).await;
        assert_eq!(status, StatusCode::CONFLICT, "changed meanwhile");
        let seen = worker.read(&path).await;
        assert_eq!(seen["own"], false);
        assert!(
            seen["count"]["yes"].as_u64().unwrap() < yes,
            "their own community's part"
        );
        assert_eq!(
            civil.read("/api/segments").await.as_array().map(Vec::len),
            Some(1)
        );
        assert_eq!(
            health.read("/api/segments").await,
            json!([]),
            "shared with another department"
        );
        let (status, problem) = refusal(
            worker
                .post(&format!("{path}/remove"), &json!({ "version": 2 }))
                .await,
        )
        .await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("segment-foreign"))
        );

        // The rule of a segment is the population of a form.
        let template = template_of(&server, &civil).await;
        let population = json!({ "rule": RULE, "basis": "home" });
        let preview = civil
            .ask(
                "/api/requests/preview",
                json!({ "template_id": template, "population": population }),
            )
            .await;
        let expected = civil
            .ask(
                "/api/people/query",
                json!({ "rule": RULE, "basis": "home" }),
            )
            .await;
        assert_eq!(preview["total"], expected["total"]);

        let removed = street
            .post(&format!("{path}/remove"), &json!({ "version": 2 }))
            .await;
        assert_eq!(removed.status(), StatusCode::NO_CONTENT);
        assert_eq!(street.read("/api/segments").await, json!([]));
    }
}

async fn template_of(server: &Server, caller: &Caller) -> i64 {
    let file = server.sample_file("高龄津贴发放名册.xlsx");
    let bytes = std::fs::read(file).unwrap();
    let answer = caller
        .upload("/api/templates", "高龄津贴发放名册.xlsx", bytes, &[])
        .await;
    let template: Value = answer.json().await.expect("a template");
    template[0]["id"].as_i64().expect("its id")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cockpit_says_what_the_lists_say() {
    for database in databases("cockpit") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let cockpit = civil.read("/api/cockpit?area=370203005000").await;
        let people = civil
            .ask(
                "/api/people/query",
                json!({ "area": "370203005000", "alive": true }),
            )
            .await;
        assert_eq!(cockpit["figures"][0]["value"], people["total"]);
        let sum = |rows: &Value| -> u64 {
            rows.as_array()
                .unwrap()
                .iter()
                .map(|row| row.as_u64().unwrap())
                .sum()
        };
        let pyramid = &cockpit["pyramid"];
        let drawn =
            sum(&pyramid["men"]) + sum(&pyramid["women"]) + pyramid["unknown"].as_u64().unwrap();
        assert_eq!(drawn, people["total"].as_u64().unwrap());
        let below = cockpit["below"].as_array().unwrap();
        let parts: u64 = below
            .iter()
            .map(|area| area["people"].as_u64().unwrap())
            .sum();
        assert_eq!(parts, drawn, "the communities add up to the street");
        for figure in cockpit["figures"]
            .as_array()
            .unwrap()
            .iter()
            .chain(cockpit["tags"].as_array().unwrap())
        {
            assert!(
                !figure["card"]["definition"].as_str().unwrap().is_empty(),
                "{figure}"
            );
        }
        let community = below[0]["code"].as_str().unwrap();
        let deeper = civil.read(&format!("/api/cockpit?area={community}")).await;
        assert_eq!(deeper["figures"][0]["value"], below[0]["people"]);
        assert_eq!(deeper["below"], json!([]));
        let path: Vec<_> = deeper["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["level"].clone())
            .collect();
        assert_eq!(path, ["district", "street", "community"]);

        let worker = server.sign_in("sq370203005001").await;
        let (status, problem) = refusal(worker.get("/api/cockpit?area=370203005004").await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("area-outside"))
        );
    }
}
