//! A tag goes from a proposal over its offices into force, is seen on people, explained, changed,
//! and ended; what must not become a tag is refused with its sentence.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Caller, Server, databases, refusal};

const STREET_OFFICE: &str = "jd370203005";
const ALONE: &str = "独居(户内唯一居住人)";

pub fn draft(name: &str, rule: &str) -> Value {
    json!({
        "action": "add", "name": name, "reason": "助餐服务按此发放", "level": "district",
        "subject": "person", "kind": "dynamic", "group": "服务需求", "rule": rule,
        "definition": "年满七十五周岁、健在的老人", "department": "民政局",
        "legal_basis": "市北区基本养老服务清单第三条", "grade": "L4",
    })
}

pub fn act(proposal: &Value, name: &str) -> String {
    format!("/api/tags/proposals/{}/{name}", proposal["id"])
}

pub fn word(proposal: &Value) -> Value {
    json!({ "version": proposal["version"], "remark": "口径清楚，同意" })
}

pub async fn refused(caller: &Caller, path: &str, body: &Value) -> (StatusCode, String, String) {
    let (status, problem) = refusal(caller.post(path, body).await).await;
    let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
    (status, text("code"), text("detail"))
}

pub async fn tag(caller: &Caller, name: &str) -> Option<Value> {
    let tags = caller.read("/api/tags").await;
    let found = tags
        .as_array()
        .unwrap()
        .iter()
        .find(|tag| tag["name"] == name);
    found.cloned()
}

