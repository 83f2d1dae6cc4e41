//! Undoing a delivery: as if it had never been handed over.

use catalog::problem::Problem;
use storage::{Audit, Undone};

use super::{community_of, feed};
use crate::app::App;
use crate::clock;

/// Takes a loaded delivery out of the registry.
///
/// # Errors
/// When it is not loaded, or storage fails; then nothing has changed.
pub async fn undo(app: &App, delivery: i64, account: Option<i64>) -> Result<Undone, Problem> {
    let audit = Audit::new(clock::now(), account, "delivery.undo", "delivery", delivery);
    undo_for(app, audit, delivery).await
}

/// The same for a reason of its own, which the audit row names.
///
/// # Errors
/// As [`undo`].
pub async fn undo_for(app: &App, audit: Audit, delivery: i64) -> Result<Undone, Problem> {
    let mut held = app.registry.lock().await;
    // What a broken write left in it must not pass for true together with this one.
    held.take_if(|registry| registry.unsaved);
    let (act, subject) = (audit.act, audit.subject_id.clone());
    let undone = app.store.undo(audit, delivery, community_of).await?;
    match held.as_mut() {
        // A lifted lock, most often: what loading knows of the registry is as it was.
        Some(registry) if undone.without_keys => registry.pass_own(app, act, subject).await,
        _ => *held = None,
    }
    drop(held);
    feed::catch_up(app).await?;
    Ok(undone)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod tests {
    use catalog::element::no;
    use catalog::identifier::id_number;
    use catalog::source::Sources;
    use storage::{DeliveryState, NewDelivery};

    use super::*;
    use crate::registry::Registry;
    use crate::registry::absorb::{Absorber, Origin, Row};
    use crate::test_district::{Somewhere, deliver, districts};

    /// A load takes a person in and breaks off before it is written.
    async fn break_off(app: &App, number: &str) {
        let audit = |act| Audit::new(clock::now(), None, act, "delivery", "");
        let source = Sources::shipped().by_code("shequ-zoufang").unwrap();
        let mut tx = app.store.write(audit("delivery.receive")).await.unwrap();
        let new = NewDelivery {
            source: source.no,
            file_name: "断了.csv".to_owned(),
            digest: "broken".to_owned(),
            size: 1,
            as_of: 1,
            object: String::new(),
            state: DeliveryState::Received,
        };
        let id = tx.receive_delivery(new).await.unwrap();
        tx.commit().await.unwrap();
        let tx = app.store.begin_load(audit("delivery.load"), id).await;
        let mut held = Registry::in_hand(app).await.unwrap();
        let areas = app.areas();
        let origin = Origin {
            source,
            as_of: 1,
            areas: &areas,
        };
        let registry = held.as_mut().unwrap();
        let mut absorber = Absorber::begin(app, tx.unwrap(), id, registry, origin)
            .await
            .unwrap();
        let mut row = Row::default();
        row.values.set(no::NAME, "司马断");
        row.values.set(no::ID_NUMBER, number);
        absorber.absorb(vec![row]).await.unwrap();
        absorber.write.give_up().await;
        drop(held);
        app.store.recover_interrupted(clock::now()).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_broken_load_took_in_is_forgotten_though_another_one_is_undone() {
        for Somewhere { app, .. } in districts("broken_undo").await {
            // Nobody is recognised by a name alone, so this one is taken back without a trace in the keys.
            let nameless = deliver(&app, "只有姓名.csv", "姓名\n欧阳一\n".to_owned()).await;
            let number = id_number::with_check("37020319500101001").unwrap();
            break_off(&app, &number).await;
            assert!(undo(&app, nameless, None).await.unwrap().without_keys);

            // Were the registry believed, the number would be that of an id which the next newcomer gets.
            let mut people = Vec::new();
            for (name, serial) in [("司马断", "001"), ("欧阳新", "002")] {
                let number = id_number::with_check(&format!("37020319500101{serial}")).unwrap();
                let text = format!("姓名,身份证号码\n{name},{number}\n");
                let delivery = deliver(&app, &format!("{name}.csv"), text).await;
                let records = app.store.records_of_delivery(delivery, 0, 9).await;
                let entity = records.unwrap()[0].entity;
                let person = app.store.entity(entity).await.unwrap();
                let person = person.expect("the record is somebody's");
                assert_eq!(person.current.text(no::NAME), Some(name));
                people.push(entity);
            }
            assert_ne!(people[0], people[1], "two numbers are two people");
            assert_eq!(app.store.counts().await.unwrap().people, 2);
        }
    }
}
