//! 平移: the shipped example takes an old system's tables over, reconciles them, and rolls back to
//! the same digest.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Output;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, linli, refusal};

/// The mapping file that ships.
fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/migration.toml")
}

/// An identity number out of its first 17 characters (GB 11643).
fn number(first: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{first}{}", char::from(check))
}

/// A name of its own for every row.
fn name(at: usize) -> String {
    let letters: Vec<char> = "甲乙丙丁戊己庚辛壬癸".chars().collect();
    format!("试平{}{}", letters[at / 10], letters[at % 10])
}

/// The tables of an old system: forty residents, every other one with a subsidy.
fn old_tables(folder: &Path) -> [PathBuf; 2] {
    let mut residents = String::from("BH,XM,SFZH,XB,CSRQ,LXDH,XZZ,CJR,CJSJ,MZ\n");
    let mut subsidies = String::from("XM,SFZH,FFJE\n");
    for at in 0..40_usize {
        let day = at % 28 + 1;
        let id = number(&format!("370203193601{day:02}{:03}", 900 + at));
        let sex = if at % 2 == 0 { 1 } else { 0 };
        let name = name(at);
        writeln!(
            residents,
            "R{at:03},{name},{id},{sex},1936.1.{day},1390000{at:04},,张,2019,汉"
        )
        .unwrap();
        if at % 2 == 0 {
            writeln!(subsidies, "{name},{id},{}.5", 100 + at).unwrap();
        }
    }
    let paths = [folder.join("resident.csv"), folder.join("subsidy.csv")];
    std::fs::write(&paths[0], residents).unwrap();
    std::fs::write(&paths[1], subsidies).unwrap();
    paths
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}{wrong}");
    text
}

#[test]
fn the_shipped_example_is_tried_taken_over_and_rolled_back() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _guard = runtime.enter();
    for database in databases("migrate_command") {
        let server = Server::demo(&database);
        let folder = tempfile::TempDir::new().unwrap();
        let [residents, subsidies] = old_tables(folder.path());
        let with_files = |command: &mut std::process::Command| {
            command
                .arg("--map")
                .arg(example())
                .arg("--input")
                .args([&residents, &subsidies])
                .output()
                .unwrap()
        };
        let plan = said(&with_files(linli().args(["migrate", "plan"])));
        assert!(
            plan.contains("SFZH → 公民身份号码") && plan.contains("BH → （原系统编号）"),
            "{plan}"
        );
        assert!(plan.contains("MZ → （没有对照）"), "{plan}");

        let before = server.digest();
        let check = said(&with_files(linli().args(["migrate", "check"])));
        assert!(
            check.contains("表 resident：原 40 行，入库 40 行，退回 0 行，逐项一致"),
            "{check}"
        );
        assert!(check.contains("没有对照的列：MZ"), "{check}");
        assert!(check.contains("合计：原 2390，现 2390"), "{check}");
        assert_eq!(server.digest(), before, "a dry run writes nothing");

        let report = folder.path().join("对账.xlsx");
        let mut run = server.migrate("run");
        run.arg("--report").arg(&report);
        let ran = said(&with_files(&mut run));
        assert!(ran.contains("表 subsidy：原 20 行，入库 20 行"), "{ran}");
        assert!(std::fs::read(&report).unwrap().starts_with(b"PK"));
        assert_ne!(server.digest(), before);
        let again = with_files(&mut server.migrate("run"));
        assert!(
            !again.status.success(),
            "the same tables are not taken over twice"
        );

        let back = said(&server.migrate("rollback").arg("1").output().unwrap());
        assert!(back.contains("底账与平移之前完全相同"), "{back}");
        assert_eq!(server.digest(), before);
        assert!(
            !server
                .migrate("rollback")
                .arg("1")
                .output()
                .unwrap()
                .status
                .success()
        );
    }
}

async fn send(caller: &Caller, path: &str, map: &str, files: &[PathBuf]) -> reqwest::Response {
    let mut form = reqwest::multipart::Form::new().part(
        "map",
        reqwest::multipart::Part::text(map.to_owned()).file_name("migration.toml"),
    );
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let part = reqwest::multipart::Part::bytes(std::fs::read(file).unwrap()).file_name(name);
        form = form.part("file", part);
    }
    caller
        .request(reqwest::Method::POST, path)
        .multipart(form)
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_centre_takes_over_and_rolls_back_on_its_page() {
    for database in databases("migration") {
        let server = Server::demo(&database);
        let folder = tempfile::TempDir::new().unwrap();
        let files = old_tables(folder.path());
        let map = std::fs::read_to_string(example()).unwrap();
        let centre = server.sign_in("shuju").await;
        let before = server.digest();

        let other = server.sign_in("minzheng").await;
        let (status, _) = refusal(send(&other, "/api/cutovers/check", &map, &files).await).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let wrong = map.replace("\"name\"", "\"no_such\"");
        let (status, problem) =
            refusal(send(&centre, "/api/cutovers/check", &wrong, &files).await).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("mapping-wrong"))
        );
        let (_, problem) =
            refusal(send(&centre, "/api/cutovers/check", &map, &files[..1]).await).await;
        assert_eq!(problem["code"], "input-missing");

        let check: Value = send(&centre, "/api/cutovers/check", &map, &files)
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(check["tables"][0]["whole"], true, "{}", check["tables"][0]);
        assert_eq!(check["tables"][0]["unmapped"], json!(["MZ"]));
        let sample = check["sample"].as_array().unwrap();
        assert!(
            sample
                .iter()
                .all(|cell| !cell["old"].as_str().unwrap().starts_with("37020319360"))
        );
        assert_eq!(centre.read("/api/cutovers").await, json!([]));

        let done = send(&centre, "/api/cutovers", &map, &files).await;
        assert_eq!(done.status(), StatusCode::CREATED);
        let done: Value = done.json().await.unwrap();
        assert_eq!(done["tables"][1]["new_rows"], 20);
        let list = centre.read("/api/cutovers").await;
        assert_eq!(
            (&list[0]["state"], &list[0]["name"]),
            (&json!("done"), &check["name"])
        );
        assert_eq!(list[0]["deliveries"].as_array().unwrap().len(), 2);
        let found = centre
            .ask(
                "/api/people/query",
                json!({ "text": name(12), "basis": "either" }),
            )
            .await;
        assert_ne!(server.digest(), before, "{found}");

        let path = format!("/api/cutovers/{}/roll-back", list[0]["id"]);
        let back = centre.ask(&path, json!({})).await;
        assert_eq!(
            (&back["deliveries"], &back["as_before"]),
            (&json!(2), &json!(true))
        );
        assert_eq!(server.digest(), before, "rolled back to the same digest");
        let (status, _) = refusal(centre.post(&path, &json!({})).await).await;
        assert_eq!(status, StatusCode::CONFLICT);
    }
}
