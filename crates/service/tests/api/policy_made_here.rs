//! A department writes a whole policy: it decides nothing before somebody else has published it,
//! finds people in their communities, and ends on its last day.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const MEALS: &str = "/api/policies/own-1";
const OLD_AGE: &str = "/api/policies/qd-shibei-gaoling";
const COMMUNITIES: [&str; 2] = ["370203005001", "370203005004"];

async fn code_of(caller: &Caller, path: &str, body: Value) -> (StatusCode, String) {
    let (status, problem) = refusal(caller.post(path, &body).await).await;
    let code = problem["code"].as_str().unwrap_or_default();
    (status, code.to_owned())
}

fn meals() -> Value {
    json!({
        "name": "区老年人助餐补贴（2027年）",
        "document": { "name": "区老年助餐实施细则", "number": "青北民〔2026〕12号",
            "clause": "第三条", "day": "2026-11-01", "url": "https://example.org/12" },
        "note": "按新文件新建",
    })
}

/// Who is entitled, what they get, and a parameter: as the editor hands it in.
fn filled(file: &Value) -> Value {
    let mut file = file.clone();
    file["who"] = json!("健在 且 户籍地 在 本区 且 年龄 >= 参数(起始年龄)");
    file["components"] = json!([{ "name": "助餐补贴", "period": "每月",
        "rows": [{ "when": "是", "amount": "参数(补贴标准)" }] }]);
    let value = |number: u32| {
        json!([{ "from": "2026-01-01", "value": { "number": number },
            "source": "青北民〔2026〕12号第三条" }])
    };
    file["parameters"] = json!([
        { "name": "起始年龄", "unit": "岁", "values": value(80) },
        { "name": "补贴标准", "unit": "元", "values": value(60) },
    ]);
    let case = |name: &str, born: &str, expect: Value| {
        json!({ "name": name, "today": "2026-11-22", "expect": expect,
            "facts": { "出生日期": born, "户籍地": "370203001001" } })
    };
    file["cases"] = json!([
        case(
            "81岁",
            "1945-05-01",
            json!({ "entitled": "true", "amounts": { "助餐补贴": 60.0 } })
        ),
        case("79岁", "1947-05-01", json!({ "entitled": "false" })),
    ]);
    file
}

async fn keep(caller: &Caller, path: &str, file: &Value, note: &str) -> Value {
    let draft = json!({ "file": file, "note": note });
    let answer = caller.put(&format!("{path}/draft"), &draft).await;
    let status = answer.status();
    let page: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{page}");
    page
}

async fn publish(caller: &Caller, path: &str, version: u32) -> Value {
    let body = json!({ "version": version });
    caller.ask(&format!("{path}/publish"), body).await
}

async fn switch_on(caller: &Caller, path: &str) -> Value {
    let body = json!({ "in_use": true });
    caller.ask(&format!("{path}/use"), body).await
}

async fn open_leads(caller: &Caller, policy: &str) -> Value {
    let list = format!("/api/leads?policy={policy}&state=open&size=200");
    caller.read(&list).await
}

async fn listed(caller: &Caller) -> bool {
    let rows = caller.read("/api/policies").await;
    let mut rows = rows.as_array().unwrap().iter();
    rows.any(|row| row["id"] == "own-1")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_policy_is_drafted_published_by_another_finds_people_and_ends() {
    for database in databases("policy_new") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let health = server.sign_in("weijian").await;
        let worker = server.sign_in("sq370203005001").await;
        let admin = server.sign_in("admin").await;
        it_is_made_by_a_department(&officer, &worker, &admin).await;
        until_published_only_its_owners_see_it(&officer, &centre, &[&health, &worker]).await;
        mistakes_name_their_places(&officer).await;
        words_are_what_one_may_ask(&officer, &worker).await;
        it_is_tried_and_published_by_another(&officer, &centre, &worker).await;
        it_finds_people_in_their_communities(&server, &officer).await;
        it_ends(&officer, &centre, &worker).await;
        a_shipped_one_ends_too(&officer, &centre).await;
        one_for_a_later_day_waits(&officer, &centre, &worker).await;
        let acts = admin.read("/api/audit?size=200").await.to_string();
        for act in [
            "policy.create",
            "policy.draft",
            "policy.publish",
            "policy.use",
        ] {
            assert!(acts.contains(act), "{act} is audited");
        }
    }
}

