//! Why a rule holds for one entity: every condition with its answer, the values read, their
//! records and sources, and what is missing.

use std::collections::BTreeSet;

use catalog::area::{AreaCode, Level};
use catalog::element::{Dictionary, ElementNo, no};
use catalog::period;
use catalog::source::SourceNo;

use crate::area_term::{self, AreaTerm};
use crate::condition::{Condition, Operator};
use crate::facts::{Entity, Facts};
use crate::missing::{Missing, MissingFact};
use crate::resolve::{Context, constant};
use crate::scalar;
use crate::sentence;
use crate::subject::Relation;
use crate::syntax::words;
use crate::term::{Arithmetic, Function, Term, Whose};
use crate::truth::Truth;
use crate::value::{Cell, Value};

/// A condition with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The answer.
    pub truth: Truth,
    /// The condition, as canonical text.
    pub condition: String,
    /// One Chinese sentence: “年龄83岁，满足 ≥ 80”. It holds plain values.
    pub sentence: String,
    /// Values read for this condition itself.
    pub readings: Vec<Reading>,
    /// The conditions in it; of sets, one for each member.
    pub parts: Vec<Trace>,
    /// What is missing, when it cannot be told; each once.
    pub missing: Vec<Missing>,
}

/// A value that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Of whom.
    pub of: Entity,
    /// The element.
    pub element: ElementNo,
    /// The value.
    pub value: Value,
    /// The record it stands in.
    pub record: Option<i64>,
    /// The source of that record.
    pub source: Option<SourceNo>,
}

/// Explains a condition for an entity.
#[must_use]
pub fn explain(
    condition: &Condition,
    entity: Entity,
    facts: &dyn Facts,
    context: &Context<'_>,
) -> Trace {
    Explainer {
        facts,
        context,
        root: entity,
        tags: &|_, _| None,
    }
    .condition(condition, entity)
}

/// The rule of a tag, and the area it is asked for: that of whoever carries it.
pub type TagRules<'a> = dyn Fn(&str, Entity) -> Option<(&'a Condition, Option<AreaCode>)> + 'a;

/// As [`explain`], with the rule of every tag explained beneath it, as deep as tags read tags.
#[must_use]
pub fn explain_with_tags(
    condition: &Condition,
    entity: Entity,
    facts: &dyn Facts,
    context: &Context<'_>,
    tags: &TagRules<'_>,
) -> Trace {
    Explainer {
        facts,
        context,
        root: entity,
        tags,
    }
    .condition(condition, entity)
}

/// The value of a term for an entity, with what was read and what is missing.
pub(crate) fn value_of(
    term: &Term,
    entity: Entity,
    facts: &dyn Facts,
    context: &Context<'_>,
) -> (Option<Value>, Vec<Reading>, Vec<Missing>) {
    let mut notes = Notes::default();
    let value = Explainer {
        facts,
        context,
        root: entity,
        tags: &|_, _| None,
    }
    .value(term, entity, &mut notes);
    (value, notes.readings, notes.missing.into_iter().collect())
}

/// What was read and missed on the way.
#[derive(Default)]
struct Notes {
    readings: Vec<Reading>,
    missing: BTreeSet<Missing>,
}

impl Notes {
    fn miss<T>(&mut self, of: Option<Entity>, what: MissingFact) -> Option<T> {
        self.missing.insert(Missing { of, what });
        None
    }
}

struct Explainer<'a, 't> {
    facts: &'a dyn Facts,
    context: &'a Context<'a>,
    root: Entity,
    /// The rules of tags; tags never read themselves, so this comes to an end.
    tags: &'a TagRules<'t>,
}

