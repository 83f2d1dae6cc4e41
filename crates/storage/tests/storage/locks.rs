//! Locks: in force as long as the delivery that holds their record.

use catalog::element::{EntityKind, no};
use catalog::source::no::{HUKOU, MANUAL_LOCK};
use catalog::values::Values;
use storage::{NewRecord, NewValueLock};

use crate::district::{DAY, ZHANG, load, people, put_rows, receive, undo};
use crate::harness::audit;
use crate::on_both;

on_both! {
    async fn a_lock_is_in_force_until_its_delivery_is_undone(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let zhang = people(&store).await[0].0;
        let delivery = receive(&store, "lock", MANUAL_LOCK, DAY).await;
        let mut tx = store.begin_load(audit("lock.create"), delivery).await.unwrap();
        let id = tx
            .create_lock(NewValueLock {
                delivery,
                entity: zhang,
                element: no::NAME,
                until: DAY + 5,
                reason: "本人持户口簿到社区".to_owned(),
            })
            .await
            .unwrap();
        let locked = crate::district::row(ZHANG.number, "张山", ZHANG.community, ZHANG.phone);
        put_rows(&store, &mut tx, delivery, MANUAL_LOCK, DAY, &[locked]).await;
        tx.finish_load(delivery, Default::default()).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(people(&store).await[0].1, "张山", "a lock outranks the police");
        let lock = store.lock(id).await.unwrap();
        assert_eq!((lock.element, lock.until, lock.reason.as_str()), (no::NAME, DAY + 5, "本人持户口簿到社区"));
        assert_eq!(store.locks_of(zhang).await.unwrap(), [lock]);
        assert!(store.expired_locks(DAY + 5).await.unwrap().is_empty(), "the last day counts");
        assert_eq!(store.expired_locks(DAY + 6).await.unwrap().len(), 1);

        undo(&store, delivery).await;
        assert_eq!(people(&store).await[0].1, ZHANG.name);
        assert_eq!(store.lock(id).await.unwrap_err().code, "lock-missing");
        assert!(store.locks_of(zhang).await.unwrap().is_empty());
        assert!(store.expired_locks(DAY + 6).await.unwrap().is_empty());
    }
}

on_both! {
    async fn only_what_had_keys_has_to_leave_an_index_of_keys(fresh) {
        let store = fresh.open().await;
        let loaded = load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        let zhang = people(&store).await[0].0;
        let delivery = receive(&store, "lock", MANUAL_LOCK, DAY).await;
        let mut tx = store.begin_load(audit("lock.create"), delivery).await.unwrap();
        let mut values = Values::new();
        values.set(no::PHONE, "13944444444");
        let record = NewRecord {
            id: tx.reserve_records(1).await.unwrap(),
            kind: EntityKind::Person,
            sheet: 0,
            row: 1,
            strong_key: None,
            weak_key: None,
            values,
            entity: zhang,
            method: 3,
            score: 1.0,
            decided_by: None,
            machine_entity: None,
        };
        tx.insert_records(delivery, vec![record]).await.unwrap();
        tx.finish_load(delivery, Default::default()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(undo(&store, delivery).await.without_keys);
        assert!(!undo(&store, loaded.id).await.without_keys);
    }
}
