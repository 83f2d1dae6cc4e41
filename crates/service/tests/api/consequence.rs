//! 后果单: what a death or a move would change is said before, and is what comes of it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::policies::paid_person;
use crate::registry::with_day;
use crate::server::{Caller, Server, databases, refusal};

const ALONE: &str = "独居(户内唯一居住人)";
const COUPLE: &str = "双老家庭成员";

async fn sheet(caller: &Caller, person: i64, element: &str, text: &str) -> Value {
    let path = format!("/api/people/{person}/consequence");
    caller
        .ask(&path, json!({ "element": element, "text": text }))
        .await
}

fn part<'a>(sheet: &'a Value, part: &str) -> Vec<&'a Value> {
    let people = sheet["people"].as_array().unwrap().iter();
    people.filter(|one| one["part"] == part).collect()
}

fn names(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|name| name.as_str().unwrap().to_owned()).collect()
}

async fn tags(caller: &Caller, person: &Value) -> Vec<String> {
    let page = caller.read(&format!("/api/people/{person}")).await;
    let tags = page["tags"].as_array().unwrap().iter();
    let mut names: Vec<String> = tags
        .map(|tag| tag["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// Two old people who live together, by one of them.
async fn couples(worker: &Caller) -> Vec<i64> {
    let asked = json!({ "tags_all": [COUPLE], "basis": "home", "size": 20 });
    let page = worker.ask("/api/people/query", asked).await;
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sheet_says_comes_true() {
    for database in databases("consequence") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let couples = couples(&worker).await;
        let person = couples[0];
        let said = sheet(&worker, person, "death_date", "2026-11-01").await;
        let own = part(&said, "self");
        assert!(
            names(&own[0]["tags_lost"]).contains(&COUPLE.to_owned()),
            "{said}"
        );
        let around = part(&said, "around");
        assert!(
            around
                .iter()
                .any(|one| names(&one["tags_gained"]).contains(&ALONE.to_owned())),
            "who stays lives alone: {said}"
        );
        let mut before = Vec::new();
        for one in own.iter().chain(&around) {
            before.push(tags(&worker, &one["id"]).await);
        }
        assert!(before[0].contains(&COUPLE.to_owned()), "nothing was kept");

        let lock = with_day(
            json!({
                "entity": person, "element": "death_date", "text": "2026-11-01",
                "reason": "已见死亡证明"
            }),
            30,
        );
        let locked = worker.post("/api/locks", &lock).await;
        assert_eq!(locked.status(), StatusCode::CREATED);
        for (one, mut expected) in own.iter().chain(&around).zip(before) {
            let lost = names(&one["tags_lost"]);
            expected.retain(|tag| !lost.contains(tag));
            expected.extend(names(&one["tags_gained"]));
            expected.sort();
            assert_eq!(tags(&worker, &one["id"]).await, expected, "{one}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_names_amounts_leads_and_the_housemate() {
    for database in databases("consequence_money") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let (person, _, _) = paid_person(&worker).await;
        let said = sheet(&worker, person, "death_date", "2026-11-01").await;
        let own = part(&said, "self")[0];
        let due = own["dues"].as_array().unwrap();
        let stopped = due
            .iter()
            .find(|due| due["policy"] == "qd-shibei-gaoling")
            .unwrap_or_else(|| panic!("{said}"));
        assert!(stopped["before"].as_f64().unwrap() > 0.0, "{stopped}");
        assert_eq!(stopped["after"], Value::Null);
        assert!(said["yearly_before"].as_f64() > said["yearly_after"].as_f64());
        let leads = own["leads"].as_array().unwrap();
        assert!(
            leads
                .iter()
                .any(|lead| lead["kind"] == "stop" && lead["becomes"] == "appears"),
            "{said}"
        );

        // A move: whoever stays behind lives alone.
        let couples = couples(&worker).await;
        let (mover, other) = (couples[0], *couples.last().unwrap());
        let page = worker.read(&format!("/api/people/{other}")).await;
        let ties = page["dwellings"].as_array().unwrap();
        let home = ties.iter().find(|tie| tie["kind"] == "home").unwrap();
        let estate = home["label"].as_str().unwrap().trim_end_matches('*');
        let path = format!("/api/people/{other}/reveal");
        let body = json!({ "element": "home_address", "purpose": "核对迁入地址" });
        let written = worker.ask(&path, body).await["value"].clone();
        let written = written.as_str().unwrap();
        let door = if written.contains(estate) {
            written.to_owned()
        } else {
            format!("{estate}{written}")
        };
        let moved = sheet(&worker, mover, "home_address", &door).await;
        assert!(
            part(&moved, "around")
                .iter()
                .any(|one| names(&one["tags_gained"]).contains(&ALONE.to_owned())),
            "{door}: {moved}"
        );
        let nowhere = sheet(&worker, mover, "home_address", "1号楼1单元303").await;
        assert!(
            nowhere["notes"].to_string().contains("没有对应到"),
            "an address that leads to no door is said to: {nowhere}"
        );

        let path = format!("/api/people/{person}/consequence");
        let refused = async |caller: &Caller, body: Value| {
            let (status, problem) = refusal(caller.post(&path, &body).await).await;
            (status, problem["code"].as_str().unwrap().to_owned())
        };
        let neighbour = server.sign_in("sq370203005004").await;
        let death = json!({ "element": "death_date", "text": "2026-11-01" });
        assert_eq!(
            refused(&neighbour, death).await,
            (StatusCode::FORBIDDEN, "person-outside".to_owned())
        );
        let number = json!({ "element": "id_number", "text": "1" });
        assert_eq!(
            refused(&worker, number).await.1,
            "element-not-supposable".to_owned()
        );
    }
}
