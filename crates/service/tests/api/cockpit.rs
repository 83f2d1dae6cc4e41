//! The cockpit: every number opens a list that says the same, under the rights of the reader.

use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

/// How many leads the inbox lists behind a number.
async fn listed(caller: &Caller, count: &Value) -> u64 {
    let link = count["link"].as_str().unwrap();
    let page = caller
        .read(&link.replace("/leads?show=", "/api/leads?state="))
        .await;
    page["total"].as_u64().unwrap()
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn value_of(counts: &Value, kind: &str, phase: &str) -> u64 {
    rows(counts)
        .iter()
        .find(|count| count["kind"] == kind && count["phase"] == phase)
        .unwrap_or_else(|| panic!("{kind} {phase} in {counts}"))["value"]
        .as_u64()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_on_the_cockpit_open_the_same_leads() {
    for database in databases("cockpit_leads") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let civil = server.sign_in("minzheng").await;

        let leads = street.read("/api/cockpit").await["leads"].clone();
        let kinds = rows(&leads["kinds"]);
        assert_eq!(kinds.len(), 3);
        for kind in kinds {
            assert!(
                kind["card"]["definition"]
                    .as_str()
                    .unwrap()
                    .contains("政策")
            );
            for count in rows(&kind["counts"]) {
                assert_eq!(count["value"], listed(&street, count).await, "{count}");
                let below: u64 = rows(&leads["below"])
                    .iter()
                    .flat_map(|area| rows(&area["counts"]))
                    .filter(|one| one["kind"] == count["kind"] && one["phase"] == count["phase"])
                    .map(|one| one["value"].as_u64().unwrap())
                    .sum();
                assert_eq!(count["value"], below, "the communities add up: {leads}");
            }
        }
        let first = &rows(&leads["below"])[0];
        for count in rows(&first["counts"]) {
            assert_eq!(count["value"], listed(&street, count).await, "{first}");
        }
        let starts = &kinds[0];
        assert_eq!(starts["kind"], "start");
        assert!(value_of(&starts["counts"], "start", "untouched") > 0);

        // What the community ends this month leaves one number and comes to the other.
        let own = || async { worker.read("/api/cockpit").await["leads"].clone() };
        let before = own().await;
        assert_eq!(before["below"], json!([]), "a community has nothing below");
        let page = worker
            .read("/api/leads?kind=start&state=untouched&size=1")
            .await;
        let lead = &page["rows"][0];
        let path = format!("/api/leads/{}/steps", lead["id"]);
        let body = json!({
            "version": lead["version"], "step": "decline", "outcome": "waived", "note": "本人书面放弃"
        });
        worker.ask(&path, body).await;
        let after = own().await;
        let of =
            |leads: &Value, phase: &str| value_of(&leads["kinds"][0]["counts"], "start", phase);
        assert_eq!(of(&after, "untouched"), of(&before, "untouched") - 1);
        assert_eq!(
            of(&after, "done-this-month"),
            of(&before, "done-this-month") + 1
        );

        // A department counts the policies it answers for, also where no community is known.
        let district = civil.read("/api/cockpit").await["leads"].clone();
        let all: u64 = rows(&civil.read("/api/leads/tally").await)
            .iter()
            .filter(|one| one["kind"] == "start" && one["state"] != "withdrawn")
            .map(|one| one["count"].as_u64().unwrap())
            .sum();
        let counted: u64 = rows(&district["kinds"][0]["counts"])
            .iter()
            .map(|count| count["value"].as_u64().unwrap())
            .sum();
        assert_eq!(counted, all, "nothing was settled before this month");
        for area in rows(&district["below"]) {
            for count in rows(&area["counts"]) {
                assert_eq!(count["value"], listed(&civil, count).await, "{area}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_narrowed_to_a_segment() {
    for database in databases("cockpit_segment") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let health = server.sign_in("weijian").await;
        let rule = "年龄 >= 75 且 健在";
        let draft = json!({ "name": "助餐服务对象", "rule": rule, "shared_area": true });
        let made = street.ask("/api/segments", draft).await;
        let id = &made["id"];
        for caller in [&street, &worker] {
            let whole = caller.read("/api/cockpit").await;
            let cockpit = caller.read(&format!("/api/cockpit?segment={id}")).await;
            let people = caller
                .ask("/api/people/query", json!({ "rule": rule, "alive": true }))
                .await;
            let population = &cockpit["figures"][0];
            assert_eq!(population["value"], people["total"]);
            assert!(population["value"].as_u64() < whole["figures"][0]["value"].as_u64());
            let link = population["link"].as_str().unwrap();
            assert!(link.contains("rule="), "the same people: {link}");
            let named = population["card"]["segment"].as_str().unwrap();
            assert!(
                named.contains("助餐服务对象") && named.contains("75"),
                "{named}"
            );
            assert_eq!(whole["figures"][0]["card"]["segment"], Value::Null);
            let pyramid = &cockpit["pyramid"];
            let drawn: u64 = ["men", "women"]
                .into_iter()
                .flat_map(|sex| rows(&pyramid[sex]))
                .map(|band| band.as_u64().unwrap())
                .sum();
            assert_eq!(
                people["total"],
                drawn + pyramid["unknown"].as_u64().unwrap()
            );
            for tag in rows(&cockpit["tags"]) {
                let asked = json!({
                    "rule": rule, "tags_all": [tag["label"]], "purpose": "核对驾驶舱人数"
                });
                let listed = caller.ask("/api/people/query", asked).await;
                assert_eq!(tag["value"], listed["total"], "{tag}");
            }
            assert_eq!(cockpit["leads"], Value::Null);

            // 统计 of today says the same, and counts neither households nor dwellings.
            let asked = json!({ "segment": id, "figures": [{ "rule": "性别 = 女" }] });
            let run = caller.ask("/api/figures", asked).await;
            let table = &run["result"];
            let labels: Vec<&str> = rows(&table["figures"])
                .iter()
                .map(|figure| figure["label"].as_str().unwrap())
                .collect();
            assert_eq!(labels, ["健在人口", "性别 = 女"]);
            let counts = &table["figures"][0]["days"][0]["count"];
            assert_eq!(counts["total"], people["total"]);
            let women = caller
                .ask(
                    "/api/people/query",
                    json!({ "rule": format!("{rule} 且 性别 = 女") }),
                )
                .await;
            let counted = &table["figures"][1]["days"][0]["count"];
            assert_eq!(counted["total"], women["total"]);
            assert!(
                table["notes"].to_string().contains("助餐服务对象"),
                "{table}"
            );
            assert_eq!(run["segment"], "助餐服务对象");
        }
        let (status, problem) = refusal(
            street
                .post(
                    "/api/figures",
                    &json!({ "segment": id, "figures": [{ "rule": "没有 居住人", "subject": "dwelling" }] }),
                )
                .await,
        )
        .await;
        assert_eq!(
            (status.as_u16(), problem["code"].as_str()),
            (400, Some("figure-not-of-people"))
        );

        // Not shared with them, or of another area.
        let foreign = health.get(&format!("/api/cockpit?segment={id}")).await;
        assert_eq!(refusal(foreign).await.1["code"], "segment-unknown");
        let own = json!({ "name": "本社区老人", "rule": rule, "area": "370203005001" });
        let own = street.ask("/api/segments", own).await;
        let path = format!("/api/cockpit?segment={}&area=", own["id"]);
        let (_, problem) = refusal(street.get(&format!("{path}370203005004")).await).await;
        assert_eq!(problem["code"], "segment-elsewhere");
        let part = street.read(&format!("{path}370203005000")).await;
        let there = json!({ "rule": rule, "area": "370203005001" });
        let there = street.ask("/api/people/query", there).await;
        assert_eq!(
            part["figures"][0]["value"], there["total"],
            "a smaller segment's own people"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_has_a_rule_and_says_how_complete_it_is() {
    for database in databases("cockpit_cards") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let cockpit = civil.read("/api/cockpit").await;
        let cards = rows(&cockpit["figures"])
            .iter()
            .chain(rows(&cockpit["changes"]))
            .chain(rows(&cockpit["tags"]))
            .map(|figure| &figure["card"])
            .chain([&cockpit["pyramid"]["card"]]);
        for card in cards {
            assert!(!card["rule"].as_str().unwrap().is_empty(), "{card}");
            assert!(!card["sentence"].as_str().unwrap().is_empty(), "{card}");
            let share = card["known_share"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&share), "{card}");
        }
        let change = |key: &str| {
            let found = rows(&cockpit["changes"])
                .iter()
                .find(|one| one["key"] == key);
            found.unwrap()["card"].clone()
        };
        // Of everybody whose death is held, the day is held of some and missing of the others.
        let dead = json!({ "alive": false });
        let dead = civil.ask("/api/people/query", dead).await["total"]
            .as_u64()
            .unwrap();
        let dated = json!({ "alive": false, "rule": "已知(死亡时间)" });
        let dated = civil.ask("/api/people/query", dated).await["total"]
            .as_u64()
            .unwrap();
        let card = change("deaths");
        assert_eq!(card["unknown"], dead - dated, "{card}");
        assert!(card["note"].as_str().unwrap().contains("完整度"));

        let shown = rows(&cockpit["tags"]).len() as u64;
        let all = civil.ask("/api/people/group", json!({ "by": "tag" })).await;
        let all = rows(&all["groups"]).len() as u64;
        assert_eq!(cockpit["tags_total"], all, "the catalogue has the rest");
        assert!(shown == all.min(40));
    }
}
