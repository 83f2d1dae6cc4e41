//! The registry deepened: ties of people to dwellings, households, locks, what was known on a day,
//! the rank table, sample checks, self-defined kinds.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const COMMUNITY: &str = "370203005001";

#[tokio::test(flavor = "multi_thread")]
async fn the_registry_says_who_belongs_where_and_why() {
    for database in databases("registry") {
        let server = Server::demo(&database);
        let worker = server.sign_in(&format!("sq{COMMUNITY}")).await;
        home_and_registration_apart(&worker).await;
        ties_of_people_and_dwellings(&worker).await;
        a_household_has_a_head_and_relations(&server, &worker).await;
        stale_first(&worker).await;
        the_rank_table_is_open_to_all(&server).await;
        a_lock_holds_until_it_is_lifted(&server, &worker).await;
        the_past_is_asked_by_day(&server, &worker).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_doors_tell_how_right_a_community_is() {
    for database in databases("samples") {
        let server = Server::demo(&database);
        let worker = server.sign_in(&format!("sq{COMMUNITY}")).await;
        sample(&server, &worker).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_street_defines_a_kind_and_its_communities_fill_it() {
    for database in databases("custom") {
        let server = Server::demo(&database);
        custom_kind(&server).await;
    }
}

fn rows(page: &Value) -> &Vec<Value> {
    page["rows"].as_array().expect("rows")
}

fn status_and_code((status, problem): (StatusCode, Value)) -> (StatusCode, String) {
    (
        status,
        problem["code"].as_str().unwrap_or_default().to_owned(),
    )
}

async fn home_and_registration_apart(worker: &Caller) {
    let query = async |body: Value| worker.ask("/api/people/query", body).await;
    let away = query(json!({ "apart": "away", "size": 200 })).await;
    let guests = query(json!({ "apart": "guest", "size": 200 })).await;
    assert!(!rows(&away).is_empty() && !rows(&guests).is_empty());
    let own = query(json!({ "size": 1, "basis": "home" })).await["rows"][0]["community"].clone();
    for row in rows(&away) {
        assert_eq!(row["hukou_community"], own, "{row}");
        assert_ne!(row["community"], own, "{row}");
    }
    for row in rows(&guests) {
        assert_eq!(row["community"], own, "{row}");
        assert_ne!(row["hukou_community"], own, "{row}");
    }
    // Whoever lives here and is registered here is in neither list.
    let here = query(json!({ "size": 1, "basis": "hukou" })).await["total"]
        .as_u64()
        .unwrap();
    assert!(away["total"].as_u64().unwrap() < here);
}

async fn ties_of_people_and_dwellings(worker: &Caller) {
    let people = worker
        .ask("/api/people/query", json!({ "size": 200, "alive": true }))
        .await;
    let mut seen = std::collections::BTreeSet::new();
    let mut owner = None;
    for row in rows(&people) {
        let page = worker.read(&format!("/api/people/{}", row["id"])).await;
        for tie in page["dwellings"].as_array().unwrap() {
            assert!(!tie["source"].as_str().unwrap().is_empty());
            assert_eq!(tie["as_of"].as_str().unwrap().len(), 10);
            seen.insert(tie["kind"].as_str().unwrap().to_owned());
            if tie["kind"] == "hukou" && tie["source"] == "公安·户籍人口" {
                assert!(tie["since"].is_string(), "the police say since when: {tie}");
            }
            if tie["kind"] == "owner" && tie["dwelling_id"] == row["dwelling_id"] {
                owner = Some((row["id"].clone(), tie["dwelling_id"].clone()));
            }
        }
    }
    for kind in ["home", "hukou", "owner"] {
        assert!(seen.contains(kind), "{kind} among {seen:?}");
    }
    let (person, dwelling) = owner.expect("somebody lives in a dwelling of their own");
    let page = worker.read(&format!("/api/dwellings/{dwelling}")).await;
    let owners = &page["ties"][0];
    assert_eq!(owners["kind"], "owner");
    assert!(
        owners["people"]
            .as_array()
            .unwrap()
            .iter()
            .any(|tie| tie["person_id"] == person && tie["standing"] == "held"),
        "the dwelling names its owner: {owners}"
    );
}

async fn a_household_has_a_head_and_relations(server: &Server, worker: &Caller) {
    let people = worker
        .ask(
            "/api/people/query",
            json!({ "basis": "hukou", "size": 200 }),
        )
        .await;
    let mut found = None;
    for row in rows(&people) {
        let page = worker.read(&format!("/api/people/{}", row["id"])).await;
        let members = page["household"]["members"].as_array().unwrap().clone();
        if members.len() >= 3 {
            found = Some((row["id"].clone(), page["household"].clone()));
            break;
        }
    }
    let (id, household) = found.expect("a household of three");
    assert_eq!(household["basis"], "booklet");
    let number = household["id"].as_i64().expect("a number for life");
    let members = household["members"].as_array().unwrap();
    assert_eq!(members[0]["head"], true, "the head stands first");
    assert_eq!(members[0]["relation"], "户主");
    assert_eq!(
        members
            .iter()
            .filter(|member| member["head"] == true)
            .count(),
        1
    );
    assert!(
        members
            .iter()
            .all(|member| member["source"] == "公安·户籍人口")
    );
    assert!(
        members
            .iter()
            .any(|member| member["own"] == true && member["id"] == id)
    );
    let others = members.iter().filter(|member| member["own"] != true);
    for member in others.filter(|member| member["id"].is_i64()) {
        let page = worker.read(&format!("/api/people/{}", member["id"])).await;
        assert_eq!(
            page["household"]["id"], number,
            "all members are of one household"
        );
    }
    a_household_has_a_page(server, worker, &household).await;
    // A birth record names the mother by her number.
    let officer = server.sign_in("weijian").await;
    let children = officer
        .ask("/api/people/query", json!({ "age_max": 1, "size": 50 }))
        .await;
    let mut mothers = 0;
    for child in rows(&children) {
        let page = officer.read(&format!("/api/people/{}", child["id"])).await;
        for kin in page["kin"].as_array().unwrap() {
            assert_eq!(kin["relation"], "母亲");
            let mother = officer.read(&format!("/api/people/{}", kin["id"])).await;
            let back = mother["kin"].as_array().unwrap();
            assert!(
                back.iter()
                    .any(|kin| kin["relation"] == "子女" && kin["id"] == child["id"])
            );
            mothers += 1;
        }
    }
    assert!(mothers > 0, "births of the last year name mothers");
}

/// The page of a household says what the pages of its members say, and nothing to those who work
/// elsewhere.
async fn a_household_has_a_page(server: &Server, worker: &Caller, card: &Value) {
    assert_eq!(card["open"], true, "registered in the worker's community");
    let path = format!("/api/households/{}", card["id"]);
    let page = worker.read(&path).await;
    let told = |card: &Value| -> Vec<(Value, Value, Value, Value)> {
        let members = card["members"].as_array().unwrap().iter();
        members
            .map(|one| {
                let said = |key: &str| one[key].clone();
                (
                    said("name"),
                    said("relation"),
                    said("source"),
                    said("as_of"),
                )
            })
            .collect()
    };
    assert_eq!(told(&page["household"]), told(card));
    let nobodys = page["household"]["members"].as_array().unwrap().iter();
    assert!(nobodys.into_iter().all(|member| member["own"] == false));
    let dwelling = &page["dwelling"];
    let door = worker
        .read(&format!("/api/dwellings/{}", dwelling["id"]))
        .await;
    assert_eq!(door["label"], dwelling["label"]);
    let tags = page["tags"].as_array().unwrap();
    let booklet = tags.iter().find(|tag| tag["name"] == "户籍家庭");
    let sources = booklet.expect("it has a booklet")["sources"].clone();
    assert!(
        sources
            .as_array()
            .unwrap()
            .iter()
            .any(|source| source["label"] == "公安·户籍人口" && source["as_of"].is_string()),
        "{sources}"
    );

    let other = server.sign_in("sq370203005004").await;
    let refused = other.get(&path).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let none = worker.get("/api/households/999999999").await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

async fn stale_first(worker: &Caller) {
    let page = worker
        .ask(
            "/api/people/query",
            json!({ "sort": "verified", "size": 200 }),
        )
        .await;
    let days: Vec<Option<&str>> = rows(&page)
        .iter()
        .map(|row| row["verified"].as_str())
        .collect();
    assert!(
        days.is_sorted(),
        "never verified first, then the longest ago"
    );
    let words = rows(&page)[0]["stale"].as_str();
    assert!(words.is_none_or(|words| words.ends_with("核实")));
}

async fn the_rank_table_is_open_to_all(server: &Server) {
    let admin = server.sign_in("admin").await;
    let table = admin.read("/api/ranks").await;
    assert!(table["rules"].as_array().unwrap().len() >= 4);
    let phone = rows(&table)
        .iter()
        .find(|row| row["element"] == "phone")
        .unwrap();
    assert_eq!(phone["sources"][0]["label"], "报表核对更正");
    assert_eq!(phone["confirmable"], true);
    assert_eq!(phone["max_age_days"], 365);
    assert!(
        rows(&table)
            .iter()
            .all(|row| row["reason"].as_str().unwrap().len() > 6)
    );
}

async fn a_lock_holds_until_it_is_lifted(server: &Server, worker: &Caller) {
    let before = server.digest();
    let people = worker
        .ask("/api/people/query", json!({ "size": 50, "alive": true }))
        .await;
    let person = rows(&people)
        .iter()
        .find(|row| row["phone"].as_str().is_some_and(|phone| !phone.is_empty()))
        .unwrap();
    let (id, path) = (
        person["id"].clone(),
        format!("/api/people/{}", person["id"]),
    );
    let lock = with_day(
        json!({ "entity": id, "element": "phone", "text": "139 0000 4321", "reason": "本人到社区当面说明" }),
        60,
    );
    let officer = server.sign_in("minzheng").await;
    assert_eq!(
        status_and_code(refusal(officer.post("/api/locks", &lock).await).await),
        (StatusCode::FORBIDDEN, "right-missing".to_owned())
    );
    for (field, wrong, code) in [
        ("element", "id_number", "element-not-lockable"),
        ("element", "home_dwelling", "element-not-lockable"),
        ("until", "2020-01-01", "lock-until"),
        ("reason", "无", "lock-reason"),
        ("text", "12", "cell-invalid"),
    ] {
        let mut bad = lock.clone();
        bad[field] = json!(wrong);
        let answer = status_and_code(refusal(worker.post("/api/locks", &bad).await).await);
        assert_eq!(answer, (StatusCode::BAD_REQUEST, code.to_owned()));
    }
    let made = worker.ask("/api/locks", lock.clone()).await;
    assert_eq!(made["label"], "联系电话");
    let page = worker.read(&path).await;
    let phone = fact(&page, "phone");
    assert_eq!(phone["locked"], true);
    assert_eq!(phone["value"], "139****4321");
    assert!(
        !phone["rivals"].as_array().unwrap().is_empty(),
        "rivals stay visible"
    );
    assert_eq!(page["locks"][0]["reason"], "本人到社区当面说明");
    assert_eq!(
        status_and_code(refusal(worker.post("/api/locks", &lock).await).await).1,
        "lock-exists"
    );
    let found = worker
        .ask("/api/people/query", json!({ "text": "13900004321" }))
        .await;
    assert_eq!(found["total"], 1, "the snapshot knows it at once");

    let lift = format!("/api/locks/{}/lift", made["id"]);
    let answer = worker.post(&lift, &json!({})).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let page = worker.read(&path).await;
    assert_eq!(fact(&page, "phone")["locked"], false);
    assert_eq!(fact(&page, "phone")["value"], person["phone"]);
    assert_eq!(page["locks"], json!([]));
    assert_eq!(server.digest(), before, "as if it had never been locked");
    assert_eq!(
        refusal(worker.post(&lift, &json!({})).await).await.0,
        StatusCode::NOT_FOUND
    );
    // The data centre may, and by choosing what a record says.
    let centre = server.sign_in("shuju").await;
    let record = fact(&page, "phone")["record"].clone();
    let chosen = with_day(
        json!({ "entity": id, "element": "phone", "record": record, "reason": "部门核实过" }),
        10,
    );
    let made = centre.ask("/api/locks", chosen).await;
    let lift = format!("/api/locks/{}/lift", made["id"]);
    assert_eq!(
        centre.post(&lift, &json!({})).await.status(),
        StatusCode::NO_CONTENT
    );
    let admin = server.sign_in("admin").await;
    let audit = admin.read("/api/audit?size=100").await;
    for act in ["lock.create", "lock.lift"] {
        assert!(rows(&audit).iter().any(|row| row["act"] == act), "{act}");
    }
}

fn fact<'a>(page: &'a Value, element: &str) -> &'a Value {
    page["facts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|fact| fact["element"] == element)
        .unwrap()
}

/// Days since 1970-01-01 in China.
fn today() -> i64 {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    (i64::try_from(now.as_secs()).unwrap() + 8 * 3600) / 86_400
}

/// The lock with a last day so many days ahead.
pub fn with_day(mut lock: Value, ahead: i64) -> Value {
    lock["until"] = json!(day_text(today() + ahead));
    lock
}

/// A day as `2026-05-01` (civil from days, Howard Hinnant).
fn day_text(days: i64) -> String {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (
        doy - (153 * mp + 2) / 5 + 1,
        if mp < 10 { mp + 3 } else { mp - 9 },
    );
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

async fn the_past_is_asked_by_day(server: &Server, worker: &Caller) {
    let people = worker.ask("/api/people/query", json!({ "size": 1 })).await;
    let counted = worker.ask("/api/people/query", json!({ "size": 0 })).await;
    assert_eq!(counted["total"], people["total"]);
    assert_eq!(counted["rows"], json!([]), "the number alone was asked for");
    let id = rows(&people)[0]["id"].clone();
    let path = format!("/api/entities/{id}/known");
    let ask =
        async |day: String| refusal(worker.post(&path, &json!({ "known_on": day })).await).await;
    assert_eq!(
        status_and_code(ask(day_text(today())).await),
        (StatusCode::BAD_REQUEST, "known-on-future".to_owned())
    );
    // The sample was loaded today: yesterday nothing was known.
    assert_eq!(
        status_and_code(ask(day_text(today() - 1)).await),
        (StatusCode::NOT_FOUND, "known-nothing".to_owned())
    );
    assert_eq!(ask("昨天".to_owned()).await.0, StatusCode::BAD_REQUEST);
    let other = server.sign_in("sq370203005004").await;
    let body = json!({ "known_on": day_text(today() - 1) });
    let own = other.ask("/api/people/query", json!({ "size": 100 })).await;
    let stranger = rows(&own)
        .iter()
        .find(|row| row["hukou_community"] == row["community"])
        .unwrap();
    let path = format!("/api/entities/{}/known", stranger["id"]);
    assert_eq!(
        refusal(worker.post(&path, &body).await).await.0,
        StatusCode::FORBIDDEN
    );
}

async fn sample(server: &Server, worker: &Caller) {
    let drawn = worker.ask("/api/samples", json!({ "seed": 4711 })).await;
    let doors = drawn["doors"].as_array().unwrap();
    assert_eq!(doors.len(), 30);
    assert!(drawn["drawn_from"].as_u64().unwrap() >= 30);
    assert_eq!(drawn["result"], Value::Null);
    let again = worker.ask("/api/samples", json!({ "seed": 4711 })).await;
    let ids = |sample: &Value| -> Vec<Value> {
        let doors = sample["doors"].as_array().unwrap();
        doors
            .iter()
            .map(|door| door["dwelling_id"].clone())
            .collect()
    };
    assert_eq!(ids(&drawn), ids(&again), "the same seed draws the same");
    let other = worker.ask("/api/samples", json!({})).await;
    assert_ne!(ids(&drawn), ids(&other), "without a seed chance decides");

    let path = format!("/api/samples/{}/answers", drawn["id"]);
    let answers = |door: &Value, verdict: &str| -> Vec<Value> {
        let questions = door["questions"].as_array().unwrap();
        questions
            .iter()
            .map(|question| {
                json!({ "dwelling_id": door["dwelling_id"], "entity": question["entity"],
                    "element": question["element"], "verdict": verdict })
            })
            .collect()
    };
    let mut all: Vec<Value> = doors
        .iter()
        .skip(1)
        .flat_map(|door| answers(door, "right"))
        .collect();
    let wrong = answers(&doors[0], "right");
    all.extend(wrong.iter().cloned());
    let page = worker.ask(&path, json!({ "answers": all })).await;
    assert_eq!(
        (page["answered"].as_u64(), page["all_right"].as_u64()),
        (Some(30), Some(30))
    );
    let mut one = wrong[0].clone();
    one["verdict"] = json!("wrong");
    let page = worker.ask(&path, json!({ "answers": [one] })).await;
    assert_eq!(
        (page["answered"].as_u64(), page["all_right"].as_u64()),
        (Some(30), Some(29))
    );
    let (low, high) = (
        page["result"]["low"].as_f64().unwrap(),
        page["result"]["high"].as_f64().unwrap(),
    );
    // Wilson for 29 of 30: 0.833 to 0.994.
    assert!(
        (low - 0.833).abs() < 0.001 && (high - 0.994).abs() < 0.001,
        "{low} {high}"
    );

    let mut foreign = wrong[0].clone();
    foreign["dwelling_id"] = json!(999_999_999);
    let body = json!({ "answers": [foreign] });
    assert_eq!(
        status_and_code(refusal(worker.post(&path, &body).await).await).1,
        "sample-not-asked"
    );
    let street = server.sign_in("jd370203005").await;
    let list = street.read("/api/samples").await;
    assert_eq!(
        list.as_array().unwrap().len(),
        3,
        "the street sees its communities'"
    );
    assert!(!list.to_string().contains("account"), "nobody is named");
    assert_eq!(
        status_and_code(refusal(street.post("/api/samples", &json!({})).await).await).1,
        "sample-area"
    );
    let elsewhere = server.sign_in("sq370203005004").await;
    let page = format!("/api/samples/{}", drawn["id"]);
    assert_eq!(
        refusal(elsewhere.get(&page).await).await.0,
        StatusCode::FORBIDDEN
    );
    assert_eq!(elsewhere.read("/api/samples").await, json!([]));
    let officer = server.sign_in("minzheng").await;
    assert_eq!(
        refusal(
            officer
                .post("/api/samples", &json!({ "area": COMMUNITY }))
                .await
        )
        .await
        .0,
        StatusCode::FORBIDDEN
    );
}

async fn custom_kind(server: &Server) {
    let street = server.sign_in("jd370203005").await;
    let worker = server.sign_in(&format!("sq{COMMUNITY}")).await;
    let other = server.sign_in("sq370203005004").await;
    let officer = server.sign_in("minzheng").await;
    let field = |label: &str, kind: &str, grade: &str, required: bool| {
        json!({ "label": label, "kind": kind, "grade": grade, "required": required,
            "options": if kind == "code" { json!(["完好", "破损"]) } else { json!([]) } })
    };
    let fields = json!([
        field("编号", "text", "L1", true),
        field("状况", "code", "L2", false),
        field("安装日期", "date", "L2", false),
        field("看护人电话", "text", "L3", false)
    ]);
    let draft = json!({ "name": "路灯", "note": "城市部件", "fields": fields });
    assert_eq!(
        refusal(worker.post("/api/kinds", &draft).await).await.0,
        StatusCode::FORBIDDEN
    );
    let kind = street.ask("/api/kinds", draft).await;
    assert_eq!(kind["fields"][3]["id"], "f4");
    let base = format!("/api/kinds/{}", kind["id"]);
    let items = format!("{base}/items");

    let made = worker
        .ask(&items, json!({ "values": { "f1": "台-1", "f2": "破 损", "f3": "2024年3月5日", "f4": "13900001111" } }))
        .await;
    assert_eq!(made["shown"]["f3"], "2024-03-05");
    let bad = json!({ "values": { "f2": "一般", "f3": "去年" } });
    let (status, problem) = refusal(worker.post(&items, &bad).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    for word in ["编号", "状况", "安装日期"] {
        assert!(
            problem["detail"].as_str().unwrap().contains(word),
            "{problem}"
        );
    }
    let csv = "说明：路灯普查\n编号,状况,备注,所属区划\n台-2,完好,无,370203005001\n台-3,一般,,\n,完好,,\n台-4,完好,,370203005004\n";
    let answer = worker
        .upload(
            &format!("{items}/import"),
            "路灯.csv",
            csv.as_bytes().to_vec(),
            &[],
        )
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let imported: Value = answer.json().await.unwrap();
    assert_eq!(imported["imported"], 1);
    assert_eq!(imported["refused_total"], 3);
    let refused: Vec<u64> = imported["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["row"].as_u64().unwrap())
        .collect();
    assert_eq!(refused, [4, 5, 6]);
    assert_eq!(imported["unknown_columns"], json!(["备注"]));

    let query = format!("{items}/query");
    assert_eq!(worker.ask(&query, json!({})).await["total"], 2);
    assert_eq!(
        other.ask(&query, json!({})).await["total"],
        0,
        "another community's are its own"
    );
    let seen = street.ask(&query, json!({})).await;
    assert_eq!(seen["total"], 2);
    let foreign = officer.ask(&query, json!({})).await;
    let own = rows(&foreign)
        .iter()
        .find(|row| row["id"] == made["id"])
        .unwrap();
    assert_eq!(
        own["shown"]["f4"], "＊＊＊",
        "what is graded L3 stays with the street"
    );
    assert!(own["values"].get("f4").is_none());

    let path = format!("{items}/{}", made["id"]);
    let change = json!({ "version": 1, "values": { "f1": "台-1", "f2": "完好" } });
    assert_eq!(
        other.patch(&path, &change).await.status(),
        StatusCode::FORBIDDEN
    );
    let answer = officer.patch(&path, &change).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let held = worker.ask(&query, json!({})).await;
    let own = rows(&held)
        .iter()
        .find(|row| row["id"] == made["id"])
        .unwrap();
    assert_eq!(
        own["shown"]["f4"], "13900001111",
        "what was not seen was not touched"
    );
    assert_eq!(own["shown"]["f2"], "完好");
    assert_eq!(
        status_and_code(refusal(worker.patch(&path, &change).await).await).1,
        "item-changed"
    );
    let exported = worker.post(&format!("{items}/export"), &json!({})).await;
    assert_eq!(exported.status(), StatusCode::OK);
    assert!(
        exported.bytes().await.unwrap().starts_with(b"PK"),
        "a workbook"
    );

    let mut fields = kind["fields"].as_array().unwrap().clone();
    fields.push(field("备注", "text", "L1", false));
    let change = json!({ "version": 1, "name": "路灯", "note": "", "fields": fields });
    let answer = street
        .request(Method::PUT, &base)
        .json(&change)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let changed: Value = answer.json().await.unwrap();
    assert_eq!(changed["fields"][4]["id"], "f5");
    let fewer = json!({ "version": 2, "name": "路灯", "note": "", "fields": [fields[0]] });
    let answer = street
        .request(Method::PUT, &base)
        .json(&fewer)
        .send()
        .await
        .unwrap();
    assert_eq!(status_and_code(refusal(answer).await).1, "field-fixed");
    let removed = worker.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    assert_eq!(worker.ask(&query, json!({})).await["total"], 1);
}
