//! Counting a question day by day, and laying the days side by side.

use std::sync::Arc;

use catalog::problem::Problem;
use chrono::NaiveDate;
use query::{AskedSplit, PersonFilter, Snapshot, Split, UnitFigures};
use rules::{Rule, Subject};

use super::{Question, Wanted};
use crate::app::App;
use crate::clock;
use crate::registry::past;
use crate::rights::Caller;
use crate::tag::catalogue::Tags;
use crate::tag::figures::in_background;
use crate::tag::history::rulebook::Rulebook;
use crate::tag::rule;
use crate::wire::figure_run::{FigureColumn, FigureOnDay, FigureTable, UnitCounts};

/// What is always counted.
const BASE: [(&str, &str, &str); 4] = [
    ("健在人口", "没有死亡登记的人，同一个人只算一次", "人"),
    (
        "户籍户",
        "至少一名成员健在的户籍户，算在户籍所在的房屋",
        "户",
    ),
    ("房屋", "底账里的房屋", "套"),
    ("有人住的房屋", "至少有一名健在居住人的房屋", "套"),
];

/// What a question comes to on one day.
struct Day {
    figures: UnitFigures,
    /// In the order of what is wanted: its place among the figures asked, or why it is not.
    asked: Vec<Result<usize, Problem>>,
}

/// Counts a question; says how far it is through `progress` (0 to 1000).
///
/// # Errors
/// When a past day cannot be built, or the snapshot cannot be asked.
pub async fn count(
    app: &App,
    caller: &Caller,
    question: &Question,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<FigureTable, Problem> {
    let rulebook = Rulebook::of(&app.store.tag_versions().await?);
    let days = question.days.len().max(1) as u64;
    let mut counted = Vec::with_capacity(question.days.len());
    for (done, day) in (0_u64..).zip(&question.days) {
        let of_day = |thousandths: u64| progress((done * 1000 + thousandths) / days);
        let day = if *day == clock::today() {
            on(app, caller, question, app.snapshot.load(), &app.tags()).await?
        } else {
            let edition = Arc::clone(rulebook.on(*day));
            // Two past days at once would be two more registries in memory.
            let _turn = app.past.lock().await;
            let snapshot = past::snapshot_on(app, *day, &edition, &of_day).await?;
            on(app, caller, question, snapshot, &edition.tags).await?
        };
        counted.push(day);
    }
    Ok(table(question, &app.tags(), counted))
}

async fn on(
    app: &App,
    caller: &Caller,
    question: &Question,
    snapshot: Arc<Snapshot>,
    tags: &Tags,
) -> Result<Day, Problem> {
    let mut rules: Vec<Rule> = Vec::new();
    let asked = question
        .wanted
        .iter()
        .map(|wanted| {
            rules.push(wanted.on(app, caller, tags)?);
            Ok(rules.len() - 1)
        })
        .collect();
    let everybody = PersonFilter {
        area: Some(question.area),
        basis: question.basis,
        ..PersonFilter::default()
    };
    let filter = match &question.segment {
        Some(segment) => {
            // A tag that it reads may not have been there on a past day.
            rule::allowed(app, caller, tags, Subject::Person, &segment.rule.text())?;
            segment.filter(everybody)
        }
        None => everybody,
    };
    let rows = question.borders.rows.clone();
    let area = question.area;
    let figures = in_background(snapshot, move |snapshot| {
        let drawn = snapshot.draw(&rows, Some(&area))?;
        snapshot.unit_figures(&drawn, &filter, &rules)
    })
    .await?;
    Ok(Day { figures, asked })
}

fn table(question: &Question, tags: &Tags, days: Vec<Day>) -> FigureTable {
    let base = |of: fn(&UnitFigures) -> &Split, at: usize| {
        let (label, meaning, unit) = BASE[at];
        FigureColumn {
            label: label.to_owned(),
            meaning: meaning.to_owned(),
            unit: unit.to_owned(),
            days: days
                .iter()
                .map(|day| FigureOnDay {
                    count: of(&day.figures).into(),
                    ..FigureOnDay::default()
                })
                .collect(),
        }
    };
    let mut figures = vec![base(|figures| &figures.people, 0)];
    // A segment is of people: households and dwellings are in none.
    if question.segment.is_none() {
        figures.extend([
            base(|figures| &figures.households, 1),
            base(|figures| &figures.dwellings, 2),
            base(|figures| &figures.inhabited, 3),
        ]);
    }
    for (at, wanted) in question.wanted.iter().enumerate() {
        figures.push(FigureColumn {
            label: wanted.label.clone(),
            meaning: wanted.meaning(tags),
            unit: unit_of(wanted).to_owned(),
            days: days.iter().map(|day| asked_on(day, at)).collect(),
        });
    }
    let mut table = FigureTable {
        units: question.borders.units.clone(),
        days: question.days.iter().map(NaiveDate::to_string).collect(),
        notes: notes(question, &days),
        figures,
    };
    if question.of_today {
        leave_out_empty(&mut table);
    }
    table
}

const fn unit_of(wanted: &Wanted) -> &'static str {
    match wanted.subject {
        Subject::Person => "人",
        Subject::Dwelling => "套",
        Subject::Place => "家",
        Subject::Household => "户",
    }
}

fn asked_on(day: &Day, at: usize) -> FigureOnDay {
    match &day.asked[at] {
        Ok(place) => {
            let AskedSplit {
                yes,
                unknown,
                doors,
            } = &day.figures.asked[*place];
            FigureOnDay {
                problem: None,
                count: yes.into(),
                unknown: Some(unknown.into()),
                doors: Some(doors.into()),
            }
        }
        Err(problem) => FigureOnDay {
            problem: Some(problem.detail.clone()),
            ..FigureOnDay::default()
        },
    }
}

fn notes(question: &Question, days: &[Day]) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(segment) = &question.segment {
        notes.push(format!("只统计人群“{}”。", segment.words()));
    }
    for (day, counted) in question.days.iter().zip(days) {
        let without = counted.figures.without_door;
        if without > 0 {
            notes.push(format!(
                "{day}：未划入的人中有{without}人的住址没有对到房屋，不知道属于哪个单元。"
            ));
        }
    }
    if question.days.iter().any(|day| *day < clock::today()) {
        notes.push(
            "过去的日期按那天结束时系统里已有的数据、那天有效的标签口径统计，后来撤销的批次也算在内；区划用今天的。"
                .to_owned(),
        );
    }
    notes
}

/// The tree names communities that this installation holds nothing of.
fn leave_out_empty(table: &mut FigureTable) {
    let empty = |unit: usize| {
        let mut days = table.figures.iter().flat_map(|figure| &figure.days);
        days.all(|day| day.count.units.get(unit).is_none_or(|count| *count == 0))
    };
    let kept: Vec<bool> = (0..table.units.len()).map(|unit| !empty(unit)).collect();
    let mut places = kept.iter();
    table
        .units
        .retain(|_| places.next().copied().unwrap_or(true));
    for day in table.figures.iter_mut().flat_map(|figure| &mut figure.days) {
        let counts = [
            Some(&mut day.count),
            day.unknown.as_mut(),
            day.doors.as_mut(),
        ];
        for count in counts.into_iter().flatten() {
            let mut places = kept.iter();
            count
                .units
                .retain(|_| places.next().copied().unwrap_or(true));
        }
    }
}

impl From<&Split> for UnitCounts {
    fn from(split: &Split) -> Self {
        Self {
            units: split.units.clone(),
            none: split.none,
            total: split.total,
        }
    }
}
