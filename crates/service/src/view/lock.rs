//! Locks as they cross the wire.

use catalog::element::Dictionary;
use catalog::problem::Problem;

use crate::app::App;
use crate::clock;
use crate::wire::lock::Lock;

/// The locks of an entity that are in force.
pub async fn locks(app: &App, entity: i64) -> Result<Vec<Lock>, Problem> {
    let mut views = Vec::new();
    for lock in app.store.locks_of(entity).await? {
        let element = Dictionary::shipped().get(lock.element);
        let made_by = match lock.made_by {
            Some(account) => app.store.account(account).await?.name,
            None => String::new(),
        };
        views.push(Lock {
            id: lock.id,
            element: element
                .map(|element| element.id.clone())
                .unwrap_or_default(),
            label: element
                .map(|element| element.label.clone())
                .unwrap_or_default(),
            until: clock::day_text(lock.until),
            reason: lock.reason,
            made_by,
            made_at: clock::iso(lock.made_at),
        });
    }
    Ok(views)
}
