//! Loading a delivery: read, clean, link, store, all in one transaction. A load that does not
//! reach its end leaves nothing behind.

use std::sync::Arc;
use std::time::Duration;

use catalog::problem::{Problem, ProblemKind};
use catalog::source::Source;
use catalog::survivorship::EpochDay;
use intake::delivery::{Issue, RowReading};
use intake::report_card::ReportCard;
use serde_json::json;
use storage::{Audit, LoadResult, NewEstateAlias, NewIssue, WriteTx};

use super::Registry;
use super::absorb::{Absorber, Doubts, Origin, Row};
use super::address_book::LearnedDoor;
use super::reading::{Chunk, Reading};
use crate::app::App;
use crate::clock;
use crate::wire::delivery::{IssueCount, LinkCounts, ReportCardView};

/// A delivery that has been received and waits to be loaded or is being loaded.
#[derive(Clone)]
pub struct Received {
    /// Its id.
    pub id: i64,
    /// Its source.
    pub source: &'static Source,
    /// Name of the file.
    pub file_name: String,
    /// The file.
    pub bytes: Arc<Vec<u8>>,
    /// The day it speaks of.
    pub as_of: EpochDay,
    /// It completes an earlier one (补交).
    pub part: bool,
    /// Who handed it over; none on the command line and where programs hand over.
    pub account: Option<i64>,
}

/// What a finished load did.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Rows read.
    pub rows_read: u64,
    /// Rows in the registry now.
    pub rows_loaded: u64,
    /// Rows to be mended and handed in again.
    pub rows_refused: u64,
    /// The report card.
    pub card: ReportCardView,
}

/// The act under which a load stands in the audit and change logs.
pub const LOADING: &str = "delivery.load";

/// How long to wait before the database is asked again to note a failed load.
const BETWEEN_NOTES: Duration = Duration::from_secs(2);

