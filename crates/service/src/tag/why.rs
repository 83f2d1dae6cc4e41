//! Why somebody has a tag, or not: the rule condition by condition, with the values it read, as
//! far as the caller may see them.

use catalog::element::Dictionary;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::survivorship::Current;
use query::Snapshot;
use rules::facts::Entity;
use rules::{Reading, Subject, Trace, Truth, explain};

use super::catalogue::Tags;
use super::rule;
use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::view::facts::label_of;
use crate::view::person::person_in_reach;
use crate::view::reach::reaches;
use crate::wire::tag::{ReadingView, TraceView, WhyAnswer};

/// Explains a tag for a person of the caller's area.
///
/// # Errors
/// `tag-unknown`, `tag-withheld`, and what [`person_in_reach`] says.
pub async fn of(app: &App, caller: &Caller, name: &str, person: i64) -> Result<WhyAnswer, Problem> {
    let tags = app.tags();
    let held = tags.find(name)?;
    require_sight(caller, &tags, name)?;
    if held.subject() != Subject::Person {
        return Err(Problem::bad_input(
            "tag-not-of-people",
            format!("“{name}”不是人员标签，请选择人员标签。"),
        ));
    }
    let entity = person_in_reach(app, caller, person, &app.areas()).await?;
    let parsed = rule::parse(&tags, Subject::Person, &held.rule_text())?;
    let snapshot = app.snapshot.load();
    let community = snapshot.person(entity.id).and_then(|row| row.community);
    let of = Entity {
        subject: Subject::Person,
        id: entity.id,
    };
    let facts = snapshot.facts().with_records(of, &entity.current);
    let context = snapshot.context(community);
    let trace = explain(&parsed.condition, of, &facts, &context);
    let teller = Teller {
        app,
        caller,
        snapshot: &snapshot,
        own: entity.id,
        current: &entity.current,
    };
    let mut missing: Vec<String> = trace
        .missing
        .iter()
        .map(|missing| missing.what.label())
        .collect();
    missing.dedup();
    Ok(WhyAnswer {
        tag: name.to_owned(),
        truth: truth_text(trace.truth).to_owned(),
        sentence: match trace.truth {
            Truth::True => format!("有标签“{name}”"),
            Truth::False => format!("没有标签“{name}”"),
            Truth::Unknown => format!("无法判断是否有标签“{name}”，按没有处理"),
        },
        version: held.version,
        trace: teller.view(&trace),
        missing,
    })
}

/// Refuses a tag that the caller does not see on anybody.
///
/// # Errors
/// `tag-withheld`.
pub fn require_sight(caller: &Caller, tags: &Tags, name: &str) -> Result<(), Problem> {
    let definition = &tags.find(name)?.definition;
    if caller.sees_tag(definition.grade, &definition.department) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "tag-withheld",
        format!("标签“{name}”属于敏感数据，仅对主管部门和属地开放。"),
    ))
}

/// Tells a trace to a caller.
pub struct Teller<'a> {
    /// For areas.
    pub app: &'a App,
    /// Who is told.
    pub caller: &'a Caller,
    /// Where others live now.
    pub snapshot: &'a Snapshot,
    /// Of whom the trace is.
    pub own: i64,
    /// What was held of that person.
    pub current: &'a Current,
}

impl Teller<'_> {
    /// The sentence of a trace. It holds plain values; one that would show a masked value is said
    /// without.
    pub fn sentence(&self, trace: &Trace) -> String {
        if self.hides_something(trace) {
            format!("“{}”，{}", trace.condition, trace.truth.label())
        } else {
            trace.sentence.clone()
        }
    }

    fn view(&self, trace: &Trace) -> TraceView {
        TraceView {
            truth: truth_text(trace.truth).to_owned(),
            condition: trace.condition.clone(),
            sentence: self.sentence(trace),
            readings: trace
                .readings
                .iter()
                .map(|reading| self.reading(reading).0)
                .collect(),
            parts: trace.parts.iter().map(|part| self.view(part)).collect(),
        }
    }

    fn hides_something(&self, trace: &Trace) -> bool {
        trace.readings.iter().any(|reading| self.reading(reading).1)
            || trace.parts.iter().any(|part| self.hides_something(part))
    }

    /// A value as the caller sees it, and whether something of it is hidden.
    fn reading(&self, reading: &Reading) -> (ReadingView, bool) {
        let element = Dictionary::shipped().get(reading.element);
        let source = reading.source.and_then(|no| Sources::shipped().get(no));
        let own = reading.of.subject != Subject::Person || reading.of.id == self.own;
        let label = element.map_or_else(String::new, |element| element.label.clone());
        let shown =
            element.map(|element| self.caller.show(element, &reading.value.shown(), source));
        let (text, hidden) = match shown {
            Some(shown) if own || self.may_know(reading.of.id) => (shown.text, shown.masked),
            _ => ("（不在您的管辖范围）".to_owned(), true),
        };
        let as_of = (reading.of.id == self.own)
            .then(|| self.current.winner(reading.element))
            .flatten()
            .map(|winner| clock::day_text(winner.as_of));
        let view = ReadingView {
            label,
            value: text,
            source: source.map_or_else(String::new, |source| label_of(Some(source))),
            as_of: as_of.unwrap_or_default(),
        };
        (view, hidden)
    }

    fn may_know(&self, person: i64) -> bool {
        self.snapshot
            .person(person)
            .is_some_and(|row| reaches(self.caller, &row, &self.app.areas()))
    }
}

const fn truth_text(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}
