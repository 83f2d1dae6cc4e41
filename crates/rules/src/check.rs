//! The typed checker: what was written → what is meant, or the first mistake with its place.

use catalog::area::{AreaCode, AreaTree};
use catalog::code_table::CodeTables;
use catalog::element::{Dictionary, ElementNo, EntityKind};
use catalog::source::Sources;

use crate::condition::{Condition, Operator};
use crate::subject::{Relation, Subject};
use crate::syntax::words::{self, Keyword};
use crate::syntax::{Fault, Node, Raw, nearest, unknown_word};
use crate::term::{Arithmetic, Function, Term, Whose};
use crate::value::{Kind, Value, says_unknown};
use crate::vocabulary::Vocabulary;

/// How many sets deep a condition may stand.
const DEEPEST_SET: usize = 3;

/// 民族: never a condition (data/tags.json of the facts, `do_not_build`).
const ETHNICITY: ElementNo = ElementNo(10);

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

    fn word(&mut self, word: &str, at: usize) -> Result<Meaning, Fault> {
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
        if number == ETHNICITY {
            return Err(self.fault(
                at,
                "rule-forbidden-element",
                "“民族”不能用作规则条件，请删去。",
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

    fn of_root(&self, word: &str, at: usize) -> Result<Meaning, Fault> {
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

    fn named(&self, word: &str, name: &str, at: usize) -> Result<Meaning, Fault> {
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

    fn no_such<'n>(
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

    fn call(&mut self, word: &str, arguments: &[Raw], at: usize) -> Result<Meaning, Fault> {
        if word == "已知" {
            let [argument] = arguments else {
                return Err(
                    self.mistyped(at, "“已知”的括号里要写一个数据元，例如“已知(死亡时间)”。")
                );
            };
            let (term, _) = self.term(argument)?;
            return Ok(Meaning::Condition(Condition::Known(term)));
        }
        let Some(function) = Function::by_word(word) else {
            let known = Function::ALL.iter().map(|function| function.word());
            return Err(match nearest(word, known) {
                Some(near) => self.fault(
                    at,
                    "rule-unknown-word",
                    format!("没有名为“{word}”的算法。是否想写“{near}”？"),
                ),
                None => unknown_word(self.text, at, word),
            });
        };
        let takes = function.takes();
        if takes.len() != arguments.len() {
            return Err(self.mistyped(
                at,
                format!(
                    "“{word}”的括号里应有{}项，用逗号隔开，这里有{}项。",
                    takes.len(),
                    arguments.len()
                ),
            ));
        }
        let mut checked = Vec::with_capacity(takes.len());
        let mut unit = None;
        for (place, (raw, wanted)) in arguments.iter().zip(&takes).enumerate() {
            let (term, kind) = self.term(raw)?;
            if !kind.agrees_with(wanted) {
                return Err(self.mistyped(
                    raw.at,
                    format!(
                        "“{word}”的第{}项应是{}，这里是{}。",
                        place + 1,
                        wanted.label(),
                        kind.label()
                    ),
                ));
            }
            let must_be_constant = match function {
                Function::Date => true,
                Function::AddDays | Function::AddMonths => place == 1,
                _ => false,
            };
            if must_be_constant && !is_constant(&term) {
                return Err(self.mistyped(
                    raw.at,
                    format!("“{word}”的这一项只能由数字、今天和参数算出，不能用数据元。"),
                ));
            }
            if let Kind::Number(Some(own)) = kind {
                unit = Some(own);
            }
            checked.push(term);
        }
        let gives = match function {
            Function::Greater | Function::Lesser => Kind::Number(unit),
            _ => function.gives(),
        };
        Ok(Meaning::Term(
            Term::Call {
                function,
                arguments: checked,
            },
            gives,
        ))
    }

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left_raw: &Raw,
        right_raw: &Raw,
    ) -> Result<Meaning, Fault> {
        let (left, left_kind) = self.term(left_raw)?;
        let (right, right_kind) = self.term(right_raw)?;
        let (Kind::Number(left_unit), Kind::Number(right_unit)) = (&left_kind, &right_kind) else {
            let (at, wrong) = match left_kind {
                Kind::Number(_) => (right_raw.at, &right_kind),
                _ => (left_raw.at, &left_kind),
            };
            let advice = match wrong {
                Kind::Date => "；日期前后推算请用“加天(日期, 天数)”“加月(日期, 月数)”",
                _ => "",
            };
            return Err(self.mistyped(
                at,
                format!("只有数字能加减乘除，这里是{}{advice}。", wrong.label()),
            ));
        };
        let unit = match operator {
            Arithmetic::Add | Arithmetic::Subtract => {
                if !left_kind.agrees_with(&right_kind) {
                    return Err(self.mistyped(
                        right_raw.at,
                        format!(
                            "{}和{}的单位不同，不能相加减。",
                            left_kind.label(),
                            right_kind.label()
                        ),
                    ));
                }
                left_unit.clone().or_else(|| right_unit.clone())
            }
            Arithmetic::Divide if right.constant() == Some(&Value::Number(0.0)) => {
                return Err(self.fault(
                    right_raw.at,
                    "rule-division-by-zero",
                    "除数是零，请改正。",
                ));
            }
            Arithmetic::Multiply | Arithmetic::Divide => None,
        };
        Ok(Meaning::Term(
            Term::Arithmetic {
                operator,
                left: Box::new(left),
                right: Box::new(right),
            },
            Kind::Number(unit),
        ))
    }

    fn negative(&mut self, inner: &Raw) -> Result<Meaning, Fault> {
        let (term, kind) = self.term(inner)?;
        if !matches!(kind, Kind::Number(_)) {
            return Err(self.mistyped(
                inner.at,
                format!("负号后面应是数字，这里是{}。", kind.label()),
            ));
        }
        let negative = match term {
            Term::Value(Value::Number(number)) => Term::number(-number),
            other => Term::Arithmetic {
                operator: Arithmetic::Subtract,
                left: Box::new(Term::number(0.0)),
                right: Box::new(other),
            },
        };
        Ok(Meaning::Term(negative, kind))
    }

    /// A term that a code is expected from may be a code's label or the code itself.
    fn code(&self, raw: &Raw, table: &str) -> Option<Result<Term, Fault>> {
        let typed = match &raw.node {
            Node::Word(word) | Node::Text(word) => word.as_str(),
            Node::Number { text, .. } => text.as_str(),
            _ => return None,
        };
        let codes = CodeTables::shipped().get(table)?;
        match codes.code_of(typed) {
            Some(code) if says_unknown(table, code) => Some(Err(self.fault(
                raw.at,
                "rule-type",
                format!("“{typed}”就是不掌握，请改用“非 已知(…)”。"),
            ))),
            Some(code) => Some(Ok(Term::Value(Value::Code {
                table: table.to_owned(),
                code: code.to_owned(),
            }))),
            // An element of the same kind may stand there instead.
            None if words::element(typed).is_some() => None,
            None => {
                let labels = codes.entries.iter().map(|entry| entry.label.as_str());
                let advice = match nearest(typed, labels) {
                    Some(near) => format!("是否想写“{near}”？"),
                    None => {
                        let some: Vec<&str> = codes
                            .entries
                            .iter()
                            .take(6)
                            .map(|entry| entry.label.as_str())
                            .collect();
                        format!("可写：{}等。", some.join("、"))
                    }
                };
                Some(Err(self.fault(
                    raw.at,
                    "rule-unknown-code",
                    format!("代码表“{}”里没有“{typed}”。{advice}", codes.label),
                )))
            }
        }
    }

    /// A term that stands opposite to a kind.
    fn opposite(&mut self, raw: &Raw, kind: &Kind) -> Result<(Term, Kind), Fault> {
        if let Kind::Code(table) = kind
            && let Some(code) = self.code(raw, table)
        {
            return code.map(|term| (term, kind.clone()));
        }
        if *kind == Kind::Text
            && let Node::Word(word) = &raw.node
            && words::element(word).is_none()
        {
            return Err(self.mistyped(raw.at, format!("文字要加引号，请写成'{word}'。")));
        }
        self.term(raw)
    }

    fn compare(
        &mut self,
        keyword: Keyword,
        left_raw: &Raw,
        right_raw: &Raw,
    ) -> Result<Condition, Fault> {
        let operator = match keyword {
            Keyword::Unequal => Operator::Unequal,
            Keyword::AtLeast => Operator::AtLeast,
            Keyword::AtMost => Operator::AtMost,
            Keyword::Greater => Operator::Greater,
            Keyword::Less => Operator::Less,
            _ => Operator::Equal,
        };
        // A code's label may stand on either side; the other side says of which table.
        let left_is_label = matches!(&left_raw.node, Node::Word(word)
            if words::element(word).is_none() && !words::ATOMS.contains(&word.as_str())
                && words::own_area(word).is_none());
        let ((left, left_kind), (right, right_kind)) = if left_is_label {
            let right = self.term(right_raw)?;
            let left = self.opposite(left_raw, &right.1)?;
            (left, right)
        } else {
            let left = self.term(left_raw)?;
            let right = self.opposite(right_raw, &left.1)?;
            (left, right)
        };
        for (kind, raw) in [(&left_kind, left_raw), (&right_kind, right_raw)] {
            self.refuse_identifying(kind, raw)?;
        }
        if !left_kind.agrees_with(&right_kind) {
            return Err(self.mistyped(
                right_raw.at,
                format!(
                    "左边是{}，右边是{}，不能比较。",
                    left_kind.label(),
                    right_kind.label()
                ),
            ));
        }
        if operator.is_order() && !left_kind.is_ordered() {
            return Err(self.mistyped(
                left_raw.at,
                format!("{}没有大小先后，只能用“=”“!=”或“在”。", left_kind.label()),
            ));
        }
        if let (Some(_), Some(_)) = (left.constant(), right.constant()) {
            return Err(self.mistyped(left_raw.at, "两边都是固定的值，比较没有意义。"));
        }
        if let (Kind::YesNo, Some(Value::YesNo(yes))) = (&left_kind, right.constant()) {
            let holds = Condition::Holds(left);
            return Ok(if *yes == (operator == Operator::Equal) {
                holds
            } else {
                holds.negated()
            });
        }
        // What is fixed stands on the right.
        Ok(if left.constant().is_some() {
            Condition::Compare {
                left: right,
                operator: operator.turned(),
                right: left,
            }
        } else {
            Condition::Compare {
                left,
                operator,
                right,
            }
        })
    }

    fn refuse_identifying(&self, kind: &Kind, raw: &Raw) -> Result<(), Fault> {
        if *kind != Kind::Identifying {
            return Ok(());
        }
        let word = match &raw.node {
            Node::Word(word) | Node::OfRoot(word) => word.as_str(),
            _ => "该数据元",
        };
        Err(self.fault(
            raw.at,
            "rule-identifying-element",
            format!("“{word}”能识别个人，规则里只能问“已知({word})”。"),
        ))
    }

    fn one_of(&mut self, left_raw: &Raw, values: &[Raw]) -> Result<Condition, Fault> {
        let (term, kind) = self.term(left_raw)?;
        self.refuse_identifying(&kind, left_raw)?;
        if kind == Kind::Area {
            // Several areas: in any of them.
            let areas = values
                .iter()
                .map(|value| self.within(left_raw, value))
                .collect::<Result<Vec<_>, _>>()?;
            return Ok(Condition::any(areas));
        }
        let mut found: Vec<Value> = Vec::with_capacity(values.len());
        for raw in values {
            let (value, value_kind) = self.opposite(raw, &kind)?;
            if !kind.agrees_with(&value_kind) {
                return Err(self.mistyped(
                    raw.at,
                    format!("左边是{}，列表里却有{}。", kind.label(), value_kind.label()),
                ));
            }
            match value {
                Term::Value(value) if !matches!(value, Value::YesNo(_)) => {
                    if !found.contains(&value) {
                        found.push(value);
                    }
                }
                _ => {
                    return Err(self.mistyped(raw.at, "列表里只能写固定的值，例如“(一级, 二级)”。"));
                }
            }
        }
        Ok(Condition::OneOf {
            term,
            values: found,
        })
    }

    fn within(&mut self, left_raw: &Raw, area_raw: &Raw) -> Result<Condition, Fault> {
        let (term, kind) = self.term(left_raw)?;
        if kind != Kind::Area {
            return Err(self.mistyped(
                left_raw.at,
                format!(
                    "“在”区划的左边应是区划，这里是{}；列表要加括号，例如“在 (一级, 二级)”。",
                    kind.label()
                ),
            ));
        }
        let (area, area_kind) = self.term(area_raw)?;
        if area_kind != Kind::Area {
            return Err(self.mistyped(
                area_raw.at,
                format!(
                    "“在”后面应是区划（本区、区划(370203)）或括号里的列表，这里是{}。",
                    area_kind.label()
                ),
            ));
        }
        Ok(Condition::Within { term, area })
    }

    fn text_term(&mut self, raw: &Raw) -> Result<Term, Fault> {
        let (term, kind) = self.term(raw)?;
        self.refuse_identifying(&kind, raw)?;
        if kind != Kind::Text {
            return Err(self.mistyped(raw.at, format!("这里应是文字，却是{}。", kind.label())));
        }
        Ok(term)
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

/// Whether a term is the same for everybody.
fn is_constant(term: &Term) -> bool {
    let mut constant = true;
    term.walk(
        &mut |part| {
            constant &= !matches!(part, Term::Field { .. } | Term::Count { .. });
        },
        &mut |_, _| {},
    );
    constant
}
