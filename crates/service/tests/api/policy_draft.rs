//! A changed policy asks only by what its writer may ask by, and may use the tags in force here.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const OLD_AGE: &str = "/api/policies/qd-shibei-gaoling";
const DISABLED: &str = "/api/policies/sd-disabled-two";

/// How a changed policy is refused when it is tried, its cases are run and it is kept.
async fn refusals(
    caller: &Caller,
    policy: &str,
    file: &Value,
) -> Vec<(StatusCode, String, String)> {
    let draft = json!({ "file": file, "note": "看看能不能这样写" });
    let answers = [
        caller.post(&format!("{policy}/try"), &draft).await,
        caller.post(&format!("{policy}/cases"), &draft).await,
        caller.put(&format!("{policy}/draft"), &draft).await,
    ];
    let mut found = Vec::new();
    for answer in answers {
        let (status, problem) = refusal(answer).await;
        let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
        found.push((status, text("code"), text("detail")));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_asks_by_nothing_that_its_writer_may_not_ask_by() {
    for database in databases("policy_rights") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let file = officer.read(OLD_AGE).await["file"].clone();
        let with = |path: &str, text: &str| {
            let mut changed = file.clone();
            *changed.pointer_mut(path).unwrap() = json!(text);
            changed
        };
        let sensitive = (StatusCode::FORBIDDEN, "rule-element-too-sensitive");
        let tag = (StatusCode::FORBIDDEN, "rule-tag-too-sensitive");
        let not_held = (StatusCode::BAD_REQUEST, "rule-element-not-held");
        let when = "/components/0/rows/0/when";
        for (changed, expected, says) in [
            (
                with("/who", "健在 且 户籍地 在 本区 且 残疾等级 = 一级"),
                sensitive,
                "“残疾等级”的分级是L4",
            ),
            (with("/who", "健在 且 标签(重度残疾人)"), tag, "重度残疾人"),
            (with(when, "残疾等级 = 一级"), sensitive, "残疾等级"),
            (with("/paid/who", "残疾等级 = 一级"), sensitive, "残疾等级"),
            (
                with("/who", "健在 且 已知(退役时间)"),
                not_held,
                "本系统还没有“退役时间”的数据",
            ),
        ] {
            for (status, code, detail) in refusals(&officer, OLD_AGE, &changed).await {
                assert_eq!((status, code.as_str()), expected, "{detail}");
                assert!(detail.contains(says), "{detail}");
            }
        }
        let kept = officer.read(OLD_AGE).await;
        assert_eq!(kept["versions"], json!([]), "nothing was kept");
        let own = with("/who", "健在 且 户籍地 在 本区 且 低保金额 > 0");
        officer
            .ask(&format!("{OLD_AGE}/try"), json!({ "file": own }))
            .await;

        // What is paid may be raised although the disabled persons' federation says to whom.
        let mut file = officer.read(DISABLED).await["file"].clone();
        file["parameters"][0]["values"][0]["value"]["number"] = json!(999);
        let tried = officer
            .ask(&format!("{DISABLED}/try"), json!({ "file": file }))
            .await;
        assert_eq!(tried["total"]["before"], tried["total"]["after"], "{tried}");
        file["components"][1]["rows"][0]["when"] = json!("残疾等级 = 一级");
        for (_, code, _) in refusals(&officer, DISABLED, &file).await {
            assert_eq!(code, sensitive.1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_may_use_a_tag_made_here() {
    for database in databases("policy_tags") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let mut file = officer.read(OLD_AGE).await["file"].clone();
        file["who"] = json!("标签(助餐服务对象)");
        file["components"] = json!([{
            "name": "助餐补贴", "period": "每月", "rows": [{ "when": "是", "amount": "10" }]
        }]);
        for (status, code, detail) in refusals(&officer, OLD_AGE, &file).await {
            assert_eq!(
                (status, code.as_str()),
                (StatusCode::BAD_REQUEST, "policy-rule-wrong")
            );
            assert!(detail.contains("助餐服务对象"), "{detail}");
        }

        let proposal = json!({
            "action": "add", "name": "助餐服务对象", "reason": "助餐服务按此发放",
            "level": "district", "subject": "person", "kind": "dynamic", "group": "服务需求",
            "rule": "年龄 >= 75 且 健在", "definition": "年满七十五周岁、健在的老人",
            "department": "民政局", "legal_basis": "市北区基本养老服务清单第三条", "grade": "L4",
        });
        let proposal = officer.ask("/api/tags/proposals", proposal).await;
        let agree = format!("/api/tags/proposals/{}/agree", proposal["id"]);
        let word = json!({ "version": proposal["version"], "remark": "口径清楚，同意" });
        centre.ask(&agree, word).await;

        let case = |name: &str, tags: Value, expect: Value| {
            json!({ "name": name, "today": "2026-11-22", "facts": {}, "tags": tags,
                "expect": expect })
        };
        file["cases"] = json!([
            case(
                "助餐服务对象",
                json!(["助餐服务对象"]),
                json!({ "entitled": "true", "amounts": { "助餐补贴": 10.0 } })
            ),
            case("不是", json!([]), json!({ "entitled": "false" })),
        ]);
        let draft = json!({ "file": file, "note": "改为按助餐服务对象发放" });
        let kept = officer.put(&format!("{OLD_AGE}/draft"), &draft).await;
        assert!(kept.status().is_success(), "{}", kept.text().await.unwrap());
        let page = centre
            .ask(&format!("{OLD_AGE}/publish"), json!({ "version": 1 }))
            .await;
        assert_eq!(page["row"]["version"], 1, "{page}");
        assert_eq!(page["cases"][0]["failure"], Value::Null);
        let audit = officer.read(&format!("{OLD_AGE}/audit")).await;
        let carriers = officer
            .ask(
                "/api/people/query",
                json!({ "tags_all": ["助餐服务对象"], "purpose": "核对助餐服务人数" }),
            )
            .await;
        assert!(carriers["total"].as_u64() > Some(0));
        assert_eq!(audit["total"]["entitled"], carriers["total"], "{audit}");

        // A tag that a policy is made of does not end.
        let mut end = json!({ "action": "delete", "name": "助餐服务对象", "reason": "不再需要了" });
        for key in ["level", "subject", "kind", "group", "rule", "definition"] {
            end[key] = json!("");
        }
        for key in ["department", "legal_basis", "grade"] {
            end[key] = json!("");
        }
        let (_, problem) = refusal(officer.post("/api/tags/proposals", &end).await).await;
        assert_eq!(problem["code"], "tag-needed", "{problem}");
    }
}
