//! Running a saved comparison: read both lists, compare, keep what differs.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::element::EntityKind;
use catalog::problem::Problem;
use linkage::compare::{Comparison, FieldTally, Tally, compare};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{Audit, ComparisonRun, NewItem, NewRun, WriteTx};

use super::definition::Definition;
use super::item::{self, Draft, MOST_ITEMS};
use super::side::{self, ReadSide, stopped};
use crate::app::App;
use crate::clock;
use crate::registry::community_of;

/// What a run stores beside its items: counts without personal values.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Everything counted.
    pub total: Tally,
    /// By compared field.
    pub fields: Vec<FieldTally>,
    /// By community code; empty where it is unknown.
    pub communities: BTreeMap<String, Tally>,
    /// What a person should know, in Chinese.
    pub notes: Vec<String>,
}

/// Runs a comparison now.
///
/// # Errors
/// `comparison-running` when it is under way; else the run is kept as failed with the problem that
/// stopped it, and its items stay as they were.
pub async fn run(app: &App, id: i64, account: Option<i64>) -> Result<ComparisonRun, Problem> {
    let _turn = Turn::take(app, id)?;
    let stored = app.store.comparison(id).await?;
    let definition = Definition::of(&stored)?;
    match found(app, &definition).await {
        Ok(found) => keep(app, id, account, found).await,
        Err(problem) => {
            let mut tx = begin(app, id, account).await?;
            let run = NewRun {
                comparison_id: id,
                figures: json!(Figures::default()),
                problem: Some(problem.clone()),
                complete: false,
            };
            tx.put_comparison_run(run, Vec::new()).await?;
            tx.commit().await?;
            Err(problem)
        }
    }
}

/// Runs a comparison in the background; how it went stands in its runs.
pub fn run_in_background(app: Arc<App>, id: i64, account: Option<i64>) {
    tokio::spawn(async move {
        if let Err(problem) = run(&app, id, account).await {
            tracing::warn!(comparison.id = id, problem.code = %problem.code, "a comparison did not run");
        }
    });
}

/// Runs every comparison that waits for a new delivery of a source.
///
/// # Errors
/// When the comparisons cannot be read.
pub async fn after_delivery(app: &Arc<App>, source: &str) -> Result<(), Problem> {
    for stored in app.store.comparisons().await? {
        let waits = stored.each_delivery
            && Definition::of(&stored)?
                .sources()
                .any(|code| code == source);
        if waits {
            run_in_background(app.clone(), stored.id, None);
        }
    }
    Ok(())
}

/// Whether a comparison is under way in this process.
pub fn is_running(app: &App, id: i64) -> bool {
    app.comparing.lock().map_or_else(
        |broken| broken.into_inner().contains(&id),
        |ids| ids.contains(&id),
    )
}

/// One run of a comparison at a time.
struct Turn<'a> {
    app: &'a App,
    id: i64,
}

impl<'a> Turn<'a> {
    fn take(app: &'a App, id: i64) -> Result<Self, Problem> {
        let mut ids = app
            .comparing
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if ids.insert(id) {
            return Ok(Self { app, id });
        }
        Err(Problem::conflict(
            "comparison-running",
            "这项比对正在运行，请等它结束后再看结果。",
        ))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut ids = self
            .app
            .comparing
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        ids.remove(&self.id);
    }
}

struct Found {
    figures: Figures,
    drafts: Vec<Draft>,
    complete: bool,
}

async fn found(app: &App, definition: &Definition) -> Result<Found, Problem> {
    let fields = item::shown(definition);
    let left = side::read(app, &definition.left, &fields).await?;
    let right = side::read(app, &definition.right, &fields).await?;
    let definition = definition.clone();
    let ring = app.keys.clone();
    tokio::task::spawn_blocking(move || {
        let result = compare(&left.list, &right.list, &definition.rules());
        let (drafts, complete) = item::drafts(&definition, &left, &right, &result, &ring);
        Found {
            figures: figures(&definition, &left, &right, result, complete),
            drafts,
            complete,
        }
    })
    .await
    .map_err(|_| stopped())
}

