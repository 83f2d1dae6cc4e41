//! A decision about who is who that is taken back leaves no trace: not on the pages of the people,
//! not in any count, not among the leads that followed from it.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::policies::paid_person;
use crate::server::{Caller, Server, databases};

const WORKER: &str = "sq370203005001";

/// Leads that somebody's old-age allowance should stop.
pub const STOPS: &str = "/api/leads?kind=stop&policy=qd-shibei-gaoling&state=open&size=200";

/// What screens show, each part under its name.
pub type Picture = BTreeMap<String, Value>;

/// The people who look, and at whom.
pub struct Scene {
    pub server: Server,
    pub worker: Caller,
    pub centre: Caller,
    pub health: Caller,
}

impl Scene {
    pub async fn new(server: Server) -> Self {
        Self {
            worker: server.sign_in(WORKER).await,
            centre: server.sign_in("shuju").await,
            health: server.sign_in("weijian").await,
            server,
        }
    }

    /// Waits until lists and leads have followed every delivery: a search for doubles answers only
    /// then.
    pub async fn followed(&self) {
        self.centre.ask("/api/review/find", json!({})).await;
    }

    /// The registry's digest, the pages of some people, every count and every open lead, as a
    /// community and as the data centre see them.
    pub async fn picture(&self, people: &[i64]) -> Picture {
        let mut shown = Picture::from([("digest".to_owned(), json!(self.server.digest()))]);
        for person in people {
            let page = self.centre.get(&format!("/api/people/{person}")).await;
            let page = match page.status() {
                StatusCode::OK => page.json().await.unwrap(),
                status => json!(status.as_u16()),
            };
            shown.insert(format!("page {person}"), page);
        }
        for (who, caller) in [("community", &self.worker), ("centre", &self.centre)] {
            for by in ["tag", "age", "sex", "community"] {
                let groups = caller.ask("/api/people/group", json!({ "by": by })).await;
                shown.insert(format!("{who} by {by}"), groups);
            }
            let living = json!({ "alive": true, "size": 1 });
            let list = caller.ask("/api/people/query", living).await;
            shown.insert(format!("{who} living"), list["total"].clone());
            shown.insert(format!("{who} leads"), open_leads(caller).await);
        }
        let audit = self
            .centre
            .read("/api/policies/qd-shibei-gaoling/audit")
            .await;
        shown.insert("audit".to_owned(), audit);
        shown
    }

    /// The delivery is loaded, and lists and leads have followed it; answers its id.
    pub async fn delivered(
        &self,
        by: &Caller,
        name: &str,
        text: String,
        fields: &[(&str, &str)],
    ) -> Value {
        let delivery = by.deliver(name, text.into_bytes(), fields).await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
        self.followed().await;
        delivery["id"].clone()
    }

    /// A row of the health office's list of deaths.
    pub async fn died(&self, file: &str, name: &str, number: &str) -> Value {
        let text = format!("姓名,身份证件号码,死亡日期\n{name},{number},2026-11-01\n");
        let fields = [("source", "weijian-siwang"), ("part", "true")];
        self.delivered(&self.health, file, text, &fields).await
    }

    /// The lead about a person in a list of the community, looked for once.
    pub async fn lead(&self, list: &str, person: i64) -> Option<Value> {
        let page = self.worker.read(list).await;
        let rows = page["rows"].as_array().unwrap();
        rows.iter().find(|row| row["person_id"] == person).cloned()
    }

    /// The number of a person, where one is held.
    pub async fn number(&self, person: i64) -> Option<String> {
        let path = format!("/api/people/{person}/reveal");
        let order = json!({ "element": "id_number", "purpose": "上门核实号码" });
        let answer = self.worker.post(&path, &order).await;
        if !answer.status().is_success() {
            return None;
        }
        let revealed: Value = answer.json().await.unwrap();
        Some(revealed["value"].as_str()?.to_owned())
    }

