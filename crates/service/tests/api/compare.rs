//! Comparing: every row is counted, a difference closes with an outcome that stays, and what a
//! community finds right becomes a fact.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

/// A line of the program's own export of people.
struct Person {
    number: String,
    name: String,
    phone: String,
    community: String,
}

fn people(server: &Server) -> Vec<Person> {
    let out = tempfile::TempDir::new().unwrap();
    let done = server
        .command("export")
        .args(["--format", "csv", "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    assert!(done.status.success());
    let text = std::fs::read_to_string(out.path().join("people.csv")).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |title: &str| header.iter().position(|held| *held == title).unwrap();
    let (number, name, phone, community) = (
        at("id_number"),
        at("name"),
        at("phone"),
        at("community_code"),
    );
    let deceased = at("deceased");
    lines
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>())
        .filter(|fields| fields.len() == header.len() && fields[deceased] == "false")
        .map(|fields| Person {
            number: fields[number].clone(),
            name: fields[name].clone(),
            phone: fields[phone].clone(),
            community: fields[community].clone(),
        })
        // One number each, so that a row that differs differs in its whole phone.
        .filter(|person| person.number.len() == 18 && person.phone.len() == 11)
        .filter(|person| person.community.starts_with("370203005"))
        .collect()
}

fn list(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = String::from("序号,姓名,身份证号码,联系电话\n");
    for (at, (name, number, phone)) in rows.iter().enumerate() {
        text.push_str(&format!("{},{name},{number},{phone}\n", at + 1));
    }
    text.into_bytes()
}

async fn upload(caller: &Caller, bytes: Vec<u8>) -> Value {
    let answer = caller
        .upload("/api/comparisons/lists", "台账.csv", bytes, &[])
        .await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

/// The comparison once a run more than `runs` is done.
async fn settled(caller: &Caller, id: &Value, runs: usize) -> Value {
    for _ in 0..600 {
        let now = caller.read(&format!("/api/comparisons/{id}")).await;
        if now["running"] == false && now["runs"].as_array().unwrap().len() > runs {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the comparison did not run in a minute");
}

async fn run_again(caller: &Caller, id: &Value, runs: usize) -> Value {
    let answer = caller
        .post(&format!("/api/comparisons/{id}/runs"), &json!({}))
        .await;
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    settled(caller, id, runs).await
}

async fn items(caller: &Caller, id: &Value, query: &str) -> Vec<Value> {
    let page = caller
        .read(&format!("/api/comparisons/{id}/items?size=200&{query}"))
        .await;
    page["rows"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_closes_with_an_outcome_that_stays_and_becomes_a_fact() {
    for database in databases("compare") {
        let server = Server::demo(&database);
        let people = people(&server);
        let (same, differs) = (&people[0], &people[1]);
        let street = server.sign_in("jd370203005").await;
        let bytes = list(&[
            (&same.name, &same.number, &same.phone),
            (&differs.name, &differs.number, "13900001234"),
            ("钱查无", "110101199003070011", "13900009999"),
        ]);
        let uploaded = upload(&street, bytes).await;
        assert_eq!(uploaded["rows"], 3);
        assert_eq!(uploaded["columns"][2]["field"], "id_number");
        let definition = json!({
            "left": uploaded["side"],
            "right": { "kind": "registry", "area": "", "basis": "either", "tags": [] },
            "keys": [["id_number"], ["name", "birth_date"]],
            "fields": ["name", "phone"],
            "only_left": true,
            "only_right": false,
        });
        let made = street
            .ask(
                "/api/comparisons",
                json!({ "title": "台账与底账", "definition": definition, "each_delivery": false }),
            )
            .await;
        let id = &made["id"];
        let first = settled(&street, id, 0).await;
        let run = &first["runs"][0];
        assert_eq!(
            (&run["same"], &run["differs"], &run["only_left"]),
            (&json!(1), &json!(1), &json!(1)),
            "{run}"
        );
        assert_eq!((&run["appeared"], &first["open"]), (&json!(2), &json!(2)));
        let whole = run["only_right"].as_u64().unwrap();
        assert!(whole > 100, "counted although they are no items: {whole}");

        let worker = server.sign_in(&format!("sq{}", differs.community)).await;
        let open = items(&worker, id, "").await;
        assert_eq!(open.len(), 1, "the community sees who it knows: {open:?}");
        let item = &open[0];
        assert_eq!(item["state"], "differs");
        let phone = &item["cells"][1];
        assert_eq!(phone["left"], "139****1234");
        assert_eq!(phone["differs"], true);
        assert!(
            !item.to_string().contains(&differs.number),
            "identity numbers are masked"
        );
        let other = people
            .iter()
            .find(|person| person.community != differs.community)
            .unwrap();
        let neighbour = server.sign_in(&format!("sq{}", other.community)).await;
        let act = format!("/api/comparisons/items/{}/close", item["id"]);
        let (status, _) = refusal(
            neighbour
                .post(&act, &json!({ "outcome": "left", "correct": false }))
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, problem) =
            refusal(worker.post(&act, &json!({ "outcome": "other" })).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("remark-missing"))
        );

        let closed = worker
            .ask(&act, json!({ "outcome": "left", "correct": true }))
            .await;
        assert_eq!(
            (&closed["outcome"], &closed["became_fact"]),
            (&json!("left"), &json!(true))
        );
        let page = worker
            .read(&format!("/api/people/{}", item["person_id"]))
            .await;
        let fact = page["facts"]
            .as_array()
            .unwrap()
            .iter()
            .find(|fact| fact["element"] == "phone")
            .unwrap();
        assert_eq!(fact["value"], "139****1234");
        assert_eq!(fact["by_person"], true);
        assert!(
            !fact["rivals"].as_array().unwrap().is_empty(),
            "nothing was overwritten"
        );
        let (status, _) = refusal(
            worker
                .post(&act, &json!({ "outcome": "right", "correct": false }))
                .await,
        )
        .await;
        assert_eq!(status, StatusCode::CONFLICT);

        let second = run_again(&street, id, 1).await;
        let run = &second["runs"][0];
        assert_eq!((&run["same"], &run["differs"]), (&json!(2), &json!(0)));
        assert_eq!((&run["gone"], &run["appeared"]), (&json!(1), &json!(0)));
        assert_eq!(items(&street, id, "show=gone").await.len(), 1);

        let left = items(&street, id, "state=only-left").await;
        assert_eq!(left.len(), 1);
        assert_eq!(
            left[0]["can_close"], true,
            "nobody's community is known, so the owner closes it"
        );
        let act = format!("/api/comparisons/items/{}/close", left[0]["id"]);
        street.ask(&act, json!({ "outcome": "nobody" })).await;
        let third = run_again(&street, id, 2).await;
        assert_eq!(third["open"], 0, "an outcome given once stays");

        let act = format!("/api/comparisons/{id}/workbook");
        let (status, _) = refusal(street.post(&act, &json!({ "purpose": "看" })).await).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let file = street
            .post(&act, &json!({ "purpose": "街道核对台账", "show": "all" }))
            .await;
        let bytes = file.bytes().await.unwrap();
        assert!(bytes.starts_with(b"PK"));
        let admin = server.sign_in("admin").await;
        let audit = admin.read("/api/audit?size=200").await.to_string();
        assert!(audit.contains("comparison.workbook") && audit.contains("街道核对台账"));
        assert!(!audit.contains(&differs.number));
        let (status, _) = refusal(admin.get(&format!("/api/comparisons/{id}")).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_compares_its_newest_delivery_and_again_after_each() {
    for database in databases("compare_source") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let definition = json!({
            "left": { "kind": "source", "source": "minzheng-gaoling" },
            "right": { "kind": "registry", "area": "", "basis": "either", "tags": ["高龄老人"] },
            "keys": [["id_number"]],
            "fields": ["name", "birth_date"],
            "only_left": true,
            "only_right": true,
        });
        let made = officer
            .ask(
                "/api/comparisons",
                json!({ "title": "津贴名册与高龄老人", "definition": definition, "each_delivery": true }),
            )
            .await;
        let id = &made["id"];
        let first = settled(&officer, id, 0).await;
        let run = &first["runs"][0];
        let count = |word: &str| run[word].as_u64().unwrap();
        assert!(count("same") > 0, "{run}");
        let of_communities: u64 = run["communities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tally| tally["same"].as_u64().unwrap())
            .sum();
        assert_eq!(of_communities, count("same"));

        let text = "姓名,身份证,出生日期\n孙测试,370203194605150020,1946-05-15\n";
        officer
            .deliver(
                "高龄津贴发放名册-补.csv",
                text.as_bytes().to_vec(),
                &[
                    ("source", "minzheng-gaoling"),
                    ("as_of", "2099-01-01"),
                    ("part", "true"),
                ],
            )
            .await;
        let second = settled(&officer, id, 1).await;
        assert_eq!(second["runs"][0]["by"], "新批次到达");
        let rows = ["same", "differs", "only_left", "ambiguous"]
            .iter()
            .map(|word| second["runs"][0][*word].as_u64().unwrap())
            .sum::<u64>();
        assert_eq!(rows, 1, "the newest delivery has one row");

        let foreign = json!({ "title": "别人的", "each_delivery": false, "definition": {
            "left": { "kind": "source", "source": "gongan-hukou" },
            "right": { "kind": "registry", "area": "" },
            "keys": [["id_number"]], "fields": ["name"], "only_left": true, "only_right": false,
        }});
        let (status, problem) = refusal(officer.post("/api/comparisons", &foreign).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("source-foreign"))
        );
        let worker = server.sign_in("sq370203005001").await;
        let (status, _) = refusal(worker.post("/api/comparisons", &foreign).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let away = officer
            .post(&format!("/api/comparisons/{id}/archive"), &json!({}))
            .await;
        assert_eq!(away.status(), StatusCode::NO_CONTENT);
        assert_eq!(officer.read("/api/comparisons").await, json!([]));
    }
}

#[test]
fn the_command_line_compares_files_and_the_registry() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _guard = runtime.enter();
    let server = Server::demo(&databases("compare_command")[0]);
    let people = people(&server);
    let folder = tempfile::TempDir::new().unwrap();
    let (left, right, out) = (
        folder.path().join("左.csv"),
        folder.path().join("右.csv"),
        folder.path().join("差异.csv"),
    );
    let one = "姓名,性别,出生日期,身份证号\n李秀英,男,1946.5.15,370203194605150020\n王五,女,1950-01-02,110101199003070011\n";
    let other = "名字,姓名,性别,生日,身份证号码\n1,李秀英,1,1946年5月15日,370203194605150020\n2,赵六,2,1950-01-02,11010119450505003X\n";
    std::fs::write(&left, one).unwrap();
    std::fs::write(&right, other).unwrap();
    let run = |more: &[&str]| {
        let output = crate::server::linli()
            .arg("compare")
            .args([&left, &right])
            .args(["--on", "身份证号", "--out"])
            .arg(&out)
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said, wrong)
    };
    let (good, said, wrong) = run(&["--fields", "性别,出生日期"]);
    assert!(good, "{wrong}");
    assert!(said.contains("一致 1，不一致 0，仅左 1，仅右 1"), "{said}");
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("王五") || text.contains("1101"), "{text}");
    assert!(!text.contains("110101199003070011"), "masked unless --full");
    let (good, ..) = run(&["--full"]);
    assert!(good);
    assert!(
        std::fs::read_to_string(&out)
            .unwrap()
            .contains("110101199003070011")
    );
    let (good, _, wrong) = run(&["--on", "身份证号,没有的列"]);
    assert!(good, "a further key that is missing does no harm: {wrong}");

    let person = &people[0];
    std::fs::write(
        &left,
        list(&[(&person.name, &person.number, "13900001234")]),
    )
    .unwrap();
    let book = folder.path().join("差异.xlsx");
    let output = server
        .command("compare")
        .arg(&left)
        .arg("registry")
        .args(["--on", "身份证号码", "--out"])
        .arg(&book)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("左 1 行") && said.contains("不一致 1"),
        "{said}"
    );
    let read = crate::server::linli()
        .args(["form", "read", "--json"])
        .arg(&book)
        .output()
        .unwrap();
    let sheets: Value = serde_json::from_slice(&read.stdout).unwrap();
    let names: Vec<&str> = sheets["sheets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sheet| sheet["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["汇总", "不一致", "仅左", "仅右", "无法对应"]);
}
