//! The life of a request: its price and the gate before it, dispatch, recall, returned cells,
//! approval level by level, zero touch, roll-up and trace.

mod any_order;
mod gate;
mod taken;
mod way;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form_file;
use crate::server::{Caller, Database, Server, refusal};

/// A sample district with the sign-ins that a request needs.
struct Scene {
    server: Server,
    officer: Caller,
    centre: Caller,
    street: Caller,
    admin: Caller,
    template: Value,
}

impl Scene {
    async fn new(database: &Database) -> Self {
        let server = Server::demo(database);
        let officer = server.sign_in("minzheng").await;
        let (name, bytes) = form_file::read(&server);
        let answer = officer.upload("/api/templates", &name, bytes, &[]).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let templates: Value = answer.json().await.unwrap();
        Self {
            centre: server.sign_in("shuju").await,
            street: server.sign_in("jd370203005").await,
            admin: server.sign_in("admin").await,
            officer,
            server,
            template: templates[0].clone(),
        }
    }

    /// A request about everybody of 80 and more, with more said about it.
    fn wish(&self, more: &Value) -> Value {
        let mut body = json!({
            "template_id": self.template["id"], "title": "高龄津贴核对",
            "population": { "tags_all": ["高龄老人"], "basis": "home", "alive": true },
            "due": "2099-12-31", "duty": "elder-allowance",
        });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }

    async fn send(&self, more: Value) -> Value {
        self.officer.ask("/api/requests", self.wish(&more)).await
    }

    async fn detail(&self, request: &Value) -> Value {
        self.officer.read(&request_path(request, "")).await
    }

    async fn parts(&self, request: &Value) -> Vec<Value> {
        let detail = self.detail(request).await;
        detail["submissions_list"].as_array().unwrap().clone()
    }

    async fn worker(&self, part: &Value) -> Caller {
        let code = part["community_code"].as_str().unwrap();
        self.server.sign_in(&format!("sq{code}")).await
    }

    /// A second account of a part's community.
    async fn colleague(&self, part: &Value, login: &str) -> (Caller, i64) {
        let account = json!({
            "login": login, "name": format!("网格员{login}"), "role": "community",
            "area": part["community_code"], "password": "Wangge-2026-hao",
        });
        let made = self.admin.ask("/api/accounts", account).await;
        let caller = self.server.visitor();
        let secret = json!({ "login": login, "password": "Wangge-2026-hao" });
        assert_eq!(
            caller.post("/api/session", &secret).await.status(),
            StatusCode::OK
        );
        (caller, made["id"].as_i64().unwrap())
    }

    async fn decide(&self, request: &Value, approve: bool) -> Value {
        let detail = self.centre.read(&request_path(request, "")).await;
        let sendings = detail["sendings"].as_array().unwrap();
        let waiting = sendings
            .iter()
            .find(|sending| sending["state"] == "waiting")
            .unwrap_or_else(|| panic!("nothing waits in {detail}"));
        assert_eq!(waiting["can_decide"], true);
        let body = json!({ "sending": waiting["id"], "approve": approve, "remark": "按规定办理" });
        self.centre
            .ask(&request_path(request, "/decide"), body)
            .await
    }

    async fn rule(&self, name: &str, body: Value) {
        let answer = self
            .admin
            .put(&format!("/api/sending-rules/{name}"), &body)
            .await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
}

fn request_path(request: &Value, act: &str) -> String {
    format!("/api/requests/{}{act}", request["id"])
}

fn part_path(part: &Value, act: &str) -> String {
    format!("/api/submissions/{}{act}", part["id"])
}

async fn refused(answer: reqwest::Response, status: StatusCode, code: &str) -> String {
    let (got, problem) = refusal(answer).await;
    assert_eq!(
        (got, problem["code"].as_str()),
        (status, Some(code)),
        "{problem}"
    );
    problem["detail"].as_str().unwrap().to_owned()
}

async fn bench(caller: &Caller, kind: &str) -> Vec<Value> {
    let bench = caller.read("/api/workbench").await;
    let items = bench["items"].as_array().unwrap();
    items
        .iter()
        .filter(|item| item["kind"] == kind)
        .cloned()
        .collect()
}

async fn rows(caller: &Caller, part: &Value) -> Vec<Value> {
    let page = caller
        .ask(&part_path(part, "/rows/query"), json!({ "size": 500 }))
        .await;
    page["rows"].as_array().unwrap().clone()
}

/// Leaves out every row in which something required is missing.
async fn leave_gaps_out(worker: &Caller, part: &Value) {
    for row in rows(worker, part).await {
        let gap = |cell: &Value| !cell["issue"].is_null();
        if row["excluded"] == false && row["cells"].as_array().unwrap().iter().any(gap) {
            let body = json!({ "version": row["version"], "reason": "资料不全，另行补报" });
            let path = part_path(part, &format!("/rows/{}/exclude", row["id"]));
            worker.ask(&path, body).await;
        }
    }
}

async fn submit(worker: &Caller, part: &Value) -> Value {
    leave_gaps_out(worker, part).await;
    worker.ask(&part_path(part, "/submit"), json!({})).await
}

fn acts(detail: &Value) -> Vec<&str> {
    let events = detail["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["act"].as_str().unwrap())
        .collect()
}

async fn column(worker: &Caller, part: &Value, element: &str) -> Value {
    let grid = worker.read(&part_path(part, "")).await;
    let columns = grid["columns"].as_array().unwrap();
    let column = columns.iter().find(|column| column["element"] == element);
    column.unwrap()["index"].clone()
}

/// Every figure of the whole is the sum over its streets, and of each street over its communities.
fn the_parts_add_up(detail: &Value) {
    let figures = [
        "communities",
        "accepted",
        "submitted",
        "rows",
        "cells",
        "prefilled",
        "corrected",
        "typed",
        "empty",
    ];
    let sum = |parts: &Value, figure: &str| -> u64 {
        let parts = parts.as_array().unwrap().iter();
        parts
            .map(|part| part["totals"][figure].as_u64().unwrap())
            .sum()
    };
    for figure in figures {
        assert_eq!(
            detail["totals"][figure].as_u64().unwrap(),
            sum(&detail["streets"], figure),
            "{figure} of the streets"
        );
        for street in detail["streets"].as_array().unwrap() {
            assert_eq!(
                street["totals"][figure].as_u64().unwrap(),
                sum(&street["communities"], figure),
                "{figure} of the communities"
            );
        }
    }
}
