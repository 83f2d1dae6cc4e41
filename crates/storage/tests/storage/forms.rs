//! Templates, requests, submissions and their rows.

use catalog::element::EntityKind;
use catalog::source::no::FORM_CORRECTION;
use serde_json::json;
use storage::{
    ChangedRow, DeliveryState, NewDelivery, NewRequest, NewSubmission, NewSubmissionRow,
    NewTemplate, Paging, REGISTRY, RequestFilter, RequestState, Store, SubmissionFigures,
    SubmissionFilter, SubmissionState, SubmissionStep,
};

use crate::district::{DAY, EAST, WEST, ZHANG, people, put_rows};
use crate::harness::{audit, write};
use crate::on_both;

/// A template, a request and a submission of one community with two rows; their ids.
async fn dispatch(store: &Store) -> (i64, i64, i64) {
    let mut tx = write(store).await;
    let template = tx
        .create_template(NewTemplate {
            title: "高龄津贴核对表".to_owned(),
            department: Some("民政".to_owned()),
            file_name: "高龄津贴.xlsx".to_owned(),
            object: "key".to_owned(),
            reading: json!({"columns": []}),
        })
        .await
        .unwrap();
    let request = tx
        .create_request(NewRequest {
            template_id: template,
            title: "七月核对".to_owned(),
            department: Some("民政".to_owned()),
            population: json!({"age_min": 80}),
            as_of: DAY,
            due: DAY + 7,
            state: RequestState::Open,
        })
        .await
        .unwrap();
    let submission = tx
        .create_submission(NewSubmission {
            request_id: request,
            community: EAST.to_owned(),
            street: "370203001000".to_owned(),
            state: SubmissionState::Filling,
            figures: SubmissionFigures {
                rows: 2,
                filled: 9,
                corrected: 0,
            },
        })
        .await
        .unwrap();
    let rows = (0..2).map(|position| NewSubmissionRow {
        position,
        entity_id: Some(100 + i64::from(position)),
        cells: format!("张大山 {position}").into_bytes(),
    });
    tx.insert_submission_rows(submission, rows.collect())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (template, request, submission)
}

fn step(expected_version: i64, state: SubmissionState, act: &'static str) -> SubmissionStep {
    SubmissionStep {
        expected_version,
        state,
        act,
        remark: None,
    }
}

on_both! {
    async fn a_template_is_kept_confirmed_and_archived(fresh) {
        let store = fresh.open().await;
        let (id, ..) = dispatch(&store).await;
        let mut tx = write(&store).await;
        tx.set_template_reading(id, &json!({"columns": [1]})).await.unwrap();
        tx.commit().await.unwrap();
        let held = store.template(id).await.unwrap();
        assert_eq!(held.reading, json!({"columns": [1]}));
        assert_eq!(store.templates(Some("民政")).await.unwrap(), [held]);
        assert!(store.templates(Some("残联")).await.unwrap().is_empty());

        let mut tx = write(&store).await;
        tx.archive_template(id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.templates(None).await.unwrap().is_empty());
        assert!(store.template(id).await.unwrap().archived, "requests still find it");
        assert_eq!(store.template(99).await.unwrap_err().code, "template-missing");
    }
}

on_both! {
    async fn requests_are_listed_for_those_they_concern(fresh) {
        let store = fresh.open().await;
        let (_, id, _) = dispatch(&store).await;
        let list = async |filter: RequestFilter| store.requests(&filter).await.unwrap().len();
        assert_eq!(list(RequestFilter::default()).await, 1);
        let of = |community: &str| RequestFilter {
            community: Some(community.to_owned()),
            ..Default::default()
        };
        assert_eq!(list(of(EAST)).await, 1);
        assert_eq!(list(of(WEST)).await, 0);
        let street = RequestFilter { street: Some("370203001000".to_owned()), ..of(EAST) };
        assert_eq!(list(street).await, 1);

        let mut tx = write(&store).await;
        tx.set_request_state(id, RequestState::Closed).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.request(id).await.unwrap().state, RequestState::Closed);
        assert_eq!(store.request(id).await.unwrap().population, json!({"age_min": 80}));
        let open = RequestFilter { state: Some(RequestState::Open), ..Default::default() };
        assert_eq!(list(open).await, 0);
    }
}

