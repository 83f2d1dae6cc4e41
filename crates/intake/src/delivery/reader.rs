//! Takes the stream of rows: finds the header of each sheet, collects chunks, keeps the counts.

use std::ops::ControlFlow;

use catalog::problem::Problem;
use catalog::source::Source;
use rustc_hash::FxHashMap;
use workbook::{BookIssue, Cell, HeaderReading, SheetStart};

use super::batch::{self, BatchOutcome, RefusedRow};
use super::issues;
use super::merges::Merges;
use super::plan::Plan;
use super::row::RawRow;
use super::{CHUNK, Issue, RowReading, Setting};
use crate::clean::Severity;
use crate::report_card::{CardBuilder, ReportCard, SheetCard, SheetUse};

/// Rows with content that are looked at before the header is read.
const LOOK_AHEAD: usize = 60;

/// Rows from the top below which no header is looked for.
const LOWEST_HEADER: u32 = 400;

/// Takes refused rows of one sheet.
pub(crate) type OnRefused<'a> = &'a mut dyn FnMut(&Plan, Vec<RefusedRow>);

/// Looks at a delivery without reading its values.
pub(crate) trait Surveyor {
    /// A sheet with a header; what it lacks may make it unusable.
    fn sheet(&mut self, plan: &Plan);
    /// Some rows below the header, in file order.
    fn rows(&mut self, plan: &Plan, rows: &[RawRow]);
}

/// Where everything goes.
pub(crate) struct Sink<'a> {
    /// Rows that were read.
    pub on_rows: &'a mut dyn FnMut(Vec<RowReading>),
    /// Issues.
    pub on_issues: &'a mut dyn FnMut(Vec<Issue>),
    /// Refused rows, where somebody wants them.
    pub on_refused: Option<OnRefused<'a>>,
    /// Takes the rows as they stand in the file instead of everything above.
    pub surveyor: Option<&'a mut dyn Surveyor>,
}

/// The state between two rows.
pub(crate) struct Reader<'a> {
    source: &'a Source,
    setting: Setting<'a>,
    sink: Sink<'a>,
    card: CardBuilder,
    phase: Phase,
    /// Digest of each row read → where it stood first.
    seen: FxHashMap<u64, (u16, u32)>,
}

enum Phase {
    /// Between sheets, or a sheet that is not read.
    Idle,
    /// The first rows, until the header is known.
    Head {
        start: SheetStart,
        rows: Vec<Vec<Cell>>,
        content: usize,
    },
    /// Data.
    Data(Box<Data>),
}

struct Data {
    plan: Plan,
    merges: Merges,
    chunk: Vec<RawRow>,
    card: SheetCard,
    filled: Vec<u64>,
    rows_counted: u64,
    footers: u64,
    headers: u64,
}

impl<'a> Reader<'a> {
    /// A reader before the first sheet.
    pub(crate) fn new(source: &'a Source, setting: Setting<'a>, sink: Sink<'a>) -> Self {
        Self {
            source,
            setting,
            sink,
            card: CardBuilder::new(source),
            phase: Phase::Idle,
            seen: FxHashMap::default(),
        }
    }

    /// A new sheet begins.
    pub(crate) fn start_sheet(&mut self, start: &SheetStart) {
        self.end_sheet();
        if start.hidden {
            self.card
                .note(format!("工作表“{}”是隐藏的，未读取。", start.name));
            self.card
                .add_sheet(SheetCard::unread(&start.name, SheetUse::Hidden));
            return;
        }
        self.phase = Phase::Head {
            start: start.clone(),
            rows: Vec::new(),
            content: 0,
        };
    }

