//! Ties of people to dwellings (人房关系) as they cross the wire.

use catalog::area::AreaTree;
use catalog::element::{Dictionary, no};
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::{Candidate, Current};
use catalog::tie::{Owner, Relation, Tie, owners, ties_of_person};
use rustc_hash::FxHashMap;
use storage::{MentionRole, RecordView};

use crate::app::App;
use crate::clock;
use crate::registry::absorb::identity_key;
use crate::registry::known::{candidate, resolve};
use crate::rights::Caller;
use crate::view::facts::label_of;
use crate::view::reach::reaches;
use crate::wire::people::{DwellingTie, DwellingTies, PersonDwelling};

/// People whose records are read to say who rents and who lodges; a dormitory has more.
const MOST_PEOPLE: usize = 200;

/// The ties of a person: from the person's own records, and from those of dwellings that name the
/// person as owner.
pub async fn ties(
    app: &App,
    caller: &Caller,
    id: i64,
    current: &Current,
    records: &[RecordView],
) -> Result<Vec<PersonDwelling>, Problem> {
    let candidates: Vec<Candidate<'_>> = records.iter().map(candidate).collect();
    let snapshot = app.snapshot.load();
    let label = |dwelling: i64| {
        snapshot
            .dwelling(dwelling)
            .map(|dwelling| dwelling.address)
            .unwrap_or_default()
    };
    let mut views: Vec<PersonDwelling> = ties_of_person(current, &candidates)
        .into_iter()
        .map(|tie| tie_view(caller, &tie, &label(tie.dwelling)))
        .collect();
    for (dwelling, owner) in owned(app, id).await? {
        views.push(owner_view(caller, dwelling, &owner, &label(dwelling)));
    }
    views.sort_by_key(|view| standing_order(&view.standing));
    Ok(views)
}

/// Held first, then rivals, then the past; the order within is kept.
fn standing_order(standing: &str) -> u8 {
    match standing {
        "held" => 0,
        "rival" => 1,
        _ => 2,
    }
}

/// Dwellings whose records name a person by number as owner.
async fn owned(app: &App, person: i64) -> Result<Vec<(i64, Owner)>, Problem> {
    let keys = app.store.strong_keys_of(person).await?;
    let dwellings = app
        .store
        .entities_mentioning(MentionRole::Owner, &keys)
        .await?;
    let mut of_dwelling: FxHashMap<i64, Vec<RecordView>> = FxHashMap::default();
    for record in app.store.records_of_all(&dwellings).await? {
        of_dwelling.entry(record.entity).or_default().push(record);
    }
    let is_person = |owner: &Owner| {
        owner
            .number
            .as_deref()
            .and_then(|number| identity_key(number, &app.keys))
            .is_some_and(|key| keys.contains(&key.0))
    };
    Ok(dwellings
        .into_iter()
        .flat_map(|dwelling| {
            let records = of_dwelling.remove(&dwelling).unwrap_or_default();
            owners_of(&records)
                .into_iter()
                .map(move |owner| (dwelling, owner))
        })
        .filter(|(_, owner)| is_person(owner))
        .collect())
}

fn owners_of(records: &[RecordView]) -> Vec<Owner> {
    let candidates: Vec<Candidate<'_>> = records.iter().map(candidate).collect();
    owners(&resolve(records), &candidates)
}

/// A tie with the label of its dwelling.
pub fn tie_view(caller: &Caller, tie: &Tie, label: &str) -> PersonDwelling {
    PersonDwelling {
        kind: tie.relation.as_str().to_owned(),
        relation: tie.relation.label().to_owned(),
        dwelling_id: tie.dwelling,
        label: address(caller, label),
        source: label_of(Sources::shipped().get(tie.source)),
        as_of: clock::day_text(tie.as_of),
        since: tie.since.clone(),
        ended_by: tie.ended_by.map(clock::day_text),
        standing: tie.standing.as_str().to_owned(),
        contested: false,
    }
}

