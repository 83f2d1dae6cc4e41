//! What is taken without asking anybody, and how numbers leave.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::*;
use crate::server::databases;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_wholly_is_taken_without_asking_anybody() {
    for database in databases("request_zero_touch") {
        let scene = Scene::new(&database).await;
        let form = "高龄老人花名册\n序号,姓名,性别,出生日期,备注\n";
        let answer = scene
            .officer
            .upload("/api/templates", "花名册.csv", form.into(), &[])
            .await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let templates: Value = answer.json().await.unwrap();
        let held = json!({ "template_id": templates[0]["id"] });
        let mut draft = scene.wish(&held);
        draft.as_object_mut().unwrap().remove("title");
        let price = scene.officer.ask("/api/requests/preview", draft).await["price"].clone();
        assert_eq!(
            (&price["zero_touch"], &price["minutes"]),
            (&json!(true), &json!(0)),
            "{price}"
        );
        let request = scene.send(held.clone()).await;
        assert_eq!(
            (&request["state"], &request["zero_touch"]),
            (&json!("complete"), &json!(true))
        );
        let detail = scene.detail(&request).await;
        let parts = scene.parts(&request).await;
        assert!(parts.iter().all(|part| part["state"] == "accepted"));
        let mut trace = acts(&detail);
        trace.dedup();
        assert_eq!(
            trace,
            ["create", "zero-touch"],
            "no submission was ever open to anybody"
        );
        let event = &detail["events"][1];
        assert_eq!(event["actor"], "系统");
        assert!(event["remark"].as_str().unwrap().contains("有效期内"));

        let part = &parts[0];
        let worker = scene.worker(part).await;
        let bench_now = worker.read("/api/workbench").await;
        assert_eq!(
            bench_now["items"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|item| item["kind"] == "fill")
                .count(),
            0
        );
        let notice = bench_now["notices"][0].clone();
        assert!(
            notice["text"].as_str().unwrap().contains("不用填报"),
            "{notice}"
        );
        let answer = worker.post(&part_path(part, "/submit"), &json!({})).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        let seen = format!("/api/notices/{}/seen", notice["id"]);
        assert_eq!(
            worker.post(&seen, &json!({})).await.status(),
            StatusCode::NO_CONTENT
        );
        assert_eq!(worker.read("/api/workbench").await["notices"], json!([]));

        // A community may still say that a value is wrong; the next request asks about it then.
        let person = rows(&worker, part).await[0]["person_id"].clone();
        let claim = json!({ "entity": person, "element": "name", "claim": "李改正", "reason": "入户时看过户口簿" });
        worker.ask("/api/contests", claim).await;
        let again = scene.send(held).await;
        assert_eq!(
            (&again["state"], &again["zero_touch"]),
            (&json!("open"), &json!(false)),
            "a value in doubt is not taken without asking"
        );
        let asked = scene
            .send(json!({ "template_id": templates[0]["id"], "ask_anyway": true }))
            .await;
        assert_eq!(asked["zero_touch"], false);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_stored_number_leaves_in_the_format_of_each_recipient() {
    for database in databases("request_output") {
        let scene = Scene::new(&database).await;
        let columns = scene.template["columns"].as_array().unwrap();
        let number = columns
            .iter()
            .find(|column| column["element"] == "id_number")
            .unwrap();
        assert_eq!(number["output"], "full");
        let phone = columns
            .iter()
            .find(|column| column["element"] == "phone")
            .unwrap();
        let path = format!("/api/templates/{}/columns", scene.template["id"]);
        let decide = |column: &Value, output: &str| json!({ "columns": [{ "index": column["index"], "element": column["element"], "output": output }] });
        let answer = scene.officer.put(&path, &decide(phone, "last-six")).await;
        refused(answer, StatusCode::BAD_REQUEST, "output-unfit").await;

        let community =
            scene.parts(&scene.send(json!({})).await).await[0]["community_code"].clone();
        let mut written = Vec::new();
        for output in [
            "full",
            "birth-hidden",
            "last-six",
            "quoted",
            "fifteen",
            "birth-and-suffix",
        ] {
            let answer = scene.officer.put(&path, &decide(number, output)).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let request = scene.send(json!({ "areas": [community] })).await;
            let part = scene.parts(&request).await[0].clone();
            submit(&scene.worker(&part).await, &part).await;
            scene
                .street
                .ask(&part_path(&part, "/accept"), json!({}))
                .await;
            let book = scene
                .officer
                .post(
                    &request_path(&request, "/workbook"),
                    &json!({ "purpose": "高龄津贴发放核对" }),
                )
                .await;
            let table = form_file::rows(&book.bytes().await.unwrap(), 4, 13);
            let index = usize::try_from(number["index"].as_u64().unwrap()).unwrap();
            let first = table.iter().find(|row| row[0] == "1").unwrap();
            written.push(first[index].clone());
            let trace = scene.detail(&request).await;
            assert_eq!(
                acts(&trace).last(),
                Some(&"workbook"),
                "the download is on the trace"
            );
        }
        let full = &written[0];
        assert_eq!(full.len(), 18, "{full}");
        assert_eq!(written[1], format!("{}********{}", &full[..6], &full[14..]));
        assert_eq!(written[2], full[12..]);
        assert_eq!(written[3], format!("'{full}"));
        assert_eq!(written[4], format!("{}{}", &full[..6], &full[8..17]));
        assert_eq!(written[5], format!("{}-{}", &full[6..14], &full[14..]));
    }
}
