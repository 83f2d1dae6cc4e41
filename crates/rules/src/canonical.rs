//! The canonical text of a rule: reading it gives the same rule again.

use std::fmt::Write;

use catalog::code_table::CodeTables;

use crate::condition::Condition;
use crate::syntax::{is_plain_word, words};
use crate::term::{Arithmetic, Term, Whose};
use crate::value::{Value, month_text};

/// How tightly something binds; a part that binds less than its place needs brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Default,
    Primary,
}

impl Condition {
    /// The canonical text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Always(true) => "是".to_owned(),
            Self::Always(false) => "否".to_owned(),
            Self::All(parts) => joined(parts, " 且 ", Binding::Comparison),
            Self::Any(parts) => joined(parts, " 或 ", Binding::And),
            Self::Not(inner) => negated(inner),
            Self::Compare {
                left,
                operator,
                right,
            } => format!(
                "{} {} {}",
                term(left, Binding::Sum),
                operator.sign(),
                term(right, Binding::Sum)
            ),
            Self::OneOf { term: left, values } => {
                format!("{} 在 {}", term(left, Binding::Sum), list(values))
            }
            Self::Within { term: left, area } => format!(
                "{} 在 {}",
                term(left, Binding::Sum),
                term(area, Binding::Sum)
            ),
            Self::Contains { term: left, text } => {
                format!("{} 包含 {}", term(left, Binding::Sum), quoted(text))
            }
            Self::StartsWith { term: left, text } => {
                format!("{} 开头是 {}", term(left, Binding::Sum), quoted(text))
            }
            Self::Known(inner) => format!("已知({})", term(inner, Binding::Or)),
            Self::Holds(inner) => term(inner, Binding::Default),
            Self::Alive => "健在".to_owned(),
            Self::Tag(name) => format!("标签({name})"),
            Self::Source(source) => {
                let label = catalog::source::Sources::shipped()
                    .get(*source)
                    .map_or("", |source| source.label.as_str());
                format!("来源({label})")
            }
            Self::Some { relation, that } => {
                let mut text = format!("存在 {}", relation.word());
                if let Some(that) = that {
                    let _ = write!(text, " 满足 ({})", that.text());
                }
                text
            }
            Self::Every { relation, that } => {
                format!("所有 {} 满足 ({})", relation.word(), that.text())
            }
            Self::Otherwise { condition, default } => {
                let default = if *default { "是" } else { "否" };
                format!("({}) 或默认 {default}", condition.text())
            }
        }
    }

    fn binding(&self) -> Binding {
        match self {
            Self::Any(_) => Binding::Or,
            Self::All(_) => Binding::And,
            _ => Binding::Comparison,
        }
    }
}

impl Term {
    /// The canonical text.
    #[must_use]
    pub fn text(&self) -> String {
        term(self, Binding::Or)
    }
}

fn joined(parts: &[Condition], word: &str, least: Binding) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| {
            if part.binding() < least {
                format!("({})", part.text())
            } else {
                part.text()
            }
        })
        .collect();
    parts.join(word)
}

fn negated(inner: &Condition) -> String {
    match inner {
        Condition::Alive => "已故".to_owned(),
        Condition::OneOf { term: left, values } => {
            format!("{} 不在 {}", term(left, Binding::Sum), list(values))
        }
        Condition::Within { term: left, area } => format!(
            "{} 不在 {}",
            term(left, Binding::Sum),
            term(area, Binding::Sum)
        ),
        Condition::Some { .. } => {
            let text = inner.text();
            format!("没有{}", text.strip_prefix("存在").unwrap_or(&text))
        }
        Condition::Tag(_)
        | Condition::Source(_)
        | Condition::Known(_)
        | Condition::Holds(Term::Field { .. }) => format!("非 {}", inner.text()),
        _ => format!("非 ({})", inner.text()),
    }
}

fn list(values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(value).collect();
    format!("({})", values.join(", "))
}

fn term(term: &Term, least: Binding) -> String {
    let (text, binding) = written(term);
    if binding < least {
        format!("({text})")
    } else {
        text
    }
}

fn written(term_: &Term) -> (String, Binding) {
    match term_ {
        Term::Value(Value::Number(number)) if *number < 0.0 => {
            // A sign in front is read before multiplication.
            (value(&Value::Number(*number)), Binding::Product)
        }
        Term::Value(held) => (value(held), Binding::Primary),
        Term::Today => ("今天".to_owned(), Binding::Primary),
        Term::OwnArea(level) => (words::own_area_word(*level).to_owned(), Binding::Primary),
        Term::Parameter(name) => (format!("参数({name})"), Binding::Primary),
        Term::Field { whose, element } => {
            let word = words::element_word(*element);
            let text = match whose {
                Whose::Own => word,
                Whose::Root => format!("本人 的 {word}"),
            };
            (text, Binding::Primary)
        }
        Term::Arithmetic {
            operator,
            left,
            right,
        } => {
            let (own, above) = match operator {
                Arithmetic::Add | Arithmetic::Subtract => (Binding::Sum, Binding::Product),
                Arithmetic::Multiply | Arithmetic::Divide => (Binding::Product, Binding::Default),
            };
            let text = format!(
                "{} {} {}",
                term(left, own),
                operator.sign(),
                term(right, above)
            );
            (text, own)
        }
        Term::Call {
            function,
            arguments,
        } => {
            let arguments: Vec<String> = arguments.iter().map(Term::text).collect();
            (
                format!("{}({})", function.word(), arguments.join(", ")),
                Binding::Primary,
            )
        }
        Term::Count { relation, that } => {
            let mut text = format!("人数({}", relation.word());
            if let Some(that) = that {
                let _ = write!(text, " 满足 {}", that.text());
            }
            text.push(')');
            (text, Binding::Primary)
        }
        Term::Otherwise {
            term: first,
            default,
        } => (
            format!(
                "{} 或默认 {}",
                term(first, Binding::Primary),
                term(default, Binding::Primary)
            ),
            Binding::Default,
        ),
    }
}

/// A value as it is written in a rule.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::YesNo(true) => "是".to_owned(),
        Value::YesNo(false) => "否".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Date(day) => catalog::period::day_text(*day),
        Value::Month(day) => month_text(*day),
        Value::Code { table, code } => {
            let label = CodeTables::shipped()
                .get(table)
                .filter(|codes| {
                    codes
                        .label_of(code)
                        .and_then(|label| codes.code_of(label))
                        .is_some_and(|back| back == code)
                })
                .and_then(|codes| codes.label_of(code))
                .unwrap_or(code);
            if is_plain_word(label) {
                label.to_owned()
            } else {
                quoted(label)
            }
        }
        Value::Text(text) => quoted(text),
        Value::Area(area) => format!("区划({})", area.short()),
        Value::Dwelling(id) => id.to_string(),
    }
}

/// A text in quotation marks that do not occur in it.
fn quoted(text: &str) -> String {
    const PAIRS: [(char, char); 4] = [('\'', '\''), ('"', '"'), ('“', '”'), ('「', '」')];
    let (open, close) = PAIRS
        .into_iter()
        .find(|(_, close)| !text.contains(*close))
        .unwrap_or(PAIRS[0]);
    format!("{open}{text}{close}")
}
