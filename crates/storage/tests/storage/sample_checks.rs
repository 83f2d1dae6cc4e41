//! Sample checks and their answers.

use catalog::element::no;
use storage::{Answer, NewSampleCheck, Verdict};

use crate::district::{EAST, WEST};
use crate::harness::write;
use crate::on_both;

on_both! {
    async fn an_answer_given_again_replaces_the_first(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        let new = NewSampleCheck {
            community: EAST.to_owned(),
            seed: u64::MAX - 3,
            dwellings: vec![30, 10, 20],
            drawn_from: 99,
        };
        let id = tx.create_sample_check(new).await.unwrap();
        tx.commit().await.unwrap();
        let check = store.sample_check(id).await.unwrap();
        assert_eq!((check.seed, check.dwellings.as_slice()), (u64::MAX - 3, [30, 10, 20].as_slice()));
        assert_eq!(store.sample_checks(&[EAST.to_owned()]).await.unwrap(), [check]);
        assert!(store.sample_checks(&[WEST.to_owned()]).await.unwrap().is_empty());
        assert_eq!(store.sample_check(id + 1).await.unwrap_err().code, "sample-missing");

        let answer = |entity, verdict| Answer { dwelling: 10, entity, element: no::PHONE, verdict };
        for verdict in [Verdict::Wrong, Verdict::Unknown, Verdict::Right] {
            let mut tx = write(&store).await;
            let answers = [answer(7, verdict), answer(8, Verdict::Wrong)];
            tx.put_sample_answers(id, &answers).await.unwrap();
            tx.commit().await.unwrap();
        }
        let held = store.sample_answers(id).await.unwrap();
        assert_eq!(held, [answer(7, Verdict::Right), answer(8, Verdict::Wrong)]);
    }
}
