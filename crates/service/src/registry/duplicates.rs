//! Looking for people who stand in the registry twice: the likely pairs are put to the community
//! that knows the person, the conclusive ones are merged by the machine. Both leave every record
//! where it is.

use std::collections::BTreeSet;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::source::no as source_no;
use linkage::candidates::{Candidate, People, Score, Tier};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{Audit, EntityRow, KeyRing, Merge, NewMerge, NewPair, PairAnswer, WriteTx};

use super::last_search::{LastSearch, Searcher};
use super::{community_of, gate};
use crate::app::App;
use crate::clock;

/// The act under which a search stands in the audit and change logs.
pub const FINDING: &str = "review.find";

/// What a search came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// People compared.
    pub people: u64,
    /// Pairs that the machine merged.
    pub merged: u64,
    /// Pairs put to people.
    pub asked: u64,
    /// Merges put up as a sample.
    pub sampled: u64,
    /// Pairs left alone because a person has said something about them.
    pub barred: u64,
}

/// Searches the whole registry now. Everything found is kept in one write; the caller lets the
/// snapshot follow.
///
/// # Errors
/// `merges-held` while the gate is closed; when storage fails. Then nothing has changed.
pub async fn find_duplicates(app: &App, by: Searcher) -> Result<Found, Problem> {
    Search::begin(app, by, clock::now()).await?.run(app).await
}

/// A search that holds the registry: until it ends nobody else changes it or searches.
pub struct Search {
    tx: WriteTx,
    by: Searcher,
    change: i64,
    share: f64,
}

impl Search {
    /// Waits until nobody else changes the registry. What the caller asks the store from now on
    /// is still true when the search is kept.
    ///
    /// # Errors
    /// As [`find_duplicates`].
    pub async fn begin(app: &App, by: Searcher, at: clock::Millis) -> Result<Self, Problem> {
        let gate = gate::read(app).await?;
        gate.require_open()?;
        let mut audit = Audit::new(at, by.account(), FINDING, "registry", "people");
        if by == Searcher::Nightly {
            audit = audit.with_detail(json!({ "nightly": true }));
        }
        let mut tx = app.store.write(audit).await?;
        tx.hold_registry().await?;
        Ok(Self {
            tx,
            by,
            change: app.store.latest_change().await?,
            share: gate.share,
        })
    }

    /// Lets the registry go again; nothing remains, not even the audit row.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn give_up(self) -> Result<(), Problem> {
        self.tx.rollback().await
    }

    /// Searches, merges what is conclusive, puts the rest to people, and commits.
    ///
    /// # Errors
    /// When storage fails. Then nothing has changed.
    pub async fn run(self, app: &App) -> Result<Found, Problem> {
        let Self {
            mut tx,
            by,
            change,
            share,
        } = self;
        let bars = Bars::read(&mut tx).await?;
        let taken_back = bars.taken_back.clone();
        let (people, homes) = people_of(app).await?;
        let mut found = Found {
            people: people.len() as u64,
            ..Found::default()
        };
        // What was taken back is for people to say, whatever the engine thinks of it by now.
        let search = move || (people.find(), weighed(&people, taken_back));
        let (candidates, left_to_people) = tokio::task::spawn_blocking(search)
            .await
            .map_err(|_| stopped())?;
        let before = candidates.len();
        let candidates: Vec<Candidate> = candidates
            .into_iter()
            .filter(|pair| !bars.hold(pair.low, pair.high))
            .collect();
        found.barred = (before - candidates.len()) as u64;
        let (join, ask): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .partition(|pair| pair.tier == Tier::Join);
        let (mut join, too_many) = small_families(join);
        let is_left = |pair: &Candidate| bars.taken_back.contains(&(pair.low, pair.high));
        join.retain(|pair| !is_left(pair));

        let merges = join.iter().map(machine_merge).collect();
        let made = tx.merge_all(merges, community_of).await?;
        let samples = samples(&app.keys, &made, &join, &homes, share);
        let questions: Vec<NewPair> = ask
            .iter()
            .chain(&too_many)
            .filter(|pair| !is_left(pair))
            .map(|pair| (pair.low, pair.high, &pair.score))
            .chain(
                left_to_people
                    .iter()
                    .map(|(low, high, score)| (*low, *high, score)),
            )
            .map(|(low, high, score)| question(low, high, score, homes.of_pair(low, high)))
            .collect();
        found.merged = made.len() as u64;
        found.sampled = samples.len() as u64;
        found.asked = questions.len() as u64;
        tx.ask_about(questions.into_iter().chain(samples).collect())
            .await?;
        let last = LastSearch {
            at: tx.at(),
            by,
            change,
            found,
        };
        last.keep(&mut tx).await?;
        tx.commit().await?;
        Ok(found)
    }
}

