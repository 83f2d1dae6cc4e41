//! Cut-over (平移): an old system's tables become deliveries of one named cut-over, are reconciled
//! with what they were, and can be rolled back as a whole.

use std::sync::Arc;

use catalog::element::{ElementNo, EntityKind};
use catalog::problem::Problem;
use catalog::title::Tier;
use catalog::values::Values;
use intake::address::Territory;
use intake::delivery::Setting;
use intake::mapping::{MappedTable, Mapping, TableMapping, map_table};
use intake::reconcile::{Arrived, FieldCheck, Reconciliation, SampleRow, reconcile};
use intake::report_card::ReportCard;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{Audit, Cutover, CutoverState, DeliveryState};

use super::load::load;
use super::receive::{Handed, Receipt, Way, receive};
use super::{community_of, undo};
use crate::app::App;
use crate::clock;
use crate::view::facts::label_of;

/// A file of the old system.
#[derive(Clone)]
pub struct Input {
    /// Its name.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
}

/// What is told of one table, without personal values.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TableReport {
    /// Name of the table in the mapping file.
    pub table: String,
    /// Label of the source that stands for it.
    pub source: String,
    /// Rows of the old table.
    pub old_rows: u64,
    /// Rows that became records, or would.
    pub new_rows: u64,
    /// Rows sent back.
    pub refused: u64,
    /// Whether every row arrived and every value came through as it was meant.
    pub whole: bool,
    /// Columns that are neither mapped nor left behind knowingly.
    pub unmapped: Vec<String>,
    /// Mapped columns that the table does not have.
    pub missing: Vec<String>,
    /// Codes without a translation.
    pub unknown_codes: Vec<UnknownCode>,
    /// What was found wrong, in Chinese, with how often.
    pub issues: Vec<Counted>,
    /// Records by community code; empty where none is known.
    pub communities: Vec<Counted>,
    /// By mapped column.
    #[schema(value_type = Vec<FieldReport>)]
    pub fields: Vec<FieldCheck>,
}

/// A code of the old system that nobody translated.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnknownCode {
    /// The old column.
    pub column: String,
    /// The code.
    pub code: String,
    /// How often it stands there.
    pub count: u64,
}

/// Something and how often it occurs.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counted {
    /// What it is.
    pub label: String,
    /// How often.
    pub count: u64,
}

/// One mapped column, before and after, for the API description.
#[derive(Debug, utoipa::ToSchema)]
#[allow(dead_code, reason = "describes intake::reconcile::FieldCheck")]
pub struct FieldReport {
    pub column: String,
    pub label: String,
    pub old_filled: u64,
    pub new_filled: u64,
    pub old_distinct: u64,
    pub new_distinct: u64,
    pub same: u64,
    pub differs: u64,
    pub outranked: u64,
    pub old_sum: Option<String>,
    pub new_sum: Option<String>,
}

/// One table, checked or taken over.
pub struct TableOutcome {
    /// What is told of it.
    pub report: TableReport,
    /// Elements of the sample, in the order of its cells.
    pub sample: Vec<SampleRow>,
}

/// Seed of the sample: which rows are looked at can be told beforehand by nobody who does not read
/// this line, and is the same for a dry run and the cut-over.
const SEED: u64 = 20_261_122;

/// Records read at once.
const AT_ONCE: u64 = 20_000;

