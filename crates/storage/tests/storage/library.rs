//! The library of forms: registrations with codes of their own, decisions taken back.

use serde_json::json;
use storage::{NewFormDecision, NewFormRegistration, NewTemplate, Rhythm};

use crate::district::DAY;
use crate::harness::write;
use crate::on_both;

fn template() -> NewTemplate {
    NewTemplate {
        title: "高龄津贴名册".to_owned(),
        department: Some("民政局".to_owned()),
        file_name: "名册.xlsx".to_owned(),
        object: "key".to_owned(),
        reading: json!({}),
    }
}

fn registration(template_id: i64, code: &str) -> NewFormRegistration {
    NewFormRegistration {
        template_id,
        code: code.to_owned(),
        basis: "高龄津贴发放办法第八条".to_owned(),
        rhythm: Rhythm::Monthly,
        expires_on: Some(DAY),
    }
}

on_both! {
    async fn a_code_is_of_one_template(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        let one = tx.create_template(template()).await.unwrap();
        let other = tx.create_template(template()).await.unwrap();
        tx.put_form_registration(registration(one, "MZ-01")).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.form_registration(other).await.unwrap().is_none());

        let mut tx = write(&store).await;
        let taken = tx.put_form_registration(registration(other, "MZ-01")).await;
        assert_eq!(taken.unwrap_err().code, "registration-code-taken");
        drop(tx);

        let changed = NewFormRegistration { expires_on: None, ..registration(one, "MZ-02") };
        let mut tx = write(&store).await;
        tx.put_form_registration(changed.clone()).await.unwrap();
        tx.put_form_registration(registration(other, "MZ-01")).await.unwrap();
        tx.commit().await.unwrap();
        let codes: Vec<_> = store.form_registrations().await.unwrap().into_iter()
            .map(|row| (row.body.template_id, row.body.code))
            .collect();
        assert_eq!(codes, [(other, "MZ-01".to_owned()), (one, "MZ-02".to_owned())]);
        assert_eq!(store.form_registration(one).await.unwrap().unwrap().body, changed);
    }
}

on_both! {
    async fn a_decision_is_taken_back_once(fresh) {
        let store = fresh.open().await;
        let made = NewFormDecision {
            body: json!({ "titles": ["类别", "类型"], "same": true }),
            reason: "两科室确认".to_owned(),
            department: Some("大数据中心".to_owned()),
        };
        let mut tx = write(&store).await;
        let id = tx.create_form_decision(made.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let held = store.form_decision(id).await.unwrap();
        assert_eq!((held.made, held.undone_at), (made, None));

        let mut tx = write(&store).await;
        tx.undo_form_decision(id).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        assert_eq!(tx.undo_form_decision(id).await.unwrap_err().code, "decision-undone");
        drop(tx);
        let all = store.form_decisions().await.unwrap();
        assert_eq!(all.len(), 1, "what was decided stays to be read");
        assert!(all[0].undone_at.is_some());
        assert_eq!(store.form_decision(id + 1).await.unwrap_err().code, "decision-missing");
    }
}
