//! Contracts, checks, pushes and pulls: versions in order, states one way, secrets sealed.

use catalog::problem::Problem;
use catalog::source::no::{HUKOU, INSURANCE};
use serde_json::json;
use storage::{
    DeliveryFilter, DeliveryState, NewCheck, NewPull, NewPush, Paging, PullRun, PushPart,
};

use crate::district::{DAY, ZHANG, load, receive};
use crate::harness::{NOW, write};
use crate::on_both;

on_both! {
    async fn every_version_of_a_contract_is_kept_and_two_writers_cannot_both_win(fresh) {
        let store = fresh.open().await;
        assert!(store.contract(HUKOU).await.unwrap().is_none());
        let mut tx = write(&store).await;
        assert_eq!(tx.add_contract(HUKOU, 0, &json!({"owner": "公安"}), "第一版").await.unwrap(), 1);
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        let late = tx.add_contract(HUKOU, 0, &json!({}), "也是第一版").await.unwrap_err();
        assert_eq!(late.code, "contract-changed");
        drop(tx);
        let mut tx = write(&store).await;
        tx.add_contract(HUKOU, 1, &json!({"owner": "公安分局"}), "改名").await.unwrap();
        tx.commit().await.unwrap();

        let held = store.contract(HUKOU).await.unwrap().unwrap();
        assert_eq!((held.version, held.body), (2, json!({"owner": "公安分局"})));
        let versions = store.contract_versions(HUKOU).await.unwrap();
        let remarks: Vec<&str> = versions.iter().map(|held| held.remark.as_str()).collect();
        assert_eq!(remarks, ["改名", "第一版"]);
        assert!(store.contract(INSURANCE).await.unwrap().is_none());
    }
}

on_both! {
    async fn a_quarantined_delivery_is_not_in_the_registry_until_it_is_released(fresh) {
        let store = fresh.open().await;
        load(&store, "before", HUKOU, DAY, &[ZHANG]).await;
        let digest = store.digest().await.unwrap();
        let id = receive(&store, "a", HUKOU, DAY).await;
        let mut tx = write(&store).await;
        tx.note_way(id, "push", true).await.unwrap();
        let check = NewCheck {
            delivery: id,
            contract_version: Some(1),
            survey: json!({"rows": 7}),
            findings: json!([{"code": "rows-fewer"}]),
        };
        tx.put_check(&check).await.unwrap();
        tx.quarantine_delivery(id).await.unwrap();
        tx.commit().await.unwrap();

        let held = store.delivery(id).await.unwrap();
        assert_eq!((held.state, held.via.as_str(), held.part), (DeliveryState::Quarantined, "push", true));
        assert_eq!(store.digest().await.unwrap(), digest);
        let found = store.delivery_check(id).await.unwrap().unwrap();
        assert_eq!((found.findings, found.decision), (check.findings.clone(), None));
        assert_eq!(
            store.delivery_by_digest("a").await.unwrap().unwrap().id, id,
            "the same bytes are still one delivery"
        );
        let audit = crate::harness::audit("delivery.load");
        let early = store.begin_load(audit.clone(), id).await;
        assert_eq!(early.unwrap_err().code, "delivery-not-received");

        let mut tx = write(&store).await;
        tx.release_delivery(id).await.unwrap();
        tx.decide_check(id, "accept", "核对过").await.unwrap();
        tx.commit().await.unwrap();
        let decided = store.delivery_check(id).await.unwrap().unwrap();
        assert_eq!((decided.decision.as_deref(), decided.decided_at), (Some("accept"), Some(NOW)));
        assert!(store.begin_load(audit, id).await.is_ok());
    }
}

on_both! {
    async fn what_was_sent_back_or_taken_down_may_come_again(fresh) {
        let store = fresh.open().await;
        for to in [DeliveryState::Rejected, DeliveryState::Withdrawn] {
            let id = receive(&store, "same", HUKOU, DAY).await;
            let mut tx = write(&store).await;
            let early = tx.dismiss_delivery(id, to).await.unwrap_err();
            assert_eq!(early.code, "delivery-not-quarantined");
            tx.quarantine_delivery(id).await.unwrap();
            tx.dismiss_delivery(id, to).await.unwrap();
            tx.commit().await.unwrap();
            let held = store.delivery(id).await.unwrap();
            assert_eq!((held.state, held.finished_at), (to, Some(NOW)));
            assert!(store.delivery_by_digest("same").await.unwrap().is_none());
        }
        let filter = DeliveryFilter {
            state: Some(DeliveryState::Rejected),
            ..DeliveryFilter::default()
        };
        assert_eq!(store.deliveries(&filter, Paging::new(1, 10)).await.unwrap().0, 1);
    }
}

