//! Requests for names of helpers are decided once.

use serde_json::json;
use storage::{Audit, ChainOffice, HelperRequestState, NewHelperRequest};

use crate::district::EAST;
use crate::harness::NOW;
use crate::on_both;

on_both! {
    async fn a_request_for_names_is_decided_once(fresh) {
        let store = fresh.open().await;
        let by = |account| Audit::new(NOW, Some(account), "helpers.ask", "helper_request", "");
        let new = NewHelperRequest {
            office: ChainOffice::Street,
            asked: json!({ "tags": ["志愿者"] }),
            area: EAST.to_owned(),
            activity: "社区义诊".to_owned(),
            purpose: "邀请志愿者参加义诊".to_owned(),
            people: 12,
            until: 20_000,
        };
        let mut tx = store.write(by(7)).await.unwrap();
        let id = tx.ask_for_helpers(new.clone()).await.unwrap();
        let other = tx.ask_for_helpers(new.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let waiting: Vec<i64> = store.waiting_helper_requests().await.unwrap().iter().map(|one| one.id).collect();
        assert_eq!(waiting, [id, other], "the oldest first");

        let mut tx = store.write(by(8)).await.unwrap();
        tx.decide_helper_request(id, HelperRequestState::Declined, "活动已取消").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.write(by(9)).await.unwrap();
        let again = tx.decide_helper_request(id, HelperRequestState::Approved, "同意").await.unwrap_err();
        assert_eq!(again.code, "helper-request-decided");
        drop(tx);
        let held = store.helper_request(id).await.unwrap();
        assert_eq!((held.asked, held.state), (new, HelperRequestState::Declined));
        assert_eq!((held.decided_by, held.remark.as_deref()), (Some(8), Some("活动已取消")));
        let of = async |account| -> Vec<i64> {
            store.helper_requests_of(account, 10).await.unwrap().iter().map(|one| one.id).collect()
        };
        assert_eq!(of(7).await, [other, id], "the newest first");
        assert_eq!(of(8).await, [id]);
        assert!(of(9).await.is_empty());
        assert_eq!(store.helper_request(other + 1).await.unwrap_err().code, "helper-request-missing");
    }
}
