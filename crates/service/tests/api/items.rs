//! Objects of self-defined kinds through the years: what each was, what was known on a past day, and
//! ways back, as different people may see them.

use reqwest::{Method, StatusCode};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const DAY: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn objects_have_a_history_and_a_way_back() {
    for database in databases("items") {
        let server = Server::demo(&database);
        let kind = Lamps::define(&server).await;
        kind.a_change_is_told_and_taken_back(&server).await;
        kind.an_import_is_taken_back().await;
        kind.the_same_file_again_changes_nothing().await;
        kind.a_list_is_searched_by_what_is_seen().await;
        kind.a_kind_is_put_away_and_taken_out_again().await;
    }
}

/// 路灯 of a street, and those who work with them.
struct Lamps {
    street: Caller,
    worker: Caller,
    other: Caller,
    officer: Caller,
    kind: Value,
    base: String,
    items: String,
}

fn rows(page: &Value) -> &Vec<Value> {
    page["rows"].as_array().expect("rows")
}

fn field(label: &str, kind: &str, grade: &str, key: bool) -> Value {
    json!({ "label": label, "kind": kind, "grade": grade, "required": key, "key": key,
        "options": if kind == "code" { json!(["完好", "破损"]) } else { json!([]) } })
}

async fn execute(server: &Server, sql: &str) {
    let options = ConnectOptions::new(server.database_url());
    let connection = Database::connect(options).await.expect("the database");
    connection.execute_unprepared(sql).await.expect("done");
    connection.close().await.expect("closed");
}

/// The day so many days ago in China, as the program writes days.
fn days_ago(days: i64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    let seconds = i64::try_from(now.as_secs()).expect("small") + 8 * 3600 - days * 86_400;
    chrono::DateTime::from_timestamp(seconds, 0)
        .expect("a time")
        .date_naive()
        .to_string()
}

impl Lamps {
    async fn define(server: &Server) -> Self {
        let street = server.sign_in("jd370203005").await;
        let draft = json!({ "name": "路灯", "fields": [
            field("编号", "text", "L1", true),
            field("状况", "code", "L2", false),
            field("看护人电话", "text", "L3", false),
        ] });
        let kind = street.ask("/api/kinds", draft).await;
        let base = format!("/api/kinds/{}", kind["id"]);
        Self {
            worker: server.sign_in("sq370203005001").await,
            other: server.sign_in("sq370203005004").await,
            officer: server.sign_in("minzheng").await,
            street,
            items: format!("{base}/items"),
            base,
            kind,
        }
    }

    async fn upload(&self, csv: &str) -> Value {
        let path = format!("{}/import", self.items);
        let bytes = csv.as_bytes().to_vec();
        let answer = self.worker.upload(&path, "路灯.csv", bytes, &[]).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.expect("an answer")
    }

    async fn list(&self, caller: &Caller, asked: Value) -> Vec<String> {
        let page = caller.ask(&format!("{}/query", self.items), asked).await;
        let shown = |row: &Value| {
            let text = |id: &str| row["shown"][id].as_str().unwrap_or("-").to_owned();
            format!("{} {}", text("f1"), text("f2"))
        };
        rows(&page).iter().map(shown).collect()
    }

