//! Comparisons: items keep their identity and their outcome over runs.

use serde_json::json;
use storage::{
    Closing, ComparisonRun, ItemFilter, ItemState, NewComparison, NewItem, NewRun, Paging, Store,
};

use crate::district::{EAST, WEST};
use crate::harness::{audit, write};
use crate::on_both;

async fn saved(store: &Store) -> i64 {
    let mut tx = write(store).await;
    let id = tx
        .create_comparison(NewComparison {
            title: "高龄津贴与台账".to_owned(),
            area: "370203000000".to_owned(),
            department: Some("民政局".to_owned()),
            definition: json!({"fields": ["phone"]}),
            each_delivery: true,
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// An item of a key, with what differs in it.
fn item(key: i64, difference: i64, community: Option<&str>) -> NewItem {
    NewItem {
        key_blind: key,
        difference,
        state: ItemState::Differs,
        fields: vec![1, 12],
        community: community.map(str::to_owned),
        entity_id: Some(key + 100),
        body: format!("张大山 {difference}").into_bytes(),
    }
}

async fn run(store: &Store, id: i64, items: Vec<NewItem>) -> ComparisonRun {
    let mut tx = write(store).await;
    let run = NewRun {
        comparison_id: id,
        figures: json!({"total": items.len()}),
        problem: None,
        complete: true,
    };
    let run = tx.put_comparison_run(run, items).await.unwrap();
    tx.commit().await.unwrap();
    run
}

async fn close(store: &Store, id: i64, outcome: &str) -> Result<(), catalog::problem::Problem> {
    let mut tx = write(store).await;
    let closing = Closing {
        outcome: outcome.to_owned(),
        remark: Some("张大山本人确认".to_owned()),
        delivery_id: None,
    };
    tx.close_comparison_item(id, closing).await?;
    tx.commit().await
}

fn all(comparison: i64) -> ItemFilter {
    ItemFilter {
        comparison,
        ..ItemFilter::default()
    }
}

on_both! {
    async fn an_outcome_stays_until_the_difference_is_another(fresh) {
        let store = fresh.open().await;
        let id = saved(&store).await;
        let first = run(&store, id, vec![item(1, 10, Some(EAST)), item(2, 20, Some(WEST)), item(3, 30, None)]).await;
        assert_eq!((first.appeared, first.gone, first.open), (3, 0, 3));

        let (_, items) = store.comparison_items(&all(id), Paging::all()).await.unwrap();
        let of = |entity: i64| items.iter().find(|item| item.entity_id == Some(entity)).unwrap().id;
        close(&store, of(101), "left").await.unwrap();
        close(&store, of(102), "right").await.unwrap();
        assert_eq!(close(&store, of(101), "right").await.unwrap_err().code, "item-closed");

        // 1 is as before, 2 differs otherwise now, 3 is no more, 4 is new.
        let second = run(&store, id, vec![item(1, 10, Some(EAST)), item(2, 21, Some(WEST)), item(4, 40, None)]).await;
        assert_eq!((second.appeared, second.gone, second.open), (2, 1, 2));
        let (_, items) = store.comparison_items(&all(id), Paging::all()).await.unwrap();
        let by = |entity: i64| items.iter().find(|item| item.entity_id == Some(entity)).unwrap();
        assert_eq!(by(101).outcome.as_deref(), Some("left"), "the same difference keeps its outcome");
        assert_eq!(by(101).remark.as_deref(), Some("张大山本人确认"));
        assert_eq!(by(101).appeared_run, first.id);
        assert_eq!(by(102).outcome, None, "another difference is another question");
        assert_eq!(by(102).appeared_run, second.id);
        assert_eq!(by(102).id, of(102), "yet the same item");
        assert_eq!(by(103).gone_run, Some(second.id));
        assert_eq!(by(104).appeared_run, second.id);

        // What was gone and comes back is new again, and open.
        let third = run(&store, id, vec![item(1, 10, Some(EAST)), item(2, 21, Some(WEST)), item(3, 30, None), item(4, 40, None)]).await;
        assert_eq!((third.appeared, third.gone, third.open), (1, 0, 3));
        let runs = store.comparison_runs(id, 10).await.unwrap();
        assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), [third.id, second.id, first.id]);
    }
}

on_both! {
    async fn items_are_found_by_community_field_and_state(fresh) {
        let store = fresh.open().await;
        let id = saved(&store).await;
        let run = run(&store, id, vec![item(1, 10, Some(EAST)), item(2, 20, Some(WEST)), item(3, 30, None)]).await;
        let count = async |filter: ItemFilter| store.comparison_items(&filter, Paging::all()).await.unwrap().0;
        assert_eq!(count(all(id)).await, 3);
        let east = Some(vec![EAST.to_owned()]);
        assert_eq!(count(ItemFilter { communities: east.clone(), ..all(id) }).await, 1);
        assert_eq!(count(ItemFilter { communities: east, unplaced: true, ..all(id) }).await, 2);
        assert_eq!(count(ItemFilter { field: Some(12), ..all(id) }).await, 3);
        assert_eq!(count(ItemFilter { field: Some(2), ..all(id) }).await, 0, "2 is not 12");
        assert_eq!(count(ItemFilter { state: Some(ItemState::OnlyLeft), ..all(id) }).await, 0);
        assert_eq!(count(ItemFilter { appeared_run: Some(run.id), ..all(id) }).await, 3);
        assert_eq!(count(ItemFilter { open: Some(false), ..all(id) }).await, 0);
        assert_eq!(count(ItemFilter { comparison: id + 1, ..ItemFilter::default() }).await, 0);
        let mut open = store.open_items().await.unwrap();
        open.sort();
        assert_eq!(open, [(id, None, 1), (id, Some(EAST.to_owned()), 1), (id, Some(WEST.to_owned()), 1)]);
        let (_, items) = store.comparison_items(&all(id), Paging::new(1, 1)).await.unwrap();
        assert_eq!(items.len(), 1);
        let held = store.comparison_item(items[0].id).await.unwrap();
        assert_eq!(held, items[0]);
        assert!(String::from_utf8(held.body).unwrap().starts_with("张大山"));
        assert_eq!(store.comparison_item(999).await.unwrap_err().code, "item-missing");
    }
}

on_both! {
    async fn a_failed_or_incomplete_run_takes_nothing_away(fresh) {
        let store = fresh.open().await;
        let id = saved(&store).await;
        run(&store, id, vec![item(1, 10, Some(EAST)), item(2, 20, None)]).await;
        let mut tx = store.write(audit("comparison.run")).await.unwrap();
        let failed = NewRun {
            comparison_id: id,
            figures: json!(null),
            problem: Some(catalog::problem::Problem::conflict("source-without-delivery", "没有批次。")),
            complete: false,
        };
        let failed = tx.put_comparison_run(failed, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(failed.problem.unwrap().code, "source-without-delivery");
        assert_eq!((failed.gone, failed.open), (0, 2));
        let mut tx = write(&store).await;
        let part = NewRun { comparison_id: id, figures: json!({}), problem: None, complete: false };
        let part = tx.put_comparison_run(part, vec![item(1, 10, Some(EAST))]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((part.gone, part.open), (0, 2), "what was cut off is not said to be gone");

        assert_eq!(store.comparisons().await.unwrap().len(), 1);
        let mut tx = write(&store).await;
        tx.archive_comparison(id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.comparisons().await.unwrap().is_empty());
        assert!(store.comparison(id).await.unwrap().archived);
        assert_eq!(store.comparison(99).await.unwrap_err().code, "comparison-missing");
    }
}

on_both! {
    async fn no_value_of_an_item_lies_in_plain(fresh) {
        let store = fresh.open().await;
        let id = saved(&store).await;
        run(&store, id, vec![item(1, 10, Some(EAST))]).await;
        let (_, items) = store.comparison_items(&all(id), Paging::all()).await.unwrap();
        close(&store, items[0].id, "other").await.unwrap();
        store.close().await.unwrap();
        if let Some(folder) = fresh.folder() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let bytes = std::fs::read(entry.unwrap().path()).unwrap();
                let name = "张大山".as_bytes();
                assert!(!bytes.windows(name.len()).any(|window| window == name));
            }
        }
    }
}
