//! Conditions as Chinese sentences for readers: “年满80周岁，且户籍地在本区，且健在”.

use catalog::element::{Dictionary, EntityKind, no};
use catalog::roster::Left;

use crate::canonical;
use crate::condition::{Condition, Operator};
use crate::missing::Missing;
use crate::resolve::Context;
use crate::subject::{Relation, Subject};
use crate::syntax::words;
use crate::term::{Arithmetic, Function, Term, Whose};
use crate::trace::Trace;
use crate::truth::Truth;
use crate::value::{Kind, Value};

impl Condition {
    /// The condition as a sentence for readers, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        of(self)
    }
}

/// A condition as a sentence.
pub(crate) fn of(condition: &Condition) -> String {
    match condition {
        Condition::Always(true) => "一律满足".to_owned(),
        Condition::Always(false) => "一律不满足".to_owned(),
        Condition::All(parts) => joined(parts, "，且"),
        Condition::Any(parts) => joined(parts, "，或"),
        Condition::Not(inner) => denied(inner),
        Condition::Compare {
            left,
            operator,
            right,
        } => compared(left, *operator, right),
        Condition::OneOf { term, values } => format!("{}是{}", term_of(term), choice(values)),
        Condition::Within { term, area } => format!("{}在{}", term_of(term), area_of(area)),
        Condition::Contains { term, text } => format!("{}含有“{text}”", term_of(term)),
        Condition::StartsWith { term, text } => format!("{}以“{text}”开头", term_of(term)),
        Condition::Known(term) => format!("已掌握{}", term_of(term)),
        Condition::Holds(term) => format!("{}为是", term_of(term)),
        Condition::Alive => "健在".to_owned(),
        Condition::Tag(name) => format!("属于“{name}”"),
        Condition::Source(source) => format!("在{}有登记", source_label(*source)),
        Condition::Some {
            relation,
            that: None,
        } => format!("有{}", relation.word()),
        Condition::Some {
            relation,
            that: Some(that),
        } => format!("有{}的{}", grouped(that), relation.word()),
        Condition::Every { relation, that } => {
            format!("{}全部{}", relation.word(), grouped(that))
        }
        Condition::Otherwise { condition, default } => format!(
            "{}（无法判断时视为{}）",
            grouped(condition),
            if *default { "满足" } else { "不满足" }
        ),
    }
}

fn joined(parts: &[Condition], word: &str) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| match part {
            Condition::All(_) | Condition::Any(_) => format!("（{}）", of(part)),
            _ => of(part),
        })
        .collect();
    parts.join(word)
}

fn grouped(condition: &Condition) -> String {
    match condition {
        Condition::All(_) | Condition::Any(_) => format!("（{}）", of(condition)),
        _ => of(condition),
    }
}

fn denied(inner: &Condition) -> String {
    match inner {
        Condition::Alive => "已故".to_owned(),
        Condition::Tag(name) => format!("不属于“{name}”"),
        Condition::Source(source) => format!("在{}没有登记", source_label(*source)),
        Condition::Known(term) => format!("未掌握{}", term_of(term)),
        Condition::Holds(term) => format!("{}为否", term_of(term)),
        Condition::OneOf { term, values } => format!("{}不是{}", term_of(term), choice(values)),
        Condition::Within { term, area } => format!("{}不在{}", term_of(term), area_of(area)),
        Condition::Some {
            relation,
            that: None,
        } => format!("没有{}", relation.word()),
        Condition::Some {
            relation,
            that: Some(that),
        } => format!("没有{}的{}", grouped(that), relation.word()),
        Condition::Compare {
            left,
            operator,
            right,
        } => compared(left, operator.negated(), right),
        other => format!("不符合（{}）", of(other)),
    }
}

fn source_label(source: catalog::source::SourceNo) -> &'static str {
    catalog::source::Sources::shipped()
        .get(source)
        .map_or("来源", |source| source.label.as_str())
}

