//! Deliveries that depart from the contract of their source: stopped with a sentence, decided
//! about, and nothing changed before that.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

/// The insurance list of the sample, as text.
fn insured(server: &Server) -> String {
    let bytes = std::fs::read(server.sample_file("yibao")).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The messages of the findings that hold a delivery up, each with its code.
fn stops(delivery: &Value) -> Vec<(String, String)> {
    delivery["check"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["weight"] == "stop")
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            (text("code"), text("message"))
        })
        .collect()
}

async fn deliver(caller: &Caller, name: &str, text: String) -> Value {
    caller
        .deliver(name, text.into_bytes(), &[("source", "yibao")])
        .await
}

/// One delivery is stopped by exactly one finding, whose sentence has these words.
fn stopped_by(delivery: &Value, code: &str, words: &[&str]) {
    assert_eq!(delivery["state"], "quarantined", "{delivery}");
    let found = stops(delivery);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, code);
    for words in words
        .iter()
        .chain(&["请联系医保数据联络员（电话 0532-0000 0151）"])
    {
        assert!(
            found[0].1.contains(words),
            "“{words}” is not in {}",
            found[0].1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_column_fewer_rows_and_a_new_code_are_each_stopped_with_their_sentence() {
    for database in databases("drift") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let before = server.digest();
        let list = insured(&server);

        let renamed = list.replacen("手机号码", "联系方式", 1);
        let renamed = deliver(&centre, "医保参保人员_11月.csv", renamed).await;
        stopped_by(
            &renamed,
            "column-renamed",
            &[
                "工作表“医保参保人员_11月”第 1 行 H 列",
                "“手机号码”不见了",
                "“联系方式”",
            ],
        );

        let lines: Vec<&str> = list.lines().collect();
        let rows = lines.len() - 1;
        let kept = 1 + rows * 7 / 10;
        let fewer = lines[..kept].join("\n");
        let fewer = deliver(&centre, "医保参保人员_12月.csv", fewer).await;
        stopped_by(
            &fewer,
            "rows-fewer",
            &[
                "行数比上一批少 30%",
                &format!("上一批 {rows} 行"),
                &format!("这一批 {} 行", kept - 1),
            ],
        );

        // Every tenth row gets a state that the code table does not have.
        let mut changed = 0;
        let coded: Vec<String> = list
            .lines()
            .enumerate()
            .map(|(at, line)| {
                if at > 0 && at % 20 == 0 && line.contains("正常参保") {
                    changed += 1;
                    return line.replacen("正常参保", "转出参保", 1);
                }
                line.to_owned()
            })
            .collect();
        assert!(changed > 5, "{changed}");
        let coded = deliver(&centre, "医保参保人员_1月.csv", coded.join("\n")).await;
        stopped_by(
            &coded,
            "code-new",
            &[
                "“参保状态”列出现约定里没有的代码“转出参保”",
                &format!("共 {changed} 行"),
            ],
        );
        assert_eq!(
            server.digest(),
            before,
            "nothing of the three is in the registry"
        );

        let calendar = centre.read("/api/contracts").await;
        let line = calendar
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["source"] == "yibao")
            .unwrap();
        assert_eq!(line["quarantined"], 3);
        assert_eq!(line["call"], "请联系医保数据联络员（电话 0532-0000 0151）");

        rejected_and_withdrawn(&server, &centre, &fewer, &coded).await;
        accepted(&server, &centre, &renamed, &list).await;
    }
}