/// Puts the rows a load could not decide about to people: each new entity beside those that share
/// its weak key. `whom` are all of them as they are now, in a registry of so many people.
pub async fn ask_about_doubts(
    tx: &mut WriteTx,
    doubts: &BTreeSet<(i64, i64)>,
    whom: &[EntityRow],
    people: usize,
) -> Result<(), Problem> {
    let bars = Bars::read(tx).await?;
    let mut homes = Homes::default();
    let mut known = People::of_registry(people);
    for row in whom {
        homes.note(row);
        known.add(row.id, &row.current);
    }
    let questions = doubts
        .iter()
        .filter(|(one, other)| !bars.hold(*one, *other))
        .filter_map(|(one, other)| {
            let score = known.weigh(*one, *other)?;
            let community = homes.of_pair(*one, *other);
            Some(question(*one, *other, &score, community))
        })
        .collect();
    tx.ask_about(questions).await
}

/// Everybody in the registry as they are compared.
async fn people_of(app: &App) -> Result<(People, Homes), Problem> {
    let mut people = People::of_registry(0);
    let mut homes = Homes::default();
    app.store
        .each_entity(Some(EntityKind::Person), |chunk| {
            for row in &chunk {
                homes.note(row);
                people.add(row.id, &row.current);
            }
        })
        .await?;
    Ok((people, homes))
}

/// Which community knows each person.
#[derive(Debug, Default)]
pub struct Homes(FxHashMap<i64, Home>);

#[derive(Debug, Clone)]
struct Home {
    community: Option<Box<str>>,
    /// Whether a community worker has listed the person at the door.
    visited: bool,
}

impl Homes {
    /// Takes a person in.
    pub fn note(&mut self, row: &EntityRow) {
        let home = Home {
            community: row.community.as_deref().map(Into::into),
            visited: row.current.has_source(source_no::DOOR_TO_DOOR),
        };
        self.0.insert(row.id, home);
    }

    fn route(&self, pair: &Candidate) -> Option<String> {
        self.of_pair(pair.low, pair.high)
    }

    /// The community whose workers have been at the person's door; else the one where either is
    /// listed, the older entity first. Pairs without any go to the data centre.
    pub fn of_pair(&self, one: i64, other: i64) -> Option<String> {
        let homes = || [one, other].into_iter().filter_map(|id| self.0.get(&id));
        homes()
            .filter(|home| home.visited)
            .chain(homes())
            .find_map(|home| home.community.as_deref())
            .map(str::to_owned)
    }
}

/// Pairs about which a person has said that they are different or cannot be told apart, by the
/// entities they stand for now: a verdict about two holds for everything merged with them.
struct Bars {
    roots: FxHashMap<i64, i64>,
    pairs: FxHashSet<(i64, i64)>,
    /// Pairs of which a merge was taken back and nobody has said anything since: people may be asked
    /// about them, and the machine joins them no more.
    taken_back: BTreeSet<(i64, i64)>,
}

