//! Identity for life through HTTP: a wrong merge leaves no trace once it is taken back, records go
//! and come, and pairs are answered by those who know the people.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const WORKER: &str = "sq370203005001";

/// Rows that complete an earlier delivery of 医保, not a whole export.
const PART: [(&str, &str); 2] = [("source", "yibao"), ("part", "true")];

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_merge_made_by_hand_and_undone_leaves_both_as_they_were() {
    for database in databases("merge") {
        let server = Server::demo(&database);
        let worker = server.sign_in(WORKER).await;
        let centre = server.sign_in("shuju").await;
        let [kept, gone] = two_people(&worker).await;
        let digest = server.digest();
        let before = pictures(&worker, kept, gone).await;
        let number = revealed(&worker, gone, "id_number").await;
        let name = before[1]["name"].as_str().unwrap();

        let preview = worker
            .ask(
                &format!("/api/people/{kept}/merge/preview"),
                json!({ "other": gone }),
            )
            .await;
        assert_eq!(
            preview["gone"]["id"],
            json!(gone),
            "the preview names whom it is about"
        );
        assert!(
            preview["warnings"].to_string().contains("号码不同"),
            "{preview}"
        );
        assert!(!preview["values"].as_array().unwrap().is_empty());
        let told = preview["consequence"]["people"].as_array().unwrap();
        let own = told.iter().find(|one| one["part"] == "self");
        let gained = own.map_or_else(|| json!([]), |own| own["tags_gained"].clone());
        assert_eq!(gained, preview["tags_gained"], "{preview}");
        assert_eq!(server.digest(), digest, "looking changes nothing");

        let order = json!({ "other": gone, "reason": "同音同名，误认为一人" });
        let merged = worker
            .ask(&format!("/api/people/{kept}/merge"), order.clone())
            .await;
        assert_eq!(merged, json!({ "person": kept, "other": gone }));
        assert_ne!(server.digest(), digest);
        redirected(&worker, kept, gone, &preview).await;
        let (status, problem) = refusal(
            worker
                .post(&format!("/api/people/{kept}/merge"), &order)
                .await,
        )
        .await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::CONFLICT, Some("already-merged"))
        );

        let between = deliver_about(&centre, name, &number).await;
        let history = worker.read(&format!("/api/people/{gone}/history")).await;
        assert_eq!(history["person"], json!(kept));
        let merge = history["merges"][0].clone();
        assert_eq!(merge["reason"], "同音同名，误认为一人");
        let order = json!({ "merge": merge["id"], "reason": "上门核实是两个人" });
        worker
            .ask(&format!("/api/people/{kept}/unmerge"), order.clone())
            .await;
        let (status, problem) = refusal(
            worker
                .post(&format!("/api/people/{kept}/unmerge"), &order)
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");

        let apart = pictures(&worker, kept, gone).await;
        assert_eq!(apart[0], before[0], "the kept one is as before");
        let ours = worker.read(&format!("/api/people/{gone}/history")).await;
        let own = ours["records"].as_array().unwrap();
        assert!(
            own.iter()
                .any(|record| record["source"].as_str().unwrap().contains("医保")),
            "what came in between is with the one it is about: {ours}"
        );
        centre
            .ask(&format!("/api/deliveries/{between}/undo"), json!({}))
            .await;
        assert_eq!(server.digest(), digest, "to the byte");
        assert_eq!(pictures(&worker, kept, gone).await, before);
        let said: Vec<&str> = ours["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|verdict| verdict["answer"].as_str().unwrap())
            .collect();
        assert_eq!(said, ["same", "different"], "verdicts are kept");
        found_again(&server, &centre, &digest).await;
    }
}

/// Two living people of the worker's community with different names and numbers.
async fn two_people(worker: &Caller) -> [i64; 2] {
    let page = worker
        .ask(
            "/api/people/query",
            json!({ "size": 200, "alive": true, "sort": "age", "descending": true }),
        )
        .await;
    let rows = page["rows"].as_array().unwrap();
    let numbered: Vec<&Value> = rows.iter().filter(|row| row["id_number"] != "").collect();
    let first = numbered[0];
    let other = numbered
        .iter()
        .rfind(|row| row["name"] != first["name"])
        .unwrap();
    [first["id"].as_i64().unwrap(), other["id"].as_i64().unwrap()]
}

