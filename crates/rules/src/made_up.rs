//! Somebody or something made up, as test cases of policies and tags write them, put into a world
//! in memory.

use std::collections::{BTreeMap, BTreeSet};

use catalog::code_table::CodeTables;
use catalog::element::{Dictionary, ElementNo, ValueKind, no};
use catalog::problem::Problem;
use catalog::source::Sources;
use serde::{Deserialize, Serialize};

use crate::memory::{Entry, Kin, World};
use crate::subject::{Relation, Subject};
use crate::syntax::words;

/// Somebody in a test case, or a dwelling, place or household.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CasePerson {
    /// Values by the element's word; codes by their label, 是 or 否.
    pub facts: BTreeMap<String, String>,
    /// Tags that are carried; all others are not.
    pub tags: BTreeSet<String>,
    /// Sources with a record.
    pub sources: BTreeSet<String>,
    /// Members of sets by relation; a relation that is named is complete.
    pub kin: BTreeMap<String, Vec<CasePerson>>,
}

/// Adds somebody or something with all members of its sets; its id.
///
/// # Errors
/// `policy-case-wrong` for a word that names nothing.
pub(crate) fn add(
    world: &mut World,
    subject: Subject,
    person: &CasePerson,
) -> Result<i64, Problem> {
    let id = i64::try_from(world.of(subject).len() + 1).unwrap_or(i64::MAX);
    let mut entry = Entry {
        id,
        tags: person.tags.clone(),
        ..Entry::default()
    };
    for (word, typed) in &person.facts {
        let (element, text) = fact(word, typed)?;
        entry.values.insert(element, text);
    }
    for name in &person.sources {
        let source = Sources::shipped()
            .all()
            .iter()
            .find(|source| source.label == *name)
            .ok_or_else(|| wrong_case(&format!("没有名为“{name}”的来源")))?;
        entry.sources.insert(source.no);
    }
    world.of_mut(subject).push(entry);
    for (word, members) in &person.kin {
        let relation = Relation::by_word(word)
            .filter(|relation| relation.from() == subject)
            .ok_or_else(|| wrong_case(&format!("{}没有名为“{word}”的关系", subject.label())))?;
        let mut ids = Vec::new();
        for member in members {
            ids.push(add(world, relation.to(), member)?);
        }
        tie(world, relation, id, ids);
    }
    Ok(id)
}

/// Notes who belongs to a set where the registry has it: relatives as such, all others by a value
/// that they share or that points to the dwelling.
fn tie(world: &mut World, relation: Relation, own: i64, members: Vec<i64>) {
    match relation {
        Relation::Spouse | Relation::Children | Relation::Parents => {
            let kin = Kin {
                ids: members,
                complete: true,
            };
            if let Some(entry) = entry(world, relation.from(), own) {
                entry.kin.insert(relation, kin);
            }
        }
        Relation::Housemates => share(world, no::HOME_DWELLING, own, &members),
        Relation::Household => share(world, no::HOUSEHOLD_NO, own, &members),
        Relation::Residents => point(world, no::HOME_DWELLING, relation.to(), &members, own),
        Relation::Registered => point(world, no::HUKOU_DWELLING, relation.to(), &members, own),
        Relation::PlacesIn => point(world, no::SITE_DWELLING, relation.to(), &members, own),
        Relation::Members => point(world, no::HOUSEHOLD, relation.to(), &members, own),
        Relation::Home | Relation::HukouDwelling | Relation::Site | Relation::HouseholdDwelling => {
            let element = match relation {
                Relation::Home => no::HOME_DWELLING,
                Relation::Site => no::SITE_DWELLING,
                _ => no::HUKOU_DWELLING,
            };
            for member in members {
                point(world, element, relation.from(), &[own], member);
            }
        }
    }
}

/// Gives people the value of an element that makes them one set: their own, or one of which nothing
/// else is known.
fn share(world: &mut World, element: ElementNo, own: i64, members: &[i64]) {
    let Some(entry_of_own) = entry(world, Subject::Person, own) else {
        return;
    };
    let shared = entry_of_own
        .values
        .entry(element)
        .or_insert_with(|| (1_000_000 + own).to_string())
        .clone();
    for member in members {
        if let Some(entry) = entry(world, Subject::Person, *member) {
            entry.values.insert(element, shared.clone());
        }
    }
}

fn point(world: &mut World, element: ElementNo, subject: Subject, from: &[i64], to: i64) {
    for id in from {
        if let Some(entry) = entry(world, subject, *id) {
            entry.values.insert(element, to.to_string());
        }
    }
}

fn entry(world: &mut World, subject: Subject, id: i64) -> Option<&mut Entry> {
    let mut entries = world.of_mut(subject).iter_mut();
    entries.find(|entry| entry.id == id)
}

/// A value as a case writes it → the canonical text.
fn fact(word: &str, typed: &str) -> Result<(ElementNo, String), Problem> {
    let number =
        words::element(word).ok_or_else(|| wrong_case(&format!("没有名为“{word}”的数据元")))?;
    let element = Dictionary::shipped().get(number);
    let table = element
        .and_then(|element| element.code_table.as_deref())
        .and_then(|table| CodeTables::shipped().get(table));
    let yes_no = element.is_some_and(|element| element.kind == ValueKind::YesNo);
    let text = match table {
        None if yes_no && typed == "是" => "1".to_owned(),
        None if yes_no && typed == "否" => "0".to_owned(),
        Some(table) => table
            .code_of(typed)
            .ok_or_else(|| wrong_case(&format!("代码表“{}”里没有“{typed}”", table.label)))?
            .to_owned(),
        None => typed.to_owned(),
    };
    Ok((number, text))
}

fn wrong_case(what: &str) -> Problem {
    Problem::bad_input(
        "policy-case-wrong",
        format!("测试案例有误：{what}，请改正。"),
    )
}
