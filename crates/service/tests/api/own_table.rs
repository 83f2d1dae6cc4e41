//! Own tables show nobody more than they may see anyway; they are shared, exported, and become forms.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form_file;
use crate::server::{Caller, Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_made_shared_exported_and_sent_out() {
    for database in databases("own_table") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let draft = json!({
            "name": "高龄走访表", "note": "入户走访",
            "columns": [{ "element": "name" }, { "element": "age" }, { "element": "phone" },
                { "element": "id_number" }, { "tag": "高龄老人" }],
            "population": { "rule": "年龄 >= 80", "basis": "home", "alive": true },
        });
        let look = street
            .ask("/api/tables/look", json!({ "draft": draft }))
            .await;
        let listed = street
            .ask("/api/people/query", draft["population"].clone())
            .await;
        assert_eq!(
            look["total"], listed["total"],
            "the same people as the list"
        );
        let first = &look["rows"][0]["cells"];
        assert!(first[1]["text"].as_str().unwrap().parse::<u32>().unwrap() >= 80);
        assert!(first[3]["text"].as_str().unwrap().contains('*'), "{first}");
        assert_eq!(first[4]["text"], "是", "a tag says yes");

        let made = street.ask("/api/tables", draft.clone()).await;
        let path = format!("/api/tables/{}", made["id"]);
        assert_eq!(
            worker.get(&path).await.status(),
            StatusCode::NOT_FOUND,
            "not shared yet"
        );
        let mut shared = draft.clone();
        shared["shared_area"] = json!(true);
        shared["version"] = json!(1);
        assert_eq!(street.put(&path, &shared).await.status(), StatusCode::OK);
        let (status, _) = refusal(street.put(&path, &shared).await).await;
        assert_eq!(status, StatusCode::CONFLICT, "changed meanwhile");
        their_own_part(&worker, &path, &look).await;
        exported(&server, &street, &path, &look).await;
        sensitive(&server, &street).await;
        becomes_a_form(&server, &street, &path, &shared).await;
        refused(&street, &draft).await;
    }
}

/// A worker of one community sees their part of the street's table, and may not change it.
async fn their_own_part(worker: &Caller, path: &str, whole: &Value) {
    let seen = worker
        .ask(&format!("{path}/rows"), json!({ "size": 200 }))
        .await;
    assert!(seen["total"].as_u64() < whole["total"].as_u64());
    assert!(seen["total"].as_u64().unwrap() > 0);
    for row in seen["rows"].as_array().unwrap() {
        let person = worker
            .get(&format!("/api/people/{}", row["person_id"]))
            .await;
        assert_eq!(
            person.status(),
            StatusCode::OK,
            "everybody in it is theirs to open"
        );
    }
    let (status, problem) = refusal(
        worker
            .post(&format!("{path}/remove"), &json!({ "version": 2 }))
            .await,
    )
    .await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("table-foreign"))
    );
}

async fn exported(server: &Server, street: &Caller, path: &str, look: &Value) {
    let export = format!("{path}/export");
    let (status, _) = refusal(street.post(&export, &json!({ "purpose": "" })).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "an export says what for");
    let answer = street
        .post(&export, &json!({ "purpose": "入户走访安排" }))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.bytes().await.unwrap();
    let header = form_file::rows(&bytes, 0, 5);
    assert_eq!(
        header[0],
        ["姓名", "年龄", "联系电话", "公民身份号码", "高龄老人"]
    );
    assert_eq!(json!(header.len() - 1), look["total"]);
    assert!(
        header[1][3].contains('*'),
        "masked in the file too: {:?}",
        header[1]
    );
    let admin = server.sign_in("admin").await;
    let audit = admin.read("/api/audit?act=table.export").await;
    assert_eq!(audit["rows"][0]["purpose"], "入户走访安排", "{audit}");
}

