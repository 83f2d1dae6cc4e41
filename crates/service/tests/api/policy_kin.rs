//! A policy that looks at relatives finds them at once, although they live in another community and
//! nothing of their own has changed.

use serde_json::{Value, json};

use crate::server::{Caller, Server, databases};

const OLD_AGE: &str = "/api/policies/qd-shibei-gaoling";
/// Whose child lives in another community; who is not paid yet.
const APART: &str = "健在 且 非 标签(享受老年综合/高龄津贴) 且 \
    存在 子女 满足 (健在 且 年龄 >= 18 且 居住地 != 本人 的 居住地)";

/// A parent, and a child of another community: their pages.
async fn apart(street: &Caller) -> (Value, Value) {
    let asked = json!({ "rule": APART, "basis": "home", "size": 50 });
    let found = street.ask("/api/people/query", asked).await;
    for row in found["rows"].as_array().unwrap() {
        let parent = street.read(&format!("/api/people/{}", row["id"])).await;
        for member in parent["household"]["members"].as_array().unwrap() {
            let younger = member["age"].as_i64() < row["age"].as_i64().map(|age| age - 15);
            let answer = street.get(&format!("/api/people/{}", member["id"])).await;
            if !younger || !answer.status().is_success() {
                continue;
            }
            let child: Value = answer.json().await.unwrap();
            let reveal = format!("/api/people/{}/reveal", member["id"]);
            let body = json!({ "element": "id_number", "purpose": "核对亲属关系" });
            let revealed = street.post(&reveal, &body).await;
            if child["community"] != parent["community"] && revealed.status().is_success() {
                let revealed: Value = revealed.json().await.unwrap();
                let mut child = child;
                child["id_number"] = revealed["value"].clone();
                return (parent, child);
            }
        }
    }
    panic!("no child of the sample lives in another community: {found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_child_makes_the_lead_of_a_parent_elsewhere() {
    for database in databases("policy_kin") {
        let server = Server::demo(&database);
        let officer = server.sign_in("minzheng").await;
        let centre = server.sign_in("shuju").await;
        let street = server.sign_in("jd370203005").await;
        let mut file = officer.read(OLD_AGE).await["file"].clone();
        file["who"] = json!("健在 且 存在 子女 满足 来源(民政·高龄津贴发放)");
        file["components"] = json!([]);
        let case = |name: &str, sources: Value, entitled: &str| {
            json!({ "name": name, "today": "2026-11-22", "facts": {},
                "kin": { "子女": [{ "sources": sources }] }, "expect": { "entitled": entitled } })
        };
        file["cases"] = json!([
            case("子女在册", json!(["民政·高龄津贴发放"]), "true"),
            case("子女不在册", json!([]), "false"),
        ]);
        let draft = json!({ "file": file, "note": "试试按子女判断" });
        let kept = officer.put(&format!("{OLD_AGE}/draft"), &draft).await;
        assert!(kept.status().is_success(), "{}", kept.text().await.unwrap());
        let page = centre
            .ask(&format!("{OLD_AGE}/publish"), json!({ "version": 1 }))
            .await;
        assert_eq!(page["row"]["version"], 1);

        let (parent, child) = apart(&street).await;
        let leads = "/api/leads?kind=start&policy=qd-shibei-gaoling&state=open&size=200";
        let has_lead = |page: &Value| {
            let rows = page["rows"].as_array().unwrap();
            rows.iter().any(|row| row["person_id"] == parent["id"])
        };
        assert!(!has_lead(&street.read(leads).await));
        let file = format!(
            "姓名,身份证,津贴\n{},{},50\n",
            child["name"].as_str().unwrap(),
            child["id_number"].as_str().unwrap()
        );
        let fields = [("source", "minzheng-gaoling"), ("part", "true")];
        let delivery = officer
            .deliver("高龄津贴补报.csv", file.into_bytes(), &fields)
            .await;
        assert_eq!(delivery["state"], "loaded", "{delivery}");
        let mut found = false;
        for _ in 0..100 {
            found = has_lead(&street.read(leads).await);
            if found {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(found, "{} of {}", parent["name"], parent["community"]);
    }
}