/// Everything a screen shows of two people, and the counts around them.
async fn pictures(worker: &Caller, kept: i64, gone: i64) -> Vec<Value> {
    let mut all = Vec::new();
    for id in [kept, gone] {
        all.push(worker.read(&format!("/api/people/{id}")).await);
    }
    for by in ["tag", "age", "sex"] {
        all.push(worker.ask("/api/people/group", json!({ "by": by })).await);
    }
    all
}

async fn redirected(worker: &Caller, kept: i64, gone: i64, preview: &Value) {
    let page = worker.read(&format!("/api/people/{gone}")).await;
    assert_eq!(page["id"], json!(kept));
    let sentence = page["redirected"].as_str().unwrap();
    assert!(
        sentence.contains("已并入") && sentence.contains(&kept.to_string()),
        "{sentence}"
    );
    let whole = worker.read(&format!("/api/people/{kept}")).await;
    assert_eq!(whole["redirected"], Value::Null);
    assert_eq!(whole["facts"], page["facts"]);
    for value in preview["values"].as_array().unwrap() {
        let fact = whole["facts"]
            .as_array()
            .unwrap()
            .iter()
            .find(|fact| fact["label"] == value["label"])
            .unwrap();
        assert_eq!(fact["value"], value["after"], "as the preview said");
    }
    let tags: Vec<&str> = whole["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    for tag in preview["tags_gained"].as_array().unwrap() {
        assert!(tags.contains(&tag.as_str().unwrap()), "{tag} was foretold");
    }
    for tag in preview["tags_lost"].as_array().unwrap() {
        assert!(!tags.contains(&tag.as_str().unwrap()), "{tag} was foretold");
    }
    let list = worker
        .ask(
            "/api/people/query",
            json!({ "text": preview["gone"]["name"], "size": 200 }),
        )
        .await;
    assert!(
        list["rows"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["id"] != json!(gone)),
        "the merged one is no longer on the list"
    );
}

/// A value of a person in full.
async fn revealed(worker: &Caller, person: i64, element: &str) -> String {
    let order = json!({ "element": element, "purpose": "上门核实号码" });
    let path = format!("/api/people/{person}/reveal");
    let answer = worker.ask(&path, order).await;
    answer["value"].as_str().unwrap().to_owned()
}

/// A delivery with one row about the person of a number; answers its id.
async fn deliver_about(centre: &Caller, name: &str, number: &str) -> i64 {
    let text = format!("姓名,身份证号码,联系电话,现住址\n{name},{number},13900009999,不详\n");
    let delivery = centre
        .deliver("医保补充.csv", text.into_bytes(), &[("source", "yibao")])
        .await;
    assert_eq!(delivery["state"], "loaded", "{delivery}");
    delivery["id"].as_i64().unwrap()
}

