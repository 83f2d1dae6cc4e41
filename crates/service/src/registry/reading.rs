//! Reading a delivery ahead of its load: cleaned rows wait in memory, a few chunks at most, until
//! the load takes them. Reading needs nothing of the registry, so the next file can be read while
//! this one is linked and written.

use std::sync::Arc;

use catalog::problem::{Problem, ProblemKind};
use catalog::source::Source;
use intake::address::Territory;
use intake::delivery::{Issue, RowReading, Setting};
use intake::report_card::ReportCard;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::load::Received;
use crate::app::App;
use crate::clock;

/// How many chunks may wait between the reader and the load; keeps memory flat.
const CHUNKS_WAITING: usize = 2;

/// Some of what was read, in the order of the file.
pub enum Chunk {
    /// Rows that were read.
    Rows(Vec<RowReading>),
    /// What was found in them.
    Issues(Vec<Issue>),
}

/// A file that is being read.
pub struct Reading {
    chunks: mpsc::Receiver<Chunk>,
    card: JoinHandle<Result<ReportCard, Problem>>,
}

impl Reading {
    /// Begins to read a received delivery.
    pub fn of(app: &App, received: &Received) -> Self {
        let bytes = received.bytes.clone();
        Self::begin(app, bytes, received.file_name.clone(), received.source)
    }

    /// Begins to read a file.
    pub fn begin(
        app: &App,
        bytes: Arc<Vec<u8>>,
        file_name: String,
        source: &'static Source,
    ) -> Self {
        let (sender, chunks) = mpsc::channel(CHUNKS_WAITING);
        let territory = app.territory();
        let card = tokio::task::spawn_blocking(move || {
            read(&bytes, &file_name, source, &territory, &sender)
        });
        Self { chunks, card }
    }

    /// The next chunk; `None` after the last one.
    pub async fn next(&mut self) -> Option<Chunk> {
        self.chunks.recv().await
    }

    /// The report card, after the last chunk.
    ///
    /// # Errors
    /// When the file cannot be read; chunks handed over before must be forgotten.
    pub async fn finish(self) -> Result<ReportCard, Problem> {
        self.card.await.map_err(|_| reader_gone())?
    }
}

fn read(
    bytes: &[u8],
    file_name: &str,
    source: &Source,
    territory: &Territory,
    sender: &mpsc::Sender<Chunk>,
) -> Result<ReportCard, Problem> {
    intake::delivery::read_delivery(
        bytes,
        file_name,
        source,
        Setting {
            today: clock::today(),
            territory,
        },
        &workbook::Limits::default(),
        // A closed channel means that the load has failed; its problem is the one reported.
        &mut |rows| drop(sender.blocking_send(Chunk::Rows(rows))),
        &mut |issues| drop(sender.blocking_send(Chunk::Issues(issues))),
    )
}

fn reader_gone() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "import-stopped",
        "导入意外中断，没有写入任何数据，请重新导入该批次。",
    )
}
