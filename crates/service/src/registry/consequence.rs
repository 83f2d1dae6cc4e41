//! What merging two people would come to, worked out beforehand with the same rules and nothing
//! kept: which values win, and which tags the snapshot would give.

use std::collections::BTreeSet;

use catalog::element::no;
use catalog::problem::Problem;
use catalog::survivorship::Current;
use catalog::tag::TagNo;
use query::{PartitionInput, PersonInput};
use storage::{EntityRow, compete};

use super::{community_of, feed};
use crate::app::App;

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
    let snapshot = app.snapshot.load();
    let tags_of = |id| snapshot.person(id).map(|row| row.tags).unwrap_or_default();
    Ok(Consequence {
        before: [tags_of(kept.id), tags_of(gone.id)],
        after: tags_after(app, kept, gone, &merged).await?,
        merged,
        records: [of_kept, records.len() as u64 - of_kept],
    })
}

/// Builds the touched communities as they would be after the merge. Some tags depend on who else
/// lives behind the door, so that nothing less will do.
async fn tags_after(
    app: &App,
    kept: &EntityRow,
    gone: &EntityRow,
    merged: &Current,
) -> Result<Vec<TagNo>, Problem> {
    let home = community_of(kept.kind, merged);
    let touched: BTreeSet<Option<String>> =
        [kept.community.clone(), gone.community.clone(), home.clone()].into();
    let mut parts = Vec::with_capacity(touched.len());
    for community in touched {
        let name = community.as_deref().unwrap_or(storage::UNPLACED);
        let mut part: PartitionInput = feed::part_of(app, name).await?;
        part.persons
            .retain(|person| person.id != kept.id && person.id != gone.id);
        if community == home {
            part.persons.push(PersonInput {
                id: kept.id,
                current: merged.clone(),
            });
        }
        parts.push((name.parse().ok(), part));
    }
    let (snapshot, id) = (app.snapshot.load(), kept.id);
    tokio::task::spawn_blocking(move || {
        let after = snapshot.with_communities(parts);
        after.person(id).map(|row| row.tags).unwrap_or_default()
    })
    .await
    .map_err(|_| feed::build_failed())
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
