//! The audit: a row for every write, in its transaction; a row for reads that need one.

use serde_json::json;
use storage::{Audit, AuditFilter, NewAccount, Paging, Role, Store};

use crate::harness::{NOW, audit};
use crate::on_both;

async fn acts(store: &Store) -> Vec<String> {
    let (total, rows) = store
        .audit_page(&AuditFilter::default(), Paging::all())
        .await
        .unwrap();
    assert_eq!(total, rows.len() as u64);
    rows.into_iter().map(|row| row.act).collect()
}

on_both! {
    async fn a_write_leaves_its_audit_row_exactly_when_it_is_kept(fresh) {
        let store = fresh.open().await;
        drop(store.write(audit("kept.not")).await.unwrap());
        store.write(audit("given.up")).await.unwrap().rollback().await.unwrap();
        store.write(audit("kept.yes")).await.unwrap().commit().await.unwrap();
        assert_eq!(acts(&store).await, ["kept.yes"]);
    }
}

on_both! {
    async fn a_created_thing_is_named_in_the_audit_row(fresh) {
        let store = fresh.open().await;
        let new = NewAccount {
            login: "admin".to_owned(),
            name: "管理员".to_owned(),
            role: Role::Admin,
            area_code: "370203000000".to_owned(),
            department: Some("大数据中心".to_owned()),
            password_hash: String::new(),
        };
        let mut tx =
            store.write(Audit::new(NOW, None, "account.create", "account", "")).await.unwrap();
        let id = tx.create_account(new).await.unwrap();
        tx.commit().await.unwrap();
        let (_, rows) = store.audit_page(&AuditFilter::default(), Paging::all()).await.unwrap();
        assert_eq!(rows[0].subject_id, id.to_string());
    }
}

on_both! {
    async fn a_revealed_value_leaves_who_what_and_why(fresh) {
        let store = fresh.open().await;
        let read = Audit::new(NOW, Some(7), "person.reveal", "person", 12)
            .for_purpose("核实高龄津贴")
            .with_detail(json!({"element": "phone"}));
        store.audit_read(read).await.unwrap();
        store.audit_read(Audit::new(NOW + 5, Some(8), "person.export", "person", "")).await.unwrap();

        let find = async |filter: AuditFilter| {
            store.audit_page(&filter, Paging::new(1, 10)).await.unwrap().1
        };
        let rows = find(AuditFilter { act: Some("person.".to_owned()), ..Default::default() }).await;
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].act, "person.export", "the newest first");
        let rows = find(AuditFilter { account: Some(7), ..Default::default() }).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].purpose.as_deref(), Some("核实高龄津贴"));
        assert_eq!(rows[0].detail, json!({"element": "phone"}));
        let exact = AuditFilter { act: Some("person.export".to_owned()), ..Default::default() };
        assert_eq!(find(exact).await.len(), 1);
        let about = AuditFilter {
            subject_kind: Some("person".to_owned()),
            subject_id: Some("12".to_owned()),
            ..Default::default()
        };
        assert_eq!(find(about).await.len(), 1);
        let between =
            AuditFilter { from: Some(NOW), until: Some(NOW + 5), ..Default::default() };
        assert_eq!(find(between).await.len(), 1);
    }
}
