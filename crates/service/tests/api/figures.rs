//! Figures by communities of today and by a border set, on today and on past days, through HTTP.

use reqwest::StatusCode;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const DAY: i64 = 86_400_000;
/// Every moment that says since when or until when something was known.
const MOMENTS: [(&str, &str); 11] = [
    ("link", "decided_at"),
    ("gone_record", "linked_at"),
    ("gone_record", "gone_at"),
    ("merge", "made_at"),
    ("merge", "undone_at"),
    ("split_off", "made_at"),
    ("split_off", "undone_at"),
    ("change_log", "at"),
    ("delivery", "received_at"),
    ("delivery", "finished_at"),
    ("contract", "created_at"),
];

/// Moves everything known so far some days into the past.
pub async fn age(server: &Server, days: i64) {
    let connection = Database::connect(ConnectOptions::new(server.database_url()))
        .await
        .unwrap();
    for (table, column) in MOMENTS {
        let by = days * DAY;
        let sql = format!("UPDATE \"{table}\" SET \"{column}\" = \"{column}\" - {by}");
        connection.execute_unprepared(&sql).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// The Chinese calendar day some days ago, as the service counts days.
pub fn days_ago(days: i64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let seconds = i64::try_from(now.as_secs()).unwrap() + 8 * 3600 - days * 86_400;
    chrono::DateTime::from_timestamp(seconds, 0)
        .unwrap()
        .date_naive()
        .to_string()
}

/// Asks, and waits until it is counted.
pub async fn counted(caller: &Caller, question: Value) -> Value {
    let asked = caller.ask("/api/figures", question).await;
    let path = format!("/api/figures/{}", asked["id"]);
    for _ in 0..600 {
        let now = caller.read(&path).await;
        if now["state"] != "running" {
            assert_eq!(now["state"], "done", "{now}");
            return now["result"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("not counted in a minute");
}

/// A figure of a table on a day, by its heading.
fn column<'a>(table: &'a Value, label: &str, day: usize) -> &'a Value {
    let figures = table["figures"].as_array().unwrap();
    let figure = figures.iter().find(|figure| figure["label"] == label);
    &figure.unwrap_or_else(|| panic!("no {label} in {table}"))["days"][day]
}

pub fn total(table: &Value, label: &str, day: usize) -> u64 {
    column(table, label, day)["count"]["total"]
        .as_u64()
        .unwrap()
}

fn units(counts: &Value) -> Vec<u64> {
    let units = counts["units"].as_array().unwrap();
    units.iter().map(|count| count.as_u64().unwrap()).collect()
}

/// Units and what is in none are the whole, for every figure on every day.
fn adds_up(table: &Value) {
    for figure in table["figures"].as_array().unwrap() {
        for day in figure["days"].as_array().unwrap() {
            for counts in ["count", "unknown", "doors"] {
                let counts = &day[counts];
                if counts.is_null() || !day["problem"].is_null() {
                    continue;
                }
                let sum: u64 = units(counts).iter().sum();
                let none = counts["none"].as_u64().unwrap();
                assert_eq!(json!(sum + none), counts["total"], "{figure}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn communities_and_borders_are_counted_within_rights() {
    for database in databases("figures") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let question = json!({ "figures": [
            { "rule": "年龄 >= 80", "label": "80岁以上" }, { "tag": "残疾人" },
            { "rule": "存在 居住人", "subject": "dwelling", "label": "住着人" },
        ] });
        let today = counted(&street, question.clone()).await;
        adds_up(&today);
        let list = async |caller: &Caller, rule: &str| -> u64 {
            let asked = json!({ "rule": rule, "basis": "home" });
            let listed = caller.ask("/api/people/query", asked).await;
            listed["total"].as_u64().unwrap()
        };
        assert_eq!(
            total(&today, "80岁以上", 0),
            list(&street, "年龄 >= 80").await
        );
        assert_eq!(
            total(&today, "健在人口", 0),
            list(&street, "健在").await,
            "the same people as the list"
        );
        assert_eq!(total(&today, "住着人", 0), total(&today, "有人住的房屋", 0));
        // A community gets its own row of the street's table and nothing else.
        let own = counted(&worker, question).await;
        assert_eq!(own["units"].as_array().unwrap().len(), 1);
        let at = today["units"].as_array().unwrap();
        let at = at.iter().position(|unit| *unit == own["units"][0]).unwrap();
        for label in ["健在人口", "房屋", "残疾人"] {
            let of_street = units(&column(&today, label, 0)["count"])[at];
            assert_eq!(total(&own, label, 0), of_street, "{label}");
        }
        refused(&street, &worker).await;
        redrawn(&street, &worker, &today).await;
    }
}

async fn refused(street: &Caller, worker: &Caller) {
    for (question, status, code) in [
        (
            json!({ "area": "370203008" }),
            StatusCode::FORBIDDEN,
            "area-outside",
        ),
        (
            json!({ "days": ["明天"] }),
            StatusCode::BAD_REQUEST,
            "known-on-unreadable",
        ),
        (
            json!({ "days": [days_ago(-1)] }),
            StatusCode::BAD_REQUEST,
            "figures-on-future",
        ),
        (
            json!({ "days": [days_ago(1)] }),
            StatusCode::BAD_REQUEST,
            "known-before-first",
        ),
        (
            json!({ "figures": [{ "rule": "年龄 >> 8" }] }),
            StatusCode::BAD_REQUEST,
            "rule-syntax",
        ),
        (
            json!({ "figures": [{ "tag": "没有的" }] }),
            StatusCode::NOT_FOUND,
            "tag-unknown",
        ),
        (
            json!({ "border": 99 }),
            StatusCode::NOT_FOUND,
            "border-unknown",
        ),
    ] {
        let (found, problem) = refusal(street.post("/api/figures", &question).await).await;
        assert_eq!(found, status, "{question} {problem}");
        if code != "rule-syntax" {
            assert_eq!(problem["code"], code, "{question} {problem}");
        }
    }
    let upload = worker.upload("/api/borders", "a.csv", Vec::new(), &[("name", "甲")]);
    assert_eq!(refusal(upload.await).await.0, StatusCode::FORBIDDEN);
}

/// The street cuts its communities anew.
async fn redrawn(street: &Caller, worker: &Caller, today: &Value) {
    let estates = street.read("/api/estates").await;
    let (first, second) = (&estates[0], &estates[1]);
    let line = |unit: &str, estate: &Value, run: &str| {
        let text = |key: &str| estate[key].as_str().unwrap().to_owned();
        format!("{unit},{},{},{run}\n", text("community_code"), text("name"))
    };
    let head = "单元名称,社区,小区/路弄,楼栋/门牌从,楼栋/门牌到\n";
    let hand_in = async |text: String, shared: &str| -> Value {
        let fields = [("name", "2026年网格调整"), ("shared", shared)];
        let answer = street.upload("/api/borders", "方案.csv", text.into_bytes(), &fields);
        answer.await.json().await.unwrap()
    };
    let wrong = hand_in(
        format!("{head}甲,没有的社区,,,\n,370203005001,,1,\n"),
        "true",
    )
    .await;
    assert_eq!(
        (&wrong["id"], &wrong["faults_total"]),
        (&Value::Null, &json!(2))
    );
    let text = wrong["faults"][0]["messages"][0].as_str().unwrap();
    assert!(text.contains("没有的社区"), "{text}");
    assert_eq!(wrong["faults"][1]["row"], 3);

    let rows = [
        line("甲网格", first, ","),
        line("乙网格", second, ","),
        line("乙网格", first, "1,1"),
    ];
    let plan = format!("{head}{}", rows.concat());
    let hidden = hand_in(plan.clone(), "false").await;
    let path = format!("/api/borders/{}", hidden["id"]);
    assert_eq!(
        worker.get(&path).await.status(),
        StatusCode::NOT_FOUND,
        "not shared"
    );
    let made = hand_in(plan, "true").await;
    let path = format!("/api/borders/{}", made["id"]);
    let page = street.read(&path).await;
    assert_eq!(page["units"][0]["dwellings"], first["dwellings"]);
    let overlap = page["notes"][0]["messages"][0].as_str().unwrap();
    assert_eq!(page["notes"][0]["row"], 4);
    assert!(
        overlap.contains("第2行重叠") && overlap.contains("甲网格"),
        "{overlap}"
    );
    let dwellings: u64 = column(today, "房屋", 0)["count"]["total"].as_u64().unwrap();
    let outside = page["outside"].as_u64().unwrap();
    assert_eq!(page["dwellings"].as_u64().unwrap() + outside, dwellings);
    assert!(outside > 0 && !page["gaps"].as_array().unwrap().is_empty());

    let question = json!({ "border": made["id"], "figures": [{ "tag": "残疾人" }] });
    let figures = counted(street, question.clone()).await;
    adds_up(&figures);
    assert_eq!(figures["units"], json!(["甲网格", "乙网格"]));
    for label in ["健在人口", "户籍户", "房屋", "残疾人"] {
        let (new, old) = (total(&figures, label, 0), total(today, label, 0));
        assert_eq!(new, old, "{label} does not depend on borders");
    }
    let counts = &column(&figures, "房屋", 0)["count"];
    let of = |estate: &Value| estate["dwellings"].as_u64().unwrap();
    assert_eq!(units(counts), [of(first), of(second)]);
    let own = counted(worker, question).await;
    assert_eq!(
        units(&column(&own, "房屋", 0)["count"]),
        [of(first), 0],
        "a community sees its part of each unit"
    );
    let listed = worker.read("/api/figures").await;
    let id = listed[0]["id"].as_i64().unwrap();
    let foreign = street.get(&format!("/api/figures/{id}")).await;
    assert_eq!(
        foreign.status(),
        StatusCode::NOT_FOUND,
        "asked by somebody else"
    );

    let gone = worker.post(&format!("{path}/remove"), &json!({})).await;
    assert_eq!(gone.status(), StatusCode::FORBIDDEN);
    let gone = street.post(&format!("{path}/remove"), &json!({})).await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(street.get(&path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_day_is_counted_as_it_was_known_then() {
    for database in databases("figures_past") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let street = server.sign_in("jd370203005").await;
        let question = |days: &[String]| json!({ "figures": [{ "tag": "残疾人" }], "days": days });
        let before = counted(&street, question(&[])).await;
        assert!(total(&before, "残疾人", 0) > 0);
        age(&server, 40).await;

        let deliveries = centre.read("/api/deliveries?size=500").await;
        let rows = deliveries["rows"].as_array().unwrap();
        let list = rows
            .iter()
            .find(|row| row["source"] == "canlian")
            .unwrap_or_else(|| panic!("{deliveries}"));
        centre
            .ask(&format!("/api/deliveries/{}/undo", list["id"]), json!({}))
            .await;

        let days = [days_ago(2), days_ago(0)];
        let both = counted(&street, question(&days)).await;
        adds_up(&both);
        assert_eq!(both["days"], json!(days));
        for label in ["健在人口", "户籍户", "房屋", "有人住的房屋", "残疾人"] {
            assert_eq!(
                column(&both, label, 0)["count"],
                column(&before, label, 0)["count"],
                "{label} of the past day, unit by unit, is what it was"
            );
        }
        assert_eq!(
            total(&both, "残疾人", 1),
            0,
            "the list has been undone today"
        );
        assert_eq!(
            counted(&street, question(&days)).await,
            both,
            "the same question has the same answer"
        );
        let early = json!({ "days": [days_ago(60)] });
        let (_, problem) = refusal(street.post("/api/figures", &early).await).await;
        assert_eq!(problem["code"], "known-before-first");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&days_ago(40)), "{detail}");

        let runs = street.read("/api/figures").await;
        let id = runs[0]["id"].as_i64().unwrap();
        let file = street.get(&format!("/api/figures/{id}/workbook")).await;
        let bytes = file.bytes().await.unwrap();
        let book = workbook::read(&bytes, "统计.xlsx", &workbook::Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        let header: Vec<String> = (0..sheet.columns).map(|at| sheet.text(0, at)).collect();
        assert_eq!(header[1], format!("健在人口 {}（人）", days[0]));
        let place = header
            .iter()
            .position(|title| title == "残疾人 增减")
            .unwrap();
        let place = u32::try_from(place).unwrap();
        let less = i64::try_from(total(&before, "残疾人", 0)).unwrap();
        assert_eq!(
            sheet.cell(sheet.rows - 1, place),
            &workbook::Cell::count(-less)
        );
    }
}
