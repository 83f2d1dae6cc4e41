//! Deliveries: received once, loaded as a whole or not at all, told about truthfully.

use catalog::problem::Problem;
use catalog::source::no::{FORM_CORRECTION, HUKOU};
use serde_json::json;
use storage::{DeliveryFilter, DeliveryState, LoadResult, NewDelivery, NewIssue, Paging, Store};

use crate::district::{DAY, LI, ZHANG, load, receive, undo};
use crate::harness::{NOW, audit, write};
use crate::on_both;

async fn receive_again(store: &Store, digest: &str) -> Result<i64, Problem> {
    let mut tx = write(store).await;
    let new = NewDelivery {
        source: HUKOU,
        file_name: "again.xlsx".to_owned(),
        digest: digest.to_owned(),
        size: 1,
        as_of: DAY,
        object: String::new(),
        state: DeliveryState::Received,
    };
    let id = tx.receive_delivery(new).await?;
    tx.commit().await?;
    Ok(id)
}

on_both! {
    async fn the_same_bytes_are_one_delivery_until_it_is_undone(fresh) {
        let store = fresh.open().await;
        assert!(store.delivery_by_digest("a").await.unwrap().is_none());
        let first = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let digest = store.digest().await.unwrap();

        assert_eq!(store.delivery_by_digest("a").await.unwrap().unwrap().id, first.id);
        assert_eq!(receive_again(&store, "a").await.unwrap_err().code, "delivery-duplicate");
        assert_eq!(store.digest().await.unwrap(), digest, "loading twice changes nothing");

        undo(&store, first.id).await;
        assert!(store.delivery_by_digest("a").await.unwrap().is_none());
        assert_ne!(receive_again(&store, "a").await.unwrap(), first.id);
    }
}

on_both! {
    async fn a_delivery_shows_its_way_and_its_card(fresh) {
        let store = fresh.open().await;
        let id = receive(&store, "a", HUKOU, DAY).await;
        let received = store.delivery(id).await.unwrap();
        assert_eq!((received.state, received.progress), (DeliveryState::Received, 0));
        assert_eq!((received.source, received.as_of, received.received_at), (HUKOU, DAY, NOW));

        let mut tx = store.begin_load(audit("delivery.load"), id).await.unwrap();
        store.set_progress(id, 420);
        let loading = store.delivery(id).await.unwrap();
        assert_eq!((loading.state, loading.progress), (DeliveryState::Loading, 420));
        let result =
            LoadResult { rows_read: 9, rows_loaded: 7, rows_refused: 2, card: json!({"x": 1}) };
        tx.finish_load(id, result).await.unwrap();
        tx.commit().await.unwrap();

        let loaded = store.delivery(id).await.unwrap();
        assert_eq!((loaded.state, loaded.progress), (DeliveryState::Loaded, 1000));
        assert_eq!((loaded.rows_read, loaded.rows_loaded, loaded.rows_refused), (9, 7, 2));
        assert_eq!((loaded.card, loaded.finished_at), (Some(json!({"x": 1})), Some(NOW)));
        let again = store.begin_load(audit("delivery.load"), id).await;
        assert_eq!(again.unwrap_err().code, "delivery-not-received");
        assert_eq!(store.delivery(999).await.unwrap_err().code, "delivery-missing");
    }
}

on_both! {
    async fn a_load_that_was_interrupted_is_found_and_failed_at_the_next_start(fresh) {
        let store = fresh.open().await;
        let waiting = receive(&store, "a", HUKOU, DAY).await;
        let killed = receive(&store, "b", HUKOU, DAY).await;
        let mut tx = store.begin_load(audit("delivery.load"), killed).await.unwrap();
        crate::district::put_rows(&store, &mut tx, killed, HUKOU, DAY, &[ZHANG]).await;
        drop(tx);
        store.close().await.unwrap();

        let store = fresh.open().await;
        assert_eq!(store.recover_interrupted(NOW + 1).await.unwrap(), [killed]);
        let failed = store.delivery(killed).await.unwrap();
        assert_eq!(failed.state, DeliveryState::Failed);
        assert_eq!(failed.problem.unwrap().code, "import-interrupted");
        assert_eq!(store.delivery(waiting).await.unwrap().state, DeliveryState::Received);
        assert_eq!(store.counts().await.unwrap(), storage::Counts::default());
        assert!(store.recover_interrupted(NOW + 2).await.unwrap().is_empty());
        assert!(receive_again(&store, "b").await.is_ok(), "the file can be handed in again");
    }
}

