//! How many carry a tag or answer a rule, and the figures of each day that are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::area::{AreaCode, Level};
use catalog::problem::Problem;
use query::{Answers, Basis, PersonFilter, Snapshot};
use rules::{Condition, Rule, Subject};
use storage::{Audit, TagFigure};

use crate::app::App;
use crate::clock;
use crate::registry::feed;
use crate::wire::tag::ThreeCount;

impl From<Answers> for ThreeCount {
    fn from(answers: Answers) -> Self {
        Self {
            yes: answers.yes,
            no: answers.no,
            unknown: answers.unknown,
        }
    }
}

/// How many carry a tag, and of how many it cannot be told.
pub type TagCounts = BTreeMap<String, (u64, u64)>;

/// The counts of every tag of people in an area.
///
/// # Errors
/// `area-unknown`, `area-below-community`.
pub fn of_people(snapshot: &Snapshot, area: &AreaCode, basis: Basis) -> Result<TagCounts, Problem> {
    let tags = &snapshot.district().tags;
    let yes = snapshot.tag_counts(Some(area), basis)?;
    let unknown = snapshot.tag_unknowns(Some(area), basis)?;
    Ok(yes
        .into_iter()
        .zip(unknown)
        .filter_map(|((no, yes), (_, unknown))| Some((tags.get(no)?.name.clone(), (yes, unknown))))
        .collect())
}

/// The counts of every tag of dwellings, places and households in an area.
///
/// # Errors
/// `area-unknown`, `area-below-community`.
pub fn of_things(snapshot: &Snapshot, area: &AreaCode) -> Result<TagCounts, Problem> {
    let tags = &snapshot.district().tags;
    let mut counts = TagCounts::new();
    for subject in [Subject::Dwelling, Subject::Place, Subject::Household] {
        let yes = snapshot.thing_tag_counts(subject, Some(area))?;
        let unknown = snapshot.thing_tag_unknowns(subject, Some(area))?;
        for ((no, yes), (_, unknown)) in yes.into_iter().zip(unknown) {
            if let Some(tag) = tags.get(no) {
                counts.insert(tag.name.clone(), (yes, unknown));
            }
        }
    }
    Ok(counts)
}

/// The rule “carries this tag”.
pub fn carries(subject: Subject, name: &str) -> Rule {
    Rule {
        subject,
        condition: Condition::Tag(name.to_owned()),
    }
}

/// Asks a rule on a thread that may be busy for long.
///
/// # Errors
/// What the snapshot refuses.
pub async fn ask(app: &App, rule: Rule, filter: PersonFilter) -> Result<ThreeCount, Problem> {
    let snapshot = app.snapshot.load();
    in_background(snapshot, move |snapshot| {
        snapshot.count_three(&rule, &filter).map(ThreeCount::from)
    })
    .await
}

/// Works on a snapshot on a thread that may be busy for long.
///
/// # Errors
/// What the work refuses.
pub async fn in_background<T: Send + 'static>(
    snapshot: Arc<Snapshot>,
    work: impl FnOnce(&Snapshot) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(move || work(&snapshot))
        .await
        .map_err(|_| feed::build_failed())?
}

/// A basis of its name; `either` when none is given.
pub fn basis_of(name: Option<&str>) -> Basis {
    match name {
        Some("home") => Basis::Home,
        Some("hukou") => Basis::Hukou,
        _ => Basis::Either,
    }
}

/// Keeps today's figures of the district and its streets unless they are kept already. Says
/// whether that is done.
pub async fn keep_or_warn(app: &App) -> bool {
    match keep(app).await {
        Ok(()) => true,
        Err(problem) => {
            tracing::warn!(problem.code = %problem.code, "the figures of the day are not kept yet");
            false
        }
    }
}

async fn keep(app: &App) -> Result<(), Problem> {
    let day = clock::epoch_day(clock::today());
    if app.store.has_tag_figures(day).await? {
        return Ok(());
    }
    let areas = app.areas();
    let snapshot = app.snapshot.load();
    let mut figures = Vec::new();
    for area in areas.all() {
        if !matches!(area.level, Level::District | Level::Street) {
            continue;
        }
        let filter = PersonFilter {
            area: Some(area.code),
            basis: Basis::Either,
            ..PersonFilter::default()
        };
        // The tree also names areas that this installation holds nobody of.
        if snapshot.count(&filter)? == 0 {
            continue;
        }
        let mut counts = of_people(&snapshot, &area.code, Basis::Either)?;
        counts.extend(of_things(&snapshot, &area.code)?);
        figures.extend(counts.into_iter().map(|(name, (yes, unknown))| TagFigure {
            name,
            area: area.code.to_string(),
            day,
            yes: yes.cast_signed(),
            unknown: unknown.cast_signed(),
        }));
    }
    if figures.is_empty() {
        return Ok(());
    }
    let audit = Audit::new(clock::now(), None, "tag.figures", "tag", "");
    let mut tx = app.store.write(audit).await?;
    tx.put_tag_figures(figures).await?;
    tx.commit().await
}