on_both! {
    async fn only_whole_loaded_deliveries_are_compared_with(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.last_as_of(HUKOU).await.unwrap(), None);
        let old = load(&store, "old", HUKOU, DAY, &[ZHANG]).await;
        let new = load(&store, "new", HUKOU, DAY + 30, &[ZHANG]).await;
        let part = load(&store, "part", HUKOU, DAY + 60, &[ZHANG]).await;
        let mut tx = write(&store).await;
        tx.note_way(part.id, "page", true).await.unwrap();
        tx.put_check(&NewCheck {
            delivery: new.id,
            contract_version: None,
            survey: json!({"rows": 1}),
            findings: json!([]),
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let past = store.past_deliveries(HUKOU, 10).await.unwrap();
        let ids: Vec<i64> = past.iter().map(|past| past.delivery).collect();
        assert_eq!(ids, [new.id, old.id]);
        assert_eq!(past[0].survey, Some(json!({"rows": 1})));
        assert_eq!(past[1].survey, None);
        assert_eq!(store.last_as_of(HUKOU).await.unwrap(), Some(DAY + 30));
    }
}

on_both! {
    async fn secrets_open_until_they_are_revoked_and_stand_nowhere_in_plain(fresh) {
        let store = fresh.open().await;
        let secret = "0123456789abcdef-secret";
        let mut tx = write(&store).await;
        let id = tx.issue_push_secret(HUKOU, "户政系统", secret).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.open_push_secrets(HUKOU).await.unwrap(), [secret]);
        assert!(store.open_push_secrets(INSURANCE).await.unwrap().is_empty());
        let listed = store.push_secrets(HUKOU).await.unwrap();
        assert_eq!((listed[0].label.as_str(), listed[0].hint.as_str()), ("户政系统", "cret"));
        if let Some(folder) = fresh.folder() {
            for file in std::fs::read_dir(folder).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                assert!(!bytes.windows(secret.len()).any(|some| some == secret.as_bytes()));
            }
        }
        let mut tx = write(&store).await;
        assert_eq!(
            tx.revoke_push_secret(INSURANCE, id).await.unwrap_err().code,
            "push-secret-missing"
        );
        tx.revoke_push_secret(HUKOU, id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.open_push_secrets(HUKOU).await.unwrap().is_empty());
    }
}

fn part(seq: i32) -> PushPart {
    PushPart {
        seq,
        digest: format!("d{seq}"),
        object: format!("o{seq}"),
        size: 10,
    }
}

on_both! {
    async fn a_push_takes_its_parts_in_order_and_ends_once(fresh) {
        let store = fresh.open().await;
        let new = NewPush { source: HUKOU, key: "key-0001".to_owned(), as_of: Some(DAY), part: false };
        let mut tx = write(&store).await;
        let id = tx.open_push(new.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        assert_eq!(tx.open_push(new).await.unwrap_err().code, "push-exists");
        drop(tx);
        let append = async |seq| -> Result<(), Problem> {
            let mut tx = write(&store).await;
            tx.append_push_part(id, part(seq)).await?;
            tx.commit().await
        };
        append(1).await.unwrap();
        assert_eq!(append(3).await.unwrap_err().code, "push-moved");
        assert_eq!(append(1).await.unwrap_err().code, "push-moved");
        append(2).await.unwrap();
        let held = store.push(HUKOU, "key-0001").await.unwrap().unwrap();
        assert_eq!((held.parts, held.size, held.finished), (2, 20, false));
        assert_eq!(store.push_parts(id).await.unwrap(), [part(1), part(2)]);
        assert_eq!(store.open_pushes(HUKOU).await.unwrap(), 1);

        let mut tx = write(&store).await;
        tx.finish_push(id, 77).await.unwrap();
        assert_eq!(tx.finish_push(id, 78).await.unwrap_err().code, "push-moved");
        tx.commit().await.unwrap();
        let held = store.push(HUKOU, "key-0001").await.unwrap().unwrap();
        assert_eq!((held.finished, held.delivery), (true, Some(77)));
        assert_eq!(append(3).await.unwrap_err().code, "push-moved");
        assert!(store.stale_pushes(NOW + 1).await.unwrap().is_empty(), "it is finished");
    }
}

on_both! {
    async fn a_pull_runs_once_when_it_is_due_and_keeps_its_log(fresh) {
        let store = fresh.open().await;
        let new = NewPull {
            source: HUKOU,
            label: "户籍视图".to_owned(),
            body: json!({"url": "postgres://reader:geheim@db/x"}),
            next_at: NOW,
        };
        let mut tx = write(&store).await;
        let id = tx.create_pull(&new).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.due_pulls(NOW - 1).await.unwrap().is_empty());
        let due = store.due_pulls(NOW).await.unwrap();
        assert_eq!((due[0].id, &due[0].body), (id, &new.body));

        let mut tx = write(&store).await;
        let run = tx.begin_pull_run(&due[0], NOW + 1000).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        let twice = tx.begin_pull_run(&due[0], NOW + 1000).await.unwrap_err();
        assert_eq!(twice.code, "pull-running", "another process has it");
        drop(tx);
        let mut tx = write(&store).await;
        let why = Problem::unavailable("pull-refused", "不认这个账号。");
        let done = PullRun {
            id: run, pull: id, started_at: NOW, finished_at: None, state: "failed".to_owned(),
            rows: 0, delivery: None, problem: Some(why.clone()),
        };
        tx.finish_pull_run(&done).await.unwrap();
        assert_eq!(tx.fail_open_pull_runs(&why).await.unwrap(), 0, "none is open");
        tx.set_pull_paused(id, true, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let runs = store.pull_runs(id, 5).await.unwrap();
        assert_eq!((runs[0].state.as_str(), runs[0].problem.as_ref()), ("failed", Some(&why)));
        assert!(store.due_pulls(NOW + 5000).await.unwrap().is_empty(), "it is paused");

        let mut tx = write(&store).await;
        tx.delete_pull(id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.pull(id).await.unwrap_err().code, "pull-missing");
        assert!(store.pull_runs(id, 5).await.unwrap().is_empty());
    }
}