fn owner_view(caller: &Caller, dwelling: i64, owner: &Owner, label: &str) -> PersonDwelling {
    PersonDwelling {
        kind: Relation::Owner.as_str().to_owned(),
        relation: Relation::Owner.label().to_owned(),
        dwelling_id: dwelling,
        label: address(caller, label),
        source: label_of(Sources::shipped().get(owner.source)),
        as_of: clock::day_text(owner.as_of),
        since: None,
        ended_by: owner.ended_by.map(clock::day_text),
        standing: owner.standing.as_str().to_owned(),
        contested: false,
    }
}

/// An address as the caller may see it.
fn address(caller: &Caller, label: &str) -> String {
    Dictionary::shipped()
        .get(no::HOME_ADDRESS)
        .map_or_else(String::new, |element| {
            caller.show(element, label, None).text
        })
}

/// Owners, tenants and lodgers of a dwelling.
pub async fn dwelling_ties(
    app: &App,
    caller: &Caller,
    dwelling: i64,
    records: &[RecordView],
) -> Result<Vec<DwellingTies>, Problem> {
    let areas = app.areas();
    let mut people: FxHashMap<Relation, Vec<DwellingTie>> = FxHashMap::default();
    people.insert(
        Relation::Owner,
        owner_ties(app, caller, records, &areas).await?,
    );
    let snapshot = app.snapshot.load();
    let mut around = snapshot.occupants(dwelling);
    around.extend(snapshot.registered_at(dwelling));
    around.sort_by_key(|person| person.id);
    around.dedup_by_key(|person| person.id);
    around.truncate(MOST_PEOPLE);
    let ids: Vec<i64> = around.iter().map(|person| person.id).collect();
    let mut of_person: FxHashMap<i64, Vec<RecordView>> = FxHashMap::default();
    for record in app.store.records_of_all(&ids).await? {
        of_person.entry(record.entity).or_default().push(record);
    }
    for person in &around {
        let records = of_person.remove(&person.id).unwrap_or_default();
        let candidates: Vec<Candidate<'_>> = records.iter().map(candidate).collect();
        let ties = ties_of_person(&resolve(&records), &candidates);
        for tie in ties.iter().filter(|tie| tie.dwelling == dwelling) {
            if matches!(tie.relation, Relation::Tenant | Relation::Lodger) {
                people.entry(tie.relation).or_default().push(DwellingTie {
                    person_id: Some(person.id),
                    name: person.name.clone(),
                    source: label_of(Sources::shipped().get(tie.source)),
                    as_of: clock::day_text(tie.as_of),
                    ended_by: tie.ended_by.map(clock::day_text),
                    standing: tie.standing.as_str().to_owned(),
                });
            }
        }
    }
    Ok([Relation::Owner, Relation::Tenant, Relation::Lodger]
        .into_iter()
        .map(|relation| DwellingTies {
            kind: relation.as_str().to_owned(),
            relation: relation.label().to_owned(),
            people: people.remove(&relation).unwrap_or_default(),
        })
        .collect())
}

async fn owner_ties(
    app: &App,
    caller: &Caller,
    records: &[RecordView],
    areas: &AreaTree,
) -> Result<Vec<DwellingTie>, Problem> {
    let owners = owners_of(records);
    let key = |owner: &Owner| identity_key(owner.number.as_deref()?, &app.keys).map(|key| key.0);
    let keys: Vec<i64> = owners.iter().filter_map(key).collect();
    let people = app.store.entities_by_strong_key(&keys).await?;
    let snapshot = app.snapshot.load();
    Ok(owners
        .iter()
        .map(|owner| {
            let person = key(owner)
                .and_then(|key| people.get(&key))
                .and_then(|id| snapshot.person(*id))
                .filter(|person| reaches(caller, person, areas));
            DwellingTie {
                person_id: person.as_ref().map(|person| person.id),
                name: owner
                    .name
                    .clone()
                    .or_else(|| person.map(|person| person.name))
                    .unwrap_or_else(|| "姓名未登记".to_owned()),
                source: label_of(Sources::shipped().get(owner.source)),
                as_of: clock::day_text(owner.as_of),
                ended_by: owner.ended_by.map(clock::day_text),
                standing: owner.standing.as_str().to_owned(),
            }
        })
        .collect())
}
