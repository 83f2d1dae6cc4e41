//! People named in records of others, and looked up by their key.

use catalog::source::no::HUKOU;
use storage::{Mention, MentionRole};

use crate::district::{DAY, LI, ZHANG, load, people, undo};
use crate::harness::write;
use crate::on_both;

on_both! {
    async fn a_mention_counts_while_its_record_is_in_the_registry(fresh) {
        let store = fresh.open().await;
        let delivery = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let found = people(&store).await;
        let (zhang, li) = (found[0].0, found[1].0);
        let key = store.ring().blind("person", ZHANG.number);
        assert_eq!(store.strong_keys_of(zhang).await.unwrap(), [key]);
        let by_key = store.entities_by_strong_key(&[key, 7]).await.unwrap();
        assert_eq!(by_key.into_iter().collect::<Vec<_>>(), [(key, zhang)]);

        let record = store.records_of(li).await.unwrap()[0].id;
        let mut tx = write(&store).await;
        let mention = Mention { record, role: MentionRole::Mother, person_key: key };
        tx.insert_mentions(vec![mention]).await.unwrap();
        tx.insert_mentions(Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let mother = store.entities_mentioning(MentionRole::Mother, &[key]).await.unwrap();
        assert_eq!(mother, [li]);
        assert!(store.entities_mentioning(MentionRole::Owner, &[key]).await.unwrap().is_empty());
        assert!(store.entities_mentioning(MentionRole::Mother, &[]).await.unwrap().is_empty());

        undo(&store, delivery.id).await;
        assert!(store.entities_mentioning(MentionRole::Mother, &[key]).await.unwrap().is_empty());
    }
}