async fn it_is_made_by_a_department(officer: &Caller, worker: &Caller, admin: &Caller) {
    for caller in [worker, admin] {
        let (status, code) = code_of(caller, "/api/policies", meals()).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::FORBIDDEN, "right-missing")
        );
    }
    let mut nameless = meals();
    nameless["name"] = json!(" ");
    let (_, problem) = refusal(officer.post("/api/policies", &nameless).await).await;
    assert_eq!(problem["places"][0]["at"], "/name", "{problem}");
    let mut dayless = meals();
    dayless["from"] = json!("明年");
    let (_, problem) = refusal(officer.post("/api/policies", &dayless).await).await;
    assert_eq!(problem["places"][0]["at"], "/from", "{problem}");

    let page = officer.ask("/api/policies", meals()).await;
    let row = &page["row"];
    assert_eq!(row["id"], "own-1", "{page}");
    assert_eq!(
        (&row["published"], &row["version"], &row["draft"]),
        (&json!(false), &json!(0), &json!(true))
    );
    let department = row["department"].as_str().unwrap();
    assert!(department.contains("民政"), "{department}");
    assert_eq!(page["file"]["area"], "370203000000");
    assert_eq!(
        row["source"],
        "区老年助餐实施细则（青北民〔2026〕12号）第三条，2026-11-01印发"
    );
}

async fn until_published_only_its_owners_see_it(
    officer: &Caller,
    centre: &Caller,
    others: &[&Caller],
) {
    assert!(listed(officer).await && listed(centre).await);
    let rows = officer.read("/api/policies").await;
    assert_eq!(rows[0]["id"], "own-1", "what waits to be written is on top");
    for other in others {
        assert!(!listed(other).await);
        assert_eq!(other.get(MEALS).await.status(), StatusCode::NOT_FOUND);
    }
}

async fn mistakes_name_their_places(officer: &Caller) {
    let file = filled(&officer.read(MEALS).await["file"]);
    let mut wrong = file.clone();
    wrong["who"] = json!("健在 且 年岭 >= 80");
    wrong["components"][0]["rows"][0]["amount"] = json!("参数(没有这个)");
    wrong["parameters"][1]["values"][0]["source"] = json!("");
    let checked = officer
        .ask(&format!("{MEALS}/check"), json!({ "file": wrong }))
        .await;
    let mut places: Vec<&str> = checked["places"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|place| place["at"].as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "/components/0/rows/0/amount",
            "/parameters/1/values/0/source",
            "/who"
        ]
    );
    let draft = json!({ "file": wrong, "note": "写错了几处" });
    let (status, problem) = refusal(officer.put(&format!("{MEALS}/draft"), &draft).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["places"].as_array().unwrap().len(), 1, "{problem}");

    wrong["parameters"][1]["values"][0]["source"] = json!("办法");
    let draft = json!({ "file": wrong, "note": "还有两处写错" });
    let (_, problem) = refusal(officer.put(&format!("{MEALS}/draft"), &draft).await).await;
    let first = &problem["places"][0];
    assert_eq!(
        (&first["at"], &first["line"], &first["column"]),
        (&json!("/who"), &json!(1), &json!(6))
    );

    // Whoever may not ask by something is told which text does.
    let mut sensitive = file.clone();
    sensitive["components"][0]["rows"][0]["when"] = json!("残疾等级 = 一级");
    let (status, problem) = refusal(
        officer
            .post(&format!("{MEALS}/try"), &json!({ "file": sensitive }))
            .await,
    )
    .await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(problem["places"][0]["at"], "/components/0/rows/0/when");

    let right = officer
        .ask(&format!("{MEALS}/check"), json!({ "file": file }))
        .await;
    assert_eq!(right["places"], json!([]));
    assert!(right["who"].as_str().unwrap().contains("年龄"), "{right}");
}

