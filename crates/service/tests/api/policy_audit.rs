//! Entitlement beside payment in people and in money, and who they are of whom it cannot be told.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::policies::paid_person;
use crate::server::{Caller, Server, databases, refusal};

const OLD_AGE: &str = "/api/policies/qd-shibei-gaoling";
const DISABLED: &str = "/api/policies/sd-disabled-two";
const STREET: &str = "370203005000";

fn number(audit: &Value, key: &str) -> f64 {
    let value = &audit["total"][key];
    value.as_f64().unwrap_or_else(|| panic!("{key}: {audit}"))
}

/// The audit once it says something; the snapshot follows a delivery at once, but not within its
/// own answer.
async fn audit_once(caller: &Caller, path: &str, says: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..200 {
        let audit = caller.read(path).await;
        if says(&audit) {
            return audit;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the audit did not change: {}", caller.read(path).await);
}

fn said(command: &mut std::process::Command) -> String {
    let output = command.output().unwrap();
    let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{wrong}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_wrongly_comes_to_a_sum() {
    for database in databases("policy_sums") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let worker = server.sign_in("sq370203005001").await;
        let health = server.sign_in("weijian").await;
        let whole = format!("{OLD_AGE}/audit");
        let before = officer.read(&whole).await;
        assert_eq!(
            (&before["level"], &before["twice_known"]),
            (&json!("street"), &json!(true))
        );
        let stated = number(&before, "paid") - number(&before, "paid_unstated");
        assert!(
            number(&before, "yearly_paid") >= 600.0 * stated,
            "fifty a month at least: {before}"
        );
        assert!(
            number(&before, "unpaid") > 0.0,
            "some are entitled and not paid"
        );

        // By community the same sums.
        let street = officer.read(&format!("{whole}?area={STREET}")).await;
        assert_eq!(street["level"], "community");
        let rows = street["areas"].as_array().unwrap();
        assert!(rows.len() > 1, "{street}");
        for key in [
            "yearly_paid",
            "over_not_entitled",
            "over_dead",
            "over_more",
            "unpaid",
        ] {
            let sum: f64 = rows.iter().map(|row| row[key].as_f64().unwrap()).sum();
            assert!((sum - number(&street, key)).abs() < 0.01, "{key}: {street}");
        }

        // The death of somebody who is paid makes of the payment one to the dead.
        let (person, name, id_number) = paid_person(&worker).await;
        let file = format!("姓名,身份证件号码,死亡日期\n{name},{id_number},2026-11-01\n");
        let fields = [("source", "weijian-siwang"), ("part", "true")];
        health
            .deliver("死亡补报.csv", file.into_bytes(), &fields)
            .await;
        let dead = number(&before, "dead_but_paid");
        let after = audit_once(&officer, &whole, |audit| {
            number(audit, "dead_but_paid") > dead
        })
        .await;
        let grown = |key: &str| number(&after, key) - number(&before, key);
        let year = grown("over_dead");
        assert!(
            [600.0, 1200.0, 4800.0].contains(&year),
            "twelve months of {person}: {year}"
        );
        assert!((grown("over_not_entitled") - year).abs() < 0.01, "{after}");
        assert!(grown("yearly_paid").abs() < 0.01, "the list still pays");

        // A second row for the same month is a payment listed twice, in their community.
        let lists = officer.read("/api/payments/twice").await;
        let list = lists["lists"]
            .as_array()
            .unwrap()
            .iter()
            .find(|list| list["source"] == "民政·高龄津贴发放")
            .unwrap();
        let file = format!("姓名,身份证,津贴\n{name},{id_number},50\n");
        let fields = [
            ("source", "minzheng-gaoling"),
            ("part", "true"),
            ("as_of", list["as_of"].as_str().unwrap()),
        ];
        officer
            .deliver("高龄津贴补报.csv", file.into_bytes(), &fields)
            .await;
        let twice = number(&after, "paid_twice") + 1.0;
        let after = audit_once(&officer, &whole, |audit| {
            (number(audit, "paid_twice") - twice).abs() < 0.5
        })
        .await;
        let people = officer.read("/api/payments/twice").await;
        let listed: std::collections::BTreeSet<i64> = people["twice"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["allowance"] == "高龄津贴金额")
            .map(|row| row["person_id"].as_i64().unwrap())
            .collect();
        assert!(listed.contains(&person), "{people}");
        assert_eq!(after["total"]["paid_twice"], listed.len(), "{people}");
        let own = worker.read(&whole).await;
        assert_eq!(own["areas"].as_array().map(Vec::len), Some(1), "{own}");
        assert!(number(&own, "paid_twice") >= 1.0, "{own}");
        let foreign = health.read(&whole).await;
        assert_eq!(
            (&foreign["twice_known"], &foreign["total"]["paid_twice"]),
            (&json!(false), &json!(0)),
            "another department's lists"
        );

        // The command line says the same.
        let mut command = server.subcommand("policy", "audit");
        let told = said(command.args(["--json", "--policy", "qd-shibei-gaoling"]));
        let told: Value = serde_json::from_str(&told).unwrap();
        let sums = &told[0]["sums"];
        for (key, shown) in [
            ("due", "yearly_due"),
            ("paid", "yearly_paid"),
            ("over_dead", "over_dead"),
            ("over_not_entitled", "over_not_entitled"),
            ("over_more", "over_more"),
            ("unpaid", "unpaid"),
        ] {
            let yuan = sums[key].as_f64().unwrap() / 100.0;
            assert!((yuan - number(&after, shown)).abs() < 0.01, "{key}: {sums}");
        }
        assert_eq!(sums["paid_twice_people"], after["total"]["paid_twice"]);
        assert!(told[0]["by"].as_array().unwrap().len() > 1);
        let mut command = server.subcommand("policy", "audit");
        let told = said(command.args(["--policy", "qd-shibei-gaoling"]));
        assert!(
            told.contains("名册全年实发") && told.contains("重复发放"),
            "{told}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_whom_it_cannot_be_told_is_listed_with_what_to_ask() {
    for database in databases("policy_unknown") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let worker = server.sign_in("sq370203005001").await;
        let neighbour = server.sign_in("sq370203005004").await;
        let health = server.sign_in("weijian").await;
        let list = format!("{DISABLED}/unknown");
        let audit = officer.read(&format!("{DISABLED}/audit")).await;
        assert_eq!(audit["lists_unknown"], true);
        let all = officer.read(&format!("{list}?size=200")).await;
        assert!(all["total"].as_u64() > Some(2), "{all}");
        assert_eq!(all["total"], audit["total"]["unknown"]);
        let rows = all["rows"].as_array().unwrap();
        let asks = |row: &Value| -> Vec<String> {
            let ask = row["ask"].as_array().unwrap();
            ask.iter()
                .map(|one| one.as_str().unwrap().to_owned())
                .collect()
        };
        assert!(rows.iter().all(|row| !asks(row).is_empty()), "{all}");
        let of_care = |row: &&Value| asks(row).contains(&"生活自理能力".to_owned());
        assert!(rows.iter().any(|row| of_care(&row)), "{all}");
        let second = officer.read(&format!("{list}?size=1&page=2")).await;
        assert_eq!(second["rows"], json!([rows[1]]));

        // A community sees its own, by the same count.
        let own = worker.read(&format!("{list}?size=200")).await;
        let counted = worker.read(&format!("{DISABLED}/audit")).await;
        assert_eq!(own["total"], counted["total"]["unknown"]);
        let people = |page: &Value| -> Vec<i64> {
            let rows = page["rows"].as_array().unwrap();
            rows.iter()
                .map(|row| row["person_id"].as_i64().unwrap())
                .collect()
        };
        let (own, others) = (
            people(&own),
            neighbour.read(&format!("{list}?size=200")).await,
        );
        assert!(people(&others).iter().all(|person| !own.contains(person)));
        assert!(own.len() + people(&others).len() > 0, "{all}");
        let outside = worker.get(&format!("{list}?area=370203005004")).await;
        let (status, problem) = refusal(outside).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("area-outside"))
        );

        // Another department counts them and is not told who they are.
        let counted = health.read(&format!("{DISABLED}/audit")).await;
        assert_eq!(counted["lists_unknown"], false);
        let (status, problem) = refusal(health.get(&list).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("policy-foreign"))
        );

        // Nobody of them has a lead, and the command line asks the same.
        let mut command = server.subcommand("policy", "match");
        command.args(["--people", "--json", "--policy", "sd-disabled-two"]);
        let told: Value = serde_json::from_str(&said(&mut command)).unwrap();
        let told = told.as_array().unwrap();
        for row in rows.iter().filter(of_care) {
            let line = told.iter().find(|line| line["person"] == row["person_id"]);
            assert_eq!(line.unwrap()["missing"], row["ask"]);
        }
        let mut command = server.subcommand("policy", "match");
        let told = said(command.args(["--people", "--policy", "sd-disabled-two"]));
        assert!(told.contains("缺少：生活自理能力"), "{told}");
        let leads = officer
            .read("/api/leads?policy=sd-disabled-two&state=open&size=200")
            .await;
        let unknown = people(&all);
        for lead in leads["rows"].as_array().unwrap() {
            assert!(
                !unknown.contains(&lead["person_id"].as_i64().unwrap()),
                "{lead}"
            );
        }
    }
}
