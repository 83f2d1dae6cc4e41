//! Whole lists (全量名册): who is missing from the newest one is not on it any more.

use serde_json::{Value, json};

use crate::figures::{age, counted, days_ago, total};
use crate::server::{Caller, Server, databases};

const TAG: &str = "低保对象";

/// People who live in a community and have a number, with name and number.
async fn people(worker: &Caller, wanted: usize) -> Vec<(i64, String, String)> {
    let asked = json!({
        "tags_all": ["户籍人口"], "tags_none": [TAG], "alive": true, "size": 40, "basis": "home",
        "purpose": "核对低保名册",
    });
    let page = worker.ask("/api/people/query", asked).await;
    let mut found = Vec::new();
    for row in page["rows"].as_array().unwrap() {
        let id = row["id"].as_i64().unwrap();
        let body = json!({ "element": "id_number", "purpose": "核对低保名册" });
        let path = format!("/api/people/{id}/reveal");
        let answer = worker.post(&path, &body).await;
        if answer.status().is_success() && found.len() < wanted {
            let revealed: Value = answer.json().await.unwrap();
            let number = revealed["value"].as_str().unwrap().to_owned();
            found.push((id, row["name"].as_str().unwrap().to_owned(), number));
        }
    }
    assert_eq!(found.len(), wanted, "{page}");
    found
}

struct Scene {
    centre: Caller,
    officer: Caller,
}

impl Scene {
    /// Hands over a list of 低保; so few rows are held up by the contract and accepted.
    async fn list(&self, as_of: &str, part: bool, named: &[&(i64, String, String)]) -> Value {
        let mut text = String::from("姓名,身份证号,救助类别,备注\n");
        for (_, name, number) in named {
            text.push_str(&format!("{name},{number},城市低保,{as_of}\n"));
        }
        let fields = [
            ("source", "minzheng-dibao"),
            ("as_of", as_of),
            ("part", if part { "true" } else { "false" }),
        ];
        let name = format!("城市低保家庭_{as_of}_{part}.csv");
        let mut delivery = self
            .officer
            .deliver(&name, text.into_bytes(), &fields)
            .await;
        if delivery["state"] == "quarantined" {
            let path = format!("/api/deliveries/{}/accept", delivery["id"]);
            let order = json!({ "remark": "本月复核后只剩这些对象", "lasting": [] });
            self.centre.ask(&path, order).await;
            delivery = self.centre.settled(&delivery["id"]).await;
        }
        assert_eq!(delivery["state"], "loaded", "{delivery}");
        self.followed().await;
        delivery["id"].clone()
    }

    /// Lists follow a delivery before this answers.
    async fn followed(&self) {
        self.centre.ask("/api/review/find", json!({})).await;
    }

    async fn undo(&self, delivery: &Value) {
        let path = format!("/api/deliveries/{delivery}/undo");
        self.centre.ask(&path, json!({})).await;
        self.followed().await;
    }

    /// How many carry the tag, and whether somebody does.
    async fn carriers(&self) -> u64 {
        let asked = json!({ "tags_all": [TAG], "size": 1, "purpose": "核对低保名册" });
        let page = self.officer.ask("/api/people/query", asked).await;
        page["total"].as_u64().unwrap()
    }

    async fn carries(&self, person: i64) -> bool {
        let page = self.page(person).await;
        let tags = page["tags"].as_array().unwrap();
        tags.iter().any(|tag| tag["name"] == TAG)
    }

    async fn page(&self, person: i64) -> Value {
        self.officer.read(&format!("/api/people/{person}")).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_drops_off_a_whole_list_is_not_on_it_any_more() {
    for database in databases("rosters") {
        let server = Server::demo(&database);
        let one = server.sign_in("sq370203005001").await;
        let other = server.sign_in("sq370203005004").await;
        let (a, c) = match &people(&one, 2).await[..] {
            [a, c] => (a.clone(), c.clone()),
            found => panic!("{found:?}"),
        };
        let b = people(&other, 1).await.remove(0);
        let scene = Scene {
            centre: server.sign_in("shuju").await,
            officer: server.sign_in("minzheng").await,
        };
        let digest = server.digest();
        let of_sample = scene.carriers().await;
        assert!(of_sample > 2);

        let may = scene.list("2098-05-31", false, &[&a, &b]).await;
        assert_eq!(
            scene.carriers().await,
            2,
            "the sample's list is an older one"
        );
        assert!(scene.carries(a.0).await && scene.carries(b.0).await);

        // A supplement puts nobody off, nor does an older list that comes late.
        let part = scene.list("2098-06-10", true, &[&c]).await;
        let late = scene.list("2098-04-30", false, &[&b]).await;
        assert_eq!(scene.carriers().await, 3);
        assert_eq!(scene.page(a.0).await["left"], json!([]));

        let june = scene.list("2098-06-30", false, &[&b]).await;
        assert_eq!(scene.carriers().await, 1);
        assert!(!scene.carries(a.0).await && scene.carries(b.0).await);
        let page = scene.page(a.0).await;
        let left = "民政·低保：2098-05-31在册，2098-06-30的名册中已无此人";
        assert_eq!(page["left"], json!([format!("{left}。")]));
        let value = page["facts"].as_array().unwrap();
        assert!(
            value.iter().any(|fact| fact["source"] == "民政·低保"),
            "what the list said stays, with its day: {page}"
        );
        let asked = json!({ "person": a.0, "tag": TAG });
        let why = scene.officer.ask("/api/tags/why", asked).await;
        assert_eq!(why["truth"], "false");
        assert!(why["trace"].to_string().contains(left), "{why}");
        let asked = json!({ "person": a.0 });
        let history = scene.officer.ask("/api/tags/history", asked).await;
        let changes = history["changes"].as_array().unwrap();
        let lost = changes.iter().find(|change| change["name"] == TAG).unwrap();
        assert_eq!(lost["gained"], false, "{history}");
        assert_eq!(
            lost["cause"], "“民政·低保”2098-06-30的名册入库，其中已无此人",
            "{history}"
        );
        assert!(lost["because"].to_string().contains("已无此人"), "{lost}");

        // What a past day knew stays, whatever is undone since.
        let question = |days: &[String]| json!({ "figures": [{ "tag": TAG }], "days": days });
        age(&server, 40).await;
        scene.undo(&june).await;
        assert_eq!(scene.carriers().await, 3);
        assert!(scene.carries(a.0).await);
        assert_eq!(scene.page(a.0).await["left"], json!([]));
        let days = [days_ago(2), days_ago(0)];
        let both = counted(&scene.officer, question(&days)).await;
        assert_eq!((total(&both, TAG, 0), total(&both, TAG, 1)), (1, 3));

        for delivery in [&late, &part, &may] {
            scene.undo(delivery).await;
        }
        assert_eq!(scene.carriers().await, of_sample);
        assert_eq!(server.digest(), digest);
    }
}
