//! Proposing a contract from deliveries that were loaded.

use catalog::problem::Problem;
use catalog::source::Source;
use intake::contract::Contract;
use intake::survey::Survey;
use serde_json::json;
use storage::{Audit, Delivery, NewCheck};

use super::check::{stored, survey};
use super::take_in::received_again;
use crate::app::App;
use crate::clock;

/// Surveys loaded deliveries of a source, keeps what they hold, so that the next delivery has
/// something to be compared with, and proposes a contract from it. The contract is not kept.
///
/// # Errors
/// `delivery-without-file` when none of them has a file.
pub async fn propose(
    app: &App,
    source: &Source,
    deliveries: &[Delivery],
    account: Option<i64>,
) -> Result<Contract, Problem> {
    let mut surveys: Vec<Survey> = Vec::new();
    for delivery in deliveries {
        let Some(received) = received_again(app, delivery).await? else {
            continue;
        };
        let seen = survey(&received).await?;
        let audit = Audit::new(
            clock::now(),
            account,
            "contract.propose",
            "delivery",
            delivery.id,
        )
        .with_detail(json!({ "source": source.code }));
        let mut tx = app.store.write(audit).await?;
        if app.store.delivery_check(delivery.id).await?.is_none() {
            tx.put_check(&NewCheck {
                delivery: delivery.id,
                contract_version: None,
                survey: stored(&seen),
                findings: json!([]),
            })
            .await?;
        }
        tx.commit().await?;
        surveys.push(seen);
    }
    if surveys.is_empty() {
        return Err(Problem::bad_input(
            "delivery-without-file",
            "这一批没有原件，无法据此生成约定，请换一批。",
        ));
    }
    Ok(Contract::proposed(source, &surveys))
}
