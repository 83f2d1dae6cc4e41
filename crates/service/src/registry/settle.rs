//! A difference closed in favour of one list: the outcome and, where the registry says otherwise,
//! the correction it leads to are one write.

use catalog::problem::Problem;
use catalog::source::{Sources, no as source_no};
use catalog::values::Values;
use storage::{Closing, Item};

use super::amend::{Amendment, amend, row_about};
use super::{Registry, feed};
use crate::app::App;
use crate::audited::entry;
use crate::rights::Caller;

/// Closes an item and takes what is right into the registry as a correction.
///
/// # Errors
/// When somebody closed it meanwhile or storage fails; then nothing has changed.
pub async fn settle(
    app: &App,
    caller: &Caller,
    item: &Item,
    closing: Closing,
    values: Values,
) -> Result<(), Problem> {
    let mut held = Registry::in_hand(app).await?;
    let outcome = settle_with(app, caller, item, closing, values, &mut held).await;
    drop(held);
    outcome?;
    feed::catch_up(app).await
}

async fn settle_with(
    app: &App,
    caller: &Caller,
    item: &Item,
    closing: Closing,
    values: Values,
    held: &mut Option<Registry>,
) -> Result<(), Problem> {
    let tx = app
        .store
        .write(entry(
            caller,
            "comparison.close",
            "comparison-item",
            item.id,
        ))
        .await?;
    let (mut tx, delivery) = match Sources::shipped().get(source_no::FORM_CORRECTION) {
        Some(source) if !values.is_empty() => {
            let amendment = Amendment {
                source,
                title: format!("比对更正{}", item.comparison_id),
                digest: format!("comparison-item-{}-{}", item.id, item.last_run),
                rows: vec![row_about(item.entity_id, 0, values, &app.territory())],
            };
            let (tx, delivery) = amend(app, tx, held, amendment).await?;
            (tx, Some(delivery))
        }
        _ => (tx, None),
    };
    let closing = Closing {
        delivery_id: delivery,
        ..closing
    };
    tx.close_comparison_item(item.id, closing).await?;
    tx.commit().await?;
    if let Some(registry) = held {
        registry.pass_own(app, "comparison.close", item.id).await;
    }
    Ok(())
}
