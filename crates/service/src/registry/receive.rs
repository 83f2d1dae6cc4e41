//! Receiving a file: keep it as it came, by digest; the same file twice changes nothing.

use std::sync::Arc;

use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use catalog::survivorship::EpochDay;
use intake::report_card::SheetCard;
use serde_json::json;
use storage::{Audit, DeliveryState, NewDelivery, ObjectRef, Store};
use tokio::task::JoinHandle;

use super::load::Received;
use crate::app::App;
use crate::clock;
use crate::wire::delivery::{ColumnCard, SheetCardView};

/// A file as handed over.
#[derive(Clone)]
pub struct Handed {
    /// Its name.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// The day it speaks of; today when nobody said.
    pub as_of: Option<EpochDay>,
    /// The way it came in.
    pub via: Way,
    /// It completes an earlier one and is neither whole nor an export.
    pub part: bool,
    /// Who handed it over; none where a program did.
    pub account: Option<i64>,
}

impl Handed {
    /// The day it speaks of.
    pub fn as_of(&self) -> EpochDay {
        self.as_of
            .unwrap_or_else(|| clock::epoch_day(clock::today()))
    }
}

/// The ways in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The web page.
    Page,
    /// `linli import`.
    Command,
    /// Parts pushed over HTTP.
    Push,
    /// A watched folder.
    Watch,
    /// Rows fetched from another system's database.
    Pull,
    /// The taking over of an old system.
    Cutover,
}

impl Way {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Command => "command",
            Self::Push => "push",
            Self::Watch => "watch",
            Self::Pull => "pull",
            Self::Cutover => "cutover",
        }
    }
}

/// Words in the name of a file that only completes an earlier one.
const PART_WORDS: [&str; 4] = ["补交", "补充", "补报", "退回行"];

/// Whether a file says by its name that it only completes an earlier one.
pub fn is_part_by_name(file_name: &str) -> bool {
    PART_WORDS.iter().any(|word| file_name.contains(word))
}

/// What receiving came to.
pub enum Receipt {
    /// Kept, and ready to be loaded.
    New(Received),
    /// The same file is already here as that delivery.
    Duplicate(i64),
}

/// The source that a file is from: as said, else as recognised.
pub fn source_of(
    code: Option<&str>,
    file_name: &str,
    bytes: &[u8],
) -> Result<&'static Source, Problem> {
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        let handed_over = |source: &&Source| !source.made_here;
        return Sources::shipped()
            .by_code(code)
            .filter(handed_over)
            .ok_or_else(|| {
                Problem::bad_input(
                    "source-unknown",
                    format!("没有代码为“{code}”的数据来源，请从列表中选择。"),
                )
            });
    }
    let guessed = intake::guess::guess_source(file_name, bytes, Sources::shipped());
    guessed.filter(|source| !source.made_here).ok_or_else(|| {
        Problem::bad_input(
            "source-unrecognised",
            "从文件名和表头都认不出这是哪个部门的哪类数据，请在上传时选择数据来源后重试。",
        )
    })
}

/// Keeps the file and notes the delivery.
///
/// # Errors
/// When the source cannot be told, the disk is full, or the database is away.
pub async fn receive(
    app: &App,
    handed: Handed,
    source: &'static Source,
) -> Result<Receipt, Problem> {
    let object = Keeping::begin(app, handed.bytes.clone()).done().await?;
    receive_kept(app, handed, object, source).await
}

/// Notes the delivery of a file that is kept, unless it is here already.
///
/// # Errors
/// When the database is away.
pub async fn receive_kept(
    app: &App,
    handed: Handed,
    object: ObjectRef,
    source: &'static Source,
) -> Result<Receipt, Problem> {
    if let Some(before) = app.store.delivery_by_digest(&object.digest).await? {
        return Ok(Receipt::Duplicate(before.id));
    }
    let state = DeliveryState::Received;
    note(&app.store, handed, object, source, state)
        .await
        .map(Receipt::New)
}