on_both! {
    async fn a_step_taken_on_an_old_version_is_refused(fresh) {
        let store = fresh.open().await;
        let (_, request, id) = dispatch(&store).await;
        let take = async |step| {
            let mut tx = write(&store).await;
            let version = tx.set_submission_state(id, step).await?;
            tx.commit().await.map(|()| version)
        };
        assert_eq!(take(step(1, SubmissionState::Submitted, "submit")).await.unwrap(), 2);
        let late = take(step(1, SubmissionState::Submitted, "submit")).await.unwrap_err();
        assert_eq!(late.code, "version-conflict");
        let returned = SubmissionStep {
            remark: Some("第二行再核对".to_owned()),
            ..step(2, SubmissionState::Returned, "return")
        };
        assert_eq!(take(returned).await.unwrap(), 3);

        let held = store.submission(id).await.unwrap();
        assert_eq!((held.state, held.version), (SubmissionState::Returned, 3));
        assert_eq!(held.remark.as_deref(), Some("第二行再核对"));
        let events = store.request_events(request).await.unwrap();
        let acts: Vec<&str> = events.iter().map(|event| event.act.as_str()).collect();
        assert_eq!(acts, ["submit", "return"], "what was refused did not happen");
        assert_eq!(events[1].remark.as_deref(), Some("第二行再核对"));
        let of_state = async |state| {
            let filter = SubmissionFilter {
                request: Some(request),
                state: Some(state),
                ..Default::default()
            };
            store.submissions(&filter).await.unwrap().len()
        };
        assert_eq!(of_state(SubmissionState::Returned).await, 1);
        assert_eq!(of_state(SubmissionState::Filling).await, 0);
    }
}

on_both! {
    async fn a_community_is_asked_once(fresh) {
        let store = fresh.open().await;
        let (_, request_id, _) = dispatch(&store).await;
        let mut tx = write(&store).await;
        let again = tx
            .create_submission(NewSubmission {
                request_id,
                community: EAST.to_owned(),
                street: String::new(),
                state: SubmissionState::Filling,
                figures: SubmissionFigures::default(),
            })
            .await;
        assert_eq!(again.unwrap_err().code, "submission-exists");
    }
}

on_both! {
    async fn two_people_changing_one_row_never_overwrite_each_other(fresh) {
        let store = fresh.open().await;
        let (.., id) = dispatch(&store).await;
        let (total, rows) = store.submission_rows(id, Paging::new(1, 1)).await.unwrap();
        assert_eq!((total, rows.len()), (2, 1));
        assert_eq!(rows[0].cells, "张大山 0".as_bytes());
        let row = rows[0].id;

        let mut tx = write(&store).await;
        assert_eq!(tx.update_row_cells(row, 1, "改过".as_bytes()).await.unwrap(), 2);
        let by = SubmissionFigures { filled: 1, corrected: 1, rows: 0 };
        tx.add_submission_figures(id, by).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        let late = tx.update_row_cells(row, 1, b"late").await.unwrap_err();
        assert_eq!(late.code, "version-conflict");
        drop(tx);
        let held = store.submission_row(row).await.unwrap();
        assert_eq!((held.cells.as_slice(), held.version), ("改过".as_bytes(), 2));
        let figures = store.submission(id).await.unwrap().figures;
        assert_eq!(figures, SubmissionFigures { rows: 2, filled: 10, corrected: 1 });
        assert_eq!(store.submission_row(999).await.unwrap_err().code, "row-missing");
    }
}