/// Only the data centre sends back, with a reason; both leave the registry as it was, and the
/// same file may come again.
async fn rejected_and_withdrawn(server: &Server, centre: &Caller, fewer: &Value, coded: &Value) {
    let before = server.digest();
    let admin = server.sign_in("admin").await;
    let reject = format!("/api/deliveries/{}/reject", fewer["id"]);
    let reason = json!({ "remark": "漏导了三个社区，请重新导出。" });
    let (status, problem) = refusal(admin.post(&reject, &reason).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(problem["code"], "right-missing");
    let silent = refusal(centre.post(&reject, &json!({ "remark": " " })).await).await;
    assert_eq!(silent.1["code"], "remark-missing");
    let rejected = centre.ask(&reject, reason).await;
    assert_eq!(rejected["state"], "rejected");
    let page = centre
        .read(&format!("/api/deliveries/{}", fewer["id"]))
        .await;
    assert_eq!(page["check"]["remark"], "漏导了三个社区，请重新导出。");
    assert_eq!(page["check"]["decided_by"], "大数据中心");
    let twice = refusal(centre.post(&reject, &json!({ "remark": "再退一次" })).await).await;
    assert_eq!(twice.1["code"], "delivery-not-quarantined");

    let withdraw = format!("/api/deliveries/{}/withdraw", coded["id"]);
    let withdrawn = admin.ask(&withdraw, json!({})).await;
    assert_eq!(withdrawn["state"], "withdrawn");
    assert_eq!(server.digest(), before);
    let again = deliver(centre, "医保参保人员_12月.csv", {
        let list = insured(server);
        let lines: Vec<&str> = list.lines().collect();
        lines[..=(lines.len() - 1) * 7 / 10].join("\n")
    })
    .await;
    assert_eq!(
        again["state"], "quarantined",
        "what was sent back may come again: {again}"
    );
    assert_ne!(again["id"], fewer["id"]);
}

/// Accepting loads the delivery and makes the change part of the contract; undoing it gives back
/// what was.
async fn accepted(server: &Server, centre: &Caller, renamed: &Value, list: &str) {
    let before = server.digest();
    let page = "/api/sources/yibao/contract";
    assert_eq!(centre.read(page).await["version"], 1);
    let accept = format!("/api/deliveries/{}/accept", renamed["id"]);
    let wrong = centre
        .post(&accept, &json!({ "lasting": [99], "remark": "" }))
        .await;
    assert_eq!(refusal(wrong).await.1["code"], "finding-unknown");
    assert_eq!(server.digest(), before, "a wrong choice changes nothing");

    centre
        .ask(
            &accept,
            json!({ "lasting": [0], "remark": "系统升级改了列名" }),
        )
        .await;
    let loaded = centre.settled(&renamed["id"]).await;
    assert_eq!(loaded["state"], "loaded", "{loaded}");
    assert_eq!(loaded["check"]["decision"], "accept");
    let contract = centre.read(page).await;
    assert_eq!(contract["version"], 2);
    assert!(
        contract["versions"][0]["remark"]
            .as_str()
            .unwrap()
            .contains("系统升级改了列名")
    );
    let titles = contract["contract"]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .find(|column| column["titles"][0] == "手机号码")
        .map(|column| column["titles"].clone());
    assert_eq!(titles, Some(json!(["手机号码", "联系方式"])));

    let mut next = list.replacen("手机号码", "联系方式", 1);
    next.push('\n');
    let next = deliver(centre, "医保参保人员_2月.csv", next).await;
    assert_eq!(
        next["state"], "loaded",
        "the new title is agreed upon: {next}"
    );
    for id in [&next["id"], &renamed["id"]] {
        centre
            .ask(&format!("/api/deliveries/{id}/undo"), json!({}))
            .await;
    }
    assert_eq!(server.digest(), before, "undo gives back what was");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_is_proposed_amended_and_kept_in_every_version() {
    for database in databases("contract") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let officer = server.sign_in("minzheng").await;
        let page = "/api/sources/minzheng-dibao/contract";
        let held = officer.read(page).await;
        assert_eq!(
            (held["version"].as_i64(), held["may_edit"].as_bool()),
            (Some(1), Some(false))
        );
        let foreign = refusal(officer.get("/api/sources/yibao/contract").await).await;
        assert_eq!(
            foreign.0,
            StatusCode::NOT_FOUND,
            "other departments' contracts are theirs"
        );

        let rows = centre
            .read("/api/deliveries?source=minzheng-dibao&state=loaded")
            .await;
        let proposed = centre
            .ask(
                &format!("/api/deliveries/{}/contract", rows["rows"][0]["id"]),
                json!({}),
            )
            .await;
        assert_eq!(proposed["columns"], held["contract"]["columns"]);

        let mut contract = held["contract"].clone();
        contract["contact"] = json!("社会救助科");
        contract["every_days"] = json!(7);
        contract["grace_days"] = json!(0);
        let change = json!({ "version": 1, "remark": "改为每周一交", "contract": contract });
        let refused = refusal(officer.put(page, &change).await).await;
        assert_eq!(refused.1["code"], "right-missing");
        assert!(refused.1["detail"].as_str().unwrap().contains("大数据中心"));
        let due: Value = centre.put(page, &change).await.json().await.unwrap();
        // The sample's list is twelve days old.
        assert_eq!(due["overdue"], 5, "{due}");
        assert!(due["call"].as_str().unwrap().contains("社会救助科"));
        let stale = refusal(centre.put(page, &change).await).await;
        assert_eq!(stale.1["code"], "contract-changed");
        contract["phone"] = json!("找张三");
        let nonsense = json!({ "version": 2, "remark": "试", "contract": contract });
        let refused = refusal(centre.put(page, &nonsense).await).await;
        assert_eq!(refused.1["code"], "contract-invalid");

        let versions = officer.read(page).await["versions"].clone();
        let remarks: Vec<&str> = versions
            .as_array()
            .unwrap()
            .iter()
            .map(|version| version["remark"].as_str().unwrap())
            .collect();
        assert_eq!(remarks, ["改为每周一交", "按样例数据生成"]);
        let audit = server
            .sign_in("admin")
            .await
            .read("/api/audit?size=200")
            .await;
        assert!(audit.to_string().contains("contract.save"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_obeys_and_prints_the_findings() {
    let server = Server::demo(&databases("import")[0]);
    let before = server.digest();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("医保参保人员.csv");
    std::fs::write(&path, insured(&server).replacen("手机号码", "联系方式", 1)).unwrap();
    let import = |more: &[&str]| {
        let output = server
            .command("import")
            .args(["--source", "yibao"])
            .args(more)
            .arg(&path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), said)
    };
    let (good, said) = import(&[]);
    assert!(
        !good && said.contains("已隔离") && said.contains("“联系方式”"),
        "{said}"
    );
    assert_eq!(server.digest(), before);
    let (_, said) = import(&[]);
    assert!(said.contains("是同一个文件"), "{said}");

    std::fs::write(
        &path,
        insured(&server).replacen("手机号码", "联系方式", 1) + "\n",
    )
    .unwrap();
    let (good, said) = import(&["--accept-drift"]);
    assert!(
        good && said.contains("已接受变化") && said.contains("入库"),
        "{said}"
    );
    assert_ne!(server.digest(), before);
    let centre = server.sign_in("shuju").await;
    assert_eq!(
        centre.read("/api/sources/yibao/contract").await["version"],
        2
    );
}