/// Loads a received delivery and says how far it is through `progress` (0 to 1000).
///
/// # Errors
/// When the file cannot be read at all or storage fails; the delivery is then marked failed and
/// the registry is as before.
pub async fn load(
    app: &App,
    received: &Received,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Loaded, Problem> {
    let outcome = attempt(app, received, Reading::of(app, received), progress).await;
    if let Err(problem) = &outcome {
        note_failure(app, received, problem).await?;
    }
    outcome
}

/// Loads like [`load`] what is being read already, and leaves noting a failure to the caller.
pub async fn attempt(
    app: &App,
    received: &Received,
    reading: Reading,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Loaded, Problem> {
    let mut held = Registry::in_hand(app).await?;
    load_with(app, received, reading, &mut held, progress).await
}

/// Marks a delivery failed and says why; nothing of it is in the registry.
pub async fn note_failure(
    app: &App,
    received: &Received,
    problem: &Problem,
) -> Result<(), Problem> {
    let audit = audit_of(received, "delivery.fail").with_detail(json!({ "code": problem.code }));
    let mut tx = app.store.write(audit).await?;
    tx.fail_delivery(received.id, problem).await?;
    tx.commit().await
}

/// Notes a failure as soon as the database lets it: often the database is what failed the load,
/// and a delivery that stayed "loading" could be neither undone nor handed in again. Should the
/// program end before, the next start notes it.
pub async fn note_failure_in_the_end(app: &App, received: &Received, problem: &Problem) {
    while let Err(away) = note_failure(app, received, problem).await {
        tracing::warn!(delivery.id = received.id, problem.code = %away.code, "a failed load is not noted yet");
        if away.kind != ProblemKind::Unavailable {
            return;
        }
        tokio::time::sleep(BETWEEN_NOTES).await;
    }
}

/// Loads into a registry in hand, and leaves noting a failure to the caller.
pub async fn load_with(
    app: &App,
    received: &Received,
    mut reading: Reading,
    held: &mut Option<Registry>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Loaded, Problem> {
    let tx = app.store.begin_load(loading(received), received.id).await?;
    // From here on no other write reaches the registry, so what is fresh now stays fresh.
    let registry = Registry::fresh(held, app).await?;

    let areas = app.areas();
    let origin = Origin {
        source: received.source,
        as_of: received.as_of,
        areas: &areas,
    };
    let mut absorber = Absorber::begin(app, tx, received.id, registry, origin).await?;
    let rows = absorb_all(&mut absorber, &mut reading, progress).await?;
    let card = reading.finish().await?;
    let linked = absorber.counts();
    let doubts = absorber.doubts().await?;
    let write = absorber.write;
    let end = End {
        card,
        rows,
        linked,
        doubts,
        learned: registry.addresses.newly_learned(),
    };
    let loaded = end.close(write.finish().await?, received.id).await?;
    registry.pass_own(app, LOADING, received.id).await;
    Ok(loaded)
}

/// The audit of a load.
pub fn loading(received: &Received) -> Audit {
    audit_of(received, LOADING).with_detail(json!({ "source": received.source.code }))
}

/// Takes everything that is read; how many rows that was.
pub async fn absorb_all(
    absorber: &mut Absorber<'_>,
    reading: &mut Reading,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<u64, Problem> {
    let mut rows = 0_u64;
    while let Some(chunk) = reading.next().await {
        match chunk {
            Chunk::Rows(some) => {
                rows += some.len() as u64;
                absorber
                    .absorb(some.into_iter().map(row_of).collect())
                    .await?;
                progress(rows);
            }
            Chunk::Issues(issues) => {
                absorber
                    .write
                    .put_issues(issues.into_iter().map(new_issue).collect())
                    .await?;
            }
        }
    }
    Ok(rows)
}

/// What is written last, when all rows of a delivery are.
pub struct End {
    /// How it read.
    pub card: ReportCard,
    /// Rows taken in.
    pub rows: u64,
    /// How they were linked.
    pub linked: LinkCounts,
    /// What linking could not decide.
    pub doubts: Doubts,
    /// Doors whose estate it taught.
    pub learned: Vec<LearnedDoor>,
}

impl End {
    /// Writes it and commits.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the delivery is kept.
    pub async fn close(self, mut tx: WriteTx, delivery: i64) -> Result<Loaded, Problem> {
        self.doubts.ask(&mut tx).await?;
        let learned = self.learned.into_iter();
        let learned = learned.map(|(community, name, estate)| NewEstateAlias {
            community: community.to_string(),
            name,
            estate,
            delivery: Some(delivery),
        });
        tx.learn_estates(learned.collect()).await?;
        let view = card_view(&self.card, self.linked);
        let done = LoadResult {
            rows_read: whole(self.card.rows_read),
            rows_loaded: whole(self.rows),
            rows_refused: whole(self.card.rows_refused),
            card: serde_json::to_value(&view).unwrap_or_default(),
        };
        tx.finish_load(delivery, done).await?;
        tx.commit().await?;
        Ok(Loaded {
            rows_read: self.card.rows_read,
            rows_loaded: self.rows,
            rows_refused: self.card.rows_refused,
            card: view,
        })
    }
}

fn row_of(reading: RowReading) -> Row {
    Row {
        sheet: reading.sheet,
        row: reading.row,
        values: reading.values,
        home: reading.address,
        hukou: reading.hukou_address,
        entity: None,
    }
}

fn new_issue(issue: Issue) -> NewIssue {
    NewIssue {
        sheet: issue.sheet,
        row: i32::try_from(issue.row).unwrap_or(i32::MAX),
        column_title: issue.column,
        column_letter: issue.column_letter,
        code: issue.code,
        severity: issue.severity.as_str().to_owned(),
        message: issue.message,
    }
}

fn audit_of(received: &Received, act: &'static str) -> Audit {
    Audit::new(clock::now(), received.account, act, "delivery", received.id)
}

fn whole(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The report card as it crosses the wire.
fn card_view(card: &ReportCard, linked: LinkCounts) -> ReportCardView {
    ReportCardView {
        sheets: card
            .sheets
            .iter()
            .map(crate::registry::receive::sheet_view)
            .collect(),
        issues: card
            .issues_by_code
            .iter()
            .map(|(code, tally)| IssueCount {
                code: code.clone(),
                label: tally.label.clone(),
                severity: tally.severity.as_str().to_owned(),
                count: tally.count,
            })
            .collect(),
        missing_required: card.missing_required.clone(),
        unknown_columns: card.unknown_columns.clone(),
        notes: card.notes.clone(),
        linked,
    }
}
