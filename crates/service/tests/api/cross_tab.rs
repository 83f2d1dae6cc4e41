//! People counted by coded elements and by two things at once, as far as the caller may ask.

use reqwest::StatusCode;
use serde_json::{Value, json};
use workbook::{Cell, Limits};

use crate::server::{Caller, Server, code_of, databases};

const CROSS: &str = "/api/people/cross-tab";

fn rows(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn numbers(value: &Value) -> Vec<u64> {
    rows(value)
        .iter()
        .map(|one| one.as_u64().unwrap())
        .collect()
}

async fn dimensions(caller: &Caller) -> Vec<String> {
    let found = caller.read("/api/people/dimensions").await;
    let keys = rows(&found).iter().map(|one| one["key"].as_str().unwrap());
    keys.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_counted_by_coded_elements_and_crossed() {
    for database in databases("cross_tab") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let query = json!({ "alive": true, "basis": "hukou" });
        let mut by = query.clone();
        by["by"] = json!("education");
        let groups = street.ask("/api/people/group", by).await;
        let sum: u64 = rows(&groups["groups"])
            .iter()
            .map(|group| group["count"].as_u64().unwrap())
            .sum();
        assert_eq!(groups["total"], sum, "everybody is in one group: {groups}");
        let plain = |group: &&Value| {
            let label = group["label"].as_str().unwrap();
            group["key"] != "unknown" && label.chars().all(char::is_alphanumeric)
        };
        let group = rows(&groups["groups"]).iter().find(plain).unwrap();
        let rule = format!("文化程度 = {}", group["label"].as_str().unwrap());
        let listed = json!({ "alive": true, "basis": "hukou", "rule": rule });
        let listed = street.ask("/api/people/query", listed).await;
        assert_eq!(group["count"], listed["total"], "{group}");

        let asked = json!({ "query": query, "rows": "education", "columns": "marital_status" });
        let table = street.ask(CROSS, asked.clone()).await;
        assert_eq!(
            (&table["row_label"], &table["column_label"]),
            (&json!("文化程度"), &json!("婚姻状况"))
        );
        assert_eq!(table["total"], groups["total"]);
        let of_rows: Vec<[&Value; 3]> = rows(&table["rows"])
            .iter()
            .map(|row| [&row["key"], &row["label"], &row["total"]])
            .collect();
        let alone: Vec<[&Value; 3]> = rows(&groups["groups"])
            .iter()
            .map(|group| [&group["key"], &group["label"], &group["count"]])
            .collect();
        assert_eq!(of_rows, alone, "the rows are the grouping by itself");
        let mut sums = vec![0; rows(&table["columns"]).len()];
        for row in rows(&table["rows"]) {
            let cells = numbers(&row["cells"]);
            assert_eq!(row["total"], cells.iter().sum::<u64>());
            sums.iter_mut()
                .zip(cells)
                .for_each(|(sum, cell)| *sum += cell);
        }
        assert_eq!(numbers(&table["totals"]), sums);
        if rows(&table["columns"]).contains(&json!("不详")) {
            assert_eq!(rows(&table["columns"]).last(), Some(&json!("不详")));
        }

        let answer = street.post(&format!("{CROSS}/workbook"), &asked).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let bytes = answer.bytes().await.unwrap();
        let book = workbook::read(&bytes, "交叉表.xlsx", &Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        assert_eq!(sheet.text(0, 0), "文化程度＼婚姻状况");
        let last = sheet.rows - 1;
        let right = u32::try_from(sums.len()).unwrap() + 1;
        assert_eq!(sheet.text(last, 0), "合计");
        let total = i64::try_from(table["total"].as_u64().unwrap()).unwrap();
        assert_eq!(sheet.cell(last, right), &Cell::count(total), "a number");

        for (asked_rows, columns, code) in [
            ("sex", "sex", "group-same"),
            ("sex", "tag", "group-not-crossed"),
            ("sex", "ethnicity", "group-unknown"),
            ("phone", "sex", "group-unknown"),
        ] {
            let body = json!({ "query": {}, "rows": asked_rows, "columns": columns });
            let (status, found) = code_of(&street, CROSS, &body).await;
            assert_eq!((status, found.as_str()), (StatusCode::BAD_REQUEST, code));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_counts_by_what_they_may_not_ask() {
    for database in databases("cross_tab_rights") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let health = server.sign_in("weijian").await;
        let level = "disability_level";
        assert!(dimensions(&worker).await.iter().any(|key| key == level));
        let theirs = dimensions(&health).await;
        assert!(!theirs.iter().any(|key| key == level), "{theirs:?}");
        assert!(theirs.iter().any(|key| key == "education"), "{theirs:?}");
        assert!(
            !theirs
                .iter()
                .any(|key| key == "ethnicity" || key == "health")
        );

        let crossed = json!({ "query": {}, "rows": "street", "columns": level });
        let grouped = json!({ "by": level });
        for (path, body) in [
            (CROSS, &crossed),
            ("/api/people/cross-tab/workbook", &crossed),
            ("/api/people/group", &grouped),
        ] {
            let (status, code) = code_of(&health, path, body).await;
            assert_eq!(
                (status, code.as_str()),
                (StatusCode::FORBIDDEN, "rule-element-too-sensitive"),
                "{path}"
            );
        }
        let own = worker.ask(CROSS, crossed).await;
        let outside =
            json!({ "query": { "area": "370203005004" }, "rows": "sex", "columns": "age" });
        assert_eq!(code_of(&worker, CROSS, &outside).await.1, "area-outside");
        let people = worker.ask("/api/people/query", json!({ "size": 0 })).await;
        assert_eq!(own["total"], people["total"]);

        // Of a few people a count would say whose disability it is.
        let few = few_people(&worker).await;
        for body in [
            json!({ "query": few, "rows": "sex", "columns": level }),
            json!({ "query": few, "rows": level, "columns": "age" }),
        ] {
            assert_eq!(code_of(&worker, CROSS, &body).await.1, "group-too-few");
        }
        let mut grouped = few.clone();
        grouped["by"] = json!(level);
        let refused = code_of(&worker, "/api/people/group", &grouped).await;
        assert_eq!(refused, (StatusCode::FORBIDDEN, "group-too-few".to_owned()));
        grouped["by"] = json!("sex");
        worker.ask("/api/people/group", grouped).await;
    }
}

/// A question that fits somebody, but fewer than ten people.
async fn few_people(worker: &Caller) -> Value {
    for age in 60..100 {
        let query = json!({ "rule": format!("年龄 = {age}"), "size": 0 });
        let found = worker.ask("/api/people/query", query.clone()).await;
        if (1..10).contains(&found["total"].as_u64().unwrap()) {
            return query;
        }
    }
    panic!("no age has few people")
}
