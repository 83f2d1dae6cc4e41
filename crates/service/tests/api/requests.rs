//! The life of a request: its price and the gate before it, dispatch, recall, returned cells,
//! approval level by level, zero touch, roll-up and trace.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form_file;
use crate::server::{Caller, Database, Server, databases, refusal};

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
        self.centre.ask(&request_path(request, "/decide"), body).await
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
    assert_eq!((got, problem["code"].as_str()), (status, Some(code)), "{problem}");
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
        assert!(scene.parts(&waiting).await.is_empty(), "nobody is asked yet");
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
            .rule("budgets", json!({ "department": "民政局", "minutes": 100_000 }))
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
        scene.street.ask(&part_path(first, "/accept"), json!({})).await;

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
        scene.officer.ask(&request_path(&by_street, "/due"), late).await;
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
    let seconds = now
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let day = i32::try_from(seconds / 86_400).unwrap();
    (chrono::NaiveDate::default() + chrono::Days::new(u64::from(day.unsigned_abs()))).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_street_hands_parts_on_and_a_department_takes_parts_back() {
    for database in databases("request_dispatch") {
        let scene = Scene::new(&database).await;
        let request = scene.send(json!({ "by_street": true })).await;
        let parts = scene.parts(&request).await;
        assert!(parts.iter().all(|part| part["state"] == "waiting"));
        let (first, second) = (&parts[0], &parts[1]);
        let worker = scene.worker(first).await;
        let answer = worker.get(&part_path(first, "")).await;
        refused(answer, StatusCode::NOT_FOUND, "submission-unknown").await;
        assert_eq!(worker.read("/api/requests").await, json!([]));
        let item = &bench(&scene.street, "forward").await[0];
        assert_eq!(item["count"], json!(parts.len()));
        let answer = scene.street.post(&part_path(first, "/accept"), &json!({})).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;

        let one = json!({ "communities": [first["community_code"]] });
        scene.street.ask(&request_path(&request, "/forward"), one.clone()).await;
        assert_eq!(bench(&worker, "fill").await.len(), 1);
        let answer = scene
            .street
            .post(&request_path(&request, "/forward"), &one)
            .await;
        refused(answer, StatusCode::CONFLICT, "nothing-to-forward").await;
        let other = scene.worker(second).await;
        assert!(bench(&other, "fill").await.is_empty(), "not handed on yet");
        scene.street.ask(&request_path(&request, "/forward"), json!({})).await;
        assert_eq!(bench(&other, "fill").await.len(), 1);

        let (grid, account) = scene.colleague(first, "wgy001").await;
        let workers = scene.street.read(&part_path(first, "/workers")).await;
        assert_eq!(workers.as_array().unwrap().len(), 2);
        let assigned = scene
            .street
            .ask(&part_path(first, "/assign"), json!({ "account": account }))
            .await;
        assert_eq!(assigned["assigned_to"], "网格员wgy001");
        assert!(bench(&worker, "fill").await.is_empty(), "it is the other's");
        assert_eq!(bench(&grid, "fill").await.len(), 1);
        let answer = worker.post(&part_path(first, "/submit"), &json!({})).await;
        refused(answer, StatusCode::FORBIDDEN, "submission-assigned").await;

        let before = rows(&grid, first).await;
        let recall = json!({ "areas": [first["community_code"]], "reason": "口径调整" });
        let answer = scene.street.post(&request_path(&request, "/recall"), &recall).await;
        refused(answer, StatusCode::FORBIDDEN, "right-missing").await;
        let silent = json!({ "areas": [], "reason": " " });
        let answer = scene.officer.post(&request_path(&request, "/recall"), &silent).await;
        refused(answer, StatusCode::BAD_REQUEST, "reason-missing").await;
        scene.officer.ask(&request_path(&request, "/recall"), recall).await;
        assert!(bench(&grid, "fill").await.is_empty());
        let notices = grid.read("/api/workbench").await["notices"].clone();
        assert!(notices[0]["text"].as_str().unwrap().contains("口径调整"));
        let answer = grid.post(&part_path(first, "/submit"), &json!({})).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        assert_eq!(rows(&grid, first).await, before, "the rows are kept");
        let again = json!({ "communities": [first["community_code"]] });
        scene.officer.ask(&request_path(&request, "/extend"), again).await;
        let one = json!({ "communities": [first["community_code"]] });
        scene.street.ask(&request_path(&request, "/forward"), one).await;
        assert_eq!(rows(&grid, first).await, before);
        submit(&grid, first).await;

        let whole = json!({ "reason": "不再需要" });
        let ended = scene.officer.ask(&request_path(&request, "/recall"), whole).await;
        assert_eq!(ended["state"], "recalled");
        let detail = scene.detail(&request).await;
        let trace = acts(&detail);
        for act in ["create", "forward", "assign", "recall", "resume", "submit"] {
            assert!(trace.contains(&act), "{act} in {trace:?}");
        }
        assert!(bench(&scene.street, "review").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn single_cells_are_returned_and_every_level_says_yes() {
    for database in databases("request_levels") {
        let scene = Scene::new(&database).await;
        let request = scene.send(json!({ "head": true, "settle": true })).await;
        let parts = scene.parts(&request).await;
        let part = &parts[0];
        let worker = scene.worker(part).await;
        let (head, _) = scene.colleague(part, "shuji01").await;
        assert_eq!(submit(&worker, part).await["state"], "checking");
        let answer = worker.post(&part_path(part, "/approve"), &json!({})).await;
        refused(answer, StatusCode::FORBIDDEN, "submission-level").await;
        let answer = scene.street.post(&part_path(part, "/accept"), &json!({})).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        assert_eq!(bench(&head, "check").await.len(), 1);
        let approved = head.ask(&part_path(part, "/approve"), json!({})).await;
        assert_eq!(approved["state"], "submitted");

        let phone = column(&worker, part, "phone").await;
        let name = column(&worker, part, "name").await;
        let listed = rows(&worker, part).await;
        let row = listed.iter().find(|row| row["excluded"] == false).unwrap();
        let mark = json!({ "remark": "有一格要核对",
            "cells": [{ "row": row["id"], "index": phone, "remark": "电话打不通" }] });
        let returned = scene.street.ask(&part_path(part, "/return"), mark).await;
        assert_eq!(returned["state"], "returned");
        let marks = worker.read(&part_path(part, "/marks")).await;
        assert_eq!(marks.as_array().unwrap().len(), 1);
        assert_eq!(
            (&marks[0]["remark"], &marks[0]["state"], &marks[0]["row"]),
            (&json!("电话打不通"), &json!("open"), &row["id"])
        );
        let edit = |index: &Value, text: &str| {
            json!({ "version": row["version"], "cells": [{ "index": index, "text": text }] })
        };
        let path = part_path(part, &format!("/rows/{}", row["id"]));
        let answer = worker.patch(&path, &edit(&name, "李改名")).await;
        let said = refused(answer, StatusCode::BAD_REQUEST, "cell-invalid").await;
        assert!(said.contains("没有退回"), "{said}");
        let added = json!({ "cells": [{ "index": name, "text": "张新增" }] });
        let answer = worker.post(&part_path(part, "/rows"), &added).await;
        refused(answer, StatusCode::CONFLICT, "cells-only").await;
        let out = json!({ "version": row["version"], "reason": "已搬走" });
        let answer = worker.post(&format!("{path}/exclude"), &out).await;
        refused(answer, StatusCode::CONFLICT, "cells-only").await;
        let answer = worker.post(&part_path(part, "/submit"), &json!({})).await;
        refused(answer, StatusCode::BAD_REQUEST, "marks-unanswered").await;
        let answer = worker.patch(&path, &edit(&phone, "13900001234")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let mark = part_path(part, &format!("/marks/{}/answer", marks[0]["id"]));
        let answered = worker.ask(&mark, json!({ "answer": "已改成新号码" })).await;
        assert_eq!(answered[0]["state"], "answered");
        worker.ask(&part_path(part, "/submit"), json!({})).await;
        head.ask(&part_path(part, "/approve"), json!({})).await;

        let accepted = scene.street.ask(&part_path(part, "/accept"), json!({})).await;
        assert_eq!(accepted["state"], "accepted");
        let detail = scene.detail(&request).await;
        assert_eq!(detail["state"], "open", "the department has not settled");
        assert_eq!(bench(&scene.officer, "settle").await.len(), 1);
        let answer = worker.patch(&path, &edit(&phone, "13900005678")).await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        let settled = scene.officer.ask(&part_path(part, "/settle"), json!({})).await;
        assert_eq!(settled["state"], "settled");
        let answer = scene
            .street
            .post(&part_path(part, "/reopen"), &json!({ "remark": "再改" }))
            .await;
        refused(answer, StatusCode::CONFLICT, "submission-state").await;
        let unlock = json!({ "remark": "一人重复" });
        let unlocked = scene.officer.ask(&part_path(part, "/reopen"), unlock).await;
        assert_eq!(unlocked["state"], "submitted", "back by one level");
        scene.street.ask(&part_path(part, "/accept"), json!({})).await;
        scene.officer.ask(&part_path(part, "/settle"), json!({})).await;

        for other in &parts[1..] {
            // Nobody but the worker works there, so there is no head to ask.
            let worker = scene.worker(other).await;
            assert_eq!(submit(&worker, other).await["state"], "submitted");
            scene.street.ask(&part_path(other, "/accept"), json!({})).await;
            scene.officer.ask(&part_path(other, "/settle"), json!({})).await;
        }
        let done = scene.detail(&request).await;
        assert_eq!(done["state"], "complete");
        the_parts_add_up(&done);
        let trace = acts(&done);
        for act in ["approve", "return", "accept", "settle", "reopen"] {
            assert!(trace.contains(&act), "{act} in {trace:?}");
        }
    }
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
        parts.map(|part| part["totals"][figure].as_u64().unwrap()).sum()
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

#[tokio::test(flavor = "multi_thread")]
async fn two_people_editing_one_submission_lose_nothing() {
    for database in databases("request_two_people") {
        let scene = Scene::new(&database).await;
        let request = scene.send(json!({})).await;
        let parts = scene.parts(&request).await;
        let part = parts
            .iter()
            .max_by_key(|part| part["rows"].as_u64())
            .unwrap();
        let one = scene.worker(part).await;
        let (other, _) = scene.colleague(part, "wgy002").await;
        let phone = column(&one, part, "phone").await;
        let listed = rows(&one, part).await;
        let stamp = request_path(&request, "/stamp");
        let before = scene.officer.read(&stamp).await;

        let numbers: Vec<String> = (0..listed.len())
            .map(|at| format!("139{:08}", 10_000_000 + at))
            .collect();
        let save = async |caller: &Caller, at: usize, text: &str| {
            let row = &listed[at];
            let body = json!({ "version": row["version"], "cells": [{ "index": phone, "text": text }] });
            let path = part_path(part, &format!("/rows/{}", row["id"]));
            caller.patch(&path, &body).await.status()
        };
        let all = async |caller: &Caller, parity: usize| {
            for (at, number) in numbers.iter().enumerate().filter(|(at, _)| at % 2 == parity) {
                assert_eq!(save(caller, at, number).await, StatusCode::OK);
            }
        };
        tokio::join!(all(&one, 0), all(&other, 1));
        let (mine, theirs) = tokio::join!(
            save(&one, 0, "13800000001"),
            save(&other, 0, "13800000002")
        );
        assert_eq!(
            (mine, theirs),
            (StatusCode::CONFLICT, StatusCode::CONFLICT),
            "both still hold the version from before their own changes"
        );
        let after = rows(&one, part).await;
        for (row, number) in after.iter().zip(&numbers) {
            let shown = row["cells"]
                .as_array()
                .unwrap()
                .iter()
                .any(|cell| cell["text"] == format!("139****{}", &number[7..]));
            assert!(shown, "{number} is kept in {row}");
        }
        assert_ne!(
            scene.officer.read(&stamp).await,
            before,
            "the department's page sees that something has changed"
        );
        the_parts_add_up(&scene.detail(&request).await);
    }
}

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
        assert_eq!(bench_now["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "fill").count(), 0);
        let notice = bench_now["notices"][0].clone();
        assert!(notice["text"].as_str().unwrap().contains("不用填报"), "{notice}");
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
        let decide = |column: &Value, output: &str| {
            json!({ "columns": [{ "index": column["index"], "element": column["element"], "output": output }] })
        };
        let answer = scene.officer.put(&path, &decide(phone, "last-six")).await;
        refused(answer, StatusCode::BAD_REQUEST, "output-unfit").await;

        let community = scene.parts(&scene.send(json!({})).await).await[0]["community_code"].clone();
        let mut written = Vec::new();
        for output in ["full", "birth-hidden", "last-six", "quoted", "fifteen", "birth-and-suffix"] {
            let answer = scene.officer.put(&path, &decide(number, output)).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let request = scene.send(json!({ "areas": [community] })).await;
            let part = scene.parts(&request).await[0].clone();
            submit(&scene.worker(&part).await, &part).await;
            scene.street.ask(&part_path(&part, "/accept"), json!({})).await;
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
            assert_eq!(acts(&trace).last(), Some(&"workbook"), "the download is on the trace");
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
