//! Contests: one open a value, steps in order, and nothing of what was said in plain.

use catalog::element::no;
use catalog::source::no as source;
use storage::{ContestFilter, ContestReach, ContestState, ContestStep, NewContest, Paging, Store};

use crate::district::{DAY, EAST};
use crate::harness::write;
use crate::on_both;

async fn open(store: &Store, entity: i64) -> Result<i64, catalog::problem::Problem> {
    let mut tx = write(store).await;
    let id = tx
        .open_contest(NewContest {
            entity_id: entity,
            element: no::BIRTH_DATE,
            source: source::HUKOU,
            community: Some(EAST.to_owned()),
            due: DAY + 7,
            body: "户口簿上是李秀英".as_bytes().to_vec(),
        })
        .await?;
    tx.commit().await?;
    Ok(id)
}

fn step(expected_version: i64, state: ContestState, outcome: Option<&str>) -> ContestStep {
    ContestStep {
        expected_version,
        state,
        reopened: false,
        due: DAY + 7,
        outcome: outcome.map(str::to_owned),
        delivery_id: None,
        body: "已核实".as_bytes().to_vec(),
    }
}

async fn take(store: &Store, id: i64, step: ContestStep) -> Result<(), catalog::problem::Problem> {
    let mut tx = write(store).await;
    tx.step_contest(id, step).await?;
    tx.commit().await
}

on_both! {
    async fn a_value_is_contested_once_at_a_time(fresh) {
        let store = fresh.open().await;
        let id = open(&store, 7).await.unwrap();
        assert_eq!(open(&store, 7).await.unwrap_err().code, "contest-open");
        open(&store, 8).await.unwrap();
        let mut doubted = store.contested(&[7, 8, 9]).await.unwrap();
        doubted.sort();
        assert_eq!(doubted, [(7, no::BIRTH_DATE), (8, no::BIRTH_DATE)]);

        take(&store, id, step(1, ContestState::Answered, Some("upheld"))).await.unwrap();
        assert_eq!(store.contested(&[7]).await.unwrap(), [], "answered is no longer in doubt");
        let late = take(&store, id, step(1, ContestState::Answered, Some("unclear"))).await;
        assert_eq!(late.unwrap_err().code, "version-conflict");
        let held = store.contest(id).await.unwrap();
        assert_eq!((held.state, held.version), (ContestState::Answered, 2));
        assert_eq!(held.outcome.as_deref(), Some("upheld"));
        assert!(held.answered_at.is_some() && held.closed_at.is_none());

        // Contested anew by somebody else: the old one cannot be opened beside it.
        let other = open(&store, 7).await.unwrap();
        let again = ContestStep { reopened: true, ..step(2, ContestState::Open, None) };
        assert_eq!(take(&store, id, again.clone()).await.unwrap_err().code, "contest-open");
        take(&store, other, step(1, ContestState::Closed, None)).await.unwrap();
        take(&store, id, again).await.unwrap();
        let held = store.contest(id).await.unwrap();
        assert!(held.reopened && held.answered_at.is_none());
        assert_eq!(store.contest(99).await.unwrap_err().code, "contest-missing");
    }
}

on_both! {
    async fn contests_reach_those_they_concern(fresh) {
        let store = fresh.open().await;
        open(&store, 7).await.unwrap();
        let count = async |filter: ContestFilter| store.contests(&filter, Paging::all()).await.unwrap().0;
        let reach = |reach: ContestReach| ContestFilter { reach: Some(reach), ..ContestFilter::default() };
        assert_eq!(count(ContestFilter::default()).await, 1);
        assert_eq!(count(reach(ContestReach::default())).await, 0, "nobody's are nobody's");
        assert_eq!(count(reach(ContestReach { sources: vec![source::HUKOU], ..Default::default() })).await, 1);
        assert_eq!(count(reach(ContestReach { sources: vec![source::DEATH], ..Default::default() })).await, 0);
        assert_eq!(count(reach(ContestReach { communities: vec![EAST.to_owned()], ..Default::default() })).await, 1);
        let overdue = |day| ContestFilter { overdue_on: Some(day), ..ContestFilter::default() };
        assert_eq!(count(overdue(DAY + 7)).await, 0, "the last day is not over yet");
        assert_eq!(count(overdue(DAY + 8)).await, 1);
        assert_eq!(count(ContestFilter { entity: Some(8), ..ContestFilter::default() }).await, 0);
        assert_eq!(count(ContestFilter { state: Some(ContestState::Closed), ..ContestFilter::default() }).await, 0);
        store.close().await.unwrap();
        if let Some(folder) = fresh.folder() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let bytes = std::fs::read(entry.unwrap().path()).unwrap();
                let said = "李秀英".as_bytes();
                assert!(!bytes.windows(said.len()).any(|window| window == said));
            }
        }
    }
}
