//! Words and names: elements, 今天, 健在, tags, sources, parameters, areas.

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{Dictionary, ElementNo, EntityKind, NEVER_ASKED};
use catalog::source::Sources;

use super::{Checker, Meaning};
use crate::condition::Condition;
use crate::subject::{Relation, Subject};
use crate::syntax::{Fault, nearest, unknown_word, words};
use crate::term::{Term, Whose};
use crate::value::{Kind, Value};

impl Checker<'_> {
    pub(super) fn word(&mut self, word: &str, at: usize) -> Result<Meaning, Fault> {
        let alive = |this: &Self| match this.subject() {
            Subject::Person => Ok(()),
            other => Err(this.mistyped(
                at,
                format!("“{word}”说的是人，这里说的是{}。", other.label()),
            )),
        };
        match word {
            "是" => return Ok(Meaning::Term(Term::Value(Value::YesNo(true)), Kind::YesNo)),
            "否" => return Ok(Meaning::Term(Term::Value(Value::YesNo(false)), Kind::YesNo)),
            "今天" => return Ok(Meaning::Term(Term::Today, Kind::Date)),
            "健在" => {
                alive(self)?;
                return Ok(Meaning::Condition(Condition::Alive));
            }
            "已故" => {
                alive(self)?;
                return Ok(Meaning::Condition(Condition::Alive.negated()));
            }
            _ => {}
        }
        if let Some(level) = words::own_area(word) {
            return Ok(Meaning::Term(Term::OwnArea(level), Kind::Area));
        }
        if let Some(element) = words::element(word) {
            let kind = self.element(element, self.subject(), at)?;
            return Ok(Meaning::Term(Term::field(element), kind));
        }
        if Relation::by_word(word).is_some() {
            return Err(self.mistyped(
                at,
                format!("“{word}”是一组，请写“存在 {word} 满足 (…)”或“人数({word})”。"),
            ));
        }
        Err(unknown_word(self.text, at, word))
    }

    /// The kind of an element that may be asked of a subject.
    fn element(&self, number: ElementNo, subject: Subject, at: usize) -> Result<Kind, Fault> {
        let Some(element) = Dictionary::shipped().get(number) else {
            return Err(self.fault(at, "rule-unknown-word", "没有这个数据元。"));
        };
        if NEVER_ASKED.contains(&number) {
            return Err(self.fault(
                at,
                "rule-forbidden-element",
                format!("“{}”不能用作规则条件，请删去。", element.label),
            ));
        }
        if element.entity == EntityKind::Form {
            return Err(self.mistyped(
                at,
                format!("“{}”是报表自己的栏目，不能用作规则条件。", element.label),
            ));
        }
        if !subject.holds(element) {
            return Err(self.mistyped(
                at,
                format!(
                    "“{}”不是{}的数据元，请先用“存在 … 满足 (…)”转到对应的对象。",
                    element.label,
                    subject.label()
                ),
            ));
        }
        Ok(Kind::of(element))
    }

    pub(super) fn of_root(&self, word: &str, at: usize) -> Result<Meaning, Fault> {
        let root = self.subjects[0];
        let Some(element) = words::element(word) else {
            return Err(unknown_word(self.text, at, word));
        };
        let kind = self.element(element, root, at)?;
        let whose = if self.subjects.len() > 1 {
            Whose::Root
        } else {
            Whose::Own
        };
        Ok(Meaning::Term(Term::Field { whose, element }, kind))
    }

    pub(super) fn named(&self, word: &str, name: &str, at: usize) -> Result<Meaning, Fault> {
        match word {
            "标签" => self.tag(name, at),
            "来源" => self.source(name, at),
            "参数" => match self.vocabulary.parameter(name) {
                Some(kind) => Ok(Meaning::Term(
                    Term::Parameter(name.to_owned()),
                    kind.clone(),
                )),
                None => Err(self.no_such("参数", name, self.vocabulary.parameter_names(), at)),
            },
            _ => {
                let area = self.area(name, at)?;
                Ok(Meaning::Term(Term::Value(Value::Area(area)), Kind::Area))
            }
        }
    }

    pub(super) fn no_such<'n>(
        &self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
        at: usize,
    ) -> Fault {
        let advice = match nearest(name, known) {
            Some(near) => format!("是否想写“{near}”？"),
            None => format!("请从{what}目录中选择。"),
        };
        self.fault(
            at,
            "rule-unknown-name",
            format!("没有名为“{name}”的{what}。{advice}"),
        )
    }

    fn tag(&self, name: &str, at: usize) -> Result<Meaning, Fault> {
        let Some((tag, subject)) = self.vocabulary.tag(name) else {
            return Err(self.no_such("标签", name, self.vocabulary.tag_names(), at));
        };
        if subject != self.subject() {
            return Err(self.mistyped(
                at,
                format!(
                    "“{tag}”是{}的标签，这里说的是{}。",
                    subject.label(),
                    self.subject().label()
                ),
            ));
        }
        Ok(Meaning::Condition(Condition::Tag(tag.to_owned())))
    }

    fn source(&self, name: &str, at: usize) -> Result<Meaning, Fault> {
        let sources = Sources::shipped();
        let found = sources
            .by_code(name)
            .or_else(|| sources.all().iter().find(|source| source.label == name));
        let Some(source) = found else {
            let known = sources.all().iter().map(|source| source.label.as_str());
            return Err(self.no_such("来源", name, known, at));
        };
        let about = match source.entity {
            EntityKind::Dwelling => Subject::Dwelling,
            EntityKind::Place => Subject::Place,
            _ => Subject::Person,
        };
        if about != self.subject() {
            return Err(self.mistyped(
                at,
                format!(
                    "来源“{}”说的是{}，这里说的是{}。",
                    source.label,
                    about.label(),
                    self.subject().label()
                ),
            ));
        }
        Ok(Meaning::Condition(Condition::Source(source.no)))
    }

    fn area(&self, name: &str, at: usize) -> Result<AreaCode, Fault> {
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            return name
                .parse()
                .map_err(|error| self.fault(at, "rule-unknown-name", format!("{error}。")));
        }
        let tree = AreaTree::shipped();
        let mut found: Vec<AreaCode> = tree
            .all()
            .iter()
            .filter(|area| area.parent.is_none())
            .flat_map(|province| tree.find_by_name(name, &province.code))
            .map(|area| area.code)
            .collect();
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [area] => Ok(area),
            [] => Err(self.fault(
                at,
                "rule-unknown-name",
                format!("区划表里没有“{name}”，请写区划代码，例如“区划(370203)”。"),
            )),
            _ => Err(self.fault(
                at,
                "rule-unknown-name",
                format!("有{}个区划都叫“{name}”，请写区划代码。", found.len()),
            )),
        }
    }
}
