//! The typed checker: what was written → what is meant, or the first mistake with its place.

mod calculation;
mod comparison;
mod name;

use crate::condition::Condition;
use crate::subject::{Relation, Subject};
use crate::syntax::words::Keyword;
use crate::syntax::{Fault, Node, Raw};
use crate::term::Term;
use crate::value::{Kind, Value};
use crate::vocabulary::Vocabulary;

/// How many sets deep a condition may stand.
const DEEPEST_SET: usize = 3;

/// Checks a condition about a subject.
pub(crate) fn condition(
    text: &str,
    raw: &Raw,
    vocabulary: &Vocabulary,
    subject: Subject,
) -> Result<Condition, Fault> {
    Checker {
        text,
        vocabulary,
        subjects: vec![subject],
    }
    .condition(raw)
}

/// Checks a term about a subject: an amount of a rule table.
pub(crate) fn term(
    text: &str,
    raw: &Raw,
    vocabulary: &Vocabulary,
    subject: Subject,
) -> Result<(Term, Kind), Fault> {
    Checker {
        text,
        vocabulary,
        subjects: vec![subject],
    }
    .term(raw)
}

struct Checker<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary,
    /// The rule's subject, then that of each set around the place.
    subjects: Vec<Subject>,
}

/// What something turned out to be.
enum Meaning {
    Condition(Condition),
    Term(Term, Kind),
}

