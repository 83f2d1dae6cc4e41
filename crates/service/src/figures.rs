//! Figures of any border set on any day (统计): the question as it is asked, checked; counting it;
//! and keeping what came of it.

pub mod count;
pub mod run;
pub mod sheet;
pub mod view;

use catalog::area::{AreaCode, Level};
use catalog::problem::Problem;
use chrono::NaiveDate;
use query::Basis;
use rules::{Rule, Subject};

use crate::app::App;
use crate::border::{self, Borders};
use crate::clock;
use crate::registry::past;
use crate::rights::{Caller, Right};
use crate::segment::narrow::Narrow;
use crate::tag::catalogue::{Tags, subject_of};
use crate::tag::figures::carries;
use crate::tag::rule;
use crate::tag::why::require_sight;
use crate::wire::figure_run::{FigureQuestion, WantedFigure};

/// More figures than a table on a page can show.
const MOST_FIGURES: usize = 20;
/// Each past day is a registry built anew.
const MOST_DAYS: usize = 4;
/// Longest heading.
const LONGEST_LABEL: usize = 40;

/// A question that has been checked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The area that is counted, within the caller's.
    pub area: AreaCode,
    /// In which sense people are of it.
    pub basis: Basis,
    /// Only those of this segment.
    pub segment: Option<Narrow>,
    /// The units.
    pub borders: Borders,
    /// Whether the units are areas of today; those without anybody are left out.
    pub of_today: bool,
    /// Tags and rules.
    pub wanted: Vec<Wanted>,
    /// The days, none later than today.
    pub days: Vec<NaiveDate>,
}

/// A tag or a rule to be counted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Heading.
    pub label: String,
    /// Whom it is about.
    pub subject: Subject,
    /// Name of the tag; none for a rule.
    pub tag: Option<String>,
    /// Text of the rule, where it is no tag.
    pub rule: String,
}

impl Wanted {
    /// The rule under the tags of a day, when the caller may ask it.
    ///
    /// # Errors
    /// `tag-unknown`, `tag-withheld`, and what is wrong with a rule.
    pub fn on(&self, app: &App, caller: &Caller, tags: &Tags) -> Result<Rule, Problem> {
        match &self.tag {
            Some(name) => {
                require_sight(caller, tags, name)?;
                Ok(carries(self.subject, name))
            }
            None => rule::allowed(app, caller, tags, self.subject, &self.rule),
        }
    }

    /// What it means, in one sentence.
    pub fn meaning(&self, tags: &Tags) -> String {
        match &self.tag {
            Some(name) => tags
                .get(name)
                .map(|tag| tag.definition.definition.clone())
                .unwrap_or_default(),
            None => rule::parse(tags, self.subject, &self.rule)
                .map(|rule| rule.condition.sentence())
                .unwrap_or_default(),
        }
    }
}

/// Checks a question, so that what can be refused is refused before any counting.
///
/// # Errors
/// What is wrong with area, border set, figures or days.
pub async fn checked(
    app: &App,
    caller: &Caller,
    asked: &FigureQuestion,
) -> Result<Question, Problem> {
    caller.require(Right::ReadPeople)?;
    let areas = app.areas();
    let area = caller.scope(asked.area.as_deref(), &areas)?;
    if areas
        .get(&area)
        .is_some_and(|area| area.level == Level::Grid)
    {
        return Err(Problem::bad_input(
            "area-below-community",
            "统计的范围最小到社区，请改选该网格所在的社区。",
        ));
    }
    let borders = match asked.border {
        Some(id) => Borders::of(&border::written(&border::in_reach(app, caller, id).await?)?),
        None => Borders::of_today(&areas, &area, asked.by_street),
    };
    if asked.figures.len() > MOST_FIGURES {
        return Err(Problem::bad_input(
            "figures-too-many",
            format!("一次最多统计{MOST_FIGURES}项，请分成几次。"),
        ));
    }
    let tags = app.tags();
    let mut wanted = Vec::with_capacity(asked.figures.len());
    for figure in &asked.figures {
        let figure = wanted_of(figure, &tags)?;
        figure.on(app, caller, &tags)?;
        if asked.segment.is_some() && figure.subject != Subject::Person {
            return Err(Problem::bad_input(
                "figure-not-of-people",
                format!(
                    "按人群统计时只能数人，“{}”数的不是人，请删去这一项。",
                    figure.label
                ),
            ));
        }
        wanted.push(figure);
    }
    Ok(Question {
        area,
        basis: match asked.basis.as_deref() {
            Some("hukou") => Basis::Hukou,
            Some("either") => Basis::Either,
            _ => Basis::Home,
        },
        segment: match asked.segment {
            Some(id) => Some(Narrow::to(app, caller, id, area).await?),
            None => None,
        },
        of_today: asked.border.is_none(),
        borders,
        wanted,
        days: days_of(app, &asked.days).await?,
    })
}

fn wanted_of(figure: &WantedFigure, tags: &Tags) -> Result<Wanted, Problem> {
    let given = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let (tag, rule) = (given(&figure.tag), given(&figure.rule));
    let subject = match (&tag, figure.subject.as_deref()) {
        (Some(name), _) => tags.find(name)?.subject(),
        (None, Some(subject)) => subject_of(subject).ok_or_else(|| {
            Problem::bad_input(
                "figure-subject",
                "统计对象应是人、房屋、单位或户，请重新选择。",
            )
        })?,
        (None, None) => Subject::Person,
    };
    let named = tag.as_ref().or(rule.as_ref()).ok_or_else(|| {
        Problem::bad_input(
            "figure-empty",
            "有一项没有选标签也没有写规则，请补上或删去这一项。",
        )
    })?;
    let label = given(&figure.label).unwrap_or_else(|| named.clone());
    Ok(Wanted {
        label: label.chars().take(LONGEST_LABEL).collect(),
        subject,
        rule: rule.unwrap_or_default(),
        tag,
    })
}

async fn days_of(app: &App, asked: &[String]) -> Result<Vec<NaiveDate>, Problem> {
    let today = clock::today();
    let mut days = Vec::new();
    for text in asked {
        let day: NaiveDate = text.parse().map_err(|_| {
            Problem::bad_input(
                "known-on-unreadable",
                "日期应写成 2026-05-01 的样子，请重新选择日期。",
            )
        })?;
        if day > today {
            return Err(Problem::bad_input(
                "figures-on-future",
                "只能统计今天和今天以前的日期，请改选日期。",
            ));
        }
        if day < today {
            past::require_known(app, day).await?;
        }
        if !days.contains(&day) {
            days.push(day);
        }
    }
    if days.len() > MOST_DAYS {
        return Err(Problem::bad_input(
            "figures-too-many-days",
            format!("一次最多统计{MOST_DAYS}天，请分成几次。"),
        ));
    }
    if days.is_empty() {
        days.push(today);
    }
    Ok(days)
}
