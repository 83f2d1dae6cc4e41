//! The cockpit: every number opens a list that says the same, under the rights of the reader.

use serde_json::{Value, json};

use crate::server::{Caller, Server, databases};

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
            assert!(kind["card"]["definition"].as_str().unwrap().contains("政策"));
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
        let of = |leads: &Value, phase: &str| value_of(&leads["kinds"][0]["counts"], "start", phase);
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
