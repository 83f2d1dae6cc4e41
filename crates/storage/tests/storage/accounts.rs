//! Accounts, sessions, failed sign-ins, areas.

use storage::{AreaRow, Audit, NewAccount, NewSession, Role, SigninState, Store};

use crate::harness::{NOW, write};
use crate::on_both;

const MINUTE: i64 = 60_000;

fn account(login: &str) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: "社区工作者甲".to_owned(),
        role: Role::Community,
        area_code: "370203001001".to_owned(),
        department: None,
        password_hash: "$argon2id$x".to_owned(),
    }
}

async fn create(store: &Store, login: &str) -> i64 {
    let mut tx = write(store).await;
    let id = tx.create_account(account(login)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

on_both! {
    async fn an_account_is_found_by_login_and_id(fresh) {
        let store = fresh.open().await;
        let id = create(&store, "east-1").await;
        let found = store.find_account("east-1").await.unwrap().unwrap();
        assert_eq!((found.id, found.role, found.disabled), (id, Role::Community, false));
        assert_eq!(store.account(id).await.unwrap(), found);
        assert_eq!(store.accounts().await.unwrap(), [found]);
        assert!(store.find_account("east-2").await.unwrap().is_none());
        assert_eq!(store.account(99).await.unwrap_err().code, "account-missing");
        let mut tx = write(&store).await;
        let taken = tx.create_account(account("east-1")).await;
        assert_eq!(taken.unwrap_err().code, "login-taken");
    }
}

on_both! {
    async fn a_session_ends_with_its_time_its_password_and_its_account(fresh) {
        let store = fresh.open().await;
        let id = create(&store, "east-1").await;
        let open = async |token: u8| {
            let mut tx = write(&store).await;
            let token_hash = vec![token; 32];
            let new = NewSession { token_hash, account_id: id, expires_at: NOW + MINUTE };
            tx.create_session(new).await.unwrap();
            tx.commit().await.unwrap();
        };
        let is_open = async |token: u8, now| {
            store.session(&[token; 32], now).await.unwrap().is_some()
        };
        open(1).await;
        assert!(is_open(1, NOW).await);
        assert!(!is_open(2, NOW).await);
        assert!(!is_open(1, NOW + MINUTE).await, "it has expired");
        assert_eq!(store.session(&[1; 32], NOW).await.unwrap().unwrap().account.id, id);

        let mut tx = write(&store).await;
        tx.set_password(id, "$argon2id$y").await.unwrap();
        tx.commit().await.unwrap();
        assert!(!is_open(1, NOW).await, "a new password ends old sessions");
        assert_eq!(store.account(id).await.unwrap().password_hash, "$argon2id$y");

        open(3).await;
        let mut tx = write(&store).await;
        tx.delete_session(&[3; 32]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!is_open(3, NOW).await);

        open(4).await;
        let mut tx = write(&store).await;
        tx.set_disabled(id, true).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!is_open(4, NOW).await);
        open(5).await;
        assert!(!is_open(5, NOW).await, "a disabled account has no session");

        let later = Audit::new(NOW + 2 * MINUTE, None, "session.purge", "session", "");
        let mut tx = store.write(later).await.unwrap();
        assert_eq!(tx.purge_sessions().await.unwrap(), 1);
    }
}

on_both! {
    async fn five_failures_lock_a_login_for_ten_minutes(fresh) {
        let store = fresh.open().await;
        let fail = async |at| {
            let audit = Audit::new(at, None, "session.refuse", "account", "");
            let mut tx = store.write(audit).await.unwrap();
            let state = tx.count_signin_failure("east-1").await.unwrap();
            tx.commit().await.unwrap();
            state
        };
        for count in 1..5 {
            assert_eq!(fail(NOW).await, SigninState { failures: count, locked_until: None });
        }
        let until = NOW + 10 * MINUTE;
        assert_eq!(fail(NOW).await.locked_until, Some(until));
        let state = async |login, now| store.signin_state(login, now).await.unwrap();
        assert_eq!(state("east-1", until - 1).await.locked_until, Some(until));
        assert_eq!(state("east-1", until).await, SigninState::default());
        assert_eq!(state("east-2", NOW).await, SigninState::default());
        assert_eq!(fail(until).await.failures, 1, "after the lock it counts from one");

        let mut tx = write(&store).await;
        tx.clear_signin_failures("east-1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(state("east-1", NOW).await, SigninState::default());
    }
}

on_both! {
    async fn the_area_tree_is_replaced_as_a_whole(fresh) {
        let store = fresh.open().await;
        let area = |code: &str, position| AreaRow {
            code: code.to_owned(),
            name: "某社区".to_owned(),
            level: "community".to_owned(),
            parent: None,
            position,
        };
        let put = async |areas: &[AreaRow]| {
            let mut tx = write(&store).await;
            tx.replace_areas(areas).await?;
            tx.commit().await
        };
        put(&[area("2", 0), area("1", 1)]).await.unwrap();
        assert_eq!(store.areas().await.unwrap(), [area("2", 0), area("1", 1)]);
        put(&[area("3", 0)]).await.unwrap();
        assert_eq!(store.areas().await.unwrap(), [area("3", 0)]);
        let twice = put(&[area("4", 0), area("4", 1)]).await;
        assert_eq!(twice.unwrap_err().code, "area-duplicate");
        assert_eq!(store.areas().await.unwrap(), [area("3", 0)], "nothing was replaced");
    }
}