/// The machine looks for duplicates again and does not merge what a person took apart.
async fn found_again(server: &Server, centre: &Caller, digest: &str) {
    let found = centre.ask("/api/review/find", json!({})).await;
    assert!(found["people"].as_u64().unwrap() > 300, "{found}");
    assert_eq!(
        found["merged"], 0,
        "everything conclusive was merged before"
    );
    assert_eq!(server.digest(), digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_somebody_else_are_split_off_and_stay_so() {
    for database in databases("split") {
        let server = Server::demo(&database);
        let worker = server.sign_in(WORKER).await;
        let centre = server.sign_in("shuju").await;
        let [person, _] = two_people(&worker).await;
        let name = worker.read(&format!("/api/people/{person}")).await["name"].clone();
        let number = revealed(&worker, person, "id_number").await;
        let csv = |phone: &str| {
            format!("姓名,身份证号码,联系电话,现住址\n欧阳误录,{number},{phone},不详\n")
                .into_bytes()
        };
        let wrong = centre
            .deliver("医保一.csv", csv("13900008888"), &PART)
            .await;
        assert_eq!(wrong["state"], "loaded", "{wrong}");
        let digest = server.digest();
        let history = worker.read(&format!("/api/people/{person}/history")).await;
        let record = history["records"]
            .as_array()
            .unwrap()
            .iter()
            .find(|record| record["name"] == "欧阳误录")
            .unwrap()["id"]
            .clone();
        let path = format!("/api/people/{person}/split-off");
        let order = json!({ "records": [record], "reason": "号码录错，是另一人" });
        let made = worker.ask(&path, order).await;
        let other = made["other"].as_i64().unwrap();
        assert!(other > person, "a new id");
        assert_eq!(
            centre.read(&format!("/api/people/{other}")).await["name"],
            "欧阳误录"
        );

        let again = centre
            .deliver("医保二.csv", csv("13900007777"), &PART)
            .await;
        assert_eq!(again["state"], "loaded", "{again}");
        let theirs = centre.read(&format!("/api/people/{other}/history")).await;
        assert_eq!(
            theirs["records"].as_array().unwrap().len(),
            2,
            "the same row comes to the same person: {theirs}"
        );
        let ours = worker.read(&format!("/api/people/{person}/history")).await;
        assert!(!ours["records"].to_string().contains("欧阳误录"));
        assert_eq!(
            worker.read(&format!("/api/people/{person}")).await["name"],
            name
        );

        centre
            .ask(&format!("/api/deliveries/{}/undo", again["id"]), json!({}))
            .await;
        let split = ours["split_offs"][0]["id"].clone();
        let order = json!({ "split_off": split, "reason": "核实是同一人" });
        worker
            .ask(&format!("/api/people/{person}/rejoin"), order)
            .await;
        assert_eq!(server.digest(), digest, "taking it back leaves no trace");
        let gone = centre.get(&format!("/api/people/{other}")).await;
        assert_eq!(refusal(gone).await.0, StatusCode::NOT_FOUND);
    }
}

/// Somebody of a community that is asked about a pair, and somebody of another one. Who stands in
/// the sample twice changes with the day it is made on.
async fn asked_and_other(server: &Server) -> (Caller, Caller) {
    let about = server.visitor().read("/api/about").await;
    let logins = about["demo"].as_array().unwrap().iter();
    let logins = logins.filter_map(|account| account["login"].as_str());
    let (mut asked, mut other) = (None, None);
    for login in logins.filter(|login| login.starts_with("sq")) {
        let worker = server.sign_in(login).await;
        let own = worker.read("/api/review?size=500").await;
        let rows = own["rows"].as_array().unwrap();
        if asked.is_none() && rows.iter().any(|row| row["kind"] == "ask") {
            asked = Some(worker);
        } else {
            other = Some(worker);
        }
    }
    let asked = asked.expect("a community with a pair to answer");
    (asked, other.expect("another community"))
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_are_answered_by_those_they_are_routed_to() {
    for database in databases("review") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let (worker, other) = asked_and_other(&server).await;
        let list = centre.read("/api/review?size=500").await;
        let rows = list["rows"].as_array().unwrap();
        assert!(
            !rows.is_empty(),
            "the sample has people who stand in it twice"
        );
        assert_eq!(list["may_find"], true);
        let own = worker.read("/api/review?size=500").await;
        assert!(own["total"].as_u64().unwrap() <= list["total"].as_u64().unwrap());
        let name = &own["rows"][0]["community"];
        assert!(
            own["rows"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row["community"] == *name)
        );

        let asked: Vec<&Value> = own["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["kind"] == "ask")
            .collect();
        let pair = asked.first().expect("a pair of this community");
        let path = format!("/api/review/{}", pair["id"]);
        let page = worker.read(&path).await;
        assert!(page["comparisons"].as_array().unwrap().len() >= 6);
        let (status, problem) = refusal(other.get(&path).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("pair-outside"))
        );
        for login in ["minzheng", "jd370203005", "admin"] {
            let caller = server.sign_in(login).await;
            let (status, _) = refusal(caller.get("/api/review").await).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{login}");
            let answer = caller
                .post(&format!("{path}/decide"), &json!({ "answer": "same" }))
                .await;
            assert_eq!(refusal(answer).await.0, StatusCode::FORBIDDEN, "{login}");
        }
        answered(&server, &worker, &centre, pair, &path).await;
    }
}

/// "Different" closes the pair for good, "unsure" leaves it to be answered again, "the same"
/// merges.
async fn answered(server: &Server, worker: &Caller, centre: &Caller, pair: &Value, path: &str) {
    let digest = server.digest();
    let decide = format!("{path}/decide");
    let (status, problem) =
        refusal(worker.post(&decide, &json!({ "answer": "maybe" })).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("answer-unknown"))
    );
    worker
        .ask(
            &decide,
            json!({ "answer": "unsure", "remark": "电话打不通" }),
        )
        .await;
    assert_eq!(worker.read(path).await["state"], "unsure");
    centre.ask(&decide, json!({ "answer": "same" })).await;
    assert_ne!(server.digest(), digest);
    let people = [&pair["people"][0], &pair["people"][1]];
    let merged = centre.read(&format!("/api/people/{}", people[1])).await;
    assert_eq!(merged["id"], *people[0]);
    let (status, problem) = refusal(
        worker
            .post(&decide, &json!({ "answer": "different" }))
            .await,
    )
    .await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("pair-answered"))
    );
    let history = centre
        .read(&format!("/api/people/{}/history", people[0]))
        .await;
    let order = json!({ "merge": history["merges"][0]["id"], "reason": "核实是两个人" });
    centre
        .ask(&format!("/api/people/{}/unmerge", people[0]), order)
        .await;
    assert_eq!(server.digest(), digest);
    assert_eq!(worker.read(path).await["state"], "different");
    let before = worker.read("/api/review").await["total"].clone();
    centre.ask("/api/review/find", json!({})).await;
    assert_eq!(
        worker.read("/api/review").await["total"],
        before,
        "what was answered is not asked again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_stops_the_machine_until_the_data_centre_opens_it() {
    for database in databases("gate") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let worker = server.sign_in(WORKER).await;
        let (status, _) = refusal(
            worker
                .post("/api/review/gate", &json!({ "open": true }))
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, problem) = refusal(
            centre
                .post("/api/review/gate", &json!({ "precision": 1.5 }))
                .await,
        )
        .await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("gate-setting"))
        );
        let gate = centre
            .ask(
                "/api/review/gate",
                json!({ "share": 1.0, "precision": 0.95 }),
            )
            .await;
        assert_eq!(
            (&gate["open"], &gate["precision"]),
            (&json!(true), &json!(0.95))
        );

        deliver_doubles(&server, &centre).await;
        let found = centre.ask("/api/review/find", json!({})).await;
        let merged = found["merged"].as_u64().unwrap();
        assert!(merged >= 30, "{found}");
        assert_eq!(found["sampled"], json!(merged), "all of them, as set");
        let samples = rows_of(&centre, "open", "sample").await;
        for (at, sample) in samples.iter().take(30).enumerate() {
            let answer = if at < 4 { "different" } else { "same" };
            decide(&centre, sample, answer).await;
            let open = centre.read("/api/review").await["gate"]["open"].clone();
            assert_eq!(open, json!(at < 29), "thirty answers are needed");
        }
        let gate = centre.read("/api/review").await["gate"].clone();
        assert_eq!((&gate["right"], &gate["wrong"]), (&json!(26), &json!(4)));
        // Newcombe (1998), method 3: 26 of 30 gives 0.7032 to 0.9469.
        let at_most = gate["at_most"].as_f64().unwrap();
        assert!((at_most - 0.9469).abs() < 5e-5, "{gate}");
        let (status, problem) = refusal(centre.post("/api/review/find", &json!({})).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::CONFLICT, Some("merges-held"))
        );
        assert!(problem["detail"].as_str().unwrap().contains("大数据中心"));
        assert_eq!(worker.read("/api/review").await["gate"]["open"], false);

        let gate = centre
            .ask("/api/review/gate", json!({ "open": true }))
            .await;
        assert_eq!((&gate["open"], &gate["right"]), (&json!(true), &json!(0)));
        let found = centre.ask("/api/review/find", json!({})).await;
        assert_eq!(
            found["merged"], 0,
            "what people took apart stays apart: {found}"
        );
    }
}

