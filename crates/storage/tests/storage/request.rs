//! Sendings, yearly minutes, the duty list, notices, returned cells and the trace of a request.

use catalog::duty::{Duty, DutyKind};
use serde_json::json;
use storage::{
    MarkState, MinuteBudget, NewCellMark, NewNotice, NewRequest, NewSending, NewSubmission,
    NewTemplate, RequestFilter, RequestState, SendingPrice, SendingState, Store, SubmissionFigures,
    SubmissionFilter, SubmissionState, SubmissionStep,
};

use crate::district::{DAY, EAST};
use crate::harness::write;
use crate::on_both;

const DEPARTMENT: &str = "民政局";

/// A waiting request with one submission that its street has not handed on; their ids.
async fn request(store: &Store) -> (i64, i64) {
    let mut tx = write(store).await;
    let template_id = tx
        .create_template(NewTemplate {
            title: "高龄津贴核对表".to_owned(),
            department: Some(DEPARTMENT.to_owned()),
            file_name: "高龄津贴.xlsx".to_owned(),
            object: "key".to_owned(),
            reading: json!({}),
        })
        .await
        .unwrap();
    let request = tx
        .create_request(NewRequest {
            template_id,
            title: "七月核对".to_owned(),
            department: Some(DEPARTMENT.to_owned()),
            population: json!({}),
            as_of: DAY,
            due: DAY + 7,
            state: RequestState::Waiting,
        })
        .await
        .unwrap();
    let submission = tx
        .create_submission(NewSubmission {
            request_id: request,
            community: EAST.to_owned(),
            street: "370203001000".to_owned(),
            state: SubmissionState::Waiting,
            figures: SubmissionFigures::default(),
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (request, submission)
}

fn sending(request_id: i64, state: SendingState, minutes: i64) -> NewSending {
    NewSending {
        request_id,
        act: "create".to_owned(),
        state,
        department: Some(DEPARTMENT.to_owned()),
        year: 2026,
        duty: Some("elder-allowance".to_owned()),
        body: json!({ "act": "create" }),
        price: SendingPrice {
            items: 5,
            rows: 20,
            fillers: 2,
            to_type: 10,
            to_check: 90,
            minutes,
            held_share: 0.9,
            fresh_share: 0.5,
            notice: 2,
            minimum_notice: 3,
            budget: Some(100),
            used: 0,
            off_hours: true,
            zero_touch: false,
        },
        reasons: vec!["short-notice".to_owned(), "over-budget".to_owned()],
        plea: "当天要用".to_owned(),
    }
}

on_both! {
    async fn a_sending_keeps_its_price_and_is_decided_once(fresh) {
        let store = fresh.open().await;
        let (request, _) = request(&store).await;
        let mut tx = write(&store).await;
        let asked = sending(request, SendingState::Waiting, 4);
        let id = tx.keep_sending(asked.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let held = store.sendings(request).await.unwrap();
        assert_eq!(held[0].asked, asked, "the figures of the moment are kept");
        assert_eq!(store.sendings_in(SendingState::Waiting).await.unwrap(), held);
        assert_eq!(store.minutes_sent(DEPARTMENT, 2026).await.unwrap(), 0, "not spent yet");

        let mut tx = write(&store).await;
        tx.decide_sending(id, SendingState::Sent, "同意").await.unwrap();
        assert_eq!(tx.minutes_sent(DEPARTMENT, 2026).await.unwrap(), 4);
        let again = tx.decide_sending(id, SendingState::Declined, "不同意").await;
        assert_eq!(again.unwrap_err().code, "sending-decided");
        tx.commit().await.unwrap();
        let held = &store.sendings(request).await.unwrap()[0];
        assert_eq!((held.asked.state, held.remark.as_deref()), (SendingState::Sent, Some("同意")));
        assert_eq!(store.minutes_sent(DEPARTMENT, 2026).await.unwrap(), 4);
        assert_eq!(store.minutes_sent(DEPARTMENT, 2025).await.unwrap(), 0, "another year's");
        let mut tx = write(&store).await;
        assert_eq!(tx.hold_sending(99).await.unwrap_err().code, "sending-missing");
    }
}

on_both! {
    async fn a_departments_minutes_are_set_for_a_year(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.minute_budget(DEPARTMENT, 2026).await.unwrap(), None);
        for minutes in [100, 250] {
            let mut tx = write(&store).await;
            let budget = MinuteBudget { department: DEPARTMENT.to_owned(), year: 2026, minutes };
            tx.set_minute_budget(&budget).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(store.minute_budgets(2026).await.unwrap(), [budget]);
        }
        let mut tx = write(&store).await;
        assert_eq!(tx.hold_minute_budget(DEPARTMENT, 2026).await.unwrap(), Some(250));
        assert_eq!(tx.hold_minute_budget(DEPARTMENT, 2027).await.unwrap(), None);
    }
}

on_both! {
    async fn an_added_duty_leaves_the_list_and_keeps_its_name(fresh) {
        let store = fresh.open().await;
        let duty = Duty {
            id: "own-1".to_owned(),
            name: "门前三包巡查".to_owned(),
            kind: DutyKind::Basic,
            field: "城管".to_owned(),
        };
        let mut tx = write(&store).await;
        tx.add_duty(&duty).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.added_duties(false).await.unwrap(), [duty.clone()]);
        let mut tx = write(&store).await;
        tx.remove_duty("own-1").await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.added_duties(false).await.unwrap().is_empty());
        assert_eq!(store.added_duties(true).await.unwrap(), [duty]);
        let mut tx = write(&store).await;
        assert_eq!(tx.remove_duty("nothing").await.unwrap_err().code, "duty-missing");
    }
}

