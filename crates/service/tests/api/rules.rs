//! Rules, tags and policies on the command line, over the data of a server that is running.

use std::process::Command;

use serde_json::{Value, json};

use crate::server::{Server, databases, linli};

/// What a command prints.
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}{wrong}");
    text
}

fn read(command: &mut Command) -> Value {
    serde_json::from_str(&said(command)).unwrap()
}

fn sum(lines: &Value, key: &str) -> u64 {
    let lines = lines.as_array().unwrap();
    lines.iter().map(|line| line[key].as_u64().unwrap()).sum()
}

#[test]
fn a_script_asks_counts_reasons_and_policies() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _guard = runtime.enter();
    for database in databases("rules") {
        let server = Server::demo(&database);
        let count = |arguments: &[&str]| {
            let mut command = server.subcommand("rule", "count");
            command.args(arguments);
            command
        };
        let rule = "标签(高龄老人)";
        let plain = said(&mut count(&[rule]));
        let all = read(&mut count(&["--json", "--by", "community", rule]));
        assert_eq!(plain.trim(), all["yes"].to_string());
        assert!(all["yes"].as_u64() > Some(0), "{all}");
        assert_eq!(sum(&all["by"], "yes"), all["yes"].as_u64().unwrap());
        let streets = read(&mut count(&["--json", "--by", "street", rule]));
        assert_eq!(sum(&streets["by"], "yes"), all["yes"].as_u64().unwrap());

        // The pages say the same.
        let asked = runtime.block_on(async {
            let shuju = server.sign_in("shuju").await;
            shuju
                .ask("/api/people/query", json!({ "tags_all": ["高龄老人"] }))
                .await
        });
        assert_eq!(asked["total"], all["yes"]);

        let id = asked["rows"][0]["id"].to_string();
        let reason = read(server.subcommand("rule", "explain").args([
            "--json",
            "--id",
            &id,
            "年龄 >= 80 且 健在",
        ]));
        assert_eq!(reason["truth"], "true");
        assert_eq!(reason["parts"].as_array().unwrap().len(), 2, "{reason}");

        let tags = read(server.subcommand("tag", "evaluate").arg("--json"));
        let line = tags
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["tag"] == "高龄老人")
            .unwrap();
        assert_eq!(line["yes"], all["yes"]);

        let why = read(server.subcommand("rule", "explain").args([
            "--json",
            "--id",
            &id,
            "标签(独居老人)",
        ]));
        let rule = why["parts"][0]["condition"].as_str().unwrap_or_default();
        assert!(rule.contains("没有 配偶"), "{why}");
        let alone = &why["parts"][0]["parts"][0];
        assert_eq!(alone["condition"], "标签(独居(户内唯一居住人))");
        assert!(alone["parts"][0]["sentence"].is_string(), "{why}");

        let policies = read(server.subcommand("policy", "match").arg("--json"));
        for line in policies.as_array().unwrap() {
            let (entitled, due) = (line["entitled"].as_u64(), line["due"].as_u64());
            assert!(due.is_some() && due <= entitled, "{line}");
            let most = line["components"].as_array().unwrap().iter();
            let most = most.filter_map(|one| one["due"].as_u64()).max();
            assert!(most <= due, "{line}");
        }
        let ids: Vec<&str> = policies
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|line| line["policy"].as_str())
            .collect();
        assert!(ids.contains(&"qd-shibei-gaoling"), "{ids:?}");
        assert!(
            !ids.iter().any(|id| id.starts_with("sh-")),
            "not of Shanghai: {ids:?}"
        );
        let audit = read(server.subcommand("policy", "audit").args([
            "--json",
            "--policy",
            "qd-shibei-gaoling",
        ]));
        assert!(audit[0]["entitled_not_paid"].is_array(), "{audit}");
    }
}

#[test]
fn mistakes_are_told_with_their_place() {
    let output = linli()
        .args(["rule", "check", "年岭 >= 80"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(wrong.contains("第1行第1个字"), "{wrong}");
    assert!(wrong.contains("年龄"), "{wrong}");
    let checked = read(linli().args(["rule", "check", "--json", "年龄>=80 且 健在"]));
    assert_eq!(checked["text"], "年龄 >= 80 且 健在");
    let sql = said(linli().args(["rule", "sql", "--dialect", "spark", "--count", "年龄 >= 80"]));
    assert!(sql.contains("`people`"), "{sql}");
    let empty = tempfile::tempdir().unwrap();
    let output = linli()
        .args(["rule", "count", "--data"])
        .arg(empty.path())
        .arg("健在")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("data-folder-empty"));
    let cases = read(linli().args(["policy", "test", "--json"]));
    assert_eq!(cases["failures"], json!([]));
    assert!(cases["cases"].as_u64() > Some(50), "{cases}");
}