/// What is graded L4 is not shown without a purpose, and to a foreign department not at all.
async fn sensitive(server: &Server, street: &Caller) {
    let elements = street.read("/api/elements").await;
    let sensitive = elements
        .as_array()
        .unwrap()
        .iter()
        .find(|element| element["grade"] == "L4" && element["entity"] == "person")
        .expect("an element graded L4")["id"]
        .clone();
    let draft = json!({ "columns": [{ "element": "name" }, { "element": sensitive }],
        "population": { "basis": "home" } });
    let (status, problem) = refusal(
        street
            .post("/api/tables/look", &json!({ "draft": draft }))
            .await,
    )
    .await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("purpose-missing"))
    );
    let seen = street
        .ask(
            "/api/tables/look",
            json!({ "draft": draft, "purpose": "入户核实情况" }),
        )
        .await;
    assert_eq!(seen["columns"][1]["withheld"], false);
    let admin = server.sign_in("admin").await;
    let audit = admin.read("/api/audit?act=table.read").await;
    assert_eq!(audit["rows"][0]["purpose"], "入户核实情况");

    // The street keeps it and lets departments use it; who may not ask by the element sees it empty.
    let mut kept = draft.clone();
    kept["name"] = json!("敏感信息表");
    kept["shared_roles"] = json!(["department"]);
    let made = street.ask("/api/tables", kept).await;
    let mut withheld = 0;
    for login in ["minzheng", "weijian"] {
        let officer = server.sign_in(login).await;
        let view = officer.read(&format!("/api/tables/{}", made["id"])).await;
        if view["columns"][1]["withheld"] == true {
            withheld += 1;
            let rows = officer
                .ask(&format!("/api/tables/{}/rows", made["id"]), json!({}))
                .await;
            for row in rows["rows"].as_array().unwrap() {
                assert_eq!(row["cells"][1]["text"], "", "{login}");
            }
            let (status, problem) = refusal(
                officer
                    .post("/api/tables/look", &json!({ "draft": draft }))
                    .await,
            )
            .await;
            assert_eq!(
                (status, problem["code"].as_str()),
                (StatusCode::FORBIDDEN, Some("column-too-sensitive"))
            );
        }
    }
    assert!(withheld > 0, "some department does not own it");
}

/// A department turns a table that is shared with it into a form and sends it out.
async fn becomes_a_form(server: &Server, street: &Caller, path: &str, shared: &Value) {
    let mut wider = shared.clone();
    wider["shared_roles"] = json!(["department"]);
    wider["version"] = json!(2);
    assert_eq!(street.put(path, &wider).await.status(), StatusCode::OK);
    let (status, _) = refusal(street.post(&format!("{path}/template"), &json!({})).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "a street sends no forms out");
    let officer = server.sign_in("minzheng").await;
    let template = officer.ask(&format!("{path}/template"), json!({})).await;
    let titles: Vec<&str> = template["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["path"][0].as_str().unwrap())
        .collect();
    assert_eq!(
        titles,
        [
            "序号",
            "姓名",
            "年龄",
            "联系电话",
            "公民身份号码",
            "高龄老人"
        ]
    );
    let request = officer
        .ask(
            "/api/requests",
            json!({ "template_id": template["id"], "title": "高龄走访", "due": "2099-12-31", "duty": "elder-allowance",
                "population": shared["population"] }),
        )
        .await;
    let detail = officer
        .read(&format!("/api/requests/{}", request["id"]))
        .await;
    let part = &detail["submissions_list"][0];
    let worker = crate::main_job::worker_of(server, part).await;
    worker
        .ask(
            &format!("/api/submissions/{}/submit", part["id"]),
            json!({}),
        )
        .await;
    street
        .ask(
            &format!("/api/submissions/{}/accept", part["id"]),
            json!({}),
        )
        .await;
    let answer = officer
        .post(
            &format!("/api/requests/{}/workbook", request["id"]),
            &json!({ "purpose": "高龄走访安排" }),
        )
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let rows = form_file::rows(&answer.bytes().await.unwrap(), 1, 6);
    assert_eq!(
        json!(rows.len()),
        part["rows"],
        "the table's own workbook, filled"
    );
    assert_eq!(rows[0][0], "1");
}

async fn refused(street: &Caller, draft: &Value) {
    for (field, wrong, code) in [
        ("name", json!(" "), "table-name-unfit"),
        ("columns", json!([]), "columns-unfit"),
        (
            "columns",
            json!([{ "element": "nothing" }]),
            "column-unknown",
        ),
        ("columns", json!([{ "tag": "没有的标签" }]), "tag-unknown"),
        ("population", json!({ "text": "张三" }), "population-text"),
        ("shared_roles", json!(["boss"]), "role-unknown"),
    ] {
        let mut bad = draft.clone();
        bad[field] = wrong;
        let (status, problem) = refusal(street.post("/api/tables", &bad).await).await;
        assert!(status.is_client_error());
        assert_eq!(problem["code"], code, "{field}");
    }
}
