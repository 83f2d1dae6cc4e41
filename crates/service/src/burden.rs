//! The burden meter (报表负担): what forms ask of an area and what they cost it, added up by asking
//! department and by community. Nothing of it is about single people.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use catalog::workday::WorkCalendar;
use chrono::NaiveDate;
use forms::burden::Effort;
use storage::{FormMeasure, Request, RequestFilter, Submission, SubmissionFilter};

use crate::app::App;
use crate::clock;
use crate::request_body::RequestBody;
use crate::view::form::is_readonly;
use crate::wire::area::area_name;
use crate::wire::burden::{Burden, BurdenFigures, BurdenFormula, BurdenRow};

/// Fewer working days than these are short notice.
const NOTICE_DAYS: u32 = 3;

/// Figures while they are added up.
#[derive(Default)]
struct Sum {
    figures: BurdenFigures,
    effort: Effort,
    forms: BTreeSet<i64>,
    short: BTreeSet<i64>,
}

impl Sum {
    fn ask(&mut self, request: i64, short: bool, items: u64) {
        self.forms.insert(request);
        if short {
            self.short.insert(request);
        }
        self.figures.parts += 1;
        self.figures.items += items;
    }

    fn answer(&mut self, measure: &FormMeasure) {
        let count = |count: i32| u64::try_from(count).unwrap_or(0);
        self.figures.answered += 1;
        self.figures.repeats += count(measure.repeated);
        self.figures.rows += count(measure.rows);
        self.effort.add(&Effort {
            prefilled: count(measure.prefilled),
            corrected: count(measure.corrected),
            typed: count(measure.typed),
            empty: count(measure.empty),
        });
    }

    fn figures(self) -> BurdenFigures {
        let minutes = |seconds: u64| f64::from(u32::try_from(seconds).unwrap_or(u32::MAX)) / 60.0;
        BurdenFigures {
            forms: self.forms.len() as u64,
            short_notice: self.short.len() as u64,
            prefilled: self.effort.prefilled,
            corrected: self.effort.corrected,
            typed: self.effort.typed,
            empty: self.effort.empty,
            minutes: minutes(self.effort.seconds()),
            minutes_by_hand: minutes(self.effort.seconds_by_hand()),
            reuse: self.effort.reuse(),
            reduction: self.effort.reduction(),
            ..self.figures
        }
    }
}