/// Rows of the queue in a state and of a kind.
async fn rows_of(caller: &Caller, state: &str, kind: &str) -> Vec<Value> {
    let list = caller
        .read(&format!("/api/review?size=500&state={state}"))
        .await;
    let rows = list["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["kind"] == kind).cloned().collect()
}

async fn decide(caller: &Caller, row: &Value, answer: &str) {
    let path = format!("/api/review/{}/decide", row["id"]);
    caller.ask(&path, json!({ "answer": answer })).await;
}

/// What the pages of both people of a pair say.
async fn pages_of(caller: &Caller, pair: &Value) -> [Value; 2] {
    let page = async |at: usize| caller.read(&format!("/api/people/{}", pair[at])).await;
    [page(0).await, page(1).await]
}

/// Rows of the people whose name begins as those of the doubled do.
async fn doubled(caller: &Caller) -> usize {
    let asked = json!({ "text": "欧阳", "size": 200 });
    let page = caller.ask("/api/people/query", asked).await;
    let rows = page["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["name"].as_str().unwrap().starts_with("欧阳"))
        .count()
}

/// Takes back a merge that somebody made or confirmed.
async fn apart(caller: &Caller, pair: &Value) {
    let history = caller
        .read(&format!("/api/people/{}/history", pair[0]))
        .await;
    let merges = history["merges"].as_array().unwrap().iter();
    let held = |merge: &&Value| merge["gone"] == pair[1] && merge["undone_at"].is_null();
    let merge = merges.clone().find(held).expect("a merge that holds");
    let order = json!({ "merge": merge["id"], "reason": "重新核实是两个人" });
    let path = format!("/api/people/{}/unmerge", pair[0]);
    caller.ask(&path, order).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_machine_merged_before_the_gate_closed_is_taken_back_at_once() {
    for database in databases("take_back") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let worker = server.sign_in(WORKER).await;
        let order = json!({ "share": 1.0, "precision": 0.95, "open": true });
        centre.ask("/api/review/gate", order).await;
        deliver_doubles(&server, &centre).await;
        let (digest, people) = (server.digest(), doubled(&centre).await);
        let found = centre.ask("/api/review/find", json!({})).await;
        let merged = found["merged"].as_u64().unwrap();
        let take_back = async |caller: &Caller| {
            let order = json!({});
            refusal(caller.post("/api/review/take-back", &order).await).await
        };
        let (status, problem) = take_back(&centre).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(problem["code"], "merges-running");

        // Of all samples thirty are answered, and of one nobody can tell.
        let samples = rows_of(&centre, "open", "sample").await;
        let samples: Vec<Value> = samples
            .into_iter()
            .filter(|row| row["names"][0].as_str().unwrap().starts_with("欧阳"))
            .collect();
        assert_eq!(samples.len(), 35, "{found}");
        decide(&centre, &samples[30], "unsure").await;
        for (at, sample) in samples.iter().take(30).enumerate() {
            let answer = if at < 4 { "different" } else { "same" };
            decide(&centre, sample, answer).await;
        }
        let list = centre.read("/api/review").await;
        assert_eq!(list["gate"]["open"], false, "{list}");
        assert_eq!(list["unchecked"]["since"], json!(merged - 30));
        assert!(list["unchecked"]["earlier"].as_u64().is_some(), "{list}");
        assert_eq!(worker.read("/api/review").await["unchecked"], Value::Null);
        assert_eq!(take_back(&worker).await.0, StatusCode::FORBIDDEN);

        let taken = centre.ask("/api/review/take-back", json!({})).await;
        assert_eq!(taken["merges"], json!(merged - 30));
        let (status, problem) = take_back(&centre).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(problem["code"], "merges-all-checked");
        let list = centre.read("/api/review").await;
        assert_eq!(list["unchecked"]["since"], 0);
        assert_eq!(list["gate"]["open"], false, "only a person opens it");
        let admin = server.sign_in("admin").await;
        let audit = admin.read("/api/audit?act=review.take-back").await;
        let told = audit["rows"][0]["detail"].as_str().unwrap();
        assert!(
            told.contains(&format!("合并数：{}", merged - 30)),
            "{audit}"
        );
        assert_eq!(audit["total"], 1, "what was refused left nothing");

        put_to_people(&centre, &worker, &samples).await;
        assert_eq!(doubled(&centre).await, people - 26, "the lists follow");
        not_merged_again(&centre, &worker, &samples).await;
        for sample in &samples[4..30] {
            apart(&worker, &sample["people"]).await;
        }
        assert_eq!(server.digest(), digest, "to the byte");
        assert_eq!(doubled(&centre).await, people);
    }
}

/// Every pair that was taken back is an open question of the community, and no sample any more; what
/// somebody confirmed holds.
async fn put_to_people(centre: &Caller, worker: &Caller, samples: &[Value]) {
    let asked = rows_of(worker, "open", "ask").await;
    for sample in &samples[30..] {
        let question = asked.iter().find(|row| row["people"] == sample["people"]);
        let question = question.unwrap_or_else(|| panic!("{sample} is asked about: {asked:?}"));
        assert_eq!(question["community"], sample["community"]);
        // Counted among fewer people a name is less rare.
        assert!(
            question["probability"].as_f64().unwrap() > 0.98,
            "{question}"
        );
        assert_eq!(question["summary"], sample["summary"]);
        let [one, other] = pages_of(worker, &sample["people"]).await;
        assert_eq!(one["id"], sample["people"][0]);
        assert_eq!(other["id"], sample["people"][1], "apart again");
        assert_ne!(one["facts"], other["facts"]);
    }
    for sample in &samples[4..30] {
        let [one, other] = pages_of(worker, &sample["people"]).await;
        assert_eq!(one["facts"], other["facts"], "the confirmed one holds");
        assert_eq!(other["id"], sample["people"][0]);
    }
    let unsure = rows_of(centre, "unsure", "sample").await;
    assert!(unsure.is_empty(), "asked anew: {unsure:?}");
    let path = format!("/api/review/{}/decide", samples[31]["id"]);
    let answer = json!({ "answer": "same" });
    let (status, problem) = refusal(centre.post(&path, &answer).await).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("merge-taken-back"))
    );
}