/// The files of a mapping's tables in its order.
///
/// # Errors
/// `input-missing` when a table has no file, `input-unknown` when a file has no table.
pub fn matched<'m>(
    mapping: &'m Mapping,
    inputs: &[Input],
) -> Result<Vec<(&'m TableMapping, Input)>, Problem> {
    let stem = |input: &Input| {
        let name = input.file_name.as_str();
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_owned()
    };
    if let Some(unknown) = inputs.iter().find(|input| {
        mapping
            .tables
            .iter()
            .all(|table| table.input != stem(input))
    }) {
        return Err(Problem::bad_input(
            "input-unknown",
            format!(
                "对照文件里没有名为“{}”的表，请检查文件名或对照文件里的 input。",
                stem(unknown)
            ),
        ));
    }
    mapping
        .tables
        .iter()
        .map(|table| {
            let input = inputs.iter().find(|input| stem(input) == table.input);
            input.map(|input| (table, input.clone())).ok_or_else(|| {
                Problem::bad_input(
                    "input-missing",
                    format!("还缺“{}”表的文件，请一并提供。", table.input),
                )
            })
        })
        .collect()
}

/// Reads everything and writes nothing: what a cut-over would bring.
///
/// # Errors
/// When a file cannot be read or does not fit the mapping.
pub fn dry_run(mapping: &Mapping, inputs: &[Input]) -> Result<Vec<TableOutcome>, Problem> {
    matched(mapping, inputs)?
        .into_iter()
        .map(|(table, input)| dry_run_table(table, &input))
        .collect()
}

fn dry_run_table(mapping: &TableMapping, input: &Input) -> Result<TableOutcome, Problem> {
    let mapped = mapped(mapping, input)?;
    let source = mapping.source().ok_or_else(unknown_source)?;
    let mut arrived: FxHashMap<u32, Arrived> = FxHashMap::default();
    let card = intake::delivery::read_delivery(
        &mapped.file,
        &csv_name(mapping),
        source,
        Setting {
            today: clock::today(),
            // What is compared is values as written; doors are found at the cut-over.
            territory: Territory::shipped(),
        },
        &workbook::Limits::default(),
        &mut |rows| {
            for row in rows {
                let arrival = Arrived {
                    community: row
                        .values
                        .get(catalog::element::no::COMMUNITY_CODE)
                        .or_else(|| row.values.get(catalog::element::no::COMMUNITY))
                        .map(str::to_owned),
                    values: row.values,
                    winners: Values::new(),
                };
                arrived.insert(row.row, arrival);
            }
        },
        &mut |_| {},
    )?;
    check_read_as_meant(&mapped, mapping, &card)?;
    let found = reconcile(&mapped, mapping, &arrived, clock::today(), SEED);
    let issues = card
        .issues_by_code
        .values()
        .map(|tally| Counted {
            label: tally.label.clone(),
            count: tally.count,
        })
        .collect();
    Ok(outcome(&mapped, mapping, found, card.rows_refused, issues))
}

fn mapped(mapping: &TableMapping, input: &Input) -> Result<MappedTable, Problem> {
    let limits = workbook::Limits::default();
    let mapped = map_table(&input.bytes, &input.file_name, mapping, &limits)?;
    if let Some(missing) = mapped.missing.first() {
        return Err(Problem::bad_input(
            "mapped-column-missing",
            format!(
                "“{}”里没有对照文件写的列“{missing}”，请核对列名（区分大小写）。",
                input.file_name
            ),
        ));
    }
    Ok(mapped)
}

/// The source's own words for columns must not turn a label into something else.
fn check_read_as_meant(
    mapped: &MappedTable,
    mapping: &TableMapping,
    card: &ReportCard,
) -> Result<(), Problem> {
    let read: Vec<ElementNo> = card
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.columns)
        .filter(|column| column.tier == Tier::Auto)
        .filter_map(|column| column.element)
        .collect();
    let Some(lost) = mapped
        .elements
        .iter()
        .find(|element| !read.contains(element))
    else {
        return Ok(());
    };
    let label = catalog::element::Dictionary::shipped()
        .get(*lost)
        .map_or("", |element| element.label.as_str());
    Err(Problem::bad_input(
        "source-without-element",
        format!(
            "来源“{}”不收“{label}”这一项，请把它放进 ignore，或把这张表对到别的来源。",
            mapping.source
        ),
    ))
}

fn csv_name(mapping: &TableMapping) -> String {
    format!("{}.csv", mapping.input)
}