    async fn a_change_is_told_and_taken_back(&self, server: &Server) {
        let (worker, officer) = (&self.worker, &self.officer);
        let values = json!({ "f1": "台-1", "f2": "完好", "f3": "13900001111" });
        let made = worker.ask(&self.items, json!({ "values": values })).await;
        let twice = refusal(worker.post(&self.items, &json!({ "values": values })).await).await;
        assert_eq!(twice.1["code"], "item-key-taken");
        let path = format!("{}/{}", self.items, made["id"]);
        let change =
            json!({ "version": 1, "values": { "f1": "台-1", "f2": "破损", "f3": "13900002222" } });
        assert_eq!(worker.patch(&path, &change).await.status(), StatusCode::OK);
        // As it will be in ten days: registered twelve days before, changed ten days before.
        for (table, column) in [
            ("custom_item_version", "changed_at"),
            ("custom_kind_version", "changed_at"),
        ] {
            execute(
                server,
                &format!("UPDATE {table} SET {column} = {column} - {}", 10 * DAY),
            )
            .await;
        }
        execute(
            server,
            &format!(
                "UPDATE custom_item_version SET changed_at = changed_at - {} WHERE version = 1",
                2 * DAY
            ),
        )
        .await;
        execute(
            server,
            &format!(
                "UPDATE custom_kind_version SET changed_at = changed_at - {}",
                2 * DAY
            ),
        )
        .await;

        let history = worker.read(&format!("{path}/history")).await;
        assert_eq!(history["complete"], true);
        let newest = &history["versions"][0];
        assert_eq!(
            (&newest["act"], &newest["version"]),
            (&json!("changed"), &json!(2))
        );
        assert!(
            newest["by"].as_str().is_some_and(|by| !by.is_empty()),
            "{newest}"
        );
        assert_eq!(
            newest["changes"],
            json!([
                { "label": "状况", "before": "完好", "after": "破损" },
                { "label": "看护人电话", "before": "13900001111", "after": "13900002222" },
            ])
        );
        let foreign = officer.read(&format!("{path}/history")).await;
        assert_eq!(
            foreign["versions"][0]["changes"][1],
            json!({ "label": "看护人电话", "before": "＊＊＊", "after": "＊＊＊" }),
            "old values are withheld as today's are"
        );
        let stranger = self.other.get(&format!("{path}/history")).await;
        assert_eq!(refusal(stranger).await.1["code"], "area-outside");

        let then = |days: i64| json!({ "known_on": days_ago(days) });
        let past = async || {
            let mut all = Vec::new();
            for days in [13, 11, 9] {
                all.push(self.list(worker, then(days)).await);
            }
            all
        };
        let expected = [
            vec![],
            vec!["台-1 完好".to_owned()],
            vec!["台-1 破损".to_owned()],
        ];
        assert_eq!(past().await, expected);
        let page = officer
            .ask(&format!("{}/query", self.items), then(11))
            .await;
        assert_eq!(rows(&page)[0]["shown"]["f3"], "＊＊＊");
        assert_eq!(
            (&page["unrecorded"], &page["fields"][1]["label"]),
            (&json!(0), &json!("状况"))
        );
        for (day, code) in [
            (days_ago(0), "known-on-future"),
            ("去年".to_owned(), "known-on-unreadable"),
        ] {
            let asked = json!({ "known_on": day });
            let answer = worker.post(&format!("{}/query", self.items), &asked).await;
            assert_eq!(refusal(answer).await.1["code"], code);
        }
        let exported = worker
            .post(&format!("{}/export", self.items), &then(11))
            .await;
        assert_eq!(exported.status(), StatusCode::OK);
        assert!(
            exported.bytes().await.expect("bytes").starts_with(b"PK"),
            "a workbook"
        );

        // Titles change, the past keeps its own.
        let mut fields = self.kind["fields"].as_array().expect("fields").clone();
        fields[1]["label"] = json!("灯况");
        let change = json!({ "version": 1, "name": "路灯", "fields": fields });
        assert_eq!(
            self.street.put(&self.base, &change).await.status(),
            StatusCode::OK
        );
        let page = worker.ask(&format!("{}/query", self.items), then(9)).await;
        assert_eq!(page["fields"][1]["label"], "状况");
        assert_eq!(
            worker
                .ask(&format!("{}/query", self.items), json!({}))
                .await["fields"][1]["label"],
            "灯况"
        );

        // The officer brings the first version back and does not touch what they may not see.
        let restore = format!("{path}/restore");
        let back = officer
            .ask(&restore, json!({ "version": 2, "to": 1 }))
            .await;
        assert_eq!(back["version"], 3);
        let now = worker
            .ask(&format!("{}/query", self.items), json!({}))
            .await;
        assert_eq!(
            rows(&now)[0]["shown"],
            json!({ "f1": "台-1", "f2": "完好", "f3": "13900002222" })
        );
        for (body, code) in [
            (json!({ "version": 2, "to": 1 }), "item-changed"),
            (json!({ "version": 3, "to": 9 }), "version-missing"),
            (json!({ "version": 3, "to": 3 }), "item-same"),
        ] {
            assert_eq!(
                refusal(worker.post(&restore, &body).await).await.1["code"],
                code
            );
        }

        // Removed, still to be found, and back again.
        let removed = worker
            .request(Method::DELETE, &path)
            .send()
            .await
            .expect("sent");
        assert_eq!(removed.status(), StatusCode::NO_CONTENT);
        assert!(self.list(worker, json!({})).await.is_empty());
        assert_eq!(
            self.list(worker, json!({ "removed": true })).await,
            ["台-1 完好"]
        );
        let history = worker.read(&format!("{path}/history")).await;
        assert_eq!(
            (&history["removed"], &history["version"]),
            (&json!(true), &json!(4))
        );
        worker.ask(&restore, json!({ "version": 4, "to": 2 })).await;
        assert_eq!(self.list(worker, json!({})).await, ["台-1 破损"]);
        assert_eq!(past().await, expected, "a past day has one answer for ever");
    }