/// The machine leaves the pairs to people, also under whom they stand for later, and goes by what
/// these say.
async fn not_merged_again(centre: &Caller, worker: &Caller, samples: &[Value]) {
    let [low, high] = [0, 1].map(|at| samples[34]["people"][at].as_i64().unwrap());
    let [older, _] = two_people(worker).await;
    let order = json!({ "other": low, "reason": "改过名字，是同一人" });
    worker
        .ask(&format!("/api/people/{older}/merge"), order)
        .await;
    let before = rows_of(worker, "open", "ask").await;
    let about = |rows: &[Value], one: i64| {
        let pair = json!([one.min(high), one.max(high)]);
        rows.iter().filter(|row| row["people"] == pair).count()
    };
    assert_eq!((about(&before, low), about(&before, older)), (0, 0));

    let gate = centre
        .ask("/api/review/gate", json!({ "open": true }))
        .await;
    assert_eq!(gate["open"], true, "as ever");
    let found = centre.ask("/api/review/find", json!({})).await;
    assert_eq!(found["merged"], 0, "{found}");
    let after = rows_of(worker, "open", "ask").await;
    assert_eq!(about(&after, older), 1, "asked under whom they stand for");
    apart(worker, &json!([older, low])).await;

    // One is one person after all, one is not; neither answer is a sample of the machine.
    for (sample, answer) in samples[31..33].iter().zip(["same", "different"]) {
        let rows = rows_of(worker, "open", "ask").await;
        let row = rows.iter().find(|row| row["people"] == sample["people"]);
        decide(worker, row.expect("still asked"), answer).await;
    }
    let gate = centre.read("/api/review").await["gate"].clone();
    assert_eq!((&gate["right"], &gate["wrong"]), (&json!(0), &json!(0)));
    let found = centre.ask("/api/review/find", json!({})).await;
    assert_eq!(found["merged"], 0, "{found}");
    apart(worker, &samples[31]["people"]).await;
}