on_both! {
    async fn many_rows_change_at_once_and_remember_who_changed_them(fresh) {
        let store = fresh.open().await;
        let (.., id) = dispatch(&store).await;
        let mut tx = write(&store).await;
        let rows = tx.submission_rows(id).await.unwrap();
        let (by, at) = (tx.account_id(), rows[0].changed_at);
        assert_eq!(at, None, "nobody has touched a row that was only listed");
        let changes = rows.into_iter().map(|held| ChangedRow {
            cells: format!("改过 {}", held.position).into_bytes(),
            held,
        });
        tx.change_rows(changes.collect()).await.unwrap();
        tx.commit().await.unwrap();
        let (_, rows) = store.submission_rows(id, Paging::all()).await.unwrap();
        assert_eq!(rows.len(), 2, "no row was added");
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row.cells, format!("改过 {at}").into_bytes());
            assert_eq!((row.version, row.changed_by), (2, by));
            assert!(row.changed_at.is_some());
        }
    }
}

on_both! {
    async fn a_row_is_left_out_with_a_reason_and_taken_back(fresh) {
        let store = fresh.open().await;
        let (.., id) = dispatch(&store).await;
        let row = store.submission_rows(id, Paging::all()).await.unwrap().1[1].clone();
        let mut tx = write(&store).await;
        assert_eq!(tx.exclude_row(row.id, 1, Some("已搬走")).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let held = store.submission_row(row.id).await.unwrap();
        assert_eq!((held.excluded, held.exclude_reason.as_deref()), (true, Some("已搬走")));
        let mut tx = write(&store).await;
        assert_eq!(tx.exclude_row(row.id, 1, None).await.unwrap_err().code, "version-conflict");
        assert_eq!(tx.exclude_row(row.id, 2, None).await.unwrap(), 3);
        let added = tx.add_submission_row(id, None, b"new".to_vec()).await.unwrap();
        assert_eq!(added.position, 2);
        assert_eq!(tx.set_row_entity(added.id, 1, 55).await.unwrap(), 2);
        assert_eq!(tx.submission_rows(id).await.unwrap().len(), 3);
        tx.commit().await.unwrap();
        let rows = store.submission_rows(id, Paging::all()).await.unwrap().1;
        assert!(!rows[1].excluded && rows[1].exclude_reason.is_none());
        assert_eq!(rows[2].entity_id, Some(55));
    }
}

on_both! {
    /// Accepting a submission: the step, the delivery of its corrections and the registry, in one
    /// transaction.
    async fn an_accepted_correction_is_a_fact_with_the_form_as_its_source(fresh) {
        let store = fresh.open().await;
        let (.., id) = dispatch(&store).await;
        let mut tx = store.write(audit("submission.accept")).await.unwrap();
        tx.set_submission_state(id, step(1, SubmissionState::Accepted, "accept")).await.unwrap();
        let delivery = tx
            .receive_delivery(NewDelivery {
                source: FORM_CORRECTION,
                file_name: String::new(),
                digest: format!("submission:{id}:2"),
                size: 0,
                as_of: DAY,
                object: String::new(),
                state: DeliveryState::Loaded,
            })
            .await
            .unwrap();
        put_rows(&store, &mut tx, delivery, FORM_CORRECTION, DAY, &[ZHANG]).await;
        tx.commit().await.unwrap();

        let (person, ..) = people(&store).await[0];
        let records = store.records_of(person).await.unwrap();
        assert_eq!((records[0].delivery_id, records[0].source), (delivery, FORM_CORRECTION));
        assert_eq!(store.entity(person).await.unwrap().unwrap().kind, EntityKind::Person);
        let changes = store.changes_since(0, 1000).await.unwrap();
        let touched = changes.iter().filter(|change| change.subject_kind == REGISTRY);
        assert_eq!(touched.map(|change| change.community.as_deref()).collect::<Vec<_>>(), [Some(EAST)]);
        assert_eq!(store.delivery(delivery).await.unwrap().state, DeliveryState::Loaded);
    }
}