/// The burden of an area from requests sent out from one day to another.
///
/// # Errors
/// When the database cannot be reached.
pub async fn burden(
    app: &App,
    area: AreaCode,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Burden, Problem> {
    let areas = app.areas();
    let (first, last) = (clock::epoch_day(from), clock::epoch_day(to));
    let requests: Vec<Request> = app
        .store
        .requests(&RequestFilter::default())
        .await?
        .into_iter()
        .filter(|request| {
            let sent = clock::epoch_day(clock::day_of(request.created_at));
            (first..=last).contains(&sent)
        })
        .collect();
    let ids: Vec<i64> = requests.iter().map(|request| request.id).collect();
    let measures: BTreeMap<i64, FormMeasure> = app
        .store
        .form_measures(&ids)
        .await?
        .into_iter()
        .map(|measure| (measure.submission_id, measure))
        .collect();
    let mut total = Sum::default();
    let mut departments: BTreeMap<String, Sum> = BTreeMap::new();
    let mut communities: BTreeMap<String, Sum> = BTreeMap::new();
    for request in &requests {
        let items = items(request)?;
        let short = is_short(request);
        let department = request.department.clone().unwrap_or_default();
        for submission in submissions_within(app, request, &area, &areas).await? {
            let sums = [
                &mut total,
                departments.entry(department.clone()).or_default(),
                communities.entry(submission.community.clone()).or_default(),
            ];
            for sum in sums {
                sum.ask(request.id, short, items);
                if let Some(measure) = measures.get(&submission.id) {
                    sum.answer(measure);
                }
            }
        }
    }
    Ok(Burden {
        from: from.to_string(),
        to: to.to_string(),
        area: area.to_string(),
        area_name: area_name(&areas, Some(&area.to_string())),
        total: total.figures(),
        departments: rows(departments, |name| (String::new(), name)),
        communities: rows(communities, |code| {
            let name = area_name(&areas, Some(&code));
            (code, name)
        }),
        formulas: formulas(),
    })
}

async fn submissions_within(
    app: &App,
    request: &Request,
    area: &AreaCode,
    areas: &AreaTree,
) -> Result<Vec<Submission>, Problem> {
    let filter = SubmissionFilter {
        request: Some(request.id),
        ..SubmissionFilter::default()
    };
    let mut submissions = app.store.submissions(&filter).await?;
    submissions.retain(|submission| {
        let code = submission.community.parse::<AreaCode>();
        code.is_ok_and(|code| areas.is_within(&code, area))
    });
    Ok(submissions)
}

/// How many columns of a request ask people for something.
fn items(request: &Request) -> Result<u64, Problem> {
    let columns = RequestBody::of(request)?.reading.template.columns;
    Ok(columns.iter().filter(|column| !is_readonly(column)).count() as u64)
}

/// Whether it was due before three working days had gone by.
fn is_short(request: &Request) -> bool {
    let sent = clock::day_of(request.created_at);
    clock::from_epoch_day(request.due) < WorkCalendar::shipped().after(sent, NOTICE_DAYS)
}

/// The heaviest first.
fn rows(sums: BTreeMap<String, Sum>, named: impl Fn(String) -> (String, String)) -> Vec<BurdenRow> {
    let mut rows: Vec<BurdenRow> = sums
        .into_iter()
        .map(|(key, sum)| {
            let (code, name) = named(key);
            BurdenRow {
                code,
                name,
                figures: sum.figures(),
            }
        })
        .collect();
    rows.sort_by(|one, other| {
        let weight = |row: &BurdenRow| (row.figures.minutes, row.figures.items);
        let order = weight(other).partial_cmp(&weight(one));
        order.unwrap_or(std::cmp::Ordering::Equal)
    });
    rows
}

fn formulas() -> Vec<BurdenFormula> {
    use forms::analyse::{SECONDS_TO_CHECK, SECONDS_TO_TYPE};

    let minutes = format!(
        "（手工填写格数＋更正格数）×{SECONDS_TO_TYPE}秒＋预填未改格数×{SECONDS_TO_CHECK}秒，只算已提交的填报；每格秒数是统一口径，不是对个人的计时"
    );
    let by_hand =
        format!("（预填＋更正＋手工）格数×{SECONDS_TO_TYPE}秒，即同样的内容全部手填要用的时间");
    let short = format!("从下发次日起不足 {NOTICE_DAYS} 个工作日就截止的报表张数");
    [
        ("forms", "报表", "这段时间下发到本区域的任务张数"),
        ("parts", "填报份数", "每张报表下发到的社区数之和"),
        ("answered", "已提交", "已提交过的填报份数"),
        (
            "items",
            "填报项",
            "每份填报要人填的列数之和（序号、年龄等系统计算的列不算）",
        ),
        (
            "repeats",
            "重复索要",
            "填报项中，同一社区在此前一年内已在别的报表里填报过的列数之和（同一张表的各期不算）",
        ),
        ("short_notice", "急件", short.as_str()),
        ("minutes", "用时", minutes.as_str()),
        ("minutes_by_hand", "全部手填", by_hand.as_str()),
        (
            "reuse",
            "复用率",
            "预填未改格数÷（预填未改＋更正＋手工填写）格数",
        ),
        ("reduction", "减负", "1－用时÷全部手填"),
    ]
    .into_iter()
    .map(|(figure, label, formula)| BurdenFormula {
        figure: figure.to_owned(),
        label: label.to_owned(),
        formula: formula.to_owned(),
    })
    .collect()
}
