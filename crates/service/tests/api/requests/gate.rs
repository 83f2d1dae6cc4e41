//! What a request costs, and the gate that every way to ask more passes.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::*;
use crate::server::databases;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_off_the_list_late_or_too_dear_waits_for_somebody_else() {
    for database in databases("request_gate") {
        let scene = Scene::new(&database).await;
        let officer = &scene.officer;
        let nothing_named = scene.wish(&json!({ "duty": null }));
        let answer = officer.post("/api/requests", &nothing_named).await;
        refused(answer, StatusCode::BAD_REQUEST, "duty-missing").await;
        let off_list = json!({ "duty": null, "off_list": true });
        let answer = officer.post("/api/requests", &scene.wish(&off_list)).await;
        let said = refused(answer, StatusCode::BAD_REQUEST, "plea-missing").await;
        assert!(said.contains("不在基层职责清单内"), "{said}");

        let plea = "上级临时部署，数据用于发放";
        let waiting = scene
            .send(json!({ "duty": null, "off_list": true, "plea": plea }))
            .await;
        assert_eq!(waiting["state"], "waiting");
        assert!(
            scene.parts(&waiting).await.is_empty(),
            "nobody is asked yet"
        );
        assert_eq!(
            scene.street.read("/api/requests").await,
            json!([]),
            "the street does not know of it"
        );
        let asked = bench(&scene.centre, "approve").await;
        assert!(asked[0]["detail"].as_str().unwrap().contains(plea));
        let own = json!({ "sending": 1, "approve": true, "remark": "同意" });
        let answer = officer.post(&request_path(&waiting, "/decide"), &own).await;
        refused(answer, StatusCode::FORBIDDEN, "right-missing").await;
        assert_eq!(scene.decide(&waiting, true).await["state"], "open");
        assert!(!scene.parts(&waiting).await.is_empty());
        assert_eq!(
            acts(&scene.detail(&waiting).await),
            ["ask-approval", "approve-sending", "create"]
        );
        assert!(bench(&scene.centre, "approve").await.is_empty());

        let today = scene.detail(&waiting).await["as_of"].clone();
        let late = scene.send(json!({ "due": today, "plea": plea })).await;
        assert_eq!(late["state"], "waiting", "due on the day it is sent");
        assert_eq!(scene.decide(&late, false).await["state"], "declined");
        assert!(scene.parts(&late).await.is_empty());

        scene
            .rule("budgets", json!({ "department": "民政局", "minutes": 1 }))
            .await;
        let mut draft = scene.wish(&json!({}));
        draft.as_object_mut().unwrap().remove("title");
        let price = officer.ask("/api/requests/preview", draft).await["price"].clone();
        let (typed, looked) = (
            price["to_type"].as_u64().unwrap(),
            price["to_check"].as_u64().unwrap(),
        );
        assert_eq!(
            price["minutes"],
            (typed * 12 + looked).div_ceil(60),
            "the formula of the page: {price}"
        );
        assert_eq!(price["left"], 0, "the approved one was charged");
        assert_eq!(price["reasons"].as_array().unwrap().len(), 1, "{price}");
        let dear = scene.send(json!({ "plea": plea })).await;
        assert_eq!(dear["state"], "waiting");
        let sending = scene.detail(&dear).await["sendings"][0].clone();
        assert_eq!(sending["reasons"], json!(["over-budget"]));
        assert_eq!(sending["minutes"], price["minutes"]);
        scene
            .rule(
                "budgets",
                json!({ "department": "民政局", "minutes": 100_000 }),
            )
            .await;
        assert_eq!(scene.send(json!({})).await["state"], "open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_ask_more_passes_the_same_gate() {
    for database in databases("request_enlarge") {
        let scene = Scene::new(&database).await;
        let all = scene.send(json!({})).await;
        let codes: Vec<Value> = scene
            .parts(&all)
            .await
            .iter()
            .map(|part| part["community_code"].clone())
            .collect();
        let by_street = scene.send(json!({ "by_street": true })).await;
        let request = scene
            .send(json!({ "areas": [codes[0]], "due": in_days(30) }))
            .await;
        let [first] = &scene.parts(&request).await[..] else {
            panic!("one community is asked");
        };
        let worker = scene.worker(first).await;
        submit(&worker, first).await;
        scene
            .street
            .ask(&part_path(first, "/accept"), json!({}))
            .await;

        scene.rule("notice", json!({ "days": 60 })).await;
        let plea = "数据当天要用，请批准";
        let extend = json!({ "communities": [codes[1]] });
        let answer = scene
            .officer
            .post(&request_path(&request, "/extend"), &extend)
            .await;
        refused(answer, StatusCode::BAD_REQUEST, "plea-missing").await;
        let extend = json!({ "communities": [codes[1]], "plea": plea });
        scene
            .officer
            .ask(&request_path(&request, "/extend"), extend)
            .await;
        assert_eq!(scene.parts(&request).await.len(), 1, "extending waits");
        scene.decide(&request, true).await;
        assert_eq!(scene.parts(&request).await.len(), 2);

        let sooner = json!({ "due": in_days(20), "plea": plea });
        let answer = scene
            .officer
            .ask(&request_path(&request, "/due"), sooner)
            .await;
        assert_eq!(answer["due"], in_days(30), "an earlier day waits");
        scene.decide(&request, true).await;
        assert_eq!(scene.detail(&request).await["due"], in_days(20));
        let later = json!({ "due": in_days(25) });
        let answer = scene
            .officer
            .ask(&request_path(&request, "/due"), later)
            .await;
        assert_eq!(answer["due"], in_days(25), "a later day needs nobody");

        let reopen = json!({ "remark": "漏了一人", "plea": plea });
        let answer = scene.street.ask(&part_path(first, "/reopen"), reopen).await;
        assert_eq!(answer["state"], "accepted", "unlocking waits");
        scene.decide(&request, true).await;
        let parts = scene.parts(&request).await;
        let reopened = parts.iter().find(|part| part["id"] == first["id"]).unwrap();
        assert_eq!(reopened["state"], "returned");

        let late = json!({ "due": in_days(20), "plea": plea });
        scene
            .officer
            .ask(&request_path(&by_street, "/due"), late)
            .await;
        scene.decide(&by_street, true).await;
        let forward = json!({ "communities": [codes[0]], "plea": plea });
        scene
            .street
            .ask(&request_path(&by_street, "/forward"), forward)
            .await;
        let forwarded = scene.parts(&by_street).await;
        assert!(
            forwarded.iter().any(|part| part["state"] == "filling"),
            "short notice was approved for this request, so its parts may be handed on"
        );
        assert_eq!(
            forwarded
                .iter()
                .filter(|part| part["state"] == "waiting")
                .count(),
            codes.len() - 1
        );
    }
}

/// A day some days from today, by the machine's clock; the exact day does not matter.
fn in_days(days: u64) -> String {
    let now = std::time::SystemTime::now() + std::time::Duration::from_secs(days * 86_400);
    let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let day = i32::try_from(seconds / 86_400).unwrap();
    (chrono::NaiveDate::default() + chrono::Days::new(u64::from(day.unsigned_abs()))).to_string()
}