impl Explainer<'_, '_> {
    fn condition(&self, condition: &Condition, of: Entity) -> Trace {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => self.joined(condition, parts, of),
            Condition::Not(inner) => {
                let inner = self.condition(inner, of);
                let truth = inner.truth.negated();
                let missing = inner.missing.clone();
                self.leaf_or_group(condition, truth, vec![inner], missing)
            }
            Condition::Otherwise {
                condition: inner,
                default,
            } => {
                let inner = self.condition(inner, of);
                let truth = match inner.truth {
                    Truth::Unknown => Truth::of(Some(*default)),
                    known => known,
                };
                self.leaf_or_group(condition, truth, vec![inner], Vec::new())
            }
            Condition::Some { relation, that } => {
                self.set(condition, *relation, that.as_deref(), of, |tally| {
                    if tally.yes > 0 {
                        Truth::True
                    } else if tally.open {
                        Truth::Unknown
                    } else {
                        Truth::False
                    }
                })
            }
            Condition::Every { relation, that } => {
                self.set(condition, *relation, Some(that), of, |tally| {
                    if tally.no > 0 {
                        Truth::False
                    } else if tally.open {
                        Truth::Unknown
                    } else {
                        Truth::True
                    }
                })
            }
            leaf => self.leaf(leaf, of),
        }
    }

    fn joined(&self, condition: &Condition, parts: &[Condition], of: Entity) -> Trace {
        let parts: Vec<Trace> = parts.iter().map(|part| self.condition(part, of)).collect();
        let is_all = matches!(condition, Condition::All(_));
        let truth = parts.iter().fold(
            if is_all { Truth::True } else { Truth::False },
            |truth, part| {
                if is_all {
                    truth.and(part.truth)
                } else {
                    truth.or(part.truth)
                }
            },
        );
        let missing = union(parts.iter());
        self.leaf_or_group(condition, truth, parts, missing)
    }

    /// A trace of a condition made of others.
    fn leaf_or_group(
        &self,
        condition: &Condition,
        truth: Truth,
        parts: Vec<Trace>,
        missing: Vec<Missing>,
    ) -> Trace {
        let sentence = match (condition, parts.as_slice()) {
            // A negated or defaulted simple condition says its own sentence.
            (Condition::Not(inner), [part]) if inner.parts().is_empty() => format!(
                "{}，{}“{}”",
                sentence::stated(&part.sentence),
                truth.label(),
                sentence::of(condition)
            ),
            (Condition::Otherwise { default, .. }, [part]) if part.truth == Truth::Unknown => {
                format!(
                    "{}，按约定视为{}",
                    sentence::stated(&part.sentence),
                    if *default { "满足" } else { "不满足" }
                )
            }
            (_, parts) => sentence::summary(condition, truth, parts),
        };
        Trace {
            truth,
            condition: condition.text(),
            sentence,
            readings: Vec::new(),
            parts,
            missing: only_when_unknown(truth, missing),
        }
    }

    fn set(
        &self,
        condition: &Condition,
        relation: Relation,
        that: Option<&Condition>,
        of: Entity,
        decide: impl Fn(&Tally) -> Truth,
    ) -> Trace {
        let (tally, parts, missing) = self.tally(relation, that, of);
        let truth = decide(&tally);
        Trace {
            truth,
            condition: condition.text(),
            sentence: sentence::of_set(condition, relation, truth, &tally.counts(), &missing),
            readings: Vec::new(),
            parts,
            missing: only_when_unknown(truth, missing),
        }
    }

    fn tally(
        &self,
        relation: Relation,
        that: Option<&Condition>,
        of: Entity,
    ) -> (Tally, Vec<Trace>, Vec<Missing>) {
        let list = self.facts.members(of, relation);
        let parts: Vec<Trace> = match that {
            Some(that) => list
                .members
                .iter()
                .map(|member| self.condition(that, *member))
                .collect(),
            None => Vec::new(),
        };
        let count = |truth| parts.iter().filter(|part| part.truth == truth).count();
        let (yes, no, unknown) = match that {
            Some(_) => (
                count(Truth::True),
                count(Truth::False),
                count(Truth::Unknown),
            ),
            None => (list.members.len(), 0, 0),
        };
        let mut missing = union(parts.iter());
        if !list.complete {
            missing.push(Missing {
                of: Some(of),
                what: MissingFact::Members(relation),
            });
        }
        let tally = Tally {
            yes,
            no,
            unknown,
            open: unknown > 0 || !list.complete,
        };
        (tally, parts, missing)
    }

    fn leaf(&self, condition: &Condition, of: Entity) -> Trace {
        let mut notes = Notes::default();
        let answer = self.answer(condition, of, &mut notes);
        let truth = Truth::of(answer);
        let part = match condition {
            Condition::Tag(name) => self.tag_rule(name, of),
            _ => None,
        };
        let missing = match &part {
            // What the tag lacks says more than that the tag is lacking.
            Some(part) if !part.missing.is_empty() => part.missing.clone(),
            _ => notes.missing.iter().cloned().collect(),
        };
        let missing = only_when_unknown(truth, missing);
        let shown = match condition {
            Condition::Compare { left, .. }
            | Condition::OneOf { term: left, .. }
            | Condition::Within { term: left, .. } => self.value(left, of, &mut Notes::default()),
            _ => None,
        };
        Trace {
            truth,
            condition: condition.text(),
            sentence: self.left(condition, of).unwrap_or_else(|| {
                sentence::of_leaf(condition, truth, shown.as_ref(), &missing, self.context)
            }),
            readings: notes.readings,
            parts: part.into_iter().collect(),
            missing,
        }
    }

    /// That the newest list of a source does not name whom it named before.
    fn left(&self, condition: &Condition, of: Entity) -> Option<String> {
        let Condition::Source(source) = condition else {
            return None;
        };
        let left = self.facts.left(of, *source)?;
        Some(sentence::of_left(condition, &left, of.subject))
    }

    /// Why a tag is carried or not.
    fn tag_rule(&self, name: &str, of: Entity) -> Option<Trace> {
        let (rule, area) = (self.tags)(name, of)?;
        let context = Context {
            area,
            ..self.context.clone()
        };
        let explainer = Explainer {
            facts: self.facts,
            context: &context,
            root: of,
            tags: self.tags,
        };
        Some(explainer.condition(rule, of))
    }

    fn answer(&self, condition: &Condition, of: Entity, notes: &mut Notes) -> Option<bool> {
        match condition {
            Condition::Always(always) => Some(*always),
            Condition::Alive => Some(self.facts.is_alive(of)),
            Condition::Tag(name) => match self.facts.tag(of, name) {
                Some(carries) => Some(carries),
                None => notes.miss(Some(of), MissingFact::Tag(name.clone())),
            },
            Condition::Source(source) => match self.facts.source(of, *source) {
                Some(has) => Some(has),
                None => notes.miss(Some(of), MissingFact::Source(*source)),
            },
            Condition::Compare {
                left,
                operator,
                right,
            } => {
                if let Some(both) = AreaTerm::both(left, right) {
                    return self.areas(*operator, both, of, notes);
                }
                // Both are read, so that everything missing is named at once.
                let left = self.value(left, of, notes);
                let right = self.value(right, of, notes);
                scalar::compare(*operator, left?.cell(), right?.cell())
            }
            Condition::OneOf { term, values } => {
                let held = self.value(term, of, notes)?;
                Some(values.iter().any(|value| {
                    scalar::compare(Operator::Equal, held.cell(), value.cell()) == Some(true)
                }))
            }
            Condition::Within { term, area } => {
                let held = self.value(term, of, notes);
                let larger = self.value(area, of, notes);
                match (held?, larger?) {
                    (Value::Area(held), Value::Area(larger)) => {
                        match scalar::within(held, larger) {
                            Some(within) => Some(within),
                            None => notes.miss(Some(of), MissingFact::NearerArea),
                        }
                    }
                    _ => None,
                }
            }
            Condition::Contains { term, text } => match self.value(term, of, notes)? {
                Value::Text(held) => Some(held.contains(text.as_str())),
                _ => None,
            },
            Condition::StartsWith { term, text } => match self.value(term, of, notes)? {
                Value::Text(held) => Some(held.starts_with(text.as_str())),
                _ => None,
            },
            Condition::Holds(term) => match self.value(term, of, notes)? {
                Value::YesNo(yes) => Some(yes),
                _ => None,
            },
            // 户籍地 is asked for itself here: a county is no community.
            Condition::Known(Term::Field { whose, element }) if *element != no::AGE => {
                let of = self.whose(*whose, of);
                Some(self.held(*element, of, notes).is_some())
            }
            Condition::Known(term) => Some(self.value(term, of, notes).is_some()),
            // The others are not leaves.
            other => match self.condition(other, of).truth {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown => None,
            },
        }
    }

    fn value(&self, term: &Term, of: Entity, notes: &mut Notes) -> Option<Value> {
        match term {
            Term::Value(value) => Some(value.clone()),
            Term::Today => Some(Value::Date(self.context.today)),
            Term::OwnArea(level) => self.own_area(*level, notes),
            Term::Parameter(name) => match self.context.parameter(name) {
                Some(value) => Some(value),
                None => notes.miss(None, MissingFact::Parameter(name.clone())),
            },
            Term::Field { whose, element } => {
                let of = self.whose(*whose, of);
                if *element == no::AGE {
                    self.age(of, notes)
                } else {
                    self.field(*element, of, notes)
                }
            }
            Term::Arithmetic {
                operator,
                left,
                right,
            } => {
                let left = self.value(left, of, notes);
                let right = self.value(right, of, notes);
                self.calculate(*operator, left?, right?, of, notes)
            }
            Term::Call {
                function,
                arguments,
            } => {
                let values: Vec<Option<Value>> = arguments
                    .iter()
                    .map(|argument| self.value(argument, of, notes))
                    .collect();
                let values: Vec<Value> = values.into_iter().collect::<Option<_>>()?;
                self.call(*function, &values, of, notes)
            }
            Term::Count { relation, that } => {
                let (tally, _, missing) = self.tally(*relation, that.as_deref(), of);
                if tally.open {
                    notes.missing.extend(missing);
                    return None;
                }
                #[expect(clippy::cast_precision_loss, reason = "sets are small")]
                let count = tally.yes as f64;
                Some(Value::Number(count))
            }
            Term::Otherwise { term, default } => {
                let mut own = Notes::default();
                let first = self.value(term, of, &mut own);
                notes.readings.append(&mut own.readings);
                if first.is_some() {
                    return first;
                }
                let second = self.value(default, of, notes);
                if second.is_none() {
                    notes.missing.append(&mut own.missing);
                }
                second
            }
        }
    }

    fn own_area(&self, level: Level, notes: &mut Notes) -> Option<Value> {
        match self.context.own_area(level) {
            Some(area) => Some(Value::Area(area)),
            None => notes.miss(
                None,
                MissingFact::OwnArea(words::own_area_word(level).to_owned()),
            ),
        }
    }

    fn whose(&self, whose: Whose, of: Entity) -> Entity {
        match whose {
            Whose::Own => of,
            Whose::Root => self.root,
        }
    }

    /// The value of an element, or of the one that tells the same less narrowly.
    fn field(&self, element: ElementNo, of: Entity, notes: &mut Notes) -> Option<Value> {
        if let Some(value) = self.held(element, of, notes) {
            return Some(value);
        }
        let wider = area_term::wider(element);
        match wider.and_then(|wider| self.held(wider, of, notes)) {
            Some(value) => Some(value),
            None => notes.miss(Some(of), MissingFact::Element(element)),
        }
    }

    /// The value of an element itself.
    fn held(&self, element: ElementNo, of: Entity, notes: &mut Notes) -> Option<Value> {
        let fact = self.facts.value(of, element)?;
        let value = Value::read(Dictionary::shipped().get(element)?, &fact.text)?;
        notes.readings.push(Reading {
            of,
            element,
            value: value.clone(),
            record: fact.record,
            source: fact.source,
        });
        Some(value)
    }

    /// Compares two areas.
    fn areas(
        &self,
        operator: Operator,
        (left, right): (AreaTerm<'_>, AreaTerm<'_>),
        of: Entity,
        notes: &mut Notes,
    ) -> Option<bool> {
        let area = self.value(left.term, of, notes);
        let other = self.value(right.term, of, notes);
        let (Value::Area(area), Value::Area(other)) = (area?, other?) else {
            return None;
        };
        match area_term::compare(operator, (left, area), (right, other)) {
            Some(answer) => Some(answer),
            None => notes.miss(Some(of), MissingFact::NearerArea),
        }
    }

    /// Full years from birth to today, of the dead to their death.
    fn age(&self, of: Entity, notes: &mut Notes) -> Option<Value> {
        let Some(Value::Date(birth)) = self.field(no::BIRTH_DATE, of, notes) else {
            return None;
        };
        let mut aside = Notes::default();
        let last = match self.field(no::DEATH_DATE, of, &mut aside) {
            Some(Value::Date(death)) => death.min(self.context.today),
            _ => self.context.today,
        };
        notes.readings.append(&mut aside.readings);
        match scalar::years_between(period::epoch_day(birth), period::epoch_day(last)) {
            Some(years) => Some(Value::Number(f64::from(years))),
            None => notes.miss(Some(of), MissingFact::Calculation),
        }
    }

    fn calculate(
        &self,
        operator: Arithmetic,
        left: Value,
        right: Value,
        of: Entity,
        notes: &mut Notes,
    ) -> Option<Value> {
        let (Value::Number(left), Value::Number(right)) = (left, right) else {
            return None;
        };
        match scalar::calculate(operator, left, right) {
            Some(number) => Some(Value::Number(number)),
            None => notes.miss(Some(of), MissingFact::Calculation),
        }
    }

    fn call(
        &self,
        function: Function,
        arguments: &[Value],
        of: Entity,
        notes: &mut Notes,
    ) -> Option<Value> {
        let cells: Vec<Cell<'_>> = arguments.iter().map(Value::cell).collect();
        match scalar::apply(function, &cells).and_then(constant) {
            Some(value) => Some(value),
            None if function.level().is_some() => notes.miss(Some(of), MissingFact::NearerArea),
            None => notes.miss(Some(of), MissingFact::Calculation),
        }
    }
}

/// How the members of one set answer.
struct Tally {
    yes: usize,
    no: usize,
    unknown: usize,
    /// Some member cannot be told, or not all members are known.
    open: bool,
}

impl Tally {
    fn counts(&self) -> [usize; 3] {
        [self.yes, self.no, self.unknown]
    }
}

fn only_when_unknown(truth: Truth, missing: Vec<Missing>) -> Vec<Missing> {
    if truth == Truth::Unknown {
        missing
    } else {
        Vec::new()
    }
}

/// What is missing for the parts, each once.
fn union<'t>(parts: impl Iterator<Item = &'t Trace>) -> Vec<Missing> {
    let all: BTreeSet<&Missing> = parts.flat_map(|part| &part.missing).collect();
    all.into_iter().cloned().collect()
}