fn compared(left: &Term, operator: Operator, right: &Term) -> String {
    let years = matches!(left, Term::Field { element, .. } if *element == no::AGE)
        || matches!(
            left,
            Term::Call {
                function: Function::FullYears,
                ..
            }
        );
    if years {
        let whose = match left {
            Term::Field {
                whose: Whose::Root, ..
            } => "本人".to_owned(),
            Term::Call { arguments, .. } => arguments
                .get(1)
                .map(|day| format!("到{}", term_of(day)))
                .filter(|day| day != "到今天")
                .unwrap_or_default(),
            _ => String::new(),
        };
        let age = term_of(right);
        let how = match operator {
            Operator::AtLeast => "年满",
            Operator::Less => "不满",
            Operator::Greater => "超过",
            Operator::AtMost => "不超过",
            Operator::Equal => "正好",
            Operator::Unequal => "不是",
        };
        return format!("{whose}{how}{age}周岁");
    }
    let is_date = matches!(kind_of(left), Some(Kind::Date | Kind::Month));
    let how = match (operator, is_date) {
        (Operator::Equal, _) => "为",
        (Operator::Unequal, _) => "不是",
        (Operator::AtLeast, true) => "不早于",
        (Operator::AtLeast, false) => "不少于",
        (Operator::AtMost, true) => "不晚于",
        (Operator::AtMost, false) => "不超过",
        (Operator::Greater, true) => "晚于",
        (Operator::Greater, false) => "超过",
        (Operator::Less, true) => "早于",
        (Operator::Less, false) => "少于",
    };
    let unit = match right {
        Term::Value(Value::Number(_)) | Term::Parameter(_) => left.unit().unwrap_or_default(),
        _ => String::new(),
    };
    format!("{}{how}{}{unit}", term_of(left), term_of(right))
}

/// The kind of a field's or function's values.
fn kind_of(term: &Term) -> Option<Kind> {
    match term {
        Term::Value(value) => Some(value.kind()),
        Term::Today => Some(Kind::Date),
        Term::Field { element, .. } => Dictionary::shipped().get(*element).map(Kind::of),
        Term::Call { function, .. } => Some(function.gives()),
        Term::Otherwise { term, .. } => kind_of(term),
        _ => None,
    }
}

fn choice(values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(Value::shown).collect();
    match values.as_slice() {
        [one] => one.clone(),
        many => format!("{}之一", many.join("、")),
    }
}

fn area_of(term: &Term) -> String {
    match term {
        Term::Value(Value::Area(area)) => Value::Area(*area).shown(),
        other => term_of(other),
    }
}

/// A term for readers.
pub(crate) fn term_of(term: &Term) -> String {
    match term {
        Term::Value(value) => value.shown(),
        Term::Today => "今天".to_owned(),
        Term::OwnArea(level) => words::own_area_word(*level).to_owned(),
        Term::Parameter(name) => format!("“{name}”"),
        Term::Field { whose, element } => {
            let word = words::element_word(*element);
            match whose {
                Whose::Own => word,
                Whose::Root => format!("本人的{word}"),
            }
        }
        Term::Arithmetic {
            operator,
            left,
            right,
        } => {
            let sign = match operator {
                Arithmetic::Add => "加",
                Arithmetic::Subtract => "减",
                Arithmetic::Multiply => "乘",
                Arithmetic::Divide => "除以",
            };
            format!("（{}{sign}{}）", term_of(left), term_of(right))
        }
        Term::Call {
            function,
            arguments,
        } => {
            let parts: Vec<String> = arguments.iter().map(term_of).collect();
            called(*function, &parts)
        }
        Term::Count {
            relation,
            that: None,
        } => format!("{}数", relation.word()),
        Term::Count {
            relation,
            that: Some(that),
        } => format!("{}的{}数", grouped(that), relation.word()),
        Term::Otherwise { term, default } => {
            format!("{}（未掌握时按{}）", term_of(term), term_of(default))
        }
    }
}

fn called(function: Function, parts: &[String]) -> String {
    match (function, parts) {
        (Function::FullYears, [from, to]) => format!("从{from}到{to}的周岁"),
        (Function::FullMonths, [from, to]) => format!("从{from}到{to}的足月数"),
        (Function::Days, [from, to]) => format!("从{from}到{to}的天数"),
        (Function::Year, [day]) => format!("{day}所在年"),
        (Function::Month, [day]) => format!("{day}所在月"),
        (Function::Day, [day]) => format!("{day}的日"),
        (Function::Date, [year, month, day]) => format!("{year}的{month}月{day}日"),
        (Function::AddDays, [day, count]) => format!("{day}加{count}天"),
        (Function::AddMonths, [day, count]) => format!("{day}加{count}个月"),
        (Function::MonthStart, [month]) => format!("{month}的第一天"),
        (Function::Street | Function::District | Function::City | Function::Province, [area]) => {
            format!("{area}所在{}", function.word())
        }
        (Function::Greater, [left, right]) => format!("{left}与{right}中较大的"),
        (Function::Lesser, [left, right]) => format!("{left}与{right}中较小的"),
        _ => function.word().to_owned(),
    }
}