    async fn merge(&self, kept: i64, gone: i64) {
        let order = json!({ "other": gone, "reason": "误认为是同一人" });
        self.worker
            .ask(&format!("/api/people/{kept}/merge"), order)
            .await;
    }

    /// Takes the merge back that holds.
    async fn unmerge(&self, kept: i64) {
        let history = self
            .worker
            .read(&format!("/api/people/{kept}/history"))
            .await;
        let merges = history["merges"].as_array().unwrap();
        let held: Vec<&Value> = merges
            .iter()
            .filter(|merge| merge["undone_at"].is_null())
            .collect();
        assert_eq!(held.len(), 1, "{history}");
        let order = json!({ "merge": held[0]["id"], "reason": "上门核实是两个人" });
        self.worker
            .ask(&format!("/api/people/{kept}/unmerge"), order)
            .await;
    }
}

/// Every open lead as its list shows it, in an order of its own: a lead that comes again is a new
/// one with a number of its own.
async fn open_leads(caller: &Caller) -> Value {
    let mut all = Vec::new();
    for page in 1.. {
        let path = format!("/api/leads?state=open&size=200&page={page}");
        let found = caller.read(&path).await;
        for row in found["rows"].as_array().unwrap() {
            let mut row = row.clone();
            for own in ["id", "version", "found_at"] {
                row.as_object_mut().unwrap().remove(own);
            }
            all.push(row);
        }
        if all.len() as u64 >= found["total"].as_u64().unwrap() {
            break;
        }
    }
    all.sort_by_key(Value::to_string);
    Value::Array(all)
}

/// What is not the same in two pictures.
pub fn changed(before: &Picture, after: &Picture) -> Vec<String> {
    assert!(before.keys().eq(after.keys()));
    before
        .iter()
        .filter(|(part, shown)| after[*part] != **shown)
        .map(|(part, _)| part.clone())
        .collect()
}

/// Nothing on any screen is other than it was.
pub fn is_as_before(before: &Picture, after: &Picture) {
    for (part, shown) in before {
        assert_eq!(after[part], *shown, "{part}");
    }
    assert_eq!(changed(before, after), [] as [String; 0]);
}

/// All of these parts are other than they were.
pub fn shows_in(before: &Picture, after: &Picture, parts: &[&str]) {
    let changed = changed(before, after);
    for part in parts {
        assert!(changed.iter().any(|one| one == part), "{part}: {changed:?}");
    }
}