on_both! {
    async fn a_load_given_up_by_another_process_cannot_be_finished(fresh) {
        let store = fresh.open().await;
        let id = receive(&store, "a", HUKOU, DAY).await;
        drop(store.begin_load(audit("delivery.load"), id).await.unwrap());
        let mut tx = write(&store).await;
        tx.fail_delivery(id, &Problem::bad_input("workbook-broken", "坏文件")).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        let finished = tx.finish_load(id, LoadResult::default()).await;
        assert_eq!(finished.unwrap_err().code, "delivery-not-loading");
        drop(tx);
        let failed = store.delivery(id).await.unwrap();
        assert_eq!(failed.problem.unwrap().detail, "坏文件");
        let mut tx = write(&store).await;
        let twice = tx.fail_delivery(id, &Problem::bad_input("x", "x")).await;
        assert_eq!(twice.unwrap_err().code, "delivery-not-loading");
    }
}

on_both! {
    async fn deliveries_are_listed_newest_first_by_filter_and_page(fresh) {
        let store = fresh.open().await;
        let mut ids = Vec::new();
        for digest in ["a", "b", "c"] {
            ids.push(receive(&store, digest, HUKOU, DAY).await);
        }
        let correction = receive(&store, "d", FORM_CORRECTION, DAY).await;
        let list = async |filter: DeliveryFilter, paging| {
            let (total, rows) = store.deliveries(&filter, paging).await.unwrap();
            (total, rows.iter().map(|row| row.id).collect::<Vec<_>>())
        };
        let all = DeliveryFilter::default();
        assert_eq!(
            list(all.clone(), Paging::all()).await,
            (4, vec![correction, ids[2], ids[1], ids[0]])
        );
        assert_eq!(list(all, Paging::new(2, 3)).await, (4, vec![ids[0]]));
        let handed = DeliveryFilter { sources: Some(vec![HUKOU]), ..Default::default() };
        assert_eq!(list(handed, Paging::new(1, 2)).await, (3, vec![ids[2], ids[1]]));
        let loaded =
            DeliveryFilter { state: Some(DeliveryState::Loaded), ..Default::default() };
        assert_eq!(list(loaded, Paging::all()).await, (0, vec![]));
    }
}

on_both! {
    async fn issues_are_all_kept_in_order(fresh) {
        let store = fresh.open().await;
        let id = receive(&store, "a", HUKOU, DAY).await;
        let issue = |row: i32, code: &str| NewIssue {
            sheet: "名单".to_owned(),
            row,
            column_title: Some("身份证号".to_owned()),
            column_letter: Some("C".to_owned()),
            code: code.to_owned(),
            severity: "refuse".to_owned(),
            message: "校验位不对".to_owned(),
        };
        let mut tx = write(&store).await;
        let many = (0..1300).map(|row| issue(row, "id-number-check")).collect();
        tx.insert_issues(id, many).await.unwrap();
        tx.insert_issues(id, vec![]).await.unwrap();
        tx.insert_issues(id, vec![issue(7, "date-impossible")]).await.unwrap();
        tx.commit().await.unwrap();

        let (total, rows) = store.issues(id, None, Paging::new(2, 1000)).await.unwrap();
        assert_eq!((total, rows.len()), (1301, 301));
        assert_eq!((rows[0].seq, rows[300].seq), (1001, 1301));
        let (total, rows) =
            store.issues(id, Some("date-impossible"), Paging::new(1, 10)).await.unwrap();
        assert_eq!((total, &rows[0].issue), (1, &issue(7, "date-impossible")));
    }
}
