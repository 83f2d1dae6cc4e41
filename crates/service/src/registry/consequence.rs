//! What a decision about somebody would come to, worked out beforehand with the same rules and
//! nothing kept: which values win, which tags the snapshot would give, and to whom.

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::area::AreaCode;
use catalog::element::{DataElement, EntityKind, no};
use catalog::problem::Problem;
use catalog::source::{SourceNo, Sources};
use catalog::survivorship::{Candidate, Current};
use catalog::tag::TagNo;
use query::{PartitionInput, PersonInput, Snapshot, TagDifference};
use storage::{EntityRow, compete};

use super::place::Placer;
use super::{Registry, community_of, feed};
use crate::app::App;
use crate::clock;

/// What a merge comes to.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// What the merged person holds.
    pub merged: Current,
    /// The tags of the two before.
    pub before: [Vec<TagNo>; 2],
    /// The tags of the merged person.
    pub after: Vec<TagNo>,
    /// How many source records speak of each.
    pub records: [u64; 2],
    /// Everybody it touches.
    pub supposed: Supposed,
}

/// The registry as it is, and as it would be.
#[derive(Debug, Clone)]
pub struct Supposed {
    /// As it is.
    pub before: Arc<Snapshot>,
    /// As it would be.
    pub after: Arc<Snapshot>,
    /// Whom the decision is about, first the one who goes on.
    pub subjects: Vec<i64>,
    /// Others for whom something may change: whoever carries other tags, and whoever shares a door
    /// or a booklet with the subjects.
    pub around: Vec<i64>,
    /// Everybody who carries other tags, by id.
    pub tags: Vec<TagDifference>,
}

/// Works a merge out.
///
/// # Errors
/// When storage cannot be read.
pub async fn of_merge(
    app: &App,
    kept: &EntityRow,
    gone: &EntityRow,
) -> Result<Consequence, Problem> {
    let mut records = app.store.records_of(kept.id).await?;
    let of_kept = records.len() as u64;
    records.extend(app.store.records_of(gone.id).await?);
    let merged = compete(&records);
    let supposed = suppose(app, &[kept, gone], &merged).await?;
    let tags_of =
        |snapshot: &Snapshot, id| snapshot.person(id).map_or_else(Vec::new, |row| row.tags);
    Ok(Consequence {
        before: [
            tags_of(&supposed.before, kept.id),
            tags_of(&supposed.before, gone.id),
        ],
        after: tags_of(&supposed.after, kept.id),
        supposed,
        merged,
        records: [of_kept, records.len() as u64 - of_kept],
    })
}

/// A value of a person that would be another.
pub struct OtherValue<'a> {
    /// The element.
    pub element: &'a DataElement,
    /// The value in canonical form.
    pub text: String,
    /// Who would say so, today.
    pub source: SourceNo,
}

/// Works out what another value of a person comes to, with where an address would lead. The second
/// answer is whether the value would win, and an address would lead to a dwelling.
///
/// # Errors
/// When storage cannot be read.
pub async fn of_value(
    app: &App,
    person: &EntityRow,
    other: &OtherValue<'_>,
) -> Result<(Supposed, Vec<String>), Problem> {
    let mut row = super::lock::row_of(
        person.id,
        other.element,
        other.text.clone(),
        &app.territory(),
    );
    let mut notes = Vec::new();
    if row.home.is_some() || row.hukou.is_some() {
        let mut held = app.registry.lock().await;
        let registry = Registry::fresh(&mut held, app).await?;
        let areas = app.areas();
        let placer = Placer::new(&registry.addresses, &registry.dwellings, &areas, &app.keys);
        if placer.person(&mut row, false) {
            notes.push(
                "这个地址还没有对应到底账里的房屋，同住人和所在社区按现有资料推算，可能不准。"
                    .to_owned(),
            );
        }
    }
    let mut current = person.current.clone();
    current.absorb(
        Sources::shipped(),
        Candidate {
            record: i64::MAX,
            source: other.source,
            as_of: clock::epoch_day(clock::today()),
            values: &row.values,
        },
    );
    if current.text(other.element.no) != Some(other.text.as_str()) {
        notes.push("按来源次序，这个值不会被采用，底账里仍是原来的值。".to_owned());
    }
    Ok((suppose(app, &[person], &current).await?, notes))
}

/// Builds the touched communities as they would be: the first subject with other values, the
/// others gone. Some tags depend on who else lives behind the door, so that nothing less will do.
async fn suppose(
    app: &App,
    subjects: &[&EntityRow],
    values: &Current,
) -> Result<Supposed, Problem> {
    let Some(kept) = subjects.first() else {
        return Err(feed::build_failed());
    };
    let home = community_of(EntityKind::Person, values);
    let mut touched: BTreeSet<Option<String>> = BTreeSet::from([home.clone()]);
    touched.extend(subjects.iter().map(|subject| subject.community.clone()));
    let ids: Vec<i64> = subjects.iter().map(|subject| subject.id).collect();
    let mut parts: Vec<(Option<AreaCode>, PartitionInput)> = Vec::with_capacity(touched.len());
    for community in touched {
        let name = community.as_deref().unwrap_or(storage::UNPLACED);
        let mut part: PartitionInput = feed::part_of(app, name).await?;
        part.persons.retain(|person| !ids.contains(&person.id));
        if community == home {
            part.persons.push(PersonInput {
                id: kept.id,
                current: values.clone(),
            });
        }
        parts.push((name.parse().ok(), part));
    }
    let held: Vec<Current> = subjects
        .iter()
        .map(|subject| subject.current.clone())
        .chain([values.clone()])
        .collect();
    let before = app.snapshot.load();
    tokio::task::spawn_blocking(move || {
        let after = before.with_communities(parts);
        let tags = before.tag_differences(&after);
        let around = around(&after, &ids, &held, &tags);
        Supposed {
            before,
            after: Arc::new(after),
            subjects: ids,
            around,
            tags,
        }
    })
    .await
    .map_err(|_| feed::build_failed())
}

fn around(
    after: &Snapshot,
    subjects: &[i64],
    held: &[Current],
    tags: &[TagDifference],
) -> Vec<i64> {
    let ids = |elements: &[catalog::element::ElementNo]| -> Vec<i64> {
        let texts = held
            .iter()
            .flat_map(|current| elements.iter().filter_map(|element| current.text(*element)));
        texts.filter_map(|text| text.parse().ok()).collect()
    };
    let doors = ids(&[no::HOME_DWELLING, no::HUKOU_DWELLING]);
    let mut around: BTreeSet<i64> = tags.iter().map(|one| one.person).collect();
    around.extend(after.tied_to(&doors, &ids(&[no::HOUSEHOLD])));
    around.retain(|id| !subjects.contains(id));
    around.into_iter().collect()
}

impl Supposed {
    /// The tags that somebody gains and loses.
    pub fn tags_of(&self, person: i64) -> Option<&TagDifference> {
        self.tags.iter().find(|one| one.person == person)
    }
}

/// What speaks against two people being one.
pub fn objections(kept: &Current, gone: &Current) -> Vec<String> {
    let differ = |element, text: &str| {
        let (one, other) = (kept.text(element)?, gone.text(element)?);
        (one != other).then(|| text.to_owned())
    };
    [
        differ(
            no::ID_NUMBER,
            "两人都有身份号码，而且号码不同：一般说明不是同一人。",
        ),
        differ(no::NAME, "两人的姓名不同。"),
        differ(no::SEX, "两人的性别不同。"),
        differ(no::BIRTH_DATE, "两人的出生日期不同。"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
