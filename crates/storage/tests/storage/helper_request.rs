//! Requests for names of helpers are decided once.

use serde_json::json;
use storage::{Audit, ChainOffice, HelperRequestState, NewHelperRequest, WaitingHelpers};

use crate::district::{EAST, WEST};
use crate::harness::NOW;
use crate::on_both;

/// The day on which the names may be looked at for the last time.
const LAST: i32 = 20_000;
const TODAY: i32 = LAST - 10;

fn of_the_street(decider: i64) -> WaitingHelpers {
    WaitingHelpers {
        office: ChainOffice::Street,
        areas: Some(vec![EAST.to_owned()]),
        decider,
        today: TODAY,
    }
}

on_both! {
    async fn a_request_waits_for_those_who_may_decide_and_until_its_day(fresh) {
        let store = fresh.open().await;
        let new = |tag: &str, area: &str, office| NewHelperRequest {
            office,
            asked: json!({ "tags": [tag], "area": area }),
            area: area.to_owned(),
            activity: "社区义诊".to_owned(),
            purpose: "邀请志愿者参加义诊".to_owned(),
            people: 12,
            until: LAST,
        };
        let ask = async |account, new, today| {
            let audit = Audit::new(NOW, Some(account), "helpers.ask", "helper_request", "");
            let mut tx = store.write(audit).await.unwrap();
            let asked = tx.ask_for_helpers(new, today).await;
            if asked.is_ok() {
                tx.commit().await.unwrap();
            }
            asked
        };
        let first = ask(7, new("志愿者", EAST, ChainOffice::Street), TODAY).await.unwrap();
        let again = ask(7, new("志愿者", EAST, ChainOffice::Street), TODAY).await.unwrap_err();
        assert_eq!(again.code, "helper-request-again");
        let second = ask(8, new("志愿者", EAST, ChainOffice::Street), TODAY).await.unwrap();
        ask(7, new("党员", WEST, ChainOffice::Street), TODAY).await.unwrap();
        let centre = ask(7, new("党员", EAST, ChainOffice::DataCentre), TODAY).await.unwrap();
        // Its day over, a request that nobody decided keeps nobody from asking again.
        let late = ask(7, new("志愿者", EAST, ChainOffice::Street), LAST + 1).await;
        let late = late.unwrap();

        let waiting = async |of: WaitingHelpers, limit| -> Vec<i64> {
            let found = store.waiting_helper_requests(&of, limit).await.unwrap();
            found.iter().map(|one| one.id).collect()
        };
        assert_eq!(waiting(of_the_street(9), 10).await, [first, second, late], "the oldest first");
        assert_eq!(waiting(of_the_street(9), 1).await, [first]);
        assert_eq!(waiting(of_the_street(7), 10).await, [second], "never one's own");
        let over = WaitingHelpers { today: LAST + 1, ..of_the_street(9) };
        assert_eq!(waiting(over, 10).await, [] as [i64; 0]);
        let of_centre = WaitingHelpers {
            office: ChainOffice::DataCentre,
            areas: None,
            ..of_the_street(9)
        };
        assert_eq!(waiting(of_centre, 10).await, [centre]);
    }
}

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
            until: LAST,
        };
        let another = NewHelperRequest { asked: json!({ "tags": ["党员"] }), ..new.clone() };
        let mut tx = store.write(by(7)).await.unwrap();
        let id = tx.ask_for_helpers(new.clone(), TODAY).await.unwrap();
        let other = tx.ask_for_helpers(another, TODAY).await.unwrap();
        tx.commit().await.unwrap();

        assert!(store.latest_change().await.unwrap() > 0);
        assert_eq!(store.latest_holding_change().await.unwrap(), 0, "nothing of the registry");
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