async fn people(caller: &Caller, query: Value) -> u64 {
    let page = caller.ask("/api/people/query", query).await;
    page["total"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_proposed_agreed_to_and_in_force_at_once() {
    for database in databases("tags") {
        let server = Server::demo(&database);
        let street = server.sign_in(STREET_OFFICE).await;
        let civil = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let worker = server.sign_in("sq370203005001").await;

        let rule = "年龄 >= 75 且 健在";
        let mut asked = draft("助餐服务对象", rule);
        asked["level"] = json!("street");
        let preview = street.ask("/api/tags/preview", asked.clone()).await;
        assert_eq!(preview["refusal"], Value::Null, "{preview}");
        let expected = people(
            &street,
            json!({ "age_min": 75, "alive": true, "basis": "home" }),
        )
        .await;
        assert_eq!(
            preview["count"]["yes"], expected,
            "those who live in the street"
        );
        let samples = preview["samples"].as_array().unwrap();
        assert!(!samples.is_empty() && samples.len() <= 20);
        assert!(
            samples
                .iter()
                .all(|person| person["name"].as_str().unwrap().contains('*'))
        );
        let similar = preview["similar"].as_array().unwrap();
        assert!(
            similar.iter().any(|tag| tag["name"] == "65岁以上老年人"),
            "{similar:?}"
        );

        let proposal = street.ask("/api/tags/proposals", asked.clone()).await;
        assert_eq!(
            (&proposal["state"], &proposal["can"]["decide"]),
            (&json!("open"), &json!(false))
        );
        assert!(
            tag(&worker, "助餐服务对象").await.is_none(),
            "not before it is approved"
        );
        let (status, code, _) = refused(&street, "/api/tags/proposals", &asked).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "proposal-open")
        );
        for (caller, why) in [(&street, "自己"), (&centre, "业务主管部门审核")] {
            let (status, code, detail) =
                refused(caller, &act(&proposal, "agree"), &word(&proposal)).await;
            assert_eq!(
                (status, code.as_str()),
                (StatusCode::FORBIDDEN, "proposal-not-yours")
            );
            assert!(detail.contains(why), "{detail}");
        }
        let bench = civil.read("/api/workbench").await.to_string();
        assert!(bench.contains("标签提案：助餐服务对象"), "{bench}");
        let reviewed = civil.ask(&act(&proposal, "agree"), word(&proposal)).await;
        assert_eq!(reviewed["state"], "open");
        let (status, code, _) = refused(&centre, &act(&proposal, "agree"), &word(&proposal)).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "version-conflict")
        );
        let approved = centre.ask(&act(&proposal, "agree"), word(&reviewed)).await;
        assert_eq!(approved["state"], "approved");

        let held = tag(&street, "助餐服务对象")
            .await
            .expect("in force at once");
        assert_eq!(
            (&held["count"], &held["origin"]),
            (&json!(expected), &json!("added"))
        );
        let listed = people(
            &street,
            json!({ "tags_all": ["助餐服务对象"], "basis": "either", "purpose": "核对助餐对象名单" }),
        )
        .await;
        assert_eq!(listed, expected);
        let page = street.read("/api/tags/page?name=助餐服务对象").await;
        assert_eq!(
            (&page["version"], &page["level"]),
            (&json!(1), &json!("street"))
        );
        assert_eq!(page["versions"].as_array().unwrap().len(), 1);
        assert_eq!(
            page["card"]["sources"].as_array().map(Vec::is_empty),
            Some(false)
        );
        let names = page["versions"][0]["approved_by"].as_str().unwrap();
        assert_eq!(names, "大数据中心");

        let admin = server.sign_in("admin").await;
        let audit = admin.read("/api/audit?size=200").await.to_string();
        for trace in ["tag.propose", "tag.agree", "tag.samples"] {
            assert!(audit.contains(trace), "{trace}");
        }

        // Another process, or the same after a power cut, computes the same.
        let server = server.power_cut();
        let street = server.sign_in(STREET_OFFICE).await;
        let held = tag(&street, "助餐服务对象").await.expect("still in force");
        assert_eq!(held["count"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_changed_and_ended() {
    for database in databases("tags_change") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let before = tag(&civil, "高龄老人").await.unwrap()["count"]
            .as_u64()
            .unwrap();

        let mut change = draft("高龄老人", "健在 且 年龄 >= 85");
        change["action"] = json!("change");
        let preview = civil.ask("/api/tags/preview", change.clone()).await;
        assert_eq!(
            (&preview["gained"], &preview["before"]["yes"]),
            (&json!(0), &json!(before))
        );
        let lost = preview["lost"].as_u64().unwrap();
        assert!(lost > 0 && lost < before, "{preview}");
        let proposal = civil.ask("/api/tags/proposals", change).await;
        let labels: Vec<_> = proposal["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["label"].clone())
            .collect();
        assert_eq!(
            labels,
            ["提出", "区大数据中心批准"],
            "its own review is the proposal"
        );
        centre.ask(&act(&proposal, "agree"), word(&proposal)).await;
        let changed = tag(&civil, "高龄老人").await.unwrap();
        assert_eq!(
            (&changed["count"], &changed["origin"], &changed["version"]),
            (&json!(before - lost), &json!("changed"), &json!(1))
        );

        // 应享未享高龄津贴 reads 享受老年综合/高龄津贴, so that cannot go.
        let mut end = draft("享受老年综合/高龄津贴", "");
        end["action"] = json!("delete");
        let (status, code, detail) = refused(&civil, "/api/tags/proposals", &end).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::CONFLICT, "tag-needed")
        );
        assert!(detail.contains("应享未享高龄津贴"), "{detail}");

        let proposal = civil
            .ask("/api/tags/proposals", draft("助餐服务对象", "年龄 >= 78"))
            .await;
        centre.ask(&act(&proposal, "agree"), word(&proposal)).await;
        let segment = json!({ "name": "助餐", "rule": "标签(助餐服务对象)" });
        civil.ask("/api/segments", segment).await;
        end["name"] = json!("助餐服务对象");
        let preview = civil.ask("/api/tags/preview", end.clone()).await;
        assert!(
            preview["impact"].to_string().contains("人群“助餐”"),
            "{preview}"
        );
        let proposal = civil.ask("/api/tags/proposals", end).await;
        centre.ask(&act(&proposal, "agree"), word(&proposal)).await;
        assert!(tag(&civil, "助餐服务对象").await.is_none());
        let segments = civil.read("/api/segments").await;
        assert!(
            segments[0]["problem"]
                .as_str()
                .unwrap()
                .contains("助餐服务对象"),
            "{segments}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_become_a_tag_is_refused_with_its_sentence() {
    for database in databases("tags_bad") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let health = server.sign_in("weijian").await;
        let centre = server.sign_in("shuju").await;
        let shipped = civil.read("/api/tags/page?name=高龄老人").await;
        assert_eq!(shipped["legal_basis"], "示例标签，启用前由本地补依据");
        let with = |key: &str, value: Value| {
            let mut changed = draft("测试标签", "年龄 >= 78");
            changed[key] = value;
            changed
        };
        for (asked, code, says) in [
            (with("rule", json!("年龄 >= 女")), "", "女"),
            (with("rule", json!("年龄 / 0 > 1")), "", "零"),
            (with("rule", json!("民族 = 汉族")), "", "民族"),
            (with("rule", json!("姓名 = '李四'")), "", "姓名"),
            (with("rule", json!("标签(没有这个)")), "", "没有这个"),
            (with("rule", json!("标签(测试标签)")), "", "测试标签"),
            (
                with("rule", json!("健在 且 年龄 >= 参数(高龄起始年龄)")),
                "tag-same-rule",
                "高龄老人",
            ),
            (
                with("rule", json!("党员流动状态 包含 '流出'")),
                "",
                "党员流动状态",
            ),
            (with("name", json!("高龄老人")), "tag-exists", "高龄老人"),
            (with("grade", json!("L1")), "tag-grade-low", "L2"),
            (
                with("legal_basis", json!("")),
                "legal-basis-missing",
                "依据",
            ),
            (
                // What a shipped tag says of itself, repeated.
                with("legal_basis", shipped["legal_basis"].clone()),
                "legal-basis-missing",
                "本地的依据文件",
            ),
            (
                with("level", json!("city")),
                "city-code-missing",
                "市级标签编码",
            ),
            (
                with("effective_from", json!("2020-01-01")),
                "effective-past",
                "今天或以后",
            ),
            (with("reason", json!("")), "reason-missing", "理由"),
        ] {
            let (status, found, detail) = refused(&civil, "/api/tags/proposals", &asked).await;
            assert!(status.is_client_error(), "{asked}: {status}");
            assert!(code.is_empty() || code == found, "{asked}: {found}");
            assert!(detail.contains(says), "{asked}: {detail}");
        }
        // Too sensitive: 低保金额 is the civil affairs' to ask by.
        let asked = with("rule", json!("低保金额 > 1000"));
        let (status, code, _) = refused(&health, "/api/tags/proposals", &asked).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::FORBIDDEN, "rule-element-too-sensitive")
        );
        let checked = health
            .ask("/api/rules/check", json!({ "rule": "低保金额 > 1000" }))
            .await;
        assert_eq!(checked["count"], Value::Null, "not even a number");
        assert_eq!(checked["refusals"].as_array().map(Vec::len), Some(1));
        let checked = civil
            .ask("/api/rules/check", json!({ "rule": "低保金额 > 1" }))
            .await;
        assert!(checked["count"]["yes"].as_u64().unwrap() > 0, "{checked}");

        // A circle over two tags.
        let first = civil
            .ask("/api/tags/proposals", draft("甲类对象", "年龄 >= 78"))
            .await;
        centre.ask(&act(&first, "agree"), word(&first)).await;
        let second = civil
            .ask(
                "/api/tags/proposals",
                draft("乙类对象", "标签(甲类对象) 且 健在"),
            )
            .await;
        centre.ask(&act(&second, "agree"), word(&second)).await;
        let mut circle = draft("甲类对象", "标签(乙类对象) 或 年龄 >= 90");
        circle["action"] = json!("change");
        let (status, code, detail) = refused(&civil, "/api/tags/proposals", &circle).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::BAD_REQUEST, "rule-tag-cycle")
        );
        assert!(detail.contains("→"), "{detail}");

        // Communities use tags, they do not propose them; a refusal needs a reason.
        let worker = server.sign_in("sq370203005001").await;
        let (status, code, _) = refused(
            &worker,
            "/api/tags/proposals",
            &draft("社区标签", "年龄 >= 77"),
        )
        .await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::FORBIDDEN, "right-missing")
        );
        let asked = civil
            .ask("/api/tags/proposals", draft("丙类对象", "年龄 >= 79"))
            .await;
        let (status, code, _) =
            refused(&centre, &act(&asked, "refuse"), &json!({ "version": 1 })).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::BAD_REQUEST, "remark-missing")
        );
        let done = centre
            .ask(
                &act(&asked, "refuse"),
                json!({ "version": 1, "remark": "与甲类对象重复" }),
            )
            .await;
        assert_eq!(done["state"], "refused");
        assert!(tag(&civil, "丙类对象").await.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_checked_where_it_is_wrong_and_counted_where_it_is_right() {
    for database in databases("tags_rule") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let wrong = worker
            .ask(
                "/api/rules/check",
                json!({ "rule": "年龄 >= 80 且\n  健再" }),
            )
            .await;
        assert_eq!(
            (&wrong["fault"]["line"], &wrong["fault"]["column"]),
            (&json!(2), &json!(3))
        );
        assert_eq!(wrong["count"], Value::Null);
        let right = worker
            .ask(
                "/api/rules/check",
                json!({ "rule": "年龄 >= 80 且 健在", "basis": "home" }),
            )
            .await;
        let expected = people(
            &worker,
            json!({ "age_min": 80, "alive": true, "basis": "home" }),
        )
        .await;
        assert_eq!(right["count"]["yes"], expected);
        let all = people(&worker, json!({ "basis": "home" })).await;
        let total: u64 = ["yes", "no", "unknown"]
            .iter()
            .map(|key| right["count"][key].as_u64().unwrap())
            .sum();
        assert_eq!(total, all, "everybody answers in one of three ways");
        assert!(
            right["sentence"].as_str().unwrap().contains("80"),
            "{right}"
        );
        let listed = people(
            &worker,
            json!({ "rule": "年龄 >= 80 且 健在", "basis": "home" }),
        )
        .await;
        assert_eq!(listed, expected, "the list under the same rule");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_explained_for_a_person() {
    for database in databases("tags_why") {
        let server = Server::demo(&database);
        let worker = server.sign_in("sq370203005001").await;
        let list = worker
            .ask(
                "/api/people/query",
                json!({ "tags_all": [ALONE], "basis": "home", "size": 1 }),
            )
            .await;
        let person = list["rows"][0]["id"]
            .as_i64()
            .expect("somebody who lives alone");
        let why = worker
            .ask("/api/tags/why", json!({ "tag": ALONE, "person": person }))
            .await;
        assert_eq!(
            (&why["truth"], &why["version"]),
            (&json!("true"), &json!(0))
        );
        let parts = why["trace"]["parts"].as_array().unwrap();
        assert!(parts.iter().all(|part| part["truth"] == "true"), "{why}");
        let birth = list["rows"][0]["birth"].as_str().unwrap_or_default();
        assert!(
            birth.is_empty() || why.to_string().contains(birth),
            "masked as on the list: {why}"
        );
        let not = worker
            .ask(
                "/api/tags/why",
                json!({ "tag": "未成年人", "person": person }),
            )
            .await;
        assert_eq!(not["truth"], "false");
        assert!(
            not["sentence"].as_str().unwrap().contains("没有标签"),
            "{not}"
        );

        let other = server.sign_in("sq370203005004").await;
        let elsewhere = other
            .ask(
                "/api/people/query",
                json!({ "tags_all": [ALONE], "basis": "home", "size": 50 }),
            )
            .await;
        let mut outside = 0;
        for row in elsewhere["rows"].as_array().unwrap() {
            let asked = json!({ "tag": ALONE, "person": row["id"] });
            if worker.post("/api/tags/why", &asked).await.status() == StatusCode::FORBIDDEN {
                outside += 1;
            }
        }
        assert!(outside > 0, "people of another community stay closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_said_yet_is_listed_with_the_missing_fact() {
    for database in databases("tags_unsaid") {
        let server = Server::demo(&database);
        let civil = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let named = async |name: &str| {
            let list = civil.read("/api/tags/unsaid").await;
            let mut found = list.as_array().unwrap().clone().into_iter();
            found.find(|tag| tag["name"] == name)
        };
        let left_behind = named("留守儿童").await.expect("not held");
        assert_eq!(
            (&left_behind["of"], &left_behind["never"]),
            (&json!("人"), &json!(false))
        );
        let missing = left_behind["missing"].as_str().unwrap();
        assert!(missing.contains("外出"), "{missing}");
        let never = named("投诉高发").await.unwrap();
        assert_eq!(never["never"], true);
        assert!(named("高龄老人").await.is_none(), "this one is a tag");

        let made = civil
            .ask("/api/tags/proposals", draft("留守儿童", "年龄 < 9"))
            .await;
        centre.ask(&act(&made, "agree"), word(&made)).await;
        assert!(named("留守儿童").await.is_none(), "said here since");
    }
}
