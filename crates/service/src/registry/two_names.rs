//! 一号两名: records that one identity number joins while their names are those of two people.
//! Somebody wrote a relative's number down, or a person was given another name. The number decides
//! where a record belongs, so that it does not matter which came first; whether it is right there a
//! person says.

use std::collections::BTreeSet;

use catalog::element::no;
use catalog::problem::Problem;
use linkage::candidates::{ASK_FROM, People, Score};
use linkage::feature::name::{Name, are_of_two};
use storage::{EntityRow, KeyRing, NewPair, RecordView, ReviewPair, WriteTx, compete};

use super::alike::{Described, Likely};
use super::duplicates::Homes;
use crate::app::App;

/// Domain of the prints of two names.
const DOMAIN: &str = "two-names";

/// Separates the names; it stands in no cleaned value.
const BETWEEN: &str = "\u{1f}";

/// Such a question says nothing of how likely the two are one.
const EVEN: f64 = 0.5;

/// What makes two names known again, whichever came first; `None` when they may be one name.
pub fn print(one: &str, other: &str, keys: &KeyRing) -> Option<i64> {
    if one == other || !are_of_two(&Name::read(one), &Name::read(other)) {
        return None;
    }
    let (first, second) = (one.min(other), one.max(other));
    Some(keys.blind(DOMAIN, &format!("{first}{BETWEEN}{second}")))
}

/// Puts entities with the prints of their names to the communities that know them; `whom` has them
/// as they are now.
///
/// # Errors
/// When the database refuses.
pub async fn ask(
    tx: &mut WriteTx,
    found: &BTreeSet<(i64, i64)>,
    whom: &[EntityRow],
) -> Result<(), Problem> {
    let mut homes = Homes::default();
    for row in whom {
        homes.note(row);
    }
    let questions = found.iter().map(|(entity, names)| NewPair {
        one: *entity,
        other: *entity,
        probability: EVEN,
        weights: "[]".to_owned(),
        community: homes.of_pair(*entity, *entity),
        merge: None,
        names: Some(*names),
    });
    tx.ask_about(questions.collect()).await
}

/// The records of an entity, apart by two names.
pub struct Apart {
    /// Those under the name that holds.
    pub kept: Vec<RecordView>,
    /// Those under the other name.
    pub odd: Vec<RecordView>,
}

impl Apart {
    /// Reads what a question is about; `None` when the records have gone or were moved since.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(app: &App, pair: &ReviewPair) -> Result<Option<Self>, Problem> {
        let Some(names) = pair.names else {
            return Ok(None);
        };
        let records = app.store.records_of(pair.low).await?;
        Ok(Self::of(records, names, &app.keys))
    }

    fn of(records: Vec<RecordView>, names: i64, keys: &KeyRing) -> Option<Self> {
        let (one, other) = two_of(&records, names, keys)?;
        let under = |wanted: &str| {
            let same = |record: &&RecordView| name_of(record) == Some(wanted);
            records.iter().filter(same).cloned().collect::<Vec<_>>()
        };
        // The name that would win among all records of either is the one that holds.
        let either = [under(&one), under(&other)].concat();
        let odd_name = match compete(&either).text(no::NAME) {
            Some(held) if held == other => one,
            _ => other,
        };
        let (odd, kept) = records
            .into_iter()
            .partition(|record| name_of(record) == Some(odd_name.as_str()));
        Some(Self { kept, odd })
    }

    /// What speaks for and against their being one, in a registry of so many people.
    pub fn weigh(&self, people: usize) -> Option<Score> {
        let mut both = People::of_registry(people);
        both.add(0, &compete(&self.kept));
        both.add(1, &compete(&self.odd));
        both.weigh(0, 1)
    }

    /// Who the one may be whose records are under the other name, now that they stand as `founded`: the
    /// likeliest whom the registry knows by another number, to be asked about next.
    ///
    /// # Errors
    /// When the search breaks off.
    pub async fn whose(
        &self,
        app: &App,
        pair: &ReviewPair,
        founded: i64,
    ) -> Result<Option<NewPair>, Problem> {
        let odd = compete(&self.odd);
        let dwelling = odd
            .text(no::HOME_DWELLING)
            .and_then(|text| text.parse().ok());
        let described = Described::without_number(&odd);
        let snapshot = app.snapshot.load();
        let likely = tokio::task::spawn_blocking(move || described.look(&snapshot, dwelling))
            .await
            .map_err(|_| super::feed::build_failed())?
            // Too little is said to look for anybody by.
            .unwrap_or_default();
        Ok(likely
            .into_iter()
            .find(|one| one.row.id != pair.low && one.alike.probability >= ASK_FROM)
            .map(|one| question(&one, founded, pair)))
    }
}

fn question(likely: &Likely, founded: i64, pair: &ReviewPair) -> NewPair {
    NewPair {
        one: likely.row.id,
        other: founded,
        probability: likely.alike.probability,
        weights: serde_json::to_string(&likely.alike.weights).unwrap_or_default(),
        community: pair.community.clone(),
        merge: None,
        names: None,
    }
}

/// The two names of a print among records.
fn two_of(records: &[RecordView], names: i64, keys: &KeyRing) -> Option<(String, String)> {
    let all: BTreeSet<&str> = records.iter().filter_map(name_of).collect();
    all.iter().enumerate().find_map(|(at, one)| {
        let other = all
            .iter()
            .skip(at + 1)
            .find(|other| print(one, other, keys) == Some(names))?;
        Some(((*one).to_owned(), (*other).to_owned()))
    })
}

fn name_of(record: &RecordView) -> Option<&str> {
    record.values.get(no::NAME)
}