on_both! {
    async fn a_notice_is_there_until_its_own_area_has_seen_it(fresh) {
        let store = fresh.open().await;
        let (request, submission) = request(&store).await;
        let said = NewNotice {
            area: EAST.to_owned(),
            kind: "zero-touch".to_owned(),
            request_id: request,
            submission_id: Some(submission),
            text: "不用填报".to_owned(),
        };
        let mut tx = write(&store).await;
        tx.leave_notice(said.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let notices = store.notices(EAST).await.unwrap();
        assert_eq!(notices[0].said, said);
        let mut tx = write(&store).await;
        let foreign = tx.see_notice(notices[0].id, "370203001002").await;
        assert_eq!(foreign.unwrap_err().code, "notice-missing");
        tx.see_notice(notices[0].id, EAST).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.notices(EAST).await.unwrap().is_empty());
    }
}

on_both! {
    async fn marked_cells_are_answered_and_closed_and_their_words_are_sealed(fresh) {
        let store = fresh.open().await;
        let (_, submission) = request(&store).await;
        let cell = |remark: &str| NewCellMark { row: 7, column: 8, remark: remark.to_owned() };
        let mut tx = write(&store).await;
        tx.mark_cells(submission, &[cell("张大山电话打不通")]).await.unwrap();
        let mark = tx.cell_marks(submission).await.unwrap()[0].clone();
        assert_eq!((mark.state, &mark.asked), (MarkState::Open, &cell("张大山电话打不通")));
        let foreign = tx.answer_cell_mark(submission + 1, mark.id, "已改").await;
        assert_eq!(foreign.unwrap_err().code, "mark-missing");
        tx.answer_cell_mark(submission, mark.id, "已改").await.unwrap();
        tx.commit().await.unwrap();
        let mark = store.cell_marks(submission).await.unwrap()[0].clone();
        assert_eq!((mark.state, mark.answer.as_deref()), (MarkState::Answered, Some("已改")));

        let mut tx = write(&store).await;
        tx.mark_cells(submission, &[cell("仍打不通")]).await.unwrap();
        let late = tx.answer_cell_mark(submission, mark.id, "又改").await;
        assert_eq!(late.unwrap_err().code, "mark-missing", "a new return closes the old marks");
        tx.commit().await.unwrap();
        let states: Vec<MarkState> = store
            .cell_marks(submission)
            .await
            .unwrap()
            .iter()
            .map(|mark| mark.state)
            .collect();
        assert_eq!(states, [MarkState::Closed, MarkState::Open], "both stay on record");
    }
}

on_both! {
    async fn a_community_sees_only_what_its_street_has_handed_on(fresh) {
        let store = fresh.open().await;
        let (request, submission) = request(&store).await;
        let requests = RequestFilter {
            community: Some(EAST.to_owned()),
            reached: true,
            ..RequestFilter::default()
        };
        let submissions = SubmissionFilter {
            community: Some(EAST.to_owned()),
            reached: true,
            ..SubmissionFilter::default()
        };
        assert!(store.requests(&requests).await.unwrap().is_empty());
        assert!(store.submissions(&submissions).await.unwrap().is_empty());
        let mut tx = write(&store).await;
        tx.assign_submission(submission, Some(5), "指定王五填报").await.unwrap();
        let step = |expected_version, state, act| SubmissionStep {
            expected_version,
            state,
            act,
            remark: None,
        };
        tx.set_submission_state(submission, step(1, SubmissionState::Filling, "forward"))
            .await
            .unwrap();
        tx.set_submission_state(submission, step(2, SubmissionState::Submitted, "submit"))
            .await
            .unwrap();
        tx.note_request_event(request, "workbook", None, Some("2 行")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.requests(&requests).await.unwrap().len(), 1);
        let held = store.submissions(&submissions).await.unwrap();
        assert_eq!(held[0].assigned_to, Some(5));
        assert_eq!(held[0].submitted_by, held[0].updated_by, "whoever wrote last handed it up");
        let acts: Vec<String> = store
            .request_events(request)
            .await
            .unwrap()
            .into_iter()
            .map(|event| event.act)
            .collect();
        assert_eq!(acts, ["assign", "forward", "submit"]);
        let trace = store.events_of_request(request).await.unwrap();
        assert_eq!((trace[0].act.as_str(), trace[0].remark.as_deref()), ("workbook", Some("2 行")));
    }
}