fn outcome(
    mapped: &MappedTable,
    mapping: &TableMapping,
    found: Reconciliation,
    refused: u64,
    issues: Vec<Counted>,
) -> TableOutcome {
    let whole = found.is_whole();
    TableOutcome {
        report: TableReport {
            table: mapping.input.clone(),
            source: label_of(mapping.source()),
            old_rows: found.old_rows,
            new_rows: found.new_rows,
            refused,
            whole,
            unmapped: mapped.unmapped.clone(),
            missing: mapped.missing.clone(),
            unknown_codes: mapped
                .columns
                .iter()
                .flat_map(|column| {
                    column
                        .unknown_codes
                        .iter()
                        .map(|(code, count)| UnknownCode {
                            column: column.name.clone(),
                            code: code.clone(),
                            count: *count,
                        })
                })
                .collect(),
            issues,
            communities: found
                .communities
                .into_iter()
                .map(|(label, count)| Counted { label, count })
                .collect(),
            fields: found.fields,
        },
        sample: found.sample,
    }
}

/// Takes an old system over: one delivery a table, then the reconciliation. When a table fails,
/// those before it are rolled back.
///
/// # Errors
/// When a file does not fit the mapping (then nothing was begun), or a load fails.
pub async fn cut_over(
    app: &App,
    mapping: &Mapping,
    inputs: &[Input],
    account: Option<i64>,
) -> Result<(Cutover, Vec<TableOutcome>), Problem> {
    // What cannot be taken over is found before anything is written.
    dry_run(mapping, inputs)?;
    let tables = matched(mapping, inputs)?;
    let digest = app.store.digest().await?;
    let audit = Audit::new(clock::now(), account, "cutover.begin", "cutover", "");
    let mut tx = app.store.write(audit).await?;
    let id = tx.begin_cutover(&mapping.name, &digest).await?;
    tx.commit().await?;

    let mut deliveries = Vec::new();
    let mut outcomes = Vec::new();
    for (table, input) in tables {
        let taken = take_table(app, table, &input, account).await;
        match taken {
            Ok((delivery, outcome)) => {
                deliveries.push(delivery);
                outcomes.push(outcome);
                note(
                    app,
                    id,
                    CutoverState::Running,
                    &deliveries,
                    &outcomes,
                    account,
                )
                .await?;
            }
            Err(problem) => {
                roll_back(app, id, account).await?;
                return Err(problem);
            }
        }
    }
    note(app, id, CutoverState::Done, &deliveries, &outcomes, account).await?;
    super::feed::catch_up(app).await?;
    Ok((app.store.cutover(id).await?, outcomes))
}

async fn note(
    app: &App,
    id: i64,
    state: CutoverState,
    deliveries: &[i64],
    outcomes: &[TableOutcome],
    account: Option<i64>,
) -> Result<(), Problem> {
    let reports: Vec<&TableReport> = outcomes.iter().map(|outcome| &outcome.report).collect();
    let audit = Audit::new(clock::now(), account, "cutover.table", "cutover", id);
    let mut tx = app.store.write(audit).await?;
    tx.step_cutover(id, state, deliveries, &json!(reports))
        .await?;
    tx.commit().await
}

