//! Opening: schema, key, what lies on the disk, and databases that are not there.

use catalog::source::no::HUKOU;
use storage::{KeyRing, Store, is_new};

use crate::district::{DAY, LI, WANG, ZHANG, load, people};
use crate::harness::{Fresh, ring};
use crate::on_both;

on_both! {
    async fn opening_twice_finds_everything_as_it_was(fresh) {
        assert!(is_new(&fresh.url).await.unwrap());
        let store = fresh.open().await;
        store.ready().await.unwrap();
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let digest = store.digest().await.unwrap();
        store.close().await.unwrap();

        assert!(!is_new(&fresh.url).await.unwrap());
        let store = fresh.open().await;
        let second = fresh.open().await;
        assert_eq!(store.digest().await.unwrap(), digest);
        assert_eq!(second.digest().await.unwrap(), digest);
    }
}

on_both! {
    async fn programs_may_start_at_once_on_an_empty_database(fresh) {
        let open = || Store::open(&fresh.url, ring());
        let all = tokio::join!(open(), open(), open(), open());
        for store in [all.0, all.1, all.2, all.3] {
            store.unwrap().ready().await.unwrap();
        }
    }
}

on_both! {
    async fn another_key_is_refused_with_a_clear_sentence(fresh) {
        fresh.open().await.close().await.unwrap();
        let refused = Store::open(&fresh.url, KeyRing::from_bytes(&[1; 32])).await.unwrap_err();
        assert_eq!(refused.code, "key-wrong");
        assert!(refused.detail.contains("密钥"));
    }
}

on_both! {
    async fn a_closed_database_answers_with_a_problem(fresh) {
        let store = fresh.open().await;
        store.close().await.unwrap();
        assert_eq!(store.ready().await.unwrap_err().code, "database-unavailable");
        assert_eq!(store.counts().await.unwrap_err().code, "database-unavailable");
    }
}

on_both! {
    async fn a_database_that_goes_away_during_work_is_a_problem_for_readers_and_writers(fresh) {
        let store = fresh.open().await;
        if fresh.folder().is_some() {
            return;
        }
        fresh.take_away().await;
        assert_eq!(store.ready().await.unwrap_err().code, "database-unavailable");
        assert_eq!(store.counts().await.unwrap_err().code, "database-unavailable");
        let write = store.write(crate::harness::audit("test.write")).await;
        assert_eq!(write.unwrap_err().code, "database-unavailable");
    }
}

on_both! {
    async fn a_setting_is_kept_until_it_is_set_again(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.setting("demo").await.unwrap(), None);
        for value in ["一", "二"] {
            let mut tx = crate::harness::write(&store).await;
            tx.set_setting("demo", value).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(store.setting("demo").await.unwrap().as_deref(), Some(value));
        }
    }
}

/// The database file, its log and all: nothing personal may be read in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_lies_in_plain_in_the_database_file() {
    crate::harness::on_both(|fresh: std::sync::Arc<Fresh>| async move {
        let Some(folder) = fresh.folder() else { return };
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI, WANG]).await;
        assert_eq!(people(&store).await.len(), 3);
        let mut written = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            written += bytes.len();
            for row in [ZHANG, LI, WANG] {
                for secret in [row.name, row.number, row.phone] {
                    let found = bytes
                        .windows(secret.len())
                        .any(|some| some == secret.as_bytes());
                    assert!(!found, "a name, number or phone stands in plain");
                }
            }
        }
        assert!(written > 10_000, "the files were looked at");
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_a_problem_not_a_panic() {
    let nobody = "postgres://linli@127.0.0.1:1/linli";
    assert_eq!(
        Store::open(nobody, ring()).await.unwrap_err().code,
        "database-unavailable"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-such-folder").join("linli.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    assert_eq!(
        Store::open(&url, ring()).await.unwrap_err().code,
        "database-unavailable"
    );
    for odd in ["mysql://x", "linli.db", "sqlite::memory:", ""] {
        assert_eq!(
            Store::open(odd, ring()).await.unwrap_err().code,
            "database-address",
            "{odd}"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("linli.db");
    std::fs::write(&path, "这不是数据库".repeat(1000)).unwrap();
    let url = format!("sqlite://{}?mode=rwc", path.display());
    assert_eq!(
        Store::open(&url, ring()).await.unwrap_err().code,
        "database-broken"
    );
}
