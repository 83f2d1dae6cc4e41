//! Lists of people and segments as files: who is in the list, as the list shows them, for a purpose.

use reqwest::StatusCode;
use serde_json::{Value, json};
use workbook::Limits;

use crate::server::{Caller, Server, code_of, databases};

const EXPORT: &str = "/api/people/export";

async fn bytes_of(caller: &Caller, path: &str, body: &Value) -> Vec<u8> {
    let answer = caller.post(path, body).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let book = workbook::read(bytes, "名单.xlsx", &Limits::default()).unwrap();
    let sheet = &book.sheets[0];
    (0..sheet.rows)
        .map(|row| (0..12).map(|column| sheet.text(row, column)).collect())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_exported_as_it_is_shown() {
    for database in databases("people_export") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let health = server.sign_in("weijian").await;
        let admin = server.sign_in("admin").await;
        let query = json!({ "age_min": 70, "alive": true, "basis": "home", "sort": "name" });
        let mut asked = query.clone();
        asked["size"] = json!(200);
        let page = worker.ask("/api/people/query", asked).await;
        let listed = page["rows"].as_array().unwrap();
        assert!(!listed.is_empty());

        let body = json!({ "query": query, "purpose": "高龄走访安排" });
        let rows = rows_of(&bytes_of(&worker, EXPORT, &body).await);
        assert_eq!(
            &rows[0][..5],
            ["姓名", "性别", "年龄", "出生日期", "身份证号"]
        );
        assert_eq!(json!(rows.len() - 1), page["total"]);
        for (row, shown) in rows[1..].iter().zip(listed) {
            for (at, key) in [(0, "name"), (4, "id_number"), (5, "phone"), (6, "address")] {
                assert_eq!(shown[key], json!(row[at]), "masked as on the screen");
            }
        }
        assert!(rows[1..].iter().any(|row| row[4].contains('*')));

        let mut csv = body.clone();
        csv["format"] = json!("csv");
        let text = String::from_utf8(bytes_of(&worker, EXPORT, &csv).await).unwrap();
        assert!(text.starts_with("\u{feff}姓名,性别,年龄"), "{text}");
        assert_eq!(text.lines().count(), rows.len());
        csv["format"] = json!("pdf");
        assert_eq!(code_of(&worker, EXPORT, &csv).await.1, "format-unknown");

        // Rights are those of the list.
        let silent = json!({ "query": query, "purpose": "看" });
        assert_eq!(code_of(&worker, EXPORT, &silent).await.1, "purpose-missing");
        let outside = json!({ "query": { "area": "370203005004" }, "purpose": "高龄走访安排" });
        assert_eq!(code_of(&worker, EXPORT, &outside).await.1, "area-outside");
        let sensitive = json!({ "query": { "tags_all": ["低保对象"] }, "purpose": "高龄走访安排" });
        let (status, _) = code_of(&health, EXPORT, &sensitive).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "another department's tag");
        assert_eq!(
            code_of(&admin, EXPORT, &body).await.0,
            StatusCode::FORBIDDEN
        );
        bytes_of(&worker, EXPORT, &sensitive).await;

        let kept = admin.read("/api/audit?act=people.export").await;
        let kept = kept["rows"].as_array().unwrap();
        assert_eq!(kept.len(), 3, "what was refused left no file: {kept:?}");
        assert!(kept.iter().all(|row| row["purpose"] == "高龄走访安排"));
        let in_file = format!("行数：{}，", rows.len() - 1);
        let first = kept[2]["detail"].as_str().unwrap();
        assert!(first.contains(&in_file), "{in_file} {first}");
        let newest = kept[0]["detail"].as_str().unwrap();
        assert!(
            newest.contains("低保对象"),
            "by what it was listed: {newest}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_exported_as_far_as_the_caller_sees_it() {
    for database in databases("segment_export") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let worker = server.sign_in("sq370203005001").await;
        let draft =
            json!({ "name": "助餐服务对象", "rule": "年龄 >= 75 且 健在", "shared_area": true });
        let made = street.ask("/api/segments", draft).await;
        let path = format!("/api/segments/{}", made["id"]);
        let export = format!("{path}/export");
        let why = json!({ "purpose": "助餐点备餐名单" });
        let mut sizes = Vec::new();
        for caller in [&street, &worker] {
            let count = caller.read(&path).await["count"]["yes"].as_u64().unwrap();
            let rows = rows_of(&bytes_of(caller, &export, &why).await);
            assert_eq!(rows.len() as u64 - 1, count);
            assert!(
                rows[1..]
                    .iter()
                    .all(|row| row[2].parse::<u32>().unwrap() >= 75)
            );
            sizes.push(count);
        }
        assert!(sizes[1] < sizes[0], "the worker's own part: {sizes:?}");
        let health = server.sign_in("weijian").await;
        assert_eq!(code_of(&health, &export, &why).await.1, "segment-unknown");
        let (_, code) = code_of(&street, &export, &json!({ "purpose": "" })).await;
        assert_eq!(code, "purpose-missing");
        let admin = server.sign_in("admin").await;
        let kept = admin.read("/api/audit?act=segment.export").await;
        assert_eq!(kept["total"], 2, "{kept}");
    }
}
