//! Whatever is handed in gets a clear sentence, and nothing is half-written.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::server::{Server, databases, linli, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn broken_files_are_told_and_leave_nothing() {
    for database in databases("bad_input").into_iter().take(1) {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let before = server.digest();
        let encrypted = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        let cases: [(&str, Vec<u8>, &str); 4] = [
            ("空.csv", Vec::new(), "workbook-empty"),
            (
                "坏.xlsx",
                b"PK\x03\x04 this is no workbook".to_vec(),
                "workbook-broken",
            ),
            ("截断.xls", encrypted.to_vec(), "workbook-broken"),
            (
                "图片.xlsx",
                b"\x89PNG\r\n\x1a\n0000".to_vec(),
                "workbook-unknown",
            ),
        ];
        for (name, bytes, code) in cases {
            let failed = centre.deliver(name, bytes, &[("source", "yibao")]).await;
            assert_eq!(failed["state"], "failed", "{name}: {failed}");
            let said = &failed["problem"];
            assert!(
                said["code"].as_str().unwrap().starts_with("workbook-"),
                "{name}: expected something like {code}, got {said}"
            );
            assert!(said["detail"].as_str().unwrap().ends_with('。'), "{said}");
        }
        let unknown = centre
            .upload("/api/deliveries", "什么.csv", b"a,b\n1,2\n".to_vec(), &[])
            .await;
        assert_eq!(refusal(unknown).await.1["code"], "source-unrecognised");
        let gbk: &[u8] = b"\xd0\xd5\xc3\xfb,\xc9\xed\xb7\xdd\xd6\xa4\xba\xc5\xc2\xeb\n\xb2\xe2\xca\xd4\xc8\xcb,370203194605150020\n";
        let read = centre
            .deliver(
                "UTF8名字GBK内容.csv",
                gbk.to_vec(),
                &[("source", "yibao"), ("part", "true")],
            )
            .await;
        assert_eq!(
            (read["state"].as_str(), read["rows_loaded"].as_u64()),
            (Some("loaded"), Some(1)),
            "{read}"
        );
        centre
            .ask(&format!("/api/deliveries/{}/undo", read["id"]), json!({}))
            .await;
        assert_eq!(
            server.digest(),
            before,
            "no broken file has changed the registry"
        );

        let officer = server.sign_in("minzheng").await;
        let answer = officer
            .upload("/api/templates", "空.xlsx", Vec::new(), &[])
            .await;
        assert_eq!(refusal(answer).await.1["code"], "workbook-empty");
        let answer = officer
            .post("/api/requests", &json!({ "nonsense": true }))
            .await;
        assert_eq!(refusal(answer).await.1["code"], "body-unreadable");
    }
}

#[test]
fn a_taken_port_an_unknown_area_and_a_database_that_is_away_are_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let said = |arguments: &[&str]| {
        let output = linli()
            .args(arguments)
            .arg("--data")
            .arg(folder.path().join("data"))
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(said(&["serve", "--listen", &listen]).contains("port-unavailable"));
    assert!(
        said(&["demo", "--area", "999999", "--listen", "127.0.0.1:0"]).contains("area-unknown")
    );
    let away = said(&[
        "serve",
        "--database",
        "postgres://nobody@127.0.0.1:1/none",
        "--listen",
        "127.0.0.1:0",
    ]);
    assert!(away.contains("database-unavailable"), "{away}");
    assert!(said(&["import", "no-such-file.csv"]).contains("file-unreadable"));
}

#[test]
fn form_read_answers_as_scripts_expect() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("名册.csv");
    std::fs::write(&path, "姓名*,身份证号码*,联系电话\n").unwrap();
    let output = linli()
        .args(["form", "read", "--json"])
        .arg(&path)
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let sheet = &answer["sheets"][0];
    assert_eq!(
        (sheet["kind"].as_str(), &sheet["header_rows"]),
        (Some("form"), &json!([1, 1]))
    );
    let first = &sheet["columns"][0];
    assert_eq!(first["index"], 1);
    assert_eq!(first["element"], "姓名");
    assert_eq!(first["element_id"], "name");
    assert_eq!(first["required"], true);
    assert_eq!(sheet["columns"][1]["element"], "公民身份号码");
    assert!(first["confidence"].as_f64().unwrap() > 0.5);
}