/// The part of a trace's sentence that says what is known.
pub(crate) fn stated(sentence: &str) -> &str {
    // A comma inside quotation marks is part of a condition that is named.
    let (mut depth, mut last) = (0, None);
    for (at, sign) in sentence.char_indices() {
        match sign {
            '“' => depth += 1,
            '”' => depth -= 1,
            '，' if depth == 0 => last = Some(at),
            _ => {}
        }
    }
    last.map_or(sentence, |at| &sentence[..at])
}

/// What a condition made of others came to.
pub(crate) fn summary(condition: &Condition, truth: Truth, parts: &[Trace]) -> String {
    let count = |truth| parts.iter().filter(|part| part.truth == truth).count();
    let (yes, no, unknown) = (
        count(Truth::True),
        count(Truth::False),
        count(Truth::Unknown),
    );
    match condition {
        Condition::All(_) | Condition::Any(_) => {
            let how = if matches!(condition, Condition::All(_)) {
                "须全部满足"
            } else {
                "满足一项即可"
            };
            format!(
                "{}项条件{how}：{yes}项满足，{no}项不满足，{unknown}项无法判断，{}",
                parts.len(),
                truth.label()
            )
        }
        _ => format!("{}，{}", of(condition), truth.label()),
    }
}

/// What a condition about a set came to.
pub(crate) fn of_set(
    condition: &Condition,
    relation: Relation,
    truth: Truth,
    [yes, no, unknown]: &[usize; 3],
    missing: &[Missing],
) -> String {
    let unit = relation.unit();
    let members = yes + no + unknown;
    let mut text = format!("{}{members}{unit}", relation.word());
    let has_condition = matches!(
        condition,
        Condition::Some { that: Some(_), .. } | Condition::Every { .. }
    );
    if has_condition && members > 0 {
        text = format!("{text}，其中{yes}{unit}符合");
        if *unknown > 0 {
            text = format!("{text}、{unknown}{unit}无法判断");
        }
    }
    if truth == Truth::Unknown {
        return format!(
            "{text}，缺少{}，无法判断“{}”",
            named(missing),
            of(condition)
        );
    }
    format!("{text}，{}“{}”", truth.label(), of(condition))
}

/// What a simple condition came to.
pub(crate) fn of_leaf(
    condition: &Condition,
    truth: Truth,
    shown: Option<&Value>,
    missing: &[Missing],
    context: &Context<'_>,
) -> String {
    if truth == Truth::Unknown {
        return format!("缺少{}，无法判断“{}”", named(missing), of(condition));
    }
    match (condition, shown) {
        (
            Condition::Compare {
                left,
                operator,
                right,
            },
            Some(value),
        ) => {
            let limit = context.fill_term(right);
            let limit = match &limit {
                Term::Value(limit @ (Value::Code { .. } | Value::Area(_))) => limit.shown(),
                Term::Value(limit) => canonical::value(limit),
                other => term_of(other),
            };
            format!(
                "{}{}{}，{} {} {limit}",
                term_of(left),
                value.shown(),
                left.unit().unwrap_or_default(),
                truth.label(),
                operator.printed()
            )
        }
        (Condition::OneOf { term, values }, Some(value)) => format!(
            "{}为{}，{}“是{}”",
            term_of(term),
            value.shown(),
            truth.label(),
            choice(values)
        ),
        (Condition::Within { term, area }, Some(value)) => format!(
            "{}为{}，{}{}",
            term_of(term),
            value.shown(),
            if truth == Truth::True {
                "在"
            } else {
                "不在"
            },
            area_of(area)
        ),
        _ if truth == Truth::True => format!("{}，满足", of(condition)),
        _ => format!("{}，不满足“{}”", denied(condition), of(condition)),
    }
}

/// That somebody has dropped off a whole list.
pub(crate) fn of_left(condition: &Condition, left: &Left, subject: Subject) -> String {
    let kind = match subject {
        Subject::Person => EntityKind::Person,
        Subject::Dwelling => EntityKind::Dwelling,
        Subject::Place => EntityKind::Place,
        Subject::Household => EntityKind::Household,
    };
    format!("{}，不满足“{}”", left.sentence(kind), of(condition))
}

fn named(missing: &[Missing]) -> String {
    let mut names: Vec<String> = Vec::new();
    for one in missing {
        let name = one.what.label();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return "所需信息".to_owned();
    }
    names.join("、")
}