/// Thirty-five people on two lists of a community: with their number on one, without on the other.
async fn deliver_doubles(server: &Server, centre: &Caller) {
    let session = server.sign_in(WORKER).await.read("/api/session").await;
    let community = session["area"]["name"].as_str().unwrap().to_owned();
    let (mut full, mut bare) = (
        String::from("社区,姓名,身份证号码,住址\n"),
        String::from("社区,姓名,住址\n"),
    );
    for at in 0..35_u32 {
        let name = format!("欧阳{}", char::from_u32(0x4e00 + at * 7).unwrap());
        let address = format!("翠湖花园{}号楼1单元{}01", at / 20 + 1, at % 20 + 1);
        let number = number_with_check(&format!(
            "3702031950{:02}{:02}001",
            at % 12 + 1,
            at % 28 + 1
        ));
        full.push_str(&format!("{community},{name},{number},{address}\n"));
        bare.push_str(&format!("{community},{name},{address}\n"));
    }
    for (file, text) in [("走访一.csv", full), ("走访二.csv", bare)] {
        let fields = [("source", "shequ-zoufang"), ("part", "true")];
        let delivery = centre.deliver(file, text.into_bytes(), &fields).await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
    }
}

/// Seventeen digits with their check character (GB 11643).
fn number_with_check(digits: &str) -> String {
    let sum: usize = digits
        .bytes()
        .enumerate()
        .map(|(at, digit)| usize::from(digit - b'0') * (1 << (17 - at)) % 11)
        .sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11];
    format!("{digits}{check}")
}

