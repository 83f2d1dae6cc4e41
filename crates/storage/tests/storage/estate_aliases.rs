//! Other names of estates, and records that are placed again because of one.

use catalog::element::no;
use catalog::source::no::HUKOU;
use storage::{NewEstateAlias, PlacedRecord, REGISTRY, Store};

use crate::district::{DAY, EAST, LI, WEST, ZHANG, community_of, load, people, undo};
use crate::harness::{audit, write};
use crate::on_both;

fn alias(name: &str, estate: &str, delivery: Option<i64>) -> NewEstateAlias {
    NewEstateAlias {
        community: EAST.to_owned(),
        name: name.to_owned(),
        estate: estate.to_owned(),
        delivery,
    }
}

async fn name(store: &Store, new: NewEstateAlias) -> i64 {
    let mut tx = write(store).await;
    let id = tx.name_estate(new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn held(store: &Store) -> Vec<(String, String)> {
    let aliases = store.estate_aliases().await.unwrap();
    aliases
        .into_iter()
        .map(|alias| (alias.name, alias.estate))
        .collect()
}

on_both! {
    async fn a_later_name_takes_the_place_of_an_earlier_one_and_can_be_taken_back(fresh) {
        let store = fresh.open().await;
        let seen = store.latest_change().await.unwrap();
        name(&store, alias("海韵小区", "海韵里", None)).await;
        let id = name(&store, alias("海韵小区", "海韵花园", None)).await;
        assert_eq!(held(&store).await, [("海韵小区".to_owned(), "海韵花园".to_owned())]);
        let named = store.estate_aliases_named("海韵小区").await.unwrap();
        assert_eq!(named.iter().map(|alias| alias.id).collect::<Vec<_>>(), [id]);
        assert!(store.estate_aliases_named("海韵花园").await.unwrap().is_empty());
        let changes = store.changes_since(seen, 100).await.unwrap();
        assert!(
            changes.iter().any(|change| change.subject_kind == REGISTRY),
            "whoever reads addresses must read the names again"
        );
        let mut tx = write(&store).await;
        tx.forget_estate_alias(id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(held(&store).await.is_empty());
        let mut tx = write(&store).await;
        let problem = tx.forget_estate_alias(id).await.unwrap_err();
        assert_eq!(problem.code, "alias-missing");
    }
}

on_both! {
    async fn what_a_delivery_taught_goes_with_it(fresh) {
        let store = fresh.open().await;
        let delivery = load(&store, "a", HUKOU, DAY, &[ZHANG]).await.id;
        let mut tx = write(&store).await;
        tx.learn_estates(vec![alias("登州路45号", "金桂苑", Some(delivery))]).await.unwrap();
        tx.commit().await.unwrap();
        name(&store, alias("海韵小区", "海韵花园", None)).await;
        assert_eq!(held(&store).await.len(), 2);
        undo(&store, delivery).await;
        assert_eq!(held(&store).await, [("海韵小区".to_owned(), "海韵花园".to_owned())]);
    }
}

on_both! {
    async fn a_record_placed_again_moves_its_entity_and_keeps_its_source(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let ids: Vec<i64> = people(&store).await.into_iter().map(|(id, _, _)| id).collect();
        let mut tx = store.write(audit("estate.name")).await.unwrap();
        let mut records = tx.records_of(&ids).await.unwrap();
        assert_eq!(records.len(), 2);
        let mut moved = records.remove(0);
        let before = (moved.source, moved.as_of);
        moved.values.set(no::HOME_COMMUNITY, WEST);
        let placed = PlacedRecord {
            id: moved.id,
            entity: moved.entity,
            strong_key: Some(7),
            weak_key: None,
            values: moved.values.clone(),
        };
        assert_eq!(tx.place_again(vec![placed], community_of).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let entity = store.entity(moved.entity).await.unwrap().unwrap();
        assert_eq!(entity.community.as_deref(), Some(WEST));
        let record = store.records_of(moved.entity).await.unwrap().remove(0);
        assert_eq!((record.source, record.as_of), before);
        assert_eq!(record.values, moved.values);
        let other = store.entity(records[0].entity).await.unwrap().unwrap();
        assert_eq!(other.community.as_deref(), Some(EAST));
    }
}
