//! Undoing any delivery gives back what was: the digest, the pages, every count and every lead,
//! whether a department handed it over or an accepted form made it.

use serde_json::{Value, json};

use crate::main_job::{column_of, columns, dispatch, fill_gaps, path};
use crate::no_trace::{Picture, STOPS, Scene, is_as_before, shows_in, young_person};
use crate::policies::paid_person;
use crate::server::{Server, databases};

const ALLOWANCE: &str = "享受老年综合/高龄津贴";

async fn undo(scene: &Scene, delivery: &Value) {
    scene
        .centre
        .ask(&format!("/api/deliveries/{delivery}/undo"), json!({}))
        .await;
}

/// How many of the community carry a tag.
fn carriers(picture: &Picture, tag: &str) -> u64 {
    let groups = picture["community by tag"]["groups"].as_array().unwrap();
    let group = groups.iter().find(|group| group["key"] == tag);
    group.map_or(0, |group| group["count"].as_u64().unwrap())
}

/// The day of the payment list that is in the registry.
async fn paid_as_of(scene: &Scene) -> String {
    let twice = scene.centre.read("/api/payments/twice").await;
    let lists = twice["lists"].as_array().unwrap();
    let list = lists
        .iter()
        .find(|list| list["source"] == "民政·高龄津贴发放")
        .unwrap_or_else(|| panic!("{twice}"));
    list["as_of"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_payments_and_deaths_restores_tags_counts_and_leads() {
    for database in databases("undo_leads") {
        let scene = Scene::new(Server::demo(&database)).await;
        let officer = scene.server.sign_in("minzheng").await;
        scene.followed().await;
        let (paid, name, number) = paid_person(&scene.worker).await;
        let (young, young_name) = young_person(&scene.worker, paid).await;
        let young_number = scene.number(young).await.unwrap();
        let people = [paid, young];
        let before = scene.picture(&people).await;

        // Somebody young on the payment list: paid, and not entitled.
        let text = format!("姓名,身份证,津贴\n{young_name},{young_number},80\n");
        let as_of = paid_as_of(&scene).await;
        let fields = [
            ("source", "minzheng-gaoling"),
            ("part", "true"),
            ("as_of", as_of.as_str()),
        ];
        let payment = scene
            .delivered(&officer, "高龄津贴补报.csv", text, &fields)
            .await;
        let with_payment = scene.picture(&people).await;
        let page = format!("page {young}");
        let parts = [
            "digest",
            page.as_str(),
            "community leads",
            "centre leads",
            "audit",
        ];
        shows_in(&before, &with_payment, &parts);
        assert_eq!(
            carriers(&with_payment, ALLOWANCE),
            carriers(&before, ALLOWANCE) + 1
        );
        let wrongly = scene.lead(STOPS, young).await.expect("paid and too young");

        let death = scene.died("死亡补报.csv", &name, &number).await;
        let with_both = scene.picture(&people).await;
        let page = format!("page {paid}");
        let parts = [
            "digest",
            page.as_str(),
            "centre living",
            "community leads",
            "audit",
        ];
        shows_in(&with_payment, &with_both, &parts);
        let stop = scene.lead(STOPS, paid).await.expect("dead and paid");

        // Undone in the order in which they came: what the later one did stands until it goes too.
        undo(&scene, &payment).await;
        assert_eq!(scene.lead(STOPS, young).await, None, "paid no longer");
        assert!(scene.lead(STOPS, paid).await.is_some(), "still dead");
        undo(&scene, &death).await;
        is_as_before(&before, &scene.picture(&people).await);
        for lead in [wrongly, stop] {
            let path = format!("/api/leads/{}", lead["id"]);
            let closed = scene.worker.read(&path).await;
            assert_eq!(closed["row"]["state"], "withdrawn", "{closed}");
            let last = closed["steps"].as_array().unwrap().last().unwrap();
            assert!(last["by"].is_null(), "nobody had to do it: {last}");
            assert!(
                last["note"].as_str().unwrap().contains("不再符合"),
                "{last}"
            );
        }
    }
}

/// The newest delivery that an accepted form made; lists of deliveries show only what was handed
/// over.
async fn made_by_a_form(scene: &Scene) -> Value {
    let mut newest = None;
    for id in 1..100 {
        let answer = scene.centre.get(&format!("/api/deliveries/{id}")).await;
        if !answer.status().is_success() {
            continue;
        }
        let page: Value = answer.json().await.unwrap();
        if page["source"] == "form-correction" {
            newest = Some(page["id"].clone());
        }
    }
    newest.expect("a delivery of corrections")
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_what_an_accepted_form_brought_restores_tags_counts_and_leads() {
    for database in databases("undo_form") {
        let scene = Scene::new(Server::demo(&database)).await;
        let officer = scene.server.sign_in("minzheng").await;
        let street = scene.server.sign_in("jd370203005").await;
        let request = dispatch(&scene.server, &officer).await;
        let request_path = format!("/api/requests/{}", request["id"]);
        let detail = officer.read(&request_path).await;
        let parts = detail["submissions_list"].as_array().unwrap();
        let part = parts
            .iter()
            .find(|part| part["community_code"] == "370203005001")
            .unwrap_or_else(|| panic!("{detail}"));
        fill_gaps(&scene.worker, part).await;

        // Somebody who is paid turns out to be far too young.
        let paid = scene
            .worker
            .ask(
                "/api/people/query",
                json!({ "tags_all": [ALLOWANCE], "alive": true, "size": 200, "basis": "home" }),
            )
            .await;
        let paid = paid["rows"].as_array().unwrap();
        let rows = scene
            .worker
            .ask(&path(part, "rows/query"), json!({ "size": 500 }))
            .await;
        let rows = rows["rows"].as_array().unwrap();
        let row = rows
            .iter()
            .filter(|row| row["excluded"] == false)
            .find(|row| paid.iter().any(|one| one["id"] == row["person_id"]))
            .expect("somebody on the form who is paid");
        let person = row["person_id"].as_i64().unwrap();
        let columns = columns(&scene.worker, part).await;
        let birth = &columns[column_of(&columns, "birth_date")]["index"];
        let change = json!({
            "version": row["version"],
            "cells": [{ "index": birth, "text": "1966-01-01" }]
        });
        let changed = scene
            .worker
            .patch(&path(part, &format!("rows/{}", row["id"])), &change)
            .await;
        assert!(changed.status().is_success(), "{:?}", changed.text().await);
        scene.followed().await;
        let before = scene.picture(&[person]).await;
        assert_eq!(scene.lead(STOPS, person).await, None);

        scene.worker.ask(&path(part, "submit"), json!({})).await;
        is_as_before(&before, &scene.picture(&[person]).await);
        let accepted = street.ask(&path(part, "accept"), json!({})).await;
        assert_eq!(accepted["state"], "accepted");
        assert!(
            scene.lead(STOPS, person).await.is_some(),
            "with the acceptance"
        );
        let with_it = scene.picture(&[person]).await;
        let page = format!("page {person}");
        let shown = [
            "digest",
            page.as_str(),
            "community by tag",
            "centre by age",
            "community leads",
            "centre leads",
            "audit",
        ];
        shows_in(&before, &with_it, &shown);
        assert_eq!(
            carriers(&with_it, "高龄老人") + 1,
            carriers(&before, "高龄老人")
        );

        undo(&scene, &made_by_a_form(&scene).await).await;
        is_as_before(&before, &scene.picture(&[person]).await);
        let after = officer.read(&request_path).await;
        let parts = after["submissions_list"].as_array().unwrap();
        let now = parts.iter().find(|one| one["id"] == part["id"]).unwrap();
        assert_eq!(now["state"], "accepted", "the form itself stays as it is");
    }
}
