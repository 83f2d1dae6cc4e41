//! A value marked wrong goes to its department, stays in sight in doubt, and comes back answered.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

/// People of the caller's area with a name that a department answers for.
async fn contestable(caller: &Caller) -> Vec<i64> {
    let page = caller
        .ask(
            "/api/people/query",
            json!({ "size": 40, "basis": "either" }),
        )
        .await;
    let mut found = Vec::new();
    for row in page["rows"].as_array().unwrap() {
        let id = row["id"].as_i64().unwrap();
        if fact(caller, id, "name").await["contestable"] == true {
            found.push(id);
        }
    }
    found
}

async fn fact(caller: &Caller, person: i64, element: &str) -> Value {
    let page = caller.read(&format!("/api/people/{person}")).await;
    let facts = page["facts"].as_array().unwrap();
    let found = facts.iter().find(|fact| fact["element"] == element);
    found.cloned().unwrap_or_default()
}

fn ask(person: i64, claim: &str, reason: &str) -> Value {
    json!({ "entity": person, "element": "name", "claim": claim, "reason": reason })
}

fn act(contest: &Value, name: &str) -> String {
    format!("/api/contests/{}/{name}", contest["id"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_is_contested_corrected_and_closed() {
    for database in databases("contest") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let centre = server.sign_in("shuju").await;
        let people = contestable(&worker).await;
        let person = people[0];
        let before = fact(&worker, person, "name").await;

        for (body, code) in [
            (ask(person, "", "错"), "reason-missing"),
            (
                ask(person, before["value"].as_str().unwrap(), "写错了一个字"),
                "claim-equal",
            ),
        ] {
            let (status, problem) = refusal(worker.post("/api/contests", &body).await).await;
            assert_eq!(
                (status, problem["code"].as_str()),
                (StatusCode::BAD_REQUEST, Some(code))
            );
        }
        let asked = worker
            .ask("/api/contests", ask(person, "李改正", "入户时看过户口簿"))
            .await;
        assert_eq!(
            (&asked["state"], &asked["overdue"]),
            (&json!("open"), &json!(false))
        );
        let (status, problem) = refusal(
            worker
                .post("/api/contests", &ask(person, "", "再提一次看看"))
                .await,
        )
        .await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::CONFLICT, Some("contest-open"))
        );

        let doubted = fact(&worker, person, "name").await;
        assert_eq!(doubted["value"], before["value"], "it stays in sight");
        assert_eq!(doubted["contest"]["due"], asked["due"]);
        let other = server.sign_in("minzheng").await;
        let foreign = before["source"].as_str().unwrap().starts_with("民政");
        if !foreign {
            let (status, _) = refusal(
                other
                    .post(
                        &act(&asked, "answer"),
                        &json!({ "version": 1, "outcome": "unclear", "reason": "不归我管" }),
                    )
                    .await,
            )
            .await;
            assert_eq!(status, StatusCode::NOT_FOUND, "another department's");
        }
        let (status, _) = refusal(
            worker
                .post(
                    &act(&asked, "answer"),
                    &json!({ "version": 1, "outcome": "corrected", "value": "李改正" }),
                )
                .await,
        )
        .await;
        assert_eq!(
            status,
            StatusCode::CONFLICT,
            "nobody answers their own question"
        );

        let list = centre.read("/api/contests?state=open").await;
        assert_eq!(list["total"], 1);
        let answer =
            json!({ "version": asked["version"], "outcome": "corrected", "value": "李改正" });
        let answered = centre.ask(&act(&asked, "answer"), answer.clone()).await;
        assert_eq!(
            (&answered["state"], &answered["corrected"]),
            (&json!("answered"), &json!("李改正"))
        );
        let (status, _) = refusal(centre.post(&act(&asked, "answer"), &answer).await).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let after = fact(&worker, person, "name").await;
        assert_eq!(
            (&after["value"], &after["source"]),
            (&json!("李改正"), &before["source"]),
            "a fact of the same department"
        );
        assert_eq!(after["contest"], Value::Null);
        assert!(
            after["rivals"]
                .as_array()
                .unwrap()
                .iter()
                .any(|rival| rival["value"] == before["value"]),
            "nothing was overwritten"
        );
        let bench = worker.read("/api/workbench").await.to_string();
        assert!(bench.contains("存疑已答复"), "{bench}");
        let closed = worker
            .ask(
                &act(&asked, "close"),
                json!({ "version": answered["version"] }),
            )
            .await;
        assert_eq!(closed["state"], "closed");
        let admin = server.sign_in("admin").await;
        let audit = admin.read("/api/audit?size=200").await.to_string();
        for trace in ["contest.ask", "contest.answer", "contest.close"] {
            assert!(audit.contains(trace), "{trace}");
        }
        assert!(
            !audit.contains("户口簿"),
            "the audit holds no words of the asker"
        );
        let (status, _) = refusal(admin.get("/api/contests").await).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_settle_it_goes_back_once() {
    for database in databases("contest_again") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let centre = server.sign_in("shuju").await;
        let people = contestable(&worker).await;
        let person = people[0];
        let before = fact(&worker, person, "name").await;
        let asked = worker
            .ask("/api/contests", ask(person, "", "本人说名字不对"))
            .await;
        let upheld = centre
            .ask(
                &act(&asked, "answer"),
                json!({ "version": 1, "outcome": "upheld", "reason": "户籍底册即为此名" }),
            )
            .await;
        assert_eq!(upheld["outcome"], "upheld");
        assert_eq!(
            fact(&worker, person, "name").await["value"],
            before["value"]
        );
        let (status, _) = refusal(
            worker
                .post(&act(&asked, "reopen"), &json!({ "version": 2 }))
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a reason is needed");
        let again = worker
            .ask(
                &act(&asked, "reopen"),
                json!({ "version": 2, "reason": "本人出示了新户口簿" }),
            )
            .await;
        assert_eq!(
            (&again["state"], &again["reopened"]),
            (&json!("open"), &json!(true))
        );
        assert!(fact(&worker, person, "name").await["contest"].is_object());
        let unclear = centre
            .ask(
                &act(&asked, "answer"),
                json!({ "version": 3, "outcome": "unclear", "reason": "派出所查无此变更" }),
            )
            .await;
        assert_eq!(unclear["can"]["answer"], false);
        let (status, _) = refusal(
            worker
                .post(
                    &act(&asked, "reopen"),
                    &json!({ "version": 4, "reason": "还是不对，请再查" }),
                )
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::CONFLICT, "only once");

        let missing = json!({ "entity": 999_999_999, "element": "name", "reason": "没有这个人" });
        let (status, _) = refusal(worker.post("/api/contests", &missing).await).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}