async fn words_are_what_one_may_ask(officer: &Caller, worker: &Caller) {
    let words = officer.read("/api/rules/words").await;
    let label = |words: &Value, label: &str| {
        let mut elements = words["elements"].as_array().unwrap().iter();
        elements.any(|element| element["label"] == label)
    };
    assert!(label(&words, "年龄") && label(&words, "户籍地"), "{words}");
    assert!(!label(&words, "残疾等级"), "another department's");
    assert!(label(&worker.read("/api/rules/words").await, "残疾等级"));
    let tags = words["tags"].as_array().unwrap();
    assert!(tags.contains(&json!("低保对象")), "{tags:?}");
    assert!(!tags.contains(&json!("重度残疾人")), "{tags:?}");
}

async fn it_is_tried_and_published_by_another(officer: &Caller, centre: &Caller, worker: &Caller) {
    let first = json!({ "version": 1 });
    let path = format!("{MEALS}/publish");
    let (_, code) = code_of(centre, &path, first.clone()).await;
    assert_eq!(code, "policy-words-wanting");

    let file = filled(&officer.read(MEALS).await["file"]);
    let tried = officer
        .ask(&format!("{MEALS}/try"), json!({ "file": file }))
        .await;
    let total = &tried["total"];
    assert_eq!(total["before"], 0);
    assert!(total["after"].as_u64() > Some(0), "{tried}");
    assert_eq!(total["gains"], total["after"]);

    let mut renamed = file.clone();
    renamed["components"][0]["name"] = json!("用餐补贴");
    keep(officer, MEALS, &renamed, "项目改了名称").await;
    let (_, code) = code_of(officer, &path, first.clone()).await;
    assert_eq!(code, "policy-own-draft");
    let (status, problem) = refusal(centre.post(&path, &first).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("policy-cases-fail"))
    );
    let said = problem["detail"].as_str().unwrap();
    assert!(said.contains("没有这个项目"), "{said}");

    keep(officer, MEALS, &file, "按文件写好").await;
    let not_yet = [
        code_of(officer, &format!("{MEALS}/use"), json!({ "in_use": true })).await,
        {
            let (status, problem) = refusal(officer.get(&format!("{MEALS}/audit")).await).await;
            (status, problem["code"].as_str().unwrap().to_owned())
        },
    ];
    for (status, code) in not_yet {
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "policy-not-published")
        );
    }
    assert_eq!(open_leads(worker, "own-1").await["total"], 0);
    let page = publish(centre, MEALS, 1).await;
    assert_eq!(
        (&page["row"]["published"], &page["row"]["version"]),
        (&json!(true), &json!(1))
    );
    assert!(listed(worker).await, "in force, and for all to see");
    assert_eq!(
        open_leads(worker, "own-1").await["total"],
        0,
        "not switched on yet"
    );
}

async fn it_finds_people_in_their_communities(server: &Server, officer: &Caller) {
    switch_on(officer, MEALS).await;
    let mut all = 0;
    for code in COMMUNITIES {
        let worker = server.sign_in(&format!("sq{code}")).await;
        let leads = open_leads(&worker, "own-1").await;
        let audit = worker.read(&format!("{MEALS}/audit")).await;
        assert_eq!(leads["total"], audit["total"]["entitled"], "{code}");
        for lead in leads["rows"].as_array().unwrap() {
            assert!(lead["age"].as_u64() >= Some(80), "{lead}");
            assert_eq!(
                (&lead["state"], &lead["kind"], &lead["due_text"]),
                (
                    &json!("assigned"),
                    &json!("start"),
                    &json!("助餐补贴 每月60元")
                )
            );
        }
        all += leads["total"].as_u64().unwrap();
    }
    assert!(all > 0, "somebody is eighty");
    let department = open_leads(officer, "own-1").await;
    assert!(department["total"].as_u64() >= Some(all));
}