impl Checker<'_> {
    fn subject(&self) -> Subject {
        self.subjects.last().copied().unwrap_or_default()
    }

    fn fault(&self, at: usize, code: &str, message: impl Into<String>) -> Fault {
        Fault::at(self.text, at, code, message)
    }

    fn mistyped(&self, at: usize, message: impl Into<String>) -> Fault {
        self.fault(at, "rule-type", message)
    }

    fn condition(&mut self, raw: &Raw) -> Result<Condition, Fault> {
        match self.meaning(raw)? {
            Meaning::Condition(condition) => Ok(condition),
            Meaning::Term(Term::Value(Value::YesNo(always)), _) => Ok(Condition::Always(always)),
            Meaning::Term(term, Kind::YesNo) => Ok(Condition::Holds(term)),
            Meaning::Term(_, kind) => Err(self.mistyped(
                raw.at,
                format!(
                    "这里应是一个条件，却只有一个{}；请写出怎样比较，例如“年龄 >= 80”。",
                    kind.label()
                ),
            )),
        }
    }

    fn term(&mut self, raw: &Raw) -> Result<(Term, Kind), Fault> {
        match self.meaning(raw)? {
            Meaning::Term(term, kind) => Ok((term, kind)),
            Meaning::Condition(_) => Err(self.mistyped(
                raw.at,
                "这里应是一个值（数据元、数字、日期），却是一个条件。",
            )),
        }
    }

    fn meaning(&mut self, raw: &Raw) -> Result<Meaning, Fault> {
        let condition = |condition| Ok(Meaning::Condition(condition));
        match &raw.node {
            Node::Number { value, unit, .. } => Ok(Meaning::Term(
                Term::number(*value),
                Kind::Number(unit.clone()),
            )),
            Node::Day(day) => Ok(Meaning::Term(Term::Value(Value::Date(*day)), Kind::Date)),
            Node::Month(day) => Ok(Meaning::Term(Term::Value(Value::Month(*day)), Kind::Month)),
            Node::Text(text) => Ok(Meaning::Term(
                Term::Value(Value::Text(text.clone())),
                Kind::Text,
            )),
            Node::Word(word) => self.word(word, raw.at),
            Node::OfRoot(word) => self.of_root(word, raw.at),
            Node::Named(word, name) => self.named(word, name, raw.at),
            Node::Call(word, arguments) => self.call(word, arguments, raw.at),
            Node::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right),
            Node::Negative(inner) => self.negative(inner),
            Node::And(parts) => {
                let parts = self.conditions(parts)?;
                condition(Condition::all(parts))
            }
            Node::Or(parts) => {
                let parts = self.conditions(parts)?;
                condition(Condition::any(parts))
            }
            Node::Not(inner) => {
                let inner = self.condition(inner)?;
                condition(inner.negated())
            }
            Node::Compare(keyword, left, right) => {
                let compared = self.compare(*keyword, left, right)?;
                condition(compared)
            }
            Node::In(left, values) => {
                let one_of = self.one_of(left, values)?;
                condition(one_of)
            }
            Node::Within(left, area) => {
                let within = self.within(left, area)?;
                condition(within)
            }
            Node::Between(left, from, to) => {
                let from = self.compare(Keyword::AtLeast, left, from)?;
                let to = self.compare(Keyword::AtMost, left, to)?;
                condition(Condition::all(vec![from, to]))
            }
            Node::Contains(left, text) => {
                let term = self.text_term(left)?;
                let text = text.clone();
                condition(Condition::Contains { term, text })
            }
            Node::StartsWith(left, text) => {
                let term = self.text_term(left)?;
                let text = text.clone();
                condition(Condition::StartsWith { term, text })
            }
            Node::Otherwise(first, second) => self.otherwise(first, second),
            Node::Quantified {
                every,
                relation,
                relation_at,
                that,
            } => {
                let (relation, that) = self.set(relation, *relation_at, that.as_deref())?;
                condition(match that {
                    Some(that) if *every => Condition::Every { relation, that },
                    that => Condition::Some { relation, that },
                })
            }
            Node::Count {
                relation,
                relation_at,
                that,
            } => {
                let (relation, that) = self.set(relation, *relation_at, that.as_deref())?;
                let unit = relation.unit().to_owned();
                Ok(Meaning::Term(
                    Term::Count { relation, that },
                    Kind::Number(Some(unit)),
                ))
            }
        }
    }

    fn conditions(&mut self, parts: &[Raw]) -> Result<Vec<Condition>, Fault> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn otherwise(&mut self, first: &Raw, second: &Raw) -> Result<Meaning, Fault> {
        let (term, kind) = match self.meaning(first)? {
            Meaning::Term(term, kind) if kind != Kind::YesNo => (term, kind),
            Meaning::Term(Term::Value(_), _) => {
                return Err(self.mistyped(first.at, "固定的值不需要“或默认”。"));
            }
            other => {
                let condition = match other {
                    Meaning::Condition(condition) => condition,
                    Meaning::Term(term, _) => Condition::Holds(term),
                };
                return match self.term(second)? {
                    (Term::Value(Value::YesNo(default)), _) => {
                        Ok(Meaning::Condition(Condition::Otherwise {
                            condition: Box::new(condition),
                            default,
                        }))
                    }
                    _ => Err(self.mistyped(second.at, "条件的“或默认”后面只能写“是”或“否”。")),
                };
            }
        };
        self.refuse_identifying(&kind, first)?;
        let (default, default_kind) = self.opposite(second, &kind)?;
        if !kind.agrees_with(&default_kind) {
            return Err(self.mistyped(
                second.at,
                format!(
                    "“或默认”前面是{}，后面却是{}。",
                    kind.label(),
                    default_kind.label()
                ),
            ));
        }
        Ok(Meaning::Term(
            Term::Otherwise {
                term: Box::new(term),
                default: Box::new(default),
            },
            kind,
        ))
    }

    fn set(
        &mut self,
        word: &str,
        at: usize,
        that: Option<&Raw>,
    ) -> Result<(Relation, Option<Box<Condition>>), Fault> {
        let Some(relation) = Relation::by_word(word) else {
            let known = Relation::ALL.iter().map(|relation| relation.word());
            return Err(self.no_such("关系", word, known, at));
        };
        if relation.from() != self.subject() {
            return Err(self.mistyped(
                at,
                format!(
                    "“{word}”是{}的关系，这里说的是{}。",
                    relation.from().label(),
                    self.subject().label()
                ),
            ));
        }
        if self.subjects.len() > DEEPEST_SET {
            return Err(self.fault(at, "rule-too-deep", "关系套得太深，最多三层，请改用标签。"));
        }
        self.subjects.push(relation.to());
        let that = that.map(|raw| self.condition(raw)).transpose();
        self.subjects.pop();
        Ok((relation, that?.map(Box::new)))
    }
}