    async fn an_import_is_taken_back(&self) {
        let (worker, street) = (&self.worker, &self.street);
        let done = self
            .upload("编号,灯况\n台-1,完好\n台-2,完好\n台-3,完好\n")
            .await;
        assert_eq!(
            (&done["imported"], &done["changed"]),
            (&json!(2), &json!(1))
        );
        let page = worker
            .ask(&format!("{}/query", self.items), json!({}))
            .await;
        let third = rows(&page)
            .iter()
            .find(|row| row["shown"]["f1"] == "台-3")
            .expect("台-3");
        assert_eq!(rows(&page).len(), 3);
        let change = json!({ "version": 1, "values": { "f1": "台-3", "f2": "破损" } });
        let path = format!("{}/{}", self.items, third["id"]);
        assert_eq!(worker.patch(&path, &change).await.status(), StatusCode::OK);

        let undo = format!("{}/imports/{}/undo", self.base, done["batch"]);
        let foreign = self.other.post(&undo, &json!({})).await;
        assert_eq!(refusal(foreign).await.1["code"], "area-outside");
        let listed = street.read(&format!("{}/imports", self.base)).await;
        assert_eq!(
            (&listed[0]["created"], &listed[0]["undone_at"]),
            (&json!(2), &Value::Null)
        );
        let undone = street.ask(&undo, json!({})).await;
        assert_eq!(
            (&undone["removed"], &undone["restored"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(
            (&undone["kept_total"], &undone["kept"][0]["label"]),
            (&json!(1), &json!("台-3"))
        );
        assert_eq!(
            refusal(street.post(&undo, &json!({})).await).await.1["code"],
            "import-undone"
        );
        assert_eq!(
            self.list(worker, json!({ "sort": "f1" })).await,
            ["台-1 破损", "台-3 破损"],
            "the first is what it was, the second is gone, the third was changed since"
        );
        assert!(
            self.other
                .read(&format!("{}/imports", self.base))
                .await
                .as_array()
                .expect("a list")
                .is_empty()
        );
    }

    async fn the_same_file_again_changes_nothing(&self) {
        let csv = "编号,灯况\n台-1,\n台-4,破损\n台-5,完好\n台 -5,破损\n";
        let first = self.upload(csv).await;
        assert_eq!(
            (&first["imported"], &first["changed"], &first["unchanged"]),
            (&json!(2), &json!(0), &json!(1))
        );
        assert_eq!(first["refused"][0]["row"], 5, "one row for one number");
        let again = self.upload(csv).await;
        assert_eq!(
            (&again["imported"], &again["unchanged"], &again["batch"]),
            (&json!(0), &json!(3), &Value::Null)
        );
        assert_eq!(self.list(&self.worker, json!({})).await.len(), 4);
    }

    async fn a_list_is_searched_by_what_is_seen(&self) {
        let asked = json!({ "choices": { "f2": "破损" }, "sort": "f1", "descending": true });
        assert_eq!(
            self.list(&self.worker, asked).await,
            ["台-4 破损", "台-3 破损", "台-1 破损"]
        );
        assert_eq!(
            self.list(&self.worker, json!({ "text": "台-5" })).await,
            ["台-5 完好"]
        );
        let number = json!({ "text": "13900002222" });
        assert_eq!(self.list(&self.worker, number.clone()).await.len(), 1);
        assert!(
            self.list(&self.officer, number).await.is_empty(),
            "no hit by what is withheld"
        );
        let second = json!({ "sort": "f1", "page": 2, "size": 3 });
        assert_eq!(self.list(&self.worker, second).await, ["台-5 完好"]);
    }

    async fn a_kind_is_put_away_and_taken_out_again(&self) {
        let archive = format!("{}/archive", self.base);
        let away = json!({ "archived": true });
        assert_eq!(
            self.worker.post(&archive, &away).await.status(),
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            self.officer.post(&archive, &away).await.status(),
            StatusCode::FORBIDDEN
        );
        assert_eq!(self.street.ask(&archive, away).await["archived"], true);
        let gone = self
            .worker
            .post(&format!("{}/query", self.items), &json!({}))
            .await;
        assert_eq!(refusal(gone).await.1["code"], "kind-missing");
        let ids = async |path: &str| {
            let kinds = self.street.read(path).await;
            kinds
                .as_array()
                .expect("kinds")
                .iter()
                .map(|kind| kind["id"].clone())
                .collect::<Vec<_>>()
        };
        assert!(!ids("/api/kinds").await.contains(&self.kind["id"]));
        assert!(
            ids("/api/kinds?archived=true")
                .await
                .contains(&self.kind["id"])
        );
        self.street
            .ask(&archive, json!({ "archived": false }))
            .await;
        assert_eq!(
            self.list(&self.worker, json!({})).await.len(),
            4,
            "its objects were not touched"
        );
    }
}