/// Somebody young of the community, with a number.
pub async fn young_person(worker: &Caller, but: i64) -> (i64, String) {
    let asked = json!({ "alive": true, "basis": "home", "sort": "age", "size": 200 });
    let page = worker.ask("/api/people/query", asked).await;
    let rows = page["rows"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["id"] != but && row["id_number"] != "" && row["age"].as_i64() > Some(20))
        .unwrap();
    (
        row["id"].as_i64().unwrap(),
        row["name"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_taken_back_leaves_no_trace_in_tags_counts_or_leads() {
    for database in databases("no_trace_merge") {
        let scene = Scene::new(Server::demo(&database)).await;
        let (paid, ..) = paid_person(&scene.worker).await;
        let (dead, name) = young_person(&scene.worker, paid).await;
        let number = scene.number(dead).await.unwrap();
        scene.died("死亡补报.csv", &name, &number).await;
        let before = scene.picture(&[paid, dead]).await;
        assert_eq!(scene.lead(STOPS, paid).await, None);

        // Whoever is paid is now somebody dead: the merge itself makes the lead.
        scene.merge(paid, dead).await;
        let lead = scene.lead(STOPS, paid).await.expect("a lead at once");
        let merged = scene.picture(&[paid, dead]).await;
        let page = format!("page {paid}");
        let parts = [
            "digest",
            page.as_str(),
            "community by tag",
            "centre by tag",
            "centre living",
            "community leads",
            "centre leads",
            "audit",
        ];
        shows_in(&before, &merged, &parts);
        scene.unmerge(paid).await;
        is_as_before(&before, &scene.picture(&[paid, dead]).await);
        let path = format!("/api/leads/{}", lead["id"]);
        let closed = scene.worker.read(&path).await;
        assert_eq!(closed["row"]["state"], "withdrawn", "{closed}");

        a_lead_in_hand_holds_again(&scene, paid, dead).await;
    }
}

/// A lead that somebody has begun is not taken away by a merge: it says that it no longer holds, and
/// holds again afterwards.
async fn a_lead_in_hand_holds_again(scene: &Scene, paid: i64, dead: i64) {
    let mine = "/api/leads?kind=start&state=mine&size=200";
    let page = scene.worker.read(mine).await;
    let rows = page["rows"].as_array().unwrap().iter();
    let due = rows
        .filter(|row| row["can"].to_string().contains("verify"))
        .find(|row| row["person_id"] != paid && row["person_id"] != dead)
        .unwrap_or_else(|| panic!("{page}"));
    let person = due["person_id"].as_i64().unwrap();
    let path = format!("/api/leads/{}", due["id"]);
    let verify = json!({ "version": due["version"], "step": "verify", "note": "已上门核实" });
    scene.worker.ask(&format!("{path}/steps"), verify).await;
    let before = scene.picture(&[person, dead]).await;
    scene.merge(person, dead).await;
    let held = scene.worker.read(&path).await;
    assert_eq!(
        (&held["row"]["state"], &held["row"]["holds"]),
        (&json!("verified"), &json!(false)),
        "{held}"
    );
    scene.unmerge(person).await;
    let held = scene.worker.read(&path).await;
    assert_eq!(held["row"]["holds"], true, "{held}");
    is_as_before(&before, &scene.picture(&[person, dead]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_off_taken_back_leaves_no_trace_in_tags_counts_or_leads() {
    for database in databases("no_trace_split") {
        let scene = Scene::new(Server::demo(&database)).await;
        let (paid, _, number) = paid_person(&scene.worker).await;
        scene.followed().await;
        let clean = scene.picture(&[paid]).await;

        // A death under the wrong number: the allowance should stop, until the record is split off.
        let delivery = scene.died("死亡补报.csv", "欧阳误录", &number).await;
        assert!(scene.lead(STOPS, paid).await.is_some());
        let before = scene.picture(&[paid]).await;
        let page = format!("page {paid}");
        let parts = [
            "digest",
            page.as_str(),
            "centre by tag",
            "community leads",
            "centre leads",
            "audit",
        ];
        shows_in(&clean, &before, &parts);

        let of_person = |act: &str| format!("/api/people/{paid}/{act}");
        let history = scene.worker.read(&of_person("history")).await;
        let records = history["records"].as_array().unwrap();
        let record = records
            .iter()
            .find(|record| record["name"] == "欧阳误录")
            .unwrap();
        let order = json!({ "records": [record["id"]], "reason": "号码录错，是另一人" });
        let made = scene.worker.ask(&of_person("split-off"), order).await;
        assert_eq!(scene.lead(STOPS, paid).await, None, "gone at once");
        let apart = scene.picture(&[paid]).await;
        shows_in(&before, &apart, &parts);
        for part in [
            page.as_str(),
            "community by tag",
            "community leads",
            "audit",
        ] {
            assert_eq!(apart[part], clean[part], "{part}: as if never delivered");
        }

        let history = scene.worker.read(&of_person("history")).await;
        let order =
            json!({ "split_off": history["split_offs"][0]["id"], "reason": "核实是同一人" });
        scene.worker.ask(&of_person("rejoin"), order).await;
        is_as_before(&before, &scene.picture(&[paid]).await);
        let founded = scene
            .centre
            .get(&format!("/api/people/{}", made["other"]))
            .await;
        assert_eq!(founded.status(), StatusCode::NOT_FOUND);

        scene
            .centre
            .ask(&format!("/api/deliveries/{delivery}/undo"), json!({}))
            .await;
        is_as_before(&clean, &scene.picture(&[paid]).await);
    }
}