async fn take_table(
    app: &App,
    mapping: &TableMapping,
    input: &Input,
    account: Option<i64>,
) -> Result<(i64, TableOutcome), Problem> {
    let mapped = mapped(mapping, input)?;
    let source = mapping.source().ok_or_else(unknown_source)?;
    let handed = Handed {
        file_name: csv_name(mapping),
        bytes: mapped.file.clone().into(),
        as_of: Some(clock::epoch_day(mapping.as_of)),
        via: Way::Cutover,
        part: false,
        account,
    };
    let received = match receive(app, handed, source).await? {
        Receipt::New(received) => received,
        Receipt::Duplicate(before) => {
            return Err(Problem::conflict(
                "cutover-repeated",
                format!(
                    "“{}”表与批次{before}完全相同，已经平移过；要重做请先回滚那一次。",
                    mapping.input
                ),
            ));
        }
    };
    let loaded = load(app, &received, &|_| {}).await?;
    let arrived = arrived(app, received.id, source.entity).await?;
    let found = reconcile(&mapped, mapping, &arrived, clock::today(), SEED);
    let issues = loaded
        .card
        .issues
        .iter()
        .map(|issue| Counted {
            label: issue.label.clone(),
            count: issue.count,
        })
        .collect();
    let outcome = outcome(&mapped, mapping, found, loaded.rows_refused, issues);
    Ok((received.id, outcome))
}

/// The records of a delivery by line, with what their entities hold now.
async fn arrived(
    app: &App,
    delivery: i64,
    kind: EntityKind,
) -> Result<FxHashMap<u32, Arrived>, Problem> {
    let mut all = FxHashMap::default();
    let roots = app.store.redirects().await?;
    let mut last = 0;
    loop {
        let records = app
            .store
            .records_of_delivery(delivery, last, AT_ONCE)
            .await?;
        let Some(newest) = records.last() else {
            return Ok(all);
        };
        last = newest.id;
        let mut ids: Vec<i64> = records.iter().map(|record| record.entity).collect();
        ids.sort_unstable();
        ids.dedup();
        let known: FxHashMap<i64, storage::EntityRow> = app
            .store
            .entities(&ids)
            .await?
            .into_iter()
            .map(|entity| (entity.id, entity))
            .collect();
        for record in records {
            let root = roots.get(&record.entity).unwrap_or(&record.entity);
            let Some(entity) = known.get(root) else {
                continue;
            };
            // A community's list of people founds the dwellings they live in, too.
            if entity.kind != kind {
                continue;
            }
            let winners = entity.current.winners.iter();
            let arrival = Arrived {
                community: community_of(entity.kind, &entity.current),
                winners: winners
                    .map(|winner| (winner.element, winner.text.clone()))
                    .collect(),
                values: record.values,
            };
            all.insert(u32::try_from(record.row).unwrap_or(0), arrival);
        }
    }
}

/// What rolling back came to.
pub struct RolledBack {
    /// Deliveries that were taken out.
    pub deliveries: u64,
    /// Whether the registry is what it was before the cut-over. It is not when other deliveries
    /// have come since; they stay.
    pub as_before: bool,
}

/// Takes every delivery of a cut-over out of the registry again, the last one first.
///
/// # Errors
/// `cutover-rolled-back` when that was done before.
pub async fn roll_back(app: &App, id: i64, account: Option<i64>) -> Result<RolledBack, Problem> {
    let cutover = app.store.cutover(id).await?;
    if cutover.state == CutoverState::RolledBack {
        return Err(Problem::conflict(
            "cutover-rolled-back",
            "这次平移已经回滚过了，没有再做任何改动。",
        ));
    }
    let mut taken = 0;
    for delivery in cutover.deliveries.iter().rev() {
        // One that somebody undid by hand is out already.
        if app.store.delivery(*delivery).await?.state == DeliveryState::Loaded {
            undo::undo(app, *delivery, account).await?;
            taken += 1;
        }
    }
    let audit = Audit::new(clock::now(), account, "cutover.roll-back", "cutover", id);
    let mut tx = app.store.write(audit).await?;
    tx.step_cutover(
        id,
        CutoverState::RolledBack,
        &cutover.deliveries,
        &cutover.report,
    )
    .await?;
    tx.commit().await?;
    Ok(RolledBack {
        deliveries: taken,
        as_before: app.store.digest().await? == cutover.digest_before,
    })
}

fn unknown_source() -> Problem {
    Problem::bad_input("source-unknown", "对照文件里的来源不存在，请检查 source。")
}