    /// One row of the sheet.
    pub(crate) fn take_row(&mut self, row: u32, cells: &mut Vec<Cell>) -> ControlFlow<()> {
        match &mut self.phase {
            Phase::Idle => return ControlFlow::Break(()),
            Phase::Head { rows, content, .. } if row < LOWEST_HEADER => {
                rows.resize(row as usize, Vec::new());
                rows.push(std::mem::take(cells));
                *content += 1;
                if *content < LOOK_AHEAD {
                    return ControlFlow::Continue(());
                }
                self.open_sheet();
            }
            Phase::Head { .. } => {
                self.open_sheet();
                return self.take_row(row, cells);
            }
            Phase::Data(_) => self.take_data(row, std::mem::take(cells)),
        }
        match self.phase {
            Phase::Idle => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// The header is read and the rows that waited for it follow.
    fn open_sheet(&mut self) {
        let Phase::Head { start, rows, .. } = std::mem::replace(&mut self.phase, Phase::Idle)
        else {
            return;
        };
        let header = workbook::read_header_of_sheet_start(&start, &rows);
        let Some(plan) = self.plan(&start, &header, &rows) else {
            return;
        };
        let issues = plan.header_issues();
        self.hand_over_issues(issues);
        let merges = Merges::new(&start.merges, plan.data_first_row);
        let data_first_row = plan.data_first_row;
        self.phase = Phase::Data(Box::new(Data {
            card: SheetCard::of_plan(&plan),
            filled: vec![0; plan.titles.len()],
            rows_counted: 0,
            footers: 0,
            headers: 0,
            plan,
            merges,
            chunk: Vec::new(),
        }));
        for (row, cells) in (0..).zip(rows).skip(data_first_row as usize) {
            if !cells.is_empty() {
                self.take_data(row, cells);
            }
        }
    }

    /// A plan for a sheet that can be read; what stands against it is reported.
    fn plan(
        &mut self,
        start: &SheetStart,
        header: &HeaderReading,
        rows: &[Vec<Cell>],
    ) -> Option<Plan> {
        use workbook::SheetKind;
        let used_as = match header.kind {
            SheetKind::Form if header.header_rows.is_some() => SheetUse::Form,
            SheetKind::Form => SheetUse::NoHeader,
            SheetKind::Dictionary => SheetUse::Dictionary,
            SheetKind::Notes => SheetUse::Notes,
            SheetKind::Empty => SheetUse::Empty,
        };
        if used_as != SheetUse::Form {
            if used_as == SheetUse::NoHeader {
                self.report_no_header(start);
            }
            self.card.add_sheet(SheetCard::unread(&start.name, used_as));
            return None;
        }
        let plan = Plan::new(start, header, rows, self.source);
        if let Some(surveyor) = &mut self.sink.surveyor {
            surveyor.sheet(&plan);
        }
        if plan.is_usable() {
            return Some(plan);
        }
        self.card.miss(&plan.missing);
        let mut card = SheetCard::of_plan(&plan);
        card.kind = SheetUse::Unfit;
        self.card.add_sheet(card);
        let mut found = plan.header_issues();
        if !plan.missing.is_empty() {
            found.push(plan.missing_issue());
        }
        self.hand_over_issues(found);
        None
    }

    fn report_no_header(&mut self, start: &SheetStart) {
        self.hand_over_issues(vec![Issue {
            sheet: start.name.clone(),
            row: 1,
            column: None,
            column_letter: None,
            code: "header-not-found".to_owned(),
            severity: Severity::Warn,
            message: "没有认出表头，整张工作表未读取，请在数据上方写明各列标题".to_owned(),
        }]);
    }

    fn take_data(&mut self, row: u32, mut cells: Vec<Cell>) {
        let Phase::Data(data) = &mut self.phase else {
            return;
        };
        if data.merges.is_heading(row) && cells.iter().filter(|cell| !cell.is_empty()).count() == 1
        {
            data.footers += 1;
            return;
        }
        let merged = !data.merges.is_empty() && data.merges.fill(row, &mut cells);
        data.chunk.push(RawRow { row, cells, merged });
        if data.chunk.len() >= CHUNK {
            self.flush();
        }
    }

    /// Cleans the rows that have gathered and hands them over.
    fn flush(&mut self) {
        let Phase::Data(data) = &mut self.phase else {
            return;
        };
        let chunk = std::mem::take(&mut data.chunk);
        if chunk.is_empty() {
            return;
        }
        if let Some(surveyor) = &mut self.sink.surveyor {
            surveyor.rows(&data.plan, &chunk);
            return;
        }
        let mut outcome = batch::read(&data.plan, chunk, self.setting);
        let readings = std::mem::take(&mut outcome.readings);
        let mut rows = Vec::with_capacity(readings.len());
        let mut repeated = Vec::new();
        for (reading, digest) in readings {
            let place = (reading.sheet, reading.row);
            let first = *self.seen.entry(digest).or_insert(place);
            if first != place {
                repeated.push(repeated_issue(&data.plan, reading.row, first));
            }
            rows.push(reading);
        }
        data.count(&outcome, rows.len() as u64);
        if let Some(on_refused) = &mut self.sink.on_refused
            && !outcome.refused.is_empty()
        {
            on_refused(&data.plan, std::mem::take(&mut outcome.refused));
        }
        let mut found = outcome.issues;
        if !repeated.is_empty() {
            found.extend(repeated);
            found.sort_by_key(|issue| issue.row);
        }
        if !rows.is_empty() {
            (self.sink.on_rows)(rows);
        }
        self.hand_over_issues(found);
    }

    fn hand_over_issues(&mut self, found: Vec<Issue>) {
        if found.is_empty() {
            return;
        }
        for issue in &found {
            self.card.count(issue);
        }
        (self.sink.on_issues)(found);
    }

    fn end_sheet(&mut self) {
        if matches!(self.phase, Phase::Head { .. }) {
            self.open_sheet();
        }
        self.flush();
        let Phase::Data(data) = std::mem::replace(&mut self.phase, Phase::Idle) else {
            return;
        };
        for note in data.notes() {
            self.card.note(note);
        }
        self.card.add_sheet(data.into_card());
    }

    /// The report card, after the last row.
    ///
    /// # Errors
    /// When no sheet could be read, see [`super::read_delivery`].
    pub(crate) fn finish(
        mut self,
        notes: Vec<BookIssue>,
        file_name: &str,
    ) -> Result<ReportCard, Problem> {
        self.end_sheet();
        for note in notes {
            self.card.note(note.message);
        }
        self.card.finish(file_name)
    }
}

impl Data {
    fn count(&mut self, outcome: &BatchOutcome, read: u64) {
        let refused = outcome.refused.len() as u64;
        self.card.rows_read += read + refused;
        self.card.rows_refused += refused;
        self.card.rows_clean += outcome.clean;
        self.rows_counted += read + refused;
        self.footers += outcome.footers;
        self.headers += outcome.headers;
        for (sum, count) in self.filled.iter_mut().zip(&outcome.filled) {
            *sum += count;
        }
    }

    fn notes(&self) -> Vec<String> {
        let name = &self.plan.sheet_name;
        let mut notes = Vec::new();
        if self.footers > 0 {
            notes.push(format!(
                "工作表“{name}”有{}行合计、小标题或落款，不作为数据。",
                self.footers
            ));
        }
        if self.headers > 0 {
            notes.push(format!(
                "工作表“{name}”中间有{}行重复的表头，已跳过。",
                self.headers
            ));
        }
        notes
    }

    fn into_card(self) -> SheetCard {
        let mut card = self.card;
        card.filled_share = self
            .plan
            .matches
            .iter()
            .map(|found| {
                let filled = self.filled.get(found.index as usize).copied().unwrap_or(0);
                share(filled, self.rows_counted)
            })
            .collect();
        card
    }
}

/// A share between 0 and 1; 0 of nothing.
fn share(part: u64, whole: u64) -> f32 {
    if whole == 0 {
        return 0.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share on screen needs no more than 24 bits"
    )]
    let share = part as f32 / whole as f32;
    share
}

fn repeated_issue(plan: &Plan, row: u32, first: (u16, u32)) -> Issue {
    let place = if first.0 == plan.sheet {
        format!("第{}行", first.1)
    } else {
        format!("第{}张工作表第{}行", u32::from(first.0) + 1, first.1)
    };
    let message = format!("与{place}内容完全相同，请确认是否重复");
    issues::of_row(plan, row, "row-repeated", Severity::Note, message)
}
