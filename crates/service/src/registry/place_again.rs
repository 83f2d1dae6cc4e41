//! Giving an estate another name (指认小区), or taking the name back: addresses that write it are
//! placed again at once, in the same write.

use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::element::{ElementNo, EntityKind, no};
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::values::Values;
use intake::address::{AddressParts, Territory};
use intake::delivery::addresses;
use linkage::{person_keys, place_keys};
use serde_json::json;
use storage::{EstateAlias, NewEstateAlias, PlacedRecord, RecordView};

use super::absorb::{BlindKeys, Row};
use super::place::Placer;
use super::unplaced::written;
use super::{Registry, community_of, feed};
use crate::app::App;
use crate::audited::entry;
use crate::rights::Caller;

/// What placing says; it goes before a row is placed anew.
const PLACED: [ElementNo; 9] = [
    no::HOME_DWELLING,
    no::HUKOU_DWELLING,
    no::HOME_COMMUNITY,
    no::HUKOU_COMMUNITY,
    no::SITE_COMMUNITY,
    no::SITE_DWELLING,
    no::REGISTERED_COMMUNITY,
    no::REGISTERED_DWELLING,
    no::HUKOU_COUNTY,
];

/// A change of names.
enum Change<'a> {
    Name(NewEstateAlias),
    Forget(&'a EstateAlias),
}

/// Keeps that a name means an estate and places the addresses that write it. How many people and
/// places lead elsewhere now.
///
/// # Errors
/// When storage fails; then nothing has changed.
pub async fn name_estate(
    app: &App,
    caller: &Caller,
    community: &AreaCode,
    name: &str,
    estate: &str,
) -> Result<u64, Problem> {
    let new = NewEstateAlias {
        community: community.to_string(),
        name: name.to_owned(),
        estate: estate.to_owned(),
        delivery: None,
    };
    change(app, caller, community, name, Change::Name(new)).await
}

/// Takes a name back and places the addresses that write it without it.
///
/// # Errors
/// When storage fails; then nothing has changed.
pub async fn forget_name(
    app: &App,
    caller: &Caller,
    community: &AreaCode,
    alias: &EstateAlias,
) -> Result<u64, Problem> {
    change(app, caller, community, &alias.name, Change::Forget(alias)).await
}

async fn change(
    app: &App,
    caller: &Caller,
    community: &AreaCode,
    name: &str,
    change: Change<'_>,
) -> Result<u64, Problem> {
    let mut held = Registry::in_hand(app).await?;
    let outcome = change_with(app, caller, community, name, change, &mut held).await;
    // Where things are has changed in storage only; the next load reads it anew.
    *held = None;
    drop(held);
    let placed = outcome?;
    feed::catch_up(app).await?;
    Ok(placed)
}

async fn change_with(
    app: &App,
    caller: &Caller,
    community: &AreaCode,
    name: &str,
    change: Change<'_>,
    held: &mut Option<Registry>,
) -> Result<u64, Problem> {
    let detail = json!({ "community": community.to_string() });
    let audit = match &change {
        Change::Name(_) => entry(caller, "estate.name", "estate-alias", ""),
        Change::Forget(alias) => entry(caller, "estate.unname", "estate-alias", alias.id),
    };
    let mut tx = app.store.write(audit.with_detail(detail)).await?;
    tx.hold_registry().await?;
    let registry = Registry::fresh(held, app).await?;
    match change {
        Change::Name(new) => {
            registry.addresses.name(*community, name, &new.estate);
            tx.name_estate(new).await?;
        }
        Change::Forget(alias) => {
            registry.addresses.forget(community, name);
            tx.forget_estate_alias(alias.id).await?;
        }
    }
    let territory = app.territory();
    let areas = app.areas();
    let ids = who_writes(app, community, name, &territory).await?;
    let records = tx.records_of(&ids).await?;
    let placer = Placer::new(&registry.addresses, &registry.dwellings, &areas, &app.keys);
    let moved: Vec<PlacedRecord> = records
        .into_iter()
        .filter_map(|record| place(&placer, record, name, &territory))
        .collect();
    let placed = tx.place_again(moved, community_of).await?;
    tx.commit().await?;
    Ok(placed)
}

/// People and places of the community, or of none, whose address writes the name.
async fn who_writes(
    app: &App,
    community: &AreaCode,
    name: &str,
    territory: &Territory,
) -> Result<Vec<i64>, Problem> {
    let mut ids = Vec::new();
    for kind in [EntityKind::Person, EntityKind::Place] {
        for part in [community.to_string().as_str(), storage::UNPLACED] {
            for (id, current) in app.store.entities_of(kind, Some(part)).await? {
                let read = written(&current, kind, territory);
                if writes(name, &read.home) || writes(name, &read.hukou) {
                    ids.push(id);
                }
            }
        }
    }
    Ok(ids)
}

fn writes(name: &str, parts: &Option<Arc<AddressParts>>) -> bool {
    parts
        .as_deref()
        .and_then(AddressParts::called)
        .is_some_and(|called| called == name)
}

/// The record as placed now, when that is elsewhere than before.
fn place(
    placer: &Placer<'_>,
    record: RecordView,
    name: &str,
    territory: &Territory,
) -> Option<PlacedRecord> {
    let source = Sources::shipped().get(record.source)?;
    let read = addresses(
        &record.values,
        source.entity,
        source.registers_hukou,
        territory,
    );
    if !writes(name, &read.home) && !writes(name, &read.hukou) {
        return None;
    }
    let mut row = Row {
        values: without_place(&record.values),
        home: read.home,
        hukou: read.hukou,
        ..Row::default()
    };
    let maker = BlindKeys(placer.keys);
    let keys = if source.entity == EntityKind::Place {
        placer.place(&mut row);
        place_keys(&row.values, &maker)
    } else {
        placer.person(&mut row, source.registers_hukou);
        let home = row
            .values
            .get(no::HOME_DWELLING)
            .or_else(|| row.values.get(no::HUKOU_DWELLING));
        person_keys(&row.values, home.and_then(|id| id.parse().ok()), &maker)
    };
    (row.values != record.values).then(|| PlacedRecord {
        id: record.id,
        entity: record.entity,
        strong_key: keys.strong.map(|key| key.0),
        weak_key: keys.weak.map(|key| key.0),
        values: row.values,
    })
}

fn without_place(values: &Values) -> Values {
    let mut kept = Values::new();
    for (element, text) in values.iter() {
        if !PLACED.contains(&element) {
            kept.set(element, text);
        }
    }
    kept
}
