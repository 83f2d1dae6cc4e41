//! Deliveries: twice changes nothing, undo gives the digest from before, every issue has a place.

use serde_json::json;

use crate::server::{Server, databases, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing_and_undo_gives_back_what_was() {
    for database in databases("deliveries") {
        let server = Server::demo(&database);
        let centre = server.sign_in("shuju").await;
        let loaded = server.digest();

        let path = server.sample_file("canlian");
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let again = centre
            .deliver(&name, std::fs::read(&path).unwrap(), &[])
            .await;
        assert_eq!(again["state"], "duplicate");
        assert_eq!(
            server.digest(),
            loaded,
            "the same file again changes nothing"
        );

        let text = "姓名,身份证号码,联系电话,现住址\n孙测试,370203194605150020,13900000001,不详\n钱,12345,无,\n";
        let new = centre
            .deliver(
                "医保补充.csv",
                text.as_bytes().to_vec(),
                &[("source", "yibao")],
            )
            .await;
        assert_eq!(new["state"], "loaded", "{new}");
        assert_ne!(server.digest(), loaded);
        let issues = centre
            .read(&format!("/api/deliveries/{}/issues", new["id"]))
            .await;
        let third = issues["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|issue| issue["row"] == 3)
            .unwrap();
        assert_eq!(third["column"], "身份证号码", "{issues}");
        assert!(
            !third["message"].as_str().unwrap().contains("12345"),
            "messages hold no personal values"
        );

        let undone = centre
            .ask(&format!("/api/deliveries/{}/undo", new["id"]), json!({}))
            .await;
        assert!(undone["entities"].as_u64().unwrap() >= 1);
        assert_eq!(server.digest(), loaded, "undo gives the digest from before");
        let (status, problem) = refusal(
            centre
                .post(&format!("/api/deliveries/{}/undo", new["id"]), &json!({}))
                .await,
        )
        .await;
        assert_eq!(status, 409, "{problem}");
        let after = centre
            .deliver(
                "医保补充.csv",
                text.as_bytes().to_vec(),
                &[("source", "yibao")],
            )
            .await;
        assert_eq!(after["state"], "loaded", "what was undone may come again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_lists_and_groups_agree_and_pages_open() {
    for database in databases("lists") {
        let server = Server::demo(&database);
        let street = server.sign_in("jd370203005").await;
        let page = street
            .ask(
                "/api/people/query",
                json!({ "size": 20, "sort": "age", "descending": true }),
            )
            .await;
        let total = page["total"].as_u64().unwrap();
        let rows = page["rows"].as_array().unwrap();
        assert!(total > 300 && rows.len() == 20);
        // The dead are shown with the age they reached and stand where they were born.
        let living = rows.iter().filter(|row| row["deceased"] == false);
        let ages: Vec<i64> = living.filter_map(|row| row["age"].as_i64()).collect();
        assert!(ages.len() > 10, "{ages:?}");
        assert!(ages.is_sorted_by(|one, other| one >= other), "{ages:?}");
        let groups = street
            .ask("/api/people/group", json!({ "by": "community" }))
            .await;
        let sum: u64 = groups["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| group["count"].as_u64().unwrap())
            .sum();
        assert_eq!(sum, total);

        let found = street
            .ask("/api/people/query", json!({ "text": rows[0]["name"] }))
            .await;
        assert!(
            found["rows"]
                .as_array()
                .unwrap()
                .iter()
                .any(|row| row["id"] == rows[0]["id"])
        );
        let person = street.read(&format!("/api/people/{}", rows[0]["id"])).await;
        assert_eq!(person["name"], rows[0]["name"]);
        assert!(
            person["facts"]
                .as_array()
                .unwrap()
                .iter()
                .all(|fact| fact["source"] != "" && fact["as_of"] != "")
        );

        let estates = street.read("/api/estates").await;
        let estate = &estates.as_array().unwrap()[0];
        let view = street
            .request(reqwest::Method::GET, "/api/estates/view")
            .query(&[
                ("community", estate["community_code"].as_str().unwrap()),
                ("name", estate["name"].as_str().unwrap()),
            ])
            .send()
            .await
            .unwrap();
        let view: serde_json::Value = view.json().await.unwrap();
        let rooms = |view: &serde_json::Value| {
            let mut count = 0;
            for building in view["buildings"].as_array().unwrap() {
                for unit in building["units"].as_array().unwrap() {
                    for floor in unit["floors"].as_array().unwrap() {
                        count += floor["rooms"].as_array().unwrap().len();
                    }
                }
            }
            count as u64
        };
        assert_eq!(
            Some(rooms(&view)),
            estate["dwellings"].as_u64(),
            "every dwelling stands in the building table"
        );
        let places = street.ask("/api/places/query", json!({ "size": 5 })).await;
        assert!(places["total"].as_u64().unwrap() > 0);
        let place = street
            .read(&format!("/api/places/{}", places["rows"][0]["id"]))
            .await;
        assert_eq!(place["name"], places["rows"][0]["name"]);
    }
}