fn figures(
    definition: &Definition,
    left: &ReadSide,
    right: &ReadSide,
    result: Comparison,
    complete: bool,
) -> Figures {
    let mut notes: Vec<String> = left.notes.iter().chain(&right.notes).cloned().collect();
    for (side, list) in [("左", left), ("右", right)] {
        let lacking = definition
            .keys()
            .all(|key| key.iter().any(|field| list.list.column_of(field).is_none()));
        if lacking {
            notes.push(format!(
                "{side}边的名单没有用来对应的列，全部算作无法对应。"
            ));
        }
    }
    for (side, repeated, keyless) in [
        ("左", &result.repeated_left, result.keyless_left),
        ("右", &result.repeated_right, result.keyless_right),
    ] {
        if !repeated.is_empty() {
            let rows: usize = repeated.iter().map(Vec::len).sum();
            notes.push(format!(
                "{side}边有{}个号码重复出现，共{rows}行。",
                repeated.len()
            ));
        }
        if keyless > 0 {
            notes.push(format!("{side}边有{keyless}行没有可对应的号码或姓名。"));
        }
    }
    if !complete {
        notes.push(format!(
            "差异超过{MOST_ITEMS}条，只留下前{MOST_ITEMS}条待办；计数是全部的。请核对两边名单是否选对。"
        ));
    }
    Figures {
        total: result.total,
        fields: result.fields,
        communities: result.communities,
        notes,
    }
}

async fn begin(app: &App, id: i64, account: Option<i64>) -> Result<WriteTx, Problem> {
    app.store
        .write(Audit::new(
            clock::now(),
            account,
            "comparison.run",
            "comparison",
            id,
        ))
        .await
}

async fn keep(
    app: &App,
    id: i64,
    account: Option<i64>,
    found: Found,
) -> Result<ComparisonRun, Problem> {
    let mut tx = begin(app, id, account).await?;
    let known = known(&mut tx, &found.drafts).await?;
    let ring = app.keys.clone();
    let drafts = found.drafts;
    let items = tokio::task::spawn_blocking(move || {
        drafts
            .into_iter()
            .map(|draft| new_item(draft, &known, &ring))
            .collect::<Result<Vec<_>, _>>()
    })
    .await
    .map_err(|_| stopped())??;
    let run = NewRun {
        comparison_id: id,
        figures: serde_json::to_value(&found.figures).unwrap_or_default(),
        problem: None,
        complete: found.complete,
    };
    let run = tx.put_comparison_run(run, items).await?;
    tx.commit().await?;
    Ok(run)
}

/// Entities that the registry knows the rows by, with the community that knows each.
struct Known {
    by_key: FxHashMap<i64, i64>,
    communities: FxHashMap<i64, (EntityKind, Option<String>)>,
}

async fn known(tx: &mut WriteTx, drafts: &[Draft]) -> Result<Known, Problem> {
    let keys: Vec<i64> = drafts
        .iter()
        .filter(|draft| draft.entity.is_none())
        .filter_map(|draft| draft.strong)
        .collect();
    let by_key = if keys.is_empty() {
        FxHashMap::default()
    } else {
        let roots = tx.redirects().await?;
        let mut hits = tx.strong_hits(&keys).await?;
        hits.values_mut()
            .for_each(|entity| *entity = roots.get(entity).copied().unwrap_or(*entity));
        hits
    };
    let mut ids: Vec<i64> = drafts
        .iter()
        .filter_map(|draft| draft.entity)
        .chain(by_key.values().copied())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let communities = tx
        .entities(&ids)
        .await?
        .into_iter()
        .map(|entity| {
            let community = community_of(entity.kind, &entity.current);
            (entity.id, (entity.kind, community))
        })
        .collect();
    Ok(Known {
        by_key,
        communities,
    })
}

fn new_item(draft: Draft, known: &Known, ring: &storage::KeyRing) -> Result<NewItem, Problem> {
    let entity = draft
        .entity
        .or_else(|| known.by_key.get(&draft.strong?).copied());
    let registered = entity
        .and_then(|id| known.communities.get(&id))
        .and_then(|(_, community)| community.clone());
    // An area code: a name that is in no tree belongs to nobody who could sign in.
    let listed = (draft.community.len() >= 12).then(|| draft.community.clone());
    Ok(NewItem {
        key_blind: ring.blind("comparison-item", &draft.key),
        difference: ring.blind("comparison-difference", &draft.difference()),
        state: draft.state,
        community: registered.or(listed),
        entity_id: entity,
        body: postcard::to_stdvec(&draft.body).map_err(|_| stopped())?,
        fields: draft.fields,
    })
}