impl Bars {
    async fn read(tx: &mut WriteTx) -> Result<Self, Problem> {
        let roots = tx.redirects().await?;
        let root = |id: i64| roots.get(&id).copied().unwrap_or(id);
        let newest = tx.newest_verdicts().await?;
        let pairs: FxHashSet<(i64, i64)> = newest
            .iter()
            .filter(|(_, answer)| **answer != PairAnswer::Same)
            .map(|((one, other), _)| in_order(root(*one), root(*other)))
            .collect();
        let taken_back = tx
            .taken_back()
            .await?
            .into_iter()
            .filter(|pair| newest.get(pair) != Some(&PairAnswer::Same))
            .map(|(one, other)| in_order(root(one), root(other)))
            .filter(|pair| pair.0 != pair.1 && !pairs.contains(pair))
            .collect();
        Ok(Self {
            roots,
            pairs,
            taken_back,
        })
    }

    fn hold(&self, one: i64, other: i64) -> bool {
        let root = |id: i64| self.roots.get(&id).copied().unwrap_or(id);
        self.pairs.contains(&in_order(root(one), root(other)))
    }
}

/// Pairs with their scores, without those of whom somebody has left the registry.
fn weighed(people: &People, pairs: BTreeSet<(i64, i64)>) -> Vec<(i64, i64, Score)> {
    pairs
        .into_iter()
        .filter_map(|(low, high)| Some((low, high, people.weigh(low, high)?)))
        .collect()
}

fn in_order(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

/// The machine joins two people and no more at once: where one stands in several conclusive
/// pairs, people are asked about all of them.
fn small_families(pairs: Vec<Candidate>) -> (Vec<Candidate>, Vec<Candidate>) {
    let mut seen: FxHashMap<i64, u32> = FxHashMap::default();
    for pair in &pairs {
        *seen.entry(pair.low).or_default() += 1;
        *seen.entry(pair.high).or_default() += 1;
    }
    pairs
        .into_iter()
        .partition(|pair| seen[&pair.low] == 1 && seen[&pair.high] == 1)
}

/// The older entity goes on: its id has been seen by more people.
fn machine_merge(pair: &Candidate) -> NewMerge {
    let reason = format!(
        "{}，一方没有身份号码，其余没有不一致，且没有其他可能的人",
        pair.score.summary()
    );
    NewMerge {
        kept: pair.low,
        gone: pair.high,
        by: None,
        reason: Some(reason),
    }
}

/// A pair as it is put to a community.
pub(super) fn question(one: i64, other: i64, score: &Score, community: Option<String>) -> NewPair {
    NewPair {
        one,
        other,
        probability: score.probability,
        weights: weights_text(score),
        community,
        merge: None,
        names: None,
    }
}

fn weights_text(score: &Score) -> String {
    serde_json::to_string(&score.weights).unwrap_or_default()
}

/// A share of the machine's merges, at least one, to be looked at by people. Which ones follows
/// from the installation's key, so that nobody can foresee them.
fn samples(
    keys: &KeyRing,
    made: &[Merge],
    joined: &[Candidate],
    homes: &Homes,
    share: f64,
) -> Vec<NewPair> {
    let mut drawn: Vec<(i64, usize)> = made
        .iter()
        .enumerate()
        .map(|(at, merge)| (keys.blind("review-sample", &merge.id.to_string()), at))
        .collect();
    drawn.sort_unstable();
    let wanted = (made.len() as f64 * share).ceil();
    drawn
        .into_iter()
        .zip(1_u32..)
        .take_while(|(_, count)| f64::from(*count) <= wanted)
        .map(|((_, at), _)| NewPair {
            merge: Some(made[at].id),
            ..question(
                made[at].kept,
                made[at].gone,
                &joined[at].score,
                homes.route(&joined[at]),
            )
        })
        .collect()
}

pub(super) fn stopped() -> Problem {
    Problem::new(
        catalog::problem::ProblemKind::Internal,
        "search-stopped",
        "查找疑似重复意外中断，没有改动任何数据，请稍后重试。",
    )
}
