//! Contracts of the sample's sources, learnt from its files, so that a newcomer can see at once
//! what happens to a delivery that departs from one.

use catalog::problem::Problem;
use catalog::source::{Source, Sources, no};
use intake::contract::Contract;
use serde_json::json;
use storage::{Audit, DeliveryFilter, DeliveryState, Paging};

use crate::app::App;
use crate::clock;
use crate::registry::check::stored;
use crate::registry::propose::propose;

/// Files of one source that a contract is learnt from; the largest sample has some hundred.
const FILES: u64 = 500;

/// Makes a contract for every source that has delivered and has none yet.
pub async fn make(app: &App) -> Result<(), Problem> {
    for source in Sources::shipped().all() {
        let new = app.store.contract(source.no).await?.is_none();
        if new && source.no != no::FORM_CORRECTION {
            make_one(app, source).await?;
        }
    }
    Ok(())
}

async fn make_one(app: &App, source: &Source) -> Result<(), Problem> {
    let loaded = DeliveryFilter {
        sources: Some(vec![source.no]),
        state: Some(DeliveryState::Loaded),
        ..DeliveryFilter::default()
    };
    let (_, deliveries) = app.store.deliveries(&loaded, Paging::new(1, FILES)).await?;
    if deliveries.is_empty() {
        return Ok(());
    }
    let contract = Contract {
        contact: "数据联络员".to_owned(),
        // Numbers that no exchange of the city gives out.
        phone: format!("0532-0000 {:04}", 100 + source.no.0),
        every_days: rhythm(source),
        ..propose(app, source, &deliveries, None).await?
    };
    contract.check()?;
    let audit = Audit::new(clock::now(), None, "contract.save", "source", &source.code)
        .with_detail(json!({ "version": 1 }));
    let mut tx = app.store.write(audit).await?;
    tx.add_contract(source.no, 0, &stored(&contract), "按样例数据生成")
        .await?;
    tx.commit().await
}

/// Days between deliveries, as departments commonly agree on.
fn rhythm(source: &Source) -> u32 {
    match source.no {
        no::DEATH | no::BIRTH => 10,
        no::HOUSING => 92,
        _ => 31,
    }
}