/// A file that is being kept as it came.
pub struct Keeping(JoinHandle<Result<ObjectRef, Problem>>);

impl Keeping {
    /// Begins to keep a file.
    pub fn begin(app: &App, bytes: Arc<Vec<u8>>) -> Self {
        let objects = app.objects.clone();
        Self(tokio::task::spawn_blocking(move || objects.put(&bytes)))
    }

    /// Where it is kept.
    ///
    /// # Errors
    /// When the disk is full.
    pub async fn done(self) -> Result<ObjectRef, Problem> {
        self.0
            .await
            .map_err(|_| Problem::unavailable("file-not-kept", "文件未能保存，请稍后重新上传。"))?
    }
}

/// Notes the delivery of a file that is kept: that it is received, or being loaded at once.
///
/// # Errors
/// `delivery-duplicate` when these bytes came before; when the database is away.
pub async fn note(
    store: &Store,
    handed: Handed,
    object: ObjectRef,
    source: &'static Source,
    state: DeliveryState,
) -> Result<Received, Problem> {
    let as_of = handed.as_of();
    let part = handed.part || is_part_by_name(&handed.file_name);
    let audit = Audit::new(
        clock::now(),
        handed.account,
        "delivery.receive",
        "delivery",
        "",
    )
    .with_detail(json!({
        "source": source.code, "size": object.size, "via": handed.via.as_str()
    }));
    let mut tx = store.write(audit).await?;
    let id = tx
        .receive_delivery(NewDelivery {
            source: source.no,
            file_name: handed.file_name.clone(),
            digest: object.digest,
            size: i64::try_from(object.size).unwrap_or(i64::MAX),
            as_of,
            object: object.key,
            state,
        })
        .await?;
    tx.note_way(id, handed.via.as_str(), part).await?;
    tx.commit().await?;
    Ok(Received {
        id,
        source,
        file_name: handed.file_name,
        bytes: handed.bytes,
        as_of,
        part,
        account: handed.account,
    })
}

/// One sheet of the report card as it crosses the wire.
pub fn sheet_view(card: &SheetCard) -> SheetCardView {
    SheetCardView {
        name: card.name.clone(),
        kind: card.kind.as_str().to_owned(),
        header_rows: card.header_rows.map(|(first, last)| [first, last]),
        rows_read: card.rows_read,
        rows_clean: card.rows_clean,
        rows_refused: card.rows_refused,
        columns: card
            .columns
            .iter()
            .zip(&card.filled_share)
            .map(|(column, filled)| ColumnCard {
                letter: column_letter(column.index),
                title: column.path.last().cloned().unwrap_or_default(),
                path: column.path.clone(),
                element: column.element.and_then(|no| {
                    catalog::element::Dictionary::shipped()
                        .get(no)
                        .map(|element| element.label.clone())
                }),
                tier: tier_text(column.tier).to_owned(),
                reason: column.reason.clone(),
                filled: f64::from(*filled),
            })
            .collect(),
    }
}

/// `A`, `B`, … `AA` of a column counted from 0.
pub fn column_letter(index: u32) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

/// A tier of column matching as text.
pub fn tier_text(tier: catalog::title::Tier) -> &'static str {
    match tier {
        catalog::title::Tier::Auto => "auto",
        catalog::title::Tier::Ask => "ask",
        catalog::title::Tier::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::{column_letter, is_part_by_name};

    #[test]
    fn a_supplement_says_so_in_its_name() {
        assert!(is_part_by_name("医保参保人员_补交.csv"));
        assert!(is_part_by_name("持证残疾人名单-退回行.xlsx"));
        assert!(!is_part_by_name("临时补贴名单.csv"));
    }

    #[test]
    fn columns_are_lettered_as_in_a_workbook() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702]
            .into_iter()
            .map(column_letter)
            .collect();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