/// Hands two lists over in which one number stands under two names, and answers the question.
async fn one_number(centre: &Caller, lists: [(&str, String); 2]) -> (Value, String) {
    for (source, text) in lists {
        let options = [("source", source), ("part", "true")];
        let name = format!("{source}-一号两名.csv");
        let delivery = centre.deliver(&name, text.into_bytes(), &options).await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
    }
    let list = centre.read("/api/review?size=500").await;
    let rows = list["rows"].as_array().unwrap();
    let asked: Vec<&Value> = rows
        .iter()
        .filter(|row| row["names"][0] == "司马守正")
        .collect();
    assert_eq!(asked.len(), 1, "{rows:?}");
    assert_eq!(asked[0]["kind"], "names");
    let path = format!("/api/review/{}", asked[0]["id"]);
    (centre.read(&path).await, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_under_two_names_is_asked_about_and_told_apart_whichever_came_first() {
    for database in databases("two_names") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let number = number_with_check("37020319810203101");
        let own = format!("姓名,公民身份号码,出生日期\n司马守正,{number},1981-02-03\n");
        let wrong = format!("姓名,身份证号码,联系电话\n欧阳建邦,{number},13900001111\n");
        // The one whose number it is comes last, and all the same the other one is the odd one.
        let fathers = number_with_check("37020319550607101");
        let father = format!("姓名,身份证号码,联系电话\n欧阳建邦,{fathers},13900001111\n");
        let known = centre.deliver("父亲.csv", father.into_bytes(), &PART).await;
        assert_eq!(known["state"], "loaded", "{known}");
        let lists = [("shequ-zoufang", wrong.clone()), ("gongan-hukou", own)];
        let (page, path) = one_number(&centre, lists).await;
        assert_eq!(page["left"]["name"], "司马守正", "{page}");
        assert_eq!(page["right"]["name"], "欧阳建邦", "{page}");
        let person = page["left"]["person"].as_i64().unwrap();
        assert_eq!(page["right"]["person"], json!(person));
        let names = &page["comparisons"][0];
        assert!(names["weight"].as_f64().unwrap() < 0.0, "{names}");

        let digest = server.digest();
        let decide = format!("{path}/decide");
        let remark = json!({ "answer": "different", "remark": "父子，走访时抄了儿子的号码" });
        centre.ask(&decide, remark).await;
        assert_eq!(centre.read(&path).await["state"], "different");
        let told = centre.read(&format!("/api/people/{person}")).await;
        assert!(!told.to_string().contains("欧阳建邦"), "{told}");
        let found = |body: &Value| body["rows"].as_array().unwrap().len();
        let father = json!({ "text": "欧阳建邦" });
        let rows = centre.ask("/api/people/query", father.clone()).await;
        assert_eq!(
            found(&rows),
            2,
            "he by his own number, and the one founded: {rows}"
        );
        assert!(!rows.to_string().contains("司马守正"), "{rows}");
        // Whether these two are one is asked next.
        let open = centre.read("/api/review?size=500").await;
        let about = json!(["欧阳建邦", "欧阳建邦"]);
        let rows = open["rows"].as_array().unwrap().iter();
        assert_eq!(
            rows.filter(|row| row["names"] == about).count(),
            1,
            "{open}"
        );

        // The same again next month goes where it belongs, and nobody is asked twice.
        let again = format!("{wrong}\n");
        let options = [("source", "shequ-zoufang"), ("part", "true")];
        let again = centre
            .deliver("下月.csv", again.into_bytes(), &options)
            .await;
        let after = centre.ask("/api/people/query", father).await;
        assert_eq!(found(&after), 2, "{after}");
        let ours = centre.read(&format!("/api/people/{person}/history")).await;
        assert!(!ours["records"].to_string().contains("欧阳建邦"), "{ours}");
        let open = centre.read("/api/review?size=500").await;
        assert!(!open.to_string().contains("司马守正"), "{open}");

        centre
            .ask(&format!("/api/deliveries/{}/undo", again["id"]), json!({}))
            .await;
        let history = centre.read(&format!("/api/people/{person}/history")).await;
        let split = history["split_offs"][0]["id"].clone();
        let order = json!({ "split_off": split, "reason": "核实后是同一人" });
        centre
            .ask(&format!("/api/people/{person}/rejoin"), order)
            .await;
        assert_eq!(server.digest(), digest, "taking it back leaves no trace");
        let open = centre.read("/api/review?size=500").await;
        assert!(!open.to_string().contains("欧阳建邦"), "{open}");
    }
}