async fn it_ends(officer: &Caller, centre: &Caller, worker: &Caller) {
    let leads = open_leads(worker, "own-1").await;
    let begun = leads["rows"][0].clone();
    let path = format!("/api/leads/{}/steps", begun["id"]);
    let step = json!({ "version": begun["version"], "step": "verify" });
    worker.ask(&path, step).await;

    let mut file = officer.read(MEALS).await["file"].clone();
    file["from"] = json!("2026-05-01");
    file["until"] = json!("2026-04-30");
    let draft = json!({ "file": file, "note": "到期停止执行" });
    let (_, problem) = refusal(officer.put(&format!("{MEALS}/draft"), &draft).await).await;
    assert_eq!(problem["places"][0]["at"], "/until", "{problem}");
    file["from"] = Value::Null;
    let tried = officer
        .ask(&format!("{MEALS}/try"), json!({ "file": file }))
        .await;
    assert_eq!(tried["total"]["after"], 0, "nobody is entitled any more");
    assert_eq!(tried["total"]["loses"], tried["total"]["before"]);
    keep(officer, MEALS, &file, "到期停止执行").await;
    assert_eq!(
        open_leads(worker, "own-1").await["total"],
        leads["total"],
        "a draft ends nothing"
    );
    let (_, code) = code_of(
        officer,
        &format!("{MEALS}/publish"),
        json!({ "version": 2 }),
    )
    .await;
    assert_eq!(code, "policy-own-draft");
    let page = publish(centre, MEALS, 2).await;
    assert_eq!(
        (&page["row"]["holds"], &page["row"]["until"]),
        (&json!(false), &json!("2026-04-30"))
    );
    let left = open_leads(worker, "own-1").await;
    assert_eq!(left["total"], 1, "only what somebody had begun: {left}");
    assert_eq!(
        (&left["rows"][0]["id"], &left["rows"][0]["holds"]),
        (&begun["id"], &json!(false))
    );
    let (_, code) = code_of(officer, &format!("{MEALS}/use"), json!({ "in_use": true })).await;
    assert_eq!(code, "policy-ended");
    let (_, problem) = refusal(officer.get(&format!("{MEALS}/audit")).await).await;
    assert_eq!(problem["code"], "policy-ended");
}

async fn a_shipped_one_ends_too(officer: &Caller, centre: &Caller) {
    let before = open_leads(officer, "qd-shibei-gaoling").await;
    assert!(before["total"].as_u64() > Some(0), "{before}");
    let mut file = officer.read(OLD_AGE).await["file"].clone();
    let component = file["components"][0]["name"].as_str().unwrap().to_owned();
    let mut without = file.clone();
    without["components"].as_array_mut().unwrap().remove(0);
    let tried = officer
        .ask(&format!("{OLD_AGE}/try"), json!({ "file": without }))
        .await;
    let notes = tried["notes"].to_string();
    assert!(notes.contains(&component), "leads speak of it: {notes}");
    file["until"] = json!("2026-06-30");
    keep(officer, OLD_AGE, &file, "由新办法代替").await;
    let page = publish(centre, OLD_AGE, 1).await;
    assert_eq!(page["row"]["holds"], false);
    let after = open_leads(officer, "qd-shibei-gaoling").await;
    assert_eq!(after["total"], 0, "nobody had begun: {after}");
}

async fn one_for_a_later_day_waits(officer: &Caller, centre: &Caller, worker: &Caller) {
    let mut asked = meals();
    asked["file"] = filled(&json!({ "id": "another", "department": "卫健" }));
    asked["from"] = json!("2999-01-01");
    let page = officer.ask("/api/policies", asked).await;
    assert_eq!(page["row"]["id"], "own-2");
    assert!(page["row"]["department"].as_str().unwrap().contains("民政"));
    let path = "/api/policies/own-2";
    publish(centre, path, 1).await;
    let page = switch_on(officer, path).await;
    assert_eq!(
        (&page["row"]["in_use"], &page["row"]["holds"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(open_leads(worker, "own-2").await["total"], 0);
    let (_, problem) = refusal(officer.get(&format!("{path}/audit")).await).await;
    assert_eq!(problem["code"], "policy-not-begun");
}
