//! Pulling rows from another system's PostgreSQL.

use std::process::Command;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

fn psql(url: &str, sql: &str) {
    let done = Command::new("psql")
        .args([
            url,
            "--quiet",
            "--no-psqlrc",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
        ])
        .status()
        .unwrap();
    assert!(done.success(), "{sql}");
}

/// Runs a pull and waits for the end of that run.
pub async fn run(centre: &Caller, pull: &Value) -> Value {
    let id = &pull["id"];
    centre.ask(&format!("/api/pulls/{id}/run"), json!({})).await;
    for _ in 0..600 {
        let pulls = centre.read("/api/sources/yibao/pulls").await;
        let now = pulls
            .as_array()
            .unwrap()
            .iter()
            .find(|pull| pull["id"] == *id)
            .unwrap();
        let last = now["runs"][0].clone();
        if last["state"] != "running" {
            return last;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the pull did not end in a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_becomes_a_delivery_and_nothing_is_ever_written_there() {
    let Some(url) = Server::other_postgres("pulled") else {
        // Only a PostgreSQL can be pulled from; the same test runs in the PostgreSQL round.
        return;
    };
    psql(
        &url,
        "create table canbao (id int primary key, xm text, sfzh text, zt text, csrq date); \
         insert into canbao values \
         (1, '抽取甲', '370203194605150020', '正常参保', '1946-05-15'), \
         (2, '抽取乙', null, '暂停参保', null)",
    );
    for database in databases("pull") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let before = server.digest();
        let make = async |label: &str, select: &str, at: &str| {
            let body = json!({ "label": label, "url": at, "select": select, "daily_at": "02:30" });
            centre.ask("/api/sources/yibao/pulls", body).await
        };
        let select = "SELECT xm AS \"姓名\", sfzh AS \"社会保障号码\", zt AS \"参保状态\", csrq AS \"出生日期\" FROM canbao ORDER BY id -- all";
        let pull = make("参保视图", select, &url).await;
        assert_eq!(pull["cadence"], "每天 02:30");
        assert!(
            pull["next_at"]
                .as_str()
                .unwrap()
                .contains("T02:30:00+08:00")
        );

        // Two rows instead of some hundred: it is checked like any other delivery.
        let first = run(&centre, &pull).await;
        assert_eq!(
            (&first["state"], &first["rows"]),
            (&json!("done"), &json!(2)),
            "{first}"
        );
        assert_eq!(first["delivery_state"], "quarantined", "{first}");
        let page = centre
            .read(&format!("/api/deliveries/{}", first["delivery"]))
            .await;
        assert_eq!(page["received_by"], "大数据中心");
        assert_eq!(page["via"], "pull");
        assert!(
            page["check"]["findings"]
                .to_string()
                .contains("行数比上一批少")
        );
        assert_eq!(server.digest(), before);
        centre
            .ask(
                &format!("/api/deliveries/{}/accept", first["delivery"]),
                json!({ "lasting": [], "remark": "只有两行" }),
            )
            .await;
        let loaded = centre.settled(&first["delivery"]).await;
        assert_eq!(
            (&loaded["state"], &loaded["rows_read"]),
            (&json!("loaded"), &json!(2))
        );
        let same = run(&centre, &pull).await;
        assert_eq!(
            (&same["state"], &same["delivery"]),
            (&json!("same"), &first["delivery"])
        );

        let missing = make("没有的表", "SELECT * FROM nothing_here", &url).await;
        let failed = run(&centre, &missing).await;
        assert_eq!(failed["state"], "failed");
        assert!(
            failed["problem"].as_str().unwrap().contains("没有这张表"),
            "{failed}"
        );
        let sly = "WITH gone AS (DELETE FROM canbao RETURNING *) SELECT * FROM gone";
        let failed = run(&centre, &make("改数据", sly, &url).await).await;
        assert_eq!(failed["state"], "failed", "{failed}");
        let sly = "SELECT nextval('pulled_seq')";
        psql(&url, "create sequence if not exists pulled_seq");
        let failed = run(&centre, &make("也是改数据", sly, &url).await).await;
        assert!(
            failed["problem"].as_str().unwrap().contains("只能读"),
            "{failed}"
        );
        let nobody = make("连不上", "SELECT 1", "postgres://a:b@127.0.0.1:1/x").await;
        let failed = run(&centre, &nobody).await;
        assert!(
            failed["problem"].as_str().unwrap().contains("连不上"),
            "{failed}"
        );

        let pulls = centre.read("/api/sources/yibao/pulls").await.to_string();
        assert!(
            !pulls.contains("a:b@"),
            "addresses never show their account"
        );
        let officer = server.sign_in("minzheng").await;
        let refused = refusal(officer.get("/api/sources/minzheng-dibao/pulls").await).await;
        assert_eq!(refused.0, StatusCode::FORBIDDEN);
        let body = json!({ "label": "删库", "url": url, "select": "DROP TABLE canbao", "daily_at": "02:30" });
        let refused = refusal(centre.post("/api/sources/yibao/pulls", &body).await).await;
        assert_eq!(refused.1["code"], "pull-select");
        let path = format!("/api/pulls/{}", pull["id"]);
        let gone = centre.request(Method::DELETE, &path).send().await.unwrap();
        assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    }
    let left = Command::new("psql")
        .args([
            &url,
            "-tA",
            "--no-psqlrc",
            "-c",
            "select count(*) from canbao",
        ])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&left.stdout).trim(),
        "2",
        "nothing was written there"
    );
}
